"""How long what follows the parser takes, beside the parser: `python tests/benchmarks/extraction.py [TEXTS]`.

Both read the project's own annotated articles on one core, in one process, in turns; their ratio says more than their seconds. The aim:
finding names, weighing, stance, time and checking together cost at most half of the parser's time.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from kg.extraction.annotated import read_annotated
from kg.extraction.build import extract_all
from kg.extraction.setup import load_extractor
from kg.reading.parsing import Parser
from kg.reading.sentences import Sentence

SENTENCES = Path(__file__).parents[2] / "seeds/sentences"


@dataclass
class Timed:
    """A parser that knows how many seconds it took."""

    parser: Parser
    seconds: float = 0.0

    def parse(self, text: str) -> list[Sentence]:
        begin = process_time()
        sentences = self.parser.parse(text)
        self.seconds += process_time() - begin
        return sentences


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    documents = [text.document for text in read_annotated(sorted(SENTENCES.glob("articles-*.jsonl")))][::2][:count]
    extractor = load_extractor()
    list(extract_all(documents[:3], extractor))
    parser = Timed(extractor.parser)
    begin = process_time()
    for _ in extract_all(documents, replace(extractor, parser=parser)):
        pass
    parsing = parser.seconds
    extracting = process_time() - begin - parsing
    words = sum(len(document.text.split()) for document in documents)
    print(f"{len(documents)} documents, {words:,} words")
    print(f"parser      {words / parsing:8,.0f} words/s")
    print(f"the rest    {words / extracting:8,.0f} words/s, {extracting / parsing:.2f} of the parser's time")
    print(f"together    {words / (parsing + extracting):8,.0f} words/s")


if __name__ == "__main__":
    main()
