"""The map of the world: any place, and the land, in the Equal Earth projection.

Šavrič, Patterson & Jenny, "The Equal Earth map projection", International Journal of Geographical Information Science 33 (2019).

The land is Natural Earth's at 1:110m (public domain, version 4.1, from the npm package world-atlas 2.0.2), without Antarctica, and with
the main island, at 1:50m, of each state that is too small to be in it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]

MERIDIAN = 11.5
"""The longitude in the middle of the map: its edges then meet in the Bering Strait, and no land is cut in two."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2
_UNITS = 100  # to a degree, in land.json


def projected(longitude: float, latitude: float) -> Point:
    """Where a place lies on the map, in radii of the Earth from its middle: x grows to the east, y to the north.

    Areas keep their size. With sin θ = √3/2 · sin φ: y = A₁θ + A₂θ³ + A₃θ⁷ + A₄θ⁹, and x = λ cos θ / (√3/2 · dy/dθ).

    >>> projected(MERIDIAN, 90.0)
    (0.0, 1.3173627591574133)
    """
    angle = radians((longitude - MERIDIAN + 180) % 360 - 180)
    theta = asin(_M * sin(radians(latitude)))
    square = theta**2
    slope = _A1 + 3 * _A2 * square + square**3 * (7 * _A3 + 9 * _A4 * square)
    return angle * cos(theta) / (_M * slope), theta * (_A1 + _A2 * square + square**3 * (_A3 + _A4 * square))


def land() -> list[list[Point]]:
    """The coasts on the map, each a closed line without its first point repeated.

    What lies inside an odd number of them is land: the Caspian Sea lies inside two.
    """
    coasts = json.loads((files("kg.views") / "land.json").read_text(encoding="ascii"))
    return [[projected(x / _UNITS, y / _UNITS) for x, y in zip(coast[::2], coast[1::2], strict=True)] for coast in coasts]
