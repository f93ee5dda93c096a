"""What the levels of the attendance page say alike: how complete the registers are, and which absence is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash.development.base_component import Component

from dashboard.metrics.answer import Answer
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, date_words, interval, number, percentage, period_words
from dashboard.metrics.small_groups import LOW_TO, prominence
from dashboard.metrics.telling import listed
from dashboard.metrics.words import row_sentence, sentence
from dashboard.metrics.words_findings import tried_words
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.reporting import absence, attendance, questions
from dashboard.reporting.looking import looked_for
from dashboard.reporting.supply import strands
from dashboard.reporting.view import View


def drawn(view: View, *, body: Sequence[Component], pupil_ids: frozenset[int] = frozenset()) -> Drawn:
    """The page with the registers' own line under the title."""
    return pieces.drawn(view, body=body, pupil_ids=pupil_ids, said=registers_words(view))


def registers_words(view: View) -> list[str]:
    """``registers as at 20 March 2026 for 98% of 420 pupils``; nothing where there are none."""
    if not view.selection.period or view.place.kind in {"class", "pupil"}:
        return []
    counted, whole = absence.covered(view)
    if not whole:
        return []
    share = percentage(min(100 * counted / whole, 99.9 if counted < whole else 100.0), decimals=0)
    latest = next((each.latest for each in strands(view) if each.latest), None) if view.ask.supply else None
    to = f" to {date_words(latest)}" if latest and view.selection.period[:7] == view.current[:7] else ""
    return [f"{period_words(view.selection.period)} registers{to} for {share} of {count(whole, words='pupils')}"]


def dashed(*held: Mapping[str, Reference]) -> str:
    """What the dashed lines of a picture are, with what must be known of them; empty where there is none."""
    marks = [each for found in held for each in found.values()]
    if not marks:
        return ""
    notes = ", ".join(dict.fromkeys(note for each in marks for note in each.notes))
    return f" Dashed: England, the same group in the same period{f' ({notes})' if notes else ''}."


def between(answer: Answer) -> str:
    """``6.4% to 9.3%``: the least and the most of the rates of an answer's rows, no claim; empty where one of them has
    no figure of twenty pupils or more."""
    rates = [row.group_value if row.group_value is not None else row.value for row in answer.rows]
    told = [rate for rate in rates if rate is not None]
    if len(told) < len(answer.rows) or any(row.own_side <= LOW_TO for row in answer.rows):
        return ""
    return f"{percentage(min(told))} to {percentage(max(told))}"


def whose(view: View) -> str:
    """What a threshold is counted over: ``in spring term 2026``, ``in 2025/26 to date``."""
    period = view.selection.period
    return f"in {period_words(period)}{' to date' if period == view.current[:7] else ''}"


def headline(view: View, *, gap: Answer) -> list[str]:
    """What the page says first: absence, then a change where it is clear, then persistent absence where it may be; at
    a school each with what the overview would send a reader here with, as a change against other pupils."""
    said = [sentence(gap) if gap.rows[0].value is not None or gap.rows[0].n_other else alone(view)]
    looked, persistent = looked_for(view), persistent_words(view)
    said += [tried_words(each) for each in looked if each.answer.metric.startswith("absence")]
    changed = [] if any(each.answer.metric == "absence_gap_change" for each in looked) else _changed(view)
    if persistent:
        persistent += [tried_words(each) for each in looked if each.answer.metric.startswith("persistent")]
    return [" ".join(each) for each in (said, changed, persistent) if each]


def _changed(view: View) -> list[str]:
    change = None if view.place.total else questions.value(view, metric="absence_change")
    return [sentence(change)] if change and change.rows[0].clear and _tells(change) else []


def _tells(answer: Answer) -> bool:
    return prominence(answer.rows[0]) in {"low", "normal"}


def alone(view: View) -> str:
    """Where there is nobody to compare with, as in a special school, the group's own rate."""
    return sentence(questions.value(view, metric="overall_absence"))


def persistent_words(view: View) -> list[str]:
    """How many were persistently and severely absent, named by its period; nothing before the October half term."""
    if absence.is_early(view):
        return []
    answer = questions.value(view, metric="persistent_absence_gap")
    row = answer.rows[0]
    if row.value is None:
        answer = questions.value(view, metric="persistent_absence")
        row = answer.rows[0]
    if row.value is None or not _tells(answer):
        return []
    return [row_sentence(row, answer=answer)]


def left_out(view: View) -> list[str]:
    """Which schools have registers in one of the two periods compared only, and so are in neither."""
    names = attendance.in_one_only(view)
    return [f"Without {listed(names)}, from where only one of the two periods has registers."] if names else []


def punctuality(view: View) -> list[str]:
    """How often the group was on time when it came, beside other pupils; then both numbers of pupils, the difference
    with its interval, and the late marks. Where nobody is beside them, the group alone; nothing without marks."""
    answer = questions.value(view, metric="punctuality_gap")
    row = answer.rows[0]
    if row.value is None:
        answer = questions.value(view, metric="punctuality")
        row = answer.rows[0]
    if row.value is None:
        return []
    return [sentence(answer), *_behind(view, answer=answer)]


def _behind(view: View, *, answer: Answer) -> list[str]:
    """``1,004 SEND pupils and 4,212 other pupils; difference −1.2 percentage points (−1.5 to −0.9). 5,102 late marks of
    SEND pupils.``"""
    row, late = answer.rows[0], questions.value(view, metric="late_marks").rows[0]
    if not _tells(answer) or late.numerator is None:
        return []
    counted = count(row.n, words=answer.group_words)
    if row.n_other is not None:
        apart = f"{number(row.value or 0.0, sign=True)} percentage points"
        within = "" if row.low is None or row.high is None else f" ({interval(row.low, row.high)})"
        counted += f" and {count(row.n_other, words=answer.other_words)}; difference {apart}{within}"
    marks = int(late.numerator)
    return [f"{counted}. {count(marks, words='late mark' if marks == 1 else 'late marks')} of {answer.group_words}."]


def provisional(view: View) -> str:
    """What is said of persistent absence before the first half term is over."""
    if not absence.is_early(view):
        return ""
    return " Provisional: before the October half term a few days' illness is enough."
