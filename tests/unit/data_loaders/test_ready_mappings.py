"""Ordinary exports of schools' systems come in by the ready mappings, whatever each system calls its columns."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data_loaders.call import Conditions
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from data_loaders.store import importing
from tests.unit.data_loaders.files import load, rows
from tests.unit.data_loaders.test_identity import ADA, BEN, CY, KNOWN


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str) -> str:
    folder = tmp_path / "known"
    folder.mkdir()
    scale = {"scale": "Scale,Name,Unit,Lowest,Highest\nsas,Standardised score,points,60,140\n"}
    for name, text in {**KNOWN, **scale}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    assert load(sorted(folder.glob("*.csv")), url=sqlite_url).outcome is Outcome.COMMITTED
    return sqlite_url


def brought(tmp_path: Path, text: str, *, mapping: str, url: str, sure: bool = False, **given: str) -> Report:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return bring_in(
        [path], mapping=load_mapping(mapping), database_url=url, brought_by="Jo", given={"school": "100001", **given},
        sure=sure,
    )  # fmt: skip


def stored(url: str, names: str, *, record: str) -> list[list[object]]:
    found = rows(url, f"SELECT pupil, {names} FROM {record} JOIN pupil USING (pupil_id) ORDER BY pupil, {names}")
    return found.to_numpy().tolist()


REGISTERS = {
    "a row a session": (
        "Adm no,Name,Date,AM/PM,Mark\n0017,Zoe Ash,05/01/2026,AM,/\n0017,Zoe Ash,05/01/2026,PM,\\\n"
        "0017,Zoe Ash,06/01/2026,AM,I\n0017,Zoe Ash,09/01/2026,PM,Y1\n0017,Zoe Ash,12/01/2026,AM,L\n"
    ),
    "a row a day": (
        "Unique Pupil Number,Registration Group,Mark Date,AM Mark,PM Mark\n"
        f"{ADA},4A,05/01/2026,/,\\\n{ADA},4A,06/01/2026,I,\n{ADA},4A,09/01/2026,,Y1\n{ADA},4A,12/01/2026,L,\n"
    ),
    "a row a day, named": (
        "Surname,Forename,DOB,Attendance date,Morning,Afternoon\n"
        "Ash,Zoe,01/03/2015,5 Jan 2026,/,\\\nAsh,Zoe,01/03/2015,6 Jan 2026,I,-\n"
        "Ash,Zoe,01/03/2015,9 Jan 2026,,Y1\nAsh,Zoe,01/03/2015,12 Jan 2026,L,\n"
    ),
}


@pytest.mark.parametrize("text", REGISTERS.values(), ids=REGISTERS)
def test_registers_of_three_systems_are_the_same_weeks(text: str, tmp_path: Path, url: str) -> None:
    report = brought(tmp_path, text, mapping="register_marks", url=url)
    assert report.lines_held_back == 0, report.as_text()
    assert report.of(Severity.WARNING) == []
    assert stored(url, "from_date, marks", record="attendance") == [
        [ADA, "2026-01-05", "/ \\ I - - - - - - Y1"], [ADA, "2026-01-12", "L - - - - - - - - -"],
    ]  # fmt: skip


def test_a_session_that_cannot_be_placed_is_held_back(tmp_path: Path, url: str) -> None:
    text = (
        "UPN,Date,Session,Mark\n"
        f"{ADA},05/01/2026,AM,/\n{ADA},05/01/2026,AM,I\n{ADA},32/01/2026,AM,/\n{ADA},06/01/2026,Lunch,/\n"
        f"{ADA},10/01/2026,AM,/\n{ADA},07/01/2026,AM,/\n{ADA},07/01/2026,AM,/\n"
    )
    report = brought(tmp_path, text, mapping="register_marks", url=url, sure=True)
    said = {one.message: one.lines for one in report.of(Severity.ERROR)}
    assert said == {
        "two different marks for one session": (2, 3),
        "the date cannot be read": (4,),
        "the session is neither AM nor PM": (5,),
        "a mark on a Saturday or Sunday": (6,),
    }
    assert stored(url, "marks", record="attendance") == [[ADA, "- - - - / - - - - -"]]


def test_which_school_must_be_said(tmp_path: Path, url: str) -> None:
    report = brought(tmp_path, REGISTERS["a row a day"], mapping="register_marks", url=url, school="")
    assert report.outcome is Outcome.REJECTED
    assert "the files do not say it: which school's registers these are. Say it with --school" in report.as_text()


def test_a_marksheet_with_a_column_a_subject(tmp_path: Path, url: str) -> None:
    text = "Admission No,Pupil name,Reading,Maths score,GPS,History\n0017,Ash,98,104,,3\n0019,Cedar,Abs,87,91,4\n"
    report = brought(
        tmp_path, text, mapping="marksheet_subjects", url=url, term="2025-26.autumn", scale="sas", kind="test"
    )
    assert report.lines_held_back == 0, report.as_text()
    assert stored(url, "subject, term, value", record="assessment") == [
        [ADA, "mathematics", "2025-26.autumn", 104.0], [ADA, "reading", "2025-26.autumn", 98.0],
        [CY, "grammar", "2025-26.autumn", 91.0], [CY, "mathematics", "2025-26.autumn", 87.0],
    ]  # fmt: skip
    assert [one.column for one in report.of(Severity.WARNING)] == ["History"]


KS2 = "UPN,Reading,Maths SS,KS2 Writing TA,GPS\n"


def test_key_stage_2_results_of_a_schools_own_spreadsheet(tmp_path: Path, url: str) -> None:
    text = f"{KS2}{ADA},104,99,exs,\n{BEN},B,A,PK3,90\n{CY},,,GDS,\n"
    report = brought(tmp_path, text, mapping="marksheet_ks2", url=url, year="2024-25")
    assert (report.lines_held_back, report.of(Severity.WARNING)) == (0, []), report.as_text()
    names = "subject, scale, term, kind, raw, COALESCE(value, -1)"
    found = rows(url, f"SELECT pupil, {names} FROM assessment JOIN pupil USING (pupil_id)")
    summer = "2024-25.summer"
    assert sorted(found.itertuples(index=False, name=None)) == sorted([
        (ADA, "reading", "ks2_scaled_score", summer, "test", "104", 104.0),
        (ADA, "mathematics", "ks2_scaled_score", summer, "test", "99", 99.0),
        (ADA, "writing", "ks2_writing", summer, "teacher", "EXS", -1),
        (BEN, "reading", "ks2_scaled_score", summer, "test", "B", -1),
        (BEN, "mathematics", "ks2_scaled_score", summer, "test", "A", -1),
        (BEN, "grammar", "ks2_scaled_score", summer, "test", "90", 90.0),
        (BEN, "writing", "ks2_writing", summer, "teacher", "PK3", -1),
        (CY, "writing", "ks2_writing", summer, "teacher", "GDS", -1),
    ])  # fmt: skip


def test_a_code_in_a_column_of_scores_is_refused_with_its_line(tmp_path: Path, url: str) -> None:
    text = f"{KS2}{ADA},EXS,99,104,\n"
    report = brought(tmp_path, text, mapping="marksheet_ks2", url=url, year="2024-25", sure=True)
    assert sorted(one.message for one in report.of(Severity.ERROR)) == [
        "“104” is not one of the codes the mapping knows", "“EXS” is not a number",
    ]  # fmt: skip


def test_key_stage_2_results_without_writing_come_in(tmp_path: Path, url: str) -> None:
    report = brought(tmp_path, f"UPN,Reading\n{ADA},104\n", mapping="marksheet_ks2", url=url, year="2024-25")
    assert report.outcome is Outcome.COMMITTED, report.as_text()


def test_a_corrected_award_is_a_change_that_can_be_taken_back(tmp_path: Path, url: str) -> None:
    brought(tmp_path, f"UPN,Writing\n{ADA},WTS\n", mapping="marksheet_ks2", url=url, year="2024-25")
    report = brought(tmp_path, f"UPN,Writing\n{ADA},EXS\n", mapping="marksheet_ks2", url=url, year="2024-25")
    assert report.counts["assessment"].changed == 1
    assert stored(url, "raw, value", record="assessment") == [[ADA, "EXS", None]]
    assert report.batch_id is not None
    done = importing.take_back(url, batch_id=report.batch_id)
    assert done.restored == {"assessment": 1}
    assert stored(url, "raw, value", record="assessment") == [[ADA, "WTS", None]]


def test_two_awards_for_one_pupil_are_both_held_back(tmp_path: Path, url: str) -> None:
    text = f"UPN,Writing\n{ADA},WTS\n{ADA},EXS\n{BEN},EXS\n"
    report = brought(tmp_path, text, mapping="marksheet_ks2", url=url, year="2024-25", sure=True)
    assert "keys.conflicting" in {one.rule for one in report.of(Severity.ERROR)}
    assert stored(url, "raw", record="assessment") == [[BEN, "EXS"]], report.as_text()


def test_somebody_of_one_school_brings_its_key_stage_2_results_in(tmp_path: Path, url: str) -> None:
    """The scale that the file makes where there is none is no say in what belongs to the whole trust."""
    path = tmp_path / "ks2.csv"
    path.write_text(f"UPN,Reading\n{ADA},104\n", encoding="utf-8")
    given = {"school": "100001", "year": "2024-25"}
    own = bring_in(
        [path], mapping=load_mapping("marksheet_ks2"), database_url=url, brought_by="Jo", given=given,
        conditions=Conditions(schools=frozenset({"100001"})),
    )  # fmt: skip
    assert own.outcome is Outcome.COMMITTED, own.as_text()


def results(url: str) -> list[tuple[str, str, str, float | None]]:
    """Who got what in which subject: as awarded, and in points."""
    names = "pupil, subject, raw, value, scale, term, kind"
    found = rows(url, f"SELECT {names} FROM assessment JOIN pupil USING (pupil_id) ORDER BY pupil, subject")
    assert set(zip(found["scale"], found["term"], found["kind"], strict=True)) <= {
        ("gcse_grade", "2024-25.summer", "test")
    }
    told = found[["pupil", "subject", "raw", "value"]].astype(object)
    return [tuple(row) for row in told.where(told.notna(), None).to_numpy().tolist()]


def test_examination_results_of_a_schools_own_spreadsheet(tmp_path: Path, url: str) -> None:
    """Whole grades, U and X, both grades of combined science, the one vocational award whose points are known, points
    in the place of a grade; capitals of a heading do not matter; candidate numbers and totals are left aside."""
    text = (
        "UPN,UCI,Exam number,ENGLISH LANGUAGE,Eng Lit Grade,GCSE Maths,Combined Science,History,Sport,"
        f"Health & Social Care,Attainment 8\n{ADA},51218120001A,0001,7,6,9,6-5,U,L2M,8.5,55.5\n"
        f"{BEN},51218120002B,0002,4,,3,44,X,,,30\n{CY},,,,,,U-U,,,,\n"
    )
    report = brought(tmp_path, text, mapping="marksheet_ks4", url=url, year="2024-25")
    assert (report.lines_held_back, report.of(Severity.WARNING)) == (0, []), report.as_text()
    assert results(url) == [
        (BEN, "combined_science", "44", 4.0), (BEN, "english_language", "4", 4.0), (BEN, "history", "X", None),
        (BEN, "mathematics", "3", 3.0),
        (ADA, "combined_science", "6-5", 5.5), (ADA, "english_language", "7", 7.0),
        (ADA, "english_literature", "6", 6.0),
        (ADA, "health_and_social_care", "8.5", 8.5), (ADA, "history", "U", 0.0), (ADA, "mathematics", "9", 9.0),
        (ADA, "sport", "L2M", 5.5),
        (CY, "combined_science", "U-U", 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "cell", "what_to_do"),
    [
        ("Sport", "L2D", "the points of the performance tables"),
        ("Sport", "Distinction", "the points of the performance tables"),
        ("History", "A", "the points of the performance tables"),
        ("History", "10", "Write 9 to 1"),
        ("History", "5-5", "Write 9 to 1"),
        ("Combined Science", "6", "Combined science is two grades"),
        ("Combined Science", "05-May", "make the column text"),
        ("Combined Science", "7-5", "Combined science is two grades"),
    ],
)
def test_a_grade_nobody_knows_holds_its_line_and_says_what_to_do(
    subject: str, cell: str, what_to_do: str, tmp_path: Path, url: str
) -> None:
    text = f"UPN,Maths,{subject}\n{ADA},5,{cell}\n{BEN},4,\n"
    report = brought(tmp_path, text, mapping="marksheet_ks4", url=url, year="2024-25", sure=True)
    (wrong,) = report.of(Severity.ERROR)
    assert (wrong.file, wrong.column, wrong.lines) == ("export.csv", subject, (2,))
    assert f"“{cell}”" in wrong.message
    assert what_to_do in wrong.advice
    assert results(url) == [(BEN, "mathematics", "4", 4.0)]


def test_who_a_candidate_number_is_is_not_known(tmp_path: Path, url: str) -> None:
    report = brought(
        tmp_path, "UCI,Exam number,Maths\n51218120001A,0001,7\n", mapping="marksheet_ks4", url=url, year="2024-25"
    )
    assert report.outcome is Outcome.REJECTED
    assert "UPN" in report.as_text()


def test_science_and_english_alone_say_too_little(tmp_path: Path, url: str) -> None:
    """One grade or two, language or literature: the column is passed over, and said to be."""
    text = f"UPN,English,Science,Maths\n{ADA},5,5,5\n"
    report = brought(tmp_path, text, mapping="marksheet_ks4", url=url, year="2024-25")
    assert {one.column for one in report.of(Severity.WARNING)} == {"English", "Science"}
    assert [row[1] for row in results(url)] == ["mathematics"]


def test_every_file_and_every_record_is_held_to_the_schools_somebody_answers_for(tmp_path: Path, url: str) -> None:
    """Not the last alone: Ben's reading is in the first file, and no writing of his in the second."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    text = {
        "school": "School,Name,Phase\n100009,Far,primary\n",
        "enrolment": ("Pupil,School,From,Year group,Enrolment status\nFAR,100009,2024-09-01,6,C\n"),
        "pupil": "Pupil,UPN\nFAR,FAR\n",
    }
    for name, lines in text.items():
        (folder / f"{name}.csv").write_text(lines, encoding="utf-8")
    assert load(sorted(folder.glob("*.csv")), url=url).outcome is Outcome.COMMITTED
    (tmp_path / "a.csv").write_text("UPN,Reading\nFAR,104\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"UPN,Reading,Writing\n{ADA},104,EXS\n", encoding="utf-8")
    report = bring_in(
        [tmp_path / "a.csv", tmp_path / "b.csv"], mapping=load_mapping("marksheet_ks2"), database_url=url,
        brought_by="Jo", given={"school": "100001", "year": "2024-25"},
        conditions=Conditions(schools=frozenset({"100001"})),
    )  # fmt: skip
    assert [one.rule for one in report.findings] == ["bounds.outside"], report.as_text()
    assert stored(url, "value", record="assessment") == []


def test_a_first_line_at_fault_takes_no_other_with_it(tmp_path: Path, url: str) -> None:
    """The scale, which every line says, is not lost with the line of the pupil nobody knows."""
    text = f"UPN,Reading\nA999999999999,104\n{ADA},101\n{BEN},99\n"
    report = brought(tmp_path, text, mapping="marksheet_ks2", url=url, year="2024-25", sure=True)
    assert report.lines_held_back == 1, report.as_text()
    assert stored(url, "value", record="assessment") == [[BEN, 99.0], [ADA, 101.0]]


def test_a_marksheet_with_a_column_a_term(tmp_path: Path, url: str) -> None:
    report = brought(
        tmp_path, f"UPN,Aut,Spring Term,Sum\n{ADA},90,95,\n{BEN},,88,200\n", mapping="marksheet_terms", url=url,
        year="2025-26", subject="reading", scale="sas", kind="teacher",
    )  # fmt: skip
    assert stored(url, "term, value", record="assessment") == [
        [ADA, "2025-26.autumn", 90.0], [ADA, "2025-26.spring", 95.0],
    ]  # fmt: skip
    assert report.lines_held_back == 1  # 200 is not on the scale: the pupil's line is brought in whole or not at all
    assert "200 is not on the scale sas" in report.as_text()


def test_a_marksheet_with_a_column_a_subject_and_term(tmp_path: Path, url: str) -> None:
    report = brought(
        tmp_path, f"UPN,Reading Aut,Spring term Maths (SS),Reading Aut target\n{ADA},90,95,120\n{BEN},Abs,88,120\n",
        mapping="marksheet_subjects_terms", url=url, year="2025-26", scale="sas", kind="test",
    )  # fmt: skip
    assert stored(url, "subject, term, value", record="assessment") == [
        [BEN, "mathematics", "2025-26.spring", 88.0], [ADA, "mathematics", "2025-26.spring", 95.0],
        [ADA, "reading", "2025-26.autumn", 90.0],
    ]  # fmt: skip
    assert [one.column for one in report.of(Severity.WARNING)] == ["Reading Aut target"], "a target is no result"


def test_a_finding_names_the_column_as_the_file_does_and_counts_its_lines(tmp_path: Path, url: str) -> None:
    lines = "".join(f"A89940000000{number},ninety,91\n" for number in range(3))
    given = {"term": "2025-26.autumn", "scale": "sas", "kind": "test"}
    text = f"Student UPN,Reading score,Maths\n{lines}"
    report = brought(tmp_path, text, mapping="marksheet_subjects", url=url, **given)
    columns = {one.rule: one.column for one in report.of(Severity.ERROR)}
    assert columns == {"values.number": "Reading score / Maths"}
    assert "3 of 3 lines are at fault" in report.as_text()
    report = brought(tmp_path, text.replace("ninety", "90"), mapping="marksheet_subjects", url=url, **given)
    assert {one.rule: one.column for one in report.of(Severity.ERROR)} == {"keys.unknown_pupil": "Student UPN"}


def test_of_two_names_for_one_thing_the_first_column_is_it(tmp_path: Path, url: str) -> None:
    given = {"term": "2025-26.autumn", "scale": "sas", "kind": "test"}
    text = "Adm no,Pupil ID,Reading\n0017,88,98\n"
    report = brought(tmp_path, text, mapping="marksheet_subjects", url=url, **given)
    assert stored(url, "value", record="assessment") == [[ADA, 98.0]]
    assert [one.column for one in report.of(Severity.WARNING)] == ["Pupil ID"]


def test_a_week_of_days_that_lie_together_only_month_first_needs_a_second_look(tmp_path: Path, url: str) -> None:
    days = "".join(f"{ADA},01/{day:02d}/2026,/,/\n" for day in (5, 6, 7, 9))
    text = f"UPN,Date,AM,PM\n{days}"
    refused = brought(tmp_path, text, mapping="register_marks", url=url)
    assert [one.rule for one in refused.of(Severity.STRUCTURE)] == ["guard.month_first"]
    assert brought(tmp_path, text, mapping="register_marks", url=url, sure=True).outcome is Outcome.COMMITTED
    plain = f"UPN,Date,AM,PM\n{ADA},05/01/2026,/,/\n{ADA},06/01/2026,/,/\n{ADA},07/01/2026,/,/\n"
    assert brought(tmp_path, plain, mapping="register_marks", url=url).outcome is Outcome.COMMITTED


def test_a_marksheet_without_marks_is_refused(tmp_path: Path, url: str) -> None:
    said = {"term": "2025-26.autumn", "scale": "sas", "kind": "test"}
    report = brought(tmp_path, f"UPN,Target\n{ADA},3\n", mapping="marksheet_subjects", url=url, **said)
    assert report.outcome is Outcome.REJECTED
    assert "there is no column headed by a subject, as Reading, Writing or Maths" in report.as_text()


SEN = {
    "codes and days": "UPN,SEN status,SEN start date,Primary need\n{0},K,01/09/2024,SLCN\n{1},N,,\n",
    "words": (
        "Student,DOB,SEN Stage,Since,Area of need\n"
        'Zoe Ash,01/03/2015,SEN Support,01/09/2024,"Speech, language and communication needs"\n'
        "Ben O'Dea,02/04/2015,No SEN,,\n"
    ),
}


@pytest.mark.parametrize("text", SEN.values(), ids=SEN)
def test_sen_registers(text: str, tmp_path: Path, url: str) -> None:
    report = brought(tmp_path, text.format(ADA, BEN), mapping="sen_register", url=url, date="2025-09-01")
    assert report.lines_held_back == 0, report.as_text()
    assert sorted(stored(url, "from_date, code", record="sen_status")) == sorted(
        [[ADA, "2024-09-01", "K"], [BEN, "2025-09-01", "N"]]
    )
    assert stored(url, "rank, need", record="sen_need") == [[ADA, 1, "SLCN"]]


def test_a_need_nobody_knows_is_left_out_and_the_status_comes_in(tmp_path: Path, url: str) -> None:
    text = f"UPN,SEN,Need\n{ADA},E,Dyspraxia\n"
    report = brought(tmp_path, text, mapping="sen_register", url=url, date="2025-09-01")
    assert stored(url, "code", record="sen_status") == [[ADA, "E"]]
    assert stored(url, "need", record="sen_need") == []
    assert any("“Dyspraxia” is not a code of the list “need”" in one.message for one in report.of(Severity.WARNING))


def test_a_club_register(tmp_path: Path, url: str) -> None:
    text = f"UPN,Activity,Date,Present\n{ADA},Chess,15/09/2025,Y\n{BEN},Chess,15/09/2025,\n{ADA},Choir,06/01/2026,/\n"
    report = brought(tmp_path, text, mapping="club_register", url=url)
    assert report.lines_held_back == 0, report.as_text()
    found = stored(url, "activity, term, offered, attended", record="activity_session")
    assert sorted(found) == sorted(
        [[ADA, "Chess", "2025-26.autumn", 1, 1], [ADA, "Choir", "2025-26.spring", 1, 1],
         [BEN, "Chess", "2025-26.autumn", 1, 0]]
    )  # fmt: skip


def test_a_log_of_conversations(tmp_path: Path, url: str) -> None:
    text = (
        "UPN,Date,Outcome,Parent attended,How,Led by\n"
        f"{ADA},20/10/2025,Held,Yes,Telephone,JW\n{BEN},21/10/2025,DNA,No,,JW\n"
        f"{CY},12/01/2026,Booked,,Carrier pigeon,JW\n"
    )
    report = brought(tmp_path, text, mapping="conversation_log", url=url)
    assert report.lines_held_back == 0, report.as_text()
    found = rows(url, "SELECT scheduled, term, status, parent_present, mode FROM conversation ORDER BY scheduled")
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        ["2025-10-20", "2025-26.autumn", "held", 1, "phone"],
        ["2025-10-21", "2025-26.autumn", "parent_absent", 0, None],
        ["2026-01-12", "2025-26.spring", "scheduled", None, None],
    ]  # fmt: skip


