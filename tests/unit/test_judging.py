"""`kg score`, `errors` and `explain` at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]
REPORT = "date 2021-03-04\nSchweden lieferte Finnland Panzer. Norwegen schwieg zu Island.\n"
RIGHT = {"doc": "nordic", "subject": "Sweden", "predicate": "suppliesArmsTo", "object": "Finland", "status": "asserted"}


def records(file: Path, *changes: dict[str, str]) -> Path:
    file.write_text("".join(json.dumps(RIGHT | change) + "\n" for change in changes), encoding="utf-8")
    return file


def test_score_prints_a_table_or_the_figures_as_json(kg: Run, tmp_path: Path) -> None:
    gold = records(tmp_path / "gold.jsonl", {}, {"object": "Norway"})
    predicted = records(tmp_path / "predicted.jsonl", {}, {"doc": "other"})
    code, out, err = kg("score", gold, predicted, "--by-predicate")
    assert (code, err) == (0, "")
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line}
    assert lines["strict"] == lines["suppliesArmsTo"] == ["1.000", "0.500", "0.667", "1", "1", "2"]
    code, out, _ = kg("score", gold, predicted, "--json")
    assert (code, json.loads(out)["relation"]["recall"]) == (0, 0.5)


def test_score_names_relations_that_the_ontology_does_not_have(kg: Run, tmp_path: Path) -> None:
    gold = records(tmp_path / "gold.jsonl", {"predicate": "swaps"})
    code, _, err = kg("score", gold, records(tmp_path / "predicted.jsonl", {"doc": "other"}))
    assert code == 0
    assert "gold.jsonl: no relation of the ontology: swaps" in err
    assert "predicted.jsonl: no document of gold" in err


def test_score_of_what_is_no_record_ends_with_code_two(kg: Run, tmp_path: Path) -> None:
    gold = records(tmp_path / "gold.jsonl", {"status": "said"})
    code, out, err = kg("score", gold, gold)
    assert (code, out) == (2, "")
    assert err.startswith(f"kg: {gold}:1: the status 'said' is none; write asserted")


def test_errors_say_why_and_count_by_predicate(kg: Run, tmp_path: Path) -> None:
    (tmp_path / "nordic.txt").write_text(REPORT, encoding="utf-8")
    gold = records(
        tmp_path / "gold.jsonl",
        {"status": "denied"},
        {"subject": "Peru", "evidence": "Schweden"},
        {"subject": "Norway", "predicate": "criticizes", "object": "Iceland", "evidence": "Norwegen schwieg"},
        {"doc": "absent"},
    )
    code, out, err = kg("errors", gold, tmp_path / "nordic.txt")
    assert code == 0
    assert err == f"kg: {gold}: documents of gold that are not among the paths, 1: absent\n"
    assert "nordic: other status: Sweden suppliesArmsTo Finland, denied\n  asserted by suppliesArmsTo_liefern" in out
    assert "nordic: no mention: Peru suppliesArmsTo Finland, asserted\n  Peru\n  »Schweden«" in out
    assert "nordic: wrong: Sweden suppliesArmsTo Finland, asserted" in out
    assert [line.split() for line in out.splitlines()[-5:]] == [
        ["no", "no", "other"],
        ["mention", "trigger", "status", "wrong"],
        ["criticizes", "1"],
        ["suppliesArmsTo", "1", "1", "1"],
        ["all", "1", "1", "1", "1"],
    ]
    code, out, _ = kg("errors", gold, tmp_path / "nordic.txt", "--predicate", "criticizes", "--format", "jsonl")
    assert [(row["predicate"], row["reason"]) for row in map(json.loads, out.splitlines())] == [("criticizes", "no trigger")]


def test_errors_of_a_relation_that_is_none_name_those_that_are_alike(kg: Run, tmp_path: Path) -> None:
    code, _, err = kg("errors", records(tmp_path / "gold.jsonl", {}), tmp_path, "--predicate", "visit")
    assert code == 2
    assert "did you mean visits" in err


def test_explain_shows_parse_mentions_frames_and_statements(kg: Run) -> None:
    text = "Schweden will Finnland im Mai Panzer liefern. Norwegen\x1b schwieg zu Island."
    code, out, err = kg("explain", text, "--date", "2021-03-04")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "liefern liefern VERB root" in lines
    assert "Finnland Finland name" in lines
    assert "time: »Mai« 2021-05" in lines
    assert "»liefern« may say suppliesArmsTo (suppliesArmsTo_liefern)" in lines
    assert "stance possible, by »will«" in lines
    assert any(line.startswith("statement: Sweden suppliesArmsTo Finland — possible, 2021-05") for line in lines)
    assert lines[-1] == "no statement: no word evokes a relation"
    assert max(map(len, out.splitlines())) <= 160


def test_nothing_to_explain_is_told(kg: Run) -> None:
    code, _, err = kg("explain", " ")
    assert code == 2
    assert "write a sentence" in err
