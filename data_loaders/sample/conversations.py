"""Structured conversations of the sample, their targets, and parents' evenings.

In a completed year the planted share of a school's AfA group takes part in all three; the rest in fewer. What a school
knows on the as-at date is what has happened and what it has offered in the next four weeks.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_loaders.sample.classes import class_of
from data_loaders.sample.terms import YEARS, SampleTerm, open_days, terms
from data_loaders.sample.trust import ASHCOMBE, BY_CODE, SCHOOLS
from data_loaders.sample.world import World

Flags = NDArray[np.bool_]
AFA_YEARS = (7, 10)
"""The year groups in Ashcombe's AfA group; elsewhere it is every pupil with SEN support or an EHC plan."""
_WEEKS = {"autumn": (10, 13), "spring": (6, 10), "summer": (7, 11)}
"""The weeks of a term, counted from its first Monday, in which conversations are offered."""
_MISSES = {
    "not offered": 0.2,
    "parent_absent": 0.33,
    "declined": 0.17,
    "cancelled": 0.13,
    "alone": 0.1,
    "scheduled": 0.07,
}
_NOTICE = timedelta(days=28)
_CURRICULAR = (
    "Read aloud to an adult for ten minutes, four times a week", "Recall the six, seven and eight times tables",
    "Use capital letters and full stops in every sentence", "Explain each step when solving a word problem",
    "Write a paragraph of five sentences without help", "Learn five new subject words each week and use them",
    "Check every answer with a second method", "Finish the first draft within the lesson",
)  # fmt: skip
_WIDER = (
    "Join one lunchtime club and go for a half term", "Arrive by 8.45 on four days out of five",
    "Ask an adult for help before becoming upset", "Take part in one class assembly",
    "Pack the school bag from the picture list each evening", "Play with a chosen group twice a week",
    "Speak once in every tutor discussion", "Use the quiet space card when lessons feel too loud",
)  # fmt: skip
_EVENINGS = {"autumn": (11, 10), "spring": (3, 2)}
_COMES = {("primary", True): 0.8, ("primary", False): 0.89, ("secondary", True): 0.58, ("secondary", False): 0.72,
          ("special", True): 0.77}  # fmt: skip


def afa_group(world: World, *, year: int) -> pd.DataFrame:
    """The seats of the pupils in a school's AfA group in a year: K or E at the start, or on a later first day."""
    seats = world.in_year(year)
    seats = seats[np.isin(world.codes_from(seats), ["K", "E"])]
    return seats[(seats["school"] != ASHCOMBE.code) | seats["stage"].isin(AFA_YEARS)].reset_index(drop=True)


def conversations(world: World) -> pd.DataFrame:
    """One row a conversation of all three years: what came of it, who led it, whether a parent or carer took part."""
    rng = world.random("conversations")
    return pd.concat([_year(world, rng=rng, year=year) for year in YEARS], ignore_index=True)


