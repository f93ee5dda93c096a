"""Names for an executive: one school, a purpose from the list, a reason, the password again, an hour, and a note.

The head reads the note of the own school, the data protection officer every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, confirming, current, tables
from dashboard.access.policy import load_policy
from dashboard.access.sign_in import own_path
from dashboard.selection import Selection
from data_loaders.store.tables import TABLES

_LONGEST_REASON = 1000


class RevealRefused(ValueError):
    """The reveal is not granted; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Reveal:
    """Who was shown a school's pupils by name, why, and from when until when (UTC)."""

    account_id: int
    name: str
    school: str
    purpose: str
    reason: str
    at: datetime
    until: datetime


def register(server: Flask) -> None:
    """Add the page on which a purpose is chosen and a reason given."""
    server.add_url_rule("/reveal", "reveal", _reveal, methods=["GET", "POST"])


def grant_names(
    connection: sa.Connection, *, account_id: int, school: str, purpose: str, reason: str, now: datetime
) -> datetime:
    """Let an account see a school's pupils by name; until when. Raises ``RevealRefused`` without purpose or reason."""
    reason = _readable(reason)
    if problem := missing(purpose=purpose, reason=reason):
        raise RevealRefused(problem)
    until = now + timedelta(minutes=load_policy().reveal_minutes)
    row = {"account_id": account_id, "school": school, "purpose": purpose, "reason": reason, "at": now, "until": until}
    added = sa.insert(tables.reveal).values(row).returning(tables.reveal.c.reveal_id)
    revealed: int = connection.execute(added).scalar_one()
    audit.record(
        connection, action=audit.Action.NAMES_REVEALED, at=now, account_id=account_id, place=f"school:{school}",
        detail={"purpose": purpose, "reveal": revealed},
    )  # fmt: skip
    return until


def missing(*, purpose: str, reason: str) -> str:
    """What a reveal still wants, in words; empty where purpose and reason are given."""
    policy = load_policy()
    if purpose not in policy.purposes:
        return "Choose a purpose from the list."
    short = len(_readable(reason)) < policy.reason_length
    return f"Give the reason in at least {policy.reason_length} characters." if short else ""


def _readable(reason: str) -> str:
    """What somebody will read of a reason: one space between words, no character that cannot be seen."""
    words = "".join(letter if letter.isprintable() else " " for letter in reason).split()
    return " ".join(words)[:_LONGEST_REASON]


def reveals_of(connection: sa.Connection, *, school: str = "", limit: int = 100) -> list[Reveal]:
    """The reveals of names, newest first: one school's for its head, every school's for the data protection officer."""
    reveal, account = tables.reveal, tables.account
    statement = (
        sa.select(
            reveal.c.account_id, account.c.name, reveal.c.school, reveal.c.purpose, reveal.c.reason, reveal.c.at,
            reveal.c.until,
        )
        .join(account, account.c.account_id == reveal.c.account_id)
        .where(reveal.c.school == school if school else sa.true())
        .order_by(reveal.c.reveal_id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Reveal(**row) for row in connection.execute(statement).mappings()]


def _reveal() -> Response | tuple[str, int] | str:
    person = current.person()
    school = _school(request.values.get("school", ""))
    if not person.rights.reveals or person.presenting or school is None:
        abort(404)
    if request.method == "GET":
        return _page(school, problem="")
    sent = {name: request.form.get(name, "") for name in ("purpose", "reason")}
    if problem := missing(**sent):
        return _page(school, problem=problem), 400
    if asked := confirming.asked_again():
        return asked
    walls = current.access()
    with walls.accounts.writes.begin() as connection:
        grant_names(connection, account_id=person.account_id, school=school.school, now=walls.clock(), **sent)
    return redirect(_back(school.school), 303)


def _school(code: str) -> sa.Row[Any] | None:
    if "\0" in code:  # PostgreSQL takes none, and no school's code has one
        return None
    table = TABLES["school"]
    statement: sa.Select[Any] = sa.select(table.c.school, table.c.name).where(table.c.school == code)
    with current.reader().connect() as connection:
        return connection.execute(statement).first()


def _back(school: str) -> str:
    return own_path(request.values.get("next")) or "/progress" + Selection(place=f"school:{school}").to_query()


def _page(school: sa.Row[Any], *, problem: str) -> str:
    policy = load_policy()
    return render_template(
        "reveal.html", school=school, problem=problem, policy=policy, back=_back(school.school),
        chosen=request.form.get("purpose", ""), reason=request.form.get("reason", ""),
    )  # fmt: skip
