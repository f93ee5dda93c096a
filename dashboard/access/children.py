"""From a number that a school knows a child by to the child's token, for the data protection officer.

The number is typed into a form and posted, so that it never stands in an address; the answer's address is opaque.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, current
from dashboard.selection import Selection
from data_loaders.store.erasing import known_by
from data_loaders.store.tables import TABLES

PAGE = "audit"
_LONGEST = 40
_NOBODY = "Nobody in the trust’s records has this number. Check it and try again."
_SEVERAL = "More than one school uses this admission number. Type the UPN instead."
_pupil, _enrolment = TABLES["pupil"], TABLES["enrolment"]


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child by number: what the trail knows it by, and its schools' codes. Never its name."""

    pupil_id: int
    schools: tuple[str, ...]


def register(server: Flask) -> None:
    """Add the address that the search posts to."""
    server.add_url_rule("/audit/child", "audit_child", _search, methods=["GET", "POST"])


def child_of(token: str) -> Child | None:
    """The child of a token; None where there is none."""
    statement = (
        sa.select(_pupil.c.pupil_id, _enrolment.c.school)
        .outerjoin(_enrolment, _enrolment.c.pupil_id == _pupil.c.pupil_id)
        .where(_pupil.c.token == token)
        .distinct()
    )
    with current.reader().connect() as connection:
        found = connection.execute(statement).all()
    if not found:
        return None
    return Child(pupil_id=found[0].pupil_id, schools=tuple(sorted(row.school for row in found if row.school)))


def _search() -> Response | tuple[str, int] | str:
    if not current.may_open(PAGE):
        abort(404)
    if request.method == "GET":
        return _page("")
    tokens = _tokens(request.form.get("number", ""))
    if len(tokens) != 1:
        current.note(audit.Action.TRAIL_READ, detail={"found": len(tokens)})
        return _page(_SEVERAL if tokens else _NOBODY), 404
    return redirect(f"/{PAGE}{Selection(place=f'pupil:{tokens[0]}').to_query()}", 303)


def _tokens(number: str) -> list[str]:
    """The tokens of the children with this UPN, former UPN or admission number."""
    number = number.strip()
    if not number or len(number) > _LONGEST or "\0" in number:
        return []
    known = sa.select(_pupil.c.token).where(known_by(number, at_any_school=True))
    with current.reader().connect() as connection:
        return list(connection.execute(known).scalars())


def _page(problem: str) -> str:
    return render_template("child.html", problem=problem)
