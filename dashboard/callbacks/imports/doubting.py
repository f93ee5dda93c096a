"""Whom a line of a file means, where that is not certain: what is asked of it, and what was answered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.metrics.numbers import date_words
from data_loaders.report import LINES_SHOWN
from data_loaders.swapped import DOUBTED

_ISO = re.compile(r"\b\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])\b", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Lines that say the same of a pupil, of whom it is asked once who is meant: ``pupils`` are keys with words."""

    file: str
    lines: tuple[int, ...]
    says: str
    reason: str
    pupils: tuple[tuple[str, str], ...]

    @property
    def where(self) -> str:
        """``log.csv, lines 2, 3, 4, 5, 6 and 12 more``."""
        lines = list(dict.fromkeys(self.lines))
        shown, more = ", ".join(map(str, lines[:LINES_SHOWN])), len(lines) - LINES_SHOWN
        return f"{self.file}, line{'s' if len(lines) > 1 else ''} {shown}{f' and {more:,} more' if more > 0 else ''}"


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Lines whose UPN is known as another child's: ``says`` who they are, ``lines`` file, line and pupil of each."""

    says: str
    reason: str
    lines: tuple[tuple[str, int, str], ...]

    @property
    def tick(self) -> str:
        """The name of the box to tick where the file is right."""
        return f"right-{hashlib.sha256(repr(self.lines).encode()).hexdigest()[:12]}"

    @property
    def where(self) -> str:
        """``pupils.csv, line 2 and pupils.csv, line 4``."""
        return " and ".join(f"{file}, line {line}" for file, line, _ in self.lines)


def swaps_of(asked: Sequence[dict[str, Any]]) -> list[Swap]:
    """The lines whose UPN is known as another child's, two that have each other's together."""
    found: dict[tuple[str, str], list[tuple[str, int, str]]] = {}
    for one in asked:
        if one["reason"] in DOUBTED:
            place = (str(one["file"]), int(one["line"]), str(one["pupils"][0][0]))
            found.setdefault((one["says"], one["reason"]), []).append(place)
    return [Swap(says=_spoken(says), reason=reason, lines=tuple(lines)) for (says, reason), lines in found.items()]


def doubts_of(asked: Sequence[dict[str, Any]]) -> list[Doubt]:
    """What can be asked: of the lines that may mean a pupil who is known, those that say the same together."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for one in asked:
        pupils = tuple((str(key), _spoken(words)) for key, words in one["pupils"])
        if pupils and one["reason"] not in DOUBTED:
            found.setdefault((one["file"], _spoken(one["says"]), one["reason"], pupils), []).append(int(one["line"]))
    return [
        Doubt(file=file, lines=tuple(lines), says=says, reason=reason, pupils=pupils)
        for (file, says, reason, pupils), lines in found.items()
    ]


def answers_of(asked: Sequence[dict[str, Any]], *, posted: Callable[[str], str]) -> dict[str, str]:
    """What a form says of the lines that were asked about: ``file:line`` → the pupil who is meant."""
    answers: dict[str, str] = {}
    for swap in swaps_of(asked):
        if posted(swap.tick) == "yes":
            answers |= {f"{file}:{line}": pupil for file, line, pupil in swap.lines}
    for place, doubt in enumerate(doubts_of(asked)):
        chosen = posted(f"pupil-{place}")
        if chosen.isdigit() and int(chosen) < len(doubt.pupils):
            answers |= {f"{doubt.file}:{line}": doubt.pupils[int(chosen)][0] for line in doubt.lines}
    return answers


def _spoken(words: str) -> str:
    """The dates of a text as people write them: 4 June 2016; what is no day stays as it is written."""
    return _ISO.sub(lambda found: _day_words(found[0]), words)


def _day_words(iso: str) -> str:
    try:
        return date_words(date.fromisoformat(iso))
    except ValueError:
        return iso
