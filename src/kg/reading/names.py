"""Names that a reader of news is expected to know beforehand: states, regions and great cities, in German and English.

From the Unicode CLDR by way of Babel; used when a pipeline is trained, which then carries them.
"""

from __future__ import annotations

import re

from babel import Locale

_LOCALES = ("de", "en")
_NOWHERE = {"ZZ", "XA", "XB", "QO", "EZ"}
_IN_THE_NEWS = {
    "country": "usa|vereinigten staaten|vereinigte staaten|vereinigten staaten von amerika|vereinigten königreich|großbritannien|england|"
    "schottland|wales|nordirland",
    "org": "eu|un|uno",
}


def known_names() -> dict[str, str]:
    """Names in lower case, each with its kind: `country`, `region` (of several countries), `city` or `org`."""
    names: dict[str, str] = {}
    for locale in map(Locale, _LOCALES):
        for zone, known in locale.time_zones.items():
            if not zone.startswith("Etc"):
                names.setdefault(known.get("city", "").lower(), "city")
                names.setdefault(zone.rpartition("/")[2].replace("_", " ").lower(), "city")
        for code, name in locale.territories.items():
            if code not in _NOWHERE:
                plain = re.sub(r" \(.*\)", "", name).replace("Sonderverwaltungsregion ", "")
                names[plain.lower()] = "country" if code.isalpha() else "region"
    for kind, listed in _IN_THE_NEWS.items():
        names |= dict.fromkeys(listed.split("|"), kind)
    names.pop("", None)
    return names
