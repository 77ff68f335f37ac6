"""Figures against gold: four views, status and time; what is compared, and what is no record."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.commands.judging import as_object
from kg.errors import KgError
from kg.extraction.scoring import Record, canonical, most_general, read_gold, read_predicted, score
from kg.knowledge.ontology import Ontology

EVAL = Path(__file__).parents[3] / "shared" / "eval"
ARMS = Record("a", "Peru", "suppliesArmsTo", "Chile", "asserted", "2021-03")
VISIT = Record("a", "Ana Sol", "visits", "Cuba", "asserted")
LEADS = Record("a", "Ana Sol", "leads", "Peru", "asserted")
DRILL = Record("a", "Peru", "holdsExercisesWith", "Chile", "claimed")
GOLD = {"a": [ARMS, VISIT, LEADS, DRILL], "empty": []}


def figures(ontology: Ontology, *predicted: Record) -> dict[str, tuple[int, int, int]]:
    """To each view how many gold has, how many were predicted, and how many are right."""
    found = score(GOLD, {doc: [r for r in predicted if r.doc == doc] for doc in ("a", "empty", "other")}, ontology)
    matches = {view: getattr(found, view) for view in ("strict", "relation", "relaxed", "signed")}
    return {view: (match.gold, match.predicted, match.right) for view, match in matches.items()}


def test_all_right_is_one_everywhere(ontology: Ontology) -> None:
    found = score(GOLD, GOLD, ontology)
    assert {match.f1 for match in (found.strict, found.relation, found.relaxed, found.signed)} == {1.0}
    assert (found.status.accuracy, found.time.accuracy, found.time.of) == (1.0, 1.0, 1)
    assert {name: match.right for name, match in found.by_predicate.items()} == {
        "holdsExercisesWith": 1,
        "leads": 1,
        "suppliesArmsTo": 1,
        "visits": 1,
    }


def test_nothing_predicted_is_zero(ontology: Ontology) -> None:
    found = score(GOLD, {}, ontology)
    assert (found.strict.precision, found.strict.recall, found.strict.f1, found.status.accuracy) == (0.0, 0.0, 0.0, 0.0)


def test_another_status_is_wrong_in_the_strict_view_only(ontology: Ontology) -> None:
    said = replace(ARMS, status="possible")
    assert figures(ontology, said) == {"strict": (4, 1, 0), "relation": (4, 1, 1), "relaxed": (3, 1, 1), "signed": (2, 1, 1)}
    assert score(GOLD, {"a": [said]}, ontology).status.accuracy == 0.0


def test_direction_counts_unless_the_relation_is_symmetric(ontology: Ontology) -> None:
    assert figures(ontology, replace(ARMS, subject="Chile", object="Peru"))["relation"] == (4, 1, 0)
    assert figures(ontology, replace(DRILL, subject="Chile", object="Peru"))["relation"] == (4, 1, 1)


def test_relaxed_view_lifts_persons_and_relations(ontology: Ontology) -> None:
    visit = replace(VISIT, subject="Peru")
    trade = replace(DRILL, predicate="tradesWith")
    assert figures(ontology, visit, trade) == {"strict": (4, 2, 0), "relation": (4, 2, 0), "relaxed": (3, 2, 2), "signed": (2, 2, 2)}
    assert most_general("holdsExercisesWith", ontology) == "cooperatesWith"


def test_an_office_that_is_denied_lifts_nobody(ontology: Ontology) -> None:
    gold = {"a": [VISIT, replace(LEADS, status="denied")]}
    assert score(gold, {"a": [replace(VISIT, subject="Peru")]}, ontology).relaxed.right == 0


def test_signed_view_sees_the_sign_and_no_denial(ontology: Ontology) -> None:
    assert figures(ontology, replace(ARMS, predicate="praises"))["signed"] == (2, 1, 1)
    assert figures(ontology, replace(ARMS, predicate="threatens"))["signed"] == (2, 1, 0)
    assert figures(ontology, replace(ARMS, status="denied"))["signed"] == (2, 0, 0)


def test_documents_without_gold_are_left_out_and_empty_ones_count(ontology: Ontology) -> None:
    assert figures(ontology, replace(ARMS, doc="other"))["strict"] == (4, 0, 0)
    assert figures(ontology, replace(ARMS, doc="empty"))["strict"] == (4, 1, 0)


@pytest.mark.parametrize(("time", "right"), [("2021", 1), ("2021-03-09", 1), ("2020/", 1), ("/2021-02", 0), ("2022", 0), (None, 0)])
def test_time_is_right_where_it_overlaps(ontology: Ontology, time: str | None, right: int) -> None:
    found = score(GOLD, {"a": [replace(ARMS, time=time)]}, ontology).time
    assert (found.right, found.of) == (right, 1)


def test_relations_of_ones_own_ontology_are_scored_by_it(ontology: Ontology) -> None:
    own = replace(ontology.relations["suppliesArmsTo"], name="swaps", symmetric=True, sign=-1)
    wider = replace(ontology, relations={**ontology.relations, "swaps": own})
    gold = {"a": [replace(ARMS, predicate="swaps")]}
    said = {"a": [replace(ARMS, predicate="swaps", subject="Chile", object="Peru")]}
    assert score(gold, said, wider).signed.right == score(gold, said, wider).strict.right == 1
    assert score(gold, said, ontology).strict.right == score(gold, said, ontology).signed.gold == 0


@pytest.mark.parametrize(("one", "other"), [("The  USA", "United States."), ("Côte d'Ivoire", "cote d'ivoire"), ("A — B deal", "A–B deal")])
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


# --- files


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def row(**changed: object) -> str:
    return json.dumps({"doc": "a", "subject": "Peru", "predicate": "visits", "object": "Chile", "status": "asserted"} | changed) + "\n"


def test_a_folder_has_a_file_for_each_document(tmp_path: Path) -> None:
    folder = written(tmp_path, a=row() + "\n" + row(status="denied", time="2020/"), b="")
    assert {doc: len(records) for doc, records in read_gold(folder).items()} == {"a": 2, "b": 0}
    assert read_predicted(folder).keys() == {"a"}
    assert read_gold(folder / "a.jsonl") == read_predicted(folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "broken JSON"),
        ("[]", "one object a line"),
        (row(subject=None), "'subject' is None; write a name there"),
        (row(object=" "), "'object' is ' '; write a name there"),
        (row(status="said"), "write asserted, claimed, possible or denied"),
        (row(time="March"), "write YYYY, YYYY-MM"),
        (row(time=2021), "write YYYY, YYYY-MM"),
        (row(doc="b"), r"put it in b\.jsonl"),
    ],
)
def test_what_is_no_record_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(KgError, match=rf"a\.jsonl:2: .*{told}"):
        read_gold(written(tmp_path, a=row() + text))


def test_gold_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"no \.jsonl file in this folder"):
        read_gold(tmp_path)
    with pytest.raises(KgError, match=r"name a \.jsonl file"):
        read_gold(tmp_path / "absent.jsonl")


# --- the project's own scorer


def perturbed(text: str) -> str:
    """The records with some left out, turned round, or of another status, relation or time."""
    chance, kept = random.Random(7), []
    for line in filter(str.strip, text.splitlines()):
        record, what = json.loads(line), chance.random()
        if what < 0.2:
            continue
        if what < 0.3:
            record["subject"], record["object"] = record["object"], record["subject"]
        elif what < 0.4:
            record["status"] = chance.choice(["asserted", "claimed", "possible", "denied"])
        elif what < 0.5:
            record["predicate"] = chance.choice(["cooperatesWith", "atWarWith", "leads", "holdsExercisesWith", "opposes"])
        elif what < 0.6:
            record["time"] = "2014"
        kept.append(json.dumps(record) + "\n")
    return "".join(kept)


@pytest.mark.skipif(not EVAL.exists(), reason="the annotated articles and their scorer are not at ../shared/eval")
def test_figures_are_those_of_the_projects_own_scorer(ontology: Ontology, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(perturbed("".join(f.read_text(encoding="utf-8") for f in sorted((EVAL / "gold").glob("*.jsonl")))))
    command = [sys.executable, EVAL / "score.py", EVAL / "gold", predicted, "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = as_object(score(read_gold(EVAL / "gold"), read_predicted(predicted), ontology))
    assert flat(ours) == pytest.approx(flat(theirs), abs=1e-9)
    assert theirs["strict"]["f1"] < 0.9


def flat(figures: dict, name: str = "") -> dict[str, float]:
    """The figures by their path, as `strict.f1`."""
    found: dict[str, float] = {}
    for key, value in figures.items():
        found |= flat(value, f"{name}{key}.") if isinstance(value, dict) else {f"{name}{key}": value}
    return found
