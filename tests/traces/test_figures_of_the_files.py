"""What is told of the real files and proved nowhere else: figures of another reading, counts of rows, sizes of files.

Where the rest is proved: the marks of Portugal in ``unit/data_loaders/test_uci_student`` and
``unit/dashboard/metrics/test_real_file`` and ``test_wider_outcomes``; the census in ``unit/data_loaders``
(``test_school_census``, ``test_census_return``) and ``test_census_attendance``; published statistics in
``test_published_files``; schools and trusts in ``test_gias``; rosters in ``test_rosters``; codes of attendance in
``test_attendance_codes``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from data_loaders.mapping import Mapping, load_mapping
from data_loaders.mapping_parts import RecordMapping, Source
from data_loaders.report import Outcome
from tests.unit.data_loaders.files import load, rows

MARKS = "SELECT term, value, code FROM assessment JOIN sen_status USING (pupil_id)"


def test_the_marks_of_the_three_terms(shared: Path, sqlite_url: str) -> None:
    load([shared / "data" / "uci-student-performance" / "student-mat.csv"], url=sqlite_url, mapping="uci_student")
    marks = rows(sqlite_url, MARKS)
    means = marks.groupby("term")["value"].mean()
    assert means[["2005-06.autumn", "2005-06.spring", "2005-06.summer"]].tolist() == pytest.approx(
        [10.9089, 10.7139, 10.4152], abs=5e-5
    )
    facts = rows(sqlite_url, "SELECT school, sen_start, last_value - first_value AS gain, last_value FROM progress_fact"
                 " WHERE state = 'matched' AND period = '2005-06'")  # fmt: skip
    assert facts.groupby("school").size().to_dict() == {"GP": 349, "MS": 46}
    sides = facts.groupby("sen_start")["gain"]
    assert sides.mean()[["N", "K"]].tolist() == pytest.approx([-0.6192, 0.3529], abs=5e-5)
    welch = stats.ttest_ind(*(sides.get_group(side) for side in ("K", "N")), equal_var=False)
    assert (welch.df, welch.pvalue) == pytest.approx((79.49, 0.0044), abs=5e-3)
    assert facts.query("school == 'MS'")["sen_start"].unique().tolist() == ["N"]  # no gap exists there
    left = facts[facts["last_value"] == 0].groupby("sen_start").size()
    assert left.to_dict() == {"N": 37, "K": 1}


def test_rows_of_the_attendance_of_the_year(shared: Path, sqlite_url: str) -> None:
    file = shared / "data" / "ees-attendance" / "EES_ytd_data_202526.csv"
    load([file], url=sqlite_url, mapping="ees_attendance")
    raw = pd.read_csv(file, dtype=str, keep_default_na=False)
    assert raw.groupby("geographic_level").size().to_dict() == {"Local authority": 607, "National": 4, "Regional": 36}
    kept = rows(sqlite_url, "SELECT value, status FROM benchmark WHERE measure = 'absence'")
    assert len(kept) == len(raw) == 647
    numbers = raw[raw["overall_absence"] != "c"]
    rate = 100 * numbers["overall_absence"].astype(float) / numbers["possible_sessions"].astype(float)
    assert sorted(kept["value"].dropna()) == pytest.approx(sorted(rate), abs=1e-9)


def test_key_stage_2_and_progress_8_to_four_places(shared: Path, sqlite_url: str) -> None:
    load(sorted((shared / "data" / "ees-send").glob("*.csv")), url=sqlite_url, mapping="ees_send")
    found = rows(sqlite_url, "SELECT measure, \"group\" AS side, value FROM benchmark WHERE geography = 'England'"
                 " AND period IN ('2022-23', '2017-18')")  # fmt: skip
    shares = found[found["measure"] == "rwm_expected"].drop_duplicates("side", keep="last").set_index("side")["value"]
    assert shares[["no_sen", "support", "plan", "send"]].tolist() == pytest.approx(
        [70.2575, 23.6057, 8.2277, 20.0020], abs=1e-4
    )
    score = found[found["measure"] == "progress_8"].set_index("side")["value"]
    assert (score["support"] + score["plan"]) / 2 == pytest.approx(-0.7630, abs=1e-4)  # the wrong way
    assert score["send"] == pytest.approx(-0.6069, abs=1e-4)


def census(reading: str) -> Mapping:
    """The census by another reading of its sessions than the mapping's own."""
    mapping = load_mapping("school_census")
    records = [again for made in mapping.records for again in READINGS[reading](made)]
    return mapping.model_copy(update={"records": tuple(records)})


