"""What the queries of wider outcomes hand to the arithmetic: pupils counted and sums, never the pupils themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dashboard.metrics.cells import Sums, codes_of
from dashboard.metrics.uncertainty import RatioSums
from data_loaders.vocabulary import OTHERS


class CountCell(NamedTuple):
    """Pupils of one school, period, measure, year group and SEN status ("" unknown), with a count each of something.

    ``n`` pupils are counted; ``total`` is the sum of their counts, ``squared`` of the squares, ``pupils`` have at least
    one. Of a measure that rests on the January census ``n`` are those on roll then, the sums are of everybody.
    """

    school: str
    period: str
    measure: str
    year_group: str
    status: str
    n: int
    total: int
    squared: int
    pupils: int

    @property
    def sums(self) -> Sums:
        """The pupils with the sums of their counts."""
        return Sums(self.n, self.total, self.squared)

    def plus(self, other: CountCell) -> CountCell:
        """The pupils of both."""
        return self._replace(
            n=self.n + other.n, total=self.total + other.total, squared=self.squared + other.squared,
            pupils=self.pupils + other.pupils,
        )  # fmt: skip


class LengthCell(NamedTuple):
    """Pupils of one school, year group and SEN status ("" unknown) with a suspension in one period: ``n`` of whom the
    length of each is recorded, with their sums of sessions and suspensions; ``without`` of whom it is not."""

    school: str
    year_group: str
    status: str
    n: int
    without: int
    sessions: int
    suspensions: int
    sessions_squared: int
    product: int
    suspensions_squared: int


class PercentCell(NamedTuple):
    """Pupils who attended one share (whole percents, rounded down) of the club sessions offered to them in their best
    half term."""

    school: str
    period: str
    year_group: str
    status: str
    percent: int
    n: int


class ActivityCell(NamedTuple):
    """One club, or with activity "" all of a kind: pupils on its register, there now, who came, and sessions."""

    school: str
    period: str
    kind: str
    activity: str
    status: str
    members: int
    members_now: int
    pupils: int
    sessions: int


def length_sums(cells: Iterable[LengthCell], *, codes: frozenset[str]) -> RatioSums:
    """Sessions and suspensions of the pupils of some SEN provisions, as the parts of a ratio."""
    held = [cell for cell in cells if cell.status in codes]
    return RatioSums(
        n=sum(cell.n for cell in held), part=sum(cell.sessions for cell in held),
        whole=sum(cell.suspensions for cell in held), part_squared=sum(cell.sessions_squared for cell in held),
        product=sum(cell.product for cell in held), whole_squared=sum(cell.suspensions_squared for cell in held),
    )  # fmt: skip


def shares(cells: Iterable[CountCell], *, group: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Pupils with at least one of the counted, of how many: the group's, and other pupils'."""
    listed = list(cells)
    one, two = codes_of(group), OTHERS

    def share(codes: frozenset[str]) -> tuple[int, int]:
        held = [cell for cell in listed if cell.status in codes]
        return sum(cell.pupils for cell in held), sum(cell.n for cell in held)

    return share(one), share(two)


def unknown(cells: Iterable[CountCell] | Iterable[PercentCell]) -> int:
    """The pupils whose SEN status is not known: they are on neither side."""
    return sum(cell.n for cell in cells if not cell.status)


def added_up(cells: Iterable[CountCell]) -> list[CountCell]:
    """Cells of one period and measure as one a status: school and year group are no longer told."""
    found: dict[str, CountCell] = {}
    for cell in cells:
        known = found.get(cell.status)
        bare = cell._replace(school="", year_group="")
        found[cell.status] = bare if known is None else known.plus(bare)
    return list(found.values())
