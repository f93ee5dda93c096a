"""Each rule about rows finds what it should, and leaves the rest alone; all of them say what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data_loaders.report import Severity
from data_loaders.rules import RULES
from data_loaders.rules.identity import check_letter
from data_loaders.rules.rule import Known
from data_loaders.store.records import BY_NAME

SCALES = pd.DataFrame({"scale": ["age", "open"], "lowest": [55.0, None], "highest": [145.0, None]})
SEP, JAN = date(2025, 9, 1), date(2026, 1, 1)


def broken(rule_code: str, rule_column: str = "", **columns: list[Any]) -> list[int]:
    """The places of the rows that break a rule."""
    rule = next(rule for rule in RULES if rule.code == rule_code and rule_column in ("", rule.column))
    rows = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    known = Known(frames={rule.record: rows}, scales=SCALES)
    found = rule.broken(rows, known=known)
    assert all(isinstance(words, str) and words for words in found)
    return sorted(found.index)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code} {rule.column}")
def test_every_rule_is_about_a_column_and_says_what_to_do(rule: Any) -> None:
    names = BY_NAME[rule.record].names
    assert {rule.column, *rule.needs} <= set(names)
    assert rule.advice
    assert rule.severity in (Severity.ERROR, Severity.WARNING)
    nothing = pd.DataFrame({name: pd.Series([None], dtype=object) for name in names})
    assert len(rule.broken(nothing.iloc[:0], known=Known(frames={}, scales=SCALES))) == 0


def test_an_end_comes_after_its_beginning() -> None:
    ends = [JAN, SEP, None, date(2025, 8, 31)]
    assert broken("sen_status.ends_before_it_begins", from_date=[SEP] * 4, to_date=ends) == [1, 3]


def test_two_closed_statuses_do_not_overlap() -> None:
    found = broken(
        "sen_status.two_at_once", pupil=["a", "a", "a", "b"], from_date=[SEP, date(2025, 12, 1), JAN, SEP],
        to_date=[JAN, JAN, date(2026, 2, 1), JAN],
    )  # fmt: skip
    assert found == [1]


def test_an_open_status_is_closed_by_the_next() -> None:
    assert broken("sen_status.two_at_once", pupil=["a", "a"], from_date=[SEP, JAN], to_date=[None, None]) == []


def test_one_main_school_at_a_time() -> None:
    columns = {"pupil": ["a"] * 3, "from_date": [SEP, JAN, JAN], "to_date": [None] * 3, "status": ["M", "S", "C"]}
    assert broken("enrolment.two_main_schools", **columns) == [2]


def test_withdrawn_codes_are_said_after_their_last_day() -> None:
    days = [date(2014, 9, 1), date(2016, 9, 1), SEP]
    assert broken("sen_status.withdrawn_code", code=["A", "P", "K"], from_date=days) == [1]


def test_a_value_lies_on_its_scale() -> None:
    found = broken(
        "assessment.outside_scale", scale=["age", "age", "age", "open", "other"], value=[54.9, 55, 146, 999, 1]
    )
    assert found == [0, 2]


def test_a_date_lies_in_its_terms_year() -> None:
    days = [date(2025, 8, 1), date(2025, 7, 31), None]
    assert broken("assessment.date_in_another_year", date=days, term=["2025-26.autumn"] * 3) == [1]


def test_examination_results_are_dated_in_the_august_after() -> None:
    days, scales = (
        [date(2025, 8, 21), date(2025, 8, 21), date(2026, 8, 20)],
        ["gcse_grade", "reading_age", "gcse_grade"],
    )
    found = broken("assessment.date_in_another_year", date=days, term=["2024-25.summer"] * 3, scale=scales)
    assert found == [1, 2]


def test_a_mark_alone_stands_on_a_national_scale_only() -> None:
    scales = ["ks2_scaled_score", "ks2_writing", "reading_age", "ks2_scaled_score", "reading_age"]
    found = broken("assessment.no_value", scale=scales, raw=["A", "EXS", "A", None, None], value=[None] * 4 + [90.0])
    assert found == [2, 3]
    assert broken("assessment.no_value", scale=["ks2_scaled_score", "reading_age"]) == [0, 1]


def test_a_national_assessment_has_its_own_subjects() -> None:
    scales = ["ks2_scaled_score", "ks2_scaled_score", "gcse_grade", "reading_age"]
    assert broken("assessment.unknown_subject", scale=scales, subject=["maths", "mathematics", "art", "maths"]) == [0]


def test_prior_attainment_groups_lie_side_by_side() -> None:
    years = ["2023-24"] * 4 + ["2024-25"]
    lowest, highest = [99.5, 59, 100.5, 100, 99], [100, 82, 101, 102, 98]
    assert broken("prior_group.overlap", academic_year=years[:3], lowest=lowest[:3], highest=highest[:3]) == []
    assert broken("prior_group.overlap", academic_year=years, lowest=lowest, highest=highest) == [2]
    assert broken("prior_group.upside_down", academic_year=years, lowest=lowest, highest=highest) == [4]


WEEK = "/ \\ / \\ / \\ / \\ / \\"


def test_a_week_begins_on_a_monday_and_has_ten_marks() -> None:
    days = [date(2025, 9, 8), date(2025, 9, 9), SEP]
    assert broken("attendance.not_monday", from_date=days, grain=["week", "week", "term"]) == [1]
    marks = [WEEK, WEEK[:-2], f"{WEEK} /", None]
    assert broken("attendance.wrong_number", marks=marks, grain=["week"] * 4) == [1, 2]


def test_register_codes_are_known_and_dated() -> None:
    old, new = date(2024, 7, 1), date(2025, 9, 8)
    marks = [WEEK, WEEK.replace("\\", "C2"), WEEK.replace("\\", "H"), WEEK.replace("\\", "q"), WEEK.replace("\\", "H")]
    assert broken("attendance.unknown_code", "marks", marks=marks) == [3]
    assert broken("attendance.not_in_use", marks=marks, from_date=[old, old, old, new, new]) == [1, 4]
    counts = ["I:3 U:1", "I3", "I:x", "Q9:1", None]
    assert broken("attendance.unknown_code", "counts", counts=counts) == [1, 2, 3]


def test_totals_add_up() -> None:
    found = broken(
        "attendance.totals", possible=[20, 20, 20, None], attended=[18, 18, 20, 1], authorised=[1, 1, 0, 1],
        unauthorised=[1, 0, 0, 1],
    )  # fmt: skip
    assert found == [1]


def test_a_register_row_says_something() -> None:
    found = broken("attendance.nothing", pupil=["a", "b", "c"], marks=[WEEK, None, None], possible=[None, None, 20])
    assert found == [1]


def test_a_conversation_held_says_who_came() -> None:
    status = ["held", "held", "held", "declined"]
    assert broken("conversation.held_without_parent", status=status, parent_present=[True, False, None, None]) == [2]
    assert broken("conversation.held_but_not", status=status, held=[None, None, SEP, SEP]) == [3]
    assert broken("conversation.held_in_another_year", held=[SEP, SEP], term=["2025-26.autumn", "2024-25.summer"]) == [
        1
    ]


def test_nobody_attends_more_than_is_offered() -> None:
    assert broken("activity_session.more_than_offered", offered=[10, 10, None], attended=[10, 11, 3]) == [1]


@pytest.mark.parametrize("upn", ["H801200001001", "G80120000101A"])
def test_the_check_letter_of_the_guides_examples(upn: str) -> None:
    assert check_letter(upn) == upn[0]


LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""No I, O or S. A letter stands for its place among these, from 0."""


