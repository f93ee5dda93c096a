"""``afa watch``: a folder that exports are dropped into each night, brought in without anybody at the keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click

from dashboard.access import noting
from dashboard.access.audit import Action
from dashboard.access.noting import TrailClosed
from dashboard.commands import drops
from dashboard.commands.drops import ARCHIVE, REFUSED, WAITING, Drop
from dashboard.commands.files import in_plain_words
from dashboard.settings import Settings
from data_loaders import pipeline
from data_loaders.mapping import Mapping, MappingError, list_mappings, load_mapping
from data_loaders.recognising import recognise
from data_loaders.report import Report, Severity
from data_loaders.store.batches import Batch
from data_loaders.store.importing import StoreUnavailable, batches

SETTLE = 5
"""Seconds between the two looks of ``--once``."""
BY = "afa watch"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How a folder is watched: where its files go, the mapping where one was named, and what is said with them."""

    folder: Path
    settings: Settings
    mapping: str = ""
    given: dict[str, str] = field(default_factory=dict)

    @property
    def mappings(self) -> list[Mapping]:
        """The mapping that was named, else all there are; read anew each time, for a trust may add its own."""
        folders = [self.settings.home / "mappings"]
        return [load_mapping(self.mapping, folders=folders)] if self.mapping else list_mappings(folders=folders)


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """What became of a drop: the folder it goes to, and the report in words."""

    where: str
    words: str


def register(group: click.Group) -> None:
    """Add ``watch``."""
    group.add_command(watch)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--mapping", default="", help="Which column is what; without it each file's headings tell.")
@click.option("--school", default="", help="The school (URN or code) of exports that do not name their own.")
@click.option("--given", multiple=True, metavar="NAME=VALUE", help="Another answer that the mapping asks for.")
@click.option("--once", is_flag=True, help="Look once and end, for cron; 1 where something was refused or waits.")
@click.option("--every", default=30, show_default=True, type=click.IntRange(1), help="Seconds between two looks.")
def watch(folder: Path, *, mapping: str, school: str, given: tuple[str, ...], once: bool, every: int) -> None:
    """Bring in what is dropped into FOLDER: CSV, XLSX or XML files, and folders of files that belong together.

    A file is read when it is the same on two looks, or at once where NAME.done lies beside it. It then goes to
    archive, refused or waiting (for a second look) in FOLDER, the report as text beside it. The same bytes are never
    brought in twice.
    """
    answers = dict(one.partition("=")[::2] for one in (*given, *([f"school={school}"] if school else [])))
    watching = Watch(folder=folder, settings=Settings.from_environment(), mapping=mapping, given=answers)
    try:
        with drops.alone(folder), in_plain_words():
            well = deal_with_all(watching, every=SETTLE if once else every, again=lambda: not once)
    except drops.Watched as wrong:
        raise click.ClickException(f"{wrong}.") from None
    if not well:
        raise SystemExit(1)


def deal_with_all(watching: Watch, *, every: float, again: Callable[[], bool]) -> bool:
    """Look, wait, look again; whether all that was dealt with is in the archive."""
    well, before = _deal_with_taken(watching), drops.look(watching.folder)
    while True:
        if before or again():
            time.sleep(every)
        now = drops.look(watching.folder)
        for path in drops.finished(now, before=before):
            with suppress(FileNotFoundError):  # whoever dropped it took it away again
                drops.take(path, folder=watching.folder)
        well = _deal_with_taken(watching) and well
        before = now
        if not again():
            return well


def _deal_with_taken(watching: Watch) -> bool:
    """Deal with what is in ``working``, one drop after another: what cannot be read or written just now stays there."""
    well = True
    for path in drops.taken(watching.folder):
        try:
            well = _put_away(drops.opened(path), watching=watching) and well
        except (StoreUnavailable, MappingError, TrailClosed, OSError) as wrong:
            click.echo(f"{path.name}: {wrong}. It lies in {drops.WORKING} and is tried again.", err=True)
            well = False
    return well


def _put_away(drop: Drop, *, watching: Watch) -> bool:
    """Deal with a drop and move it; whether it is in the archive. A file that breaks the program is not tried again."""
    try:
        dealt = _deal_with(drop, watching=watching)
    except (StoreUnavailable, MappingError, TrailClosed, OSError):
        raise
    except Exception:
        drops.put_away(drop, where=REFUSED, words=f"{drop.path.name}: the program failed; nothing was brought in.")
        raise
    report = drops.put_away(drop, where=dealt.where, words=dealt.words)
    click.echo(f"{drop.path.name} → {dealt.where}: {dealt.words.splitlines()[0]} The report: {report}")
    return dealt.where == ARCHIVE


def _deal_with(drop: Drop, *, watching: Watch) -> Dealt:
    if not drop.files:
        return Dealt(where=REFUSED, words="there is no CSV, XLSX or XML file in it.")
    earlier = _earlier(drop, batches=batches(watching.settings.database_url))
    if earlier is not None:
        return _dealt_before(earlier, drop=drop)
    found = watching.mappings
    if not watching.mapping:
        found = recognise(drop.files, mappings=found, structure=pipeline.structure)
    if len(found) != 1:
        return _undecided(drop, found=found)
    trail = watching.settings.accounts_url
    noting.note(trail, action=Action.IMPORT_BEGUN, by=BY, detail={"mapping": found[0].name})
    report = pipeline.bring_in(
        drop.files, mapping=found[0], database_url=watching.settings.database_url, brought_by=BY, given=watching.given,
        noted=noting.of_batch(trail, action=Action.FILES_IMPORTED, by=BY, mapping=found[0].name),
    )  # fmt: skip
    return Dealt(where=_where(report), words=_words(report, drop=drop))


def _earlier(drop: Drop, *, batches: Sequence[Batch]) -> Batch | None:
    """The latest batch with these very bytes, one that stands before one that was taken back."""
    same = [batch for batch in batches if set(drop.digests) <= {file["sha256"] for file in batch.files}]
    return next((batch for batch in same if batch.outcome == "committed"), next(iter(same), None))


def _dealt_before(batch: Batch, *, drop: Drop) -> Dealt:
    if batch.outcome == "committed":
        report = Report.of_batch(batch).as_text()
        return Dealt(where=ARCHIVE, words=report)
    words = (
        f"{drop.path.name}: the same bytes were brought in as batch {batch.batch_id}, which was taken back.\n"
        f"If they are right after all: afa import {drop.kept_as} --mapping {batch.mapping}"
    )
    return Dealt(where=WAITING, words=words)


def _undecided(drop: Drop, *, found: Sequence[Mapping]) -> Dealt:
    if found:
        names = " or ".join(mapping.name for mapping in found)
        words = f"{drop.path.name}: its headings fit several mappings. Say which: afa import {drop.kept_as} --mapping "
        return Dealt(where=WAITING, words=f"{words}{names}")
    words = (
        f"{drop.path.name}: no mapping knows its headings. Describe it once: afa mapping new {drop.kept_as}\n"
        "The next of its kind then comes in by itself."
    )
    return Dealt(where=REFUSED, words=words)


def _where(report: Report) -> str:
    """A file that only wants somebody who is sure waits for them; one whose structure is wrong is refused."""
    wrong = report.of(Severity.STRUCTURE)
    if report.ok or not wrong:
        return ARCHIVE
    return WAITING if all(finding.rule.startswith("guard.") for finding in wrong) else REFUSED


def _words(report: Report, *, drop: Drop) -> str:
    if _where(report) != WAITING:
        return report.as_text()
    return f"{report.as_text()}\n\nIf it is right: afa import {drop.kept_as} --mapping {report.mapping} --sure"
