"""The arithmetic of wider outcomes: one function a metric, named as the metric.

Each takes the cells that are counted and gives one row: the group against pupils without SEND. Pupils whose status is
not known are in neither. Rates are ratios of sums over pupils. Cells of two periods are never added up:
``MixedCellsError``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums, codes_of, one_of_each
from dashboard.metrics.cells_wider_outcomes import ActivityCell, CountCell, PercentCell, shares, unknown
from dashboard.metrics.numbers import count
from dashboard.metrics.rates import count_gap_row, share_gap_row, share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import NOTHING_SENT, Subject, Uncounted, means_apart, split
from data_loaders.vocabulary import OTHERS

PER = 100
"""Incidents and suspensions are counted for so many pupils."""
NO_CENSUS = "the January census of this academic year has not been taken yet"
MORE_THAN_ON_ROLL = "more pupils than were on roll at the January census"


def club_participation(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group on roll in the period who came to at least one club session, with Wilson's interval.

    ``group`` may be ``others``.
    """
    about = _about("club_participation", group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    return share_row(about, one=shares(cells, group=group)[0], uncounted=Uncounted(unknown=unknown(cells)))


def club_gap(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group who came to at least one club session minus that of other pupils, in percentage points,
    with Newcombe's interval. Of one club or one kind of club the cells count those who came to it."""
    return _shares_apart("club_gap", cells=cells, group=group, label=label, key=key)


def club_send_share(cells: Sequence[ActivityCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of those who came to a club, with Wilson's interval: pupils of unknown status are left out."""
    about = _about("club_send_share", group=group, label=label, key=key)
    one_of_each(cells, "period")
    came = sum(cell.pupils for cell in cells if cell.status in codes_of(group))
    everybody = sum(cell.pupils for cell in cells if cell.status)
    row = share_row(about, one=(came, everybody))
    few = row.state is State.LOW_RELIABILITY
    return replace(row, reason=f"only {count(everybody, words='pupils')} came") if few else row


def regular_participation(cells: Sequence[PercentCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group who in at least one half term came to at least the threshold's share of the club sessions
    offered to them, minus that of other pupils, with Newcombe's interval."""
    about = _about("regular_participation", group=group, label=label, key=key)
    one_of_each(cells, "period")
    least = about.metric.parameters["threshold_percent"]

    def share(codes: frozenset[str]) -> tuple[int, int]:
        held = [cell for cell in cells if cell.status in codes]
        return sum(cell.n for cell in held if cell.percent >= least), sum(cell.n for cell in held)

    uncounted = Uncounted(unknown=unknown(cells))
    return share_gap_row(about, one=share(codes_of(group)), two=share(OTHERS), uncounted=uncounted)


def sessions_per_pupil(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The mean club sessions of a pupil of the group, whether in a club or not, minus that of other pupils, with
    Welch's interval."""
    about = _about("sessions_per_pupil", group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    one, two = _sums(cells, group=group)
    return means_apart(about, one=one, two=two, uncounted=Uncounted(unknown=unknown(cells)), nothing=NOTHING_SENT)


def bullying_incidents(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """Times a pupil was the victim of bullying or discrimination, per 100 pupils on roll: the group's minus others'."""
    return _per_hundred("bullying_incidents", cells=cells, group=group, label=label, key=key)


def bullying_perpetrators(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """Times a pupil took part in bullying or discrimination as perpetrator, per 100 pupils on roll: the group's minus
    others'."""
    return _per_hundred("bullying_perpetrators", cells=cells, group=group, label=label, key=key)


def behaviour_incidents(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """Behaviour incidents recorded of a pupil, per 100 pupils on roll: the group's minus others'."""
    return _per_hundred("behaviour_incidents", cells=cells, group=group, label=label, key=key)


def suspension_rate(
    cells: Sequence[CountCell], *, taken: bool = True, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """Suspensions per 100 pupils on roll at the January census: the group's minus others', with the
    interval of a Poisson count. It can exceed 100. Not available before the census has been ``taken``.
    """
    nothing = _before_census("suspension_rate", taken=taken, group=group, label=label, key=key)
    return nothing or _per_hundred("suspension_rate", cells=cells, group=group, label=label, key=key)


def pupils_suspended(
    cells: Sequence[CountCell], *, taken: bool = True, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """Pupils suspended at least once per 100 on roll at the January census: the group's minus others', with Newcombe's
    interval."""
    nothing = _before_census("pupils_suspended", taken=taken, group=group, label=label, key=key)
    return nothing or _shares_apart("pupils_suspended", cells=cells, group=group, label=label, key=key)


def permanent_exclusion_rate(
    cells: Sequence[CountCell], *, taken: bool = True, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """Pupils permanently excluded per 100 on roll at the January census: the group's minus others', with Newcombe's
    interval."""
    nothing = _before_census("permanent_exclusion_rate", taken=taken, group=group, label=label, key=key)
    return nothing or _shares_apart("permanent_exclusion_rate", cells=cells, group=group, label=label, key=key)


def sessions_lost(
    cells: Sequence[CountCell], *, taken: bool = True, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """Sessions marked as suspended or excluded per 100 pupils on roll at the January census: the group's minus
    others'."""
    nothing = _before_census("sessions_lost", taken=taken, group=group, label=label, key=key)
    return nothing or _per_hundred("sessions_lost", cells=cells, group=group, label=label, key=key)


def parents_evening_attendance(
    cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group's pupils invited for whom a parent or carer came at least once, minus that of other
    pupils, with Newcombe's interval."""
    return _shares_apart("parents_evening_attendance", cells=cells, group=group, label=label, key=key)


def _about(name: str, *, group: str, label: str, key: str) -> Subject:
    return Subject(metric=metric(name), group=group, label=label, key=key)


def _before_census(name: str, *, taken: bool, group: str, label: str, key: str) -> Row | None:
    if taken:
        return None
    return _about(name, group=group, label=label, key=key).nothing(State.NOT_AVAILABLE, reason=NO_CENSUS)


def _shares_apart(name: str, *, cells: Sequence[CountCell], group: str, label: str, key: str) -> Row:
    about = _about(name, group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    one, two = shares(cells, group=group)
    if one[0] > one[1] or two[0] > two[1]:
        return about.nothing(State.NOT_AVAILABLE, reason=MORE_THAN_ON_ROLL, n=one[1], n_other=two[1])
    return share_gap_row(about, one=one, two=two, uncounted=Uncounted(unknown=unknown(cells)))


def _per_hundred(name: str, *, cells: Sequence[CountCell], group: str, label: str, key: str) -> Row:
    about = _about(name, group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    one, two = _sums(cells, group=group)
    return count_gap_row(about, one=one, two=two, times=PER, uncounted=Uncounted(unknown=unknown(cells)))


def _sums(cells: Sequence[CountCell], *, group: str) -> tuple[Sums, Sums]:
    return split(cells, group=group, status=lambda cell: cell.status, value=lambda cell: cell.sums)
