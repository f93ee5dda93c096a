"""Rows of shares and bars of pupils: everything drawn is said in words too."""

from __future__ import annotations

import json
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from dashboard.components.rate_rows import rate_rows, rate_words
from dashboard.components.rung_rows import Bar, rung_rows, rung_table
from dashboard.metrics.answer import Row, State
from dashboard.metrics.marks import Reference

KINDS = (("0", "None"), ("1", "One"), ("2", "Two"), ("3", "Three or more"))


def told(component: Any) -> str:
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def share(k: int, n: int) -> Row:
    return Row(label="Cedar", n=n, numerator=k, denominator=n, value=100 * k / n, low=10.0, high=90.0)


def test_a_share_is_said_as_it_may_be_shown() -> None:
    assert rate_words(share(22, 48)) == "45.8%, 95% interval 10.0 to 90.0"
    assert rate_words(share(4, 8)) == "4 of 8"
    none = Row(label="Dogwood", state=State.NOT_AVAILABLE, reason="no conversations have been supplied for this year")
    assert rate_words(none) == "no conversations have been supplied for this year"


def test_rows_carry_alternative_words_and_the_pilot() -> None:
    pilot = [Reference(value=55, words="pilot 2009 to 2011: 55%")]
    said = told(rate_rows([share(22, 48), share(3, 4)], heading="School", caption="By lead", references=pilot,
                          notes=["SENDCO", "Headteacher"], notes_heading="Lead now"))  # fmt: skip
    assert "45.8%, 95% interval 10.0 to 90.0; pilot 2009 to 2011: 55%" in said
    assert '"Lead now"' in said
    assert '"3 of 4"' in said
    assert "75.0%" not in said


def test_where_no_row_has_a_mark_there_is_no_column_for_it() -> None:
    few = told(rate_rows([share(3, 4), Row(label="Dogwood", reason="nobody")], heading="Class", caption="x"))
    assert all(words in few for words in ('"3 of 4"', '"nobody"', "How many"))
    assert not any(words in few for words in ("0% to 100%", "rail-picture", "95% interval"))
    assert "0% to 100%" in told(rate_rows([share(3, 4), share(15, 30)], heading="Class", caption="x"))


def test_low_reliability_is_a_word() -> None:
    assert "low reliability" in told(rate_rows([share(6, 12)], heading="School", caption="x"))
    assert "low reliability" not in told(rate_rows([share(15, 30)], heading="School", caption="x"))


def test_every_count_of_a_bar_is_read_out() -> None:
    bars = [Bar(label="2024/25", counts=(("0", 1), ("1", 0), ("2", 99), ("3", 1_200)))]
    said = told(rung_rows(bars, kinds=KINDS, heading="Whose", caption="The ladder", cut_by="How many"))
    assert "None: 1; One: 0; Two: 99; Three or more: 1,200" in said
    assert '"1,300"' in said
    table = told(rung_table(bars, kinds=KINDS, heading="Whose", caption="The ladder"))
    assert all(words in table for words in ('"1"', '"0"', '"99"', '"1,200"', "Three or more"))
