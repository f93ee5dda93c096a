"""The overview of a trust or a school: the strands' cards, where to look, the places below, a school's SEND pupils."""

from __future__ import annotations

from dashboard.access.scope import Level
from dashboard.components.chart_card import stack
from dashboard.components.sentence import sentence
from dashboard.metrics.findings import Findings
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import wording
from dashboard.pages.overview.cards import strand_cards
from dashboard.pages.overview.looking import facts_card, looking_card, said_first
from dashboard.pages.overview.places import places_card
from dashboard.pages.overview.pupil_table import ordered_table
from dashboard.pages.overview.register import register_card
from dashboard.pages.overview.shared import shared_cards
from dashboard.reporting.four import in_four
from dashboard.reporting.looking import findings
from dashboard.reporting.pupil_facts import facts
from dashboard.reporting.strands import Overview


def page(overview: Overview) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    view = overview.view
    if view.place.total:
        return wording.drawn(overview, body=[sentence(TOTAL), strand_cards(overview)])
    found = findings(overview)
    if view.place.kind == "school" and view.ask.scope.may_read(Level.PUPIL):
        return _with_pupils(overview, found=found)
    pictures = shared_cards(overview)
    left = [looking_card(found, overview=overview), pieces.supply_card(view)]
    columns = [stack(left), stack(pictures)] if pictures else left
    opening = [sentence(said_first(found, overview=overview)), strand_cards(overview)]
    return wording.drawn(overview, body=[*opening, *columns, *places_card(overview, found=found), *register_card(view)])


TOTAL = "The schools of the phase together: no school is told apart."


def _with_pupils(overview: Overview, *, found: Findings) -> Drawn:
    """The page of a school for those who may see its pupils: who to talk about comes first of them."""
    rows = in_four(overview)
    told = facts(rows, overview=overview)
    body = [
        sentence(said_first(found, overview=overview, facts=told)),
        strand_cards(overview),
        looking_card(found, overview=overview, width="half" if found.listed else "wide"),
        facts_card(told, overview=overview),
        *pieces.name_links(overview.view),
        *pieces.class_links(overview.view),
        ordered_table(overview, rows=rows),
        *places_card(overview, found=found),
        *register_card(overview.view),
    ]
    return wording.drawn(overview, body=body, pupil_ids=frozenset(row.roll.pupil_id for row in rows))
