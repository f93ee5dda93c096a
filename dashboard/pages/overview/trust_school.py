"""The overview of a trust or a school: the strands' cards, where to look, the places below, a school's SEND pupils."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.access.scope import Level
from dashboard.components.chart_card import stack
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import wording
from dashboard.pages.overview.cards import strand_cards
from dashboard.pages.overview.looking import facts_card, looking_card, said_first
from dashboard.pages.overview.places import places_card
from dashboard.pages.overview.pupil_table import pupil_table
from dashboard.pages.overview.shared import shared_cards
from dashboard.reporting.four import facts, in_four
from dashboard.reporting.looking import findings
from dashboard.reporting.strands import Overview


def page(overview: Overview) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    view = overview.view
    if view.place.total:
        return wording.drawn(overview, body=[sentence(TOTAL), strand_cards(overview)])
    found = findings(overview)
    opening = [sentence(said_first(found)), strand_cards(overview)]
    looking = looking_card(found, overview=overview)
    if view.place.kind == "school" and view.ask.scope.may_read(Level.PUPIL):
        cards, shown = _pupils(overview)
        return wording.drawn(overview, body=[*opening, looking, *cards], pupil_ids=shown)
    pictures = shared_cards(overview)
    left = [looking, pieces.supply_card(view)]
    columns = [stack(left), stack(pictures)] if pictures else left
    return wording.drawn(overview, body=[*opening, *columns, *places_card(overview)])


TOTAL = "The schools of the phase together: no school is told apart."


def _pupils(overview: Overview) -> tuple[list[Component], frozenset[int]]:
    rows = in_four(overview)
    title = f"{count(len(rows), words='SEND pupils')} in all strands"
    cards = [
        facts_card(facts(rows, overview=overview), overview=overview),
        *places_card(overview),
        *pieces.name_links(overview.view),
        pupil_table(overview, rows=rows, title=title),
    ]
    return cards, frozenset(row.roll.pupil_id for row in rows)
