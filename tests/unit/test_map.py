"""The map: the projection is the published one, and the land lies on it whole."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from math import cos, dist, pi, radians
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.views.map import MERIDIAN, Point, land, projected

PLACES = Path(__file__).parents[2] / "seeds" / "places.ttl"
PLACE = r"(?m)^kgr:(\S+) geo:lat (\S+) ; geo:long (\S+) ;"
RADIUS = 6_378_137
NEAR = 0.001  # radii of the Earth: 6 km
EAST, NORTH = 2.7066299836960748, 1.3173627591574133  # half the equator, half the middle meridian
LAND = 134.9e6 / 6371.0**2  # 148.9 million km² without 14.0 of Antarctica, in squared radii
latitudes, longitudes = st.floats(-89, 89), st.floats(MERIDIAN - 179, MERIDIAN + 179)


def on_land(place: Point) -> bool:
    """Whether a ray from the place to the east crosses an odd number of coasts."""
    return sum(crossed(coast, *place) for coast in land()) % 2 == 1


def crossed(coast: list[Point], x: float, y: float) -> int:
    edges = zip(coast, [*coast[1:], coast[0]], strict=True)
    return sum((b > y) != (d > y) and x < a + (y - b) * (c - a) / (d - b) for (a, b), (c, d) in edges)


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [(0, 0, 0, 0), (-180, 0, -17263256.84, 0), (-180, 45, -14795421.79, 5486671.72), (-180, -90, -10227908.09, -8402320.16)],
)
def test_places_lie_where_proj_has_them(longitude: float, latitude: float, x: float, y: float) -> None:
    found = projected(longitude + MERIDIAN, latitude)
    assert [RADIUS * found[0], RADIUS * found[1]] == pytest.approx([x, y], abs=0.006)


@given(longitudes, latitudes)
def test_areas_keep_their_size(longitude: float, latitude: float) -> None:
    step = 1e-4
    (a, b), (c, d) = projected(longitude, latitude), projected(longitude + step, latitude)
    e, f = projected(longitude, latitude + step)
    area = ((c - a) * (f - b) - (d - b) * (e - a)) / radians(step) ** 2
    assert area == pytest.approx(cos(radians(latitude)), abs=1e-4)


@given(longitudes, latitudes)
def test_the_map_is_as_its_mirror_image(longitude: float, latitude: float) -> None:
    x, y = projected(longitude, latitude)
    assert projected(2 * MERIDIAN - longitude, -latitude) == pytest.approx((-x, -y), abs=1e-9)


def test_a_longitude_may_be_counted_to_the_west_or_to_the_east() -> None:
    assert projected(-172.44, -13.63) == pytest.approx(projected(187.56, -13.63))
    assert projected(-172.44, -13.63)[0] > projected(178.0, -17.8)[0] > 0  # Samoa lies to the east of Fiji


def test_land_has_the_area_of_the_continents_without_antarctica() -> None:
    areas = [abs(sum(a * d - c * b for (a, b), (c, d) in pairwise([*coast, coast[0]]))) / 2 for coast in land()]
    caspian = 2 * 0.371e6 / 6371.0**2  # counted as land twice: inside its own coast, and inside Eurasia's
    assert sum(areas) - caspian == pytest.approx(LAND, rel=0.02)


def test_land_lies_inside_the_map_and_no_coast_jumps_across_it() -> None:
    coasts = land()
    assert all(abs(x) < EAST and abs(y) < NORTH for coast in coasts for x, y in coast)
    assert min(len(set(coast)) for coast in coasts) >= 3
    assert max(dist(*edge) for coast in coasts for edge in pairwise([*coast, coast[0]])) < pi / 24


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [(13.4, 52.5, True), (-100.0, 40.0, True), (179.0, 66.5, True), (-172.0, 66.2, True), (-40.0, 30.0, False), (51.0, 42.0, False)],
    ids=["Berlin", "Kansas", "Chukotka", "Chukotka beyond 180°", "Atlantic", "Caspian Sea"],
)
def test_land_is_where_it_is(longitude: float, latitude: float, expected: bool) -> None:
    assert on_land(projected(longitude, latitude)) == expected


def test_every_state_lies_on_land_or_at_its_coast() -> None:
    places = {name: projected(float(east), float(north)) for name, north, east in re.findall(PLACE, PLACES.read_text(encoding="utf-8"))}
    at_sea = {name: place for name, place in places.items() if not on_land(place)}
    assert len(places) == 208
    assert [name for name, place in at_sea.items() if min(dist(place, point) for coast in land() for point in coast) > NEAR] == []


def test_the_land_is_a_small_file() -> None:
    assert len((files("kg.views") / "land.json").read_bytes()) < 60_000
