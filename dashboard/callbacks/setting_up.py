"""The forms of the first hour: a school's term dates and who leads, each one batch by the rules of a file.

For who brings files in, and their own schools: what is not theirs and what is not there are one 404.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dash import Dash
from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, current
from dashboard.exports.workbook import MIMETYPE
from dashboard.pages.first_hour import FORMS, PATH, TEMPLATE
from dashboard.queries.places import School
from dashboard.reporting.ask import asking
from dashboard.reporting.quality import schools_checked
from dashboard.reporting.readiness import KnownDates, known_dates, readiness
from dashboard.selection import Selection
from data_loaders import pipeline
from data_loaders.mapping import load_mapping
from data_loaders.report import Report, Severity
from data_loaders.store.importing import ChangedMeanwhile, StoreUnavailable
from data_loaders.store.records import BY_NAME
from data_loaders.template import write_template
from data_loaders.term_dates import HALF_WORDS, HALVES, WrongDates, calendar_rows, checked_halves, usual
from data_loaders.vocabulary import LEAD_ROLES, academic_year

FILE = "filled in on the page"
BUSY = "Something else is being brought in just now, so nothing was saved. Wait a minute, then save again."
_EARLIEST, _LATEST = 2000, 2100


def register(app: Dash) -> None:
    """Add the addresses of the forms."""
    app.server.add_url_rule(FORMS["calendar"], "term_dates", term_dates, methods=["GET", "POST"])
    app.server.add_url_rule(FORMS["afa_lead"], "lead", lead, methods=["GET", "POST"])
    app.server.add_url_rule(TEMPLATE, "empty_template", empty_template, methods=["GET"])


def empty_template() -> Response:
    """The workbook with a sheet a record, empty: headings and drop-downs, nobody's records."""
    if not current.may_open(PATH) or not current.person().rights.brings_in:
        abort(404)
    with TemporaryDirectory(prefix="afa-template-") as folder:
        path = Path(folder) / "achievement-for-all.xlsx"
        write_template(path)
        named = {"Content-Disposition": f'attachment; filename="{path.name}"'}
        return Response(path.read_bytes(), mimetype=MIMETYPE, headers=named)


def term_dates() -> Response | tuple[str, int] | str:
    """The form of a school's term dates: England's usual ones proposed; saved, the way back to the page."""
    school = _school(request.values.get("school", ""))
    year = _year(request.values.get("year", ""))
    if request.method == "GET":
        return _dates_form(school, year=year, problem="")
    try:
        spans = [(_day(f"{code}-first"), _day(f"{code}-last")) for code in HALVES]
        closed = [date.fromisoformat(word) for word in request.form.get("closed", "").split()]
        codes = [school.code, *(_others_without(school) if request.form.get("also") else [])]
        rows = calendar_rows(checked_halves(year, spans=spans), schools=codes, closed=closed)
    except WrongDates as wrong:
        return _dates_form(school, year=year, problem=f"{str(wrong).capitalize()}."), 400
    except ValueError:
        return _dates_form(school, year=year, problem="A date is missing or is not written as 2025-09-01."), 400
    problem = recorded(rows, record="calendar", place=_place(school) if len(codes) == 1 else "trust")
    back = _back(school) if len(codes) == 1 else f"/{PATH}"
    return (_dates_form(school, year=year, problem=problem), 400) if problem else redirect(back, 303)


def lead() -> Response | tuple[str, int] | str:
    """The form of who leads at a school; saved, the way back to the page."""
    school = _school(request.values.get("school", ""))
    if request.method == "GET":
        return _lead_form(school, problem="")
    said = {name: request.form.get(name, "").strip() for name in ("person", "role", "since")}
    if not all(said.values()) or said["role"] not in LEAD_ROLES:
        return _lead_form(school, problem="Give a name, a role and the first day."), 400
    row = {"School": school.code, "From": said["since"], "Person": said["person"], "Role": said["role"]}
    problem = recorded([row], record="afa_lead", place=_place(school))
    return (_lead_form(school, problem=problem), 400) if problem else redirect(_back(school), 303)


def _others_without(school: School) -> list[str]:
    """The reader's other schools that have no term dates at all."""
    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        lacking = [one.school.code for one in readiness(ask) if any(each.record == "calendar" for each in one.lacking)]
    return [code for code in lacking if code != school.code]


def _school(code: str) -> School:
    """The school that the form is for, where the person brings in its files."""
    if not current.may_open(PATH) or not current.person().rights.brings_in:
        abort(404)
    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        found = schools_checked(ask).get(code)
    if found is None:
        abort(404)
    return found


def _year(text: str) -> int:
    """The year in which the school year begins: the one said, else this one's."""
    today = current.today()
    said = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return said if _EARLIEST <= said <= _LATEST else today.year - (today.month < 8)


def _day(name: str) -> date:
    return date.fromisoformat(request.form.get(name, ""))


def recorded(rows: list[dict[str, str]], *, record: str, place: str) -> str:
    """Bring rows in as one batch, noted in the audit trail before it stands; what is wrong with them, or nothing."""

    def noted(batch_id: int) -> None:
        current.note(audit.Action.FILES_IMPORTED, place=place, detail={"batch": batch_id, "record": record})

    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        standing = [batch.batch_id for batch in ask.batches]
    try:
        report = pipeline.record(
            rows, file=FILE, sheet=BY_NAME[record].title, mapping=load_mapping("canonical"),
            database_url=current.access().settings.database_url, brought_by=current.person().username,
            standing=standing, noted=noted,
        )  # fmt: skip
    except (StoreUnavailable, ChangedMeanwhile):
        return BUSY
    return _words(report)


def _words(report: Report) -> str:
    wrong = [*report.of(Severity.STRUCTURE), *report.of(Severity.ERROR)]
    return "; ".join(f"{finding.column}: {finding.message}" if finding.column else finding.message for finding in wrong)


def _place(school: School) -> str:
    return f"school:{school.code}"


def _back(school: School) -> str:
    return f"/{PATH}{Selection(place=_place(school)).to_query()}"


def _dates_form(school: School, *, year: int, problem: str) -> str:
    """What was filled in; else the dates that the school's calendar has; else England's usual ones."""
    known = _known(school, year=year)
    given = request.form
    halves = []
    for half in usual(year):
        first, last = known.halves.get(half.code, (half.first, half.last))
        days = {"first": first.isoformat(), "last": last.isoformat()}
        said = [given.get(f"{half.code}-{end}", day) for end, day in days.items()]
        halves.append((half.code, HALF_WORDS[half.code], *said))
    closed = given.get("closed", " ".join(day.isoformat() for day in known.closed))
    whose = "your dates" if given else "the dates that are there now" if known.halves else "England’s usual dates"
    return render_template(
        "term_dates.html", school=school, problem=problem, back=_back(school), closed=closed, whose=whose,
        year=year, year_words=academic_year(year).replace("-", "/"), halves=halves,
        others=len(_others_without(school)), also=bool(given.get("also")),
    )  # fmt: skip


def _known(school: School, *, year: int) -> KnownDates:
    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        return known_dates(ask, school=school.code, year=academic_year(year))


def _lead_form(school: School, *, problem: str) -> str:
    since = date(_year(""), 9, 1).isoformat()
    given = {name: request.form.get(name, "") for name in ("person", "role")}
    return render_template(
        "lead.html", school=school, problem=problem, back=_back(school), roles=LEAD_ROLES,
        since=request.form.get("since", since), **given,
    )  # fmt: skip
