"""Conversations of a trust or a school: held of those due, this term's, who was reached, who leads, where, to do."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access.scope import Level
from dashboard.components.chart_card import card, stack
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics import words_talks as words
from dashboard.metrics.conversations import GROUP_WORDS
from dashboard.metrics.numbers import period_words
from dashboard.metrics.words_findings import tried_words
from dashboard.pages import pieces
from dashboard.pages.conversations import coverage_cards, lead_cards, part_cards, to_do
from dashboard.pages.conversations.wording import drawn, group_note
from dashboard.pages.drawn import Drawn
from dashboard.reporting import conversations, questions
from dashboard.reporting.looking import looked_for
from dashboard.reporting.part import Part
from dashboard.reporting.view import View


def page(view: View) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    listed, shown = _to_do(view)
    if not conversations.cells(view, part=Part()):
        return drawn(view, body=[*_nothing(view), *listed], pupil_ids=shown)
    said = sentence(_said(view))
    answer = questions.value(view, metric="conversations_so_far")
    left = [coverage_cards.ladder_card(view), *lead_cards.trend_cards(view)]
    right = [coverage_cards.term_card(view), coverage_cards.targets_card(view), pieces.supply_card(view)]
    body: list[Component] = [
        said, *group_note(view), *pieces.notes_card(answer), stack(left), stack(right), *listed, *_where(view),
    ]  # fmt: skip
    return drawn(view, body=body, pupil_ids=shown)


def _where(view: View) -> list[Component]:
    """Who leads and where, side by side where a completed year tells it; then the cards of words."""
    said = _words(view)
    if view.place.kind == "school":
        return part_cards.of_school(view, said=said)
    led, places = lead_cards.by_lead_cards(view), part_cards.of_trust(view)
    if led:
        places = [stack(led, width="two-thirds"), stack(places, width="one-third")]
    return [*places, html.Div(said, className="cards")]


def _said(view: View) -> list[str]:
    """The page's question answered: of a completed year full participation, else what was due and this term's."""
    year, group = conversations.year_of(view), GROUP_WORDS[view.selection.group]
    if conversations.is_over(view):
        row = questions.value(view, metric="conversations_full_participation").rows[0]
        return [words.full_sentence(row, year=year, words=group), *_coming(view)]
    due = questions.value(view, metric="conversations_so_far").rows[0]
    now = words.term_sentence(conversations.term_coverage(view), term=conversations.term_of(view), words=group)
    looked = [tried_words(each) for each in looked_for(view)]
    return [now, " ".join([words.due_sentence(due, year=year, words=group), *looked])]


def _coming(view: View) -> list[str]:
    """Where the page shows a year that is over and a new one has begun: how many conversations are to come."""
    if not view.current or view.current[:7] == conversations.year_of(view) or view.place.total:
        return []
    now = conversations.at_period(view, period=view.current)
    found = conversations.term_coverage(now, sent_only=False)
    return [words.term_sentence(found, term=view.current, words=GROUP_WORDS[view.selection.group])] if found.n else []


def _nothing(view: View) -> list[Component]:
    """In place of a page without any conversation: what is not supplied, and what to do."""
    period = period_words(view.selection.period) if view.selection.period else "any period"
    if view.place.total:
        said = "The schools of a phase are shown together where at least three others stand behind every figure."
        return [notice(f"No total for {period}", words=said)]
    said = "When conversations are recorded or a school's list is brought in, this page shows for whom they were held."
    nothing = notice(f"No conversations for {period}", words=said)
    return [*_said_of_now(view), nothing, pieces.supply_card(view)]


def _said_of_now(view: View) -> list[Component]:
    coming = _coming(view) if view.selection.period else []
    return [sentence(coming)] if coming else []


def _to_do(view: View) -> tuple[list[Component], frozenset[int]]:
    """For readers who may see pupils, at a school that has supplied conversations: who is due this week. Where none has
    ever been supplied, nobody can be called overdue."""
    if view.place.kind != "school" or not view.ask.scope.may_read(Level.PUPIL) or not view.periods:
        return [], frozenset()
    return to_do.cards(view)


def _words(view: View) -> list[Component]:
    """The cards of words at the end: how schools see their parents, and what the evidence is."""
    more = html.P(dcc.Link("Every published figure, with its source", href="/evidence"), className="no-print")
    evidence = card([*(html.P(each) for each in words.EVIDENCE), more], title="About the evidence")
    survey = [] if view.place.total else [part_cards.survey_card(view)]
    return [*survey, evidence]
