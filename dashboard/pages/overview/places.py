"""The table of the places below, all strands side by side: what has been supplied first, the incomplete greyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, group_key
from dashboard.components.side_by_side import Held, side_by_side
from dashboard.figures.labels import Extent
from dashboard.figures.places import sides_words
from dashboard.figures.sparks import pair, pair_extent
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count
from dashboard.metrics.small_groups import is_counted, prominence
from dashboard.metrics.telling import capital, subject_words
from dashboard.metrics.words_brief import brief_sides, side_words
from dashboard.reporting import questions
from dashboard.reporting.complete import incomplete
from dashboard.reporting.overview import below, parts_below
from dashboard.reporting.part import Part
from dashboard.reporting.strands import STRANDS, Overview, told
from dashboard.reporting.supply import strand_words, strands
from dashboard.reporting.supply_yearly import yearly_words
from data_loaders.vocabulary import GROUP_WORDS


def places_card(overview: Overview) -> list[Component]:
    """The schools of a trust, or the year groups of a school; nothing for a phase together."""
    view = overview.views["progress"]
    if view.place.total:
        return []
    trust = view.place.kind == "trust"
    parts = _schools(overview) if trust else parts_below(overview)
    if not parts:
        return []
    title = "Schools" if trust else "Year groups" if parts[0].key.startswith("year:") else "Key stages"
    table = _table(overview, parts=parts, heading="School" if trust else title.removesuffix("s"), caption=title)
    group = view.selection.group
    key = group_key(group_words=capital(GROUP_WORDS[group]), group=group)
    words = html.P(BOTH, className="caption")
    return [card([*_supply(overview), key, words, table], title=title, width="wide")]


BOTH = (
    "Each column has the figure of both and, under it, how many pupils they are. A hollow SEND mark stands for "
    "fewer than ten on a side."
)


def _schools(overview: Overview) -> list[Part]:
    view = overview.view
    return [questions.school_part(view, code=code) for code in view.ask.schools]


def _supply(overview: Overview) -> list[Component]:
    """At a school, what it has sent and how old the registers are, in a line; of a trust a card by itself says it."""
    if overview.view.place.kind == "trust":
        return []
    view = overview.view
    said = [*(strand_words(each) for each in strands(view)), *yearly_words(view)] if view.ask.supply else []
    return [html.P(["What has been supplied. ", " ".join(said)], className="caption")] if said else []


def _table(overview: Overview, *, parts: Sequence[Part], heading: str, caption: str) -> Component:
    answers = below(overview, parts=parts)
    why = {path: incomplete(overview.views[path]) for path in answers}
    columns = {path: _column(answers[path], parts=parts, why=why[path]) for path in answers}
    rows = [(part.label, part.href, [columns[path][at] for path in answers]) for at, part in enumerate(parts)]
    headings = [
        _heading(answers[strand.path], words=told(strand, view=overview.views[strand.path]).column)
        for strand in STRANDS
    ]
    return side_by_side(caption, heading=heading, strands=headings, rows=rows)


def _heading(answer: Answer, *, words: str) -> str:
    unit = f", {answer.unit}" if answer.unit and answer.unit not in {"%", "percentage points"} else ""
    return f"{words} in {subject_words(answer.subject)}{unit}" if answer.subject else words


def _column(answer: Answer, *, parts: Sequence[Part], why: dict[str, str]) -> list[Held]:
    ends = pair_extent(answer.rows)
    return [
        _held(row, answer=answer, ends=ends, grey=why.get(part.school, ""))
        for row, part in zip(answer.rows, parts, strict=True)
    ]


def _held(row: Row, *, answer: Answer, ends: Extent, grey: str) -> Held:
    one, two = side_words(row, answer=answer)
    if not one:
        few = row.value is not None and prominence(row) == "words"
        return Held(words=f"only {count(row.smaller_side, words='pupils')}" if few else row.reason or "no figure")
    spoken = f"{row.label}: {brief_sides(replace(answer, rows=(row,)))}"
    return Held(
        words=f"{one}, {two}" if two else one, picture=pair(row, ends=ends, group=answer.group), spoken=spoken,
        pupils=sides_words(row).replace(", low reliability", ""),
        sort=None if is_counted(row) else row.value, grey=grey,
    )  # fmt: skip
