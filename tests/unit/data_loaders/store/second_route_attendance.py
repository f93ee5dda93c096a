"""The second route to the tables of attendance: plain loops over one enrolment at a time, on dates and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from data_loaders.attendance_codes import CountsAs, code_on
from tests.unit.data_loaders.store.second_route import Row, Trust, is_term, sessions_of_row, year_name, year_of

SUMS = ("possible", "absent", "authorised", "unauthorised", "late", "arrived")
Key = tuple[Any, ...]


def census_day(period: str) -> date:
    """First Thursday of October, third of January, third of May; a year's is January's."""
    year, season = year_of(period), period[8:] or "spring"
    month, weeks = {"autumn": (10, 0), "spring": (1, 2), "summer": (5, 2)}[season]
    day = date(year + (month < 8), month, 1)
    while day.weekday() != 3:
        day += timedelta(days=1)
    return day + timedelta(weeks=weeks)


class Registers:
    """What the registers of each main registration add up to, period by period."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.facts = [fact for fact in trust.enrolment_facts() if fact["main"]]
        self.spells = {row["enrolment_id"]: row for row in trust.rows["enrolment"]}

    def status_day(self, fact: Row) -> date:
        spell, period = self.spells[fact["enrolment_id"]], fact["period"]
        school = fact["school"]
        start = self.trust.dates(school, period)[0] if is_term(period) else date(year_of(period), 9, 1)
        first = max(start, spell["from_date"])
        end = self.trust.end(school, period)
        last = min(end, spell["to_date"] - timedelta(days=1)) if spell["to_date"] else end
        return max(first, min(census_day(period), last))

    def groups(self, fact: Row) -> tuple[str, str]:
        key = ("groups", fact["enrolment_id"], fact["period"])
        found: tuple[str, str] = self.trust.once(key, lambda: self.groups_found(fact))
        return found

    def groups_found(self, fact: Row) -> tuple[str, str]:
        day, pupil = self.status_day(fact), fact["pupil_id"]
        return self.trust.code(pupil, day) or "", self.trust.need(pupil, day) or ""

    def rows_of(self, fact: Row) -> list[Row]:
        """The raw register rows behind the fact, the finer grain winning."""
        key = ("rows", fact["enrolment_id"], fact["period"])
        found: list[Row] = self.trust.once(key, lambda: self.rows_found(fact))
        return found

    def rows_found(self, fact: Row) -> list[Row]:
        spell, period = self.spells[fact["enrolment_id"]], fact["period"]
        found: dict[str, list[Row]] = {"week": [], "term": [], "year": []}
        for row in self.trust.of("attendance", pupil_id=spell["pupil_id"], school=spell["school"]):
            first, grain = row["from_date"], row["grain"]
            term = self.trust.term_of(spell["school"], first)
            year = year_name(first.year if first.month >= 8 else first.year - 1)
            ends = {
                "week": first + timedelta(days=6),
                "term": self.trust.dates(spell["school"], term)[1],
                "year": self.trust.dates(spell["school"], f"{year}.summer")[1],
            }
            if self.trust.spell_of(spell["pupil_id"], spell["school"], first, ends[grain]) == spell["enrolment_id"]:
                found[grain].append(row | {"named": year if grain == "year" else term})
        weeks = {row["named"] for row in found["week"]}
        fine = found["week"] + [row for row in found["term"] if row["named"] not in weeks]
        chosen = [row for row in fine if row["named"].startswith(period)]
        return chosen if is_term(period) or chosen else [row for row in found["year"] if row["named"] == period]

    def counted(self) -> Iterator[tuple[Row, dict[str, int | None]]]:
        """Each fact with its sums; ``possible`` None where the enrolment is not counted."""
        held = [(fact, self.sums(fact)) for fact in self.facts]
        there = {(fact["school"], fact["period"]) for fact, sums in held if sums["possible"]}
        for fact, sums in held:
            if (fact["school"], fact["period"]) in there:
                yield fact, sums

    def sums(self, fact: Row) -> dict[str, int | None]:
        possible, attended = fact["sessions_possible"], fact["sessions_attended"]
        if not possible or possible < 0 or attended is None:
            return dict.fromkeys(SUMS)
        rows = self.rows_of(fact)
        came = [arrived_of(row) for row in rows]
        others = self.trust.of("enrolment", school=fact["school"])
        near = (row for other in others for row in self.rows_of(fact | {"enrolment_id": other["enrolment_id"]}))
        key = ("arrived", fact["school"], fact["period"])
        any_known = self.trust.once(key, lambda: any(arrived_of(row) is not None for row in near))
        return {
            "possible": possible, "absent": possible - attended, "authorised": fact["sessions_authorised"],
            "unauthorised": fact["sessions_unauthorised"], "late": fact["sessions_late"],
            "arrived": None if None in came or not any_known else sum(each or 0 for each in came),
        }  # fmt: skip

    def cells(self) -> dict[Key, Row]:
        cells: dict[Key, list[dict[str, int | None]]] = defaultdict(list)
        for fact, sums in self.counted():
            cells[(fact["school"], fact["period"], fact["year_group"], *self.groups(fact))].append(sums)
        return {key: added(each) for key, each in cells.items()}

    def spread(self) -> dict[Key, int]:
        found: dict[Key, int] = defaultdict(int)
        for fact, sums in self.counted():
            if sums["possible"]:
                place = (fact["school"], fact["period"], fact["year_group"], *self.groups(fact))
                found[(*place, sums["possible"], sums["absent"])] += 1
        return dict(found)

    def reasons(self) -> dict[Key, tuple[int, int, int]]:
        found: dict[Key, tuple[int, int, int]] = {}
        for fact, sums in self.counted():
            mine: dict[str, int] = defaultdict(int)
            for row in self.rows_of(fact) if sums["possible"] else []:
                for code, often in codes_of(row).items():
                    meaning = code_on(code, day=row["from_date"])
                    if meaning and meaning.counts_as in {CountsAs.AUTHORISED, CountsAs.UNAUTHORISED}:
                        mine[code] += often
            for code, often in mine.items():
                if often:
                    key = (fact["school"], fact["period"], self.groups(fact)[0], code)
                    one, two, three = found.get(key, (0, 0, 0))
                    found[key] = (one + often, two + often**2, three + often * (sums["possible"] or 0))
        return found

    def weeks(self) -> dict[Key, tuple[int, int, int]]:
        """By school, Monday and status of the year: enrolments, possible and absent sessions."""
        found: dict[Key, tuple[int, int, int]] = {}
        counted = {(fact["enrolment_id"], fact["period"]): fact for fact, _ in self.counted()}
        for fact in self.facts:
            if not is_term(fact["period"]):
                continue
            year = counted.get((fact["enrolment_id"], fact["period"][:7]))
            for row in self.rows_of(fact):
                sums = sessions_of_row(row)
                if row["grain"] == "week" and sums["possible"]:
                    key = (fact["school"], row["from_date"], self.groups(year)[0] if year else "")
                    one, two, three = found.get(key, (0, 0, 0))
                    absent = sums["possible"] - sums["attended"]
                    found[key] = (one + 1, two + sums["possible"], three + absent)
        return found


