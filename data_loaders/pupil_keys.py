"""How a pupil of a file is known: by the first way whose cells are all filled, or by a hash of the row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from data_loaders.cells import clean
from data_loaders.mapping_parts import PupilKey
from data_loaders.naming import put_in
from data_loaders.rules.values import UPN
from data_loaders.sources.sheet import Sheet


def pupil_keys(sheet: Sheet, *, key: PupilKey) -> np.ndarray:
    """Each row's pupil key as text, ``""`` where no way of making it has all its cells."""
    if sheet.pupils is not None:
        return sheet.pupils
    if key.row_hash:
        return _row_hashes(sheet)
    keys = [next((way for way in ways if way), "") for ways in ways_of(sheet, key=key)]
    return np.array(keys, dtype=object)


def ways_of(sheet: Sheet, *, key: PupilKey) -> list[tuple[str, ...]]:
    """Of each row what each way of the key makes of it, ``""`` where one of its cells is empty; UPNs in capitals."""
    columns = []
    for way in key.columns:
        parts = [_part(sheet, name=name) for name in way]
        rows = zip(*parts, strict=True) if all(part is not None for part in parts) else (("",),) * len(sheet.lines)
        columns.append([_capital(":".join(cells)) if all(cells) else "" for cells in rows])
    return list(zip(*columns, strict=True))


def _capital(key: str) -> str:
    return key.upper() if UPN.fullmatch(key) else key


def _part(sheet: Sheet, *, name: str) -> np.ndarray | None:
    """The cells of one column of a key, or what was said under ``{name}`` for every row."""
    heading = sheet.heading(name)
    if heading is not None:
        return sheet.frame[heading].map(clean).to_numpy()
    words = put_in(name, said=sheet.said)
    return np.full(len(sheet.lines), words, dtype=object) if words != name else None


def _row_hashes(sheet: Sheet) -> np.ndarray:
    """``row:`` and 20 hexadecimal digits of the SHA-256 of the row's cells, taken in order of their headings."""
    frame = sheet.frame[sorted(sheet.frame.columns)]
    rows = zip(*(frame[name].map(clean) for name in frame.columns), strict=True)
    return np.array([f"row:{_digest(row)}" for row in rows], dtype=object)


def _digest(row: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:20]
