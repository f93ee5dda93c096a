"""Pupils: rows of single children, for readers who may see them. Names leave only for a scope that shows names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from dashboard.access.scope import Level
from dashboard.queries.members import members, name_of, names, pupil
from dashboard.queries.places import classmates, membership, number_of
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES, enrolment_fact, progress_fact
from data_loaders.vocabulary import SEND_CODES, STATUTORY_SCALES, academic_year_of

sen_status = TABLES["sen_status"]
sen_need = TABLES["sen_need"]
assessment = TABLES["assessment"]


class Pupil(NamedTuple):
    """One pupil in the school of the open enrolment. ``name`` is a label where the scope shows no names."""

    pupil_id: int
    token: str
    school: str
    name: str


class RollRow(NamedTuple):
    """One pupil of a school or class with the results of one subject, scale and period.

    ``status`` is the SEN provision on the day asked for; ``counted`` the one frozen at the start of the window, in
    which the pupil is counted. Both are None where unknown. ``state`` is None where the pupil is not eligible.
    """

    pupil_id: int
    token: str
    name: str
    class_id: int | None
    year_group: str | None
    status: str | None
    counted: str | None
    level_status: str | None
    state: str | None
    first_value: float | None
    last_value: float | None
    met_expectation: bool | None


class Result(NamedTuple):
    """One result of one pupil."""

    subject: str
    scale: str
    term: str
    kind: str
    date: date | None
    value: float


class Status(NamedTuple):
    """One interval of a pupil's SEN provision or need."""

    from_date: date
    to_date: date | None
    code: str


def pupil_of(asker: Asker, *, token: str, on: date) -> Pupil | None:
    """The pupil of that token where the reader may see single pupils and this one is theirs on the day; else None."""
    if not asker.scope.may_read(Level.PUPIL):
        return None
    known = sa.select(pupil.c.pupil_id).where(pupil.c.token == token).scalar_subquery()
    where = membership(on=on, whose=known)
    statement = (
        sa.select(
            pupil.c.pupil_id, pupil.c.token, pupil.c.forename, pupil.c.surname, where.c.school,
            number_of(pupil.c.token, school=where.c.school).label("number"),
        )
        .join(where, where.c.pupil_id == pupil.c.pupil_id)
        .where(pupil.c.token == token)
        .order_by(where.c.school)
    )  # fmt: skip
    found = run(asker, statement=asker.scope.confine(statement, table=where))
    if not found:
        return None
    row = found[0]
    name = name_of(asker, school=row.school, row=row)
    return Pupil(row.pupil_id, row.token, row.school, name or f"Pupil {row.number}")


def roll(
    asker: Asker,
    *,
    school: str,
    on: date,
    period: str,
    subject: str,
    scale: str,
    class_id: int | None = None,
    whose: int | None = None,
    send: bool = False,
) -> list[RollRow]:
    """The pupils on roll at a school on a day with their registration class, those of one class, or one pupil in each
    of their classes, with one subject's results.

    ``send`` keeps SEND pupils, by the register of the day. Pupils not eligible
    for the subject and scale stand with a null ``state``. Raises ``PermissionError`` where the reader may see no single
    pupil.
    """
    those = members(asker, school=school, on=on, class_id=class_id, whose=whose)
    where, fact = those.where, _fact(period=period, subject=subject, scale=scale)
    year_group = sa.func.coalesce(fact.c.year_group, year_group_on(on, where=where))
    status = status_on(on, whose=where.c.pupil_id)
    statement = (
        sa.select(
            *those.columns, year_group.label("year_group"), status.label("status"), fact.c.sen_start, fact.c.sen_year,
            fact.c.state, fact.c.first_value, fact.c.last_value, fact.c.met_expectation,
        )
        .select_from(those.source)
        .outerjoin(fact, fact.c.pupil_id == where.c.pupil_id)
    )  # fmt: skip
    if send:
        statement = statement.where(status.in_(sorted(SEND_CODES)))
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    called = names(asker, of=those, rows=rows)
    return [_roll_row(row, name=called[row.pupil_id]) for row in rows]


def _roll_row(row: sa.Row[Any], *, name: str) -> RollRow:
    return RollRow(
        pupil_id=row.pupil_id, token=row.token, name=name, class_id=row.class_id, year_group=row.year_group,
        status=row.status, counted=row.sen_start, level_status=row.sen_year, state=row.state,
        first_value=row.first_value, last_value=row.last_value, met_expectation=row.met_expectation,
    )  # fmt: skip


class ClassResult(NamedTuple):
    """The last result of one unnamed pupil in one class; ``status`` is the one frozen for the year, else the day's."""

    class_id: int
    status: str | None
    value: float


def class_results(
    asker: Asker, *, school: str, on: date, period: str, subject: str, scale: str, classes: Collection[int]
) -> list[ClassResult]:
    """The last results of the pupils of some classes of a school on a day, nobody told by name or id.

    Raises ``PermissionError`` where the reader may see no single pupil.
    """
    if not asker.scope.may_read(Level.PUPIL):
        raise PermissionError("this scope sees no single pupil")
    where, fact = classmates(on=on, school=school, classes=classes), progress_fact.c
    mine = sa.and_(fact.pupil_id == where.c.pupil_id, *_wanted(period=period, subject=subject, scale=scale))
    status = sa.func.coalesce(fact.sen_year, status_on(on, whose=where.c.pupil_id))
    statement = sa.select(where.c.class_id, status.label("status"), fact.last_value)
    # Those without a result are left out here and not by the database, which would begin at every school's results.
    statement = statement.select_from(where.outerjoin(progress_fact, mine))
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return [ClassResult._make(row) for row in rows if row.last_value is not None]


