"""Who says what stands in quotation marks or in reported speech."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kg.extraction.scene import Scene
from kg.extraction.stance.quotations import find_speaker
from kg.extraction.stance.speakers import cues_above, is_closed, is_source, speaker_of
from kg.knowledge.lexicon import Lexicon
from kg.reading.sentences import Sentence

CLAUSE = "dass/SCONJ:mark>angreift Peru:nsubj>angreift angreift=angreifen/VERB:ccomp>behauptet"
Tree = Callable[[str], Sentence]


@pytest.fixture
def speaker(lexicon: Lexicon, tree: Tree) -> Callable[..., str | None]:
    """The words of whoever says `said` in the trees, which stand behind each other in the text."""

    def run(said: str, *trees: str) -> str | None:
        sentences: list[Sentence] = []
        for text in trees:
            offset = sentences[-1].end + 1 if sentences else 0
            sentences.append(Sentence(tuple(replace(t, start=t.start + offset, end=t.end + offset) for t in tree(text))))
        tokens, words = [token for sentence in sentences for token in sentence], said.split()
        first = next(n for n in range(len(tokens)) if [t.form for t in tokens[n : n + len(words)]] == words)
        span = (tokens[first].start, tokens[first + len(words) - 1].end)
        found = find_speaker([Scene(sentence, {}, lexicon) for sentence in sentences], [span])
        return " ".join(t.form for t in tokens if found[0] <= t.start < found[1]) if found else None

    return run


@pytest.mark.parametrize(
    ("said", "trees", "expected"),
    [
        ("Regen fällt", ["Regen:nsubj>fällt fällt=fallen/VERB:ccomp , sagte=sagen/VERB Ana:nsubj ."], "Ana"),
        ("Regen fällt", ["Ein Sprecher/NOUN:nsubj>sagte sagte=sagen/VERB , Regen:nsubj>fällt fällt=fallen/VERB:ccomp ."], "Ein Sprecher"),
        ("Regen fällt", ["Laut Ana:obl Regen:nsubj fällt=fallen/VERB ."], "Ana"),
        ("Regen fällt", ["Regen:nsubj fällt=fallen/VERB , so/ADV:advmod>Ana Ana:parataxis ."], "Ana"),
        ("Regen fällt", ["Ana:parataxis>fällt : „ Regen:nsubj fällt=fallen/VERB “ ."], "Ana"),
        ("Regen fällt", ["Ana:nsubj wurde=werden/AUX:aux:pass gesehen=sehen/VERB.Part .", "Regen:nsubj fällt=fallen/VERB ."], None),
        ("Regen fällt", ["Ana:nsubj lacht=lachen/VERB :", "„ Regen:nsubj fällt=fallen/VERB “ ."], "Ana"),
        ("Regen falle", ["Ana:nsubj klagt=klagen/VERB .", "Regen:nsubj falle=fallen/VERB ."], "Ana"),
        ("Regen fällt .", ["Regen:nsubj fällt=fallen/VERB .", "Das/PRON:obj sagte=sagen/VERB Ana:nsubj ."], "Ana"),
        ("Regen falle", ["Luis:nsubj nannte=nennen/VERB er/PRON.PPER:nsubj klein/ADJ:xcomp .", "Regen:nsubj falle=fallen/VERB ."], "er"),
        ("Ana sprach von Regen .", ["Ana:nsubj sprach=sprechen/VERB von Regen:obl ."], "Ana"),
    ],
)
def test_speaker_is_named_by_verb_preposition_colon_or_the_sentence_beside(
    speaker: Callable[..., str | None], said: str, trees: list[str], expected: str | None
) -> None:
    assert speaker(said, *trees) == expected


def test_agent_of_the_passive_speaks(speaker: Callable[..., str | None]) -> None:
    tree = "Regen:nsubj>falle falle=fallen/VERB:ccomp , wurde=werden/AUX:aux:pass von Ana:obl gesagt=sagen/VERB.Part:root ."
    assert speaker("Regen falle", tree) == "Ana"


def test_who_is_cited_speaks(speaker: Callable[..., str | None]) -> None:
    tree = "Regen:nsubj>falle falle=fallen/VERB:ccomp , wird=werden/AUX:aux:pass Ana:nsubj:pass zitiert=zitieren/VERB.Part:root ."
    assert speaker("Regen falle", tree) == "Ana"


def test_place_whence_it_is_heard_speaks_where_nobody_else_does(speaker: Callable[..., str | None]) -> None:
    tree = "Regen:nsubj>falle falle=fallen/VERB:ccomp , hieß=heißen/VERB es/PRON:nsubj in Lima:obl ."
    assert speaker("Regen falle", tree) == "Lima"


@pytest.mark.parametrize(
    ("text", "noun", "expected"),
    [
        ("Laut Lima:obl regnet=regnen/VERB es/PRON:nsubj .", "Lima", True),
        ("Lima:obl zufolge/ADP:case>Lima regnet=regnen/VERB es/PRON:nsubj .", "Lima", True),
        ("Nach Angaben=Angabe/NOUN:obl Limas:nmod>Angaben regnet=regnen/VERB es/PRON:nsubj .", "Angaben", True),
        ("Nach Mitternacht/NOUN:obl regnet=regnen/VERB es/PRON:nsubj .", "Mitternacht", False),
        ("So/ADV:advmod>regnet Lima:nsubj regnet=regnen/VERB .", "Lima", False),
        ("Es/PRON:nsubj regnet=regnen/VERB , so/ADV:advmod>Minister der Minister/NOUN:parataxis .", "Minister", True),
        ("Es/PRON:nsubj regnet=regnen/VERB , so/ADV:advmod>Minister der Minister/NOUN:parataxis", "Minister", True),
        ("Regen/NOUN:nsubj , so/ADV:advmod>Minister der Minister/NOUN:parataxis fällt=fallen/VERB", "Minister", False),
    ],
)
def test_source_is_named_by_preposition_or_so(lexicon: Lexicon, tree: Tree, text: str, noun: str, expected: bool) -> None:
    scene = Scene(tree(text), {}, lexicon)
    (token,) = [t for t in scene.sentence if t.form == noun]
    assert is_source(scene, token) is expected


def test_nearest_verb_of_saying_above_a_clause_names_its_speaker(lexicon: Lexicon, tree: Tree) -> None:
    text = f"Ana:nsubj sagt=sagen/VERB , Luis:nsubj>behauptet behauptet=behaupten/VERB:ccomp , {CLAUSE} ."
    scene = Scene(tree(text), {}, lexicon)
    (verb,) = [t for t in scene.sentence if t.form == "angreift"]
    found = speaker_of(scene, verb)
    assert found is not None
    assert found.form == "Luis"


def above(lexicon: Lexicon, sentence: Sentence, form: str) -> list[str]:
    (token,) = [t for t in sentence if t.form == form]
    return [t.form for t in cues_above(Scene(sentence, {}, lexicon), token)]


def test_cues_above_a_word_are_the_verbs_of_saying_from_its_clause_outward(lexicon: Lexicon, tree: Tree) -> None:
    read = tree(f"Ana:nsubj sagt=sagen/VERB , Luis:nsubj>behauptet behauptet=behaupten/VERB:ccomp , {CLAUSE} Chile:obj>angreift .")
    for form in ("Chile", "angreift"):
        assert list(dict.fromkeys(above(lexicon, read, form))) == ["behauptet", "sagt"]


@pytest.mark.parametrize("relation", ["acl", "obl", "nsubj", "obj"])
def test_verb_of_saying_is_no_cue_of_what_is_not_its_complement(lexicon: Lexicon, tree: Tree, relation: str) -> None:
    read = tree(f"Ana:nsubj sagt=sagen/VERB nichts/PRON:obj , weil/SCONJ:mark>regnet es:nsubj>regnet regnet=regnen/VERB:{relation} .")
    assert above(lexicon, read, "regnet") == []


@pytest.mark.parametrize(
    ("relation", "found"), [("parataxis", ["sagt"]), ("ccomp", ["sagt"]), ("advcl", ["sagt"]), ("conj", []), ("obl", [])]
)
def test_verb_of_saying_that_stands_beside_a_clause_is_its_cue(lexicon: Lexicon, tree: Tree, relation: str, found: list[str]) -> None:
    read = tree(f"Regen:nsubj>fällt fällt=fallen/VERB:root , sagt=sagen/VERB:{relation}>fällt Ana:nsubj>sagt .")
    assert above(lexicon, read, "fällt") == found


@pytest.mark.parametrize(
    ("opening", "relations", "closed"),
    [
        ("die/PRON.PRELS:nsubj>lacht", ("ccomp", "xcomp", "parataxis", "conj"), True),
        ("von/ADP:case>der der/PRON.PRELS:obl>lacht", ("ccomp", "conj"), True),
        ("obwohl/SCONJ:mark>lacht sie/PRON:nsubj>lacht", ("ccomp", "xcomp", "parataxis", "conj", "nmod", "obl"), True),
        ("sie/PRON:nsubj>lacht", ("ccomp", "xcomp", "parataxis", "conj", "nmod", "obl", "dep"), False),
        ("sie/PRON:nsubj>lacht", ("advcl", "acl", "acl:relcl", "appos", "amod"), True),
        ("dass/SCONJ:mark>lacht sie/PRON:nsubj>lacht", ("ccomp", "advcl", "acl", "conj"), False),
        ("die/PRON.PRELS:nsubj>lacht", ("dep",), False),
    ],
)
def test_clause_that_is_so_whatever_governs_it_is_closed(
    lexicon: Lexicon, tree: Tree, opening: str, relations: tuple[str, ...], closed: bool
) -> None:
    for relation in relations:
        scene = Scene(tree(f"Ana:nsubj sagt=sagen/VERB , {opening} lacht=lachen/VERB:{relation}>sagt ."), {}, lexicon)
        (verb,) = [t for t in scene.sentence if t.form == "lacht"]
        assert is_closed(scene, verb) is closed, relation
