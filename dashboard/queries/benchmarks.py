"""Published figures: what the country, a region or a local authority shows. They belong to no school and no child."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.queries.running import Asker, run
from data_loaders.store.tables import TABLES

benchmark = TABLES["benchmark"]
Key = tuple[str, str, str, str]
"""A measure, a group, a phase and a period."""


class Published(NamedTuple):
    """One published figure. ``value`` is None where ``status`` is a symbol (c z x low) that stands in its place."""

    measure: str
    group: str
    phase: str
    geography: str
    period: str
    value: float | None
    status: str
    source: str
    as_of: date | None
    special_schools: bool | None


def published(asker: Asker, *, geography: str) -> dict[Key, Published]:
    """Every published figure of a geography, symbols too."""
    wanted = benchmark.c
    statement = sa.select(
        wanted.measure, wanted.group, wanted.phase, wanted.geography, wanted.period, wanted.value,
        sa.func.coalesce(wanted.status, ""), wanted.source, wanted.as_of, wanted.special_schools,
    ).where(wanted.geography == geography)  # fmt: skip
    rows = [Published._make(row) for row in run(asker, statement=asker.scope.shared(statement))]
    return {(row.measure, row.group, row.phase, row.period): row for row in rows}
