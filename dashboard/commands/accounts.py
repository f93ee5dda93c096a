"""``afa user``: who may sign in, with what role. There is no default account: the first is added here."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from dashboard.access import accounts, listing, store
from dashboard.access.accounts import AccountError
from dashboard.access.passwords import WeakPassword
from dashboard.access.policy import load_policy
from dashboard.settings import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def register(group: click.Group) -> None:
    """Add ``user`` to the command."""
    group.add_command(user)


@click.group()
def user() -> None:
    """Add, list and disable accounts, and grant them roles."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as the dashboard shows it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(username: str, *, name: str, password_stdin: bool) -> None:
    """Add an account USERNAME; it opens nothing until it is granted a role."""
    password = _password(stdin=password_stdin)
    with _changing() as (connection, now):
        accounts.add(connection, username=username, name=name, password=password, now=now)
    click.echo(f"Added {username}. Grant a role: afa user grant {username} ROLE")


@user.command()
@click.argument("username")
def disable(username: str) -> None:
    """Disable USERNAME at once: open sessions end with the next click."""
    with _changing() as (connection, now):
        accounts.disable(connection, username=username, now=now)
    click.echo(f"Disabled {username}.")


@user.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def password(username: str, *, password_stdin: bool) -> None:
    """Give USERNAME a new password; open sessions end."""
    given = _password(stdin=password_stdin)
    with _changing() as (connection, now):
        accounts.set_password(connection, username=username, password=given, now=now)
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
        number = accounts.give(connection, username=username, now=now, granted_by=f"os:{getpass.getuser()}", **given)
    click.echo(f"Granted {given['role']} to {username}: grant {number}.")


@user.command(name="end-grant")
@click.argument("grant", type=int)
def end_grant(grant: int) -> None:
    """End a GRANT, by the number that ``afa user list`` shows, at once."""
    with _changing() as (connection, now):
        accounts.end_grant(connection, grant_id=grant, now=now)
    click.echo(f"Ended grant {grant}.")


@user.command(name="list")
def list_accounts() -> None:
    """List every account with its grants."""
    with _changing() as (connection, now):
        lines = listing.listed(connection, today=now.date())
    for line in lines or ():
        click.echo(f"{line.username}  {line.name}{'  (disabled)' if line.disabled else ''}")
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


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given
