"""``afa audit``: whether the audit trail is as it was written, and the head that shows it later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from dashboard.access import audit as trail
from dashboard.access import store
from dashboard.settings import Settings

_KEPT = re.compile(r".*\b([0-9a-f]{64})\s*")
"""A line of a file of heads: whatever was written before it, its end is the head."""


def register(group: click.Group) -> None:
    """Add ``audit``."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The trail of who did what and who was shown whom."""


@audit.command()
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file that the line is added to.")
def head(*, to: Path | None) -> None:
    """Print the trail's head in one line, for a place that whoever runs this machine cannot write to.

    Mail the line to the data protection officer each day, or put it in the committee's minutes: ``afa audit verify
    --against`` checks it later. On this machine alone it proves nothing.
    """
    with _reading() as connection:
        found = trail.head(connection)
    if found is None:
        raise click.ClickException("Nothing has been noted yet, so there is no head. Run this again once it is in use.")
    line = f"{store.utc_now():%Y-%m-%d %H:%M} UTC, audit row {found[0]}: {found[1]}"
    if to is not None:
        with to.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    click.echo(line)


@audit.command()
@click.option("--head", "kept", default="", help="A head that was printed earlier: it must still be in the trail.")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of the lines that ``afa audit head`` printed: each must still be in the trail.",
)  # fmt: skip
def verify(*, kept: str, against: Path | None) -> None:
    """Check that no row of the trail was changed, put in or taken out. Keep the head it prints off this machine."""
    lines = _lines(against) if against is not None else {}
    heads = {**lines, **({kept: "The head you gave"} if kept else {})}
    with _reading() as connection:
        found = trail.verify(connection, heads=heads)
    if found.broken is not None:
        raise click.ClickException(f"Row {found.broken} does not follow from the row before it: the trail was changed.")
    if lost := [words for each, words in heads.items() if each in found.missing]:
        raise click.ClickException(f"{lost[0]} is not in the trail: its end was cut off or it was written anew.")
    click.echo(f"{found.rows:,} rows follow from one another. Head: {found.head or 'none yet'}")
    if lines:
        click.echo(f"Heads of {against} that are still in the trail: {len(lines):,}, which is all of them.")
    if found.before:
        click.echo(f"{found.before:,} older rows were written before rows were chained and are not covered.")


def _lines(file: Path) -> dict[str, str]:
    """The heads of a file, each with the words for its line. Refuses a file, or a line, without one."""
    written = file.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [(number, _KEPT.fullmatch(line)) for number, line in enumerate(written, start=1) if line.strip()]
    wrong = next((number for number, match in told if match is None), None)
    if wrong is not None or not told:
        where = f"Line {wrong} of {file}" if wrong is not None else str(file)
        raise click.ClickException(f"{where} holds no head. Give the lines as `afa audit head` printed them.")
    return {match[1]: f"The head on line {number} of {file}" for number, match in told if match is not None}


@contextmanager
def _reading() -> Iterator[Any]:
    """A connection that reads the accounts database."""
    opened = store.open_accounts(Settings.from_environment().accounts_url)
    try:
        with opened.reads.connect() as connection:
            yield connection
    finally:
        opened.close()