def offered_by(rows: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """What is known on the as-at date: what has been held or missed, and what is offered in the next four weeks."""
    moment = pd.Timestamp(as_at)
    rows = rows[rows["scheduled"] <= moment + _NOTICE].copy()
    to_come = (rows["scheduled"] > moment) | (rows["held"] > moment)
    rows.loc[to_come, "status"] = "scheduled"
    rows.loc[to_come, "held"] = pd.NaT
    rows.loc[to_come, ["parent_present", "mode"]] = None
    return rows


def targets(world: World, *, rows: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Two targets a conversation in which a parent took part; a few have one. Reviewed some fourteen weeks later."""
    rng = world.random("targets")
    kept = rows[(rows["status"] == "held") & (rows["parent_present"] == True)]  # noqa: E712
    moment = pd.Timestamp(as_at)
    found: list[pd.DataFrame] = []
    for kind, texts in (("curricular", _CURRICULAR), ("wider", _WIDER)):
        text = np.array(texts, dtype=object)[rng.integers(0, len(texts), len(kept))]
        draw, agreed = rng.random((2, len(kept)))
        reviewed = (kept["held"] + pd.Timedelta(days=98) <= moment).to_numpy()
        met = _yes_no(yes=reviewed & (draw < 0.61), no=reviewed & (draw >= 0.61) & (draw < 0.92))
        sheet = kept[["pupil", "school", "scheduled"]].assign(kind=kind, text=text, met=met)
        found.append(sheet[(agreed < 0.97) & (kept["held"] <= moment).to_numpy()])
    return pd.concat(found, ignore_index=True)


def _yes_no(*, yes: Flags, no: Flags) -> NDArray[np.object_]:
    """True, False, or None where neither is known."""
    found = np.full(len(yes), None, dtype=object)
    found[yes], found[no] = True, False
    return found


def parents_evenings(world: World, *, as_at: date) -> pd.DataFrame:
    """Two evenings a year and school, every pupil on roll invited: whether a parent or carer came."""
    rng = world.random("parents' evenings")
    found = [_evening(world, rng=rng, term=term) for term in terms() if term.name.partition(".")[2] in _EVENINGS]
    every = pd.concat(found, ignore_index=True)
    past: pd.DataFrame = every.loc[every["date"] <= pd.Timestamp(as_at)]
    return past


def _year(world: World, *, rng: np.random.Generator, year: int) -> pd.DataFrame:
    group = afa_group(world, year=year)
    counted = _counted(world, rng=rng, group=group)
    teachers = class_of(world, year=year)["staff_code"]
    found: list[pd.DataFrame] = []
    for column, term in enumerate(term for term in terms() if term.year == year):
        rows = group[["pupil", "school"]].assign(term=term.name, scheduled=_slots(rng, group=group, term=term))
        outcome = np.where(counted[:, column], "counted", _misses(rng, count=len(group)))
        rows = _outcome(rows, rng=rng, outcome=outcome).assign(led_by=teachers.reindex(group["pupil"]).to_numpy())
        here = (rows["scheduled"] >= group["start"]) & (rows["scheduled"] < group["ends"])
        found.append(rows[here & (outcome != "not offered")])
    return pd.concat(found)


def _counted(world: World, *, rng: np.random.Generator, group: pd.DataFrame) -> Flags:
    """Whether each term's conversation counts: all three for the planted share of those on roll all year."""
    whole = (group["ends"] - group["start"]).dt.days >= 365
    keen = pd.Series(world.pupils["parents"].to_numpy()[group["pupil"]] + rng.normal(0, 0.6, len(group)))
    rank = (-keen).where(whole).groupby(group["school"]).rank(method="first")
    size = whole.groupby(group["school"]).transform("sum")
    share = group["school"].map(lambda code: BY_CODE[code].participation)
    complete = (rank <= (size * share).round()).to_numpy()
    some = rng.random((len(group), 3)) < (0.25 + 0.55 * share.to_numpy())[:, None]
    spoilt = rng.integers(0, 3, len(group))
    every = whole.to_numpy() & some.all(axis=1)
    some[every, spoilt[every]] = False
    return some | complete[:, None]


def _slots(rng: np.random.Generator, *, group: pd.DataFrame, term: SampleTerm) -> NDArray[np.datetime64]:
    """A school day for each pupil within the weeks in which the term's conversations are offered."""
    first, last = (term.first + timedelta(weeks=week) for week in _WEEKS[term.name.partition(".")[2]])
    draw = rng.random(len(group))
    found = np.empty(len(group), dtype="datetime64[s]")
    for school in SCHOOLS:
        here = (group["school"] == school.code).to_numpy()
        days = np.array(sorted(day for day in open_days(school) if first <= day < last), dtype="datetime64[s]")
        found[here] = days[(draw[here] * len(days)).astype(int)]
    return found


def _misses(rng: np.random.Generator, *, count: int) -> NDArray[np.object_]:
    return rng.choice(list(_MISSES), size=count, p=list(_MISSES.values())).astype(object)


def _outcome(rows: pd.DataFrame, *, rng: np.random.Generator, outcome: NDArray[np.object_]) -> pd.DataFrame:
    """What came of a conversation, in columns. ``alone`` is held without a parent or carer: it does not count."""
    draw, other = rng.random((2, len(rows)))
    held = np.isin(outcome, ["counted", "alone"])
    late = pd.to_timedelta(np.where(draw < 0.06, rng.integers(1, 4, len(rows)), 0), unit="D")
    mode = np.where(other < 0.79, "in_person", np.where(other < 0.93, "phone", "video"))
    return rows.assign(
        status=np.where(held, "held", outcome),
        held=(rows["scheduled"] + late).where(held),
        parent_present=_yes_no(yes=outcome == "counted", no=np.isin(outcome, ["alone", "parent_absent"])),
        mode=pd.Series(mode, index=rows.index).where(held),
        led_by_role=np.where(draw < 0.9, "class_teacher", "senco"),
    )


def _evening(world: World, *, rng: np.random.Generator, term: SampleTerm) -> pd.DataFrame:
    month, day = _EVENINGS[term.name.partition(".")[2]]
    first = date(term.first.year, month, day)
    monday = first + timedelta(days=-first.weekday() % 7)
    roll = world.on_roll(monday, year=term.year)
    send = np.isin(world.codes(monday)[roll["pupil"]], ["K", "E"])
    phases = roll["school"].map(lambda code: BY_CODE[code].phase)
    chance = np.array([_COMES[(phase, bool(each))] for phase, each in zip(phases, send, strict=True)])
    days = {school.code: pd.Timestamp(monday + timedelta(days=int(school.code) % 4)) for school in SCHOOLS}
    rows = roll[["pupil", "school"]].assign(date=roll["school"].map(days))
    return rows.assign(attended=rng.random(len(rows)) < chance)
