"""Taking back what the reader saved last on the page *Record conversations*: a plain page that says what goes.

Which batch it is the server finds each time; the number in the form only tells whether it is still the one looked at.
"""

from __future__ import annotations

from dash import Dash
from flask import render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, current
from dashboard.access.confirming import asked_again
from dashboard.callbacks.recording import list_of
from dashboard.pages.recording import PATH
from dashboard.pages.recording.last_saved import TAKE_BACK, last_saved, rows_words, when_words
from dashboard.reporting.recording import Listed
from dashboard.selection import Selection
from data_loaders.store.batches import NotTheLastBatch
from data_loaders.store.importing import StoreUnavailable, take_back
from data_loaders.store.looking import Recorded

BUSY = "Something else is being brought in just now, so nothing was changed. Wait a minute, then try again."
MOVED_ON = "Something else has been saved or taken back since you looked, so nothing was changed."
Answer = Response | str | tuple[str, int]


def register(app: Dash) -> None:
    """Add the address of the page."""
    app.server.add_url_rule(TAKE_BACK, "take_back", taken_back, methods=["GET", "POST"])


def taken_back() -> Answer:
    """What would be taken back; sent with its number, by whoever shows again that it is they, it is."""
    found = list_of(request.args.get("place", ""), term=request.args.get("period", ""))
    last = last_saved(found)
    if request.method == "GET" or last is None:
        return _page(found, last=last)
    if request.form.get("batch") != str(last.batch_id):
        return _page(found, last=last, problem=MOVED_ON), 409
    return asked_again() or _undo(last, found=found)


def _undo(last: Recorded, *, found: Listed) -> Answer:
    """Take it back, noted in the audit trail before that stands."""

    def noted(batch_id: int) -> None:
        current.note(
            audit.Action.BATCH_UNDONE, place=f"school:{found.school}", pupil_ids=sorted(last.pupil_ids),
            detail={"batch": batch_id, "term": found.term},
        )  # fmt: skip

    try:
        take_back(current.access().settings.database_url, batch_id=last.batch_id, noted=noted)
    except NotTheLastBatch:
        return _page(found, last=last_saved(found), problem=MOVED_ON), 409
    except StoreUnavailable:
        return _page(found, last=last, problem=BUSY), 503
    return _page(found, last=last, done=True)


def _page(found: Listed, *, last: Recorded | None, problem: str = "", done: bool = False) -> str:
    place = request.args.get("place", "")
    return render_template(
        "take_back.html", last=last, problem=problem, done=done, address=request.full_path,
        when=when_words(last) if last else "", rows=rows_words(last) if last else "",
        back=f"/{PATH}{Selection(place=place, period=found.term).to_query()}",
    )  # fmt: skip
