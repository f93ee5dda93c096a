"""The census return as XML gives the figures that the same pupils give as tables; a hostile one is refused."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.report import Outcome, Report, Severity
from tests.unit.data_loaders.census_return import as_xml, write_returns
from tests.unit.data_loaders.files import everything, load, only, rows

SCHOOLS = ("SCH1", "SCH4")
FIGURES = (
    "SELECT period, sen_start, year_group, sessions_possible, sessions_authorised, sessions_unauthorised,"
    " pupil, surname FROM enrolment_fact JOIN pupil USING (pupil_id)"
)


def some(shared: Path, *, term: str) -> dict[str, pd.DataFrame]:
    """The tables of two schools and, to be quick, of one pupil in sixteen; every pupil singly registered."""
    folder = shared / "data" / "school-census-synthetic"
    read = {path.stem.split("_")[2]: pd.read_csv(path, dtype=str, keep_default_na=False)
            for path in folder.glob(f"*_{term}_*.csv")}  # fmt: skip
    few = {name: table[table["NativeId"].isin(SCHOOLS)] for name, table in read.items()}
    key = {name: table.iloc[:, 0].str[0].isin(["0"]) for name, table in few.items()}
    return {name: table[key[name]].assign(enrolstatus="") for name, table in few.items()}


def as_tables(folder: Path, *, tables: dict[str, pd.DataFrame], year: int, term: str) -> list[Path]:
    folder.mkdir()
    paths = []
    for name, table in tables.items():
        paths.append(folder / f"{year}_{term}_{name}.csv")
        table.to_csv(paths[-1], index=False)
    return paths


def figures(url: str) -> list[list[object]]:
    table = rows(url, FIGURES).astype(object)
    return sorted(table.where(table.notna(), None).to_numpy().tolist(), key=repr)


@pytest.mark.parametrize(("year", "term"), [(2024, "autumn"), (2025, "spring")])
def test_a_return_gives_the_figures_of_the_tables(
    shared: Path, tmp_path: Path, sqlite_url: str, year: int, term: str
) -> None:
    tables = some(shared, term=term)
    beside = f"sqlite:///{tmp_path / 'tables.db'}"
    by_tables = load(as_tables(tmp_path / "csv", tables=tables, year=year, term=term), url=beside,
                     mapping="school_census")  # fmt: skip
    returns = write_returns(tmp_path / "xml", tables=tables, year=year, term=term)
    report = load(returns, url=sqlite_url, mapping="school_census_xml")
    assert report.outcome is by_tables.outcome is Outcome.COMMITTED, report.as_text()
    assert report.lines_held_back == 0
    assert figures(sqlite_url) == figures(beside)
    for name in ("sen_need", "sen_status", "attendance", "enrolment", "pupil"):
        assert report.counts.get(name) == by_tables.counts.get(name), name
    assert said(report) == said(by_tables)


def said(report: Report) -> Counter[str]:
    """What is pointed out, and of how many pupils in all: a return is a file a school, the tables are one of all."""
    found: Counter[str] = Counter()
    for one in report.of(Severity.WARNING):
        if match := re.match(r"([\d,]+) (.+)", one.message):
            found[match[2]] += int(match[1].replace(",", ""))
    return found


def test_the_return_of_another_year_needs_no_totals_and_no_new_code(
    shared: Path, tmp_path: Path, sqlite_url: str
) -> None:
    """From autumn 2025 on the totals are gone: absence is that of the codes in use then."""
    tables = some(shared, term="autumn")
    tables["pupilonroll"] = tables["pupilonroll"].drop(
        columns=["termlysessionsauthorised", "termlysessionsunauthorised"]
    )
    tables["termlysessiondetailsonroll"] = tables["termlysessiondetailsonroll"].assign(
        attendancereason="U", sessions="2.0"
    )
    report = load(
        write_returns(tmp_path / "xml", tables=tables, year=2025, term="autumn"), url=sqlite_url,
        mapping="school_census_xml",
    )  # fmt: skip
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    absent = rows(sqlite_url, "SELECT sum(sessions_unauthorised) AS n FROM enrolment_fact"
                  " WHERE period = '2025-26.autumn'")  # fmt: skip
    counted = tables["pupilonroll"].loc[tables["pupilonroll"]["termlysessionspossible"] != "", "pupilonrolltableid"]
    coded = tables["termlysessiondetailsonroll"]["pupilonrolltableid"].isin(counted).sum()
    assert absent["n"].tolist() == [2 * coded]


def test_a_return_without_attendance_makes_no_rate(shared: Path, tmp_path: Path, sqlite_url: str) -> None:
    tables = some(shared, term="spring")
    report = load(write_returns(tmp_path / "xml", tables=tables, year=2025, term="spring"), url=sqlite_url,
                  mapping="school_census_xml")  # fmt: skip
    assert any("no rate is shown" in note.as_text() for note in report.of(Severity.NOTE))
    assert rows(sqlite_url, "SELECT * FROM attendance").empty


def small(**more: str) -> bytes:
    row = {
        "pupilonrolltableid": "t1", "NativeId": "SCH1", "upn": "A123456789012", "formerupn": "", "surname": "Ash",
        "forename": "Ada", "dob": "2015-01-21", "entrydate": "2020-09-03", "enrolstatus": "C", "senprovision": "K",
        "ncyearactual": "5", "termlysessionspossible": "140", "termlysessionsauthorised": "7", **more,
    }  # fmt: skip
    return as_xml({"pupilonroll": pd.DataFrame([row])}, estab="2001", year=2024, term="autumn")


def one_file(folder: Path, content: bytes) -> Path:
    path = folder / "3302001_SC1_330LL24_001.xml"
    path.write_bytes(content)
    return path


def test_dual_registration_is_as_the_return_says(tmp_path: Path, sqlite_url: str) -> None:
    load([one_file(tmp_path, small(enrolstatus="S"))], url=sqlite_url, mapping="school_census_xml")
    found = rows(sqlite_url, "SELECT school, status, from_date FROM enrolment")
    assert found.to_numpy().tolist() == [["3302001", "S", "2020-09-03"]]


def test_a_pupil_without_a_upn_is_asked_and_then_known_by_name(tmp_path: Path, sqlite_url: str) -> None:
    missing = load([one_file(tmp_path, small(upn=""))], url=sqlite_url, mapping="school_census_xml")
    assert missing.lines_held_back == 1
    assert only(missing, Severity.ERROR).advice.startswith("Say who it is")
    load([one_file(tmp_path, small())], url=sqlite_url, mapping="school_census_xml")
    again = load([one_file(tmp_path, small(upn="", senprovision="E"))], url=sqlite_url, mapping="school_census_xml")
    assert again.lines_held_back == 0
    assert rows(sqlite_url, "SELECT count(*) AS n FROM pupil")["n"].tolist() == [1]
    assert rows(sqlite_url, "SELECT code FROM sen_status")["code"].tolist() == ["E"]


BOMB = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<Message>'
OUTSIDE = b'<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<Message>'
WRONG = {
    "entity bomb": (lambda: small().replace(b"<Message>", BOMB), "file.hostile_xml"),
    "external entity": (lambda: small().replace(b"<Message>", OUTSIDE), "file.hostile_xml"),
    "cut short": (lambda: small()[:600], "file.xml"),
    "another kind of XML": (lambda: b"<CTfile><Header/></CTfile>", "file.xml"),
    "no term in the head": (lambda: small().replace(b"<Term>AUT</Term>", b""), "file.xml"),
    "a term nobody knows": (lambda: small().replace(b"<Term>AUT</Term>", b"<Term>WIN</Term>"), "layout.nothing_read"),
}


@pytest.mark.safety
@pytest.mark.parametrize(("content", "rule"), WRONG.values(), ids=WRONG)
def test_fault_21_a_hostile_or_foreign_return_is_refused(
    content: Callable[[], bytes], rule: str, tmp_path: Path, sqlite_url: str
) -> None:
    report = load([one_file(tmp_path, content())], url=sqlite_url, mapping="school_census_xml")
    assert report.outcome is Outcome.REJECTED
    found = only(report, Severity.STRUCTURE)
    assert (found.rule, bool(found.advice)) == (rule, True)
    assert rows(sqlite_url, "SELECT * FROM pupil").empty


def test_a_return_brought_in_again_in_another_order_changes_nothing(
    shared: Path, tmp_path: Path, sqlite_url: str
) -> None:
    tables = some(shared, term="autumn")
    load(write_returns(tmp_path / "xml", tables=tables, year=2024, term="autumn"), url=sqlite_url,
         mapping="school_census_xml")  # fmt: skip
    before = everything(sqlite_url)
    order = list(range(len(tables["pupilonroll"])))
    random.Random(7).shuffle(order)
    tables["pupilonroll"] = tables["pupilonroll"].iloc[order]
    again = load(write_returns(tmp_path / "xml", tables=tables, year=2024, term="autumn"), url=sqlite_url,
                 mapping="school_census_xml")  # fmt: skip
    assert "nothing changed" in again.as_text()
    assert everything(sqlite_url) == before