def codes_of(row: Row) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    if row["marks"] is not None:
        for code in row["marks"].split():
            found[code] += 1
    elif row["counts"] is not None:
        for part in row["counts"].split():
            code, often = part.rsplit(":", 1)
            found[code] += int(often)
    return found


def arrived_of(row: Row) -> int | None:
    codes = codes_of(row)
    if row["marks"] is None and not {"/", "\\"} & codes.keys():
        return None
    here = [(code_on(code, day=row["from_date"]), often) for code, often in codes.items()]
    return sum(often for known, often in here if known and (known.counts_as is CountsAs.PRESENT or known.late))


def added(cell: list[dict[str, int | None]]) -> Row:
    there = [sums for sums in cell if sums["possible"]]

    def total(one: str, two: str = "") -> int | None:
        pairs = [(sums[one], sums[two] if two else 1) for sums in there]
        return None if any(None in pair for pair in pairs) else sum(a * b for a, b in pairs)  # type: ignore[operator]

    row: Row = {"n": len(there), "without": len(cell) - len(there)}
    for name in SUMS:
        row |= {name: total(name), f"{name}_squared": total(name, name)}
        if name not in {"possible", "arrived"}:
            row[f"{name}_possible"] = total(name, "possible")
    return row | {"late_arrived": total("late", "arrived")}
