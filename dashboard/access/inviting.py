"""The page behind a one-time link: who opens it sets a password, and then signs in like everybody else."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request, session
from werkzeug.wrappers import Response

from dashboard.access import current, invitations, second_factor, sessions, steps
from dashboard.access.accounts import AccountError
from dashboard.access.invitations import Invitation
from dashboard.access.passwords import WeakPassword
from dashboard.access.sign_in import STEP, factor_wanted


def register(server: Flask) -> None:
    """Add the address of one-time links."""
    server.add_url_rule("/invitation/<string:token>", "invitation", _invitation, methods=["GET", "POST"])


def _invitation(token: str) -> Response | tuple[str, int] | str:
    walls = current.access()
    with walls.accounts.reads.connect() as connection:
        invitation = invitations.opened(connection, token=token, now=walls.clock())
    if invitation is None:
        return render_template("message.html", title="This link is over", words=invitations.GONE, reference=""), 404
    if request.method == "GET":
        return _page(invitation)
    try:
        with walls.accounts.writes.begin() as connection:
            account_id = _used(connection, invitation=invitation)
            return _onward(connection, account_id=account_id)
    except (WeakPassword, AccountError) as refused:
        return _page(invitation, problem=str(refused)), 400


def _used(connection: sa.Connection, *, invitation: Invitation) -> int:
    """The account whose password this form has set; the first one, made now, where the link sets up a home."""
    form = request.form
    return invitations.use(
        connection, invitation=invitation, password=form.get("new_password", ""), now=current.access().clock(),
        words=current.trust_words(), username=form.get("username", ""), name=form.get("name", ""),
    )  # fmt: skip


def _onward(connection: sa.Connection, *, account_id: int) -> Response:
    """To the authenticator app where one is needed and there is none; then, and otherwise at once, to sign-in."""
    now = current.access().clock()
    ways = sessions.ways_of(connection, account_id=account_id, today=now.date())
    enrolled = second_factor.is_enrolled(connection, account_id=account_id)
    session.clear()
    if enrolled or not factor_wanted(way.role for way in ways):
        return redirect("/sign-in", 303)
    session[STEP] = steps.begin(connection, account_id=account_id, now=now, signs_in=False)
    return redirect("/sign-in/second-factor", 303)


def _page(invitation: Invitation, *, problem: str = "") -> str:
    return render_template("invitation.html", invitation=invitation, problem=problem, form=request.form)
