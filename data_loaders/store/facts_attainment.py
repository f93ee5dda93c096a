"""One row a pupil, academic year and national assessment: who is eligible where, and with which outcome.

Nothing here is a step of progress: these results are no part of ``PupilRecords.results``. Who is eligible is said at
``tables_attainment.attainment_fact``.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_loaders.school_year import january_census_day
from data_loaders.store.facts_attainment_8 import attainment_8
from data_loaders.store.facts_calendar import Calendars, terms_numbered
from data_loaders.store.facts_enrolments import on_days
from data_loaders.store.facts_lookups import open_on, rolled
from data_loaders.store.facts_placing import Places
from data_loaders.store.facts_reading import Numbers, PupilRecords
from data_loaders.vocabulary import NATIONAL_ASSESSMENTS, STATUTORY_SCALES, WRITING, WRITING_CODES, YEAR_GROUPS

_KEY = ["pupil_id", "assessment", "year"]
_COHORT = ["school", "assessment", "year"]
_LEVELS = {name: YEAR_GROUPS.index(one.year_group) for name, one in NATIONAL_ASSESSMENTS.items()}
_NO_YEAR_GROUP = YEAR_GROUPS.index("X")
_EXAMINED = "ks4"
_KS2 = "ks2_scaled_score"
_FRIDAY = 4


def attainment_facts(
    results: pd.DataFrame, *, groups: pd.DataFrame, pupils: PupilRecords, places: Places, calendars: Calendars
) -> pd.DataFrame:
    """The rows of ``attainment_fact`` of every school, with schools, years and year groups as numbers, NaN for null.

    ``results`` are those on statutory scales and ``groups`` the prior attainment groups, as ``facts_reading`` reads
    them.
    """
    rows = _in_order(results)
    facts = _eligible(rows, places=places, calendars=calendars)
    facts = facts.assign(fact=np.arange(len(facts)))
    counted = _counted(rows, facts=facts)
    facts = facts.assign(state=_states(counted, facts=facts), **_outcomes(counted, facts=facts))
    facts = facts.assign(prior=_prior(rows, facts=facts))
    facts = facts.assign(prior_expected=_expected(facts, groups=groups))
    return _as_it_was(facts, pupils=pupils, calendars=calendars)


def _in_order(results: pd.DataFrame) -> pd.DataFrame:
    """The results with their assessment, term and year as numbers, in order of time; a teacher's before a test's."""
    terms = terms_numbered(results["term"])
    assessments = {scale: one.assessment for scale, one in STATUTORY_SCALES.items()}
    rows = results.assign(term=terms, year=terms // 3, assessment=results["scale"].map(assessments))
    return rows.sort_values(["term", "day", "teacher"], ascending=[True, True, False], kind="stable")


def _eligible(rows: pd.DataFrame, *, places: Places, calendars: Calendars) -> pd.DataFrame:
    """Where each pupil is counted: pupil_id, assessment, year, school, level and the day, ``ends``."""
    asked = rows[[*_KEY, "term"]].drop_duplicates()
    takers = _on_roll(asked.merge(_stays(places), on="pupil_id"), calendars=calendars)
    cohorts = takers.groupby(_COHORT)["term"].max().reset_index()
    there = _on_roll(cohorts.merge(_stays(places), on="school"), calendars=calendars)
    marked = there.merge(asked[_KEY].drop_duplicates().assign(has=True), on=_KEY, how="left")
    wanted = marked["has"].notna() | (marked["level"] != _NO_YEAR_GROUP)
    latest = marked[wanted].sort_values(["since", "place"], kind="stable").drop_duplicates(_KEY, keep="last")
    return latest[[*_KEY, "school", "level", "ends"]].reset_index(drop=True)


def _stays(places: Places) -> pd.DataFrame:
    """The main registrations, a row each."""
    every = pd.DataFrame(
        {
            "pupil_id": places.pupils,
            "place": np.arange(len(places.ids)),
            "school": places.schools,
            "since": places.from_days,
            "until": places.to_days,
            "at_first": places.levels,
        }
    )
    return every.loc[places.main]


def _on_roll(stays: pd.DataFrame, *, calendars: Calendars) -> pd.DataFrame:
    """The stays that hold on the day of the assessment, of the year group that takes it or of none."""
    days = _days(stays, calendars=calendars)
    since, years = stays["since"].to_numpy(dtype=np.int64), stays["year"].to_numpy(dtype=np.int64)
    levels = rolled(stays["at_first"].to_numpy(dtype=np.int64), from_days=since, years=years)
    held = (since <= days) & (days < stays["until"].to_numpy(dtype=np.int64))
    taking = (levels == stays["assessment"].map(_LEVELS).to_numpy()) | (levels == _NO_YEAR_GROUP)
    eligible: pd.DataFrame = stays.assign(ends=days, level=levels).loc[held & taking]
    return eligible


def _days(stays: pd.DataFrame, *, calendars: Calendars) -> Numbers:
    """The last day of the term of the results; of examinations the day before pupils of 16 may leave, where earlier."""
    schools, terms, years = (stays[name].to_numpy(dtype=np.int64) for name in ("school", "term", "year"))
    ends = calendars.last_day_of(schools, terms=terms)
    leaving = on_days(_before_leaving, years=years)
    return np.where((stays["assessment"] == _EXAMINED).to_numpy(), np.minimum(ends, leaving), ends)


def _before_leaving(year: int) -> date:
    """The day before the last Friday of June, on which a pupil of 16 may leave school."""
    last = date(year + 1, 6, 30)
    return last - timedelta(days=(last.weekday() - _FRIDAY) % 7 + 1)


def _counted(rows: pd.DataFrame, *, facts: pd.DataFrame) -> pd.DataFrame:
    """The rows of each ``fact``, one a subject and scale: the last of the year; of examinations the first entry."""
    own = rows.rename(columns={"year": "taken"}).merge(facts[["fact", *_KEY]], on=["pupil_id", "assessment"])
    examined = own["assessment"] == _EXAMINED
    own = own[(own["taken"] == own["year"]) | (examined & (own["taken"] < own["year"]))]
    examined, one = own["assessment"] == _EXAMINED, ["fact", "scale", "subject"]
    first, last = own[examined].drop_duplicates(one), own[~examined].drop_duplicates(one, keep="last")
    found = pd.concat([first, last], ignore_index=True)
    awarded = found["raw"].astype(object).where(found["scale"] == WRITING).str.strip().str.upper()
    return found.assign(awarded=awarded.where(awarded.isin(WRITING_CODES)))


def _states(counted: pd.DataFrame, *, facts: pd.DataFrame) -> pd.Series[str]:
    any_row, outcome = set(counted["fact"]), counted["value"].notna() | counted["awarded"].notna()
    with_outcome = set(counted.loc[outcome, "fact"])
    told = [
        "result" if fact in with_outcome else "not_entered" if fact in any_row else "nothing" for fact in facts["fact"]
    ]
    return pd.Series(told, index=facts.index, dtype=object)


def _outcomes(counted: pd.DataFrame, *, facts: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of outcomes, NaN where there is none."""
    marks = ("development", "phonics", "multiplication")
    picked = {
        "reading": (counted["scale"] == _KS2) & (counted["subject"] == "reading"),
        "mathematics": (counted["scale"] == _KS2) & (counted["subject"] == "mathematics"),
        "writing": (counted["scale"] == WRITING) & (counted["subject"] == "writing"),
        "mark": counted["assessment"].isin(marks) & (counted["subject"] == counted["assessment"]),
    }
    found = {
        name: facts["fact"].map(counted[chosen].set_index("fact")["awarded" if name == "writing" else "value"])
        for name, chosen in picked.items()
    }
    graded = counted[(counted["assessment"] == _EXAMINED) & counted["value"].notna()]
    points = facts["fact"].map(attainment_8(graded.rename(columns={"fact": "who"})))
    return found | {"attainment_8": points.fillna(0.0).where(facts["assessment"] == _EXAMINED)}


