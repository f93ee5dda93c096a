"""Facts about conversations and leads: worked out on paper, and a second time pupil by pupil in plain loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.engine import migrate, writer
from data_loaders.store.reach import touched_schools
from data_loaders.store.tables import TABLES
from data_loaders.store.tables_conversations import (
    CONVERSATION_FACTS,
    OUTCOMES,
    SEASONS,
    afa_year,
    conversation_cell,
    conversation_fact,
    conversation_term_cell,
    lead_fact,
)
from data_loaders.vocabulary import LEAD_ROLES, SEND_CODES
from tests.unit.data_loaders.store.invented_trust import SCHOOLS, TERMS, invent
from tests.unit.data_loaders.store.school_on_paper import Row, facts_of, one, open_term, put
from tests.unit.data_loaders.store.second_route import Trust, holds, overlaps, year_name

CEDAR = "100001"
AUTUMN, SPRING, SUMMER, YEAR = "2025-26.autumn", "2025-26.spring", "2025-26.summer", "2025-26"
SEEDS = range(6)
KINDS = ("curricular", "wider")


@pytest.fixture
def cedar(store: sa.Engine) -> Iterator[sa.Connection]:
    """A school with a calendar: pupil 1 with SEN support, 2 without, both on roll since 2023."""
    with store.begin() as connection:
        put(connection, "calendar", *open_term(CEDAR, AUTUMN, date(2025, 9, 1), date(2025, 12, 19)))
        put(connection, "calendar", *open_term(CEDAR, SPRING, date(2026, 1, 5), date(2026, 3, 27)))
        put(connection, "calendar", *open_term(CEDAR, SUMMER, date(2026, 4, 13), date(2026, 7, 20)))
        for pupil, code in ((1, "K"), (2, "N")):
            put(connection, "enrolment", {
                "pupil_id": pupil, "school": CEDAR, "from_date": date(2023, 9, 1), "year_group": "1", "status": "C"
            })  # fmt: skip
            put(connection, "sen_status", {"pupil_id": pupil, "from_date": date(2023, 9, 1), "code": code})
        yield connection


def talk(pupil: int, day: date, term: str, status: str = "held", came: bool | None = True) -> Row:
    row = {"pupil_id": pupil, "school": CEDAR, "scheduled": day, "term": term, "status": status}
    return row | {"parent_present": came}


def target(pupil: int, day: date, kind: str, met: bool | None = None) -> Row:
    return {"pupil_id": pupil, "school": CEDAR, "scheduled": day, "kind": kind, "text": "Read", "met": met}


def test_two_in_one_term_count_twice_and_the_furthest_outcome_stands(cedar: sa.Connection) -> None:
    put(cedar, "conversation", talk(1, date(2025, 10, 1), AUTUMN, "declined", None))
    put(cedar, "conversation", talk(1, date(2025, 11, 1), AUTUMN), talk(1, date(2025, 12, 1), AUTUMN))
    put(cedar, "conversation", talk(1, date(2026, 2, 1), SPRING, came=False))
    put(cedar, "conversation", talk(1, date(2026, 3, 20), SPRING, "scheduled", None))
    facts.rebuild(cedar, schools=None)
    autumn = one(facts_of(cedar, conversation_fact, term=AUTUMN))
    assert [autumn[name] for name in ("outcome", "offered", "held", "counted", "declined")] == ["counted", 3, 2, 2, 1]
    spring = one(facts_of(cedar, conversation_fact, term=SPRING))
    assert (spring["outcome"], spring["counted"], spring["set_for"]) == ("alone", 0, date(2026, 3, 20))
    cell = one(facts_of(cedar, conversation_cell, academic_year=YEAR, sen_year="K"))
    assert [cell[f"in_{season}"] for season in SEASONS] == [1, 1, 1]
    assert [cell[f"counted_{season}"] for season in SEASONS] == [2, 0, 0]


def test_targets_are_counted_by_kind_and_complete_with_one_of_each(cedar: sa.Connection) -> None:
    first, second = date(2025, 11, 1), date(2026, 2, 1)
    put(cedar, "conversation", talk(1, first, AUTUMN), talk(1, second, SPRING))
    put(cedar, "target", target(1, first, "curricular", True), target(1, first, "wider", False))
    put(cedar, "target", target(1, second, "curricular"))
    facts.rebuild(cedar, schools=None)
    cell = one(facts_of(cedar, conversation_cell, academic_year=YEAR, sen_year="K"))
    assert [cell[f"curricular_{name}"] for name in ("set", "met", "missed")] == [2, 1, 0]
    assert [cell[f"wider_{name}"] for name in ("set", "met", "missed")] == [1, 0, 1]
    assert (cell["complete"], cell["complete_counted"], cell["met_closed"], cell["closed_squared"]) == (1, 2, 2, 4)


def test_the_pupil_who_joins_after_half_the_term_is_not_due_in_it(cedar: sa.Connection) -> None:
    for pupil, day in ((3, date(2025, 10, 20)), (4, date(2025, 11, 20))):
        put(cedar, "enrolment", {
            "pupil_id": pupil, "school": CEDAR, "from_date": day, "year_group": "3", "status": "C"})  # fmt: skip
        put(cedar, "sen_status", {"pupil_id": pupil, "from_date": day, "code": "K"})
    facts.rebuild(cedar, schools=None)
    assert {row["pupil_id"] for row in facts_of(cedar, conversation_fact, term=AUTUMN)} == {1, 3}
    assert {row["pupil_id"] for row in facts_of(cedar, conversation_fact, term=SPRING)} == {1, 3, 4}


def test_a_pupil_who_leaves_and_comes_back_is_one_pupil(cedar: sa.Connection) -> None:
    edges = ((date(2025, 9, 1), date(2025, 10, 15)), (date(2025, 11, 10), None))
    for begins, ends in edges:
        put(cedar, "enrolment", {
            "pupil_id": 5, "school": CEDAR, "from_date": begins, "to_date": ends, "year_group": "3", "status": "C"
        })  # fmt: skip
    put(cedar, "sen_status", {"pupil_id": 5, "from_date": date(2025, 9, 1), "code": "E"})
    facts.rebuild(cedar, schools=None)
    assert one(facts_of(cedar, conversation_fact, term=AUTUMN, pupil_id=5))["in_group"]
    assert one(facts_of(cedar, conversation_cell, academic_year=YEAR, sen_year="E"))["n"] == 1


def lead(begins: date, ends: date | None, role: str) -> Row:
    return {"school": CEDAR, "from_date": begins, "to_date": ends, "person": "A", "role": role}


def test_joint_leads_are_the_most_senior_and_days_are_open_days(cedar: sa.Connection) -> None:
    put(cedar, "afa_lead", lead(date(2025, 9, 1), date(2026, 1, 5), "class_teacher"))
    put(cedar, "afa_lead", lead(date(2025, 12, 8), None, "headteacher"))
    facts.rebuild(cedar, schools=None)
    days = {row["role"]: row["open_days"] for row in facts_of(cedar, lead_fact, academic_year=YEAR)}
    opened = one(facts_of(cedar, afa_year, academic_year=YEAR))["open_days"]
    assert days == {"class_teacher": 70, "headteacher": 10 + 60 + 71}
    assert opened == sum(days.values()) == 211


def test_a_new_lead_changes_the_facts_of_its_school(cedar: sa.Connection) -> None:
    put(cedar, "afa_lead", lead(date(2025, 9, 1), None, "senco") | {"batch_id": 7})
    assert touched_schools(cedar, batch_id=7) == {CEDAR}


def enrich(connection: sa.Connection, *, seed: int) -> None:
    """More conversations, targets and leads than the invented trust has of its own."""
    chance = Random(1000 + seed)
    pupils = [tuple(row) for row in connection.execute(sa.select(*TABLES["enrolment"].c["pupil_id", "school"]))]
    for pupil, school in sorted(set(pupils)):
        for term in TERMS:
            days = {date(2030, 1, 1) + timedelta(days=chance.randrange(300)) for _ in range(chance.randrange(3))}
            for day in sorted(days):
                status = chance.choice(["held", "held", "held", *(key for key in OUTCOMES if key in STATUSES)])
                put(connection, "conversation", talk(pupil, day + timedelta(days=365 * TERMS.index(term)), term, status,
                    chance.choice([True, True, False, None])) | {"school": school})  # fmt: skip
    for row in connection.execute(sa.select(TABLES["conversation"])).mappings().all():
        for kind in chance.sample(KINDS, chance.randrange(3)):
            put(connection, "target", target(row["pupil_id"], row["scheduled"], kind,
                chance.choice([True, False, None])) | {"school": row["school"]})  # fmt: skip
    for school in SCHOOLS:
        for begins in {date(2023, 7, 1) + timedelta(days=chance.randrange(1000)) for _ in range(chance.randrange(4))}:
            ends = chance.choice([None, begins + timedelta(days=chance.randrange(1, 400))])
            put(connection, "afa_lead", lead(begins, ends, chance.choice(list(LEAD_ROLES))) | {"school": school})


STATUSES = ("scheduled", "held", "parent_absent", "cancelled", "declined")


class Loops:
    """The facts of conversations, one pupil at a time."""

    def __init__(self, connection: sa.Connection) -> None:
        self.trust = Trust(connection)

    def spells(self, pupil: int, school: str, term: str) -> list[Row]:
        dates = self.trust.dates(school, term)
        return [row for row in self.trust.main(pupil) if row["school"] == school and overlaps(row, *dates)]

    def stays(self) -> Iterator[tuple[int, str, str]]:
        for pupil in sorted({row["pupil_id"] for row in self.trust.rows["enrolment"]}):
            for school in sorted({row["school"] for row in self.trust.main(pupil)}):
                for term in self.trust.terms(school):
                    if self.spells(pupil, school, term):
                        yield pupil, school, term

    def in_group(self, pupil: int, school: str, term: str) -> bool:
        opened = self.trust.term_open_days(school, term)
        here = {day for day in opened if any(holds(row, day) for row in self.spells(pupil, school, term))}
        if self.trust.lists_a_group(school, int(term[:4])):
            listed = self.trust.of("characteristic", pupil_id=pupil, kind="afa_group")
            here = {day for day in here if any(holds(row, day) for row in listed)}
        elif self.status(pupil, term[:7]) not in SEND_CODES:
            return False
        return bool(here) and 2 * len(here) >= len(opened)

    def status(self, pupil: int, year: str) -> str | None:
        spells = self.trust.of("enrolment", pupil_id=pupil)
        return self.trust.code(pupil, self.trust.first_day(spells, date(int(year[:4]), 9, 1)))

    def talks(self, pupil: int, school: str, term: str) -> list[Row]:
        return self.trust.of("conversation", pupil_id=pupil, school=school, term=term)

    def fact(self, pupil: int, school: str, term: str) -> Row:
        talks = self.talks(pupil, school, term)
        said = [outcome_of(row) for row in talks]
        year = term[:7]
        terms = [each for each in self.trust.terms(school) if each[:7] == year]
        here = [row for each in terms for row in self.spells(pupil, school, each)]
        last = max(here, key=lambda row: row["from_date"])
        end = self.trust.end(school, year)
        day = min(end, last["to_date"] - timedelta(days=1)) if last["to_date"] else end
        return {
            "pupil_id": pupil, "school": school, "term": term, "academic_year": year,
            "year_group": self.trust.year_group(last, int(year[:4])),
            "class_id": self.trust.class_of(pupil, school, day), "sen_year": self.status(pupil, year),
            "in_group": self.in_group(pupil, school, term),
            "outcome": max(said, key=list(OUTCOMES).index, default=""),
            "offered": sum(each != "cancelled" for each in said),
            "held": sum(each in ("counted", "alone") for each in said), "counted": said.count("counted"),
            "declined": said.count("declined"),
            "set_for": max((row["scheduled"] for row in talks if row["status"] == "scheduled"), default=None),
        }  # fmt: skip

    def targets(self, pupil: int, school: str, talk: Row) -> list[Row]:
        return self.trust.of("target", pupil_id=pupil, school=school, scheduled=talk["scheduled"])

    def year(self, rows: list[Row]) -> Counter[str]:
        """The sums of one pupil's year from its terms."""
        sums: Counter[str] = Counter()
        for row in rows:
            for each in self.talks(row["pupil_id"], row["school"], row["term"]):
                agreed = self.targets(row["pupil_id"], row["school"], each)
                sums["complete"] += outcome_of(each) == "counted" and {one["kind"] for one in agreed} == set(KINDS)
                for one_target in agreed:
                    sums[f"{one_target['kind']}_set"] += 1
                    sums[f"{one_target['kind']}_met"] += one_target["met"] is True
                    sums[f"{one_target['kind']}_missed"] += one_target["met"] is False
        met = sum(sums[f"{kind}_met"] for kind in KINDS)
        closed = met + sum(sums[f"{kind}_missed"] for kind in KINDS)
        counted = sum(row["counted"] for row in rows)
        return sums + Counter({
            "with_closed": int(closed > 0), "complete_squared": sums["complete"] ** 2, "met_squared": met**2,
            "closed_squared": closed**2,
            "met_closed": met * closed, "complete_counted": sums["complete"] * counted})  # fmt: skip


