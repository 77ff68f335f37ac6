"""What the service is told at its start: the store, where it listens, whom it answers, and its limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What no request may pass, however hostile."""

    seconds: float = 30.0
    """Of a query, after which its worker is killed."""
    memory: int = 1 << 30
    """Bytes that a worker may hold beyond what it holds when idle."""
    rows: int = 1_000_000
    """Solutions or triples of an answer."""
    answer: int = 64 << 20
    """Bytes of an answer."""
    body: int = 1 << 20
    """Bytes of a request's body."""
    header: int = 16 << 10
    """Bytes of a request's line and headers."""
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    """Queries at the same time."""
    queue: int = 32
    """Queries that may wait for a worker."""
    connections: int = 256
    """Connections at the same time."""
    patience: float = 10.0
    """Seconds in which a client must have sent its request, or taken a part of the answer."""
    exchange: float = 300.0
    """Seconds in which a client must have taken the answer."""
    sending: int = 256 << 20
    """Bytes of all answers that clients are still taking."""
    refresh: float = 2.0
    """Seconds after which the service looks whether the store has changed."""


@dataclass(frozen=True)
class Settings:
    """The service's settings; `store` is a folder or the address of a remote SPARQL service."""

    store: Path | str
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    """Names by which the service may be addressed, beside its own address and localhost."""
    origins: tuple[str, ...] = ()
    """Origins whose pages may read answers (CORS)."""
    ontologies: Path | None = None
    """An overlay over the ontologies of kg, as for the commands."""
    limits: Limits = field(default_factory=Limits)
