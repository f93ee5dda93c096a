"""When something is refused or goes wrong: one page for what is not there and what may not be seen, no detail ever."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

_LOG = logging.getLogger(__name__)
_NOT_FOUND = ("This page is not here", "It may have moved, or it may not be yours to see. Check the address.")
_REFUSED = ("That did not work", "Go back, load the page again and try once more.")
_FAILED = ("Something went wrong", "It is our fault, not yours. If it happens again, report this reference number:")


def register(server: Flask) -> None:
    """Answer every error of the server in words, and in one line where a script asked."""
    server.register_error_handler(HTTPException, _refused)
    server.register_error_handler(CSRFError, _refused)
    server.register_error_handler(PermissionError, _not_found)
    server.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> Response | tuple[Response | str, int]:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code in {403, 404} and request.method in {"GET", "HEAD"}:
        return _not_found(error)
    return _answer(_REFUSED, code=code)


def _not_found(_error: Exception) -> tuple[Response | str, int]:
    return _answer(_NOT_FOUND, code=404)


def _failed(error: Exception) -> tuple[Response | str, int]:
    """Say a reference number; what happened stands under it in the log, and nowhere else."""
    reference = secrets.token_hex(4)
    _LOG.error("reference %s: %s at %s", reference, type(error).__name__, request.endpoint, exc_info=error)
    return _answer(_FAILED, code=500, reference=reference)


def _answer(said: tuple[str, str], *, code: int, reference: str = "") -> tuple[Response | str, int]:
    title, words = said
    if request.path.startswith("/_dash"):
        return jsonify(error=title, reference=reference), code
    return render_template("message.html", title=title, words=words, reference=reference), code
