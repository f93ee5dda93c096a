"""A folder that nightly exports are dropped into: what of it is finished, and where each drop goes once it is read.

A drop is a file, or a folder of files that belong together. Every step is one renaming or begins again from what lies
there, so that a machine switched off at any moment loses nothing: what was being read is in ``working`` and read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from data_loaders.pipeline import digest_of

SUFFIXES = (".csv", ".xlsx", ".xml")
WORKING, ARCHIVE, REFUSED, WAITING = "working", "archive", "refused", "waiting"
OWN = (WORKING, ARCHIVE, REFUSED, WAITING)
MARKER = ".done"
_SHORT = 10

Seen = Mapping[Path, tuple[tuple[str, int, int], ...]]
"""By drop, the name, size and last change of each of its files."""


class Watched(RuntimeError):
    """Another watch is at work on the folder, or the machine cannot say so."""


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Something that was dropped and is being read: where it lies now, its files and their digests, by name."""

    path: Path
    files: tuple[Path, ...]
    digests: tuple[str, ...]

    @property
    def kept_as(self) -> str:
        """The name it is kept by, the same whenever the same bytes come: ``2026-03-20-marks-1f2e3d4c5b.csv``."""
        whole = self.digests[0] if self.path.is_file() else sha256("".join(self.digests).encode()).hexdigest()
        changed = max(file.stat().st_mtime for file in self.files)
        day = datetime.fromtimestamp(changed).date()  # noqa: DTZ006 - the machine's local day
        return f"{day}-{self.path.stem}-{whole[:_SHORT]}{self.path.suffix}"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The folder for this run only, and its own folders in it. Raises ``Watched`` where another is at work on it."""
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows, where the other commands run
    except ModuleNotFoundError:
        raise Watched("afa watch needs Linux or macOS; bring files in with afa import") from None
    for name in OWN:
        (folder / name).mkdir(exist_ok=True)
    with (folder / WORKING / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go of by the system when the program ends, however
        except BlockingIOError:
            raise Watched(f"another afa watch is at work on {folder}") from None
        yield


def look(folder: Path) -> dict[Path, tuple[tuple[str, int, int], ...]]:
    """What lies in the folder, its own folders and what is hidden left out."""
    drops = [path for path in folder.iterdir() if path.name not in OWN and not path.name.startswith((".", "~"))]
    seen = {path: _state(path) for path in sorted(drops)}
    return {path: state for path, state in seen.items() if state}


def finished(now: Seen, *, before: Seen) -> list[Path]:
    """The drops that nobody is writing any more: the same on two looks, or with a marker ``.done`` beside them."""
    return [path for path, state in now.items() if before.get(path) == state or _marker(path).exists()]


def take(path: Path, *, folder: Path) -> Path:
    """Move a drop to ``working``: what is written under its old name from now on is another drop."""
    there = folder / WORKING / path.name
    path.rename(there)
    _marker(path).unlink(missing_ok=True)
    return there


def taken(folder: Path) -> list[Path]:
    """What is in ``working``: taken now, or by a run that was cut short."""
    return sorted(path for path in (folder / WORKING).iterdir() if not path.name.startswith("."))


def opened(path: Path) -> Drop:
    """A drop with the digests of its files. Raises ``OSError`` where one cannot be read."""
    files = tuple(_files(path))
    return Drop(path=path, files=files, digests=tuple(digest_of(file) for file in files))


def put_away(drop: Drop, *, where: str, words: str) -> Path:
    """Move a drop to where it belongs, the report beside it as text and before it; the report's path.

    The same bytes come to the same name: the report is then added to.
    """
    target = drop.path.parent.parent / where / drop.kept_as
    report = target.with_name(f"{target.name}.txt")
    _write(report, words=words)
    if target.is_dir():
        for file in drop.files:
            file.replace(target / file.name)
        _leave(drop.path)
    else:
        drop.path.replace(target)
    return report


def _write(report: Path, *, words: str) -> None:
    before = report.read_text(encoding="utf-8") if report.exists() else ""
    if words in before:
        return
    draft = report.with_name(f".{report.name}")
    draft.write_text(f"{before}{words}\n\n", encoding="utf-8")
    draft.replace(report)


def _leave(folder: Path) -> None:
    """Take away an emptied folder; whatever was no file to bring in goes with it only where it is a marker."""
    for marker in folder.glob(f"*{MARKER}"):
        marker.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def _files(path: Path) -> list[Path]:
    found = sorted(path.iterdir()) if path.is_dir() else [path]
    return [file for file in found if file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~"))]


def _state(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and last change of each file; nothing where one is just being moved: the next look sees it."""
    try:
        return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in _files(path))
    except FileNotFoundError:
        return ()


def _marker(path: Path) -> Path:
    """``marks.csv.done`` beside a file, ``.done`` in a folder."""
    return path / MARKER if path.is_dir() else path.with_name(f"{path.name}{MARKER}")
