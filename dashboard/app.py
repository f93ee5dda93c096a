"""Where everything is joined: the gate first, then signing in, then Dash and its pages, and one request to warm up."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask, Response, jsonify
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import callbacks
from dashboard.access import (
    administering,
    bodies,
    children,
    choosing,
    current,
    errors,
    factor_pages,
    gate,
    headers,
    inviting,
    my_account,
    passwords,
    policy,
    presenting,
    reveals,
    sign_in,
    store,
    uploads,
    volume,
)
from dashboard.components.frame import frame
from dashboard.settings import Settings
from data_loaders.store import engine

_HERE = Path(__file__).resolve().parent
# The icon is empty, as on the sign-in page. Dash's own, asked for after a session has ended, would be sent to sign in
# too, and the form that the reader fills in would carry a token that is no longer the browser's.
_INDEX = """<!DOCTYPE html>
<html lang="en-GB">
  <head>{%metas%}<title>{%title%}</title><link rel="icon" href="data:,">{%css%}</head>
  <body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


class Dashboard(Dash):  # type: ignore[misc]
    """Dash, silent about the versions it runs on."""

    def _config(self) -> dict[str, Any]:
        return {**super()._config(), "python_version": "", "dash_version_url": ""}


def create_app(settings: Settings, *, clock: Callable[[], datetime] = store.utc_now) -> Dash:
    """The dashboard, ready to serve as ``create_app(settings).server``. The databases must have been migrated.

    Can be called more than once in a process: each application has its own engines, cookies and settings.
    """
    server = _server(settings, clock=clock)
    app = Dashboard(
        "dashboard",
        server=server,
        title="Achievement for All",
        update_title="",
        assets_folder=str(assets_folder()),
        index_string=_INDEX,
        suppress_callback_exceptions=True,
        enable_mcp=False,
    )
    app.layout = frame
    for module in pkgutil.iter_modules(callbacks.__path__, f"{callbacks.__name__}."):
        importlib.import_module(module.name).register(app)
    bodies.register(app)
    _warm_up(app)
    return app


def assets_folder() -> Path:
    """The stylesheets, scripts and typefaces: inside the installed package, or beside it in a checkout."""
    for folder in (_HERE / "assets", _HERE.parent / "assets"):
        if (folder / "app.css").is_file():
            return folder
    raise RuntimeError("the assets folder is missing: install the project again")


def _server(settings: Settings, *, clock: Callable[[], datetime]) -> Flask:
    """The Flask server with every wall standing, before Dash adds an address."""
    server = Flask("dashboard", template_folder=str(_HERE / "access" / "templates"), static_folder=None)
    server.config.update(_flask_settings(settings))
    gate.register(server)
    accounts = store.open_accounts(settings.accounts_url)
    pupils = engine.reader(settings.database_url)
    released = engine.reader(settings.releases_url)
    walls = current.Access(
        settings=settings, accounts=accounts, pupils=pupils, released=released, clock=clock, pace=volume.pace()
    )
    current.install(server, access=walls)
    uploads.register(server, settings=settings)
    CSRFProtect(server)
    headers.register(server, settings=settings)
    errors.register(server)
    for walls_own in (
        sign_in, choosing, factor_pages, inviting, my_account, administering, reveals, presenting, children,
    ):  # fmt: skip
        walls_own.register(server)
    server.add_url_rule("/healthz", "healthz", _health)
    server.add_url_rule("/here", "here", lambda: ("", 204))  # to stay signed in: every request does, this one says so
    server.context_processor(lambda: {"sample": settings.sample, "idle": current.idle_minutes()})
    server.jinja_env.filters["role_title"] = lambda role: policy.load_policy().roles[role].title
    if settings.proxies:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return server


def _flask_settings(settings: Settings) -> dict[str, Any]:
    """What Flask keeps in the browser is the token of its forms, for as long as the browser is open."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-afa-form" if settings.production else "afa-form",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_TIME_LIMIT": None,  # a page may stay open as long as its session lasts
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 100_000,
    }


def _health() -> tuple[Response, int]:
    """200 where both databases answer with the current schema, 503 otherwise; no detail, for strangers may ask."""
    ready = current.databases_answer()
    return jsonify(ready=ready), 200 if ready else 503


def _warm_up(app: Dash) -> None:
    """Have Dash finish setting itself up before two visitors can come at once; then its inline scripts are known."""
    policy.load_policy()
    passwords.warm_up()
    app.server.test_client().get("/healthz")
    headers.allow_scripts(app.server, hashes=app.csp_hashes())
