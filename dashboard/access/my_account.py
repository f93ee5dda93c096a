"""One's own account: what it may do and why, where it is signed in, its password and its second factor."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask, abort, redirect, render_template, request, session
from werkzeug.wrappers import Response

from dashboard.access import accounts, audit, confirming, current, second_factor, sessions
from dashboard.access.passwords import WeakPassword
from dashboard.access.sign_in import factor_wanted

Answer = Response | tuple[str, int] | str
_DONE = {
    "end_session": "That session has ended.",
    "end_others": "Every other session has ended.",
    "password": "Your password is changed, and every other session has ended.",
    "no_factor": "The authenticator app is asked for no more.",
}


def register(server: Flask) -> None:
    """Add the page of one's own account; its forms post to the same address."""
    server.add_url_rule("/my-account", "my_account", _my_account, methods=["GET", "POST"])


def _my_account() -> Answer:
    if request.method == "GET":
        return _page(done=_DONE.get(request.args.get("done", ""), ""))
    act = _ACTS.get(request.form.get("act", ""))
    return act() if act else (_page(problem="That is not offered here."), 400)


def _end_session() -> Answer:
    account_id, number = current.person().account_id, request.form.get("session", "")
    with current.access().accounts.writes.begin() as connection:
        if not sessions.end_one(connection, account_id=account_id, number=number):
            abort(404)
        _note(connection, act=audit.Action.SESSIONS_ENDED)
    return redirect("/my-account?done=end_session", 303)


def _end_others() -> Answer:
    person, here = current.person(), current.opened().number
    with current.access().accounts.writes.begin() as connection:
        for line in sessions.listed(connection, account_id=person.account_id, now=current.access().clock()):
            if line.number != here:
                sessions.end_one(connection, account_id=person.account_id, number=line.number)
        _note(connection, act=audit.Action.SESSIONS_ENDED)
    return redirect("/my-account?done=end_others", 303)


def _new_password() -> Answer:
    """The present password (and code) come with the form, every time."""
    person, walls = current.person(), current.access()
    problem = confirming.problem_of_proof()
    if problem:
        return _page(problem=problem), 401
    try:
        with walls.accounts.writes.begin() as connection:
            accounts.set_password(
                connection, username=person.username, password=request.form.get("new_password", ""),
                now=walls.clock(), words=current.trust_words(),
            )  # fmt: skip
            token = sessions.begin(connection, account_id=person.account_id, now=walls.clock(), role=person.role)
    except WeakPassword as weak:
        return _page(problem=str(weak)), 400
    session.clear()
    return current.hand_over(redirect("/my-account?done=password", 303), token=token)


def _new_codes() -> Answer:
    asked = confirming.asked_again()
    if asked is not None:
        return asked
    account_id = current.person().account_id
    with current.access().accounts.writes.begin() as connection:
        if not second_factor.is_enrolled(connection, account_id=account_id):
            abort(404)
        codes = second_factor.new_recovery_codes(connection, account_id=account_id)
        _note(connection, act=audit.Action.RECOVERY_CODES_MADE)
    return render_template("recovery_codes.html", codes=codes, onward="/my-account")


def _no_factor() -> Answer:
    asked = confirming.asked_again()
    if asked is not None:
        return asked
    person = current.person()
    if factor_wanted({person.role, *person.others}):
        return _page(problem="Your role needs the authenticator app: set up another one in its place."), 400
    with current.access().accounts.writes.begin() as connection:
        second_factor.reset(connection, account_id=person.account_id)
        _note(connection, act=audit.Action.FACTOR_RESET)
    return redirect("/my-account?done=no_factor", 303)


_ACTS: dict[str, Callable[[], Answer]] = {
    "end_session": _end_session,
    "end_others": _end_others,
    "password": _new_password,
    "new_codes": _new_codes,
    "no_factor": _no_factor,
}


def _note(connection: sa.Connection, *, act: audit.Action) -> None:
    account_id = current.person().account_id
    audit.record(connection, action=act, at=current.access().clock(), account_id=account_id)


def _page(*, problem: str = "", done: str = "") -> str:
    person, walls = current.person(), current.access()
    with walls.accounts.reads.connect() as connection:
        lines = sessions.listed(connection, account_id=person.account_id, now=walls.clock())
        ways = sessions.ways_of(connection, account_id=person.account_id, today=walls.clock().date())
        enrolled = second_factor.is_enrolled(connection, account_id=person.account_id)
        left = second_factor.codes_left(connection, account_id=person.account_id)
    return render_template(
        "my_account.html", person=person, grants={grant for way in ways for grant in way.grants}, sessions=lines,
        here=current.opened().number, enrolled=enrolled, left=left, code=enrolled, problem=problem, done=done,
        schools=current.school_names(), needed=factor_wanted({person.role, *person.others}), home=current.landing(),
    )  # fmt: skip
