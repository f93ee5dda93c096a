"""The tasks: look at files, try a described mapping on them, preview, write, take a batch back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pandas as pd

from dashboard.access import audit, store
from dashboard.commands.bringing.mending import write_held
from dashboard.commands.bringing.reporting import Looked, as_kept
from dashboard.settings import Settings
from data_loaders import gias_trusts, pipeline
from data_loaders.call import Conditions
from data_loaders.jobs import Job, Jobs, State
from data_loaders.mapping import Mapping as Layout
from data_loaders.mapping import list_mappings, load_mapping
from data_loaders.proposing import propose
from data_loaders.recognising import ranked
from data_loaders.report import Outcome, Report, Severity
from data_loaders.sources.grid import Grid, read_grid
from data_loaders.sources.sheet import Read
from data_loaders.sources.spreadsheet import read_spreadsheet
from data_loaders.store import importing, looking, saying
from data_loaders.store.batches import NotTheLastBatch
from data_loaders.store.importing import ChangedMeanwhile, StoreUnavailable
from data_loaders.store.records import BY_NAME

FULL = "The disk is full, so nothing was brought in. Ask whoever runs the dashboard to make room, then try again."
CHANGED = "Something else was brought in since you looked. This is what your files would change now."
UNREADABLE = "What was sent cannot be read, so nothing was brought in."
ROWS_TRIED = 5
ROWS_KEPT = 400
_TOLD_EVERY = 0.4
NEXT = "asked next"
_ASKED = re.compile(r"\{\w+\}")


class Work:
    """A job under way: where it is kept, and everything the pipeline wants to know of it."""

    def __init__(self, number: str, *, settings: Settings) -> None:
        self.settings, self.jobs = settings, Jobs(settings.home)
        job = self.jobs.read(number)
        if job is None:
            raise LookupError(f"there is no job {number}")
        self.job: Job = job
        self.folder = self.jobs.folder(number)
        self.paths = [self.folder / one.stored for one in job.uploads]
        self.own_mappings = [settings.home / "mappings"]
        self._told = 0.0

    @property
    def mapping(self) -> Layout:
        """The mapping that was chosen."""
        return load_mapping(self.job.mapping, folders=self.own_mappings)

    def conditions(self, **more: Any) -> Conditions:
        """Those of the job's sender."""
        return Conditions(schools=self.job.schools, called=self.job.names, **more)

    def tell(self, step: str, *, done: int, total: int) -> None:
        """The pipeline's progress, for the page."""
        if monotonic() - self._told > _TOLD_EVERY:
            self._told = monotonic()
            self.jobs.tell(self.job.number, step=step, done=done, total=total)

    def keep(self, part: str, *, found: Any) -> None:
        """Keep something for the page."""
        self.jobs.keep(self.job.number, part=part, found=found)

    def refuse(self, reason: str, *, findings: list[dict[str, Any]]) -> None:
        """End the job: the files cannot be brought in."""
        self.keep("preview", found={"findings": findings})
        self.jobs.end(self.job, to=State.REJECTED, reason=reason)

    def note(self, action: audit.Action, **detail: str | int) -> None:
        """Note an act of the sender in the audit trail; what cannot be noted raises."""
        opened = store.open_accounts(self.settings.accounts_url)
        schools = self.job.schools or ()
        place = f"school:{schools[0]}" if len(schools) == 1 else "trust"
        try:
            with opened.writes.begin() as connection:
                audit.record(
                    connection, action=action, at=store.utc_now(), account_id=self.job.account_id, place=place,
                    detail=detail,
                )  # fmt: skip
        finally:
            opened.close()


