"""How long what follows the parser takes, beside the parser: `python tests/benchmarks/extraction.py [TEXTS]`.

Both read the project's own annotated articles on one core, in one process, in turns; their ratio says more than their seconds. The aim:
finding names, weighing, stance, time and checking together cost at most half of the parser's time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

from kg.extraction.annotated import read_annotated
from kg.extraction.build import extract_parsed
from kg.extraction.setup import load_extractor

SENTENCES = Path(__file__).parents[2] / "seeds/sentences"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    documents = [text.document for text in read_annotated(sorted(SENTENCES.glob("articles-*.jsonl")))][::2][:count]
    extractor = load_extractor()
    for document in documents[:3]:
        extract_parsed(document, extractor.parser.parse(document.text), extractor)
    parsing = extracting = 0.0
    words = sum(len(document.text.split()) for document in documents)
    for document in documents:
        begin = process_time()
        sentences = extractor.parser.parse(document.text)
        middle = process_time()
        extract_parsed(document, sentences, extractor)
        parsing += middle - begin
        extracting += process_time() - middle
    print(f"{len(documents)} documents, {words:,} words")
    print(f"parser      {words / parsing:8,.0f} words/s")
    print(f"the rest    {words / extracting:8,.0f} words/s, {extracting / parsing:.2f} of the parser's time")
    print(f"together    {words / (parsing + extracting):8,.0f} words/s")


if __name__ == "__main__":
    main()
