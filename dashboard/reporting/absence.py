"""The questions of attendance alone: by reason, in bands, by area of need, over the years, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dashboard.metrics.absence_weeks import week_row
from dashboard.metrics.absentees import band_edges
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.attendance import band_words
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_attendance import WeekCell, week_sums
from dashboard.metrics.numbers import period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.uncertainty import RatioSums
from dashboard.queries import pupils_story
from dashboard.reporting.attendance import absence, reasons, weeks
from dashboard.reporting.part import Part
from dashboard.reporting.questions import answer_of, row_of
from dashboard.reporting.view import View
from data_loaders.attendance_codes import REGISTER_CODES, CountsAs
from data_loaders.vocabulary import GROUP_WORDS, NEED_AREAS, NO_AREA, first_year, term_order, year_before

UNAUTHORISED = frozenset(code.code for code in REGISTER_CODES if code.counts_as is CountsAs.UNAUTHORISED)
"""The codes of absence without a reason the school accepted."""


def reason_words(code: str) -> str:
    """What a register code of absence means: the newest meaning of a code that has had several."""
    return next(each.words for each in reversed(REGISTER_CODES) if each.code == code)


def by_reason(view: View, *, metric: str = "absence_by_reason", group: str = "") -> Answer:
    """A row for each register code with a session of the group, the most sessions first."""
    asked = replace(view.selection, group=group or view.selection.group)
    codes = codes_of(asked.group)
    sums: dict[str, int] = {}
    for cell in reasons(view, part=Part()):
        if cell.sen in codes:
            sums[cell.code] = sums.get(cell.code, 0) + cell.sessions
    order = sorted(sums, key=lambda code: (-sums[code], code))
    parts = [Part(label=reason_words(code), key=f"code:{code}") for code in order]
    rows = [row_of(view, metric=metric, part=part, selection=asked) for part in parts]
    return answer_of(view, metric=metric, rows=rows)


def by_band(view: View, *, metric: str = "absence_distribution") -> Answer:
    """A row for each band of five points of absence, the least absence first."""
    parts = [Part(label=band_words(band), key=f"percent:{band}") for band in range(len(band_edges()))]
    return answer_of(view, metric=metric, rows=[row_of(view, metric=metric, part=part) for part in parts])


def by_area(view: View, *, metric: str) -> Answer:
    """A row for each broad area of need, by the primary need of the group's pupils; then those of no area, and those
    whose need is not known, where there are any."""
    areas: dict[str, list[str]] = {area: [] for area in dict.fromkeys(NEED_AREAS.values())}
    for need, area in NEED_AREAS.items():
        areas[area].append(need)
    here = absence(view, part=Part(), by=("need",))
    present = {cell.need for cell in here if cell.sen in codes_of(view.selection.group)}
    areas |= {NO_AREA: sorted(present - NEED_AREAS.keys() - {""}), "Need not recorded": [""] if "" in present else []}
    parts = [Part(label=area, key=f"area:{area}", needs=tuple(needs)) for area, needs in areas.items() if needs]
    return answer_of(view, metric=metric, rows=[row_of(view, metric=metric, part=part) for part in parts])


def over_years(view: View, *, metric: str, group: str = "") -> Answer:
    """The same term, or the year to date, in each year there are registers for, the oldest first."""
    shown = view.selection.period
    asked = replace(view.selection, group=group or view.selection.group)
    periods = [shown]
    while year_before(periods[-1]) in view.periods:
        periods.append(year_before(periods[-1]))
    rows = []
    for period in reversed(periods):
        then = replace(view, selection=replace(asked, period=period))
        part = Part(label=period_words(period), key=period, href=view.ask.path + then.selection.to_query())
        rows.append(row_of(then, metric=metric, part=part))
    answer = answer_of(view, metric=metric, rows=rows)
    if asked.group == "others":
        return replace(answer, group="other", group_words=answer.other_words)
    return replace(answer, group=asked.group, group_words=GROUP_WORDS[asked.group])


OF_YEARS = 3
"""Over how many years, the last of them, a change is looked for at the most."""


def persistent_since(view: View, *, rows: Sequence[Row], group: str) -> Row:
    """The change of a group's persistent absence since the first of the last three of these years, dated with both."""
    first = rows[-OF_YEARS:][0].key
    back = "two_years" if len(rows) >= OF_YEARS else "year"
    then = replace(view, selection=replace(view.selection, group=group, compare=back))
    row = row_of(then, metric="persistent_absence_change", part=Part())
    return replace(row, first_period=first, last_period=view.selection.period)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a term at a place: its number, the half of the term, whether fewer than four sessions were open, and
    the sums of the group and of other pupils."""

    term: str
    number: int
    half: int | None
    short: bool
    group: RatioSums
    others: RatioSums


FEWEST_OPEN = 4
"""A week with fewer open sessions is drawn hollow."""


def year_of_weeks(view: View, *, year: str) -> list[Week]:
    """The weeks of an academic year up to the period shown that have registers, in order."""
    terms = [term for term in view.periods if term.startswith(f"{year}.")]
    asked = ("year of weeks", view.place.address, view.place.total, view.selection.group, *terms)
    return view.ask.once(*asked, read=lambda: _weeks_of(view, terms=terms))


def _weeks_of(view: View, *, terms: Sequence[str]) -> list[Week]:
    cells = weeks(view, terms=frozenset(terms)) if terms else []
    found: dict[tuple[str, int], list[WeekCell]] = {}
    for cell in cells:
        found.setdefault((cell.term, cell.number), []).append(cell)
    order = sorted(found, key=lambda key: (term_order(key[0]), key[1]))
    return [_week(found[key], group=view.selection.group) for key in order]


def _week(cells: Sequence[WeekCell], *, group: str) -> Week:
    first = cells[0]
    return Week(
        term=first.term, number=first.number, half=next((cell.half for cell in cells if cell.half), None),
        short=max(cell.open_sessions for cell in cells) < FEWEST_OPEN,
        group=week_sums(cell for cell in cells if cell.sen in codes_of(group)),
        others=week_sums(cell for cell in cells if cell.sen in codes_of("others")),
    )  # fmt: skip


def weeks_answer(view: View, *, weeks: Sequence[Week]) -> Answer:
    """The weeks as an answer about the difference in absence: a row a week, for the table behind the chart."""
    group = view.selection.group
    asked = ("week rows", view.place.address, view.place.total, group, weeks[0].term[:7] if weeks else "")
    rows = view.ask.once(*asked, read=lambda: [_week_row(week, group=group) for week in weeks])
    return answer_of(view, metric="absence_gap", rows=rows)


def _week_row(week: Week, *, group: str) -> Row:
    key = f"{week.term}.week{week.number}"
    return week_row(week.group, two=week.others, group=group, label=week_words(week), key=key)


def week_words(week: Week) -> str:
    """``"Spring term 2026, week 3"``."""
    return f"{capital(period_words(week.term))}, week {week.number}"


def is_early(view: View) -> bool:
    """Whether the period is the autumn, or the year, of a year whose first half term is not over: persistent absence is
    provisional then and never a headline. Without half terms in the calendar, until the end of October."""
    period, year = view.selection.period, view.current[:7]
    if period not in {year, f"{year}.autumn"} or view.current != f"{year}.autumn":
        return False
    halves = _halves(view, year=year)
    return 2 not in halves if halves - {None} else view.ask.as_at < date(first_year(year), 11, 1)


def _halves(view: View, *, year: str) -> set[int | None]:
    """Which halves of a term of the year have registers; of a class or pupil, whose weeks are nobody's sums, which
    have begun by the school's calendar."""
    school = view.place.school
    if view.place.kind not in {"class", "pupil"} or school is None:
        return {week.half for week in year_of_weeks(view, year=year)}
    read = partial(pupils_story.half_terms, view.ask.asker, school=school.code)
    held = view.ask.once("half terms", school.code, read=read)
    begun = (each for each in held if each.term.startswith(f"{year}.") and each.starts <= view.ask.as_at)
    return {int(each.half_term[-1]) if each.half_term else None for each in begun}


def covered(view: View) -> tuple[int, int]:
    """How many pupils of the place have a possible session in the period, of how many on roll in it at the schools that
    sent registers."""
    cells = absence(view, part=Part())
    counted = sum(cell.n for cell in cells)
    return counted, counted + sum(cell.without for cell in cells)


def half_terms(view: View, *, metric: str = "absence_gap") -> Answer:
    """A row for each half term of the period's academic year with registers, the oldest first."""
    year = view.selection.period[:7]
    rows: list[Row] = []
    for term in (term for term in reversed(view.periods) if term.startswith(f"{year}.")):
        for half in (1, 2):
            period = f"{term}.{half}"
            then = replace(view, selection=replace(view.selection, period=period))
            row = row_of(then, metric=metric, part=Part(label=half_words(period), key=period))
            rows += [row] if row.value is not None else []
    return answer_of(view, metric=metric, rows=rows)


def half_words(period: str) -> str:
    """``"2025-26.autumn.1"`` → ``"First half of autumn term 2025"``."""
    term, _, half = period.rpartition(".")
    return f"{('First', 'Second')[int(half) - 1]} half of {period_words(term)}"
