"""What a server is told of the login: RFC 7617 and RFC 7616, also in the older way of RFC 2069, and only what it asks for."""

from __future__ import annotations

import re
from hashlib import md5, sha256

import pytest

from kg.graph.credentials import Credentials


def digest(challenge: str, **more: str) -> dict[str, str]:
    """The fields of the answer to a challenge, quoted or not."""
    login = Credentials(**{"user": "ana", "password": "geheim"} | more)
    assert login.challenged([f"Digest {challenge}"])
    header = login.header("POST", "/sparql?a=b")
    assert header
    assert header.startswith("Digest ")
    return dict(re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|[^,]+)', header.removeprefix("Digest ")))


def test_challenge_is_answered_with_all_it_names_and_each_field_is_quoted_as_the_rfc_says() -> None:
    found = digest('Realm="KG", nonce="n0", opaque="o1", QOP="auth,auth-int", algorithm=SHA-256')
    own = found["cnonce"].strip('"')
    secret, asked = sha256(b"ana:KG:geheim").hexdigest(), sha256(b"POST:/sparql?a=b").hexdigest()
    assert re.fullmatch("[0-9a-f]{16}", own)
    assert found == {
        **{"username": '"ana"', "realm": '"KG"', "nonce": '"n0"', "uri": '"/sparql?a=b"', "opaque": '"o1"', "cnonce": f'"{own}"'},
        "response": f'"{sha256(f"{secret}:n0:00000001:{own}:auth:{asked}".encode()).hexdigest()}"',
        **{"algorithm": "SHA-256", "qop": "auth", "nc": "00000001"},
    }


def test_challenge_without_quality_of_protection_is_answered_in_the_older_way() -> None:
    secret, asked = md5(b"ana::geheim").hexdigest(), md5(b"POST:/sparql?a=b").hexdigest()
    assert digest('nonce="n0"') == {
        **{"username": '"ana"', "realm": '""', "nonce": '"n0"', "uri": '"/sparql?a=b"'},
        "response": f'"{md5(f"{secret}:n0:{asked}".encode()).hexdigest()}"',
        "algorithm": "MD5",
    }


def test_quotation_marks_and_backslashes_are_escaped() -> None:
    found = digest('realm="a \\"b\\"", nonce="n0"', user='an"a\\')
    assert (found["username"], found["realm"]) == ('"an\\"a\\\\"', '"a \\"b\\""')


def test_each_answer_to_one_challenge_has_a_count_and_a_nonce_of_its_own() -> None:
    login = Credentials("ana", "geheim")
    login.challenged(['Digest nonce="n0", qop="auth"'])
    headers = [login.header("POST", "/") or "" for _ in range(3)]
    assert [re.search(r"nc=(\w+)", header)[1] for header in headers] == ["00000001", "00000002", "00000003"]  # type: ignore[index]
    assert len(set(headers)) == 3
    login.challenged(['Digest nonce="n1", qop="auth", stale=TRUE'])
    assert "nc=00000001" in (login.header("POST", "/") or "")


@pytest.mark.parametrize(
    ("challenges", "again"),
    [
        (['Digest nonce="n1"'], False),
        (['Digest nonce="n1", stale=true'], True),
        (['Digest nonce="n1", Stale=True'], True),
        (['Digest nonce="n1", stale=false'], False),
        (['Basic realm="x", stale=true'], False),
        (['Basic realm="x"', 'digest nonce="n1", stale=true'], True),
        ([], False),
    ],
)
def test_login_is_tried_again_only_where_the_nonce_was_stale(challenges: list[str], again: bool) -> None:
    login = Credentials("ana", "geheim")
    assert login.challenged(['Digest nonce="n0"'])
    assert login.challenged(challenges) is again


def test_basic_is_answered_where_no_digest_is_asked_for() -> None:
    login = Credentials("ana", "geheim")
    assert login.header("POST", "/") is None
    assert login.challenged(['Basic realm="x"'])
    assert login.header("POST", "/") == "Basic YW5hOmdlaGVpbQ=="


def test_who_has_no_name_or_a_token_answers_no_challenge() -> None:
    assert not Credentials().challenged(['Basic realm="x"'])
    assert not Credentials("ana", "geheim", "t0ken").challenged(['Basic realm="x"'])
    assert Credentials("ana", "geheim", "t0ken").header("POST", "/") == "Bearer t0ken"
    assert [bool(login) for login in (Credentials(), Credentials("ana"), Credentials(token="t"), Credentials(password="x"))] == [
        *(False, True, True, False)
    ]


def test_login_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"KG_STORE_{name}", raising=False)
    assert not Credentials.of_environment()
    monkeypatch.setenv("KG_STORE_USER", "ana")
    monkeypatch.setenv("KG_STORE_PASSWORD", "geheim")
    login = Credentials.of_environment()
    assert login.challenged(["Basic"])
    assert login.header("POST", "/") == "Basic YW5hOmdlaGVpbQ=="
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    assert Credentials.of_environment().header("POST", "/") == "Bearer t0ken"


def test_what_a_server_repeats_of_the_login_is_hidden() -> None:
    login = Credentials("ana", "geheim", "t0ken")
    assert login.hidden("ana: geheim, t0ken, YW5hOmdlaGVpbQ==, else") == "ana: …, …, …, else"
    assert Credentials("ana", "ab").hidden("ab is too short to hide") == "ab is too short to hide"
    assert Credentials("ana", "abc").hidden("abc is not") == "… is not"
