"""CoNLL-U in, sentences out: offsets, trees, and what is refused."""

import pytest

from kg.errors import DocumentError
from kg.reading.sentences import parse_feats, read_conllu

TEXT = """# sent_id = 1
# text = Im Mai kam Otto Falk.
1-2\tIm\t_\t_\t_\t_\t_\t_\t_\t_
1\tIn\tin\tADP\tAPPR\t_\t3\tcase\t_\t_
2\tdem\tder\tDET\tART\tCase=Dat|Definite=Def\t3\tdet\t_\t_
3\tMai\tMai\tNOUN\tNN\tCase=Dat\t4\tobl\t_\t_
4\tkam\tkommen\tVERB\tVVFIN\tVerbForm=Fin\t0\troot\t_\t_
4.1\tauch\tauch\tADV\t_\t_\t_\t_\t4:advmod\t_
5\tOtto\tOtto\tPROPN\tNE\t_\t4\tnsubj\t_\tNER=B-PER
6\tFalk\tFalk\tPROPN\t_\t_\t5\tflat\t_\tSpaceAfter=No|NER=I-PER
7\t.\t.\tPUNCT\t$.\t_\t4\tpunct\t_\t_

# text = Er blieb.
1\tEr\ter\tPRON\tPPER\t_\t2\tnsubj\t_\t_
2\tblieb\tbleiben\tVERB\tVVFIN\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t$.\t_\t2\tpunct\t_\t_
"""
SURFACE = "Im Mai kam Otto Falk. Er blieb."
FIRST, SECOND = read_conllu(TEXT)


def forms(tokens):
    return [token.form for token in tokens]


def test_offsets_point_into_the_texts_one_after_the_other():
    words = [t for sentence in (FIRST, SECOND) for t in sentence if t.form not in ("In", "dem")]
    assert all(SURFACE[t.start : t.end] == t.form for t in words)
    assert [(s.start, s.end) for s in (FIRST, SECOND)] == [(0, 21), (22, 31)]


def test_words_of_a_multiword_token_share_its_offsets():
    assert [SURFACE[t.start : t.end] for t in FIRST.tokens[:2]] == ["Im", "Im"]


def test_empty_nodes_and_blocks_without_rows_are_passed_over():
    assert "auch" not in forms(FIRST)
    assert list(read_conllu("# text = \n\n\n")) == []


def test_columns_become_fields():
    assert (FIRST[1].upos, FIRST[1].xpos, FIRST[1].lemma, FIRST[1].feats) == ("DET", "ART", "der", {"Case": "Dat", "Definite": "Def"})
    assert [(t.entity, t.xpos) for t in FIRST.tokens[4:6]] == [("B-PER", "NE"), ("I-PER", "")]


def test_features_without_a_value_are_no_features():
    assert parse_feats("_") == parse_feats("") == {}
    assert parse_feats("A=B=C|D") == {"A": "B=C"}


def test_tree_is_walked_up_down_and_whole():
    root = FIRST.root
    assert root.form == "kam"
    assert FIRST.head(root) is None
    assert FIRST.head(FIRST[5]) is FIRST[4]
    assert forms(FIRST.ancestors(FIRST[5])) == ["Otto", "kam"]
    assert forms(FIRST.dependents(root)) == ["Mai", "Otto", "."]
    assert forms(FIRST.dependents(root, "nsubj", "obl")) == ["Mai", "Otto"]
    assert forms(FIRST.subtree(FIRST[2])) == ["In", "dem", "Mai"]
    assert FIRST.subtree(root) == FIRST.tokens


def test_sentence_is_a_sequence_of_its_tokens():
    assert len(SECOND) == 3
    assert list(SECOND) == [SECOND[0], SECOND[1], SECOND[2]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1\tEr\ter\tPRON\t_\t_\t0\troot\t_", "9 columns in '1 Er er PRON _ _ 0 root _'; a row has ten"),
        ("1\tEr\ter\tPRON\t_\t_\t2\tnsubj\t_\t_", "head 2 of 'Er' is outside its sentence"),
    ],
)
def test_broken_row_is_named(row, message):
    with pytest.raises(DocumentError, match=message):
        list(read_conllu(row))
