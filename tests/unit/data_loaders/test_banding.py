"""Results in words: a scale of bands is declared, and what a teacher wrote comes in as the place of its band."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome, Report, Severity
from tests.unit.data_loaders.files import SMALL, load, only, rows, write

BANDS = "Below=BLW; Working towards=WTS=WT; At=EXS; Above=GDS"
SCALE = f"Scale,Name,Unit,Bands,Expected band\nage_related,Age-related,bands,{BANDS},At\n"
HEADINGS = "Pupil,Subject,Scale,Term,Kind,Value,Raw mark\n"


def results(*lines: str) -> str:
    """Teacher assessments of reading in the autumn: pupil, value and raw mark."""
    said = (line.partition(",") for line in lines)
    return HEADINGS + "".join(f"{who},reading,age_related,2025-26.autumn,teacher,{rest}\n" for who, _, rest in said)


def bring(tmp_path: Path, url: str, *lines: str, scale: str = SCALE, sure: bool = False) -> Report:
    return load(write(tmp_path / "in", scale=scale, assessment=results(*lines)), url=url, sure=sure)


def held(url: str) -> list[list[object]]:
    return (
        rows(url, "SELECT pupil, value, raw FROM assessment JOIN pupil USING (pupil_id) ORDER BY pupil")
        .to_numpy()
        .tolist()
    )


def test_a_word_is_the_place_of_its_band_and_stays_as_it_was_written(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, "P1,WTS,", "P2,at,", "P3,working  Towards,")
    assert report.outcome is Outcome.COMMITTED
    assert held(sqlite_url) == [["P1", 2.0, "WTS"], ["P2", 3.0, "at"], ["P3", 2.0, "working  Towards"]]


def test_a_place_gets_the_name_of_its_band_and_a_raw_mark_stays(tmp_path: Path, sqlite_url: str) -> None:
    bring(tmp_path, sqlite_url, "P1,1,", "P2,4,Greater depth", "P3,EXS,Secure")
    assert held(sqlite_url) == [["P1", 1.0, "Below"], ["P2", 4.0, "Greater depth"], ["P3", 3.0, "Secure"]]


@pytest.mark.parametrize("written", ["Emerging", "0", "5", "2.5"])
def test_what_is_no_band_is_held_back_and_the_bands_are_named(tmp_path: Path, sqlite_url: str, written: str) -> None:
    report = bring(tmp_path, sqlite_url, "P1,WTS,", f"P2,{written},")
    found = only(report, Severity.ERROR)
    assert (found.rule, found.lines) == ("assessment.not_a_band", (3,))
    assert found.message == f"“{written}” is no band of the scale age_related: Below, Working towards, At, Above"
    assert held(sqlite_url) == [["P1", 2.0, "WTS"]]


def test_a_word_on_a_scale_of_numbers_is_held_back(tmp_path: Path, sqlite_url: str) -> None:
    text = SMALL["assessment"].replace("101", "EXS")
    report = load(write(tmp_path / "in", assessment=text), url=sqlite_url)
    found = only(report, Severity.ERROR)
    assert (found.rule, found.message, found.column) == ("values.number", "“EXS” is not a number", "Value")


@pytest.mark.parametrize(
    ("bands", "expected", "message"),
    [
        ("Below", "Below", "a scale of bands has two bands at least, with ; between them"),
        ("Below=B; At=b", "At", "“b” stands for two bands"),
        ("Below; At", "Above", "the expected band is none of Below, At"),
        ("Below; At", "", "the expected band is none of Below, At"),
    ],
)
def test_bands_that_cannot_be_put_in_order(
    tmp_path: Path, sqlite_url: str, bands: str, expected: str, message: str
) -> None:
    scale = f"Scale,Name,Unit,Bands,Expected band\nage_related,Age-related,bands,{bands},{expected}\n"
    report = load(write(tmp_path / "in", scale=scale, assessment=""), url=sqlite_url)
    assert [(each.rule, each.message) for each in report.of(Severity.ERROR)] == [("scale.bands", message)]


def test_bands_have_no_average_and_no_expected_gain(tmp_path: Path, sqlite_url: str) -> None:
    scale = "Scale,Name,Unit,Expected gain a year,Bands,Expected band\nage_related,Age-related,bands,1,Below; At,At\n"
    report = load(write(tmp_path / "in", scale=scale, assessment=""), url=sqlite_url)
    assert only(report, Severity.ERROR).message == "bands have no expected gain: nothing is averaged of them"


def test_bands_in_use_are_never_put_in_another_order(tmp_path: Path, sqlite_url: str) -> None:
    bring(tmp_path, sqlite_url, "P1,WTS,")
    path = tmp_path / "scale.csv"
    for bands in ("Above; At; Working towards; Below", ""):
        path.write_text(
            f"Scale,Name,Unit,Bands,Expected band\nage_related,Age-related,bands,{bands},At\n", encoding="utf-8"
        )
        found = only(load([path], url=sqlite_url), Severity.ERROR)
        assert (found.rule, found.column) == ("scale.other_bands", "Bands")
    path.write_text(SCALE.replace("=WTS=WT", "=WTS=WT=Towards"), encoding="utf-8")
    assert load([path], url=sqlite_url).outcome is Outcome.COMMITTED
    assert held(sqlite_url) == [["P1", 2.0, "WTS"]]


def test_a_marksheet_of_words_comes_in_by_the_ready_mapping(tmp_path: Path, sqlite_url: str) -> None:
    load(write(tmp_path / "known", scale=SCALE, assessment=""), url=sqlite_url)
    path = tmp_path / "marksheet.csv"
    path.write_text("UPN,Autumn,Spring\nP1,WTS,EXS\nP2,Abs,working towards\n", encoding="utf-8")
    given = {"school": "100001", "year": "2025-26", "subject": "writing", "scale": "age_related", "kind": "teacher"}
    report = bring_in(
        [path], mapping=load_mapping("marksheet_terms"), database_url=sqlite_url, brought_by="office", given=given
    )
    assert report.outcome is Outcome.COMMITTED, report.as_text()
    assert held(sqlite_url) == [["P1", 2.0, "WTS"], ["P1", 3.0, "EXS"], ["P2", 2.0, "working towards"]]


def test_bands_are_counted_in_cells_of_their_own_and_in_no_sum(tmp_path: Path, sqlite_url: str) -> None:
    lines = "".join(
        f"P1,reading,age_related,{term},teacher,{band},\n"
        for term, band in (("2025-26.autumn", "WTS"), ("2025-26.spring", "EXS"))
    )
    load(write(tmp_path / "in", scale=SCALE, assessment=HEADINGS + lines), url=sqlite_url)
    spring = "SELECT state, first_band, last_band, sen_start, n FROM band_cell WHERE period = '2025-26.spring'"
    found = rows(sqlite_url, f"{spring} ORDER BY state").to_numpy().tolist()
    assert found == [["matched", 2, 3, "K", 1], ["no_result", 0, 0, "N", 2]]
    assert rows(sqlite_url, "SELECT * FROM progress_cell").empty
    assert rows(sqlite_url, "SELECT * FROM level_cell").empty
