"""``afa dpia``: every field that is held, why, who may read it and for how long, from the records and the policy."""

from __future__ import annotations

from collections.abc import Iterator

import click

from dashboard.access import tables
from dashboard.access.policy import Policy, Role, load_policy
from dashboard.access.scope import Level, Names
from data_loaders.store.columns import Column, Record
from data_loaders.store.keeping import Keeping, load_keeping
from data_loaders.store.records import RECORDS
from data_loaders.store.tables import before_image, import_batch, metadata, tombstone

ACCOUNTS: dict[str, tuple[str, str]] = {
    "account": ("Who may sign in", "while the person works with the trust's figures; then disabled"),
    "role_grant": ("What each account may see, from and to which day, given by whom", "with the account"),
    "session": ("Who is signed in now", "8 hours at most"),
    "sign_in_step": ("Who is half-way through signing in", "10 minutes"),
    "invitation": ("One-time links by which people set their password, as hashes", "until used, 3 days at most"),
    "second_factor": ("The key of an authenticator app, encrypted", "until another is set up, or with the account"),
    "recovery_code": ("For a lost telephone, as hashes", "until used, or with the second factor"),
    "name_export": ("Why a file with pupils' names was taken away", "with the audit trail"),
    "sign_in_attempt": ("To slow down whoever guesses passwords", "a day"),
    "audit": ("Who did what, and was shown what: never a pupil's name", "six years; the product deletes none"),
    "audit_pupil": ("Which children a view showed, by number", "with the audit trail"),
    "reveal": ("Why an executive was shown a school's pupils by name", "with the audit trail"),
}
"""Of each table of the accounts database: what it is for, and how long its rows are kept."""
BESIDE: dict[str, tuple[str, str]] = {
    import_batch.name: ("Which files came in, when, brought by whom, and how it ended", "with the records"),
    before_image.name: ("What rows were before an import changed them, so that it can be undone", "with the record"),
    tombstone.name: (
        "That a child was erased, as salted hashes of its numbers: a later file is told apart",
        "for good",
    ),
}
"""The same of each table of the pupils' database that is neither a record nor a figure made from records."""
OUTSIDE = (
    "Figures made from the records (in the same database) are read and kept as the records are.",
    "Releases hold frozen totals of schools and no child; readers of totals read them; they are kept.",
    "Files sent to the import page wait, with their held-back rows, in the home's folder `imports` for a day at "
    "most; whoever sent them and the server's operator read them.",
    "Backups hold everything, and are as old as the trust's operator lets them be.",
)
_OFFICE = "administrator and data protection officer"


def register(group: click.Group) -> None:
    """Add ``dpia``."""
    group.add_command(dpia)


@click.command("dpia")
def dpia() -> None:
    """Print what a data protection impact assessment asks: each field, its purpose, its readers, its retention."""
    click.echo("\n".join(lines()))


def lines() -> Iterator[str]:
    """The assessment's table as Markdown, a field a line; the purposes for which names may be revealed after it."""
    policy, keeping = load_policy(), load_keeping()
    yield "| record | field | of a person | purpose | who reads it | kept |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for record in RECORDS:
        for column in record.columns:
            yield _line(record, column=column, kept=keeping[record.name], policy=policy)
    for name, (purpose, kept) in ACCOUNTS.items():
        for field in tables.metadata.tables[name].columns:
            yield f"| accounts: {name} | {field.name} | staff | {purpose} | {_OFFICE} | {kept} |"
    for name, (purpose, kept) in BESIDE.items():
        for field in metadata.tables[name].columns:
            yield f"| pupils: {name} | {field.name} | child, staff | {purpose} | the server's operator | {kept} |"
    yield ""
    yield from (f"- {words}" for words in OUTSIDE)
    yield ""
    yield "Names behind labels are shown for one of these purposes, with a reason, for an hour, noted:"
    yield from (f"- {words}" for words in policy.purposes.values())


def _line(record: Record, *, column: Column, kept: Keeping, policy: Policy) -> str:
    about_pupil = "pupil" in record.names
    whose = "named child" if column.personal else "child" if about_pupil else "no child"
    readers = ", ".join(readers_of(record, column=column, policy=policy))
    return f"| {record.title} | {column.heading} | {whose} | {kept.purpose} | {readers} | {_kept(kept)} |"


def readers_of(record: Record, *, column: Column, policy: Policy) -> list[str]:
    """The titles of the roles that may be shown a field of single rows, in the policy's words."""
    return [words for role in policy.roles.values() if (words := _reads(role, record=record, column=column))]


def _reads(role: Role, *, record: Record, column: Column) -> str:
    if role.reads == "nothing":
        return ""
    if "pupil" not in record.names:
        return role.title
    if Level.PUPIL not in role.levels or (record.name == "target" and column.name == "text" and not role.target_texts):
        return ""
    if column.personal and role.names is Names.LABELS and not (record.name == "target" and column.name == "text"):
        return f"{role.title} (as a label; names for a purpose)" if role.reveals else ""
    return role.title


def _kept(kept: Keeping) -> str:
    if kept.after_leaving is None:
        return "while the trust uses the dashboard"
    if kept.after_leaving == 0:
        return "to the end of the academic year in which the pupil leaves"
    years = "academic year" if kept.after_leaving == 1 else "academic years"
    return f"while on roll and {kept.after_leaving} {years} after the one in which the pupil leaves"
