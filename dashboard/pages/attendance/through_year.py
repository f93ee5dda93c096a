"""Through the year: absence by week of the term, this year against last."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.absence_rows import absence_rows
from dashboard.components.chart_card import chart_card, graph
from dashboard.figures.week_lines import WeekLine, WeekPoint
from dashboard.figures.weeks import weeks
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import percentage, period_words
from dashboard.metrics.small_groups import WORDS_TO
from dashboard.metrics.telling import capital, uncapital
from dashboard.pages import pieces
from dashboard.pages.attendance import wording
from dashboard.reporting import absence
from dashboard.reporting.absence import Week
from dashboard.reporting.view import View
from data_loaders.vocabulary import year_before

SHORT = {"send": "SEND", "support": "SEN support", "plan": "EHC plan"}


def card(view: View, *, gap: Answer) -> Component:
    """The weeks of the period's academic year beside those of the year before; ``gap`` is the period's own figure, that
    the page says first."""
    year = view.selection.period[:7]
    now, then = (absence.year_of_weeks(view, year=each) for each in (year, year_before(year)))
    answer = absence.weeks_answer(view, weeks=now)
    title = _title(view, weeks=now, gap=gap)
    lines = _lines(view, now=now, then=then)
    return chart_card(
        "attendance-weeks",
        title=title,
        caption="Sessions missed of those possible, week by week of each term, with the 95% band of this year's group. "
        "Lines break at half terms and holidays; a hollow mark is a week with fewer than four open sessions. "
        f"SEND status is that of the January census.{_last_words(answer)}",
        key=_key(view, lines=lines),
        picture=graph("attendance-weeks", figure=weeks(lines, group=view.selection.group)),
        summary=f"{title}. The table holds every week.",
        under=pieces.under(view.ask, answer=answer, title=title, heading="Week"),
    )


def _last_words(answer: Answer) -> str:
    """Which week the figures at the ends of the lines are of."""
    drawn = [row.label for row in answer.rows if row.n > WORDS_TO and row.group_value is not None]
    return f" At the right, the last week with registers: {uncapital(drawn[-1])}." if drawn else ""


def half_terms(view: View) -> list[Component]:
    """The half terms of the academic year, both rates; nothing where the calendars do not name them."""
    answer = absence.half_terms(view)
    if len(answer.rows) < 2:
        return []
    words = "Half term by half term"
    found = wording.between(answer)
    title = f"{words}: {answer.group_words} missed {found} of sessions" if found else words
    return [
        chart_card(
            "attendance-half-terms",
            title=title,
            caption=f"Sessions missed of those possible: {answer.group_words} filled, other pupils hollow. SEND status "
            "is that of the January census for every half term, or of the nearest day on roll. A school stands in the "
            "half terms that it has sent registers for.",
            picture=absence_rows(answer, heading="Half term", caption=words),
            under=pieces.under(view.ask, answer=answer, title=words, heading="Half term"),
        )
    ]


def _title(view: View, *, weeks: Sequence[Week], gap: Answer) -> str:
    """``SEND pupils missed 8.2% of sessions since September and 8.9% this term; other pupils 4.0% and 4.4%``: the rates
    of all the weeks drawn, and that of the term shown where it is only some of them."""
    group, others = (_told(weeks, side=side, gap=gap) for side in ("group", "other"))
    if not any(week.group.whole for week in weeks):
        return f"No {gap.group_words} in these registers"
    if not group:
        return "Sessions missed, week by week"
    here = view.selection.period
    year = "since September" if here[:7] == view.current[:7] else f"in {period_words(here[:7])}"
    term = "this term" if here == view.current else f"in {period_words(here)}"
    said = f"{capital(gap.group_words)} missed {group[0]} of sessions {year}"
    said += f" and {group[1]} {term}" if len(group) > 1 else ""
    return f"{said}; {gap.other_words} {' and '.join(others)}" if len(others) == len(group) else said


def _told(weeks: Sequence[Week], *, side: str, gap: Answer) -> list[str]:
    """A side's rate over all the weeks, and in the term shown where the weeks are of more terms than that; nothing of
    five pupils or fewer."""
    row, year = gap.rows[0], _rate(weeks, side="group" if side == "group" else "others")
    n, term = (row.n, row.group_value) if side == "group" else (row.n_other or 0, row.other_value)
    if year is None or (n <= WORDS_TO and term is not None):
        return []
    apart = "." in gap.period and term is not None and len({week.term for week in weeks}) > 1
    return [percentage(year), percentage(term)] if apart and term is not None else [percentage(year)]


def _rate(weeks: Sequence[Week], *, side: str) -> float | None:
    whole = sum(getattr(week, side).whole for week in weeks)
    return 100 * sum(getattr(week, side).part for week in weeks) / whole if whole else None


def _lines(view: View, *, now: Sequence[Week], then: Sequence[Week]) -> list[WeekLine]:
    short = SHORT[view.selection.group]
    rows = {kind: absence.weeks_answer(view, weeks=each).rows for kind, each in (("now", now), ("then", then))}
    lines = [
        WeekLine(kind="now", label=short, points=_points(now, rows=rows["now"], side="group", what=short)),
        WeekLine(kind="others", label="Others", points=_points(now, rows=rows["now"], side="other", what="Others")),
        WeekLine(
            kind="then", label="Year before",
            points=_points(then, rows=rows["then"], side="group", what=f"{short}, year before"),
        ),
    ]  # fmt: skip
    return [line for line in lines if line.points]


def _points(weeks: Sequence[Week], *, rows: Sequence[Row], side: str, what: str) -> tuple[WeekPoint, ...]:
    found = []
    for week, row in zip(weeks, rows, strict=True):
        value = getattr(row, f"{side}_value")
        n = row.n if side == "group" else row.n_other or 0
        if value is not None:
            said = f"<b>{what}: {percentage(value)}</b><br>{row.label}, {n:,} pupils"
            ends = getattr(row, f"{side}_low"), getattr(row, f"{side}_high")
            found.append(
                WeekPoint(
                    season=week.term.partition(".")[2], number=week.number, half=week.half, value=value, low=ends[0],
                    high=ends[1], n=n, hollow=week.short, said=said,
                )
            )  # fmt: skip
    return tuple(found)


def _key(view: View, *, lines: Sequence[WeekLine]) -> Component:
    """What the lines that are drawn mean."""

    def line(kind: str, words: str) -> html.Li:
        return html.Li([html.Span(className=f"line line-{kind}", **{"aria-hidden": "true"}), words])

    group = capital(SHORT[view.selection.group])
    words = {"now": f"{group} this year", "others": "Other pupils this year", "then": f"{group} the year before"}
    return html.Ul([line(each.kind, words[each.kind]) for each in lines], className="key")
