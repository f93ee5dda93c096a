"""Alder Vale Trust: an invented trust of twelve schools, written as canonical files from a seed.

Nobody in it is real. What it shows on purpose is listed in ``truths.py``; everything else is meant to show no clear
difference beyond the national levels. ``sign_ins.py`` has the people who may sign in to it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from data_loaders.sample import (
    attendance,
    background,
    behaviour,
    classes,
    clubs,
    conversations,
    examinations,
    national,
    own_scales,
    progress,
    questionnaires,
    transition,
)
from data_loaders.sample.terms import calendar
from data_loaders.sample.trust import SCHOOLS
from data_loaders.sample.world import World, enrolments, make_world
from data_loaders.sample.writing import known, write_record
from data_loaders.vocabulary import academic_year_of

AS_AT, SEED = date(2026, 3, 20), 20260320
__all__ = ["AS_AT", "SEED", "write_sample"]


def write_sample(folder: Path, *, as_at: date = AS_AT, seed: int = SEED) -> None:
    """Write the sample trust into ``folder``, one ``<record>.csv`` a record, with what was known on the as-at date.

    The same date and seed give the same bytes. Planned days may lie ahead: the calendar to the end of the academic year
    and conversations offered in the next four weeks. Raises ``ValueError`` for an as-at date outside the three years.
    """
    if not date(2023, 9, 1) <= as_at <= date(2026, 8, 31):
        raise ValueError(f"the sample trust is invented from 1 September 2023 to 31 August 2026; {as_at} is outside")
    folder.mkdir(parents=True, exist_ok=True)
    world = make_world(seed)
    frames = {**_people(world, as_at=as_at), **_strands(world, as_at=as_at)}
    keys = world.pupils["key"].to_numpy()
    here = set(frames["enrolment"]["pupil"])
    for name, frame in frames.items():
        if "pupil" in frame:
            kept = frame[frame["pupil"].isin(here)]
            frames[name] = kept.assign(pupil=keys[kept["pupil"]])
        write_record(folder, name=name, frame=frames[name])


def _people(world: World, *, as_at: date) -> dict[str, pd.DataFrame]:
    year = academic_year_of(as_at)
    listed, members = classes.classes(world)
    days = calendar(SCHOOLS)
    return {
        "trust": background.trust(),
        "school": background.schools(),
        "calendar": days[days["term"].str[:7] <= year].astype({"date": "datetime64[s]"}),
        "pupil": world.pupils.rename_axis("pupil").reset_index(),
        "enrolment": known(enrolments(world), as_at=as_at, by="from_date"),
        "characteristic": known(background.characteristics(world), as_at=as_at, by="from_date"),
        "sen_status": known(background.provision(world), as_at=as_at, by="from_date"),
        "sen_need": known(background.needs(world), as_at=as_at, by="from_date"),
        "teaching_class": listed[listed["academic_year"] <= year],
        "class_member": known(members, as_at=as_at, by="from_date"),
        "afa_lead": known(background.leads(), as_at=as_at, by="from_date"),
    }


def _strands(world: World, *, as_at: date) -> dict[str, pd.DataFrame]:
    out = behaviour.suspensions(world)
    weeks = attendance.registers(world, as_at=as_at, suspended=behaviour.suspended_days(out))
    talks = conversations.conversations(world)
    made = (progress.assessments, national.national_assessments, examinations.examinations, own_scales.own_scales)
    results = [each(world) for each in made]
    groups = {"prior_group": examinations.prior_groups()} if as_at >= examinations.PUBLISHED else {}
    return {
        **groups,
        "scale": pd.concat([progress.SCALES, national.SCALES, own_scales.SCALES], ignore_index=True),
        "assessment": known(pd.concat(results, ignore_index=True), as_at=as_at, by="date"),
        "attendance": weeks.assign(marks=attendance.texts(weeks["marks"].to_numpy())),
        "conversation": conversations.offered_by(talks, as_at=as_at),
        "target": conversations.targets(world, rows=talks, as_at=as_at),
        "parents_evening": conversations.parents_evenings(world, as_at=as_at),
        "activity": clubs.clubs(),
        "activity_session": clubs.club_registers(world, as_at=as_at),
        "incident": known(behaviour.incidents(world), as_at=as_at, by="date"),
        "suspension": known(out, as_at=as_at, by="from_date"),
        "questionnaire": known(questionnaires.questionnaires(world), as_at=as_at, by="date"),
        "transition_information": transition.information(world, as_at=as_at),
        "survey_answer": known(background.survey(), as_at=as_at, by="date"),
    }
