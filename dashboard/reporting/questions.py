"""The questions any page, export or command may ask of any metric: value, trend, by place, by part, by group.

Each strand says in its ``QUESTIONS`` which function of the arithmetic answers a metric and which cells it counts; what
is asked is the same for all. Sums and a metric make a row, rows make an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.numbers import period_words
from dashboard.metrics.registry import metric as definition_of
from dashboard.reporting import (
    attainment,
    attendance,
    conversations,
    pairs,
    progress,
    questionnaires,
    roll,
    transition,
    wider_outcomes,
)
from dashboard.reporting.part import Part, Question
from dashboard.reporting.parts import scale_parts, units_of
from dashboard.reporting.view import View
from dashboard.selection import Selection
from data_loaders.vocabulary import GROUP_WORDS, SEN_CODES

NO_SCORES = "pupils here have no scores"
NO_SUCH_PUPILS = "no such pupils here"
QUESTIONS: Mapping[str, Question] = {
    **progress.QUESTIONS,
    **conversations.QUESTIONS,
    **wider_outcomes.QUESTIONS,
    **questionnaires.QUESTIONS,
    **transition.QUESTIONS,
    **attendance.QUESTIONS,
    **pairs.QUESTIONS,
    **roll.QUESTIONS,
    **attainment.QUESTIONS,
}
"""How each metric is answered."""


def of_its_period(view: View, *, metric: str) -> View:
    """The view in the period that the metric has there, where that is not the view's own: without subject and scale,
    which such a figure has none of."""
    period = QUESTIONS[metric].period
    if period is None:
        return view
    selection = replace(view.selection, period=period(view), subject="", scale="")
    return replace(view, selection=selection, scales=())


def answer_of(view: View, *, metric: str, rows: Iterable[Row], selection: Selection | None = None) -> Answer:
    """The rows as an answer about the view, with its words, dates, notes and the imports behind it."""
    said = selection or view.selection
    known = definition_of(metric)
    scaled = known.strand == "progress"
    scale = view.ask.scales.get(said.scale) if scaled else None
    brought = view.ask.batches_of(known.strand)
    return Answer(
        metric=metric, place=view.place.address, place_words=view.place.words, period=said.period,
        period_words=period_words(said.period) if said.period else "", rows=tuple(rows), group=said.group,
        group_words=GROUP_WORDS[said.group], subject=said.subject if scaled else "",
        scale=said.scale if scaled else "", scale_words=scale.name if scale else said.scale if scaled else "",
        unit=known.unit_on(scale.unit if scale else "points"), decimals=known.decimals,
        as_at=view.ask.as_at, batches=tuple(batch.batch_id for batch in brought),
        notes=tuple(dict.fromkeys(note for batch in brought for note in batch.notes)),
    )  # fmt: skip


def row_of(view: View, *, metric: str, part: Part, selection: Selection | None = None) -> Row:
    """The metric of one part of the view's place, as one row; state x with words where nothing has been supplied."""
    asked = replace(view, selection=selection) if selection else view
    if view.place.kind in {"class", "pupil"}:
        return _row(asked, metric=metric, part=part)
    question = (metric, part, asked.selection, view.place.address, view.place.total, view.ask.path, view.ask.as_at)
    return view.ask.once("row", *question, read=lambda: _row(asked, metric=metric, part=part))


def _row(asked: View, *, metric: str, part: Part) -> Row:
    question = QUESTIONS[metric]
    if refused := question.refused(asked):
        return Row(label=part.label, key=part.key, href=part.href, state=State.NOT_APPLICABLE, reason=refused)
    cells, others = question.inputs(asked, part)
    if not cells:
        reason = part.nothing or question.nothing
        state = State.NOT_AVAILABLE
        if part.told_apart and question.inputs(asked, replace(part, codes=None, needs=()))[0]:
            state, reason = State.NOT_APPLICABLE, NO_SUCH_PUPILS
        return Row(label=part.label, key=part.key, href=part.href, state=state, reason=reason)
    row = question.function(cells, **others, group=asked.selection.group, label=part.label, key=part.key)
    return replace(row, href=part.href)