def _fact(*, period: str, subject: str, scale: str) -> sa.Subquery:
    known = _wanted(period=period, subject=subject, scale=scale)
    return sa.select(progress_fact).where(*known).subquery("fact")


def _wanted(*, period: str, subject: str, scale: str) -> list[sa.ColumnElement[bool]]:
    wanted = progress_fact.c
    return [wanted.period == period, wanted.subject == subject, wanted.scale == scale]


def year_group_on(day: date, *, where: sa.Subquery) -> sa.ScalarSelect[str]:
    """The year group of a pupil who has no progress to read it from: that of the enrolment in the day's year."""
    wanted = enrolment_fact.c
    return (
        sa.select(wanted.year_group)
        .where(wanted.pupil_id == where.c.pupil_id, wanted.school == where.c.school)
        .where(wanted.period == academic_year_of(day))
        .order_by(wanted.at_end.desc())
        .limit(1)
        .scalar_subquery()
    )


def status_on(day: date, *, whose: sa.ColumnElement[int]) -> sa.ScalarSelect[str]:
    """The SEN provision of a pupil on a day, null where unknown; a part of a statement."""
    wanted = sen_status.c
    return (
        sa.select(wanted.code)
        .where(wanted.pupil_id == whose, wanted.from_date <= day)
        .where(wanted.to_date.is_(None) | (wanted.to_date > day))
        .order_by(wanted.from_date.desc())
        .limit(1)
        .scalar_subquery()
    )


def results(asker: Asker, *, whose: Pupil, on: date) -> list[Result]:
    """Every result of a pupil in scope but those of national assessments, oldest term first."""
    where = membership(on=on, whose=whose.pupil_id)
    statement = (
        sa.select(*(assessment.c[name] for name in Result._fields))
        .join(where, where.c.pupil_id == assessment.c.pupil_id)
        .where(assessment.c.pupil_id == whose.pupil_id, assessment.c.scale.not_in(STATUTORY_SCALES))
        .distinct()
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return sorted(
        (Result._make(row) for row in rows),
        key=lambda result: (result.term[:4], result.term[8:] != "autumn", result.term),
    )


def statuses(asker: Asker, *, whose: Pupil, on: date) -> list[Status]:
    """The history of a pupil's SEN provision, oldest first."""
    where, wanted = membership(on=on, whose=whose.pupil_id), sen_status.c
    statement = (
        sa.select(wanted.from_date, wanted.to_date, wanted.code)
        .join(where, where.c.pupil_id == wanted.pupil_id)
        .where(wanted.pupil_id == whose.pupil_id)
        .distinct()
        .order_by(wanted.from_date)
    )
    return [Status._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=where))]


class PeerResult(NamedTuple):
    """One result of a pupil's year group (for a class teacher: of the classes they teach) in one term."""

    period: str
    value: float


def years_of(asker: Asker, *, whose: Pupil, subject: str, scale: str, on: date) -> tuple[tuple[str, str, str], ...]:
    """School, period and year group of all that is known of a pupil on one scale: whose year groups they shared."""
    where, wanted = membership(on=on, whose=whose.pupil_id), progress_fact.c
    statement = (
        sa.select(wanted.school, wanted.period, wanted.year_group)
        .join(where, where.c.pupil_id == wanted.pupil_id)
        .where(wanted.subject == subject, wanted.scale == scale)
        .distinct()
    )
    rows = run(asker, statement=asker.scope.confine(statement, table=where))
    return tuple(sorted((row.school, row.period, row.year_group) for row in rows))


def peer_results(asker: Asker, *, whose: Pupil, subject: str, scale: str, on: date) -> list[PeerResult]:
    """The last results of each term of all pupils in the school and year group the pupil was in then.

    A reader of single classes gets the results of the pupils they teach.
    """
    mine, peers = progress_fact.alias("mine"), progress_fact.alias("peers")
    same = sa.and_(*(peers.c[name] == mine.c[name] for name in ("school", "period", "subject", "scale", "year_group")))
    statement = (
        sa.select(peers.c.pupil_id, peers.c.period, peers.c.last_value)
        .join(mine, same)
        .where(mine.c.pupil_id == whose.pupil_id, mine.c.subject == subject, mine.c.scale == scale)
        .where(peers.c.last_value.is_not(None), peers.c.period.contains("."))
    )
    if asker.scope.classes is None:
        confined = asker.scope.confine(statement, table=peers)
    else:
        where = classmates(on=on, classes=asker.scope.classes)
        statement = statement.join(where, where.c.pupil_id == peers.c.pupil_id).distinct()
        confined = asker.scope.confine(statement, table=where)
    return [PeerResult(row.period, row.last_value) for row in run(asker, statement=confined)]
