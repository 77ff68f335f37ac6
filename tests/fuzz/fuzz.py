"""Fuzzing: hostile inputs for every reader, guided by the branches that they reach. Each reader promises a result or a `KgError`, in time.

    pip install atheris                                              # wheels for Linux on x86-64, Python 3.11 and newer
    python tests/fuzz/fuzz.py                                        # the names of the targets
    python tests/fuzz/fuzz.py TARGET -max_total_time=600             # until the first failure, whose input is written to a file
    python tests/fuzz/fuzz.py TARGET --go-on -max_total_time=600     # failures of each kind are written once, and fuzzing goes on
    python tests/fuzz/fuzz.py TARGET FILE                            # one input again

Options with one dash are those of libFuzzer (https://llvm.org/docs/LibFuzzer.html); a folder keeps the inputs that reached something new.
`tests/properties/test_fuzz_targets.py` runs the inputs to begin with, so that the targets do not rot.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kg", "trafilatura", "htmldate"]):
    from fuzz_extraction import EXTRACTION
    from fuzz_graph import GRAPH
    from fuzz_knowledge import KNOWLEDGE
    from fuzz_reading import READING
    from fuzz_target import SlowError, Target, keep_promise

TARGETS = READING | EXTRACTION | KNOWLEDGE | GRAPH
LIMITS = ("-timeout=300", "-rss_limit_mb=4000")


def main(arguments: list[str]) -> None:
    """Fuzz the target that the first argument names."""
    if not arguments or arguments[0] not in TARGETS:
        print("\n".join(sorted(TARGETS)))
        sys.exit(2 if arguments else 0)
    target = TARGETS[arguments[0]]
    go_on = "--go-on" in arguments
    given = [argument for argument in arguments[1:] if argument != "--go-on"]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        seeds, words = Path(name, "seeds"), Path(name, "words")
        seeds.mkdir()
        for number, seed in enumerate(target.seeds):
            (seeds / str(number)).write_bytes(seed)
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
        single = any(Path(argument).is_file() for argument in given)
        options = [*LIMITS, f"-max_len={target.longest}", *([f"-dict={words}"] if target.words else [])]
        atheris.Setup([sys.argv[0], *options, *given, *([] if single else [str(seeds)])], _going_on(target) if go_on else _stopping(target))
        atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _stopping(target: Target) -> Callable[[bytes], None]:
    return lambda data: keep_promise(target, data)


def _going_on(target: Target) -> Callable[[bytes], None]:
    """As the target, but each kind of failure, by its error and the place where it happened, is told once and ends nothing."""
    known = set[tuple[str, str]]()

    def run(data: bytes) -> None:
        try:
            keep_promise(target, data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is a finding; a panic of Rust is no Exception
            frames = traceback.extract_tb(error.__traceback__)
            last = next((frame for frame in reversed(frames) if "/kg/" in frame.filename), frames[-1])
            kind = type(error).__name__, f"{last.filename}:{last.name}"
            if isinstance(error, SlowError):
                kind = "SlowError", f"way {data[:1]!a}"
            if kind not in known:
                known.add(kind)
                file = Path(f"failure-{hashlib.sha256(repr(kind).encode()).hexdigest()[:10]}")
                file.write_bytes(data)
                print(f"FAILURE {file}: {kind[0]} at {kind[1]}, line {last.lineno}: {str(error)[:200]!a}", flush=True)

    return run


if __name__ == "__main__":
    main(sys.argv[1:])
