"""The School Census tables of eight invented schools come in: every figure and every trap known of them is there."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_loaders.report import Outcome, Report, Severity
from tests.unit.data_loaders.files import everything, load, rows

BY_PROVISION = {
    "autumn": {"E": 907, "K": 952, "N": 887, "S": 873, "A": 464, "P": 462},
    "spring": {"E": 929, "K": 907, "N": 995, "S": 941, "A": 480, "P": 473},
}
UNKNOWN = {
    ("2024_autumn_pupilonroll.csv", "summerhalfterm2sessionseducational"),
    ("2024_autumn_pupilonroll.csv", "summerhalfterm2sessionsexceptional"),
    ("2024_autumn_pupilonroll.csv", "summerhalfterm2sessionscoronavirus"),
    ("2024_autumn_pupilnolongeronroll.csv", "summerhalfterm2sessionseducational"),
    ("2024_autumn_pupilnolongeronroll.csv", "summerhalfterm2sessionsexceptional"),
    ("2024_autumn_pupilnolongeronroll.csv", "summerhalfterm2sessionscoronavirus"),
    ("2024_autumn_pupilnolongeronroll.csv", "preferredsurname"),
    ("2025_spring_pupilnolongeronroll.csv", "preferredsurname"),
}
"""Columns of the files that the schema of their year and term does not have."""


@dataclass(frozen=True, kw_only=True)
class Brought:
    report: Report
    url: str
    seconds: float

    def count(self, words: str, *, file: str = "") -> int:
        """How many lines the warnings with these words name, in one file or in all."""
        found = [one for one in self.report.of(Severity.WARNING) if words in one.message and file in one.file]
        return sum(max(one.count, len(one.lines)) for one in found)

    def says(self, words: str) -> bool:
        return any(words in one.message for one in self.report.of(Severity.WARNING))


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "school-census-synthetic"


@pytest.fixture(scope="module")
def census(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Brought:
    url = f"sqlite:///{tmp_path_factory.mktemp('census') / 'pupils.db'}"
    began = time.process_time()
    report = load(sorted(folder.glob("*.csv")), url=url, mapping="school_census")
    return Brought(report=report, url=url, seconds=time.process_time() - began)


def test_the_set_comes_in_whole_and_soon(census: Brought) -> None:
    assert census.report.outcome is Outcome.COMMITTED, census.report.as_text()
    assert census.report.lines_held_back == 0
    assert census.report.of(Severity.ERROR) == []
    assert census.seconds < 15


def test_pupils_schools_and_leavers(census: Brought, folder: Path) -> None:
    assert rows(census.url, "SELECT school, phase FROM school ORDER BY school").to_numpy().tolist() == [
        [f"SCH{number}", "unknown"] for number in range(1, 9)
    ]
    files = [
        pd.read_csv(path, usecols=["upn"])["upn"]
        for path in sorted(folder.glob("*roll.csv"))
        if "sess" not in path.name
    ]
    assert [len(upns) for upns in files] == [308, 9_088, 375, 9_498]
    assert len(rows(census.url, "SELECT pupil FROM pupil")) == pd.concat(files).nunique() == 9_512
    both = set(files[1]) & set(files[3])
    assert len(both) == 9_075
    left = rows(census.url, "SELECT to_date FROM enrolment WHERE to_date IS NOT NULL")
    assert len(left) == 308 + 375


@pytest.mark.parametrize("term", ["autumn", "spring"])
def test_provision_is_as_written_and_a_blank_is_unknown(census: Brought, term: str) -> None:
    first = {"autumn": "2024-09-01", "spring": "2025-01-01"}[term]
    found = rows(census.url, f"SELECT code, count(*) AS n FROM sen_status WHERE from_date = '{first}' GROUP BY code")
    assert dict(zip(found["code"], found["n"], strict=True)) == BY_PROVISION[term]
    assert census.says({"autumn": "4,543 pupils have no SEN provision", "spring": "4,773 pupils have no SEN"}[term])


def test_autumn_absence_by_the_mappings_reading(census: Brought) -> None:
    found = rows(
        census.url,
        "SELECT sen_start, sum(sessions_authorised) AS authorised, sum(sessions_unauthorised) AS unauthorised,"
        " sum(sessions_possible) AS possible FROM enrolment_fact WHERE period = '2024-25.autumn' GROUP BY sen_start",
    ).set_index("sen_start")
    assert found.sum().tolist() == [61_320, 6_582, 1_167_674]
    rates = 100 * (found["authorised"] + found["unauthorised"]) / found["possible"]
    assert 100 * found[["authorised", "unauthorised"]].sum().sum() / 1_167_674 == pytest.approx(5.8152, abs=5e-5)
    assert rates[["E", "K", "N"]].tolist() == pytest.approx([5.8217, 5.9589, 5.8139], abs=5e-5)
    assert rates[rates.index.isna()].tolist() == pytest.approx([5.8451], abs=5e-5)


def test_autumn_by_school_and_persistent_absence(census: Brought, folder: Path) -> None:
    register = rows(census.url, "SELECT school, possible, authorised + unauthorised AS absent FROM attendance")
    assert len(register) == 9_088 - 104
    assert (10 * register["absent"] >= register["possible"]).sum() == 43
    columns = ["NativeId", "termlysessionspossible"]
    autumn = pd.read_csv(folder / "2024_autumn_pupilonroll.csv", usecols=columns)
    blank = autumn["termlysessionspossible"].isna()
    without = autumn[blank].groupby("NativeId").size()
    by_school = register.groupby("school").size().add(without, fill_value=0)
    assert by_school.tolist() == [1_146, 1_191, 1_126, 1_092, 1_184, 1_096, 1_151, 1_102]
    assert blank.sum() == 104


def test_spring_has_no_absence_and_says_so(census: Brought) -> None:
    found = rows(census.url, "SELECT count(sessions_possible) AS n FROM enrolment_fact WHERE period = '2024-25.spring'")
    assert found["n"].tolist() == [0]
    notes = [one.as_text() for one in census.report.of(Severity.NOTE)]
    assert any("no column “termlysessionsauthorised”" in note and "no rate is shown" in note for note in notes)


def test_every_trap_is_said_with_its_count(census: Brought) -> None:
    for code, words in {"S": "31 December 2018", "A": "31 August 2015", "P": "31 August 2015"}.items():
        for term in BY_PROVISION:
            withdrawn = f"the code {code} was withdrawn on {words}"
            assert census.count(withdrawn, file=term) == BY_PROVISION[term][code]
    assert census.count("not the shape of a UPN", file="spring_pupilonroll") == 2 * 9_498  # UPN and former UPN
    assert census.count("more sessions are coded than were possible") == 8_424
    assert census.count("no number of sessions stands beside") == 365
    assert census.says("104 pupils have no possible sessions")
    assert census.says("343 pupils have SEN needs, yet their provision is N")
    assert census.says("1,525 pupils have SEN needs, yet no provision")
    assert census.says("305 leavers are on roll in the same term")
    assert census.says("357 leavers are on roll in the same term")
    assert census.count("needs are ranked below second") == 16_954 - 6_852 - 3_362  # third to tenth


def test_pupils_with_withdrawn_attendance_codes_are_counted(census: Brought, folder: Path) -> None:
    pupils = pd.read_csv(folder / "2024_autumn_pupilonroll.csv")
    coded = pd.read_csv(folder / "2024_autumn_termlysessiondetailsonroll.csv")
    withdrawn = coded[coded["attendancereason"].isin(["H", "Y"]) & coded["sessions"].notna()]
    counted = pupils[pupils["termlysessionspossible"].notna()]
    with_them = counted["pupilonrolltableid"].isin(withdrawn["pupilonrolltableid"]).sum()
    assert census.count("was not in use on that day") == with_them > 4_000


def test_headings_of_no_year_are_named(census: Brought) -> None:
    found = {(one.file, one.column) for one in census.report.findings if one.rule == "layout.unknown_column"}
    assert found == UNKNOWN
    assert not any(one.rule in ("layout.other_years", "layout.lacking_columns") for one in census.report.findings)


def test_the_reading_is_said_with_every_figure(census: Brought) -> None:
    notes = " ".join(census.report.notes)
    for said in ("pupils on roll alone", "is read as none", "every enrolment counts", "blank SEN provision is unknown"):
        assert said in notes


def made(folder: Path, name: str, *, cells: list[dict[str, Any]]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    pd.DataFrame(cells).to_csv(path, index=False)
    return path


def pupil(number: int, **more: Any) -> dict[str, Any]:
    return {
        "pupilonrolltableid": f"t{number}", "NativeId": "SCH1", "upn": f"u{number}", "surname": "Ash",
        "forename": "Ada", "dob": "2015-Jan-21 00:00:00", "entrydate": "2020-Sep-03 00:00:00",
        "enrolstatus": "", "senprovision": "K",
        "ncyearactual": "5", "termlysessionspossible": "140.0", **more,
    }  # fmt: skip


def test_a_term_without_totals_is_read_from_its_codes(tmp_path: Path, sqlite_url: str) -> None:
    """From autumn 2025 on the pupil table has no absence; the sessions by code have, with the codes of that day."""
    cells = [pupil(1, sex="F"), pupil(2, sex="M", senprovision="N")]
    paths = [
        made(tmp_path / "in", "2025_autumn_pupilonroll", cells=cells),
        made(tmp_path / "in", "2025_autumn_termlysessiondetailsonroll", cells=[
            {"pupilonrolltableid": "t1", "attendancereason": "J1", "sessions": "5.0"},
            {"pupilonrolltableid": "t1", "attendancereason": "G", "sessions": "2.0"},
        ]),
    ]  # fmt: skip
    report = load(paths, url=sqlite_url, mapping="school_census")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    found = rows(
        sqlite_url,
        "SELECT sen_start, sessions_possible, sessions_authorised, sessions_unauthorised FROM enrolment_fact"
        " WHERE period = '2025-26.autumn' ORDER BY sen_start",
    )
    assert found.to_numpy().tolist() == [["K", 140, 5, 2], ["N", 140, 0, 0]]


def test_headings_of_an_earlier_year_have_their_names(tmp_path: Path, sqlite_url: str) -> None:
    paths = [
        made(tmp_path / "in", "2019_summer_pupilonroll", cells=[
            pupil(1, gender="F", termlysessionsauthorised="8", termlysessionsunauthorised="", eligibilitycode="1"),
        ]),
        made(tmp_path / "in", "2019_summer_termlysessiondetailsonroll", cells=[
            {"pupilonrolltableid": "t1", "attendancereason": "H", "absencesessions": "8"},
        ]),
    ]  # fmt: skip
    report = load(paths, url=sqlite_url, mapping="school_census")
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert rows(sqlite_url, "SELECT sex FROM pupil")["sex"].tolist() == ["F"]
    found = rows(sqlite_url, "SELECT from_date, counts, authorised, unauthorised FROM attendance")
    assert found.to_numpy().tolist() == [["2019-04-22", "H:8", 8, 0]]
    other = next(one for one in report.findings if one.rule == "layout.other_years")
    assert other.column == "eligibilitycode"
    assert (
        "not in the summer 2019 table “pupilonroll”, only in autumn 2024-, spring 2025-, summer 2025-" in other.message
    )
    assert not any("was not in use" in one.message for one in report.findings)  # H was in use in 2019
    lacking = next(one for one in report.findings if one.rule == "layout.lacking_columns" and "pupil" in one.file)
    assert "thirtyhourcode" in lacking.message


def test_a_year_group_is_kept_as_on_the_first_day_on_roll(tmp_path: Path, sqlite_url: str) -> None:
    cells = [pupil(1), pupil(2, ncyearactual="M"), pupil(3, ncyearactual="R"), pupil(4, ncyearactual="")]
    report = load(
        [made(tmp_path / "in", "2024_autumn_pupilonroll", cells=cells)], url=sqlite_url, mapping="school_census"
    )
    found = rows(sqlite_url, "SELECT pupil, year_group FROM enrolment JOIN pupil USING (pupil_id) ORDER BY pupil")
    assert found["year_group"].tolist() == ["1", "X", "X", "X"]  # Reception four years after joining cannot be
    assert [one.lines for one in report.findings if one.rule == "values.year_group"] == [(4,)]


@pytest.fixture
def one_school(folder: Path, tmp_path: Path) -> list[Path]:
    """The files with the rows of one school and, to be quick, of one pupil in four."""
    paths = []
    for path in sorted(folder.glob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        some = table[(table["NativeId"] == "SCH4") & (table.iloc[:, 0].str[0].isin(list("0123")))]
        (tmp_path / "some").mkdir(exist_ok=True)
        some.to_csv(tmp_path / "some" / path.name, index=False)
        paths.append(tmp_path / "some" / path.name)
    return paths


KEYED = (
    "SELECT pupil, school, from_date, to_date, year_group FROM enrolment JOIN pupil USING (pupil_id)"
    " ORDER BY pupil, school, from_date"
)


def test_one_term_after_the_other_is_the_same_as_both_at_once(
    one_school: list[Path], tmp_path: Path, sqlite_url: str
) -> None:
    together = f"sqlite:///{tmp_path / 'together.db'}"
    load(one_school, url=together, mapping="school_census")
    load([path for path in one_school if "autumn" in path.name], url=sqlite_url, mapping="school_census")
    later = load([path for path in one_school if "spring" in path.name], url=sqlite_url, mapping="school_census")
    assert later.counts["enrolment"].changed > 0
    assert rows(sqlite_url, KEYED).equals(rows(together, KEYED))
    status = "SELECT pupil, from_date, code FROM sen_status JOIN pupil USING (pupil_id) ORDER BY 1, 2"
    assert rows(sqlite_url, status).equals(rows(together, status))


def test_shuffled_rows_change_nothing(one_school: list[Path], sqlite_url: str) -> None:
    load(one_school, url=sqlite_url, mapping="school_census")
    before = everything(sqlite_url)
    for path in one_school:
        heading, *lines = path.read_text(encoding="utf-8").splitlines()
        random.Random(5).shuffle(lines)
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    report = load(one_school, url=sqlite_url, mapping="school_census")
    assert "nothing changed" in report.as_text()
    assert everything(sqlite_url) == before


def test_a_school_brought_in_before_keeps_its_name(one_school: list[Path], tmp_path: Path, sqlite_url: str) -> None:
    own = tmp_path / "school.csv"
    own.write_text("School,Name,Phase\nSCH4,Ashgrove,primary\n", encoding="utf-8")
    load([own], url=sqlite_url)
    load(one_school, url=sqlite_url, mapping="school_census")
    assert rows(sqlite_url, "SELECT name, phase FROM school").to_numpy().tolist() == [["Ashgrove", "primary"]]
