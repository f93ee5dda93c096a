"""England beside a released measure, where the trust has too few schools of the phase for a total of them.

What England publishes is never quite the same: the sentence says the year, the schools and the pupils it is of.
"""

from __future__ import annotations

from dashboard.metrics.numbers import number, percentage, period_words
from dashboard.metrics.references import Reference
from dashboard.metrics.words_releases import in_words
from dashboard.reporting.ask import Ask
from dashboard.reporting.benchmarks import OTHERS, latest_reference
from dashboard.reporting.beside import NO_MEASURE
from dashboard.reporting.releases import Shelf, View
from data_loaders.code_lists import words_of

_MEASURES = {"attendance.missed": "absence", "attendance.persistent": "persistent_absence"}
"""The published measure that is worked out as a released one is."""


def too_few_schools(held: Shelf) -> str:
    """Why no total of the trust's schools of the phase stands beside these figures; empty where one does."""
    if held.phase:
        return ""
    least = in_words(held.school.rules["other_schools"])
    return (
        f"There is no total of the trust's {held.school.phase} schools: it needs at least {least} others, "
        "or one school could be worked out from it."
    )


def country_beside(ask: Ask, *, held: Shelf, view: View) -> list[str]:
    """What England has instead, in sentences; nothing where the trust's own schools stand beside the measure."""
    if held.phase:
        return []
    measure = _MEASURES.get(view["key"].partition("@")[0])
    if measure is None:
        return [NO_MEASURE]
    said = [_difference(ask, held=held, measure=measure), _all_pupils(ask, held=held, measure=measure)]
    return [words for words in said if words] or ["No figure of England of the same measure has been brought in."]


def _difference(ask: Ask, *, held: Shelf, measure: str) -> str:
    """SEND and other pupils of the newest year for which England has both; of all phases, for it has them of no one."""
    send, others = (_newest(ask, held=held, measure=measure, group=group, phase="all") for group in ("send", OTHERS))
    if send is None or others is None or send.period != others.period:
        return ""
    apart = round(send.value - others.value, 1)
    as_shown = apart == round(round(send.value, 1) - round(others.value, 1), 1)
    said = f"{number(apart, sign=True)} percentage points{'' if as_shown else ' before rounding'}"
    return (
        f"England, all phases and special schools together, {period_words(send.period)}: SEND pupils "
        f"{percentage(send.value)}, others {percentage(others.value)}, {said}{_status(send)}. It is "
        "of other schools and another time, so read it as background: none of England's "
        f"{held.school.phase} schools alone has been brought in."
    )


def _all_pupils(ask: Ask, *, held: Shelf, measure: str) -> str:
    """All pupils of the school's phase, SEND or not."""
    found = _newest(ask, held=held, measure=measure, group="all", phase=held.school.phase)
    if found is None:
        return ""
    return (
        f"England, {held.school.phase} schools, {period_words(found.period)}, whole year: all pupils, SEND or not, "
        f"{percentage(found.value)}{_status(found)}."
    )


def _status(found: Reference) -> str:
    """`` (an estimate)``; empty for a final figure."""
    return f" ({words_of(found.status, codes='published_status').lower()})" if found.status else ""


def _newest(ask: Ask, *, held: Shelf, measure: str, group: str, phase: str) -> Reference | None:
    return latest_reference(ask, measure=measure, period=held.school.term, phase=phase, group=group)
