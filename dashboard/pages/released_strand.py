"""A strand's page as it was released: what it says first, a card a measure, what to ask, what the words mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import Width, card
from dashboard.components.released_rows import released_key, released_rows, unbroken
from dashboard.components.sentence import STRONG, sentence
from dashboard.figures.released_bars import axis_words
from dashboard.metrics.differences_releases import difference_words
from dashboard.metrics.telling import capital
from dashboard.reporting.ask import Ask
from dashboard.reporting.released_country import country_beside, too_few_schools
from dashboard.reporting.released_rows import ReleasedRow, axis_for, rows_of
from dashboard.reporting.releases import Shelf, View


def strand_body(held: Shelf, *, ask: Ask, strand: str) -> list[Component]:
    """What is said first; a card a measure, told apart as far as it may be; what to ask; what the words mean."""
    totals = held.totals(strand)
    rows = {total["key"]: _rows(held, total=total) for total in totals}
    drawn = [row for each in rows.values() for row in each]
    width: Width = "wide" if len(totals) == 1 else "half"
    facts = held.facts(strand)
    return [
        *([sentence(unbroken(_strong(held.lead(strand))))] if totals else []),
        *_alone(held),
        released_key(drawn, among=held.among),
        *(_measure(held, ask=ask, total=total, rows=rows[total["key"]], width=width) for total in totals),
        *questions(held, strands=(strand,)),
        *([card([listed_facts(facts)], title="About the school")] if facts else []),
        *_notes(held, totals=totals, rows=drawn),
    ]


_COUNTED = re.compile(r"\d+%|(?<!\()[Aa]bout [\d,]+ of [\d,]+")


def _strong(words: str) -> str:
    """The figures of SEND pupils set strong: they stand before those of others."""
    of_send, apart, beside = words.partition(";")
    return f"{_COUNTED.sub(lambda found: f'{STRONG}{found[0]}{STRONG}', of_send)}{apart}{beside}"


def _alone(held: Shelf) -> list[Component]:
    """That the trust's schools of the phase are not beside these figures, where they are not."""
    return [html.P(words) for words in (too_few_schools(held),) if words]


def questions(held: Shelf, *, strands: Sequence[str]) -> list[Component]:
    """What a governor may ask about these strands, as a card; nothing where no figure gives rise to a question."""
    asked = [each for strand in strands for each in held.questions(strand)]
    return [card([listed_facts(asked)], title="Questions to ask")] if asked else []


def listed_facts(lines: Sequence[str]) -> Component:
    """Sentences under one another."""
    return html.Ul([html.Li(unbroken(line)) for line in lines], className="facts")


def _rows(held: Shelf, *, total: View) -> list[ReleasedRow]:
    """A measure of all, and told apart."""
    views = [total, *held.parts(total)]
    axis = axis_for(held, views=views)
    return [row for view in views for row in rows_of(held, view=view, axis=axis)]


def _measure(held: Shelf, *, ask: Ask, total: View, rows: Sequence[ReleasedRow], width: Width) -> Component:
    axis = axis_for(held, views=[total, *held.parts(total)])
    table = released_rows(
        capital(total["words"]), school=held.school.words, among=capital(held.among),
        axis=axis_words(axis, unit=total["unit"]), rows=rows,
    )  # fmt: skip
    country = country_beside(ask, held=held, view=total)
    compared = [html.P(unbroken(words), className="caption") for words in (held.compared(total), *country) if words]
    return card([*compared, *table], title=unbroken(held.title(total)), width=width)


def _notes(held: Shelf, *, totals: Sequence[View], rows: Sequence[ReleasedRow]) -> list[Component]:
    """What is true of every figure of the page, once at its foot."""
    apart = any(difference_words(total, rules=held.school.rules) for total in totals)
    hidden = any(row.hidden for row in rows)
    said = [html.P(words, className="caption") for words, needed in ((CHANCE, apart), (NOT_SHOWN, hidden)) if needed]
    return [html.Div(said, className="wide")] if said else []


NOT_SHOWN = (
    "Not shown: too few pupils to keep them private, or a figure from which so few could be worked out. The reason is "
    "the same for every hidden figure, so that nothing follows from it."
)
CHANCE = "Above and below are said of the figures as they are shown: a small difference may be chance."
