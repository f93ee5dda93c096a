"""What is planted about people, found on served pages: who moves, whose SEND status changes, who is registered twice.

Who they are is read from the files alone; each is looked up on the page that a reader would open. ``FOUND_BY`` says
where every planted truth is found.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.metrics.numbers import date_words
from data_loaders.sample.truths import BY_NAME
from tests.fixtures.sample_trust import AS_AT
from tests.fixtures.visitor import Visitor
from tests.traces.by_pandas import Trust
from tests.traces.reading import Page, look, numbers_in

ASPEN_HOUSE, LINDEN = "100012", "100009"
SEPTEMBER = "2025-09-01"
SPRING, SPRING_BEFORE = "2025-26.spring", "2024-25.spring"
SERIES = {"subject": "mathematics", "scale": "age_standardised"}
FOUND_BY = {
    "good_school_minus": "test_sentences.py::test_good_school_minus_is_found",
    "distance_narrows": "test_sentences.py::test_distance_narrows_is_found",
    "no_clear_change": "test_sentences.py::test_no_clear_change_is_found",
    "trust_keeps_pace": "test_sentences.py::test_trust_keeps_pace_is_found",
    "special_without_scores": "test_sentences.py::test_special_school_without_scores_is_found",
    "classes_of_three_and_none": "test_sentences.py::test_classes_of_three_and_of_none_are_found",
    "participation_led_by_headteacher": "test_conversations_page.py::test_participation_by_who_leads_is_found",
    "participation_led_by_senco": "test_conversations_page.py::test_participation_by_who_leads_is_found",
    "participation_led_by_class_teacher": "test_conversations_page.py::test_participation_by_who_leads_is_found",
    "lead_changes": "test_conversations_page.py::test_the_change_of_lead_is_found",
    "listed_afa_group": "test_conversations_page.py::test_the_listed_group_is_found",
    "clubs_20_to_70": "test_wider_outcomes_page.py::test_twenty_to_seventy_is_found_on_the_page",
    "absence_of_plans_doubles": "test_attendance_page.py::test_persistent_absence_of_plans_at_linden_at_least_doubles",
    "registers_not_supplied": "test_attendance_page.py::test_sorrel_way_sent_no_registers",
    "small_primary": "test_planted_people.py::test_the_small_primary_is_found",
    "movement": "test_planted_people.py::test_each_move_of_the_year_between_schools_is_told_of_the_pupil",
    "status_changes": "test_planted_people.py::test_a_change_of_provision_in_the_year_is_told_of_the_pupil",
    "dual_registration": "test_planted_people.py::test_a_second_registration_is_told_and_counts_once",
}
"""Each planted truth and the test that finds it on a served page."""
PROVISION = {"N": "no SEN", "K": "SEN support", "E": "EHC plan"}


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


@pytest.fixture(scope="module")
def tokens(sample_home: Path) -> dict[str, str]:
    with closing(sqlite3.connect(f"file:{sample_home / 'pupils.db'}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT pupil, token FROM pupil").fetchall())


def file(home: Path, name: str) -> pd.DataFrame:
    rows = pd.read_csv(home / "sample-files" / f"{name}.csv", dtype=str, keep_default_na=False)
    return rows.sort_values(["Pupil", "From"])


def told(executive: Visitor, *, token: str) -> str:
    """The sentences a pupil's page opens with."""
    return " ".join(look(executive, f"/overview?place=pupil:{token}").said)


def day(words: str) -> str:
    return date_words(pd.Timestamp(words).date())


def on_roll(rows: pd.DataFrame) -> pd.DataFrame:
    """The main registrations of the day."""
    today = AS_AT.isoformat()
    return rows[
        (rows["Enrolment status"] != "S") & (rows["From"] <= today) & ((rows["To"] == "") | (rows["To"] > today))
    ]


def test_every_planted_truth_is_found_by_a_test_of_a_served_page() -> None:
    assert set(FOUND_BY) == set(BY_NAME)
    for at in FOUND_BY.values():
        name, _, test = at.partition("::")
        said = Path(__file__).with_name(name).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", said, flags=re.MULTILINE), at


def test_the_small_primary_is_found(executive: Visitor) -> None:
    truth = BY_NAME["small_primary"]
    (school,), wanted = truth.schools, {name: int(low) for name, (low, _) in truth.expected.items()}
    page = look(executive, f"/attendance?place=school:{school}")
    assert f"for 100% of {wanted['on_roll']} pupils" in page.as_at
    assert f"{wanted['send']} SEND pupils on roll" in page.words
    plans = look(executive, f"/attendance?place=school:{school}&group=plan")
    assert f" of {wanted['plans']} pupils with an EHC plan were persistently absent." in plans.words


