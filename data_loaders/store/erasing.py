"""One child's records: found by an identifier, read whole with where they came from, erased for good.

A tombstone keeps a salted hash of each identifier of an erased pupil: it says of a file's row, or of a restored copy,
*this child was erased*, and names nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.facts import FACTS
from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.store.tables import TABLES, before_image, import_batch, tombstone

_IDENTIFIERS = ("pupil", "upn", "former_upn")


class NoSuchPupil(LookupError):
    """No pupil, or more than one, is known by what was said; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """That a child was erased: a salt, the hash of salt and one identifier, and when."""

    salt: str
    digest: str
    erased_at: datetime


def known_by(said: str, *, at_any_school: bool = False) -> sa.ColumnElement[bool]:
    """That a pupil has this UPN, former UPN or key, or the admission number of ``school:number``.

    ``at_any_school``: an admission number by itself counts too, and may be that of several children.
    """
    pupil, enrolment, said = TABLES["pupil"].c, TABLES["enrolment"].c, said.strip()
    school, _, number = said.rpartition(":")
    admitted = sa.select(enrolment.pupil_id).where(enrolment.admission_number == number)
    if not at_any_school:
        admitted = admitted.where(enrolment.school == school)
    known = (pupil[name] == said.upper() for name in _IDENTIFIERS)
    return sa.or_(*known, pupil.pupil == said, pupil.pupil_id.in_(admitted))


def find_pupil(connection: sa.Connection, *, said: str) -> int:
    """The number of the one pupil ``known_by`` what is said.

    Raises ``NoSuchPupil`` where it is nobody's or two children's.
    """
    found = set(connection.scalars(sa.select(TABLES["pupil"].c.pupil_id).where(known_by(said))))
    if len(found) != 1:
        words = "nobody is" if not found else f"{len(found)} pupils are"
        raise NoSuchPupil(f"{words} known by that: give a UPN, or school:admission number")
    pupil_id: int = found.pop()
    return pupil_id


