"""Who a line is about: found by what is certain, asked where it is not, and history follows a child with a new UPN."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from data_loaders.identity import ANOTHER_UPN, NOBODY, ONLY_NAME, SEVERAL, STRANGER, TWO, name_key
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from data_loaders.rules.identity import check_letter
from data_loaders.swapped import OTHER_CHILD, SWAPPED
from tests.unit.data_loaders.files import load, rows


def upn(number: int, *, temporary: bool = False) -> str:
    """A UPN with the check letter it should have."""
    rest = f"{number:011d}" + ("A" if temporary else "0")
    return check_letter(f"A{rest}") + rest


ADA, BEN, CY, CY_TOO = upn(1), upn(2, temporary=True), upn(3), upn(4)
KNOWN = {
    "school": "School,Name,Phase\n100001,Ashgrove,primary\n100002,Birchwood,primary\n",
    "pupil": (
        "Pupil,UPN,Surname,Forename,Date of birth\n"
        f"{ADA},{ADA},Ash,Zoë,2015-03-01\n{BEN},{BEN},O’Dea,Ben,2015-04-02\n"
        f"{CY},{CY},Cedar,Cy,2015-05-03\n{CY_TOO},{CY_TOO},Cedar,Cy,2014-06-04\n"
    ),
    "enrolment": (
        "Pupil,School,From,Year group,Enrolment status,Admission number\n"
        f"{ADA},100001,2023-09-01,4,C,0017\n{BEN},100001,2023-09-01,4,C,0018\n"
        f"{CY},100001,2023-09-01,4,C,0019\n{CY_TOO},100002,2023-09-01,5,C,0017\n"
    ),
    "teaching_class": (
        "School,Class code,Academic year,Kind,Class name\n100001,4A,2025-26,registration,Oak\n"
        "100001,3Z,2024-25,registration,Ash\n"
    ),
    "class_member": (
        f"Pupil,School,Class code,Academic year,From,To\n{ADA},100001,4A,2025-26,2025-09-01,\n"
        f"{ADA},100001,3Z,2024-25,2024-09-01,2025-09-01\n"
    ),
}
REGISTER = """
name = "register"
title = "A school's own SEN register"
about = "What the SENDCO keeps."
ignored = ["Note"]
[asks]
school = "which school it is"
[pupil]
columns = [["UPN"], ["{school}", "Adm no"]]
former = "Former UPN"
name = "Name"
date_of_birth = "DOB"
group = "Class"
[[records]]
record = "sen_status"
[records.columns]
from_date = { constant = "2026-01-05" }
code = "SEN"
"""


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str) -> str:
    folder = tmp_path / "known"
    folder.mkdir()
    for name, text in KNOWN.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    report = load(sorted(folder.glob("*.csv")), url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.findings == ()
    return sqlite_url


def register(tmp_path: Path, text: str, *, url: str, school: str = "100001", more: str = "", **answers: str) -> Report:
    (tmp_path / "register.toml").write_text(REGISTER.replace("[pupil]", f"[pupil]\n{more}"), encoding="utf-8")
    (tmp_path / "sen.csv").write_text(text, encoding="utf-8")
    return bring_in(
        [tmp_path / "sen.csv"], mapping=load_mapping("register", folders=[tmp_path]), database_url=url, brought_by="Jo",
        given={"school": school}, answers={f"sen.csv:{line[4:]}": who for line, who in answers.items()},
    )  # fmt: skip


def status_of(url: str) -> dict[str, str]:
    found = rows(url, "SELECT pupil, code FROM sen_status JOIN pupil USING (pupil_id)")
    return dict(zip(found["pupil"], found["code"], strict=True))


CERTAIN = {
    "UPN": ("UPN,SEN", f"{ADA},K"),
    "UPN in small letters": ("UPN,SEN", f"{ADA.lower()},K"),
    "admission number at this school": ("Adm no,SEN", "0017,K"),
    "UPN empty, admission number": ("UPN,Adm no,SEN", ",0017,K"),
    "name and date of birth": ("Name,DOB,SEN", '"Ash, Zoë",01/03/2015,K'),
    "name the other way round, without its accent": ("Name,DOB,SEN", "ZOE ASH,01/03/2015,K"),
    "name and class code": ("Name,Class,SEN", "Zoe Ash,4a,K"),
    "name and class name": ("Name,Class,SEN", "Zoe Ash,Oak,K"),
}


@pytest.mark.parametrize(("headings", "line"), CERTAIN.values(), ids=CERTAIN)
def test_a_child_is_found_by_what_is_certain(headings: str, line: str, tmp_path: Path, url: str) -> None:
    report = register(tmp_path, f"{headings}\n{line}\n", url=url)
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert status_of(url) == {ADA: "K"}


ASKED = {
    "a name alone": ("Name,SEN", "Zoe Ash,K", ONLY_NAME),
    "nobody of this date of birth": ("Name,DOB,SEN", "Zoe Ash,02/03/2015,K", NOBODY),
    "nobody of this class": ("Name,Class,SEN", "Zoe Ash,4B,K", NOBODY),
    "a pupil of another school": ("Name,DOB,SEN", "Cy Cedar,04/06/2014,K", NOBODY),
    "a date that cannot be read": ("Name,DOB,SEN", "Zoe Ash,31/02/2015,K", ONLY_NAME),
    "UPN of one, admission number of another": ("UPN,Adm no,SEN", f"{ADA},0019,K", TWO),
    "a new UPN for one who has one": ("UPN,Adm no,SEN", f"{upn(77)},0017,K", ANOTHER_UPN),
}


@pytest.mark.parametrize(("headings", "line", "why"), ASKED.values(), ids=ASKED)
def test_what_is_doubtful_is_asked_not_guessed(headings: str, line: str, why: str, tmp_path: Path, url: str) -> None:
    report = register(tmp_path, f"{headings}\n{line}\n", url=url)
    found = report.of(Severity.ERROR)
    assert [(one.message, one.lines) for one in found] == [(why, (2,))]
    assert "--pupil FILE:LINE=UPN" in found[0].advice
    assert report.lines_held_back == 1
    assert status_of(url) == {}
    assert "Ash" not in report.as_text()


def test_who_is_offered_is_told_by_the_class_they_are_in_now(tmp_path: Path, url: str) -> None:
    report = register(tmp_path, "Name,SEN\nZoe Ash,K\n", url=url)
    assert report.asked[0].pupils == ((ADA, "Zoë Ash, born 2015-03-01, class 4A"),)


def test_an_answer_says_who_it_is(tmp_path: Path, url: str) -> None:
    text = "Name,SEN\nZoe Ash,K\nSomebody,N\n"
    report = register(tmp_path, text, url=url, line2=ADA, line3="nobody")
    assert status_of(url) == {ADA: "K"}
    assert [(one.message, one.lines) for one in report.of(Severity.ERROR)] == [(STRANGER, (3,))]


def test_a_name_alone_is_enough_where_that_was_said(tmp_path: Path, url: str) -> None:
    report = register(tmp_path, "Name,SEN\nZoe Ash,K\nCy Cedar,N\n", url=url, more="name_alone = true")
    assert report.lines_held_back == 0
    assert status_of(url) == {ADA: "K", CY: "N"}  # the other Cy Cedar is at another school


def test_two_of_one_name_are_asked_even_then(tmp_path: Path, url: str) -> None:
    own = REGISTER.replace('[asks]\nschool = "which school it is"\n', "").replace(', ["{school}", "Adm no"]', "")
    (tmp_path / "register.toml").write_text(own.replace("[pupil]", "[pupil]\nname_alone = true"), encoding="utf-8")
    (tmp_path / "sen.csv").write_text("Name,SEN\nCy Cedar,K\n", encoding="utf-8")
    report = load([tmp_path / "sen.csv"], url=url, mapping=load_mapping("register", folders=[tmp_path]))
    assert [one.message for one in report.of(Severity.ERROR)] == [SEVERAL]


@pytest.mark.safety
def test_fault_28_a_permanent_upn_takes_the_place_of_a_temporary_one(tmp_path: Path, url: str) -> None:
    """History follows the child, whichever of the two later files use."""
    permanent = upn(5)
    load_history = register(tmp_path, f"UPN,SEN\n{BEN},N\n", url=url)
    assert load_history.lines_held_back == 0
    census = tmp_path / "2025_autumn_pupilonroll.csv"
    census.write_text(
        "pupilonrolltableid,NativeId,upn,formerupn,surname,forename,dob,entrydate,senprovision,ncyearactual,"
        f"termlysessionspossible,enrolstatus\nt1,100001,{permanent},{BEN},O'Dea,Ben,2015-Apr-02,2023-Sep-01,K,6,,\n",
        encoding="utf-8",
    )
    report = load([census], url=url, mapping="school_census")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert report.lines_held_back == 0
    mine = rows(url, f"SELECT pupil, upn, former_upn FROM pupil WHERE pupil = '{BEN}'")
    assert mine.to_numpy().tolist() == [[BEN, permanent, BEN]]
    assert len(rows(url, "SELECT * FROM pupil")) == 4
    assert register(tmp_path, f"UPN,SEN\n{permanent},E\n", url=url).lines_held_back == 0
    codes = rows(url, "SELECT code FROM sen_status JOIN pupil USING (pupil_id) ORDER BY from_date")
    assert codes["code"].tolist() == ["K", "E"]  # of the census's term, and of the register by either UPN


@pytest.mark.safety
def test_fault_28_two_swapped_upns_are_held_back(tmp_path: Path, url: str) -> None:
    """Neither child gets the other's name."""
    swapped = KNOWN["pupil"].replace(ADA, "x").replace(CY, ADA).replace("x", CY)
    path = tmp_path / "pupil.csv"
    path.write_text(swapped, encoding="utf-8")
    before = rows(url, "SELECT * FROM pupil ORDER BY pupil")
    report = load([path], url=url)
    assert [(one.message, one.lines) for one in report.of(Severity.ERROR)] == [(SWAPPED, (2, 4))]
    assert rows(url, "SELECT * FROM pupil ORDER BY pupil").equals(before)


