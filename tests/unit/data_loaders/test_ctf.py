"""Transfer files in both styles come in; a hostile, damaged or foreign XML file is refused with words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Severity
from data_loaders.sources.xml_tables import MOST_DEPTH
from tests.unit.data_loaders.files import load, only, rows

HEADER = """<?xml version="1.0" encoding="utf-8"?>
<CTfile{namespace}><Header><DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>
<SourceSchool><LEA>330</LEA><Estab>2001</Estab>{urn}<SchoolName>Ashgrove</SchoolName>
<AcademicYear>2024</AcademicYear></SourceSchool></Header><CTFpupilData>
"""
END = "</CTFpupilData></CTfile>\n"
BY_DEPARTMENT = (
    HEADER.format(namespace="", urn="")
    + """<Pupil><UPN>A123456789012</UPN><Surname>Ash</Surname><Forename>Zoë</Forename><DOB>2014-02-03</DOB><Sex>F</Sex>
<StageAssessments><KeyStage><Stage>KS2</Stage>
<StageAssessment><Locale>ENG</Locale><Year>2025</Year><Subject>ENG</Subject><Method>T</Method><Component>REA</Component>
<ResultStatus>R</ResultStatus><ResultQualifier>NM</ResultQualifier><Result>104</Result></StageAssessment>
<StageAssessment><Locale>ENG</Locale><Year>2025</Year><Subject>ENG</Subject><Method>TA</Method><Component>WRI</Component>
<ResultStatus>R</ResultStatus><Result>EXS</Result></StageAssessment>
</KeyStage><KeyStage><Stage>KS1</Stage>
<StageAssessment><Locale>ENG</Locale><Year>2021</Year><Subject>PHO</Subject><Method>T</Method><Component>PHO</Component>
<Result>35</Result></StageAssessment></KeyStage></StageAssessments></Pupil>
"""
    + END
)
BY_SYSTEM = (
    HEADER.format(namespace=' xmlns="urn:transfer"', urn="<URN>100001</URN>")
    + """<Pupil><UPN>A123456789012</UPN><Surname>Ash</Surname><Forename>Zoë</Forename><DOB>2014-02-03</DOB>