def everything(connection: sa.Connection, *, pupil_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is held on one pupil: by the record's title a row each, under the headings of a spreadsheet.

    Each row says its import, its files, who brought it and when (UTC), and whether it stands or is what a row was
    before a later import changed it. Last, by table, the figures made from them.
    """
    batches = {row.batch_id: row for row in connection.execute(sa.select(import_batch))}
    held = {record.title: _rows(connection, record=record.name, pupil_id=pupil_id) for record in RECORDS}
    held = {title: [_said(row, batches=batches) for row in rows] for title, rows in held.items() if rows}
    made = {table.name: _plain(connection, table=table, pupil_id=pupil_id) for table in FACTS if "pupil_id" in table.c}
    return held | {f"figures: {name}": rows for name, rows in made.items() if rows}


def _rows(connection: sa.Connection, *, record: str, pupil_id: int) -> list[dict[str, Any]]:
    table = TABLES[record]
    if "pupil_id" not in table.c:
        return []
    now = [{**row, "state": "as it stands"} for row in _plain(connection, table=table, pupil_id=pupil_id)]
    kept = sa.select(before_image.c.row, before_image.c.batch_id).where(before_image.c.record == record)
    images = connection.execute(kept.where(_pupil_of_image() == pupil_id)).all()
    before = [{**image, "state": f"as it was until import {batch}"} for image, batch in images]
    headings = {column.name: column.heading for column in BY_NAME[record].columns}
    return [{headings.get(name, name): value for name, value in row.items()} for row in (*now, *before)]


def _pupil_of_image() -> sa.ColumnElement[int]:
    whose: sa.ColumnElement[int] = before_image.c.row["pupil_id"].as_integer()
    return whose


def _plain(connection: sa.Connection, *, table: sa.Table, pupil_id: int) -> list[dict[str, Any]]:
    found = connection.execute(sa.select(table).where(table.c.pupil_id == pupil_id)).mappings()
    return [{name: value for name, value in row.items() if name != "token"} for row in found]


def _said(row: dict[str, Any], *, batches: dict[int, sa.Row[Any]]) -> dict[str, Any]:
    batch = batches.get(row.pop("batch_id"))
    origin = {
        "Import": batch.batch_id if batch else None,
        "Files": ", ".join(file["name"] for file in batch.files) if batch else "",
        "Brought by": batch.brought_by if batch else "",
        "Brought at": batch.started_at if batch else None,
    }
    return {name: value for name, value in row.items() if name not in {"pupil_id", "token"}} | origin


def erase(connection: sa.Connection, *, pupil_id: int, now: datetime) -> dict[str, int]:
    """Erase one pupil: every record, what rows were before, and the facts; a tombstone stays. Rows gone by record."""
    identifiers = connection.execute(
        sa.select(*(TABLES["pupil"].c[name] for name in _IDENTIFIERS)).where(TABLES["pupil"].c.pupil_id == pupil_id)
    ).one()
    schools = schools_of(connection, pupils={pupil_id})
    gone = {record.name: clear(connection, record=record.name, pupils={pupil_id}) for record in reversed(RECORDS)}
    keep_tombstones(connection, wanted=[_tombstone(connection, of=said, now=now) for said in set(identifiers) if said])
    facts.rebuild(connection, schools=schools)
    return {name: rows for name, rows in reversed(gone.items()) if rows}


def schools_of(connection: sa.Connection, *, pupils: Collection[int]) -> set[str]:
    """Every school at which one of these pupils has been on roll, or that has a row about one."""
    tables = [table for table in TABLES.values() if {"school", "pupil_id"} <= set(table.c.keys())]
    parts = [sa.select(table.c.school).where(table.c.pupil_id.in_(pupils)) for table in tables]
    return set(connection.scalars(sa.union(*parts)))


def clear(connection: sa.Connection, *, record: str, pupils: Collection[int]) -> int:
    """Delete these pupils' rows of a record, and what they were before; how many rows stood. Facts are left alone."""
    table = TABLES[record]
    if "pupil_id" not in table.c:
        return 0
    images = (before_image.c.record == record) & _pupil_of_image().in_(pupils)
    connection.execute(sa.delete(before_image).where(images))
    return int(connection.execute(sa.delete(table).where(table.c.pupil_id.in_(pupils))).rowcount)


def tombstones(connection: sa.Connection) -> list[Tombstone]:
    """Every tombstone, the oldest first; none in a copy made before there were any."""
    if not sa.inspect(connection).has_table(tombstone.name):
        return []
    rows = connection.execute(sa.select(tombstone).order_by(tombstone.c.erased_at)).mappings()
    return [Tombstone(**row) for row in rows]


def keep_tombstones(connection: sa.Connection, *, wanted: Iterable[Tombstone]) -> None:
    """Keep tombstones, those of another copy of the database too; what is there already stays."""
    there = set(connection.scalars(sa.select(tombstone.c.digest)))
    new = [{"salt": one.salt, "digest": one.digest, "erased_at": one.erased_at} for one in wanted]
    new = [row for row in new if row["digest"] not in there]
    if new:
        connection.execute(sa.insert(tombstone), new)


def lift(connection: sa.Connection, *, said: str) -> bool:
    """Take away the tombstone of an identifier, so that the child may be brought in again; whether there was one."""
    marked = [one.digest for one in tombstones(connection) if _digest(one.salt, said=said.strip()) == one.digest]
    return bool(connection.execute(sa.delete(tombstone).where(tombstone.c.digest.in_(marked))).rowcount)


def erased(connection: sa.Connection) -> Callable[[str], bool]:
    """A function: whether a child of this identifier was erased."""
    found = tombstones(connection)
    digests, salts = {one.digest for one in found}, {one.salt for one in found}
    return lambda said: any(_digest(salt, said=said) in digests for salt in salts)


def erase_again(connection: sa.Connection, *, now: datetime) -> int:
    """Erase whoever a tombstone marks and a restored copy brought back; how many pupils."""
    was_erased = erased(connection)
    pupil = TABLES["pupil"].c
    rows = connection.execute(sa.select(pupil.pupil_id, *(pupil[name] for name in _IDENTIFIERS))).all()
    back = [row.pupil_id for row in rows if any(was_erased(said) for said in row[1:] if said)]
    for pupil_id in back:
        erase(connection, pupil_id=pupil_id, now=now)
    return len(back)


def _tombstone(connection: sa.Connection, *, of: str, now: datetime) -> Tombstone:
    salt = connection.scalar(sa.select(tombstone.c.salt).limit(1)) or secrets.token_hex(16)
    return Tombstone(salt=salt, digest=_digest(salt, said=of), erased_at=now)


def _digest(salt: str, *, said: str) -> str:
    return hashlib.sha256(f"{salt}:{said}".encode()).hexdigest()
