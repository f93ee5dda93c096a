"""On the whole sample trust: the formula under every metric adds up to the row's own value, number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.answers import OPERATOR
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import number
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import is_counted, prominence
from dashboard.metrics.worked import worked
from dashboard.reporting import questions
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from tests.fixtures.sample_trust import AS_AT

PLACES = ("trust", "school:100001", "school:100009")
_PART = re.compile(r"([\d,]+) ÷ ([\d,]+)( × 100)? = ([−\d.,]+\d)")
_MINUS = re.compile(r"([−\d.,]+\d) \([^)]*\) minus ([−\d.,]+\d) \([^)]*\) = ([+−\d.,]+\d)")
ROUNDING = 1.1e-4


@pytest.fixture(scope="module")
def ask(sample_home: Path) -> Iterator[Ask]:
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asking(engine, scope=OPERATOR, as_at=AS_AT) as opened:
        yield opened
    engine.dispose()


def plain(words: str) -> float:
    return float(words.replace(",", "").replace("−", "-"))


def rows(ask: Ask, name: str) -> Iterator[tuple[Answer, Row]]:
    """A metric's rows at every place of the test, and by school."""
    strand = metric(name).strand
    for place in PLACES:
        view = view_of(ask, selection=Selection(place=place), strand=strand)
        answer = questions.value(view, metric=name)
        yield from ((answer, row) for row in answer.rows)
    view = view_of(ask, selection=Selection(), strand=strand)
    answer = questions.by_place(view, metric=name)
    yield from ((answer, row) for row in answer.rows)


@pytest.mark.parametrize("name", sorted(questions.QUESTIONS))
def test_what_is_told_adds_up_to_the_value(ask: Ask, name: str) -> None:
    for answer, row in rows(ask, name):
        said = worked(row, answer=answer)
        assert said, f"{row.label}: a figure of which nothing can be said"
        if row.value is None:
            assert row.reason in said
        elif is_counted(row):
            assert number(row.value, decimals=4) not in said
        elif prominence(row) != "words":
            _check(said, row=row)
        else:
            assert number(row.value, decimals=4) not in said


def _check(said: str, *, row: Row) -> None:
    assert row.value is not None
    shown = number(row.value, decimals=4)
    assert re.search(rf"= [+]?{re.escape(shown)}(?!\d)", said), said
    for of, over, times, result in _PART.findall(said):
        assert plain(result) == pytest.approx((100 if times else 1) * plain(of) / plain(over), abs=ROUNDING)
    for one, other, result in _MINUS.findall(said):
        assert plain(result.lstrip("+")) == pytest.approx(plain(one) - plain(other), abs=2 * ROUNDING)
