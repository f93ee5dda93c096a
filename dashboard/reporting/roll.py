"""The SEND register: which two days a period compares, and whom each line of it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from dashboard.metrics import roll as arithmetic
from dashboard.metrics.cells_roll import RollCell
from dashboard.queries import roll as queries
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.school_year import default_term_dates, first_of_september, term_number
from data_loaders.vocabulary import first_year


def window(view: View) -> tuple[date, date]:
    """The first and the last day of the view's period: 1 September of its academic year, and the ask's day, or where
    the period has ended by then its last day."""
    period = view.selection.period
    year = first_year(period)
    ends = default_term_dates(term_number(period))[1] if "." in period else date(year + 1, 8, 31)
    return first_of_september(year), min(ends, view.ask.as_at)


def roll(view: View, *, part: Part) -> list[RollCell]:
    """Who was on roll on the two days at a part of the view's place. Nothing of a year to come, of a phase together, or
    of a part of a school: the register is kept for whole schools."""
    if view.place.total or part.within or not view.selection.period:
        return []
    first, last = window(view)
    if last < first:
        return []
    read = partial(queries.between, view.ask.asker, first=first, last=last)
    if part.school and not view.place.school:
        every = view.ask.once("roll", first, last, "schools", read=partial(read, apart=True))
        return [cell for cell in every if cell.school == part.school]
    school = here(view, part=part).school
    return view.ask.once("roll", first, last, school, read=partial(read, school=school))


def _prevalence(view: View, part: Part) -> Inputs:
    return roll(view, part=part), {}


def _flows(view: View, part: Part) -> Inputs:
    line = part.key.removeprefix("flow:")
    return roll(view, part=part), {"flow": line if line in arithmetic.FLOWS else "now"}


QUESTIONS: Mapping[str, Question] = {
    "send_prevalence": Question(function=arithmetic.send_prevalence, inputs=_prevalence, nothing=arithmetic.NOBODY),
    "register_flows": Question(function=arithmetic.register_flows, inputs=_flows, nothing=arithmetic.NOBODY),
}
"""How each metric of the register is answered."""
