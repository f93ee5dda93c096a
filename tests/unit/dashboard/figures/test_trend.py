"""Two lines and the distance between them: what is drawn, what is left out, what is said."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dashboard.figures.template import TOKENS
from dashboard.figures.terms import years_of
from dashboard.figures.trend import trend
from dashboard.metrics.marks import Reference
from tests.unit.dashboard.figures.made_up import TERMS, answer, five_terms, term, texts


def lines(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in figure["data"] if "markers" in trace["mode"]}


def test_both_sides_are_drawn_apart_by_fill_and_dash() -> None:
    drawn = lines(trend(five_terms()))
    assert set(drawn) == {"SEND", "Others"}
    assert (drawn["SEND"]["line"]["dash"], drawn["SEND"]["marker"]["color"]) == ("solid", TOKENS["send"])
    assert (drawn["Others"]["line"]["dash"], drawn["Others"]["marker"]["color"]) == ("dash", TOKENS["card"])


def test_lines_hold_the_answers_values_and_break_at_the_new_year() -> None:
    drawn = lines(trend(five_terms()))["SEND"]
    assert drawn["x"] == [0, 1, 2, None, 3, 4, None]
    assert drawn["y"] == [95, 96, 97, None, 98, 99, None]
    assert drawn["connectgaps"] is False


def test_each_year_has_its_own_band_on_each_side() -> None:
    bands = [trace for trace in trend(five_terms())["data"] if trace.get("fill") == "toself"]
    assert len(bands) == 4
    assert bands[-1]["y"] == [99.5, 100.5, 97.5, 96.5]


def test_last_term_says_both_sides_and_the_distance() -> None:
    said = texts(trend(five_terms()))
    assert {"SEND<br><b>99.0</b>", "Others<br><b>104.0</b>", "<b>−5.0</b>"} <= set(said)


def test_side_of_five_or_fewer_is_not_drawn_and_has_no_distance() -> None:
    rows = [*five_terms().rows[:4], term(TERMS[4], 99.0, 104.0, n=5)]
    figure = trend(answer(*rows))
    assert lines(figure)["SEND"]["y"][-2] is None
    assert lines(figure)["Others"]["y"][-2] == 104.0
    assert not any("99.0" in text or "−5.0" in text for text in texts(figure))
    assert not [shape for shape in figure["layout"]["shapes"] if shape["line"]["color"] == TOKENS["ink"]]


def test_missing_term_is_a_hole() -> None:
    rows = [term(TERMS[0], 95, 104), term(TERMS[1], None, 104), term(TERMS[2], 97, 104)]
    figure = trend(answer(*rows))
    assert lines(figure)["SEND"]["y"][:3] == [95, None, 97]
    assert len([trace for trace in figure["data"] if trace.get("fill") == "toself"]) == 3


def test_nothing_to_draw_is_said_in_words() -> None:
    assert trend(answer())["data"] == []
    assert "no term yet" in " ".join(texts(trend(answer()))).replace("<br>", " ")


def test_reference_is_dotted_and_labelled_on_its_line() -> None:
    figure = trend(five_terms(), reference=Reference(value=100, words="national mean"))
    line = next(shape for shape in figure["layout"]["shapes"] if shape["line"]["dash"] == "dot")
    assert (line["y0"], line["y1"]) == (100, 100)
    assert next(note for note in figure["layout"]["annotations"] if note["text"] == "national mean")["y"] == 100


@pytest.mark.parametrize("values", [(100.0, 100.0), (100.1, 100.0), (90.0, 110.0), (110.0, 90.0)])
def test_direct_labels_stand_apart(values: tuple[float, float]) -> None:
    figure = trend(answer(*(term(key, *values) for key in TERMS)))
    margin = figure["layout"]["margin"]
    plot = figure["layout"]["height"] - margin["t"] - margin["b"]
    boxes = sorted(
        (note["y"] * plot, 38 if "<br>" in note["text"] else 22)
        for note in figure["layout"]["annotations"]
        if (note.get("x"), note.get("xref")) == (1, "paper")
    )
    assert [height for _, height in boxes] == [38, 22, 38]
    for (low, height), (high, height_above) in pairwise(boxes):
        assert high - low >= (height + height_above) / 2 - 1e-6


def test_axis_says_that_it_does_not_begin_at_nought() -> None:
    assert any("not at nought" in text.replace("<br>", " ") for text in texts(trend(five_terms())))


def test_support_is_written_in_ink_since_its_blue_is_for_marks() -> None:
    figure = trend(five_terms(group="support", group_words="pupils on SEN support"))
    label = next(note for note in figure["layout"]["annotations"] if note["text"].startswith("SEN support"))
    assert label["font"]["color"] == TOKENS["ink"]
    assert lines(figure)["SEN support"]["marker"]["symbol"] == "square"


def test_years_of_terms() -> None:
    assert years_of(TERMS) == [("2024-25", [0, 1, 2]), ("2025-26", [3, 4])]


def test_marks_carry_where_they_lead() -> None:
    figure = trend(answer(term(TERMS[0], 95, 104, href="/progress?period=2024-25.autumn")))
    assert lines(figure)["SEND"]["customdata"][0] == "/progress?period=2024-25.autumn"


@pytest.mark.parametrize(("value", "edge"), [(100.0, "bottom"), (103.5, "top")])
def test_reference_is_labelled_where_no_line_runs(value: float, edge: str) -> None:
    figure = trend(five_terms(), reference=Reference(value=value, words="national mean"))
    label = next(note for note in figure["layout"]["annotations"] if note["text"] == "national mean")
    assert label["yanchor"] == edge
