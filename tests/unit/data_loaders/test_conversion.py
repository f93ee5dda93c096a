"""A mapping applied: keys, codes, empty cells, wide to long; each way of saying it, tried on a small sheet."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.conversion import LINE, MOST_FAILURES, Converted, convert
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import PupilKey
from data_loaders.pupil_keys import pupil_keys
from data_loaders.sources.sheet import Sheet


def sheet(**columns: list[str]) -> Sheet:
    frame = pd.DataFrame(columns, dtype=str)
    return Sheet(file="a.csv", name="", frame=frame, lines=np.arange(2, len(frame) + 2))


def converted(one: Sheet, *, made: dict[str, Any], **more: Any) -> Converted:
    said = {"name": "own", "title": "", "about": "", "pupil": {"columns": [["UPN"]]}, "records": [made], **more}
    mapping = Mapping.model_validate(said)
    return convert(one, number=0, made=mapping.records[0], mapping=mapping)


def values(found: Converted, name: str) -> list[Any]:
    assert found.failures == []
    return found.frame[name].tolist()


STATUS = {"record": "sen_status", "columns": {"from_date": {"constant": "2025-09-01"}, "code": "SEN"}}


def test_a_pupil_is_known_by_upn_else_by_school_and_number() -> None:
    key = PupilKey(columns=(("UPN",), ("School", "No")))
    one = sheet(UPN=["A1", " ", ""], School=["GP", "GP", "GP"], No=["7", "8", ""])
    assert pupil_keys(one, key=key).tolist() == ["A1", "GP:8", ""]


def test_a_row_without_a_key_is_held_back() -> None:
    found = converted(sheet(UPN=["A1", ""], SEN=["K", "N"]), made=STATUS)
    assert [(failure.rule, failure.lines.tolist()) for failure in found.failures] == [("values.empty", [3])]


def test_a_row_is_known_by_its_cells_whatever_the_order_of_rows_and_columns() -> None:
    rows = [[str(number % 7), str(number), f" {number * 3} "] for number in range(50)]
    frame = pd.DataFrame(rows, columns=["b", "a", "c"], dtype=str)
    one = Sheet(file="", name="", frame=frame, lines=np.arange(50))
    keys = pupil_keys(one, key=PupilKey(row_hash=True))
    assert len(set(keys)) == 50
    order = random.Random(3).sample(range(50), 50)
    stripped = frame.iloc[order][["c", "a", "b"]].apply(lambda column: column.str.strip())
    again = pupil_keys(Sheet(file="", name="", frame=stripped, lines=np.arange(50)), key=PupilKey(row_hash=True))
    assert again.tolist() == keys[order].tolist()


def test_codes_are_translated_whatever_their_capitals_and_nothing_else_is_let_through() -> None:
    code = {"column": "SEN", "codes": {"Support": "K", "none": "N", "plan": "E"}}
    made = {**STATUS, "columns": {**STATUS["columns"], "code": code}}
    assert values(converted(sheet(UPN=["1", "2"], SEN=["SUPPORT ", "None"]), made=made), "code") == ["K", "N"]
    (failure,) = converted(sheet(UPN=["1", "2"], SEN=["plan", "K"]), made=made).failures
    assert (failure.message, failure.advice) == (
        "“K” is not one of the codes the mapping knows", "Use one of Support, none, plan",
    )  # fmt: skip


def test_what_empty_and_missing_cells_mean() -> None:
    attended = {"column": "Attended", "missing": ["n/a"]}
    columns = {"school": {"constant": "1"}, "from_date": {"constant": "2025-09-01"}, "grain": {"constant": "year"}}
    made = {"record": "attendance", "columns": {**columns, "attended": attended}}
    one = sheet(UPN=["1", "2", "3", "4"], Attended=["5", "", "N/A", "?"])
    assert values(converted(one, made=made, missing=["?"]), "attended") == [5, None, None, None]
    made["columns"]["attended"]["empty"] = "0"
    assert values(converted(one, made=made, missing=["?"]), "attended") == [5, 0, None, None]


def test_wide_becomes_long_and_no_mark_makes_no_row() -> None:
    made = {
        "record": "assessment",
        "skip_empty": ["value"],
        "for_each": [
            {"value": "Autumn", "term": {"constant": "2025-26.autumn"}},
            {"value": "Spring", "term": {"constant": "2025-26.spring"}},
        ],
        "columns": {
            name: {"constant": said} for name, said in (("subject", "reading"), ("scale", "s"), ("kind", "test"))
        },
    }
    found = converted(sheet(UPN=["1", "2"], Autumn=["9", "8"], Spring=["", "7"]), made=made)
    assert values(found, "pupil") == ["1", "2", "2"]
    assert values(found, "value") == [9.0, 8.0, 7.0]
    assert found.frame[LINE].tolist() == [2, 3, 3]


def test_a_column_nobody_gives_is_left_out_so_that_what_is_stored_stays() -> None:
    optional = {"column": "Recorded", "absent": "ignored"}
    made = {**STATUS, "columns": {**STATUS["columns"], "recorded_on": optional}}
    assert "recorded_on" not in converted(sheet(UPN=["1"], SEN=["K"]), made=made).frame
    with_it = converted(sheet(UPN=["1"], SEN=["K"], Recorded=["01/10/2025"]), made=made)
    assert values(with_it, "recorded_on")[0].isoformat() == "2025-10-01"


def test_thousands_of_wrong_values_make_a_short_list() -> None:
    count = 1_000
    found = converted(sheet(UPN=[str(n) for n in range(count)], SEN=[f"x{n}" for n in range(count)]), made=STATUS)
    assert len(found.failures) == MOST_FAILURES + 1
    assert sum(len(failure.lines) for failure in found.failures) == count
    assert found.failures[-1].message.startswith("each of 950 other values is not a code")
