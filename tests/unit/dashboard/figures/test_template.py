"""The look is one table: the stylesheet says the same, colours can be read, charts are made of known parts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import plotly.offline
import pytest

from dashboard.components.chart_card import CONFIG, graph
from dashboard.figures import template
from dashboard.figures.empty import empty
from dashboard.figures.places import places
from dashboard.figures.spread import spread
from dashboard.figures.strip import strip
from dashboard.figures.trend import trend
from dashboard.metrics.marks import PupilMark, PupilResult, Reference, Spread
from tests.unit.dashboard.figures.made_up import answer, five_terms, place

ASSETS = Path(__file__).resolve().parents[4] / "assets"
CSS = (ASSETS / "app.css").read_text(encoding="utf-8")


def every_figure() -> dict[str, dict[str, Any]]:
    parent = Reference(value=-1.2, words="trust −1.2")
    around = [Spread(term="2025-26.spring", term_words="spring", n=60, low=70, quarter=92, middle=100,
                     three_quarters=108, high=130)]  # fmt: skip
    result = [PupilResult(term="2025-26.spring", term_words="spring", value=97)]
    pupil = PupilMark(label="Pupil 1", value=97, group="plan", row="4K")
    return {
        "trend": trend(five_terms(), reference=Reference(value=100, words="national mean")),
        "places": places(answer(place("A", -2.0), place("B", 1.0, n=4, reason="4 pupils")), parent=parent),
        "strip": strip([pupil], apart=True, reference=parent),
        "spread": spread(result, year_group=around, label="Pupil 1"),
        "empty": empty("Nothing yet."),
    }


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_stylesheet_declares_the_same_colours() -> None:
    declared = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", CSS))
    assert declared == dict(template.TOKENS)


def test_stylesheet_uses_only_declared_tokens() -> None:
    every = CSS + (ASSETS / "print.css").read_text(encoding="utf-8")
    declared = set(re.findall(r"--([a-z-]+):", every))
    assert set(re.findall(r"var\(--([a-z-]+)\)", every)) <= declared


@pytest.mark.parametrize("name", ["send", "reference", "link", "ink", "muted"])
@pytest.mark.parametrize("ground", ["card", "paper"])
def test_words_can_be_read(name: str, ground: str) -> None:
    assert contrast(template.TOKENS[name], template.TOKENS[ground]) >= 4.5


def test_ochre_words_stand_on_white_only() -> None:
    assert contrast(template.TOKENS["others"], template.TOKENS["card"]) >= 4.5
    assert contrast(template.TOKENS["others"], template.TOKENS["paper"]) < 4.5


@pytest.mark.parametrize("kind", list(template.MARKS))
def test_marks_can_be_seen(kind: str) -> None:
    assert contrast(template.MARKS[kind].colour, template.TOKENS["card"]) >= 3


def test_focus_ring_can_be_seen_on_every_ground() -> None:
    for ground in ("card", "paper"):
        assert contrast(template.TOKENS["ink"], template.TOKENS[ground]) >= 3
    assert contrast(template.TOKENS["focus"], template.TOKENS["send"]) >= 3


def test_marks_differ_without_colour() -> None:
    shapes = {(mark.symbol, mark.fill == template.TOKENS["card"]) for mark in template.MARKS.values()}
    assert len(shapes) == len(template.MARKS)


@pytest.mark.parametrize("name", list(every_figure()))
def test_figures_are_made_of_allowed_traces(name: str) -> None:
    assert {trace["type"] for trace in every_figure()[name]["data"]} <= template.TRACE_TYPES


@pytest.mark.parametrize("name", list(every_figure()))
def test_figures_are_plain_and_say_their_height(name: str) -> None:
    figure = every_figure()[name]
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert graph(name, figure=figure).style == {"height": f"{figure['layout']['height']}px"}


@pytest.mark.parametrize("name", list(every_figure()))
def test_no_text_is_too_small(name: str) -> None:
    sizes = re.findall(r'"size": (\d+)', json.dumps(every_figure()[name]["layout"]))
    assert sizes
    assert min(map(int, sizes)) >= template.SMALL


def test_stylesheet_sets_no_text_below_13_pixels() -> None:
    sizes = re.findall(r"(?:font-size: |--(?:title|sentence|card-title|caption|small): |font: \d+ )([\d.]+)rem", CSS)
    assert len(sizes) > 5
    assert min(map(float, sizes)) * 16 >= 13


def test_chart_library_is_the_version_python_writes_for() -> None:
    head = (ASSETS / "00-plotly.min.js").read_text(encoding="utf-8")[:400]
    assert f"v{plotly.offline.get_plotlyjs_version()}" in head
    assert "cartesian" in head


def test_no_chart_offers_to_send_its_figures_away() -> None:
    script = (ASSETS / "01-plotly-config.js").read_text(encoding="utf-8")
    assert 'showSendToCloud: false, plotlyServerURL: "", displaylogo: false' in script
    assert CONFIG == {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False, "responsive": True}
    assert graph("any", figure=empty("Nothing.")).config == CONFIG
