"""What the controls above a page offer at a view, and the same in words for paper and the line under the title."""

from __future__ import annotations

from dashboard.components import ids
from dashboard.components.controls import Choice
from dashboard.metrics.numbers import period_words
from dashboard.metrics.telling import subject_title, subject_words
from dashboard.reporting.ask import Ask
from dashboard.reporting.progress import before_of
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUP_WORDS, year_before


def choices_of(view: View) -> dict[str, Choice]:
    """The controls' options and values by id; one option hides the control."""
    shown, scored = view.selection, view.strand == "progress"
    scales = [scale for subject, scale, _ in view.scales if subject == shown.subject]
    return {
        ids.PERIOD: Choice(options=[(each, _period(view, period=each)) for each in _periods(view)], value=shown.period),
        ids.COMPARE: _compared(view),
        ids.GROUP: Choice(options=_groups(view), value=shown.group),
        ids.SUBJECT: Choice(
            options=[(each, subject_title(each)) for each in view.subjects], value=shown.subject if scored else ""
        ),
        ids.SCALE: Choice(
            options=[(each, _scale(view.ask, scale=each)) for each in scales], value=shown.scale if scored else ""
        ),
    }


def shown_words(view: View) -> str:
    """The view in one line, for paper: ``Spring term 2026, mathematics, standardised score, all SEND pupils``."""
    shown = view.selection
    scored = (subject_words(shown.subject), _scale(view.ask, scale=shown.scale)) if view.strand == "progress" else ()
    group = "" if view.place.kind == "pupil" else GROUP_WORDS[shown.group]
    parts = (_period(view, period=shown.period), *scored, group)
    return ", ".join(part for part in parts if part)


def _periods(view: View) -> list[str]:
    wanted = view.selection.period
    return list(view.periods) if wanted in view.periods or not wanted else [wanted, *view.periods]


def _period(view: View, *, period: str) -> str:
    if not period:
        return ""
    to_date = ", year to date" if period == view.current[:7] else ""
    return _capital(period_words(period)) + to_date


def _comparisons(view: View) -> list[tuple[str, str]]:
    """What a change may be measured from: nothing of single pupils, nor of a phase together, is compared."""
    period = view.selection.period
    if _single(view) or view.place.total:
        return []
    if "." not in period:
        return [("year", "A year ago"), *_two_years(view)] if period else []
    return [("year", "A year ago"), *_two_years(view), ("term", "Last term")]


def _two_years(view: View) -> list[tuple[str, str]]:
    """Two years ago, of the rates whose registers reach back so far."""
    wanted = view.selection.compare == "two_years" or year_before(year_before(view.selection.period)) in view.periods
    return [("two_years", "Two years ago")] if view.strand in BY_YEARS and wanted else []


BY_YEARS = ("attendance", "wider_outcomes")
"""The strands whose changes are looked for over two years as well as over one."""


def _compared(view: View) -> Choice:
    """The comparison of the address, where this page offers it: the overview's others are a year ago here."""
    options, wanted = _comparisons(view), view.selection.compare
    return Choice(options=options, value=wanted if wanted in dict(options) else "year")


def before_words(view: View) -> str:
    """The period compared with, in words."""
    return period_words(before_of(view)) if view.selection.period else ""


def _single(view: View) -> bool:
    """Whether the page is of single pupils, who are all shown whatever the group."""
    return view.place.kind in {"class", "pupil"}


def _groups(view: View) -> list[tuple[str, str]]:
    if _single(view) or not (view.scales or (view.strand != "progress" and view.periods)):
        return []
    others = ((group, _capital(words)) for group, words in GROUP_WORDS.items() if group != "send")
    return [("send", "All SEND pupils"), *others]


def _scale(ask: Ask, *, scale: str) -> str:
    return ask.scales[scale].name if scale in ask.scales else scale


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
