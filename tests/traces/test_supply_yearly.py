"""The lines of what comes once a year, on the whole sample trust, beside the sample's own files read with pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.reporting.ask import Ask
from dashboard.reporting.supply_yearly import yearly_words
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.vocabulary import NATIONAL_ASSESSMENTS, STATUTORY_SCALES
from tests.fixtures.visitor import Visitor
from tests.traces.reading import look

ASPEN_HOUSE = "100012"
THIS, LAST = "2025-26", "2024-25"
NAMES = {name: about.name.replace(" and other qualifications", "") for name, about in NATIONAL_ASSESSMENTS.items()}


@pytest.fixture(scope="module")
def files(sample_home: Path) -> Path:
    return sample_home / "sample-files"


def read(files: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(files / f"{name}.csv", dtype=str, keep_default_na=False)


def lines(ask: Ask, *, place: str = "trust") -> list[str]:
    return yearly_words(view_of(ask, selection=Selection(place=place)))


def test_the_trust_is_told_who_sent_what(files: Path, sample_app: Any, sample_home: Path) -> None:
    rated, joined = read(files, "questionnaire"), read(files, "transition_information")
    raters = rated.loc[rated["Date"] >= "2025-09-01", "School"].nunique()
    lists = joined.loc[joined["Academic year"] == THIS, "School"].nunique()
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    said = look(visitor, "/overview").card("What has been supplied")
    assert said[4:] == [
        f"Questionnaires: sent this year by {raters} of 12 schools.",
        f"SEN information passed on: sent this year by {lists} of 12 schools.",
        "National results for 2024/25: from every school with the year group: good level of development, phonics "
        "screening check, multiplication tables check, key stage 2 tests and GCSEs.",
    ]


def test_each_school_is_told_of_its_own_year_groups(files: Path, ask: Ask) -> None:
    rows, roll = read(files, "assessment"), read(files, "enrolment")
    rows = rows[rows["Scale"].isin(STATUTORY_SCALES) & (rows["Term"] == f"{LAST}.summer")]
    last = roll[(roll["Enrolment status"] != "S") & (roll["From"] <= "2025-06-20")]
    last = last[(last["To"] == "") | (last["To"] > "2025-06-20")].drop_duplicates("Pupil", keep="last")
    taken = rows.merge(last[["Pupil", "School"]], on="Pupil")
    sat = taken.assign(assessment=taken["Scale"].map(lambda scale: STATUTORY_SCALES[scale].assessment))
    schools = sorted(set(last["School"]) - {ASPEN_HOUSE})
    for school in schools:
        held = set(sat.loc[sat["School"] == school, "assessment"])
        words = lines(ask, place=f"school:{school}")[-1]
        assert {name for name, called in NAMES.items() if called.lower() in words.lower()} == held, (school, words)
        assert "never" not in words
    assert len(schools) == 11


def test_a_year_later_everybody_is_behind_and_the_newest_is_told(ask: Ask) -> None:
    later = replace(ask, as_at=date(2026, 9, 12))
    assert lines(later)[0] == "Questionnaires: none yet this year; the last are for 2025/26."
