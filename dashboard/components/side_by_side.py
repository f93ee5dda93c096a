"""Places in all strands: a row a place, in each strand the two sides on one hairline and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.elements import element


@dataclass(frozen=True, kw_only=True)
class Held:
    """One place in one strand: the picture with what it says, the group's figure and ``others``' in words, of how many
    pupils, and what it is sorted by, few by nothing. Without ``pupils`` there is no figure and ``words`` says why;
    ``grey`` is why its figures are not to be relied on, empty where they are."""

    words: str
    others: str = ""
    pupils: str = ""
    picture: str = ""
    spoken: str = ""
    sort: float | None = None
    grey: str = ""


def side_by_side(
    caption: str,
    *,
    heading: str,
    strands: Sequence[str],
    rows: Sequence[tuple[str, str, Sequence[Held]]],
    led: Sequence[tuple[str, str]] = (),
) -> html.Div:
    """``rows`` are a place's words, its address and a cell for each of the ``strands``; ``led`` who leads each, and
    what is to be known of it."""
    columns = [Column(heading=heading), *(Column(heading=each, class_name="pair") for each in strands)]
    columns += [Column(heading="Led by", class_name="led")] if led else []
    cells = [[Cell(words=words), *(_cell(held) for held in strand)] for words, _, strand in rows]
    cells = [[*row, _lead(*lead)] for row, lead in zip(cells, led, strict=True)] if led else cells
    return data_table(caption, columns=columns, rows=cells, links=[href for _, href, _ in rows], show_caption=False,
                      class_name="side-by-side")  # fmt: skip


def _lead(role: str, note: str) -> Cell:
    said = element("Span", children=note, className="interval")
    return Cell(words=element("Span", children=[role, said]) if note else role, sort=role)


def _cell(held: Held) -> Cell:
    if not held.pupils:
        return Cell(words=element("Span", children=held.words, className="reason"), sort=None)
    picture = element("Img", children=None, src=held.picture, alt=held.spoken, className="pair-picture")
    pupils = element("Span", children=held.pupils, className="interval")
    others = [", ", element("Span", children=held.others, className="pair-others")] if held.others else []
    words = element("Span", children=[held.words, *others, pupils], className="pair-words")
    said = [picture, words] if held.picture else [words]
    if not held.grey:
        return Cell(words=element("Span", children=said, className="pair-room"), sort=held.sort)
    why = element("Span", children=held.grey, className="tag")
    return Cell(words=element("Span", children=[*said, why], className="pair-room pair-grey"), sort=held.sort)
