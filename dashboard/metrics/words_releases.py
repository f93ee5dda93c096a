"""Released figures in words: counts as they were rounded, shares only where enough pupils stand behind them.

Every word is made from the released values alone, so it tells no more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.metrics.disclosure import JOIN
from dashboard.metrics.numbers import count, number, percentage
from dashboard.metrics.telling import capital, listed

HIDDEN = "not shown"
NONE = "none due"
Line = Mapping[str, Any]
View = Mapping[str, Any]
"""A view as it is kept: key, kind, title, words, lines, reason, pooled, unit, scale."""
Rules = Mapping[str, Any]
"""The parameters that a release was built by."""
_NUMBERS = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SHARE = "%"
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
        return f"{mean_words(line, view=view)} (about {count(line['n'], words='pupils')})"
    if line["k"] is None:
        return count(line["n"])
    return counted(line["k"], of=line["n"], rules=rules)


def mean_words(line: Line, *, view: View) -> str:
    return percentage(line["value"]) if view["unit"] == SHARE else number(line["value"], sign=True)


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
        beside = f", other pupils {mean_words(others, view=view)}" if others else ""
        return f"{capital(_mean_of(view))}: SEND pupils {mean_words(send, view=view)}{beside}."
    beside = f"; of other pupils {figure(others, view=view, rules=rules)}" if others else ""
    return f"{_counted_first(send, rules=rules)} {view['words']}{beside}."


def _counted_first(line: Line, *, rules: Rules) -> str:
    """``About 20 of 40 SEND pupils``, ``33% of SEND pupils (about 55 of 170)``."""
    said = f"about {count(line['k'])} of {count(line['n'])}"
    if line["n"] < rules["percent_from"]:
        return f"{capital(said)} SEND pupils"
    return f"{share_words(line['k'], of=line['n'])} of SEND pupils ({said})"


def lead(views: Sequence[View], *, rules: Rules) -> str:
    """What a strand's views of totals say first, in one sentence."""
    shown = leading(views)
    if sides(shown[0])[0] is None:
        return f"{title_words(shown[0], rules=rules)}."
    return sentence(shown[0], rules=rules) if len(shown) == 1 else _together(shown, rules=rules)


def _together(views: Sequence[View], *, rules: Rules) -> str:
    """One outcome in several subjects: ``About 20 of 30 SEND pupils made at least the expected gain in mathematics and
    about 15 of 30 in reading; of other pupils 55% in mathematics and 50% in reading.``"""
    told = [(*sides(view), str(view["words"]).rpartition(" in ")[2]) for view in views]
    first = sentence({**views[0], "lines": [told[0][0]]}, rules=rules).rstrip(".")
    send = [f"{_counted_short(line, rules=rules, counts=True)} in {each}" for line, _, each in told[1:] if line]
    others = [f"{_counted_short(line, rules=rules)} in {each}" for _, line, each in told if line]
    return f"{listed([first, *send])}{f'; of other pupils {listed(others)}' if others else ''}."


def leading(views: Sequence[View]) -> list[View]:
    """The views of totals that a strand leads with: the counts that are shown for SEND pupils, else its first view."""
    return [view for view in views if view["kind"] == "counts" and sides(view)[0]] or list(views[:1])


def _counted_short(line: Line, *, rules: Rules, counts: bool = False) -> str:
    """``about 15 of 30``, ``57%``, with ``counts`` ``57% (about 85 of 150)``."""
    said = f"about {count(line['k'])} of {count(line['n'])}"
    if line["n"] < rules["percent_from"]:
        return said
    return f"{share_words(line['k'], of=line['n'])}{f' ({said})' if counts else ''}"


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
