"""The one address that hands out files: a page as CSV or workbook, for the person who asks."""

from __future__ import annotations

from dash import Dash
from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import name_exports
from dashboard.pages.taking_away import NeedsReason, TooMany, taken


def register(app: Dash) -> None:
    """Add the address of files: ``/export/xlsx/progress?place=…``."""
    app.server.add_url_rule("/export/<string:shape>/<path:page>", "export", download, methods=["GET", "POST"])


def download(shape: str, page: str) -> AnyResponse:
    """A page as a file; 404 where there is none for this person, 413 where it is too large for one.

    A file that names pupils has a page in front of it, which asks what for: it is handed out to that page's form.
    """
    try:
        return _file(shape, page=page, reason=None)
    except NeedsReason:
        pass
    return name_exports.asked() or _file(shape, page=page, reason=request.form.get("reason", ""))


def _file(shape: str, *, page: str, reason: str | None) -> Response:
    try:
        file = taken(page, shape=shape, query=request.args.to_dict(), reason=reason)
    except TooMany:
        abort(413)
    if file is None:
        abort(404)
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype=file.mimetype, headers=named)
