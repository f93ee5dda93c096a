"""Pieces of a page: what they say, how they are read out, where they lead."""

from __future__ import annotations

import pytest
from dash import dcc, html

from dashboard.components import ids
from dashboard.components.band import band
from dashboard.components.chart_card import chart_card, graph, group_key, under_chart
from dashboard.components.controls import LABELS, Choice, controls
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.definition import definition
from dashboard.components.frame import frame
from dashboard.components.interval_rows import interval_rows, row_words
from dashboard.components.names import named
from dashboard.components.notice import not_supplied, refused
from dashboard.components.place_trail import heading
from dashboard.components.sentence import sentence
from dashboard.components.side_by_side import Held, side_by_side
from dashboard.components.strip_rows import strip_rows
from dashboard.components.tabs import tabs
from dashboard.figures.empty import empty
from dashboard.metrics.marks import PupilMark, Reference
from dashboard.metrics.registry import metrics
from tests.fixtures.tables import spelled_out
from tests.unit.dashboard.figures.made_up import answer, components, place, words

COLUMNS = (Column(heading="School"), Column(heading="Value", numeric=True), Column(heading="Note", sortable=False))


def table() -> html.Div:
    rows = [["Rowan Park", Cell(words="−2.6", sort=-2.6), "clear"], ["Elder Brook", Cell(words="", sort=None), "none"]]
    return data_table("Schools", columns=COLUMNS, rows=rows, links=["/progress?place=school:1", ""])


def test_frame_holds_everything_once() -> None:
    found = [each.id for each in components(frame()) if getattr(each, "id", None)]
    assert len(found) == len(set(found))
    assert {ids.URL, ids.BAND, ids.MAIN, ids.HEADING, ids.TABS, ids.PAGE, ids.SHOWN, *ids.CONTROLS} <= set(found)
    assert {ids.field(control) for control in ids.CONTROLS} <= set(found)


def test_every_control_has_a_label_of_its_own() -> None:
    labels = {each.htmlFor: each.children for each in components(controls()) if isinstance(each, html.Label)}
    assert labels == dict(LABELS)


def test_choice_of_one_is_hidden() -> None:
    assert Choice(options=[("a", "A")], value="a").hidden
    two = Choice(options=[("a", "A"), ("b", "B")], value="b")
    assert not two.hidden
    assert two.words() == "B"
    assert Choice().words() == ""


def test_signing_out_is_a_form_that_posts() -> None:
    form = next(each for each in components(band(trust="T", person="P", role="R")) if isinstance(each, html.Form))
    assert (form.method, form.action) == ("post", "/sign-out")


def test_invented_trust_is_marked() -> None:
    assert "Sample data" in words(band(trust="T", person="P", role="R", sample=True))
    assert "Sample data" not in words(band(trust="T", person="P", role="R"))


def test_trail_climbs_and_title_takes_the_focus() -> None:
    top = heading("4K", above=[("/progress", "Alder Vale Trust"), ("/progress?place=school:1", "Hazel Bank")])
    links = [(link.href, link.children) for link in components(top) if isinstance(link, dcc.Link)]
    assert links == [("/progress", "Alder Vale Trust"), ("/progress?place=school:1", "Hazel Bank")]
    title = next(each for each in components(top) if isinstance(each, html.H1))
    assert (title.id, title.tabIndex) == (ids.TITLE, -1)


def test_pupils_name_in_the_title_can_be_hidden() -> None:
    parts = {getattr(each, "className", ""): words(each) for each in components(heading("Ada Example", person=True))}
    assert parts["pupil-name"] == "Ada Example"
    assert parts["pupil-hidden"] == "Pupil"


PAGES = [("/overview", "Overview"), ("/progress?place=school:1", "Progress"), ("/definitions", "Definitions")]


def listed(row: html.Div) -> list[tuple[str, str | None]]:
    """The words of each tab, and whether it is the page shown."""
    items = [each for each in components(row) if isinstance(each, html.Li)]
    return [(words(item), getattr(item, "aria-current", None)) for item in items]


