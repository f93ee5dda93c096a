"""The ``afa`` command."""

from __future__ import annotations

import click

from dashboard.commands import (
    accounts,
    answers,
    audit,
    copies,
    dpia,
    files,
    first_hour,
    mappings,
    quality,
    releases,
    rights,
    serving,
    templates,
    watching,
)


@click.group()
@click.version_option(package_name="achievement-for-all")
def afa() -> None:
    """Progress, conversations, wider outcomes and attendance of pupils with SEND, for the people who lead a trust."""


for _module in (
    first_hour,
    files,
    mappings,
    templates,
    accounts,
    audit,
    answers,
    quality,
    releases,
    rights,
    copies,
    dpia,
    serving,
    watching,
):
    _module.register(afa)


def main() -> None:
    """Run the command of this program's arguments."""
    afa()


if __name__ == "__main__":
    main()
