"""The figures on data quality found a second way: from the sample's own files, in pandas, without the database."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.access.scope import Scope
from dashboard.reporting.ask import asking
from dashboard.reporting.quality import Checked, checked
from data_loaders.sample import AS_AT
from data_loaders.store.engine import reader

SCOPE = Scope(account_id=0, role="operator", schools=None, checked_schools=None)
TERM, BEFORE = "2025-26.spring", "2025-26.autumn"
DAY = pd.Timestamp(AS_AT)


@pytest.fixture(scope="module")
def found(sample_home: Path) -> list[Checked]:
    with asking(reader(f"sqlite:///{sample_home / 'pupils.db'}"), scope=SCOPE, as_at=AS_AT) as ask:
        return checked(ask)


@pytest.fixture(scope="module")
def files(sample_home: Path) -> dict[str, pd.DataFrame]:
    folder = sample_home / "sample-files"
    return {path.stem: pd.read_csv(path, dtype=str) for path in folder.glob("*.csv") if path.stem != "attendance"}


def on_roll(files: dict[str, pd.DataFrame], *, school: str) -> set[str]:
    rows = files["enrolment"]
    rows = rows[(rows["School"] == school) & rows["Enrolment status"].isin(["C", "M"])]
    return set(rows.loc[_open(rows), "Pupil"])


def _open(rows: pd.DataFrame) -> pd.Series:
    ends = pd.to_datetime(rows["To"]) if "To" in rows else pd.Series(pd.NaT, index=rows.index)
    return (pd.to_datetime(rows["From"]) <= DAY) & (ends.isna() | (ends > DAY))


def test_who_is_on_roll_and_what_they_have(found: list[Checked], files: dict[str, pd.DataFrame]) -> None:
    assert len(found) == 12
    for one in found:
        here = on_roll(files, school=one.school.code)
        assert one.pupils == len(here)
        pupils = files["pupil"][files["pupil"]["Pupil"].isin(here)]
        status = files["sen_status"][files["sen_status"]["Pupil"].isin(here)]
        status = status[_open(status)]
        needs = files["sen_need"][_open(files["sen_need"])]
        send = set(status.loc[status["SEN provision"] != "N", "Pupil"])
        said = {each.about: (each.have, each.of) for each in one.checks}
        assert said["Date of birth"] == (int(pupils["Date of birth"].notna().sum()), len(here))
        assert said["SEN provision"] == (status["Pupil"].nunique(), len(here))
        assert said["Type of need"] == (len(send & set(needs["Pupil"])), len(send))


def test_results_and_who_is_in_no_gap(found: list[Checked], files: dict[str, pd.DataFrame]) -> None:
    """Of the primaries, whose year groups are all tested on one scale: who sat both tests, and who did not."""
    results = files["assessment"][files["assessment"]["Scale"] == "age_standardised"]
    for one in (each for each in found if each.school.phase == "primary"):
        here, lost = on_roll(files, school=one.school.code), 0
        said = next(each for each in one.checks if each.about.startswith("Reading"))
        reading = results[results["Subject"] == "reading"]
        now = set(reading.loc[reading["Term"] == TERM, "Pupil"]) & here
        before = set(reading.loc[reading["Term"] == BEFORE, "Pupil"])
        lost = said.of - len(now & before)
        assert said.have == len(now), one.school.name
        assert said.cost.startswith(f"{lost:,} pupil") if lost else said.cost == "Nothing."
        assert f"{said.of - len(now)} without a spring term 2026 result" in said.cost or said.of == len(now)


def test_conversations_of_the_group(found: list[Checked], files: dict[str, pd.DataFrame]) -> None:
    rows = files["conversation"]
    offered = rows[(rows["Term"] == TERM) & (rows["Status"] != "cancelled")]
    for one in found:
        said = next(each for each in one.checks if each.record == "conversation")
        here = on_roll(files, school=one.school.code)
        talked = set(offered.loc[offered["School"] == one.school.code, "Pupil"]) & here
        assert said.have <= len(talked)
        assert said.of >= said.have > 0
