"""What can go wrong with input of ours; `kg.cli.main` alone turns these into an exit code."""

from __future__ import annotations

import errno
import os


class KgError(Exception):
    """A broken input: one sentence that says where, what, and what to do."""


class DocumentError(KgError):
    """A document cannot be read."""


class PipelineError(KgError):
    """A parsing pipeline is missing, or lacks a component."""


class OntologyError(KgError):
    """The ontology or the lexicon contradicts its own shapes."""


class SeedError(KgError):
    """What is known beforehand is malformed."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class QueryError(KgError):
    """A SPARQL query is malformed, or no named question has that name."""


class ReviewError(KgError):
    """A review has no reviewer, or a line of a file of reviews is malformed."""


_FULL = "make room on the disk, and do it again"
_FORBIDDEN = "get the right from its owner, or name another place"
_REMEDIES = {
    os.strerror(errno.ENOSPC): _FULL,
    os.strerror(errno.EDQUOT): _FULL,
    os.strerror(errno.EROFS): "name a place that can be written",
    os.strerror(errno.EACCES): _FORBIDDEN,
    os.strerror(errno.EPERM): _FORBIDDEN,
    os.strerror(errno.ENAMETOOLONG): "give it a shorter name",
    os.strerror(errno.EMFILE): "allow the program more open files (`ulimit -n`)",
    "Corruption": "load a dump of the store with `kg store load`, or build it again",
}
"""By what the system says; the last, RocksDB."""


def remedy(error: Exception, usual: str) -> str:
    """What to do about an error, by what it says, for RocksDB has only words; what is `usual` there, if that is none of the known.

    >>> remedy(OSError("IO error: No space left on device: While appending to file"), "build it again")
    'make room on the disk, and do it again'
    """
    return next((advice for said, advice in _REMEDIES.items() if said in str(error)), usual)
