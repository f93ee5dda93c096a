"""National tests and examinations in a pupil's story: words, marks on the axis, and what came since a conversation.

They stand beside the line of results and never on it: two of them are no steps of progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.figures.timeline import Spot
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital, listed, subject_words, uncapital
from dashboard.pages.progress.pupil_national import outcome_words
from dashboard.reporting.story import Sat, Story, Talk
from data_loaders.vocabulary import NATIONAL_ASSESSMENTS, STATUTORY_SCALES, term_order

LANE = "National tests"
_SHORT = {
    "development": "Age five", "phonics": "Phonics", "multiplication": "Tables", "ks2": "KS2", "ks4": "GCSEs"
}  # fmt: skip
"""What stands under a mark of the chart."""


def said(story: Story) -> str:
    """The latest first, every assessment in its year: ``Key stage 2 tests in 2024/25: reading 104 and writing EXS.``"""
    sittings = reversed(_sittings(story.national).values())
    return " ".join(f"{_sitting_words(held)}." for held in sittings) or "None recorded."


def spots(story: Story, *, first: date) -> list[Spot]:
    """A mark an assessment and term on the axis from its first day on."""
    return [_spot(held) for held in _sittings(story.national).values() if held[0].day >= first]


def entry_words(each: Sat) -> str:
    """One result in the table: ``Key stage 2 tests: reading 104``."""
    return f"{_name(each)}: {_one(each)}"


def when(each: Sat) -> str:
    """The day of a result, else its term."""
    return date_words(each.result.date) if each.result.date else capital(period_words(each.result.term))


def since(story: Story, *, last: Talk) -> list[str]:
    """A line an assessment and term after the conversation; without a day, only where the whole term comes later."""
    found = _sittings(each for each in story.national if _after(each, last=last))
    return [f"{_sitting_words(held)}." for held in found.values()]


def _after(each: Sat, *, last: Talk) -> bool:
    if each.result.date is not None:
        return each.result.date > last.day
    return term_order(each.result.term) > term_order(last.conversation.term)


def _sittings(national: Iterable[Sat]) -> dict[tuple[str, str], list[Sat]]:
    """The results by term and assessment, the earliest first."""
    found: dict[tuple[str, str], list[Sat]] = {}
    for each in national:
        found.setdefault((each.result.term, _assessment(each)), []).append(each)
    return found


def _spot(held: Sequence[Sat]) -> Spot:
    each = held[0]
    return Spot(day=each.day, of="national", words=_SHORT[_assessment(each)], said=_sitting_words(held))


def _sitting_words(held: Sequence[Sat]) -> str:
    return f"{_name(held[0])} in {period_words(held[0].result.term[:7])}: {listed([_one(each) for each in held])}"


def _one(each: Sat) -> str:
    """``reading 104``, ``writing EXS``; of an assessment of one thing the outcome alone."""
    outcome = outcome_words(each.result)
    if each.result.value is None and not outcome.startswith("No outcome"):
        outcome = outcome.partition(":")[0]
    inside = outcome.startswith(("No outcome", "Reached", "Not reached"))
    said = uncapital(outcome).replace("no outcome: ", "no outcome, ") if inside else outcome
    subject = each.result.subject
    return said if subject == _assessment(each) else f"{subject_words(subject)} {said}"


def _name(each: Sat) -> str:
    return NATIONAL_ASSESSMENTS[_assessment(each)].name


def _assessment(each: Sat) -> str:
    return STATUTORY_SCALES[each.result.scale].assessment
