"""The arithmetic of attendance: one function a metric, named as the metric.

Each takes the cells that are counted and gives one row. A rate is a ratio of sums of sessions; a difference is the
group minus others, so above 0 the group missed more. ``group`` may be ``others``, or ``all`` for every pupil handed
over. Nobody's status is guessed: pupils of unknown provision are in neither group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.absentees import band_edges
from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_attendance import (
    EVERYONE,
    AbsenceCell,
    AbsenteeCell,
    ReasonCell,
    absentees_of_group,
    arrival_sums,
    of_group,
    rate_sums,
    reason_sums,
)
from dashboard.metrics.rates import percent, ratio_gap_row, ratio_row, share_gap_row, share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted, missing, valued, with_sides
from dashboard.metrics.small_groups import HOLLOW_TO
from dashboard.metrics.uncertainty import RatioSums, newcombe, ratio, ratio_difference, wilson
from data_loaders.vocabulary import OTHERS

NO_REGISTERS = "no registers for this period"
NOT_SAID = "the registers do not say it"
TOO_FEW_SESSIONS = "nobody has enough sessions yet"


def overall_absence(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group's possible sessions that were missed."""
    about = Subject(metric=metric("overall_absence"), group=group, label=label, key=key)
    return _rate(about, cells=cells, part="absent")


