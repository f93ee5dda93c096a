"""Where to look: everything that is compared at a place, strand by strand, and what of it is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.metrics.answer import Answer
from dashboard.metrics.elsewhere import beyond
from dashboard.metrics.findings import Findings, Tried, found
from dashboard.metrics.small_groups import may_claim
from dashboard.reporting import questions
from dashboard.reporting.conversations import in_words
from dashboard.reporting.overview import href_of
from dashboard.reporting.part import Part
from dashboard.reporting.parts import parts_of_school, with_results
from dashboard.reporting.strands import STRANDS, Overview, Strand
from dashboard.reporting.tries import TRIES, Try
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES, term_before

KINDS = ("support", "plan")


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
        for attempt in _wanted(strand, chosen=asked.selection.group):
            wanted = _attempted(asked, attempt=attempt)
            yield from (_tried(wanted, strand=strand, attempt=attempt, part=part) for part in parts)
        if asked.place.kind == "school" and asked.selection.group == "send":
            apart = (_grouped(asked, group=group) for group in KINDS)
            yield from (_tried(each, strand=strand, attempt=TRIES[strand.path][0], part=parts[0]) for each in apart)


def looked_for(view: View) -> list[Tried]:
    """What may be claimed at a school of its strand's headline and of the differences that the strand tries, for the
    view's group and since the period compared with: what the overview sends a reader to the page with, and no figure
    of the page says."""
    school, wanted = view.place.school, view.selection
    if view.place.kind != "school" or school is None:
        return []
    strand = next(each for each in STRANDS if each.path == view.strand)
    part = Part(label=view.place.words, key=view.place.address, school=school.code)
    tries = [each for each in TRIES[strand.path] if each.group in {"", wanted.group} and each.since == wanted.compare]
    headed = [each for each in tries if each.metric == strand.headline or each.metric.endswith(APARTS)]
    made = [_tried(view, strand=strand, attempt=each, part=part) for each in headed if not each.about]
    return [each for each in made if each.row.p is not None and may_claim(each.row)]


APARTS = ("_gap", "_gap_change")
"""How the differences between the group and other pupils end, and the changes of them."""


def _wanted(strand: Strand, *, chosen: str) -> list[Try]:
    """What is tried: of groups that are looked at by themselves, where SEN support or plans are chosen, those alone."""
    return [each for each in TRIES[strand.path] if chosen == "send" or each.group in {"", chosen}]


def _asked(view: View) -> list[View]:
    """The view; of progress, one for each subject and scale with results: each is compared by itself."""
    if view.strand != "progress":
        return [view]
    return [
        replace(view, selection=replace(view.selection, subject=subject, scale=scale))
        for subject, scale, _ in view.scales
    ]


def _attempted(view: View, *, attempt: Try) -> View:
    group, period = attempt.group or view.selection.group, view.selection.period
    # A running term beside a whole one would look like a fall wherever conversations are still to come.
    period = term_before(period) if attempt.ended and view.running else period
    return replace(view, selection=replace(view.selection, group=group, period=period, compare=attempt.since))


def _grouped(view: View, *, group: str) -> View:
    return replace(view, selection=replace(view.selection, group=group))


def _tried(view: View, *, strand: Strand, attempt: Try, part: Part) -> Tried:
    answer = _answer(view, metric=attempt.metric, part=part)
    made = Tried(
        place=part.label, key=part.key, strand=strand.path, answer=answer,
        href=href_of(view, strand=strand, place=f"school:{part.school}", since=attempt.since), about=attempt.about,
    )  # fmt: skip
    return _beyond(made, view=view, attempt=attempt, part=part) if attempt.beyond_phase else made


def _beyond(made: Tried, *, view: View, attempt: Try, part: Part) -> Tried:
    """The comparison with the other schools of the phase; without enough of them none is made."""
    elsewhere, own = _elsewhere(view, part=part), made.row
    if len(elsewhere.schools) < attempt.many:
        return replace(made, answer=replace(made.answer, rows=(replace(own, p=None),)))
    outside = replace(view, place=replace(view.place, school=None))
    there = questions.row_of(outside, metric=attempt.metric, part=elsewhere)
    answer = replace(made.answer, rows=(beyond(own, there=there),), unit=APART.get(made.answer.unit, made.answer.unit))
    return replace(made, answer=answer, beside=elsewhere.label, own=own, there=there)


APART = {"%": "percentage points"}
"""The unit of the difference of two figures, where it is not their own."""


def _answer(view: View, *, metric: str, part: Part) -> Answer:
    """The part's row as an answer about the part itself, so that its words are about one place."""
    row = questions.row_of(view, metric=metric, part=part)
    answer = questions.answer_of(view, metric=metric, rows=[replace(row, key="")])
    return in_words(view, answer=answer) if view.strand == "conversations" else answer


def _elsewhere(view: View, *, part: Part) -> Part:
    """The trust's other schools of the phase, as one part; beside a part of a school the same year groups of theirs."""
    schools = view.ask.schools
    phase = schools[part.school].phase
    others = frozenset(code for code, each in schools.items() if each.phase == phase and code != part.school)
    words = f"the trust's other {PHASES[phase].lower()} schools"
    label = f"{part.label} of {words}" if part.year_groups else words
    return Part(label=label, key="elsewhere", schools=others, year_groups=part.year_groups)
