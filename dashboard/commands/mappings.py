"""``afa mapping new``: a mapping proposed for a file, asked about, shown at work, and saved."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pandas as pd

from dashboard.settings import Settings
from data_loaders import pipeline
from data_loaders.mapping import Mapping
from data_loaders.proposing import Proposal, Question, propose
from data_loaders.sources.grid import Grid, read_grid
from data_loaders.sources.sheet import Read
from data_loaders.store.records import BY_NAME
from data_loaders.toml_text import toml_of

ROWS_SHOWN = 3


def register(group: click.Group) -> None:
    """Add the commands about mappings."""
    group.add_command(mapping)


@click.group("mapping")
def mapping() -> None:
    """Describe a file of your own, so that it can be brought in."""


@mapping.command("new")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="", help="What to call it; without it, the file's name.")
@click.option("--answer", "said", multiple=True, metavar="KEY=VALUE", help="An answer, for scripts. May be repeated.")
@click.option("--replace", is_flag=True, help="Write over a mapping of that name.")
def new(path: Path, *, name: str, said: tuple[str, ...], replace: bool) -> None:
    """Propose a mapping for FILE from its headings and values, ask what they do not say, and save it."""
    name = name or _name_of(path)
    target = Settings.from_environment().home / "mappings" / f"{name}.toml"
    if target.exists() and not replace:
        raise click.ClickException(f"{target} is there already. Give another --name, or --replace.")
    answers = dict(one.partition("=")[::2] for one in said)
    proposal = _asked(_grid(path), answers=answers)
    made = proposal.mapping(name, file=path.name)
    read = pipeline.sample(path, mapping=made)
    click.echo(_shown(path, mapping=made, proposal=proposal, read=read))
    if unread := list(_unread(read, mapping=made)):
        raise click.ClickException(
            "\n".join([*unread, "Nothing was saved. Answer again with another column or order."])
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(toml_of(made), encoding="utf-8")
    more = " ".join(f"--{ask} …" if ask == "school" else f"--given {ask}=…" for ask in made.asks)
    click.echo(f"\nSaved as {target}. Look first: afa import {path} --mapping {name} {more} --dry-run")


def _name_of(path: Path) -> str:
    plain = "".join(mark if mark.isascii() and mark.isalnum() else "_" for mark in path.stem.lower())
    return plain.strip("_")[:40] or "own"


def _grid(path: Path) -> Grid:
    read = Read(file=path.name)
    grid = read_grid(path, read=read)
    if grid is None or not grid.rows:
        words = " ".join(found.as_text() for found in read.findings) or f"{path.name}: there is nothing in it."
        raise click.ClickException(words)
    return grid


def _asked(grid: Grid, *, answers: dict[str, str]) -> Proposal:
    """The proposal with every question answered: by the answers given, else by whoever sits at the terminal."""
    proposal = propose(grid, answers=answers)
    while proposal.questions:
        if not sys.stdin.isatty():
            raise click.ClickException("\n".join(["The file does not say:", *map(_in_words, proposal.questions)]))
        for question in proposal.questions:
            key, value = _prompted(question)
            answers[key] = value
        proposal = propose(grid, answers=answers)
    return proposal


def _in_words(question: Question) -> str:
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    key = question.key if "=" in question.key else f"{question.key}=…"
    return f'  --answer "{key}": {question.words}{choices}'


def _prompted(question: Question) -> tuple[str, str]:
    if "=" in question.key:  # which heading is a column: the answer's key is the heading
        heading = click.prompt(question.words, default=next(iter(question.choices), None))
        return str(heading), question.key.partition("=")[2]
    kind = click.Choice(question.choices) if question.choices else None
    return question.key, str(click.prompt(question.words, type=kind))


def _unread(read: dict[str, pd.DataFrame], *, mapping: Mapping) -> Iterator[str]:
    """The columns a record cannot do without of which no row of the file makes anything, each once."""
    for made in mapping.records:
        frame = read.get(made.record, pd.DataFrame())
        needed = {each.column: name for name, each in reversed(made.columns.items()) if each.absent == "required"}
        for column, name in needed.items():
            if column and len(frame) and frame[name].isna().all():
                yield f"{BY_NAME[made.record].title}: no row of the column “{column}” can be read as {name}."


def _shown(path: Path, *, mapping: Mapping, proposal: Proposal, read: dict[str, pd.DataFrame]) -> str:
    """What the mapping makes of the first rows, record by record, and what it leaves aside."""
    lines = [f"{path.name} is read as: {mapping.title}."]
    if proposal.left_aside:
        lines.append(f"Left aside: {', '.join(proposal.left_aside)}.")
    asked = {f"{{{name}}}": "(asked at each import)" for name in mapping.asks}
    for record, frame in read.items():
        first = frame.head(ROWS_SHOWN).replace(asked)
        lines += ["", f"{BY_NAME[record].title}, the first of {len(frame):,}:", _table(first)]
    return "\n".join(lines)


def _table(frame: pd.DataFrame) -> str:
    return frame.fillna("").to_string(index=False)
