"""What a page of conversations says first, in sentences made from counts and rows. Figures to be set strong stand
between ``**``. *To come* is the current term's, *overdue* what an ended term has left undone."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.answer import Row
from dashboard.metrics.counted_conversations import Coverage, Ladder, Targets
from dashboard.metrics.numbers import count, of, percentage, period_words
from dashboard.metrics.small_groups import HOLLOW_TO, prominence
from dashboard.metrics.telling import capital, listed

CARE = " These are few pupils: read with care."


def held_for(row: Row, *, words: str) -> str:
    """``for **66.3% of 974 pupils in the AfA group**``; of nine or fewer ``for **4 of 8 …**``."""
    return f"for **{share_of(row, words=words)}**"


def share_of(row: Row, *, words: str) -> str:
    """``66.3% of 974 pupils``; of nine or fewer ``4 of 8 pupils``."""
    whole = int(row.denominator or 0)
    if row.n <= HOLLOW_TO:
        return f"{of(int(row.numerator or 0), whole)} {words}"
    return f"{percentage(row.value or 0.0)} of {count(whole, words=words)}"


def _care(row: Row) -> str:
    return CARE if prominence(row) == "low" else ""


def full_sentence(row: Row, *, year: str, words: str) -> str:
    """Full participation of a completed year, or why it cannot be said."""
    if row.value is None:
        return f"Full participation in {period_words(year)} cannot be said: {row.reason}."
    said = held_for(row, words=f"{words} all year")
    return f"In {period_words(year)} three conversations were held with a parent or carer {said}.{_care(row)}"


def due_sentence(row: Row, *, year: str, words: str) -> str:
    """What was due in the ended terms of a year that is not over: held, and still missing."""
    if row.value is None:
        return f"No conversation is due yet in {period_words(year)}: a term must end first."
    had, whole = int(row.numerator or 0), int(row.denominator or 0)
    share = "" if row.n <= HOLLOW_TO else f" ({percentage(row.value)})"
    said = f"**{of(had, whole)} {words}{share}** {'has' if had == 1 else 'have'} had every conversation due so far"
    return f"{said} in {period_words(year)}; {_overdue(whole - had)}.{_care(row)}"


def _overdue(pupils: int) -> str:
    return f"{count(pupils)} {'is' if pupils == 1 else 'are'} overdue" if pupils else "nobody is overdue"


def overdue_before(pupils: int, *, both: int) -> str:
    """``13 pupils are overdue from a term that has ended; 6 of them are also without this term's
    conversation.``"""
    said = f"{count(pupils, words='pupils')} {'is' if pupils == 1 else 'are'} overdue from a term that has ended"
    them = f"; {count(both)} of them {'is' if both == 1 else 'are'} also without this term's conversation"
    return f"{said}{them if both else ''}."


def term_sentence(found: Coverage, *, term: str, words: str) -> str:
    """This term's coverage: held, and what is to come while the term lasts, or overdue after it."""
    if not found.n:
        return f"Nobody is in the AfA group in {period_words(term)}."
    if found.to_come == found.n:
        all_of = f"all **{count(found.n, words=words)}**"
        return f"In {period_words(term)} a conversation is to come for {all_of}{_days(found)}."
    row = Row(label="", n=found.n, numerator=found.had, denominator=found.n, value=100 * found.had / found.n)
    so_far = " so far" if found.to_come and not found.overdue else ""
    parts = [*_to_come(found), *([f"{count(found.overdue)} overdue"] if found.overdue else [])]
    left = f": {listed(parts)}" if parts else ""
    said = held_for(row, words=words)
    return f"In {period_words(term)}{so_far} this term's conversation has been held {said}{left}.{_care(row)}"


def _to_come(found: Coverage) -> list[str]:
    if not found.to_come:
        return []
    return [f"{count(found.to_come)} to come{_days(found)}"]


DAY_WORDS: Mapping[str, str] = {
    "passed": "whose day has passed without an outcome",
    "ahead": "with a day set",
    "scheduled": "offered a day, no outcome yet",
}
"""Pupils for whom a day is set: one that has passed, one still ahead, or which of the two is not known."""


def _days(found: Coverage) -> str:
    """`` (4 whose day has passed without an outcome and 2 with a day set)``: some of those to come."""
    said = [f"{count(found.days[kind])} {words}" for kind, words in DAY_WORDS.items() if found.days.get(kind)]
    return f" ({listed(said)})" if said else ""


def term_title(found: Coverage, *, term: str, late: str = "overdue") -> str:
    """``"Spring term 2026: held for 646 of 974 pupils, 328 to come (27 with a day set)"``; ``late`` is what those of
    an ended term are called: of a year that is over, *missed*."""
    left = [*_to_come(found), *([f"{count(found.overdue)} {late}"] if found.overdue else [])]
    return ", ".join([f"{capital(period_words(term))}: held for {of(found.had, found.n)} pupils", *left])


def ladder_title(found: Ladder, *, year: str, over: bool) -> str:
    """``"Three or more conversations for 371 of 903 pupils, none for 52"``; before the year is over who has had
    none comes first."""
    none, three = found.counts[0], found.counts[-1]
    when = period_words(year)
    if over:
        return f"{when}: three conversations or more for {of(three, found.n)} pupils, none for {count(none)}"
    return f"{when} so far: no conversation yet for {of(none, found.n)} pupils"


REASONS: Mapping[str, str] = {
    "passed": "day passed without an outcome",
    "ahead": "a day set",
    "scheduled": "offered a day, no outcome yet",
    "declined": "declined",
    "parent_absent": "nobody came",
    "alone": "held without a parent or carer",
    "cancelled": "cancelled by the school",
    "": "not offered",
}


def reasons(found: Coverage) -> str:
    """Why the pupils without a counted conversation have none: a day that is set, else the furthest that was reached
    with each."""
    parts = [f"{words} {count(found.outcomes[key])}" for key, words in REASONS.items() if found.outcomes.get(key)]
    return f"Of the {count(found.n - found.had)} without one: {', '.join(parts)}." if parts else ""


def targets_words(kind: str, *, found: Targets) -> str:
    """``"Curricular: 612 set, 391 closed, 250 of them met; 221 open"``."""
    closed = found.met + found.missed
    met = f"{count(found.met)} of the {count(closed)} closed were met" if closed else "none closed yet"
    return f"{capital(kind)}: {count(found.set)} set; {met}; {count(found.open)} open."


def targets_title(found: Mapping[str, Targets], *, year: str) -> str:
    """``"Targets set and met, 2025/26: 151 set, 43 of the 64 closed met"``: the kinds together."""
    met = sum(each.met for each in found.values())
    closed = met + sum(each.missed for each in found.values())
    whole = sum(each.set for each in found.values())
    said = f"{count(met)} of the {count(closed)} closed met" if closed else "none closed yet"
    return f"Targets set and met, {period_words(year)}: {f'{count(whole)} set, {said}' if whole else 'none set'}"


EVIDENCE = (
    "Structured conversations come from Achievement for All. In its pilot of 2009 to 2011 full participation was "
    "higher where the headteacher led (55%, as published) than where the SENDCO (32%) or a class teacher (30%) did.",
    "A randomised trial in 134 primary schools, reported in 2020, found that pupils of the programme made about two "
    "months less progress than others. These figures say whether conversations are held, not that they raise results.",
)
"""What is known of the programme, both ways."""
