"""Ask: one request's way to the figures. It knows who asks and the day, and reads each set of sums once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import TypeVar

from dashboard.access.scope import Level, Scope
from dashboard.metrics.cells import BandCell, LevelCell, MatchingCell, ProgressCell
from dashboard.metrics.standing import Cohort, CohortKey, cohorts_of
from dashboard.queries import bands, benchmarks, matching, places, progress, terms
from dashboard.queries.running import Asker, Reader, asker_for
from dashboard.reporting.kept import Kept

T = TypeVar("T")
Pair = tuple[str, str]
"""A subject and a scale."""


class NotHere(LookupError):
    """The place is unknown or not the reader's: the two are answered alike."""


@dataclass(kw_only=True)
class Ask:
    """The questions of one request. ``as_at`` is the day figures are for; ``sample`` says the trust is invented.

    ``path`` is the page that is being drawn: rows link to it. ``complete`` is the share of pupils with results, or of
    weeks with registers, from which a school counts as complete. ``kept`` holds sums between requests, by scope.
    """

    asker: Asker
    as_at: date
    sample: bool = False
    path: str = "/progress"
    complete: float = 0.80
    kept: Kept = field(default_factory=Kept)

    @property
    def scope(self) -> Scope:
        """What the reader may see."""
        return self.asker.scope

    @cached_property
    def batches(self) -> list[terms.Batch]:
        """The imports that stand: read at every request, for they say which state the database is in."""
        return terms.batches(self.asker)

    def batches_of(self, strand: str) -> list[terms.Batch]:
        """The imports that brought a strand's records of the schools in scope: another school's import is no reader's
        of one."""
        brought = [each for each in self.batches if not each.counts.keys().isdisjoint(terms.records_of(strand))]
        if self.scope.schools is None:
            return brought
        own = self.once("batches", strand, read=lambda: terms.batches_behind(self.asker, strand=strand))
        return [each for each in brought if each.batch_id in own]

    def last_change(self, behind: Collection[int]) -> terms.Batch | None:
        """The newest import that changed what figures resting on these imports are made of: one of them, or one that
        changed who is on roll and in which group. A correction is an import, and restates what it corrects."""
        rolls = {each.batch_id for each in self.batches_of(terms.ROLL)}
        found = [
            each for each in self.batches
            if (each.batch_id in behind and terms.changed_records(each))
            or (each.batch_id in rolls and not terms.changed_records(each).isdisjoint(terms.records_of(terms.ROLL)))
        ]  # fmt: skip
        return found[-1] if found else None

    @cached_property
    def trust_name(self) -> str:
        """The trust's name."""
        return self.once("trust", read=lambda: places.trust_name(self.asker))

    @cached_property
    def schools(self) -> dict[str, places.School]:
        """The schools in scope by code, in order of name."""
        return self.once("schools", read=lambda: {each.code: each for each in places.schools(self.asker)})

    @cached_property
    def term_dates(self) -> list[terms.TermDates]:
        """When terms begin and end at the schools in scope."""
        return self.once("term dates", read=lambda: terms.term_dates(self.asker))

    @cached_property
    def supply(self) -> list[terms.Supply]:
        """What the schools in scope have supplied; nothing for a reader of single classes."""
        if not self.scope.may_read(Level.SCHOOL):
            return []
        return self.once("supply", read=lambda: terms.supply(self.asker))

    @cached_property
    def scales(self) -> dict[str, terms.Scale]:
        """The scales by code."""
        return self.once("scales", read=lambda: terms.scales(self.asker))

    @property
    def phase(self) -> str:
        """The phase of a single-school reader's school: the one their total of the trust is over."""
        return next(iter(self.schools.values())).phase if self.schools else ""

    def published(self, geography: str) -> dict[benchmarks.Key, benchmarks.Published]:
        """The published figures of a country, region or local authority, by measure, group, phase and period."""
        return self.once("published", geography, read=lambda: benchmarks.published(self.asker, geography=geography))

    def cells(self, period: str, *, school: str = "") -> Mapping[Pair, list[ProgressCell]]:
        """The progress sums of a period by subject and scale: of one school, else of every school in scope."""
        if school:
            return self.once("cells", period, school, read=lambda: _of_school(self.cells(period), school=school))
        return self.once("cells", period, read=lambda: _by_pair(progress.cells(self.asker, period=period)))

    def bands(self, period: str, *, school: str = "") -> Mapping[Pair, list[BandCell]]:
        """The pupils on scales of bands in a period by subject and scale: of one school, else of every one in scope."""
        if not any(scale.bands for scale in self.scales.values()):
            return {}
        found = self.once("bands", period, read=lambda: _by_pair(bands.cells(self.asker, period=period)))
        return _of_school(found, school=school) if school else found

    def matching(self, period: str, *, subject: str, scale: str, averages: Mapping[str, float]) -> list[MatchingCell]:
        """The matched pupils of every school in scope beside the average gain of their phase, given by school."""
        question = {"period": period, "subject": subject, "scale": scale}
        read = partial(matching.matching, self.asker, averages=averages, **question)
        return self.once("matching", *question.values(), *averages.items(), read=read)

    def levels(self, subject: str, *, scale: str, school: str = "") -> Mapping[str, list[LevelCell]]:
        """The sums of results by term: of one school, else of every school in scope."""
        if school:
            every = partial(self.levels, subject, scale=scale)
            return self.once("levels", subject, scale, school, read=lambda: _of_school(every(), school=school))
        question = {"subject": subject, "scale": scale}
        return self.once("levels", subject, scale, read=lambda: _by_term(progress.levels(self.asker, **question)))

    def pairs(self, period: str, *, before: str, subject: str, scale: str) -> list[ProgressCell]:
        """The same pupils in an earlier period and now, for every school in scope."""
        question = {"period": period, "before": before, "subject": subject, "scale": scale}
        return self.once("pairs", *question.values(), read=lambda: progress.pairs(self.asker, **question))

    def overlap(
        self, period: str, *, other: str, subject: str, scale: str, codes: frozenset[str], school: str
    ) -> list[progress.Overlap]:
        """Where the pupils of one period with these codes of SEN provision stand in another."""
        question = {"period": period, "other": other, "subject": subject, "scale": scale, "school": school}
        read = partial(progress.overlap, self.asker, codes=codes, **question)
        return self.once("overlap", codes, *question.values(), read=read)

    def phase_cells(self, period: str) -> Mapping[Pair, list[ProgressCell]]:
        """The progress sums of the trust's schools of the reader's phase together; empty under three others."""
        schools = places.of_phase(self.phase)
        read = partial(progress.total_cells, self.asker, period=period, schools=schools)
        return self.once("phase cells", period, read=lambda: _by_pair(read()))

    def phase_levels(self, subject: str, *, scale: str) -> Mapping[str, list[LevelCell]]:
        """The sums of results of the trust's schools of the reader's phase together; empty under three others."""
        schools = places.of_phase(self.phase)
        read = partial(progress.total_levels, self.asker, subject=subject, scale=scale, schools=schools)
        return self.once("phase levels", subject, scale, read=lambda: _by_term(read()))

    def cohorts(self, wanted: frozenset[str]) -> dict[CohortKey, Cohort]:
        """The trust's year groups in these terms, by subject, scale, year group and term: what standing rests on."""
        return self.once("cohorts", wanted, read=lambda: cohorts_of(progress.cohorts(self.asker, terms=wanted)))

    @cached_property
    def _state(self) -> Hashable:
        """What every answer depends on besides its question: the reader's scope and the imports that stand."""
        scope = self.scope
        return (
            scope.schools,
            scope.classes,
            scope.levels,
            scope.trust_total,
            *(each.batch_id for each in self.batches),
        )

    def once(self, *question: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives for a question: read once for each scope and state of the pupil database.

        For sums and for what belongs to no child; a pupil's row is never kept between requests.
        """
        return self.kept.once((self._state, question), read=read)


Cell = TypeVar("Cell", ProgressCell, LevelCell, BandCell)
Paired = TypeVar("Paired", ProgressCell, BandCell)
Key = TypeVar("Key")


def _of_school(cells: Mapping[Key, list[Cell]], *, school: str) -> dict[Key, list[Cell]]:
    """The cells of one school; what it has none of is left out."""
    held = {key: [cell for cell in found if cell.school == school] for key, found in cells.items()}
    return {key: found for key, found in held.items() if found}


def _by_pair(cells: list[Paired]) -> dict[Pair, list[Paired]]:
    found: dict[Pair, list[Paired]] = {}
    for cell in cells:
        found.setdefault((cell.subject, cell.scale), []).append(cell)
    return found


def _by_term(cells: list[LevelCell]) -> dict[str, list[LevelCell]]:
    found: dict[str, list[LevelCell]] = {}
    for cell in cells:
        found.setdefault(cell.term, []).append(cell)
    return found


@contextmanager
def asking(
    reader: Reader,
    *,
    scope: Scope,
    as_at: date,
    sample: bool = False,
    path: str = "/progress",
    complete: float = Ask.complete,
    kept: Kept | None = None,
) -> Iterator[Ask]:
    """An ``Ask`` for one request; without ``kept`` it remembers nothing afterwards."""
    with asker_for(reader, scope=scope) as asker:
        yield Ask(asker=asker, as_at=as_at, sample=sample, path=path, complete=complete, kept=kept or Kept())
