"""Whatever tree is written as CoNLL-U, reading it gives the same tree, with offsets into the text."""

from hypothesis import given
from hypothesis import strategies as st

from kg.reading.sentences import Sentence, read_conllu

FORMS = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=6).filter(lambda form: not form.startswith("#"))


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, int, bool]]:
    """Forms, each with the index of its head (-1 for the root) and whether a space follows."""
    forms = draw(st.lists(FORMS, min_size=1, max_size=8))
    order = draw(st.permutations(range(len(forms))))
    heads = {order[0]: -1} | {node: draw(st.sampled_from(order[:place])) for place, node in enumerate(order) if place}
    return [(form, heads[index], draw(st.booleans())) for index, form in enumerate(forms)]


def conllu(tree: list[tuple[str, int, bool]]) -> str:
    rows = (
        (str(i + 1), form, form, "X", "_", "_", str(head + 1), "dep", "_", "_" if space else "SpaceAfter=No")
        for i, (form, head, space) in enumerate(tree)
    )
    return "\n".join("\t".join(row) for row in rows)


def surface(tree: list[tuple[str, int, bool]]) -> str:
    return "".join(form + " " * space for form, _, space in tree).removesuffix(" ")


def read(documents: list[list[tuple[str, int, bool]]]) -> list[Sentence]:
    return list(read_conllu("\n\n".join(map(conllu, documents))))


@given(st.lists(trees(), min_size=1, max_size=3))
def test_offsets_are_those_of_the_sentences_one_after_the_other(documents):
    text = " ".join(map(surface, documents))
    for sentence in read(documents):
        assert all(text[token.start : token.end] == token.form for token in sentence)
        assert text[sentence.start : sentence.end] == surface(documents[read(documents).index(sentence)])


@given(trees())
def test_tree_read_is_the_tree_written(tree):
    (sentence,) = read([tree])
    assert [(token.form, token.head) for token in sentence] == [(form, head) for form, head, _ in tree]


@given(trees())
def test_heads_and_dependents_are_two_views_of_one_tree(tree):
    (sentence,) = read([tree])
    for token in sentence:
        head = sentence.head(token)
        assert (token is sentence.root) == (head is None)
        assert head is None or token in sentence.dependents(head)
        assert all(sentence.head(dependent) is token for dependent in sentence.dependents(token))
    assert sum(len(sentence.dependents(token)) for token in sentence) == len(sentence) - 1


@given(trees())
def test_subtree_holds_exactly_those_below(tree):
    (sentence,) = read([tree])
    assert sentence.subtree(sentence.root) == sentence.tokens
    for token in sentence:
        below = tuple(other for other in sentence if other is token or token in sentence.ancestors(other))
        assert sentence.subtree(token) == below