def test_a_upn_of_another_child_is_no_swap_and_is_held_back(tmp_path: Path, url: str) -> None:
    path = tmp_path / "pupil.csv"
    path.write_text(KNOWN["pupil"].replace("Ash,Zoë,2015-03-01", "Elm,Fay,2014-12-24"), encoding="utf-8")
    report = load([path], url=url)
    assert [(one.message, one.lines) for one in report.of(Severity.ERROR)] == [(OTHER_CHILD, (2,))]


@pytest.mark.safety
def test_swapped_upns_come_in_where_the_file_is_said_to_be_right(tmp_path: Path, url: str) -> None:
    """The name follows the UPN, what is held under the UPN stays; one line said of two is one line let in."""
    path = tmp_path / "pupil.csv"
    path.write_text(KNOWN["pupil"].replace(ADA, "x").replace(CY, ADA).replace("x", CY), encoding="utf-8")
    said = {"pupil.csv:2": CY, "pupil.csv:4": ADA}
    loaded = partial(bring_in, [path], mapping=load_mapping("canonical"), database_url=url, brought_by="Jo")
    assert loaded(answers={"pupil.csv:2": ADA}).lines_held_back == 2, "it must be said of the UPN that the line has"
    report = loaded(answers=said)
    assert report.lines_held_back == 0, report.as_text()
    assert [(one.rule, one.lines) for one in report.of(Severity.WARNING)] == [("identity.said", (2, 4))]
    called = rows(url, "SELECT pupil, surname FROM pupil").set_index("pupil")["surname"]
    assert (called[ADA], called[CY]) == ("Cedar", "Ash")
    rolled = rows(url, "SELECT admission_number FROM enrolment JOIN pupil USING (pupil_id) WHERE surname = 'Ash'")
    assert rolled["admission_number"].tolist() == ["0019"]


def test_a_changed_surname_is_the_same_child(tmp_path: Path, url: str) -> None:
    path = tmp_path / "pupil.csv"
    path.write_text(KNOWN["pupil"].replace("Ash,", "Elm,"), encoding="utf-8")
    assert load([path], url=url).lines_held_back == 0
    assert "Elm" in rows(url, "SELECT surname FROM pupil")["surname"].tolist()


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert name_key("O’Dea, Zoë") == name_key("ZOE", "O'Dea") == name_key("Zoe ODea")
    assert name_key("Anne-Marie Ash") == name_key("Ash", "Anne Marie")
    assert name_key("Ada Ash") != name_key("Ida Ash")