def outcome_of(talk: Row) -> str:
    if talk["status"] != "held":
        return str(talk["status"])
    return "counted" if talk["parent_present"] else "alone"


def summed(rows: list[tuple[tuple[Any, ...], Counter[str]]]) -> dict[tuple[Any, ...], Counter[str]]:
    found: dict[tuple[Any, ...], Counter[str]] = {}
    for key, counts in rows:
        found.setdefault(key, Counter()).update(counts)
    return found


def cells_of(connection: sa.Connection, table: sa.Table) -> dict[tuple[Any, ...], Counter[str]]:
    names = [column.name for column in table.primary_key]
    rows = facts_of(connection, table)
    return {tuple(row.pop(name) for name in names): +Counter(row) for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_facts_and_cells_agree_with_plain_loops(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        enrich(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        loops = Loops(connection)
        rows = [loops.fact(*stay) for stay in loops.stays()]
        talked = [row for row in rows if row["in_group"] or row["outcome"]]
        in_order = sorted(talked, key=lambda row: (row["pupil_id"], row["school"], row["term"]))
        assert facts_of(connection, conversation_fact) == in_order

        counts = ("offered", "held", "counted", "declined")
        terms = [(term_key(row), Counter({name: row[name] for name in counts} | {"n": 1})) for row in rows]
        assert cells_of(connection, conversation_term_cell) == {key: +each for key, each in summed(terms).items()}
        years: dict[tuple[int, str, str], list[Row]] = {}
        for row in rows:
            years.setdefault((row["pupil_id"], row["school"], row["academic_year"]), []).append(row)
        pupils = [(year_key(held), loops.year(held) + Counter(n=1)) for held in years.values()]
        assert cells_of(connection, conversation_cell) == {key: +each for key, each in summed(pupils).items()}


def term_key(row: Row) -> tuple[Any, ...]:
    return (row["school"], row["term"], row["year_group"], row["class_id"] or 0, row["sen_year"] or "",
            int(row["in_group"]), row["outcome"])  # fmt: skip


def year_key(rows: list[Row]) -> tuple[Any, ...]:
    by_season = {row["term"][8:]: row for row in rows}
    row = rows[0]
    inside = [int(by_season[season]["in_group"]) if season in by_season else 0 for season in SEASONS]
    counted = [by_season[season]["counted"] if season in by_season else 0 for season in SEASONS]
    return (row["school"], row["academic_year"], row["year_group"], row["class_id"] or 0, row["sen_year"] or "",
            *inside, *counted)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_leads_and_years_agree_with_plain_loops(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        enrich(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        trust = Trust(connection)
        days: Counter[tuple[str, str, date]] = Counter()
        expected = []
        for school in sorted({row["school"] for row in trust.rows["enrolment"]}):
            for year in sorted({term[:7] for term in trust.terms(school)}):
                here = [term for term in trust.terms(school) if term[:7] == year]
                opened = [day for term in here for day in trust.term_open_days(school, term)]
                held = [row for row in trust.rows["conversation"] if (row["school"], row["term"][:7]) == (school, year)]
                expected.append({
                    "school": school, "academic_year": year, "open_days": len(opened), "conversations": len(held),
                    "lists_group": trust.lists_a_group(school, int(year[:4]))})  # fmt: skip
                for day in opened:
                    leads = [row for row in trust.of("afa_lead", school=school) if holds(row, day)]
                    for row in leads:
                        days[school, year, row["from_date"]] += 0
                    if leads:
                        days[school, year, max(leads, key=seniority)["from_date"]] += 1
        assert facts_of(connection, afa_year) == expected
        names = ("school", "academic_year", "from_date")
        leads = facts_of(connection, lead_fact)
        assert {tuple(row[name] for name in names): row["open_days"] for row in leads} == dict(days)


def seniority(row: Row) -> tuple[int, int]:
    order = ("other", "class_teacher", "senco", "other_senior_leader", "headteacher")
    return order.index(row["role"]), -row["from_date"].toordinal()


@pytest.mark.parametrize("seed", SEEDS)
def test_rebuilding_school_by_school_gives_the_same(sqlite_url: str, seed: int) -> None:
    migrate(sqlite_url)
    with writer(sqlite_url).begin() as connection:
        invent(connection, seed=seed)
        enrich(connection, seed=seed)
        facts.rebuild(connection, schools=None)
        whole = {table.name: facts_of(connection, table) for table in CONVERSATION_FACTS}
        assert year_name(2025) in {row["academic_year"] for row in whole["afa_year"]}
        for school in SCHOOLS:
            facts.rebuild(connection, schools={school})
            assert {table.name: facts_of(connection, table) for table in CONVERSATION_FACTS} == whole
