"""The closed list of what a release may show: outcomes, means, and views in the order of their usefulness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.metrics.disclosure import Table, Where
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import subject_words
from dashboard.releases.counting import SEND, GainScale, Outcome, Pupil

VERSION = "1"
"""Changes with the list below: releases of another version are not compared."""
CROSSED = {"support": "by SEN support and EHC plan", "sex": "by sex"}
"""How the outcomes of SEND pupils may be told apart; of their need only how many there are is told."""
AREA = "by area of need"


@dataclass(frozen=True, kw_only=True)
class Group:
    """One line of a view: what it is called, and where its pupils lie."""

    key: str
    label: str
    where: Where


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A figure that is no count: Σ part / Σ whole over pupils, of those for whom it is known (``whole`` not None)."""

    key: str
    strand: str
    words: str
    unit: str
    part: Callable[[Pupil], float]
    whole: Callable[[Pupil], float | None]
    rate: bool = False
    scale: str = ""

    def is_known(self, pupil: Pupil) -> bool:
        """Whether the figure is known for the pupil."""
        return self.whole(pupil) is not None


def outcomes_of(*, term: str, subjects: Sequence[str]) -> list[Outcome]:
    """Every outcome of a term: conversations, clubs and absence, and progress in each subject that has expectations.

    Nothing is counted where the school has supplied nothing. Years are said as at their term.
    """
    return [
        Outcome(
            key=f"conversations.held@{term}", strand="conversations", words="had a structured conversation this term",
            counted=lambda pupil: bool(pupil.row.in_group) and pupil.row.counted is not None,
            has=lambda pupil: bool(pupil.row.counted),
        ),
        Outcome(
            key=f"wider_outcomes.club@{term}", strand="wider_outcomes", words="came to a club this year",
            counted=lambda pupil: pupil.row.club_sessions is not None, has=lambda pupil: bool(pupil.row.club_sessions),
        ),
        Outcome(
            key=f"attendance.persistent@{term}", strand="attendance",
            words="were persistently absent, year to date", counted=_long_enough, has=_persistent,
        ),
        *(_kept_pace(subject, term=term) for subject in subjects),
    ]  # fmt: skip


def _kept_pace(subject: str, *, term: str) -> Outcome:
    return Outcome(
        key=f"progress.{subject}@{term}", strand="progress",
        words=f"made at least the expected gain in {subject_words(subject)}",
        counted=lambda pupil: subject in pupil.gains and pupil.gains[subject].met_expectation is not None,
        has=lambda pupil: bool(pupil.gains[subject].met_expectation),
    )  # fmt: skip


def _long_enough(pupil: Pupil) -> bool:
    least = metric("persistent_absence").parameters["fewest_sessions"]
    return pupil.row.absent is not None and (pupil.row.possible or 0) >= least


def _persistent(pupil: Pupil) -> bool:
    thousandths = round(1_000 * metric("persistent_absence").parameters["threshold"])  # whole numbers: never a rate
    return 1_000 * (pupil.row.absent or 0) >= thousandths * (pupil.row.possible or 0)


def means_of(*, term: str, scales: Mapping[str, GainScale]) -> list[Mean]:
    """The figures that are no counts: sessions missed, and the mean gain in each subject on its scale."""
    return [
        Mean(
            key=f"attendance.missed@{term}", strand="attendance", words="of sessions missed, year to date", unit="%",
            part=lambda pupil: 100.0 * (pupil.row.absent or 0),
            whole=lambda pupil: float(pupil.row.possible) if pupil.row.possible and pupil.row.absent is not None
            else None, rate=True,
        ),
        *(_gain(subject, term=term, scale=scale) for subject, scale in scales.items()),
    ]  # fmt: skip


def _gain(subject: str, *, term: str, scale: GainScale) -> Mean:
    words = f"average gain in {subject_words(subject)}"
    return Mean(
        key=f"progress.gain.{subject}@{term}", strand="progress", unit=scale.unit, scale=scale.code,
        words=words if scale.unit == "points" else f"{words}, in {scale.unit}",
        part=lambda pupil: pupil.gains[subject].gain,
        whole=lambda pupil: 1.0 if subject in pupil.gains else None,
    )  # fmt: skip


TOTALS = (
    Group(key="send", label="SEND pupils", where=(("support", SEND),)),
    Group(key="others", label="Other pupils", where=(("support", frozenset({"N"})),)),
)


def crossed(table: Table, *, dim: str) -> list[Group]:
    """The SEND pupils of a table told apart by one dimension: support, sex or area of need."""
    if dim == "support":
        words = {"K": "SEN support", "E": "EHC plan"}
        return [Group(key=key, label=label, where=(("support", frozenset({key})),)) for key, label in words.items()]
    own = (("support", SEND),)
    return [Group(key=each, label=each, where=(*own, (dim, frozenset({each})))) for each in table.dims[dim]]
