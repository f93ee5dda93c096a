"""The sentences of the page on data quality."""

from __future__ import annotations

from dashboard.metrics.numbers import count, percentage
from dashboard.reporting.quality import Checked

MOST_SAID = 3
_FIRST = ("sen_status", "assessment", "attendance", "conversation")
"""The records whose gaps cost most, for they are in every page's figures."""


def opening(one: Checked) -> list[str]:
    """What costs most, in up to three sentences; or that nothing is lacking."""
    lacking = [each for each in one.checks if each.lacking]
    costs = sorted(lacking, key=lambda each: _FIRST.index(each.record) if each.record in _FIRST else len(_FIRST))
    if not costs:
        said = [f"Nothing that a figure rests on is lacking for the **{count(one.pupils, words='pupils')}** on roll."]
    else:
        said = [f"{each.about}: {_small(each.cost)}" for each in costs[:MOST_SAID]]
    return [*said, *held_back(one)]


def held_back(one: Checked) -> list[str]:
    """How many lines of the school are not in the figures."""
    if not one.held_back:
        return []
    lines = f"{one.held_back:,} {'line' if one.held_back == 1 else 'lines'}"
    return [f"**{lines}** of its files {'is' if one.held_back == 1 else 'are'} held back and in no figure."]


def share_words(have: int, *, of: int) -> str:
    """``98.7%``; never a hundred while one is lacking; ``none`` of nobody."""
    if not of:
        return "nobody"
    share = 100 * have / of
    return "over 99.9%" if have < of and share > 99.9 else percentage(share, decimals=0 if have in (0, of) else 1)


def day_words(one: Checked) -> str:
    """When any record of the school last changed, short beside its other columns: ``26 Nov 2026``."""
    return f"{one.newest.day} {one.newest:%b %Y}" if one.newest else "never"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
