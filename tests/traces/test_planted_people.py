"""What is planted about people, found on served pages: who moves, whose SEND status changes, who is registered twice.

Who they are is read from the files alone; each is looked up on the page that a reader would open. The other planted
truths are found by ``test_sentences``, ``test_overview`` and the tests of the strands' pages.
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
PROVISION = {"N": "no special educational need", "K": "SEN support", "E": "EHC plan"}


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
