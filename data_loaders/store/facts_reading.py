"""Reads the records that facts are made of, as frames of whole numbers: days since 1 January 1970, codes by position.

Everything is read for the pupils ever enrolled at the wanted schools: their enrolments, results and statuses wherever
they come from. Registers, conversations and clubs carry a school and are read for the wanted schools only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_loaders.store.facts_moving import moved_on
from data_loaders.store.tables import TABLES
from data_loaders.vocabulary import STATUTORY_SCALES, first_year

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]

NO_DAY = -1
"""Stands for a date that is not known."""
NEVER_ENDS = 2_000_000
"""Stands for the end of what still lasts: later than any day, small enough to be packed into one number with a key."""
MAIN_STATUSES = ("C", "M")
"""Enrolment statuses that count a pupil at a school: single and main registrations, not subsidiary or guest."""


@dataclass(frozen=True, kw_only=True)
class PupilRecords:
    """Records of pupils, a frame each; ``from_date`` and ``to_date`` are day numbers, ``[from_date, to_date)``.

    ``enrolments``: enrolment_id, pupil_id, school, from_date, to_date, year_group, main. ``results``, but those on
    statutory scales: pupil_id, subject, scale, term, day, teacher (assessed by a teacher, not a test), value.
    ``statuses`` and ``needs``: pupil_id, from_date, to_date, value (needs also rank). ``memberships`` of registration
    classes: pupil_id, school, from_date, to_date, value (the class). ``afa_groups``: pupil_id, from_date, to_date.
    """

    enrolments: pd.DataFrame
    results: pd.DataFrame
    statuses: pd.DataFrame
    needs: pd.DataFrame
    memberships: pd.DataFrame
    afa_groups: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class SchoolRecords:
    """Records that carry a school. ``registers``: pupil_id, school, from_date, grain, marks, counts and the totals;
    ``conversations``: pupil_id, school, day, term, status, parent_present; ``clubs``: pupil_id, school, day, term,
    offered, attended."""

    registers: pd.DataFrame
    conversations: pd.DataFrame
    clubs: pd.DataFrame


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + date(1970, 1, 1).toordinal())


def read_pupils(connection: sa.Connection, *, schools: Collection[str] | None) -> PupilRecords:
    """All records of the pupils ever enrolled at the schools (None: of every pupil), wherever they were made."""
    return PupilRecords(
        enrolments=_read_enrolments(connection, schools=schools),
        results=_read_results(connection, schools=schools),
        statuses=_read_intervals(connection, name="sen_status", value="code", schools=schools),
        needs=_read_intervals(connection, name="sen_need", value="need", more=("rank",), schools=schools),
        memberships=_read_memberships(connection, schools=schools),
        afa_groups=_read_intervals(connection, name="characteristic", value="kind", schools=schools, only="afa_group"),
    )


def read_schools(
    connection: sa.Connection, *, schools: Collection[str] | None, registers: pd.DataFrame | None = None
) -> SchoolRecords:
    """Registers, conversations and clubs of the schools (None: of every school); ``registers`` where they are known."""
    held = _read_registers(connection, schools=schools) if registers is None else registers
    conversations, clubs = TABLES["conversation"].c, TABLES["activity_session"].c
    talks = sa.select(
        conversations.pupil_id, conversations.school, _text(conversations.scheduled).label("day"),
        conversations.term, conversations.status, conversations.parent_present,
    )  # fmt: skip
    sessions = sa.select(
        clubs.pupil_id, clubs.school, _text(clubs.from_date).label("day"), clubs.term, clubs.offered, clubs.attended
    )
    return SchoolRecords(
        registers=held,
        conversations=_frame(connection, statement=_at(talks, table=conversations, schools=schools), starts=("day",)),
        clubs=_frame(connection, statement=_at(sessions, table=clubs, schools=schools), starts=("day",)),
    )


def _read_registers(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    registers = TABLES["attendance"]
    wanted = [registers.c[name] for name in ("grain", "marks", "counts", *SESSION_COLUMNS)]
    statement = sa.select(registers.c.pupil_id, registers.c.school, _text(registers.c.from_date), *wanted)
    placed = _at(statement, table=registers.c, schools=schools)
    return _frame(connection, statement=placed, starts=("from_date",))


def read_open_days(connection: sa.Connection) -> pd.DataFrame:
    """The open days of every school that has a calendar: school, term, day, a row a day."""
    calendar = TABLES["calendar"].c
    statement = sa.select(calendar.school, calendar.term, _text(calendar.date).label("day"))
    return _frame(connection, statement=statement.where(calendar.open.is_(True)).distinct(), starts=("day",))


def read_records(
    connection: sa.Connection, *, name: str, columns: Collection[str], day: str, schools: Collection[str] | None
) -> pd.DataFrame:
    """One record's rows made at the schools (None: at every school): pupil_id, school, ``day`` and the columns."""
    table = TABLES[name].c
    statement = sa.select(
        table.pupil_id, table.school, _text(table[day]).label("day"), *(table[each] for each in columns)
    )
    return _frame(connection, statement=_at(statement, table=table, schools=schools), starts=("day",))


