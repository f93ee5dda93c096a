"""Whose files somebody may bring in: whoever answers for some schools brings in nothing about another.

What is outside is refused whole, and no row of the files is shown: they are another school's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as Given

import pandas as pd

from data_loaders.conversion import RANK
from data_loaders.report import Finding, Severity
from data_loaders.store.roll import Roll
from data_loaders.vocabulary import STATUTORY_SCALES

OF_THE_TRUST = ("trust", "scale", "benchmark", "prior_group")
"""Records that belong to no school: every school's figures rest on them."""
_SHOWN = 3
_ADVICE = "Check that it is the right file; files of several schools are for somebody who answers for the whole trust"


def outside(
    frames: Given[str, pd.DataFrame], *, schools: Collection[str] | None, roll: Callable[[], Roll]
) -> Finding | None:
    """Why files are not for somebody who answers for ``schools`` (None: every school) to bring in; None where they are.

    ``frames`` are the records by name, before any check. A pupil who is known elsewhere and whom the files do not enrol
    at one of the schools is outside too.
    """
    if schools is None:
        return None
    message = next(_reasons(frames, schools=set(schools), roll=roll), None)
    if message is None:
        return None
    return Finding(rule="bounds.outside", severity=Severity.STRUCTURE, message=message, advice=_ADVICE)


def _reasons(frames: Given[str, pd.DataFrame], *, schools: set[str], roll: Callable[[], Roll]) -> Iterator[str]:
    yours = f"you bring in files for {', '.join(sorted(schools))}"
    if any(len(_said(frames[name], record=name)) for name in OF_THE_TRUST if name in frames):
        yield "the file holds what belongs to the whole trust"
    if others := _named(frames) - schools:
        named = ", ".join(sorted(others)[:_SHOWN])
        yield f"the file is about school {named}, and {yours}"
    if strangers := _pupils(frames) - _own(frames, schools=schools, roll=roll()):
        yield f"{len(strangers):,} of its pupils are on roll at another school only, and {yours}"


def _said(rows: pd.DataFrame, *, record: str) -> pd.DataFrame:
    """The rows that would say something of the whole trust: a national scale that only stands in says nothing new."""
    if record != "scale":
        return rows
    return rows[(rows[RANK] >= 0) | ~rows["scale"].isin(STATUTORY_SCALES)]


def _named(frames: Given[str, pd.DataFrame]) -> set[str]:
    """Every school that a row names."""
    return {str(code) for frame in frames.values() if "school" in frame for code in frame["school"].dropna().unique()}


def _pupils(frames: Given[str, pd.DataFrame]) -> set[str]:
    return {str(key) for frame in frames.values() if "pupil" in frame for key in frame["pupil"].dropna().unique()}


def _own(frames: Given[str, pd.DataFrame], *, schools: set[str], roll: Roll) -> set[str]:
    """The pupils who are nobody else's: nowhere on roll yet, ever at one of the schools, or enrolled there now."""
    known, places = set(roll.pupils["pupil"]), roll.places
    here = set(places.loc[places["school"].isin(schools), "pupil"])
    placed = set(places["pupil"])
    enrolled = set(frames["enrolment"]["pupil"].dropna()) if "enrolment" in frames else set()
    return here | enrolled | (known - placed) | (_pupils(frames) - known)
