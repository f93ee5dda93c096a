"""Progress of a trust or a school: is the distance closing, where is it, who is counted, is it large."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.access.scope import Level
from dashboard.components.chart_card import chart_card, graph, group_key, stack
from dashboard.components.interval_rows import interval_key, interval_rows, reference_to
from dashboard.components.sentence import sentence, strong
from dashboard.figures.trend import trend as trend_figure
from dashboard.metrics.answer import Answer
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import interval
from dashboard.metrics.small_groups import may_claim, prominence
from dashboard.metrics.telling import subject_words, uncapital
from dashboard.metrics.words import headline, title
from dashboard.metrics.words import sentence as sentence_of
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.progress import in_bands, sizes, wording
from dashboard.pages.progress.national import national_card
from dashboard.pages.progress.reveals import reveals_card
from dashboard.pages.progress.school_pupils import pupil_cards
from dashboard.reporting import over_time, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Part
from dashboard.reporting.parts import parts_of_school, with_results
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES


def page(view: View) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    if not view.scales:
        return _without_results(view)
    if view.in_bands:
        return _with_pupils(view, body=in_bands.body(view))
    gap = questions.value(view, metric="progress_gap")
    same = None if view.place.total else questions.value(view, metric="progress_change_same_pupils")
    body = [
        sentence(strong(each) for each in _said(view, gap=gap, same=same)),
        *pieces.notes_card(gap),
        *_columns(view, gap=gap, same=same),
        *national_card(view),
        *sizes.rows(view, counted_above=_has_few_parts(view)),
    ]
    return _with_pupils(view, body=body)


def _with_pupils(view: View, *, body: list[Component]) -> Drawn:
    """The page, of a school for those who may also with its pupils."""
    if view.place.kind == "school" and view.ask.scope.may_read(Level.PUPIL):
        cards, shown = pupil_cards(view)
        return wording.drawn(view, body=[*body, *cards, *reveals_card(view)], pupil_ids=shown)
    return wording.drawn(view, body=body)


def _without_results(view: View) -> Drawn:
    """What is said where there is no result; of a school, for those who may, with the list of its SEND pupils."""
    body, national = wording.nothing_here(view), national_card(view)
    if view.place.kind != "school" or not view.ask.scope.may_read(Level.PUPIL):
        return wording.drawn(view, body=[*body, *national])
    cards, shown = pupil_cards(view)
    return wording.drawn(view, body=[*body, *national, *cards, *reveals_card(view)], pupil_ids=shown)


FEW_PARTS = 3
"""With so few year groups or key stages, their card leaves room for another beside the chart."""


def _columns(view: View, *, gap: Answer, same: Answer | None) -> list[Component]:
    """Two columns: how it has moved beside where it is; the shorter one is filled with the cards of words. A phase
    together is a total: it has no rows and no change of its own."""
    where, trend, size = _where(view, gap=gap), _trend_card(view), sizes.size(view, gap=gap)
    if same is None:
        return [stack([trend]), stack([sizes.counted(view), size, sizes.apart(view)])]
    change = sizes.change(view, same=same)
    if view.place.kind == "trust":
        return [stack([trend, size, change]), stack(where)]
    if _has_few_parts(view):
        return [stack([trend, sizes.counted(view)]), stack([*where, size, change])]
    return [stack([trend, size]), stack([*where, change])]


def _has_few_parts(view: View) -> bool:
    return view.place.kind == "school" and len(_parts(view)) <= FEW_PARTS


def _parts(view: View) -> list[Part]:
    return parts_of_school(view, held=with_results(view))


def _said(view: View, *, gap: Answer, same: Answer | None) -> Sequence[str]:
    """The headline: of the scale shown the distance and the gains, and the change of the gap where it is clear; then
    of the subject's other scales the gains."""
    every = questions.value(view, metric="progress_gap", every_scale=True)
    distance = questions.value(view, metric="progress_distance")
    said = [" ".join([*headline([distance, gap]), *_no_gains(gap, distance=distance)])]
    said += [sentence_of(same)] if same and may_claim(same.rows[0]) else []
    others = [row for row in every.rows if len(every.rows) > 1 and row.key != f"scale:{view.selection.scale}"]
    return [*said, *(sizes.row_in_words(row, answer=every) for row in others if row.value is not None)]


