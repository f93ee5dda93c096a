"""The pages of the second factor: giving a code at sign-in, and setting the factor up at sign-in or later."""

from __future__ import annotations

from flask import Flask, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response

from dashboard.access import audit, confirming, current, second_factor, steps, throttle
from dashboard.access.second_factor import Offer
from dashboard.access.sign_in import STEP, advance, own_path, too_many
from dashboard.access.steps import Step

MINE = "/my-account/second-factor"
WRONG = "The code is not right. A code works once and for about a minute: wait for the next and try again."


def register(server: Flask) -> None:
    """Add the pages of codes at sign-in, and the one that sets a second factor up from the account's own page."""
    both = ["GET", "POST"]
    server.add_url_rule("/sign-in/code", "sign_in_code", _code, methods=both)
    server.add_url_rule("/sign-in/second-factor", "sign_in_second_factor", _set_up, methods=both)
    server.add_url_rule(MINE, "my_second_factor", _set_up_anew, methods=both)


def _code() -> Response | tuple[str, int] | str:
    step = _step()
    if step is None:
        return redirect("/sign-in", 303)
    if request.method == "GET":
        return _code_page("")
    walls, account_id = current.access(), step.account.account_id
    try:
        attempt = _admitted(account_id)
    except throttle.TooManyTries as refused:
        return too_many(refused, page=_code_page)
    with walls.accounts.writes.begin() as connection:
        right = second_factor.accepts(
            connection, account_id=account_id, code=request.form.get("code", ""), key=walls.settings.secret_key,
            now=walls.clock(),
        )  # fmt: skip
        if right:
            throttle.succeeded(connection, attempt_id=attempt)
            steps.prove(connection, step=step)
        else:
            audit.record(connection, action=audit.Action.CODE_REFUSED, at=walls.clock(), account_id=account_id)
    return advance(step.token) if right else (_code_page(WRONG), 401)


def _admitted(account_id: int) -> int:
    """Codes are slowed down as passwords are, and counted apart: the right password forgives no wrong code."""
    walls, address = current.access(), request.remote_addr or ""
    with walls.accounts.writes.begin() as connection:
        return throttle.admit(connection, username=f"code of {account_id}", address=address, now=walls.clock())


def _set_up() -> Response | tuple[str, int] | str:
    """Half-way through signing in, or after an invitation was used."""
    step = _step()
    if step is None:
        return redirect("/sign-in", 303)
    with current.access().accounts.reads.connect() as connection:
        if second_factor.is_enrolled(connection, account_id=step.account.account_id):
            return advance(step.token)
    if request.method == "GET":
        return _set_up_page(_offer(step.account.account_id, username=step.account.username), here=request.path)
    codes = _enrolled(step.account.account_id)
    if not codes:
        return _asked_again(step.account.account_id, username=step.account.username)
    with current.access().accounts.writes.begin() as connection:
        steps.prove(connection, step=step)
    answer = advance(step.token)
    return _codes_page(codes, onward=answer) if isinstance(answer, Response) else answer


def _set_up_anew() -> Response | tuple[str, int] | str:
    """From the account's own page: in place of the one there is. Asks for the password first."""
    person = current.person()
    if request.method == "GET":
        return _set_up_page(_offer(person.account_id, username=person.username), here=request.path)
    asked = confirming.asked_again()
    if asked is not None:
        return asked
    codes = _enrolled(person.account_id)
    return (
        _codes_page(codes, onward=redirect("/my-account"))
        if codes
        else _asked_again(person.account_id, username=person.username)
    )


def _step() -> Step | None:
    walls = current.access()
    with walls.accounts.reads.connect() as connection:
        return steps.read(connection, token=session.get(STEP, ""), now=walls.clock())


def _offer(account_id: int, *, username: str) -> Offer:
    walls = current.access()
    return second_factor.offer(account_id, username=username, key=walls.settings.secret_key, now=walls.clock())


def _enrolled(account_id: int) -> tuple[str, ...]:
    """The recovery codes of a factor that this form proves; none where it does not."""
    walls, form = current.access(), request.form
    with walls.accounts.writes.begin() as connection:
        codes = second_factor.enrol(
            connection, account_id=account_id, sealed=form.get("offer", ""), code=form.get("code", ""),
            key=walls.settings.secret_key, now=walls.clock(),
        )  # fmt: skip
        if codes:
            audit.record(connection, action=audit.Action.FACTOR_SET_UP, at=walls.clock(), account_id=account_id)
    return codes


def _asked_again(account_id: int, *, username: str) -> tuple[str, int]:
    """The same picture again where it still holds, so that the app need not read another."""
    walls = current.access()
    again = second_factor.offered_again(
        account_id, username=username, sealed=request.form.get("offer", ""), key=walls.settings.secret_key,
        now=walls.clock(),
    )  # fmt: skip
    return _set_up_page(again or _offer(account_id, username=username), here=request.path, problem=WRONG), 401


def _code_page(problem: str) -> str:
    return render_template("code.html", problem=problem, next=own_path(request.values.get("next")) or "")


def _set_up_page(offer: Offer, *, here: str, problem: str = "") -> str:
    wanted = own_path(request.values.get("next")) or ""
    confirm = here == MINE and not confirming.lately()
    return render_template(
        "second_factor.html", offer=offer, here=here, problem=problem, next=wanted, confirm=confirm,
        code=confirm and confirming.needs_code(),
    )  # fmt: skip


def _codes_page(codes: tuple[str, ...], *, onward: Response) -> Response:
    """The recovery codes, this once, with the way on that the answer had, and its cookies."""
    page = make_response(render_template("recovery_codes.html", codes=codes, onward=onward.headers["Location"]))
    for cookie in onward.headers.getlist("Set-Cookie"):
        page.headers.add("Set-Cookie", cookie)
    return page
