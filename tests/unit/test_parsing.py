"""Parsing without a model: other schemes to UD, sentence boundaries, the decoders, and the trees to learn from."""

from itertools import pairwise, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.reading.agreement import settle_subjects
from kg.reading.arguments import settle_arguments
from kg.reading.labels import scheme_of
from kg.reading.mood import settle_moods
from kg.reading.newsprint import as_headline, as_quotation, in_news_dress, own_trees, with_dateline
from kg.reading.parsing import to_sentence, unparsed_doc
from kg.reading.reporting import settle_reports
from kg.reading.scoring import spans
from kg.reading.segmenting import sentence_spans
from kg.reading.spanning import spanning_tree
from kg.reading.tagging import mark_names, settle_lemma, tag_words
from kg.reading.treebank import Tree, read_trees
from kg.reading.voice import settle_voice

TIGER = "tiger"
CLEARNLP = "clearnlp"


def sentence(rows, scheme):
    """A parse by hand: one word a line, form, lemma, part of speech, head counted from 1, label."""
    table = [line.split() for line in rows.strip().splitlines()]
    words, lemmas, pos, heads, deps = map(list, zip(*table, strict=True))
    offsets = [sum(len(word) + 1 for word in words[:n]) for n in range(len(words))]
    absolute = [n if head == "0" else int(head) - 1 for n, head in enumerate(heads)]
    doc = Doc(Vocab(), words=words, lemmas=lemmas, pos=pos, heads=absolute, deps=deps)
    return to_sentence(doc, offsets, scheme)


def relations(parsed):
    return {t.form: (t.deprel, parsed[t.head].form if t.head >= 0 else None) for t in parsed}


def test_tiger_preposition_moves_under_its_noun():
    found = relations(
        sentence(
            """Kim Kim PROPN 2 sb
               reist reisen VERB 0 ROOT
               nach nach ADP 2 mo
               Moskau Moskau PROPN 3 nk""",
            TIGER,
        )
    )
    assert found["Moskau"] == ("obl", "reist")
    assert found["nach"] == ("case", "Moskau")
    assert found["Kim"] == ("nsubj", "reist")


def test_tiger_preposition_after_a_noun_makes_a_nominal_modifier():
    found = relations(
        sentence(
            """Ein ein DET 2 nk
               Pakt Pakt NOUN 5 sb
               mit mit ADP 2 mnr
               China China PROPN 3 nk
               entsteht entstehen VERB 0 ROOT""",
            TIGER,
        )
    )
    assert found["China"] == ("nmod", "Pakt")
    assert found["Ein"] == ("det", "Pakt")


def test_tiger_auxiliary_moves_under_the_verb_and_leaves_it_the_subject():
    found = relations(
        sentence(
            """Japan Japan PROPN 2 sb
               hat haben AUX 0 ROOT
               den der DET 4 nk
               Vertrag Vertrag NOUN 5 oa
               gekündigt kündigen VERB 2 oc""",
            TIGER,
        )
    )
    assert found["gekündigt"] == ("root", None)
    assert found["hat"] == ("aux", "gekündigt")
    assert found["Japan"] == ("nsubj", "gekündigt")
    assert found["Vertrag"] == ("obj", "gekündigt")


def test_tiger_passive_subject_and_agent():
    found = relations(
        sentence(
            """Tokio Tokio PROPN 2 sb
               wurde werden AUX 0 ROOT
               von von ADP 5 sbp
               Seoul Seoul PROPN 3 nk
               verklagt verklagen VERB 2 oc""",
            TIGER,
        )
    )
    assert found["Tokio"] == ("nsubj:pass", "verklagt")
    assert found["wurde"] == ("aux:pass", "verklagt")
    assert found["Seoul"] == ("obl", "verklagt")


def test_tiger_future_is_no_passive():
    found = relations(
        sentence(
            """Tokio Tokio PROPN 2 sb
               wird werden AUX 0 ROOT
               Seoul Seoul PROPN 4 oa
               verklagen verklagen VERB 2 oc""",
            TIGER,
        )
    )
    assert found["Tokio"] == ("nsubj", "verklagen")
    assert found["wird"] == ("aux", "verklagen")


def test_tiger_copula_moves_under_the_predicate():
    found = relations(
        sentence(
            """Polen Polen PROPN 2 sb
               ist sein AUX 0 ROOT
               Mitglied Mitglied NOUN 2 pd
               der der DET 5 nk
               Union Union NOUN 3 ag""",
            TIGER,
        )
    )
    assert found["Mitglied"] == ("root", None)
    assert found["ist"] == ("cop", "Mitglied")
    assert found["Polen"] == ("nsubj", "Mitglied")
    assert found["Union"] == ("nmod", "Mitglied")


