"""Articles out of web pages; the one module that knows trafilatura."""

from __future__ import annotations

import logging
import re

from trafilatura import bare_extraction
from trafilatura.settings import use_config

from kg.errors import DocumentError

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is reported by the error below
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}?\slang=[\"']?([a-z]{2,3})\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta\b[^<>]{0,200}?charset=[\"']?([\w-]{3,20})", re.IGNORECASE)
_STATED_ONLY = {"original_date": True, "extensive_search": False, "max_date": "9999-12-31"}
_CONFIG = use_config()
_CONFIG["DEFAULT"].update(MIN_EXTRACTED_SIZE="30", MIN_OUTPUT_SIZE="1")  # below its 250 characters it joins a page's paragraphs to one


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page's head declares, None if it declares none."""
    found = _CHARSET.search(data[:2048])
    return found[1].decode("ascii").lower() if found else None


def read_article(page: str, where: str) -> dict[str, str | None]:
    """The article of a page: its `text` with a paragraph a line, and `title`, `date`, `url` and `language` as the page states them.

    Navigation, comments and tables are left out. A date is taken from metadata, from `<time>` or from the address, never guessed
    from a year that stands somewhere on the page.

    Raises:
        DocumentError: no article can be found in the page.
    """
    try:
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params=dict(_STATED_ONLY),
            config=_CONFIG,
        )
    except Exception as error:  # a page can break an assertion of lxml or of htmldate, too
        raise DocumentError(f"{where}: the page cannot be parsed ({type(error).__name__}); save its text as .txt") from error
    article = found if isinstance(found, dict) else found.as_dict() if found else {}
    if not article.get("text"):
        raise DocumentError(f"{where}: no article text found in the page; save its text as .txt")
    language = _LANGUAGE.search(page[:4096])
    return {
        "text": article["text"].replace("\n", "\n\n"),
        "title": article.get("title"),
        "date": article.get("date"),
        "url": article.get("url"),
        "language": language[1].lower() if language else None,
    }