def test_a_year_of_marks_of_forty_pupils_adds_up(tmp_path: Path, sqlite_url: str) -> None:
    """Every mark of the file is in exactly one week, in its own place."""
    days = [date(2025, 9, 1) + timedelta(days=day) for day in range(300)]
    school_days = [day for day in days if day.weekday() < 5]
    pupils = [f"{number:04d}" for number in range(40)]
    known = tmp_path / "known"
    known.mkdir()
    (known / "school.csv").write_text("School,Name,Phase\n100001,Ashgrove,primary\n", encoding="utf-8")
    (known / "pupil.csv").write_text("Pupil\n" + "\n".join(f"100001:{one}" for one in pupils), encoding="utf-8")
    load(sorted(known.glob("*.csv")), url=sqlite_url)
    marks = ["/", "\\", "I", "L", "B"]
    lines = [
        f"{one},{day:%d/%m/%Y},{half},{marks[(int(one) + day.toordinal() + len(half)) % 5]}"
        for one in pupils for day in school_days for half in ("AM", "PM")
    ]  # fmt: skip
    report = brought(
        tmp_path, "Adm no,Date,Session,Mark\n" + "\n".join(lines), mapping="register_marks", url=sqlite_url
    )
    assert report.lines_held_back == 0, report.as_text()
    stored_marks = " ".join(rows(sqlite_url, "SELECT marks FROM attendance")["marks"]).split()
    assert sorted(mark for mark in stored_marks if mark != "-") == sorted(line.rpartition(",")[2] for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "Name,DOB,AfA\nZoe Ash,01/03/2015,Y\nBen O'Dea,02/04/2015,n\n",
        f"UPN,Achievement for All,AfA from\n{ADA},yes,01/09/2025\n{BEN},,\n",
    ],
)
def test_a_list_of_the_afa_group_says_who_is_in_it(text: str, tmp_path: Path, url: str) -> None:
    report = brought(tmp_path, text, mapping="afa_group", url=url, date="2025-09-01")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.lines_held_back == 0
    assert stored(url, "kind, from_date, to_date", record="characteristic") == [[ADA, "afa_group", "2025-09-01", None]]