def look(work: Work) -> None:
    """Whether the files can be read at all, what is in them, and which mappings fit."""
    kept = [_grid(path, name=work.job.names[path.name]) for path in work.paths if path.suffix != ".xml"]
    refused = [found.as_json() for read, _ in kept for found in read.findings if found.severity == "structure"]
    if refused:
        work.refuse(UNREADABLE, findings=refused)
        return
    first = next((grid for _, grid in kept if grid), None)
    if first and len(work.paths) == 1:
        work.keep(
            "grid", found=asdict(Grid(rows=_ends(first.rows), delimiter=first.delimiter, workbook=first.workbook))
        )
    mappings = list_mappings(folders=work.own_mappings)
    structure = partial(pipeline.structure, conditions=work.conditions())
    fits = ranked(work.paths, mappings=mappings, structure=structure)
    names = tuple(mapping.name for mapping, _ in fits)
    if not names and first and (refused := _unreadable(work, grid=first)):
        work.refuse(UNREADABLE, findings=refused)
        return
    if gias_trusts.MAPPING in names:
        work.keep("trusts", found=gias_trusts.trusts_in(work.paths))
    work.jobs.move(work.job, to=State.CHOOSING, since={State.LOOKING}, fits=names)


def _grid(path: Path, *, name: str) -> tuple[Read, Grid | None]:
    read = Read(file=path.name)
    grid = read_grid(path, read=read)
    if grid is not None and not grid.rows:
        read.refuse("empty", message="there is nothing in it", advice="Export it again from the school's system")
    return read.called(name), grid


def _unreadable(work: Work, *, grid: Grid) -> list[dict[str, Any]]:
    """Why no layout can read the lines of a CSV, whatever its headings: one that was cut short, most likely."""
    if grid.workbook or len(work.paths) > 1:
        return []
    line = propose(grid, answers={}).heading_line
    read = read_spreadsheet(work.paths[0], delimiter=grid.delimiter, heading_line=line)
    found = read.called(work.job.names[work.paths[0].name]).findings
    return [one.as_json() for one in found if one.severity is Severity.STRUCTURE]


