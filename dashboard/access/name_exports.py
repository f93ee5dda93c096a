"""A file with pupils' names: the page in front of it asks what for, and for the password again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import render_template, request
from werkzeug.wrappers import Response

from dashboard.access import confirming, current, tables
from dashboard.access.accounts import readable
from dashboard.access.policy import load_policy
from dashboard.access.sign_in import own_path

_table = tables.name_export


@dataclass(frozen=True, kw_only=True)
class NameExport:
    """Who took which page's names away, why and when (UTC)."""

    account_id: int
    name: str
    page: str
    place: str
    reason: str
    at: datetime


def keep(*, page: str, place: str, reason: str) -> int:
    """Keep why the person of this request takes names away; the number by which the audit trail names it."""
    walls = current.access()
    row = {"account_id": current.person().account_id, "page": page, "place": place, "reason": readable(reason)}
    with walls.accounts.writes.begin() as connection:
        added = sa.insert(_table).values(**row, at=walls.clock()).returning(_table.c.export_id)
        return int(connection.execute(added).scalar_one())


def newest_exports(connection: sa.Connection, *, limit: int) -> list[NameExport]:
    """The names taken away, newest first: for the data protection officer."""
    account = tables.account
    statement = (
        sa.select(_table.c.account_id, account.c.name, _table.c.page, _table.c.place, _table.c.reason, _table.c.at)
        .join(account, account.c.account_id == _table.c.account_id)
        .order_by(_table.c.export_id.desc())
        .limit(limit)
    )
    return [NameExport(**row) for row in connection.execute(statement).mappings()]


def asked() -> Response | None:
    """None where this form says what the names are for and who is here is confirmed; else the page that asks."""
    shortest = load_policy().reason_length
    reason = readable(request.form.get("reason", ""))
    if request.method == "GET":
        return _page("")
    if len(reason) < shortest:
        return _page(f"Say what for in at least {shortest} characters.", code=400)
    return confirming.asked_again()


def _page(problem: str, *, code: int = 200) -> Response:
    address = request.full_path.removesuffix("?")
    back = own_path("/" + address.split("/", 3)[3]) or "/"
    page = render_template(
        "take_names.html", problem=problem, address=address, back=back, shortest=load_policy().reason_length,
        off=f"{address}{'&' if '?' in address else '?'}names=off", reason=request.form.get("reason", ""),
    )  # fmt: skip
    return Response(page, code, mimetype="text/html")
