"""One pupil's conversations: the year by term, and each conversation with its two targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.definition import definition_list
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.leads import ROLE_WORDS
from dashboard.metrics.numbers import count, date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.pages import pieces
from dashboard.pages.conversations.classroom import terms_here
from dashboard.pages.conversations.wording import OUTCOME_WORDS, drawn, slot_words, target_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.pupils_conversations import Talk
from dashboard.reporting import conversations, pupils_conversations
from dashboard.reporting.pupils_conversations import PupilYear, TalkWithTargets
from dashboard.reporting.view import View
from data_loaders.vocabulary import TERMS

MODES = {"in_person": "in person", "phone": "by phone", "video": "by video"}


def page(view: View) -> Drawn:
    """The page of one pupil."""
    talks, year = pupils_conversations.pupil_talks(view), pupils_conversations.pupil_year(view)
    shown = frozenset({view.place.pupil.pupil_id}) if view.place.pupil else frozenset()
    body: list[Component] = [sentence(_said(view, talks=talks, year=year)), *pieces.name_links(view)]
    body += pieces.names_off(view)
    body += [_year_card(view, year=year)] if year else []
    latest = list(reversed(talks))
    body += [_talk_card(view, each=each) for each in latest] or [_none()]
    return drawn(view, body=body, pupil_ids=shown)


def _said(view: View, *, talks: Sequence[TalkWithTargets], year: PupilYear | None) -> list[str]:
    """The last conversation that counted and what is due: facts only."""
    held = [each.talk for each in talks if counts(each.talk)]
    last = f"The last conversation with a parent or carer was on {date_words(_day(held[-1]))}." if held else (
        "None has ever been held with a parent or carer."
    )  # fmt: skip
    if year is not None and not year.in_group and year.first_to_come:
        return [f"No conversation is due yet: the first belongs to the {year.first_to_come} term. {last}"]
    if year is None or not year.in_group:
        said = period_words(conversations.year_of(view))
        return [f"The pupil is not in the AfA group in {said}, so no conversation is due. {last}"]
    number = sum(slot.counted for slot in year.slots.values())
    talked = {0: "No conversation has", 1: "1 conversation has"}.get(number, f"{count(number)} conversations have")
    return [f"{talked} been held in {period_words(conversations.year_of(view))}. {last}"]


def counts(talk: Talk) -> bool:
    """Whether a conversation counts: held, and a parent or carer took part."""
    return talk.status == "held" and bool(talk.parent_present)


def _day(talk: Talk) -> date:
    return talk.held or talk.scheduled


def _none() -> Component:
    return notice("No conversations", words="No conversation has been recorded for this pupil.")


def _year_card(view: View, *, year: PupilYear) -> Component:
    when = terms_here(view)
    terms: list[tuple[str, str | Component]] = [
        (
            f"{term.capitalize()} term",
            slot_words(
                year.slots.get(term), ended=place < when.ended, begun=place < when.begun, as_at=view.ask.as_at
            ) or "None belongs to this term",
        )
        for place, term in enumerate(TERMS)
    ]  # fmt: skip
    return card([definition_list(terms)], title=f"The year {period_words(conversations.year_of(view))}", width="wide")


def _talk_card(view: View, *, each: TalkWithTargets) -> Component:
    talk = each.talk
    lines = [html.P(line, className="caption") for line in (_how(view, talk=talk),) if line]
    targets = html.Ul([html.Li(target_words(target)) for target in each.targets])
    nothing = _no_targets(talk, as_at=view.ask.as_at)
    agreed = [targets] if each.targets else [html.P(nothing, className="caption")] if nothing else []
    title = f"{capital(period_words(talk.term))}: {_outcome(talk, as_at=view.ask.as_at)}"
    return card([*lines, *agreed], title=title)


def _outcome(talk: Talk, *, as_at: date) -> str:
    """``"held on 21 June 2024"``, ``"declined, offered for 20 February 2024"``, ``"a day is set, 27 March 2026"``; of a
    day that has passed what the card of the year says of it."""
    if talk.status == "held":
        alone = "" if talk.parent_present else ", without a parent or carer"
        return f"held on {date_words(talk.held or talk.scheduled)}{alone}"
    if _has_passed(talk, as_at=as_at):
        return f"was set for {date_words(talk.scheduled)}, no outcome"
    if talk.status == "scheduled":
        return f"a day is set, {date_words(talk.scheduled)}"
    return f"{OUTCOME_WORDS.get(talk.status, talk.status).lower()}, offered for {date_words(talk.scheduled)}"


def _how(view: View, *, talk: Talk) -> str:
    """Who led it and how, where it was held; at which school, where that is not the pupil's own now."""
    led = f"Led by {ROLE_WORDS[talk.led_by_role]}" if talk.led_by_role in ROLE_WORDS and talk.status == "held" else ""
    mode = MODES.get(talk.mode or "", "") if talk.status == "held" else ""
    here, known = view.place.school, view.ask.schools.get(talk.school)
    away = here is not None and talk.school != here.code
    elsewhere = f"at {known.name if known else 'another school'}" if away else ""
    return ", ".join(part for part in (led, mode, elsewhere) if part)


def _has_passed(talk: Talk, *, as_at: date) -> bool:
    """Whether the day that was set has passed and nobody has said what came of it."""
    return talk.status == "scheduled" and talk.scheduled < as_at


def _no_targets(talk: Talk, *, as_at: date) -> str:
    if _has_passed(talk, as_at=as_at):
        return "Nobody has said yet what came of it."
    return "No target was recorded." if talk.status == "held" else ""
