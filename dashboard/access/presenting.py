"""Presenting: for a screen that others see. The server gives totals only, and no name, until the session ends.

It is a state of the session, nothing of the browser's. To stop it is to sign in again: whoever finds the machine of a
meeting standing open finds no pupil on it.
"""

from __future__ import annotations

from flask import Flask, abort, redirect
from werkzeug.wrappers import Response

from dashboard.access import audit, current, sessions, sign_in
from dashboard.access.audit import Action


def register(server: Flask) -> None:
    """Add the address that the band's button posts to."""
    server.add_url_rule("/presenting", "presenting", _presenting, methods=["POST"])


def _presenting() -> Response:
    person = current.person()
    if person.presenting:
        return sign_in.signed_out(Action.PRESENTING_ENDED)
    if not person.rights.presents:
        abort(404)
    walls = current.access()
    with walls.accounts.writes.begin() as connection:
        token = sessions.present(connection, token=current.opened().token)
        audit.record(
            connection, action=Action.PRESENTING_BEGUN, at=walls.clock(), account_id=person.account_id
        )  # fmt: skip
    if token is None:
        abort(401)
    return current.hand_over(redirect(current.landing(), 303), token=token)
