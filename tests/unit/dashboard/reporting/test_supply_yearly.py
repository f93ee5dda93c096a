"""What has been supplied of what comes once a year: who is asked, who is behind, and who is not late."""

from __future__ import annotations

import pytest

from dashboard.queries.places import School
from dashboard.queries.supply import ForYear
from dashboard.reporting.supply_yearly import Yearly, national_words, voluntary_words

SCHOOLS = {name: School(name, name, "primary") for name in ("Ash", "Birch", "Cedar")}


def told(*rows: tuple[str, str], asked: tuple[str, ...] = tuple(SCHOOLS), only: str = "") -> str:
    schools = {only: SCHOOLS[only]} if only else SCHOOLS
    held = [ForYear(school, year, kept=True) for school, year in rows]
    return voluntary_words("Questionnaires", rows=held, schools=schools, asked=asked, year="2025-26")


def test_a_school_that_never_sends_is_not_late() -> None:
    assert told(("Ash", "2025-26")) == "Questionnaires: sent this year by 1 of 3 schools."
    assert told(("Ash", "2025-26"), only="Birch") == "Questionnaires: not supplied."


def test_a_school_that_sent_before_is_named_with_its_last_year() -> None:
    words = told(("Ash", "2025-26"), ("Birch", "2023-24"), ("Birch", "2024-25"))
    assert words == "Questionnaires: sent this year by 1 of 3 schools; not by Birch (last for 2024/25)."


def test_a_school_that_has_nobody_to_send_it_of_this_year_is_not_late() -> None:
    words = told(("Ash", "2025-26"), ("Birch", "2024-25"), asked=("Ash", "Cedar"))
    assert words == "Questionnaires: sent this year by 1 of 2 schools."


@pytest.mark.parametrize("only", ["", "Birch"])
def test_where_everybody_is_behind_the_age_of_the_newest_is_told(only: str) -> None:
    assert told(("Birch", "2024-25"), only=only) == "Questionnaires: none yet this year; the last are for 2024/25."


def test_a_year_without_a_list_counts_as_none() -> None:
    rows = [ForYear("Ash", "2025-26", kept=False), ForYear("Birch", "2025-26", kept=True)]
    words = voluntary_words("SEN information passed on", rows=rows, schools=SCHOOLS, asked=SCHOOLS, year="2025-26")
    assert words == "SEN information passed on: sent this year by 1 of 3 schools."


def yearly(name: str, *, sent: int = 0, late: tuple[tuple[str, str], ...] = (), never: tuple[str, ...] = ()) -> Yearly:
    return Yearly(name=name, sent=tuple(f"School {place}" for place in range(sent)), late=late, never=never)


def test_national_results_that_lack_alike_are_told_together() -> None:
    held = [
        yearly("phonics", sent=3), yearly("GCSEs", sent=1, late=(("Linden", "2023-24"),)),
        yearly("tables", sent=2, never=("Cedar",)), yearly("key stage 2 tests", sent=2, never=("Cedar",)),
    ]  # fmt: skip
    assert national_words(held, year="2024-25", alone=False) == (
        "National results for 2024/25: from every school with the year group: phonics; GCSEs not sent by Linden (last "
        "for 2023/24); tables and key stage 2 tests never sent by Cedar."
    )


def test_of_many_schools_the_line_says_how_many() -> None:
    late = tuple((f"School {place}", "2023-24") for place in range(5))
    assert national_words([yearly("phonics", sent=1, late=late)], year="2024-25", alone=False) == (
        "National results for 2024/25: phonics not sent by 5 schools."
    )


def test_one_school_is_told_of_its_own() -> None:
    held = [yearly("phonics", sent=1), yearly("tables", late=(("Ash", "2022-23"),)), yearly("GCSEs", never=("Ash",))]
    assert national_words(held, year="2024-25", alone=True) == (
        "National results for 2024/25: phonics; tables not sent, the last are for 2022/23; GCSEs never sent."
    )


def test_nothing_supplied_and_nothing_asked_are_two_things() -> None:
    assert national_words([yearly("phonics", never=("Ash",))], year="2024-25", alone=True) == (
        "National results for 2024/25: not supplied."
    )
    assert (
        national_words([], year="2024-25", alone=True)
        == "National results for 2024/25: no school here is asked for any."
    )
