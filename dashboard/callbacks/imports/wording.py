"""What a preview found, in the order and words of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.access.policy import load_policy
from data_loaders.jobs import State
from data_loaders.report import LINES_SHOWN, Finding, Severity
from data_loaders.swapped import DOUBTED

STEP_WORDS = {
    State.LOOKING: "Looking at the files",
    State.TRYING: "Trying the description on the first rows",
    State.READING: "Reading the files and working out what would change",
    State.WRITING: "Bringing the files in",
    State.UNDOING: "Taking the import back",
}
UNFIT = "They are more than one file may hold ({most:,}). Put the file right where it comes from, and send it again."
_TITLES = {
    "structure": "Why the files were refused",
    "error": "Held back",
    "warning": "Worth checking",
    "note": "Read as follows",
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing found: where, what, what to do, the rule's code and how many lines."""

    place: str
    message: str
    advice: str
    rule: str
    count: int


def finding_groups(findings: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[Found]]]:
    """Severity, title and what was found, the gravest first; what needs a second look stands elsewhere."""
    groups = []
    for severity, title in _TITLES.items():
        found = [_found(one) for one in findings if one["severity"] == severity and not _is_guard(one)]
        if found:
            groups.append((severity, title, found))
    return groups


def is_refused(kept: Mapping[str, Any]) -> bool:
    """Whether a preview cannot be brought in as it stands."""
    return any(one["severity"] == "structure" for one in kept.get("findings", []))


def _is_guard(one: dict[str, Any]) -> bool:
    return one["severity"] == "warning" and str(one["rule"]).startswith("guard.")


def _found(one: dict[str, Any]) -> Found:
    said = Finding(**{**one, "lines": tuple(one["lines"]), "severity": Severity(one["severity"])})
    advice = said.advice.replace("--pupil FILE:LINE=UPN", "the choices on this page, where there are any")
    return Found(place=said.place, message=_capital(said.message), advice=advice, rule=said.rule, count=said.count)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def unfit_words(kept: Mapping[str, Any]) -> str:
    """Why the held lines are not handed out; empty where they are few enough for a file."""
    most = load_policy().export_rows
    return UNFIT.format(most=most) if kept.get("lines_held_back", 0) > most else ""


def tick_of(guard: dict[str, Any]) -> str:
    """The name of the box to tick for a guard: it goes with these very words."""
    said = f"{guard['rule']} {guard['message']}"
    return f"sure-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


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
        shown, more = ", ".join(map(str, self.lines[:LINES_SHOWN])), len(self.lines) - LINES_SHOWN
        return (
            f"{self.file}, line{'s' if len(self.lines) > 1 else ''} {shown}{f' and {more:,} more' if more > 0 else ''}"
        )


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
    return [Swap(says=says, reason=reason, lines=tuple(lines)) for (says, reason), lines in found.items()]


def doubts_of(asked: Sequence[dict[str, Any]]) -> list[Doubt]:
    """What can be asked: of the lines that may mean a pupil who is known, those that say the same together."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for one in asked:
        pupils = tuple((str(key), str(words)) for key, words in one["pupils"])
        if pupils and one["reason"] not in DOUBTED:
            found.setdefault((one["file"], one["says"], one["reason"], pupils), []).append(int(one["line"]))
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


def headline_rows(figures: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The headline figures that would move, and how many would stay as they are."""
    moved = [one for one in figures if (one["figure"], one["n"]) != (one["before"], one["n_before"])]
    return moved, len(figures) - len(moved)
