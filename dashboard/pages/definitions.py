"""What every measure means, made from the definitions themselves."""

from __future__ import annotations

from dash import html

from dashboard.components.chart_card import card
from dashboard.components.definition import definition
from dashboard.components.sentence import sentence
from dashboard.metrics.registry import metrics
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "definitions"
WORDS = "Definitions"


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """A card a metric, and the words that have one meaning everywhere."""
    said = sentence("What each measure asks, how it is worked out, and what to keep in mind when reading it.")
    known = metrics()
    cards = [card([definition(known[name])], width="half") for name in sorted(known, key=_place)]
    return Drawn(title="Definitions", body=[said, _words(), *cards])


FIRST = ("progress_distance", "progress_gap", "progress_gain", "progress_share_at_expected")
"""The measures a page opens with come first; the others follow by name."""


def _place(name: str) -> tuple[int, str]:
    return FIRST.index(name) if name in FIRST else len(FIRST), name


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
