"""Supply of what comes once or twice a year: questionnaires, lists of SEN information, national results.

Of the first two nobody is asked: a school that has never sent them is not late. National results are asked of the
schools that had the year group, special schools apart, once their year is over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.access.scope import Level
from dashboard.metrics.numbers import count, period_words
from dashboard.metrics.telling import listed, uncapital
from dashboard.queries import supply as queries
from dashboard.queries.places import School
from dashboard.queries.supply import ForYear
from dashboard.reporting import attainment
from dashboard.reporting.view import View
from data_loaders.vocabulary import NATIONAL_ASSESSMENTS, academic_year_of, year_before


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """Who has sent one thing for one academic year: the names of those who have, of those asked who sent it before and
    not for that year with the last year they did, and of those asked who never have."""

    name: str
    sent: tuple[str, ...]
    late: tuple[tuple[str, str], ...]
    never: tuple[str, ...]

    @property
    def supplied(self) -> bool:
        """Whether anybody has ever sent it."""
        return bool(self.sent or self.late)


def yearly_words(view: View) -> list[str]:
    """A line for each of the three at the view's place; none for a reader of single classes."""
    if not view.ask.scope.may_read(Level.SCHOOL):
        return []
    schools = {view.place.school.code: view.place.school} if view.place.school else view.ask.schools
    year, last = academic_year_of(view.ask.as_at), year_before(academic_year_of(view.ask.as_at))
    rated = view.ask.once("rated years", read=lambda: queries.rated(view.ask.asker))
    joined = view.ask.once("joined years", read=lambda: queries.joined(view.ask.asker))
    here = {row.school for row in view.ask.supply if row.term == view.current and row.on_roll}
    came = {row.school for row in joined if row.academic_year == year}
    return [
        voluntary_words("Questionnaires", rows=rated, schools=schools, asked=here, year=year),
        voluntary_words("SEN information passed on", rows=joined, schools=schools, asked=came, year=year),
        national_words(_national(view, schools=schools, year=last), year=last, alone=len(schools) == 1),
    ]


def voluntary_words(
    name: str, *, rows: Iterable[ForYear], schools: Mapping[str, School], asked: Collection[str], year: str
) -> str:
    """``Questionnaires: sent this year by 5 of 12 schools; not by Birch Primary (last for 2024/25).``"""
    years = _years((row.school, row.academic_year) for row in rows if row.kept)
    held = _yearly(name, years=years, schools=schools, asked=asked, year=year)
    if not held.supplied:
        return f"{name}: not supplied."
    if not held.sent:
        return f"{name}: none yet this year; the last are for {_latest(held)}."
    every = len({schools[code].name for code in asked if code in schools} | set(held.sent))
    who = "" if len(schools) == 1 else f" by {count(len(held.sent))} of {count(every, words='schools')}"
    late = f"; not by {_with_last(held)}" if held.late else ""
    return f"{name}: sent this year{who}{late}."


def _national(view: View, *, schools: Mapping[str, School], year: str) -> list[Yearly]:
    """Each assessment that anybody in the view's place is asked for or has sent, in the order of year groups."""
    codes = frozenset(schools)
    read = view.ask.once(
        "year groups", codes, year, read=lambda: queries.year_groups(view.ask.asker, schools=codes, year=year)
    )
    special = {code for code, school in schools.items() if school.phase == "special"}
    known = attainment.held(view.ask)
    found = []
    for name, about in NATIONAL_ASSESSMENTS.items():
        asked = {school for school, year_group in read if year_group == about.year_group} - special
        years = {code: {each for each in known.get((code, name), {}) if each <= year} for code in schools}
        found.append(
            _yearly(uncapital(about.name.partition(" and ")[0]), years=years, schools=schools, asked=asked, year=year)
        )
    return [each for each in found if each.supplied or each.never]


def national_words(held: Sequence[Yearly], *, year: str, alone: bool) -> str:
    """``National results for 2024/25: from every school with the year group: phonics and GCSEs; key stage 2 tests
    not sent by Birch Primary (last for 2023/24).`` What lacks alike is told together."""
    name = f"National results for {period_words(year)}"
    if not any(each.supplied for each in held):
        return f"{name}: not supplied." if held else f"{name}: no school here is asked for any."
    whole = [each.name for each in held if each.sent and not each.late and not each.never]
    said = [f"{'' if alone else 'from every school with the year group: '}{listed(whole)}"] if whole else []
    lacking: dict[str, list[str]] = {}
    for each in held:
        for words in _lacking(each, alone=alone):
            lacking.setdefault(words, []).append(each.name)
    said += [f"{listed(names)} {words}" for words, names in lacking.items()]
    return f"{name}: {'; '.join(said)}."


def _lacking(held: Yearly, *, alone: bool) -> list[str]:
    """Who is behind by name; where everybody is, or the place is one school, how old the newest is. Who never sent."""
    late = []
    if held.late:
        late = [f"not sent, the last are for {_latest(held)}" if not held.sent else f"not sent by {_with_last(held)}"]
    return [*late, *([f"never sent{'' if alone else f' by {_named(held.never)}'}"] if held.never else [])]


def _latest(held: Yearly) -> str:
    return period_words(max(last for _, last in held.late))


def _with_last(held: Yearly) -> str:
    return _named([f"{school} (last for {period_words(last)})" for school, last in held.late])


MOST_NAMED = 4
"""Schools that a line names: of more it says how many they are."""


def _named(schools: Sequence[str]) -> str:
    return listed(list(schools)) if len(schools) <= MOST_NAMED else count(len(schools), words="schools")


def _years(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for school, year in pairs:
        found.setdefault(school, set()).add(year)
    return found


def _yearly(
    name: str, *, years: Mapping[str, Collection[str]], schools: Mapping[str, School], asked: Collection[str], year: str
) -> Yearly:
    here = {code: years.get(code, ()) for code in schools}
    return Yearly(
        name=name,
        sent=tuple(schools[code].name for code, each in here.items() if year in each),
        late=tuple(
            (schools[code].name, max(each))
            for code, each in here.items()
            if each and year not in each and code in asked
        ),
        never=tuple(schools[code].name for code, each in here.items() if not each and code in asked),
    )