def _prior(rows: pd.DataFrame, *, facts: pd.DataFrame) -> pd.Series[float]:
    """Of examined pupils the mean of the latest KS2 scaled scores in reading and mathematics, where both are known."""
    scores = rows[(rows["scale"] == _KS2) & rows["value"].notna()]
    latest = scores.drop_duplicates(["pupil_id", "subject"], keep="last").set_index("pupil_id")
    both = [
        facts["pupil_id"].map(latest.loc[latest["subject"] == subject, "value"])
        for subject in ("reading", "mathematics")
    ]
    return ((both[0] + both[1]) / 2).where(facts["assessment"] == _EXAMINED)


def _expected(facts: pd.DataFrame, *, groups: pd.DataFrame) -> pd.Series[float]:
    """The mean Attainment 8 of each pupil's prior group that year. A group holds both its ends, as England's tables are
    written (99.5 to 100, 100.5 to 101); where two touch, the higher one holds the value between them."""
    pairs = facts.loc[facts["prior"].notna(), ["fact", "year", "prior"]].merge(groups, on="year")
    within = pairs[(pairs["lowest"] <= pairs["prior"]) & (pairs["prior"] <= pairs["highest"])]
    chosen = within.sort_values(["fact", "lowest"]).drop_duplicates("fact", keep="last")
    return facts["fact"].map(chosen.set_index("fact")["expected"])


def _as_it_was(facts: pd.DataFrame, *, pupils: PupilRecords, calendars: Calendars) -> pd.DataFrame:
    who, ends, years = (facts[name].to_numpy(dtype=np.int64) for name in ("pupil_id", "ends", "year"))
    schools = np.array(calendars.schools, dtype=object)[facts["school"].to_numpy(dtype=np.int64)]
    classes = open_on(pupils.memberships, by=["pupil_id", "school"], pupil_id=who, school=schools, day=ends)
    january = on_days(january_census_day, years=years)
    return facts.assign(
        class_id=classes.to_numpy(dtype=np.float64, na_value=np.nan),
        sen_january=open_on(pupils.statuses, by=["pupil_id"], pupil_id=who, day=january),
    )
