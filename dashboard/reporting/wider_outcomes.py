"""Wider outcomes: which cells each of its metrics counts, and the questions no other strand has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.metrics import wider_outcomes as metrics
from dashboard.metrics import wider_outcomes_bullying as bullying
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_wider_outcomes import (
    ActivityCell,
    CountCell,
    LengthCell,
    PercentCell,
    added_up,
    length_sums,
)
from dashboard.metrics.uncertainty import RatioSums
from dashboard.metrics.wider_outcomes_lengths import average_suspension, suspensions_per_pupil_suspended
from dashboard.queries import places
from dashboard.queries import wider_outcomes as queries
from dashboard.reporting.part import Inputs, Part, Question, here
from dashboard.reporting.view import View
from data_loaders.school_year import january_census_day
from data_loaders.vocabulary import OTHERS, first_year, term_order

CLUBS = "club_sessions"
NO_CLUBS = "no club registers for this period"
NO_INCIDENTS = "no incidents have been supplied"
NO_SUSPENSIONS = "no suspensions have been supplied"
NO_REGISTERS = "no registers for this period"
NO_EVENINGS = "no parents' evening has been supplied for this period"
NO_OFFERED = "registers do not say how many sessions were offered"


@dataclass(frozen=True, kw_only=True)
class Held:
    """The counts of one period and measure at a school, or at all in scope: ``whole`` has one cell a status, ``cells``
    one a status and year group."""

    whole: list[CountCell]
    cells: list[CountCell]


NONE = Held(whole=[], cells=[])


def counts_at(view: View, *, measure: str, part: Part, period: str = "") -> list[CountCell]:
    """The counts of one measure at a part of the view's place, in its period unless another is given: one cell a
    status where the part is no year group."""
    wanted = period or view.selection.period
    if not begun(view, period=wanted):
        return []
    if view.place.total:
        return _total(view).get((wanted, measure), [])
    there = here(view, part=part)
    held = _counts(view, measure=measure, period=wanted).get(there.school, NONE)
    return [cell for cell in held.cells if there.holds(cell)] if part.within else held.whole


def begun(view: View, *, period: str) -> bool:
    """Whether a period has begun at the view's place: of a term to come nothing is nought."""
    if not period or not view.current:
        return False
    if "." not in period:
        return first_year(period) <= first_year(view.current)
    return term_order(period) <= term_order(view.current)


def _counts(view: View, *, measure: str, period: str) -> dict[str, Held]:
    """By school, "" for all in scope. Of clubs all periods are read at once, for they are drawn over time."""
    ask = view.ask
    if measure == CLUBS:
        read = partial(queries.counts_of, ask.asker, measure=CLUBS)
        return ask.once("club counts", read=lambda: _held(read())).get((period, CLUBS), {})
    of_period = partial(queries.counts, ask.asker, period=period)
    return ask.once("counts", period, read=lambda: _held(of_period())).get((period, measure), {})


def _held(cells: list[CountCell]) -> dict[tuple[str, str], dict[str, Held]]:
    """The cells by period and measure, then by school."""
    sorted_out: dict[tuple[str, str], dict[str, list[CountCell]]] = {}
    for cell in cells:
        by_school = sorted_out.setdefault((cell.period, cell.measure), {})
        by_school.setdefault(cell.school, []).append(cell)
        by_school.setdefault("", []).append(cell)
    return {
        key: {school: Held(whole=added_up(each), cells=each) for school, each in by_school.items()}
        for key, by_school in sorted_out.items()
    }


def _total(view: View) -> dict[tuple[str, str], list[CountCell]]:
    """The counts of the trust's schools of the reader's phase together, by period and measure."""

    def read() -> dict[tuple[str, str], list[CountCell]]:
        found: dict[tuple[str, str], list[CountCell]] = {}
        for cell in queries.total_counts(view.ask.asker, schools=places.of_phase(view.ask.phase)):
            found.setdefault((cell.period, cell.measure), []).append(cell)
        return found

    return view.ask.once("phase counts", read=read)


def percents_at(view: View, *, part: Part) -> list[PercentCell]:
    """How regularly pupils came, at a part of the view's place."""
    if view.place.total:
        return []
    ask, period = view.ask, view.selection.period
    cells = ask.once("club percents", period, read=lambda: queries.percents(ask.asker, period=period))
    held = here(view, part=part)
    return [cell for cell in cells if held.holds(cell)]


def lengths_at(view: View, *, part: Part) -> list[LengthCell]:
    """How long suspensions were, at a part of the view's place."""
    ask, period = view.ask, view.selection.period
    cells = ask.once("suspension lengths", period, read=lambda: queries.lengths(ask.asker, period=period))
    held = here(view, part=part)
    return [cell for cell in cells if held.holds(cell)]


def suspended(view: View) -> tuple[RatioSums, RatioSums]:
    """The sessions and suspensions behind an average length at the view's place: the group's and other pupils'."""
    cells = lengths_at(view, part=Part())
    one, two = (length_sums(cells, codes=codes) for codes in (codes_of(view.selection.group), OTHERS))
    return one, two


def activities_at(view: View) -> list[ActivityCell]:
    """Who is in which club, at the view's place."""
    if view.place.total:
        return []
    ask, period = view.ask, view.selection.period
    cells = ask.once("activities", period, read=lambda: queries.activities(ask.asker, period=period))
    code = view.place.school.code if view.place.school else ""
    return [cell for cell in cells if code in {"", cell.school}]


def census_taken(view: View) -> bool:
    """Whether the January census of the period's academic year lies behind the ask's day."""
    period = view.selection.period
    return bool(period) and january_census_day(first_year(period)) <= view.ask.as_at


