"""Small invented trusts from a seed: everything that can go wrong in a register goes wrong often in twenty pupils."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from tests.unit.data_loaders.store.school_on_paper import Row, open_term, put

SCHOOLS = ("100001", "100002", "GP")
YEARS = (2023, 2024, 2025)
WORDS = ("autumn", "spring", "summer")
TERMS = [f"{year}-{year - 1999}.{word}" for year in YEARS for word in WORDS]
BEGINS = {"autumn": (0, 9, 1), "spring": (1, 1, 4), "summer": (1, 4, 18)}
ENDS = {"autumn": (0, 12, 17), "spring": (1, 3, 24), "summer": (1, 7, 16)}
STATUSES = ["scheduled", "held", "held", "parent_absent", "cancelled", "declined"]
CODES = ["/", "\\", "/", "\\", "L", "I", "U", "M", "V", "Y2", "H", "C2", "-", "#", "?"]


def invent(connection: sa.Connection, *, seed: int, pupils: int = 18) -> None:
    """Fill the store: three schools of which the last keeps no calendar, movers, holes, two scales, mixed grains."""
    chance = Random(seed)
    put(connection, "scale", {"scale": "a", "name": "A", "unit": "points", "expected_gain": 3.0})
    put(connection, "scale", {"scale": "b", "name": "B", "unit": "points"})
    for school in SCHOOLS[:2]:
        for term in TERMS if chance.random() < 0.6 else chance.sample(TERMS, 6):
            put(connection, "calendar", *_open(school, term, chance))
    for school in SCHOOLS:
        for year in YEARS:
            same = {"school": school, "academic_year": TERMS[3 * (year - 2023)][:7]}
            for code, kind in (("1", "registration"), ("2", "registration"), ("S", "teaching")):
                put(connection, "teaching_class", same | {"code": code, "kind": kind, "name": code})
    for pupil in range(1, pupils + 1):
        _pupil(connection, pupil, chance)


def _on(term: str, table: dict[str, tuple[int, int, int]], shift: int) -> date:
    later, month, day = table[term[8:]]
    return date(int(term[:4]) + later, month, day) + timedelta(days=shift)


def _open(school: str, term: str, chance: Random) -> list[Row]:
    rows = open_term(school, term, _on(term, BEGINS, chance.randrange(4)), _on(term, ENDS, chance.randrange(5)))
    shut = {row["date"] for row in rows if chance.random() < 0.1}
    return [row | {"open": row["date"] not in shut} for row in rows]


def _day(chance: Random, first: date = date(2023, 8, 20), last: date = date(2026, 7, 10)) -> date:
    day = first + timedelta(days=chance.randrange((last - first).days))
    return chance.choice([day, day, date(day.year, 9, 1), _on(chance.choice(TERMS), ENDS, chance.randrange(6))])


def _spells(chance: Random, *, gaps: float, most: int = 3) -> list[tuple[date, date | None]]:
    """Stretches that follow one another, some with a hole between, the last often open."""
    edges = sorted({_day(chance) for _ in range(2 * most)})
    start = chance.choice([date(2022, 9, 1), date(2023, 9, 1), edges[0]])
    spells: list[tuple[date, date | None]] = []
    for edge in edges[: chance.randrange(most)]:
        if edge > start:
            spells.append((start, edge))
            start = edge + timedelta(days=chance.randrange(1, 90) if chance.random() < gaps else 0)
    last = None if chance.random() < 0.8 else start + timedelta(days=chance.randrange(1, 300))
    return [*spells, (start, last)]


def _pupil(connection: sa.Connection, pupil: int, chance: Random) -> None:
    spells = _spells(chance, gaps=0.3)
    group = chance.choice(["N2", "R", "2", "2", "2", "13", "14", "X"])
    home = chance.choice(SCHOOLS)
    places: list[tuple[str, date, date | None]] = []
    for begins, ends in spells:
        school = home if chance.random() < 0.6 else chance.choice(SCHOOLS)
        status = chance.choice("CCCCCMSG")
        row = {"pupil_id": pupil, "school": school, "from_date": begins, "to_date": ends}
        put(connection, "enrolment", row | {"year_group": group, "status": status})
        places.append((school, begins, ends))
        _classes(connection, pupil, school, chance)
    if chance.random() < 0.2 and not any(school == SCHOOLS[2] for school, _, _ in places):
        extra = {"pupil_id": pupil, "school": SCHOOLS[2], "from_date": spells[0][0], "to_date": None}
        put(connection, "enrolment", extra | {"year_group": group, "status": chance.choice("SM")})
    for begins, ends in _spells(chance, gaps=0.4, most=4):
        put(connection, "sen_status", _between(pupil, begins, ends) | {"code": chance.choice("NNNKKE")})
    for rank in (1, 2):
        for begins, ends in _spells(chance, gaps=0.8) if chance.random() < 0.5 else []:
            put(
                connection,
                "sen_need",
                _between(pupil, begins, ends) | {"rank": rank, "need": chance.choice(["SLCN", "MLD"])},
            )
    if chance.random() < 0.3:
        for begins, ends in _spells(chance, gaps=0.5):
            put(connection, "characteristic", _between(pupil, begins, ends) | {"kind": "afa_group"})
    _results(connection, pupil, chance)
    for school in {place[0] for place in places}:
        _strands(connection, pupil, school, chance)


def _between(pupil: int, begins: date, ends: date | None) -> Row:
    return {"pupil_id": pupil, "from_date": begins, "to_date": ends}


def _classes(connection: sa.Connection, pupil: int, school: str, chance: Random) -> None:
    for year in YEARS:
        same = {"pupil_id": pupil, "school": school, "academic_year": TERMS[3 * (year - 2023)][:7]}
        for code in chance.sample(["1", "2", "S"], 2):
            begins = date(year, 9, 1) + timedelta(days=chance.randrange(120))
            ends = chance.choice([None, date(year + 1, 8, 31), begins + timedelta(days=60)])
            member = same | {"code": code, "from_date": begins, "to_date": ends}
            key = [member[name] for name in ("pupil_id", "school", "code", "academic_year", "from_date")]
            if not _there(connection, "class_member", member, key):
                put(connection, "class_member", member)


def _there(connection: sa.Connection, record: str, row: Row, key: list[Any]) -> bool:
    from data_loaders.store.tables import TABLES

    table = TABLES[record]
    columns = list(table.primary_key.columns)
    statement = sa.select(sa.func.count()).where(*(column == row[column.name] for column in columns))
    return bool(connection.scalar(statement)) and bool(key)


def _results(connection: sa.Connection, pupil: int, chance: Random) -> None:
    for subject in ("reading", "mathematics"):
        scale = chance.choice("aaab")
        for term in TERMS:
            if chance.random() < 0.15:
                scale = chance.choice("ab")
            for kind in ("test", "teacher"):
                if chance.random() < (0.7 if kind == "test" else 0.15):
                    first, last = _on(term, BEGINS, 0), _on(term, ENDS, 0)
                    day = chance.choice([None, last, first + timedelta(days=chance.randrange((last - first).days))])
                    put(connection, "assessment", {
                        "pupil_id": pupil, "subject": subject, "scale": scale, "term": term, "kind": kind, "date": day,
                        "value": float(chance.randrange(70, 131))})  # fmt: skip


def _strands(connection: sa.Connection, pupil: int, school: str, chance: Random) -> None:
    same = {"pupil_id": pupil, "school": school}
    mondays = [date(2023, 8, 28) + timedelta(weeks=week) for week in range(150)]
    for monday in chance.sample(mondays, 40):
        marks = " ".join(chance.choice(CODES) for _ in range(10))
        put(connection, "attendance", same | {"from_date": monday, "grain": "week", "marks": marks})
    for term in chance.sample(TERMS, 3):
        first = _on(term, BEGINS, chance.randrange(3))
        counts = chance.choice([None, "/:50 \\:51 I:3 U:1 Y1:2", "I:4 G:2", "H:3"])
        given = {name: chance.choice([None, chance.randrange(40)]) for name in ("possible", "attended", "authorised")}
        put(connection, "attendance", same | given | {"from_date": first, "grain": "term", "counts": counts})
        put(connection, "conversation", same | {
            "scheduled": first, "term": term, "parent_present": chance.choice([True, False, None]),
            "status": chance.choice(STATUSES)})  # fmt: skip
        put(connection, "activity_session", same | {
            "activity": "Choir", "from_date": first, "term": term, "attended": chance.randrange(6),
            "offered": chance.choice([None, 6, 7])})  # fmt: skip
    if chance.random() < 0.3:
        whole = {"from_date": date(chance.choice(YEARS), 9, 1), "grain": "year", "possible": 380, "unauthorised": 4}
        put(connection, "attendance", same | whole)
