"""``afa import``, ``mappings``, ``batches``, ``undo``: files in, what came of them, and out again."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from dashboard.access import noting
from dashboard.access.audit import Action
from dashboard.commands.explaining import explained
from dashboard.commands.offering import offered
from dashboard.settings import Settings
from data_loaders import pipeline
from data_loaders.mapping import Mapping, MappingError, list_mappings, load_mapping
from data_loaders.report import Outcome, plural
from data_loaders.sources.sheet import Progress as Told
from data_loaders.store.batches import Batch, NotTheLastBatch
from data_loaders.store.importing import StoreUnavailable, batches, take_back
from data_loaders.store.records import BY_NAME

_SUFFIXES = (".csv", ".xlsx", ".xml")
_FILE = click.Path(path_type=Path)


def register(group: click.Group) -> None:
    """Add the commands about files."""
    for command in (import_files, show_mappings, show_batches, undo):
        group.add_command(command)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=_FILE)
@click.option("--mapping", "name", required=True, help="Which column is what: a name from `afa mappings`.")
@click.option("--school", default="", help="The school (URN or code) of an export that does not name its own.")
@click.option("--given", multiple=True, metavar="NAME=VALUE", help="Another answer that the mapping asks for.")
@click.option("--pupil", "pupils", multiple=True, metavar="FILE:LINE=UPN", help="Who a line is about, where asked.")
@click.option("--sure", is_flag=True, help="Bring in what needs a second look: it was looked at.")
@click.option(
    "--dry-run", "dry", is_flag=True, help="Write nothing: say what would be new, changed, ended or held back."
)
@click.option("--by", default="", help="Who brings it in; without it, the user of this machine.")
def import_files(paths: tuple[Path, ...], *, name: str, by: str, sure: bool, dry: bool, **said: Any) -> None:
    """Bring files (CSV, XLSX or XML) in together, as one batch. A folder stands for such files in it.

    Nothing is brought in unless every file's structure is right; single lines at fault are held back and listed.
    """
    settings, who = Settings.from_environment(), by or getpass.getuser()
    mapping = _mapping(name, settings=settings)
    given = _given(mapping, school=said["school"], given=said["given"])
    with in_plain_words(), _telling() as told:
        if not dry:
            noting.note(settings.accounts_url, action=Action.IMPORT_BEGUN, by=who, detail={"mapping": mapping.name})
        report = pipeline.bring_in(
            _files(paths), mapping=mapping, database_url=settings.database_url, brought_by=who,
            progress=told, given=given, answers=_pairs(said["pupils"]), sure=sure, dry=dry,
            noted=noting.of_batch(settings.accounts_url, action=Action.FILES_IMPORTED, by=who, mapping=mapping.name),
        )  # fmt: skip
    click.echo(report.as_text())
    _offer(settings, dry=dry or report.outcome is not Outcome.COMMITTED)
    if report.outcome is Outcome.REJECTED:
        raise SystemExit(1)


@click.command("mappings")
@click.argument("name", required=False)
def show_mappings(name: str | None) -> None:
    """List the mappings there are, or explain NAME. Your own go into the folder `mappings` of AFA_HOME."""
    settings = Settings.from_environment()
    if name:
        click.echo(explained(_mapping(name, settings=settings)))
        return
    with in_plain_words():
        for mapping in list_mappings(folders=_folders(settings)):
            click.echo(f"{mapping.name:20} {mapping.title}")
    click.echo(f"\nYour own: a TOML file in {_folders(settings)[0]}. Explain one: afa mappings NAME")


@click.command("batches")
def show_batches() -> None:
    """List what was brought in, the newest first."""
    with in_plain_words():
        found = batches(Settings.from_environment().database_url)
    for batch in found:
        click.echo(_in_a_line(batch))
    if not found:
        click.echo("Nothing has been brought in yet.")


@click.command("undo")
@click.argument("batch", type=int)
def undo(batch: int) -> None:
    """Take BATCH back, where no later one rests on it. Everything is as if it had not been brought in."""
    settings = Settings.from_environment()
    noted = noting.of_batch(settings.accounts_url, action=Action.BATCH_UNDONE, by=getpass.getuser())
    with in_plain_words():
        done = take_back(settings.database_url, batch_id=batch, noted=noted)
    click.echo(f"Batch {batch} is taken back.")
    for name in BY_NAME:
        removed, restored = done.removed.get(name, 0), done.restored.get(name, 0)
        if removed or restored:
            click.echo(f"  {BY_NAME[name].title}: {removed:,} removed, {restored:,} as before")


def _offer(settings: Settings, *, dry: bool) -> None:
    """Say which schools' governors read figures from before these files; nothing where none were brought in."""
    for said in [] if dry else offered(settings):
        click.echo(said)


def _given(mapping: Mapping, *, school: str, given: tuple[str, ...]) -> dict[str, str]:
    """What was said with the files, by name; an answer nobody asked for is refused: it would be left aside."""
    answers = _pairs((*given, *([f"school={school}"] if school else [])))
    if unasked := sorted(answers.keys() - mapping.asks.keys()):
        words = ", ".join(unasked)
        raise click.ClickException(f"The mapping {mapping.name} does not ask for {words}: its files say it.")
    return answers


def _pairs(said: tuple[str, ...]) -> dict[str, str]:
    return {name.strip(): value.strip() for name, _, value in (one.rpartition("=") for one in said)}


def _mapping(name: str, *, settings: Settings) -> Mapping:
    with in_plain_words():
        return load_mapping(name, folders=_folders(settings))


def _folders(settings: Settings) -> list[Path]:
    return [settings.home / "mappings"]


def _files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES) if path.is_dir() else [path]
        )
        if not inside:
            raise click.ClickException(f"There is no CSV, XLSX or XML file in {path}.")
        found += inside
    return list(dict.fromkeys(found))


@contextmanager
def in_plain_words() -> Iterator[None]:
    """What may go wrong outside the files' content, said without a traceback."""
    try:
        yield
    except OSError as wrong:
        raise click.ClickException(f"{wrong.filename or 'The file'}: {wrong.strerror or wrong}") from wrong
    except (MappingError, StoreUnavailable, NotTheLastBatch, noting.TrailClosed) as wrong:
        raise click.ClickException(f"{wrong}.") from wrong


@contextmanager
def _telling() -> Iterator[Told | None]:
    """A bar on the terminal's error stream; none where that is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(step: str, *, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=max(total, 1))

        yield told


def _in_a_line(batch: Batch) -> str:
    files = ", ".join(file["name"] for file in batch.files[:3]) + ("…" if len(batch.files) > 3 else "")
    sums = {word: sum(count[word] for count in batch.counts.values()) for word in ("new", "changed", "held_back")}
    said = f"{plural(sums['new'], noun='new row')}, {sums['changed']:,} changed, {sums['held_back']:,} held back"
    state = "" if batch.outcome == "committed" else f"  ({batch.outcome})"
    when = f"{batch.started_at:%Y-%m-%d %H:%M}"
    return f"{batch.batch_id:>4}  {when} UTC  {batch.brought_by}  {batch.mapping}  {files}: {said}{state}"
