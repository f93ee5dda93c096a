"""The arithmetic of national tests and examinations: one function a metric, named as the metric.

Each takes the cells of one assessment and academic year. Everybody eligible counts, those not entered and those without
a result too: a school that counts only who sat the test overstates its SEND pupils. SEND status is that of the January
census; pupils whose status is not known are in neither group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums, codes_of, one_of_each
from dashboard.metrics.cells_attainment import AttainmentCell
from dashboard.metrics.numbers import count, period_words
from dashboard.metrics.rates import share_gap_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted, means_apart, missing, split, valued, with_sides
from dashboard.metrics.uncertainty import Interval, known_spread
from data_loaders.vocabulary import OTHERS

ASSESSMENTS: Mapping[str, str] = {
    "good_development": "development",
    "phonics_expected": "phonics",
    "multiplication_full": "multiplication",
    "rwm_expected": "ks2",
    "rwm_higher": "ks2",
    "attainment_8": "ks4",
    "progress_8": "ks4",
}
"""The assessment that each metric is of, the youngest pupils' first."""
NOTHING: Mapping[str, str] = {
    "development": "no profiles of the early years here",
    "phonics": "no results of the phonics check here",
    "multiplication": "no results of the multiplication check here",
    "ks2": "no results of key stage 2 here",
    "ks4": "no results of key stage 4 here",
}
"""What is said where nobody has a result of an assessment."""
NO_PROGRESS_8 = "no Progress 8 is made for {year}: these pupils sat no tests at key stage 2"
NO_TABLE = "no prior attainment groups have been brought in for this year"
NO_PRIOR = "no results of key stage 2 to begin from for {pupils}"


class Standards(NamedTuple):
    """What a pupil must reach, as the definitions say it: scaled scores and codes of writing, and marks."""

    scaled: float
    writing: tuple[str, ...]
    higher_scaled: float
    higher_writing: tuple[str, ...]
    phonics: float
    multiplication: float


def standards() -> Standards:
    """The parameters of the definitions together: what the query compares each pupil with."""
    expected, higher = metric("rwm_expected"), metric("rwm_higher")
    return Standards(
        scaled=expected.parameters["scaled_score"],
        writing=expected.codes["writing"],
        higher_scaled=higher.parameters["scaled_score"],
        higher_writing=higher.codes["writing"],
        phonics=metric("phonics_expected").parameters["marks"],
        multiplication=metric("multiplication_full").parameters["marks"],
    )


class Without(NamedTuple):
    """Eligible pupils without an outcome: those not entered (absent, or below the level of the test), and those of
    whom nothing has been supplied."""

    not_entered: int
    nothing: int


def without(cells: Sequence[AttainmentCell], *, group: str) -> Without:
    """The group's pupils without an outcome; ``group`` may be ``others``."""
    mine = [cell for cell in cells if cell.sen in codes_of(group)]
    counted = (sum(cell.n for cell in mine if cell.state == state) for state in ("not_entered", "nothing"))
    return Without(*counted)


class Share(Protocol):
    """A metric that is the share of everybody who reached something, the group's minus other pupils'."""

    def __call__(
        self, cells: Sequence[AttainmentCell], *, group: str = "send", label: str = "", key: str = ""
    ) -> Row: ...


