"""A view as it is released: its lines, its words, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.metrics.disclosure import Fact

WITHHELD = "Not shown: too few pupils to keep them private"
NOT_SUPPLIED = "Not supplied"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a view: ``k`` of ``n`` pupils, both as shown, or a mean ``value`` to one decimal: more would tell how
    many pupils stand behind it. State c shows nothing, z says that there is nothing to count."""

    label: str
    key: str
    state: str = "ok"
    n: int | None = None
    k: int | None = None
    value: float | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """One view as released. ``words`` follow its numbers; ``pooled`` says over how many years they are added up;
    ``scale`` is the code of the scale of results that they stand on, where there is one."""

    key: str
    strand: str
    kind: str
    title: str
    words: str
    lines: tuple[Line, ...]
    reason: str = ""
    pooled: int = 1
    unit: str = ""
    scale: str = ""

    @property
    def withheld(self) -> bool:
        """Whether nothing of it is shown."""
        return all(line.state != "ok" for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the audit found: how many counts are protected, and the narrowest range that is left of one of them.

    ``by_view`` holds, for each view that shows anything, the narrowest range when it was let through. ``solved`` counts
    the integer programmes behind it, ``unchecked`` the views withheld because their audit did not come to an end.
    """

    protected: int
    narrowest: int
    shown: int
    partly: int
    withheld: int
    merged: tuple[str, ...]
    by_view: Mapping[str, int]
    solved: int = 0
    unchecked: int = 0


@dataclass(frozen=True, kw_only=True)
class Built:
    """A release before it is kept: its views, the facts they tell, and the certificate."""

    views: tuple[View, ...]
    told: tuple[Fact, ...]
    certificate: Certificate


def reasoned(view: View) -> View:
    """The view with the reason where it shows nothing."""
    if any(line.state == "ok" for line in view.lines):
        return view
    nothing = all(line.state == "z" for line in view.lines)
    return replace(view, reason=NOT_SUPPLIED if nothing else WITHHELD)


def as_plain(view: View) -> dict[str, Any]:
    """The view as it is kept: plain words and numbers."""
    lines = [
        {name: getattr(line, name) for name in ("label", "key", "state", "n", "k", "value")} for line in view.lines
    ]
    kept = {
        name: getattr(view, name)
        for name in ("key", "strand", "kind", "title", "words", "reason", "pooled", "unit", "scale")
    }
    return {**kept, "lines": lines}


def from_plain(kept: Mapping[str, Any]) -> View:
    """A view read back."""
    lines = tuple(Line(**line) for line in kept["lines"])
    return View(**{**kept, "lines": lines})
