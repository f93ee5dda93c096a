"""Single pupils in all four strands: a row a pupil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.metrics.absentees import fewest_sessions, is_close, is_persistent
from dashboard.metrics.numbers import period_words
from dashboard.queries import overview as queries
from dashboard.queries.overview import Counts
from dashboard.queries.pupils import RollRow, roll
from dashboard.reporting import pupils
from dashboard.reporting.strands import Overview
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_order


@dataclass(frozen=True, kw_only=True)
class InFour:
    """One pupil: ``roll`` holds provision and results. ``term`` is what was counted in the term shown, ``year`` in its
    year to date; None where nothing was supplied of the pupil's time here. ``overdue`` says that a conversation was due
    in a term of the year that has ended, and was not held with a parent or carer."""

    roll: RollRow
    term: Counts | None
    year: Counts | None
    overdue: bool = False

    @property
    def send(self) -> bool:
        """Whether the pupil is a SEND pupil on the day."""
        return pupils.is_send(self.roll)

    @property
    def absent(self) -> tuple[int, int] | None:
        """Sessions missed of those possible, in the year to date; None where no register tells."""
        year = self.year
        if year is None or not year.possible or year.attended is None:
            return None
        return year.possible - year.attended, year.possible

    @property
    def close(self) -> bool:
        """Whether absence is under a tenth and close to it, by the numbers of persistent absence."""
        missed, possible = self.absent or (0, 0)
        return is_close(missed, possible=possible)

    @property
    def persistent(self) -> bool | None:
        """Whether a tenth or more was missed in the year to date; None of too few possible sessions to say."""
        missed, possible = self.absent or (0, 0)
        return is_persistent(missed, possible=possible) if possible >= fewest_sessions() else None

    @property
    def no_club(self) -> bool:
        """Whether the school keeps club registers and the pupil came to no session this term."""
        return self.term is not None and self.term.clubs_attended == 0

    @property
    def not_yet(self) -> bool:
        """Whether no conversation with a parent or carer has been counted this term, of a pupil it is due to."""
        return self.term is not None and self.term.counted == 0 and self.term.afa_group

    @property
    def no_result(self) -> bool:
        """Whether a result of the term is missing where others of the year group have one."""
        return self.roll.state == "no_result"


def period_of(overview: Overview) -> str:
    """The period that single pupils are shown for: the current term where a term is chosen that has not begun."""
    view = overview.view
    period, current = view.selection.period, view.current
    ahead = "." in period and bool(current) and term_order(period) > term_order(current)
    return current if ahead else period


def term_words(overview: Overview) -> str:
    """``this term``, or the term's name where it is not the current one."""
    period = period_of(overview)
    return "this term" if not period or period == overview.view.current else period_words(period)


def year_words(overview: Overview) -> str:
    """``this year``, or the year's name where it is not the current one."""
    period = period_of(overview)[:7]
    return "this year" if not period or period == overview.view.current[:7] else period_words(period)


def in_four(overview: Overview) -> list[InFour]:
    """The SEND pupils of the place's school, or every pupil of its class, SEND pupils first."""
    view = overview.views["progress"]
    held = pupils.class_roll(view) if view.place.school_class else pupils.send_roll(view)
    return _rows(view, roll=held, period=period_of(overview))


def pupil_in_four(view: View) -> InFour | None:
    """The view's pupil as the school's list has the pupil today: counted in the current term, with the results of the
    latest term that has any."""
    latest = next((each for each in view.periods if "." in each), "")
    whose, wanted = view.place.pupil, view.selection
    if whose is None:
        return None
    row = roll(view.ask.asker, school=whose.school, on=view.ask.as_at, period=latest, subject=wanted.subject,
               scale=wanted.scale, whose=whose.pupil_id)[:1]  # fmt: skip
    return next(iter(_rows(view, roll=row, period=view.current)), None)


def _rows(view: View, *, roll: Sequence[RollRow], period: str) -> list[InFour]:
    ids = {row.pupil_id for row in roll}
    held, late = _counts(view, period=period, pupil_ids=ids), _overdue(view, period=period)
    year = period[:7]
    return [
        InFour(roll=row, term=held.get((row.pupil_id, period)), year=held.get((row.pupil_id, year)),
               overdue=row.pupil_id in late)
        for row in roll
    ]  # fmt: skip


def _overdue(view: View, *, period: str) -> frozenset[int]:
    """Pupils with a conversation due in an ended term of the period's year, up to the period, and not held."""
    school, school_class = view.place.school, view.place.school_class
    ended = {
        each.term
        for each in view.ask.term_dates
        if school and each.school == school.code and each.term[:7] == period[:7] and each.ends < view.ask.as_at
        and term_order(each.term) <= term_order(period)
    }  # fmt: skip
    if school is None or not ended or not _sent(view, year=period[:7]):
        return frozenset()
    class_id = school_class.class_id if school_class else None
    return queries.overdue(view.ask.asker, school=school.code, on=view.ask.as_at, terms=ended, class_id=class_id)


def _sent(view: View, *, year: str) -> bool:
    """Whether the view's school has supplied any conversation of the year: without one nobody is overdue."""
    school = view.place.school.code if view.place.school else ""
    return any(
        each.school == school and each.term[:7] == year and "conversations" in each.supplied
        for each in view.ask.term_dates
    )


def _counts(view: View, *, period: str, pupil_ids: set[int]) -> dict[tuple[int, str], Counts]:
    school, school_class = view.place.school, view.place.school_class
    if school is None or not period:
        return {}
    rows = queries.counts(
        view.ask.asker, school=school.code, on=view.ask.as_at, periods={period, period[:7]},
        pupil_ids=pupil_ids, class_id=school_class.class_id if school_class else None,
    )  # fmt: skip
    return {(row.pupil_id, row.period): row for row in rows}
