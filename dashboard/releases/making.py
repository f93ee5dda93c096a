"""One release of one place made: the census it is about, the tables of its years, what earlier releases have told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.metrics.disclosure import Cell, Table
from dashboard.queries import releases as reading
from dashboard.queries.running import Asker
from dashboard.releases import catalogue
from dashboard.releases.building import Builder, Built, Place, View
from dashboard.releases.counting import Pupil, areas_of, categories, pupils_of, table_of
from dashboard.releases.rules import ReleaseRules
from data_loaders.school_year import census_day, term_name, term_number


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What earlier releases of the place have shown this term, told of the same tables, and the census they hold."""

    census: date | None = None
    shown: Mapping[str, View] = ()  # type: ignore[assignment]
    told: tuple = ()  # type: ignore[type-arg]


def census_on(day: date, *, term: str) -> date | None:
    """The last census of the academic year on or before a day: none before the first Thursday of October."""
    number = term_number(term)
    days = [census_day(each) for each in range(number - number % 3, number + 1)]
    return max((each for each in days if each <= day), default=None)


@dataclass(frozen=True, kw_only=True)
class Making:
    """The making of a release for a place: one school, or the schools of a phase together."""

    asker: Asker
    name: str
    schools: tuple[str, ...]
    term: str
    census: date
    rules: ReleaseRules

    def made(self) -> Built:
        """The release, built and audited."""
        pupils, subjects = self._pupils(self.census, term=self.term), self._subjects
        outcomes = catalogue.outcomes_of(term=self.term, subjects=subjects)
        means = catalogue.means_of(term=self.term, subjects=subjects)
        known = categories(pupils, rules=self.rules)
        newest = table_of(
            self._named(self.census), pupils=pupils, outcomes=outcomes, known=known,
            means={mean.key: (lambda pupil, mean=mean: mean.whole(pupil) is not None) for mean in means},
        )  # fmt: skip
        tables = {newest.name: newest, **self._earlier_years(known)}
        areas = areas_of(f"{newest.name} areas", pupils=pupils, known=known)
        place = Place(tables=tables, areas=areas, public=self._public(newest), pupils=pupils)
        return Builder(place=place, rules=self.rules).build(outcomes, means=means)

    @cached_property
    def _subjects(self) -> list[str]:
        gains = reading.gains_in(self.asker, period=self.term, schools=self.schools)
        return sorted({gain.subject for gain in gains})

    def _named(self, census: date) -> str:
        return f"{self.name}@{census.isoformat()}"

    def _pupils(self, census: date, *, term: str) -> list[Pupil]:
        year = term.partition(".")[0]
        rows = reading.pupils_at(self.asker, day=census, term=term, year=year, schools=self.schools)
        return pupils_of(rows, gains=reading.gains_in(self.asker, period=term, schools=self.schools))

    def _earlier_years(self, known: Mapping[str, Mapping[str, str]]) -> dict[str, Table]:
        """The tables of the years before, as at their summer, in the categories of now: for what is pooled."""
        found = {}
        for back in range(1, self.rules.pooled_years):
            term = term_name(term_number(self.term) - term_number(self.term) % 3 + 2 - 3 * back)
            pupils = self._pupils(census := census_day(term_number(term) - 1), term=term)
            outcomes = [each for each in catalogue.outcomes_of(term=term, subjects=()) if "@" in each.key]
            if pupils:
                found[self._named(census)] = table_of(
                    self._named(census), pupils=pupils, outcomes=outcomes, known=known
                )
        return found

    def _public(self, table: Table) -> dict[Cell, int]:
        """The numbers that the DfE publishes by school: SEN support and EHC plans on roll at the January census."""
        if len(self.schools) > 1 or self.census != census_day(3 * (term_number(self.term) // 3) + 1):
            return {}
        cells = {code: Cell(table=table.name, where=(("support", frozenset({code})),)) for code in ("K", "E")}
        return {cell: sum(n for atom, n in table.counts.items() if atom[0] == code) for code, cell in cells.items()}
