"""Who misses a tenth or a half of their sessions: by provision, how absence is spread, and over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.band_rows import band_rows
from dashboard.components.chart_card import chart_card, group_key
from dashboard.figures.rate_rails import rail_top
from dashboard.metrics.absentees import band_edges, threshold
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import of, percentage, period_words
from dashboard.metrics.small_groups import HOLLOW_TO, LOW_TO
from dashboard.metrics.telling import capital
from dashboard.metrics.words import title
from dashboard.pages import pieces
from dashboard.pages.attendance import wording
from dashboard.reporting import absence, questions
from dashboard.reporting.benchmarks import marks_beside
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUP_WORDS


def card(view: View) -> Component:
    """Persistent and severe absence by provision, each beside other pupils: pupils of pupils."""
    ten, half = (questions.by_group(view, metric=f"{kind}_absence_gap") for kind in ("persistent", "severe"))
    whole = questions.value(view, metric="persistent_absence_gap")
    words = f"Persistent absence {wording.whose(view)}" if absence.is_early(view) else title(whole)
    marks = {answer.metric: marks_beside(view.ask, answer=answer) for answer in (ten, half)}
    top = rail_top([*ten.rows, *half.rows], published=[each for held in marks.values() for each in held.values()])
    return chart_card(
        "attendance-persistent",
        title=words,
        caption="Pupils who missed a tenth (persistent) or half (severe) of their own possible sessions "
        f"{wording.whose(view)}, of those with at least 20. Other pupils hollow.{wording.provisional(view)}"
        f"{wording.dashed(*marks.values())}",
        picture=html.Div(
            _by_pupil(view)
            + [
                _kinds(answer, words=each, top=top, published=marks[answer.metric])
                for answer, each in ((ten, "Persistently absent"), (half, "Severely absent"))
            ]
        ),
        under=pieces.under(
            view.ask, answer=ten, title=words, heading="Provision", others=OTHERS, of=[whole, ten, half]
        ),
    )  # fmt: skip


OTHERS = ("severe_absence_gap", "persistent_absence_pupils")
"""What the card tells besides persistent absence by enrolment."""


def _by_pupil(view: View) -> list[Component]:
    """Of a trust, the same with every pupil once: who moved between our schools counts at each of them otherwise."""
    if view.place.kind != "trust" or view.place.total:
        return []
    once, each = (
        questions.value(view, metric=name).rows[0] for name in ("persistent_absence_pupils", "persistent_absence")
    )
    if once.value is None or each.value is None:
        return []
    group = GROUP_WORDS[view.selection.group]
    words = (
        f"Counted by pupil across our schools, whoever moved once with all their sessions together: {_share(once)} "
        f"{group}. By enrolment, as England counts, whoever moved at each school: {_share(each)}."
    )
    return [html.P(words, className="caption")]


def _share(row: Row) -> str:
    """``"231 of 1,054 (21.9%)"``; of nine or fewer without the percentage."""
    told = of(int(row.numerator or 0), row.n)
    return told if row.n <= HOLLOW_TO else f"{told} ({percentage(row.value or 0.0)})"


def _kinds(answer: Answer, *, words: str, top: int, published: Mapping[str, Reference]) -> Component:
    table = absence_rows(answer, heading=words, caption=words, top=top, counted="Counted", published=published)
    return html.Div(table, className="phase")


def spread(view: View) -> Component:
    """How absence is spread: the share of pupils in each band of five points, the group's and others'."""
    answer = absence.by_band(view)
    words = "How absence is spread" if absence.is_early(view) else _spread_title(answer)
    return chart_card(
        "attendance-spread",
        title=words,
        caption=f"Share of pupils by how much they missed {wording.whose(view)}, in bands of five points, of those "
        "with at least 20 possible sessions.",
        key=group_key(group_words=capital(answer.group_words), group=answer.group),
        picture=band_rows(answer, heading="Missed", caption=words),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Missed"),
    )


def _spread_title(answer: Answer) -> str:
    """``11 of 40 SEND pupils missed a tenth of their sessions or more``: the tail, as persistent absence counts it."""
    row = answer.rows[0]
    if row.value is None or row.n <= LOW_TO:
        return "How absence is spread"
    tenth = threshold("persistent_absence")
    tail = sum(int(each.numerator or 0) for each, edge in zip(answer.rows, band_edges(), strict=True) if edge >= tenth)
    share = percentage(100 * tail / row.n)
    return f"{of(tail, row.n)} {answer.group_words} ({share}) missed a tenth of their sessions or more"


def years(view: View) -> list[Component]:
    """The same term, or year to date, of each year with registers: by provision, on one axis. Nothing for one year.

    Where a side has had no pupil in any of them, there is no table of it.
    """
    answers = [absence.over_years(view, metric="persistent_absence", group=group) for group in ("support", "plan")]
    if len(answers[0].rows) < 2 or absence.is_early(view):
        return []
    others = absence.over_years(view, metric="persistent_absence", group="others")
    sides = zip([*answers, others], (GROUP_WORDS["support"], GROUP_WORDS["plan"], "other pupils"), strict=True)
    named = [(answer, words) for answer, words in sides if any(row.n for row in answer.rows)]
    if not named:
        return []
    told = next((answer for answer, _ in named if answer.group == "plan"), named[0][0])
    marks = [marks_beside(view.ask, answer=answer) for answer, _ in named]
    top = rail_top(
        (row for answer, _ in named for row in answer.rows),
        published=[each for held in marks for each in held.values()],
    )
    tables = [
        html.Div(
            absence_rows(
                answer, heading=capital(words), caption=capital(words), top=top, counted="Counted", published=held
            )
        )
        for (answer, words), held in zip(named, marks, strict=True)
    ]
    words = _years_title(view, kinds=answers)
    return [
        chart_card(
            "attendance-years",
            title=words,
            caption=f"The share of pupils who missed a tenth of their sessions in {_same(view)} of each year. Figures "
            f"from before 2015/16 follow another definition and are not set beside these.{_in_both(view)}"
            f"{wording.dashed(*marks)}",
            picture=html.Div(tables, className="tables-abreast"),
            under=pieces.under(view.ask, answer=told, title=words, heading="Period"),
            width="wide",
        )
    ]  # fmt: skip


def _in_both(view: View) -> str:
    """Of a trust, whose schools are not all in every year, which of them the title is about."""
    return (
        " The title compares the schools with registers in both terms or years." if view.place.kind == "trust" else ""
    )


def _years_title(view: View, *, kinds: Sequence[Answer]) -> str:
    """``Persistent absence: pupils with an EHC plan 22.2% in spring term 2024, 69.0% in spring term 2026``: the kinds
    whose change since the first of the last three years is clear, else that none is. Neither of fewer than twenty."""
    moved = [(each.group_words, absence.persistent_since(view, rows=each.rows, group=each.group)) for each in kinds]
    told = [(whom, row) for whom, row in moved if row.value is not None and row.smaller_side > LOW_TO]
    if not told:
        return "Persistent absence over the years"
    first, last = (period_words(each) for each in (told[0][1].first_period, told[0][1].last_period))
    clear = [
        f"{whom} {percentage(row.other_value or 0.0)} in {first}, {percentage(row.group_value or 0.0)} in {last}"
        for whom, row in told
        if row.clear
    ]
    if clear:
        return f"Persistent absence: {'; '.join(clear)}"
    whose = told[0][0] if len(told) == 1 else "SEN support or EHC plans"
    return f"No clear change in the persistent absence of {whose} since {first}"


def _same(view: View) -> str:
    term = view.selection.period.partition(".")[2]
    return f"the {term} term" if term else "the year to date or the whole year"
