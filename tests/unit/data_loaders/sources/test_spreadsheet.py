"""Reading CSV: what a sheet holds is what the file says, cell by cell and line by line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.report import Severity
from data_loaders.sources.sheet import heading_of
from data_loaders.sources.spreadsheet import read_spreadsheet

CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=8
).filter(str.isascii)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8)


@given(rows=ROWS, spare=st.booleans(), delimiter=st.sampled_from(",;\t|"))
@settings(deadline=None)
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], spare: bool, delimiter: str
) -> None:
    """By the fast way and, where a row has empty cells beyond the headings, by the slow one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("One", "Two", "Three"), *rows])
    if spare:
        writer.writerow(["a", "b", "c", "", " "])
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    path.write_bytes(text.getvalue().encode())
    read = read_spreadsheet(path, delimiter=delimiter)
    wanted = [row for row in [*rows, *([("a", "b", "c")] if spare else [])] if any(cell.strip() for cell in row)]
    assert [tuple(row) for row in read.sheets[0].frame.to_numpy().tolist()] == wanted
    assert not [found for found in read.findings if found.severity is Severity.STRUCTURE]


def test_lines_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('\n\nOne,Two\na,"b\nb"\n\nc,d\n', encoding="utf-8")
    sheet = read_spreadsheet(path).sheets[0]
    assert sheet.lines.tolist() == [4, 7]
    assert sheet.title == "file"


def test_headings_lose_blanks_and_marks() -> None:
    assert heading_of("\ufeff Preferred  contact\u00a0method ") == "Preferred contact method"


def test_progress_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("One\n" + "a\n" * 50_000, encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    read_spreadsheet(path, progress=lambda step, *, done, total: told.append((step, done, total)))
    assert len(told) == 4
    assert told[-2:] == [("file.csv", 40_002, 50_001), ("file.csv", 50_001, 50_001)]


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.csv"
    path.write_text("One\n" + "a\n" * 1_000, encoding="utf-8")
    path.chmod(0o000)
    monkeypatch.setattr("data_loaders.sources.spreadsheet.LARGEST", 1_000)
    (found,) = read_spreadsheet(path).findings
    assert found.rule == "file.too_large"


def test_a_file_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_spreadsheet(tmp_path / "file.csv")
