"""The one way to the pupil database: a statement that no scope has confined does not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.access.scope import Scope


class Unconfined(RuntimeError):
    """A statement reached ``run`` without a scope's mark. A fault of ours, never shown with any row."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, and the open read-only connection on which every statement of one request runs."""

    connection: sa.Connection
    scope: Scope


Reader = sa.Engine
"""The read-only engine on the pupil database, as pages and commands know it."""


@contextmanager
def asker_for(reader: Reader, *, scope: Scope) -> Iterator[Asker]:
    """An asker on one read-only connection: one snapshot for the whole request."""
    with reader.connect() as connection:
        yield Asker(connection=connection, scope=scope)


def run(asker: Asker, *, statement: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    """The rows of a confined statement. Raises ``Unconfined`` where no scope has marked it."""
    if not statement.get_execution_options().get("confined"):
        raise Unconfined("a statement must be confined by the reader's scope before it runs")
    return asker.connection.execute(statement).all()