def authorised_absence(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share missed with a reason the school accepted."""
    about = Subject(metric=metric("authorised_absence"), group=group, label=label, key=key)
    return _rate(about, cells=cells, part="authorised")


def unauthorised_absence(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share missed without."""
    about = Subject(metric=metric("unauthorised_absence"), group=group, label=label, key=key)
    return _rate(about, cells=cells, part="unauthorised")


def late_marks(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of possible sessions with a late mark, before or after the register closed."""
    return _rate(Subject(metric=metric("late_marks"), group=group, label=label, key=key), cells=cells, part="late")


def _rate(about: Subject, *, cells: Sequence[AbsenceCell], part: str) -> Row:
    mine = of_group(cells, group=about.group)
    sums = rate_sums(mine, part=part)
    if sums is None:
        return about.nothing(State.NOT_AVAILABLE, reason=NOT_SAID, n=sum(cell.n for cell in mine))
    return ratio_row(about, one=sums, uncounted=_uncounted(cells, group=about.group), nothing=NO_REGISTERS)


def _uncounted(cells: Sequence[AbsenceCell], *, group: str) -> Uncounted:
    return Uncounted(
        one=sum(cell.without for cell in of_group(cells, group=group)),
        two=sum(cell.without for cell in of_group(cells, group="others")),
        unknown=sum(cell.n + cell.without for cell in cells if not cell.sen),
        elsewhere=_elsewhere(cells, group=group),
    )


def _elsewhere(cells: Sequence[AbsenceCell | AbsenteeCell], *, group: str) -> int:
    """Pupils of a known provision that is neither the group's nor other pupils'."""
    if group == EVERYONE:
        return 0
    return sum(cell.n for cell in cells if cell.sen not in {"", *codes_of(group), *OTHERS})


def punctuality(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group's arrivals that were on time."""
    about = Subject(metric=metric("punctuality"), group=group, label=label, key=key)
    mine = of_group(cells, group=group)
    sums = arrival_sums(mine)
    if sums is None or (mine and not sums.whole):
        return about.nothing(State.NOT_AVAILABLE, reason=NOT_SAID, n=sum(cell.n for cell in mine))
    return ratio_row(about, one=sums, uncounted=_uncounted(cells, group=group), nothing=NO_REGISTERS)


def punctuality_gap(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of arrivals on time minus that of other pupils, in percentage points; both shares beside it."""
    about = Subject(metric=metric("punctuality_gap"), group=group, label=label, key=key)
    mine, rest = (of_group(cells, group=side) for side in (group, "others"))
    one, two = arrival_sums(mine), arrival_sums(rest)
    if one is None or two is None or any(side.n and not side.whole for side in (one, two)):
        return about.nothing(State.NOT_AVAILABLE, reason=NOT_SAID, n=sum(cell.n for cell in mine))
    return ratio_gap_row(about, one=one, two=two, uncounted=_uncounted(cells, group=group), nothing=NO_REGISTERS)


def absence_by_reason(
    cells: Sequence[AbsenceCell],
    *,
    reasons: Sequence[ReasonCell],
    code: str,
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The share of the group's possible sessions missed for one reason, as its register code says; the share of other
    pupils beside it where there are any."""
    about = Subject(metric=metric("absence_by_reason"), group=group, label=label, key=key)
    one, two = (reason_sums(reasons, cells=cells, code=code, group=side) for side in (group, "others"))
    row = ratio_row(about, one=one, uncounted=_uncounted(cells, group=group), nothing=NO_REGISTERS)
    return with_sides(row, one=None, two=percent(ratio(two, confidence=about.confidence)) if two.whole else None)


def absence_gap(cells: Sequence[AbsenceCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's rate of absence minus that of other pupils, in percentage points; both rates beside it."""
    about = Subject(metric=metric("absence_gap"), group=group, label=label, key=key)
    one, two = (_known(of_group(cells, group=side)) for side in (group, "others"))
    return ratio_gap_row(about, one=one, two=two, uncounted=_uncounted(cells, group=group), nothing=NO_REGISTERS)


def _known(cells: Sequence[AbsenceCell]) -> RatioSums:
    """Absence is known wherever an enrolment is counted."""
    sums = rate_sums(cells)
    assert sums is not None
    return sums


def absence_change(
    cells: Sequence[AbsenceCell],
    *,
    before: Sequence[AbsenceCell],
    usual: float | None = None,
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The group's rate of absence now minus its rate in an earlier period, in percentage points.

    ``group_value`` is now, ``other_value`` before. ``usual`` is how far the same weeks of earlier years lay apart, in
    percentage points: the interval is never narrower, so that what years do anyhow is called no change.
    """
    about = Subject(metric=metric("absence_change"), group=group, label=label, key=key)
    now, ago = (_known(of_group(each, group=group)) for each in (cells, before))
    nothing = missing(about, one=now.n, two=None, nothing=NO_REGISTERS)
    if nothing or not ago.n:
        return nothing or about.nothing(State.NOT_AVAILABLE, reason="no registers to compare with", n=now.n)
    ends = (percent(ratio(each, confidence=about.confidence)) for each in (now, ago))
    row = with_sides(replace(about.row(n=now.n), fewest=ago.n), one=next(ends), two=next(ends))
    found = percent(ratio_difference(now, ago, confidence=about.confidence))
    sides = [(now.n, about.words), (ago.n, f"{about.words} then")]
    return _no_narrower(valued(row, found=found, about=about, sides=sides), half=usual or 0.0)


def _no_narrower(row: Row, *, half: float) -> Row:
    if row.value is None or row.low is None or row.high is None:
        return row
    return replace(row, low=min(row.low, row.value - half), high=max(row.high, row.value + half))


def persistent_absence(cells: Sequence[AbsenteeCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group's pupils who missed a tenth or more of their own possible sessions."""
    about = Subject(metric=metric("persistent_absence"), group=group, label=label, key=key)
    return _share(about, cells=cells, of="persistent")


def persistent_absence_pupils(
    cells: Sequence[AbsenteeCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The same with every pupil once: the cells hold pupils with the sessions of all their enrolments together."""
    about = Subject(metric=metric("persistent_absence_pupils"), group=group, label=label, key=key)
    return _share(about, cells=cells, of="persistent")


def severe_absence(cells: Sequence[AbsenteeCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share who missed half or more."""
    return _share(Subject(metric=metric("severe_absence"), group=group, label=label, key=key), cells=cells, of="severe")


def persistent_absence_gap(
    cells: Sequence[AbsenteeCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The group's share of persistent absentees minus that of other pupils, in percentage points."""
    about = Subject(metric=metric("persistent_absence_gap"), group=group, label=label, key=key)
    return _share_gap(about, cells=cells, of="persistent")


def severe_absence_gap(cells: Sequence[AbsenteeCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of severe absentees minus that of other pupils, in percentage points."""
    about = Subject(metric=metric("severe_absence_gap"), group=group, label=label, key=key)
    return _share_gap(about, cells=cells, of="severe")


def _counts(cells: Sequence[AbsenteeCell], *, group: str, of: str) -> tuple[int, int]:
    mine = absentees_of_group(cells, group=group)
    return sum(getattr(cell, of) for cell in mine), sum(cell.n for cell in mine)


def _short(cells: Sequence[AbsenteeCell], *, group: str) -> Uncounted:
    one, two = (sum(cell.short for cell in absentees_of_group(cells, group=side)) for side in (group, "others"))
    unknown = sum(cell.n + cell.short for cell in cells if not cell.sen)
    return Uncounted(one=one, two=two, unknown=unknown, elsewhere=_elsewhere(cells, group=group))


def _share(about: Subject, *, cells: Sequence[AbsenteeCell], of: str) -> Row:
    short = _short(cells, group=about.group)
    counts = _counts(cells, group=about.group, of=of)
    if not counts[1] and short.one:
        return about.nothing(State.NOT_AVAILABLE, reason=TOO_FEW_SESSIONS)
    return share_row(about, one=counts, uncounted=short, nothing=NO_REGISTERS)


def _share_gap(about: Subject, *, cells: Sequence[AbsenteeCell], of: str) -> Row:
    one, two = (_counts(cells, group=side, of=of) for side in (about.group, "others"))
    short = _short(cells, group=about.group)
    if not one[1] and short.one:
        return about.nothing(State.NOT_AVAILABLE, reason=TOO_FEW_SESSIONS)
    return share_gap_row(about, one=one, two=two, uncounted=short, nothing=NO_REGISTERS)


def persistent_absence_change(
    cells: Sequence[AbsenteeCell],
    *,
    before: Sequence[AbsenteeCell],
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row:
    """The group's share of persistent absentees now minus the share in an earlier period, in percentage points, as of
    different pupils. ``group_value`` is now, ``other_value`` before."""
    about = Subject(metric=metric("persistent_absence_change"), group=group, label=label, key=key)
    now, ago = (_counts(each, group=group, of="persistent") for each in (cells, before))
    nothing = missing(about, one=now[1], two=None, nothing=NO_REGISTERS)
    if nothing or not ago[1]:
        return nothing or about.nothing(State.NOT_AVAILABLE, reason="no registers to compare with", n=now[1])
    ends = (percent(wilson(*each, confidence=about.confidence)) for each in (now, ago))
    row = with_sides(replace(about.row(n=now[1]), fewest=ago[1]), one=next(ends), two=next(ends))
    found = percent(newcombe(now, ago, confidence=about.confidence))
    sides = [(now[1], about.words), (ago[1], f"{about.words} then")]
    return replace(valued(row, found=found, about=about, sides=sides), numerator=now[0], denominator=now[1])


def absence_distribution(
    cells: Sequence[AbsenteeCell], *, band: int, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group's pupils whose absence lies in one band of five points, the share of others beside it,
    where they are more than nine.

    ``band`` counts from 0, the band that begins at no absence.
    """
    about = Subject(metric=metric("absence_distribution"), group=group, label=label, key=key)
    one, two = (_in_band(cells, group=side, band=band) for side in (group, "others"))
    row = share_row(about, one=one, uncounted=_short(cells, group=group), nothing=NO_REGISTERS)
    other = percent(wilson(*two, confidence=about.confidence)) if two[1] > HOLLOW_TO else None
    return with_sides(row, one=None, two=other)


def _in_band(cells: Sequence[AbsenteeCell], *, group: str, band: int) -> tuple[int, int]:
    mine = absentees_of_group(cells, group=group)
    return sum(cell.bands[band] for cell in mine), sum(cell.n for cell in mine)


def band_words(band: int) -> str:
    """``"under 5%"``, ``"5% to under 10%"``, ``"50% or more"``."""
    edges = [f"{float(edge) * 100:g}%" for edge in band_edges()]
    if band == 0:
        return f"under {edges[1]}"
    return f"{edges[band]} or more" if band == len(edges) - 1 else f"{edges[band]} to under {edges[band + 1]}"
