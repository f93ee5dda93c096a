"""Where each class's SEND pupils stand among their classmates: a table with a row a class and a mark a pupil."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import element
from dashboard.figures.labels import Extent, extent
from dashboard.figures.rails import strip_rail
from dashboard.metrics.marks import PupilMark
from dashboard.metrics.numbers import count, interval, number


def strip_rows(
    marks: Sequence[PupilMark], *, rows: Sequence[tuple[str, str]], caption: str, heading: str = "Class"
) -> html.Div:
    """One row a class, in the order of ``rows`` (its words and the address it leads to), on one shared scale."""
    shown = {words for words, _ in rows}
    ends = extent([mark.value for mark in marks if mark.row in shown], padding=0.05)
    columns = (
        Column(heading=heading),
        Column(heading=_scale_words(ends), sortable=False, class_name="rail"),
        Column(heading="SEND pupils with a result", numeric=True),
    )
    held: defaultdict[str, list[PupilMark]] = defaultdict(list)
    for mark in marks:
        held[mark.row].append(mark)
    cells = [_cells(held[words], words=words, ends=ends) for words, _ in rows]
    return data_table(caption, columns=columns, rows=cells, links=[href for _, href in rows], show_caption=False,
                      class_name="interval-rows strip-rows")  # fmt: skip


def _scale_words(ends: Extent) -> str:
    return f"Scores from {number(ends.low, decimals=0)} to {number(ends.high, decimals=0)}"


def _cells(marks: Sequence[PupilMark], *, words: str, ends: Extent) -> list[Cell]:
    send = [mark.value for mark in marks if mark.send]
    image = element(
        "Img", children=None, src=strip_rail(marks, ends=ends), alt=_spoken(marks), className="rail-picture"
    )
    return [Cell(words=words), Cell(words=image), Cell(words=count(len(send)), sort=len(send))]


def _spoken(marks: Sequence[PupilMark]) -> str:
    """``"SEND pupils at 81 and 90; 22 others from 93 to 121"``: what the marks show, to be read out."""
    send = sorted(mark.value for mark in marks if mark.send)
    others = sorted(mark.value for mark in marks if not mark.send)
    group = "SEND pupils at " + ", ".join(number(value, decimals=0) for value in send) if send else "No SEND pupil"
    if len(others) < 2:
        return f"{group}; 1 other at {number(others[0], decimals=0)}" if others else f"{group}; no others"
    ends = interval(others[0], others[-1], decimals=0)
    return f"{group}; {count(len(others), words='others')} from {ends}"
