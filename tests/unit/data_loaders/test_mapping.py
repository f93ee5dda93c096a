"""Mappings: what is wrong in one is said when it is loaded; a trust's own comes before a built-in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_loaders.mapping import MappingError, list_mappings, load_mapping
from data_loaders.store.records import RECORDS

PLAIN = """
name = "own"
title = "Our export"
about = "What the office exports each Friday."
{more}
pupil = {{ columns = [["UPN"], ["School", "Admission number"]] }}
[[records]]
record = "sen_status"
columns = {{ from_date = "Start", code = {code} }}
"""


def save(folder: Path, *, more: str = "", code: str = '"SEN"', text: str = "") -> list[Path]:
    (folder / "own.toml").write_text(text or PLAIN.format(more=more, code=code), encoding="utf-8")
    return [folder]


def test_the_built_in_mappings_are_whole() -> None:
    found = {mapping.name: mapping for mapping in list_mappings()}
    assert {"canonical", "uci_student"} <= set(found)
    assert [made.record for made in found["canonical"].records] == [record.name for record in RECORDS]
    assert all(mapping.title and mapping.about for mapping in found.values())
    assert found["uci_student"].all_notes[0].startswith("SEND here means extra educational support")
    assert "leaving them out changes the conclusion" in " ".join(found["uci_student"].all_notes)


def test_an_own_mapping_comes_before_a_built_in_one(tmp_path: Path) -> None:
    own = PLAIN.replace('"own"', '"uci_student"').format(more="", code='"SEN"')
    (tmp_path / "uci_student.toml").write_text(own, encoding="utf-8")
    assert load_mapping("uci_student", folders=[tmp_path]).title == "Our export"
    assert load_mapping("uci_student").title != "Our export"
    assert load_mapping("uci_student", folders=[tmp_path / "none"]).title != "Our export"


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(MappingError, match=r"there is no mapping “uci”; there are afa_group, canonical, .*uci_student"):
        load_mapping("uci")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"more": 'colour = "red"'}, "colour: Extra inputs are not permitted"),
        ({"more": 'date_formats = ["%d/%m/%Y", "%m/%d/%Y"]'}, "01/02/2026 would have two meanings"),
        ({"more": 'date_formats = ["%d/%m/%y"]'}, "years of two digits are not read"),
        ({"code": "{ }"}, "write either column = “heading” or constant = “value”"),
        ({"code": '{ column = "a", constant = "b" }'}, "write either column"),
        ({"text": PLAIN.format(more="", code='"SEN"').replace("sen_status", "sen")}, "there is no record “sen”"),
        (
            {"text": PLAIN.format(more="", code='"SEN"').replace("from_date", "start")},
            "sen_status has no start; it has",
        ),
        (
            {"text": PLAIN.format(more="", code='"SEN"').replace("code =", "to_date =")},
            "sen_status needs a source for code",
        ),
        ({"text": PLAIN.format(more="", code='"SEN"').replace('"own"', '"ours"')}, "own.toml calls itself “ours”"),
        ({"text": "name = "}, "own.toml cannot be read"),
        (
            {"text": PLAIN.format(more="", code='"SEN"').replace("columns = [[", "row_hash = true, columns = [[")},
            "either",
        ),
    ],
)
def test_what_is_wrong_is_said_when_it_is_loaded(said: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping("own", folders=save(tmp_path, **said))
    assert words in str(caught.value)
