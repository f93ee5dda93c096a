"""What the levels of the progress page share: the heading, who is counted, and what stands under a figure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.scope import Names
from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card, under_chart
from dashboard.components.definition import definition
from dashboard.components.names import names_switch
from dashboard.components.notice import notice
from dashboard.components.provenance import provenance
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, date_words, interval, number, percentage, period_words
from dashboard.metrics.progress import Coverage
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.words import NOUNS, row_sentence
from dashboard.pages.choices import choices_of, shown_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting import progress
from dashboard.reporting.ask import Ask
from dashboard.reporting.supply import Strand, strand_words, strands
from dashboard.reporting.view import View


def drawn(view: View, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset(), as_at: str = "") -> Drawn:
    """The page of a view with its heading, trail and controls."""
    place = view.place
    above = [(view.ask.path + view.selection.at(address).to_query(), words) for address, words in place.above]
    return Drawn(
        title=place.words, body=body, above=above, as_at=as_at or as_at_words(view),
        shown=shown_words(view), place=place.address, person=place.kind == "pupil", pupil_ids=pupil_ids,
        choices=choices_of(view),
    )  # fmt: skip


def as_at_words(view: View) -> str:
    """``As at 20 March 2026 · spring term 2026 results for 96% of 304 pupils · registers not sent this term: …``."""
    parts = [f"As at {date_words(view.ask.as_at)}"]
    if view.behind:
        parts.append(f"No results yet for {period_words(view.current)}: this is {period_words(view.selection.period)}")
    if view.scales and view.place.kind not in {"class", "pupil"}:
        parts.append(_results_words(progress.coverage(view), period=view.selection.period))
    if view.place.kind in {"class", "pupil"} and view.selection.period and not view.behind:
        there = view.selection.period in view.periods
        parts.append(f"{'' if there else 'No '}{period_words(view.selection.period)} results{'' if there else ' yet'}")
    if not view.behind:
        parts += [_missing_words(strand) for strand in (strands(view) if view.ask.supply else []) if strand.missing]
    return " · ".join(part for part in parts if part)


def _missing_words(strand: Strand) -> str:
    name = strand.name.lower()
    return f"no {name} yet this term" if strand.none_yet else f"{name} not sent this term: {', '.join(strand.missing)}"


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


def name_links(view: View) -> list[Component]:
    """For a reader who sees labels: the way to the names, which asks for a purpose and a reason; else nothing."""
    school = view.place.school
    if school is None or view.ask.scope.shows_names(school.code) or view.ask.scope.names is Names.NONE:
        return []
    if not current.person().rights.reveals:
        return []
    back = quote(view.ask.path + view.selection.to_query(), safe="")
    href = f"/reveal?school={school.code}&next={back}"
    words = ["Pupils are shown by a label. ", html.A("Show names for this school", href=href), " asks for a purpose "]
    said = html.P([*words, "and a reason, lasts an hour and is noted."], className="caption")
    return [html.Div(said, className="wide no-print")]


def names_off(view: View) -> list[Component]:
    """The control that puts names out of sight, where names are shown."""
    school = view.place.school
    shown = school is not None and view.ask.scope.shows_names(school.code)
    return [html.Div(names_switch(), className="toolbar")] if shown else []


def frozen_words(view: View) -> str:
    """When a pupil's SEND status is read."""
    if view.selection.period.endswith(".autumn"):
        return "SEND status as it was at the start of the summer term before, where the measure begins."
    return "SEND status as it was on 1 September, or on joining."


def under(
    ask: Ask, *, answer: Answer, title: str, heading: str, others: Sequence[str] = (), table: Component | None = None
) -> list[Component]:
    """What stands under a figure: its table, how it is worked out with the numbers of this view, where it came from."""
    about = [definition(metric(name)) for name in (answer.metric, *others)]
    with_figures = [row for row in answer.rows if row.value is not None]
    here = [html.P(_last_in_words(with_figures[-1], answer=answer))] if with_figures else []
    return under_chart(
        title=title,
        table=table or answer_table(answer, heading=heading),
        worked_out=html.Div([*here, *_exactly(answer), *about]),
        came_from=came_from(ask, answer=answer),
    )


def under_table(ask: Ask, *, answer: Answer, title: str) -> Component:
    """What stands under a table of figures that has no picture."""
    worked_out = html.Div([*_exactly(answer), definition(metric(answer.metric))])
    parts = under_chart(title=title, worked_out=worked_out, came_from=came_from(ask, answer=answer))
    return html.Div(parts, className="under no-print")


def _exactly(answer: Answer) -> list[Component]:
    """Each row to four decimals, for whoever checks it by another route; never of five pupils or fewer."""
    told = [row for row in answer.rows if row.value is not None and prominence(row) != "words"]
    lines = [html.Li(_to_four_decimals(row)) for row in told]
    return [html.Div([html.P("To four decimals:"), html.Ul(lines)], className="exact")] if lines else []


def _to_four_decimals(row: Row) -> str:
    between = "" if row.low is None or row.high is None else f" ({interval(row.low, row.high, decimals=4)})"
    return f"{row.label}: {number(row.value or 0.0, decimals=4, sign=True)}{between}"


def _last_in_words(row: Row, *, answer: Answer) -> str:
    """The last row that has a figure; where the rows are places, with its name."""
    about = f"{row.label}: " if len(answer.rows) > 1 and row.key.partition(":")[0] in NOUNS else ""
    return f"With the figures of this view: {about}{row_sentence(row, answer=answer)}"


def under_pupils(view: View, *, title: str) -> list[Component]:
    """What stands under a picture of single pupils: what is drawn, how it is counted, and where it came from."""
    about = html.Div(
        [
            html.P("Each pupil's last result of the period is drawn as it is: nothing is averaged."),
            html.P(frozen_words(view)),
            definition(metric("progress_share_at_expected")),
        ]
    )
    answer = progress.answer_of(view, metric="progress_share_at_expected", rows=())
    return under_chart(title=title, worked_out=about, came_from=came_from(view.ask, answer=answer))


def came_from(ask: Ask, *, answer: Answer) -> Component:
    """The imports behind an answer. The names of files are for readers of every school: they may name another's."""
    behind = [batch for batch in ask.batches if batch.batch_id in answer.batches]
    named = ask.scope.schools is None
    rows = [(batch.batch_id, batch.mapping, batch.finished, batch.files if named else ()) for batch in behind]
    return provenance(as_at=ask.as_at, batches=rows, notes=answer.notes)


def notes_card(answer: Answer) -> list[Component]:
    """What the imports ask every reader to know (a proxy, a reading of the file), where they say anything."""
    return [card([html.P(note) for note in answer.notes], title="Keep in mind", width="wide")] if answer.notes else []


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
    return [notice(f"No results for {period}", words=words), supply_card(view)]


def supply_card(view: View) -> Component:
    """What has been supplied for this place, strand by strand."""
    lines = [html.Li(strand_words(strand)) for strand in strands(view)]
    return card([html.Ul(lines)], title="What has been supplied")
