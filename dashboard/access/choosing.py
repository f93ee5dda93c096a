"""Which role to act in: chosen at sign-in by somebody who holds several apart, and changed later without a password."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, abort, redirect, render_template, request, session
from werkzeug.wrappers import Response

from dashboard.access import audit, current, grants, second_factor, sessions, steps
from dashboard.access.policy import Acting, load_policy
from dashboard.access.sign_in import STEP, advance, factor_wanted, own_path

_NONE = "Choose one of your roles."


def register(server: Flask) -> None:
    """Add the page of the choice at sign-in, and the one that changes it."""
    server.add_url_rule("/sign-in/role", "sign_in_role", _choose, methods=["GET", "POST"])
    server.add_url_rule("/role", "role", _change, methods=["GET", "POST"])


def _choose() -> Response | tuple[str, int] | str:
    """The page half-way through signing in; strangers are sent to its beginning."""
    walls, token = current.access(), session.get(STEP, "")
    with walls.accounts.writes.begin() as connection:
        step = steps.read(connection, token=token, now=walls.clock())
        if step is None:
            return redirect("/sign-in", 303)
        ways = sessions.ways_of(connection, account_id=step.account.account_id, today=walls.clock().date())
        if request.method == "GET":
            return _page(ways)
        if _asked() not in {way.role for way in ways}:
            return _page(ways, problem=_NONE), 400
        steps.choose(connection, step=step, role=_asked())
    return advance(token)


def _change() -> Response | tuple[str, int] | str:
    """Act in another role from here: the session gets a new token, and the old one opens nothing."""
    walls, person, opened = current.access(), current.person(), current.opened()
    with walls.accounts.writes.begin() as connection:
        ways = sessions.ways_of(connection, account_id=person.account_id, today=walls.clock().date())
        if not person.others:
            abort(404)
        if request.method == "GET":
            return _page(ways, now=person.role)
        if _asked() not in {way.role for way in ways}:
            return _page(ways, now=person.role, problem=_NONE), 400
        if factor_wanted({_asked()}) and not second_factor.is_enrolled(connection, account_id=person.account_id):
            return redirect("/my-account/second-factor", 303)
        token = sessions.renew(connection, token=opened.token, role=_asked())
        changed = sessions.read(connection, token=token or "", now=walls.clock())
        if token is None or changed is None:
            return redirect("/sign-in", 303)
        detail = {"role": changed.person.role}
        audit.record(
            connection, action=audit.Action.ROLE_CHOSEN, at=walls.clock(), account_id=person.account_id, detail=detail
        )  # fmt: skip
    session.clear()
    landing = grants.landing(changed.person, reader=current.reader(), today=current.today())
    return current.hand_over(redirect(landing, 303), token=token)


def _asked() -> str:
    return request.form.get("role", "")


def _page(ways: Iterable[Acting], *, now: str = "", problem: str = "") -> str:
    names, roles = current.school_names(), load_policy().roles
    offered = [(way.role, roles[way.role].title, _held_for(way, names=names)) for way in ways]
    wanted = own_path(request.values.get("next")) or ""
    return render_template("role.html", offered=offered, now=now, problem=problem, next=wanted)


def _held_for(way: Acting, *, names: dict[str, str]) -> str:
    """The schools that a role is held for, in words."""
    schools = sorted({names.get(grant.school, grant.school) for grant in way.grants if grant.school})
    return ", ".join(schools) or "The whole trust"
