"""``afa template``: the workbook to be filled in, empty with a sheet a record, or with what is known of one school."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.access.scope import Level, Names, Scope
from dashboard.commands.files import in_plain_words
from dashboard.metrics.numbers import date_words, period_words
from dashboard.reporting.ask import asking
from dashboard.reporting.prefilled import KINDS, sheets_of, wanted_of
from dashboard.settings import Settings
from data_loaders.prefilled import MAPPING, write_prefilled
from data_loaders.report import plural
from data_loaders.store.engine import reader, schema_is_current
from data_loaders.template import write_template

EMPTY = Path("achievement-for-all.xlsx")


def register(group: click.Group) -> None:
    """Add ``template``."""
    group.add_command(template)


@click.command("template")
@click.argument("words", nargs=-1, metavar="[KIND] [PATH]")
@click.option("--school", default="", help="The school (URN or code) of a pre-filled one.")
@click.option("--term", default="", help="2025-26.spring; without it the latest that has begun.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def template(words: tuple[str, ...], *, school: str, term: str, replace: bool) -> None:
    """Write a workbook to be filled in, to PATH.

    Without a KIND: empty, one sheet a record; bring it in with --mapping canonical. KIND is conversations, clubs,
    leads, group, questionnaires or transition: this term's pupils of one school with what is known of them; bring it
    in with --mapping prefilled. It holds children's names, and can be read by you alone.
    """
    kind, path = _kind_and_path(words)
    if not kind:
        if school or term:
            raise click.ClickException(f"Say what for: afa template {' | '.join(KINDS)} --school CODE.")
        _write_empty(path or EMPTY, replace=replace)
    elif not school:
        raise click.ClickException(f"Say which school: afa template {kind} --school CODE.")
    else:
        _write_filled(kind, path=path, school=school, term=term, replace=replace)


def _kind_and_path(words: tuple[str, ...]) -> tuple[str, Path | None]:
    kind = words[0] if words and words[0] in KINDS else ""
    rest = words[1:] if kind else words
    if len(rest) > 1:
        raise click.ClickException(f"One PATH, after one of {', '.join(KINDS)}, or none.")
    return kind, Path(rest[0]) if rest else None


def _write_empty(path: Path, *, replace: bool) -> None:
    _check_free(path, replace=replace)
    with in_plain_words():
        write_template(path)
    click.echo(f"Wrote {path}. Fill in the sheets you need, then: afa import {path} --mapping canonical")


def _write_filled(kind: str, *, path: Path | None, school: str, term: str, replace: bool) -> None:
    settings = Settings.from_environment()
    if not schema_is_current(settings.database_url):
        raise click.ClickException("Nothing has been brought in yet. Begin with: afa import FILE --mapping NAME")
    with asking(reader(settings.database_url), scope=_scope(school), as_at=settings.today()) as ask:
        if school not in ask.schools:
            raise click.ClickException(f"There is no school {school} here.")
        wanted = wanted_of(ask, school=school, term=term)
        if wanted is None:
            raise click.ClickException(f"{term or 'A term'} has not begun at school {school}.")
        sheets, name = sheets_of(kind, wanted=wanted), ask.schools[school].name
    path = path or Path(f"{kind}-{school}-{wanted.found.term}.xlsx")
    _check_free(path, replace=replace)
    said = [f"{name} ({school}), {period_words(wanted.found.term)}, as at {date_words(settings.today())}.",
            "Bring the workbook in with: afa import WORKBOOK --mapping prefilled"]  # fmt: skip
    with in_plain_words():
        path.unlink(missing_ok=True)
        write_prefilled(path, heading=f"{kind.capitalize()}, to be filled in", said=said, sheets=sheets)
    rows = sum(len(sheet.rows) for sheet in sheets)
    click.echo(f"Wrote {path}, {plural(rows, noun='row')}. It holds children's names: only you can read it.")
    click.echo(f"Fill it in, then: afa import {path} --mapping {MAPPING}")


def _check_free(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise click.ClickException(f"{path} is there already. Give another name, or --replace.")


def _scope(school: str) -> Scope:
    """The operator, for one school: the file is for those who work there, and nothing of it is printed."""
    levels = frozenset({Level.SCHOOL, Level.CLASS, Level.PUPIL})
    only = frozenset({school})
    return Scope(account_id=0, role="operator", schools=only, levels=levels, names=Names.NAMES, named_schools=only)
