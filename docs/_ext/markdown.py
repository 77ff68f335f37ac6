"""Markdown of what stands in the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_TOKEN = re.compile(r"(`[^`]+`|\*\w[^*\n]*\*)|docs/([\w/-]+\.md)|(?<![\w-])(--?[a-z][a-z0-9-]*|KG_[A-Z_]+)\b")


def plain(text: str) -> str:
    r"""The text as Markdown that shows it letter by letter.

    >>> plain("a*b* <c>")
    'a\\*b\\* \\<c\\>'
    """
    return _SIGNS.sub(r"\\\1", text)


def code(text: str) -> str:
    """The text as code, which may stand in a table.

    >>> code("DIR|URL")
    '`DIR\\\\|URL`'
    """
    return f"`{text}`".replace("|", "\\|")


def prose(text: str) -> str:
    """Text of help and docstrings as Markdown: options and variables are code, pages of docs/ are links.

    >>> prose("On a day, or with --from. See docs/how-to/asking.md.")
    'On a day, or with `--from`. See [docs/how-to/asking.md](/how-to/asking.md).'
    """
    parts, end = [], 0
    for found in _TOKEN.finditer(text):
        quoted, page, name = found.groups()
        parts += [plain(text[end : found.start()]), quoted or (f"[docs/{page}](/{page})" if page else f"`{name}`")]
        end = found.end()
    return "".join((*parts, plain(text[end:])))


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown."""
    lines = (names, ["---"] * len(names), *rows)
    return "\n".join("| " + " | ".join(" ".join(cell.split()) for cell in line) + " |" for line in lines) + "\n"
