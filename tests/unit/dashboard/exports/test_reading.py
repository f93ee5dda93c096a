"""A page as drawn is read back as the reader sees it: cells, intervals, names shown or hidden."""

from __future__ import annotations

import pytest
from dash import html

from dashboard.components.chart_card import card, chart_card, under_chart
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.components.sentence import sentence
from dashboard.exports.reading import IN_WORDS, Number, number_of, tables_of, text_of, words_of

COLUMNS = (
    Column(heading="Pupil"),
    Column(heading="Gain", numeric=True),
    Column(heading="95% interval", numeric=True, sortable=False),
)


def table(caption: str = "Gains") -> html.Div:
    value = [html.Span("−2.6", className="figure"), html.Span("−4.0 to −1.2", className="interval")]
    rows = [
        [Cell(words=named("Ada Ash"), sort="Ada Ash"), Cell(words=value, sort=-2.61), Cell(words="−4.0 to −1.2")],
        [Cell(words=named("Ben Birch")), Cell(words="", sort=None), Cell(words="")],
    ]
    return data_table(caption, columns=COLUMNS, rows=rows, links=["/progress?place=pupil:x", ""])


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("−1,204.50", Number(value=-1204.5, decimals=2)),
        ("+0.4", Number(value=0.4, decimals=1)),
        ("25.0%", Number(value=25.0, decimals=1, percent=True)),
        ("0", Number(value=0.0)),
    ],
)
def test_a_number_is_read_as_it_is_shown(words: str, number: Number) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize("words", ["4 of 8", "", "−", "2026-03-20", "1.2.3", "=1+1", ","])
def test_what_is_no_number_stays_text(words: str) -> None:
    assert number_of(words) == words


def test_interval_is_two_numbers_and_what_stands_beside_a_value_a_column_of_its_own() -> None:
    found = tables_of([card([table()], title="Gains of the class")])[0]
    assert (found.title, found.caption) == ("Gains of the class", "Gains")
    assert found.headings == (
        "Pupil", "Gain", "Gain: 95% interval, from", "Gain: 95% interval, to", "95% interval, from", "95% interval, to",
    )  # fmt: skip
    low, high = Number(value=-4.0, decimals=1), Number(value=-1.2, decimals=1)
    assert found.rows[0] == ("Ada Ash", Number(value=-2.6, decimals=1), low, high, low, high)
    assert found.rows[1] == ("Ben Birch", "", "", "", "", "")


def test_hidden_names_stay_hidden() -> None:
    found = tables_of([card([table()])], names=False)[0]
    assert [row[0] for row in found.rows] == ["Pupil", "Pupil"]
    assert text_of(html.H1(named("Ada Ash")), names=False) == "Pupil"


def test_of_a_figure_the_table_behind_it_is_taken() -> None:
    picture = data_table("Rows as a picture", columns=COLUMNS[:1], rows=[["a"]])
    under = under_chart(title="Gains", table=table("The table behind"))
    shown = chart_card("progress-gains", title="Gains fell", picture=picture, under=under)
    found = tables_of([html.Div([shown, card([table("Another")])], className="stack")])
    assert [(each.card, each.title, each.caption) for each in found] == [
        ("progress-gains", "Gains fell", "The table behind"), ("", "", "Another"),
    ]  # fmt: skip


def test_a_table_outside_any_card_is_taken_too() -> None:
    found = tables_of([table("Alone"), html.P("words")])
    assert [(each.title, each.caption) for each in found] == [("", "Alone"), (IN_WORDS, "")]


def test_opening_sentences_are_read_without_their_marks() -> None:
    assert words_of([sentence(["SEND pupils gained **1.2 points** less.", "Two."])]) == [
        "SEND pupils gained 1.2 points less.", "Two.",
    ]  # fmt: skip


def test_cards_without_a_table_are_taken_in_words() -> None:
    under = html.Div(html.P("opened under it"), className="under no-print")
    numbers = html.Div([html.Span("103.0"), html.Span("91.1")])
    words = card([html.P("Three pupils."), html.Ul([html.Li("One"), html.Li("Two")]), numbers, under], title="Who")
    told = tables_of([html.Div([words, card([table()], title="Gains")], className="stack")])[-1]
    assert (told.title, told.headings) == (IN_WORDS, ("About", "What it says"))
    assert told.rows == (("Who", "Three pupils."), ("Who", "One"), ("Who", "Two"), ("Who", "103.0 91.1"))
    assert [each.title for each in tables_of([words], of="Who")] == [IN_WORDS]
    assert tables_of([words], of="Whose") == []


def test_a_picture_speaks_only_where_no_words_stand_beside_it() -> None:
    picture = html.Img(src="data:,", alt="SEND +0.1")
    rows = [[Cell(words="a"), Cell(words=[picture, html.Span("+0.1")])], [Cell(words="b"), Cell(words=picture)]]
    found = tables_of([data_table("Pictures", columns=COLUMNS[:1] * 2, rows=rows)])[0]
    assert [row[1] for row in found.rows] == ["+0.1", "SEND +0.1"]
