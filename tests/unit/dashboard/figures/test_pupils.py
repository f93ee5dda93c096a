"""Figures of single pupils: the strip of a class, and one pupil against the year group."""

from __future__ import annotations

from dashboard.figures.spread import spread
from dashboard.figures.strip import strip
from dashboard.figures.template import TOKENS
from dashboard.metrics.marks import Group, PupilMark, PupilResult, Reference, Spread
from tests.unit.dashboard.figures.made_up import TERMS, texts


def mark(value: float, group: Group = "other", *, row: str = "4K", highlighted: bool = False) -> PupilMark:
    href = f"/progress?place=pupil:{value:g}"
    return PupilMark(label=f"Pupil {value:g}", value=value, group=group, row=row, href=href, highlighted=highlighted)


def results(*values: float | None) -> list[PupilResult]:
    return [PupilResult(term=key, term_words=key, value=value) for key, value in zip(TERMS, values, strict=False)]


def around(term: str, *, n: int = 60) -> Spread:
    return Spread(term=term, term_words=term, n=n, low=70, quarter=92, middle=100, three_quarters=108, high=130)


def test_each_pupil_is_one_mark_with_its_link() -> None:
    pupils = [mark(88, "plan"), mark(92, "support"), mark(101), mark(103, "unknown")]
    figure = strip(pupils)
    drawn = {trace["name"]: trace for trace in figure["data"]}
    assert {name: trace["x"] for name, trace in drawn.items()} == {
        "SEND status unknown": [103],
        "no SEND": [101],
        "SEND": [88, 92],
    }
    assert drawn["SEND"]["customdata"] == ["/progress?place=pupil:88", "/progress?place=pupil:92"]
    assert drawn["SEND"]["hovertext"][0] == "<b>Pupil 88: 88</b><br>EHC plan"


def test_a_name_is_text_and_never_the_markup_of_a_chart() -> None:
    named = PupilMark(label='<a href="https://evil.example">Ed</a> O\'Dell', value=88, group="other", row="4K")
    (trace,) = strip([named])["data"]
    assert trace["hovertext"] == ['<b>&lt;a href="https://evil.example"&gt;Ed&lt;/a&gt; O\'Dell: 88</b><br>no SEND']


def test_send_pupils_are_drawn_last_so_that_they_lie_on_top() -> None:
    assert [trace["name"] for trace in strip([mark(1, "plan"), mark(2)])["data"]] == ["no SEND", "SEND"]


def test_kinds_of_support_are_shown_apart_by_shape() -> None:
    drawn = strip([mark(1, "plan"), mark(2, "support")], apart=True)["data"]
    assert {trace["name"]: trace["marker"]["symbol"] for trace in drawn} == {
        "SEN support": "square",
        "EHC plan": "diamond",
    }


def test_rows_stand_in_the_order_given_with_empty_ones() -> None:
    figure = strip([mark(1, row="B"), mark(2, row="A")], rows=["A", "none", "B"])
    assert figure["layout"]["yaxis"]["ticktext"] == ["A", "none", "B"]
    assert figure["data"][0]["y"] == [0, 2]


def test_crowd_stays_in_its_row() -> None:
    figure = strip([mark(100.0) for _ in range(30)] + [mark(100.0, row="5B")])
    in_first = [y for y in figure["data"][0]["y"] if y < 0.5]
    assert len(in_first) == 30
    assert len(set(in_first)) == 30
    assert max(map(abs, in_first)) <= 0.41


def test_highlighted_pupil_is_larger() -> None:
    sizes = strip([mark(1), mark(9, highlighted=True)])["data"][0]["marker"]["size"]
    assert sizes[1] > sizes[0]


def test_class_without_results_is_said_in_words() -> None:
    assert strip([])["data"] == []
    assert "No pupil here" in texts(strip([]))[0]


def test_strip_reference_is_dotted() -> None:
    figure = strip([mark(90)], reference=Reference(value=100, words="national mean"))
    assert figure["layout"]["shapes"][-1]["line"]["dash"] == "dot"
    assert "national mean" in texts(figure)


def test_pupil_lies_over_the_year_groups_middle_half() -> None:
    figure = spread(results(90, None, 97), year_group=[around(TERMS[0]), around(TERMS[2])], label="Pupil 7")
    bars, middle, pupil = figure["data"]
    assert (bars["x"], bars["base"], bars["y"]) == ([0, 2], [92, 92], [16, 16])
    assert middle["line"]["color"] == TOKENS["reference"]
    assert (pupil["y"], pupil["text"], pupil["connectgaps"]) == ([90, None, 97], ["90", "", "97"], False)


def test_small_year_group_has_no_band() -> None:
    figure = spread(results(90), year_group=[around(TERMS[0], n=9)], label="Pupil 7")
    assert figure["data"][0]["x"] == []
    assert not any("middle" in text for text in texts(figure))


def test_pupil_without_results_is_said_in_words() -> None:
    figure = spread(results(None, None), year_group=[around(TERMS[0])], label="Pupil 7")
    assert figure["data"] == []
    assert "Pupil 7 has no result" in texts(figure)[0].replace("<br>", " ")
