"""Accounts and grants by page, for the administrator: plain forms, each asked for a password where the last is old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import accounts, confirming, current, invitations, listing
from dashboard.access.accounts import AccountError
from dashboard.access.listing import AccountLine
from dashboard.access.policy import load_policy

Answer = Response | tuple[str, int] | str
DONE = {
    "give": "The role is granted.", "end": "The grant has ended, at once.", "renew": "The grant lasts a year longer.",
    "disable": "The account is closed, at once.", "let_in": "The account may sign in again.",
    "end_sessions": "Every session of the account has ended.",
    "reset_factor": "The authenticator app is forgotten: another is set up at the next sign-in.",
}  # fmt: skip


def register(server: Flask) -> None:
    """Add the page that invites somebody, and the page of one account."""
    both = ["GET", "POST"]
    server.add_url_rule("/accounts/new", "new_account", _new, methods=both)
    server.add_url_rule("/accounts/<int:number>", "account", _account, methods=both)


def _new() -> Answer:
    """Invite somebody, with a first role where one is chosen; the link is shown this once."""
    _for_administrators()
    if request.method == "GET":
        return _new_page()
    asked = confirming.asked_again()
    if asked is not None:
        return asked
    username, walls = request.form.get("username", ""), current.access()
    by = current.person().username
    try:
        with walls.accounts.writes.begin() as connection:
            token = invitations.invite(
                connection, username=username, name=request.form.get("name", ""), now=walls.clock(), by=by
            )
            if request.form.get("role"):
                _give(connection, username=username)
            account_id = accounts.find(connection, username=username)
    except AccountError as refused:
        return _new_page(problem=str(refused)), 400
    return _link_page(token, account_id=account_id)


def _account(number: int) -> Answer:
    """One account: what it may do, why and until when, and what can be changed about it."""
    _for_administrators()
    line = _line(number)
    if request.method == "GET":
        return _account_page(line, done=DONE.get(request.args.get("done", ""), ""))
    act = _ACTS.get(request.form.get("act", ""))
    if act is None:
        return _account_page(line, problem="That is not offered here."), 400
    asked = confirming.asked_again()
    if asked is not None:
        return asked
    try:
        with current.access().accounts.writes.begin() as connection:
            token = act(connection, line)
    except AccountError as refused:
        return _account_page(line, problem=str(refused)), 400
    if token:
        return _link_page(token, account_id=number)
    return redirect(f"/accounts/{number}?done={request.form['act']}", 303)


def _for_administrators() -> None:
    if not current.may_open("accounts"):
        abort(404)


def _line(number: int) -> AccountLine:
    walls = current.access()
    with walls.accounts.reads.connect() as connection:
        lines = listing.listed(connection, today=walls.clock().date())
    found = next((line for line in lines if line.account_id == number), None)
    return found or abort(404)


def _give(connection: sa.Connection, *, username: str) -> None:
    """The grant that the form describes. Raises ``AccountError`` where it makes no sense, or says no reason."""
    form = {name: request.form.get(name, "").strip() for name in ("role", "school", "staff_code", "why", "to_date")}
    if not form["why"]:
        raise AccountError("Say in a few words what the role is needed for.")
    if form["school"] and form["school"] not in current.school_names():
        raise AccountError("Choose a school from the list.")
    accounts.give(
        connection, username=username, role=form["role"], school=form["school"] or None,
        staff_code=form["staff_code"] or None, to_date=_day(form["to_date"]), why=form["why"],
        now=current.access().clock(), granted_by=current.person().username,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise AccountError("The last day is not a day.") from None


def _act_give(connection: sa.Connection, line: AccountLine) -> None:
    _give(connection, username=line.username)


def _act_end(connection: sa.Connection, line: AccountLine) -> None:
    now, by = current.access().clock(), current.person().username
    accounts.end_grant(connection, grant_id=_grant_of(line), now=now, by=by)


def _act_renew(connection: sa.Connection, line: AccountLine) -> None:
    by = current.person().username
    accounts.renew(connection, grant_id=_grant_of(line), now=current.access().clock(), renewed_by=by)


def _act_invite(connection: sa.Connection, line: AccountLine) -> str:
    now, by = current.access().clock(), current.person().username
    return invitations.invite_again(connection, username=line.username, now=now, by=by)


def _act_disable(connection: sa.Connection, line: AccountLine) -> None:
    _not_oneself(line)
    now, by = current.access().clock(), current.person().username
    accounts.disable(connection, username=line.username, now=now, by=by)


def _act_let_in(connection: sa.Connection, line: AccountLine) -> None:
    now, by = current.access().clock(), current.person().username
    accounts.let_in(connection, username=line.username, now=now, by=by)


def _act_end_sessions(connection: sa.Connection, line: AccountLine) -> None:
    now, by = current.access().clock(), current.person().username
    accounts.end_sessions(connection, username=line.username, now=now, by=by)


def _act_reset_factor(connection: sa.Connection, line: AccountLine) -> None:
    _not_oneself(line)
    now, by = current.access().clock(), current.person().username
    accounts.reset_factor(connection, username=line.username, now=now, by=by)


_ACTS: dict[str, Callable[[sa.Connection, AccountLine], str | None]] = {
    "give": _act_give, "end": _act_end, "renew": _act_renew, "invite": _act_invite, "disable": _act_disable,
    "let_in": _act_let_in, "end_sessions": _act_end_sessions, "reset_factor": _act_reset_factor,
}  # fmt: skip


def _grant_of(line: AccountLine) -> int:
    """The grant that the form names, of this account and no other."""
    named = request.form.get("grant", "")
    held = {str(grant.grant_id): grant.grant_id for grant in line.held}
    if named not in held:
        raise AccountError("That grant is not this account's, or has ended.")
    return held[named]


def _not_oneself(line: AccountLine) -> None:
    if line.account_id == current.person().account_id:
        raise AccountError("This is your own account: ask another administrator.")


def _new_page(*, problem: str = "") -> str:
    return render_template("new_account.html", problem=problem, form=request.form, **_choices())


def _account_page(line: AccountLine, *, problem: str = "", done: str = "") -> str:
    return render_template(
        "account.html", line=line, problem=problem, done=done, form=request.form,
        oneself=line.account_id == current.person().account_id, **_choices(),
    )  # fmt: skip


def _choices() -> dict[str, Any]:
    return {"roles": load_policy().roles, "schools": current.school_names()}


def _link_page(token: str, *, account_id: int) -> str:
    address = f"{request.host_url}invitation/{token}"
    return render_template("link.html", address=address, account_id=account_id, hours=load_policy().invitation_hours)
