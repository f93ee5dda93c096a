"""The overview's cards: of each strand the headline, its trend, its changes, and what it may be compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.elsewhere import smallest_of
from dashboard.metrics.findings import standing
from dashboard.metrics.numbers import period_words
from dashboard.reporting import attendance, over_time, questions, wider_outcomes
from dashboard.reporting.beside import COUNTRY, PHASE, National, national_of, phase_of
from dashboard.reporting.conversations import in_words
from dashboard.reporting.part import Part
from dashboard.reporting.parts import parts_of_school, with_results
from dashboard.reporting.strands import STRANDS, Overview, Strand, told
from dashboard.reporting.view import View
from dashboard.reporting.year_on_year import Membership, membership_of
from data_loaders.vocabulary import year_before


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a strand's figure has changed for the same pupils since an earlier term; ``least`` is the smallest change
    that these pupils would show. ``stands``: it is more than chance would make of all the changes on the page."""

    since: str
    answer: Answer
    least: float | None
    stands: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """One strand of a place: ``answer``, ``second`` (a figure beside it) and ``phase`` have one row, ``trend`` a row a
    term. ``now`` and ``then`` are how this year's group and last year's stand, ``group`` how far they are the same
    pupils. ``phase`` and ``country`` are there where they are chosen. ``late`` says that the period is earlier than
    the one shown, ``running`` that its term has not ended.
    """

    strand: Strand
    href: str
    answer: Answer
    trend: Answer
    second: Answer | None = None
    changes: tuple[Change, ...] = ()
    group: Membership | None = None
    now: Answer | None = None
    then: Answer | None = None
    phase: Answer | None = None
    country: National | None = None
    late: bool = False
    running: bool = False


def cards(overview: Overview) -> list[Card]:
    """A card for each strand that the place has anything of, in their order."""
    ask = overview.view.ask
    question = ("cards", *overview.key, overview.compare)
    return ask.once(*question, read=lambda: _judged([_card(overview, strand=strand) for strand in STRANDS]))


def _judged(found: list[Card]) -> list[Card]:
    """The cards, their changes judged together: of eight looked at one in twenty each would be too many by chance."""
    stands = iter(standing([change.answer.rows[0] for card in found for change in card.changes]))
    return [
        replace(card, changes=tuple(replace(change, stands=next(stands)) for change in card.changes)) for card in found
    ]


def _card(overview: Overview, *, strand: Strand) -> Card:
    view, plain = overview.views[strand.path], not overview.view.place.total
    strand = told(strand, view=view)
    now, then = _years(view, strand=strand)
    return Card(
        strand=strand,
        href=href_of(view, strand=strand),
        answer=headline(view, strand=strand),
        second=_value(view, strand=strand, metric=strand.beside) if strand.beside else None,
        trend=over_time.trend(view, metric=strand.trend),
        changes=_changes(view, strand=strand) if plain else (),
        group=membership_of(view, metric=strand.change) if plain and then else None,
        now=now,
        then=then,
        phase=phase_of(view, metric=strand.headline) if overview.compare == PHASE else None,
        country=national_of(view, measure=strand.measure) if overview.compare == COUNTRY else None,
        late=view.selection.period != overview.view.selection.period,
        running=view.running,
    )


def headline(view: View, *, strand: Strand) -> Answer:
    """The strand's figure; of a place without other pupils, as a special school, that of the group alone."""
    strand = told(strand, view=view)
    found = _value(view, strand=strand, metric=strand.headline)
    if strand.alone and found.rows[0].state is State.NOT_APPLICABLE:
        return _value(view, strand=strand, metric=strand.alone)
    return found


def _value(view: View, *, strand: Strand, metric: str) -> Answer:
    answer = questions.value(view, metric=metric)
    return in_words(view, answer=answer) if strand.path == "conversations" else answer


def href_of(view: View, *, strand: Strand, place: str = "", since: str = "year") -> str:
    """The address of the strand's page at the view's place, or at another, in the view's period; its changes look back
    a year, or ``since``."""
    wanted = replace(view.selection, place=place or view.place.address, compare=since)
    return f"/{strand.path}{wanted.to_query()}"


def _changes(view: View, *, strand: Strand) -> tuple[Change, ...]:
    """The same pupils since last term and since last year; of a whole year, since the year before. Of bands none: a
    distance of bands is no number; nor of a whole year of what is counted by term."""
    if view.in_bands or (strand.termly and "." not in view.selection.period):
        return ()
    spans = ("term", "year") if "." in view.selection.period else ("year",) if view.selection.period else ()
    return tuple(_change(view, metric=strand.change, since=since) for since in spans)


def _change(view: View, *, metric: str, since: str) -> Change:
    asked = replace(view, selection=replace(view.selection, compare=since))
    answer = questions.value(asked, metric=metric)
    answer = in_words(view, answer=answer) if view.strand == "conversations" else answer
    return Change(since=since, answer=answer, least=smallest_of(answer.rows[0]))


def _years(view: View, *, strand: Strand) -> tuple[Answer | None, Answer | None]:
    """How this year's group and last year's stand in the same term: other pupils in part. None where either is not."""
    period = view.selection.period
    earlier = year_before(period) if period else ""
    if strand.termly and "." not in period:
        return None, None
    if not {period, earlier} <= set(view.periods):
        return None, None
    rows = [_at(view, metric=strand.trend, period=each) for each in (period, earlier)]
    if any(row.value is None for row in rows):
        return None, None
    now, then = (questions.answer_of(view, metric=strand.trend, rows=[row]) for row in rows)
    return now, then


def _at(view: View, *, metric: str, period: str) -> Row:
    """The metric of the view's place in a term or a whole year."""
    asked = replace(view, selection=replace(view.selection, period=period))
    to_date = ", to date" if period == view.current[:7] else ""
    href = view.ask.path + asked.selection.to_query()
    return questions.row_of(
        asked, metric=metric, part=Part(label=period_words(period) + to_date, key=period, href=href)
    )


def parts_below(overview: Overview) -> list[Part]:
    """The year groups of a school, or its key stages, of which any strand has anything: Reception has no results, and
    has clubs and registers."""
    views, held = overview.views, Counter[str]()
    strands = (with_results(views["progress"]), attendance.held(views["attendance"]),
               wider_outcomes.year_groups(views["wider_outcomes"]))  # fmt: skip
    for found in strands:
        held.update({year: max(n - held[year], 0) for year, n in found.items()})
    return parts_of_school(views["progress"], held=held)


def below(overview: Overview, *, parts: Sequence[Part]) -> dict[str, Answer]:
    """The headline of each strand for each part of the place (schools, or year groups), by the strand's path."""
    question = ("below", *overview.key, tuple(part.key for part in parts))
    return overview.view.ask.once(*question, read=lambda: _below(overview, parts=parts))


def _below(overview: Overview, *, parts: Sequence[Part]) -> dict[str, Answer]:
    return {strand.path: _by_part(overview.views[strand.path], strand=strand, parts=parts) for strand in STRANDS}


def _by_part(view: View, *, strand: Strand, parts: Sequence[Part]) -> Answer:
    found = questions.by_part(view, metric=told(strand, view=view).headline, parts=parts)
    if not strand.alone:
        return found
    rows = [
        questions.row_of(view, metric=strand.alone, part=part) if row.state is State.NOT_APPLICABLE else row
        for row, part in zip(found.rows, parts, strict=True)
    ]
    return replace(found, rows=tuple(rows))
