"""The parts of a school: its year groups, or its key stages where year groups hold too few SEND pupils."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import median

from dashboard.metrics.cells import MATCHED, codes_of
from dashboard.metrics.telling import subject_title
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, cells_of
from dashboard.selection import Selection
from data_loaders.vocabulary import BANDS, YEAR_GROUPS, year_words

FEW = 6
"""Where the usual year group has fewer matched SEND pupils than this, key stages say more than year groups."""


def year_parts(view: View, *, held: Counter[str]) -> list[Part]:
    """A part for each year group held, youngest first. ``held`` is how many pupils of the group each has."""
    return [
        Part(label=year_words(year), key=f"year:{year}", year_groups=(year,), school=_school(view))
        for year in YEAR_GROUPS
        if year in held
    ]


def parts_of_school(view: View, *, held: Counter[str]) -> list[Part]:
    """Year groups; in a primary school the key stages where the usual year group has fewer than six SEND pupils."""
    primary = view.place.school is not None and view.place.school.phase == "primary"
    if not primary or not held or median(held.values()) >= FEW:
        return year_parts(view, held=held)
    return [
        Part(label=band, key=f"band:{band.lower().replace(' ', '-')}", year_groups=years, school=_school(view))
        for band, years in BANDS.items()
        if set(years) & set(held)
    ]


def scale_parts(view: View) -> list[tuple[Part, Selection]]:
    """A part for every subject and scale with results in the period, and what is selected to see it. Its unit is said
    where that of another differs and its name does not say it."""
    known, several, found = view.ask.scales, len(units_of(view)) > 1, []
    for subject, code, _ in view.scales:
        scale, asked = known.get(code), replace(view.selection, subject=subject, scale=code)
        name = scale.name if scale else code
        unit = f" ({scale.unit})" if scale and several and scale.unit.removesuffix("s") not in name.lower() else ""
        label = f"{subject_title(subject)}, {name}{unit}"
        found.append((Part(label=label, key=f"scale:{code}", href=view.ask.path + asked.to_query()), asked))
    return found


def units_of(view: View) -> set[str]:
    """The units of the place's scales of numbers."""
    held = (view.ask.scales.get(code) for _, code, _ in view.scales)
    return {scale.unit for scale in held if scale and not scale.bands}


def _school(view: View) -> str:
    return view.place.school.code if view.place.school else ""


def with_results(view: View) -> Counter[str]:
    """Year groups with results, with how many of the group are matched (none is 0, and still a year group)."""
    held: Counter[str] = Counter()
    wanted, school = view.selection, _school(view)
    banded = view.in_bands
    every = (
        view.ask.bands(wanted.period, school=school)
        if banded
        else cells_of(view.ask, place=view.place, period=wanted.period)
    )
    for cell in every.get((wanted.subject, wanted.scale), []):
        if _school(view) in {"", cell.school}:
            counted = cell.state == MATCHED and cell.sen_start in codes_of(wanted.group)
            held[cell.year_group] += cell.n if counted else 0
    return held