def value(view: View, *, metric: str, every_scale: bool = False) -> Answer:
    """One row for the place; with ``every_scale`` a row for each scale of the subject, never added together."""
    view = of_its_period(view, metric=metric)
    selection = view.selection
    wanted = [(selection.subject, selection.scale)]
    if every_scale:
        wanted = [(subject, scale) for subject, scale, _ in view.scales if subject == selection.subject] or wanted
    rows = [_scale_row(view, metric=metric, pair=pair, alone=len(wanted) == 1) for pair in wanted]
    return answer_of(view, metric=metric, rows=rows)


def _scale_row(view: View, *, metric: str, pair: tuple[str, str], alone: bool) -> Row:
    subject, scale = pair
    name = view.ask.scales[scale].name if scale in view.ask.scales else scale
    label = view.place.words if alone else name
    part = Part(label=label, key=view.place.address if alone else f"scale:{scale}")
    return row_of(view, metric=metric, part=part, selection=replace(view.selection, subject=subject, scale=scale))


def by_scale(view: View, *, metric: str) -> Answer:
    """A row for every subject and scale of the place in the period: the headlines. Where the scales have not all the
    same unit, each row says its own and the answer has none."""
    rows = [row_of(view, metric=metric, part=part, selection=asked) for part, asked in scale_parts(view)]
    found = answer_of(view, metric=metric, rows=rows)
    return replace(found, unit="") if len(units_of(view)) > 1 else found


def by_place(view: View, *, metric: str) -> Answer:
    """A row for each school in scope, in order of name; a school that has supplied nothing says so."""
    return by_part(view, metric=metric, parts=[school_part(view, code=code) for code in view.ask.schools])


def school_part(view: View, *, code: str) -> Part:
    """One school of the trust, as a row that leads to its page."""
    place = f"school:{code}"
    href = view.ask.path + view.selection.query_at(place)
    scoreless = view.strand == "progress" and view.ask.schools[code].phase == "special"
    nothing = NO_SCORES if scoreless else ""
    return Part(label=view.ask.schools[code].name, key=place, href=href, school=code, nothing=nothing)


def by_part(view: View, *, metric: str, parts: Sequence[Part]) -> Answer:
    """A row for each part of the place: its year groups, its key stages."""
    view = of_its_period(view, metric=metric)
    return answer_of(view, metric=metric, rows=[row_of(view, metric=metric, part=part) for part in parts])


def by_group(view: View, *, metric: str) -> Answer:
    """SEN support and EHC plan apart, each against the other pupils."""
    view = of_its_period(view, metric=metric)
    rows = []
    for group in ("support", "plan"):
        part = Part(label=GROUP_WORDS[group].capitalize().replace("sen ", "SEN ").replace("ehc", "EHC"), key=group)
        asked = replace(view.selection, group=group)
        rows.append(row_of(view, metric=metric, part=part, selection=asked))
    return answer_of(view, metric=metric, rows=rows)


def by_provision(view: View, *, metric: str) -> Answer:
    """A row for each code of SEN provision: N, K and E, those withdrawn where anybody has one, and unknown. Each row is
    of that code's pupils alone, and the whole is all pupils together: for figures of one group, in the strands whose
    cells know the code."""
    everyone = replace(view.selection, group="all")
    rows = []
    for code in (*SEN_CODES, ""):
        part = Part(label=code or "unknown", key=f"sen:{code or 'unknown'}", codes=frozenset({code}))
        row = row_of(view, metric=metric, part=part, selection=everyone)
        rows += [row] if row.n or code in ALWAYS else []
    whole = row_of(view, metric=metric, part=Part(label=ALL_PUPILS, key="sen:all"), selection=everyone)
    said = answer_of(view, metric=metric, rows=rows)
    return replace(said, whole=whole, group=everyone.group, group_words=ALL_PUPILS)


ALWAYS = ("N", "K", "E", "")
"""The provisions that have a row whether anybody has them or not."""
ALL_PUPILS = "all pupils"
