"""Numbers of pupils in words: who is counted, who is the same as a year ago, how many of a class kept pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from dashboard.metrics import numbers
from dashboard.metrics.progress import Coverage
from dashboard.metrics.telling import capital, listed

_Words: TypeAlias = str | tuple[str, str]
"""What is said of one pupil and of several; one string where it is the same."""
_WHY: dict[str, _Words] = {
    "joined_after": "joined after the first result",
    "no_result": ("has no result this period", "have no result this period"),
    "no_first": ("has no earlier result", "have no earlier result"),
    "other_scale": ("is assessed on another scale", "are assessed on another scale"),
}
_ELSEWHERE = ("is not assessed on this scale", "are not assessed on this scale")


def _did(n: int, *, words: _Words) -> str:
    """``"1 has no result"``, ``"6 have no result"``."""
    said = words if isinstance(words, str) else words[0 if n == 1 else 1]
    return f"{numbers.count(n)} {said}"


def coverage_words(found: Coverage) -> str:
    """``"280 of 304 pupils have a result at both ends. 14 joined after the first result, 6 have no result this
    period."`` and how many have no known SEND status."""
    if not found.eligible:
        return "No pupil has a result to count."
    said = f"{numbers.of(found.matched, found.eligible)} pupils have a result at both ends."
    reasons = [_did(n, words=_WHY[state]) for state, n in sorted(found.reasons.items(), key=lambda told: -told[1]) if n]
    why = f" {listed(reasons)}." if reasons else ""
    unknown = found.unknown_status
    status = f" SEND status is not known for {numbers.count(unknown)}, in neither group." if unknown else ""
    return said + why + status


def counted_words(met: int, *, of: int, without: int = 0, did: str = "kept pace") -> str:
    """A few pupils in words, never an average: ``"3 of 4 kept pace; 1 has no result"``. ``of`` have results,
    ``without`` have none."""
    missing = _did(without, words=("has no result", "have no result")) if without else ""
    told = f"{numbers.of(met, of)} {did}" if of else ""
    return capital("; ".join(part for part in (told, missing) if part)) or "No pupils"


OUT = ("is no longer in the group", "are no longer in the group")
OUT_THEN = ("was not in the group then", "were not in the group then")


def same_pupils_words(
    now: int, *, same: int, left: int = 0, came_off: int = 0, no_result: int = 0, joined: int = 0, identified: int = 0,
    no_result_then: int = 0, span: str = "year", group: str = "send",
) -> str:  # fmt: skip
    """This year's (or term's) SEND group against last year's: ``"31 of 40 are the same pupils. Of last year's, 6 left
    and 4 came off the register; of this year's, 3 joined and 6 were newly identified."``"""
    off: _Words = "came off the register" if group == "send" else OUT
    new_to_it: _Words = ("was newly identified", "were newly identified") if group == "send" else OUT_THEN
    gone: list[tuple[int, _Words]] = [
        (left, "left"), (came_off, off), (no_result, ("has no result now", "have no result now")),
    ]  # fmt: skip
    new: list[tuple[int, _Words]] = [
        (joined, "joined"),
        (identified, new_to_it),
        (no_result_then, "had no result then"),
    ]
    parts = [part for part in (_told(f"last {span}'s", counts=gone), _told(f"this {span}'s", counts=new)) if part]
    return f"{numbers.of(same, now)} are the same pupils." + (f" {capital('; '.join(parts))}." if parts else "")


def counted_twice_words(
    now: int, *, same: int, away_now: int = 0, out_now: int = 0, away_then: int = 0, out_then: int = 0
) -> str:
    """The same of a rate, whose group is whoever is counted at the time: ``"118 of 131 are the same pupils. Of last
    year's, 6 are not counted here now …"``."""
    gone: list[tuple[int, _Words]] = [
        (away_now, ("is not counted here now", "are not counted here now")),
        (out_now, OUT),
    ]
    new: list[tuple[int, _Words]] = [
        (away_then, ("was not counted here then", "were not counted here then")),
        (out_then, OUT_THEN),
    ]
    parts = [part for part in (_told("last year's", counts=gone), _told("this year's", counts=new)) if part]
    return f"{numbers.of(same, now)} are the same pupils." + (f" {capital('; '.join(parts))}." if parts else "")


def _told(whose: str, *, counts: list[tuple[int, _Words]]) -> str:
    said = [_did(n, words=words) for n, words in counts if n]
    return f"of {whose}, {listed(said)}" if said else ""


def smallest_change_words(value: float, *, unit: str, decimals: int = 1) -> str:
    """What could show at all: ``"With this many pupils, a difference in progress under about 4.0 points could not be
    told from chance."``"""
    least = numbers.points(value, unit=unit, decimals=decimals)
    return f"With this many pupils, a difference in progress under about {least} could not be told from chance."


def size_words(g: float) -> str:
    """How large a distance of so many standard deviations is: ``"about half of the usual distance between a pupil's
    result and the group's average"``."""
    fractions = ((0.15, "less than a fifth of"), (0.29, "about a quarter of"), (0.42, "about a third of"),
                 (0.58, "about half of"), (0.71, "about two thirds of"), (0.83, "about three quarters of"),
                 (0.95, "about nine tenths of"), (1.15, "about"))  # fmt: skip
    said = next((words for limit, words in fractions if abs(g) < limit), "more than")
    return f"{said} the usual distance between a pupil's result and the group's average"


def without_words(states: Iterable[str | None]) -> str:
    """Pupils who cannot be compared, by why: ``"1 has no earlier result and 2 have no result this period"``."""
    counted = Counter(states)
    told = [_did(n, words=_WHY.get(state or "", _ELSEWHERE)) for state, n in counted.items()]
    return listed(told)
