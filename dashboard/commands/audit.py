"""``afa audit``: whether the audit trail is as it was written."""

from __future__ import annotations

import click

from dashboard.access import audit as trail
from dashboard.access import store
from dashboard.settings import Settings


def register(group: click.Group) -> None:
    """Add ``audit``."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The trail of who did what and who was shown whom."""


@audit.command()
@click.option("--head", default="", help="A head that an earlier check printed: it must still be in the trail.")
def verify(*, head: str) -> None:
    """Check that no row of the trail was changed, put in or taken out. Keep the head it prints off this machine."""
    opened = store.open_accounts(Settings.from_environment().accounts_url)
    try:
        with opened.reads.connect() as connection:
            found = trail.verify(connection, head=head)
    finally:
        opened.close()
    if found.broken is not None:
        raise click.ClickException(f"Row {found.broken} does not follow from the row before it: the trail was changed.")
    if not found.holds_head:
        raise click.ClickException("The head you gave is not in the trail: its end was cut off or it was written anew.")
    click.echo(f"{found.rows:,} rows follow from one another. Head: {found.head or 'none yet'}")
    if found.before:
        click.echo(f"{found.before:,} older rows were written before rows were chained and are not covered.")