def read_expectations(connection: sa.Connection) -> dict[str, float]:
    """The gain a year expected on each scale for which somebody has set one."""
    scale = TABLES["scale"].c
    statement = sa.select(scale.scale, scale.expected_gain)
    statement = statement.where(scale.expected_gain.is_not(None), scale.bands.is_(None))
    return {code: float(gain) for code, gain in connection.execute(statement)}


def sharing_pupils(connection: sa.Connection, *, schools: Collection[str] | None) -> set[str] | None:
    """The schools and every other school at which one of their pupils is or was enrolled; None stays None."""
    if schools is None:
        return None
    enrolment = TABLES["enrolment"].c
    statement = sa.select(enrolment.school).where(_of_pupils(enrolment.pupil_id, schools=schools)).distinct()
    return set(schools) | set(connection.scalars(statement))


SESSION_COLUMNS = ("possible", "attended", "authorised", "unauthorised", "late")
"""The counts of a register's totals, in the order of ``attendance_codes.Sessions``."""


def keys_of(frame: pd.DataFrame, *, names: Iterable[str]) -> Numbers:
    """One number a row that stands for the values of the columns: equal numbers, equal values within this frame."""
    columns = [pd.factorize(frame[name])[0].astype(np.int64) for name in names]
    return reduce(lambda left, right: left * (int(right.max(initial=0)) + 1) + right, columns)


def day_numbers(texts: pd.Series[Any], *, missing: int) -> Numbers:
    """ISO dates as day numbers, ``missing`` where there is none. Each distinct text is read once."""
    places, distinct = pd.factorize(texts)
    numbers = [day_number(date.fromisoformat(text)) for text in distinct]
    return np.array([*numbers, missing], dtype=np.int64)[places]


