"""The arithmetic of progress: one function a metric, named as the metric. Signatures first; the bodies follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dashboard.metrics.answer import Row
from dashboard.metrics.cells import LevelCell, PairCell, ProgressCell


class Cohort(NamedTuple):
    """All pupils of the trust with a result on one subject, scale, year group and term."""

    n: int
    mean: float
    sd: float


class Coverage(NamedTuple):
    """How many eligible pupils are matched, why the others are not, and how many have no known SEND status."""

    matched: int
    eligible: int
    reasons: Mapping[str, int]
    unknown_status: int


def progress_gap(cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = "") -> Row: ...
def progress_gain(cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = "") -> Row: ...
def progress_distance(levels: Sequence[LevelCell], *, group: str = "send", label: str = "", key: str = "") -> Row: ...
def progress_share_at_expected(
    cells: Sequence[ProgressCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row: ...
def progress_standing_change(
    cells: Sequence[ProgressCell],
    *,
    cohorts: Mapping[tuple[str, str, str, str], Cohort],
    group: str = "send",
    label: str = "",
    key: str = "",
) -> Row: ...
def progress_change_same_pupils(
    cells: Sequence[PairCell], *, group: str = "send", label: str = "", key: str = ""
) -> Row: ...
def progress_change_year_groups(
    now: Sequence[LevelCell], *, before: Sequence[LevelCell], group: str = "send", label: str = "", key: str = ""
) -> Row: ...
def cohorts(levels: Sequence[LevelCell]) -> dict[tuple[str, str, str, str], Cohort]: ...
def coverage(cells: Sequence[ProgressCell], *, group: str = "") -> Coverage: ...
