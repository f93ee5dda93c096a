"""The lines of the SEND register at a place: this academic year so far, the year before, and school by school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.roll import FLOWS
from dashboard.reporting.part import Part
from dashboard.reporting.questions import answer_of, row_of, school_part, value
from dashboard.reporting.roll import window
from dashboard.reporting.view import View
from data_loaders.vocabulary import year_before


@dataclass(frozen=True, kw_only=True)
class Register:
    """The register over one window. ``flows`` has a row for each of ``FLOWS``, ``prevalence`` one row: its last day."""

    first: date
    last: date
    flows: Answer
    prevalence: Answer

    @property
    def counts(self) -> Mapping[str, int]:
        """How many pupils each line counts."""
        return counts_of(self.flows.rows)


@dataclass(frozen=True, kw_only=True)
class SchoolRegister:
    """One school's lines."""

    part: Part
    counts: Mapping[str, int]
    prevalence: Row


def counts_of(rows: Sequence[Row]) -> Mapping[str, int]:
    """How many pupils each line counts, by the name of the line; nothing where nobody was on roll."""
    return {row.key.removeprefix("flow:"): int(row.numerator) for row in rows if row.numerator is not None}


def by_flow(view: View, *, metric: str = "register_flows") -> Answer:
    """A row for each line of the register, in the order in which they add up."""
    rows = [row_of(view, metric=metric, part=each) for each in _lines(Part())]
    return answer_of(view, metric=metric, rows=rows)


def _lines(part: Part) -> list[Part]:
    return [replace(part, label=flow.words, key=f"flow:{name}") for name, flow in FLOWS.items()]


def register(view: View, *, years_ago: int = 0) -> Register:
    """The register of the academic year of the view's period, or of one so many years ago, of all SEND pupils."""
    shown = _of_year(view, years_ago=years_ago)
    first, last = window(shown)
    return Register(first=first, last=last, flows=by_flow(shown), prevalence=value(shown, metric="send_prevalence"))


def by_school(view: View) -> list[SchoolRegister]:
    """The same year's lines at each school in scope with anybody on roll, by name."""
    shown = _of_year(view)
    found = (_at(shown, part=school_part(shown, code=code)) for code in view.ask.schools)
    return [each for each in found if each.counts]


def moved(found: Register, *, schools: Sequence[SchoolRegister]) -> int:
    """How many of the SEND pupils of the last day were at another of these schools on the first: those who arrived at
    their school without those who arrived from outside."""
    return sum(each.counts["arrived"] for each in schools) - found.counts["arrived"]


def _at(view: View, *, part: Part) -> SchoolRegister:
    rows = [row_of(view, metric="register_flows", part=each) for each in _lines(part)]
    prevalence = row_of(view, metric="send_prevalence", part=part)
    return SchoolRegister(part=part, counts=counts_of(rows), prevalence=prevalence)


def _of_year(view: View, *, years_ago: int = 0) -> View:
    period = view.selection.period[:7]
    for _ in range(years_ago):
        period = year_before(period)
    selection = replace(view.selection, period=period, group="send")
    return replace(view, strand="roll", selection=selection)
