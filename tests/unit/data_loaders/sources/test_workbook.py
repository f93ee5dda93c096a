"""Reading XLSX: typed cells to text, hidden sheets, and workbooks made to do harm."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.report import Severity
from data_loaders.sources import workbook
from data_loaders.sources.spreadsheet import read_spreadsheet


def save(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def refusal(path: Path) -> str:
    read = read_spreadsheet(path)
    assert read.sheets == []
    (found,) = read.findings
    assert found.severity is Severity.STRUCTURE
    return found.as_text()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (5, "5"), (5.0, "5"), (98.5, "98.5"), (date(2026, 3, 20), "2026-03-20"),
        (datetime(2026, 3, 20), "2026-03-20"), (datetime(2026, 3, 20, 9, 30), "2026-03-20 09:30:00"),
        (time(9, 30), "09:30:00"), (" x ", "x"), (123456789012.0, "123456789012"), ("=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_cells_become_text(value: object, text: str) -> None:
    assert workbook.as_text(value) == text


def test_typed_cells_are_read(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Day", "Number", ""], [], [date(2026, 3, 20), 0.5], [None, "01"])
    sheet = read_spreadsheet(path).sheets[0]
    assert sheet.frame.to_numpy().tolist() == [["2026-03-20", "0.5"], ["", "01"]]
    assert sheet.lines.tolist() == [3, 4]


def test_the_1904_date_system_is_believed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.worksheets[0].append(["Day"])
    book.worksheets[0].append([date(2026, 3, 20)])
    book.save(tmp_path / "a.xlsx")
    assert read_spreadsheet(tmp_path / "a.xlsx").sheets[0].frame["Day"].tolist() == ["2026-03-20"]


def test_hidden_sheets_are_said_and_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Day"])
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    read = read_spreadsheet(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in read.sheets] == ["Sheet"]
    assert [found.as_text() for found in read.findings] == ["a.xlsx, sheet “Old”: a hidden sheet, not read."]


def test_a_cell_beyond_the_headings_is_named(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Day"], ["x"], ["y", "z"])
    assert "a.xlsx, sheet “Sheet”, line 3: a cell is filled to the right of the last heading" in refusal(path)


def test_a_workbook_without_any_cell_is_refused(tmp_path: Path) -> None:
    assert "no sheet of the workbook has anything in it" in refusal(save(tmp_path / "a.xlsx"))


def test_a_formula_whose_result_is_not_saved_is_refused(tmp_path: Path) -> None:
    words = refusal(save(tmp_path / "a.xlsx", ["UPN", "Total"], ["A1", "=1+1"], ["A2", "=1+2"]))
    assert "2 cells with a formula whose result is not saved in the file. Open it in the spreadsheet program" in words
    saved = (tmp_path / "b.xlsx", b"<v />", b"<v>3</v>"), (tmp_path / "c.xlsx", b'<c r="B2"', b'<c r="B2" t="str"')
    for path, before, after in saved:
        with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(path, "w") as new:
            for part in old.namelist():
                new.writestr(part, old.read(part).replace(before, after) if "sheet1" in part else old.read(part))
    assert read_spreadsheet(tmp_path / "b.xlsx").sheets[0].frame["Total"].tolist() == ["3", "3"]
    assert "1 cell with a formula" in refusal(tmp_path / "c.xlsx"), "a result that is an empty text is a result"


def test_an_old_or_locked_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    assert "save it as .xlsx without a password" in refusal(path)


def test_what_is_only_called_a_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("Day\n2026-03-20\n", encoding="utf-8")
    assert "named as a workbook but is not one" in refusal(path)


@pytest.mark.safety
def test_fault_21_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["Day"], ["x"])
    with zipfile.ZipFile(path, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"\0" * 60_000_000)
    assert "would unpack to 60 MB" in refusal(path)


@pytest.mark.safety
def test_fault_21_xml_entities_are_refused(tmp_path: Path) -> None:
    source = save(tmp_path / "a.xlsx", ["Day"], ["x"])
    path = tmp_path / "b.xlsx"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "boom">]>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = entity + content.replace(b"<v>0</v>", b"<v>&e;</v>")
            new.writestr(part, content)
    assert "damaged" in refusal(path)


def test_without_defusedxml_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openpyxl.xml.DEFUSEDXML", False)
    with pytest.raises(RuntimeError, match="defusedxml"):
        read_spreadsheet(save(tmp_path / "a.xlsx", ["Day"], ["x"]))


@pytest.mark.safety
@given(place=st.floats(0, 1), bit=st.integers(0, 7), cut=st.booleans())
@settings(deadline=None, max_examples=60)
def test_fault_18_and_19_no_damage_makes_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, place: float, bit: int, cut: bool
) -> None:
    """A flipped bit or a missing end is refused in words, or (where nobody reads that byte) changes no cell."""
    path = save(tmp_path_factory.mktemp("book") / "a.xlsx", ["Day", "Mark"], ["2026-03-20", 5], ["2026-03-21", 6])
    whole = bytearray(path.read_bytes())
    where = min(int(place * len(whole)), len(whole) - 1)
    whole[where] ^= 1 << bit
    path.write_bytes(bytes(whole[:where] if cut else whole))
    read = read_spreadsheet(path)
    refused = any(found.severity is Severity.STRUCTURE for found in read.findings)
    assert refused or read.sheets[0].frame["Mark"].tolist() == ["5", "6"]