def _read_enrolments(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    table = TABLES["enrolment"].c
    statement = sa.select(
        table.enrolment_id, table.pupil_id, table.school, _text(table.from_date), _text(table.to_date),
        table.year_group, table.status.in_(MAIN_STATUSES).label("main"),
    ).order_by(table.enrolment_id)  # fmt: skip
    frame = _frame(
        connection, statement=_of(statement, table=table, schools=schools), starts=("from_date",), ends=("to_date",)
    )
    return moved_on(frame.assign(main=frame["main"].astype(bool)), never=NEVER_ENDS)


def _read_results(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    return _read_assessments(connection, schools=schools, national=False)


def _read_assessments(connection: sa.Connection, *, schools: Collection[str] | None, national: bool) -> pd.DataFrame:
    table = TABLES["assessment"].c
    statutory, more = table.scale.in_(STATUTORY_SCALES), (table.raw,) if national else ()
    statement = sa.select(
        table.pupil_id, table.subject, table.scale, table.term, _text(table.date).label("day"),
        (table.kind != "test").label("teacher"), table.value, *more,
    ).where(statutory if national else ~statutory)  # fmt: skip
    frame = _frame(connection, statement=_of(statement, table=table, schools=schools), starts=("day",))
    return frame.assign(teacher=frame["teacher"].astype(bool), value=frame["value"].astype(np.float64))


def read_national(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    """The results on statutory scales of the pupils ever enrolled at the schools: as ``PupilRecords.results``, and
    ``raw``. A value may be missing."""
    return _read_assessments(connection, schools=schools, national=True)


def read_prior_groups(connection: sa.Connection) -> pd.DataFrame:
    """The prior attainment groups: year, lowest, highest, expected."""
    group = TABLES["prior_group"].c
    rows = connection.execute(sa.select(group.academic_year, group.lowest, group.highest, group.expected)).all()
    frame = pd.DataFrame(
        [(first_year(year), *rest) for year, *rest in rows], columns=["year", "lowest", "highest", "expected"]
    )
    return frame.astype({"year": np.int64, "lowest": np.float64, "highest": np.float64, "expected": np.float64})


def _read_memberships(connection: sa.Connection, *, schools: Collection[str] | None) -> pd.DataFrame:
    member, held = TABLES["class_member"].c, TABLES["teaching_class"].c
    same = (held.school == member.school) & (held.code == member.code) & (held.academic_year == member.academic_year)
    statement = sa.select(
        member.pupil_id, member.school, _text(member.from_date), _text(member.to_date),
        held.teaching_class_id.label("value"),
    )  # fmt: skip
    statement = statement.join(TABLES["teaching_class"], same).where(held.kind == "registration")
    return _frame(
        connection, statement=_of(statement, table=member, schools=schools), starts=("from_date",), ends=("to_date",)
    )


def _read_intervals(
    connection: sa.Connection,
    *,
    name: str,
    value: str,
    schools: Collection[str] | None,
    more: tuple[str, ...] = (),
    only: str = "",
) -> pd.DataFrame:
    table = TABLES[name].c
    columns = [table[value].label("value"), *(table[other] for other in more)]
    statement = sa.select(table.pupil_id, _text(table.from_date), _text(table.to_date), *columns)
    if only:
        statement = statement.where(table[value] == only)
    return _frame(
        connection, statement=_of(statement, table=table, schools=schools), starts=("from_date",), ends=("to_date",)
    )


def _frame(
    connection: sa.Connection, *, statement: sa.Select[Any], starts: tuple[str, ...], ends: tuple[str, ...] = ()
) -> pd.DataFrame:
    result = connection.execute(statement)
    names = list(result.keys())
    if result.cursor is None:
        raise TypeError("only a SELECT has rows to read")
    rows = result.cursor.fetchall()  # plain rows: the frame needs no conversion but the dates'
    result.close()
    columns = zip(*rows, strict=True) if rows else iter([()] * len(names))
    frame = pd.DataFrame({name: pd.Series(column) for name, column in zip(names, columns, strict=True)})
    frame = frame.astype({"pupil_id": np.int64} if "pupil_id" in names else {})
    dates = {name: day_numbers(frame[name], missing=NO_DAY) for name in starts}
    dates |= {name: day_numbers(frame[name], missing=NEVER_ENDS) for name in ends}
    return frame.assign(**dates)


def _text(column: sa.ColumnElement[Any]) -> sa.Label[str]:
    """A date as ISO text under its own name: both databases give it far faster than a date."""
    return sa.cast(column, sa.Text).label(getattr(column, "name", None))


def _of(statement: sa.Select[Any], *, table: Any, schools: Collection[str] | None) -> sa.Select[Any]:
    return statement if schools is None else statement.where(_of_pupils(table.pupil_id, schools=schools))


def _of_pupils(column: sa.ColumnElement[int], *, schools: Collection[str]) -> sa.ColumnElement[bool]:
    enrolment = TABLES["enrolment"].c
    return column.in_(sa.select(enrolment.pupil_id).where(enrolment.school.in_(sorted(schools))))


def _at(statement: sa.Select[Any], *, table: Any, schools: Collection[str] | None) -> sa.Select[Any]:
    """What was made at the schools; of a school without an enrolment or a calendar nothing is counted anywhere."""
    enrolled, opened = (sa.select(TABLES[name].c.school) for name in ("enrolment", "calendar"))
    statement = statement.where(table.school.in_(enrolled.union(opened)))
    if schools is None:
        return statement
    return _of(statement, table=table, schools=schools).where(table.school.in_(sorted(schools)))
