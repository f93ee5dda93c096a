"""The sample trust made ready to serve: files written, brought in through the pipeline, and a sign-in for each role."""

from __future__ import annotations

import json
import os
import secrets
import string
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.access import accounts, grants, sessions, store
from dashboard.access.policy import load_policy
from dashboard.commands.published import BROUGHT_BY, bring_in_published
from dashboard.releases import store as releases
from dashboard.settings import Settings
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome
from data_loaders.sample import AS_AT, write_sample
from data_loaders.sample.sign_ins import SignIn, sign_ins
from data_loaders.store import batches, engine

if TYPE_CHECKING:
    import sqlalchemy as sa

SAMPLE = "sample"
_CHOICE = "/sign-in/role"
"""Where somebody with several roles is asked for one."""
_LETTERS = string.ascii_lowercase + string.digits


def sign_ins_file(settings: Settings) -> Path:
    """Where the sample's sign-ins are written: ``[{role, title, username, password, name, lands_on}]``."""
    return settings.home / "sample-sign-ins.json"


def build_sample(settings: Settings) -> Settings:
    """Build the sample trust in the home, as at ``AFA_AS_AT`` or 20 March 2026; the settings that serve it.

    What an interrupted build left is built again. Raises ``click.ClickException`` where the database holds figures of
    another origin, or the pipeline refuses the files.
    """
    _refuse_real_figures(settings)
    as_at, files = settings.as_at or AS_AT, settings.home / "sample-files"
    write_sample(files, as_at=as_at)
    bring_in_published(settings.database_url)
    report = bring_in(
        sorted(files.glob("*.csv")),
        mapping=load_mapping("canonical"),
        database_url=settings.database_url,
        brought_by=SAMPLE,
    )
    if report.outcome is Outcome.REJECTED:
        raise click.ClickException(report.as_text())
    _add_people(settings)
    releases.migrate(settings.releases_url)
    settings.sample_file.write_text(json.dumps({"as_at": as_at.isoformat()}), encoding="utf-8")
    return Settings.from_environment({**os.environ, "AFA_HOME": str(settings.home)})


def _refuse_real_figures(settings: Settings) -> None:
    engine.migrate(settings.database_url)
    pupils = engine.reader(settings.database_url)
    with pupils.connect() as connection:
        origins = {batch.brought_by for batch in batches.list_batches(connection)}
    pupils.dispose()
    if origins - {SAMPLE, BROUGHT_BY}:
        raise click.ClickException(f"{settings.home} holds a trust's own figures: set AFA_HOME to an empty folder.")


def _add_people(settings: Settings) -> None:
    """An account for each sign-in, with a password made here and now, written down where only the owner reads it."""
    store.migrate(settings.accounts_url)
    opened, pupils = store.open_accounts(settings.accounts_url), engine.reader(settings.database_url)
    with opened.writes.begin() as connection:
        written = [_add(connection, person=person, pupils=pupils, settings=settings) for person in sign_ins()]
    opened.close()
    pupils.dispose()
    kept = os.open(sign_ins_file(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(kept, "w", encoding="utf-8") as file:
        json.dump(written, file, ensure_ascii=False, indent=2)


def _add(connection: sa.Connection, *, person: SignIn, pupils: sa.Engine, settings: Settings) -> dict[str, str]:
    now, password, held = store.utc_now(), _new_password(), _held(person)
    if accounts.known(connection, username=person.username):
        accounts.set_password(connection, username=person.username, password=password, now=now)
    else:
        accounts.add(connection, username=person.username, name=person.name, password=password, now=now)
        for role, school, staff_code in held:
            accounts.give(
                connection, username=person.username, role=role, now=now, granted_by=SAMPLE,
                school=school or None, staff_code=staff_code or None, why="The invented trust",
            )  # fmt: skip
    signed_in = sessions.find_person(connection, username=person.username, now=now)
    lands_on = grants.landing(signed_in, reader=pupils, today=settings.as_at or AS_AT) if signed_in else _CHOICE
    title = " or ".join(load_policy().roles[role].title for role, _, _ in held)
    who = {"role": person.role, "title": title, "username": person.username, "password": password}
    return {**who, "name": person.name, "lands_on": lands_on}


def _held(person: SignIn) -> list[tuple[str, str, str]]:
    first = (person.role, person.school, person.staff_code)
    return [first, person.also] if person.also else [first]


def _new_password() -> str:
    """A password that can be typed: four groups of four, 82 random bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
