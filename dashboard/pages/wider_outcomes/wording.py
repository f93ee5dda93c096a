"""What the wider outcomes page says first, and how its lists are titled."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.share_rows import is_alone
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import count, percentage, period_words
from dashboard.metrics.small_groups import HOLLOW_TO, prominence
from dashboard.metrics.telling import capital
from dashboard.metrics.words import sentence, title
from dashboard.metrics.words_findings import tried_words
from dashboard.reporting import over_time
from dashboard.reporting.looking import looked_for
from dashboard.reporting.view import View


def said(view: View, *, gap: Answer) -> list[str]:
    """One sentence on the period, at a school with what the overview would send a reader here with; one on the period
    compared with, unless that has said it; and how many of the group came to none."""
    row, looked = gap.rows[0], looked_for(view)
    parts = [sentence(gap), *(tried_words(each) for each in looked)]
    if is_alone(row) or (row.value is not None and prominence(row) in {"low", "normal"}):
        before = [] if any(each.answer.metric == "club_gap_change" for each in looked) else _before(view)
        parts += [*before, _none(row, answer=gap)]
    return [" ".join(parts)]


def _before(view: View) -> list[str]:
    answer = None if view.place.total else over_time.before(view, metric="club_gap")
    row = answer.rows[0] if answer else None
    if row is None or row.group_value is None or row.other_value is None or prominence(row) not in {"low", "normal"}:
        return []
    when = answer.period_words if answer else ""
    return [f"In {when} it was {percentage(row.group_value)}, and {percentage(row.other_value)} of other pupils."]


def _none(row: Row, *, answer: Answer) -> str:
    without = int((row.denominator or 0) - (row.numerator or 0))
    return f"{count(without)} of {count(row.n, words=answer.group_words)} came to none."


def years_title(answer: Answer) -> str:
    """``"SEND pupils in a club: 20.0% in 2023/24, 44.9% in 2024/25, 70.2% in 2025/26"``: values, no claim."""
    told = [row for row in answer.rows if is_alone(row) or (row.value is not None and row.n > HOLLOW_TO)]
    if len(told) < 2:
        return capital(title(answer)) if answer.rows else "By academic year"
    years = (f"{percentage(row.group_value or 0.0)} in {period_words(row.key)}" for row in told)
    return f"{capital(answer.group_words)} in a club: {', '.join(years)}"


def listed_some(words: Sequence[str], *, most: int = 6) -> str:
    """``a, b and 3 more``: a list that does not run on."""
    rest = len(words) - most
    return f"{', '.join(words[:most])} and {rest} more" if rest > 0 else ", ".join(words)
