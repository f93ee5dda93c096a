"""Persistent absence with every pupil once: whose sessions, of all their enrolments together, are counted."""

from __future__ import annotations

from functools import partial

from dashboard.metrics.absentees import absentees
from dashboard.metrics.cells_attendance import AbsenteeCell
from dashboard.queries import attendance as queries
from dashboard.reporting.part import Inputs, Part, here
from dashboard.reporting.view import View


def merged_pupils(view: View, *, part: Part) -> list[AbsenteeCell]:
    """The pupils of a part counted once each, with the sessions of all their enrolments there together; nothing of a
    phase together, or of several schools of a trust."""
    if view.place.total or part.schools or part.needs or not view.selection.period:
        return []
    at, period = here(view, part=part), view.selection.period
    read = partial(queries.merged, view.ask.asker, period=period, school=at.school)
    found = view.ask.once("merged", period, at.school, read=lambda: absentees(read()))
    return [
        cell for cell in found
        if (not at.year_groups or cell.year_group in at.year_groups) and (at.codes is None or cell.sen in at.codes)
    ]  # fmt: skip


def inputs(view: View, part: Part) -> Inputs:
    """The cells of a part, as a question takes them."""
    return merged_pupils(view, part=part), {}
