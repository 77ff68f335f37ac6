"""Migrations: how a store of an older version becomes one of this. Each may be cut off at any point, and is then made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.graph.inference import infer
from kg.graph.store import Store
from kg.graph.versions import VERSION, version_of, version_quad

MIGRATIONS: Mapping[int, Callable[[Store], object]] = {
    0: infer,  # it knew no triples lifted from leaders to their states
}
"""By the version that they lead away from, by one step."""


class _Old(Store):
    """A store of whatever version, to be written."""

    def _version(self, read_only: bool) -> int:  # noqa: ARG002
        return version_of(self.backend)


def migrate(where: Path | str) -> int:
    """Bring the store up to date; the version that it had.

    Raises:
        StoreError: there is no store, it is in use, it is newer than this program, or it cannot be written.
    """
    Store(where, read_only=True).close()  # says so if there is none, where one opened for writing would make it
    with _Old(where) as store:
        before = store.version
        for version in range(before, VERSION):
            MIGRATIONS[version](store)
            store.backend.replace([version_quad(version)], [version_quad(version + 1)])  # last, so that what was cut off is made again
    return before
