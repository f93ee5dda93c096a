"""Where a governor lands: what figures there will be here, and why there are none from live records."""

from __future__ import annotations

from dashboard.components.notice import notice
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "releases"
WORDS = "Figures for governors"


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """Words only: no figure of any pupil leaves the database for this page."""
    body = [
        notice(
            "No figures have been released yet",
            words="Governors read figures that have been checked, rounded and frozen at a date, so that nothing can be "
            "learned about a child from them. None has been released for your school yet. The school's own "
            "pages are not shared with governors, because they can show single children.",
        ),
        notice(
            "What you can read now",
            words="Every measure is explained on the definitions page, with the questions it answers.",
            link=("/definitions", "Definitions"),
        ),
    ]
    return Drawn(title="Figures for governors", body=body)
