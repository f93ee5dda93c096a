"""How much a request may bring: a page of a form, except where somebody who may bring files in sends them."""

from __future__ import annotations

from flask import Flask, request
from flask_login import current_user

from dashboard.access import current
from dashboard.settings import Settings

UPLOAD = "imports.receive"
"""The one endpoint that takes files."""
PAGE = "files"
"""The page whose readers may send them."""


def register(server: Flask, *, settings: Settings) -> None:
    """Stand behind the gate and before whatever reads a form: a body that is too large is refused unread."""

    @server.before_request
    def _allow() -> None:
        if request.endpoint == UPLOAD and current_user.is_authenticated and current.may_open(PAGE):
            request.max_content_length = settings.upload_megabytes * 1_000_000
