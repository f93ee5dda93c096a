"""When something is refused or goes wrong: one page for what is not there and what may not be seen, no detail ever."""

from __future__ import annotations

import logging
import secrets

import sqlalchemy as sa
from flask import Flask, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response

from dashboard.access import logs, refusals
from dashboard.access.policy import load_policy
from data_loaders.store import saying

_NAMED = frozenset({"export", "record", "reveal", "audit_child", "presenting"})
"""Endpoints that are called in the trail as they are here."""
_LOG = logging.getLogger(__name__)
_NOT_FOUND = ("This page is not here", "It may have moved, or it may not be yours to see. Check the address.")
_REFUSED = ("That did not work", "Go back, load the page again and try once more.")
_TOO_MUCH = (
    "That is a lot in a short time",
    "Wait a little, then go on. If you need the records of many pupils at once, open a class or a list instead.",
)
_TOO_LARGE = ("The files are too large", "Nothing was kept. Split them by year or by school, and send the parts.")
_FULL = ("The disk is full", "Nothing was kept. Ask whoever runs the dashboard to make room, then try again.")
_OUT_OF_ORDER = "The dashboard is out of order for now"
_FAILED = ("Something went wrong", "It is our fault, not yours. If it happens again, report this reference number:")


def register(server: Flask) -> None:
    """Answer every error of the server in words, and in one line where a script asked."""
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(CSRFError, _refused)
    server.register_error_handler(PermissionError, _not_theirs)
    server.register_error_handler(OSError, _system)
    server.register_error_handler(sa.exc.DBAPIError, _database)
    server.register_error_handler(Exception, _failed)


def _refused(
    error: HTTPException,
) -> Response | tuple[Response | str, int] | tuple[Response | str, int, dict[str, str]]:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code in {403, 404, 429}:
        page = request.endpoint if request.endpoint in _NAMED else _page()
        if unnoted := _note(page or "unknown", code=code):
            return unnoted
    if code == 429:
        return _slow_down(error)
    if code in {403, 404} and request.method in {"GET", "HEAD"}:
        return _not_found(error)
    return _answer(_TOO_LARGE if code == 413 else _REFUSED, code=code)


def _system(error: OSError) -> tuple[Response | str, int]:
    """Said in words where the disk is full or may not be written; any other error of the system is ours."""
    return _answer(_FULL, code=507) if saying.has_no_room(error) else _unavailable(error, reason=error.strerror)


def _database(error: sa.exc.DBAPIError) -> tuple[Response | str, int]:
    """Said in words where a database is full, shut or away; any other error of a database is ours."""
    return _unavailable(error, reason=error.orig)


def _unavailable(error: Exception, *, reason: object) -> tuple[Response | str, int]:
    """The page of a dashboard that cannot read or write: nothing of anybody's is asked for to show it."""
    meant = saying.meaning(reason)
    if not meant:
        return _failed(error)
    g.out_of_order = True
    words = f"Nothing was shown or changed, and nothing is lost. What the server says: {meant}. The reference number:"
    return _answer((_OUT_OF_ORDER, words), code=503, reference=_logged(error))


def _page() -> str:
    """The page asked for, where there is one of that name: nothing that was typed is noted."""
    page = request.path.strip("/")
    return page if page in load_policy().pages else "unknown"


def _slow_down(error: HTTPException) -> tuple[Response | str, int, dict[str, str]]:
    wait = error.retry_after if isinstance(error, TooManyRequests) else None
    return *_answer(_TOO_MUCH, code=429), {"Retry-After": str(wait or 60)}


def _not_theirs(error: PermissionError) -> tuple[Response | str, int]:
    """What the person may not see is not here; what the server itself may not open is out of order."""
    if error.errno is not None:
        return _system(error)
    return _note(_page(), code=404) or _not_found(error)


def _note(page: str, *, code: int) -> tuple[Response | str, int] | None:
    """Note a refusal; the answer instead where that cannot be: what is raised in answering an error is not caught."""
    try:
        refusals.note(page=page, code=code)
    except sa.exc.DBAPIError as wrong:
        return _database(wrong)
    return None


def _not_found(_error: Exception) -> tuple[Response | str, int]:
    return _answer(_NOT_FOUND, code=404)


def _failed(error: Exception) -> tuple[Response | str, int]:
    """Say a reference number; what happened stands under it in the log, and nowhere else."""
    return _answer(_FAILED, code=500, reference=_logged(error))


def _logged(error: Exception) -> str:
    reference, happened = secrets.token_hex(4), logs.told(error)
    _LOG.error("reference %s: %s at %s", reference, happened["error"], happened["where"])
    return reference


def _answer(said: tuple[str, str], *, code: int, reference: str = "") -> tuple[Response | str, int]:
    title, words = said
    if request.path.startswith("/_dash"):
        return jsonify(error=title, reference=reference), code
    return render_template("message.html", title=title, words=words, reference=reference), code
