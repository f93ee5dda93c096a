"""What every measure means, made from the definitions themselves, strand by strand; every heading can be linked to."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import ids
from dashboard.components.chart_card import card
from dashboard.components.definition import definition
from dashboard.components.sentence import sentence
from dashboard.metrics.registry import SUBJECTS, Definition, metrics
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "definitions"
WORDS = "Definitions"
FIRST = ("progress_distance", "progress_gap", "progress_gain", "progress_share_at_expected")
"""The measures a page opens with come first; the others follow by name."""


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """A list of every measure that leads to it, the words that have one meaning everywhere, and a card a measure."""
    said = sentence("What each measure asks, how it is worked out, and what to keep in mind when reading it.")
    held = [(strand, _of(strand)) for strand in SUBJECTS]
    sections = [part for strand, known in held if known for part in _section(strand, known=known)]
    return Drawn(title="Definitions", body=[said, _contents(held), _words(), *sections])


def _of(strand: str) -> list[Definition]:
    return sorted((known for known in metrics().values() if known.strand == strand), key=_place)


def _place(known: Definition) -> tuple[int, str]:
    return FIRST.index(known.id) if known.id in FIRST else len(FIRST), known.name


def _contents(held: Sequence[tuple[str, Sequence[Definition]]]) -> html.Nav:
    """Every measure by strand, each a link to its card."""
    lists = [
        html.Div(
            [
                html.H2(SUBJECTS[strand], className="contents-strand"),
                html.Ul([html.Li(html.A(each.name, href=f"#{ids.definition(each.id)}")) for each in known]),
            ]
        )
        for strand, known in held
        if known
    ]
    evidence = html.P([dcc.Link("About the evidence", href="/evidence"), ": what the pilot and the trial found."])
    return html.Nav(
        [html.Div(lists, className="card-columns"), evidence], className="card wide contents",
        **{"aria-label": "Measures"},
    )  # fmt: skip


def _section(strand: str, *, known: Sequence[Definition]) -> list[Component]:
    heading = html.H2(SUBJECTS[strand], id=ids.definition(strand), className="wide strand-heading")
    cards = [
        html.Div(card([definition(each, folded=True)]), id=ids.definition(each.id), className="definition-card")
        for each in known
    ]
    return [heading, *cards]


def _words() -> html.Section:
    meanings = (
        ("SEND pupils", "Pupils with SEN support, an EHC plan or an older equivalent. A pupil whose status is not "
         "known is in neither group, and is counted as unknown."),
        ("Gap", "The distance between SEND and other pupils on one date. It is never added up across scales."),
        ("Gained more, gained less", "A difference between the gains of two groups over a period, of the same pupils."),
        ("Narrowed, widened", "A change of the gap between two dates that chance alone would rarely make. Otherwise "
         "the page says: no clear change."),
        ("95% interval", "The range in which the true difference probably lies, allowing for chance. Where it holds "
         "nought, the page says: no clear difference."),
        ("Few pupils", "With five pupils or fewer on a side no average is drawn; with six to nine the mark is hollow "
         "and never a headline; with ten to nineteen it is marked low reliability."),
    )  # fmt: skip
    terms = [part for term, words in meanings for part in (html.Dt(term), html.Dd(words))]
    return card([html.Dl(terms)], title="Words with one meaning", width="wide")
