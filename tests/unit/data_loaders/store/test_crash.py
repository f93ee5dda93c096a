"""An import that fails or is killed leaves the store as it was, whenever that happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_loaders.store.batches import undo
from data_loaders.store.engine import writer
from tests.unit.data_loaders.store.invented import bring, dump, no_facts, rows_of_every_record


class PlantedError(Exception):
    """The planted failure."""


def everything(store: sa.Engine) -> dict[str, list[str]]:
    with store.connect() as connection:
        return dump(connection, without=())


@pytest.mark.parametrize("undoing", [False, True], ids=["import", "undo"])
def test_failing_at_any_statement_leaves_the_state_before(store: sa.Engine, undoing: bool) -> None:
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
        bring(connection, rows_of_every_record(turn=1))
    before = everything(store)
    statements = 0
    fails_at = 1

    def fail_there(*_: object) -> None:
        nonlocal statements
        statements += 1
        if statements == fails_at:
            raise PlantedError

    sa.event.listen(store, "before_cursor_execute", fail_there)
    while True:
        statements = 0
        try:
            with store.begin() as connection:
                if undoing:
                    undo(connection, batch_id=2, rebuild=no_facts)
                else:
                    bring(connection, rows_of_every_record(turn=2))
        except PlantedError:
            sa.event.remove(store, "before_cursor_execute", fail_there)
            assert everything(store) == before, fails_at
            sa.event.listen(store, "before_cursor_execute", fail_there)
            fails_at += 1
        else:
            break
    sa.event.remove(store, "before_cursor_execute", fail_there)
    assert fails_at > 50
    assert everything(store) != before


@pytest.mark.parametrize("moment", ["executemany", "commit"])
def test_a_killed_import_leaves_the_state_before(store: sa.Engine, database_url: str, root: Path, moment: str) -> None:
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
    before = everything(store)
    command = [sys.executable, "-m", __name__, database_url, moment]
    killed = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert everything(store) == before
    with store.begin() as connection:
        assert bring(connection, rows_of_every_record(turn=1))[0] == 2
    if store.dialect.name == "sqlite":
        with store.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def be_killed(url: str, moment: str) -> None:
    """Import, and die at that moment: in the midst of the rows, or when all is written and the commit is due."""
    engine = writer(url)

    def die(*details: object) -> None:
        if moment == "commit" or details[-1]:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "commit" if moment == "commit" else "after_cursor_execute", die)
    with engine.begin() as connection:
        bring(connection, rows_of_every_record(turn=1))


if __name__ == "__main__":
    be_killed(*sys.argv[1:])
