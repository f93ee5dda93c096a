"""A program that kills a watch each time it moves or writes a file, and lets a second watch end what the first began.

Forks from one process in which everything is imported. Prints a line a killing: where, then what the folder and the
database hold once the second watch is done.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from dashboard.commands import watching
from dashboard.settings import Settings

EVENTS = frozenset({"os.rename"})


def main(start: str, work: str) -> None:
    """``start`` holds a home with a database and a folder ``drop``; each run is on a copy of it in ``work``."""
    at = 1
    while True:
        place = Path(work) / str(at)
        shutil.copytree(start, place)
        ended = _forked(place, dies_at=at)
        _forked(place, dies_at=0)
        print(json.dumps({"at": at, "killed": ended != 0, **_holds(place)}), flush=True)
        if ended == 0:
            return
        at += 1


def _forked(place: Path, *, dies_at: int) -> int:
    child = os.fork()
    if not child:
        _watch(place, dies_at=dies_at)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _watch(place: Path, *, dies_at: int) -> None:
    seen = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in EVENTS or (event == "open" and args[1] and "w" in str(args[1]) and str(place) in str(args[0])):
            seen += 1
            if seen == dies_at:
                os._exit(9)

    sys.addaudithook(hook)
    os.environ["AFA_HOME"] = str(place / "home")
    watched = watching.Watch(folder=place / "drop", settings=Settings.from_environment(), mapping="canonical")
    with watching.drops.alone(watched.folder):
        watching.deal_with_all(watched, every=0, again=lambda: False)


def _holds(place: Path) -> dict[str, object]:
    with closing(sqlite3.connect(f"file:{place / 'home' / 'pupils.db'}?mode=ro", uri=True)) as database, database:
        batches = database.execute("select count(*) from import_batch where outcome = 'committed'").fetchone()[0]
        pupils = database.execute("select count(*) from pupil").fetchone()[0]
    files = {
        name: sorted(path.name for path in (place / "drop" / name).rglob("*") if path.is_file())
        for name in ("archive", "refused", "waiting", "working")
    }
    left = [path.name for path in (place / "drop").iterdir() if path.is_file()]
    return {"batches": batches, "pupils": pupils, "files": files, "left": left}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
