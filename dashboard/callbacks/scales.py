"""The form of a scale of results and what is expected of a year: one batch by the rules of a file.

For who brings in the files of the whole trust, since every school's figures rest on it; for anybody else a 404.
"""

from __future__ import annotations

import re

from dash import Dash
from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import current
from dashboard.callbacks.setting_up import recorded
from dashboard.pages.first_hour import FORMS, PATH
from dashboard.reporting.ask import asking
from dashboard.reporting.readiness import STANDARDISED
from data_loaders.store.records import BY_NAME

_SCALE_COLUMNS = tuple(column.heading for column in BY_NAME["scale"].columns)
SCALE_FIELDS: dict[str, tuple[str, bool]] = {
    "Name": ("as people call it, such as Age-standardised score", True),
    "Unit": ("the word after a number: points, marks, months", True),
    "Lowest": ("the lowest score there can be; lower ones are held back", False),
    "Highest": ("the highest score there can be; higher ones are held back", False),
    "National mean": ("100 on most standardised tests", False),
    "National standard deviation": ("15 on most standardised tests", False),
    "Expected gain a year": (
        "how much a pupil who keeps pace gains: 0 on a standardised score. Empty where nobody has set it", False,
    ),
    "Who set the expectation": ("the test’s publisher, or your trust and when", False),
    "Bands": (
        "only where results are words and not numbers, the lowest first, ; between them and other spellings after =: "
        "Below=BLW; Working towards=WTS; At=EXS; Above=GDS", False,
    ),
    "Expected band": ("of bands, the one a pupil of that age is expected to be in: At", False),
}  # fmt: skip
"""The fields of a scale's form, by the heading of the sheet: what to write, and whether it must be."""


def register(app: Dash) -> None:
    """Add the address of the form."""
    app.server.add_url_rule(FORMS["scale"], "scale", scale, methods=["GET", "POST"])


def scale() -> Response | tuple[str, int] | str:
    """The form of one scale of results and what is expected of a year; saved, the way back to the page."""
    known = _scales()
    code = request.values.get("scale", "").strip()
    if request.values.get("scale") and code not in known:
        abort(404)
    row = known.get(code) or (STANDARDISED if not known else dict.fromkeys(STANDARDISED, ""))
    if request.method == "GET":
        return _scale_form(row, code=code, problem="")
    said = {heading: request.form.get(heading, "").strip() for heading in SCALE_FIELDS}
    row = {"Scale": code or _code_of(said["Name"]), **said}
    if not code and row["Scale"] in known:
        return _scale_form(row, code=code, problem="A scale of that name is there already: change that one."), 400
    problem = recorded([row], record="scale", place="trust")
    return (_scale_form(row, code=code, problem=problem), 400) if problem else redirect(f"/{PATH}", 303)


def _scales() -> dict[str, dict[str, str]]:
    """The scales there are as rows of the sheet, by code; 404 for who does not bring in the whole trust's files."""
    if not current.may_open(PATH) or not current.person().rights.brings_in:
        abort(404)
    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        if ask.scope.checked_schools is not None:
            abort(404)
        found = [dict(zip(_SCALE_COLUMNS, one, strict=True)) for one in ask.scales.values()]
    return {str(row["Scale"]): {heading: _as_written(value) for heading, value in row.items()} for row in found}


def _as_written(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def _code_of(name: str) -> str:
    """The code of a scale that is new here: its name in small letters."""
    if name.casefold() == STANDARDISED["Name"].casefold():
        return STANDARDISED["Scale"]
    return "_".join(re.findall(r"[a-z0-9]+", name.casefold()))[:40]


def _scale_form(row: dict[str, str], *, code: str, problem: str) -> str:
    fields = [(heading, row.get(heading, ""), *said) for heading, said in SCALE_FIELDS.items()]
    return render_template("scale.html", fields=fields, code=code, problem=problem, back=f"/{PATH}")
