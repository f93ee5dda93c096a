"""What the pages share: the heading, the way to the names, what stands under a figure, what has been supplied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.access.scope import Names
from dashboard.components import ids
from dashboard.components.answer_table import answer_table
from dashboard.components.chart_card import card, part_under, under_chart
from dashboard.components.definition import definition
from dashboard.components.elements import Element, element, link, settled
from dashboard.components.names import names_switch
from dashboard.components.provenance import provenance
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, date_words, interval, number, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import is_counted, prominence
from dashboard.metrics.words import NOUNS, row_sentence
from dashboard.metrics.worked import is_difference, worked
from dashboard.pages.choices import choices_of, shown_words
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.reporting.benchmarks import beside
from dashboard.reporting.places import class_words
from dashboard.reporting.pupils import classes_in_scope
from dashboard.reporting.supply import Strand, strand_words, strands
from dashboard.reporting.supply_yearly import yearly_words
from dashboard.reporting.view import View, has_just_begun
from data_loaders.vocabulary import GROUP_WORDS


def drawn(
    view: View, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset(), said: Sequence[str] = ()
) -> Drawn:
    """The page of a view with its heading, trail and controls. ``said`` is what the line under the title adds to the
    day: how complete the figures are."""
    place = view.place
    above = [(view.ask.path + view.selection.query_at(address), words) for address, words in place.above]
    return Drawn(
        title=place.words, body=body, above=above, as_at=as_at_words(view, said=said),
        shown=shown_words(view), place=place.address, person=place.kind == "pupil", pupil_ids=pupil_ids,
        choices=choices_of(view),
    )  # fmt: skip


def as_at_words(view: View, *, said: Sequence[str] = ()) -> str:
    """``As at 20 March 2026 · spring term 2026 results for 96% of 304 pupils · registers not sent this term: …``."""
    parts = [f"As at {date_words(view.ask.as_at)}"]
    if view.behind:
        nothing = NOTHING_YET[view.strand]
        parts.append(f"{nothing} yet for {period_words(view.current)}: this is {period_words(view.selection.period)}")
    elif has_just_begun(view) and view.strand != "attendance":
        parts.append(just_begun_words(view))
    parts += said
    if not view.behind:
        parts += [_missing_words(strand) for strand in (strands(view) if view.ask.supply else [])]
    return " · ".join(part for part in parts if part)


def just_begun_words(view: View) -> str:
    """In September, why a page shows the term before: ``autumn term 2025 has just begun: this is summer term 2025``."""
    return f"{period_words(view.current)} has just begun: this is {period_words(view.selection.period)}"


NOTHING_YET = {
    "progress": "No results",
    "conversations": "No conversations",
    "wider_outcomes": "No club registers",
    "attendance": "No registers",
}
"""What a term before its first file has none of."""


def _missing_words(strand: Strand) -> str:
    """Who has sent none this term, and who never: by name, where they are few; nothing where all have sent."""
    name = strand.name.lower()
    said = [f"{name} not sent this term: {_few(strand.missing)}"] if strand.missing else []
    said = [f"no {name} yet this term"] if strand.none_yet else said
    return " · ".join([*said, *([f"{name} never sent: {_few(strand.never)}"] if strand.never else [])])


def _few(schools: Sequence[str]) -> str:
    return ", ".join(schools) if len(schools) <= FEW else count(len(schools), words="schools")


FEW = 3
"""So many schools are named in the line under the title; more are counted, and named on the card."""


def name_links(view: View) -> list[Component]:
    """For a reader who sees labels: the way to the names, which asks for a purpose and a reason; else nothing."""
    school = view.place.school
    if school is None or view.ask.scope.shows_names(school.code) or view.ask.scope.names is Names.NONE:
        return []
    if not current.person().rights.reveals:
        return []
    back = quote(view.ask.path + view.selection.to_query(), safe="")
    href = f"/reveal?school={school.code}&next={back}"
    words = ["Pupils are shown by a label. ", html.A("Show names for this school", href=href), " asks for a purpose "]
    said = html.P([*words, "and a reason, lasts an hour and is noted."], className="caption")
    return [html.Div(said, className="wide no-print")]


def names_off(view: View) -> list[Component]:
    """The control that puts names out of sight, where names are shown."""
    school = view.place.school
    shown = school is not None and view.ask.scope.shows_names(school.code)
    return [html.Div(names_switch(), className="toolbar")] if shown else []


def class_links(view: View) -> list[Component]:
    """The way to a school's classes of this year, for those who may see its pupils."""
    found = [each for each in classes_in_scope(view) if each.kind == "registration"]
    links = [
        link(class_words(each), href=view.ask.path + view.selection.query_at(f"class:{each.token}"))
        for each in sorted(found, key=lambda each: each.name)
    ]
    parts = [part for each in links for part in (each, " ")]
    return [html.Div(html.P(["Pupils class by class: ", *parts]), className="wide no-print links")] if links else []


