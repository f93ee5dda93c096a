"""Files on their way in, from received to their end: a folder each under the home, which outlives whoever works on it.

The page and the program that does the work share nothing but this folder. A job whose worker is gone without having
said how it ended is closed as failed by whoever looks at it next. No name that a user gave touches the disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

KEPT = timedelta(hours=24)
"""How long files wait for somebody to look at them, and how long it is told what became of them."""
_NUMBER = re.compile(r"[A-Za-z0-9_-]{16,40}")
_NOTE, _TOLD, _HOLD, _MOVING = "job.json", "told.json", "held-by-worker", "moving"


class State(StrEnum):
    """Where a job is. What is being worked on ends in one of the others."""

    LOOKING = "looking"
    CHOOSING = "choosing"
    TRYING = "trying"
    READING = "reading"
    PREVIEWED = "previewed"
    WRITING = "writing"
    UNDOING = "undoing"
    COMMITTED = "committed"
    UNDONE = "undone"
    REJECTED = "rejected"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


AT_WORK = frozenset({State.LOOKING, State.TRYING, State.READING, State.WRITING, State.UNDOING})
ENDED = frozenset({State.COMMITTED, State.UNDONE, State.REJECTED, State.FAILED, State.WITHDRAWN})
STOPPED = "The work stopped before it was finished. Nothing was brought in: everything is as it was. Try again."


class Upload(BaseModel):
    """One file: what whoever sent it calls it, what the disk calls it, and its size."""

    model_config = ConfigDict(frozen=True)

    name: str
    stored: str
    bytes: int


class Job(BaseModel):
    """One job as it is noted. ``schools`` are those its sender answers for, None every school.

    ``fits`` are the mappings that can read the files, the best first; ``described`` what was answered of a file that
    none can. ``given``, ``answers``, ``standing`` and ``batch_id`` are as in ``pipeline.bring_in``.
    """

    model_config = ConfigDict(frozen=True)

    number: str
    account_id: int
    username: str
    schools: tuple[str, ...] | None
    uploads: tuple[Upload, ...] = ()
    state: State
    changes: tuple[tuple[State, datetime], ...]
    reason: str = ""
    fits: tuple[str, ...] = ()
    mapping: str = ""
    described: dict[str, str] = {}
    given: dict[str, str] = {}
    answers: dict[str, str] = {}
    standing: tuple[int, ...] = ()
    batch_id: int | None = None

    @property
    def names(self) -> dict[str, str]:
        """What the disk calls a file → what its sender calls it."""
        return {one.stored: one.name for one in self.uploads}


class MovedOn(RuntimeError):
    """The job is no longer where whoever acts on it saw it: look at it again."""


class Jobs:
    """The jobs of a home."""

    def __init__(self, home: Path) -> None:
        self.room = home / "imports"

    def folder(self, number: str) -> Path:
        """Where a job's files lie."""
        return self.room / number

    def receive(self, *, account_id: int, username: str, schools: Collection[str] | None) -> Job:
        """A new job with an empty folder that nobody else may read. Raises ``OSError`` where there is no room."""
        self.room.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = secrets.token_urlsafe(16)
        self.folder(number).mkdir(mode=0o700)
        allowed = None if schools is None else tuple(sorted(schools))
        job = Job(
            number=number, account_id=account_id, username=username, schools=allowed, state=State.CHOOSING,
            changes=((State.CHOOSING, _now()),),
        )  # fmt: skip
        try:
            return self._note(job)
        except OSError:
            self.drop(number)
            raise

    def read(self, number: str) -> Job | None:
        """A job as it stands, closed as failed where its worker is gone; None where there is none of that number."""
        job = self._read(number)
        if job is None or job.state not in AT_WORK or self.is_worked_on(number):
            return job
        with self._moving(number):
            job = self._read(number)
            if job and job.state in AT_WORK and not self.is_worked_on(number):
                job = self._end(job, state=State.FAILED, reason=STOPPED)
        return job

    def move(self, job: Job, *, to: State, since: Collection[State], **said: Any) -> Job:
        """Take a job on from one of the states ``since``. Raises ``MovedOn`` where somebody else has meanwhile."""
        with self._moving(job.number):
            now = self._read(job.number)
            if now is None or now.state not in since:
                raise MovedOn(job.number)
            changes = (*now.changes, (to, _now()))
            return self._note(now.model_copy(update={**said, "state": to, "changes": changes}))

    def end(self, job: Job, *, to: State, reason: str = "", **said: Any) -> Job:
        """End a job: the files are deleted, what became of them stays to be told."""
        with self._moving(job.number):
            now = self._read(job.number) or job
            return now if now.state in ENDED else self._end(now, state=to, reason=reason, **said)

    def remember(self, job: Job, **said: Any) -> Job:
        """Note something of a job that does not move it on."""
        with self._moving(job.number):
            return self._note((self._read(job.number) or job).model_copy(update=said))

    def drop(self, number: str) -> None:
        """Forget a job with all its files."""
        shutil.rmtree(self.folder(number), ignore_errors=True)

    def sweep(self) -> None:
        """Close jobs whose worker is gone, and forget those that are older than a day and not at work."""
        for folder in self.room.iterdir() if self.room.is_dir() else ():
            job = self.read(folder.name)
            if job is None or (job.state not in AT_WORK and _now() - job.changes[-1][1] > KEPT):
                self.drop(folder.name)

    def clear(self) -> bool:
        """Forget every job with its files; nothing is forgotten, and False said, while one is being worked on."""
        numbers = [folder.name for folder in (self.room.iterdir() if self.room.is_dir() else ())]
        if any(job and job.state in AT_WORK for job in map(self.read, numbers)):
            return False
        for number in numbers:
            self.drop(number)
        return True

    def of_account(self, account_id: int) -> list[Job]:
        """The jobs of one account, the latest first."""
        found = [self.read(folder.name) for folder in (self.room.iterdir() if self.room.is_dir() else ())]
        own = [job for job in found if job and job.account_id == account_id]
        return sorted(own, key=lambda job: job.changes[0][1], reverse=True)

    def hold(self, number: str) -> int:
        """An open file by which a worker shows that it lives: whoever has it keeps the job held until it dies."""
        descriptor = os.open(self.folder(number) / _HOLD, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor

    def is_worked_on(self, number: str) -> bool:
        """Whether a worker lives that holds the job."""
        with (self.folder(number) / _HOLD).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def tell(self, number: str, *, step: str, done: int, total: int) -> None:
        """Say how far the work is."""
        self._write(number, name=_TOLD, text=json.dumps({"step": step, "done": done, "total": total}))

    def told(self, number: str) -> dict[str, Any]:
        """How far the work is; empty where nothing has been said yet."""
        return self._json(number, name=_TOLD)

    def keep(self, number: str, *, part: str, found: Any) -> None:
        """Keep a part of what the worker found, for the page."""
        self._write(number, name=f"{part}.json", text=json.dumps(found, ensure_ascii=False, default=str))

    def kept(self, number: str, *, part: str) -> dict[str, Any]:
        """A part of what the worker found; empty where it found none."""
        return self._json(number, name=f"{part}.json")

    def _end(self, job: Job, *, state: State, reason: str, **said: Any) -> Job:
        for one in job.uploads:
            (self.folder(job.number) / one.stored).unlink(missing_ok=True)
        changes = (*job.changes, (state, _now()))
        return self._note(job.model_copy(update={**said, "state": state, "reason": reason, "changes": changes}))

    def _read(self, number: str) -> Job | None:
        path = self.folder(number) / _NOTE
        if not _NUMBER.fullmatch(number) or not path.is_file():
            return None
        return Job.model_validate_json(path.read_text(encoding="utf-8"))

    def _note(self, job: Job) -> Job:
        self._write(job.number, name=_NOTE, text=job.model_dump_json())
        return job

    def _write(self, number: str, *, name: str, text: str) -> None:
        """Whole or not at all: whoever reads meanwhile has the text as it was, and no draft stays."""
        draft = self.folder(number) / f"{name}.{secrets.token_hex(4)}"
        try:
            draft.write_text(text, encoding="utf-8")
            draft.replace(self.folder(number) / name)
        finally:
            draft.unlink(missing_ok=True)

    def _json(self, number: str, *, name: str) -> dict[str, Any]:
        with contextlib.suppress(FileNotFoundError):
            return dict(json.loads((self.folder(number) / name).read_text(encoding="utf-8")))
        return {}

    @contextlib.contextmanager
    def _moving(self, number: str) -> Iterator[None]:
        with (self.folder(number) / _MOVING).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _now() -> datetime:
    return datetime.now(UTC)
