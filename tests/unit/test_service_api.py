"""The JSON interface: what it finds, how it pages, what it says of wrong requests, and that none breaks it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import content_type_conformance, not_a_server_error, response_schema_conformance, status_code_conformance

from kg.extraction.statements import Statement
from kg.graph.background import load_background
from kg.graph.inference import infer
from kg.graph.reviews import Review, record
from kg.graph.store import FACTS, Store
from kg.knowledge.ontology import Ontology
from kg.knowledge.terms import KG, KGR
from kg.service.application import application
from kg.service.settings import Limits, Settings

SAMPLE = Path(__file__).parents[1] / "golden" / "export.ttl"
ARMS = Statement(str(KGR.Peru), str(KG.suppliesArmsTo), str(KGR.Chile))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The interface, served in a thread: its address."""
    folder = tmp_path_factory.mktemp("served") / "store"
    with Store(folder) as store:
        load_background(store, Ontology.load(), [])
        store.replace_graph(FACTS, ox.parse(path=SAMPLE, format=ox.RdfFormat.TURTLE))
        infer(store)
        record(store, [Review(ARMS, "confirmed", "Eve", datetime(2024, 6, 1, tzinfo=UTC), note="Seen.")])
    app = application(Settings(folder, limits=Limits(workers=1)))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=10))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        yield client


def found(client: httpx.Client, path: str, **values: Any) -> Any:
    response = client.get(path, params=values)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def pages(client: httpx.Client, path: str, **values: Any) -> Iterator[Any]:
    """All items, page by page."""
    answer = {"next": ""}
    while "items" not in answer or answer["next"]:
        answer = found(client, path, after=answer["next"], **values)
        yield answer["items"]


# --- entities


def test_entities_are_found_by_the_beginning_of_any_name(client: httpx.Client) -> None:
    items = found(client, "/entities", name="bras")["items"]
    assert [item["thing"]["label"] for item in items] == ["Brazil"]
    assert items[0]["thing"]["path"] == "/id/Brazil"
    assert [kind["label"] for kind in items[0]["kinds"]] == ["state"]
    assert found(client, "/entities", name="bras", lang="de")["items"][0]["thing"]["label"] == "Brasilien"
    assert found(client, "/entities", name="razil")["items"] == []


def test_pages_of_entities_hold_each_once(client: httpx.Client) -> None:
    some = list(pages(client, "/entities", limit=2))
    assert [len(page) for page in some[:-1]] == [2] * (len(some) - 1)
    names = [item["thing"]["iri"] for page in some for item in page]
    assert len(names) == len(set(names))
    assert {str(KGR[name]) for name in ("Peru", "Chile", "Brazil", "Argentina", "Ana_Sol")} <= set(names)
    assert [item["thing"]["label"] for item in found(client, "/entities", kind="Leader")["items"]] == ["Ana Sol"]


def test_an_entity_is_described(client: httpx.Client) -> None:
    peru = found(client, "/entities/Peru")
    assert peru["codes"] == {"ISO 3166-1": "PE"}
    assert peru["same"] == ["http://www.wikidata.org/entity/Q419"]
    assert "Brazil sanctions Peru" in [row["thing"]["label"] for row in peru["statements"]]
    assert [(one["subject"]["label"], one["predicate"]["iri"]) for one in peru["inferred"] if one["object"]["label"] == "Peru"]


# --- statements


def test_statements_are_filtered_by_each_of_their_parts(client: httpx.Client) -> None:
    everything = [row["thing"]["iri"] for page in pages(client, "/statements", limit=3) for row in page]
    assert len(everything) == len(set(everything)) == 11
    arms = found(client, "/statements", subject="Peru", predicate="suppliesArmsTo", object="Chile")["items"]
    assert [row["thing"]["iri"] for row in arms] == [ARMS.iri]
    assert (arms[0]["statuses"], arms[0]["contested"], arms[0]["verdict"]) == (["asserted", "denied"], True, "confirmed")
    denied = {row["thing"]["iri"] for row in found(client, "/statements", status="denied")["items"]}
    assert ARMS.iri in denied
    assert denied < set(everything)
    assert [row["thing"]["iri"] for row in found(client, "/statements", verdict="confirmed")["items"]] == [ARMS.iri]
    assert found(client, "/statements", verdict="rejected")["items"] == []


def test_statements_are_filtered_by_the_time_of_which_they_speak(client: httpx.Client) -> None:
    def times(**values: str) -> set[str]:
        return {row["thing"]["label"] for row in found(client, "/statements", **values)["items"]}

    assert "Brazil sanctions Peru" in times(**{"from": "2024-01-15"})
    assert "Brazil sanctions Peru" not in times(**{"to": "2024-01-15"})
    assert times(**{"from": "2030-01-01"}) <= times(**{"from": "2024-01-01"})
    assert times(**{"to": "1900-01-01"}) == set()


