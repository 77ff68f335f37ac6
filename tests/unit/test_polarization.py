from __future__ import annotations

from random import Random

import networkx as nx
import pytest

from kg.analysis.polarization import partition, polarization, signed_modularity

CAMPS = {"A": 0, "B": 0, "C": 1, "D": 1}


def drawn(ties: str) -> nx.Graph[str]:
    """The graph of ties such as `A+B` and, with a weight, `B-C:0.5`; a state alone is a node."""
    graph: nx.Graph[str] = nx.Graph()
    for tie in ties.split():
        ends, _, weight = tie.partition(":")
        graph.add_nodes_from(ends.replace("+", "-").split("-"))
        if len(ends) > 1:
            graph.add_edge(ends[0], ends[2], sign=1 if ends[1] == "+" else -1, **({"weight": float(weight)} if weight else {}))
    return graph


def at_random(seed: int, states: int = 12, ties: int = 30) -> tuple[nx.Graph[str], dict[str, int]]:
    random = Random(seed)
    graph = nx.relabel_nodes(nx.gnm_random_graph(states, ties, seed=seed), str)
    for *_, tie in graph.edges(data=True):
        tie.update(sign=random.choice((1, -1)), weight=random.choice((0.25, 0.5, 2.0)))
    return graph, {state: random.randrange(3) for state in graph}


def test_state_in_no_bloc_is_a_bloc_of_its_own_under_a_free_number() -> None:
    assert partition(drawn("A+B C D"), {"B": 3, "E": 7}) == {"A": 8, "B": 3, "C": 9, "D": 10}


@pytest.mark.parametrize("identification", [1.0, 1.3, 1.6])
def test_two_equal_blocs_with_nothing_but_hostility_between_them_are_wholly_polarized(identification: float) -> None:
    assert polarization(drawn("A+B C+D A-C:0.1 B-D:3"), CAMPS, identification) == pytest.approx(1.0)


def test_one_bloc_is_not_polarized_whatever_its_quarrels() -> None:
    assert polarization(drawn("A-B B-C C+D"), dict.fromkeys("ABCD", 5)) == 0.0


@pytest.mark.parametrize(
    ("ties", "blocs", "value"),
    [
        ("A+B C+D A+C B+D", CAMPS, 0.0),  # blocs that are friends
        ("A+B C+D", CAMPS, 0.5),  # 4 (1/8 + 1/8) × 1/2: strangers are halfway
        ("A+B C+D A-C:1 B+D:3", CAMPS, 0.25),  # a quarter of the weight between them is hostile
        ("A-B B-C A-C", {"A": 0, "B": 1, "C": 2}, 8 / 9),  # 4 × 3 × 1/9 × 2/3
        ("A-D B+C", {"A": 0, "B": 0, "C": 0, "D": 1}, 3 / 4),  # 4 (9/16 × 1/4 + 1/16 × 3/4)
        ("A-C B-D E F", CAMPS, 29 / 54),  # 4 [2 × 1/9 (1/3 + 2 × 1/6 × 1/2) + 2 × 1/36 (2 × 1/3 × 1/2 + 1/6 × 1/2)]
    ],
)
def test_polarization_is_identification_times_alienation(ties: str, blocs: dict[str, int], value: float) -> None:
    assert polarization(drawn(ties), blocs) == pytest.approx(value)


def test_states_outside_the_blocs_make_the_system_less_polarized() -> None:
    rivals, bystanders = "A-C B-D", "A-C B-D E+F G+H"
    assert polarization(drawn(bystanders), CAMPS) < polarization(drawn(rivals), CAMPS)  # type: ignore[operator]


def test_identification_as_index_of_polarization_punishes_more_blocs_more() -> None:
    three = drawn("A-B B-C A-C")
    # α = 1.6: 2^2.6 × 3 × (1/3)^2.6 × 2/3 = 2 (2/3)^2.6
    assert polarization(three, {}, 1.6) == pytest.approx(2 * (2 / 3) ** 2.6)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("identification", [1.0, 1.6])
def test_no_system_is_more_polarized_than_two_equal_hostile_blocs(seed: int, identification: float) -> None:
    graph, blocs = at_random(seed)
    found = polarization(graph, blocs, identification)
    assert found is not None
    assert 0 <= found < 1


def test_without_states_there_is_no_polarization() -> None:
    assert polarization(nx.Graph(), {"A": 1}) is None


@pytest.mark.parametrize("identification", [0.9, 1.7])
def test_identification_outside_the_axioms_is_refused(identification: float) -> None:
    with pytest.raises(ValueError, match=r"from 1\.0 to 1\.6"):
        polarization(drawn("A+B"), {}, identification)


def modularity_by_definition(graph: nx.Graph[str], blocs: dict[str, int], resolution: float) -> float:
    sums = {(state, sign): 0.0 for state in graph for sign in (1, -1)}
    for one, two, tie in graph.edges(data=True):
        for state in (one, two):
            sums[state, tie["sign"]] += tie["weight"]
    whole = {sign: sum(value for (_, of), value in sums.items() if of == sign) for sign in (1, -1)}
    total = 0.0
    for one in graph:
        for two in graph:
            if blocs[one] == blocs[two]:
                tie = graph.edges[one, two] if graph.has_edge(one, two) else {"sign": 0, "weight": 0.0}
                chance = sum(sign * sums[one, sign] * sums[two, sign] / whole[sign] for sign in (1, -1))
                total += tie["sign"] * tie["weight"] - resolution * chance
    return total / sum(whole.values())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("resolution", [1.0, 0.4])
def test_signed_modularity_is_the_double_sum_of_its_definition(seed: int, resolution: float) -> None:
    graph, blocs = at_random(seed)
    assert signed_modularity(graph, blocs, resolution) == pytest.approx(modularity_by_definition(graph, blocs, resolution))


def test_signed_modularity_by_hand() -> None:
    # w⁺ = 2, w⁻ = 1; inside 2 × 2; by chance (2² + 2²) / 4 - (1² + 1²) / 2 = 1; (4 - 1) / 6
    assert signed_modularity(drawn("A+B C+D A-C"), CAMPS) == pytest.approx(0.5)


def test_signed_modularity_of_friends_alone_is_newmans() -> None:
    karate = nx.relabel_nodes(nx.karate_club_graph(), str)
    nx.set_edge_attributes(karate, 1, "sign")
    clubs = {state: int(club == "Officer") for state, club in karate.nodes(data="club")}
    sides = [{state for state in karate if clubs[state] == side} for side in (0, 1)]
    assert signed_modularity(karate, clubs) == pytest.approx(nx.community.modularity(karate, sides))


def test_signed_modularity_of_one_bloc_is_none_at_all() -> None:
    assert signed_modularity(at_random(1)[0], dict.fromkeys(map(str, range(12)), 0)) == pytest.approx(0.0)


def test_without_ties_there_is_no_modularity() -> None:
    assert signed_modularity(drawn("A B"), {"A": 0, "B": 0}) is None
