"""One share a row: name as a link, mark on its interval from 0 to 100%, value, pupils. Published figures are dotted."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.components.data_table import WORK_LIST, Cell, Column, data_table
from dashboard.components.elements import Element, element
from dashboard.figures.share_rail import share_rail
from dashboard.metrics.answer import Row
from dashboard.metrics.marks import Reference
from dashboard.metrics.numbers import count, interval, of, percentage
from dashboard.metrics.small_groups import HOLLOW_TO, prominence


def rate_rows(
    rows: Sequence[Row],
    *,
    heading: str,
    caption: str,
    notes: Sequence[str] = (),
    notes_heading: str = "",
    references: Sequence[Reference] = (),
    begun: bool = False,
) -> html.Div:
    """The rows in the order given. Nine pupils or fewer are counted in words and not drawn; where no row has a mark,
    there is no column for it.

    ``notes`` is a column of words, one a row, under ``notes_heading``. Of many rows ``begun`` shows the first, with a
    button for all.
    """
    drawn = any(is_drawn(row) for row in rows)
    columns = [
        Column(heading=heading),
        *([Column(heading=notes_heading, class_name="note")] if notes_heading else []),
        *([Column(heading="0% to 100%", sortable=False, class_name="rail")] if drawn else []),
        Column(heading="Value and 95% interval" if drawn else "How many", numeric=True, class_name="value"),
        Column(heading="Pupils", numeric=True, class_name="pupils"),
    ]
    said = [*notes, *[""] * (len(rows) - len(notes))]
    cells = [
        _cells(row, note=note if notes_heading else None, references=references)
        for row, note in zip(rows, said, strict=True)
    ]
    if not drawn:
        cells = [_without_rail(cell, row=row) for cell, row in zip(cells, rows, strict=True)]
    return data_table(caption, columns=columns, rows=cells, links=[row.href for row in rows], show_caption=False,
                      class_name=f"interval-rows rate-rows {WORK_LIST if begun else ''}".rstrip())  # fmt: skip


def is_drawn(row: Row) -> bool:
    """Whether a row has a mark: it has a value, and of more than nine pupils."""
    return row.value is not None and row.n > HOLLOW_TO


def _without_rail(cells: list[Cell], *, row: Row) -> list[Cell]:
    """The cells without the mark's: why there is no figure, which stands in its place, moves to the value's."""
    *first, rail, value, pupils = cells
    return [*first, rail if row.value is None else value, pupils]


def rate_words(row: Row) -> str:
    """``"66.3%, 95% interval 63.3 to 69.2"``; of nine pupils or fewer how many of how many; or why there is none."""
    if row.value is None or row.denominator is None:
        return row.reason or "no figure"
    if row.n <= HOLLOW_TO:
        return of(int(row.numerator or 0), int(row.denominator))
    within = "" if row.low is None or row.high is None else f", 95% interval {interval(row.low, row.high)}"
    return f"{percentage(row.value)}{within}"


def _cells(row: Row, *, note: str | None, references: Sequence[Reference]) -> list[Cell]:
    first = [Cell(words=row.label), *([Cell(words=note)] if note is not None else [])]
    if row.value is None:
        reason = element("Span", children=row.reason or "No figure", className="reason")
        return [*first, Cell(words=reason), Cell(words="", sort=None), Cell(words=count(row.n), sort=row.n)]
    published = "".join(f"; {each.words}" for each in references)
    said = f"{rate_words(row)}{published}"
    told = {"src": share_rail(row, references=references), "alt": said, "title": f"{row.label}: {said}"}
    image = element("Img", children=None, className="rail-picture", **told)
    return [*first, Cell(words=image), _value(row), _pupils(row)]


def _value(row: Row) -> Cell:
    if row.n <= HOLLOW_TO:
        return Cell(words=element("Span", children=rate_words(row), className="figure"), sort=row.value)
    said = [element("Span", children=percentage(row.value or 0.0), className="figure")]
    if row.low is not None and row.high is not None:
        said.append(element("Span", children=interval(row.low, row.high), className="interval"))
    return Cell(words=_together(said), sort=row.value)


def _pupils(row: Row) -> Cell:
    if prominence(row) != "low":
        return Cell(words=count(row.n), sort=row.n)
    low = element("Span", children="low reliability", className="reliability")
    return Cell(words=_together([count(row.n), low]), sort=row.n)


def _together(parts: Sequence[str | Element]) -> Element:
    return element("Span", children=list(parts))
