"""A page as its reader meets it: the words, tables and charts in the answer of the one callback that draws a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dashboard.components import data_table, ids
from dashboard.components.elements import held
from tests.fixtures.tables import spelled_out
from tests.fixtures.visitor import Visitor

INLINE = frozenset({"A", "B", "Button", "Code", "Em", "I", "Img", "Link", "Span", "Strong", "Abbr", "Small", "Time"})
"""Components whose words belong to the line they stand in."""
KINDS = ("sentence", "as-at", "definition", "exact")
"""Classes whose lines are known by them rather than by their element."""
UNSEEN = frozenset({"pupil-hidden"})
"""Classes of words that stand in place of others and are not shown beside them."""


@dataclass(frozen=True)
class Table:
    """One table: its caption, and its rows as heading → words; ``links`` are the rows' addresses, "" for none."""

    caption: str
    rows: list[dict[str, str]]
    links: list[str]

    def row(self, first: str) -> dict[str, str]:
        """The one row whose first cell says so."""
        found = [row for row in self.rows if next(iter(row.values())) == first]
        assert len(found) == 1, f"{len(found)} rows {first!r} in {self.caption!r}: {[*map(list, self.rows)]}"
        return found[0]


@dataclass(frozen=True)
class Line:
    """One block of words as shown, ``section`` being the title of the card it stands in and ``kind`` its element."""

    text: str
    kind: str
    section: str = ""


@dataclass
class Page:
    """What one answer shows. ``raw`` is the answer's text, ``parts`` the frame's parts by id."""

    raw: str
    parts: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What is read out in a picture's place: alt texts and aria-labels."""

    @property
    def title(self) -> str:
        """The page's heading."""
        return next(line.text for line in self.lines if line.kind == "H1")

    @property
    def as_at(self) -> str:
        """The line under the heading."""
        return next((line.text for line in self.lines if line.kind == "as-at"), "")

    @property
    def said(self) -> list[str]:
        """The sentences the page opens with."""
        return [line.text for line in self.lines if line.kind == "sentence"]

    @property
    def words(self) -> str:
        """Everything that is said, a block a line."""
        return "\n".join(line.text for line in self.lines)

    def card(self, title: str) -> list[str]:
        """The lines of the one kind of card whose title begins so, the title left out."""
        return [line.text for line in self.lines if line.section.startswith(title) and line.text != line.section]

    def table(self, *, holding: str) -> Table:
        """The first table with that heading, else the first whose caption holds it."""
        named = [table for table in self.tables if table.rows and holding in table.rows[0]]
        return (named or [table for table in self.tables if holding in table.caption])[0]

    def figure(self, name: str) -> dict[str, Any]:
        """The chart of that name."""
        found: dict[str, Any] = self.figures[name]
        return found

    def options(self, control: str) -> list[str]:
        """The values a control offers."""
        return [option["value"] for option in self.parts[control]["options"]]


def read(answer: Any) -> Page:
    """The page in a callback's answer."""
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    raw: str = answer.get_data(as_text=True)
    page = Page(raw=raw, parts=answer.get_json()["response"])
    for part in (ids.BAND, ids.HEADING, ids.PAGE):
        _walk(page, page.parts[part]["children"], section="", kind="")
    return page


def look(visitor: Visitor, address: str) -> Page:
    """The page at an address, as this visitor sees it."""
    return read(visitor.draw(address))


def _walk(page: Page, node: Any, *, section: str, kind: str) -> None:
    if isinstance(node, list):
        blocks = _title_of(node)
        for child in _lines(page, node, section=blocks or section, kind=kind):
            _walk(page, child, section=blocks or section, kind=kind)
        return
    if isinstance(node, str | int | float):
        _say(page, str(node), kind=kind, section=section)
        return
    if not isinstance(node, dict) or "props" not in node:
        return
    name, props = node["type"], node["props"]
    page.labels += [props[key] for key in ("alt", "aria-label") if props.get(key)]
    if name == "Graph":
        page.figures[props["id"]["name"]] = props["figure"]
    elif name in {data_table.KIND, "Table"}:
        page.tables.append(_table(page, spelled_out(node) if name == data_table.KIND else node))
    else:
        classes = (props.get("className") or "").split()
        own = next((each for each in KINDS if each in classes), name)
        children = held(node)
        if children is not None:
            listed = children if isinstance(children, list) else [children]
            _walk(page, listed, section=section, kind=kind if kind in KINDS else own)


