"""What conversations alone change in facts that hold more: counts by enrolment and by term, put right where they are.

A person who saves a conversation waits for the facts. Nothing else of the school has changed, so only these are made
anew; they come out as a whole rebuild would make them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.school_year import default_term_dates, term_number
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars
from data_loaders.store.facts_enrolments import conversation_counts
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import SchoolRecords, Values, day_number, read_schools
from data_loaders.store.rows import Columns, array, length, only, read, update
from data_loaders.store.tables import TABLES, enrolment_fact, term_fact

_fact = enrolment_fact.c
_term = term_fact.c


def in_a_new_term(connection: sa.Connection, *, schools: set[str]) -> bool:
    """Whether a conversation lies in a term of its school of which there is no fact: then a term has begun to be."""
    talk = TABLES["conversation"].c
    known = sa.exists().where(_term.school == talk.school, _term.term == talk.term)
    found = sa.select(sa.exists().where(talk.school.in_(sorted(schools)), ~known))
    return bool(connection.scalar(found))


def read_talks(connection: sa.Connection, *, schools: set[str]) -> SchoolRecords:
    """The conversations of the schools; of the registers only in which terms there are any, as the facts know it."""
    rows = connection.execute(sa.select(_term.school, _term.term).where(_term.school.in_(sorted(schools)))).all()
    days = [day_number(default_term_dates(term_number(term))[0]) for _, term in rows]
    terms = pd.DataFrame({"school": [school for school, _ in rows], "from_date": np.array(days, dtype=np.int64)})
    return read_schools(connection, schools=schools, registers=terms)


def update_counts(
    connection: sa.Connection, *, conversations: pd.DataFrame, places: Places, calendars: Calendars, schools: set[str]
) -> None:
    """Put the counts of conversations right in the facts of these schools by enrolment and by term."""
    _by_enrolment(connection, conversations=conversations, places=places, calendars=calendars, schools=schools)
    _by_term(connection, conversations=conversations, schools=schools)


def _by_enrolment(
    connection: sa.Connection, *, conversations: pd.DataFrame, places: Places, calendars: Calendars, schools: set[str]
) -> None:
    counts = conversation_counts(conversations, places=places, calendars=calendars)
    wanted = sa.select(_fact.enrolment_id, _fact.period, *(_fact[name] for name in counts))
    stored = read(connection, statement=wanted.where(_fact.school.in_(sorted(schools))))
    if not length(stored):
        return
    now = _at_rows(counts, stored=stored, places=places, calendars=calendars)
    changed = np.any([now[name] != stored[name] for name in counts], axis=0)
    rows = only({"enrolment_id": stored["enrolment_id"], "period": stored["period"], **now}, wanted=changed)
    update(connection, table=enrolment_fact, columns=rows, key=["enrolment_id", "period"])


def _at_rows(
    counts: dict[str, tuple[Values, Values]], *, stored: Columns, places: Places, calendars: Calendars
) -> Columns:
    """The counts of each stored row, None for null."""
    place = pd.Index(places.ids).get_indexer(pd.Index(stored["enrolment_id"].astype(np.int64)))
    codes, periods = pd.factorize(stored["period"])
    which = np.array([_column(period, calendars=calendars) for period in periods], dtype=np.int64)[codes]
    found: Columns = {}
    for name, (terms, years) in counts.items():
        yearly = which % (YEAR_PERIOD + 1) == YEAR_PERIOD
        column = which // (YEAR_PERIOD + 1)
        values = np.where(yearly, years[place, column // 3], terms[place, column])
        found[name] = array([None if np.isnan(value) else int(value) for value in values])
    return found


def _column(period: str, *, calendars: Calendars) -> int:
    """Four times the column of the period's (last) term, and 3 added where it is a year."""
    term = term_number(period) - calendars.first
    return 4 * term + (0 if "." in period else YEAR_PERIOD)


def _by_term(connection: sa.Connection, *, conversations: pd.DataFrame, schools: set[str]) -> None:
    said: Any = conversations.groupby(["school", "term"]).size().to_dict()
    wanted = sa.select(_term.school, _term.term, _term.conversations).where(_term.school.in_(sorted(schools)))
    rows = [(row.school, row.term, said.get((row.school, row.term), 0)) for row in connection.execute(wanted)]
    columns = zip(*rows, strict=True) if rows else iter([(), (), ()])
    values = dict(zip(("school", "term", "conversations"), map(array, columns), strict=True))
    update(connection, table=term_fact, columns=values, key=["school", "term"])
