"""The second route to the facts: plain loops over one pupil at a time, on dates and words, from the stored records.

It shares with the first only the closed lists, the default dates of terms and what a register code counts as, each of
which has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data_loaders.attendance_codes import ATTENDING, POSSIBLE, CountsAs, code_on
from data_loaders.school_year import census_day, default_term_dates, january_census_day, term_number
from data_loaders.store.tables import TABLES
from data_loaders.vocabulary import SEND_CODES, YEAR_GROUPS

Row = dict[str, Any]
WORDS = ("autumn", "spring", "summer")
SESSIONS = ("possible", "attended", "authorised", "unauthorised", "late")


def year_name(year: int) -> str:
    return f"{year}-{str(year + 1)[2:]}"


def terms_of_year(year: int) -> list[str]:
    return [f"{year_name(year)}.{word}" for word in WORDS]


def year_of(period: str) -> int:
    return int(period[:4])


def dfe_year(day: date) -> int:
    return day.year if day.month >= 8 else day.year - 1


def order_of(term: str) -> tuple[int, int]:
    return (year_of(term), WORDS.index(term[8:]))


def is_term(period: str) -> bool:
    return "." in period


class Trust:
    """The stored records, and the questions of the second route."""

    def __init__(self, connection: sa.Connection) -> None:
        self.rows: dict[str, list[Row]] = {
            name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for name, table in TABLES.items()
        }
        self.rows["enrolment"] = [row | {"to_date": self.left(row)} for row in self.rows["enrolment"]]
        self.known: dict[Any, Any] = {}

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, remembered: the records do not change under the second route."""
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def of(self, record: str, **wanted: Any) -> list[Row]:
        def find() -> list[Row]:
            return [row for row in self.rows[record] if all(row[name] == value for name, value in wanted.items())]

        found: list[Row] = self.once((record, *wanted.items()), find)
        return found

    def left(self, spell: Row) -> date | None:
        """When the pupil left: the day the school says, or that on which a main school began which goes on as long."""
        end = spell["to_date"]
        found = [end] if end else []
        for other in self.rows["enrolment"] if spell["status"] in "CM" else []:
            begun = other["from_date"]
            same = other["pupil_id"] == spell["pupil_id"] and other["status"] in "CM" and begun > spell["from_date"]
            longer = other["to_date"] is None or (end is not None and other["to_date"] >= end)
            if same and longer and (end is None or timedelta() < end - begun <= timedelta(days=100)):
                found.append(begun)
        return min(found, default=None)

    # Terms

    def open_days(self, school: str, term: str) -> set[date]:
        return {row["date"] for row in self.of("calendar", school=school, term=term) if row["open"]}

    def dates(self, school: str, term: str) -> tuple[date, date]:
        def find() -> tuple[date, date]:
            opened = self.open_days(school, term)
            return (min(opened), max(opened)) if opened else default_term_dates(term_number(term))

        found: tuple[date, date] = self.once(("dates", school, term), find)
        return found

    def term_open_days(self, school: str, term: str) -> set[date]:
        opened = self.open_days(school, term)
        if opened:
            return opened
        first, last = self.dates(school, term)
        days = (first + timedelta(days=step) for step in range((last - first).days + 1))
        return {day for day in days if day.weekday() < 5}

    def default_term(self, day: date) -> str:
        year = dfe_year(day)
        return next(term for term in terms_of_year(year) if day <= default_term_dates(term_number(term))[1])

    def terms(self, school: str) -> list[str]:
        calendar = {row["term"] for row in self.of("calendar", school=school) if row["open"]}
        used = {row["term"] for name in ("conversation", "activity_session") for row in self.of(name, school=school)}
        used |= {self.default_term(row["from_date"]) for row in self.of("attendance", school=school)}
        used |= {self.default_term(row["from_date"]) for row in self.registrations(school=school)}
        for row in self.rows["assessment"]:
            first, last = default_term_dates(term_number(row["term"]))
            if any(
                overlaps(spell, first, last) for spell in self.of("enrolment", pupil_id=row["pupil_id"], school=school)
            ):
                used.add(row["term"])
        if not calendar and not used:
            used = {self.default_term(max(row["from_date"] for row in self.of("enrolment", school=school)))}
        known_years = {year_of(term) for term in calendar}
        whole = {term for each in used if year_of(each) not in known_years for term in terms_of_year(year_of(each))}
        return sorted(calendar | used | whole, key=order_of)

    def term_of(self, school: str, day: date) -> str:
        """The first term, of all there could be, that ends on that day or later."""
        year = dfe_year(day)
        candidates = [term for near in (year - 1, year, year + 1) for term in terms_of_year(near)]
        return next(term for term in candidates if self.dates(school, term)[1] >= day)

    # Pupils

    def registrations(self, **wanted: Any) -> Iterator[Row]:
        kinds = {
            (row["school"], row["code"], row["academic_year"]): row["teaching_class_id"]
            for row in self.of("teaching_class", kind="registration")
        }
        for row in self.of("class_member", **wanted):
            key = (row["school"], row["code"], row["academic_year"])
            if key in kinds:
                yield row | {"class_id": kinds[key]}

    def main(self, pupil: int) -> list[Row]:
        return [row for row in self.of("enrolment", pupil_id=pupil) if row["status"] in "CM"]

    def code(self, pupil: int, day: date | None) -> str | None:
        spells = [] if day is None else [row for row in self.of("sen_status", pupil_id=pupil) if holds(row, day)]
        return max(spells, key=lambda row: row["from_date"])["code"] if spells else None

    def need(self, pupil: int, day: date) -> str | None:
        spells = [row for row in self.of("sen_need", pupil_id=pupil) if holds(row, day)]
        return min(spells, key=lambda row: (row["rank"], -row["from_date"].toordinal()))["need"] if spells else None

    def class_of(self, pupil: int, school: str, day: date) -> int | None:
        spells = [row for row in self.registrations(pupil_id=pupil, school=school) if holds(row, day)]
        return max(spells, key=lambda row: (row["from_date"], row["class_id"]))["class_id"] if spells else None

    def first_day(self, spells: Iterable[Row], day: date) -> date | None:
        """The first day on roll on or after the day."""
        days = [max(row["from_date"], day) for row in spells if row["to_date"] is None or row["to_date"] > day]
        return min(days) if days else None

    def year_group(self, spell: Row, year: int) -> str:
        group, begun = spell["year_group"], spell["from_date"]
        birthdays = sum(begun < date(each, 9, 1) for each in range(begun.year, year + 1))
        for _ in range(birthdays):
            if group not in ("14", "X"):
                group = YEAR_GROUPS[YEAR_GROUPS.index(group) + 1]
        return str(group)

    def end(self, school: str, period: str) -> date:
        return self.dates(school, period if is_term(period) else f"{period}.summer")[1]

    def counted_at(self, pupil: int, period: str) -> Row | None:
        """The main enrolment on the last day of the period by its own school's dates, the one begun last."""
        held = [row for row in self.main(pupil) if holds(row, self.end(row["school"], period))]
        return max(held, key=lambda row: (row["from_date"], row["school"])) if held else None

    # Enrolment facts

    def enrolment_facts(self) -> Iterator[Row]:
        schools = sorted({row["school"] for row in self.rows["enrolment"]})
        terms = {school: self.terms(school) for school in schools}
        for spell in self.rows["enrolment"]:
            school = spell["school"]
            here = [term for term in terms[school] if overlaps(spell, *self.dates(school, term))]
            for period in [*here, *sorted({term[:7] for term in here})]:
                yield self.enrolment_fact(spell, period, here)

    def enrolment_fact(self, spell: Row, period: str, terms: list[str]) -> Row:
        pupil, school, year = spell["pupil_id"], spell["school"], year_of(period)
        mine = [period] if is_term(period) else [term for term in terms if term[:7] == period]
        end, start = self.end(school, period), self.dates(school, period)[0] if is_term(period) else date(year, 9, 1)
        last = min(end, spell["to_date"] - timedelta(days=1)) if spell["to_date"] else end
        begun, left = max(start, spell["from_date"]), (spell["to_date"] or date.max) - timedelta(days=1)
        january = max(min(january_census_day(year), left), spell["from_date"])
        of_term = census_day(term_number(period)) if is_term(period) else january_census_day(year)
        census = max(min(of_term, last), begun)
        fact = {
            "enrolment_id": spell["enrolment_id"], "period": period, "pupil_id": pupil, "school": school,
            "academic_year": period[:7], "year_group": self.year_group(spell, year),
            "class_id": self.class_of(pupil, school, last), "main": spell["status"] in "CM",
            "at_end": holds(spell, end),
            "sen_start": self.code(pupil, begun), "sen_census": self.code(pupil, census),
            "sen_january": self.code(pupil, january),
            "need_start": self.need(pupil, begun), "need_january": self.need(pupil, january),
            "afa_group": any(self.in_group(spell, term) for term in mine),
        }  # fmt: skip
        for name in SESSIONS:
            fact[f"sessions_{name}"] = self.sum_of(spell, period, self.registers, name)
        for name in ("offered", "held", "counted", "declined"):
            fact[f"conversations_{name}"] = self.sum_of(spell, period, self.conversations, name)
        for name in ("offered", "attended"):
            fact[f"activity_{name}"] = self.sum_of(spell, period, self.clubs, name)
        return fact

    def sum_of(self, spell: Row, period: str, rows: Callable[[Row, str], list[Row]], name: str) -> int | None:
        """Null where no pupil of the school has the figure, or one of this pupil's rows lacks it; else the sum."""
        others = self.of("enrolment", school=spell["school"])
        key = ("supplied", spell["school"], period, rows.__name__, name)
        if not self.once(key, lambda: any(row[name] is not None for other in others for row in rows(other, period))):
            return None
        values = [row[name] for row in rows(spell, period)]
        return None if None in values else sum(values)

    def spell_of(self, pupil: int, school: str, first: date, last: date) -> int | None:
        """The last enrolment there begun by the last day, if it lasts beyond the first."""
        begun = [row for row in self.of("enrolment", pupil_id=pupil, school=school) if row["from_date"] <= last]
        latest = max(begun, key=lambda row: row["from_date"]) if begun else None
        return latest["enrolment_id"] if latest and overlaps(latest, first, last) else None

    def registers(self, spell: Row, period: str) -> list[Row]:
        key = ("registers", spell["enrolment_id"], period)
        found: list[Row] = self.once(key, lambda: self.registers_found(spell, period))
        return found

    def registers_found(self, spell: Row, period: str) -> list[Row]:
        school, by_grain = spell["school"], {"week": [], "term": [], "year": []}  # type: ignore[var-annotated]
        for row in self.of("attendance", pupil_id=spell["pupil_id"], school=school):
            first, grain = row["from_date"], row["grain"]
            term = self.term_of(school, first)
            whole = self.dates(school, f"{year_name(dfe_year(first))}.summer")[1]
            last = {"week": first + timedelta(days=6), "term": self.dates(school, term)[1], "year": whole}[grain]
            if self.spell_of(spell["pupil_id"], school, first, last) == spell["enrolment_id"]:
                named = year_name(dfe_year(first)) if grain == "year" else term
                by_grain[grain].append(sessions_of_row(row) | {"named": named})
        weeks = {row["named"] for row in by_grain["week"]}
        in_terms = by_grain["week"] + [row for row in by_grain["term"] if row["named"] not in weeks]
        chosen = [row for row in in_terms if row["named"].startswith(period)]
        if is_term(period) or chosen:
            return chosen
        return [row for row in by_grain["year"] if row["named"] == period]

    def named(self, record: str, spell: Row, period: str) -> list[Row]:
        mine = []
        for row in self.of(record, pupil_id=spell["pupil_id"], school=spell["school"]):
            held = self.spell_of(spell["pupil_id"], spell["school"], *self.dates(spell["school"], row["term"]))
            if row["term"].startswith(period) and held == spell["enrolment_id"]:
                mine.append(row)
        return mine

    def conversations(self, spell: Row, period: str) -> list[Row]:
        return [
            {
                "offered": int(row["status"] != "cancelled"),
                "held": int(row["status"] == "held"),
                "counted": int(row["status"] == "held" and row["parent_present"] is True),
                "declined": int(row["status"] == "declined"),
            }
            for row in self.named("conversation", spell, period)
        ]

    def clubs(self, spell: Row, period: str) -> list[Row]:
        return self.named("activity_session", spell, period)

    def lists_a_group(self, school: str, year: int) -> bool:
        return bool(self.once(("lists", school, year), lambda: self.lists_found(school, year)))

    def lists_found(self, school: str, year: int) -> bool:
        for spell in self.of("enrolment", school=school):
            everywhere = self.of("enrolment", pupil_id=spell["pupil_id"])
            newcomer = spell["from_date"] > min(row["from_date"] for row in everywhere)
            for row in self.of("characteristic", pupil_id=spell["pupil_id"], kind="afa_group"):
                brought = newcomer and row["from_date"] < spell["from_date"]
                days = (date(year, 9, 1) + timedelta(days=step) for step in range(366))
                inside = (day for day in days if day < date(year + 1, 9, 1))
                if not brought and any(holds(row, day) and holds(spell, day) for day in inside):
                    return True
        return False

    def in_group(self, spell: Row, term: str) -> bool:
        pupil, school, year = spell["pupil_id"], spell["school"], year_of(term)
        opened = self.term_open_days(school, term)
        on_roll = {day for day in opened if holds(spell, day)}
        if self.lists_a_group(school, year):
            listed = self.of("characteristic", pupil_id=pupil, kind="afa_group")
            days = sum(any(holds(row, day) for row in listed) for day in on_roll)
        else:
            started = self.first_day(self.of("enrolment", pupil_id=pupil), date(year, 9, 1))
            days = len(on_roll) if self.code(pupil, started) in SEND_CODES else 0
        return days > 0 and 2 * days >= len(opened)

    # Progress facts

    def results(self, pupil: int, subject: str, scale: str) -> list[Row]:
        """In order, one a day: of a test and a teacher assessment of one day the test."""
        rows = self.of("assessment", pupil_id=pupil, subject=subject, scale=scale)
        by_day: dict[Any, Row] = {}
        for row in sorted(rows, key=lambda row: row["kind"] == "test"):
            by_day[(order_of(row["term"]), row["date"] or date.min)] = row
        return [by_day[day] for day in sorted(by_day)]

    def taken_at(self, result: Row) -> Row | None:
        spells = self.main(result["pupil_id"])
        on_day = [row for row in spells if result["date"] and holds(row, result["date"])]
        in_term = [row for row in spells if overlaps(row, *self.dates(row["school"], result["term"]))]
        return max(on_day or in_term, key=lambda row: (row["from_date"], row["school"]), default=None)

    def progress_facts(self) -> Iterator[Row]:
        placed = [(row, self.taken_at(row)) for row in self.rows["assessment"]]
        series = sorted({(row["subject"], row["scale"]) for row in self.rows["assessment"]})
        schools = sorted({row["school"] for row in self.rows["enrolment"]})
        periods = {row["term"] for row in self.rows["assessment"]}
        periods |= {term[:7] for term in periods}
        cohort = {
            (spell["school"], self.year_group(spell, year_of(row["term"])), year_of(row["term"]), row["subject"],
             row["scale"], row["term"])
            for row, spell in placed if spell
        }  # fmt: skip
        assert schools
        for pupil in sorted({row["pupil_id"] for row in self.rows["enrolment"]}):
            for period in sorted(periods):
                spell = self.counted_at(pupil, period)
                for subject, scale in series if spell else []:
                    assert spell
                    fact = self.progress_fact(spell, period, subject, scale, cohort)
                    if fact:
                        yield fact

    def progress_fact(self, spell: Row, period: str, subject: str, scale: str, cohort: set[Any]) -> Row | None:
        pupil, school, year = spell["pupil_id"], spell["school"], year_of(period)
        group, results = self.year_group(spell, year), self.results(pupil, subject, scale)
        mine = [row for row in results if row["term"].startswith(period)]
        terms_here = {key[5] for key in cohort if key[0] == school and key[3:5] == (subject, scale)}
        classmates = {key[5] for key in cohort if key[:5] == (school, group, year, subject, scale)}
        supplied = any(term.startswith(period) for term in terms_here)
        if not mine and not (classmates and supplied):
            return None
        autumn = period.endswith("autumn")
        window = [row for row in results if row["term"].startswith(year_name(year - 1 if autumn else year))]
        first = (window[-1] if autumn else window[0]) if window and mine else None
        last = mine[-1] if mine else None
        if first is last:
            first = None
        september, main = date(year, 9, 1), self.main(pupil)
        in_year = self.first_day(main, september)
        start = self.first_day(main, self.dates(school, first["term"])[0]) if first else in_year
        return {
            "pupil_id": pupil, "subject": subject, "scale": scale, "period": period,
            "enrolment_id": spell["enrolment_id"], "school": school, "academic_year": year_name(year),
            "year_group": group, "class_id": self.class_of(pupil, school, self.end(school, period)),
            "sen_start": self.code(pupil, start), "sen_year": self.code(pupil, in_year),
            "state": self.state(
                spell, period=period, subject=subject, scale=scale, first=first, last=last,
                classmates=classmates, terms_here=terms_here,
            ),
            "first_term": first and first["term"], "first_value": first and first["value"],
            "last_term": last and last["term"], "last_value": last and last["value"],
            "met_expectation": self.met(scale, first, last),
        }  # fmt: skip

    def state(
        self, spell: Row, *, period: str, subject: str, scale: str, first: Row | None, last: Row | None,
        classmates: set[str], terms_here: set[str],
    ) -> str:  # fmt: skip
        pupil, school, year = spell["pupil_id"], spell["school"], year_of(period)
        if first:
            return "matched"
        if last:
            if period.endswith("autumn"):
                before = [term for term in terms_here if year_of(term) == year - 1]
                begins = max(before, key=order_of, default=f"{year_name(year - 1)}.summer")
            else:
                begins = min(classmates, key=order_of, default=f"{year_name(year)}.autumn")
            joined = min(row["from_date"] for row in self.main(pupil) if row["school"] == school)
            return "joined_after" if joined > self.dates(school, begins)[1] else "no_first"
        subject_rows = self.of("assessment", pupil_id=pupil, subject=subject)
        in_year = any(row["scale"] == scale and year_of(row["term"]) == year for row in subject_rows)
        elsewhere = any(row["scale"] != scale and row["term"].startswith(period) for row in subject_rows)
        return "other_scale" if elsewhere and not in_year else "no_result"

    def met(self, scale: str, first: Row | None, last: Row | None) -> bool | None:
        expected = [row["expected_gain"] for row in self.of("scale", scale=scale)]
        if not first or not last or not expected or expected[0] is None:
            return None
        years, terms = (b - a for a, b in zip(order_of(first["term"]), order_of(last["term"]), strict=True))
        return bool(last["value"] - first["value"] >= expected[0] * (3 * years + terms) / 3 - 1e-9)