def _title_of(nodes: list[Any]) -> str:
    """The title among these nodes, or in the caption that stands among them."""
    for node in nodes:
        if not isinstance(node, dict) or "props" not in node:
            continue
        children = held(node)
        if node["type"] == "H2":
            return words_of(node)
        if node["type"] == "Figcaption":
            return _title_of(children if isinstance(children, list) else [children])
    return ""


def _lines(page: Page, nodes: list[Any], *, section: str, kind: str) -> Iterator[Any]:
    """Says what stands in one line among these nodes; gives back the blocks."""
    said: list[str] = []
    for node in nodes:
        if _is_inline(node):
            said.append(_inline(page, node))
        elif node is not None:
            _say(page, "".join(said), kind=kind, section=section)
            said = []
            yield node
    _say(page, "".join(said), kind=kind, section=section)


def _say(page: Page, words: str, *, kind: str, section: str) -> None:
    if words.strip():
        page.lines.append(Line(text=words.strip(), kind=kind, section=section))


def _is_inline(node: Any) -> bool:
    if isinstance(node, str | int | float):
        return True
    return isinstance(node, dict) and node.get("type") in INLINE


def _inline(page: Page, node: Any) -> str:
    if isinstance(node, dict):
        props = node["props"]
        page.labels += [props[key] for key in ("alt", "aria-label") if props.get(key)]
        if props.get("href"):
            page.links.append((props["href"], words_of(node)))
    return words_of(node)


def words_of(node: Any) -> str:
    """The words of a node and all in it, as one line; what is read out of a picture in it among them."""
    if node is None:
        return ""
    if isinstance(node, str | int | float):
        return str(node)
    if isinstance(node, list):
        return "".join(words_of(child) for child in node)
    props = node["props"]
    if UNSEEN & set((props.get("className") or "").split()):
        return ""
    if node["type"] == "Img":
        return str(props.get("alt") or "")
    return words_of(held(node))


def _table(page: Page, node: Any) -> Table:
    parts = {child["type"]: child["props"].get("children") for child in node["props"]["children"]}
    headings = [words_of(head) for head in parts["Thead"]["props"]["children"]]
    rows, links = [], []
    for line in parts["Tbody"] or []:
        cells = line["props"]["children"]
        rows.append(dict(zip(headings, (_cell(page, cell) for cell in cells), strict=True)))
        links.append(_first_link(cells[0]))
    return Table(caption=words_of(parts["Caption"]), rows=rows, links=links)


def _cell(page: Page, cell: Any) -> str:
    """A cell's words; parts that stand apart on the screen (a value over its interval) stand apart here."""
    page.labels += _read_out(cell)
    inner = held(cell)
    if isinstance(inner, dict) and "cell" in (inner["props"].get("className") or "").split():
        inner = held(inner)
    return " ".join(part for part in map(words_of, inner) if part) if isinstance(inner, list) else words_of(inner)


def _read_out(node: Any) -> list[str]:
    if isinstance(node, list):
        return [words for child in node for words in _read_out(child)]
    if not isinstance(node, dict) or "props" not in node:
        return []
    own = [node["props"][key] for key in ("alt", "aria-label") if node["props"].get(key)]
    return [*own, *_read_out(held(node))]


def _first_link(node: Any) -> str:
    if isinstance(node, list):
        return next((found for found in map(_first_link, node) if found), "")
    if not isinstance(node, dict) or "props" not in node:
        return ""
    return str(node["props"].get("href") or _first_link(held(node)))


NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")


def numbers_in(words: str) -> list[float]:
    """The numbers in a line, with the true minus as minus."""
    return [float(found.replace("−", "-").replace(",", "")) for found in NUMBER.findall(words)]