def under(
    ask: Ask,
    *,
    answer: Answer,
    title: str,
    heading: str,
    others: Sequence[str] = (),
    table: Component | None = None,
    of: Sequence[Answer] = (),
) -> list[Component]:
    """What stands under a figure: its table, how it is worked out with the numbers of this view, where it came from.
    ``of`` are the answers worked out, where they are more than the table's: the one that the title tells first."""
    about = [definition(metric(name)) for name in (answer.metric, *others)]
    first = of[0] if of else answer
    told = [row for row in first.rows if row.value is not None and _is_of_the_view(row, answer=first)]
    here = [html.P(_last_in_words(told[-1], answer=first))] if told else []
    parts = [part for each in of or [answer] for part in _worked_out(each)]
    return under_chart(
        title=title,
        table=table or answer_table(answer, heading=heading),
        worked_out=element("Div", children=[*here, *parts, *about, _every_definition(answer)]),
        country=_country(beside(ask, answer=answer)),
        came_from=came_from(ask, answer=answer),
    )


def under_table(ask: Ask, *, answer: Answer, title: str) -> Component:
    """What stands under a table of figures that has no picture."""
    worked_out = element(
        "Div", children=[*_worked_out(answer), definition(metric(answer.metric)), _every_definition(answer)]
    )
    came, country = came_from(ask, answer=answer), _country(beside(ask, answer=answer))
    parts = under_chart(title=title, worked_out=worked_out, came_from=came, country=country)
    return html.Div(parts, className="under no-print")


def under_several(
    ask: Ask, *, answers: Sequence[Answer], title: str, country: Sequence[str] | None = None
) -> Component:
    """What stands under a card of several metrics: each with the numbers of this view, and where they came from; beside
    England stands the first, or what ``country`` says of them."""
    last = {answer.metric: at for at, answer in enumerate(answers)}  # what a metric means is told once, after its last
    parts = [
        part
        for at, answer in enumerate(answers)
        for part in (*_worked_out(answer), *([definition(metric(answer.metric))] if last[answer.metric] == at else []))
    ]
    worked_out = element("Div", children=[*parts, _every_definition(answers[0])])
    said = beside(ask, answer=answers[0]) if country is None else country
    came, told = came_from(ask, answer=answers[0]), _country(said)
    below = under_chart(title=title, worked_out=worked_out, came_from=came, country=told)
    return html.Div(below, className="under no-print")


def under_words(ask: Ask, *, answer: Answer, title: str) -> list[Component]:
    """What stands under a figure that is told in words alone: how it is worked out, and where it came from."""
    worked_out = element(
        "Div", children=[*_worked_out(answer), definition(metric(answer.metric)), _every_definition(answer)]
    )
    return [
        part_under("How this is worked out", body=worked_out, about=title),
        part_under("Where these figures came from", body=came_from(ask, answer=answer), about=title),
    ]


