"""Where to look: everything that is compared at a place, strand by strand, and what of it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.metrics.answer import Answer
from dashboard.metrics.elsewhere import beyond
from dashboard.metrics.findings import Findings, Tried, found
from dashboard.metrics.small_groups import may_claim
from dashboard.reporting import questions
from dashboard.reporting.overview import href_of
from dashboard.reporting.part import Part
from dashboard.reporting.parts import parts_of_school, with_results
from dashboard.reporting.strands import STRANDS, Overview, Strand, Try
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES

KINDS = ("support", "plan")
OTHER_SCHOOLS = 3
"""With fewer other schools of the phase a school is not set beside them: it would be set beside one of them."""


def findings(overview: Overview) -> Findings:
    """What stands of everything compared at the place: at the trust school by school, at a school part by part."""
    question = ("findings", *overview.key)
    return overview.view.ask.once(*question, read=lambda: found(tried(overview)))


def tried(overview: Overview) -> list[Tried]:
    """Every comparison of the place, strand by strand."""
    parts = _parts(overview)
    return [each for strand in STRANDS for each in _of_strand(overview.views[strand.path], strand=strand, parts=parts)]


def _parts(overview: Overview) -> Sequence[Part]:
    """The schools of the trust; of a school itself, then its year groups or key stages."""
    view = overview.views["progress"]
    if view.place.total:
        return ()
    if view.place.kind == "trust":
        return [questions.school_part(view, code=code) for code in view.ask.schools]
    whole = Part(label=view.place.words, key=view.place.address, school=view.place.address.partition(":")[2])
    return (whole, *parts_of_school(view, held=with_results(view)))


def _of_strand(view: View, *, strand: Strand, parts: Sequence[Part]) -> Iterator[Tried]:
    for asked in _asked(view):
        for attempt in strand.tries:
            wanted = _attempted(asked, attempt=attempt)
            yield from (_tried(wanted, strand=strand, attempt=attempt, part=part) for part in parts)
        if strand.tries and asked.place.kind == "school" and asked.selection.group == "send":
            apart = (_grouped(asked, group=group) for group in KINDS)
            yield from (_tried(each, strand=strand, attempt=strand.tries[0], part=parts[0]) for each in apart)


def looked_for(view: View) -> list[Tried]:
    """What may be claimed at a school of the comparisons made of its strand, for the view's group and since the period
    compared with: what the overview sends a reader to the page with, whatever else it compares."""
    school, wanted = view.place.school, view.selection
    if view.place.kind != "school" or school is None:
        return []
    strand = next(each for each in STRANDS if each.path == view.strand)
    part = Part(label=view.place.words, key=view.place.address, school=school.code)
    tries = [each for each in strand.tries if each.group in {"", wanted.group} and each.since == wanted.compare]
    made = [_tried(view, strand=strand, attempt=each, part=part) for each in tries]
    return [each for each in made if each.row.p is not None and may_claim(each.row)]


def _asked(view: View) -> list[View]:
    """The view; of progress, one for each subject and scale with results: each is compared by itself."""
    if view.strand != "progress":
        return [view]
    return [
        replace(view, selection=replace(view.selection, subject=subject, scale=scale))
        for subject, scale, _ in view.scales
    ]


def _attempted(view: View, *, attempt: Try) -> View:
    group = attempt.group or view.selection.group
    return replace(view, selection=replace(view.selection, group=group, compare=attempt.since))


def _grouped(view: View, *, group: str) -> View:
    return replace(view, selection=replace(view.selection, group=group))


def _tried(view: View, *, strand: Strand, attempt: Try, part: Part) -> Tried:
    answer = _answer(view, metric=attempt.metric, part=part)
    made = Tried(
        place=part.label, key=part.key, strand=strand.path, answer=answer,
        href=href_of(view, strand=strand, place=f"school:{part.school}", since=attempt.since),
    )  # fmt: skip
    return _beyond(made, view=view, metric=attempt.metric, part=part) if attempt.beyond_phase else made


def _beyond(made: Tried, *, view: View, metric: str, part: Part) -> Tried:
    """The comparison with the other schools of the phase; without three of them none is made."""
    elsewhere, own = _elsewhere(view, part=part), made.row
    there = questions.row_of(view, metric=metric, part=elsewhere)
    row = beyond(own, there=there) if len(elsewhere.schools) >= OTHER_SCHOOLS else replace(own, p=None)
    return replace(made, answer=replace(made.answer, rows=(row,)), beside=elsewhere.label, own=own)


def _answer(view: View, *, metric: str, part: Part) -> Answer:
    """The part's row as an answer about the part itself, so that its words are about one place."""
    row = questions.row_of(view, metric=metric, part=part)
    return questions.answer_of(view, metric=metric, rows=[replace(row, key="")])


def _elsewhere(view: View, *, part: Part) -> Part:
    """The trust's other schools of the phase, as one part."""
    schools = view.ask.schools
    phase = schools[part.school].phase
    others = frozenset(code for code, each in schools.items() if each.phase == phase and code != part.school)
    words = f"the trust's other {PHASES[phase].lower()} schools"
    return Part(label=words, key="elsewhere", schools=others)
