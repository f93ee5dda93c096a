"""Who is counted, SEN support and EHC plan apart, is it large, has it changed: the cards of words under the charts."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import number
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.telling import capital
from dashboard.metrics.words import group_line, row_sentence, sentence, when
from dashboard.metrics.words_counts import coverage_words, same_pupils_words, smallest_change_words
from dashboard.pages import pieces
from dashboard.pages.choices import before_words
from dashboard.pages.progress import wording
from dashboard.pages.progress.pace import pace
from dashboard.reporting import progress, questions
from dashboard.reporting.parts import with_results, year_parts
from dashboard.reporting.view import View
from dashboard.reporting.year_on_year import Membership, membership
from data_loaders.vocabulary import GROUP_WORDS


def row_in_words(row: Row, *, answer: Answer) -> str:
    """One row of an answer as a sentence that begins with what the row is."""
    return f"{row.label}: {row_sentence(row, answer=answer)}"


def rows(view: View, *, counted_above: bool = False) -> list[Component]:
    """The rows of cards under the two columns, the table of every scale last. ``counted_above``: who is counted stands
    in a column."""
    cards = [*([] if counted_above else [counted(view)]), apart(view), standing(view), pieces.supply_card(view)]
    found: list[Component] = [] if view.place.total else [html.Div(cards, className="cards")]
    found += [] if view.place.total else [pace(view)]
    found += _years(view) if view.place.kind == "school" else []
    scales = questions.by_scale(view, metric="progress_gap")
    table = answer_table(scales, heading="Subject and scale", caption="Average gains, each on its own scale")
    title = "Every subject and scale"
    under = pieces.under_table(view.ask, answer=scales, title=title)
    return [*found, card([table, under], title=title, width="wide")]


def counted(view: View) -> Component:
    """Who is counted, why the others are not, and when the SEND status is read."""
    words = [coverage_words(progress.coverage(view)), wording.frozen_words(view)]
    return card([html.P(each) for each in words], title="Who is counted")


def apart(view: View) -> Component:
    """SEN support and EHC plan apart, and the share at the expected gain where one is set."""
    answer = questions.by_group(view, metric="progress_gap")
    lines = [html.P(f"{row.label}: {group_line(row, answer=answer)}") for row in answer.rows]
    about = html.P(f"{when(answer)}:", className="caption")
    shares = questions.value(view, metric="progress_share_at_expected")
    title, told = "SEN support and EHC plan apart", [shares] if shares.rows[0].value is not None else []
    kept = [html.P(sentence(_undated(each))) for each in told]
    return card(
        [about, *lines, *kept, pieces.under_several(view.ask, answers=[answer, *told], title=title)], title=title
    )


def _undated(answer: Answer) -> Answer:
    """The answer where subject and dates have just been said."""
    rows = tuple(replace(row, first_period="", last_period="") for row in answer.rows)
    return replace(answer, subject="", period_words="", rows=rows)


def size(view: View, *, gap: Answer) -> Component:
    """How large the distance is, and the smallest difference in gains that could show."""
    answer, least = questions.value(view, metric="progress_effect_size"), progress.smallest_change(view)
    words = [sentence(answer)]
    if least is not None:
        words.append(smallest_change_words(least, unit=gap.unit, decimals=gap.decimals))
    row, title = questions.value(view, metric="progress_distance").rows[0], "Is it large?"
    if row.value is not None and prominence(row) != "words":
        title = f"Is {number(abs(row.value), decimals=gap.decimals)} {gap.unit}".rstrip() + " large?"
    return card([*(html.P(each) for each in words), _under(view, answer=answer, title=title)], title=title)


def _under(view: View, *, answer: Answer, title: str) -> Component:
    return html.Div(pieces.under_words(view.ask, answer=answer, title=title), className="under no-print")


def change(view: View, *, same: Answer) -> Component:
    """Year on year: the same pupils then and now, and how this year's group and last year's overlap."""
    span = "term" if view.selection.compare == "term" and "." in view.selection.period else "year"
    title = f"Compared with {before_words(view)}"
    held = membership(view)
    if not held.before:
        return card([html.P(_nothing_before(same))], title=title)
    told = [sentence(same), overlap_words(held, group=view.selection.group, span=span)]
    return card([*(html.P(each) for each in told), _under(view, answer=same, title=title)], title=title)


def _nothing_before(same: Answer) -> str:
    return f"{capital(same.rows[0].reason or 'no earlier results to compare with')}."


def overlap_words(held: Membership, *, group: str, span: str = "year") -> str:
    """``31 of 40 are the same pupils …``: who joined the group with results and who left it."""
    told = same_pupils_words(
        held.now, same=held.same, left=held.left, came_off=held.came_off, no_result=held.no_result,
        joined=held.joined, identified=held.identified, no_result_then=held.no_result_then, span=span, group=group,
    )  # fmt: skip
    return f"Of all {GROUP_WORDS[group]} with a result, {told}"


def standing(view: View) -> Component:
    """Whether the group has moved among its year group: the one measure that joins pupils of different scales."""
    answer = questions.value(view, metric="progress_standing_change")
    caution = "All scales together. A relative measure: it says where pupils stand, not what they learned."
    title = "Standing in the year group"
    body = [html.P(sentence(answer)), html.P(caution, className="caption"), _under(view, answer=answer, title=title)]
    return card(body, title=title)


def _years(view: View) -> list[Component]:
    """The same year groups this year and last: different pupils, so each row may be compared by itself."""
    parts = year_parts(view, held=with_results(view))
    answer = questions.by_part(view, metric="progress_change_year_groups", parts=parts)
    if all(row.value is None or prominence(row) == "words" for row in answer.rows):
        return []
    caption = "How far SEND pupils stand from other pupils in each year group, now and a year ago: SEND minus others"
    table = answer_table(answer, heading="Year group", caption=caption)
    return [card([html.P(sentence(answer)), table], title="Year groups beside last year's", width="wide")]
