"""How much is stated of news outside international politics, where nothing should be: `python tests/benchmarks/other_news.py [--list]`.

`other-news.txt` names articles of `quotes/wikinews-train.jsonl`, each with its field: sport, culture, science, nature, accident, crime,
economy, other. They were chosen before anything was extracted, by their titles and beginnings and by the political words in the rest,
as such that state nothing by the annotation guideline, other than who holds an office (`leads`, `ministerOf`). So nearly every other
statement is a false alarm; those about offices are right or wrong. The choice is no annotation, and single statements may be right:
`--list` shows each with its sentence.

Counted is what is shown by default; a statement counts once a document, however many sentences carry it. The articles are German
Wikinews under CC BY-NC-SA: they are measured where the project's data lies and never copied.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.extraction.build import extract_all, records
from kg.extraction.setup import THRESHOLD, load_extractor
from kg.reading.documents import Document, read

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared/data/quotes/wikinews-train.jsonl"
OFFICES = ("leads", "ministerOf")

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Article:
    """An article as it was read: each statement as subject, relation, object and status, with the first sentence that carries it."""

    name: str
    field: str
    words: int
    stated: Mapping[Key, str]

    @property
    def alarms(self) -> int:
        """How many of its statements are not about an office."""
        return sum(relation not in OFFICES for _, relation, _, _ in self.stated)


def fields() -> dict[str, str]:
    """The field of each chosen article."""
    lines = (HERE / "other-news.txt").read_text(encoding="utf-8").splitlines()
    return {name: field for name, _, field in (line.partition("\t") for line in lines)}


def extracted(chosen: Mapping[str, str]) -> Iterator[Article]:
    """The chosen articles with all that they are said to state."""
    extractor = load_extractor()
    documents = (document for document in read([DATA]) if isinstance(document, Document) and document.id in chosen)
    for extraction in extract_all(documents, extractor):
        stated: dict[Key, str] = {}
        for row in records(extraction, extractor.gazetteer, THRESHOLD):
            key = str(row["subject"]), str(row["predicate"]), str(row["object"]), str(row["status"])
            stated.setdefault(key, " ".join(str(row["evidence"]).split()))
        document = extraction.document
        yield Article(document.id, chosen[document.id], len(document.text.split()), stated)


def listing(article: Article) -> Iterator[str]:
    """A line for each statement of the article."""
    for (subject, relation, other, status), sentence in article.stated.items():
        yield f"{article.name} ({article.field}): {subject} {relation} {other}, {status} | {sentence}"


def row(name: str, articles: Sequence[Article]) -> str:
    """A row of the first table: how much the articles are said to state."""
    words, stated, alarms = sum(a.words for a in articles), sum(len(a.stated) for a in articles), sum(a.alarms for a in articles)
    rates = " | ".join(f"{number} | {1000 * number / max(words, 1):.2f}" for number in (stated, alarms))
    return f"| {name} | {len(articles)} | {words:,} | {rates} |"


def report(articles: Iterable[Article]) -> Iterator[str]:
    """The statements by field, with and without those about an office, and by relation."""
    articles = list(articles)
    yield "\n| field | documents | words | statements | per 1,000 words | not of offices | per 1,000 words |\n|---|---|---|---|---|---|---|"
    for field in sorted({article.field for article in articles}):
        yield row(field, [article for article in articles if article.field == field])
    yield row("all", articles)
    yield "\n| relation | statements |\n|---|---|"
    for relation, number in Counter(key[1] for article in articles for key in article.stated).most_common():
        yield f"| {relation} | {number} |"


def main() -> None:
    articles = []
    for article in extracted(fields()):
        articles.append(article)
        for line in listing(article) if "--list" in sys.argv else ():
            print(line, flush=True)
    print(*report(articles), sep="\n")


if __name__ == "__main__":
    if not DATA.is_file():
        sys.exit(f"{DATA}: no such file; the measure needs the Wikinews articles there")
    main()
