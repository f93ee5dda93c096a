"""The pages of readers who may see aggregates only: the same strands, drawn from the newest release alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words_releases import rules_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.releases import Shelf, View, shelf
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS

OVERVIEW = "releases"


def page(selection: Selection, _ask: Ask, *, strand: str = "") -> Drawn:
    """A strand as it was released, or without one what matters of all four."""
    held = shelf(current.releases(), schools=current.person().schools, selection=selection)
    if held is None:
        return _nothing_yet()
    body = _strand(held, strand=strand) if strand else _all(held)
    return Drawn(title=held.school.words, body=body, as_at=_as_at(held), place=held.school.place)


PAGES: Mapping[str, Callable[[Selection, Ask], Drawn]] = {
    OVERVIEW: page,
    **{strand: partial(page, strand=strand) for strand in STRANDS},
}
"""The pages drawn from releases, by their path."""


def _as_at(held: Shelf) -> str:
    release = held.school
    return (
        f"Release {release.number}, {period_words(release.term)} · pupils on roll on {date_words(release.census)} · "
        f"as at {date_words(release.as_at)} · {rules_words(release.rules)}"
    )


def _nothing_yet() -> Drawn:
    words = (
        "Governors read figures that have been checked, rounded and frozen at a date, so that nothing can be learned "
        "about a child from them. None has been released for your school yet. The school's own pages are not shared "
        "with governors, because they can show single children."
    )
    read = notice(
        "What you can read now",
        words="Every measure is explained on the definitions page, with the questions it answers.",
        link=("/definitions", "Definitions"),
    )
    return Drawn(title="Figures for governors", body=[notice("No figures have been released yet", words=words), read])


def _all(held: Shelf) -> list[Component]:
    """The four strands in a sentence a measure, what is said of the school, and how the figures are kept safe."""
    cards = [_strand_card(held, strand=strand, words=words) for strand, words in STRANDS.items()]
    facts = card([html.Ul([html.Li(fact.words) for fact in held.school.facts])], title="About the school")
    return [
        *_others(held),
        sentence(_who(held)),
        html.Div(cards, className="cards"),
        html.Div([_sizes(held), facts, _kept_safe(held)], className="cards"),
    ]


def _who(held: Shelf) -> str:
    """How many SEND pupils there are, by support, where both are shown."""
    view = next((each for each in held.views("sizes") if each["key"] == "sizes.support"), None)
    lines = {line["key"]: line for line in view["lines"]} if view else {}
    if not lines or any(line["state"] != "ok" for line in lines.values()):
        return f"How SEND pupils are doing at {held.school.words}, in figures that tell of no child."
    support, plan = lines["K"]["n"], lines["E"]["n"]
    return f"{held.school.words} has **{support} pupils on SEN support** and **{plan} with an EHC plan**."


def _strand_card(held: Shelf, *, strand: str, words: str) -> Component:
    lines = [html.P(held.said(view)) for view in _totals(held, strand=strand)]
    link = dcc.Link(f"{words} in full", href=f"/{strand}{Selection(place=held.school.place).to_query()}")
    return card([*(lines or [html.P("Not supplied.")]), html.P(link)], title=words)


def _totals(held: Shelf, *, strand: str) -> list[View]:
    return [view for view in held.views(strand) if {line["key"] for line in view["lines"]} == {"send", "others"}]


def _others(held: Shelf) -> list[Component]:
    links = [part for place, words in held.others for part in (
        dcc.Link(words, href=f"/{OVERVIEW}{Selection(place=place).to_query()}"), " ")]  # fmt: skip
    return [html.P(["Your other schools: ", *links], className="toolbar no-print")] if links else []


def _strand(held: Shelf, *, strand: str) -> list[Component]:
    """A card a measure: what is said of all, then the measure told apart as far as it may be."""
    totals = _totals(held, strand=strand)
    cards = [_measure(held, total=total, strand=strand) for total in totals]
    return [
        *_others(held),
        sentence(held.said(view) for view in totals[:1]),
        html.Div(cards, className="cards"),
    ]


def _measure(held: Shelf, *, total: View, strand: str) -> Component:
    parts = [view for view in held.views(strand) if view["key"].startswith(f"{total['key']}.")]
    rows = [row for view in (total, *parts) for row in _rows(held, view=view)]
    title = capital(total["words"].removesuffix(" this term").removesuffix(", year to date"))
    columns = [Column(heading="Pupils"), Column(heading=held.school.words)]
    if held.phase:
        columns.append(Column(heading=f"{held.phase.schools} {held.school.phase} schools of the trust together"))
    table = data_table(title, columns=columns, rows=[row[: len(columns)] for row in rows], show_caption=False)
    hidden = any(line["state"] == "c" for view in (total, *parts) for line in view["lines"])
    note = [html.P(NOT_SHOWN, className="caption")] if hidden else []
    return card([html.P(held.said(total)), table, *note], title=title, width="wide")


NOT_SHOWN = (
    "Not shown: too few pupils to keep them private, or a figure from which so few could be worked out. The reason is "
    "the same for every hidden figure, so that nothing follows from it."
)


def _rows(held: Shelf, *, view: View) -> list[list[Cell]]:
    beside = held.beside(view)
    others = {line["key"]: line for line in beside["lines"]} if beside else {}
    years = f", {view['pooled']} years together" if view["pooled"] > 1 else ""
    return [
        [
            Cell(words=f"{line['label']}{years}"),
            Cell(words=held.figure(line, view=view)),
            Cell(words=held.figure(others[line["key"]], view=view) if line["key"] in others else ""),
        ]
        for line in view["lines"]
    ]


def _sizes(held: Shelf) -> Component:
    """How many SEND pupils there are: by support as the DfE publishes it, by sex and by area of need."""
    rows = [row[:2] for view in held.views("sizes") for row in _rows(held, view=view)]
    columns = (Column(heading="SEND pupils on roll"), Column(heading="Pupils", numeric=True))
    words = f"On roll on {date_words(held.school.census)}."
    table = data_table("SEND pupils on roll", columns=columns, rows=rows, show_caption=False)
    return card([html.P(words, className="caption"), table], title="Who the SEND pupils are")


def _kept_safe(held: Shelf) -> Component:
    """What the audit found, and what it does not cover."""
    found = held.school.certificate
    lines: Sequence[str] = (
        f"{found['shown']} tables are shown, {found['partly']} of them in part, and {found['withheld']} withheld.",
        f"{found['protected']} small counts are protected. Taking every figure here and in earlier releases together, "
        f"none can be proved: each could still lie anywhere in a range of at least {found['narrowest']} pupils, or "
        "anywhere at all that published numbers allow.",
        "Not covered: guesses short of proof, readers who already know most of a group, other documents, and what "
        "members of staff may say.",
    )
    return card([html.P(line) for line in lines], title="How children are kept out of these figures")
