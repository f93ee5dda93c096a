"""Who is here gives password and code again before what matters most: accounts, grants, second factors, names taken.

The form that was sent comes back with the question in it, so nothing is typed twice; once given, a few minutes pass
without being asked again. With the answer the session gets a new token.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import after_this_request, g, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, current, second_factor, sessions, tables, throttle
from dashboard.access.passwords import password_is
from dashboard.access.policy import load_policy

_ASKED = ("csrf_token", "confirm_password", "confirm_code")
WRONG = "The password or the code is not right. Check both and try again."


def asked_again() -> Response | None:
    """None where who is here has proved it within the last minutes, or does with this form; else the page that asks."""
    if lately():
        return None
    problem = problem_of_proof() if "confirm_password" in request.form else ""
    return None if problem is None else Response(_page(problem), 401, mimetype="text/html")


def problem_of_proof() -> str | None:
    """What is wrong with the password and the code that this form brings; None where they are right.

    Then the session has a new token, and the answer to this request hands it over.
    """
    walls, person = current.access(), current.person()
    try:
        with walls.accounts.writes.begin() as connection:
            attempt = throttle.admit(
                connection, username=person.username, address=request.remote_addr or "", now=walls.clock()
            )
    except throttle.TooManyTries as refused:
        return f"Too many tries. Wait {-(-refused.wait // 60)} minutes, then try again."
    with walls.accounts.writes.begin() as connection:
        right = _password_is_right(connection) and _code_is_right(connection)
        act = audit.Action.CONFIRMED if right else audit.Action.CONFIRM_REFUSED
        audit.record(connection, action=act, at=walls.clock(), account_id=person.account_id)
        if right:
            throttle.succeeded(connection, attempt_id=attempt)
            _renew(connection)
    return None if right else WRONG


def needs_code() -> bool:
    """Whether who is here has a second factor, so that a code is asked for too."""
    with current.access().accounts.reads.connect() as connection:
        return second_factor.is_enrolled(connection, account_id=current.person().account_id)


def lately() -> bool:
    """Whether who is here gave the password (and the code) within the last minutes."""
    minutes = timedelta(minutes=load_policy().confirm_minutes)
    return current.access().clock() - current.opened().confirmed_at <= minutes


def _password_is_right(connection: sa.Connection) -> bool:
    account = tables.account
    stored = sa.select(account.c.password_hash).where(account.c.account_id == current.person().account_id)
    return password_is(request.form.get("confirm_password", ""), stored=connection.execute(stored).scalar())


def _code_is_right(connection: sa.Connection) -> bool:
    walls, account_id = current.access(), current.person().account_id
    if not second_factor.is_enrolled(connection, account_id=account_id):
        return True
    return second_factor.accepts(
        connection, account_id=account_id, code=request.form.get("confirm_code", ""),
        key=walls.settings.secret_key, now=walls.clock(),
    )  # fmt: skip


def _renew(connection: sa.Connection) -> None:
    """A new token for the session, given with the answer; the rest of this request knows of it."""
    walls = current.access()
    token = sessions.renew(connection, token=current.opened().token, confirmed_at=walls.clock())
    if token is None:
        raise PermissionError("the session has ended")
    g.opened = sessions.read(connection, token=token, now=walls.clock())

    @after_this_request
    def _hand_over(answer: Response) -> Response:
        return answer if _gives_token(answer) else current.hand_over(answer, token=token)


def _gives_token(answer: Response) -> bool:
    """Whether the answer hands over a newer token already."""
    name = current.cookie_name(current.access().settings)
    return any(cookie.startswith(f"{name}=") for cookie in answer.headers.getlist("Set-Cookie"))


def _page(problem: str) -> str:
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _ASKED]
    return render_template(
        "confirm.html", problem=problem, kept=kept, code=needs_code(), address=request.full_path.removesuffix("?")
    )
