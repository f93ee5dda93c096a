"""The words follow the numbers: every sentence, title and headline over a large grid of rows obeys the rules."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.metrics import progress, words, words_counts
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.cells import ProgressCell
from dashboard.metrics.progress_attainment import ASSESSMENTS
from dashboard.metrics.registry import metrics
from dashboard.metrics.small_groups import may_claim, prominence

CHANGES = {"progress_change_same_pupils", "progress_change_year_groups"}
CLAIM = re.compile(
    "narrowed|widened|gained|fell|more often|less often|moved|went|points (above|below)(?! before| after)"
    "|(more|less|fewer|better|worse) than (for |that of )?other pupils"
)
WINDOW = {"first_period": "2024-25.spring", "last_period": "2025-26.spring"}


def answer(metric: str, *rows: Row, **said: str) -> Answer:
    known = metrics()[metric]
    told = {"subject": "mathematics", "scale": "standard", "scale_words": "standardised score", **said}
    return Answer(
        metric=metric, place="school:1", place_words="Hazel Bank", period="2025-26.spring",
        period_words="spring term 2026", rows=rows, unit=known.unit_on("points"), decimals=known.decimals, **told,
    )  # fmt: skip


def row(value: float | None, half: float | None = 1.0, *, n: int = 44, n_other: int = 236, **said: object) -> Row:
    """A row of that value and half width, its ends before and now (or its two sides) 3 and 3 + value."""
    ends = None if value is None or half is None else (value - half, value + half)
    told: dict[str, object] = {
        "label": "Hazel Bank", "key": "school:1", "n": n, "n_other": n_other, "value": value,
        "low": ends and ends[0], "high": ends and ends[1], "other_value": 3.0,
        "group_value": None if value is None else 3.0 + value, "numerator": min(n, 4), "denominator": n, **WINDOW,
        "p": None if ends is None else (0.001 if ends[0] > 0 or ends[1] < 0 else 0.4),
    }  # fmt: skip
    return Row(**{**told, **said})  # type: ignore[arg-type]


def grid() -> Iterator[tuple[str, Row]]:
    """Metrics × values × half widths × sizes of both sides × where the distance was before."""
    values, halves = (-9.0, -4.0, -1.2, -0.02, 0.0, 0.02, 1.2, 4.0, 9.0), (0.01, 1.0, 5.0, None)
    sizes = ((1, 30), (5, 30), (6, 30), (9, 200), (10, 200), (19, 19), (20, 20), (44, 236), (44, 4), (44, 8))
    for metric, value, half, (n, n_other), before in itertools.product(metrics(), values, halves, sizes, (-5.0, 3.0)):
        yield metric, row(value, half, n=n, n_other=n_other, other_value=before, group_value=before + value)


def test_words_over_the_grid_claim_only_what_is_clear() -> None:
    claimed = 0
    for metric, one in grid():
        for said in (words.sentence(answer(metric, one)), words.title(answer(metric, one))):
            where = (said, metric, one)
            if not may_claim(one):
                assert not CLAIM.search(said), where
                assert "no clear" in said.lower() or "nly " in said or " of " in said, where
            else:
                claimed += 1
                assert "no clear" not in said.lower(), where
            if "narrowed" in said or "widened" in said:
                assert metric in CHANGES, where
            if "gained" in said:
                assert metric.startswith(("progress_gap", "progress_gain")), where
            if "gap" in said:
                assert metric in CHANGES, where
            assert not re.search(r"−0\.0+(?!\d)", said), where
            assert "-" not in said.replace("sub-levels", ""), where
            assert "  " not in said, where
            assert not re.search(r"interval|significan|p value|nan|None", said), where
    assert claimed > 1000


def test_sentences_can_be_read_out() -> None:
    for metric, one in grid():
        said = words.sentence(answer(metric, one))
        assert said[0].isupper(), said
        assert said.endswith("."), said
        assert len(said) < 330, said
        assert "mathematics" in said or metrics()[metric].strand != "progress" or metric in ASSESSMENTS, said
        assert not words.title(answer(metric, one))[0].islower()
        assert not words.title(answer(metric, one)).endswith(".")


def test_change_says_worse_as_plainly_as_better() -> None:
    narrower = row(1.8, 1.0, other_value=-9.1, group_value=-7.3)
    wider = row(-1.8, 1.0, other_value=-7.3, group_value=-9.1)
    same = "from spring term 2025 to spring term 2026 for the same pupils"
    assert words.sentence(answer("progress_change_same_pupils", narrower)) == (
        f"In mathematics the gap between SEND pupils and other pupils narrowed by 1.8 points {same}: "
        "9.1 points below before, 7.3 points below after."
    )
    assert f"widened by 1.8 points {same}" in words.title(answer("progress_change_same_pupils", wider))
    assert "for different pupils" in words.sentence(answer("progress_change_year_groups", wider))


def test_gap_that_changes_sides_is_neither_narrower_nor_wider() -> None:
    said = words.sentence(answer("progress_change_same_pupils", row(4.0, 1.0, other_value=-1.0, group_value=3.0)))
    assert "SEND pupils went from 1.0 points below to 3.0 points above other pupils" in said
    assert not re.search("narrowed|widened", said)


def test_change_names_both_dates_and_the_pupils_wherever_it_is_claimed() -> None:
    for metric, one in grid():
        if metric in CHANGES and may_claim(one):
            for said in (words.sentence(answer(metric, one)), words.title(answer(metric, one))):
                assert "spring term 2025" in said
                assert "spring term 2026" in said
                assert "same pupils" in said or "different pupils" in said


def test_difference_in_gains_is_more_or_less() -> None:
    one = row(-1.2, 0.5, group_value=0.3, other_value=1.5)
    assert words.sentence(answer("progress_gap", one)) == (
        "In mathematics SEND pupils gained 1.2 points less than other pupils from spring term 2025 to "
        "spring term 2026: on average +0.3 points against +1.5."
    )
    unclear = words.title(answer("progress_gap", row(0.2, 0.5, group_value=1.7, other_value=1.5)))
    assert unclear == (
        "No clear difference in progress between SEND pupils and other pupils: on average +1.7 points against +1.5"
    )


def test_distance_is_above_or_below() -> None:
    one = row(-7.9, 2, group_value=97.6, other_value=105.5, first_period="")
    assert words.title(answer("progress_distance", one)) == "SEND pupils are 7.9 points below other pupils"
    assert words.sentence(answer("progress_distance", one)) == (
        "In mathematics SEND pupils are 7.9 points below other pupils in spring term 2026: "
        "on average 97.6 points against 105.5."
    )


def test_a_difference_that_is_not_that_of_the_figures_shown_says_that_they_are_rounded() -> None:
    """107.34 less 90.16 is 17.18: 17.2 of 107.3 and 90.2."""
    one = row(-17.18, 2, group_value=90.16, other_value=107.34, first_period="")
    assert words.sentence(answer("progress_distance", one)).endswith(
        "SEND pupils are 17.2 points below other pupils in spring term 2026: on average 90.2 points against 107.3 "
        "(both rounded)."
    )


@pytest.mark.parametrize(
    ("n", "n_other", "shown"),
    [(5, 90, "words"), (90, 5, "words"), (6, 90, "hollow"), (9, 90, "hollow"), (10, 90, "low"), (19, 90, "low"),
     (20, 20, "normal")],
)  # fmt: skip
def test_smaller_side_decides(n: int, n_other: int, shown: str) -> None:
    assert prominence(row(1.0, n=n, n_other=n_other)) == shown
    assert prominence(row(1.0, n=90, n_other=90, fewest=n)) == prominence(row(1.0, n=n))


def test_small_groups_are_counted_never_averaged() -> None:
    few = row(30.0, 1.0, n=4, numerator=3, denominator=4)
    assert words.sentence(answer("progress_share_at_expected", few)) == (
        "In mathematics 3 of 4 SEND pupils made at least the expected gain from spring term 2025 to spring term 2026."
    )
    assert "only 4 SEND pupils have results to compare, too few for an average" in words.sentence(
        answer("progress_gap", row(5.0, 1.0, n=4))
    )
    assert "only 4 SEND pupils are in the year group" in words.sentence(answer("attainment_8", row(-9.1, 2, n=4)))
    assert "Only 14 SEND pupils have results to compare: read with care." in words.sentence(
        answer("progress_gap", row(5.0, 1.0, n=14))
    )
    assert "only 1 other pupil has" in words.sentence(answer("progress_gap", row(5.0, None, n_other=1)))
    ago = row(5.0, 1.0, fewest=3)
    assert "only 3 pupils on one side had results a year ago" in words.sentence(
        answer("progress_change_year_groups", ago)
    )


def test_nothing_is_said_with_its_reason() -> None:
    none = Row(label="Hazel Bank", key="school:1", n=0, n_other=46, state=State.NOT_APPLICABLE,
               reason="no SEND pupils to compare")  # fmt: skip
    assert words.sentence(answer("progress_gap", none)) == (
        "No figure in mathematics in spring term 2026: no SEND pupils to compare."
    )
    assert words.title(answer("progress_gap", none)) == "No SEND pupils to compare"
    assert words.title(answer("progress_gap")) == "No results for this period"


def places(*values: float, key: str = "school", **said: object) -> list[Row]:
    return [row(value, label=f"School {at}", key=f"{key}:{at + 10}", **said) for at, value in enumerate(values)]


def test_among_places_the_compared_are_counted_and_the_small_left_out() -> None:
    rows = [*places(1.5, -2.0, -1.7, 0.1), *places(9.0, n=8), row(None, key="school:20")]
    assert words.sentence(answer("progress_gap", *rows)) == (
        "Of 4 schools compared, SEND pupils gained more than other pupils at School 0 and less at School 1 and "
        "School 2."
    )
    assert (
        words.title(answer("progress_gap", *places(0.1, 0.2))) == "No clear difference in any of the 2 schools compared"
    )
    assert words.title(answer("progress_gap", *places(9.0, key="year", n=8), *places(9.0, n=8))) == (
        "None of the year groups has ten pupils on both sides to compare"
    )
    assert words.title(answer("progress_gap", row(None, key="school:1"), row(None, key="school:2"))) == (
        "None of the schools has two results to compare"
    )
    changed = words.title(answer("progress_change_same_pupils", *places(1.5, -2.0, other_value=-9.0, group_value=-8.0)))
    assert changed == (
        "Of 2 schools compared, the gap narrowed at School 0 and School 1 from spring term 2025 to spring term 2026, "
        "for the same pupils"
    )
    every = words.title(answer("progress_gap", *places(1.5, 1.6, 1.7, 1.8, key="year")))
    assert every == "Of 4 year groups compared, SEND pupils gained more than other pupils in all 4"


def test_one_in_twenty_by_chance_is_not_news_among_twenty_places() -> None:
    rows = places(*([1.5] + [0.1] * 19))
    lucky = [row(1.5, label="School 0", key="school:10", p=0.04), *rows[1:]]
    assert words.clear_rows(lucky).higher == ()
    assert len(words.clear_rows(rows).higher) == 1
    assert words.sentence(answer("progress_gap", *lucky)) == (
        "No clear difference in any of the 20 schools compared; looked at alone, School 0 would show one, as one in "
        "twenty does by chance."
    )
    four = [replace(each, p=0.04) for each in places(1.5, 1.6, 1.7, 1.8)]
    assert "looked at alone, 4 of them would show one" in words.title(answer("progress_gap", *four, *rows[1:]))


def test_rows_of_terms_scales_and_groups() -> None:
    terms = [row(-8.0, label="autumn term 2025", key="2025-26.autumn", first_period=""),
             row(-7.9, label="spring term 2026", key="2025-26.spring", first_period=""),
             row(None, label="summer term 2026", key="2025-26.summer")]  # fmt: skip
    assert words.title(answer("progress_distance", *terms)) == (
        "SEND pupils are 7.9 points below other pupils, spring term 2026"
    )
    groups = [row(-8.0, key="support"), row(-12.0, key="plan")]
    said = words.sentence(answer("progress_gap", *groups))
    assert "pupils on SEN support gained 8.0 points less" in said
    assert "pupils with an EHC plan gained 12.0 points less" in said
    scales = [row(1.4, key="scale:standard", label="Standardised"), row(0.4, key="scale:gcse", label="GCSE points")]
    said = words.sentence(answer("progress_gap", *scales))
    assert said.startswith("Standardised: SEND pupils gained 1.4 points more")
    assert "GCSE points: there is no clear difference" in said


def test_headline_has_a_sentence_a_scale_and_the_standing() -> None:
    one = [answer("progress_distance", row(-7.9, 2, first_period="")), answer("progress_gap", row(0.2))]
    two = [answer("progress_distance", row(-1.0, 2, n=8), scale="gcse", scale_words="GCSE points")]
    standing = answer("progress_standing_change", row(0.1, 0.05, numerator=44))
    said = words.headline([*one, *two, standing])
    assert len(said) == 3
    assert said[0].startswith("Standardised score: in mathematics SEND pupils are 7.9 points below other pupils")
    assert ". There is no clear difference in progress between" in said[0]
    assert "only 8 SEND pupils" in said[1]
    assert "moved up among their year group in the trust" in said[2]


def test_small_group_is_never_a_headline() -> None:
    for metric, one in grid():
        if prominence(one) in {"words", "hollow"}:
            said = " ".join(words.headline([answer(metric, one)]))
            assert not CLAIM.search(said), said


@pytest.mark.parametrize("seed", [11, 12])
def test_relabelled_pupils_seldom_differ(seed: int) -> None:
    """SEND status dealt out at random among 120 pupils: sentences that claim a difference stay near one in twenty."""
    random = np.random.default_rng(seed)
    gains = pd.Series(random.normal(2, 6, 120).round())
    assert claims_by_chance(gains, marked=24, times=200, random=random) <= 0.07


def test_relabelled_real_pupils_seldom_differ(shared: Path) -> None:
    file = pd.read_csv(shared / "data" / "uci-student-performance" / "student-mat.csv", sep=";")
    random = np.random.default_rng(2)
    assert claims_by_chance(file.G3 - file.G1, marked=51, times=200, random=random) <= 0.07


def claims_by_chance(gains: pd.Series, *, marked: int, times: int, random: np.random.Generator) -> float:
    claimed = 0
    for _ in range(times):
        chosen = random.permutation(len(gains)) < marked
        cells = [cell("K", gains[chosen]), cell("N", gains[~chosen])]
        claimed += "gained" in words.sentence(answer("progress_gap", progress.progress_gap(cells)))
    return claimed / times


def cell(status: str, gains: pd.Series) -> ProgressCell:
    return ProgressCell(
        "1", "2025-26.spring", "mathematics", "standard", "4", status, "matched", "2025-26.autumn", "2025-26.spring",
        len(gains), 0.0, float(gains.sum()), 0.0, float((gains**2).sum()), 0.0,
    )  # fmt: skip


def test_who_is_counted() -> None:
    reasons = {"no_result": 6, "joined_after": 14, "other_scale": 1, "no_first": 0}
    found = progress.Coverage(matched=280, eligible=301, reasons=reasons, unknown_status=3)
    assert words_counts.coverage_words(found) == (
        "280 of 301 pupils have a result at both ends. 14 joined after the first result, 6 have no result this period "
        "and 1 is assessed on another scale. SEND status is not known for 3, in neither group."
    )
    nobody = progress.Coverage(matched=0, eligible=0, reasons={}, unknown_status=0)
    assert words_counts.coverage_words(nobody) == "No pupil has a result to count."


def test_small_counts() -> None:
    assert words_counts.counted_words(3, of=4, without=1) == "3 of 4 kept pace; 1 has no result"
    assert words_counts.counted_words(0, of=0, without=2) == "2 have no result"
    assert words_counts.counted_words(0, of=0) == "No pupils"
    assert words_counts.same_pupils_words(40, same=31, left=6, came_off=4, joined=3, identified=6) == (
        "31 of 40 are the same pupils. Of last year's, 6 left and 4 came off the register; "
        "of this year's, 3 joined and 6 were newly identified."
    )
    assert words_counts.same_pupils_words(40, same=40) == "40 of 40 are the same pupils."
    usual = "the usual distance between a pupil's result and the group's average"
    told = [words_counts.size_words(g).removesuffix(f" {usual}") for g in (-0.1, 0.53, -0.94, 1.0, -2.1)]
    assert told == ["less than a fifth of", "about half of", "about nine tenths of", "about", "more than"]
    assert words_counts.smallest_change_words(4.04, unit="points") == (
        "With this many pupils, a difference in progress under about 4.0 points could not be told from chance."
    )
    assert words_counts.without_words(["no_first", "no_result", "no_first", None]) == (
        "2 have no earlier result, 1 has no result this period and 1 is not assessed on this scale"
    )


def test_one_kind_of_send_in_a_list() -> None:
    said = answer("progress_gap", row(-3.0, key="plan"))
    assert words.group_line(said.rows[0], answer=said).startswith(
        "gained 3.0 points less than other pupils, on average"
    )
    assert words.when(said) == "In mathematics from spring term 2025 to spring term 2026"
    few = answer("progress_gap", row(-3.0, key="plan", n=5))
    assert words.group_line(few.rows[0], answer=few) == (
        "only 5 pupils with an EHC plan have results to compare, too few for an average."
    )
