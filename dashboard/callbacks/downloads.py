"""The one address that hands out files: a page as CSV or workbook, for the person who asks."""

from __future__ import annotations

from dash import Dash
from flask import Response, abort, request

from dashboard.pages.taking_away import TooMany, taken


def register(app: Dash) -> None:
    """Add the address of files: ``/export/xlsx/progress?place=…``."""
    app.server.add_url_rule("/export/<string:shape>/<path:page>", "export", download, methods=["GET"])


def download(shape: str, page: str) -> Response:
    """A page as a file; 404 where there is none for this person, 413 where it is too large for one."""
    try:
        file = taken(page, shape=shape, query=request.args.to_dict())
    except TooMany:
        abort(413)
    if file is None:
        abort(404)
    named = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype=file.mimetype, headers=named)
