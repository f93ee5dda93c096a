"""To take away: a page or a figure as a file, a picture, on paper, or as its address. The browser knows which page."""

from __future__ import annotations

from functools import cache

from dash import html

from dashboard.components.elements import Element, settled

EXPORTS_OFF = "data-exports"
"""Marks the page's section where the reader may take no file away: the buttons under figures go with it."""


@cache
def take_away_words() -> Element:
    """What a reader may do with one figure, the same for each. Which of it fits (a picture of a chart, a file for those
    who may) the browser shows."""
    said = html.Div(
        [
            html.Div([*_files("this figure"), *_pictures()], className="toolbar"),
            html.P("The files hold what this figure shows, row by row, with the day and who took them."),
        ],
        className="take-away-figure",
    )
    made: Element = settled(said)
    return made


def take_away(*, files: bool) -> html.Section:
    """What a reader may do with the whole page; ``files`` where the role may take the tables away."""
    marked = {} if files else {EXPORTS_OFF: "off"}
    buttons = [*(_files("this page") if files else []), print_button(), _copy_button()]
    told = html.Span(className="told", role="status")
    return html.Section(
        [html.H2("Take this page away", className="caption"), html.Div([*buttons, told], className="toolbar")],
        className="take-away no-print",
        **marked,
    )


def print_button() -> html.Button:
    """Prints the page as it is drawn for paper."""
    return html.Button("Print this page", type="button", className="button print-button")


def _files(what: str) -> list[html.Button]:
    shapes = (("xlsx", "Excel workbook"), ("csv", "CSV"))
    return [_button(words, kind="export-button", shape=shape, spoken=f" of {what}") for shape, words in shapes]


def _pictures() -> list[html.Button]:
    shapes = (("png", "Picture (PNG)"), ("svg", "Picture (SVG)"))
    return [_button(words, kind="picture-button", shape=shape, spoken=" of this chart") for shape, words in shapes]


def _copy_button() -> html.Button:
    return html.Button("Copy the address", type="button", className="button copy-button")


def _button(words: str, *, kind: str, shape: str, spoken: str) -> html.Button:
    said = [words, html.Span(spoken, className="visually-hidden")]
    return html.Button(said, type="button", className=f"button {kind}", **{"data-shape": shape})