def _share_of(name: str, *, reached: str = "met") -> Share:
    def share(cells: Sequence[AttainmentCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
        about = Subject(metric=metric(name), group=group, label=label, key=key)
        one_of_each(cells, "assessment", "academic_year")
        sides = ([cell for cell in cells if cell.sen in codes_of(side)] for side in (group, "others"))
        one, two = ((sum(getattr(cell, reached) for cell in mine), sum(cell.n for cell in mine)) for mine in sides)
        row = share_gap_row(about, one=one, two=two, uncounted=_unknown(cells), nothing=_nobody(about, cells=cells))
        return _dated(row, cells=cells)

    return share


good_development: Share = _share_of("good_development")
phonics_expected: Share = _share_of("phonics_expected")
multiplication_full: Share = _share_of("multiplication_full")
rwm_expected: Share = _share_of("rwm_expected")
rwm_higher: Share = _share_of("rwm_higher", reached="higher")


def attainment_8(cells: Sequence[AttainmentCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's mean Attainment 8 minus other pupils', in points, with Welch's interval; both means beside it."""
    about = Subject(metric=metric("attainment_8"), group=group, label=label, key=key)
    one_of_each(cells, "assessment", "academic_year")
    one, two = split(cells, group=group, status=lambda cell: cell.sen, value=lambda cell: cell.attainment_8)
    row = means_apart(about, one=one, two=two, uncounted=_unknown(cells), nothing=_nobody(about, cells=cells))
    return _dated(row, cells=cells)


def progress_8(cells: Sequence[AttainmentCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's mean Progress 8 in grades, with the interval of the national spread; other pupils' beside it.

    ``numerator`` of ``denominator`` Year 11 pupils of the group are counted: the others have no results of key stage 2
    to begin from. There is none for the years that the definition says it is not produced for.
    """
    about = Subject(metric=metric("progress_8"), group=group, label=label, key=key)
    one_of_each(cells, "assessment", "academic_year")
    here = sum(cell.n for cell in cells if cell.sen in codes_of(group))
    row = _no_progress_8(about, cells=cells, here=here) or _progress_8(about, cells=cells)
    placed = sum(cell.placed for cell in cells if cell.sen in codes_of(group))
    return _dated(replace(row, numerator=placed, denominator=here), cells=cells)


def _no_progress_8(about: Subject, *, cells: Sequence[AttainmentCell], here: int) -> Row | None:
    """The row that says why there is none: the year, the table, or the pupils' earlier results."""
    others = sum(cell.n for cell in cells if cell.sen in OTHERS)
    if cells and cells[0].academic_year in about.metric.codes["not_produced"]:
        reason = NO_PROGRESS_8.format(year=period_words(cells[0].academic_year))
        return about.nothing(State.NOT_AVAILABLE, reason=reason)
    absent = missing(
        about, one=here, two=others or None, uncounted=_unknown(cells), nothing=_nobody(about, cells=cells)
    )
    if absent is not None:
        return absent
    if not any(cell.placed for cell in cells):
        return about.nothing(State.NOT_AVAILABLE, reason=NO_TABLE)
    if any(cell.placed for cell in cells if cell.sen in codes_of(about.group)):
        return None
    return about.nothing(State.NOT_AVAILABLE, reason=NO_PRIOR.format(pupils=count(here, words=about.words)))


def _progress_8(about: Subject, *, cells: Sequence[AttainmentCell]) -> Row:
    grade = about.metric.parameters["points_a_grade"]
    one, two = split(
        cells, group=about.group, status=lambda cell: cell.sen,
        value=lambda cell: cell.progress_8(points_a_grade=grade),
    )  # fmt: skip
    found = _mean(one, about=about)
    row = replace(about.row(n=one.n, n_other=two.n or None), alone=True)
    row = with_sides(row, one=found, two=_mean(two, about=about))
    assert found is not None
    return valued(row, found=found, about=about, sides=[(one.n, about.words)])


def years_together(name: str) -> int:
    """How many of the last years' pupils are counted together where one year holds few; 0 where a metric's years are
    never put together."""
    known = metric(name)
    return int(known.parameters["years_together"]) if "years_together" in known.parameters else 0


def _mean(sums: Sums, *, about: Subject) -> Interval | None:
    """A side's mean with the interval of the national spread of pupils; None where it has no pupils."""
    sd = about.metric.parameters["national_sd"]
    return known_spread(sums.mean, sd=sd, n=sums.n, confidence=about.confidence) if sums.n else None


def _unknown(cells: Sequence[AttainmentCell]) -> Uncounted:
    return Uncounted(unknown=sum(cell.n for cell in cells if not cell.sen))


def _nobody(about: Subject, *, cells: Sequence[AttainmentCell]) -> str:
    """What is said where neither the group nor other pupils are in a year group that has results."""
    return f"no {about.words} in the year group" if cells else "no results here"


def _dated(row: Row, *, cells: Sequence[AttainmentCell]) -> Row:
    return replace(row, last_period=cells[0].academic_year if cells else "")
