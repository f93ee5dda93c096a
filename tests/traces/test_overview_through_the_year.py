"""The overview in September, October and March: every strand says which term its figures are of, and nothing is of the
future."""

from __future__ import annotations

import pytest

from tests.traces.test_through_the_year import (
    ASPEN_HOUSE,
    DAYS,
    HAZEL_BANK,
    LATEST,
    SAID,
    WORDS,
    Then,
    opened,
    then,
    told,
)

LEVELS = ("trust", f"school:{HAZEL_BANK}", f"school:{ASPEN_HOUSE}", "class")
__all__ = ["opened", "then"]


def at(then: Then, level: str) -> str:
    return then.address(level).replace("/progress", "/overview")


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_says_its_day_and_whose_terms_are_late(then: Then, level: str) -> None:
    page = then.page(at(then, level))
    assert page.as_at.startswith(f"As at {WORDS[then.day]} · ")
    assert page.said
    if then.day in DAYS[:2] and level != f"school:{ASPEN_HOUSE}":
        assert SAID[LATEST[then.day]] in page.as_at


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_said_of_a_term_that_has_not_begun(then: Then, level: str) -> None:
    page = then.page(at(then, level))
    future = ("spring term 2026", "summer term 2026") if then.day in DAYS[:2] else ("summer term 2026", "2026/27")
    assert not [words for words in future if words in told(page)]


def test_what_needs_no_test_is_of_the_term_shown(then: Then) -> None:
    """At a school every fact counts pupils: of none, it is not said."""
    page = then.page(at(then, f"school:{HAZEL_BANK}"))
    title = "Summer term 2025, pupil by pupil" if then.day == DAYS[0] else "This term, pupil by pupil"
    assert page.card(title)
    assert not [words for words in page.card(title) if words.startswith("0 of")]
    if then.day == DAYS[1]:  # before the October half term nobody is told to be persistently absent
        assert "missed a tenth or more" not in " ".join(page.card(title))


def test_in_september_the_last_completed_term_is_shown_and_the_new_one_a_choice_away(opened: object) -> None:
    """Two weeks of registers are no headline; what is said of pupils names its term."""
    then = opened(DAYS[0])  # type: ignore[operator]
    for level in ("trust", f"school:{HAZEL_BANK}"):
        page = then.page(at(then, level))
        assert "autumn term 2025 has just begun: this is summer term 2025" in page.as_at
        assert page.parts["period"]["value"] == "2024-25.summer"
        assert "2025-26.autumn" in page.options("period")
        assert "so far" not in page.words
    school = then.page(at(then, f"school:{HAZEL_BANK}"))
    assert not [words for words in school.card("Summer term 2025, pupil by pupil") if "this " in words]
    new = then.page(f"/overview?place=school:{HAZEL_BANK}&period=2025-26.autumn")
    assert "have no result in summer term 2025" in new.words or "has no result in summer term 2025" in new.words


def test_an_unknown_term_is_answered_in_words(then: Then) -> None:
    for period in ("2019-20", "2031-32.spring"):
        page = then.page(f"/overview?place=school:{HAZEL_BANK}&period={period}")
        assert page.as_at.startswith("As at ")
        assert page.said
