"""Progress facts added up, in the database: cells hold pupils and sums, from which every mean and spread follows."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from data_loaders.store.tables import TABLES, band_cell, level_cell, progress_cell, progress_fact

_fact = progress_fact.c
_in_bands = _fact.scale.in_(sa.select(TABLES["scale"].c.scale).where(TABLES["scale"].c.bands.is_not(None)))
"""Results on scales of bands: words in order, counted and never added up."""


def add_progress_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, period, subject, scale, year group, status, state and window; its sums are of matched pupils."""
    first, last = (_matched(_fact.first_value), _matched(_fact.last_value))
    keys = [
        _fact.school, _fact.period, _fact.subject, _fact.scale, _fact.year_group,
        sa.func.coalesce(_fact.sen_start, ""), _fact.state,
        sa.func.coalesce(_matched_term(_fact.first_term), ""), sa.func.coalesce(_matched_term(_fact.last_term), ""),
    ]  # fmt: skip
    met = sa.case((_fact.met_expectation.is_(True), 1), (_fact.met_expectation.is_(False), 0))
    sums = [first, last, first * first, last * last, first * last]
    statement = sa.select(*keys, sa.func.count(), *(sa.func.sum(each) for each in sums), sa.func.sum(met))
    statement = statement.where(~_in_bands)
    _insert(connection, table=progress_cell, statement=_at(statement, schools=schools).group_by(*keys))


def add_level_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, term, subject, scale, year group and status on 1 September: the last result of the term of each
    pupil on roll there (main registration) at its end."""
    keys = [
        _fact.school, _fact.period, _fact.subject, _fact.scale, _fact.year_group,
        sa.func.coalesce(_fact.sen_year, ""),
    ]  # fmt: skip
    last = _fact.last_value
    statement = sa.select(*keys, sa.func.count(), sa.func.sum(last), sa.func.sum(last * last))
    statement = statement.where(_fact.period == _fact.last_term, ~_in_bands)
    _insert(connection, table=level_cell, statement=_at(statement, schools=schools).group_by(*keys))


def add_band_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, period, subject, scale, year group, both statuses, state, window, and the bands at its ends."""
    keys = [
        _fact.school, _fact.period, _fact.subject, _fact.scale, _fact.year_group,
        sa.func.coalesce(_fact.sen_start, ""), sa.func.coalesce(_fact.sen_year, ""), _fact.state,
        sa.func.coalesce(_matched_term(_fact.first_term), ""), sa.func.coalesce(_matched_term(_fact.last_term), ""),
        sa.cast(sa.func.coalesce(_fact.first_value, 0), sa.Integer),
        sa.cast(sa.func.coalesce(_fact.last_value, 0), sa.Integer),
    ]  # fmt: skip
    statement = sa.select(*keys, sa.func.count()).where(_in_bands)
    _insert(connection, table=band_cell, statement=_at(statement, schools=schools).group_by(*keys))


def _matched(value: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    return sa.case((_fact.state == "matched", value), else_=0.0)


def _matched_term(term: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.case((_fact.state == "matched", term))


def _at(statement: sa.Select[tuple[object, ...]], *, schools: Collection[str] | None) -> sa.Select[tuple[object, ...]]:
    return statement if schools is None else statement.where(_fact.school.in_(sorted(schools)))


def _insert(connection: sa.Connection, *, table: sa.Table, statement: sa.Select[tuple[object, ...]]) -> None:
    connection.execute(sa.insert(table).from_select([column.name for column in table.c], statement))