def test_tiger_conjuncts_hang_under_the_first():
    found = relations(
        sentence(
            """Kuba Kuba PROPN 6 sb
               , -- PUNCT 1 punct
               Peru Peru PROPN 1 cj
               und und CCONJ 3 cd
               Chile Chile PROPN 4 cj
               schweigen schweigen VERB 0 ROOT""",
            TIGER,
        )
    )
    assert found["Peru"] == ("conj", "Kuba")
    assert found["Chile"] == ("conj", "Kuba")
    assert found["und"] == ("cc", "Chile")


def test_tiger_particles_datives_and_negation():
    found = relations(
        sentence(
            """Wien Wien PROPN 2 sb
               tritt treten VERB 0 ROOT
               dem der DET 4 nk
               Bund Bund NOUN 2 da
               nicht nicht PART 2 ng
               bei bei ADP 2 svp""",
            TIGER,
        )
    )
    assert found["bei"] == ("compound:prt", "tritt")
    assert found["Bund"] == ("obl:arg", "tritt")
    assert found["nicht"] == ("advmod", "tritt")


def test_clearnlp_becomes_ud():
    found = relations(
        sentence(
            """Tokyo Tokyo PROPN 3 nsubjpass
               was be AUX 3 auxpass
               sued sue VERB 0 ROOT
               by by ADP 3 agent
               Seoul Seoul PROPN 4 pobj
               and and CCONJ 5 cc
               Hanoi Hanoi PROPN 5 conj""",
            CLEARNLP,
        )
    )
    assert found["Tokyo"] == ("nsubj:pass", "sued")
    assert found["was"] == ("aux:pass", "sued")
    assert found["Seoul"] == ("obl", "sued")
    assert found["by"] == ("case", "Seoul")
    assert found["and"] == ("cc", "Hanoi")


def test_clearnlp_copula_and_object():
    found = relations(
        sentence(
            """Peru Peru PROPN 2 nsubj
               is be AUX 0 ROOT
               member member NOUN 2 attr
               of of ADP 3 prep
               ASEAN ASEAN PROPN 4 pobj""",
            CLEARNLP,
        )
    )
    assert found["member"] == ("root", None)
    assert found["is"] == ("cop", "member")
    assert found["ASEAN"] == ("nmod", "member")


def test_unknown_labels_are_kept_as_dep():
    assert relations(sentence("Ja ja PART 0 ROOT\nwohl wohl ADV 1 zz", TIGER))["wohl"] == ("dep", "Ja")


def test_a_second_root_is_hung_under_the_first():
    parsed = sentence("Wien Wien PROPN 0 ROOT\nBern Bern PROPN 0 ROOT", "ud")
    assert [t.head for t in parsed] == [-1, 0]


def test_the_scheme_is_told_by_the_labels():
    assert [scheme_of(labels) for labels in (["sb", "oa", "nk"], ["dobj", "nsubj"], ["obl", "nsubj"])] == ["tiger", "clearnlp", "ud"]


def test_a_doc_to_parse_is_one_sentence():
    doc = unparsed_doc(Vocab(), ["Eins", ".", "Zwei", "."])
    assert [token.is_sent_start for token in doc] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kanzler reist ab\nWien – Der Kanzler reiste ab.", ["Kanzler reist ab", "Wien – Der Kanzler reiste ab."]),
        ("Erste Zeile\n\nZweite Zeile", ["Erste Zeile", "Zweite Zeile"]),
        ("Am 24. März kam er. Am 1. Januar ging er.", ["Am 24. März kam er.", "Am 1. Januar ging er."]),
        ("Das 19. Jahrhundert endete.", ["Das 19. Jahrhundert endete."]),
        ("Dr. Müller und Prof. Klein kamen u. a. nach Bonn.", ["Dr. Müller und Prof. Klein kamen u. a. nach Bonn."]),
        ("Er zahlte 3 Mio. Euro bzw. Mark. Dann schwieg er.", ["Er zahlte 3 Mio. Euro bzw. Mark.", "Dann schwieg er."]),
        ("„Wir kommen.“ Das sagte er.", ["„Wir kommen.“", "Das sagte er."]),
        ("„Kommt ihr?“, fragte er. Niemand sprach.", ["„Kommt ihr?“, fragte er.", "Niemand sprach."]),
        ("George W. Bush kam. Er blieb.", ["George W. Bush kam.", "Er blieb."]),
        ("Papst Johannes XXIII. Rom liebte ihn.", ["Papst Johannes XXIII. Rom liebte ihn."]),
        ("Das war 2014. Danach kam nichts.", ["Das war 2014.", "Danach kam nichts."]),
        ("Was nun? Niemand weiß es!", ["Was nun?", "Niemand weiß es!"]),
        ("", []),
        ("  \n \n", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, wanted):
    assert [text[start:end] for start, end in sentence_spans(text)] == wanted


