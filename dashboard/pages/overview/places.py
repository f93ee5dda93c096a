"""The table of the places below, all strands side by side: what has been supplied first, the incomplete greyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, group_key
from dashboard.components.side_by_side import Held, side_by_side
from dashboard.figures.labels import Extent
from dashboard.figures.places import sides_words
from dashboard.figures.sparks import pair, pair_extent
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.findings import Findings
from dashboard.metrics.numbers import count, of
from dashboard.metrics.small_groups import is_counted, prominence
from dashboard.metrics.telling import capital, subject_words
from dashboard.metrics.words_brief import brief_sides, side_words
from dashboard.pages.overview.looking import TITLE
from dashboard.queries.places import School
from dashboard.reporting import leads, questions
from dashboard.reporting.complete import incomplete
from dashboard.reporting.overview import below, parts_below
from dashboard.reporting.part import Part
from dashboard.reporting.strands import STRANDS, Overview, told
from dashboard.reporting.supply import strand_words, strands
from dashboard.reporting.supply_yearly import yearly_words
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUP_WORDS, LEAD_ROLES, PHASES


def places_card(overview: Overview, *, found: Findings) -> list[Component]:
    """The schools of a trust, phase by phase, or the year groups of a school; nothing for a phase together."""
    view = overview.views["progress"]
    if view.place.total:
        return []
    parts = _schools(overview) if view.place.kind == "trust" else parts_below(overview)
    if not parts:
        return []
    rows, strands = _rows(overview, parts=parts), _headings(overview, parts=parts)
    if view.place.kind == "trust":
        title, tables = _named(found, schools=view.ask.schools), _by_phase(rows, strands=strands, view=view)
    else:
        title = "Year groups" if parts[0].key.startswith("year:") else "Key stages"
        tables = [side_by_side(title, heading=title.removesuffix("s"), strands=strands, rows=rows)]
    group = view.selection.group
    key = group_key(group_words=capital(GROUP_WORDS[group]), group=group)
    words = html.P(BOTH.format(group=GROUP_WORDS[group]), className="caption")
    return [card([*_supply(overview), key, words, *tables], title=title, width="wide")]


BOTH = (
    "Each column has the figure of {group} first, then that of other pupils and, under them, how many pupils they are. "
    "A hollow SEND mark stands for fewer than ten on a side."
)


def _named(found: Findings, *, schools: Mapping[str, School]) -> str:
    """How many of the trust's schools are named under *Where to look*; else how many there are."""
    named = {each.first.key.partition(":")[2] for each in found.listed} & set(schools)
    if not found.compared:
        return count(len(schools), words="schools")
    if not named:
        return f"None of the {count(len(schools), words='schools')} is named under {TITLE}"
    return f"{of(len(named), len(schools))} schools {'is' if len(named) == 1 else 'are'} named under {TITLE}"


def _by_phase(rows: Sequence[PlaceRow], *, strands: Sequence[str], view: View) -> list[Component]:
    """A table a phase, in order of name, all on the same scales; beside the figures who leads each school."""
    by_school = dict(zip(view.ask.schools, rows, strict=True))
    tables: list[Component] = []
    for phase, words in PHASES.items():
        held = [code for code, school in view.ask.schools.items() if school.phase == phase]
        table = side_by_side(
            f"{words} schools, strand by strand", heading=f"{words} schools", strands=strands,
            rows=[by_school[code] for code in held], led=[_lead(view, school=code) for code in held],
        )  # fmt: skip
        tables += [html.Div(table, className="phase")] if held else []
    return tables


def _lead(view: View, *, school: str) -> tuple[str, str]:
    """The role that leads a school today, and whether it changed hands this year."""
    lead = leads.lead_now(view, school=school)
    said = LEAD_ROLES[lead.role] if lead else "not recorded"
    return said, "changed this year" if leads.is_new(view, school=school) else ""


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


PlaceRow: TypeAlias = tuple[str, str, list[Held]]
"""A place's words, its address and what it has in each strand."""


def _rows(overview: Overview, *, parts: Sequence[Part]) -> list[PlaceRow]:
    answers = below(overview, parts=parts)
    why = {path: incomplete(overview.views[path]) for path in answers}
    columns = {path: _column(answers[path], parts=parts, why=why[path]) for path in answers}
    return [(part.label, part.href, [columns[path][at] for path in answers]) for at, part in enumerate(parts)]


def _headings(overview: Overview, *, parts: Sequence[Part]) -> list[str]:
    answers = below(overview, parts=parts)
    return [
        _heading(answers[strand.path], words=told(strand, view=overview.views[strand.path]).column)
        for strand in STRANDS
    ]


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
        words=one, others=two, picture=pair(row, ends=ends, group=answer.group), spoken=spoken,
        pupils=sides_words(row).replace(", low reliability", ""),
        sort=None if is_counted(row) else row.value, grey=grey,
    )  # fmt: skip
