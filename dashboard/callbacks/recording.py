"""Saving what is recorded on the page *Record conversations*: one request, one batch, by the rules of a file.

A plain address and not a callback of Dash: it answers in words that the page can show beside each row, and with a
status that says that a session has ended without taking away what was written.
"""

from __future__ import annotations

from typing import Any

from dash import Dash
from flask import Response, abort, jsonify

from dashboard.access import audit, bodies, current
from dashboard.pages.recording import PATH
from dashboard.pages.recording.last_saved import offer
from dashboard.pages.recording.rows import need_words
from dashboard.pages.recording.saying import first_words
from dashboard.reporting.ask import NotHere, asking
from dashboard.reporting.places import place_of
from dashboard.reporting.recorded import FILE, SHEET, Line, Sent, looked_at, sent_from
from dashboard.reporting.recording import Listed, listed, recordable, state_words
from dashboard.selection import Selection
from data_loaders import pipeline
from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Report, Severity
from data_loaders.store.importing import ChangedMeanwhile, StoreUnavailable

MAPPING = "prefilled"
TRIES = 3
"""How often a save is begun anew where another import came in between."""
BUSY = "Something else is being brought in just now, so nothing was saved. Wait a minute, then save again."
NOT_OURS = "This page could not be read. Open it again; nothing was saved."
Key = tuple[str, str]


def register(app: Dash) -> None:
    """Add the address that the page saves to."""
    app.server.add_url_rule("/record", "record", record, methods=["POST"])


def record() -> Response | tuple[Response, int]:
    """Bring in what the page sends, for the person who sends it; by row what came of it."""
    if not current.may_open(PATH):
        abort(404)
    sent = sent_from(bodies.read())
    if sent is None:
        return jsonify(error=NOT_OURS), 400
    saved = _saved(sent)
    return (jsonify(error=BUSY), 503) if saved is None else jsonify(saved)


def _saved(sent: Sent) -> dict[str, Any] | None:
    """What came of a save; None where the database is busy."""
    for _ in range(TRIES):
        try:
            return _save(sent)
        except ChangedMeanwhile:
            continue
        except StoreUnavailable:
            break
    return None


def _save(sent: Sent) -> dict[str, Any]:
    before = list_of(sent.place, term=sent.term)
    lines, refused = looked_at(sent, listed=before, on=current.today())
    changed = [line for line in lines if not line.same]
    if changed:
        refused |= _held_back(_bring_in(changed, listed=before), lines=changed)
    return _answer(sent, refused=refused, changed={line.row.key for line in changed} - refused.keys())


def list_of(place: str, *, term: str) -> Listed:
    """The list of a place and a term that the person of this request may record in, as it stands. What is not theirs,
    what is not there and a term that is not to be recorded now are one 404."""
    if not current.may_open(PATH):
        abort(404)
    selection = Selection.from_query({"place": place})
    with asking(current.reader(), scope=current.scope(), as_at=current.today()) as ask:
        try:
            where = place_of(ask, selection=selection)
            school = where.school.code if where.school else ""
            open_ = any(each.term == term for each in recordable(ask, school=school))
            found = listed(ask, place=where, term=term) if open_ else None
        except (NotHere, PermissionError):
            found = None
    if found is None:
        abort(404)
    return found


def _bring_in(lines: list[Line], *, listed: Listed) -> Report:
    """The lines as one batch, noted in the audit trail before it stands: what cannot be noted is not written."""

    def noted(batch_id: int) -> None:
        current.note(
            audit.Action.CONVERSATIONS_RECORDED, place=f"school:{listed.school}",
            pupil_ids=[line.entry.member.pupil_id for line in lines],
            detail={"batch": batch_id, "rows": len(lines), "term": listed.term},
        )  # fmt: skip

    return pipeline.record(
        [line.cells for line in lines], file=FILE, sheet=SHEET, mapping=load_mapping(MAPPING),
        database_url=current.access().settings.database_url, brought_by=current.person().username,
        standing=listed.standing, noted=noted,
    )  # fmt: skip


def _held_back(report: Report, *, lines: list[Line]) -> dict[Key, str]:
    """Why the pipeline held rows back, by row; every row where it refused the whole."""
    if report.outcome is Outcome.REJECTED:
        words = "; ".join(finding.message for finding in report.of(Severity.STRUCTURE))
        return {line.row.key: words for line in lines}
    found = report.of(Severity.ERROR)
    return {lines[at - 1].row.key: finding.message for finding in found for at in finding.lines}


def _answer(sent: Sent, *, refused: dict[Key, str], changed: set[Key]) -> dict[str, Any]:
    """Row by row, in the order sent: what came of it, what is known now, the fingerprints the next save must bring;
    and what stands over the list now."""
    now = list_of(sent.place, term=sent.term)
    entries = {entry.member.token: entry for entry in now.entries}
    rows = []
    for row in sent.rows:
        said: dict[str, Any] = {"outcome": "saved"}
        if row.key in refused:
            said |= {"outcome": "refused", "words": refused[row.key]}
        elif row.key not in changed:
            said["outcome"] = "same"
        entry = entries.get(row.pupil)
        if entry:
            seen = {each.slot: each.seen for each in (*entry.now, *entry.earlier)} | {"": entry.seen}
            said |= {"state": state_words(entry, on=current.today()), "need": need_words(entry), "seen": seen}
            said["to_do"] = entry.to_do
        rows.append(said)
    words = first_words(now, alone=sent.place.startswith("pupil:"), on=current.today())
    back = offer(now, place=sent.place)
    return {"rows": rows, "saved": len(changed), "refused": len(refused), "words": words, "back": back}
