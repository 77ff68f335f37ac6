"""An HTTP client for one SPARQL server: requests that are repeated until they are answered, and errors in one sentence."""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from kg.errors import QueryError, StoreError
from kg.graph.credentials import PASSWORD, TOKEN, USER, Credentials

UPDATE, INSECURE = "KG_STORE_UPDATE", "KG_STORE_INSECURE"
AGAIN = (429, 502, 503, 504)
"""Statuses of a server that is busy or away for a moment."""
FIRST_WAIT = 0.5
"""So many seconds pass before the third try; from then on each wait is twice the one before, half a minute in all."""
PATIENCE = 60
"""At most so many seconds are waited between two tries, whatever the server asks for."""
TIMEOUT = urllib3.Timeout(connect=10, read=300)
_CUT_SHORT = "x-sql-state"
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


class Endpoint:
    """A server's addresses for queries and for updates: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/

    All requests may be sent twice: a query changes nothing, and an update of ours, DELETE DATA and INSERT DATA, does nothing the
    second time. So requests whose answer was lost, or that a busy server refused, are sent again. Redirects are not followed.
    """

    def __init__(self, url: str, update_url: str | None = None, credentials: Credentials | None = None) -> None:
        """Name the server; nothing is sent yet.

        Raises:
            StoreError: an address is malformed, holds a password, or would carry one in the clear.
        """
        self.credentials = Credentials.of_environment() if credentials is None else credentials
        self.url = _checked(url, self.credentials)
        self.update_url = _checked(update_url or os.environ.get(UPDATE) or update_address(url), self.credentials)
        tries = urllib3.Retry(
            total=6,
            read=2,
            status_forcelist=AGAIN,
            allowed_methods=None,
            backoff_factor=FIRST_WAIT,
            backoff_max=PATIENCE,
            retry_after_max=PATIENCE,
            raise_on_status=False,
        )
        self.server = ""
        """What the server calls itself, once it has answered."""
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=tries, headers={"User-Agent": "kg"})

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def query(self, sparql: str, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> bytes:
        """The answer in the media type wanted, to a query over the graphs of the dataset.

        Raises:
            QueryError: the server refuses the query, or gave up on the way.
            StoreError: no SPARQL server answers.
        """
        body = urlencode([("query", sparql), *dataset]).encode()
        answer = self._post(self.url, body, {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept})
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        if answer.status == 400:
            raise QueryError(f"query: {_named(self.url)} refuses it: {self._said(answer)}; correct or simplify it")
        if answer.status != 200:
            raise self._failure(answer, self.url)
        if _CUT_SHORT in answer.headers:
            raise QueryError(f"query: {_named(self.url)} gave up before the end; ask for less, or raise its limit of time")
        if kind not in (accept, "application/json", "text/plain"):
            raise StoreError(
                f"{_named(self.url)}: answers with {_shown(kind) or 'nothing'} for {accept}; name the address of a SPARQL endpoint"
            )
        return answer.data

    def update(self, sparql: str) -> None:
        """Have the server carry out an update.

        Raises:
            StoreError: it does not.
        """
        answer = self._post(self.update_url, sparql.encode(), {"Content-Type": "application/sparql-update", "Accept": "*/*"})
        if answer.status == 400:
            raise StoreError(f"{_named(self.update_url)}: refuses an update: {self._said(answer)}; see whether it takes SPARQL 1.1 Update")
        if answer.status not in (200, 201, 202, 204):
            raise self._failure(answer, self.update_url)

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """The answer to a request, which is repeated with credentials where the server asks for them."""
        path = urllib3.util.parse_url(url).request_uri
        try:
            while True:
                signed = self.credentials.header("POST", path)
                with_login = headers | ({"Authorization": signed} if signed else {})
                answer = self._pool.request("POST", url, body=body, headers=with_login, redirect=False)
                self.server = answer.headers.get("Server", "")
                if answer.status != 401 or not self.credentials.challenged(answer.headers.getlist("WWW-Authenticate")):
                    return answer
        except HTTPError as error:
            raise StoreError(f"{_named(url)}: {_reason(error)}; see whether the server runs there") from None
        except ValueError:  # its words repeat the header
            raise StoreError(
                f"{_named(url)}: a sign that no header of HTTP holds, such as the end of a line; look at {USER}, {PASSWORD} and {TOKEN}"
            ) from None

    def _failure(self, answer: urllib3.BaseHTTPResponse, url: str) -> StoreError:
        status, url = answer.status, _named(url)
        if status == 401:
            what = "refuses the login" if self.credentials else "asks for a login"
            return StoreError(f"{url}: {what}; set {USER} and {PASSWORD}, or {TOKEN}")
        if status == 403:
            return StoreError(f"{url}: forbids this; ask whoever runs it for the right to read, and to write if you build")
        if 300 <= status < 400:
            to = _shown(answer.headers.get("Location", "elsewhere"))
            return StoreError(f"{url}: has moved to {to}; name that address if you trust it")
        if status in (404, 405, 410, 415):
            return StoreError(f"{url}: no SPARQL endpoint ({status}); name its address, and that for updates in {UPDATE}")
        return StoreError(f"{url}: fails ({status}: {self._said(answer)}); see its log, and try again")

    def _said(self, answer: urllib3.BaseHTTPResponse) -> str:
        return _shown(self.credentials.hidden(answer.data[:2000].decode("utf-8", "replace"))) or "without a reason"


def update_address(url: str) -> str:
    """Where a server takes updates, from where it takes queries.

    >>> update_address("https://example.org/repositories/kg")
    'https://example.org/repositories/kg/statements'
    >>> update_address("http://localhost:7878/query")
    'http://localhost:7878/update'
    >>> update_address("http://localhost:8890/sparql-auth")
    'http://localhost:8890/sparql-auth'
    """
    if url.rstrip("/").rpartition("/")[0].endswith("/repositories"):
        return url.rstrip("/") + "/statements"
    return url.removesuffix("query") + "update" if url.endswith("/query") else url


def _checked(url: str, credentials: Credentials) -> str:
    try:
        parts = urllib3.util.parse_url(url)
    except LocationParseError:
        parts = urllib3.util.Url()
    if parts.scheme not in ("http", "https") or not parts.host:
        raise StoreError(f"{_shown(url)}: no address of a server; write http://… or https://…")
    if parts.auth:
        raise StoreError(
            f"{parts.scheme}://{parts.host}: the address holds a login, which others may read; set {USER} and {PASSWORD} instead"
        )
    if parts.scheme == "http" and credentials and parts.host not in _LOCAL and os.environ.get(INSECURE) != "1":
        raise StoreError(f"{_named(url)}: a login would travel in the clear; use https, or set {INSECURE}=1 where the network is your own")
    return url


def _named(url: str) -> str:
    """The address without its query, which may hold a key."""
    return url.partition("?")[0]


def _reason(error: HTTPError) -> str:
    cause = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(cause, NameResolutionError):
        return "there is no such host"
    if isinstance(cause, SSLError):
        return f"its certificate is not accepted ({_shown(str(cause))})"
    if isinstance(cause, ReadTimeoutError | ConnectTimeoutError) and not isinstance(cause, NewConnectionError):
        return "does not answer in time"
    return "cannot be reached, or breaks off"


def _shown(text: str) -> str:
    """The beginning of a text from outside, in one line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:200]
