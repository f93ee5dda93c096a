"""Workbooks that hold what no plain workbook does are refused before anything in them is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from data_loaders.sources.spreadsheet import read_spreadsheet

pytestmark = pytest.mark.safety


def workbook(*, more: dict[str, bytes]) -> bytes:
    """A small workbook with more parts in its archive."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["UPN", "Reading"])
    book.active.append(["A1", 98])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("check", "part", "words"),
    [
        ("F2", "xl/vbaProject.bin", "macros"),
        ("F2", "xl/externalLinks/externalLink1.xml", "links to other workbooks"),
        ("F3", "xl/embeddings/inside.zip", "another file"),
        ("F3", "xl/embeddings/inside.xlsx", "another file"),
        ("F3", "../../outside.xml", "a part that would be put somewhere else"),
        ("F3", "/etc/outside.xml", "a part that would be put somewhere else"),
        ("F3", "C:\\outside.xml", "a part that would be put somewhere else"),
    ],
)
def test_F2_F3_an_unwanted_part_is_refused(tmp_path: Path, check: str, part: str, words: str) -> None:
    path = tmp_path / "marks.xlsx"
    path.write_bytes(workbook(more={part: b"x"}))
    read = read_spreadsheet(path)
    assert [found.message for found in read.findings] == [f"the workbook holds {words}"], check
    assert read.sheets == []


def test_F3_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """The size said in the archive's list is made a hundredth of what it unpacks to: no more than that is unpacked."""
    content = bytearray(workbook(more={"xl/media/big.bin": b"\0" * 1_000_000}))
    listed = content.rfind(b"PK\x01\x02")
    while b"xl/media/big.bin" not in content[listed : listed + 80]:
        listed = content.rfind(b"PK\x01\x02", 0, listed)
    content[listed + 24 : listed + 28] = (10_000).to_bytes(4, "little")
    path = tmp_path / "lying.xlsx"
    path.write_bytes(bytes(content))
    read = read_spreadsheet(path)
    assert read.sheets == []
    assert {found.rule for found in read.findings} == {"file.workbook"}


def test_a_plain_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marks.xlsx"
    path.write_bytes(workbook(more={"xl/media/picture.png": b"x"}))
    assert len(read_spreadsheet(path).sheets) == 1