def _worked_out(answer: Answer) -> list[Element]:
    """The formula with the numbers of the last row that has a figure, else with those of the group alone; then every
    row to four decimals."""
    last = list(reversed(answer.rows))
    row = next((row for row in last if row.value is not None), None)
    row = row or next((row for row in last if row.group_value is not None), None)
    formula = worked(row, answer=answer) if row else ""
    named = f"{row.label}: " if row and len(answer.rows) > 1 else ""
    said = (
        [element("P", children=f"Worked out with the numbers of this view: {named}{formula}", className="worked exact")]
        if formula
        else []
    )
    return [*said, *_exactly(answer)]


def _every_definition(answer: Answer) -> Element:
    """The way to this measure among all the others, and to what has been published about the programme."""
    here = f"/definitions#{ids.definition(answer.metric)}"
    words = [link("This measure among all measures", href=here), " · ", link("About the evidence", href="/evidence")]
    return element("P", children=words)


def _country(said: Sequence[str]) -> Element | None:
    """What England shows of the same measure, phase and group; None where nobody publishes one."""
    return element("Div", children=[element("P", children=words) for words in said]) if said else None


def _exactly(answer: Answer) -> list[Element]:
    """Each row to four decimals, for whoever checks it by another route; never of five pupils or fewer, nor a share of
    nine or fewer."""
    told = [row for row in answer.rows if row.value is not None and prominence(row) != "words" and not is_counted(row)]
    lines = [element("Li", children=_to_four_decimals(row)) for row in told]
    return [_listed("To four decimals:", lines=lines)] if lines else []


def _listed(words: str, *, lines: list[Element]) -> Element:
    said = [element("P", children=words), element("Ul", children=lines)]
    return element("Div", children=said, className="exact")


def _to_four_decimals(row: Row) -> str:
    between = "" if row.low is None or row.high is None else f" ({interval(row.low, row.high, decimals=4)})"
    signed = row.n_other is not None or is_difference(row)
    return f"{row.label}: {number(row.value or 0.0, decimals=4, sign=signed)}{between}"


def _is_of_the_view(row: Row, *, answer: Answer) -> bool:
    """Whether the view's own sentence is true of the row: of a place, a group or the period shown, not of a week in it,
    a reason for absence or an area of need."""
    kind = row.key.partition(":")[0]
    return kind in {"", "scale", answer.period, *GROUP_WORDS, *NOUNS}


def _last_in_words(row: Row, *, answer: Answer) -> str:
    """The last row that has a figure; where the rows are places, with its name."""
    about = f"{row.label}: " if len(answer.rows) > 1 and row.key.partition(":")[0] in NOUNS else ""
    return f"With the figures of this view: {about}{row_sentence(row, answer=answer)}"


def came_from(ask: Ask, *, answer: Answer) -> Element:
    """The imports behind an answer. The names of files are for readers of every school: they may name another's."""
    behind = [batch for batch in ask.batches if batch.batch_id in answer.batches]
    named = ask.scope.schools is None
    rows = ((batch.batch_id, batch.mapping, batch.finished, batch.files if named else ()) for batch in behind)
    last = ask.last_change(answer.batches)
    changed = (last.batch_id, last.finished) if last else None
    return _provenance(ask.as_at, batches=tuple(rows), notes=answer.notes, changed=changed)


@lru_cache(maxsize=256)
def _provenance(
    day: date, *, batches: tuple[Any, ...], notes: tuple[str, ...], changed: tuple[int, date] | None
) -> Element:
    """The same under every figure of a strand."""
    made: Element = settled(provenance(as_at=day, batches=batches, notes=notes, changed=changed))
    return made


def notes_card(answer: Answer) -> list[Component]:
    """What the imports ask every reader to know (a proxy, a reading of the file), where they say anything."""
    return [card([html.P(note) for note in answer.notes], title="Keep in mind", width="wide")] if answer.notes else []


def supply_card(view: View) -> Component:
    """What has been supplied for this place, strand by strand."""
    said = [*(strand_words(strand) for strand in strands(view)), *yearly_words(view)]
    return card([html.Ul([html.Li(each) for each in said])], title="What has been supplied")
