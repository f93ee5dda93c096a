"""Released figures in words: counts as they were rounded, shares only where enough pupils stand behind them.

Every word is made from the released values alone, so it tells no more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.metrics.numbers import count, number, percentage

HIDDEN = "not shown"
NONE = "none due"
Line = Mapping[str, Any]
Rules = Mapping[str, Any]
"""The parameters that a release was built by."""


_NUMBERS = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(n: int) -> str:
    """``8`` → ``"eight"``; over ten in figures."""
    return _NUMBERS[n] if n < len(_NUMBERS) else count(n)


def rules_words(rules: Rules) -> str:
    """``counts rounded to five, fewer than eight not shown``: by the rules that the release was built by."""
    rounded, hidden = (in_words(rules[name]) for name in ("round_to", "hide_below"))
    return f"counts rounded to {rounded}, fewer than {hidden} not shown"


def figure(line: Line, *, view: Mapping[str, Any], rules: Rules) -> str:
    """One line's figure: ``about 15 of 40``, ``57%, about 135 of 240``, ``8.2% (about 40 pupils)``, ``34``, or that it
    is not shown."""
    if line["state"] == "z":
        return NONE if view["strand"] == "conversations" else "not supplied"
    if line["state"] != "ok":
        return HIDDEN
    if view["kind"] == "mean":
        said = percentage(line["value"]) if view["unit"] == "%" else number(line["value"], sign=True)
        return f"{said} (about {count(line['n'], words='pupils')})"
    if line["k"] is None:
        return count(line["n"])
    return counted(line["k"], of=line["n"], rules=rules)


def counted(k: int, *, of: int, rules: Rules) -> str:
    """``about 15 of 40``; of ``percent_from`` or more with the share of the rounded counts: ``57%, about 135 of 240``.
    Of fewer no more is known than how many."""
    said = f"about {count(k)} of {count(of)}"
    return f"{share(k, of=of)}, {said}" if of >= rules["percent_from"] else said


def share(k: int, *, of: int) -> str:
    """A whole percentage of two rounded counts."""
    return percentage(min(100.0, 100 * k / of), decimals=0)


def sentence(view: Mapping[str, Any], *, rules: Rules) -> str:
    """A view of totals in one sentence: ``About 20 of 40 SEND pupils came to a club this year; of other pupils 57%,
    about 135 of 240.``"""
    lines = {line["key"]: line for line in view["lines"]}
    send, others = lines["send"], lines["others"]
    if send["state"] != "ok":
        return f"{view['reason'] or 'Not shown'}."
    beside = f"; of other pupils {figure(others, view=view, rules=rules)}" if others["state"] == "ok" else ""
    if view["kind"] == "mean":
        return (
            f"SEND pupils: {figure(send, view=view, rules=rules)} {view['words']}{beside.replace('of other', 'other')}."
        )
    return f"About {count(send['k'])} of {count(send['n'])} SEND pupils {view['words']}{beside}."