def test_a_statement_tells_who_says_so_and_who_denies_it(client: httpx.Client) -> None:
    told = found(client, f"/statements/{ARMS.iri.rpartition('/')[2]}")
    assert [witness["status"] for witness in told["evidence"]] == ["asserted", "denied"]
    assert told["standing"] == "stated"
    assert told["reviews"] == [{"verdict": "confirmed", "reviewer": "Eve", "time": "2024-06-01T00:00:00Z", "note": "Seen."}]
    assert told["evidence"][0]["document"]["iri"].startswith("https://w3id.org/stategraph/document/")
    assert told["evidence"][0]["run"]["version"]


def test_what_only_follows_has_grounds(client: httpx.Client) -> None:
    told = found(client, "/why", subject="Chile", predicate="signedPartnershipWith", object="Peru")
    assert told["standing"] == "inferred"
    assert [ground["rules"] for ground in told["grounds"]] == [["symmetric"]]


# --- questions and analyses


def test_questions_can_be_read_filled_and_answered(client: httpx.Client) -> None:
    named = {question["name"]: question for question in found(client, "/questions")["items"]}
    assert [parameter["name"] for parameter in named["what-is-said-about"]["parameters"]] == ["actor"]
    filled = found(client, "/questions/what-is-said-about", parameter="actor=Brasilien")
    assert "<https://w3id.org/stategraph/id/Brazil>" in filled["sparql"]
    answer = found(client, "/questions/what-is-said-about/answer", parameter="actor=Brasilien")
    assert {row["subject"]["value"] for row in answer["rows"]} == {str(KGR.Brazil), str(KGR.Peru)}
    short = found(client, "/questions/what-is-said-about/answer", parameter="actor=Brasilien", limit=1)
    assert (len(short["rows"]), short["left_out"]) == (1, len(answer["rows"]) - 1)


def test_conflicts_sources_changes_and_measures(client: httpx.Client) -> None:
    conflicts = found(client, "/conflicts", kind="denied")["items"]
    assert ARMS.iri in {conflict["statement"] for conflict in conflicts}
    assert all(conflict["one"] and conflict["other"] for conflict in conflicts)
    assert sum(source["documents"] for source in found(client, "/sources")["items"]) == 4
    assert found(client, "/measures", at="2024-03-01")["figures"]["states"] >= 3
    changes = found(client, "/changes", **{"from": "2020-01-01", "to": "2024-03-01"})["changes"]
    assert {change["kind"] for change in changes} <= {"new", "strengthened", "turned"}
    assert {"Chile", "Peru"} in [{one["name"] for one in change["pair"]} for change in changes]


# --- wrong requests


def test_head_is_answered_as_get_and_other_methods_and_paths_are_problems(client: httpx.Client) -> None:
    head, got = client.head("/entities"), client.get("/entities")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", got.headers["content-length"])
    for method, path, status in (("POST", "/entities", 405), ("HEAD", "/nowhere", 404), ("DELETE", "/nowhere", 405)):
        found = client.request(method, path)
        assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/entities/Atlantis", 404),
        ("/statements/nothing", 404),
        ("/statements?subject=Atlantis", 404),
        ("/questions/nothing/answer", 404),
        ("/questions/what-is-said-about/answer?parameter=actor", 422),
        ("/questions/what-is-said-about/answer?parameter=nobody=x", 400),
        ("/changes?from=2024-01-01&to=2020-01-01", 400),
        ("/changes?from=2024-01-01", 422),
        ("/measures?at=2024-02-30", 422),
        ("/measures?at=0", 422),
        ("/statements?limit=0", 422),
        ("/statements?status=true", 422),
        ("/entities?lang=fr", 422),
        ("/statements?after=1", 422),
        ("/statements?after=5-of_another_snapshot", 409),
        ("/nothing", 404),
    ],
)
def test_a_wrong_request_gets_a_problem_that_says_what_is_wrong(client: httpx.Client, path: str, status: int) -> None:
    response = client.get(path)
    problem = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert problem["status"] == status
    assert len(problem["detail"]) > 10


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%F0%9F%92%A9", "%22%5C%3E%7D", "'%20UNION%20", "%E2%80%AE", "a" * 500])
def test_no_text_breaks_the_interface(client: httpx.Client, text: str) -> None:
    for path in ("/entities?name={}", "/entities/{}", "/statements/{}", "/statements?about={}", "/statements?after={}", "/questions/{}",
                 "/questions/what-is-said-about/answer?parameter=actor={}", "/why?subject={}&predicate={}&object={}"):  # fmt: skip
        response = client.get(path.replace("{}", text))
        assert response.status_code in (200, 400, 404, 422), (path, response.text)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_the_answer_is_as_the_description_says(address: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 12
    for operation in operations:

        @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:  # nothing that is asked there can be wrong
            assert operation.path in (
                "/api/v1/questions",
                "/api/v1/questions/{name}",
                "/api/v1/entities/{name}",
                "/api/v1/statements/{name}",
            )
