"""Bringing files in from the page: plain addresses with forms, which work without scripts and take whole files.

The web server only receives, asks and shows. Reading, previewing and writing are done by a program of their own; see
``dashboard.commands.bringing``.
"""

from __future__ import annotations

from dash import Dash
from flask import Blueprint

from dashboard.access import current
from dashboard.callbacks.imports import describing, receiving, steps, undoing
from dashboard.callbacks.imports.rooms import add
from data_loaders.jobs import Jobs


def register(app: Dash) -> None:
    """Add the addresses, and close what an earlier run of the server left open."""
    rooms = Blueprint("imports", __name__, template_folder="templates", url_prefix="/files")
    add(rooms, views=[*receiving.VIEWS, *steps.VIEWS, *describing.VIEWS, *undoing.VIEWS])
    app.server.register_blueprint(rooms)
    with app.server.app_context():
        Jobs(current.access().settings.home).sweep()
