"""The doors to one child's records for whoever answers a family: read whole, erase, lift, and let go what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from data_loaders.store import erasing, keeping
from data_loaders.store.engine import reader, writer


def read_all(url: str, *, said: str) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    """The number of the pupil known by what was said, and ``erasing.everything`` on the pupil.

    Raises ``erasing.NoSuchPupil``.
    """
    engine = reader(url)
    try:
        with engine.connect() as connection:
            pupil_id = erasing.find_pupil(connection, said=said)
            return pupil_id, erasing.everything(connection, pupil_id=pupil_id)
    finally:
        engine.dispose()


def erase(url: str, *, said: str, now: datetime, noted: Callable[[int, dict[str, int]], None]) -> dict[str, int]:
    """Erase the pupil known by what was said; rows gone by record. Raises ``erasing.NoSuchPupil``.

    ``noted`` is told the pupil's number and the rows before it is done for good: what it raises leaves all as it was.
    What is gone may be left in the file's free pages: ``write_anew`` afterwards.
    """
    engine = writer(url)
    try:
        with engine.begin() as connection:
            pupil_id = erasing.find_pupil(connection, said=said)
            gone = erasing.erase(connection, pupil_id=pupil_id, now=now)
            noted(pupil_id, gone)
    finally:
        engine.dispose()
    return gone


def lift(url: str, *, said: str) -> bool:
    """Let the child of this identifier be brought in again; whether the child had been erased."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            return erasing.lift(connection, said=said)
    finally:
        engine.dispose()


def due(url: str, *, today: date) -> list[keeping.Due]:
    """What is past its time, as ``keeping.due`` finds it; nothing is changed."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            return keeping.due(connection, today=today)
    finally:
        engine.dispose()


def let_go(url: str, *, today: date, noted: Callable[[list[keeping.Due]], None]) -> list[keeping.Due]:
    """Delete what is past its time; what went. ``noted`` is told it before it is done for good. ``write_anew``
    afterwards."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            gone = keeping.let_go(connection, today=today)
            noted(gone)
    finally:
        engine.dispose()
    return gone


def erase_again(url: str, *, tombstones: list[erasing.Tombstone], now: datetime) -> int:
    """Take over the tombstones of another copy, and erase whoever they mark; how many pupils."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            erasing.keep_tombstones(connection, wanted=tombstones)
            back = erasing.erase_again(connection, now=now)
    finally:
        engine.dispose()
    write_anew(url)
    return back


def tombstones(url: str) -> list[erasing.Tombstone]:
    """Who was erased from a database, without names."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            return erasing.tombstones(connection)
    finally:
        engine.dispose()


def write_anew(url: str) -> None:
    """Write a SQLite file anew without its free pages, and empty its log; other databases do so in their own time."""
    engine = writer(url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.rollback()
                raw = connection.connection.driver_connection
                raw.execute("VACUUM")  # type: ignore[union-attr]
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    finally:
        engine.dispose()