def test_tab_of_the_page_is_marked_whatever_its_query() -> None:
    row = tabs(PAGES, here="/progress")
    assert listed(row) == [("Overview", None), ("Progress", "page"), ("Definitions", None)]
    assert not [each for each in components(row) if isinstance(each, html.Details)]


def test_pages_about_the_figures_are_folded_behind_a_word_that_says_when_one_is_shown() -> None:
    for here, said in (("/overview", "More"), ("/definitions", "More: Definitions")):
        row = tabs(PAGES, here=here, beside={"Definitions"})
        folded = next(each for each in components(row) if isinstance(each, html.Details))
        assert words(next(each for each in components(folded) if isinstance(each, html.Summary))) == said
        assert [name for name, _ in listed(folded)] == ["Definitions"]
    assert listed(row) == [("Overview", None), ("Progress", None), ("Definitions", "page")]


def test_table_headings_have_a_scope_and_sort_by_button() -> None:
    heads = [each for each in components(table()) if isinstance(each, html.Th)]
    assert [head.scope for head in heads] == ["col", "col", "col", "row", "row"]
    assert [words(each) for each in components(table()) if isinstance(each, html.Button)] == ["School", "Value"]


def test_table_rows_are_links_where_they_lead_somewhere() -> None:
    assert [link.href for link in components(table()) if isinstance(link, dcc.Link)] == ["/progress?place=school:1"]


def test_table_cells_carry_their_heading_and_what_they_sort_by() -> None:
    cells = [each.to_plotly_json()["props"] for each in components(table()) if isinstance(each, html.Td)]
    assert cells[0]["data-label"] == "Value"
    assert cells[0]["data-value"] == "-2.6"
    assert cells[2]["data-none"] == "true"


def test_empty_cell_sorts_last_and_is_left_out_on_a_phone() -> None:
    made = data_table("Schools", columns=COLUMNS, rows=[["Rowan Park", "", "a note that is longer than sixteen"]])
    cells = [each.to_plotly_json()["props"] for each in components(made) if isinstance(each, html.Td)]
    assert cells[0]["data-none"] == "true"
    assert [cell["className"] for cell in cells] == ["numeric short", ""]


def test_table_of_a_wrong_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 3 columns"):
        data_table("Schools", columns=COLUMNS, rows=[["Rowan Park"]])


def test_chart_is_read_out_in_words() -> None:
    made = chart_card(
        "trend", title="It closes", picture=graph("trend", figure=empty("Nothing.")), summary="From 9 to 5."
    )
    image = next(each for each in components(made) if getattr(each, "role", None) == "img")
    described = getattr(image, "aria-describedby")
    assert words(next(each for each in components(made) if getattr(each, "id", None) == described)) == "From 9 to 5."
    assert getattr(image, "aria-label") == "It closes"


def test_under_every_figure_stand_four_parts() -> None:
    body = html.P("words")
    parts = under_chart(title="T", table=body, worked_out=body, came_from=body)
    summaries = [next(each for each in components(part) if isinstance(each, html.Summary)) for part in parts]
    said = [words(summary.children[0]) for summary in summaries]
    assert said == ["Table", "How this is worked out", "Where these figures came from", "Take away"]


def test_two_figures_of_a_place_are_told_apart_by_more_than_their_order() -> None:
    held = Held(words="+2.5", others="−0.1", pupils="71 and 354")
    made = side_by_side("Schools", heading="School", strands=["Gain"], rows=[("Birch Lane", "/overview", [held])])
    marked = [words(each) for each in components(made) if getattr(each, "className", "") == "pair-others"]
    assert marked == ["−0.1"]


def test_key_says_send_together_or_apart() -> None:
    assert words(group_key()).split("  ") == ["SEND pupils Other pupils"]
    assert "EHC plan" in words(group_key(apart=True))
    assert "unknown" in words(group_key(unknown=True))


