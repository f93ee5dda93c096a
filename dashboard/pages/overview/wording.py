"""What the levels of the overview share: its heading with what is late, and the links to each strand's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash.development.base_component import Component

from dashboard.components import ids
from dashboard.metrics.numbers import period_words
from dashboard.metrics.telling import uncapital
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview.beside import choice
from dashboard.reporting.strands import STRANDS, Overview


def drawn(overview: Overview, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset()) -> Drawn:
    """The page; the line under the title says the period, and of which strands the figures are older."""
    page = pieces.drawn(overview.view, body=body, pupil_ids=pupil_ids, said=_said(overview))
    comparison = choice(overview)
    beside = f"compared with {uncapital(comparison.words())}" if comparison.options else ""
    shown = ", ".join(part for part in (page.shown, beside) if part)
    return replace(page, choices={**page.choices, ids.COMPARE: comparison}, shown=shown)


def _said(overview: Overview) -> list[str]:
    shown = overview.view.selection.period
    if not shown:
        return ["nothing has been supplied yet"]
    held = {strand.supplied: overview.views[strand.path].selection.period for strand in STRANDS}
    late = [f"{supplied}: {period_words(period)}" for supplied, period in held.items() if period != shown]
    return [period_words(shown), *late]


def strand_link(path: str, *, place: str) -> str:
    """What the link to a strand's page of a place is called."""
    found = next(strand for strand in STRANDS if strand.path == path)
    return f"{found.link} at {place}"
