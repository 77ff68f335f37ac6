"""Texts of documents made inert before they reach a language model: on one line, without signs that no reader sees, and bounded."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator

LONGEST = 1_000
"""Signs of a text that are passed on."""
LONGEST_NAME = 200

_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
"""What Unicode lets a program ignore when it draws a text, beside the category Cf: Default_Ignorable_Code_Point."""


def inert(text: str, longest: int = LONGEST) -> str:
    """The text on one line and no longer than that, without control, format, private and unassigned signs.

    Letters of the tag block and joiners, which no reader sees, can carry words to a language model (Boucher et al., "Bad Characters:
    Imperceptible NLP Attacks", IEEE S&P 2022).

    >>> inert("Kim\\u200b\\U000e0069 besucht\\nMoskau")
    'Kim besucht Moskau'
    """
    seen = "".join(_seen(sign) for sign in _UNSEEN.sub("", text[: 2 * longest]))
    words = " ".join(seen.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    return " " if category in ("Cc", "Zl", "Zp") else "" if category.startswith("C") else sign


Text = Annotated[str, BeforeValidator(lambda value: inert(value) if isinstance(value, str) else value)]
"""A text that is made inert when a model takes it."""
Name = Annotated[str, BeforeValidator(lambda value: inert(value, LONGEST_NAME) if isinstance(value, str) else value)]
"""A short text, such as a name that a document may have brought."""
