"""What a preview found, in the order and words of the page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.access.policy import load_policy
from data_loaders.jobs import State
from data_loaders.report import Finding, Severity, plural

STEP_WORDS = {
    State.LOOKING: "Looking at the files",
    State.TRYING: "Trying the description on the first rows",
    State.READING: "Reading the files and working out what would change",
    State.WRITING: "Bringing the files in",
    State.UNDOING: "Taking the import back",
}
UNFIT = "They are more than one file may hold ({most:,}). Put the file right where it comes from, and send it again."
_COUNTED = {"new": "new", "changed": "changed", "unchanged": "unchanged", "held back": "held_back"}
_LONG_CODE = 4
"""A school's code that is no word of a sentence, such as a URN."""
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


def finding_groups(
    findings: Sequence[dict[str, Any]], *, may_be_mended: bool = False
) -> list[tuple[str, str, list[Found]]]:
    """Severity, title and what was found, the gravest first; what needs a second look stands elsewhere.

    A preview ``may_be_mended``: what refuses it refuses it as it stands.
    """
    groups = []
    titles = _TITLES | ({"structure": "Why it cannot be brought in as it is"} if may_be_mended else {})
    for severity, title in titles.items():
        found = [_found(one) for one in findings if one["severity"] == severity and not _is_guard(one)]
        if found:
            groups.append((severity, title, found))
    return groups


def rows_words(kept: Mapping[str, Any]) -> str:
    """What would become of the rows, as the title over them: ``113 rows new, 7 held back``."""
    told = {word: sum(one[key] for one in kept["counts"]) for word, key in _COUNTED.items()}
    if any(told[word] for word in ("new", "changed")):
        (first, word), *rest = [(count, word) for word, count in told.items() if count]
        return ", ".join([f"{plural(first, noun='row')} {word}", *(f"{count:,} {word}" for count, word in rest)])
    if told["unchanged"]:
        return f"Nothing would change: {plural(told['unchanged'], noun='row')} there already"
    return "Nothing would change: every line is held back" if kept["lines_held_back"] else "Nothing would change"


def guard_words(guard: Mapping[str, Any], *, schools: Mapping[str, str]) -> str:
    """What needs a second look, with the schools by their names."""
    said = str(guard["message"])
    for code, name in schools.items():
        said = re.sub(rf"\bschool {re.escape(code)}\b", name, said)
        said = re.sub(rf"\b{re.escape(code)}\b", name, said) if len(code) >= _LONG_CODE else said
    return _capital(said)


def is_refused(kept: Mapping[str, Any]) -> bool:
    """Whether a preview cannot be brought in as it stands."""
    return any(one["severity"] == "structure" for one in kept.get("findings", []))


def _is_guard(one: dict[str, Any]) -> bool:
    return one["severity"] == "warning" and str(one["rule"]).startswith("guard.")


def _found(one: dict[str, Any]) -> Found:
    said = Finding(**{**one, "lines": tuple(one["lines"]), "severity": Severity(one["severity"])})
    advice = _on_the_page(said.advice.replace("--pupil FILE:LINE=UPN", "the choices on this page, where there are any"))
    message = _capital(_on_the_page(said.message))
    return Found(place=said.place, message=message, advice=advice, rule=said.rule, count=said.count)


def _on_the_page(words: str) -> str:
    """What the command calls a mapping, the page calls a layout."""
    return re.sub(r"\bmapping\b", "layout", words)


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


def headline_rows(figures: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The headline figures that would move, and how many would stay as they are."""
    moved = [one for one in figures if (one["figure"], one["n"]) != (one["before"], one["n_before"])]
    return moved, len(figures) - len(moved)
