"""Receiving files: counted, looked at by name and first bytes, streamed to the disk under names of our own."""

from __future__ import annotations

import secrets
import unicodedata
from itertools import islice
from pathlib import PurePosixPath

from flask import request
from werkzeug.datastructures import FileStorage

from dashboard.access import current
from dashboard.callbacks.imports.rooms import Answer, begin, jobs, own_schools, refuse, shown
from data_loaders.jobs import Job, State, Upload
from data_loaders.mapping import Mapping, list_mappings
from data_loaders.store import importing, looking
from data_loaders.store.batches import Batch

MOST_FILES = 60
LONGEST_NAME = 80
LATEST = 10
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_OLD = "This is an old workbook, one with a password or one with macros. Save it as .xlsx without either, or as CSV."
_OTHER = "Only CSV files, workbooks (.xlsx) and XML files from a school’s system can be brought in."
_UNLIKE = "The file is not what its name says. Save it again from the program it comes from, as CSV or .xlsx."
_NONE = "Choose a file first."
_MANY = f"Send at most {MOST_FILES} files at a time."
_MIXED = "Send CSV files, workbooks and XML files one kind at a time: they are read together, by one description."


def start() -> Answer:
    """The form, and what the person has sent lately."""
    own_schools()
    return _form("")


def receive() -> Answer:
    """Keep the files sent and have them looked at; what cannot be brought in is refused at once."""
    schools = own_schools()
    sent = [file for file in request.files.getlist("files") if file.filename]
    reason, words = _problem(sent)
    if reason:
        refuse(reason)
        return _form(words), 400
    person = current.person()
    job = jobs().receive(account_id=person.account_id, username=person.username, schools=schools)
    try:
        uploads = tuple(_kept(file, job=job) for file in sent)
        meant = _meant()
        return begin(
            job, task="look", at=State.LOOKING, since={State.CHOOSING}, uploads=uploads,
            mapping=meant.name if meant else "",
        )  # fmt: skip
    except OSError:  # no room, or nobody to do the work: nothing of it stays
        jobs().drop(job.number)
        raise


def _form(problem: str) -> str:
    mine = jobs().of_account(current.person().account_id)
    most = current.access().settings.upload_megabytes
    return shown("start.html", problem=problem, jobs=mine, most=most, batches=_latest(), meant=_meant())


def _meant() -> Mapping | None:
    """The layout of which the files are said to be, where a link said it."""
    known = {each.name: each for each in list_mappings(folders=[current.access().settings.home / "mappings"])}
    return known.get(request.values.get("layout", ""))


def _latest() -> list[Batch]:
    """The last imports that stand and reach none but the person's schools."""
    url, schools = current.access().settings.database_url, own_schools()
    standing = (batch for batch in importing.batches(url) if batch.outcome == "committed")
    own = (batch for batch in standing if looking.is_of_schools(url, batch_id=batch.batch_id, schools=schools))
    return list(islice(own, LATEST))


def _problem(sent: list[FileStorage]) -> tuple[str, str]:
    """A code and words for what is wrong with files; empty where nothing is."""
    if not sent or len(sent) > MOST_FILES:
        return ("no_file", _NONE) if not sent else ("too_many", _MANY)
    found = [_wrong(file) for file in sent]
    wrong = next((each for each in found if each[0]), ("", ""))
    kinds = {_suffix(file) for file in sent}
    return wrong if wrong[0] or len(kinds) == 1 else ("mixed", _MIXED)


def _wrong(file: FileStorage) -> tuple[str, str]:
    suffix, first = _suffix(file), file.stream.read(4096)
    file.stream.seek(0)
    if suffix in {".xls", ".xlsm", ".xlsb", ".xltm"} or first.startswith(_OLE):
        return "old_workbook", f"{shown_name(file.filename)}: {_OLD}"
    if suffix not in {".csv", ".xlsx", ".xml"}:
        return "kind", f"{shown_name(file.filename)}: {_OTHER}"
    if not _is_like(suffix, first=first):
        return "unlike", f"{shown_name(file.filename)}: {_UNLIKE}"
    return "", ""


def _is_like(suffix: str, *, first: bytes) -> bool:
    """Whether the first bytes are what the ending says."""
    text = first.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")
    if suffix == ".xlsx":
        return first.startswith(_ZIP)
    if suffix == ".xml":
        return text.startswith(b"<")
    marked = first.startswith(_MARKS)
    return not first.startswith((b"PK", b"%PDF", b"\x1f\x8b", b"Rar!")) and (marked or b"\0" not in first) and (
        not text.startswith((b"<", b"{\\rtf"))
    )  # fmt: skip


def _suffix(file: FileStorage) -> str:
    return PurePosixPath(shown_name(file.filename)).suffix.lower()


def shown_name(name: str | None) -> str:
    """A file's own name as it is said: its last part, without signs that hide or turn the text around."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C")
    stem, dot, ending = plain.strip().rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:8]}" if dot else plain.strip()[:LONGEST_NAME]


def _kept(file: FileStorage, *, job: Job) -> Upload:
    """A file on the disk under a name of ours; where it could not be written whole, none of it stays."""
    stored = f"{secrets.token_hex(8)}{_suffix(file)}"
    place = jobs().folder(job.number) / stored
    with place.open("xb") as kept:
        place.chmod(0o600)
        file.save(kept, buffer_size=1 << 20)
    return Upload(name=shown_name(file.filename), stored=stored, bytes=place.stat().st_size)


VIEWS = (
    ("/bring-in", "GET", start),
    ("/bring-in", "POST", receive),
)
"""The addresses of this module."""