def holds(row: Row, day: date) -> bool:
    return bool(row["from_date"] <= day and (row["to_date"] is None or day < row["to_date"]))


def overlaps(row: Row, first: date, last: date) -> bool:
    return bool(row["from_date"] <= last and (row["to_date"] is None or row["to_date"] > first))


def sessions_of_row(row: Row) -> Row:
    day = row["from_date"]
    if row["marks"] is not None:
        return count([(code, 1) for code in row["marks"].split(" ") if code], day)
    sums: Row = {name: row[name] for name in SESSIONS}
    if row["counts"] is not None:
        pairs = [(part.rsplit(":", 1)[0], int(part.rsplit(":", 1)[1])) for part in row["counts"].split(" ")]
        whole = any(code in ("/", "\\") for code, _ in pairs)
        for name, value in count(pairs, day).items():
            if sums[name] is None and (whole or name not in ("possible", "attended")):
                sums[name] = value
    absent = None if None in (sums["authorised"], sums["unauthorised"]) else sums["authorised"] + sums["unauthorised"]
    if sums["attended"] is None and sums["possible"] is not None and absent is not None:
        sums["attended"] = sums["possible"] - absent
    elif sums["possible"] is None and sums["attended"] is not None and absent is not None:
        sums["possible"] = sums["attended"] + absent
    return sums


def count(pairs: list[tuple[str, int]], day: date) -> Row:
    known = [(code_on(code, day=day), often) for code, often in pairs]
    each = [(meaning, often) for meaning, often in known if meaning]
    return {
        "possible": sum(often for meaning, often in each if meaning.counts_as in POSSIBLE),
        "attended": sum(often for meaning, often in each if meaning.counts_as in ATTENDING),
        "authorised": sum(often for meaning, often in each if meaning.counts_as is CountsAs.AUTHORISED),
        "unauthorised": sum(often for meaning, often in each if meaning.counts_as is CountsAs.UNAUTHORISED),
        "late": sum(often for meaning, often in each if meaning.late),
    }
