"""The view: a selection made definite. Which period, subject and scale an address means here and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard.access.scope import Level
from dashboard.metrics.cells import ProgressCell, WindowCell
from dashboard.queries import progress
from dashboard.queries.terms import TermDates
from dashboard.reporting.ask import Ask, Pair
from dashboard.reporting.places import Place, place_of
from dashboard.selection import Selection
from data_loaders.vocabulary import term_order

FIRST_SUBJECT = "mathematics"
"""The subject a page opens on where the place has it."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One definite view, and the ask that reads its figures.

    ``strand`` is the subject looked at. ``selection`` has its period, subject and scale filled in where the place has
    any. ``current`` is the term that holds the day, or the last that has begun. ``periods`` are those for which the
    strand has been supplied (results, registers, conversations, club registers), the latest first. ``scales`` are the
    pairs of subject and scale with results in the period, with how many pupils; progress alone has any.
    """

    ask: Ask = field(repr=False, compare=False)
    strand: str
    place: Place
    selection: Selection
    current: str
    ends: date | None
    periods: tuple[str, ...]
    scales: tuple[tuple[str, str, int], ...]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects with results in the period, in order of name."""
        return tuple(sorted({subject for subject, _, _ in self.scales}))

    @property
    def in_bands(self) -> bool:
        """Whether the results shown are words in order, which are counted and never averaged."""
        scale = self.ask.scales.get(self.selection.scale) if self.strand == "progress" else None
        return scale is not None and bool(scale.bands)

    @property
    def running(self) -> bool:
        """Whether the period shown is a term that is not over."""
        return self.selection.period == self.current and self.ends is not None and self.ask.as_at <= self.ends

    @property
    def behind(self) -> bool:
        """Whether the period shown is a term before the current one, for which nothing has been supplied yet."""
        shown = self.selection.period
        return (
            bool(shown and self.current)
            and self.current not in self.periods
            and term_order(shown) < term_order(self.current)
        )


def view_of(ask: Ask, *, selection: Selection, strand: str = "progress") -> View:
    """The view of a strand that a selection means on the ask's day. Without a period it is the latest begun term for
    which the strand has been supplied here. Raises ``NotHere`` for a place that is not the reader's."""
    place = place_of(ask, selection=selection)
    begun = [term for term in ask.term_dates if term.starts <= ask.as_at and _here(place, school=term.school)]
    current = max((term.term for term in begun), key=term_order, default="")
    ends = max((term.ends for term in begun if term.term == current), default=None)
    periods = _periods(begun, strand=strand, years=not place.total)
    asked = "" if place.total and "." not in selection.period else selection.period
    period = asked or next((known for known in periods if "." in known), "")
    scales = _scales(ask, place=place, period=period) if strand == "progress" else ()
    if strand == "progress" and not scales and place.kind == "pupil" and periods:
        scales = _scales(ask, place=place, period=next(known for known in periods if "." in known))
    definite = replace(selection, period=period)
    if strand == "progress":
        definite = replace(definite, **_subject_and_scale(selection, place=place, scales=scales))
    return View(
        ask=ask, strand=strand, place=place, selection=definite, current=current, ends=ends, periods=periods,
        scales=scales,
    )  # fmt: skip


SEPTEMBER = 9


def opening(view: View) -> View:
    """The view a page opens on where the address names no period: in September the last completed term, for two weeks
    say nothing yet. Of a class and a pupil, who are those of now, it is the new term."""
    earlier = before_new(view)
    if not earlier or view.place.kind in {"class", "pupil"}:
        return view
    return replace(view, selection=replace(view.selection, period=earlier))


def before_new(view: View) -> str:
    """In September, where the new autumn term is shown: the latest supplied term before it; else empty."""
    shown = view.selection.period
    new = shown == view.current and shown.endswith(".autumn") and view.ask.as_at.month == SEPTEMBER
    return next((each for each in view.periods if "." in each and each != shown), "") if new else ""


def has_just_begun(view: View) -> bool:
    """Whether a page looks back in September although the new term has figures of its own."""
    shown, current = view.selection.period, view.current
    return (
        bool(shown)
        and view.ask.as_at.month == SEPTEMBER
        and current in view.periods
        and next((each for each in view.periods if "." in each and each != current), "") == shown
    )


def _here(place: Place, *, school: str) -> bool:
    return place.school is None or school in {"", place.school.code}


def _periods(begun: list[TermDates], *, strand: str, years: bool) -> tuple[str, ...]:
    """The periods to choose from. A total shown to one school's readers has no whole years: a year's total less its
    last term's would be the figure of a school that sent nothing in that term."""
    known = {term.term for term in begun if strand in term.supplied}
    whole = {term[:7] for term in known} if years else set()
    return tuple(sorted(known | whole, key=term_order, reverse=True))


def _scales(ask: Ask, *, place: Place, period: str) -> tuple[tuple[str, str, int], ...]:
    if place.kind in {"class", "pupil"} and not ask.scope.may_read(Level.SCHOOL):
        return tuple(sorted(progress.subjects_of_classes(ask.asker, period=period, on=ask.as_at)))
    school = place.school.code if place.school else ""
    held: dict[Pair, Sequence[WindowCell]] = {**cells_of(ask, place=place, period=period)}
    held |= {} if place.total else ask.bands(period, school=school)
    counted = (
        (subject, scale, sum(cell.n for cell in cells if _here(place, school=cell.school)))
        for (subject, scale), cells in held.items()
    )
    return tuple(sorted(each for each in counted if each[2]))


def cells_of(ask: Ask, *, place: Place, period: str) -> Mapping[Pair, list[ProgressCell]]:
    """The progress sums of a period by subject and scale: of the phase together, of the place's school, else of every
    school in scope."""
    school = place.school.code if place.school else ""
    return ask.phase_cells(period) if place.total else ask.cells(period, school=school)


def _subject_and_scale(
    selection: Selection, *, place: Place, scales: tuple[tuple[str, str, int], ...]
) -> dict[str, str]:
    subjects = sorted({subject for subject, _, _ in scales})
    taught = place.school_class.subject if place.school_class else ""
    wanted = (selection.subject, taught, FIRST_SUBJECT, *subjects)
    subject = next((name for name in wanted if name in subjects), selection.subject)
    held = sorted(((n, scale) for name, scale, n in scales if name == subject), reverse=True)
    known = [scale for _, scale in held]
    scale = selection.scale if selection.scale in known else next(iter(known), "")
    return {"subject": subject, "scale": scale}