<Gender>F</Gender><BasicDetails><NCyearActual>6</NCyearActual><Ethnicity>WBRI</Ethnicity><EnrolStatus>C</EnrolStatus>
</BasicDetails><SENhistory><SEN><StartDate>2022-09-05</StartDate><SENprovision>K</SENprovision></SEN>
<SENneeds><SENneed><SENtypeRank>1</SENtypeRank><SENtype>SLCN</SENtype></SENneed></SENneeds></SENhistory>
<Attendance><YearData><Year>2024</Year><LEA>330</LEA><Estab>2001</Estab><SessionsPossible>380</SessionsPossible>
<SessionsAttended>361</SessionsAttended><SessionsAuthorised>15</SessionsAuthorised>
<SessionsUnauthorised>4</SessionsUnauthorised></YearData>
<YearData><Year>2023</Year><LEA>999</LEA><Estab>1000</Estab><SessionsPossible>380</SessionsPossible></YearData>
</Attendance></Pupil>
"""
    + END
)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "3302001_CTF_001.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_departments_style(tmp_path: Path, sqlite_url: str) -> None:
    report = load([write(tmp_path, BY_DEPARTMENT)], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    pupil = rows(sqlite_url, "SELECT pupil, surname, forename, date_of_birth, sex FROM pupil")
    assert pupil.to_numpy().tolist() == [["A123456789012", "Ash", "Zoë", "2014-02-03", "F"]]
    enrolled = rows(sqlite_url, "SELECT school, from_date, year_group, status FROM enrolment")
    assert enrolled.to_numpy().tolist() == [["3302001", "2024-09-01", "X", "C"]]
    results = rows(
        sqlite_url, "SELECT subject, scale, term, kind, raw, COALESCE(value, -1) FROM assessment ORDER BY subject"
    )
    assert results.to_numpy().tolist() == [
        ["phonics", "phonics_mark", "2020-21.summer", "test", "35", 35.0],
        ["reading", "ks2_scaled_score", "2024-25.summer", "test", "104", 104.0],
        ["writing", "ks2_writing", "2024-25.summer", "teacher", "EXS", -1],
    ]  # fmt: skip


def test_a_test_not_sat_has_its_code_and_no_value(tmp_path: Path, sqlite_url: str) -> None:
    text = BY_DEPARTMENT.replace(">104<", ">B<").replace(">35<", ">A<").replace(">EXS<", ">PK2<")
    report = load([write(tmp_path, text)], url=sqlite_url, mapping="ctf")
    assert (report.outcome, report.of(Severity.WARNING)) == (Outcome.COMMITTED, []), report.as_text()
    results = rows(sqlite_url, "SELECT subject, raw, value FROM assessment ORDER BY subject")
    assert results.to_numpy().tolist() == [["phonics", "A", None], ["reading", "B", None], ["writing", "PK2", None]]


def sat(component: str, result: str) -> str:
    """One test of key stage 2."""
    subject = "MAT" if component == "MAT" else "ENG"
    return (
        f"<StageAssessment><Locale>ENG</Locale><Year>2025</Year><Subject>{subject}</Subject><Method>T</Method>"
        f"<Component>{component}</Component><ResultStatus>R</ResultStatus>"
        f"<ResultQualifier>NM</ResultQualifier><Result>{result}</Result></StageAssessment>\n"
    )


@pytest.mark.parametrize(
    ("tests", "taken", "told"),
    [
        # Beside a scaled score in reading a number in mathematics is one; 103 is no mark of reading (most 50).
        ([("REA", "103"), ("MAT", "85"), ("GPS", "99")], {"reading": 103, "mathematics": 85, "grammar": 99}, []),
        # Marks throughout: 85 of 110 in mathematics looks like a scaled score.
        ([("REA", "37"), ("MAT", "85"), ("GPS", "51")], {}, ["“37”", "each of 1 other values", "1 left out of the"]),
        # Both are in the file, which of the two in mathematics is which nobody says.
        (
            [("REA", "37"), ("REA", "103"), ("MAT", "85"), ("MAT", "101")],
            {"reading": 103},
            ["“37”", "2 left out of the"],
        ),
        # Mathematics alone, and beside a test of reading that was not sat.
        ([("MAT", "85")], {}, ["1 left out of the"]),
        ([("REA", "B"), ("MAT", "101")], {"reading": None}, ["1 left out of the"]),
        ([("REA", "103"), ("MAT", "64")], {"reading": 103}, ["“64”"]),
        ([("REA", "A"), ("MAT", "A")], {"reading": None, "mathematics": None}, []),
        ([("REA", "103"), ("MAT", "B")], {"reading": 103, "mathematics": None}, []),
    ],
)
def test_a_mark_is_never_taken_for_a_scaled_score(
    tests: list[tuple[str, str]], taken: dict[str, float | None], told: list[str], tmp_path: Path, sqlite_url: str
) -> None:
    first = BY_DEPARTMENT.index("<Stage>KS2</Stage>") + len("<Stage>KS2</Stage>")
    last = BY_DEPARTMENT.index("</KeyStage>", first)
    text = BY_DEPARTMENT[:first] + "".join(sat(*each) for each in tests) + BY_DEPARTMENT[last:]
    report = load([write(tmp_path, text)], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    found = rows(sqlite_url, "SELECT subject, value FROM assessment WHERE scale = 'ks2_scaled_score'")
    values = found["value"].astype(object).where(found["value"].notna(), None)
    assert dict(zip(found["subject"], values, strict=True)) == taken, report.as_text()
    warned = report.of(Severity.WARNING)
    assert len(warned) == len(told), report.as_text()
    for words in told:
        (said,) = [one for one in warned if words in one.message]
        assert "marksheet_ks2" in said.advice


@pytest.mark.parametrize("stage", ["KS1", "KS2"])
def test_a_file_without_the_results_of_one_stage_comes_in(stage: str, tmp_path: Path, sqlite_url: str) -> None:
    """A pupil of Reception brings nothing of key stage 2, another nothing of the phonics check."""
    first = BY_DEPARTMENT.index(f"<KeyStage><Stage>{stage}")
    last = BY_DEPARTMENT.index("</KeyStage>", first) + len("</KeyStage>")
    report = load([write(tmp_path, BY_DEPARTMENT[:first] + BY_DEPARTMENT[last:])], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.counts["assessment"].new == {"KS1": 2, "KS2": 1}[stage]


def test_a_school_systems_style(tmp_path: Path, sqlite_url: str) -> None:
    report = load([write(tmp_path, BY_SYSTEM)], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert rows(sqlite_url, "SELECT sex, ethnicity FROM pupil").to_numpy().tolist() == [["F", "WBRI"]]
    enrolled = rows(sqlite_url, "SELECT school, from_date, year_group FROM enrolment")
    assert enrolled.to_numpy().tolist() == [["100001", "2024-09-01", "6"]]
    assert rows(sqlite_url, "SELECT from_date, code FROM sen_status").to_numpy().tolist() == [["2022-09-05", "K"]]
    assert rows(sqlite_url, "SELECT rank, need FROM sen_need").to_numpy().tolist() == [[1, "SLCN"]]
    attendance: pd.DataFrame = rows(
        sqlite_url, "SELECT grain, possible, attended, authorised, unauthorised FROM attendance"
    )
    assert attendance.to_numpy().tolist() == [["year", 380, 361, 15, 4]]


def test_a_second_file_of_pupils_who_are_on_roll_already_comes_in(tmp_path: Path, sqlite_url: str) -> None:
    """Nobody is enrolled again, and what is new of them is taken."""
    load([write(tmp_path, BY_DEPARTMENT)], url=sqlite_url, mapping="ctf")
    report = load([write(tmp_path, BY_DEPARTMENT.replace(">104<", ">105<"))], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.counts["assessment"].changed == 1
    assert rows(sqlite_url, "SELECT count(*) AS n FROM enrolment")["n"].tolist() == [1]


def test_a_fault_is_named_by_its_line(tmp_path: Path, sqlite_url: str) -> None:
    text = BY_DEPARTMENT.replace("2014-02-03", "03-02-2014")
    report = load([write(tmp_path, text)], url=sqlite_url, mapping="ctf")
    found = next(one for one in report.of(Severity.ERROR) if one.column == "DOB")
    assert found.lines == (5,)
    assert found.message == "the value is not a date"


BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n'


def after_declaration(more: str) -> str:
    first, _, rest = BY_DEPARTMENT.partition("\n")
    return f"{first}\n{more}{rest}"


HOSTILE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "entity bomb": (lambda: after_declaration(BOMB).replace("Zoë", "&b;"), "file.hostile_xml"),
    "external entity": (lambda: after_declaration(OUTSIDE).replace("Zoë", "&a;"), "file.hostile_xml"),
    "outside document type": (
        lambda: after_declaration('<!DOCTYPE b SYSTEM "http://127.0.0.1:9/x.dtd">\n'), "file.hostile_xml",
    ),
    "nested without end": (lambda: "<a>" * (MOST_DEPTH + 1) + "</a>" * (MOST_DEPTH + 1), "file.hostile_xml"),
    "cut short": (lambda: BY_DEPARTMENT[: len(BY_DEPARTMENT) // 2], "file.xml"),
    "another kind of XML": (lambda: "<html><body>no</body></html>", "file.xml"),
    "empty": (lambda: "", "file.xml"),
    "no XML at all": (lambda: "UPN,Surname\nA1,Ash\n", "file.xml"),
    "a workbook": (lambda: b"PK\x03\x04" + bytes(100), "file.xml"),
    "a character no encoding has": (lambda: BY_DEPARTMENT.encode().replace(b"Zo", b"\xff\xfe"), "file.xml"),
}  # fmt: skip


@pytest.mark.safety
@pytest.mark.parametrize(("text", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_fault_21_hostile_and_damaged_files_are_refused(
    text: Callable[[], str | bytes], rule: str, tmp_path: Path, sqlite_url: str
) -> None:
    report = load([write(tmp_path, text())], url=sqlite_url, mapping="ctf")
    assert report.outcome is Outcome.REJECTED
    found = only(report, Severity.STRUCTURE)
    assert found.rule == rule
    assert found.advice
    assert rows(sqlite_url, "SELECT * FROM pupil").empty


def test_a_transfer_file_is_not_a_spreadsheet(tmp_path: Path, sqlite_url: str) -> None:
    report = load([write(tmp_path, BY_SYSTEM)], url=sqlite_url, mapping="canonical")
    assert report.outcome is Outcome.REJECTED
    assert "this is XML" in only(report, Severity.STRUCTURE).message


def test_the_mapping_reads_every_path_that_was_seen(shared: Path) -> None:
    """Every element seen in files that says who a pupil is or how one did is read by the mapping."""
    seen = pd.read_csv(shared / "data" / "ctf" / "ctf_element_paths.csv")["path"]
    said = " ".join(
        f"{table.rows}/{column}" for table in load_mapping("ctf").xml.values() for column in table.columns.values()
    )
    wanted = {path.rpartition("/")[2] for path in seen if "/Pupil/" in path and "Address" not in path}
    left_out = {"LanguageType", "Language", "ServiceChild", "Locale", "ResultStatus", "ResultQualifier"}
    assert sorted(name for name in wanted - left_out if name not in said) == []
