"""Who is counted, SEN support and EHC plan apart, is it large, has it changed: the cards of words under the charts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, number, points
from dashboard.metrics.words import row_sentence, sentence
from dashboard.pages.choices import before_words
from dashboard.pages.progress import pieces
from dashboard.reporting import progress
from dashboard.reporting.ask import Ask
from dashboard.reporting.parts import year_parts
from dashboard.reporting.view import View
from dashboard.reporting.year_on_year import Membership, membership


def row_in_words(row: Row, answer: Answer) -> str:
    """One row of an answer as a sentence that begins with what the row is."""
    return f"{row.label}: {row_sentence(row, answer=answer)}"


def cards(ask: Ask, view: View, gap: Answer) -> list[Component]:
    """The cards of a trust's or a school's page, the table of every scale last."""
    found: list[Component] = [
        html.Div([_counted(ask, view), _apart(ask, view), _size(ask, view, gap)], className="cards"),
    ]
    if not view.place.total:
        found += [_change(ask, view), *_standing(ask, view)]
        found += _years(ask, view) if view.place.kind == "school" else []
    scales = progress.by_scale(ask, view, metric="progress_gap")
    table = answer_table(scales, heading="Subject and scale", caption="Gains, each on its own scale")
    return [*found, card([table], title="Every subject and scale", width="wide")]


def _counted(ask: Ask, view: View) -> Component:
    words = [*pieces.counted_words(progress.coverage(ask, view)), pieces.frozen_words(view)]
    return card([html.P(each) for each in words], title="Who is counted")


def _apart(ask: Ask, view: View) -> Component:
    answer = progress.by_group(ask, view, metric="progress_gap")
    lines = [html.P(row_in_words(row, answer)) for row in answer.rows]
    shares = progress.value(ask, view, metric="progress_share_at_expected")
    kept = [html.P(sentence(shares))] if shares.rows[0].value is not None else []
    return card([*lines, *kept], title="SEN support and EHC plan apart")


def _size(ask: Ask, view: View, gap: Answer) -> Component:
    size, least = progress.sizes(ask, view)
    words = []
    if size is not None:
        words.append(
            f"The distance at the end of the period is {number(abs(size), 2)} standard deviations of the pupils."
        )
    if least is not None:
        what = "trust" if view.place.kind == "trust" else "school"
        words.append(
            f"With this many pupils, the smallest difference in gains this {what} could show is about "
            f"{points(least, gap.unit, gap.decimals)}."
        )
    return card([html.P(each) for each in words or ["Too few results to say."]], title="Is it large?")


def _change(ask: Ask, view: View) -> Component:
    """Year on year: the same pupils then and now, and how this year's group and last year's overlap."""
    same = progress.value(ask, view, metric="progress_change_same_pupils")
    told = [html.P(sentence(same))]
    told += [html.P(each) for each in overlap_words(membership(ask, view))]
    return card(told, title=f"Compared with {before_words(view)}")


def overlap_words(group: Membership) -> list[str]:
    """``31 of 40 SEND pupils with a result are the same; 6 left …``: who joined the group and who left it."""
    if not group.before:
        return ["There is no earlier SEND group with results to compare with."]
    joined = _listed(
        (group.joined, "joined"), (group.identified, "newly identified"), (group.no_result_then, "had no result then")
    )
    left = _listed(
        (group.left, "left"), (group.came_off, "came off the register"), (group.no_result, "have no result now")
    )
    words = [f"{group.same:,} of the {count(group.now, 'SEND pupils')} with a result now were SEND with a result then."]
    if joined:
        words.append(f"Of the others now: {joined}.")
    if left:
        words.append(f"Of the {count(group.before, 'SEND pupils')} then: {left}.")
    return words


def _listed(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{n:,} {words}" for n, words in parts if n)


def _standing(ask: Ask, view: View) -> list[Component]:
    answer = progress.value(ask, view, metric="progress_standing_change")
    caution = "A relative measure: it says where pupils stand among the trust's year group, not what they learned."
    return [card([html.P(sentence(answer)), html.P(caution, className="caption")], title="Standing across scales")]


def _years(ask: Ask, view: View) -> list[Component]:
    """The same year groups this year and last: different pupils, so each row may be compared by itself."""
    answer = progress.by_part(ask, view, metric="progress_change_year_groups", parts=year_parts(ask, view))
    if all(row.value is None for row in answer.rows):
        return []
    table = answer_table(answer, heading="Year group", caption="Distance now and a year ago: SEND minus other pupils")
    words = [
        html.P(sentence(answer)),
        html.P("Different pupils: this year's year group beside last year's.", className="caption"),
    ]
    return [card([*words, table], title="Year groups beside last year's", width="wide")]
