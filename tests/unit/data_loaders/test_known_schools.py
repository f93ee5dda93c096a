"""A school is one school, whichever of its numbers a file names it by and whichever file comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.call import Conditions
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Finding, Outcome, Report, Severity
from data_loaders.store.batches import NotTheLastBatch
from data_loaders.store.importing import take_back
from data_loaders.store.schools import School
from tests.unit.data_loaders.census_return import as_xml
from tests.unit.data_loaders.files import everything, only, rows
from tests.unit.data_loaders.test_ctf import BY_DEPARTMENT, BY_SYSTEM

HEADINGS = (
    "URN", "LA (code)", "EstablishmentNumber", "EstablishmentName", "EstablishmentStatus (name)",
    "PhaseOfEducation (name)", "TypeOfEstablishment (name)", "CloseDate",
)  # fmt: skip
PUPILS = ("A123456789012", "B123456789013", "C123456789014")
CLOSED = "31-08-2022"


def gias(folder: Path, *schools: tuple[str, str, str], closed: Mapping[str, str] | None = None) -> list[Path]:
    """An extract of schools: URN, LA code and establishment number of each, and the days on which some closed."""
    days = closed or {}
    lines = [
        [urn, la_code, number, f"School of {urn}", "Closed" if urn in days else "Open", "Primary", "Academy converter",
         days.get(urn, "")]
        for urn, la_code, number in schools
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    path = folder / "edubasealldata.csv"
    pd.DataFrame(lines, columns=pd.Index(HEADINGS)).to_csv(path, index=False)
    return [path]


def pupil(number: int, *, upn: str, provision: str = "K") -> dict[str, str]:
    return {
        "pupilonrolltableid": f"t{number}", "upn": upn, "formerupn": "", "surname": f"Ash{number}", "forename": "Ada",
        "dob": "2015-01-21", "entrydate": "2020-09-03", "enrolstatus": "C", "senprovision": provision,
        "ncyearactual": "5", "termlysessionspossible": "140", "termlysessionsauthorised": "7",
    }  # fmt: skip


def a_return(
    folder: Path, *, estab: str = "2001", urn: str = "", provision: str = "K", backwards: bool = False
) -> list[Path]:
    """A school's return of autumn 2024; ``backwards`` has the same pupils in another order."""
    listed = [pupil(number, upn=upn, provision=provision) for number, upn in enumerate(PUPILS)]
    whole = as_xml({"pupilonroll": pd.DataFrame(listed[::-1] if backwards else listed)}, estab=estab, year=2024,
                   term="autumn")  # fmt: skip
    folder.mkdir(exist_ok=True)
    path = folder / f"330{estab}{urn}_SC3_330LL24_001.xml"
    path.write_bytes(whole.replace(b"</Estab>", f"</Estab><URN>{urn}</URN>".encode()) if urn else whole)
    return [path]


