"""XML to sheets of text, by the paths a mapping names: a row for each element of a kind, a column for each path.

Entities, document types and references to anything outside are refused before a single element is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from data_loaders.mapping_parts import XmlTable
from data_loaders.sources.sheet import Read, Sheet

LARGEST = 200_000_000
MOST_ELEMENTS = 5_000_000
MOST_DEPTH = 100
_LINE = "(line)"
_ANEW = "Export it again from the school's system, and bring in the file as it was written"


class TooMuch(ValueError):
    """More elements, or deeper ones, than any such file has."""


def read_xml(path: Path, *, tables: Mapping[str, XmlTable], title: str = "") -> Read:
    """Read one XML file: a sheet for each of ``tables``, header-only or left out where the file has no such element.

    ``title`` says what of the file's head stands before the name of each sheet. Raises ``OSError`` where the file
    cannot be opened; whatever is wrong in it is a structural finding.
    """
    read = Read(file=path.name)
    if path.stat().st_size > LARGEST:
        read.refuse("too_large", message=f"the file is larger than {LARGEST // 1_000_000} MB", advice="Export less")
        return read
    root = _parsed(path.read_bytes(), read=read)
    if root is not None:
        head = _first([root], said=title)
        names = {f"{head} {name}".strip(): table for name, table in tables.items()}
        sheets = [(_sheet(root, file=path.name, name=name, table=table), table) for name, table in names.items()]
        read.sheets += [sheet for sheet, table in sheets if len(sheet.lines) or not table.optional]
        if not any(len(sheet.lines) for sheet in read.sheets):
            read.sheets.clear()
            message = f"the file is XML, but not the kind the mapping reads: it begins with “{_bare(root.tag)[:40]}”"
            read.refuse("xml", message=message, advice="Check that it is the right file and the right mapping")
        elif title and not head:
            read.sheets.clear()
            message = "the head of the file does not say which year and term it is from"
            read.refuse("xml", message=message, advice=_ANEW)
    return read


class _Builder(TreeBuilder):
    """Builds the tree with the line of each element, and stops at more than any real file holds."""

    def __init__(self) -> None:
        super().__init__()
        self.expat: Any = None
        self._count = 0
        self._depth = 0

    def start(self, *event: Any) -> Element:
        tag, attrs = event
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise TooMuch
        return super().start(_bare(tag), {**attrs, _LINE: str(self.expat.CurrentLineNumber)})

    def end(self, tag: Any) -> Element:
        self._depth -= 1
        return super().end(_bare(tag))


def _bare(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def _parsed(content: bytes, *, read: Read) -> Element | None:
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.expat = parser.parser
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as hostile:
        message = f"the file declares a document type or entities ({type(hostile).__name__}), which no export does"
        read.refuse("hostile_xml", message=message, advice=_ANEW)
    except TooMuch:
        read.refuse("hostile_xml", message="the file nests deeper or holds more than any export does", advice=_ANEW)
    except (ParseError, LookupError, ValueError) as wrong:
        line = getattr(wrong, "position", (0, 0))[0]
        message = "the file is empty" if not content.strip() else "the file is no whole XML: it is damaged or cut short"
        read.refuse("xml", message=message, advice=_ANEW, lines=(line,) if line else ())
    else:
        return root
    return None


def _sheet(root: Element, *, file: str, name: str, table: XmlTable) -> Sheet:
    found = list(_ancestries([root], steps=table.rows.split("/")))
    cells = {heading: [_cell(line, said=said) for line in found] for heading, said in table.columns.items()}
    for heading in table.if_said:
        if not any(cells[heading]):
            del cells[heading]
    lines = np.array([int(line[-1].get(_LINE, "0")) for line in found], dtype=np.int64)
    return Sheet(file=file, name=name, frame=pd.DataFrame(cells, dtype=str), lines=lines)


def _ancestries(line: list[Element], *, steps: list[str]) -> Iterator[list[Element]]:
    """Each element at the end of the steps, with all those it stands in before it."""
    if not steps:
        yield line
        return
    for child in line[-1].iterfind(steps[0]):
        yield from _ancestries([*line, child], steps=steps[1:])


def _cell(line: list[Element], *, said: str) -> str:
    """What a column says of one row: see ``XmlTable.columns``."""
    left, equals, right = said.partition("==")
    if equals:
        one, other = (_first(line, said=part) for part in (left, right))
        return "yes" if one == other else "no"
    return _first(line, said=said)


def _first(line: list[Element], *, said: str) -> str:
    """The first of the ways, divided by ``|``, of which every part is there."""
    for way in said.split("|"):
        parts = [_part(line, said=part.strip()) for part in way.split("+")]
        if all(parts):
            return "".join(parts)
    return ""


def _part(line: list[Element], *, said: str) -> str:
    if said.startswith("'"):
        return said.strip("'")
    owner, colon, path = said.rpartition(":")
    element = next((one for one in reversed(line) if one.tag == owner), None) if colon else line[-1]
    if element is None:
        return ""
    return element.get(_LINE, "") if path == _LINE else (element.findtext(path) or "").strip()
