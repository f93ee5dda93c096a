"""Comparisons with the country: the published figure that is about the same thing, or none.

How to use it on a page::

    line = reference_for(view.ask, measure="absence", period="2024-25", phase="primary", group="all")
    if line is not None:
        trace(y=line.value, name=line.label, lighter=line.unsure)  # under the chart: line.caption

* ``measure`` is a code of the list ``published_measure`` (absence, persistent_absence, rwm_expected, suspensions …):
  name it in your metric's TOML (``benchmarks = ["absence"]``) and take it from there.
* ``period`` as in the address: ``2024-25`` a year, ``2024-25.autumn`` a term: the one never stands for the other.
* ``phase`` is the school's phase, ``all`` for schools of several phases together.
* ``group`` is all, no_sen (the page's other pupils), send, support or plan.

There is no near miss: another year, phase or group is None, and a hole in ``references`` is a hole in the line. Where
nothing is drawn ``why_none`` says why in a sentence. Figures of pupils with a plan include special schools and say so;
a figure more than two years older than the day of the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.marks import Reference as Mark
from dashboard.metrics.numbers import period_words
from dashboard.metrics.references import Reference
from dashboard.metrics.registry import metric
from dashboard.queries.benchmarks import Published
from dashboard.reporting.ask import Ask
from dashboard.selection import is_period
from data_loaders.code_lists import PUBLISHED_MEASURES, words_of
from data_loaders.vocabulary import GROUPS

ENGLAND = "England"
OTHERS = "no_sen"
"""What the pages call other pupils."""
_OF_ONE_PHASE = {
    **dict.fromkeys(("rwm_expected", "phonics", "times_tables_full", "good_development"), "primary"),
    **dict.fromkeys(("attainment_8", "progress_8"), "secondary"),
}
"""The measures that England publishes of the pupils of one phase: whoever has pupils of several is compared with it."""


def reference_for(
    ask: Ask, *, measure: str, period: str, phase: str, group: str, geography: str = ENGLAND
) -> Reference | None:
    """The published figure of exactly this measure, period, phase and group; None where there is none, or a symbol
    stands in its place. Raises ``KeyError`` for a measure that is on no list."""
    words_known(measure)
    found = ask.published(geography).get((measure, group, phase, period))
    return _reference(found, ask=ask) if found else None


def references(
    ask: Ask, *, measure: str, periods: Iterable[str], phase: str, group: str, geography: str = ENGLAND
) -> list[Reference | None]:
    """One for each period, in their order: a period without a published figure is None, a hole in the line."""
    return [
        reference_for(ask, measure=measure, period=period, phase=phase, group=group, geography=geography)
        for period in periods
    ]


def latest_reference(
    ask: Ask, *, measure: str, period: str, phase: str, group: str, geography: str = ENGLAND
) -> Reference | None:
    """The newest whole-year figure up to the academic year of ``period``: for a sentence that names its year, never
    for a line beside another year's figures."""
    words_known(measure)
    rows = [
        row
        for row in ask.published(geography).values()
        if (row.measure, row.group, row.phase) == (measure, group, phase)
        and "." not in row.period and row.period <= period[:7] and row.value is not None
    ]  # fmt: skip
    return _reference(max(rows, key=lambda row: row.period), ask=ask) if rows else None


def why_none(ask: Ask, *, measure: str, period: str, phase: str, group: str, geography: str = ENGLAND) -> str:
    """Why no published figure stands beside this one, in a sentence; ``""`` where one does."""
    if not ask.published(geography):
        return f"No published figures of {geography} have been brought in."
    found = ask.published(geography).get((measure, group, phase, period))
    if found is None:
        when = period_words(period)
        return f"There is no published figure for {geography} of the same measure, phase and group in {when}."
    if found.value is None:
        return f"{geography}, {period_words(period)}: {words_of(found.status, codes='published_status').lower()}."
    return ""


