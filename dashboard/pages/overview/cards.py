"""The cards of the strands: headline, small trend, changes of the same pupils, comparisons, who is counted."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import part_under
from dashboard.components.strand_card import Block, End, strand_card
from dashboard.figures.rails import is_drawn
from dashboard.figures.sparks import sides_of, spark
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import count, interval, is_nought, period_words, points
from dashboard.metrics.small_groups import may_claim, prominence
from dashboard.metrics.telling import capital, subject_words, uncapital
from dashboard.metrics.words import sentence, title
from dashboard.metrics.words_brief import brief_change, brief_distance, brief_sides, undated, with_few
from dashboard.pages import pieces
from dashboard.pages.overview import beside
from dashboard.reporting.ask import Ask
from dashboard.reporting.overview import Card, Change, cards
from dashboard.reporting.strands import Overview
from data_loaders.vocabulary import term_before, year_before


def strand_cards(overview: Overview) -> Component:
    """A card a strand, side by side."""
    made = [_card(each, ask=overview.view.ask) for each in cards(overview)]
    return html.Div(made, className="wide strand-cards")


def _card(card: Card, *, ask: Ask) -> Component:
    answer, trend = card.answer, card.trend
    words = NO_SCORES if _scoreless(card, ask=ask) else capital(title(answer))
    return strand_card(
        name=card.strand.words,
        about=_about(card),
        headline=words,
        href=card.href,
        link=_link(card),
        drawn=f"{capital(card.strand.drawn)}, term by term",
        picture=spark(trend),
        spoken=_spoken(trend),
        ends=_ends(trend),
        blocks=[_second(card), _changes(card), *beside.blocks(card)],
        counted=_counted(card),
        under=_under(card, ask=ask),
    )


def _link(card: Card) -> str:
    """What the link shows: a strand's page has England under its figures, but knows of no schools of the phase."""
    return card.strand.link if card.phase is None else f"{card.strand.link}, without this comparison"


NO_SCORES = "Pupils here have no scores: progress is described in words, in their own plans"


def _scoreless(card: Card, *, ask: Ask) -> bool:
    """Whether the card is of the progress of a special school without a result."""
    school = ask.schools.get(card.answer.place.partition(":")[2])
    empty = card.answer.rows[0].value is None if card.answer.rows else True
    return card.strand.path == "progress" and school is not None and school.phase == "special" and empty


def _about(card: Card) -> str:
    """``in mathematics, standardised score, spring term 2026``; a period older than the page's says so."""
    answer = card.answer
    scored = [f"in {subject_words(answer.subject)}", uncapital(answer.scale_words)] if answer.subject else []
    late = f"{answer.period_words}, the latest there is" if card.late else answer.period_words
    return ", ".join(part for part in (*scored, late) if part)


def _ends(trend: Answer) -> list[End]:
    """The last values of both sides, the higher first, as they stand at the right of the lines."""
    last = next((row for row in reversed(trend.rows) if row.value is not None), None)
    if last is None:
        return []
    one, two = with_few(last, answer=trend)
    values = {kind: side[-1] for kind, side in sides_of(trend)}
    ends = [End(kind=trend.group, words=one), End(kind="other", words=two)]
    return sorted((end for end in ends if end.words), key=lambda end: -(values.get(end.kind) or 0.0))


def _spoken(trend: Answer) -> str:
    """The picture in words: both sides in the first and the last term."""
    rows = [row for row in trend.rows if row.value is not None and prominence(row) != "words"]
    if not rows:
        return "No term with enough pupils to draw."
    told = [f"{row.label}: {brief_sides(_of(trend, at=trend.rows.index(row)))}" for row in (rows[0], rows[-1])]
    return f"Trend. {'; '.join(dict.fromkeys(told))}."


def _of(answer: Answer, *, at: int) -> Answer:
    return replace(answer, rows=(answer.rows[at],))


