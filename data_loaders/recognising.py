"""Which mapping reads a file, told by its headings: for files that arrive without anybody to say it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from data_loaders.mapping import Mapping
from data_loaders.report import Finding, Severity

HEAD = 65_536
"""Bytes of a text file that hold its headings and enough lines beneath."""
_TEXT, _XML = ".csv", ".xml"
_ANSWERED_LATER = frozenset({"layout.nothing_chosen", "guard.month_first"})
"""What may be wrong only because nobody has answered yet what the mapping asks, or has looked."""


class Structure(Protocol):
    """``pipeline.structure``: what the headings of files say to a mapping."""

    def __call__(self, paths: Sequence[Path], *, mapping: Mapping) -> list[Finding]: ...


def recognise(paths: Sequence[Path], *, mappings: Sequence[Mapping], structure: Structure) -> list[Mapping]:
    """The mappings that can read these files together, by their headings alone: those that pass the fewest over, of
    those that are not ``chosen_only`` where there is another.

    ``structure`` is ``pipeline.structure``. Two or more fit equally well and somebody must say which; none where no
    mapping can. Raises ``OSError`` where a file cannot be opened.
    """
    fits = ranked(paths, mappings=mappings, structure=structure)
    return [one for one, passed_over in fits if (one.chosen_only, passed_over) == (fits[0][0].chosen_only, fits[0][1])]


def ranked(paths: Sequence[Path], *, mappings: Sequence[Mapping], structure: Structure) -> list[tuple[Mapping, int]]:
    """Every mapping that can read these files together, with how many columns it would pass over: the fewest first, and
    those that are ``chosen_only`` after all others."""
    kind = {path.suffix.lower() for path in paths}
    asked = [one for one in mappings if _may_read(one, suffixes=kind)]
    with TemporaryDirectory(prefix="afa-headings-") as folder:
        heads = [_head(path, folder=Path(folder)) for path in paths]
        counts = [(one, _passed_over(structure(heads, mapping=one), files=len(heads))) for one in asked]
    known = [(one, count) for one, count in counts if count is not None]
    return sorted(known, key=lambda pair: (pair[0].chosen_only, pair[1]))


def _may_read(mapping: Mapping, *, suffixes: set[str]) -> bool:
    if mapping.format == "xml" or _XML in suffixes:
        return mapping.format == "xml" and suffixes == {_XML}
    if mapping.format == "any":
        return True
    return (mapping.format == "csv") == (suffixes == {_TEXT})


def _head(path: Path, *, folder: Path) -> Path:
    """A short copy of a text file under its own name, cut after a whole line; any other file as it is."""
    if path.suffix.lower() != _TEXT or path.stat().st_size <= HEAD:
        return path
    with path.open("rb") as whole, (folder / path.name).open("wb") as short:
        read = whole.read(HEAD)
        short.write(read[: read.rfind(b"\n") + 1] or read)
    shutil.copystat(path, folder / path.name)
    return folder / path.name


def _passed_over(findings: Sequence[Finding], *, files: int) -> int | None:
    """How many columns the mapping would pass over; None where it cannot read the files, or leaves all out."""
    left_out = {found.file for found in findings if found.rule == "layout.left_out"}
    wrong = (found for found in findings if found.rule not in _ANSWERED_LATER)
    if len(left_out) == files or any(found.severity is Severity.STRUCTURE for found in wrong):
        return None
    return sum(found.rule in ("layout.unknown_column", "layout.unknown_sheet") for found in findings)
