"""How one result of a national test or examination is said."""

from __future__ import annotations

import pytest

from dashboard.pages.progress.pupil_national import national_card, outcome_words
from dashboard.queries.pupils_story import NationalResult


def result(scale: str, raw: str | None, value: float | None) -> NationalResult:
    return NationalResult(
        term="2024-25.summer", scale=scale, subject="any", kind="test", raw=raw, value=value, date=None
    )


@pytest.mark.parametrize(
    ("scale", "raw", "value", "words"),
    [
        ("ks2_scaled_score", None, 104.0, "104 points"),
        ("ks2_scaled_score", "104", 104.0, "104"),
        ("ks2_scaled_score", "B", None, "No outcome: below the level of the test (B)"),
        ("ks2_scaled_score", "Q", None, "No outcome: Q"),
        ("ks2_writing", "exs", None, "exs: working at the expected standard"),
        ("ks2_writing", "PK4", None, "PK4"),
        ("ks2_writing", "A", None, "No outcome: absent (A)"),
        ("good_development", None, 1.0, "Reached"),
        ("good_development", None, 0.0, "Not reached"),
        ("gcse_grade", "U", 0.0, "U (0 points)"),
        ("gcse_grade", "7-6", 6.5, "7-6 (6.5 points)"),
        ("gcse_grade", "7", 7.0, "7"),
        ("phonics_mark", None, 31.0, "31 marks"),
    ],
)
def test_a_result_is_said_as_it_was_awarded(scale: str, raw: str | None, value: float | None, words: str) -> None:
    assert outcome_words(result(scale, raw, value)) == words


def test_a_pupil_without_any_has_no_card() -> None:
    assert national_card([]) == []
