"""Signing in and out: a plain page, since a stranger is shown nothing that knows the dashboard's callbacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboard.access import accounts, audit, current, grants, second_factor, sessions, steps, tables, throttle
from dashboard.access.audit import Action
from dashboard.access.passwords import hash_password, needs_new_hash, password_is
from dashboard.access.policy import Acting, load_policy, never_together
from dashboard.access.sessions import Person

_LONGEST_PATH = 2000
_NOWHERE = ("/sign-in", "/sign-out")
_PLAIN = re.compile(r"/[\x21-\x5b\x5d-\x7e]*")
WRONG = "The username or the password is not right. Check both and try again."
NO_ROLE = "Your account holds no role today. Ask your trust's administrator."
APART = "Your account holds two roles that one person may not hold. Ask your trust's administrator to end one."
STEP = "step"
"""Where the browser keeps the token of a sign-in that is not over, in the signed cookie of the forms."""


def register(server: Flask) -> None:
    """Add the sign-in page and the sign-out form's address."""
    server.add_url_rule("/sign-in", "sign_in", _sign_in, methods=["GET", "POST"])
    server.add_url_rule("/sign-out", "sign_out", _sign_out, methods=["POST"])


def own_path(text: str | None) -> str | None:
    """The address to go on to, where it is a path of this site and nothing else; None otherwise."""
    if not text or len(text) > _LONGEST_PATH or not _PLAIN.fullmatch(text) or "//" in text:
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc or parts.path.startswith(_NOWHERE) or parts.path == "/" else text


def _sign_in() -> Response | tuple[str, int] | str:
    if request.method == "GET":
        return redirect(_onward(current.person())) if current_user.is_authenticated else _page("")
    walls = current.access()
    address, now = request.remote_addr or "", walls.clock()
    username, password = request.form.get("username", ""), request.form.get("password", "")
    try:
        with walls.accounts.writes.begin() as connection:
            attempt = throttle.admit(connection, username=username, address=address, now=now)
    except throttle.TooManyTries as refused:
        return too_many(refused, page=_page)
    account = _account(username)
    if not password_is(password, stored=account.password_hash if account else None) or account is None:
        return _refuse(account)
    with walls.accounts.writes.begin() as connection:
        throttle.succeeded(connection, attempt_id=attempt)
        if needs_new_hash(account.password_hash):
            accounts.keep_hash(connection, account_id=account.account_id, password_hash=hash_password(password))
        step = steps.begin(connection, account_id=account.account_id, now=now)
    return advance(step)


def advance(token: str) -> Response | tuple[str, int]:
    """On from a step: to what is still wanted, or into the dashboard where nothing is."""
    walls = current.access()
    with walls.accounts.writes.begin() as connection:
        step = steps.read(connection, token=token, now=walls.clock())
        if step is None:
            return redirect("/sign-in", 303)
        ways = sessions.ways_of(connection, account_id=step.account.account_id, today=walls.clock().date())
        if not ways and step.signs_in:
            return _no_way_in(connection, step=step), 403
        wanted = _wanted(connection, step=step, ways=ways)
        if wanted:
            return _to(wanted, token=token)
        person = sessions.read_person(connection, account=step.account, now=walls.clock(), role=step.role)
        if person is None or not step.signs_in:
            steps.end(connection, step=step)
            return redirect("/sign-in", 303)
        opened = _begin(connection, step=step, person=person)
    return _welcome(person, token=opened)


def _wanted(connection: sa.Connection, *, step: steps.Step, ways: Sequence[Acting]) -> str:
    """The page of signing in that comes next; none where everything is given."""
    enrolled = second_factor.is_enrolled(connection, account_id=step.account.account_id)
    if step.signs_in and enrolled and not step.proven:
        return "code"
    if step.signs_in and len(ways) > 1 and not step.role:
        return "role"
    roles = {step.role} if step.role else {way.role for way in ways}
    return "second_factor" if not enrolled and factor_wanted(roles) else ""


def factor_wanted(roles: Iterable[str]) -> bool:
    """Whether one of the roles is had with a second factor alone, in a trust that has not turned that off."""
    known = load_policy().roles
    return current.access().settings.second_factor and any(known[role].second_factor for role in roles)


