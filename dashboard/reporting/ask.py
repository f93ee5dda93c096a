"""Ask: one request's way to the figures. It knows who asks and the day, and reads each set of sums once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from dashboard.access.scope import Level, Scope
from dashboard.metrics.cells import LevelCell, ProgressCell
from dashboard.metrics.standing import Cohort, CohortKey, cohorts_of
from dashboard.queries import places, progress, terms
from dashboard.queries.running import Asker, Reader, asker_for

T = TypeVar("T")


class NotHere(LookupError):
    """The place is unknown or not the reader's: the two are answered alike."""


@dataclass(kw_only=True)
class Ask:
    """The questions of one request. ``as_at`` is the day figures are for; ``sample`` says the trust is invented."""

    asker: Asker
    as_at: date
    sample: bool = False
    path: str = "/progress"
    """The page that is being drawn: rows link to it."""
    _kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What the reader may see."""
        return self.asker.scope

    @cached_property
    def trust_name(self) -> str:
        """The trust's name."""
        return places.trust_name(self.asker)

    @cached_property
    def schools(self) -> dict[str, places.School]:
        """The schools in scope by code, in order of name."""
        return {school.code: school for school in places.schools(self.asker)}

    @cached_property
    def term_dates(self) -> list[terms.TermDates]:
        """When terms begin and end at the schools in scope."""
        return terms.term_dates(self.asker)

    @cached_property
    def supply(self) -> list[terms.Supply]:
        """What the schools in scope have supplied; nothing for a reader of single classes."""
        return terms.supply(self.asker) if self.scope.may_read(Level.SCHOOL) else []

    @cached_property
    def scales(self) -> dict[str, terms.Scale]:
        """The scales by code."""
        return terms.scales(self.asker)

    @cached_property
    def batches(self) -> list[terms.Batch]:
        """The imports that stand."""
        return terms.batches(self.asker)

    @property
    def phase(self) -> str:
        """The phase of a single-school reader's school: the one their total of the trust is over."""
        return next(iter(self.schools.values())).phase if self.schools else ""

    def cells(self, period: str) -> list[ProgressCell]:
        """The progress sums of a period for every school in scope."""
        return self._once(("cells", period), lambda: progress.cells(self.asker, period=period))

    def levels(self, subject: str, scale: str) -> list[LevelCell]:
        """The sums of results of every term for every school in scope."""
        key = ("levels", subject, scale)
        return self._once(key, lambda: progress.levels(self.asker, subject=subject, scale=scale))

    def pairs(self, period: str, before: str, subject: str, scale: str) -> list[ProgressCell]:
        """The same pupils in an earlier period and now, for every school in scope."""
        key = ("pairs", period, before, subject, scale)
        question = {"period": period, "before": before, "subject": subject, "scale": scale}
        return self._once(key, lambda: progress.pairs(self.asker, **question))

    def phase_cells(self, period: str) -> list[ProgressCell]:
        """The progress sums of the trust's schools of the reader's phase together; empty under three others."""
        phase = places.of_phase(self.phase)
        key = ("phase cells", period)
        return self._once(key, lambda: progress.total_cells(self.asker, period=period, schools=phase))

    def phase_levels(self, subject: str, scale: str) -> list[LevelCell]:
        """The sums of results of the trust's schools of the reader's phase together; empty under three others."""
        phase = places.of_phase(self.phase)
        key = ("phase levels", subject, scale)
        return self._once(key, lambda: progress.total_levels(self.asker, subject=subject, scale=scale, schools=phase))

    def cohorts(self, wanted: frozenset[str]) -> dict[CohortKey, Cohort]:
        """The trust's year groups in these terms, by subject, scale, year group and term: what standing rests on."""
        found = self._once(("cohorts", wanted), lambda: progress.cohorts(self.asker, terms=wanted))
        return cohorts_of(found)

    def _once(self, key: tuple[Any, ...], read: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = read()
        return cast("T", self._kept[key])


@contextmanager
def asking(
    reader: Reader, *, scope: Scope, as_at: date, sample: bool = False, path: str = "/progress"
) -> Iterator[Ask]:
    """An ``Ask`` for one request."""
    with asker_for(reader, scope=scope) as asker:
        yield Ask(asker=asker, as_at=as_at, sample=sample, path=path)
