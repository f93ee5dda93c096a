"""Pupils as bars cut into rungs, a row a group: how often they were talked about, or what came of a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import Element, element
from dashboard.figures.ladder import rungs
from dashboard.metrics.numbers import count


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row: its words, where it leads, and its pupils by kind in the order of the bar, each with its words."""

    label: str
    counts: tuple[tuple[str, int], ...]
    href: str = ""


Kinds = Sequence[tuple[str, str]]
"""The pieces a bar may have, in order: how each is drawn, and its words; other kinds must be empty."""


def rung_rows(bars: Sequence[Bar], *, kinds: Kinds, heading: str, caption: str, cut_by: str) -> html.Div:
    """A bar a row, each as wide as the others, its counts on it; the key over them, every count in words for a reader
    who does not see. ``cut_by`` says what the pieces are."""
    words = dict(kinds)
    columns = (
        Column(heading=heading, sortable=False),
        Column(heading=cut_by, sortable=False, class_name="rail"),
        Column(heading="Pupils", numeric=True, sortable=False, class_name="pupils"),
    )
    rows = [
        [
            Cell(words=bar.label),
            Cell(words=_bar(bar, words=words)),
            Cell(words=count(sum(each for _, each in bar.counts))),
        ]
        for bar in bars
    ]
    table = data_table(caption, columns=columns, rows=rows, links=[bar.href for bar in bars], show_caption=False,
                       class_name="interval-rows rung-rows")  # fmt: skip
    return html.Div([_key(kinds), table])


def rung_table(bars: Sequence[Bar], *, kinds: Kinds, heading: str, caption: str) -> html.Div:
    """The same as a table of counts, a column a kind."""
    columns = (
        Column(heading=heading),
        Column(heading="Pupils", numeric=True),
        *(Column(heading=words, numeric=True) for _, words in kinds),
    )
    return data_table(caption, columns=columns, rows=[_counts(bar, kinds=kinds) for bar in bars])


def _counts(bar: Bar, *, kinds: Kinds) -> list[Cell]:
    known = dict(bar.counts)
    whole = sum(known.values())
    numbers = [whole, *(known.get(kind, 0) for kind, _ in kinds)]
    return [Cell(words=bar.label), *(Cell(words=count(each), sort=each) for each in numbers)]


def _bar(bar: Bar, *, words: dict[str, str]) -> Element:
    pieces = [
        element("Span", children=rung.words, className=f"rung rung-{rung.kind}",
                style={"width": f"{100 * rung.share:.3f}%"})
        for rung in rungs(bar.counts)
    ]  # fmt: skip
    said = "; ".join(f"{words[kind]}: {count(each)}" for kind, each in bar.counts if kind in words)
    spoken = element("Span", children=said, className="visually-hidden")
    hidden = {"aria-hidden": "true", "title": said}
    return element("Div", children=[spoken, element("Div", children=pieces, className="rungs", **hidden)])


def _key(kinds: Kinds) -> html.Ul:
    marks = [(html.Span(className=f"rung-mark rung-{kind}", **{"aria-hidden": "true"}), words) for kind, words in kinds]
    return html.Ul([html.Li([mark, words]) for mark, words in marks], className="key")
