"""How a figure is worked out, for a reader: from the metric's one definition, parameters and all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Element, element, settled
from dashboard.metrics.registry import Definition, metric, metrics

DIRECTIONS = {
    "higher": "Higher is better.",
    "lower": "Lower is better.",
    "neither": "Neither higher nor lower is better in itself.",
}


def definition(meaning: Definition, *, folded: bool = False) -> Element:
    """The question, what is counted out of what, the parameters, and what to keep in mind; ``folded`` opens the latter
    two on asking, where many definitions stand together."""
    known = metrics().get(meaning.id) is meaning
    parts = _kept(meaning.id, folded=folded) if known else _parts(meaning, folded=folded)
    return element("Div", children=parts, className="definition")


@cache
def _kept(name: str, *, folded: bool) -> list[Element]:
    """The parts of one of the dashboard's own definitions: the same at every request, so made once."""
    parts: list[Element] = settled(_parts(metric(name), folded=folded))
    return parts


def _parts(meaning: Definition, *, folded: bool) -> list[Component]:
    terms: list[tuple[str, str | Component]] = [
        ("The question", meaning.question),
        ("Why it matters", meaning.why_it_matters),
        ("What is worked out", meaning.numerator),
        ("Over whom", meaning.denominator),
        ("Which way is better", DIRECTIONS[meaning.direction]),
    ]
    name = html.H3(meaning.name, className="definition-name")
    if not folded:
        return [name, definition_list([*terms, *_rest(meaning)])]
    spoken = html.Span(f": {meaning.name}", className="visually-hidden")
    summary = html.Summary(["What to keep in mind, and how it is checked", spoken])
    more = html.Details([summary, definition_list(_rest(meaning))], className="definition-more")
    return [name, definition_list(terms), more]


def _rest(meaning: Definition) -> list[tuple[str, str | Component]]:
    """The parameters, the caveats, the published definition and the test that checks it."""
    parameters = [f"{_words(name)}: {value:g}" for name, value in meaning.parameters.items()]
    parameters += [f"{_words(name)}: {' or '.join(codes)}" for name, codes in meaning.codes.items()]
    known: list[tuple[str, str | Component]] = [("Parameters", _list(parameters))] if parameters else []
    return [
        *known,
        ("Keep in mind", _list(meaning.caveats)),
        ("Published definition", _official(meaning)),
        ("Checked by", html.Code(meaning.checked_by)),
    ]


def definition_list(terms: Sequence[tuple[str, str | Component]]) -> html.Dl:
    """Terms and what they mean."""
    return html.Dl([part for term, words in terms for part in (html.Dt(term), html.Dd(words))])


def _official(meaning: Definition) -> html.A:
    return html.A(meaning.official_definition.title, href=meaning.official_definition.link, rel="noreferrer")


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _list(entries: Sequence[str]) -> html.Ul:
    return html.Ul([html.Li(entry) for entry in entries])
