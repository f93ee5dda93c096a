"""Who is counted, SEN support and EHC plan apart, is it large, has it changed: the cards of words under the charts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.words import row_sentence, sentence
from dashboard.metrics.words_counts import coverage_words, same_pupils_words, size_words, smallest_change_words
from dashboard.pages.choices import before_words
from dashboard.pages.progress import pieces
from dashboard.reporting import progress
from dashboard.reporting.parts import year_parts
from dashboard.reporting.view import View
from dashboard.reporting.year_on_year import Membership, membership


def row_in_words(row: Row, *, answer: Answer) -> str:
    """One row of an answer as a sentence that begins with what the row is."""
    return f"{row.label}: {row_sentence(row, answer=answer)}"


def changes(view: View) -> list[Component]:
    """What has changed: year on year, and standing; a phase together has neither, for it is a total."""
    return [] if view.place.total else [_change(view), *_standing(view)]


def rows(view: View) -> list[Component]:
    """The rows of cards under the two columns, the table of every scale last."""
    three = [counted(view), apart(view), pieces.supply_card(view)]
    found: list[Component] = [] if view.place.total else [html.Div(three, className="cards")]
    found += _years(view) if view.place.kind == "school" else []
    scales = progress.by_scale(view, metric="progress_gap")
    table = answer_table(scales, heading="Subject and scale", caption="Gains, each on its own scale")
    title = "Every subject and scale"
    under = pieces.under_table(view.ask, answer=scales, title=title)
    return [*found, card([table, under], title=title, width="wide")]


def counted(view: View) -> Component:
    """Who is counted, why the others are not, and when the SEND status is read."""
    words = [coverage_words(progress.coverage(view)), pieces.frozen_words(view)]
    return card([html.P(each) for each in words], title="Who is counted")


def apart(view: View) -> Component:
    """SEN support and EHC plan apart, and the share at the expected gain where one is set."""
    answer = progress.by_group(view, metric="progress_gap")
    lines = [html.P(row_in_words(row, answer=answer)) for row in answer.rows]
    shares = progress.value(view, metric="progress_share_at_expected")
    kept = [html.P(sentence(shares))] if shares.rows[0].value is not None else []
    return card([*lines, *kept], title="SEN support and EHC plan apart")


def size(view: View, *, gap: Answer) -> Component:
    """How large the distance is, and the smallest difference in gains that could show."""
    deviations, least = progress.sizes(view)
    words = [size_words(deviations)] if deviations is not None else []
    if least is not None:
        words.append(smallest_change_words(least, unit=gap.unit, decimals=gap.decimals))
    return card([html.P(each) for each in words or ["Too few results to say."]], title="Is it large?")


def _change(view: View) -> Component:
    """Year on year: the same pupils then and now, and how this year's group and last year's overlap."""
    same = progress.value(view, metric="progress_change_same_pupils")
    span = "term" if view.selection.compare == "term" and "." in view.selection.period else "year"
    told = [html.P(sentence(same))]
    return card(
        [*told, html.P(overlap_words(membership(view), span=span))], title=f"Compared with {before_words(view)}"
    )


def overlap_words(group: Membership, *, span: str = "year") -> str:
    """``31 of 40 are the same pupils …``: who joined the SEND group with results and who left it."""
    if not group.before:
        return "There is no earlier SEND group with results to compare with."
    told = same_pupils_words(
        group.now, same=group.same, left=group.left, came_off=group.came_off, no_result=group.no_result,
        joined=group.joined, identified=group.identified, no_result_then=group.no_result_then, span=span,
    )  # fmt: skip
    return f"SEND pupils with a result: {told}"


def _standing(view: View) -> list[Component]:
    answer = progress.value(view, metric="progress_standing_change")
    caution = "A relative measure: it says where pupils stand among the trust's year group, not what they learned."
    return [card([html.P(sentence(answer)), html.P(caution, className="caption")], title="Standing across scales")]


def _years(view: View) -> list[Component]:
    """The same year groups this year and last: different pupils, so each row may be compared by itself."""
    answer = progress.by_part(view, metric="progress_change_year_groups", parts=year_parts(view))
    if all(row.value is None or prominence(row) == "words" for row in answer.rows):
        return []
    table = answer_table(answer, heading="Year group", caption="Distance now and a year ago: SEND minus other pupils")
    words = [
        html.P(sentence(answer)),
        html.P("Different pupils: this year's year group beside last year's.", className="caption"),
    ]
    return [card([*words, table], title="Year groups beside last year's", width="wide")]
