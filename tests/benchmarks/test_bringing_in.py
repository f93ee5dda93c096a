"""How fast whole files come in through the pipeline, and with how much memory, beside the database's own bulk load.

The files: a year of daily marks of a school of 1,000 pupils (380,000 sessions), and the School Census autumn set of
eight schools. Each is brought in by a process of its own, as ``afa import`` is, so that its peak memory is its own.
"""

from __future__ import annotations

import csv
import os
import re
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

import psycopg
import pytest
import sqlalchemy as sa

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from tests.unit.data_loaders.files import load, rows

MOST_SECONDS, MOST_MEGABYTES = 15.0, 600
PUPILS, DAYS = 1_000, 190
SESSIONS = PUPILS * DAYS * 2
SCHOOL = "100001"
MARKS = "/\\/\\/\\/\\/\\/\\/\\/\\/\\LIIMU/\\/\\/\\/\\/\\/\\"


def upn(number: int) -> str:
    return f"Q{330_000_000_000 + number:012d}"


def school_days() -> list[date]:
    """190 days from September on, weekends and three holidays left out."""
    holidays = {(2025, 44), (2025, 52), (2026, 1), (2026, 8), (2026, 14), (2026, 15), (2026, 22)}
    days = (date(2025, 9, 1) + timedelta(days=number) for number in range(330))
    open_days = [day for day in days if day.isocalendar()[2] < 6 and day.isocalendar()[:2] not in holidays]
    return open_days[:DAYS]


def write_pupils(folder: Path) -> list[Path]:
    numbers = [upn(number) for number in range(PUPILS)]
    files = {
        "school": ["School,Name,Phase", f"{SCHOOL},Ashgrove,secondary"],
        "pupil": ["Pupil,UPN", *(f"{one},{one}" for one in numbers)],
        "enrolment": ["Pupil,School,From,Year group,Enrolment status",
                      *(f"{one},{SCHOOL},2023-09-01,8,C" for one in numbers)],
        "sen_status": ["Pupil,From,SEN provision",
                       *(f"{one},2023-09-01,{'NNNNKE'[place % 6]}" for place, one in enumerate(numbers))],
    }  # fmt: skip
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [folder / f"{name}.csv" for name in files]


def write_marks(path: Path) -> None:
    """A row a pupil and session, a day after the other, as a register is exported."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["UPN", "Name", "Class", "Date", "Session", "Mark"])
        for place, day in enumerate(school_days()):
            for number in range(PUPILS):
                for half, session in enumerate(("AM", "PM")):
                    mark = MARKS[(7 * number + 11 * place + half) % len(MARKS)]
                    writer.writerow([upn(number), f"Pupil {number}", "8A", day.strftime("%d/%m/%Y"), session, mark])


def timed_child(root: Path, *arguments: str) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of work and megabytes at most of a process that brings files in."""
    command = [sys.executable, "-m", __name__, *arguments]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    clock, work, megabytes = (float(word) for word in done.stdout.split()[-3:])
    return clock, work, megabytes


def own_bulk_load(database: Path, files: list[Path]) -> tuple[int, float]:
    """How many rows the files hold, and how long SQLite itself takes to keep them as they are."""
    tables = []
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            heading, *lines = csv.reader(file)
        tables.append((path.stem.split("_", 1)[-1], heading, lines))
    began = process_time()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for name, heading, lines in tables:
            connection.execute(f"CREATE TABLE {name} ({', '.join(f'{chr(34)}{one}{chr(34)}' for one in heading)})")
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(heading))})", lines)
    return sum(len(lines) for *_, lines in tables), process_time() - began


def say(words: str, *, count: int, seconds: float, more: str = "") -> None:
    print(f"{words:44} {count:>7,} rows {seconds:6.2f} s {count / seconds:>9,.0f} rows/s{more}")


def test_a_year_of_daily_marks(tmp_path: Path, root: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    load(write_pupils(tmp_path), url=url)
    marks = tmp_path / "marks.csv"
    write_marks(marks)
    clock, work, megabytes = timed_child(root, url, "register_marks", SCHOOL, str(marks))
    count, own = own_bulk_load(tmp_path / "own.db", [marks])
    print()
    say("a year of daily marks, brought in", count=count, seconds=work, more=f", {megabytes:.0f} MB ({clock:.1f} s)")
    say("the same rows, SQLite's own executemany", count=count, seconds=own)
    assert count == SESSIONS
    weeks = rows(url, "SELECT marks FROM attendance")["marks"]
    assert sum(mark != "-" for week in weeks for mark in week.split()) == SESSIONS
    assert work < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_the_census_autumn_set(tmp_path: Path, root: Path, shared: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    files = sorted((shared / "data" / "school-census-synthetic").glob("2024_autumn_*.csv"))
    clock, work, megabytes = timed_child(root, url, "school_census", "", *map(str, files))
    count, own = own_bulk_load(tmp_path / "own.db", files)
    print()
    say("School Census, autumn, eight schools", count=count, seconds=work, more=f", {megabytes:.0f} MB ({clock:.1f} s)")
    say("the same rows, SQLite's own executemany", count=count, seconds=own)
    assert len(rows(url, "SELECT DISTINCT school FROM enrolment")) == 8
    assert work < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


@pytest.mark.postgres
def test_a_year_of_daily_marks_on_postgresql(tmp_path: Path, root: Path, postgres_url: str) -> None:
    load(write_pupils(tmp_path), url=postgres_url)
    marks = tmp_path / "marks.csv"
    write_marks(marks)
    clock, work, megabytes = timed_child(root, postgres_url, "register_marks", SCHOOL, str(marks))
    with psycopg.connect(postgres_address(postgres_url)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE own (upn text, name text, class text, date text, session text, mark text)")
        began = perf_counter()
        with cursor.copy("COPY own FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(marks.read_bytes())
        connection.commit()
        own = perf_counter() - began
    print()
    say("a year of daily marks, into PostgreSQL", count=SESSIONS, seconds=clock, more=f", {megabytes:.0f} MB")
    say("the same rows, PostgreSQL's own COPY", count=SESSIONS, seconds=own)
    assert work < MOST_SECONDS


def postgres_address(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def be_timed(url: str, mapping: str, school: str, *files: str) -> None:
    """Bring the files in and print the seconds by the clock, the seconds of work, and the megabytes at most."""
    clock, work = perf_counter(), process_time()
    report = bring_in(
        [Path(file) for file in files], mapping=load_mapping(mapping), database_url=url, brought_by="a benchmark",
        given={"school": school} if school else {}, sure=True,
    )  # fmt: skip
    assert report.ok, report.as_text()
    print(os.linesep, perf_counter() - clock, process_time() - work, most_memory() / 1e6)


def most_memory() -> float:
    """The bytes this program held at most. Linux's ``ru_maxrss`` would count those of the process that started it."""
    known = Path("/proc/self/status")
    if known.exists():
        return float(re.findall(r"VmHWM:\s+(\d+) kB", known.read_text(encoding="ascii"))[0]) * 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    be_timed(*sys.argv[1:])