def _to(page: str, *, token: str) -> Response:
    """To a page of signing in, which goes on to where the person was going."""
    session[STEP] = token
    wanted = own_path(request.values.get("next"))
    return redirect(url_for(f"sign_in_{page}", next=wanted), 303)


def _no_way_in(connection: sa.Connection, *, step: steps.Step) -> str:
    """Say why the account opens nothing. Two roles that may never meet are noted as an alert, and neither is held."""
    now, account_id = current.access().clock(), step.account.account_id
    steps.end(connection, step=step)
    apart = never_together(sessions.grants_in_force(connection, account_id=account_id, today=now.date()))
    act = Action.GRANTS_CONFLICT if apart else Action.SIGN_IN_REFUSED
    detail = {"roles": " ".join(sorted(apart))} if apart else {}
    audit.record(connection, action=act, at=now, account_id=account_id, detail=detail)
    return _page(APART if apart else NO_ROLE)


def _account(username: str) -> sa.Row[Any] | None:
    """The account that may sign in under this name; none where it is disabled."""
    account = tables.account
    if "\0" in username:  # PostgreSQL takes none, and no username has one
        return None
    named = sa.select(account).where(account.c.username == username.strip().lower(), account.c.disabled_at.is_(None))
    with current.access().accounts.reads.connect() as connection:
        return connection.execute(named).first()


def _begin(connection: sa.Connection, *, step: steps.Step, person: Person) -> str:
    """The token of a new session, the old one of this browser and the step ended."""
    walls = current.access()
    now, old = walls.clock(), request.cookies.get(current.cookie_name(walls.settings))
    steps.end(connection, step=step)
    detail = {"role": person.role}
    audit.record(connection, action=Action.SIGNED_IN, at=now, account_id=person.account_id, detail=detail)
    if old:
        sessions.end(connection, token=old)
    return sessions.begin(connection, account_id=person.account_id, now=now, role=person.role)


def _refuse(account: sa.Row[Any] | None) -> tuple[str, int]:
    walls = current.access()
    with walls.accounts.writes.begin() as connection:
        account_id = account.account_id if account else None
        audit.record(connection, action=Action.SIGN_IN_REFUSED, at=walls.clock(), account_id=account_id)
    return _page(WRONG), 401


def too_many(refused: throttle.TooManyTries, *, page: Callable[[str], str]) -> Response:
    """The answer where somebody must wait, with how long, on a page that says a problem."""
    minutes = -(-refused.wait // 60)
    words = f"Too many tries from here. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."
    return Response(page(words), 429, {"Retry-After": str(refused.wait)}, mimetype="text/html")


def _welcome(person: Person, *, token: str) -> Response:
    session.clear()  # the forms' token too is a new one from here
    return current.hand_over(redirect(_onward(person), 303), token=token)


def _onward(person: Person) -> str:
    """Where to go once signed in: the page that was asked for, where the role opens it, else the role's own place."""
    wanted = own_path(request.values.get("next"))
    if wanted and urlsplit(wanted).path.removeprefix("/") in person.rights.pages:
        return wanted
    return grants.landing(person, reader=current.reader(), today=current.today())


def _sign_out() -> Response:
    return signed_out(Action.SIGNED_OUT)


def signed_out(act: Action) -> Response:
    """End the session of this request, noted as an act, and send the browser to sign in with nothing kept."""
    walls = current.access()
    name = current.cookie_name(walls.settings)
    with walls.accounts.writes.begin() as connection:
        sessions.end(connection, token=request.cookies.get(name, ""))
        audit.record(
            connection, action=act, at=walls.clock(), account_id=current.person().account_id
        )  # fmt: skip
    session.clear()
    answer = redirect("/sign-in", 303)
    answer.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=walls.settings.production)
    answer.delete_cookie("_csrf_token", path="/", samesite="Strict", secure=walls.settings.production)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _page(problem: str) -> str:
    wanted = own_path(request.values.get("next"))
    username = request.form.get("username", "")
    return render_template(
        "sign_in.html", problem=problem, next=wanted or "", username=username, sample=current.access().settings.sample
    )
