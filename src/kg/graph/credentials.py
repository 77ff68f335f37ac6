"""Credentials for a server: from the environment only, in the way the server asks for, and never in a message."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import md5, sha256
from itertools import count
from secrets import token_hex
from urllib.request import parse_http_list, parse_keqv_list

USER, PASSWORD, TOKEN = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN"  # names of variables


class Credentials:
    """A token, or a name and a password by HTTP's Basic or Digest scheme: RFC 6750, RFC 7617 and RFC 7616."""

    def __init__(self, user: str = "", password: str = "", token: str = "") -> None:
        self._user, self._password, self._token = user, password, token
        self._challenge: Mapping[str, str] | None = None
        self._uses = count(1)

    @classmethod
    def of_environment(cls) -> Credentials:
        """Those of `KG_STORE_TOKEN`, or of `KG_STORE_USER` and `KG_STORE_PASSWORD`."""
        return cls(*(os.environ.get(name, "") for name in (USER, PASSWORD, TOKEN)))

    def __bool__(self) -> bool:
        return bool(self._token or self._user)

    def header(self, method: str, path: str) -> str | None:
        """The Authorization header of a request: a token at once, a password only after the server has asked for it."""
        if self._token:
            return f"Bearer {self._token}"
        if not self._user or self._challenge is None:
            return None
        if "nonce" in self._challenge:
            return self._digest(self._challenge, method, path)
        return "Basic " + b64encode(f"{self._user}:{self._password}".encode()).decode()

    def challenged(self, challenges: Sequence[str]) -> bool:
        """Take note of what the server asks for (WWW-Authenticate); whether another request may then succeed."""
        if self._token or not self._user:
            return False
        first = self._challenge is None
        digest = next((text for text in challenges if text[:7].lower() == "digest "), None)
        asked = parse_keqv_list([part for part in parse_http_list(digest[7:]) if part.partition("=")[2]]) if digest else {}
        self._challenge, self._uses = {key.lower(): value for key, value in asked.items()}, count(1)
        return first or self._challenge.get("stale", "").lower() == "true"

    def _digest(self, challenge: Mapping[str, str], method: str, path: str) -> str:
        """The response to a challenge: H(H(user:realm:password):nonce:nc:cnonce:auth:H(method:path)). RFC 7616, section 3.4."""
        realm, nonce, algorithm = challenge.get("realm", ""), challenge["nonce"], challenge.get("algorithm", "MD5")
        secret, asked = _hash(algorithm, self._user, realm, self._password), _hash(algorithm, method, path)
        fields = {"username": self._user, "realm": realm, "nonce": nonce, "uri": path}
        plain = {"algorithm": algorithm}
        if "qop" in challenge:
            uses, own = f"{next(self._uses):08x}", token_hex(8)
            fields |= {"cnonce": own, "response": _hash(algorithm, secret, nonce, uses, own, "auth", asked)}
            plain |= {"qop": "auth", "nc": uses}
        else:
            fields["response"] = _hash(algorithm, secret, nonce, asked)
        if "opaque" in challenge:
            fields["opaque"] = challenge["opaque"]
        quoted = [f"{key}={_quoted(value)}" for key, value in fields.items()]
        return "Digest " + ", ".join([*quoted, *(f"{key}={value}" for key, value in plain.items())])

    def hidden(self, text: str) -> str:
        """The text, without what a server may have repeated of the credentials."""
        secrets = [self._token, self._password, b64encode(f"{self._user}:{self._password}".encode()).decode()]
        for secret in (secret for secret in secrets if len(secret) > 2):
            text = text.replace(secret, "…")
        return text


def _hash(algorithm: str, *parts: str) -> str:
    made = sha256 if algorithm.upper().startswith("SHA-256") else md5
    return made(":".join(parts).encode()).hexdigest()


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