def a_transfer(folder: Path, text: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    path = folder / "3302001_CTF_001.xml"
    path.write_text(text, encoding="utf-8")
    return [path]


def load(
    paths: Sequence[Path], mapping: str, *, url: str, sure: bool = False, dry: bool = False,
    schools: Sequence[str] | None = None, given: Mapping[str, str] | None = None,
) -> Report:  # fmt: skip
    said = given or ({"trust": "all"} if mapping == "gias" else {})
    return bring_in(
        paths, mapping=load_mapping(mapping), database_url=url, brought_by="office", given=said, sure=sure, dry=dry,
        conditions=Conditions(schools=schools),
    )  # fmt: skip


def stored(url: str) -> list[str]:
    codes: list[str] = rows(url, "SELECT school FROM school ORDER BY school")["school"].tolist()
    return codes


def on_roll(url: str) -> dict[str, int]:
    found = rows(url, "SELECT school, count(*) AS n FROM enrolment GROUP BY school")
    return dict(zip(found["school"], found["n"].tolist(), strict=True))


def said(report: Report, *, rule: str) -> list[Finding]:
    return [one for one in report.findings if one.rule == rule]


def test_a_return_goes_to_the_school_that_gias_brought(tmp_path: Path, database_url: str) -> None:
    load(gias(tmp_path, ("123456", "330", "2001"), ("123457", "330", "2002")), "gias", url=database_url)
    before = everything(database_url)
    preview = load(a_return(tmp_path), "school_census_xml", url=database_url, dry=True)
    assert preview.counts["school"].new == 0
    report = load(a_return(tmp_path), "school_census_xml", url=database_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    (note,) = said(report, rule="school.known")
    assert note.severity is Severity.NOTE
    assert note.message.startswith("school 3302001 is known here as URN 123456, School of 123456")
    assert stored(database_url) == ["123456", "123457"]
    assert on_roll(database_url) == {"123456": 3}
    assert rows(database_url, "SELECT DISTINCT school FROM enrolment_fact")["school"].tolist() == ["123456"]
    assert rows(database_url, "SELECT name FROM school")["name"].tolist()[0] == "School of 123456"
    whole = everything(database_url)
    again = load(a_return(tmp_path, backwards=True), "school_census_xml", url=database_url)
    assert "nothing changed" in again.as_text()
    assert everything(database_url) == whole
    with pytest.raises(NotTheLastBatch, match="batch 2 holds enrolments of what it brought in Schools"):
        take_back(database_url, batch_id=1)
    take_back(database_url, batch_id=3)
    take_back(database_url, batch_id=2)
    assert everything(database_url) == before


def test_gias_describes_the_school_that_a_return_brought(tmp_path: Path, database_url: str) -> None:
    load(a_return(tmp_path), "school_census_xml", url=database_url)
    before = everything(database_url)
    assert stored(database_url) == ["3302001"]
    report = load(gias(tmp_path, ("123456", "330", "2001"), ("123457", "330", "2002")), "gias", url=database_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert (report.counts["school"].new, report.counts["school"].changed) == (1, 1)
    (note,) = said(report, rule="school.known")
    assert note.message.startswith("school 123456 is known here as 3302001, School 2001")
    mine = rows(
        database_url, "SELECT name, phase, la_code, establishment_number, urn FROM school WHERE school = '3302001'"
    )
    assert mine.to_numpy().tolist() == [["School of 123456", "primary", "330", "2001", "123456"]]
    assert stored(database_url) == ["123457", "3302001"]
    assert on_roll(database_url) == {"3302001": 3}
    whole = everything(database_url)
    for paths, mapping in (
        (gias(tmp_path / "again", ("123457", "330", "2002"), ("123456", "330", "2001")), "gias"),
        (a_return(tmp_path / "urn", urn="123456", backwards=True), "school_census_xml"),
    ):
        assert "nothing changed" in load(paths, mapping, url=database_url).as_text()
    assert everything(database_url) == whole
    with pytest.raises(NotTheLastBatch, match="batch 2 changed 1 of its rows in Schools"):
        take_back(database_url, batch_id=1)
    for batch in (4, 3, 2):
        take_back(database_url, batch_id=batch)
    assert everything(database_url) == before


def test_a_return_alone_has_its_own_code(tmp_path: Path, sqlite_url: str) -> None:
    report = load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    assert said(report, rule="school.known") == []
    assert stored(sqlite_url) == ["3302001"]
    again = load(a_return(tmp_path, backwards=True), "school_census_xml", url=sqlite_url)
    assert "nothing changed" in again.as_text()


@pytest.mark.parametrize("number", ["0049", "49"])
def test_a_nought_at_the_head_of_a_number_is_no_matter(number: str, tmp_path: Path, sqlite_url: str) -> None:
    load(gias(tmp_path, ("123456", "330", number), ("123457", "330", "4900")), "gias", url=sqlite_url)
    load(a_return(tmp_path, estab="0049"), "school_census_xml", url=sqlite_url)
    assert on_roll(sqlite_url) == {"123456": 3}


@pytest.mark.parametrize(
    ("code", "la_code", "establishment_number", "number"),
    [
        ("123456", "330", "2049", "3302049"), ("123456", "330", "49", "3300049"), ("123456", "1", "2049", "0012049"),
        ("3302049", "", "", "3302049"), ("330/2049", "", "", "3302049"), ("123456", "330", "", ""),
        ("123456", "", "", ""), ("33020490", "", "", ""), ("ASH", "330", "n/a", ""),
    ],
)  # fmt: skip
def test_the_number_of_a_school(code: str, la_code: str, establishment_number: str, number: str) -> None:
    assert School(code=code, la_code=la_code, establishment_number=establishment_number).number == number


OLD_AND_NEW = (("123456", "330", "2001"), ("140000", "330", "2001"))


def test_of_a_school_and_the_one_it_followed_the_open_one_is_meant(tmp_path: Path, sqlite_url: str) -> None:
    report = load(gias(tmp_path, *OLD_AND_NEW, closed={"123456": CLOSED}), "gias", url=sqlite_url)
    load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    assert said(report, rule="school.twice") == []
    assert stored(sqlite_url) == ["123456", "140000"]
    assert on_roll(sqlite_url) == {"140000": 3}


@pytest.mark.parametrize("closed", [{}, {"123456": CLOSED, "140000": "31-08-2024"}], ids=["both open", "both closed"])
def test_a_number_of_two_schools_is_asked(closed: dict[str, str], tmp_path: Path, sqlite_url: str) -> None:
    load(gias(tmp_path, *OLD_AND_NEW, closed=closed), "gias", url=sqlite_url)
    report = load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    assert report.outcome is Outcome.REJECTED
    asked = next(iter(said(report, rule="school.asked")))
    words = "school 3302001 may be URN 123456, School of 123456 or URN 140000, School of 140000: both have this number"
    assert asked.message.startswith(words)
    assert asked.advice.startswith("Bring in an extract of Get Information About Schools that has the day")
    assert rows(sqlite_url, "SELECT * FROM pupil").empty
    by_urn = load(a_return(tmp_path, urn="140000"), "school_census_xml", url=sqlite_url)
    assert by_urn.outcome is Outcome.COMMITTED, by_urn.as_text()
    assert on_roll(sqlite_url) == {"140000": 3}


def test_of_two_urns_with_the_number_of_a_return_the_open_one_is_it(tmp_path: Path, sqlite_url: str) -> None:
    load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    load(gias(tmp_path, *OLD_AND_NEW, closed={"123456": CLOSED}), "gias", url=sqlite_url)
    found = rows(sqlite_url, "SELECT school, urn FROM school ORDER BY school")
    assert found.to_numpy().tolist() == [["123456", "123456"], ["3302001", "140000"]]


def test_two_open_urns_with_the_number_of_a_return_are_asked(tmp_path: Path, sqlite_url: str) -> None:
    load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    before = rows(sqlite_url, "SELECT * FROM school")
    report = load(gias(tmp_path, *OLD_AND_NEW), "gias", url=sqlite_url)
    assert report.lines_held_back == 2
    asked = {one.message: one.lines for one in said(report, rule="school.asked")}
    message = (
        "URN 123456, School of 123456 and URN 140000, School of 140000 have one LA and establishment number, and the"
        " school that has it is known here as 3302001"
    )
    assert set(asked) == {message}
    assert rows(sqlite_url, "SELECT * FROM school").equals(before)


def test_one_school_that_is_here_twice_already_is_said(tmp_path: Path, sqlite_url: str) -> None:
    """As a database of an earlier version may have it: the codes stay, and it is said what to do."""
    schools = tmp_path / "school.csv"
    schools.write_text("School,Name,Phase\n123456,Ashgrove,primary\n3302001,Ashgrove,primary\n", encoding="utf-8")
    load([schools], "canonical", url=sqlite_url)
    report = load(gias(tmp_path, ("123456", "330", "2001")), "gias", url=sqlite_url)
    assert stored(sqlite_url) == ["123456", "3302001"]
    twice = only(report, Severity.WARNING)
    assert (
        twice.message == "school 123456 and school 3302001, Ashgrove, both here, have one LA and establishment number"
    )
    assert "take back the batches" in twice.advice
    later = load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    assert len(said(later, rule="school.twice")) == 1
    assert on_roll(sqlite_url) == {"3302001": 3}


def test_two_returns_of_one_school_in_one_call_make_one_school(tmp_path: Path, sqlite_url: str) -> None:
    """One header has the URN, the other has not."""
    paths = [*a_return(tmp_path / "one", urn="123456"), *a_return(tmp_path / "two", backwards=True)]
    report = load(paths, "school_census_xml", url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert stored(sqlite_url) == ["123456"]
    assert on_roll(sqlite_url) == {"123456": 3}


@pytest.mark.parametrize("code", ["100001", "3302001"])
def test_transfer_files_of_either_style_are_of_one_school(code: str, tmp_path: Path, database_url: str) -> None:
    texts = (BY_SYSTEM, BY_DEPARTMENT) if code == "100001" else (BY_DEPARTMENT, BY_SYSTEM)
    for text in texts:
        report = load(a_transfer(tmp_path, text), "ctf", url=database_url)
        assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert stored(database_url) == [code]
    assert on_roll(database_url) == {code: 1}
    assert rows(database_url, "SELECT DISTINCT school FROM attendance")["school"].tolist() == [code]


def test_a_transfer_file_goes_to_the_school_that_gias_brought(tmp_path: Path, sqlite_url: str) -> None:
    load(gias(tmp_path, ("123456", "330", "2001")), "gias", url=sqlite_url)
    load(a_transfer(tmp_path, BY_DEPARTMENT), "ctf", url=sqlite_url)
    assert stored(sqlite_url) == ["123456"]
    assert on_roll(sqlite_url) == {"123456": 1}


def test_the_tables_of_the_census_go_to_the_school_that_gias_brought(tmp_path: Path, sqlite_url: str) -> None:
    """Pupils without a UPN, too: they are known by the school's code here."""
    load(gias(tmp_path, ("123456", "330", "2001")), "gias", url=sqlite_url)
    table = tmp_path / "2024_autumn_pupilonroll.csv"
    listed = [pupil(1, upn=PUPILS[0]), pupil(2, upn="")]
    pd.DataFrame(listed).assign(NativeId="3302001").to_csv(table, index=False)
    report = load([table], "school_census", url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert stored(sqlite_url) == ["123456"]
    assert on_roll(sqlite_url) == {"123456": 2}
    assert rows(sqlite_url, "SELECT pupil FROM pupil ORDER BY pupil")["pupil"].tolist() == ["123456:t2", PUPILS[0]]


def test_a_school_that_is_said_with_an_export_is_found_by_its_number(tmp_path: Path, sqlite_url: str) -> None:
    load(gias(tmp_path, ("123456", "330", "2001")), "gias", url=sqlite_url)
    load(a_return(tmp_path), "school_census_xml", url=sqlite_url)
    register = tmp_path / "register.csv"
    register.write_text("Surname,Forename,Date of birth,SEN status\nAsh1,Ada,21/01/2015,E\n", encoding="utf-8")
    given = {"school": "3302001", "date": "2025-09-01"}
    report = load([register], "sen_register", url=sqlite_url, given=given)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.counts["sen_status"].new == 1


def test_rosters_know_their_pupils_on_every_sheet(shared: Path, tmp_path: Path, sqlite_url: str) -> None:
    """The school's number is part of a pupil's key, on sheets too that make nothing else of it."""
    folder = tmp_path / "roster"
    folder.mkdir()
    for path in (shared / "data" / "roster-uk-format").glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("10001,", "3302001,").replace("10002,", "3302002,")
        (folder / path.name).write_text(text, encoding="utf-8")
    load(gias(tmp_path, ("123456", "330", "2001")), "gias", url=sqlite_url)
    report = load(sorted(folder.glob("*.csv")), "roster_uk", url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.lines_held_back == 0
    assert stored(sqlite_url) == ["123456", "3302002"]
    assert report.counts["class_member"].new == 602
    keys = rows(sqlite_url, "SELECT pupil FROM pupil")["pupil"].str.split(":").str[0]
    assert set(keys) == {"123456", "3302002"}


@pytest.mark.safety
def test_whoever_answers_for_a_school_brings_its_return_and_no_other(tmp_path: Path, sqlite_url: str) -> None:
    load(gias(tmp_path, ("123456", "330", "2001"), ("123457", "330", "2002")), "gias", url=sqlite_url)
    other = load(a_return(tmp_path, estab="2002"), "school_census_xml", url=sqlite_url, schools=["123456"])
    assert only(other, Severity.STRUCTURE).message.startswith("the file is about school 123457")
    mine = load(a_return(tmp_path), "school_census_xml", url=sqlite_url, schools=["123456"])
    assert mine.outcome is Outcome.COMMITTED, mine.as_text()
    assert on_roll(sqlite_url) == {"123456": 3}
