"""Findings told by school: how many of their lines are about each, so that a school is told of its own lines alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from data_loaders.conversion import LINE, SHEET, Converted
from data_loaders.report import Finding
from data_loaders.sources.sheet import Sheet
from data_loaders.store.roll import Roll

_SAID = "school"
"""What whoever brings a one-school export in says; then every line of it is about that school."""


def by_school(
    findings: Sequence[Finding], *, converted: Sequence[Converted], sheets: Sequence[Sheet], roll: Callable[[], Roll]
) -> list[Finding]:
    """The findings with the number of their lines about each school; lines whose school is not known are in none.

    A line about a pupil alone is about the school of the pupil's enrolment in the same files, else of the open one that
    is stored.
    """
    lines = {line for finding in findings for line in finding.lines}
    if not lines:
        return list(findings)
    places = _places(converted, lines=lines, roll=roll)
    return [
        replace(finding, schools=_counted(finding, sheets=sheets, places=places)) if finding.lines else finding
        for finding in findings
    ]


def _counted(finding: Finding, *, sheets: Sequence[Sheet], places: Mapping[tuple[int, int], str]) -> dict[str, int]:
    numbers = [n for n, sheet in enumerate(sheets) if (sheet.file, sheet.name) == (finding.file, finding.sheet)]
    said = {sheets[n].said[_SAID] for n in numbers if sheets[n].said.get(_SAID)}
    if len(said) == 1:
        return {said.pop(): max(finding.count, len(finding.lines))}
    found = (next((places[n, line] for n in numbers if (n, line) in places), "") for line in finding.lines)
    return dict(sorted(Counter(school for school in found if school).items()))


def _places(
    converted: Sequence[Converted], *, lines: Collection[int], roll: Callable[[], Roll]
) -> dict[tuple[int, int], str]:
    """The school of each of the lines that says one or names a pupil who is at one, by the number of its sheet and its
    own."""
    whole = [one.frame for one in converted]
    homes = _homes([frame for frame in whole if {"pupil", _SAID} <= set(frame.columns)], roll=roll)
    frames = [frame[frame[LINE].isin(lines)] for frame in whole]
    places: dict[tuple[int, int], str] = {}
    for frame in sorted(frames, key=lambda each: _SAID not in each.columns):
        schools = frame[_SAID] if _SAID in frame.columns else _of_pupils(frame, homes=homes)
        known = schools.notna()
        for sheet, line, school in zip(frame.loc[known, SHEET], frame.loc[known, LINE], schools[known], strict=True):
            places.setdefault((int(sheet), int(line)), str(school))
    return places


def _of_pupils(frame: pd.DataFrame, *, homes: Mapping[str, str]) -> pd.Series:
    if "pupil" not in frame.columns:
        return pd.Series(None, index=frame.index, dtype=object)
    return frame["pupil"].map(homes)


def _homes(frames: Sequence[pd.DataFrame], *, roll: Callable[[], Roll]) -> dict[str, str]:
    """The school of each pupil: as these files say it, else where the pupil is on roll."""
    stored = roll().places
    stored = stored[stored["to_date"].isna()]
    parts = [stored[["pupil", _SAID]], *(frame[["pupil", _SAID]] for frame in frames)]
    known = pd.concat(parts).dropna().drop_duplicates("pupil", keep="last")
    return dict(zip(known["pupil"], known[_SAID], strict=True))
