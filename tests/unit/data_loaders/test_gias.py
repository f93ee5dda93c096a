"""Extracts of Get Information About Schools: schools, trusts, predecessors; what does not fit is never shifted."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from tests.unit.data_loaders.files import rows

SCHOOLS = 'SELECT school, name, phase, la_code, joined, "left", predecessor FROM school ORDER BY school'


def load(paths: list[Path], *, url: str, trust: str = "all") -> Report:
    given = {"trust": trust} if trust else {}
    return bring_in(paths, mapping=load_mapping("gias"), database_url=url, brought_by="office", given=given)


@pytest.fixture(scope="module")
def extracts(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "gias").glob("*.csv"))


def test_rows_that_fit_come_in_and_the_rest_is_reported(extracts: list[Path], sqlite_url: str) -> None:
    report = load(extracts, url=sqlite_url)
    assert report.outcome is Outcome.COMMITTED
    held = report.of(Severity.ERROR)
    assert [found.lines for found in held] == [tuple(range(11, 21))]
    assert "135 cells under 120 headings" in held[0].message
    assert report.lines_held_back == 10
    found = rows(sqlite_url, SCHOOLS).set_index("school")
    assert found.index.tolist() == [str(number) for number in range(100000, 100009)]
    names = {
        row["URN"]: row["EstablishmentName"]
        for row in csv.DictReader(extracts[2].read_text(encoding="utf-8").splitlines())
    }
    assert all(found.loc[urn, "name"] == names[urn] for urn in found.index)
    assert found.loc["100004", ["phase", "left"]].tolist() == ["nursery", "1992-08-31"]  # written 31-08-1992
    assert found.loc["100006", "phase"] == "alternative"  # no phase in the file: it is a pupil referral unit
    closed = [one for one in report.of(Severity.WARNING) if "closed schools" in one.message]
    assert [one.message for one in closed] == ["closed schools in the file: 1"]


def test_trusts_are_told_from_other_groups_whichever_way_the_type_is_written(
    extracts: list[Path], sqlite_url: str
) -> None:
    load(extracts, url=sqlite_url)
    assert rows(sqlite_url, "SELECT trust FROM trust ORDER BY trust")["trust"].tolist() == ["2044", "2046", "2070"]
    joined = rows(sqlite_url, SCHOOLS).set_index("school")["joined"].dropna().to_dict()
    assert joined == {"100000": "2010-12-01", "100001": "2010-12-01", "100002": "2011-08-01"}  # written 01/12/2010


def test_one_trust_is_chosen_by_its_number(extracts: list[Path], sqlite_url: str) -> None:
    report = load(extracts, url=sqlite_url, trust="2044")
    assert report.outcome is Outcome.COMMITTED
    assert rows(sqlite_url, SCHOOLS)["school"].tolist() == ["100000", "100001"]
    assert rows(sqlite_url, "SELECT name FROM trust")["name"].tolist() == ["ABBEY ACADEMIES TRUST"]


@pytest.mark.parametrize(
    ("trust", "without", "words"),
    [
        ("", "", "the files do not say it: which trust is it"),
        ("9999", "", "no line has “Group Type (code)” 6 or 06 or 10, “Group UID” 9999"),
        ("2044", "links", "the column “Group UID” is missing. Bring in the file that says it, too"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused(
    extracts: list[Path], sqlite_url: str, trust: str, without: str, words: str
) -> None:
    paths = [path for path in extracts if not without or without not in path.name]
    report = load(paths, url=sqlite_url, trust=trust)
    assert report.outcome is Outcome.REJECTED
    assert words in report.as_text()
    assert "{" not in report.as_text()
    assert rows(sqlite_url, SCHOOLS).empty


def test_a_predecessor_is_taken_from_its_own_file(extracts: list[Path], tmp_path: Path, sqlite_url: str) -> None:
    links = tmp_path / "links_edubasealldata.csv"
    links.write_text(
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
        "100008,100990,Old Argyle,Predecessor,01-09-2001\n100001,100991,New City,Successor,01-09-2030\n",
        encoding="utf-8",
    )
    load([*extracts, links], url=sqlite_url)
    found = rows(sqlite_url, SCHOOLS).set_index("school")["predecessor"].dropna().to_dict()
    assert found == {"100008": "100990"}


def test_the_order_of_the_headings_is_of_no_matter(extracts: list[Path], tmp_path: Path, sqlite_url: str) -> None:
    fits = [row for row in csv.reader(extracts[2].read_text(encoding="utf-8").splitlines()) if len(row) == 120]
    turned = tmp_path / "edubasealldata.csv"
    with turned.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[::-1] for row in fits)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    load([turned, *extracts[:2]], url=sqlite_url)
    load(extracts, url=other)
    assert rows(sqlite_url, SCHOOLS).equals(rows(other, SCHOOLS))


@pytest.fixture
def sixty(shared: Path, sqlite_url: str) -> tuple[Report, str]:
    return load(sorted((shared / "data" / "trust-60-schools").glob("*.csv")), url=sqlite_url), sqlite_url


def test_sixty_schools_and_their_send(sixty: tuple[Report, str]) -> None:
    report, url = sixty
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    empty = [one for one in report.of(Severity.NOTE) if one.rule == "file.empty_rows"]
    assert [one.message for one in empty] == ["40 rows empty, passed over"]
    assert report.lines_held_back == 0
    assert len(rows(url, SCHOOLS)) == 60
    counts = rows(url, "SELECT \"group\", geography, period, value FROM benchmark WHERE measure = 'pupils'")
    assert set(counts["period"]) == {"2022-23"}
    sums = counts.groupby("group")["value"].sum()
    assert sums[["all", "support", "plan"]].tolist() == [61_876, 3_603, 734]
    assert (100 * sums[["support", "plan"]] / sums["all"]).tolist() == pytest.approx([5.8229, 1.1862], abs=5e-5)
    one: pd.Series = counts[counts["geography"] == "130007"].set_index("group")["value"]
    assert one[["support", "plan", "all"]].tolist() == [18, 58, 76]
