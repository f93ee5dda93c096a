"""A page taken away as a file: drawn for the same reader as on the screen, read back, noted, and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.access import audit, current, name_exports
from dashboard.access.policy import load_policy
from dashboard.access.scope import Names, Scope
from dashboard.exports import csv, workbook
from dashboard.exports.document import Document, stem_of
from dashboard.exports.reading import tables_of, words_of
from dashboard.metrics.numbers import date_words
from dashboard.pages.drawn import Drawn
from dashboard.pages.showing import REFUSED, asking_of, drawn_at, may_take
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

SHAPES: Mapping[str, tuple[Callable[[Document], bytes], str]] = {
    "csv": (csv.as_csv, csv.MIMETYPE),
    "xlsx": (workbook.as_workbook, workbook.MIMETYPE),
}
LONGEST_PART = 40
"""Characters of each part of a file's name."""
HIDDEN = "Pupil"
"""What a pupil's own page is called where names are hidden."""


class TooMany(ValueError):
    """The page holds more rows than one file may."""


class NeedsReason(PermissionError):
    """The file would hold pupils' names: who takes it says what for."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A file: its name, its bytes, what kind it is."""

    name: str
    content: bytes
    mimetype: str


def taken(path: str, *, shape: str, query: Mapping[str, str], reason: str | None = None) -> Taken | None:
    """The page at ``path`` with this query as a file of a shape (csv, xlsx); None where there is no such page or shape,
    or it is not the reader's to take away.

    ``card`` in the query takes the tables of one card alone, by its name or title; ``names=off`` calls pupils as a page
    with hidden names does. What is taken is noted first, names with the reason for taking them: where the row cannot be
    written, this raises. Raises ``TooMany`` over the cap, whatever the reason, and ``NeedsReason`` where the file would
    name pupils and none is given.
    """
    if shape not in SHAPES:
        return None
    with asking_of(path, scope=_scope()) as ask:
        drawn = drawn_at(path, query=urlencode(query), ask=ask)
        if drawn is REFUSED or not may_take(drawn):
            return None
        document = _document(path, query=query, drawn=drawn, ask=ask)
        named = _is_named(document, bare=_document(path, query={**query, "names": "off"}, drawn=drawn, ask=ask))
    if query.get("card") and not document.tables:
        return None
    if document.rows > load_policy().export_rows:
        raise TooMany(f"{document.rows:,} rows are more than one file may hold")
    if named and reason is None:
        raise NeedsReason("the file would hold names")
    _note(path, shape=shape, rows=document.rows, drawn=drawn, reason=reason if named else None)
    write, mimetype = SHAPES[shape]
    return Taken(name=f"{document.stem}.{shape}", content=write(document), mimetype=mimetype)


def _note(path: str, *, shape: str, rows: int, drawn: Drawn, reason: str | None) -> None:
    """Note what is taken away: how many rows of which page, whose pupils, and why where they are named."""
    detail: dict[str, str | int] = {"page": path, "shape": shape, "rows": rows}
    if reason is not None:
        detail["export"] = name_exports.keep(page=path, place=drawn.place, reason=reason)
    current.note(audit.Action.EXPORTED, place=drawn.place, pupil_ids=drawn.pupil_ids, detail=detail)


def _is_named(document: Document, *, bare: Document) -> bool:
    """Whether the file would call pupils by name: it says something else than with names put off."""
    by_name = _scope().names is Names.NAMES
    return by_name and (document.title, document.said, document.tables) != (bare.title, bare.said, bare.tables)


def _scope() -> Scope:
    """The reader's scope without what stays on the screen: the words of targets, and names that a reveal shows for an
    hour, in whose place a file has labels."""
    scope = replace(current.scope(), target_texts=False)
    return replace(scope, named_schools=frozenset()) if current.person().rights.reveals else scope


def _document(path: str, *, query: Mapping[str, str], drawn: Drawn, ask: Ask) -> Document:
    names = query.get("names") != "off"
    title = HIDDEN if drawn.person and not names else drawn.title
    card = query.get("card", "")
    tables = tables_of(drawn.body, names=names, of=card)
    named = (path, "pupil" if drawn.person else drawn.title, tables[0].card if card and tables else "")
    return Document(
        title=title, said=[] if card else words_of(drawn.body, names=names),
        tables=tables, about=_about(path, query=query, drawn=drawn, ask=ask),
        stem=stem_of(*(part[:LONGEST_PART] for part in named), f"as at {ask.as_at.isoformat()}"),
    )  # fmt: skip


def _about(path: str, *, query: Mapping[str, str], drawn: Drawn, ask: Ask) -> list[tuple[str, str]]:
    """What a file says of itself: the view, the day, the address, who took it, and that a sample is one."""
    address = f"/{path}{Selection.from_query(query).to_query()}"
    now = current.access().clock()
    who = f"by {current.person().name} on {date_words(now.date())} at {now:%H:%M} UTC"
    sample = [("Sample", "Sample data: an invented trust. Nobody in it is real.")] if ask.sample else []
    known = [("Shown", drawn.shown), ("As at", drawn.as_at or f"As at {date_words(ask.as_at)}"), ("Address", address)]
    return [*[(words, said) for words, said in known if said], ("Taken", who), *sample]