def test_a_line_broken_for_width_goes_on():
    text = "Die Minister der beiden Länder haben nach langen Verhandlungen am Abend\nein Abkommen geschlossen."
    assert len(list(sentence_spans(text))) == 1


@given(st.text(alphabet="aB1 .!?\n„“-z", max_size=60))
def test_sentences_leave_no_word_out_and_never_overlap(text):
    found = list(sentence_spans(text))
    gaps = zip([0, *(end for _, end in found)], [*(start for start, _ in found), len(text)], strict=True)
    assert not any(text[before:after].strip() for before, after in gaps)
    assert all(start < end for start, end in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))


def is_tree(heads):
    for start in range(len(heads)):
        seen, word = set(), start
        while word >= 0:
            if word in seen:
                return False
            seen.add(word)
            word = heads[word]
    return list(heads).count(-1) == 1


@settings(max_examples=60)
@given(st.integers(1, 4), st.integers(0, 10_000))
def test_the_spanning_tree_is_the_best_tree(size, seed):
    scores = np.random.default_rng(seed).normal(size=(size, size + 1)).astype(np.float32)
    trees = [heads for heads in product(range(-1, size), repeat=size) if is_tree(heads)]

    def total(heads):
        return sum(scores[word, head + 1] for word, head in enumerate(heads))

    found = [head - 1 for head in spanning_tree(scores)]
    assert is_tree(found)
    assert total(found) == pytest.approx(max(map(total, trees)), abs=1e-4)


def test_merged_prepositions_count_as_one_word(tmp_path):
    path = tmp_path / "one.conllu"
    rows = [
        "# sent_id = own/1",
        "1\tKim\tKim\tPROPN\t_\t_\t2\tnsubj\t_\t_",
        "2\tkommt\tkommen\tVERB\t_\tMood=Ind\t0\troot\t_\t_",
        "3-4\tam\t_\t_\t_\t_\t_\t_\t_\t_",
        "3\tan\tan\tADP\t_\t_\t5\tcase\t_\t_",
        "4\tdem\tder\tDET\t_\tCase=Dat\t5\tdet\t_\t_",
        "5\tMontag\tMontag\tNOUN\t_\tCase=Dat\t2\tobl\t_\t_",
    ]
    path.write_text("\n".join(rows) + "\n\n", encoding="utf-8")
    (tree,) = read_trees(path)
    assert tree.forms == ["Kim", "kommt", "am", "Montag"]
    assert tree.heads == [1, -1, 3, 1]
    assert tree.deprels == ["nsubj", "root", "case", "obl"]
    assert tree.feats[2] == "Case=Dat"


STATEMENT = Tree(
    "own", ["Der", "Rat", "billigt", "den", "Plan", "."], ["DET", "NOUN", "VERB", "DET", "NOUN", "PUNCT"],
    ["PronType=Art", "", "", "PronType=Art", "", ""], [1, 2, -1, 4, 2, 2], ["det", "nsubj", "root", "det", "obj", "punct"],
)  # fmt: skip


def test_a_headline_has_no_articles_and_no_full_stop():
    assert as_headline(STATEMENT, Random(0)).forms == ["Rat", "billigt", "Plan"]


@pytest.mark.parametrize("make", [as_headline, with_dateline, as_quotation])
@pytest.mark.parametrize("seed", range(12))
def test_news_dress_keeps_a_tree(make, seed):
    made = make(STATEMENT, Random(seed))
    assert len({len(column) for column in (made.forms, made.upos, made.feats, made.heads, made.deprels)}) == 1
    assert is_tree(made.heads)
    verb = made.forms.index("billigt")
    assert made.heads[made.forms.index("Rat")] == verb
    assert made.deprels[verb] == ("ccomp" if make is as_quotation else "root")


def test_own_trees_are_trees():
    for tree in own_trees(times=1):
        assert is_tree(tree.heads), tree.forms
        assert len(tree.entities) == len(tree.forms)


def test_news_dress_is_the_same_each_time():
    assert in_news_dress([STATEMENT] * 10) == in_news_dress([STATEMENT] * 10)


def test_hanta_lemmatizes_compounds_and_finite_verbs():
    assert tag_words(["Minister", "schlossen", "Beistandspakte"])[1:] == [("schließen", "VV(FIN)"), ("Beistandspakt", "NN")]