def _changes(card: Card) -> Block:
    if not any(value is not None for value in (card.answer.rows[0].value, *_values(card))):
        return Block(lines=[])
    lines = [(f"Since {_since(each, card=card)}", capital(_moved(each))) for each in card.changes]
    both = any(each.answer.rows[0].n_other is not None for each in card.changes)  # else it is the group's own figure
    return Block(heading=f"The same {'pupils' if both else card.answer.group_words}", lines=lines)


def _moved(change: Change) -> str:
    """The change in short; one that is clear by itself and not among all the changes of the page is not called one."""
    doubtful = may_claim(change.answer.rows[0]) and not change.stands
    return "no clear change" if doubtful else brief_change(change.answer)


def _since(change: Change, *, card: Card) -> str:
    first = change.answer.rows[0].first_period
    if first:
        return period_words(first)
    period = card.answer.period
    return period_words(term_before(period) if change.since == "term" else year_before(period)) if period else ""


def _values(card: Card) -> list[float | None]:
    return [each.answer.rows[0].value for each in card.changes]


def _second(card: Card) -> Block:
    """A second figure beside the headline: this term's conversations beside those of the terms that have ended, where
    SEND pupils stand beside what they gained."""
    if card.second is None or card.second.rows[0].value is None:
        return Block(lines=[])
    scored = card.strand.path == "progress"
    so_far = " so far" if card.running and not scored else ""
    words = brief_distance(card.second) if scored else brief_sides(card.second)
    return Block(lines=[(f"{capital(card.strand.drawn)}, {card.second.period_words}{so_far}", words)])


def _counted(card: Card) -> str:
    """How many are compared, the interval, and the smallest change that would show."""
    row, answer = card.answer.rows[0], card.answer
    if row.value is None:
        return ""
    sides = [count(row.n, words=answer.group_words)]
    sides += [count(row.n_other, words=answer.other_words)] if row.n_other is not None else []
    parts = [", ".join(sides)]
    if row.low is not None and row.high is not None and is_drawn(row):
        parts.append(f"95% interval {interval(row.low, row.high, decimals=answer.decimals)}")
    could = [change for change in card.changes if change.least is not None and _enough(change)]
    told = next((each for each in could if not is_nought(each.least or 0.0, decimals=each.answer.decimals)), None)
    if told is not None:
        least = points(told.least or 0.0, unit=told.answer.unit, decimals=told.answer.decimals)
        parts.append(f"a change of {least} or more since {_since(told, card=card)} would show")
    elif card.changes and not could:
        parts.append("no change could show: too few pupils, or nothing earlier to compare with")
    return "\N{NO-BREAK SPACE}· ".join(parts)


def _enough(change: Change) -> bool:
    """Whether there are pupils enough for a change of theirs to be called one at all."""
    return prominence(change.answer.rows[0]) in {"low", "normal"}


def _under(card: Card, *, ask: Ask) -> list[Component]:
    """Who is compared, and how the headline is worked out with its own numbers."""
    name, said = card.strand.words, _more(card)
    told = html.Div([html.P(each) for each in said])
    who = [part_under("Who is compared", body=told, about=name)] if said else []
    return [*who, *pieces.under_words(ask, answer=card.answer, title=name)]


def _more(card: Card) -> list[str]:
    """The same in whole sentences: who the same pupils are, and how this year's group and last year's overlap."""
    said = [
        f"Since {_since(change, card=card)}, the same pupils ({_pupils(change.answer)}): "
        f"{uncapital(sentence(undated(change.answer)))}{_alone(change)}"
        for change in card.changes
        if change.answer.rows[0].value is not None
    ]
    return [*said, *beside.sentences(card)]


def _alone(change: Change) -> str:
    if change.stands or not may_claim(change.answer.rows[0]):
        return ""
    return " That is by itself; among all the changes on this page chance makes one like it too often."


def _pupils(answer: Answer) -> str:
    row = answer.rows[0]
    sides = [count(row.n, words=answer.group_words)]
    sides += [count(row.n_other, words=answer.other_words)] if row.n_other is not None else []
    return " and ".join(sides)
