"""Single pupils in all four strands: a row a pupil, and the facts about them that need no test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.metrics.absentees import is_close
from dashboard.metrics.numbers import period_words
from dashboard.queries import overview as queries
from dashboard.queries.overview import Counts
from dashboard.queries.pupils import RollRow
from dashboard.reporting import pupils
from dashboard.reporting.strands import Overview
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEND_CODES, term_order


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
        """Whether the pupil is one of the SEND pupils, on the day or as counted."""
        return bool({self.roll.status, self.roll.counted, self.roll.level_status} & SEND_CODES)

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


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that needs no test: ``n`` SEND pupils of ``of``, what is so of them (``are close to …``), and which
    strand tells more."""

    n: int
    of: int
    words: str
    strand: str


Asked = Callable[[InFour], bool]
_FACTS: tuple[tuple[str, str, str, Asked, Asked], ...] = (
    (
        "conversations", "has", "have had no conversation in a term of this year that has ended",
        lambda row: row.overdue, lambda row: row.year is not None and row.year.counted is not None,
    ),
    (
        "conversations", "has", "have had no conversation with a parent or carer yet this term",
        lambda row: row.not_yet, lambda row: bool(row.term and row.term.counted is not None and row.term.afa_group),
    ),
    (
        "attendance", "is", "are close to missing a tenth of their sessions this year",
        lambda row: row.close, lambda row: row.absent is not None,
    ),
    (
        "wider_outcomes", "has", "have come to no club this term",
        lambda row: row.no_club, lambda row: bool(row.term and row.term.clubs_attended is not None),
    ),
    (
        "progress", "has", "have no result this term",
        lambda row: row.no_result, lambda row: row.roll.state is not None,
    ),
)  # fmt: skip
"""Strand, the verb for one pupil, what is so of several, who it is so of, and of whom it can be told."""


def facts(rows: Sequence[InFour], *, overview: Overview) -> list[Fact]:
    """What is so of how many of the SEND pupils, of those of whom it can be told; what is so of nobody is left out.
    Of a term or year that is not the current one, its name is said."""
    send = [row for row in rows if row.send]
    found = []
    for strand, one, words, is_so, told in _FACTS:
        known = [row for row in send if told(row)]
        n = sum(map(is_so, known))
        said = f"{one} {words.partition(' ')[2]}" if n == 1 else words
        said = _dated(said, overview=overview, strand=strand)
        found += [Fact(n=n, of=len(known), words=said, strand=strand)] if n else []
    return found


def _dated(words: str, *, overview: Overview, strand: str) -> str:
    """The words with ``this term`` and ``this year`` as they are: results may be those of an earlier term."""
    shown = overview.views["progress"].selection.period if strand == "progress" else period_of(overview)
    period, current = shown, overview.view.current
    if period and period != current:
        words = words.replace("this term", f"in {period_words(period)}")
    if period and period[:7] != current[:7]:
        year = period_words(period[:7])
        words = words.replace("of this year", f"of {year}").replace("this year", f"in {year}")
    return words


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
    roll = pupils.class_roll(view) if view.place.school_class else pupils.send_roll(view)
    period = period_of(overview)
    ids = {row.pupil_id for row in roll}
    held, late = _counts(view, period=period, pupil_ids=ids), _overdue(view, period=period, pupil_ids=ids)
    year = period[:7]
    return [
        InFour(roll=row, term=held.get((row.pupil_id, period)), year=held.get((row.pupil_id, year)),
               overdue=row.pupil_id in late)
        for row in roll
    ]  # fmt: skip


def _overdue(view: View, *, period: str, pupil_ids: set[int]) -> frozenset[int]:
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
    return queries.overdue(
        view.ask.asker, school=school.code, on=view.ask.as_at, terms=ended, pupil_ids=pupil_ids, class_id=class_id
    )


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
