"""The overview's cards: of each strand the headline, its trend, its changes, and what it may be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.access.scope import Level
from dashboard.metrics.answer import Answer, State
from dashboard.metrics.elsewhere import smallest_of
from dashboard.metrics.references import Reference
from dashboard.reporting import questions
from dashboard.reporting.ask import NotHere
from dashboard.reporting.benchmarks import latest_reference
from dashboard.reporting.conversations import in_words
from dashboard.reporting.part import Part
from dashboard.reporting.places import place_of
from dashboard.reporting.strands import STRANDS, Overview, Strand
from dashboard.reporting.view import View
from dashboard.reporting.year_on_year import Membership, membership
from data_loaders.vocabulary import PHASES, year_before


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a strand's figure has changed for the same pupils since an earlier term; ``least`` is the smallest change
    that these pupils would show."""

    since: str
    answer: Answer
    least: float | None


@dataclass(frozen=True, kw_only=True)
class Card:
    """One strand of a place: ``answer``, ``second`` (a figure beside it) and ``phase`` have one row, ``trend`` a row a
    term. ``group`` says how this year's SEND pupils and last year's are the same, ``then`` how last year's stood.
    ``country`` is the newest published figure of the same group and phase. ``late`` says that the period is earlier
    than the one shown.
    """

    strand: Strand
    href: str
    answer: Answer
    trend: Answer
    second: Answer | None = None
    changes: tuple[Change, ...] = ()
    group: Membership | None = None
    then: Answer | None = None
    phase: Answer | None = None
    country: Reference | None = None
    late: bool = False


def cards(overview: Overview) -> list[Card]:
    """A card for each strand that the place has anything of, in their order."""
    ask = overview.view.ask
    question = ("cards", *overview.key)
    return ask.once(*question, read=lambda: [_card(overview, strand=strand) for strand in STRANDS])


def _card(overview: Overview, *, strand: Strand) -> Card:
    view = overview.views[strand.path]
    plain = not view.place.total
    return Card(
        strand=strand,
        href=href_of(view, strand=strand),
        answer=_headline(view, strand=strand),
        second=_value(view, strand=strand, metric=strand.beside) if strand.beside else None,
        trend=questions.trend(view, metric=strand.trend),
        changes=_changes(view, strand=strand) if plain else (),
        group=_group(view) if plain else None,
        then=_then(view, strand=strand) if plain else None,
        phase=phase_of(view, metric=strand.headline) if view.place.kind == "school" else None,
        country=_country(view, strand=strand),
        late=view.selection.period != overview.view.selection.period,
    )


def _headline(view: View, *, strand: Strand) -> Answer:
    """The strand's figure; of a place without other pupils, as a special school, that of the group alone."""
    found = _value(view, strand=strand, metric=strand.headline)
    if strand.alone and found.rows[0].state is State.NOT_APPLICABLE:
        return _value(view, strand=strand, metric=strand.alone)
    return found


def _value(view: View, *, strand: Strand, metric: str) -> Answer:
    answer = questions.value(view, metric=metric)
    return in_words(view, answer=answer) if strand.path == "conversations" else answer


def href_of(view: View, *, strand: Strand, place: str = "") -> str:
    """The address of the strand's page at the view's place, or at another, in the view's period."""
    wanted = replace(view.selection, place=place or view.place.address, compare="year")
    return f"/{strand.path}{wanted.to_query()}"


def _changes(view: View, *, strand: Strand) -> tuple[Change, ...]:
    """The same pupils since last term and since last year; of a whole year, since the year before."""
    spans = ("term", "year") if "." in view.selection.period else ("year",) if view.selection.period else ()
    return tuple(_change(view, metric=strand.change, since=since) for since in spans)


def _change(view: View, *, metric: str, since: str) -> Change:
    asked = replace(view, selection=replace(view.selection, compare=since))
    answer = questions.value(asked, metric=metric)
    answer = in_words(view, answer=answer) if view.strand == "conversations" else answer
    return Change(since=since, answer=answer, least=smallest_of(answer.rows[0]))


def _country(view: View, *, strand: Strand) -> Reference | None:
    """England's newest whole year of the same measure, group and phase; of a trust, of all phases together."""
    if not strand.measure or not view.selection.period:
        return None
    phase = view.place.school.phase if view.place.school else view.ask.phase if view.place.total else "all"
    return latest_reference(
        view.ask, measure=strand.measure, period=view.selection.period, phase=phase, group=view.selection.group
    )


def _group(view: View) -> Membership | None:
    if view.strand != "progress" or not view.scales:
        return None
    found = membership(replace(view, selection=replace(view.selection, compare="year")))
    return found if found.before else None


def _then(view: View, *, strand: Strand) -> Answer | None:
    """How last year's group stood in the same term a year before: other pupils in part."""
    rows = questions.trend(view, metric=strand.trend).rows
    before = year_before(view.selection.period) if view.selection.period else ""
    found = [row for row in rows if row.key == before and row.value is not None]
    return questions.answer_of(view, metric=strand.trend, rows=found) if found else None


def phase_of(view: View, *, metric: str) -> Answer | None:
    """The metric over the trust's schools of the phase of the view's school, its own among them; None where the reader
    may not see that total, or the school is the only one of its phase."""
    school = view.place.school
    if school is None:
        return None
    words = f"the trust's {PHASES[school.phase].lower()} schools"
    if not view.ask.scope.may_read(Level.TRUST):
        return _total(view, metric=metric, words=words)
    codes = frozenset(each.code for each in view.ask.schools.values() if each.phase == school.phase)
    if len(codes) < 2:
        return None
    trust = replace(view, place=place_of(view.ask, selection=view.selection.at("trust")))
    row = questions.row_of(trust, metric=metric, part=Part(label=words, schools=codes))
    return questions.answer_of(trust, metric=metric, rows=[row])


def _total(view: View, *, metric: str, words: str) -> Answer | None:
    try:
        together = replace(view, place=place_of(view.ask, selection=view.selection.at("trust")))
    except NotHere:
        return None
    row = questions.row_of(together, metric=metric, part=Part(label=words))
    return questions.answer_of(together, metric=metric, rows=[row])


def below(overview: Overview, *, parts: Sequence[Part]) -> dict[str, Answer]:
    """The headline of each strand for each part of the place (schools, or year groups), by the strand's path."""
    question = ("below", *overview.key, tuple(part.key for part in parts))
    return overview.view.ask.once(*question, read=lambda: _below(overview, parts=parts))


def _below(overview: Overview, *, parts: Sequence[Part]) -> dict[str, Answer]:
    return {strand.path: _by_part(overview.views[strand.path], strand=strand, parts=parts) for strand in STRANDS}


def _by_part(view: View, *, strand: Strand, parts: Sequence[Part]) -> Answer:
    found = questions.by_part(view, metric=strand.headline, parts=parts)
    if not strand.alone:
        return found
    rows = [
        questions.row_of(view, metric=strand.alone, part=part) if row.state is State.NOT_APPLICABLE else row
        for row, part in zip(found.rows, parts, strict=True)
    ]
    return replace(found, rows=tuple(rows))