def test_each_move_of_the_year_between_schools_is_told_of_the_pupil(
    executive: Visitor, tokens: dict[str, str], sample_home: Path
) -> None:
    rows, names = file(sample_home, "enrolment"), school_names(sample_home)
    rows = rows[rows["Enrolment status"] != "S"]
    rows = rows.assign(before=rows["School"].shift().where(rows["Pupil"].eq(rows["Pupil"].shift())))
    moved = on_roll(rows).query("before.notna() and From > @SEPTEMBER")
    assert len(moved) >= BY_NAME["movement"].expected["movers"][0]
    for row in moved.itertuples():
        said = told(executive, token=tokens[row.Pupil])
        assert f"{names[row.School]}, on roll since {day(row.From)}. Before: " in said
        assert names[row.before] in said.partition("Before: ")[2]


def test_who_came_to_the_special_school_from_another_is_told(
    executive: Visitor, tokens: dict[str, str], sample_home: Path
) -> None:
    rows = file(sample_home, "enrolment")
    here = on_roll(rows)[on_roll(rows)["School"] == ASPEN_HOUSE]
    came = here[here["Pupil"].isin(rows.loc[rows["School"] != ASPEN_HOUSE].query("`Enrolment status` != 'S'")["Pupil"])]
    low, high = BY_NAME["movement"].expected["to_the_special_school"]
    assert low <= len(came) <= high
    for pupil in came["Pupil"]:
        assert re.search(r"Aspen House School, on roll since .*\. Before: [A-Z]", told(executive, token=tokens[pupil]))


def school_names(home: Path) -> dict[str, str]:
    rows = pd.read_csv(home / "sample-files" / "school.csv", dtype=str)
    return dict(zip(rows["School"], rows["Name"], strict=True))


def counts(page: Page) -> dict[str, int]:
    """The line of who is the same as a year ago, as words → number."""
    (line,) = [words for words in page.card("Compared with") if words.startswith("Of all SEND pupils")]
    parts = re.split(r", | and |; |\. ", line)
    words = ("came off the register", "were newly identified", "joined", "left")
    return {
        each: int(numbers_in(part)[-1]) for each in words for part in parts if part.removesuffix(".").endswith(each)
    }


def test_who_joined_left_came_on_and_came_off_is_counted_as_in_the_files(executive: Visitor, sample_home: Path) -> None:
    """Of the trust's SEND pupils with a result, this spring and last."""
    found = Trust(sample_home / "sample-files").overlap(SPRING, before=SPRING_BEFORE, **SERIES)
    said = counts(look(executive, "/progress"))
    assert said == {
        "came off the register": found["came_off"], "were newly identified": found["identified"],
        "joined": found["joined"], "left": found["left"],
    }  # fmt: skip
    low = BY_NAME["status_changes"].expected
    assert said["were newly identified"] >= low["N_to_K_mid_year"][0]
    assert said["came off the register"] >= low["K_to_N_mid_year"][0]
    assert said["joined"] >= BY_NAME["movement"].expected["movers"][0]


@pytest.mark.parametrize(("before", "after"), [("N", "K"), ("K", "N"), ("K", "E")])
def test_a_change_of_provision_in_the_year_is_told_of_the_pupil(
    executive: Visitor, tokens: dict[str, str], sample_home: Path, before: str, after: str
) -> None:
    """Those of this year who are on roll: all who were given a plan, some of the others."""
    rows = file(sample_home, "sen_status")
    rows = rows.assign(was=rows["SEN provision"].shift().where(rows["Pupil"].eq(rows["Pupil"].shift())))
    here = on_roll(file(sample_home, "enrolment"))["Pupil"]
    last = rows[(rows["To"] == "") & rows["Pupil"].isin(here)]
    changed = last[(last["From"] > SEPTEMBER) & (last["was"] == before) & (last["SEN provision"] == after)]
    assert len(changed) > 0
    for row in changed.head(8).itertuples():
        said = told(executive, token=tokens[row.Pupil]).lower()
        assert f"{PROVISION[after].lower()} since {day(row.From).lower()}" in said
        assert PROVISION[before].lower() in said.rpartition("before: ")[2]


def test_a_second_registration_is_told_and_counts_once(
    executive: Visitor, tokens: dict[str, str], sample_home: Path
) -> None:
    """At Aspen House, with a second registration at Linden: on the page of each, in the list of one school alone."""
    assert BY_NAME["dual_registration"].schools == (ASPEN_HOUSE, LINDEN)
    rows = file(sample_home, "enrolment")
    twice = rows.loc[rows["Enrolment status"] == "S", "Pupil"]
    low, high = BY_NAME["dual_registration"].expected["pupils"]
    assert low <= len(twice) <= high
    links = {
        school: " ".join(
            look(executive, f"/overview?place=school:{school}").table(holding="Conversation this term").links
        )
        for school in (ASPEN_HOUSE, LINDEN)
    }
    for pupil in twice:
        said = told(executive, token=tokens[pupil])
        assert "Dual registered: also at Linden Academy since 1 September 2025; counted here alone." in said
        assert tokens[pupil] in links[ASPEN_HOUSE]
        assert tokens[pupil] not in links[LINDEN]
        sessions = look(executive, f"/attendance?place=pupil:{tokens[pupil]}").words
        assert "D dual registered, at the other school" in sessions
