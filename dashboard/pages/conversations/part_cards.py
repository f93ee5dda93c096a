"""Where is it? The trust's schools, a school's year groups and classes, on one scale; and how schools see parents."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import Width, card, chart_card, stack
from dashboard.components.rate_rows import is_drawn, rate_rows
from dashboard.metrics.answer import Answer
from dashboard.metrics.conversations import EXCELLENT
from dashboard.metrics.numbers import of
from dashboard.metrics.registry import metric as definition_of
from dashboard.metrics.telling import listed
from dashboard.metrics.words_parts import most_title, where_title
from dashboard.pages import pieces
from dashboard.pages.conversations import lead_cards
from dashboard.reporting import conversations, conversations_parts, questions
from dashboard.reporting.parts import year_parts
from dashboard.reporting.view import View


def of_trust(view: View) -> list[Component]:
    """The trust's schools; nothing for a phase together."""
    if view.place.total:
        return []
    beside = conversations.last_completed(view) is not None
    # Of a year that is over, full participation stands by who led.
    metric = "conversations_reach" if conversations.is_over(view) else _metric(view)
    answer = questions.by_place(_asked(view), metric=metric)
    return [_card(view, answer=answer, heading="School", width="one-third" if beside else "wide")]


def of_school(view: View, *, said: Sequence[Component]) -> list[Component]:
    """A school's year groups and classes, then the cards of words: under the year groups where the classes are many."""
    parts = year_parts(view, held=conversations_parts.held_by_year(view))
    years = questions.by_part(_asked(view), metric=_metric(view), parts=parts)
    classes = conversations_parts.by_class(_asked(view), metric=_metric(view))
    cards = [_card(view, answer=years, heading="Year group", width="half")]
    listed = [_card(view, answer=classes, heading="Class", width="half")] if classes.rows else []
    if len(classes.rows) >= MANY * len(years.rows):
        return [stack([*cards, *said]), stack(listed)]
    return [*cards, *listed, html.Div(said, className="cards")]


MANY = 2
"""With so many classes to a year group, their card is long enough for other cards to stand beside it."""


def _metric(view: View) -> str:
    """Full participation where the year is over; else what was due; in its first term what this term holds."""
    if conversations.is_over(view):
        return "conversations_full_participation"
    ended = any(terms.ended for terms in conversations.when_of(view).values())
    return "conversations_so_far" if ended else "conversations_this_term"


def _asked(view: View) -> View:
    return conversations.at_period(view, period=conversations.term_of(view)) if not view.selection.period else view


def _card(view: View, *, answer: Answer, heading: str, width: Width) -> Component:
    said = conversations.in_words(view, answer=answer)
    whole = questions.value(_asked(view), metric=answer.metric).rows[0]
    about = {"name": definition_of(answer.metric).name, "heading": heading.lower(), "year": conversations.year_of(view)}
    inside = heading != "School"
    title = most_title(said.rows, **about) if inside else where_title(whole, **about)
    counted = " Nine pupils or fewer are counted in words." if inside else ""
    within = ", with 95% intervals" if any(is_drawn(row) for row in said.rows) else ""
    by_lead = None if inside or conversations.is_over(view) else lead_cards.so_far(view, answer=said)
    led = f" {SO_FAR}" if by_lead else ""
    return chart_card(
        f"conversations-{heading.lower().replace(' ', '-')}",
        title=title,
        caption=f"{definition_of(answer.metric).numerator}{within}.{counted}{led}",
        picture=by_lead or rate_rows(said.rows, heading=heading, caption=title, begun=heading == "Class"),
        under=pieces.under(view.ask, answer=said, title=title, heading=heading),
        width=width,
    )


SO_FAR = "By who has led in the year; no average of a role before it is over."


def survey_card(view: View) -> Component:
    """How schools see their relationship with parents, in their own words: ``"3 of 8 schools"``."""
    answers = conversations.latest_answers(view)
    here = view.place.school.code if view.place.school else ""
    held = [each for each in answers if here in {"", each.school}]
    title = "Relationship with parents"
    if not held:
        return card([html.P("No answer to the survey of schools has been supplied.")], title=title)
    if here:
        one = held[-1]
        return card([html.P(f"The school calls it “{one.answer}” ({one.date.year}): its own view of itself.")],
                    title=title)  # fmt: skip
    row = questions.value(view, metric="conversations_parent_relationships").rows[0]
    said = f"{of(int(row.numerator or 0), len(held))} schools call it {EXCELLENT}, in their latest answer."
    names = [view.ask.schools[each.school].name for each in held if each.answer == EXCELLENT]
    named = [html.P(f"They are {listed(sorted(names))}.")] if names else []
    years = sorted({str(each.date.year) for each in held})
    when = html.P(f"A school's own view of itself, not a share of parents; answered in {listed(years)}.",
                  className="caption")  # fmt: skip
    answer = questions.value(view, metric="conversations_parent_relationships")
    return card([html.P(said), *named, when, pieces.under_table(view.ask, answer=answer, title=title)], title=title)
