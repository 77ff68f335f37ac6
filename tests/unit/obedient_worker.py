"""A worker that does what the text of a document says, in place of reading it: the program of the tests in test_workers.py."""

import ctypes
import logging
import os
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from kg.errors import DocumentError, PipelineError
from kg.extraction.build import Extraction, Extractor
from kg.extraction.setup import Setup
from kg.graph import building, worker
from kg.reading.documents import Document


def load(setup: Setup) -> Extractor:
    obey(setup.pipeline)
    return Extractor(None, SimpleNamespace(digest="ontology"), None, ())


def extract_each(documents: list[Document | DocumentError], extractor: Extractor) -> Iterator[Extraction | DocumentError]:
    for document in documents:
        if isinstance(document, DocumentError):
            yield document
        else:
            obey(document.text)
            yield Extraction(document, (), (), (), ())


def obey(text: str) -> None:
    what, _, detail = text.partition(" ")
    match what:
        case "signal":
            os.kill(os.getpid(), int(detail))
        case "exit":
            os._exit(int(detail))
        case "segfault":
            ctypes.string_at(0)
        case "raise":
            raise RecursionError(detail)
        case "break":
            raise PipelineError(detail)
        case "sleep":
            time.sleep(float(detail))
        case "spin":
            end = time.monotonic() + float(detail)
            while time.monotonic() < end:
                pass
        case "mark":
            Path(detail).touch()
            obey("spin 600")
        case "print":
            print(detail)
        case "log":
            logging.getLogger("kg.pipeline").warning(os.path.expandvars(detail))
        case "warn":
            warnings.warn(detail, UserWarning, stacklevel=1)


if __name__ == "__main__":
    worker.load_extractor, building.extract_each = load, extract_each
    worker.main()
