"""Rows with intervals: what is filled, what is hollow, what is only words; as a chart and as pictures in a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from dashboard.figures.places import in_order, places, sides_words
from dashboard.figures.rails import is_drawn, is_hollow, rail, rail_extent, strip_rail
from dashboard.figures.template import TOKENS
from dashboard.metrics.answer import Row, State
from dashboard.metrics.marks import PupilMark, Reference
from tests.unit.dashboard.figures.made_up import answer, place, texts

CLEAR, UNCLEAR = place("Clear", -3.0), place("Unclear", -0.5)
FEW, FIVE = place("Few", -4.0, n=8), place("Five", -4.0, n=5, reason="5 SEND pupils: see the pupils")
NONE = Row(label="None", n=0, n_other=90, state=State.NOT_APPLICABLE, reason="no SEND pupils to compare")
PARENT = Reference(value=-1.2, words="trust −1.2")


def marks(figure: dict[str, Any]) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace["mode"] == "markers")


@pytest.mark.parametrize(
    ("row", "drawn", "hollow"),
    [(CLEAR, True, False), (UNCLEAR, True, True), (FEW, True, True), (FIVE, False, False), (NONE, False, True)],
)
def test_what_is_drawn_and_what_is_hollow(row: Row, drawn: bool, hollow: bool) -> None:
    assert is_drawn(row) is drawn
    assert is_hollow(row) is hollow


def test_only_rows_with_marks_are_drawn_and_the_others_say_why() -> None:
    figure = places(answer(CLEAR, UNCLEAR, FIVE, NONE), parent=PARENT)
    assert marks(figure)["x"] == [-3.0, -0.5]
    assert marks(figure)["y"] == [0, 1]
    assert marks(figure)["marker"]["color"] == [TOKENS["send"], TOKENS["card"]]
    assert {"5 SEND pupils: see the pupils", "no SEND pupils to compare"} <= set(texts(figure))


def test_lines_stand_at_no_difference_and_at_the_parent() -> None:
    lines = places(answer(CLEAR), parent=PARENT)["layout"]["shapes"]
    assert [(line["x0"], line["line"]["dash"]) for line in lines] == [(0, "solid"), (-1.2, "dot")]


def test_heights_follow_the_rows() -> None:
    heights = [places(answer(*[CLEAR] * many))["layout"]["height"] for many in (1, 2, 12)]
    assert heights[1] - heights[0] == 50
    assert heights[2] - heights[0] == 11 * 50


def test_no_rows_is_said_in_words() -> None:
    assert places(answer())["data"] == []


def test_rows_on_few_pupils_are_not_ranked() -> None:
    rows = [place("B", -1.0), place("A", 2.0), place("C", -9.0)]
    assert [row.label for row in in_order(rows)] == ["C", "B", "A"]
    assert [row.label for row in in_order([*rows, place("D", 0.0, n=19)])] == ["A", "B", "C", "D"]


def test_sides_are_said() -> None:
    assert sides_words(CLEAR) == "48 and 260"
    assert sides_words(place("A", 1.0, n=12)) == "12 and 260, low reliability"
    assert sides_words(Row(label="A", n=1204)) == "1,204"


def test_rail_draws_mark_and_interval_where_they_belong() -> None:
    ends = rail_extent([CLEAR, UNCLEAR], parent=PARENT)
    svg = unquote(rail(CLEAR, ends=ends, parent=PARENT))
    assert svg.startswith('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">')
    assert f'cx="{ends.share(-3.0):.2%}"' in svg
    assert f'x1="{ends.share(-4.0):.2%}" x2="{ends.share(-2.0):.2%}"' in svg
    assert 'stroke-dasharray="2 3"' in svg


def test_rail_of_words_has_no_mark() -> None:
    assert "circle" not in rail(FIVE, ends=rail_extent([CLEAR, FIVE]))


def test_rail_extent_leaves_out_what_is_not_drawn() -> None:
    far = place("Far", -400.0, n=3)
    assert rail_extent([CLEAR, far]) == rail_extent([CLEAR])


def test_strip_rail_puts_send_pupils_over_the_others_and_holds_no_name() -> None:
    pupils = [
        PupilMark(label="Zoë Example", value=90, group="plan", row="4K"),
        PupilMark(label="Yusuf Example", value=91, group="other", row="4K"),
        PupilMark(label="Xi Example", value=99, group="unknown", row="4K"),
    ]
    svg = unquote(strip_rail(pupils, ends=rail_extent([CLEAR])))
    assert svg.index('<use href="#o"') < svg.index('<use href="#s"')
    assert (svg.count("<use"), svg.count('<use href="#u"')) == (3, 1)
    shapes = {name: svg[svg.index(f'id="{name}"') :].partition("/>")[0] for name in ("s", "o", "u")}
    assert f'fill="{TOKENS["send"]}"' in shapes["s"]
    assert f'fill="{TOKENS["card"]}" stroke="{TOKENS["others"]}"' in shapes["o"]
    assert TOKENS["reference"] in shapes["u"]
    assert "Example" not in svg
