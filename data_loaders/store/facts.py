"""Facts: what every page is counted from, rebuilt from the records in the transaction that changes them.

Raw sums and frozen statuses only, no thresholds: those belong to the metrics. Rebuilding gives the same rows whatever
was there before, and touches the schools it is given alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_loaders.school_year import term_name
from data_loaders.store.facts_attainment import attainment_facts
from data_loaders.store.facts_calendar import Calendars, make_calendars, period_name, terms_numbered
from data_loaders.store.facts_cells import add_band_cells, add_level_cells, add_progress_cells
from data_loaders.store.facts_conversations import conversation_facts
from data_loaders.store.facts_enrolments import enrolment_facts
from data_loaders.store.facts_events import clubs_in_periods, read_events
from data_loaders.store.facts_groups import school_years_listed
from data_loaders.store.facts_leads import afa_years, lead_facts, read_leads, read_targets
from data_loaders.store.facts_lookups import levels_of
from data_loaders.store.facts_placing import Places, make_places, place_results
from data_loaders.store.facts_progress import progress_facts
from data_loaders.store.facts_questionnaires import add_questionnaire_cells, questionnaire_facts
from data_loaders.store.facts_reading import (
    PupilRecords,
    SchoolRecords,
    day_of,
    read_expectations,
    read_national,
    read_open_days,
    read_prior_groups,
    read_pupils,
    read_schools,
    sharing_pupils,
)
from data_loaders.store.facts_recorded import in_a_new_term, read_talks, update_counts
from data_loaders.store.facts_registers import attendance_rows
from data_loaders.store.facts_supply import term_facts
from data_loaders.store.facts_transition import transition_facts
from data_loaders.store.facts_wider_cells import activity_cells, add_count_cells, add_percent_cells
from data_loaders.store.facts_wider_outcomes import wider_outcomes_facts
from data_loaders.store.rows import Columns, insert
from data_loaders.store.tables import (
    TABLES,
    band_cell,
    enrolment_fact,
    level_cell,
    progress_cell,
    progress_fact,
    term_fact,
)
from data_loaders.store.tables_attainment import attainment_fact
from data_loaders.store.tables_attendance import ATTENDANCE_FACTS
from data_loaders.store.tables_conversations import (
    CONVERSATION_FACTS,
    afa_year,
    conversation_cell,
    conversation_fact,
    conversation_term_cell,
    lead_fact,
)
from data_loaders.store.tables_wider_outcomes import (
    activity_cell,
    club_percent_cell,
    questionnaire_cell,
    questionnaire_fact,
    transition_fact,
    wider_outcomes_cell,
    wider_outcomes_fact,
)
from data_loaders.vocabulary import YEAR_GROUPS, academic_year

FACTS = (
    enrolment_fact, progress_fact, progress_cell, level_cell, band_cell, term_fact, attainment_fact, *ATTENDANCE_FACTS,
    *CONVERSATION_FACTS,
    wider_outcomes_fact, wider_outcomes_cell, club_percent_cell, activity_cell, questionnaire_fact, questionnaire_cell,
    transition_fact,
)  # fmt: skip


def rebuild(connection: sa.Connection, *, schools: set[str] | None) -> None:
    """Delete and rebuild the facts of these schools (None: of all) from the records as they now stand.

    ``schools`` must hold every school whose own records changed (calendar, registers, conversations, clubs, classes),
    and every school at which a pupil whose records changed has ever been enrolled: a mover's result counts at both. A
    changed scale asks for None. ``reach.touched_schools`` gives exactly that. Pupils' records are read wherever they
    were made, so a mover's window is whole though only one of the schools is rebuilt.
    """
    schools = _reach(connection, schools=schools)
    _delete(connection, schools=schools)
    pupils = read_pupils(connection, schools=schools)
    records = read_schools(connection, schools=schools)
    calendars = make_calendars(read_open_days(connection), pupils=pupils, records=records)
    if len(calendars.terms) == 0:  # no record lies in any term, as when the first batch is undone
        return
    places = make_places(pupils.enrolments, calendars=calendars, levels=levels_of(pupils.enrolments["year_group"]))
    taken = pupils.results.assign(term=terms_numbered(pupils.results["term"]))
    taken = taken.assign(place=place_results(taken, places=places, calendars=calendars))
    wanted = _wanted(calendars, schools=schools)
    by_enrolment = enrolment_facts(
        pupils, records=records, places=places, calendars=calendars, chosen=wanted[places.schools]
    )
    expected = read_expectations(connection)
    progress = progress_facts(pupils, taken=taken, places=places, calendars=calendars, expectations=expected)
    supply = term_facts(records, taken=taken, places=places, calendars=calendars)
    progress, supply = progress[wanted[progress["school"]]], supply[wanted[supply["school"]]]
    _add(connection, table=enrolment_fact, rows=_in_words(by_enrolment, calendars=calendars))
    _add(
        connection,
        table=progress_fact,
        rows=_in_words(progress, calendars=calendars).assign(enrolment_id=places.ids[progress["place"]]),
    )
    _add(connection, table=term_fact, rows=_in_words(supply, calendars=calendars))
    for table, rows in attendance_rows(
        connection, enrolments=by_enrolment, records=records, places=places, calendars=calendars, schools=schools
    ):
        _add(connection, table=table, rows=rows)
    add_progress_cells(connection, schools=schools)
    add_level_cells(connection, schools=schools)
    add_band_cells(connection, schools=schools)
    _add_wider_outcomes(
        connection, schools=schools, by_enrolment=by_enrolment, records=records, places=places, calendars=calendars
    )
    _add_conversations(connection, pupils=pupils, records=records, places=places, calendars=calendars, wanted=wanted)
    _add_attainment(connection, schools=schools, pupils=pupils, places=places, calendars=calendars, wanted=wanted)
    moved = transition_facts(
        connection, pupils=pupils, places=places, calendars=calendars, chosen=wanted[places.schools], schools=schools
    )
    _add(connection, table=transition_fact, rows=_in_words(moved, calendars=calendars))


def rebuild_conversations(connection: sa.Connection, *, schools: set[str]) -> None:
    """Rebuild what is made from conversations and their targets, where nothing else of these schools has changed.

    The facts come out as ``rebuild`` makes them. Where a conversation lies in a term of which nothing was known
    before, the whole is rebuilt: then a term has come to be.
    """
    if in_a_new_term(connection, schools=schools):
        rebuild(connection, schools=schools)
        return
    for table in CONVERSATION_FACTS:
        connection.execute(sa.delete(table).where(table.c.school.in_(sorted(schools))))
    pupils, records = read_pupils(connection, schools=schools), read_talks(connection, schools=schools)
    calendars = make_calendars(read_open_days(connection), pupils=pupils, records=records)
    places = make_places(pupils.enrolments, calendars=calendars, levels=levels_of(pupils.enrolments["year_group"]))
    wanted = _wanted(calendars, schools=schools)
    _add_conversations(connection, pupils=pupils, records=records, places=places, calendars=calendars, wanted=wanted)
    update_counts(connection, conversations=records.conversations, places=places, calendars=calendars, schools=schools)


def _add_wider_outcomes(
    connection: sa.Connection,
    *,
    schools: set[str] | None,
    by_enrolment: pd.DataFrame,
    records: SchoolRecords,
    places: Places,
    calendars: Calendars,
) -> None:
    events = read_events(connection, schools=schools)
    found = wider_outcomes_facts(
        events, by_enrolment=by_enrolment, registers=records.registers, places=places, calendars=calendars
    )
    clubs = activity_cells(clubs_in_periods(events, calendars=calendars), facts=found)
    _add(connection, table=wider_outcomes_fact, rows=_in_words(found, calendars=calendars))
    _add(connection, table=activity_cell, rows=_in_words(clubs, calendars=calendars))
    rated = questionnaire_facts(connection, roll=found, calendars=calendars, schools=schools)
    _add(connection, table=questionnaire_fact, rows=_in_words(rated, calendars=calendars))
    add_count_cells(connection, schools=schools)
    add_percent_cells(connection, schools=schools)
    add_questionnaire_cells(connection, schools=schools)


def _add_conversations(
    connection: sa.Connection,
    *,
    pupils: PupilRecords,
    records: SchoolRecords,
    places: Places,
    calendars: Calendars,
    wanted: NDArray[np.bool_],
) -> None:
    schools = {school for school, chosen in zip(calendars.schools, wanted, strict=True) if chosen}
    found = conversation_facts(
        records.conversations, targets=read_targets(connection, schools=schools), pupils=pupils, places=places,
        calendars=calendars, chosen=wanted,
    )  # fmt: skip
    leads = lead_facts(read_leads(connection, schools=schools), calendars=calendars)
    lists = school_years_listed(pupils, places=places, calendars=calendars)
    years = afa_years(records.conversations, lists=lists, calendars=calendars)
    for table, rows in (
        (conversation_fact, found.facts),
        (conversation_cell, found.years),
        (conversation_term_cell, found.terms),
        (afa_year, years[wanted[years["school"]]]),
        (lead_fact, leads),
    ):
        _add(connection, table=table, rows=_in_words(rows, calendars=calendars))


def _add_attainment(
    connection: sa.Connection,
    *,
    schools: set[str] | None,
    pupils: PupilRecords,
    places: Places,
    calendars: Calendars,
    wanted: NDArray[np.bool_],
) -> None:
    found = attainment_facts(
        read_national(connection, schools=schools), groups=read_prior_groups(connection), pupils=pupils, places=places,
        calendars=calendars,
    )  # fmt: skip
    _add(connection, table=attainment_fact, rows=_in_words(found[wanted[found["school"]]], calendars=calendars))


def _reach(connection: sa.Connection, *, schools: set[str] | None) -> set[str] | None:
    """The schools to rebuild: those given, and where one's term dates changed also those it shares pupils with.

    A pupil whom two schools have on roll at the end of their terms is counted at one, so a date moved at one school may
    move the pupil's fact between them.
    """
    if schools is None:
        return None
    calendar, fact = TABLES["calendar"].c, term_fact.c
    dates = sa.select(calendar.school, calendar.term, sa.func.max(calendar.date)).where(calendar.open.is_(True))
    now = connection.execute(dates.where(calendar.school.in_(sorted(schools))).group_by(calendar.school, calendar.term))
    known = sa.select(fact.school, fact.term, fact.ends).where(fact.open_days.is_not(None))
    before = connection.execute(known.where(fact.school.in_(sorted(schools))))
    same = {tuple(row) for row in now} == {tuple(row) for row in before}
    return schools if same else sharing_pupils(connection, schools=schools)


def _in_words(rows: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """The rows with schools, periods, terms, academic years and year groups as the tables write them."""
    words: dict[str, tuple[str, Callable[[int], str]]] = {
        "school": ("school", calendars.schools.__getitem__),
        "period": ("period", period_name),
        "academic_year": ("year", academic_year),
        "year_group": ("level", YEAR_GROUPS.__getitem__),
        "term": ("term", term_name),
        "first_term": ("first_term", term_name),
        "last_term": ("last_term", term_name),
    }
    there = {name: (source, said) for name, (source, said) in words.items() if source in rows}
    return rows.assign(**{name: _said(rows[source], word=said) for name, (source, said) in there.items()})


def _said(numbers: pd.Series[Any], *, word: Callable[[int], str]) -> pd.Series[Any]:
    return numbers.map({number: word(int(number)) for number in numbers.dropna().unique()})


def _delete(connection: sa.Connection, *, schools: set[str] | None) -> None:
    for table in FACTS:
        statement = sa.delete(table)
        connection.execute(statement if schools is None else statement.where(table.c.school.in_(sorted(schools))))


def _wanted(calendars: Calendars, *, schools: set[str] | None) -> NDArray[np.bool_]:
    return np.array([schools is None or school in schools for school in calendars.schools], dtype=np.bool_)


def _add(connection: sa.Connection, *, table: sa.Table, rows: pd.DataFrame) -> None:
    """Write a frame whose columns are named as the table's; columns the table does not have are left out."""
    columns: Columns = {column.name: _plain(rows[column.name], kind=column.type) for column in table.c}
    insert(connection, table=table, columns=columns)


def _plain(values: pd.Series[Any], *, kind: Any) -> NDArray[np.object_]:
    """None for NaN; whole numbers, truths and dates as themselves though the frame holds them as numbers."""
    turn: Callable[[Any], Any] = _TURNS.get(type(kind), str)
    plain = np.full(len(values), None, dtype=object)
    there = values.notna().to_numpy()
    places, distinct = pd.factorize(values[there])
    turned = np.empty(len(distinct), dtype=object)
    turned[:] = [turn(value) for value in distinct]
    plain[there] = turned[places]
    return plain


_TURNS: dict[type[Any], Callable[[Any], Any]] = {
    sa.Integer: int,
    sa.Double: float,
    sa.Boolean: bool,
    sa.Date: lambda day: day_of(int(day)).isoformat(),
}