def both_counts(made: RecordMapping) -> list[RecordMapping]:
    if made.record != "attendance":
        return [made]
    blank = {name: made.columns[name].model_copy(update={"empty": ""}) for name in ("authorised", "unauthorised")}
    needed = ("possible", "authorised", "unauthorised")
    return [made.model_copy(update={"columns": made.columns | blank, "skip_empty": needed})]


def leavers_alone(made: RecordMapping) -> list[RecordMapping]:
    off_roll = made.model_copy(update={"sheets": ("pupilnolongeronroll",)})
    return [off_roll] if made.record == "attendance" else [made]


def as_enrolled(made: RecordMapping) -> list[RecordMapping]:
    if made.record != "enrolment" or made.sheets != ("pupilonroll",):
        return [made]
    status = Source(column="enrolstatus", empty="C", codes={"S": "S", "*": "C"})
    return [made.model_copy(update={"columns": made.columns | {"status": status}})]


READINGS = {"both counts": both_counts, "leavers alone": leavers_alone, "subsidiary left out": as_enrolled}


ON_ROLL = (61_320 + 6_582, 1_167_674)
"""Sessions missed and possible of the pupils on roll, by the mapping's own reading."""


def sums(shared: Path, *, reading: str, table: str, url: str) -> tuple[float, float]:
    """Sessions missed and possible of one table in the autumn, by another reading."""
    file = shared / "data" / "school-census-synthetic" / f"2024_autumn_{table}.csv"
    report = load([file], url=url, mapping=census(reading))
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    found = rows(url, "SELECT sum(absent) AS absent, sum(possible) AS possible FROM absence_cell"
                 " WHERE period = '2024-25.autumn'").iloc[0]  # fmt: skip
    return found["absent"], found["possible"]


def test_census_absence_where_both_counts_are_present(shared: Path, sqlite_url: str) -> None:
    absent, possible = sums(shared, reading="both counts", table="pupilonroll", url=sqlite_url)
    assert 100 * absent / possible == pytest.approx(8.4720, abs=5e-5)
    assert len(rows(sqlite_url, "SELECT * FROM attendance")) == 1_877


def test_census_absence_with_leavers(shared: Path, sqlite_url: str) -> None:
    """The registers as they are kept: where a leaver's enrolments overlap, a figure counts one of them."""
    sums(shared, reading="leavers alone", table="pupilnolongeronroll", url=sqlite_url)
    kept = rows(sqlite_url, "SELECT coalesce(authorised, 0) + coalesce(unauthorised, 0) AS absent, possible"
                " FROM attendance").sum()  # fmt: skip
    assert 100 * (ON_ROLL[0] + kept["absent"]) / (ON_ROLL[1] + kept["possible"]) == pytest.approx(5.8163, abs=5e-5)


def test_census_absence_without_subsidiary_enrolments(shared: Path, sqlite_url: str) -> None:
    """Dual registration counted once: the 922 subsidiary ones are out."""
    absent, possible = sums(shared, reading="subsidiary left out", table="pupilonroll", url=sqlite_url)
    assert 100 * absent / possible == pytest.approx(5.8170, abs=5e-5)
    assert rows(sqlite_url, "SELECT count(*) AS n FROM enrolment WHERE status = 'S'")["n"].tolist() == [922]
