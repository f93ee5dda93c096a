"""What may leave the trust's own hands: papers are made from releases, and live pages say that they are not."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from dashboard.access import current
from dashboard.pages import papers
from dashboard.pages.drawn import Drawn

NOT_FOR_PAPERS = "Live figures, not for committee papers: those come from releases"


def for_own_use(path: str, *, drawn: Drawn) -> Drawn:
    """A page with live figures as an executive sees it: it says so on the screen, on paper and in a file, and small
    groups are marked as not for circulation. Pages without a place, and other readers' pages, stay as they are."""
    if path == papers.PATH or not drawn.place or not current.may_open(papers.PATH):
        return drawn
    as_at = " · ".join(part for part in (drawn.as_at, NOT_FOR_PAPERS) if part)
    return replace(drawn, as_at=as_at, body=[*drawn.body, html.Div(className="marks-few")])