def year_groups(view: View) -> Counter[str]:
    """Year groups counted in club registers, with how many of the view's group each has."""
    held: Counter[str] = Counter()
    codes = codes_of(view.selection.group)
    code = view.place.school.code if view.place.school else ""
    for cell in _counts(view, measure=CLUBS, period=view.selection.period).get(code, NONE).cells:
        held[cell.year_group] += cell.n if cell.status in codes else 0
    return held


def _of(measure: str) -> Callable[[View, Part], Inputs]:
    def inputs(view: View, part: Part) -> Inputs:
        return counts_at(view, measure=measure, part=part), {}

    return inputs


def _of_january(measure: str) -> Callable[[View, Part], Inputs]:
    def inputs(view: View, part: Part) -> Inputs:
        return counts_at(view, measure=measure, part=part), {"taken": census_taken(view)}

    return inputs


def _of_lengths(view: View, part: Part) -> Inputs:
    """Nothing of a phase together, whose totals are of counts alone."""
    counted = [] if view.place.total else counts_at(view, measure="suspensions", part=part)
    more = {"lengths": lengths_at(view, part=part), "taken": census_taken(view)} if counted else {}
    return counted, more


def _of_percents(view: View, part: Part) -> Inputs:
    return percents_at(view, part=part), {}


def _of_activities(view: View, part: Part) -> Inputs:
    return [cell for cell in activities_at(view) if cell.activity and part.school in {"", cell.school}], {}


QUESTIONS: Mapping[str, Question] = {
    "club_participation": Question(function=metrics.club_participation, inputs=_of(CLUBS), nothing=NO_CLUBS),
    "club_gap": Question(function=metrics.club_gap, inputs=_of(CLUBS), nothing=NO_CLUBS),
    "club_send_share": Question(function=metrics.club_send_share, inputs=_of_activities, nothing=NO_CLUBS),
    "regular_participation": Question(function=metrics.regular_participation, inputs=_of_percents, nothing=NO_OFFERED),
    "sessions_per_pupil": Question(function=metrics.sessions_per_pupil, inputs=_of(CLUBS), nothing=NO_CLUBS),
    "bullying_incidents": Question(
        function=metrics.bullying_incidents, inputs=_of("bullying_victim"), nothing=NO_INCIDENTS
    ),
    "bullying_perpetrators": Question(
        function=metrics.bullying_perpetrators, inputs=_of("bullying_perpetrator"), nothing=NO_INCIDENTS
    ),
    "bullied_pupils": Question(function=bullying.bullied_pupils, inputs=_of("bullying_victim"), nothing=NO_INCIDENTS),
    "bullying_pupils": Question(
        function=bullying.bullying_pupils, inputs=_of("bullying_perpetrator"), nothing=NO_INCIDENTS
    ),
    "bullied_send_share": Question(
        function=bullying.bullied_send_share, inputs=_of("bullying_victim"), nothing=NO_INCIDENTS
    ),
    "bullying_send_share": Question(
        function=bullying.bullying_send_share, inputs=_of("bullying_perpetrator"), nothing=NO_INCIDENTS
    ),
    "behaviour_incidents": Question(
        function=metrics.behaviour_incidents, inputs=_of("behaviour_perpetrator"), nothing=NO_INCIDENTS
    ),
    "suspension_rate": Question(
        function=metrics.suspension_rate, inputs=_of_january("suspensions"), nothing=NO_SUSPENSIONS
    ),
    "average_suspension": Question(function=average_suspension, inputs=_of_lengths, nothing=NO_SUSPENSIONS),
    "suspensions_per_pupil_suspended": Question(
        function=suspensions_per_pupil_suspended, inputs=_of_january("suspensions"), nothing=NO_SUSPENSIONS
    ),
    "pupils_suspended": Question(
        function=metrics.pupils_suspended, inputs=_of_january("suspensions"), nothing=NO_SUSPENSIONS
    ),
    "permanent_exclusion_rate": Question(
        function=metrics.permanent_exclusion_rate, inputs=_of_january("permanent_exclusions"), nothing=NO_SUSPENSIONS
    ),
    "sessions_lost": Question(
        function=metrics.sessions_lost, inputs=_of_january("excluded_sessions"), nothing=NO_REGISTERS
    ),
    "parents_evening_attendance": Question(
        function=metrics.parents_evening_attendance, inputs=_of("evenings"), nothing=NO_EVENINGS
    ),
}
"""How each metric of wider outcomes is answered."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """How often something was recorded of ``n`` pupils, and of how many of them."""

    n: int
    total: int
    pupils: int


MEASURED: Mapping[str, str] = {
    "bullying_incidents": "bullying_victim",
    "bullied_pupils": "bullying_victim",
    "bullying_perpetrators": "bullying_perpetrator",
    "bullying_pupils": "bullying_perpetrator",
    "behaviour_incidents": "behaviour_perpetrator",
    "suspension_rate": "suspensions",
    "pupils_suspended": "suspensions",
    "permanent_exclusion_rate": "permanent_exclusions",
    "sessions_lost": "excluded_sessions",
}
"""What each rate per 100 pupils counts."""


def times(view: View, *, metric: str) -> tuple[Times | None, Times | None]:
    """The counts behind a rate at the view's place: the group's and other pupils'; None where nothing was supplied."""
    cells = counts_at(view, measure=MEASURED[metric], part=Part())
    one, two = codes_of(view.selection.group), OTHERS
    return _times([cell for cell in cells if cell.status in one]), _times(
        [cell for cell in cells if cell.status in two]
    )


def _times(cells: Sequence[CountCell]) -> Times | None:
    if not cells:
        return None
    return Times(
        n=sum(cell.n for cell in cells),
        total=sum(cell.total for cell in cells),
        pupils=sum(cell.pupils for cell in cells),
    )
