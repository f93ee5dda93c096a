"""Tidy statistics: what is read, what is passed over, what is refused, each on a few invented rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pydantic
import pytest

from data_loaders.mapping import Mapping, canonical_record
from data_loaders.report import Outcome, Report, Severity
from data_loaders.store.records import BY_NAME
from tests.unit.data_loaders.files import load, rows

HEAD = "time_period,time_identifier,geographic_level,la_name,sex,sen,met,eligible,rate\n"
GOOD = "202425,Academic year,National,,Total,No SEN,70,100,70.0\n"


def mapping(**changed: object) -> Mapping:
    layout = {
        "title": "tests", "source": "The department, tests", "identifier": "time_identifier",
        "geography": {"Local authority": "la_name"}, "only": {"sex": ["Total"]},
        "group": {"column": "sen", "codes": {"No SEN": "no_sen", "Support": "support", "Plan": "plan"}},
        "phase": "primary", "special_schools": "yes", "together": {"send": ["support", "plan"]},
        "figures": [
            {"measure": "phonics", "of": "met", "over": "eligible", "times": 100, "published": "rate"},
        ],
    }  # fmt: skip
    return Mapping.model_validate(
        {
            "name": "tests", "title": "Tests", "about": "Tests.", "format": "csv", "statistics": layout | changed,
            "records": [canonical_record(BY_NAME["benchmark"]) | {"sheets": []}],
        }
    )  # fmt: skip


def bring(tmp_path: Path, url: str, *lines: str, head: str = HEAD, **changed: object) -> Report:
    path = tmp_path / "tests.csv"
    path.write_text(head + "".join(lines), encoding="utf-8")
    return load([path], url=url, mapping=mapping(**changed))


def held(url: str) -> dict[tuple[str, str, str], tuple[float | None, str | None]]:
    found = rows(url, 'SELECT "group", geography, period, value, status FROM benchmark')
    values = [None if pd.isna(value) else value for value in found["value"]]
    keys = zip(found["group"], found["geography"], found["period"], strict=True)
    return dict(zip(keys, zip(values, found["status"].astype(object), strict=True), strict=True))


def test_a_row_becomes_a_figure(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, "202425,Autumn term,Local authority,Camden,Total,Support,1,3,33.3\n")
    assert report.outcome is Outcome.COMMITTED
    assert held(sqlite_url) == {
        ("no_sen", "England", "2024-25"): (70.0, None),
        ("support", "Camden", "2024-25.autumn"): (pytest.approx(100 / 3), None),
    }


def test_year_that_does_not_follow_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, "202427,Academic year,National,,Total,Support,1,2,50\n")
    assert "benchmark.period" in {found.rule for found in report.findings}
    assert set(held(sqlite_url)) == {("no_sen", "England", "2024-25")}


@pytest.mark.parametrize("cell", ["c", "z", "x", "low", "u", "k", "SUPP", ":"])
def test_symbol_is_kept_in_place_of_the_number(tmp_path: Path, sqlite_url: str, cell: str) -> None:
    bring(tmp_path, sqlite_url, f"202425,Academic year,National,,Total,No SEN,{cell},{cell},{cell}\n")
    symbol = {"k": "low", "SUPP": "c", ":": "x"}.get(cell, cell)
    assert held(sqlite_url) == {("no_sen", "England", "2024-25"): (None, symbol)}


def test_symbols_of_the_reversed_page_are_turned_round(tmp_path: Path, sqlite_url: str) -> None:
    row = "202425,Academic year,National,,Total,No SEN,x,x,x\n"
    bring(tmp_path, sqlite_url, row, symbols={"x": "z", "z": "x"})
    assert held(sqlite_url) == {("no_sen", "England", "2024-25"): (None, "z")}


def test_sign_that_is_no_symbol_is_refused(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, "202425,Academic year,National,,Total,Support,~,10,~\n")
    assert "benchmark.no_value" in {found.rule for found in report.findings}
    assert set(held(sqlite_url)) == {("no_sen", "England", "2024-25")}


def test_nought_pupils_is_not_applicable_not_nought(tmp_path: Path, sqlite_url: str) -> None:
    bring(tmp_path, sqlite_url, "202425,Academic year,National,,Total,No SEN,0,0,\n")
    assert held(sqlite_url) == {("no_sen", "England", "2024-25"): (None, "z")}


def test_rate_that_differs_from_the_printed_one_is_left_out(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, "202425,Academic year,National,,Total,Support,1,2,51.0\n")
    assert [found.rule for found in report.findings if found.severity is Severity.ERROR] == ["file.rate_differs"]
    assert set(held(sqlite_url)) == {("no_sen", "England", "2024-25")}


def test_row_repeated_is_taken_once_and_said(tmp_path: Path, sqlite_url: str) -> None:
    start = "202425,Academic year,National,,Total"
    rows_of_parts = [f"{start},Support,10,100,10\n", f"{start},Plan,5,100,5\n"]
    report = bring(tmp_path, sqlite_url, *rows_of_parts, rows_of_parts[0])
    assert any("repeating another" in found.message for found in report.findings)
    assert held(sqlite_url)["send", "England", "2024-25"] == (pytest.approx(7.5), None)


def test_two_rows_for_one_figure_are_both_refused(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, GOOD.replace("70,100,70.0", "60,100,60.0"))
    assert "keys.conflicting" in {found.rule for found in report.findings}
    assert held(sqlite_url) == {}


def test_parts_with_one_suppressed_make_no_whole(tmp_path: Path, sqlite_url: str) -> None:
    bring(
        tmp_path, sqlite_url, "202425,Academic year,National,,Total,Support,10,100,10\n",
        "202425,Academic year,National,,Total,Plan,c,c,c\n",
    )  # fmt: skip
    assert set(held(sqlite_url)) == {("support", "England", "2024-25"), ("plan", "England", "2024-25")}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("202425,Academic year,Ward,,Total,Support,1,2,50\n", "“Ward”"),
        ("202425,Week 29,National,,Total,Support,1,2,50\n", "“Week 29”"),
        ("202425,Academic year,National,,Total,All SEN,1,2,50\n", "“All SEN”"),
    ],
)
def test_row_the_mapping_does_not_read_is_passed_over_and_said(
    tmp_path: Path, sqlite_url: str, line: str, words: str
) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, line)
    assert [words in found.message for found in report.findings] == [True]
    assert report.findings[0].severity is Severity.WARNING
    assert set(held(sqlite_url)) == {("no_sen", "England", "2024-25")}


def test_file_of_another_layout_is_refused_with_the_columns_it_lacks(tmp_path: Path, sqlite_url: str) -> None:
    report = bring(tmp_path, sqlite_url, GOOD, head=HEAD.replace("eligible", "pupils"))
    assert report.outcome is Outcome.REJECTED
    assert "“eligible”" in report.as_text()


def test_a_total_cannot_be_a_part() -> None:
    with pytest.raises(pydantic.ValidationError, match="never added up with its parts"):
        mapping(together={"send": ["support", "all"]})
