"""The labels of the weekly chart: this year's last week beside the same week a year before."""

from __future__ import annotations

import pytest

from dashboard.figures.template import TOKENS
from dashboard.figures.week_lines import WeekLine, WeekPoint
from dashboard.figures.weeks import weeks


def line(kind: str, *places: tuple[str, int, float], label: str) -> WeekLine:
    points = tuple(
        WeekPoint(season=season, number=number, half=1, value=value, low=None, high=None, n=60, hollow=False, said="")
        for season, number, value in places
    )
    return WeekLine(kind=kind, label=label, points=points)


NOW = line("now", ("autumn", 1, 5.0), ("spring", 11, 12.0), label="SEND")
OTHERS = line("others", ("autumn", 1, 3.0), ("spring", 11, 4.0), label="Others")
SPRING, JULY = ("spring", 11, 10.0), ("summer", 13, 21.0)


def labels(*lines: WeekLine) -> set[str]:
    notes = weeks(lines)["layout"]["annotations"]
    return {each["text"] for each in notes if each.get("x") == 1}


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ((SPRING, JULY), "Year before<br>same week<br><b>10.0%</b>"),
        ((SPRING,), "Year before<br>same week<br><b>10.0%</b>"),
        ((("spring", 10, 9.0), JULY), "Year before"),
        ((JULY,), "Year before"),
    ],
)
def test_the_year_before_has_the_label_of_this_years_week(then: tuple[tuple[str, int, float], ...], said: str) -> None:
    found = labels(NOW, OTHERS, line("then", *then, label="Year before"))
    assert found == {"SEND<br>week 11<br><b>12.0%</b>", "Others<br>same week<br><b>4.0%</b>", said}


def test_a_year_before_by_itself_ends_with_its_own_last_week() -> None:
    assert labels(line("then", SPRING, JULY, label="Year before")) == {"Year before<br>week 13<br><b>21.0%</b>"}


def test_the_year_before_is_no_dotted_line_and_unlike_the_others_in_grey() -> None:
    """Dotted is what something is compared with; others are dashed with marks, the year before thin without."""
    traces = {each["name"]: each for each in weeks([NOW, OTHERS, line("then", SPRING, label="Year before")])["data"]
              if each.get("name")}  # fmt: skip
    assert {name: (each["line"]["dash"], each["mode"]) for name, each in traces.items()} == {
        "SEND": ("solid", "lines+markers"), "Others": ("dash", "lines+markers"), "Year before": ("solid", "lines"),
    }  # fmt: skip
    assert traces["Year before"]["line"]["color"] == TOKENS["reference"]
    assert traces["Year before"]["line"]["width"] < traces["SEND"]["line"]["width"]
