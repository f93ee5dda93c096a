"""What the levels of the progress page share: how complete the results are, when status is read, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import under_chart
from dashboard.components.definition import definition
from dashboard.components.notice import notice
from dashboard.metrics.numbers import count, percentage, period_words
from dashboard.metrics.progress import Coverage
from dashboard.metrics.registry import metric
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.reporting import progress, questions
from dashboard.reporting.view import View


def drawn(view: View, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset()) -> Drawn:
    """The page of a view; the line under the title says how complete the results are."""
    return pieces.drawn(view, body=body, pupil_ids=pupil_ids, said=_said(view))


def _said(view: View) -> list[str]:
    period, single = view.selection.period, view.place.kind in {"class", "pupil"}
    if view.scales and not single:
        return [_results_words(progress.coverage(view), period=period)]
    if single and period and not view.behind:
        there = period in view.periods
        return [f"{'' if there else 'No '}{period_words(period)} results{'' if there else ' yet'}"]
    return []


def _results_words(counted: Coverage, *, period: str) -> str:
    if not counted.eligible:
        return ""
    without = counted.reasons.get("no_result", 0) + counted.reasons.get("other_scale", 0)
    share = 100 * (counted.eligible - without) / counted.eligible
    whole = count(counted.eligible, words="pupils")
    # All but a few are not all: 100% is said only where nobody is without a result.
    nearly = without > 0 and share >= 99.5
    said = percentage(min(share, 99.9) if nearly else share, decimals=int(nearly))
    return f"{period_words(period)} results for {said} of {whole}"


def frozen_words(view: View) -> str:
    """When a pupil's SEND status is read."""
    if view.selection.period.endswith(".autumn"):
        return "SEND status as it was at the start of the summer term before, where the measure begins."
    return "SEND status as it was on 1 September, or on joining."


def under_pupils(view: View, *, title: str) -> list[Component]:
    """What stands under a picture of single pupils: what is drawn, how it is counted, and where it came from."""
    about = html.Div(
        [
            html.P("Each pupil's last result of the period is drawn as it is: nothing is averaged."),
            html.P(frozen_words(view)),
            definition(metric("progress_share_at_expected")),
        ]
    )
    answer = questions.answer_of(view, metric="progress_share_at_expected", rows=())
    return under_chart(title=title, worked_out=about, came_from=pieces.came_from(view.ask, answer=answer))


def nothing_here(view: View) -> list[Component]:
    """In place of a page without any result: what is not supplied, and what to do."""
    period = period_words(view.selection.period) if view.selection.period else "any period"
    if view.place.total:
        words = "The schools of a phase are shown together where at least three others stand behind every figure."
        return [notice(f"No total for {period}", words=words)]
    special = view.place.school is not None and view.place.school.phase == "special"
    words = (
        "Pupils here have no scores: their progress is described in words, in their own plans, and is never averaged."
        if special and not view.scales
        else "When the results are brought in, this page shows the gains of SEND and other pupils."
    )
    return [notice(f"No results for {period}", words=words), pieces.supply_card(view)]
