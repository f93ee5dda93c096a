"""Attendance of a trust or a school: how much is missed, through the year, where, by whom and why."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.access.scope import Level
from dashboard.components.chart_card import stack
from dashboard.components.notice import not_supplied, notice
from dashboard.components.sentence import sentence, strong
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import period_words
from dashboard.pages import pieces
from dashboard.pages.attendance import apart, lists, persistent, reasons, through_year, where, wording
from dashboard.pages.drawn import Drawn
from dashboard.reporting import questions
from dashboard.reporting.attendance import absence
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, has_just_begun


def page(view: View) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    if not absence(view, part=Part()):
        return wording.drawn(view, body=_without(view))
    gap = questions.value(view, metric="absence_gap")
    said = sentence(strong(each) for each in [*_begun(view), *wording.headline(view, gap=gap)])
    body = [said, *pieces.notes_card(gap), *_columns(view, gap=gap)]
    if view.place.kind == "school" and view.ask.scope.may_read(Level.PUPIL):
        cards, shown = lists.pupil_cards(view)
        return wording.drawn(view, body=[*body, *cards], pupil_ids=shown)
    return wording.drawn(view, body=body)


def _begun(view: View) -> list[str]:
    """In September, that the new term has begun and which term this is."""
    if not has_just_begun(view):
        return []
    return [f"{period_words(view.current).capitalize()} has just begun: this is {period_words(view.selection.period)}."]


def _columns(view: View, *, gap: Answer) -> list[Component]:
    trend = through_year.card(view, gap=gap)
    if view.place.total:
        return [stack([trend, persistent.card(view)]), stack([persistent.spread(view)])]
    left = [trend, persistent.card(view), apart.by_need(view), reasons.change(view)]
    right = [*where.cards(view, gap=gap), apart.card(view), reasons.card(view)]
    spread, halves = [persistent.spread(view)], through_year.half_terms(view)
    # Of a trust the list of schools makes the right column long, of a school a few year groups do not.
    under_left, under_right = (spread, halves) if view.place.kind == "trust" else (halves, spread)
    return [stack([*left, *under_left]), stack([*right, *under_right]), *persistent.years(view)]


def _without(view: View) -> list[Component]:
    """What is said where there is no register: never supplied, or not for this period."""
    if view.place.total:
        words = "The schools of a phase are shown together where at least three others stand behind every figure."
        return [notice("No total for this period", words=words)]
    who = view.place.words if view.place.kind == "school" else ""
    if not view.periods:
        return [not_supplied("Registers", who=who), pieces.supply_card(view)]
    period = period_words(view.selection.period)
    words = "Absence cannot be said without registers, and nobody is counted as present. Choose another period above."
    return [notice(f"No registers for {period}", words=words), pieces.supply_card(view)]
