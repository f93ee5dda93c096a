"""Which trusts an extract of Get Information About Schools knows, by name, for whoever does not know a Group UID."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data_loaders.mapping import load_mapping
from data_loaders.sources.spreadsheet import read_spreadsheet

MAPPING = "gias"
_UID, _NAME, _TYPE = "Group UID", "Group Name", "Group Type (code)"
_TRUSTS = frozenset({"6", "06", "10"})
"""The codes of a multi-academy and a single-academy trust."""


def trusts_in(paths: Sequence[Path]) -> dict[str, str]:
    """Group UID → name of every trust that the files name. Raises ``OSError`` where one cannot be opened."""
    mapping = load_mapping(MAPPING)
    found: dict[str, str] = {}
    for path in paths:
        read = read_spreadsheet(
            path, delimiter=mapping.delimiter, encoding=mapping.encoding, skip=mapping.ignored, ragged=mapping.ragged,
            heading_line=mapping.heading_line,
        )  # fmt: skip
        for sheet in read.sheets:
            if {_UID, _NAME, _TYPE} <= set(sheet.frame.columns):
                rows = sheet.frame[sheet.frame[_TYPE].isin(_TRUSTS)]
                found |= dict(zip(rows[_UID], rows[_NAME], strict=True))
    return found


def called(words: str, *, trusts: dict[str, str]) -> list[str]:
    """The Group UIDs that are meant: the one that is written, else those whose name holds the words."""
    if words in trusts:
        return [words]
    wanted = words.casefold().strip()
    exact = [uid for uid, name in trusts.items() if name.casefold() == wanted]
    return exact or [uid for uid, name in trusts.items() if wanted and wanted in name.casefold()]
