"""How the time grows with the length of texts that no one writes: `python tests/benchmarks/pathological.py [CHARACTERS] [KIND …]`.

Each kind of text is read at once, twice and four times the length. An exponent of 1 is linear, 2 quadratic; times below 0.2 s say nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from time import process_time

from costs import exponent

Text = Callable[[int], str]


def again(text: str, end: str = "") -> Text:
    """The text over and over, up to a length."""
    return lambda length: text * (length // len(text)) + end


def numbered(text: str) -> Text:
    """The text over and over with numbers in it."""
    return lambda length: "".join(text.format(n) for n in range(length // len(text)))


KINDS: dict[str, Text] = {
    "one word": again("a"),
    "one word in capitals": again("A"),
    "one word of umlauts": again("ä"),
    "one number": again("1"),
    "hyphens": again("-"),
    "hyphenated word": again("Wort-"),
    "slashes": again("a/"),
    "dots": again("."),
    "dotted word": again("a."),
    "abbreviations": again("z. B. "),
    "ordinals": again("3. "),
    "nested brackets": lambda length: "(" * (length // 2) + ")" * (length // 2),
    "open brackets": again("( "),
    "opening quotation marks": again("„"),
    "quoted letters": again('"a" '),
    "quotations that never end": again("„Wort "),
    "spaces": again(" ", "a"),
    "lines": again("a\n"),
    "paragraphs": again("Wort\n\n"),
    "right to left": again("مرحبا "),
    "direction overridden": again("\u202eabc\u202c "),
    "emoji": again("😀"),
    "families of emoji": again("👩\u200d👩\u200d👧\u200d👦"),
    "zero width": again("\u200b"),
    "zero width in words": again("Rus\u200bsland "),
    "combining marks": again("\u0301", "a"),
    "accents on one letter": lambda length: "a" + "\u0301" * length,
    "accents alone": again("\u0301 "),
    "NUL": again("\0", "a"),
    "control characters": again("".join(map(chr, range(32))), "a"),
    "lone surrogates": again("\ud800"),
    "sentence of words": again("Wort ", "."),
    "sentence of commas": again("Wort, ", "."),
    "sentence of one state": again("Russland ", "."),
    "sentence of states": again("Russland und China, ", "."),
    "sentence of verbs": again("unterzeichnet ", "."),
    "sentence of dates": again("am 3. Mai 2024 ", "."),
    "sentence of clauses": again("sagt, dass Russland ", "."),
    "sentence of pronouns": again("er sagte ", "."),
    "sentence of offices": again("Präsident ", "."),
    "sentence of genitives": again("des Präsidenten ", "."),
    "names nobody knows": numbered("Xaver Qu{}berg sprach. "),
    "new persons": numbered("Präsident Xav{0} Qu{0}berg reiste nach China. "),
    "one person after another": numbered("Xav{0} Qu{0}berg traf ihn. "),
    "statements": again("Russland und China unterzeichneten am 3. Mai 2024 ein Abkommen, sagte Präsident Putin. "),
    "pronouns": again("Er unterzeichnete das Abkommen. "),
    "descriptions": again("Der russische Präsident sprach. "),
    "quotations": again("„Russland greift die Ukraine an“, sagte er. "),
    "addresses": again("https://a.b/c?d=e&f "),
    "tags": again("<b>"),
    "tabs": again("a\t"),
}


def main() -> None:
    from kg.extraction.build import extract  # noqa: PLC0415  # the tests read the kinds alone
    from kg.extraction.setup import load_extractor  # noqa: PLC0415
    from kg.reading.cleaning import clean  # noqa: PLC0415
    from kg.reading.documents import Document  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("characters", type=int, nargs="?", default=8000)
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    options = parser.parse_args()
    extractor = load_extractor()
    extract(Document("https://example.org/0", "0", "Russland traf China."), extractor)
    print(f"{'CPU seconds at':<28}{options.characters:>10,}{2 * options.characters:>10,}{4 * options.characters:>10,}  exponent")
    for kind in options.kinds:
        times = []
        for factor in (1, 2, 4):
            text = clean(KINDS[kind](factor * options.characters))
            begin = process_time()
            extract(Document("https://example.org/1", "1", text, date(2024, 6, 1)), extractor)
            times.append(process_time() - begin)
        print(f"{kind:<28}" + "".join(f"{seconds:>10.2f}" for seconds in times) + f"{exponent((1, 2, 4), times):>10.2f}", flush=True)


if __name__ == "__main__":
    main()
