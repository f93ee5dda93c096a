"""The pages of readers who may see aggregates only: the same strands, drawn from the newest release alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.released_rows import released_key, released_pair, unbroken
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words_releases import label_words, noun_words, rules_words
from dashboard.pages.drawn import Drawn
from dashboard.pages.released_strand import listed_facts, questions, strand_body
from dashboard.reporting.ask import Ask
from dashboard.reporting.released_rows import ReleasedRow, axis_for, rows_of
from dashboard.reporting.releases import KEPT_SAFE, Shelf, shelf
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS

OVERVIEW = "releases"
CERTIFICATE = "certificate"


def page(selection: Selection, ask: Ask, *, strand: str = "") -> Drawn:
    """A strand as it was released, or without one what matters of all four."""
    held = shelf(current.releases(), schools=current.person().schools, selection=selection)
    if held is None:
        return _nothing_yet()
    body = [*_others(held), *(strand_body(held, ask=ask, strand=strand) if strand else _all(held))]
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
    """The four strands in a sentence a measure, what to ask, who the pupils are, and what is not known."""
    cards = [_strand_card(held, strand=strand, words=words) for strand, words in STRANDS.items()]
    return [
        sentence([_who(held), *held.facts("")]),
        released_key([row for strand in STRANDS for row in _pair(held, strand=strand)], among=held.among),
        html.Div(cards, className="cards"),
        *questions(held, strands=tuple(STRANDS)),
        _sizes(held),
        _unknown(held),
        _kept_safe(),
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
    """What a strand says first, its first measure as a pair of bars, its other measures, what is said of the school."""
    link = dcc.Link(f"{words} in full", href=f"/{strand}{Selection(place=held.school.place).to_query()}")
    led = held.leading(strand)
    others = [html.P(unbroken(f"{held.title(view)}.")) for view in held.totals(strand) if view not in led]
    said = [html.P(unbroken(held.lead(strand))), *_in_small(held, strand=strand), *others]
    return card(
        [
            *(said if led else [html.P("Not supplied.")]),
            listed_facts(held.facts(strand)),
            html.P(link, className="no-print"),
        ],
        title=words,
    )


def _in_small(held: Shelf, *, strand: str) -> list[Component]:
    """The first measure of a strand as bars, where it shows any, and how it stands to the schools of the phase."""
    rows = _pair(held, strand=strand)
    total = held.leading(strand)[0] if rows else {}
    compared = unbroken(held.compared(total)) if rows else ""
    pair = [released_pair(capital(noun_words(total)), rows=rows)] if any(row.bar for row in rows) else []
    return [*pair, *([html.P(compared, className="caption")] if compared else [])]


def _pair(held: Shelf, *, strand: str) -> list[ReleasedRow]:
    total = next(iter(held.leading(strand)), None)
    return rows_of(held, view=total, axis=axis_for(held, views=[total])) if total else []


def _others(held: Shelf) -> list[Component]:
    links = [part for place, words in held.others for part in (
        dcc.Link(words, href=f"/{OVERVIEW}{Selection(place=place).to_query()}"), " ")]  # fmt: skip
    return [html.P(["Your other schools: ", *links], className="toolbar no-print")] if links else []


AS_PUBLISHED = (
    "The numbers on SEN support and with an EHC plan are exact, for the DfE publishes them school by school; the "
    "others are rounded."
)


def _sizes(held: Shelf) -> Component:
    """How many SEND pupils there are: by support as the DfE publishes it, by sex and by area of need."""
    rows = [
        [Cell(words=label_words(line["label"])), Cell(words=held.figure(line, view=view))]
        for view in held.views("sizes") for line in view["lines"]
    ]  # fmt: skip
    columns = (
        Column(heading="SEND pupils on roll", sortable=False),
        Column(heading="Pupils", numeric=True, sortable=False),
    )
    words = f"On roll on {date_words(held.school.census)}. {AS_PUBLISHED}"
    table = data_table("SEND pupils on roll", columns=columns, rows=rows, show_caption=False)
    return card([html.P(words, className="caption"), table], title="Who the SEND pupils are")


def _unknown(held: Shelf) -> Component:
    return card([listed_facts(held.unknown())], title="What these figures do not say")


def _kept_safe() -> Component:
    """Why figures are missing, and the way to what the audit found and to what it does not cover."""
    link = dcc.Link("How figures are checked, and what the check does not cover", href=f"/{CERTIFICATE}")
    return card(
        [html.P(KEPT_SAFE), html.P(link, className="no-print")], title="How children are kept out of these figures"
    )
