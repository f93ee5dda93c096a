"""Files that are wrong, too large or in the wrong order; loads that meet. Each ends before or after, said in words.

The numbers are those of the fault list in the safety reference.
"""

from __future__ import annotations

import io
import itertools
import resource
import zipfile
from pathlib import Path

import openpyxl
import pytest

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from tests.fixtures.killing import ended, in_a_child
from tests.fixtures.oracle import state_of, whole, without_batches
from tests.unit.data_loaders.files import SMALL, everything, load, only, rows, write

pytestmark = pytest.mark.safety


@pytest.fixture
def last_night(tmp_path: Path, sqlite_url: str) -> str:
    assert load(write(tmp_path / "last night"), url=sqlite_url).outcome is Outcome.COMMITTED
    return sqlite_url


@pytest.fixture
def either_night(tmp_path: Path, database_url: str) -> str:
    """Last night's files on either database."""
    assert load(write(tmp_path / "last night"), url=database_url).outcome is Outcome.COMMITTED
    return database_url


def one(folder: Path, name: str, text: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return [path]


def test_fault_11_two_loads_for_one_school_at_once(either_night: str, tmp_path: Path) -> None:
    """Two processes, two files about the same pupils: the second waits, and what it does not say stays."""
    heading = "Pupil,From,SEN provision\n"
    first = one(tmp_path / "a", "sen_status", heading + "P1,2025-09-01,E\nP2,2026-01-05,K\n")
    second = one(tmp_path / "b", "sen_status", heading + "P1,2025-09-01,N\nP3,2026-01-05,K\n")
    children = [in_a_child(lambda paths=paths: load(paths, url=either_night)) for paths in (first, second)]
    assert [ended(child) for child in children] == [0, 0]
    whole(either_night)
    found = rows(
        either_night, "SELECT pupil, from_date, code FROM sen_status JOIN pupil USING (pupil_id) ORDER BY 1, 2"
    )
    codes = {(who, str(day)[:10]): code for who, day, code in found.itertuples(index=False)}
    last = rows(either_night, "SELECT files FROM import_batch WHERE batch_id = 3")["files"][0]
    assert codes.pop(("P1", "2025-09-01")) in ("E", "N"), last
    assert codes == {
        ("P2", "2025-09-01"): "N", ("P2", "2026-01-05"): "K", ("P3", "2025-09-01"): "N", ("P3", "2026-01-05"): "K",
    }  # fmt: skip
    assert rows(either_night, "SELECT batch_id FROM import_batch")["batch_id"].tolist() == [1, 2, 3]


def test_fault_16_one_file_twice_at_the_same_instant(either_night: str, tmp_path: Path) -> None:
    paths = one(tmp_path / "a", "sen_status", "Pupil,From,SEN provision\nP1,2025-09-01,E\n")

    def act() -> None:
        assert load(paths, url=either_night).outcome in (Outcome.COMMITTED, Outcome.ALREADY_LOADED)

    assert [ended(child) for child in [in_a_child(act) for _ in range(3)]] == [0, 0, 0]
    assert len(rows(either_night, "SELECT * FROM import_batch")) == 2
    again = load(paths, url=either_night)
    assert again.as_text() == "sen_status.csv: already loaded as batch 2. Nothing was written."
    whole(either_night)


def workbook(path: Path, *, row: bytes, rows_of: int) -> Path:
    """A workbook whose one sheet has the same row so many times, written without ever being whole in memory."""
    plain, part = io.BytesIO(), "xl/worksheets/sheet1.xml"
    book = openpyxl.Workbook()
    book.active.append(["Pupil"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        with new.open(part, "w") as file:
            file.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(rows_of // 4096):
                file.write(row * 4096)
            file.write(row * (rows_of % 4096) + b"</sheetData></worksheet>")
    return path


CELL = b'<c t="inlineStr"><is><t>P1</t></is></c>'
NOISE = bytes(range(33, 60)) + bytes(range(63, 127))


def test_fault_20_a_million_rows_are_refused_with_little_memory(last_night: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "pupil.xlsx", row=b'<row spans="1:1">' + CELL + b"</row>", rows_of=1_048_576)
    enough = path.read_bytes()
    padded = tmp_path / "padded.xlsx"  # so large that its ratio alone tells nothing
    with zipfile.ZipFile(io.BytesIO(enough)) as old, zipfile.ZipFile(padded, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("docProps/noise.bin", NOISE * 8_000, compress_type=zipfile.ZIP_STORED)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def act() -> None:
        report = load([padded], url=last_night)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert only(report, Severity.STRUCTURE).rule == "file.too_large", report.as_text()
        assert "600,000 lines" in report.as_text()
        assert grown < 150_000, grown  # kilobytes

    assert ended(in_a_child(act)) == 0


def test_fault_20_a_sheet_of_16384_columns_is_refused(last_night: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "pupil.xlsx", row=b"<row>" + CELL * 16_384 + b"</row>", rows_of=20)
    found = only(load([path], url=last_night), Severity.STRUCTURE)
    assert found.message == "16,384 columns, more than 1,000"
    wide = one(tmp_path / "csv", "pupil", ",".join(f"C{place}" for place in range(16_384)) + "\n" + "," * 16_383 + "\n")
    assert only(load(wide, url=last_night), Severity.STRUCTURE).rule == "file.too_large"


def test_fault_21_an_archive_in_an_archive_is_no_workbook(last_night: str, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 1_000_000)
    path = tmp_path / "pupil.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.zip", inner.getvalue())
    assert only(load([path], url=last_night), Severity.STRUCTURE).rule == "file.unwanted_part"


@pytest.mark.parametrize("text", ["", "\ufeff", " \r\n", "Pupil,School,From,To,Year group,Enrolment status\n"])
def test_fault_22_a_file_without_rows_takes_nobody_off_the_roll(text: str, last_night: str, tmp_path: Path) -> None:
    before = state_of(last_night)
    report = load(one(tmp_path / "in", "enrolment", text), url=last_night)
    assert report.outcome is Outcome.REJECTED
    found = only(report, Severity.STRUCTURE)
    assert "empty" in found.message or "no rows; nothing is deleted" in found.message
    assert state_of(last_night) == before


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-02-29", "is not a date"), ("0206-09-01", "is not a year between 1900 and"),
        ("09/30/2025", "may be written month first"), ("46054", "is not a date"), ("01/09/25", "is not a date"),
    ],
)  # fmt: skip
def test_fault_27_a_day_that_cannot_be_is_never_turned_round(
    day: str, words: str, last_night: str, tmp_path: Path
) -> None:
    before = everything(last_night)
    text = SMALL["enrolment"].replace("P2,100001,2025-09-01", f"P2,100001,{day}")
    report = load(one(tmp_path / "in", "enrolment", text), url=last_night)
    found = only(report, Severity.ERROR)
    assert words in found.message
    assert found.lines == (3,)
    assert everything(last_night) == before


MOVED = "Pupil,School,From,To,Year group,Enrolment status\n"
OLD = "P1,100001,2025-09-01,{until},4,C\n"
LEAVER = OLD.format(until="2026-01-12")
JOINER = "P1,100002,2026-01-05,,4,C\n"
ORDERS = {
    "leaver first": (LEAVER, JOINER),
    "joiner first": (JOINER, LEAVER),
    "both in one file": (LEAVER + JOINER,),
}


FACTS = """SELECT enrolment_fact.school, period, pupil, at_end, main, from_date, to_date FROM enrolment_fact
 JOIN pupil USING (pupil_id) JOIN enrolment USING (enrolment_id) ORDER BY 1, 2, 3"""


def on_roll(url: str, *, period: str) -> dict[str, int]:
    """Pupils with a main registration at the end of a period, by school."""
    found = rows(url, f"SELECT school, count(*) AS n FROM enrolment_fact WHERE period = '{period}' AND at_end AND main"
                 " GROUP BY school")  # fmt: skip
    return dict(zip(found["school"], found["n"], strict=True))


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_fault_29_a_child_who_moves_is_at_one_school_a_day(
    order: tuple[str, ...], tmp_path: Path, sqlite_url: str
) -> None:
    """Both schools' files overlap by a week: from the first day at the new school it counts there alone."""
    two = SMALL["school"] + "100002,Birchwood,primary\n"
    load(write(tmp_path / "first", school=two), url=sqlite_url)
    for number, text in enumerate(order):
        report = load(one(tmp_path / str(number), "enrolment", MOVED + text), url=sqlite_url)
        assert report.outcome is Outcome.COMMITTED, report.as_text()
        known = 3 if JOINER in "".join(order[: number + 1]) else 2
        assert sum(on_roll(sqlite_url, period="2025-26.spring").values()) == known
    assert on_roll(sqlite_url, period="2025-26.autumn") == {"100001": 3}
    assert on_roll(sqlite_url, period="2025-26.spring") == {"100001": 2, "100002": 1}
    results = rows(sqlite_url, "SELECT school, count(*) AS n FROM progress_fact WHERE period = '2025-26.spring'"
                   " GROUP BY school")  # fmt: skip
    assert results["n"].sum() <= 3


def test_fault_29_every_order_ends_in_the_same_state(tmp_path: Path) -> None:
    two, ends = SMALL["school"] + "100002,Birchwood,primary\n", []
    for name, texts in ORDERS.items():
        url = f"sqlite:///{tmp_path / name}.db"
        load(write(tmp_path / f"{name} first", school=two), url=url)
        for number, text in enumerate(texts):
            load(one(tmp_path / f"{name} {number}", "enrolment", MOVED + text), url=url)
        facts = rows(url, FACTS)
        ends.append(facts.to_numpy().tolist())
    assert all(one == two for one, two in itertools.pairwise(ends))


def test_fault_30_a_nul_is_refused_and_what_is_strange_stays_text(last_night: str, tmp_path: Path) -> None:
    before = everything(last_night)
    report = load(one(tmp_path / "in", "pupil", SMALL["pupil"].replace("Ada", "A\0da")), url=last_night)
    assert report.outcome is Outcome.REJECTED
    assert everything(last_night) == before


def sure(paths: list[Path], *, url: str, said: bool) -> Report:
    return bring_in(paths, mapping=load_mapping("canonical"), database_url=url, brought_by="office", sure=said)


def test_fault_25_more_than_a_few_bad_rows_need_somebody_who_is_sure(last_night: str, tmp_path: Path) -> None:
    """One line in fifty is left out; ten are shown and wait; whoever is sure leaves them out."""
    before = state_of(last_night)
    more = "".join(f"N{number},2025-09-01,{'Q' if number < 10 else 'K'}\n" for number in range(300))
    paths = one(tmp_path / "in", "sen_status", "Pupil,From,SEN provision\n" + more)
    paths += one(tmp_path / "in", "pupil", "Pupil\n" + "\n".join(f"N{number}" for number in range(300)))
    stopped = sure(paths, url=last_night, said=False)
    assert stopped.outcome is Outcome.REJECTED
    found = only(stopped, Severity.STRUCTURE)
    assert found.rule == "guard.many_faults"
    assert found.message.startswith("10 of 300 lines are at fault")
    assert stopped.of(Severity.ERROR)[0].lines[:3] == (2, 3, 4)
    assert state_of(last_night) == before
    done = sure(paths, url=last_night, said=True)
    assert (done.outcome, done.lines_held_back) == (Outcome.COMMITTED, 10)
    assert without_batches(state_of(last_night)) != without_batches(before)
    whole(last_night)
