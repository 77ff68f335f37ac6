"""The profile of an actor as a page to read and print."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

import networkx as nx

from kg.analysis.profiles import Happening, Item, Partner, Profile
from kg.analysis.snapshots import POWERS, STATES, at
from kg.analysis.triads import Expectation
from kg.analysis.witnesses import Witness
from kg.views.words import day_in


def write_profile(profile: Profile, archive: nx.MultiDiGraph[str], path: Path) -> None:
    """Write the profile as one HTML file without scripts, whose Content-Security-Policy forbids every connection."""
    path.write_text(profile_page(profile, archive), encoding="utf-8", newline="\n")


def profile_page(profile: Profile, archive: nx.MultiDiGraph[str]) -> str:
    """The page of `write_profile` as text; all that comes from documents is escaped."""
    style = _part("profile.css")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    others = [_name(archive, state) for state in profile.bloc if state != profile.actor]
    about = [profile.kind, profile.region, day_in(profile.day, "en"), f"in a bloc with {', '.join(others)}" if others else None]
    return Template(_part("profile.html")).substitute(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        name=escape(profile.name),
        about=escape(" · ".join(part for part in about if part)),
        style=style,
        sections="\n".join(_sections(profile, archive)),
    )


def _sections(profile: Profile, archive: nx.MultiDiGraph[str]) -> Iterator[str]:
    ties = at(archive, profile.day, STATES if profile.kind == "state" else POWERS)
    said = {key: _said(archive, one, tie["label"]["en"], other) for one, other, key, tie in ties.edges(keys=True, data=True)}
    for title, partners in (("Partners", profile.partners), ("Rivals", profile.rivals)):
        yield _table(title, ("who", "weight", "because"), (_partner(archive, said, partner) for partner in partners))
    rows = ((_name(archive, other), f"{agreement:.2f}") for other, agreement in profile.similar)
    yield _table("Stands most like", ("who", "Cohen's κ of friendly ties"), rows)
    items = (("Agreements", profile.agreements), ("Memberships", profile.memberships), ("Leaders", profile.leaders))
    for title, found in items:
        yield _table(title, ("time", "what", "name"), (_item(item) for item in found))
    expected = (_expected(archive, profile.actor, expectation) for expectation in profile.expected)
    yield _table("Balance theory expects (no finding: nothing says so)", ("who", "as", "because of"), expected)
    if profile.happenings:
        yield "<section><h2>What documents tell</h2><ol>"
        yield from (_happening(archive, told) for told in profile.happenings)
        yield "</ol></section>"


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    if not body:
        return ""
    return (
        f'<section><h2>{title}</h2><div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></section>'
    )


def _partner(archive: nx.MultiDiGraph[str], said: dict[str, str], partner: Partner) -> tuple[str, str, str]:
    because = dict.fromkeys(said[key] for key in partner.keys if key in said)
    return _name(archive, partner.actor), f"{partner.weight:.2f}", "; ".join(because)


def _expected(archive: nx.MultiDiGraph[str], actor: str, expectation: Expectation) -> tuple[str, str, str]:
    other = next(end for end in expectation.pair if end != actor)
    return _name(archive, other), "friend" if expectation.sign > 0 else "foe", ", ".join(_name(archive, n) for n in expectation.neighbours)


def _item(item: Item) -> tuple[str, str, str]:
    return f"{item.start}–{item.end}".strip("–") if item.start or item.end else "", item.what, item.name


def _happening(archive: nx.MultiDiGraph[str], told: Happening) -> str:
    sign = {1: "positive", -1: "negative"}.get(told.sign or 0, "neutral")
    when = f"<time>{told.day.isoformat()}</time> " if told.day else ""
    words = "".join(_quotation(witness) for witness in told.witnesses)
    said = escape(_said(archive, told.subject, told.relation, told.object))
    review = f" <em>({told.review} by reviewers)</em>" if told.review else ""
    return f'<li class="{sign}">{when}{said}{review}{words}</li>'


def _quotation(witness: Witness) -> str:
    facts = [witness.title or "", witness.published.isoformat() if witness.published else "", witness.status]
    source = escape(" · ".join(fact for fact in facts if fact and fact != "asserted"))
    return f'<blockquote dir="auto">{escape(witness.quote)}<br><cite>{source}</cite></blockquote>'


def _said(archive: nx.MultiDiGraph[str], subject: str, relation: str, object_: str) -> str:
    return f"{_name(archive, subject)} {relation} {_name(archive, object_)}"


def _name(archive: nx.MultiDiGraph[str], actor: str) -> str:
    return str(archive.nodes.get(actor, {}).get("label", {}).get("en", actor))


def _part(name: str) -> str:
    return (files("kg.views") / "web" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
