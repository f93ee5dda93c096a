"""``afa subject-access``, ``erase``, ``retention``: what a family may ask for, and what may not be kept longer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dashboard.access import audit, rights, store
from dashboard.commands.files import in_plain_words
from dashboard.exports.document import Document
from dashboard.exports.reading import Number, Table
from dashboard.exports.workbook import as_workbook
from dashboard.metrics.numbers import date_words
from dashboard.settings import Settings
from data_loaders.jobs import Jobs
from data_loaders.store import one_pupil
from data_loaders.store.erasing import NoSuchPupil
from data_loaders.store.keeping import Due
from data_loaders.store.records import BY_NAME

if TYPE_CHECKING:
    import sqlalchemy as sa

READ_FIRST = (
    "This is everything the dashboard holds on one child: what stands, what it was before later imports changed it, "
    "and the figures made from it. Each row says its import, its files, who brought it and when.",
    "It is a copy. The school's own systems are the record; ask them too.",
    "Targets and what parents said may hold another person's words: read them, and black out what is another's, before "
    "anything is given out.",
    "Answer within one calendar month of the day the family asked; a child's record is the child's.",
)


def register(group: click.Group) -> None:
    """Add the commands about one child's records."""
    for command in (subject_access, erase, retention):
        group.add_command(command)


@click.command("subject-access")
@click.argument("pupil")
@click.option("--by", required=True, help="The username of the data protection officer who answers.")
@click.option("--to", "path", required=True, type=click.Path(path_type=Path), help="The workbook to write.")
def subject_access(pupil: str, *, by: str, path: Path) -> None:
    """Write all that is held on PUPIL into a workbook: a UPN, or school:admission number.

    Who has viewed the child is in it, by role and day. It asks for the officer's password and is noted.
    """
    settings, officer = Settings.from_environment(), _password_asked(by)
    with in_plain_words(), _refused_in_words(), _accounts(settings) as (connection, now):
        account = officer(connection, part="subject_access", now=now)
        pupil_id, held = one_pupil.read_all(settings.database_url, said=pupil)
        seen = rights.viewed(connection, pupil_id=pupil_id)
        document = _document(held, seen=seen, now=now)
        audit.record(
            connection, action=audit.Action.RECORD_TAKEN_OUT, at=now, account_id=account, pupil_ids=[pupil_id],
            detail={"rows": document.rows},
        )  # fmt: skip
        _write_for_owner(path, content=as_workbook(document))
    click.echo(f"{document.rows:,} rows in {path}. Read the sheet “About” before anything is given out.")


@click.command("erase")
@click.argument("pupil")
@click.option("--by", required=True, help="The username of the data protection officer.")
@click.option("--approved-by", default="", help="The username of the second person: a headteacher or an executive.")
@click.option("--lift", "lifts", is_flag=True, help="The other way: let an erased PUPIL be brought in again.")
def erase(pupil: str, *, by: str, approved_by: str, lifts: bool) -> None:
    """Erase PUPIL: records, what they were before, figures. Two people give their passwords; it cannot be undone.

    A tombstone without a name keeps the child out of later imports and of restored backups.
    """
    settings, officer = Settings.from_environment(), _password_asked(by)
    if lifts:
        with in_plain_words(), _refused_in_words(), _accounts(settings) as (connection, now):
            account = officer(connection, part="subject_access", now=now)
            click.echo(_lift(connection, pupil=pupil, account=account, settings=settings, now=now))
        return
    approver = _password_asked(approved_by)
    with in_plain_words(), _refused_in_words():
        with _accounts(settings) as (connection, now):
            account = officer(connection, part="subject_access", now=now)
            second = approver(connection, part="approves_erasure", now=now)
            if second == account:
                raise click.ClickException("The second person must be somebody else.")
            people, jobs = (account, second), Jobs(settings.home)
            noted = partial(_note_erasure, connection, people=people, jobs=jobs, now=now)
            gone = one_pupil.erase(settings.database_url, said=pupil, now=now, noted=noted)
        one_pupil.write_anew(settings.database_url)
    click.echo(_erased_words(gone))


@click.command("retention")
@click.option("--carry-out", is_flag=True, help="Delete what is listed; without it nothing is changed.")
@click.option("--by", default="", help="With --carry-out: the username of the data protection officer.")
def retention(*, carry_out: bool, by: str) -> None:
    """List what is past its time by record: counts, no names. The periods are in `data_loaders/store/keeping.toml`."""
    settings = Settings.from_environment()
    today = settings.today()
    if not carry_out:
        with in_plain_words():
            found = one_pupil.due(settings.database_url, today=today)
        click.echo("\n".join((*_due_words(found, today=today), *(["afa retention --carry-out"] if found else []))))
        return
    officer = _password_asked(by)
    with in_plain_words(), _refused_in_words():
        with _accounts(settings) as (connection, now):
            account = officer(connection, part="subject_access", now=now)
            noted = partial(_note_letting_go, connection, account=account, now=now)
            gone = one_pupil.let_go(settings.database_url, today=today, noted=noted)
        one_pupil.write_anew(settings.database_url)
    click.echo("\n".join((*_due_words(gone, today=today), "Deleted." if gone else "")).strip())


