"""``afa user``: who may sign in, with what role. There is no default account: the first is added here."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from dashboard.access import accounts, current, invitations, listing, sessions, store
from dashboard.access.accounts import AccountError
from dashboard.access.passwords import WeakPassword
from dashboard.access.policy import load_policy
from dashboard.settings import Settings
from data_loaders.store import engine

if TYPE_CHECKING:
    import sqlalchemy as sa

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def register(group: click.Group) -> None:
    """Add ``user`` to the command."""
    group.add_command(user)


@click.group()
def user() -> None:
    """Add, invite, list and disable accounts, and grant them roles."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as the dashboard shows it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(username: str, *, name: str, password_stdin: bool) -> None:
    """Add an account USERNAME; it opens nothing until it is granted a role."""
    password = _password(stdin=password_stdin)
    with _changing() as (connection, now):
        accounts.add(connection, username=username, name=name, password=password, now=now, words=_trust_words())
    click.echo(f"Added {username}. Grant a role: afa user grant {username} ROLE")


@user.command()
@click.argument("username")
@click.option("--name", help="The person's name, for an account that is not there yet.")
@click.option("--address", default="http://127.0.0.1:8050", show_default=True, help="Where the dashboard is reached.")
def invite(username: str, *, name: str | None, address: str) -> None:
    """Print a link, once, by which USERNAME sets a password; with a name, for a new account."""
    by = _operator()
    with _changing() as (connection, now):
        if name is None:
            token = invitations.invite_again(connection, username=username, now=now, by=by)
        else:
            token = invitations.invite(connection, username=username, name=name, now=now, by=by)
    click.echo(f"{address.rstrip('/')}/invitation/{token}")
    hours = load_policy().invitation_hours
    click.echo(f"It works once, for {hours} hours. Whoever opens it sets the password: give it to its owner alone.")


@user.command()
@click.argument("username")
def disable(username: str) -> None:
    """Disable USERNAME at once: open sessions end with the next click."""
    with _changing() as (connection, now):
        accounts.disable(connection, username=username, now=now)
    click.echo(f"Disabled {username}.")


@user.command()
@click.argument("username")
def enable(username: str) -> None:
    """Let USERNAME, who was disabled, sign in again."""
    with _changing() as (connection, now):
        accounts.let_in(connection, username=username, now=now)
    click.echo(f"{username} may sign in again.")


@user.command(name="sessions")
@click.argument("username")
@click.option("--end", is_flag=True, help="End them all, at once.")
def list_sessions(username: str, *, end: bool) -> None:
    """List where USERNAME is signed in, or end it everywhere."""
    with _changing() as (connection, now):
        lines = sessions.listed(connection, account_id=accounts.find(connection, username=username), now=now)
        if end:
            accounts.end_sessions(connection, username=username, now=now)
    for line in lines:
        click.echo(f"since {line.started_at:%Y-%m-%d %H:%M}, last used {line.seen_at:%H:%M} UTC  {line.role}")
    click.echo(f"Ended {len(lines)}." if end else f"{len(lines)} open.")


@user.command(name="reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Forget the authenticator app of USERNAME: another is set up at the next sign-in."""
    with _changing() as (connection, now):
        accounts.reset_factor(connection, username=username, now=now)
    click.echo(f"The authenticator app of {username} is forgotten.")


@user.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def password(username: str, *, password_stdin: bool) -> None:
    """Give USERNAME a new password; open sessions end."""
    given = _password(stdin=password_stdin)
    with _changing() as (connection, now):
        accounts.set_password(connection, username=username, password=given, now=now, words=_trust_words())
    click.echo(f"{username} has a new password.")


@user.command()
@click.argument("username")
@click.argument("role", type=click.Choice(list(load_policy().roles)))
@click.option("--school", help="The school's code, for a role that is held for a school.")
@click.option("--staff-code", help="A class teacher's staff code, as the class lists name it.")
@click.option("--from", "from_date", type=_DAY, help="First day, 2026-09-01; today without it.")
@click.option("--why", required=True, help="What the role is needed for, in a few words.")
@click.option("--to", "to_date", type=_DAY, help="First day no longer; without it the grant lasts until it is ended.")
def grant(username: str, *, from_date: datetime | None, to_date: datetime | None, **given: Any) -> None:
    """Grant USERNAME a ROLE for the trust or a school."""
    given |= {"from_date": from_date and from_date.date(), "to_date": to_date and to_date.date()}
    with _changing() as (connection, now):
        number = accounts.give(connection, username=username, now=now, granted_by=_operator(), **given)
    click.echo(f"Granted {given['role']} to {username}: grant {number}.")


@user.command(name="end-grant")
@click.argument("grant", type=int)
def end_grant(grant: int) -> None:
    """End a GRANT, by the number that ``afa user list`` shows, at once."""
    with _changing() as (connection, now):
        accounts.end_grant(connection, grant_id=grant, now=now)
    click.echo(f"Ended grant {grant}.")


@user.command()
@click.argument("grant", type=int)
def renew(grant: int) -> None:
    """Let a GRANT that ends on a day last a year longer."""
    with _changing() as (connection, now):
        until = accounts.renew(connection, grant_id=grant, now=now, renewed_by=_operator())
    click.echo(f"Grant {grant} lasts to {until}.")


@user.command(name="list")
def list_accounts() -> None:
    """List every account with its grants, why they were given and until when, and when it was last signed in to."""
    with _changing() as (connection, now):
        lines = listing.listed(connection, today=now.date())
    for line in lines or ():
        seen = f"  last signed in {line.last_signed_in:%Y-%m-%d}" if line.last_signed_in else ""
        click.echo(f"{line.username}  {line.name}{'  (disabled)' if line.disabled else ''}{seen}")
        click.echo("\n".join(f"    {words}" for words in line.grants) or "    no role")
    if not lines:
        click.echo("There is no account yet: afa user add USERNAME --name NAME")


@contextmanager
def _changing() -> Iterator[tuple[sa.Connection, datetime]]:
    """A transaction on the accounts database, brought to the current schema; what is refused is said and undone."""
    url = Settings.from_environment().accounts_url
    store.migrate(url)
    opened = store.open_accounts(url)
    try:
        with opened.writes.begin() as connection:
            yield connection, store.utc_now()
    except (AccountError, WeakPassword) as refused:
        raise click.ClickException(str(refused)) from None
    finally:
        opened.close()


def _operator() -> str:
    """Who gives a command: the user of this machine."""
    return f"os:{getpass.getuser()}"


def _trust_words() -> tuple[str, ...]:
    """The names of the trust and its schools; none before anything has been brought in."""
    url = Settings.from_environment().database_url
    if not engine.schema_is_current(url):
        return ()
    pupils = engine.reader(url)
    try:
        return current.names_of(pupils)
    finally:
        pupils.dispose()


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
