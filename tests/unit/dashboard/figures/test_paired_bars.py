"""A row of a distribution: the group's bar filled, other pupils' hollow, and none of a side of nine or fewer."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from dashboard.figures.paired_bars import bars_top, paired_bars
from dashboard.figures.template import MARKS, TOKENS
from dashboard.metrics.answer import Row


def band(*, n: int = 40, n_other: int = 240, k: int = 10, others: int = 12) -> Row:
    share, other = 100 * k / n, 100 * others / n_other
    return Row(label="under 5%", numerator=k, denominator=n, n=n, value=share, group_value=share, n_other=n_other,
               other_numerator=others, other_value=other, alone=True)  # fmt: skip


@pytest.mark.parametrize("group", ["send", "support", "plan"])
def test_the_groups_bar_is_filled_and_the_others_hollow(group: str) -> None:
    picture = unquote(paired_bars(band(), top=50, group=group))
    assert picture.count("<rect") == 2
    assert f'width="49.00%" height="32%" fill="{MARKS[group].fill}"' in picture
    assert f'width="9.80%" height="32%" fill="{TOKENS["card"]}" stroke="{TOKENS["others"]}"' in picture


def test_nine_pupils_or_fewer_have_no_bar_on_either_side() -> None:
    assert unquote(paired_bars(band(n=9, k=4), top=50, group="send")).count("<rect") == 1
    assert unquote(paired_bars(band(n_other=9, others=3), top=50, group="send")).count("<rect") == 1


def test_the_axis_holds_the_longest_bar_of_either_side() -> None:
    assert bars_top([band(k=10), band(k=31)]) == 80
    assert bars_top([band(k=10), band(others=200)]) == 85
    assert bars_top([]) == 5