@settings(max_examples=40, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(digits=st.text("0123456789", min_size=11, max_size=11), last=st.sampled_from(f"0123456789{LETTERS}"))
def test_the_check_letter_is_the_weighted_sum_over_23(digits: str, last: str) -> None:
    """Permanent and temporary numbers alike: weights 2 to 13 from the left, what is left over of 23 is the letter."""
    marks = [*map(int, digits), int(last) if last.isdigit() else LETTERS.index(last)]
    over = sum(weight * mark for weight, mark in zip(range(2, 14), marks, strict=True)) % 23
    assert check_letter(f"A{digits}{last}") == check_letter(f"a{digits}{last.lower()}") == LETTERS[over]


def test_a_upn_of_a_new_authority_is_right() -> None:
    """Cumberland is of 2023: the check is of the letter, not of a list of authorities."""
    assert broken("pupil.upn", upn=[check_letter("A942200024001") + "942200024001"]) == []


@given(digits=st.text("0123456789", min_size=12, max_size=12), wrong=st.sampled_from(LETTERS))
def test_only_one_letter_fits(digits: str, wrong: str) -> None:
    right = check_letter(f"A{digits}")
    assert broken("pupil.upn", upn=[f"{right}{digits}"]) == []
    assert broken("pupil.upn", upn=[f"{wrong}{digits}"]) == ([] if wrong == right else [0])


def test_other_shapes_are_said() -> None:
    assert broken("pupil.upn", upn=["I801200001001", "H80120000100", None, "H8012000010A1"]) == [0, 1, 3]
