"""The pages of readers who may see aggregates only: the same strands, drawn from the newest release alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import Width, card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.released_rows import released_rows
from dashboard.components.sentence import sentence
from dashboard.figures.released_bars import axis_words
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words_releases import label_words, rules_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.released_country import country_beside, too_few_schools
from dashboard.reporting.released_rows import axis_for, few_pupils, rows_of
from dashboard.reporting.releases import Shelf, View, certificate_words, shelf
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS

OVERVIEW = "releases"
CERTIFICATE = "certificate"


def page(selection: Selection, ask: Ask, *, strand: str = "") -> Drawn:
    """A strand as it was released, or without one what matters of all four."""
    held = shelf(current.releases(), schools=current.person().schools, selection=selection)
    if held is None:
        return _nothing_yet()
    body = _strand(held, ask=ask, strand=strand) if strand else _all(held)
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
        *_others(held),
        sentence([_who(held), *held.facts("")]),
        html.Div(cards, className="cards"),
        *_questions(held, strands=tuple(STRANDS)),
        _sizes(held),
        _unknown(held),
        _kept_safe(held),
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
    said = [
        part for view in held.totals(strand)
        for part in (html.P(held.said(view)), html.P(held.compared(view), className="caption"))
        if part.children
    ]  # fmt: skip
    href = f"/{strand}{Selection(place=held.school.place).to_query()}"
    onward = html.P(dcc.Link(f"{words} in full", href=href), className="no-print")
    return card([*(said or [html.P("Not supplied.")]), _listed(held.facts(strand)), onward], title=words)


def _listed(lines: Sequence[str]) -> Component:
    return html.Ul([html.Li(line) for line in lines], className="facts")


def _others(held: Shelf) -> list[Component]:
    links = [part for place, words in held.others for part in (
        dcc.Link(words, href=f"/{OVERVIEW}{Selection(place=place).to_query()}"), " ")]  # fmt: skip
    return [html.P(["Your other schools: ", *links], className="toolbar no-print")] if links else []


def _strand(held: Shelf, *, ask: Ask, strand: str) -> list[Component]:
    """A card a measure: what is said of all, the measure told apart as far as it may be, and what to ask."""
    totals = held.totals(strand)
    alone = len(totals) == 1
    cards = [_measure(held, ask=ask, total=total, width="wide" if alone else "half") for total in totals]
    facts = held.facts(strand)
    school = [card([_listed(facts)], title="About the school")] if facts else []
    return [
        *_others(held),
        *_alone(held),
        *cards,
        *_questions(held, strands=(strand,)),
        *school,
    ]


def _alone(held: Shelf) -> list[Component]:
    """That the trust's schools of the phase are not beside these figures, where they are not."""
    return [html.P(words) for words in (too_few_schools(held),) if words]


def _questions(held: Shelf, *, strands: Sequence[str]) -> list[Component]:
    asked = [each for strand in strands for each in held.questions(strand)]
    return [card([_listed(asked)], title="Questions to ask")] if asked else []


def _measure(held: Shelf, *, ask: Ask, total: View, width: Width) -> Component:
    views = [total, *held.parts(total)]
    axis = axis_for(held, views=views)
    table = released_rows(
        capital(total["words"]), school=held.school.words, among=capital(held.among),
        axis=axis_words(axis, unit=total["unit"]),
        rows=[row for view in views for row in rows_of(held, view=view, axis=axis)],
    )  # fmt: skip
    hidden = any(line["state"] == "c" for view in views for line in view["lines"])
    few = few_pupils(held, views=views)
    notes = [words for words, said in ((FEW, few), (DOTTED, bool(held.among)), (NOT_SHOWN, hidden)) if said]
    country = country_beside(ask, held=held, view=total)
    compared = [html.P(words, className="caption") for words in (held.compared(total), *country) if words]
    said = [html.P(note, className="caption") for note in notes]
    return card([*compared, table, *said], title=held.title(total), width=width)


NOT_SHOWN = (
    "Not shown: too few pupils to keep them private, or a figure from which so few could be worked out. The reason is "
    "the same for every hidden figure, so that nothing follows from it."
)
AS_PUBLISHED = (
    "The numbers on SEN support and with an EHC plan are exact, for the DfE publishes them school by school; the "
    "others are rounded."
)
FEW = "A hollow bar stands for so few pupils that one or two more would move it far."
DOTTED = "The dotted line is where the trust's schools of the phase together stand."


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
    return card([_listed(held.unknown())], title="What these figures do not say")


def _kept_safe(held: Shelf) -> Component:
    """What the audit found, and the way to what it does not cover."""
    link = dcc.Link("How figures are checked, and what the check does not cover", href=f"/{CERTIFICATE}")
    lines = [html.P(line) for line in certificate_words(held.school)]
    return card([*lines, html.P(link, className="no-print")], title="How children are kept out of these figures")
