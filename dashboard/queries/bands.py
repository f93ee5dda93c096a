"""Results in bands, counted: within the reader's scope, a cell a school, year group, status, window and two bands."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.metrics.cells import BandCell
from dashboard.queries.running import Asker, run
from data_loaders.store.tables import band_cell


def cells(asker: Asker, *, period: str) -> list[BandCell]:
    """The pupils on scales of bands in a period, every subject and scale in scope."""
    statement = sa.select(*(band_cell.c[name] for name in BandCell._fields)).where(band_cell.c.period == period)
    return [BandCell._make(row) for row in run(asker, statement=asker.scope.confine(statement, table=band_cell))]