def test_lemmas_of_acronyms_pronouns_and_names_are_settled():
    assert settle_lemma("UNO", "Uno", "NE", "PROPN") == "UNO"
    assert settle_lemma("ihnen", "ihnen", "PPER", "PRON") == "sie"
    assert settle_lemma("Putins", "Putin", "NE", "PROPN") == "Putin"


def test_a_verb_that_hanta_took_for_something_else_has_a_verbs_lemma():
    assert settle_lemma("unterzeichneten", "unterzeichnet", "ADJ(A)", "VERB") == "unterzeichnen"


def test_known_names_are_marked_the_longest_first():
    names = {"sri lanka": "country", "sri": "city"}
    assert mark_names(["In", "Sri", "Lanka", "leben"], names) == ["-", "B-country", "I-country", "-"]


def test_the_subjunctive_is_told_by_its_forms():
    forms, lemmas = ["Rom", "könne", "gehen"], ["Rom", "können", "gehen"]
    feats, heads, deprels = ["", "Mood=Ind|Tense=Pres", "VerbForm=Inf"], [2, 2, -1], ["nsubj", "aux", "root"]
    assert settle_moods(forms, lemmas, feats, heads, deprels)[1] == "Mood=Sub|Tense=Pres|VerbForm=Fin"
    assert settle_moods(["ich", *forms[1:]], lemmas, feats, heads, deprels)[1] == "Mood=Ind|Tense=Pres"


def test_the_past_is_no_subjunctive():
    assert (
        settle_moods(["Er", "sagte"], ["er", "sagen"], ["", "Mood=Ind|Tense=Past"], [1, -1], ["nsubj", "root"])[1] == "Mood=Ind|Tense=Past"
    )


def test_what_looks_like_a_genitive_beside_a_dative_verb_is_its_dative():
    forms = ["Island", "der", "Union", "beitritt"]
    upos, heads, deprels = ["PROPN", "DET", "NOUN", "VERB"], [3, 2, 0, -1], ["nsubj", "det", "nmod", "root"]
    assert settle_arguments(forms, ["Island", "der", "Union", "beitreten"], upos, heads, deprels)[0] == [3, 2, 3, -1]
    assert settle_arguments(forms, ["Island", "der", "Union", "verlassen"], upos, heads, deprels)[0] == heads


def test_no_prepositional_noun_hangs_under_a_date():
    lemmas, upos = ["kommen", "an", "Mai", "mit", "Kuba"], ["VERB", "ADP", "NOUN", "ADP", "PROPN"]
    heads, deprels = [-1, 2, 0, 4, 2], ["root", "case", "obl", "case", "nmod"]
    assert settle_arguments(lemmas, lemmas, upos, heads, deprels) == ([-1, 2, 0, 4, 0], ["root", "case", "obl", "case", "obl"])


def test_of_two_subjects_the_relative_pronoun_becomes_the_object():
    forms, heads = ["die", "Rom", "erhob"], [2, 2, -1]
    feats = ["", "Number=Sing", "Mood=Ind|Number=Sing"]
    assert settle_subjects(forms, feats, heads, ["nsubj", "nsubj", "acl"]) == ["obj", "nsubj", "acl"]


def test_of_two_subjects_a_feminine_with_der_is_a_dative():
    forms, heads = ["Es", "warf", "der", "Regierung"], [1, -1, 3, 1]
    feats = ["", "Mood=Ind|Number=Sing", "", "Gender=Fem|Number=Sing"]
    assert settle_subjects(forms, feats, heads, ["nsubj", "root", "det", "nsubj"])[3] == "obl:arg"


def test_what_is_said_hangs_under_the_verb_of_saying_behind_it():
    heads, deprels = [-1, 0, 0, 2], ["root", "punct", "parataxis", "nsubj"]
    assert settle_reports(["gut", ",", "sagen", "er"], heads, deprels) == ([2, 0, -1, 2], ["ccomp", "punct", "root", "nsubj"])
    assert settle_reports(["gut", ",", "tanzen", "er"], heads, deprels) == (heads, deprels)


def test_sein_makes_a_perfect_of_verbs_of_motion_and_a_passive_of_others():
    heads, passive = [2, 2, -1], ["nsubj:pass", "aux:pass", "root"]
    assert settle_voice(["Rom", "sein", "zurücktreten"], heads, passive) == ["nsubj", "aux", "root"]
    assert settle_voice(["Rom", "sein", "besiegen"], heads, passive) == passive
    assert settle_voice(["Rom", "werden", "besiegen"], heads, ["nsubj", "aux:pass", "root"]) == passive


def test_spans_of_iob_tags():
    assert list(spans(7, ["B-LOC", "B-PER", "I-PER"])) == [(7, 0, 1, "LOC"), (7, 1, 3, "PER")]
