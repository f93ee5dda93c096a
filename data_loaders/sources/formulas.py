"""Formulas of a workbook whose results are not saved in it: their cells would read as empty."""

from __future__ import annotations

import re
import zipfile

_BARE = re.compile(rb"<c ([^>]*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>")
"""A cell of a sheet with a formula and nothing that came of it; a result that is an empty text has the type ``str``."""
_CHUNK = 1 << 20


def without_values(archive: zipfile.ZipFile) -> int:
    """How many cells hold a formula and no result, as some programs write them: read, they would be empty."""
    count = 0
    for part in archive.infolist():
        if part.filename.startswith("xl/worksheets/"):
            rest = b""
            with archive.open(part) as file:
                while chunk := file.read(_CHUNK):
                    whole = rest + chunk
                    cut = max(whole.rfind(b"<c "), 0)
                    count += _bare(whole[:cut])
                    rest = whole[cut:][:_CHUNK]
            count += _bare(rest)
    return count


def _bare(cells: bytes) -> int:
    found = _BARE.finditer(cells) if b"<f" in cells else iter(())
    return sum(b't="str"' not in cell[1] for cell in found)
