"""``afa quality``: how complete each school's records are, and the list to send to a school's office."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from dashboard.access.scope import Level, Names, Scope
from dashboard.commands.files import in_plain_words
from dashboard.exports.document import Document
from dashboard.exports.reading import Table
from dashboard.exports.workbook import as_workbook
from dashboard.metrics.numbers import date_words
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.office import Lacking, lacking
from dashboard.reporting.quality import Checked, checked
from dashboard.settings import Settings
from data_loaders.report import plural
from data_loaders.store.engine import reader, schema_is_current


def register(group: click.Group) -> None:
    """Add ``quality``."""
    group.add_command(quality)


@click.command()
@click.option("--school", default="", help="One school (URN or code); without it all of them.")
@click.option("--office", type=click.Path(path_type=Path), help="Write the school's list, pupil by pupil, as XLSX.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--replace", is_flag=True, help="Write over a list that is there.")
def quality(*, school: str, office: Path | None, shape: str, replace: bool) -> None:
    """Say what is lacking in each school's records, how old they are, which rules they broke and what it costs.

    With --office the pupils who lack something go into a workbook for the school's office. It holds children's names,
    and can be read by you alone; nothing else here names a child.
    """
    if office and not school:
        raise click.ClickException("Say which school the list is for: --school CODE.")
    with _asking(school) as ask:
        found = [one for one in checked(ask) if school in ("", one.school.code)]
        if not found:
            raise click.ClickException(f"There is no school {school} here." if school else "There is no school yet.")
        if office:
            _write(office, rows=lacking(ask, checked=found[0]), checked=found[0], ask=ask, replace=replace)
            return
    click.echo(_as_json(found) if shape == "json" else "\n\n".join(map(_as_text, found)))


@contextmanager
def _asking(school: str) -> Iterator[Ask]:
    settings = Settings.from_environment(os.environ)
    if not schema_is_current(settings.database_url):
        raise click.ClickException("Nothing has been brought in yet. Begin with: afa setup")
    with asking(reader(settings.database_url), scope=_scope(school), as_at=settings.today()) as ask:
        yield ask


def _scope(school: str) -> Scope:
    """The operator: counts of every school; of one school that is named, its pupils too, for the office's list."""
    if not school:
        return Scope(account_id=0, role="operator", schools=None, checked_schools=None)
    only = frozenset({school})
    return Scope(
        account_id=0, role="operator", schools=only, levels=frozenset({Level.SCHOOL, Level.PUPIL}),
        names=Names.NAMES, named_schools=only, checked_schools=only,
    )  # fmt: skip


def _as_text(one: Checked) -> str:
    lines = [f"{one.school.name} ({one.school.code}): {plural(one.pupils, noun='pupil')} on roll"]
    lines += [f"  {each.about}: {each.have:,} of {each.of:,}. {each.cost}" for each in one.checks]
    lines += [
        f"  {each.title}: last changed {date_words(each.day)}, import {each.batch_id}" if each.day
        else f"  {each.title}: never sent"
        for each in one.fresh
    ]  # fmt: skip
    return "\n".join([*lines, *(_broken(each) for each in one.broken)])


def _broken(each: Any) -> str:
    held = "held back" if each.severity == "error" else "worth checking"
    return f"  Import {each.batch_id}, {plural(each.lines, noun='line')} {held}: {each.message}. {each.advice}"


def _as_json(found: list[Checked]) -> str:
    told = [
        {
            "school": one.school.code, "name": one.school.name, "term": one.term, "pupils": one.pupils,
            "held_back": one.held_back,
            "checks": [{"record": each.record, "about": each.about, "have": each.have, "of": each.of, "cost": each.cost}
                       for each in one.checks],
            "fresh": [{"record": each.record, "batch": each.batch_id, "day": each.day and each.day.isoformat()}
                      for each in one.fresh],
            "broken": [{"rule": each.rule, "lines": each.lines, "batch": each.batch_id} for each in one.broken],
        }
        for one in found
    ]  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2)


def _write(office: Path, *, rows: list[Lacking], checked: Checked, ask: Ask, replace: bool) -> None:
    if office.exists() and not replace:
        raise click.ClickException(f"{office} is there already. Give another name, or --replace.")
    table = Table(
        card="", title="What is lacking", caption="", headings=("Pupil", "Admission number", "What is lacking"),
        rows=tuple((row.name, row.admission_number, ", ".join(row.what)) for row in rows),
    )  # fmt: skip
    document = Document(
        title=f"{checked.school.name}: what is lacking in the records",
        said=["Put right what is lacking in the school's own system; the next export brings it."],
        about=[("As at", date_words(ask.as_at))], tables=[table], stem=office.stem,
    )  # fmt: skip
    with in_plain_words():
        office.unlink(missing_ok=True)
        kept = os.open(office, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(kept, "wb") as file:
            file.write(as_workbook(document))
    click.echo(f"Wrote {office}, {plural(len(rows), noun='pupil')}. It holds children's names: only you can read it.")