def _no_gains(gap: Answer, *, distance: Answer) -> list[str]:
    """Where there is a distance and nothing to measure a gain from, as in the first term with results."""
    row = gap.rows[0]
    told = row.value is None and row.reason and distance.rows[0].value is not None
    return [f"Progress in {gap.period_words} cannot be said: {row.reason}."] if told else []


def _trend_card(view: View) -> Component:
    answer = over_time.trend(view, metric="progress_distance")
    words = title(answer)
    scale = view.ask.scales.get(view.selection.scale)
    national = Reference(value=scale.mean, words="national average") if scale and scale.mean is not None else None
    return chart_card(
        "progress-trend",
        title=words,
        caption=f"Average {uncapital(answer.scale_words)} in {subject_words(answer.subject)} at the end of each term, "
        "with 95% bands. The line breaks each September, when the pupils and the SEND register change."
        f"{_last_interval(answer)}",
        key=group_key(group_words=_capital(answer.group_words), group=answer.group),
        picture=graph("progress-trend", figure=trend_figure(answer, reference=national)),
        summary=sentence_of(answer),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Term"),
    )


def _last_interval(answer: Answer) -> str:
    """The interval of the last distance, in words; empty where there is none to say."""
    last = next((row for row in reversed(answer.rows) if row.value is not None), None)
    if last is None or last.low is None or last.high is None or prominence(last) == "words":
        return ""
    within = interval(last.low, last.high, decimals=answer.decimals)
    return f" The last difference lies between {within.replace(' to ', ' and ')} {answer.unit}."


def _where(view: View, *, gap: Answer) -> list[Component]:
    if view.place.total:
        return []
    if view.place.kind == "trust":
        return [_schools_card(view, gap=gap)]
    answer = questions.by_part(view, metric="progress_gap", parts=_parts(view))
    parent = reference_to(gap, words="this school")
    words = title(answer)
    return [
        chart_card(
            "progress-parts",
            title=words,
            caption=f"Gains of {gap.group_words} minus gains of other pupils, with 95% intervals, youngest first.",
            picture=interval_rows(answer, heading="Pupils", caption=words, parent=parent),
            under=pieces.under(view.ask, answer=answer, title=words, heading="Pupils"),
        )
    ]


def _schools_card(view: View, *, gap: Answer) -> Component:
    """The schools, phase by phase on one scale: a school without a figure says why."""
    answer = questions.by_place(view, metric="progress_gap")
    parent = reference_to(gap, words="the trust")
    words = sentence_of(answer).removesuffix(".")
    phases = dict.fromkeys(view.ask.schools[row.key.partition(":")[2]].phase for row in answer.rows)
    tables = [_phase_rows(view.ask, answer=answer, phase=phase, parent=parent) for phase in PHASES if phase in phases]
    key = interval_key(parent, rows=answer.rows)
    return chart_card(
        "progress-schools",
        title=words,
        caption=f"Gains of {gap.group_words} minus gains of other pupils by school, with 95% intervals, in order of "
        "name.",
        picture=html.Div([key, *tables]),
        under=pieces.under(view.ask, answer=answer, title=words, heading="School"),
    )


def _phase_rows(ask: Ask, *, answer: Answer, phase: str, parent: Reference | None) -> Component:
    rows = [row for row in answer.rows if ask.schools[row.key.partition(":")[2]].phase == phase]
    words = PHASES[phase]
    table = interval_rows(
        answer, heading=f"{words} schools", caption=f"{words} schools", parent=parent, rows=rows, key=False
    )
    return html.Div(table, className="phase")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
