"""Records into their tables: new rows added, different rows changed and what they were kept, same rows left alone.

All of it inside the caller's transaction: nothing here commits.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.before import keep
from data_loaders.store.columns import Record
from data_loaders.store.comparing import differs, match, near
from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.store.rows import Columns, array, from_frame, insert, length, only, read, update
from data_loaders.store.tables import TABLES, stored_name


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of the rows of one record: ``read`` is the sum of the other four. Held back are rows with errors."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    held_back: int = 0


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What becomes of each row of one record, in the order of its frame."""

    new: npt.NDArray[np.bool_]
    changed: npt.NDArray[np.bool_]
    ended: npt.NDArray[np.bool_]
    """Changed rows that had no end and now have one."""


class UnknownPupil(LookupError):
    """Rows name pupils that are neither in the same merge nor in the store. ``keys`` are the pupils' keys."""

    def __init__(self, record: str, *, keys: tuple[str, ...]) -> None:
        super().__init__(f"{record}: {len(keys)} pupils are neither in the file nor in the store")
        self.record = record
        self.keys = keys


Otherwise = Mapping[str, Mapping[str, Any]]
"""By record and column, what a new row has where it says nothing; a stored row then keeps what it has."""


def merge(
    connection: sa.Connection,
    *,
    frames: Mapping[str, pd.DataFrame],
    batch_id: int,
    otherwise: Otherwise = MappingProxyType({}),
    seen: dict[str, Seen] | None = None,
) -> dict[str, Counts]:
    """Write records: one frame a record, by its name, its columns named as the record's, ``pupil`` the pupil's key.

    Dates are ``datetime.date``, missing values None (NaN and NaT are taken as missing). A stored row with the same key
    is changed where a value differs, an empty incoming value included; a column the frame lacks stays as stored, and is
    empty in a new row. New pupils and classes get a number and a random token, which later imports keep.

    ``seen`` is given what becomes of each row. Returns the counts of each record given. Raises ``UnknownPupil`` where a
    row's pupil is neither in ``frames`` nor stored, ``DuplicateKeyError`` where two rows of a frame have one key,
    ``KeyError`` where a record or a key column is not known; nothing is then to be committed.
    """
    strangers = sorted(frames.keys() - BY_NAME.keys())
    if strangers:
        raise KeyError(f"not records: {', '.join(strangers)}")
    given = [record for record in RECORDS if record.name in frames]
    return {
        record.name: _merge_record(
            connection, record=record, frame=frames[record.name], batch_id=batch_id,
            otherwise=otherwise.get(record.name, {}), seen=seen,
        )
        for record in given
    }  # fmt: skip


def _merge_record(
    connection: sa.Connection,
    *,
    record: Record,
    frame: pd.DataFrame,
    batch_id: int,
    otherwise: Mapping[str, Any],
    seen: dict[str, Seen] | None,
) -> Counts:
    table = TABLES[record.name]
    incoming = _incoming(connection, record=record, frame=frame)
    key = [stored_name(record, column=column) for column in record.columns if column.key]
    stored = read(connection, statement=near(table, incoming=incoming, key=key))
    positions = match(incoming, stored=stored, key=key)
    for name, new in otherwise.items():
        incoming[name] = _filled(incoming, name=name, stored=stored, positions=positions, new=new)
    values = [name for name in incoming if name not in key]
    changed = differs(incoming, stored=stored, positions=positions, names=values)
    if seen is not None:
        seen[record.name] = _seen(incoming, stored=stored, positions=positions, changed=changed)
    keep(connection, record=record, rows=only(stored, wanted=positions[changed]), batch_id=batch_id)
    _change(connection, table=table, rows=only(incoming, wanted=changed), key=key, batch_id=batch_id)
    _add(connection, record=record, rows=only(incoming, wanted=positions < 0), batch_id=batch_id)
    return _counted(positions, changed=changed)


def _seen(
    incoming: Columns, *, stored: Columns, positions: npt.NDArray[np.intp], changed: npt.NDArray[np.bool_]
) -> Seen:
    ended = np.zeros(len(positions), dtype=np.bool_)
    if "to_date" in incoming:
        before = array([stored["to_date"][place] for place in positions[changed]])
        ended[changed] = (before == None) & (incoming["to_date"][changed] != None)  # noqa: E711 - cell by cell
    return Seen(new=positions < 0, changed=changed, ended=ended)


def _filled(
    incoming: Columns, *, name: str, stored: Columns, positions: npt.NDArray[np.intp], new: Any
) -> npt.NDArray[np.object_]:
    """A column with its empty cells filled: as stored where the row is stored, else ``new``."""
    given = incoming.get(name, array([None] * len(positions)))
    empty = given == None  # noqa: E711 - cell by cell
    kept = array([stored[name][place] if place >= 0 else new for place in positions[empty]])
    filled = given.copy()
    filled[empty] = kept
    return filled


def _counted(positions: npt.NDArray[np.intp], *, changed: npt.NDArray[np.bool_]) -> Counts:
    read_, new, different = len(positions), int((positions < 0).sum()), int(changed.sum())
    return Counts(read=read_, new=new, changed=different, unchanged=read_ - new - different)


def _incoming(connection: sa.Connection, *, record: Record, frame: pd.DataFrame) -> Columns:
    """The frame in plain form by the table's names: the pupil's number in place of the pupil's key."""
    rows = from_frame(frame, record=record)
    missing = [name for name in record.key if name not in rows]
    if missing:
        raise KeyError(f"{record.name}: no column {', '.join(missing)}")
    if "pupil" not in rows or record.name == "pupil":
        return rows
    return {
        "pupil_id": _pupil_ids(connection, record=record, rows=rows),
        **{n: v for n, v in rows.items() if n != "pupil"},
    }


def _pupil_ids(connection: sa.Connection, *, record: Record, rows: Columns) -> npt.NDArray[np.object_]:
    pupil = TABLES["pupil"]
    known = read(connection, statement=sa.select(pupil.c.pupil, pupil.c.pupil_id))
    numbers = dict(zip(known["pupil"], known["pupil_id"], strict=True))
    unknown = sorted(set(rows["pupil"]) - numbers.keys())
    if unknown:
        raise UnknownPupil(record.name, keys=tuple(unknown))
    return array([numbers[key] for key in rows["pupil"]])


def _add(connection: sa.Connection, *, record: Record, rows: Columns, batch_id: int) -> None:
    count = length(rows)
    rows = {**rows, "batch_id": array([batch_id] * count)}
    if record.numbered:
        column = TABLES[record.name].c[f"{record.name}_id"]
        last = connection.scalar(sa.select(sa.func.coalesce(sa.func.max(column), 0))) or 0
        rows[column.name] = array(range(last + 1, last + 1 + count))
    if record.token:
        rows["token"] = array([secrets.token_urlsafe(12) for _ in range(count)])
    insert(connection, table=TABLES[record.name], columns=rows)


def _change(connection: sa.Connection, *, table: sa.Table, rows: Columns, key: list[str], batch_id: int) -> None:
    rows = {**rows, "batch_id": array([batch_id] * length(rows))}
    update(connection, table=table, columns=rows, key=key)
