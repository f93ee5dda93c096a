"""Released figures in words: counts as they were rounded, shares only where enough pupils stand behind them.

Every word is made from the released values alone, so it tells no more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.metrics.disclosure import JOIN
from dashboard.metrics.numbers import count, number, percentage
from dashboard.metrics.telling import capital

HIDDEN = "not shown"
NONE = "none due"
Line = Mapping[str, Any]
View = Mapping[str, Any]
"""A view as it is kept: key, kind, title, words, lines, reason, pooled, unit, scale."""
Rules = Mapping[str, Any]
"""The parameters that a release was built by."""
_NUMBERS = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHARE = "%"
"""The unit of a mean that is a rate; any other is that of a gain, which has a sign."""


def in_words(n: int) -> str:
    """``8`` → ``"eight"``; over ten in figures."""
    return _NUMBERS[n] if n < len(_NUMBERS) else count(n)


def rules_words(rules: Rules) -> str:
    """``counts rounded to five, fewer than eight not shown``: by the rules that the release was built by."""
    rounded, hidden = (in_words(rules[name]) for name in ("round_to", "hide_below"))
    return f"counts rounded to {rounded}, fewer than {hidden} not shown"


def label_words(label: str) -> str:
    """What a line is called; categories that are shown as one say so."""
    return f"{label.replace(JOIN, ', ')} (together)" if JOIN in label else label


_NOUNS = {
    "conversations.held": "conversations held", "wider_outcomes.club": "clubs",
    "attendance.persistent": "persistent absence", "attendance.missed": "sessions missed",
    "sizes.support": "on roll", "sizes.sex": "on roll", "sizes.area": "on roll",
}  # fmt: skip


def noun_words(view: View) -> str:
    """What a view measures, in a word or two: ``clubs``, ``average gain in reading``."""
    stem = str(view["key"]).partition("@")[0]
    return _NOUNS.get(stem, str(view["words"]).removeprefix("made at least the "))


def measure_words(view: View) -> str:
    """What a view measures, as a heading: ``Came to a club``."""
    return capital(str(view["words"]).removesuffix(" this term").removesuffix(", year to date"))


def figure(line: Line, *, view: View, rules: Rules) -> str:
    """One line's figure: ``about 15 of 40``, ``57%, about 135 of 240``, ``8.2% (about 40 pupils)``, ``34``, or that it
    is not shown."""
    if line["state"] == "z":
        return NONE if view["strand"] == "conversations" else "not supplied"
    if line["state"] != "ok":
        return HIDDEN
    if view["kind"] == "mean":
        return f"{_mean(line, view=view)} (about {count(line['n'], words='pupils')})"
    if line["k"] is None:
        return count(line["n"])
    return counted(line["k"], of=line["n"], rules=rules)


def _mean(line: Line, *, view: View) -> str:
    return percentage(line["value"]) if view["unit"] == _SHARE else number(line["value"], sign=True)


def counted(k: int, *, of: int, rules: Rules) -> str:
    """``about 15 of 40``; of ``percent_from`` or more with the share of the rounded counts: ``57%, about 135 of 240``.
    Of fewer no more is known than how many."""
    said = f"about {count(k)} of {count(of)}"
    return f"{share_words(k, of=of)}, {said}" if of >= rules["percent_from"] else said


def share_of(k: int, *, of: int) -> float:
    """The percentage of two rounded counts: a hundred at most, for both are rounded."""
    return min(100.0, 100 * k / of)


def share_words(k: int, *, of: int) -> str:
    """A whole percentage of two rounded counts."""
    return percentage(share_of(k, of=of), decimals=0)


def sides(view: View) -> tuple[Line | None, Line | None]:
    """The lines of SEND and of other pupils in a view of totals, each None where it is not shown."""
    lines = {line["key"]: line for line in view["lines"] if line["state"] == "ok"}
    return lines.get("send"), lines.get("others")


def sentence(view: View, *, rules: Rules) -> str:
    """A view of totals in one sentence: ``About 20 of 40 SEND pupils came to a club this year; of other pupils 57%,
    about 135 of 240.``"""
    send, others = sides(view)
    if send is None:
        return f"{view['reason'] or 'Not shown'}."
    if view["kind"] == "mean":
        beside = f", other pupils {_mean(others, view=view)}" if others else ""
        return f"{capital(_mean_of(view))}: SEND pupils {_mean(send, view=view)}{beside}."
    beside = f"; of other pupils {figure(others, view=view, rules=rules)}" if others else ""
    return f"{_counted_first(send, rules=rules)} {view['words']}{beside}."


def _counted_first(line: Line, *, rules: Rules) -> str:
    """``About 20 of 40 SEND pupils``, ``33% of SEND pupils (about 55 of 170)``."""
    said = f"about {count(line['k'])} of {count(line['n'])}"
    if line["n"] < rules["percent_from"]:
        return f"{capital(said)} SEND pupils"
    return f"{share_words(line['k'], of=line['n'])} of SEND pupils ({said})"


def title_words(view: View, *, rules: Rules) -> str:
    """A view of totals as the title of its card: ``33% of SEND pupils came to a club this year, 44% of others``."""
    send, others = sides(view)
    if send is None:
        return f"{measure_words(view)}: {HIDDEN}"
    if view["kind"] == "mean" or min(send["n"], others["n"] if others else 0) < rules["percent_from"]:
        return sentence({**view, "lines": [send] if view["kind"] != "mean" else view["lines"]}, rules=rules).rstrip(".")
    one, two = (share_words(line["k"], of=line["n"]) for line in (send, others or send))
    return f"{one} of SEND pupils {view['words']}, {two} of other pupils"


def _mean_of(view: View) -> str:
    """``sessions missed, year to date``."""
    return str(view["words"]).removeprefix("of ")


def difference(view: View, *, rules: Rules) -> float | None:
    """SEND pupils' figure less other pupils', of the values as released; None where one is not shown or is counted, for
    so few."""
    send, others = sides(view)
    if send is None or others is None:
        return None
    if view["kind"] == "mean":
        return float(round(send["value"] - others["value"], 1))
    if min(send["n"], others["n"]) < rules["percent_from"]:
        return None
    one, two = (round(share_of(line["k"], of=line["n"])) for line in (send, others))
    return float(one - two)


def difference_words(view: View, *, rules: Rules) -> str:
    """``−12 percentage points``, ``+0.2 points``, ``+1.3 months``; empty where there is no difference to say."""
    found = difference(view, rules=rules)
    if found is None:
        return ""
    is_gain = view["kind"] == "mean" and view["unit"] != _SHARE
    unit = view["unit"] if is_gain else "percentage points"
    said = number(found, decimals=1 if view["kind"] == "mean" else 0, sign=True)
    return f"{said} {unit.removesuffix('s') if said.lstrip('+−') in {'1', '1.0'} and not is_gain else unit}"


def compared(view: View, *, beside: View | None, among: str, rules: Rules) -> str:
    """The difference here and in the trust's schools of the phase together (``among`` says which), in a sentence;
    empty where neither can be said."""
    here = difference_words(view, rules=rules)
    there = difference_words(beside, rules=rules) if beside else ""
    if here and there:
        return f"SEND pupils less other pupils: {here} here, {there} in {among}."
    if here:
        return f"SEND pupils less other pupils: {here}."
    send, others = sides(beside) if beside else (None, None)
    if beside is None or send is None:
        return ""
    one, two = (_in_short(line, view=beside) if line else "" for line in (send, others))
    if beside["kind"] == "mean":
        return f"In {among}: SEND pupils {one}" + (f", others {two}." if two else ".")
    return f"In {among}: {one} of SEND pupils" + (f" and {two} of others." if two else ".")


def _in_short(line: Line, *, view: View) -> str:
    """A line's mean, or its share of however many: the schools of a phase together have enough."""
    return _mean(line, view=view) if view["kind"] == "mean" else share_words(line["k"], of=line["n"])
