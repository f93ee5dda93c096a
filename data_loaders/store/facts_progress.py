"""One row a pupil, subject, scale and period: the first and last value of the window, or why there is no pair.

Eligible are the pupils on roll (main registration) at the end of the period in a school and year group where anybody
has a result on the subject and scale in that academic year, taken while on roll there; and any other pupil with a
result in the period, as a mover may bring one. Periods are the terms in which the school has results on the subject and
scale, and the academic year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.school_year import first_of_september
from data_loaders.store.facts_calendar import YEAR_PERIOD, Calendars, period_of_term
from data_loaders.store.facts_enrolments import on_days
from data_loaders.store.facts_lookups import first_days_on_roll, open_on, rolled
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import Numbers, PupilRecords
from data_loaders.store.facts_windows import SERIES, in_order, windows

_ROUNDING = 1e-9
_ONE_FACT = [*SERIES, "period"]
_COHORT = ["school", "level", "subject", "scale", "year"]


def progress_facts(
    pupils: PupilRecords, *, taken: pd.DataFrame, places: Places, calendars: Calendars, expectations: dict[str, float]
) -> pd.DataFrame:
    """The rows of ``progress_fact`` of every school, with schools, terms and periods as numbers, NaN for null.

    ``taken`` are the results with the number of their term and the ``place`` at which each was taken (-1 nowhere).
    """
    ordered = windows(in_order(taken))
    cohorts, supplied = _cohorts(taken, places=places), _supplied(taken, places=places)
    roll = on_roll_at_end(places, calendars=calendars)
    facts = _eligible(roll, cohorts=cohorts, supplied=supplied, ordered=ordered)
    facts = facts.merge(ordered, on=_ONE_FACT, how="left")
    begins = _begins(facts, cohorts=cohorts, supplied=supplied)
    ends = calendars.end_of(facts["school"].to_numpy(dtype=np.int64), terms=begins)
    late = facts["joined"].to_numpy(dtype=np.int64) > ends
    facts = facts.assign(state=_states(facts, ordered=ordered, late=late))
    facts = facts.assign(met_expectation=_met(facts, expectations=expectations))
    return _with_statuses(facts, pupils=pupils, calendars=calendars)


def on_roll_at_end(places: Places, *, calendars: Calendars) -> pd.DataFrame:
    """Where each pupil is counted: a row a pupil and period, at the main enrolment held on the last day of the period.

    A pupil whom two schools have on roll at the end of their term is counted at the one joined last. ``joined`` is the
    first day ever on roll (main registration) at that school.
    """
    terms = np.concatenate([calendars.terms, 3 * calendars.years + 2])
    periods = np.concatenate([period_of_term(calendars.terms), 4 * calendars.years + YEAR_PERIOD])
    ends = calendars.ends[:, terms - calendars.first][places.schools]
    held = places.main[:, None] & (places.from_days[:, None] <= ends) & (ends < places.to_days[:, None])
    place, column = np.nonzero(held)
    first = pd.DataFrame({"pupil": places.pupils, "school": places.schools, "since": places.from_days})[places.main]
    joined = first.groupby(["pupil", "school"])["since"].transform("min").reindex(range(len(places.ids)))
    years = periods[column] // 4
    roll = pd.DataFrame(
        {
            "pupil_id": places.pupils[place], "period": periods[column], "place": place, "ends": ends[place, column],
            "school": places.schools[place], "year": years, "joined": joined.to_numpy()[place],
            "level": rolled(places.levels[place], from_days=places.from_days[place], years=years),
            "since": places.from_days[place],
        }
    )  # fmt: skip
    return roll.sort_values(["since", "place"]).drop_duplicates(["pupil_id", "period"], keep="last")


def _cohorts(taken: pd.DataFrame, *, places: Places) -> pd.DataFrame:
    """The year groups of a school with a result in an academic year, and the first term that has one."""
    here = taken[taken["place"] >= 0]
    place, years = here["place"].to_numpy(dtype=np.int64), here["term"].to_numpy(dtype=np.int64) // 3
    level = rolled(places.levels[place], from_days=places.from_days[place], years=years)
    cohorts = here[["subject", "scale", "term"]].assign(school=places.schools[place], level=level, year=years)
    begins = cohorts.groupby(_COHORT)["term"].min()
    return begins.reset_index(name="begins")


def _supplied(taken: pd.DataFrame, *, places: Places) -> pd.DataFrame:
    """The terms in which each school has results: school, subject, scale, term."""
    here = taken[taken["place"] >= 0]
    school = places.schools[here["place"].to_numpy(dtype=np.int64)]
    return here[["subject", "scale", "term"]].assign(school=school).drop_duplicates()


def _eligible(
    roll: pd.DataFrame, *, cohorts: pd.DataFrame, supplied: pd.DataFrame, ordered: pd.DataFrame
) -> pd.DataFrame:
    in_terms = supplied.assign(period=period_of_term(supplied["term"].to_numpy(dtype=np.int64)))
    in_years = supplied.assign(period=4 * (supplied["term"] // 3) + YEAR_PERIOD)
    periods = pd.concat([in_terms, in_years])[["school", "subject", "scale", "period"]].drop_duplicates()
    classmates = roll.merge(cohorts.drop(columns="begins"), on=["school", "level", "year"])
    classmates = classmates.merge(periods, on=["school", "subject", "scale", "period"])
    brought = roll.merge(ordered[_ONE_FACT], on=["pupil_id", "period"])
    return pd.concat([classmates, brought], ignore_index=True).drop_duplicates(_ONE_FACT)


def _states(facts: pd.DataFrame, *, ordered: pd.DataFrame, late: NDArray[np.bool_]) -> pd.Series[str]:
    has, pair = facts["last_value"].notna(), facts["first_value"].notna()
    other = ~_any_of_year(facts, ordered=ordered) & _any_scale(facts, ordered=ordered)
    words = np.select(
        [pair, has & late, has, other], ["matched", "joined_after", "no_first", "other_scale"], "no_result"
    )
    return pd.Series(words, index=facts.index)


def _begins(facts: pd.DataFrame, *, cohorts: pd.DataFrame, supplied: pd.DataFrame) -> Numbers:
    """The first term of the window for those who have one: where the year group's first results of the year are.

    For an autumn it is the last term of the year before in which the school has results on the subject and scale;
    where there is none, the summer.
    """
    own = facts[_COHORT].merge(cohorts, on=_COHORT, how="left")["begins"]
    keys = ["school", "subject", "scale", "year"]
    lasts = supplied.assign(year=supplied["term"] // 3 + 1).groupby(keys)["term"].max().reset_index(name="before")
    before = facts[keys].merge(lasts, on=keys, how="left")["before"]
    years, autumns = facts["year"], facts["period"] % 4 == 0
    begins = own.fillna(3 * years).where(~autumns, before.fillna(3 * years - 1))
    return np.asarray(begins.to_numpy(dtype=np.int64))


def _any_of_year(facts: pd.DataFrame, *, ordered: pd.DataFrame) -> pd.Series[bool]:
    whole = ordered.loc[ordered["period"] % 4 == YEAR_PERIOD, _ONE_FACT].assign(there=1.0)
    asked = facts[SERIES].assign(period=4 * facts["year"] + YEAR_PERIOD)
    return asked.merge(whole, on=_ONE_FACT, how="left")["there"].notna()


def _any_scale(facts: pd.DataFrame, *, ordered: pd.DataFrame) -> pd.Series[bool]:
    keys = ["pupil_id", "subject", "period"]
    any_scale = ordered[keys].drop_duplicates().assign(there=1.0)
    return facts[keys].merge(any_scale, on=keys, how="left")["there"].notna()


def _met(facts: pd.DataFrame, *, expectations: dict[str, float]) -> pd.Series[float]:
    """1 where the gain reaches what is expected in the terms between, 0 where not, NaN without pair or expectation."""
    expected = facts["scale"].map(expectations).astype(np.float64) * (facts["last_term"] - facts["first_term"]) / 3
    gain = facts["last_value"] - facts["first_value"]
    return (gain >= expected - _ROUNDING).astype(np.float64).where(gain.notna() & expected.notna())


def _with_statuses(facts: pd.DataFrame, *, pupils: PupilRecords, calendars: Calendars) -> pd.DataFrame:
    who, years = facts["pupil_id"].to_numpy(dtype=np.int64), facts["year"].to_numpy(dtype=np.int64)
    main = pupils.enrolments[pupils.enrolments["main"]]
    september = on_days(first_of_september, years=years)
    in_year = first_days_on_roll(main, pupils=who, days=september)
    first_terms = facts["first_term"].fillna(calendars.first).to_numpy(dtype=np.int64)
    starts = calendars.start_of(facts["school"].to_numpy(dtype=np.int64), terms=first_terms)
    at_start = np.where(facts["first_term"].notna(), first_days_on_roll(main, pupils=who, days=starts), in_year)
    code = {
        name: open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=days)
        for name, days in (("sen_start", at_start), ("sen_year", in_year))
    }
    schools = np.array(calendars.schools, dtype=object)[facts["school"].to_numpy(dtype=np.int64)]
    classes = open_on(
        pupils.memberships, by=["pupil_id", "school"], pupil_id=who, school=schools, day=facts["ends"].to_numpy()
    )
    return facts.assign(**code, class_id=classes.to_numpy(dtype=np.float64, na_value=np.nan))
