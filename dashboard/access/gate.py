"""The gate: one check before every request, registered before Dash is built. What it does not know, it refuses.

It asks which endpoint answers, never how the path is spelled, so no odd spelling goes around it.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import Flask, abort, jsonify, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from dashboard.access import current

_STEPS = {"sign_in", "sign_in_code", "sign_in_role", "sign_in_second_factor", "invitation"}
PUBLIC = frozenset({*_STEPS, "healthz", "_dash_assets.static"})
"""Endpoints that answer strangers: signing in by its steps, a one-time link, whether the service is ready, and
stylesheets, scripts and typefaces that are the same for everybody."""
_PAGES = frozenset({"/<path:path>"})
_PACED = frozenset({"/_dash-update-component", "export", "record"})
"""Endpoints that hand out figures, on which a brake rests."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})


def register(server: Flask) -> None:
    """Stand before every other check of the server: call it first of all."""
    server.before_request(guard)


def guard() -> Response | tuple[Response, int] | None:
    """Refuse what comes from another site, send strangers to sign in, hide pages that the role does not open."""
    if request.method not in _SAFE and _crosses_sites():
        abort(403)
    if request.endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _turn_away()
    if request.endpoint in _PACED:
        _keep_pace()
    if request.endpoint == "/":
        return redirect(current.landing())
    if request.endpoint in _PAGES and not current.may_open(request.path.removeprefix("/")):
        abort(404)
    return None


def _keep_pace() -> None:
    wait = current.access().pace.wait(current.person().account_id, now=time.monotonic())
    if wait:
        raise TooManyRequests(retry_after=max(1, round(wait)))


def _turn_away() -> Response | tuple[Response, int]:
    if request.method != "GET" or (request.endpoint or "").startswith(("/_dash", "/_reload")):
        return jsonify(error="sign in first"), 401
    wanted = request.full_path.removesuffix("?")
    return redirect(url_for("sign_in", next=None if wanted == "/" else wanted))


def _crosses_sites() -> bool:
    """Whether a browser says that another site made this request; other programs say nothing."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return True
    return request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITES
