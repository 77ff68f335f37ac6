"""How a page of the site differs from its file: what the code says is put in, and links lead to pages.

A comment `<!-- generated: NAME -->` stands where the text of the function `NAME` of `GENERATED` comes. Files beside docs/ are pages, too:
those of `BESIDE`; the page's own file says what it is to those who read it in the repository.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _ext import commands, interface, ontology, python, source

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).parents[2]
BESIDE = {
    "README.md": "project/readme",
    "CONTRIBUTING.md": "project/contributing",
    "CHANGELOG.md": "project/changes",
    "SECURITY.md": "project/security",
    "seeds/sentences/README.md": "project/sentences",
    "src/kg/pipelines/de/MODEL_CARD.md": "project/pipeline",
}
SECTIONS = {
    "Learn": ("tutorial", ""),
    "Do something": (
        "how-to",
        "reading asking reviewing measuring exporting scoring stores servers serving assistants own-relations own-pipeline",
    ),
    "Look up": ("reference", "command-line configuration ontology formats measures python service errors limits"),
    "Understand": ("explanation", "evidence alliances quality design"),
    "The project": ("project", "readme contributing changes security"),
}
"""The folders of pages, with the pages that stand first in each; the others follow by name."""
_log = logging.getLogger("sphinx.site")
_MARK = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)
_FETCHED = re.compile(r"<(?:script|img|iframe|source|link|video|audio|embed)\b[^>]*?\b(?:src|href|srcset)=[\"']((?:https?:)?//[^\"']+)")
_LINK = re.compile(r"(?<=\]\()(?![\w+]+:|#|/)([^)#\s]+)")


def contents() -> str:
    """The table of contents, which the site shows at its side."""
    return "\n".join(_toctree(title, folder, first.split()) for title, (folder, first) in SECTIONS.items())


def _toctree(title: str, folder: str, first: Sequence[str]) -> str:
    others = sorted({page.stem for page in (ROOT / "docs" / folder).glob("*.md")} - {*first})
    pages = "\n".join(f"{folder}/{page}" for page in (*first, *others))
    return f"```{{toctree}}\n:hidden:\n:caption: {title}\n\n{pages}\n```\n"


_FUNCTIONS = (
    *(commands.command_line, commands.variables, interface.paths, source.messages, source.limits),
    *(python.api, python.exceptions, python.measures),
    *(ontology.relations, ontology.classes, ontology.properties, ontology.annotation_properties, ontology.individuals, ontology.shapes),
    *(ontology.named_questions, ontology.prefixes),
    contents,
)
GENERATED = {function.__name__: cache(function) for function in _FUNCTIONS}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to Sphinx."""
    app.connect("source-read", _read)
    app.connect("env-get-outdated", _outdated)
    app.connect("autodoc-process-docstring", _described)
    app.connect("build-finished", _finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(_: Sphinx, page: str, text: list[str]) -> None:
    """Put in what the code says, and turn the links, in the text of a page or of the file that it stands for."""
    beside = next((name for name, shown in BESIDE.items() if shown == page), None)
    file = ROOT / beside if beside else ROOT / "docs" / f"{page}.md"
    told = file.read_text(encoding="utf-8") if beside else text[0]
    text[0] = filled(linked(told, file.parent, page))


def filled(text: str) -> str:
    """The text of a page with what the code says in its places."""
    return _MARK.sub(lambda mark: GENERATED[mark[1]](), text)


def _outdated(_: Sphinx, env: BuildEnvironment, *__: set[str]) -> list[str]:
    """The pages that hold more than their file does: they are read anew in each build."""
    texts = {page: Path(env.doc2path(page)).read_text(encoding="utf-8") for page in env.found_docs}
    return [page for page, text in texts.items() if page in BESIDE.values() or _MARK.search(text)]


def _described(_: Sphinx, kind: str, name: str, thing: object, options: object, lines: list[str]) -> None:  # noqa: ARG001  # Sphinx's
    """Make reStructuredText of a docstring: its bars are no substitutions, and what it raises is a field."""
    raising = code = False
    for i, line in enumerate(lines):
        code = line.lstrip().startswith(">>>") or (code and bool(line.strip()))
        raising = line == "Raises:" or (raising and (line.startswith(" ") or not line))
        if raising:
            lines[i] = re.sub(r"^ {4}(?=\w+:)", ":raises ", line).removeprefix("Raises:")
        elif not code:
            lines[i] = line.replace("|", "\\|")


def linked(text: str, folder: Path, page: str) -> str:
    """The text of a file in the folder, with its links as the page needs them: to pages of the site, or to files of the repository.

    >>> linked("[why](docs/explanation/design.md#why), [text](LICENSE)", ROOT, "project/readme")
    '[why](/explanation/design.md#why), [text](../../LICENSE)'
    """
    return _LINK.sub(lambda link: _target((folder / link[1]).resolve(), page), text)


def _target(file: Path, page: str) -> str:
    name = file.relative_to(ROOT).as_posix()
    if name in BESIDE:
        return f"/{BESIDE[name]}.md"
    if name.startswith("docs/"):
        return name.removeprefix("docs")
    place = os.path.relpath(file, (ROOT / "docs" / page).parent)
    return f"path:{place}" if file.suffix == ".md" else place


def _finished(app: Sphinx, exception: Exception | None) -> None:
    """Warn of what a page loads from elsewhere: the site works without a network."""
    for page in sorted(Path(app.outdir).rglob("*.html")) if exception is None else ():
        for address in fetched(page.read_text(encoding="utf-8")):
            _log.warning("%s: loads %s; keep what a page needs in docs/_static", page.name, address)


def fetched(page: str) -> list[str]:
    """What a page of HTML loads from elsewhere; its links do not count.

    >>> fetched('<a href="https://example.org"></a> <script async src="https://example.org/x.js"></script>')
    ['https://example.org/x.js']
    """
    return _FETCHED.findall(page)
