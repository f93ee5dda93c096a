"""The cards *Where to look*: what is more than chance, and at a school the facts that need no test."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import Width, card, part_under
from dashboard.components.finding_rows import Item, finding_rows
from dashboard.components.interval_rows import row_words
from dashboard.figures.rails import rail, rail_extent
from dashboard.metrics.findings import Finding, Findings
from dashboard.metrics.numbers import count, of, points
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import capital, listed, uncapital
from dashboard.metrics.words_findings import finding_words
from dashboard.pages.overview.wording import strand_link
from dashboard.reporting.four import term_words
from dashboard.reporting.overview import href_of
from dashboard.reporting.pupil_facts import Fact
from dashboard.reporting.strands import STRANDS, Overview
from data_loaders.vocabulary import GROUP_WORDS

TITLE = "Where to look"


def said_first(found: Findings, *, overview: Overview, facts: Sequence[Fact] = ()) -> str:
    """The page's sentence: the first thing to look at, or that there is none; of a school then the first fact."""
    if found.worse:
        first, here = found.worse[0], overview.view.place
        at = "this" if here.kind == "school" and first.first.place == here.words else f"**{first.first.place}**"
        return f"Look first at {at}: {finding_words(first)}"
    said = nothing_compared(overview)
    if found.compared:
        paths = {path for path, _, _ in found.measures}
        strands = listed([uncapital(each.words) for each in STRANDS if each.path in paths])
        one, many = "the one comparison made here", f"{count(found.compared)} comparisons made here"
        what = "Nothing worse for SEND pupils stands out" if found.better else "Nothing stands out"
        said = f"{what} in {many if found.compared > 1 else one}, of {strands}, beyond what chance would make."
    return f"{said} **{of(facts[0].n, facts[0].of)}** SEND pupils {facts[0].words}." if facts else said


def nothing_compared(overview: Overview) -> str:
    """Why nothing is compared: of a school of SEND pupils alone that it is one, of any other that they are few."""
    school = overview.view.place.school
    if school is not None and school.phase == "special":
        return "Everybody at this school has SEND, so there are no other pupils to compare with."
    group = GROUP_WORDS[overview.view.selection.group]
    return f"There is nothing here yet that ten {group} and ten other pupils could be compared in."


def looking_card(found: Findings, *, overview: Overview, width: Width = "half") -> Component:
    """What stands of everything compared, the worse first, with how much was tried."""
    tried = "1 comparison was" if found.compared == 1 else f"{count(found.compared)} comparisons were"
    caption = (
        f"Differences and changes larger than chance would make them, those worse for SEND pupils first, the surest on "
        f"top. {tried} tried; of those named at most one in twenty may be chance."
    )
    if not found.compared:
        return card([html.P(nothing_compared(overview), className="looking")], title=TITLE, width=width)
    items = [_item(each, overview=overview) for each in found.listed]
    said = finding_rows(items) if items else html.P("None of them shows more than chance would make.")
    return card([html.P(caption, className="caption looking"), said, _compared(found)], title=TITLE, width=width)


def _compared(found: Findings) -> Component:
    """What was compared, measure by measure and of which pupils, and that nothing else was."""
    lines = [html.Li(f"{metric(name).name}, {group}: {count(n)}") for (_, name, group), n in found.measures.items()]
    body = html.Div([html.Ul(lines), html.P(NOT_COMPARED, className="caption")])
    return html.Div(part_under("What was compared", body=body, about=TITLE), className="under no-print")


NOT_COMPARED = (
    "Only these are compared here, of each school or part with ten pupils on both sides. Differences found nearly "
    "everywhere, as in absence, clubs, parents' evenings and suspensions, are set beside those of the trust's other "
    "schools of the phase where there are three; conversations beside theirs where there are two. Incidents are not "
    "compared: what counts as one is each school's own decision."
)


def _item(finding: Finding, *, overview: Overview) -> Item:
    first = finding.first
    row, answer = first.row, first.answer
    unit = "pp" if answer.unit == "percentage points" else answer.unit
    school = overview.view.ask.schools.get(first.key.partition(":")[2])
    place = school.name if school else overview.view.place.words
    return Item(
        place=first.place, words=finding_words(finding), href=first.href, link=strand_link(first.strand, place=place),
        picture=rail(row, ends=rail_extent([row])), spoken=row_words(row, answer=answer),
        figure=points(row.value or 0.0, unit=unit, decimals=answer.decimals, sign=True),
    )  # fmt: skip


def facts_card(facts: Sequence[Fact], *, overview: Overview) -> Component:
    """What needs no test: how many SEND pupils it is so of, of those of whom it can be told, with the page of each."""
    title = f"{capital(term_words(overview))}, pupil by pupil"
    if not facts:
        return card([html.P(NOBODY)], title=title)
    return card([html.Ul([_fact(each, overview=overview) for each in facts], className="facts")], title=title)


NOBODY = (
    "Nobody is overdue, has missed a tenth of sessions or is close to it, is in no club or without a result, as far as "
    "the files tell."
)


def _fact(fact: Fact, *, overview: Overview) -> Component:
    said = [html.Strong(of(fact.n, fact.of)), f" SEND pupils {fact.words}"]
    strand = next((each for each in STRANDS if each.path == fact.strand), None)
    if strand is None:
        return html.Li([*said, "."])
    href = href_of(overview.views[strand.path], strand=strand)
    return html.Li([*said, ". ", dcc.Link(f"{capital(strand.words)} →", href=href)])
