"""What the reader saved last in a list, to be taken back: whose it is, and what rests on it, is asked each time."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html

from dashboard.access import current
from dashboard.metrics.numbers import count, date_words
from dashboard.reporting.recorded import FILE
from dashboard.reporting.recording import Listed
from data_loaders.store.looking import Recorded, last_recorded

TAKE_BACK = "/record/back"
"""Where what was saved last is taken back."""


def last_saved(found: Listed) -> Recorded | None:
    """What the reader saved last at the school of a list, where every pupil of it is in the list and nothing rests on
    it."""
    with current.reader().connect() as connection:
        last = last_recorded(connection, school=found.school, by=current.person().username, file=FILE)
    shown = {entry.member.pupil_id for entry in found.entries}
    return last if last and last.pupil_ids <= shown else None


def when_words(last: Recorded) -> str:
    """``"27 November 2026 at 14:02 UTC"``."""
    return f"{date_words(last.at.date())} at {last.at:%H:%M} UTC"


def rows_words(last: Recorded) -> str:
    """``"1 conversation and 2 targets"``: the rows that are new or changed."""
    rows = [(name, last.counts.get(name, {})) for name in ("conversation", "target")]
    known = [(name, counts.get("new", 0) + counts.get("changed", 0)) for name, counts in rows]
    return " and ".join(f"{count(n)} {name}{'' if n == 1 else 's'}" for name, n in known if n)


def offer(found: Listed, *, place: str) -> dict[str, str]:
    """Where what was saved last is taken back, and in what words; both empty where there is nothing."""
    last = last_saved(found)
    if last is None:
        return {"href": "", "words": ""}
    query = urlencode({"place": place, "period": found.term}, safe=":")
    return {"href": f"{TAKE_BACK}?{query}", "words": f"Take back what was saved on {when_words(last)}"}


def offered(found: Listed, *, place: str) -> html.A:
    """The same as a link, hidden until something has been saved."""
    told = offer(found, place=place)
    return html.A(told["words"], href=told["href"], hidden=not told["words"], className="record-back")
