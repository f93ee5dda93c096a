"""Is a school different from the country: the limits of the definitions, and what is said within, between, outside."""

from __future__ import annotations

import pytest

from dashboard.metrics.cells import Sums
from dashboard.metrics.funnel import Reading, mean_beside, share_beside
from dashboard.metrics.uncertainty import funnel_limits


def test_the_limits_of_the_worked_example() -> None:
    """Around 18.1%: of 24 pupils 4.2 to 33.3% at 95%, 0 to 45.8% at 99.8%; of 120 11.7 to 25.0% and 8.3 to 30.0%."""
    found = {
        (n, sure): tuple(round(100 * each, 1) for each in funnel_limits(n, reference=0.181, confidence=sure))
        for n in (24, 120)
        for sure in (0.95, 0.998)
    }
    assert found == {(24, 0.95): (4.2, 33.3), (24, 0.998): (0.0, 45.8), (120, 0.95): (11.7, 25.0),
                     (120, 0.998): (8.3, 30.0)}  # fmt: skip


@pytest.mark.parametrize(
    ("k", "n", "reading"),
    [
        (1, 24, Reading.AS_OTHERS), (8, 24, Reading.AS_OTHERS),  # 4.2% and 33.3%: on the limits is within them
        (0, 24, Reading.ASK), (9, 24, Reading.ASK), (11, 24, Reading.ASK),  # nought is between; 45.8% is on the wider
        (12, 24, Reading.DIFFERENT),
        (13, 120, Reading.ASK), (9, 120, Reading.DIFFERENT), (37, 120, Reading.DIFFERENT), (30, 120, Reading.AS_OTHERS),
        (9, 9, Reading.FEW), (0, 0, Reading.FEW), (10, 10, Reading.DIFFERENT),
    ],
)  # fmt: skip
def test_a_share_beside_the_country(k: int, n: int, reading: Reading) -> None:
    told = share_beside("rwm_expected", k=k, n=n, reference=18.1)
    assert told.reading is reading
    assert told.above is (100 * k > 18.1 * n)
    assert told.words == (
        "" if reading in {Reading.FEW, Reading.AS_OTHERS} else f"{reading}, {'above' if told.above else 'below'}"
    )


def sums(values: list[float]) -> Sums:
    return Sums(len(values), sum(values), sum(value * value for value in values))


def test_an_average_beside_the_country() -> None:
    """20 pupils, mean 25, standard deviation 11.47: 95% interval 19.6 to 30.4, 99.8% 15.8 to 34.2."""
    held = sums([10.0, 20.0, 30.0, 40.0] * 5)
    told = [mean_beside("attainment_8", sums=held, reference=each).reading for each in (30.0, 33.0, 35.0, 16.5, 15.0)]
    assert told == [Reading.AS_OTHERS, Reading.ASK, Reading.DIFFERENT, Reading.ASK, Reading.DIFFERENT]
    assert mean_beside("attainment_8", sums=held, reference=35.0).words == "different, below"
    assert mean_beside("attainment_8", sums=held, reference=15.0).words == "different, above"
    assert mean_beside("attainment_8", sums=sums([10.0] * 9), reference=90.0).reading is Reading.FEW
    alike = mean_beside("attainment_8", sums=sums([10.0] * 12), reference=90.0)
    assert alike.reading is Reading.AS_OTHERS  # no spread, so no interval to judge by
