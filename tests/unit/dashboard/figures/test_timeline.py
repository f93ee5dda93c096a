"""Lanes on one time axis: where they stand, what they are called, and that an empty lane says so."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from dashboard.figures.template import TRACE_TYPES
from dashboard.figures.timeline import Band, Bar, Lane, Point, Spot, Term, timeline

TERMS = [
    Term(starts=date(2025, 9, 1), ends=date(2025, 12, 19), words="Aut", year="2025/26"),
    Term(starts=date(2026, 1, 5), ends=date(2026, 3, 27), words="Spr"),
]
TODAY = date(2026, 3, 20)


def every_lane() -> list[Lane]:
    """A lane of each kind, and one with nothing in it."""
    band = Band(starts=TERMS[0].starts, ends=TODAY, words="SEN support", said="SEN support", look="support")
    bar = Bar(starts=TERMS[0].starts, ends=TERMS[0].ends, value=12.0, words="12%", said="missed 12%")
    spot = Spot(day=date(2026, 2, 3), of="done", words="1 of 2", said="held")
    point = Point(day=date(2026, 3, 10), value=94.0, words="94", said="94", around=(98.0, 106.0))
    return [
        Lane(name="Support", height=34, bands=(band,)),
        Lane(name="Missed", height=90, bars=(bar,), most=20.0),
        Lane(name="Talks", height=56, spots=(spot,)),
        Lane(name="Results", height=150, points=(point,)),
        Lane(name="Clubs", height=70, nothing="none"),
    ]


def test_lanes_lie_one_under_the_other_on_one_axis() -> None:
    figure = timeline(every_lane(), terms=TERMS, until=TODAY)
    frame = figure["layout"]
    domains = [frame["yaxis" if place == 1 else f"yaxis{place}"]["domain"] for place in range(1, 6)]
    assert domains[0][1] == 1.0
    assert all(above[0] > below[1] for above, below in pairwise(domains))
    assert frame["xaxis"]["anchor"] == "y5"
    assert {trace["type"] for trace in figure["data"]} <= TRACE_TYPES
    assert {trace["yaxis"] for trace in figure["data"]} == {"y", "y2", "y3", "y4", "y5"}
    room = frame["height"] - frame["margin"]["t"] - frame["margin"]["b"]
    assert domains[-1][0] == 0, "no rule runs on under the lowest lane, through the names of the terms"
    heights = [round((high - low) * room) for low, high in domains]
    assert heights == [34, 90, 56, 150, 70]


def test_every_lane_is_named_and_an_empty_one_says_so() -> None:
    said = [note["text"] for note in timeline(every_lane(), terms=TERMS, until=TODAY)["layout"]["annotations"]]
    assert said == ["Support", "Missed", "Talks", "Results", "Clubs", "none", "2025/26"]


def test_the_day_to_look_back_to_is_a_line_with_its_words() -> None:
    frame = timeline(every_lane(), terms=TERMS, until=TODAY, line=(date(2026, 2, 3), "last conversation"))["layout"]
    assert [note["x"] for note in frame["annotations"] if note["text"] == "last conversation"] == ["2026-02-03"]
    assert any(shape["x0"] == "2026-02-03" and shape["line"]["dash"] == "dot" for shape in frame["shapes"])


def test_bars_begin_at_nought_and_a_band_ends_with_the_axis() -> None:
    long = Band(starts=TERMS[0].starts, ends=TODAY + timedelta(days=4000), words="School", said="School")
    figure = timeline([Lane(name="School", height=34, bands=(long,)), every_lane()[1]], terms=TERMS, until=TODAY)
    bands, bars = figure["data"]
    assert bands["x"][0] / 86_400_000 == (TERMS[-1].ends - TERMS[0].starts).days
    low, high = figure["layout"]["yaxis2"]["range"]
    assert low == 0
    assert high > 20 > bars["y"][0]


def test_numbers_of_results_have_room_over_them() -> None:
    figure = timeline(every_lane(), terms=TERMS, until=TODAY)
    low, high = figure["layout"]["yaxis4"]["range"]
    pixels = (high - 106.0) / (high - low) * 150
    assert low < 94.0
    assert pixels >= 12
