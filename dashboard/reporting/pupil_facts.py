"""What is so of single pupils and needs no test: how many SEND pupils are overdue, absent, in no club, without a
result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.metrics.numbers import of, percentage, period_words
from dashboard.reporting.absence import is_early
from dashboard.reporting.four import InFour, period_of
from dashboard.reporting.strands import Overview


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that needs no test: ``n`` SEND pupils of ``of``, what is so of them (``are close to …``), and which
    strand tells more."""

    n: int
    of: int
    words: str
    strand: str


PERSISTENT = "missed a tenth or more of their sessions this year"
"""Of persistent absence, which is told of nobody before the October half term."""
Asked = Callable[[InFour], bool]
_FACTS: tuple[tuple[str, str, str, Asked, Asked], ...] = (
    (
        "conversations", "is", "are overdue: no conversation that counts in a term of this year that has ended",
        lambda row: row.overdue, lambda row: row.year is not None and row.year.counted is not None,
    ),
    (
        "conversations", "has", "have had no conversation with a parent or carer yet this term",
        lambda row: row.not_yet, lambda row: bool(row.term and row.term.counted is not None and row.term.afa_group),
    ),
    (
        "attendance", "has", f"have {PERSISTENT}",
        lambda row: bool(row.persistent), lambda row: row.persistent is not None,
    ),
    (
        "attendance", "is", "are close to missing a tenth of their sessions this year",
        lambda row: row.close, lambda row: row.absent is not None,
    ),
    (
        "wider_outcomes", "has", "have come to no club this term",
        lambda row: row.no_club, lambda row: bool(row.term and row.term.clubs_attended is not None),
    ),
    (
        "progress", "has", "have no result this term",
        lambda row: row.no_result, lambda row: row.roll.state is not None,
    ),
)  # fmt: skip
"""Strand, the verb for one pupil, what is so of several, who it is so of, and of whom it can be told."""


_MISSED = "a tenth of sessions missed or close to it"
_TO_TALK_ABOUT: tuple[tuple[str, Asked], ...] = (
    ("a conversation overdue", lambda row: row.overdue),
    ("no conversation yet in the term", lambda row: row.not_yet),
    (_MISSED, lambda row: row.close or _tenth(row)),
    ("no club in the term", lambda row: row.no_club),
    ("no result in the term", lambda row: row.no_result),
)
"""What there is to talk about of one pupil, and of whom it is so: a tenth of sessions missed however few were
possible."""
TO_TALK_ABOUT = tuple(words for words, _ in _TO_TALK_ABOUT)


def _tenth(row: InFour) -> bool:
    missed, possible = row.absent or (0, 0)
    return missed * 10 >= possible > 0


def to_talk_about(row: InFour) -> list[str]:
    """Which of the five are so of the pupil, sessions missed with their numbers."""
    return [_missed(row) if words == _MISSED else words for words, is_so in _TO_TALK_ABOUT if is_so(row)]


def _missed(row: InFour) -> str:
    """``54 of 244 sessions missed here this year (22.1%)``: at the school of the list, as its row says."""
    missed, possible = row.absent or (0, 0)
    return f"{of(missed, possible)} sessions missed here this year ({percentage(100 * missed / possible)})"


def facts(rows: Sequence[InFour], *, overview: Overview) -> list[Fact]:
    """What is so of how many of the SEND pupils, of those of whom it can be told; what is so of nobody is left out.
    Of a term or year that is not the current one, its name is said."""
    send = [row for row in rows if row.send]
    early = is_early(overview.views["attendance"])
    found = []
    for strand, one, words, is_so, told in _FACTS:
        if early and words.endswith(PERSISTENT):
            continue
        known = [row for row in send if told(row)]
        n = sum(map(is_so, known))
        said = f"{one} {words.partition(' ')[2]}" if n == 1 else words
        said = _dated(said, overview=overview, strand=strand)
        found += [Fact(n=n, of=len(known), words=said, strand=strand)] if n else []
    return found


def _dated(words: str, *, overview: Overview, strand: str) -> str:
    """The words with ``this term`` and ``this year`` as they are: results may be those of an earlier term."""
    shown = overview.views["progress"].selection.period if strand == "progress" else period_of(overview)
    period, current = shown, overview.view.current
    if period and period != current:
        words = words.replace("this term", f"in {period_words(period)}")
    if period and period[:7] != current[:7]:
        year = period_words(period[:7])
        words = words.replace("of this year", f"of {year}").replace("this year", f"in {year}")
    return words