def beside(ask: Ask, *, answer: Answer) -> list[str]:
    """What England shows beside an answer, in sentences: for each measure that the metric's definition names, the
    figure of the same phase and group where there is one, else why there is none and the newest, with its year.

    Empty where the definition names no published measure, where the place is smaller than a school, and before
    anything has been brought in.
    """
    measures = [name for name in metric(answer.metric).benchmarks if name in PUBLISHED_MEASURES]
    phases = {name: phase_of(ask, place=answer.place, measure=name) for name in measures}
    if not (any(phases.values()) and answer.period and ask.published(ENGLAND)):
        return []
    groups = [answer.group, *([OTHERS] if any(row.n_other is not None for row in answer.rows) else [])]
    pairs = [(measure, group) for measure in measures for group in groups]
    said = (_beside(ask, measure=one, period=answer.period, phase=phases[one], group=group) for one, group in pairs)
    return list(dict.fromkeys(said))


def marks_beside(ask: Ask, *, answer: Answer) -> dict[str, Mark]:
    """England's figure for each row of an answer that is a group or a period of the measure its definition names, by
    the row's key. A row without a match has none: another group, phase or period is never drawn in its place.
    """
    measures = [name for name in metric(answer.metric).benchmarks if name in PUBLISHED_MEASURES]
    phase = phase_of(ask, place=answer.place, measure=measures[0]) if len(measures) == 1 else ""
    if not phase:
        return {}
    found = {row.key: _of_row(ask, row=row, answer=answer, measure=measures[0], phase=phase) for row in answer.rows}
    return {key: Mark(value=each.value, words=each.brief) for key, each in found.items() if each is not None}


def _of_row(ask: Ask, *, row: Row, answer: Answer, measure: str, phase: str) -> Reference | None:
    """A row's own group, or its own period; a part of neither kind, as an area of need, has no figure here."""
    group = OTHERS if answer.group == "other" else answer.group
    asked = {"group": group, "period": answer.period}
    if row.key in GROUPS:
        asked["group"] = row.key
    elif is_period(row.key):
        asked["period"] = row.key
    else:
        return None
    return reference_for(ask, measure=measure, phase=phase, **asked)


def phase_of(ask: Ask, *, place: str, measure: str = "") -> str:
    """The published phase that a place is compared with: its school's, that of all its schools, else all together; of a
    measure that is published of one phase, that one where the place has pupils of several.

    Empty for a class or a pupil, with whom no country is compared.
    """
    found = _phase(ask, place=place)
    return _OF_ONE_PHASE.get(measure, found) if found in {"all", "all_through"} else found


def _phase(ask: Ask, *, place: str) -> str:
    kind, _, code = place.partition(":")
    if kind == "school":
        return ask.schools[code].phase if code in ask.schools else ""
    if kind != "trust":
        return ""
    phases = {each.phase for each in ask.schools.values()}
    return phases.pop() if len(phases) == 1 else "all"


def _beside(ask: Ask, *, measure: str, period: str, phase: str, group: str) -> str:
    """One sentence or two for one measure and group."""
    found = reference_for(ask, measure=measure, period=period, phase=phase, group=group)
    if found is not None:
        return found.caption
    newest = latest_reference(ask, measure=measure, period=period, phase=phase, group=group)
    said = why_none(ask, measure=measure, period=period, phase=phase, group=group)
    who = f"{words_of(group, codes='published_group')}: {said[:1].lower()}{said[1:]}"
    return f"{who} The newest there is: {newest.caption}" if newest else who


def words_known(measure: str) -> str:
    """What a published measure is, in words. Raises ``KeyError`` where the list has no such measure."""
    return PUBLISHED_MEASURES[measure]


def _reference(row: Published, *, ask: Ask) -> Reference | None:
    if row.value is None:
        return None
    return Reference(**{**row._asdict(), "value": row.value}, as_at=ask.as_at)
