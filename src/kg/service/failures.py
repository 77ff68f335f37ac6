"""What a query is refused for; `kg.service.answering` turns these into status codes."""

from __future__ import annotations

from kg.errors import KgError


class ForbiddenError(KgError):
    """An update, or a request to another service: nobody may ask that here."""


class LimitError(KgError):
    """The query needs more time, memory or room than any query may."""


class BusyError(KgError):
    """Too many queries wait already; the same request may succeed later."""


class UnacceptableError(KgError):
    """The answer has none of the formats that the client accepts."""
