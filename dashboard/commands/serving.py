"""``afa serve`` and ``afa demo``: the dashboard on a port of this machine, with real figures or the sample's."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import click
import waitress  # type: ignore[import-untyped]

from dashboard.access import invitations, logs, store
from dashboard.app import create_app
from dashboard.commands.offering import offered
from dashboard.commands.published import bring_in_published
from dashboard.commands.releases import build_releases
from dashboard.commands.sample import SAMPLE, build_sample, sign_ins_file
from dashboard.releases import store as releases
from dashboard.settings import Settings
from data_loaders.sample.sign_ins import sign_ins
from data_loaders.store import engine, importing, saying

THREADS = 8
_ROOM = 1_000_000
"""Bytes that must be free in the home for a start."""
_PORT = click.IntRange(1, 65535)


def register(group: click.Group) -> None:
    """Add ``serve`` and ``demo`` to the command."""
    group.add_command(serve)
    group.add_command(demo)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8050, show_default=True, type=_PORT, help="The port to listen on.")
def serve(*, host: str, port: int) -> None:
    """Serve the dashboard. For others than yourself put a web server with https in front and set AFA_PRODUCTION=1."""
    _serve(Settings.from_environment(), host=host, port=port)


@click.command()
@click.option("--port", default=8050, show_default=True, type=_PORT, help="The port to listen on, for this machine.")
def demo(*, port: int) -> None:
    """Serve the invented sample trust: built where it is not there yet, with a sign-in for each role."""
    settings = Settings.from_environment()
    if not settings.sample_file.is_file():
        click.echo("Building the sample trust. It takes a minute or two.")
        settings = build_sample(settings)
        build_releases(
            settings, codes=sorted({each.school for each in sign_ins() if each.role == "governor"}), by=SAMPLE
        )
    _show_sign_ins(settings)
    _serve(settings, host="127.0.0.1", port=port)


def _show_sign_ins(settings: Settings) -> None:
    kept = sign_ins_file(settings)
    people = json.loads(kept.read_text(encoding="utf-8"))
    widths = {name: max(len(person[name]) for person in people) for name in ("title", "username")}
    click.echo(f"Sign in as any of these; also in {kept}")
    for person in people:  # one a line, however narrow the window: a password is copied whole
        click.echo(
            f"  {person['title']:<{widths['title']}}  {person['username']:<{widths['username']}}  {person['password']}"
        )


def _show_set_up(settings: Settings, *, address: str) -> None:
    """The link that makes the first account, where there is none: shown here and nowhere else, good for one use."""
    opened = store.open_accounts(settings.accounts_url)
    with opened.writes.begin() as connection:
        token = invitations.set_up(connection, now=store.utc_now())
    opened.close()
    if token:
        click.echo(f"There is no account yet. Make the first, an administrator's: {address}/invitation/{token}")


def check_places(settings: Settings) -> None:
    """Refuse to start where the home or a database cannot be written, and say which: what is noted could not be."""
    with _refusing(f"the folder {settings.home}"):
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home) as file:
            file.write(b"0" * _ROOM)
    kept = {"pupils": settings.database_url, "accounts": settings.accounts_url, "releases": settings.releases_url}
    for name, url in kept.items():
        with _refusing(f"the database of {name}"):
            importing.check_writable(url)


@contextmanager
def _refusing(place: str) -> Iterator[None]:
    try:
        yield
    except (OSError, importing.StoreUnavailable) as wrong:
        reason = saying.in_words(wrong.strerror) if isinstance(wrong, OSError) else str(wrong)
        raise click.ClickException(f"The dashboard does not start, because of {place}: {reason}.") from wrong


def settle() -> None:
    """Take what the dashboard is made of out of the garbage collector's rounds: it outlives every request, and looking
    through it over and over is a tenth of the time that a page takes."""
    gc.collect()
    gc.freeze()


def _serve(settings: Settings, *, host: str, port: int) -> None:
    """Bring both databases to the current schema, England's published figures in, and answer until stopped."""
    logs.to_stderr()
    check_places(settings)
    engine.migrate(settings.database_url)
    bring_in_published(settings.database_url)
    store.migrate(settings.accounts_url)
    releases.migrate(settings.releases_url)
    for said in offered(settings):
        click.echo(said)
    app = create_app(settings)
    settle()
    _show_set_up(settings, address=f"http://{host}:{port}")
    click.echo(f"Achievement for All is at http://{host}:{port}/  (stop with Ctrl+C)")
    waitress.serve(app.server, host=host, port=port, threads=THREADS, ident=None, _quiet=True)
