"""Released views as rows with bars: one axis a measure, striped for few pupils, the schools of the phase beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.figures.released_bars import SHARES, Axis, axis_of, released_bar
from dashboard.metrics.words_releases import label_words, share_of
from dashboard.reporting.releases import Shelf, View

Line = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReleasedRow:
    """One group: its words, its figure in words, its bar as the address of an image (empty where nothing is shown), and
    the figure of the schools of the phase together. ``kind`` is how it is marked; ``few`` says that so few pupils stand
    behind it that its bar is striped, ``hidden`` that its figure is kept from view: not that there is none."""

    label: str
    figure: str
    bar: str = ""
    beside: str = ""
    kind: str = "send"
    few: bool = False
    hidden: bool = False


def axis_for(held: Shelf, *, views: Sequence[View]) -> Axis:
    """The axis on which all bars of a measure lie: shares from 0 to 100, means as far as they go."""
    if views[0]["kind"] != "mean":
        return SHARES
    found = [view for each in views for view in (each, held.beside(each)) if view]
    return axis_of(line["value"] for view in found for line in view["lines"] if line["state"] == "ok")


def rows_of(held: Shelf, *, view: View, axis: Axis) -> list[ReleasedRow]:
    """The rows of a view, in its order."""
    beside = held.beside(view)
    others = {line["key"]: line for line in beside["lines"]} if beside else {}
    years = f", {view['pooled']} years together" if view["pooled"] > 1 else ""
    return [
        ReleasedRow(
            label=f"{label_words(line['label'])}{years}", figure=held.figure(line, view=view),
            bar=_bar(line, axis=axis, beside=others.get(line["key"]), few=_is_few(held, line=line)),
            beside=held.figure(others[line["key"]], view=view) if line["key"] in others else "",
            kind=_kind(line), few=line["state"] == "ok" and _is_few(held, line=line), hidden=line["state"] == "c",
        )
        for line in view["lines"]
    ]  # fmt: skip


_KINDS = {"others": "other", "K": "support", "E": "plan"}


def _kind(line: Line) -> str:
    return _KINDS.get(line["key"], "send")


def _is_few(held: Shelf, *, line: Line) -> bool:
    return (line["n"] or 0) < int(held.school.rules["percent_from"])


def _bar(line: Line, *, axis: Axis, beside: Line | None, few: bool) -> str:
    if line["state"] != "ok":
        return ""
    there = _value(beside) if beside and beside["state"] == "ok" else None
    return released_bar(_value(line), axis=axis, beside=there, kind=_kind(line), few=few)


def _value(line: Line) -> float:
    return float(line["value"]) if line["k"] is None else share_of(line["k"], of=line["n"])
