from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg.analysis.history import Event, History, Moment
from kg.analysis.witnesses import Witness
from kg.extraction.statements import Interval
from kg.views.colours import told_apart
from kg.views.layout import apart, around, drawn_together, spread
from kg.views.moments import MOST_EVENTS, moments_data
from kg.views.page import page, page_data, write_page
from kg.views.placing import clusters_of

Network = nx.MultiDiGraph


def tie(network: Network[str], subject: str, name: str, object_: str, sign: int | None = 1, **options: Any) -> None:
    for node in (subject, object_):
        network.add_node(node, label={"en": node, "de": node}, kind=options.get("kinds", {}).get(node, "state"))
    edge = {"name": name, "label": {"en": name, "de": name}, "sign": sign, "symmetric": False, "status": options.get("status", "asserted")}
    evidence = options.get("evidence", (Witness("asserted", "…"),))
    ends = options.get("lifted", (subject, object_))
    network.add_edge(subject, object_, key=f"{subject}-{name}-{object_}", contested=False, evidence=evidence, lifted=ends, **edge)


def ring(size: int = 12) -> Network[str]:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    for i in range(size):
        tie(network, f"Land {i}", "tradesWith", f"Land {(i + 1) % size}")
        tie(network, f"Land {i}", "threatens", f"Land {(i + 5) % size}", -1)
    return network


def test_page_names_no_address_to_load_from() -> None:
    text = page(ring(), title="Ring")
    loaded = re.findall(r"<(?:link|img|iframe|script|object|embed|base)\b[^>]*\b(?:src|href|data)\s*=", text)
    assert loaded == []
    assert re.findall(r"url\((?!\"?data:)", text) == []
    assert "@import" not in text


def test_policy_names_the_hash_of_each_script_and_style_and_allows_nothing_else() -> None:
    text = page(ring(), title="Ring")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    for element in ("script", "style"):
        bodies = re.findall(rf"<{element}>(.*?)</{element}>", text, flags=re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(sha256(body.encode()).digest()).decode()}'" for body in bodies]
        assert len(hashes) == 2
        assert f"{element}-src {' '.join(hashes)};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_page_has_no_inline_event_handler_or_style() -> None:
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page(ring(), title="Ring"), flags=re.DOTALL)
    assert re.findall(r"\s(?:on\w+|style)\s*=", markup) == []


def test_licence_of_vis_network_stays_in_the_page() -> None:
    text = page(ring(), title="Ring")
    assert "@license" in text
    assert "vis.js is dual licensed" in text


def test_data_can_be_read_back_and_cannot_end_its_element() -> None:
    network = ring()
    hostile = "</script><!-- & \u2028\u2029 🕊️"
    tie(network, hostile, "criticizes", "Land 1", -1, evidence=(Witness("claimed", hostile, title=hostile, published=date(1999, 1, 2)),))
    text = page(network, title=hostile)
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, flags=re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data) == json.loads(json.dumps(page_data(network, title=hostile)))
    assert hostile not in text


def test_every_tie_of_a_pair_is_kept() -> None:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    for name in ("tradesWith", "alliedWith", "visits"):
        tie(network, "A", name, "B")
        tie(network, "B", name, "A")
    assert len(page_data(network, title="Pair")["edges"]) == 6


