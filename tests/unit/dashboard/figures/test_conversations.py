"""The ladder, the rail of a share and the line of coverage: what is drawn, what is not, and who led over it."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest

from dashboard.figures.coverage import LeadSpan, coverage
from dashboard.figures.ladder import rungs
from dashboard.figures.share_rail import share_rail
from dashboard.figures.template import TOKENS
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference

TERMS = ("2024-25.autumn", "2024-25.spring", "2024-25.summer", "2025-26.autumn", "2025-26.spring")


def share(value: float | None, n: int, key: str = "") -> Row:
    ends = {} if value is None else {"low": max(0.0, value - 10), "high": min(100.0, value + 10)}
    return Row(label=key, key=key, n=n, value=value, **ends)


def answer(*rows: Row) -> Answer:
    return Answer(metric="conversations_this_term", place="trust", place_words="The trust", period=TERMS[-1],
                  period_words="spring term 2026", rows=rows, unit="%", as_at=date(2026, 3, 20))  # fmt: skip


def test_rungs_are_as_wide_as_their_pupils_and_say_their_counts_where_they_fit() -> None:
    found = rungs([("0", 2), ("1", 0), ("2", 1_000), ("3", 998)])
    assert [(rung.kind, rung.words) for rung in found] == [("0", ""), ("2", "1,000"), ("3", "998")]
    assert sum(rung.share for rung in found) == pytest.approx(1)
    assert rungs([("0", 0), ("3", 0)]) == []


def test_a_rail_marks_the_share_of_ten_pupils_and_not_of_nine() -> None:
    drawn = {n: unquote(share_rail(share(50, n))) for n in (5, 9, 10, 20)}
    assert "<circle" not in drawn[5] + drawn[9]
    assert "<circle" in drawn[10]
    assert f'fill="{TOKENS["send"]}"' in drawn[20]
    assert 'cx="50.00%"' in drawn[20]
    assert "dasharray" not in drawn[20]
    pilot = unquote(share_rail(share(50, 20), references=[Reference(value=55, words="pilot")]))
    assert "dasharray" in pilot
    assert 'x1="54.70%"' in pilot


def test_coverage_breaks_each_september_and_leaves_a_hole_for_few() -> None:
    rows = [
        share(value, n, key) for value, n, key in zip((60, 61, 62, None, 64), (30, 4, 30, 0, 30), TERMS, strict=True)
    ]
    line = coverage(answer(*rows))["data"][-1]
    assert line["x"] == [0, 1, 2, None, 3, 4, None]
    assert line["y"] == [60, None, 62, None, None, 64, None]


def test_leads_stand_over_the_terms_and_a_change_is_an_upright() -> None:
    rows = [share(60, 30, key) for key in TERMS]
    spans = [LeadSpan(start=-0.5, end=3.5, words="Class teacher"), LeadSpan(start=3.5, end=4.5, words="Headteacher")]
    layout = coverage(answer(*rows), leads=spans)["layout"]
    uprights = [shape["x0"] for shape in layout["shapes"] if shape["line"].get("dash") == "dot"]
    assert uprights == [3.5]
    words = {each["text"]: each for each in layout["annotations"]}
    assert (words["Class teacher"]["xanchor"], words["Headteacher"]["xanchor"]) == ("left", "right")
    assert words["Class teacher"]["x"] >= layout["xaxis"]["range"][0]
    assert words["Headteacher"]["x"] <= layout["xaxis"]["range"][1]


def test_nothing_to_draw_is_said() -> None:
    figure = coverage(answer(share(None, 0, TERMS[0]), share(50, 5, TERMS[1])))
    assert figure["data"] == []
    assert "enough pupils" in figure["layout"]["annotations"][0]["text"].replace("<br>", " ")
