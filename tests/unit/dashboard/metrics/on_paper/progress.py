"""Progress on paper: the scaled scores, levels and bands of definitions.md 3, and small groups by hand."""

from __future__ import annotations

from dashboard.metrics.cells import BandCell, MatchingCell, ProgressCell
from dashboard.metrics.standing import Cohort
from tests.unit.dashboard.metrics.on_paper.example import NONE, Example
from tests.unit.dashboard.metrics.pupils import sums_cell
from tests.unit.dashboard.metrics.test_progress import cell as gained
from tests.unit.dashboard.metrics.test_progress_starts import began, beside, gains


def pupils(status: str, *pairs: tuple[float, float]) -> ProgressCell:
    """Pupils by their first and last result."""
    first, last = zip(*pairs, strict=True)
    return gained(status, *last)._replace(
        sum_first=sum(first), sum_last=sum(last), sum_first_squared=sum(one * one for one in first),
        sum_last_squared=sum(two * two for two in last), sum_product=sum(one * two for one, two in pairs),
    )  # fmt: skip


def banded(sen: str, *, up: int, kept: int, down: int) -> list[BandCell]:
    """Pupils of a school who rose from the second of four bands, stayed in the third, or fell from it."""
    window = ("matched", "2025-26.autumn", "2025-26.spring")
    about = ("1", "2025-26.spring", "writing", "age_related", "4", sen, sen, *window)
    return [BandCell(*about, *ends, n) for ends, n in (((2, 3), up), ((3, 3), kept), ((3, 2), down))]


SEND, OTHERS = gained("K", 2.0, 4.0, 6.0), gained("N", 5.0, 7.0, 9.0, 7.0)
"""Gains of three SEND pupils and of four others: 4 and 7 on average."""
EXPECTED = [gained("K", *[0.0] * 24, met=6), gained("N", *[0.0] * 112, met=84)]
READING = [sums_cell("K", 24, 97.5, 9.2), sums_cell("N", 112, 104.8, 7.4)]
"""Scaled scores: 97.5, standard deviation 9.2, and 104.8, standard deviation 7.4."""
AGO = {"term": "2024-25.spring"}
READING_AGO = [sums_cell("K", 24, 96.5, 10.4963, **AGO), sums_cell("N", 112, 105.6, 7.4, **AGO)]
"""A year ago 9.1 apart, standard error 2.254."""
ROSE_AND_FELL = [*banded("K", up=5, kept=12, down=3), *banded("N", up=30, kept=60, down=10)]
"""20 SEND pupils and 100 others."""
TERM = [gained("K", *[3.0] * 10)._replace(first_term="2024-25.spring"),
        gained("K", *[4.0] * 10)._replace(first_term="2024-25.summer"), gained("N", 5.0, 7.0)]  # fmt: skip
"""Ten gained 3 points in three terms, ten 4 in two; others 5 and 7 in one."""
MONTHS = [gained("K", *[4.0] * 10, *[8.0] * 10), gained("N", 8.0)]
COHORTS = {("reading", "standard", "4", "2025-26.autumn"): Cohort(60, 95.0, 10.0),
           ("reading", "standard", "4", "2025-26.spring"): Cohort(60, 100.0, 10.0)}  # fmt: skip
BEGAN = [began(100, *[106.0] * 24), began(100, *[101.0] * 6, status="K"),
         began(90, *[93.0] * 20), began(90, *[90.0] * 10, status="E")]  # fmt: skip
"""Of 30 who began at 100 the average ended at 105, of 30 who began at 90 at 92."""

