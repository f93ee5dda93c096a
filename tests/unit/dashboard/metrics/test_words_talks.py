"""Conversations in sentences: the words follow the numbers, and few pupils are counted, not rated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.metrics import words_talks as words
from dashboard.metrics.answer import Row
from dashboard.metrics.counted_conversations import DAYS, Coverage, Ladder, Targets
from dashboard.metrics.words_parts import most_title, where_title

GROUP = "pupils in the AfA group"
TERM = "2025-26.spring"


def row(k: int, n: int) -> Row:
    return Row(label="", n=n, numerator=k, denominator=n, value=100 * k / n)


def covered(had: int, *, to_come: int = 0, overdue: int = 0, **outcomes: int) -> Coverage:
    said = {"counted": had, **outcomes}
    days = {kind: n for kind, n in outcomes.items() if kind in DAYS and to_come}
    return Coverage(n=had + to_come + overdue, had=had, to_come=to_come, overdue=overdue, outcomes=said, days=days,
                    offered=0, held=had, counted=had, declined=0)  # fmt: skip


def test_full_participation_of_a_year() -> None:
    assert words.full_sentence(row(11, 20), year="2024-25", words=GROUP) == (
        "In 2024/25 three conversations were held with a parent or carer for **55.0% of 20 pupils in the AfA group "
        "all year**."
    )
    none = Row(label="", reason="nobody was in the AfA group in all three terms")
    assert words.full_sentence(none, year="2024-25", words=GROUP) == (
        "Full participation in 2024/25 cannot be said: nobody was in the AfA group in all three terms."
    )


@pytest.mark.parametrize(
    ("k", "n", "said"),
    [
        (4, 8, "**4 of 8 pupils in the AfA group** have had every conversation due so far in 2025/26; 4 are overdue."),
        (1, 2, "**1 of 2 pupils in the AfA group** has had every conversation due so far in 2025/26; 1 is overdue."),
        (
            6,
            12,
            "**6 of 12 pupils in the AfA group (50.0%)** have had every conversation due so far in 2025/26; 6 are "
            "overdue. These are few",
        ),
        (
            30,
            30,
            "**30 of 30 pupils in the AfA group (100.0%)** have had every conversation due so far in 2025/26; "
            "nobody is overdue.",
        ),
    ],
)
def test_what_was_due_so_far(k: int, n: int, said: str) -> None:
    assert said in words.due_sentence(row(k, n), year="2025-26", words=GROUP)


def test_the_part_with_most_pupils_without_is_named_by_its_count() -> None:
    asked = {"name": "Conversations held when due", "heading": "class", "year": "2025-26"}
    rows = [replace(row(2, 6), label="Class 5A"), replace(row(5, 8), label="Class 5B"), Row(label="Class 5C")]
    said = "Conversations held when due, 2025/26, by class"
    assert most_title(rows, **asked) == f"{said}: Class 5A has most pupils without, 4 of 6"
    assert most_title([*rows, replace(row(0, 4), label="Class 6A")], **asked) == said, "two have as many"
    assert most_title([row(6, 6)], **asked) == said, "nobody is without"


def test_overdue_before_says_who_is_counted_twice() -> None:
    assert words.overdue_before(13, both=6) == (
        "13 pupils are overdue from a term that has ended; 6 of them are also without this term's conversation."
    )
    assert words.overdue_before(1, both=0) == "1 pupil is overdue from a term that has ended."


def test_nothing_is_due_before_a_term_has_ended() -> None:
    none = Row(label="", reason="none is due until a term has ended")
    assert words.due_sentence(none, year="2025-26", words=GROUP) == (
        "No conversation is due yet in 2025/26: a term must end first."
    )


HELD = "this term's conversation has been held for"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            covered(20, to_come=10, ahead=3),
            f" so far {HELD} **66.7% of 30 {GROUP}**: 10 to come (3 with a day set).",
        ),
        (
            covered(20, to_come=10, passed=4, ahead=3),
            f" so far {HELD} **66.7% of 30 {GROUP}**: 10 to come (4 whose day has passed without an outcome and 3 with "
            "a day set).",
        ),
        (
            covered(20, to_come=10, scheduled=3),
            f" so far {HELD} **66.7% of 30 {GROUP}**: 10 to come (3 offered a day, no outcome yet).",
        ),
        (covered(20, overdue=10), f" {HELD} **66.7% of 30 {GROUP}**: 10 overdue."),
        (covered(30), f" {HELD} **100.0% of 30 {GROUP}**."),
        (
            covered(0, to_come=30, ahead=2),
            f" a conversation is to come for all **30 {GROUP}** (2 with a day set).",
        ),
        (covered(2, to_come=1), f" so far {HELD} **2 of 3 {GROUP}**: 1 to come."),
    ],
)
def test_this_term(found: Coverage, said: str) -> None:
    assert words.term_sentence(found, term=TERM, words=GROUP) == f"In spring term 2026{said}"


def test_nobody_in_the_group_is_said() -> None:
    assert words.term_sentence(covered(0), term=TERM, words=GROUP) == "Nobody is in the AfA group in spring term 2026."


def test_titles_are_answers() -> None:
    assert words.term_title(covered(20, to_come=10, ahead=3), term=TERM) == (
        "Spring term 2026: held for 20 of 30 pupils, 10 to come (3 with a day set)"
    )
    rungs = Ladder(counts=(1, 3, 5, 11), n=20)
    assert words.ladder_title(rungs, year="2024-25", over=True) == (
        "2024/25: three conversations or more for 11 of 20 pupils, none for 1"
    )
    assert (
        words.ladder_title(rungs, year="2025-26", over=False)
        == "2025/26 so far: no conversation yet for 1 of 20 pupils"
    )


def test_reasons_and_targets() -> None:
    found = covered(20, to_come=8, ahead=1, passed=2, declined=4)
    assert words.reasons(found) == "Of the 8 without one: day passed without an outcome 2, a day set 1, declined 4."
    assert words.reasons(covered(3)) == ""
    assert words.targets_words("curricular", found=Targets(set=10, met=4, missed=2)) == (
        "Curricular: 10 set; 4 of the 6 closed were met; 4 open."
    )
    assert (
        words.targets_words("wider", found=Targets(set=3, met=0, missed=0)) == "Wider: 3 set; none closed yet; 3 open."
    )


def test_titles_of_targets_and_places_hold_their_figure() -> None:
    both = {"curricular": Targets(set=74, met=18, missed=13), "wider": Targets(set=77, met=25, missed=8)}
    assert words.targets_title(both, year="2025-26") == (
        "Targets set and met, 2025/26: 151 set, 43 of the 64 closed met"
    )
    some, none = Targets(set=2, met=0, missed=0), Targets(set=0, met=0, missed=0)
    assert (
        words.targets_title({"wider": some}, year="2025-26") == "Targets set and met, 2025/26: 2 set, none closed yet"
    )
    assert words.targets_title({"wider": none}, year="2025-26") == "Targets set and met, 2025/26: none set"
    asked: dict[str, str] = {"name": "Conversations held when due", "heading": "class", "year": "2025-26"}
    assert where_title(row(36, 65), **asked) == "Conversations held when due, 2025/26: 55.4% of 65 pupils, by class"
    said = "Conversations held when due, 2025/26: 36.4% of 11 pupils (low reliability), by class"
    assert where_title(row(4, 11), **asked) == said
    assert where_title(row(4, 8), **asked) == "Conversations held when due, 2025/26: 4 of 8 pupils, by class"
    assert where_title(Row(label=""), **asked) == "Conversations held when due by class, 2025/26"