def _ends(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The first rows, and the last for totals that stand under them."""
    return rows if len(rows) <= ROWS_KEPT else [*rows[: ROWS_KEPT - 20], *rows[-20:]]


def attempt(work: Work) -> None:
    """What the described mapping makes of the file's first rows."""
    grid = work.jobs.kept(work.job.number, part="grid")
    read = Grid(
        rows=[(line, cells) for line, cells in grid["rows"]], delimiter=grid["delimiter"], workbook=grid["workbook"]
    )
    made = propose(read, answers=work.job.described).mapping("own", file=work.job.uploads[0].name)
    frames = pipeline.sample(work.paths[0], mapping=made, conditions=work.conditions())
    tried = [_tried(name, frame=frame, mapping=made) for name, frame in frames.items()]
    work.keep("tried", found={"records": tried, "described": work.job.described})
    work.jobs.move(work.job, to=State.CHOOSING, since={State.TRYING})


def _tried(name: str, *, frame: pd.DataFrame, mapping: Layout) -> dict[str, Any]:
    """The first rows of a record in the words of the page; what is asked at each import is not known yet."""
    record = BY_NAME[name]
    first = frame.head(ROWS_TRIED).astype(object)
    first = first.where(first.notna(), "")
    if "pupil" in first:
        first["pupil"] = first["pupil"].replace("", "found by name")
    for column in _asked_next(name, mapping=mapping) & {*first.columns}:
        first[column] = first[column].replace("", NEXT)
    rows = [[_ASKED.sub(NEXT, str(cell)) for cell in row] for row in first.to_numpy().tolist()]
    columns = [record.column(column).heading for column in frame.columns]
    return {"title": record.title, "rows": len(frame), "columns": columns, "first": rows}


def _asked_next(name: str, *, mapping: Layout) -> set[str]:
    """The columns of a record that rest on what is asked at each import."""
    return {
        column
        for made in mapping.records
        for column, source in made.columns.items()
        if made.record == name
        and any(_ASKED.search(said) for said in (source.constant, source.empty, *source.codes.values()))
    }


def preview(work: Work, *, reason: str = "") -> None:
    """What would be new, changed, ended or held back, and which figures would move: nothing is written."""
    url, job = work.settings.database_url, work.job
    importing.prepare(url)
    standing = tuple(looking.standing(url))
    with looking.copied(url, folder=work.folder) as copy:
        looked = Looked(copy, as_at=work.settings.today())
        report = pipeline.bring_in(
            work.paths, mapping=work.mapping, database_url=copy, brought_by=job.username, progress=work.tell,
            given=job.given, answers=job.answers, sure=True, dry=True, conditions=work.conditions(look=looked),
        )  # fmt: skip
    if _ended(work, report=report):
        return
    if report.lines_held_back:
        write_held(
            work.paths, report=report, mapping=work.mapping, conditions=work.conditions(), folder=work.folder,
            by=job.username,
        )  # fmt: skip
    work.keep("preview", found=as_kept(report, looked=looked))
    work.jobs.move(job, to=State.PREVIEWED, since={State.READING, State.WRITING}, standing=standing, reason=reason)


def write(work: Work) -> None:
    """Bring the files in as they were previewed; previewed anew where something else was brought in meanwhile."""
    job = work.job

    def noted(batch_id: int) -> None:
        work.jobs.remember(job, batch_id=batch_id)
        work.note(audit.Action.FILES_IMPORTED, batch=batch_id, files=len(work.paths), mapping=job.mapping)

    try:
        report = pipeline.bring_in(
            work.paths, mapping=work.mapping, database_url=work.settings.database_url, brought_by=job.username,
            progress=work.tell, given=job.given, answers=job.answers, sure=True,
            noted=noted, conditions=work.conditions(standing=job.standing),
        )  # fmt: skip
    except ChangedMeanwhile:
        preview(work, reason=CHANGED)
        return
    if not _ended(work, report=report):
        work.jobs.end(job, to=State.COMMITTED, batch_id=report.batch_id)


def take_back(work: Work) -> None:
    """Take the job's batch back."""
    batch_id = work.job.batch_id or 0
    try:
        done = importing.take_back(
            work.settings.database_url, batch_id=batch_id,
            noted=lambda number: work.note(audit.Action.BATCH_UNDONE, batch=number),
        )  # fmt: skip
    except NotTheLastBatch as refused:
        words = str(refused).replace("batch", "import").capitalize()
        work.jobs.end(work.job, to=State.REJECTED, reason=f"{words}. Nothing was changed.")
        return
    work.keep("undone", found={"removed": done.removed, "restored": done.restored})
    work.jobs.end(work.job, to=State.UNDONE)


def _ended(work: Work, *, report: Report) -> bool:
    """Whether the report is the end of it: refused, or brought in before."""
    if report.outcome is Outcome.ALREADY_LOADED:
        reason = f"These files were brought in before, as import {report.batch_id}. Nothing was written."
        work.refuse(reason, findings=[])
    elif report.outcome is Outcome.REJECTED:
        work.refuse(
            "The files were refused, so nothing was brought in.", findings=[one.as_json() for one in report.findings]
        )
    return report.outcome in (Outcome.ALREADY_LOADED, Outcome.REJECTED)


def _in_words(task: Callable[[Work], None]) -> Callable[..., None]:
    """A task whose ends outside the files' content are said on the page."""

    def done(number: str, *, settings: Settings) -> None:
        work = Work(number, settings=settings)
        try:
            task(work)
        except StoreUnavailable as wrong:
            words = FULL if "full" in str(wrong) else f"{str(wrong).capitalize()}. Nothing was brought in: try again."
            work.jobs.end(work.job, to=State.FAILED, reason=words)
        except OSError as wrong:
            if not saying.has_no_room(wrong):
                raise
            work.jobs.end(work.job, to=State.FAILED, reason=FULL)

    return done


TASKS: Mapping[str, Callable[..., None]] = {
    "look": _in_words(look),
    "attempt": _in_words(attempt),
    "preview": _in_words(preview),
    "write": _in_words(write),
    "take_back": _in_words(take_back),
}