def test_rows_with_intervals_say_what_their_pictures_show() -> None:
    said = answer(
        place("Rowan Park", -2.6, href="/progress?place=school:1"), place("Few", -1.0, n=4, reason="4 pupils")
    )
    made = interval_rows(said, heading="School", caption="By school", parent=Reference(value=-1.2, words="Trust −1.2"))
    images = [each for each in components(made) if isinstance(each, html.Img)]
    assert [image.alt for image in images] == ["−2.6 points, 95% interval −3.6 to −1.6"]
    assert "4 pupils" in words(made)
    assert "−1.0" not in words(made)
    assert "Trust −1.2" in words(made)


def test_row_that_takes_in_no_difference_says_so() -> None:
    assert row_words(place("A", 0.4), answer=answer()) == "+0.4 points, 95% interval −0.6 to 1.4, no clear difference"
    assert row_words(place("A", None, reason="no others"), answer=answer()) == "no others"


def test_key_explains_hollow_marks_only_where_there_are_any() -> None:
    clear = interval_rows(answer(place("A", -3.0)), heading="School", caption="c")
    hollow = interval_rows(answer(place("A", -0.3)), heading="School", caption="c")
    assert "fewer than ten" not in words(clear)
    assert "fewer than ten" in words(hollow)


def test_strip_rows_are_read_out() -> None:
    pupils = [
        PupilMark(label="Pupil 1", value=81, group="plan", row="4K"),
        PupilMark(label="Pupil 2", value=93, group="other", row="4K"),
        PupilMark(label="Pupil 3", value=121, group="other", row="4K"),
    ]
    made = strip_rows(pupils, rows=[("4K", "/progress?place=class:a"), ("4W", "")], caption="Classes")
    images = [each.alt for each in components(made) if isinstance(each, html.Img)]
    assert images == ["SEND pupils at 81; 2 others from 93 to 121", "No SEND pupil; no others"]


def test_definition_says_question_parameters_and_caveats() -> None:
    for meaning in metrics().values():
        said = words(definition(meaning))
        assert meaning.question in said
        assert meaning.numerator in said
        assert all(caveat in said for caveat in meaning.caveats)
        assert all(f"{value:g}" in said for value in meaning.parameters.values())


def test_sentence_sets_figures_strong() -> None:
    made = sentence("The average is **97.6**, **7.9 points below** others.")
    assert [each.children for each in components(made) if isinstance(each, html.Strong)] == ["97.6", "7.9 points below"]
    assert words(made) == "The average is  97.6 ,  7.9 points below  others."


def test_notices_say_what_to_do_next() -> None:
    assert "Registers have not been supplied by Sorrel Way" in words(not_supplied("Registers", who="Sorrel Way"))
    assert [link.href for link in components(refused()) if isinstance(link, dcc.Link)] == ["/"]


def test_name_and_its_cover_stand_together() -> None:
    assert [part.className for part in list(components(named("Ada Example")))[1:]] == ["pupil-name", "pupil-hidden"]


def test_3_6_a_count_under_eight_is_marked_and_no_other() -> None:
    """In columns that say how many pupils stand behind a row; words without a count, are left alone."""
    columns = [Column(heading="Class"), Column(heading="Pupils", numeric=True, class_name="pupils"),
               Column(heading="Other pupils, n", numeric=True), Column(heading="Clubs", numeric=True)]  # fmt: skip
    rows = [
        [Cell(words=f"Class {n}"), Cell(words=str(n), sort=n), Cell(words=str(n), sort=n), Cell(words="3", sort=3)]
        for n in (0, 1, 7, 8)
    ]
    table = spelled_out(data_table("Classes", columns=columns, rows=rows).children)
    marked = [
        ["few" in cell["props"]["className"].split() for cell in row["props"]["children"][1:]]
        for row in table["props"]["children"][2]["props"]["children"]
    ]
    assert marked == [[False] * 3, [True, True, False], [True, True, False], [False] * 3]
