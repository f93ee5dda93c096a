"""One release of one place made: the census it is about, the tables of its years, what earlier releases have told.

The pupils counted are those on roll at a census, frozen: they move on only when enough have come or gone that nobody
can be told by the difference. What a term has released stands for that term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard.metrics.disclosure import Cell, Fact, Table, count_of
from dashboard.queries import census as reading
from dashboard.queries.running import Asker
from dashboard.releases import catalogue
from dashboard.releases.building import Builder, Place
from dashboard.releases.counting import GainScale, Pupil, areas_of, categories, measured_on, pupils_of, table_of
from dashboard.releases.rules import ReleaseRules
from dashboard.releases.store import Kept, Subject
from dashboard.releases.views import Built
from data_loaders.school_year import census_day, term_name, term_number

Categories = Mapping[str, Mapping[str, str]]


class Restated(ValueError):
    """Records of the census have been corrected since this term's release: what it showed stands until the next."""


def census_on(day: date, *, term: str) -> date | None:
    """The last census of the academic year on or before a day: none before the first Thursday of October."""
    number = term_number(term)
    days = [census_day(each) for each in range(number - number % 3, number + 1)]
    return max((each for each in days if each <= day), default=None)


@dataclass(frozen=True, kw_only=True)
class Making:
    """The making of a release of a place: one school, or the schools of a phase together. ``about.census`` is the last
    census; ``earlier`` the last release of the place."""

    asker: Asker
    about: Subject
    rules: ReleaseRules
    earlier: Kept | None = None

    def made(self) -> Built:
        """The release, built and audited. Raises ``Restated`` where this term's stands."""
        pupils = self._pupils(self.census, term=self.about.term)
        newest = self._table(self.census, known=self.categories, terms=self._terms)
        tables = {newest.name: newest, **self._earlier_years()}
        areas = areas_of(f"{newest.name} areas", pupils=pupils, known=self.categories)
        told = self._told({**tables, areas.name: areas})
        if self.earlier and self._same_term and self.earlier.told and not told:
            raise Restated(f"release {self.earlier.number} of {self.about.words} stands until the next term")
        place = Place(
            tables=tables, areas=areas, public=self._public(newest), pupils=pupils, told=told,
            shown=self.earlier.views if self.earlier and self._same_term else {},
        )  # fmt: skip
        outcomes = catalogue.outcomes_of(term=self.about.term, subjects=list(self._scales))
        means = catalogue.means_of(term=self.about.term, scales=self._scales)
        return Builder(place=place, rules=self.rules).build(outcomes, means=means)

    @cached_property
    def census(self) -> date:
        """The census whose pupils are counted: the last one, or that of the release before where it has a place in the
        same academic year and fewer pupils than ``hide_below`` have come or gone, or changed support, since."""
        before = self.earlier
        if before is None or before.term[:7] != self.about.term[:7] or before.census == self.about.census:
            return self.about.census
        now, then = (
            {(pupil.row.pupil_id, pupil.support) for pupil in self._pupils(day, term=self.about.term)}
            for day in (self.about.census, before.census)
        )
        return before.census if len(now ^ then) < self.rules.hide_below else self.about.census

    @cached_property
    def categories(self) -> Categories:
        """The merged categories: as released before of the same census."""
        if self.earlier and self.earlier.census == self.census:
            return self.earlier.categories
        return categories(self._pupils(self.census, term=self.about.term), rules=self.rules)

    @property
    def _same_term(self) -> bool:
        return self.earlier is not None and self.earlier.term == self.about.term

    @property
    def _terms(self) -> tuple[str, ...]:
        """The terms whose outcomes have been counted of this census: this one, and that of the release before."""
        before = self.earlier
        if before is None or before.census != self.census or self._same_term:
            return (self.about.term,)
        return (self.about.term, before.term)

    @cached_property
    def _scales(self) -> dict[str, GainScale]:
        gains = reading.gains_in(self.asker, period=self.about.term, schools=self.about.schools)
        return dict(sorted(measured_on(gains).items()))

    def _named(self, census: date) -> str:
        return f"{self.about.place}@{census.isoformat()}"

    def _pupils(self, census: date, *, term: str) -> list[Pupil]:
        schools = self.about.schools
        rows = reading.pupils_at(self.asker, day=census, term=term, year=term.partition(".")[0], schools=schools)
        return pupils_of(rows, gains=reading.gains_in(self.asker, period=term, schools=schools))

    def _table(self, census: date, *, known: Categories, terms: Sequence[str]) -> Table:
        """The pupils of a census with the outcomes of each of these terms."""
        tables = [self._term_table(census, known=known, term=term) for term in terms]
        held = {name: counts for table in tables for name, counts in table.outcomes.items()}
        within = {name: among for table in tables for name, among in table.within.items()}
        return replace(tables[0], outcomes=held, within=within)

    def _term_table(self, census: date, *, known: Categories, term: str) -> Table:
        scales = self._scales if term[:7] == self.about.term[:7] else {}
        means: dict[str, Callable[[Pupil], bool]] = {
            mean.key: mean.is_known for mean in catalogue.means_of(term=term, scales=scales)
        }
        return table_of(
            self._named(census), pupils=self._pupils(census, term=term), known=known, means=means,
            outcomes=catalogue.outcomes_of(term=term, subjects=list(scales)),
        )  # fmt: skip

    def _earlier_years(self) -> dict[str, Table]:
        """The tables of the years before, as at their summer, in the categories of now: for what is pooled."""
        found = {}
        this_year = term_number(self.about.term) - term_number(self.about.term) % 3
        for back in range(1, self.rules.pooled_years):
            summer = this_year + 2 - 3 * back
            table = self._table(census_day(summer - 1), known=self.categories, terms=(term_name(summer),))
            if sum(table.counts.values()):
                found[table.name] = table
        return found

    def _told(self, tables: Mapping[str, Table]) -> tuple[Fact, ...]:
        """What the release before has told of these same tables; nothing where records have been corrected since, so
        that what was told then is no longer so of them."""
        if self.earlier is None or self.earlier.census != self.census:
            return ()
        facts = self.earlier.told
        known = {(name, outcome) for name, table in tables.items() for outcome in ("", *table.outcomes)}
        if any((cell.table, cell.outcome) not in known for fact in facts for cell in (*fact.plus, *fact.minus)):
            return ()
        return facts if all(_holds(fact, tables=tables) for fact in facts) else ()

    def _public(self, table: Table) -> dict[Cell, int]:
        """The numbers that the DfE publishes by school: SEN support and EHC plans on roll at the January census."""
        january = census_day(3 * (term_number(self.about.term) // 3) + 1)
        if len(self.about.schools) > 1 or self.census != january:
            return {}
        cells = {code: Cell(table=table.name, where=(("support", frozenset({code})),)) for code in ("K", "E")}
        return {cell: sum(n for atom, n in table.counts.items() if atom[0] == code) for code, cell in cells.items()}


def _holds(fact: Fact, *, tables: Mapping[str, Table]) -> bool:
    return fact.low <= count_of(tables, cells=fact.plus) - count_of(tables, cells=fact.minus) <= fact.high
