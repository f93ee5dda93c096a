"""The accounts database: who may sign in, with what role, what they did. Never a pupil's name. Times are UTC.

It rests apart from the pupil database, so that no page that reads pupils can reach a password, and no sign-in needs
the pupil database.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("account_id", sa.Integer, primary_key=True),
    sa.Column("username", sa.Text, nullable=False, unique=True),  # in lower case
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # goes up with every change, which ends its sessions
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("disabled_at", sa.DateTime),
    sa.Column("signed_in_at", sa.DateTime),  # when a session was last begun; null before the first
)


def _whose() -> sa.Column[int]:
    return sa.Column("account_id", sa.Integer, sa.ForeignKey("account.account_id"), nullable=False, index=True)


role_grant = sa.Table(
    "role_grant",
    metadata,
    sa.Column("grant_id", sa.Integer, primary_key=True),
    _whose(),
    sa.Column("role", sa.Text, nullable=False),  # a role of policy.toml
    sa.Column("school", sa.Text),  # the school's code; null is the trust
    sa.Column("staff_code", sa.Text),  # a class teacher's, as the classes name it
    sa.Column("from_date", sa.Date, nullable=False),
    sa.Column("to_date", sa.Date),  # the first day no longer; null while it lasts
    sa.Column("granted_by", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),  # what the role is needed for, in a few words
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),  # SHA-256 of the token: what is stored opens nothing
    _whose(),
    sa.Column("account_version", sa.Integer, nullable=False),
    sa.Column("role", sa.Text, nullable=False),  # the one it acts in; "" where the account holds one alone
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("confirmed_at", sa.DateTime, nullable=False),  # when password (and code) were last given
    sa.Column("seen_at", sa.DateTime, nullable=False),
    sa.Column("presenting", sa.Boolean, nullable=False, server_default=sa.false()),  # names off, totals only
)

sign_in_step = sa.Table(
    "sign_in_step",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    _whose(),
    sa.Column("account_version", sa.Integer, nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("proven", sa.Boolean, nullable=False),  # the second factor was given too
    sa.Column("role", sa.Text, nullable=False),  # chosen already; "" while it is not
    sa.Column("signs_in", sa.Boolean, nullable=False),  # false: from an invitation, which only sets up
)
"""Somebody half-way through signing in: the password was right, nothing is open yet."""

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("account.account_id"), index=True),  # null: to set up a new home
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
"""One-time links by which people set their own password; a used one is gone."""

second_factor = sa.Table(
    "second_factor",
    metadata,
    sa.Column("account_id", sa.Integer, sa.ForeignKey("account.account_id"), primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.Text, nullable=False),  # the secret of the authenticator app, encrypted
    sa.Column("last_step", sa.Integer, nullable=False),  # the half-minute of the newest code used: none works twice
    sa.Column("enrolled_at", sa.DateTime, nullable=False),
)

recovery_code = sa.Table(
    "recovery_code",
    metadata,
    sa.Column("code_hash", sa.Text, primary_key=True),  # SHA-256 of 80 random bits; a used one is gone
    _whose(),
)

name_export = sa.Table(
    "name_export",
    metadata,
    sa.Column("export_id", sa.Integer, primary_key=True),
    _whose(),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
"""Why a file with pupils' names was taken away."""

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("attempt_id", sa.Integer, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),  # SHA-256 of what was typed as the username: it may be a password
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Index("ix_sign_in_attempt_who_address", "who", "address"),
    sa.Index("ix_sign_in_attempt_address_at", "address", "at"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("audit_id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("account_id", sa.Integer),  # null: nobody signed in, or the command line
    sa.Column("action", sa.Text, nullable=False),  # one of audit.Action
    sa.Column("place", sa.Text, nullable=False),  # as an address says it; "" where there is none
    sa.Column("detail", sa.JSON, nullable=False),  # codes, ids and counts; never a pupil's name
    sa.Column("hash", sa.Text, nullable=False, server_default=""),  # of the row before and this one; see audit.seal
    sa.Index("ix_audit_account_id_at", "account_id", "at"),
)
"""What was done, one row an act; rows are only ever added: triggers refuse to change or delete one."""

audit_pupil = sa.Table(
    "audit_pupil",
    metadata,
    sa.Column("audit_id", sa.Integer, sa.ForeignKey("audit.audit_id"), primary_key=True, autoincrement=False),
    sa.Column("pupil_id", sa.Integer, primary_key=True, autoincrement=False, index=True),
)
"""Which pupils a view showed, so that *who has seen this child?* has an answer; only ever added to, like ``audit``."""

reveal = sa.Table(
    "reveal",
    metadata,
    sa.Column("reveal_id", sa.Integer, primary_key=True),
    _whose(),
    sa.Column("school", sa.Text, nullable=False, index=True),
    sa.Column("purpose", sa.Text, nullable=False),  # one of the purposes of policy.toml
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
"""Why an executive was shown a school's pupils by name, from when until when."""
