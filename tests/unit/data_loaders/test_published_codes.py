"""The closed lists against the department's own, as they are kept among the real files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from data_loaders.attendance_codes import REGULATIONS_2024, CountsAs, code_on
from data_loaders.code_lists import ENROLMENTS, ETHNICITIES, NEEDS

NOW = date(2025, 9, 8)
AS_SEEDED = {
    "Present": CountsAs.PRESENT,
    "Approved educational activity": CountsAs.ACTIVITY,
    "Authorised absence": CountsAs.AUTHORISED,
    "Unauthorised absence": CountsAs.UNAUTHORISED,
    "Not required / not counted": CountsAs.NOT_POSSIBLE,
}
"""The words of the file's ``category_as_seeded``, which is one system's opinion."""


@pytest.fixture(scope="module")
def lists(shared: Path) -> Path:
    return shared / "data" / "code-lists"


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_sets_of_the_common_basic_data_set(lists: Path) -> None:
    sets: defaultdict[str, set[str]] = defaultdict(set)
    found = read(lists / "cbds_may2026_code_sets.csv")
    for row in found:
        sets[row["code_set"]].add(row["code"])
    assert (len(found), len(sets)) == (432, 19)
    assert sets["Ethnicities"] == set(ETHNICITIES)
    assert sets["EnrolmentStatus"] == set(ENROLMENTS)
    assert set(NEEDS) - sets["SenTypes"] == {"BESD"}  # of the years to 2013/14
    assert sets["SenTypes"] <= set(NEEDS)


def test_register_codes_but_for_one_systems_opinion_of_ten_of_them(lists: Path) -> None:
    found = read(lists / "attendance_codes_2024.csv")
    otherwise = Counter[str]()
    for row in found:
        held = code_on(row["code"], day=NOW)
        assert (held is None) == (row["withdrawn_2024"] == "yes"), row
        if held is None:
            assert code_on(row["code"], day=date(2024, 1, 8)) is not None
        elif held.counts_as is not AS_SEEDED[row["category_as_seeded"]]:
            assert (row["category_as_seeded"], held.counts_as) == ("Authorised absence", CountsAs.NOT_POSSIBLE)
            otherwise[row["code"]] += 1
    assert set(otherwise) == {"D", "Q", "X", *(f"Y{which}" for which in range(1, 8))}
    assert date(2024, 1, 8) < REGULATIONS_2024
