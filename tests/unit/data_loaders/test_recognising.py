"""Files that say nothing but their headings are known by them; where two mappings fit, both are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.mapping import list_mappings
from data_loaders.pipeline import structure
from data_loaders.recognising import HEAD, ranked, recognise
from data_loaders.template import write_template
from tests.unit.data_loaders.files import write


def known_as(*paths: Path) -> list[str]:
    return [mapping.name for mapping in recognise(paths, mappings=list_mappings(), structure=structure)]


@pytest.mark.parametrize(
    ("folder", "pattern", "mapping"),
    [
        ("gias", "*.csv", "gias"),
        ("trust-60-schools", "*.csv", "gias"),
        ("uci-student-performance", "student-mat.csv", "uci_student"),
        ("school-census-synthetic", "2025_spring_*.csv", "school_census"),
        ("roster-uk-format", "Section.csv", "roster_uk"),
    ],
)
def test_real_files_are_known_by_their_headings(shared: Path, folder: str, pattern: str, mapping: str) -> None:
    assert known_as(*sorted((shared / "data" / folder).rglob(pattern))) == [mapping]


@pytest.mark.parametrize(
    ("headings", "first"),
    [
        ("UPN,Maths", ["marksheet_subjects"]),
        ("UPN,Maths,History,Geography,Art,Music", ["marksheet_subjects"]),  # a primary school's sheet of every subject
        ("UPN,Reading,Maths,Writing,GPS", ["marksheet_subjects"]),
        ("UPN,English Language,English Literature,Combined Science,History", ["marksheet_ks4"]),
        ("UPN,KS2 Reading TA,KS2 Maths TA", ["marksheet_ks2"]),
    ],
)
def test_results_of_the_end_of_a_key_stage_are_proposed_after_a_marksheet(
    headings: str, first: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "results.csv"
    path.write_text(f"{headings}\nA,{','.join('5' * headings.count(','))}\n", encoding="utf-8")
    assert known_as(path) == first


def test_key_stage_2_results_are_proposed_before_those_of_year_11(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("UPN,Maths\nA,104\n", encoding="utf-8")
    fits = [one.name for one, _ in ranked([path], mappings=list_mappings(), structure=structure)]
    assert fits == ["marksheet_subjects", "marksheet_ks2", "marksheet_ks4"]


def test_the_products_own_files_are_known(tmp_path: Path) -> None:
    assert known_as(*write(tmp_path)) == ["canonical"]


def test_long_files_are_known_by_their_beginning(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("UPN,Date,AM,PM\n" + "A,01/09/2025,/,\\\n" * HEAD, encoding="utf-8")
    assert known_as(path) == ["register_marks"]


def test_what_nobody_has_described_and_what_is_empty_are_nobodys(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Colour,Size\nred,4\n", encoding="utf-8")
    assert known_as(odd) == []
    write_template(tmp_path / "empty.xlsx")
    assert known_as(tmp_path / "empty.xlsx") == []