def test_only_web_addresses_reach_the_page() -> None:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    urls = ("https://example.org/a", "HTTP://example.org/b", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", None)
    tie(network, "A", "visits", "B", evidence=tuple(Witness("asserted", "…", url=url) for url in urls))
    (edge,) = page_data(network, title="Links")["edges"]
    assert [found.get("url") for found in edge["evidence"]] == [*urls[:2], None, None, None, None]


@pytest.mark.parametrize(
    ("valid", "told"),
    [
        (None, {"first": "1970-05-06", "last": "1970-05-06"}),
        (Interval(date(1969, 1, 1), date(1969, 12, 31)), {"time": "1969", "first": "1969-01-01", "last": "1969-12-31"}),
        (Interval(date(1969, 3, 1), None), {"time": "1969-03-01/", "first": "1969-03-01"}),
    ],
)
def test_time_of_evidence_is_its_interval_else_its_publication(valid: Interval | None, told: dict[str, str]) -> None:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    tie(network, "A", "visits", "B", evidence=(Witness("asserted", "…", published=date(1970, 5, 6), valid=valid),))
    (found,) = page_data(network, title="Time")["edges"][0]["evidence"]
    assert found == {"status": "asserted", "quote": "…", "published": "1970-05-06", **told}


def test_same_network_gives_the_same_page_in_every_process() -> None:
    program = (
        "import sys; sys.path.insert(0, {folder!r}); from importlib.util import spec_from_file_location, module_from_spec\n"
        "spec = spec_from_file_location('made', {file!r}); made = module_from_spec(spec); spec.loader.exec_module(made)\n"
        "from kg.views.page import page; from hashlib import sha256\n"
        "print(sha256(page(made.ring(), title='Ring').encode()).hexdigest())"
    ).format(folder=str(Path(__file__).parents[2] / "src"), file=__file__)
    runs = [
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_importing_the_page_does_not_import_pyvis() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2] / 'src')!r}); import kg.views.page; print('IPython' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"


def test_page_is_written_in_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    write_page(ring(), tmp_path / "page.html", title="Bündnisse", language="de")
    written = (tmp_path / "page.html").read_bytes()
    assert "Bündnisse".encode() in written
    assert b"\r" not in written
    assert b'<html lang="de">' in written


def test_boxes_do_not_overlap() -> None:
    network = ring(40)
    boxes = dict.fromkeys(network, (80.0, 40.0))
    for aspect in (1.5, 0.7):
        places = spread(drawn_together(network), boxes, aspect)
        for (x1, y1), (x2, y2) in combinations(places.values(), 2):
            assert abs(x1 - x2) >= 78 or abs(y1 - y2) >= 38


def test_boxes_on_one_spot_are_pushed_apart() -> None:
    moved = apart(np.zeros((3, 2)), np.full((3, 2), 10.0))
    assert all((np.abs(a - b) > 9).any() for a, b in combinations(moved, 2))


def test_what_stands_beside_moves_nothing_else() -> None:
    fixed = {"A": (0, 0), "B": (200, 0)}
    boxes = dict.fromkeys("ABpq", (60.0, 40.0))
    places = around({"p": (0, 0), "q": (0, 0)}, fixed, boxes)
    assert set(places) == {"p", "q"}
    for x, y in places.values():
        assert abs(x) >= 58 or abs(y) >= 38


def test_friends_stand_nearer_than_foes() -> None:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    for camp in ("abcd", "wxyz"):
        for one, other in combinations(camp, 2):
            tie(network, one, "alliedWith", other)
    for one, other in zip("abcd", "wxyz", strict=True):
        tie(network, one, "threatens", other, -1)
    places = {node: np.array(place) for node, place in drawn_together(network).items()}

    def mean(pairs: list[tuple[str, str]]) -> float:
        return float(np.mean([np.linalg.norm(places[one] - places[other]) for one, other in pairs]))

    assert mean([*combinations("abcd", 2), *combinations("wxyz", 2)]) < mean(list(zip("abcd", "wxyz", strict=True)))
    clusters = clusters_of(network)
    assert {clusters[node] for node in "abcd"} != {clusters[node] for node in "wxyz"}
    assert len(set(clusters.values())) == 2


def test_pair_is_too_small_for_a_group() -> None:
    network: Network[str] = nx.MultiDiGraph()
    tie(network, "A", "alliedWith", "B")
    assert clusters_of(network) == {}


@pytest.mark.parametrize("size", [0, 1])
def test_network_without_ties_has_a_page(size: int) -> None:
    network: Network[str] = nx.MultiDiGraph(at=None, speakers={})
    for i in range(size):
        network.add_node(f"Land {i}", label={"en": "Land", "de": "Land"}, kind="state")
    assert len(page_data(network, title="Nothing")["nodes"]) == size


def test_person_stands_beside_the_state_served() -> None:
    network = ring(6)
    tie(network, "Premier", "visits", "Land 3", kinds={"Premier": "person"}, lifted=("Land 0", "Land 3"))
    places = {node["id"]: np.array((node["x"], node["y"])) for node in page_data(network, title="People")["nodes"]}
    assert np.linalg.norm(places["Premier"] - places["Land 0"]) < np.linalg.norm(places["Premier"] - places["Land 3"])


def test_layout_of_two_thousand_overlaps_little() -> None:
    chance = np.random.default_rng(1)
    sizes = np.full((2000, 2), (90.0, 40.0))
    moved = apart(chance.uniform(0, 4500, (2000, 2)), sizes)
    gaps = np.abs(moved[:, None] - moved[None])
    covered = ((gaps < (80, 30)).all(axis=2).sum() - 2000) / 2
    assert covered < 40


def test_two_pairs_on_one_line_are_seen_by_the_sweep() -> None:
    places = np.array([[0.0, 0.0], [500.0, 0.0], [5.0, 3.0], [505.0, -3.0]])
    moved = apart(places, np.full((4, 2), 20.0))
    assert min(np.abs(moved[0] - moved[2]).max(), np.abs(moved[1] - moved[3]).max()) > 19
    assert np.abs(moved[0] - moved[1]).max() > 450


def moments(*blocs: dict[str, int], events: tuple[Event, ...] = ()) -> History:
    found = [Moment(date(1950 + i, 12, 31), members, {"polarization": i / 10, "balance": None}) for i, members in enumerate(blocs)]
    return History(tuple(found), {0: {"en": "West", "de": "Westen"}}, events)


def test_without_a_history_there_are_no_steps() -> None:
    data = page_data(ring(), title="Ring")
    assert (data["steps"]["days"], data["measures"], data["blocs"], data["events"], data["land"]) == ([], {}, [], [], None)


def test_stays_in_a_bloc_are_runs_of_steps() -> None:
    data = moments_data(moments({"A": 0}, {"A": 0, "B": 0}, {"A": 1}, {"A": 0}))
    assert data["steps"] == {"unit": "year", "days": ["1950-12-31", "1951-12-31", "1952-12-31", "1953-12-31"]}
    assert data["measures"] == {"polarization": [0.0, 0.1, 0.2, 0.3], "balance": [None] * 4}
    assert data["blocs"] == [
        {"id": 0, "names": {"en": "West", "de": "Westen"}, "colour": 0, "members": {"A": [(0, 1), (3, 3)], "B": [(1, 1)]}},
        {"id": 1, "names": {}, "colour": 1, "members": {"A": [(2, 2)]}},
    ]


def test_event_stands_at_the_first_step_that_ends_after_it() -> None:
    days = (date(1949, 5, 1), date(1951, 12, 31), date(1952, 1, 1), date(1999, 1, 1))
    told = tuple(Event(day, {"en": str(day)}, 1.0) for day in days)
    assert [event["step"] for event in moments_data(moments({}, {}, {}, events=told))["events"]] == [0, 1, 2]


def test_only_the_weightiest_events_are_marked() -> None:
    told = tuple(Event(date(1950, 1, 1 + i % 28), {"en": str(i)}, float(i)) for i in range(60))
    found = {int(event["names"]["en"]) for event in moments_data(moments({}, events=told))["events"]}
    assert found == set(range(60 - MOST_EVENTS, 60))


def test_spans_that_the_network_worked_out_come_first() -> None:
    network: Network[str] = nx.MultiDiGraph(speakers={}, statuses={"asserted": 1.0, "claimed": 0.5})
    tie(network, "A", "visits", "B", evidence=(Witness("claimed", "…", url="https://a.example", published=date(1970, 5, 6)),))
    for *_, data in network.edges(data=True):
        data |= {"spans": ((None, date(1971, 1, 1)), (date(1980, 1, 1), None)), "strength": 0.6, "half_life": 2.0}
    (found,) = page_data(network, title="Time")["edges"]
    assert sorted(found["spans"], key=str) == [("1980-01-01", None), (None, "1971-01-01")]
    assert (found["strength"], found["half_life"]) == (0.3, 2.0)  # 0.6, half as sure


def test_map_keeps_the_places_and_puts_an_organization_amid_its_members() -> None:
    network = ring(3)
    tie(network, "Land 0", "memberOf", "Union", kinds={"Union": "organization"})
    tie(network, "Land 1", "memberOf", "Union", kinds={"Union": "organization"})
    for i, place in enumerate(((0, 50), (100, 50), (-100, -30))):
        network.nodes[f"Land {i}"]["place"] = place
    data = page_data(network, title="Map")
    places = {node["id"]: node["map"] for node in data["nodes"]}
    assert places["Land 2"][0] < places["Land 0"][0] < places["Union"][0] < places["Land 1"][0]
    assert places["Land 0"][1] == places["Land 1"][1] < 0 < places["Land 2"][1]
    assert abs(places["Union"][1] - places["Land 0"][1]) < 100
    assert len(data["land"]) > 50


def test_blocs_of_one_moment_have_different_colours() -> None:
    alone, together = ({letter: i for i, letter in enumerate("ABCDEFGH")}, {"A": 0, "Z": 8})
    colours = {bloc["id"]: bloc["colour"] for bloc in moments_data(moments(alone, alone, together))["blocs"]}
    assert len({colours[i] for i in range(8)}) == 8
    assert colours[8] not in (colours[0], None)


def test_bloc_finds_no_colour_where_all_are_taken() -> None:
    lives = {bloc: {0: 20 - bloc} for bloc in range(9)}
    assert told_apart(lives, 8) == {bloc: bloc for bloc in range(8)}
