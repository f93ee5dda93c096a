"""Rates in words: a share of pupils or of sessions, by itself or beside other pupils'. Each metric brings its phrase.

*More* and *fewer* need an interval that leaves out nought and ten pupils on each side; otherwise it is *no clear
difference*. Nine pupils or fewer are counted in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.metrics import numbers
from dashboard.metrics.answer import Row
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import HOLLOW_TO, is_counted, prominence
from dashboard.metrics.telling import Telling, capital, joined


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """How a rate is said. ``share`` holds ``{value}`` and ``{group}``: ``{value} of {group} came to a club``.

    It may name ``{k}`` and ``{n}`` too, where the figure stands for few. ``counted`` says the same of a few pupils,
    with ``{k}``, ``{n}`` and ``{group}``, or with the ``{pupils}`` of the side that is too small. ``more`` and
    ``fewer`` follow an amount and name the ``{others}``. ``higher`` and ``lower`` say which way a place stands out
    among many, and ``after`` the second of the two.
    """

    share: str
    counted: str
    more: str = "more than {others}"
    fewer: str = "fewer than {others}"
    higher: str = "more often than {others}"
    lower: str = "less often than {others}"
    after: str = "less often"
    whom: str = ""
    """Who is counted in n, where that is not the group but all among whom it is told."""
    signed: bool = False
    """Whether a figure is a movement, shown with its sign."""
    alone: tuple[str, ...] = ()
    """Of a movement of the group without anybody beside it: what is said of a clear rise, a clear fall, and neither."""
    rose: str = ""
    fell: str = ""
    unmoved: str = ""
    """Of a change: what is said before the amount of a clear rise and a clear fall, and where neither is clear. Then
    the row's two sides are now and before, and ``share`` is not used."""


def core(told: Telling, *, phrase: Phrase) -> str:
    """The finding in few words, with its figure: what a chart's title says."""
    row = told.row
    if row.value is None:
        return _alone(told, phrase=phrase) or row.reason
    if prominence(row) == "words" or row.n <= HOLLOW_TO or is_counted(row):
        return _counted(told, phrase=phrase)
    if prominence(row) == "hollow":
        return f"{_few(told, phrase=phrase)}, too few to say more"
    return _moved(told, phrase=phrase) if phrase.unmoved else _said(told, phrase=phrase)


def row_sentence(told: Telling, *, phrase: Phrase) -> str:
    """The row as a sentence for a meeting: when, what, with the figures of both sides and a caution."""
    row = told.row
    if row.value is None and not _alone(told, phrase=phrase):
        return joined("no figure", told.when) + f": {row.reason}."
    said = core(told, phrase=phrase)
    low = row.value is not None and prominence(row) == "low"
    caution = f" {capital(_few(told, phrase=phrase))}: read with care." if low else ""
    return joined(f"{told.when}," if told.when else "", said) + "." + caution


def group_line(told: Telling, *, phrase: Phrase) -> str:
    """What is said of one kind of SEND, in a list whose heading names the dates."""
    row = told.row
    if row.value is None and not _alone(told, phrase=phrase):
        return f"no figure, {row.reason}."
    caution = f" {capital(_few(told, phrase=phrase))}: read with care." if prominence(row) == "low" else ""
    return f"{core(told, phrase=phrase)} ({numbers.count(row.n, words='pupils')}).{caution}"


def two_ways(told: Telling, *, phrase: Phrase) -> tuple[str, str, str]:
    """What is said of a place where the group's rate is higher, of one where it is lower, and of that after the
    first."""
    said = (phrase.higher, phrase.lower, phrase.after)
    higher, lower, after = (each.format(group=told.group, others=told.others) for each in said)
    return higher, lower, after


def _alone(told: Telling, *, phrase: Phrase) -> str:
    """The group's figure where there is nobody to compare it with, as in a special school; empty where it has none."""
    row = told.row
    if row.n_other != 0 or row.group_value is None or row.n <= HOLLOW_TO:
        return ""
    share = _share(told, value=row.group_value, phrase=phrase)
    return f"{share}{_own_way(row, phrase=phrase)} ({row.reason})"


def _own_way(row: Row, *, phrase: Phrase) -> str:
    if not phrase.alone or row.group_low is None or row.group_high is None:
        return ""
    rose, fell, neither = phrase.alone
    return f", {rose if row.group_low > 0 else fell if row.group_high < 0 else neither}"


def _few(told: Telling, *, phrase: Phrase) -> str:
    """``"only 14 SEND pupils are counted"``, naming the smaller side."""
    row = told.row
    sides = ((row.n, phrase.whom or told.group), (row.n_other, told.others))
    n, words = min((n, words) for n, words in sides if n is not None)
    return f"only {numbers.count(n, words=words)} {'is' if n == 1 else 'are'} counted"


def _counted(told: Telling, *, phrase: Phrase) -> str:
    return phrase.counted.format(**_parts(told.row), group=told.group, pupils=_fewest(told))


def _fewest(told: Telling) -> str:
    """The smaller side, for of a figure of many beside a few it is the few that are too few: ``2 other pupils``."""
    n, row = told.row.n, told.row
    others = None if row.alone or n <= HOLLOW_TO else row.n_other
    few = others is not None and others < n
    return numbers.count(others or 0, words=told.others) if few else numbers.count(n, words=told.group)


def _parts(row: Row) -> dict[str, str]:
    """How many of how many, for a phrase that names them."""
    return {"k": numbers.count(int(row.numerator or 0)), "n": numbers.count(int(row.denominator or 0))}


def _share(told: Telling, *, value: float | None, phrase: Phrase) -> str:
    figure = _figure(told, value=value, phrase=phrase)
    return phrase.share.format(value=figure, group=told.group, **_parts(told.row))


def _said(told: Telling, *, phrase: Phrase) -> str:
    row = told.row
    assert row.value is not None
    share = _share(told, value=row.value if row.n_other is None else row.group_value, phrase=phrase)
    if row.n_other is None:
        return share
    other = _figure(told, value=row.other_value, phrase=phrase)
    if not told.claims:
        return f"{share}, with no clear difference from {told.others} ({other})"
    way = (phrase.more if row.value > 0 else phrase.fewer).format(others=told.others)
    return f"{share}, {told.amount(row.value)} {way} ({other}{'; both rounded' if told.is_rounded else ''})"


def _moved(told: Telling, *, phrase: Phrase) -> str:
    row = told.row
    assert row.value is not None
    now, before = (_figure(told, value=side, phrase=phrase) for side in (row.group_value, row.other_value))
    ends = f"{before} before, {now} now"
    if not told.claims:
        return f"{phrase.unmoved.format(group=told.group)}: {ends}"
    way = phrase.rose if row.value > 0 else phrase.fell
    # What moved is the difference: the group's own figures do not add up to it, and must not look as if they did.
    join = "; their own share:" if told.answer.metric.endswith("_gap_change") else ":"
    return f"{way.format(group=told.group)} by {told.amount(row.value)}{join} {ends}"


def _figure(told: Telling, *, value: float | None, phrase: Phrase) -> str:
    assert value is not None
    unit = metric(told.answer.metric).unit
    shares = unit in {"%", "percentage points"}
    if shares:
        return numbers.percentage(value)
    return numbers.number(value, decimals=told.answer.decimals, sign=phrase.signed)
