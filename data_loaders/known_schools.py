"""Which school a code of a file means: one that is stored is found by its other numbers too, and never made twice.

A school goes by its URN and by its LA and establishment number together (330 and 2049: 3302049). A code that is stored
stays as it is; what may mean two schools is asked, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.cells import clean
from data_loaders.conversion import Converted, convert, heading_in
from data_loaders.joining import rows_where
from data_loaders.mapping import Mapping as Layout
from data_loaders.mapping_parts import RecordMapping, Source
from data_loaders.report import Finding, Severity
from data_loaders.sources.sheet import Sheet
from data_loaders.store.schools import School
from data_loaders.telling_schools import Question, known_as, meant, twice

Plan = Sequence[tuple[int, RecordMapping]]
_SCHOOL = "school"
"""The column of a record that names its school, and what whoever brings a one-school export in says."""
_NUMBERS = ("la_code", "establishment_number")


@dataclass(kw_only=True)
class Recognised:
    """The sheets without lines of which the school is not certain, each school of a pupil's key under its code here."""

    sheets: list[Sheet]
    here: dict[str, str] = field(default_factory=dict)
    """A code of the files → the code under which the same school is stored."""
    findings: list[Finding] = field(default_factory=list)

    def named(self, converted: Converted) -> Converted:
        """The rows of a record, each school under its code here."""
        frame = converted.frame
        if not self.here or _SCHOOL not in frame:
            return converted
        codes = frame[_SCHOOL].map(lambda code: self.here.get(code, code))
        return replace(converted, frame=frame.assign(school=codes))


def recognise(sheets: Sequence[Sheet], *, mapping: Layout, plan: Plan, schools: Sequence[School]) -> Recognised:
    """Find each school that the files name among those stored (``schools``) and those of the files themselves.

    One that is stored under another code is said in a note; a line whose code may mean several is held back with a
    question.
    """
    said, files = _said(sheets, mapping=mapping, plan=plan)
    sure, asked = meant(said, schools=schools)
    here = {code: one.code for code, one in sure.items()}
    findings = [known_as(code, one=one, files=files[code]) for code, one in sure.items()]
    staying = [one for code, one in said.items() if code not in {*sure, *asked}]
    findings += twice(staying, schools=schools, files=files)
    certain = []
    for place, sheet in enumerate(sheets):
        headings = _headings(sheet, mapping=mapping, made=[made for number, made in plan if number == place])
        left, questions = _without(sheet, asked=asked, headings=headings)
        certain.append(_under_known(left, mapping=mapping, here=here))
        findings += questions
    return Recognised(sheets=certain, here=here, findings=findings)


def _headings(sheet: Sheet, *, mapping: Layout, made: Sequence[RecordMapping]) -> list[str]:
    """The columns of records and of the pupil's key that name a school; one that has codes of its own says which."""
    found = [heading_in(sheet, source=source) for source in _sources(made)]
    found += _of_key(sheet, mapping=mapping) if made else []
    return list(dict.fromkeys(heading for heading in found if heading))


def _sources(made: Sequence[RecordMapping]) -> list[Source]:
    sources = [sources[_SCHOOL] for one in made for sources in one.variants if _SCHOOL in sources]
    return [source for source in sources if not source.codes]


def _of_key(sheet: Sheet, *, mapping: Layout) -> list[str]:
    """The columns of the pupil's key that name a school, on this sheet or on another."""
    if mapping.pupil is None:
        return []
    names = {name.casefold() for source in _sources(mapping.records) for name in source.headings}
    names |= {mapping.pupil.school.casefold()}
    found = [sheet.heading(name) for name in mapping.pupil.headings if name.casefold() in names]
    return [heading for heading in found if heading]


def _said(sheets: Sequence[Sheet], *, mapping: Layout, plan: Plan) -> tuple[dict[str, School], dict[str, list[str]]]:
    """Every school that the files name, by its code there, with what they say of its numbers; and the files of each."""
    files: dict[str, dict[str, None]] = defaultdict(dict)
    described: dict[str, School] = {}
    for place, made in plan:
        sheet = rows_where(sheets[place], where=made.where)
        codes = {sheet.said.get(_SCHOOL, "")}
        for heading in _headings(sheet, mapping=mapping, made=[made]):
            codes |= {clean(cell) for cell in pd.unique(sheet.frame[heading])}
        for code in sorted(codes - {""}):
            files[code][sheet.file] = None
        if made.record == _SCHOOL and set(_NUMBERS) <= made.columns.keys():
            described |= {one.code: one for one in _described(sheets[place], number=place, made=made, mapping=mapping)}
    said = {code: described.get(code, School(code=code)) for code in sorted(files)}
    return said, {code: list(names) for code, names in files.items()}


def _described(sheet: Sheet, *, number: int, made: RecordMapping, mapping: Layout) -> Iterator[School]:
    """The schools of a sheet of schools, as they are before any check."""
    frame = convert(sheet, number=number, made=made, mapping=mapping).frame
    names = {"code": _SCHOOL, "name": "name", "own_urn": "urn", "left": "left", **{name: name for name in _NUMBERS}}
    there = {part: column for part, column in names.items() if column in frame}
    for row in frame[list(there.values())].drop_duplicates().itertuples(index=False, name=None):
        cells: dict[str, Any] = {part: cell for part, cell in zip(there, row, strict=True) if cell}
        if "code" in cells:
            yield School(**cells)


def _without(sheet: Sheet, *, asked: Mapping[str, Question], headings: Sequence[str]) -> tuple[Sheet, list[Finding]]:
    """The sheet without the lines whose school must be asked, and the questions."""
    unsure = np.zeros(len(sheet.lines), dtype=bool)
    questions = []
    for code, question in asked.items():
        lines = _names(sheet, code=code, headings=headings)
        if lines.any():
            questions.append(
                sheet.found(
                    "school.asked", severity=Severity.ERROR, message=question.message, advice=question.advice,
                    lines=tuple(sheet.lines[lines].tolist()),
                )
            )  # fmt: skip
            unsure |= lines
    if not questions:
        return sheet, []
    misfits = (*sheet.misfits, *sheet.lines[unsure].tolist())
    return replace(sheet, misfits=misfits).only(~unsure), questions


def _names(sheet: Sheet, *, code: str, headings: Sequence[str]) -> np.ndarray:
    """Which lines name a school by this code."""
    if sheet.said.get(_SCHOOL) == code:
        return np.ones(len(sheet.lines), dtype=bool)
    named = [sheet.frame[heading].map(clean).to_numpy() == code for heading in headings]
    return np.any(named, axis=0) if named else np.zeros(len(sheet.lines), dtype=bool)


def _under_known(sheet: Sheet, *, mapping: Layout, here: Mapping[str, str]) -> Sheet:
    """The sheet with the codes by which a pupil is known at a school, and what was said with it, as they are here."""
    if not here:
        return sheet
    said = {**sheet.said}
    if said.get(_SCHOOL) in here:
        said[_SCHOOL] = here[said[_SCHOOL]]
    codes = {
        heading: sheet.frame[heading].map(lambda cell: here.get(clean(cell), cell))
        for heading in _of_key(sheet, mapping=mapping)
    }
    return replace(sheet, said=said, frame=sheet.frame.assign(**codes))
