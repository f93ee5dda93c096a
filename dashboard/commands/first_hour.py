"""``afa setup``: a trust's first hour, to the list of files still needed; begun again where it ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dashboard.access.scope import Scope
from dashboard.commands import first_steps as steps
from dashboard.commands.files import in_plain_words
from dashboard.commands.first_answers import Administrator, Answers, read_answers
from dashboard.commands.first_steps import First
from dashboard.reporting.ask import asking
from dashboard.reporting.readiness import readiness, still_needed
from dashboard.settings import Settings
from data_loaders.store.engine import migrate, reader

_OPERATOR = Scope(account_id=0, role="operator", schools=None, checked_schools=None)
_FOLDER = click.Path(path_type=Path, exists=True, dir_okay=False)


def register(group: click.Group) -> None:
    """Add ``setup``."""
    group.add_command(setup)


@click.command()
@click.option("--answers", "file", type=_FOLDER, help="A TOML file with the answers, named as these options are.")
@click.option("--gias", default="", help="The extract of Get Information About Schools: a file or folder.")
@click.option("--trust", default="", help="Which trust it is: Group UID, name, or all.")
@click.option("--year", type=int, help="The year in which the school year begins; this one without it.")
@click.option(
    "--terms", default="", help="usual, or a CSV: Half term (Aut1 to Sum2), From, To, and School if they differ."
)
@click.option("--scales", default="", help="standardised, or a CSV with the headings of the sheet Scales.")
@click.option("--group", default="", help="The filled-in workbook of afa template group.")
@click.option("--administrator", default="", help="The first administrator's username.")
@click.option("--name", default="", help="The first administrator's name.")
def setup(*, file: Path | None, administrator: str, name: str, **said: Any) -> None:
    """Set a trust up, step by step: schools, term dates, scales, who leads, the AfA group, the first administrator.

    What is not said is asked for at a terminal, and left for later elsewhere. Each step says what is there already, so
    it can be run again at any time. It ends with the files still needed.
    """
    if administrator:
        said["administrator"] = Administrator(username=administrator, name=name or administrator)
    answers, settings = read_answers(file, said=said), Settings.from_environment()
    with in_plain_words():
        migrate(settings.database_url)
        for words, step in (
            ("Schools", steps.schools), ("Term dates", steps.terms), ("Scales", _scales), ("Who leads", steps.leads),
            ("The AfA group", steps.group), ("Administrator", steps.administrator),
        ):  # fmt: skip
            click.echo(f"{words}: {step(_first(answers, settings=settings))}")
        click.echo(_needed(settings))


def _first(answers: Answers, *, settings: Settings) -> First:
    """The state as it is now: each step may have changed it."""
    today = settings.today()
    with asking(reader(settings.database_url), scope=_OPERATOR, as_at=today) as ask:
        return First(answers=answers, settings=settings, today=today, ready=readiness(ask))


def _scales(first: First) -> str:
    with asking(reader(first.settings.database_url), scope=_OPERATOR, as_at=first.today) as ask:
        there = len(ask.scales)
    return steps.scales(first, there=there)


def _needed(settings: Settings) -> str:
    """What is still to come, school by school, with the command for each."""
    with asking(reader(settings.database_url), scope=_OPERATOR, as_at=settings.today()) as ask:
        found = readiness(ask)
    lines = still_needed(found)
    if not found:
        return "\nBegin with the schools; run afa setup again then."
    return "\n".join(["", "Still needed:", *lines] if lines else ["", "Every school has sent every record once."])
