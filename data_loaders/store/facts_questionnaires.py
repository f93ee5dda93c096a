"""Questionnaires by pupil, school, academic year and outcome: the first rating of the year and the last."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, academic_years_of
from data_loaders.store.facts_reading import read_records
from data_loaders.store.tables_wider_outcomes import (
    MATCHED,
    NEVER,
    ONCE,
    OTHER_ENDS,
    questionnaire_cell,
    questionnaire_fact,
)

_ONE = ["pupil_id", "school", "year", "outcome"]
_ENDS = ["lowest", "highest"]
_fact = questionnaire_fact.c


def questionnaire_facts(
    connection: sa.Connection, *, roll: pd.DataFrame, calendars: Calendars, schools: Collection[str] | None
) -> pd.DataFrame:
    """The rows of ``questionnaire_fact``, schools and years as numbers, NaN for null.

    ``roll`` are the rows of ``wider_outcomes_fact``: who was on roll where in which year, with the status that counts.
    A rating made at another school, or of somebody not on roll, counts nowhere.
    """
    rows = _ratings(connection, calendars=calendars, schools=schools)
    ends = rows.drop_duplicates(_ONE, keep="last")[[*_ONE, "day", "term", "score", *_ENDS]]
    rated = rows.drop_duplicates(_ONE).merge(ends, on=_ONE, suffixes=("", "_last"))
    kept = rows[["school", "year", "outcome"]].drop_duplicates()
    in_years = roll[roll["period"].to_numpy(dtype=np.int64) % 4 == YEAR_PERIOD]
    here = in_years[["pupil_id", "school", "year", "level", "sen_start"]].merge(kept, on=["school", "year"])
    found = here.merge(rated, on=_ONE, how="left")
    twice = found["day"] != found["day_last"]
    same = (found["lowest"] == found["lowest_last"]) & (found["highest"] == found["highest_last"])
    state = np.select([found["day"].isna(), ~twice, ~same], [NEVER, ONCE, OTHER_ENDS], MATCHED)
    facts: pd.DataFrame = found.drop(columns="term").assign(
        state=state, first=found["score"], last=found["score_last"], first_term=found["term"],
        last_term=found["term_last"],
    )  # fmt: skip
    return facts


def _ratings(connection: sa.Connection, *, calendars: Calendars, schools: Collection[str] | None) -> pd.DataFrame:
    """Every rating with the number of its school, its academic year and its term, the earliest first."""
    columns = ("outcome", "score", *_ENDS)
    rows = read_records(connection, name="questionnaire", columns=columns, day="date", schools=schools)
    days = rows["day"].to_numpy(dtype=np.int64)
    numbers, years = calendars.school_numbers(rows["school"]), academic_years_of(days)
    terms = np.clip(calendars.term_of(numbers, days=days), 3 * years, 3 * years + 2)
    numbered = rows.assign(school=numbers, year=years, term=terms)
    return numbered.astype(dict.fromkeys(("score", *_ENDS), np.float64)).sort_values("day", kind="stable")


def add_questionnaire_cells(connection: sa.Connection, *, schools: Collection[str] | None) -> None:
    """A cell a school, year, outcome with the ends of its scale, year group, status, state and pair of terms."""
    matched = _fact.state == MATCHED
    empty: dict[str, float | str] = {"lowest": 0.0, "highest": 0.0, "first_term": "", "last_term": ""}
    told = [sa.case((matched, _fact[name]), else_=nothing) for name, nothing in empty.items()]
    gain = sa.case((matched, _fact.last - _fact.first), else_=0.0)
    keys = [
        _fact.school, _fact.academic_year, _fact.outcome, *told[:2], _fact.year_group,
        sa.func.coalesce(_fact.sen_start, ""), _fact.state, *told[2:],
    ]  # fmt: skip
    statement = sa.select(*keys, sa.func.count(), sa.func.sum(gain), sa.func.sum(gain * gain))
    here = statement if schools is None else statement.where(_fact.school.in_(sorted(schools)))
    names = [column.name for column in questionnaire_cell.c]
    connection.execute(sa.insert(questionnaire_cell).from_select(names, here.group_by(*keys)))
