"""What every answer says to the browser: load nothing from elsewhere, keep nothing, show nothing in another's frame."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from flask import Flask, Response, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from dashboard.settings import Settings

_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
_SAME_FOR_ALL = ("/_dash-component-suites/", "/assets/")
_STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TWO_YEARS = "max-age=63072000; includeSubDomains"
_SCRIPTS = "afa-script-hashes"


def register(server: Flask, *, settings: Settings) -> None:
    """Add the headers to every answer, errors and files too."""
    packed: dict[tuple[str, int], bytes] = {}

    @server.after_request
    def _add(answer: Response) -> Response:
        _secure(answer, scripts=server.config.get(_SCRIPTS, ()), production=settings.production)
        if not request.path.startswith(_SAME_FOR_ALL) or answer.status_code >= 400:
            answer.headers["Cache-Control"] = "no-store"
            _hand_over_token(answer, production=settings.production)
        elif request.method == "GET":
            _keep_and_pack(answer, packed=packed)
        return answer


def allow_scripts(server: Flask, *, hashes: Sequence[str]) -> None:
    """Let the inline scripts of these hashes run: Dash's own, known once it has answered for the first time."""
    server.config[_SCRIPTS] = tuple(hashes)


def _secure(answer: Response, *, scripts: Sequence[str], production: bool) -> None:
    answer.headers["Content-Security-Policy"] = _POLICY.format(hashes=" ".join(scripts))
    answer.headers.update(_STEADY)
    if production:
        answer.headers["Strict-Transport-Security"] = _TWO_YEARS


def _hand_over_token(answer: Response, *, production: bool) -> None:
    """Give a signed-in page the token that Dash sends back with every callback: a script must be able to read it."""
    if answer.mimetype == "text/html" and answer.status_code == 200 and current_user.is_authenticated:
        answer.set_cookie("_csrf_token", generate_csrf(), samesite="Strict", secure=production or request.is_secure)


def _keep_and_pack(answer: Response, *, packed: dict[tuple[str, int], bytes]) -> None:
    """Let the browser keep a file that is the same for everybody, and send it compressed; compressed once each."""
    if "max-age=31536000" not in (answer.headers.get("Cache-Control") or ""):
        answer.headers["Cache-Control"] = "private, max-age=86400"
    unpacked = answer.status_code == 200 and "Content-Encoding" not in answer.headers
    if not unpacked or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return
    answer.direct_passthrough = False
    raw = answer.get_data()
    key = (request.path, len(raw))
    if key not in packed:
        packed[key] = gzip.compress(raw, 9)
    answer.set_data(packed[key])
    answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
