"""``afa backup`` and ``afa restore``: the trust's databases as they were at one moment, and proof that they are."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from dashboard.access import accounts, store
from dashboard.app import create_app
from dashboard.commands.files import in_plain_words
from dashboard.metrics.numbers import date_words
from dashboard.releases import store as releases
from dashboard.settings import Settings
from data_loaders.pipeline import digest_of
from data_loaders.store import copying, engine, one_pupil

MANIFEST = "manifest.json"
"""When the backup was made, and of each file its digest and its rows by table."""
_DATABASES: dict[str, tuple[str, Callable[[str], None]]] = {
    "pupils.db": ("database_url", engine.migrate),
    "accounts.db": ("accounts_url", store.migrate),
    "releases.db": ("releases_url", releases.migrate),
}
_KEPT_BESIDE = ("secret-key", "sample.json", "sample-sign-ins.json")
"""Files of the home that go with the databases: without its key no second factor opens after a restore."""


def register(group: click.Group) -> None:
    """Add ``backup`` and ``restore``."""
    group.add_command(backup)
    group.add_command(restore)


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy the databases, the key and the trust's own mappings into a new FOLDER, while the dashboard runs.

    SQLite files, whatever the databases are. They hold children's records in the clear: encrypt them before they leave.
    """
    settings = Settings.from_environment()
    with in_plain_words():
        folder.mkdir(mode=0o700, parents=True)
        files = {name: _copied(settings, name=name, folder=folder) for name in _DATABASES}
        _carry(settings.home, into=folder)
        manifest = {"made_at": f"{store.utc_now():%Y-%m-%dT%H:%M:%S}", "files": files}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    rows = sum(sum(one["rows"].values()) for one in files.values())
    click.echo(f"{rows:,} rows in {folder}. Prove it: afa restore {folder} --check")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--into", type=click.Path(path_type=Path), help="The new home: a folder that is not there yet.")
@click.option("--check", is_flag=True, help="Restore into a place of its own, prove it, and take that away again.")
def restore(folder: Path, *, into: Path | None, check: bool) -> None:
    """Restore the backup in FOLDER: digests, the databases' own checks, rows, the newest schema, a sign-in.

    Whoever was erased since the backup was made is erased again.
    """
    if check is (into is not None):
        raise click.ClickException("Say --into a new folder, or --check.")
    live = Settings.from_environment()
    with in_plain_words():
        if into is not None:
            done = _restored(folder, home=into, live=live)
            click.echo(f"{done} Serve it: AFA_HOME={into} afa serve")
            return
        with tempfile.TemporaryDirectory(prefix="afa-restore-") as place:
            home = Path(place) / "home"
            click.echo(_restored(folder, home=home, live=replace(live, home=home)))


def _copied(settings: Settings, *, name: str, folder: Path) -> dict[str, Any]:
    """Copy one database into the folder; its digest and rows."""
    address, migrate = _DATABASES[name]
    rows = copying.copy(getattr(settings, address), into=f"sqlite:///{folder / name}", migrate=migrate)
    return {"sha256": digest_of(folder / name), "rows": rows}


def _carry(home: Path, *, into: Path) -> None:
    for name in _KEPT_BESIDE:
        if (home / name).is_file():
            shutil.copy2(home / name, into / name)
    if (home / "mappings").is_dir():
        shutil.copytree(home / "mappings", into / "mappings")


def _restored(folder: Path, *, home: Path, live: Settings) -> str:
    """Restore into a home that is not there yet and prove it; what was proved, in words. Raises in words where not."""
    manifest = _read_manifest(folder)
    home.mkdir(mode=0o700, parents=True)
    target = Settings.from_environment({**_addresses_of(live, home=home), "AFA_HOME": str(home)})
    for name, (address, migrate) in _DATABASES.items():
        _put_back(folder / name, said=manifest["files"][name], into=getattr(target, address), migrate=migrate)
    _carry(folder, into=home)
    erased = _erase_again(live=live, restored=target)
    _check_sign_in(target)
    made = date_words(date.fromisoformat(manifest["made_at"][:10]))
    rows = sum(sum(one["rows"].values()) for one in manifest["files"].values())
    again = f" {erased} erased since were erased again." if erased else ""
    return (
        f"The backup of {made} is sound: {rows:,} rows, every digest, reference and count as written; signed in.{again}"
    )


def _addresses_of(live: Settings, *, home: Path) -> dict[str, str]:
    """Where the restored databases go: into the home, or to an address of the environment that is not SQLite's."""
    if live.home == home:
        return {}
    said = {"AFA_DATABASE_URL": live.database_url, "AFA_ACCOUNTS_URL": live.accounts_url}
    said["AFA_RELEASES_URL"] = live.releases_url
    return {name: url for name, url in said.items() if not url.startswith("sqlite") and copying.is_empty(url)}


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise click.ClickException(f"{folder} is no backup: it has no {MANIFEST}. A backup that broke off has none.")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _put_back(path: Path, *, said: dict[str, Any], into: str, migrate: copying.Migrate) -> None:
    """One database from its file: as it was written, sound by its own checks, then of the newest schema."""
    if digest_of(path) != said["sha256"]:
        raise click.ClickException(f"{path} is not as it was written: restore an older backup, and look at the disk.")
    if faults := copying.faults(f"sqlite:///{path}"):
        raise click.ClickException(f"{path} is damaged: {faults[0]}. Restore an older backup.")
    rows = copying.copy(f"sqlite:///{path}", into=into, migrate=migrate)
    if rows != said["rows"]:
        raise click.ClickException(f"{path} came back with other rows than were written: restore an older backup.")
    migrate(into)


def _erase_again(*, live: Settings, restored: Settings) -> int:
    """Whoever has a tombstone in the backup, or in the database that is being replaced, is erased; how many."""
    same = live.database_url == restored.database_url
    known = [] if same or copying.is_empty(live.database_url) else one_pupil.tombstones(live.database_url)
    return one_pupil.erase_again(restored.database_url, tombstones=known, now=store.utc_now())


def _check_sign_in(settings: Settings) -> None:
    """Sign in to the restored dashboard as somebody made for the purpose in a copy of its accounts.

    Raises ``click.ClickException`` where the sign-in page, the password or the first page does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="afa-check-") as place:
        address = f"sqlite:///{Path(place) / 'accounts.db'}"
        copying.copy(settings.accounts_url, into=address, migrate=store.migrate)
        trial = replace(settings, accounts_url=address, production=False, second_factor=False)
        username, password = f"check-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
        opened, now = store.open_accounts(address), store.utc_now()
        with opened.writes.begin() as connection:
            accounts.add(connection, username=username, name="Restore check", password=password, now=now)
            accounts.give(connection, username=username, role="administrator", now=now, granted_by=f"os:{os.getuid()}")
        opened.close()
        client = create_app(trial).server.test_client()
        page = client.get("/sign-in").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        form = {"username": username, "password": password, "csrf_token": token}
        answer = client.post("/sign-in", data=form, follow_redirects=True)
        if answer.status_code != 200 or answer.request.path.startswith("/sign-in"):
            raise click.ClickException("The restored dashboard does not let anybody sign in: restore an older backup.")