def _note_erasure(
    connection: sa.Connection, pupil_id: int, gone: dict[str, int], *, people: tuple[int, int], jobs: Jobs,
    now: datetime,
) -> None:  # fmt: skip
    """The last thing before it is done for good: sent files may hold the child too."""
    if not jobs.clear():
        raise click.ClickException("Files are being brought in just now: erase the child when that has ended.")
    account, second = people
    detail: dict[str, str | int] = {"approved by": second, "rows": sum(gone.values())}
    audit.record(
        connection, action=audit.Action.PUPIL_ERASED, at=now, account_id=account, pupil_ids=[pupil_id], detail=detail
    )


def _note_letting_go(connection: sa.Connection, gone: Sequence[Due], *, account: int, now: datetime) -> None:
    detail: dict[str, str | int] = {one.record: one.rows for one in gone}
    audit.record(connection, action=audit.Action.RECORDS_LET_GO, at=now, account_id=account, detail=detail)


def _due_words(found: Sequence[Due], *, today: date) -> list[str]:
    if not found:
        return [f"Nothing is past its time on {date_words(today)}."]
    lines = [f"{BY_NAME[one.record].title}: {one.rows:,} rows of {one.pupils:,} pupils" for one in found]
    return [f"Past its time on {date_words(today)}:", *lines]


def _erased_words(gone: dict[str, int]) -> str:
    lines = [f"  {BY_NAME[name].title}: {rows:,}" for name, rows in gone.items()]
    after = (
        "Gone too: files sent to the import page and not yet brought in, with their held-back rows. Kept: the audit "
        "trail (a number, no name) and the releases, which are frozen totals. Backups made before now hold the child "
        "until they are deleted, and so do files in a watched folder's archive; a restore erases again."
    )
    return "\n".join(("Erased, rows by record:", *lines, after))


def _lift(connection: sa.Connection, *, pupil: str, account: int, settings: Settings, now: datetime) -> str:
    if not one_pupil.lift(settings.database_url, said=pupil):
        raise click.ClickException("Nobody of that identifier was erased.")
    audit.record(connection, action=audit.Action.ERASURE_LIFTED, at=now, account_id=account)
    return "The child may be brought in again, with the next file."


def _document(held: dict[str, list[dict[str, Any]]], *, seen: Sequence[rights.Viewed], now: datetime) -> Document:
    tables = [_table(title, rows=rows) for title, rows in held.items()]
    rows = [
        {"Day": one.day, "Role": one.role, "What": one.action.value.replace("_", " "), "Times": one.times}
        for one in seen
    ]
    viewed = [_table("Who has viewed the child", rows=rows)] if rows else []
    return Document(
        title="All that is held on one child", said=READ_FIRST,
        about=[("Made", f"{now:%Y-%m-%d %H:%M} UTC")], tables=[*tables, *viewed], stem="subject-access",
    )  # fmt: skip


def _table(title: str, *, rows: Sequence[dict[str, Any]]) -> Table:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    cells = [tuple(_cell(row.get(name)) for name in headings) for row in rows]
    return Table(card="", title=title, caption=title, headings=tuple(headings), rows=tuple(cells))


def _cell(value: Any) -> str | Number:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _write_for_owner(path: Path, *, content: bytes) -> None:
    """A new file that only its owner reads; an older one of the name is never written over."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _password_asked(username: str) -> Callable[..., int]:
    """``rights.confirmed`` of who gives a password here and now: nothing is locked while somebody types."""
    password = click.prompt(f"Password of {username or 'nobody'}", hide_input=True)
    return partial(rights.confirmed, username=username, password=password)


@contextmanager
def _accounts(settings: Settings) -> Iterator[tuple[sa.Connection, datetime]]:
    """A transaction on the accounts database: where what is done cannot be noted, it is not done."""
    store.migrate(settings.accounts_url)
    opened = store.open_accounts(settings.accounts_url)
    try:
        with opened.writes.begin() as connection:
            yield connection, store.utc_now()
    finally:
        opened.close()


@contextmanager
def _refused_in_words() -> Iterator[None]:
    try:
        yield
    except (NoSuchPupil, rights.NotConfirmed) as refused:
        raise click.ClickException(f"{refused}.") from None