PROGRESS = {
    # 4 − 7; 4 ÷ 3 + 2.6667 ÷ 4 = 2, se 1.4142, 3.857 degrees of freedom, t 2.8174.
    "progress_gap": Example(
        cells=[SEND, OTHERS], value=-3.0, of=NONE, between=(-6.9845, 0.9845),
        n=(3, 4), sides=(4.0, 7.0), reason="only 3 SEND pupils",
    ),
    # s² 4, se 1.1547, t of 2 4.3027.
    "progress_gain": Example(
        cells=[SEND, OTHERS], value=4.0, of=NONE, between=(-0.9683, 8.9683),
        n=(3, 4), sides=(4.0, 7.0), reason="only 3 SEND pupils",
    ),
    # With one whose status nobody knows, who gained 8: 48 ÷ 8; s² 36 ÷ 7, se 0.8018, t of 7 2.3646.
    "progress_gain_everyone": Example(
        cells=[SEND, OTHERS, gained("", 8.0)], value=6.0, of=NONE, between=(4.1041, 7.8959), n=(8, None),
        sides=(6.0, None), reason="only 8 pupils",
    ),
    # 1 and 2 points a term; se 0.5130 ÷ √20, t of 19 2.0930.
    "progress_gain_per_term": Example(
        cells=TERM, value=1.5, of=NONE, between=(1.2599, 1.7401), n=(20, 2), sides=(1.5, 6.0), within=5e-5
    ),
    # A sub-level is two points: ten gained 1 and ten 2 of them.
    "progress_gain_sub_levels": Example(
        cells=[gained("K", *[2.0] * 10, *[4.0] * 10), gained("N", 6.0, 6.0)], more={"levels": True}, value=1.5,
        of=NONE, between=(1.2599, 1.7401), n=(20, 2), sides=(1.5, 3.0), within=5e-5,
    ),
    # A term is four months: ten gained 4 months in it and ten 8.
    "progress_gain_ratio": Example(
        cells=MONTHS, more={"ages": MONTHS}, value=1.5, of=NONE, between=(1.2599, 1.7401), n=(20, 1), sides=(1.5, 2.0),
        within=5e-5,
    ),
    "progress_distance": Example(
        cells=READING, value=-7.3, of=NONE, between=(-11.394, -3.206), n=(24, 112), sides=(97.5, 104.8)
    ),
    # s² = (23 × 84.64 + 111 × 54.76) ÷ 134 = 59.8887, s 7.7388; J = 1 − 3 ÷ 535 = 0.99439; g = J × −7.3 ÷ s.
    # se² = (J × 2.0039 ÷ s)² + g² ÷ 268 = 0.066301 + 0.003283, se 0.26379; t of 29.7 degrees 2.0432.
    "progress_effect_size": Example(
        cells=READING, value=-0.9380, of=(-7.3, 7.7388), between=(-1.4770, -0.3990), n=(24, 112), sides=NONE,
        within=5e-4,
    ),
    # −7.3 − −9.1; se √(2.004² + 2.254²) = 3.016, z 1.96.
    "progress_change_year_groups": Example(
        cells=READING, more={"before": READING_AGO}, value=1.8, of=NONE, between=(-4.111, 7.711), n=(24, 112),
        sides=(-7.3, -9.1), fewest=24,
    ),
    # SEND pupils from 80, 90, 100 to 82, 94, 106; others from 100, 100, 100, 104 to 105, 107, 109, 111: −11 and −14.
    "progress_change_same_pupils": Example(
        cells=[pupils("K", (80, 82), (90, 94), (100, 106)),
               pupils("N", (100, 105), (100, 107), (100, 109), (104, 111))],
        value=-3.0, of=NONE, between=(-6.9845, 0.9845), n=(3, 4), sides=(-14.0, -11.0), reason="only 3 SEND pupils",
    ),
    # Half a standard deviation above 95 at first; then twenty half above 100, and twenty 0.7: 0 and 0.2.
    # s² = 40 × 0.01 ÷ 39, se 0.016013, t of 39 2.0227.
    "progress_standing_change": Example(
        cells=[gained("K", *[5.0] * 20, *[7.0] * 20)], more={"cohorts": COHORTS}, value=0.1, of=(40, 40),
        between=(0.0676, 0.1324), n=(40, None), sides=(0.1, None), within=5e-5,
    ),
    # SEND: six at −4, ten at −2; others at +1. s² = 15 ÷ 15 = 1, se 0.25, t of 15 2.1314.
    "progress_value_added": Example(
        cells=gains(BEGAN), more={"beside": beside(BEGAN)}, value=-3.75, of=(16, 16), between=(-4.2829, -3.2171),
        n=(16, 44), sides=(-2.75, 1.0), reason="only 16 SEND pupils",
    ),
    "progress_share_at_expected": Example(
        cells=EXPECTED, value=-50.0, of=(6, 24), between=(-64.81, -28.26), n=(24, 112), sides=(25.0, 75.0)
    ),
    # 6 of 24 and 84 of 112 gained at least what all did on average.
    "progress_share_matching_all": Example(
        cells=EXPECTED, more={"matching": [MatchingCell("1", "4", "K", 24, 6), MatchingCell("1", "4", "N", 112, 84)]},
        value=-50.0, of=(6, 24), between=(-64.81, -28.26), n=(24, 112), sides=(25.0, 75.0),
    ),
    # 6 of 24 ended in the third of four bands, 84 of 112 others: where they began does not count.
    "progress_band_expected": Example(
        cells=[*banded("K", up=4, kept=2, down=18), *banded("N", up=34, kept=50, down=28)], more={"expected": 3},
        value=-50.0, of=(6, 24), between=(-64.81, -28.26), n=(24, 112), sides=(25.0, 75.0),
    ),
    # 5 of 20 (11.2 to 46.9%) against 30 of 100 (21.9 to 39.6%).
    "progress_band_up": Example(
        cells=ROSE_AND_FELL, more={"expected": 3}, value=-5.0, of=(5, 20), between=(-21.81, 18.32), n=(20, 100),
        sides=(25.0, 30.0),
    ),
    # 12 of 20 against 60 of 100: to stay in an age-related band is to keep pace.
    "progress_band_kept": Example(
        cells=ROSE_AND_FELL, more={"expected": 3}, value=0.0, of=(12, 20), between=(-23.19, 20.60), n=(20, 100),
        sides=(60.0, 60.0),
    ),
    # 3 of 20 against 10 of 100; with those who rose and those who stayed, everybody.
    "progress_band_down": Example(
        cells=ROSE_AND_FELL, more={"expected": 3}, value=5.0, of=(3, 20), between=(-7.27, 26.51), n=(20, 100),
        sides=(15.0, 10.0),
    ),
}  # fmt: skip
