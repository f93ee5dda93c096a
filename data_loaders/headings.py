"""Headings against the years that have them: what does not belong to the term of a file is said by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data_loaders.heading_years import holds
from data_loaders.mapping import Mapping
from data_loaders.report import Finding, Severity, plural
from data_loaders.sources.sheet import Sheet


def check_headings_of_term(sheets: Sequence[Sheet], *, mapping: Mapping) -> list[Finding]:
    """Findings about the sheets whose mapping lists headings by year: unknown ones, those of other years, missing ones.

    None of them refuses a file: a heading that a record cannot do without is looked for by ``layout``.
    """
    found: list[Finding] = []
    for sheet in sheets:
        table = mapping.headings.get(sheet.title)
        if table and sheet.said.get("season"):
            found += _checked(sheet, table=table)
    return found


def _checked(sheet: Sheet, *, table: dict[str, tuple[str, ...]]) -> list[Finding]:
    term, year = sheet.said["season"], int(sheet.said["year"])
    now = [name for when, names in table.items() if holds(when, term=term, year=year) for name in names]
    own = {name.casefold(): name for name in sheet.frame.columns}
    when_of = {name.casefold(): when for when, names in table.items() for name in names}
    new = [own[name] for name in own if name not in when_of]
    strange = [own[name] for name in own.keys() & when_of.keys() - {name.casefold() for name in now}]
    lacking = [name for name in now if name.casefold() not in own]
    said = f"the {term} {year} table “{sheet.title}”"
    return [
        *_unknown(sheet, names=new),
        *_of_other_years(sheet, names=sorted(strange), when_of=when_of, said=said),
        *_missing(sheet, names=lacking, said=said),
    ]


def _unknown(sheet: Sheet, *, names: Iterable[str]) -> list[Finding]:
    message = f"this column is in the table “{sheet.title}” of no year and was passed over"
    return [
        sheet.found("layout.unknown_column", severity=Severity.WARNING, message=message, column=name) for name in names
    ]


def _of_other_years(sheet: Sheet, *, names: Iterable[str], when_of: dict[str, str], said: str) -> list[Finding]:
    return [
        sheet.found(
            "layout.other_years", severity=Severity.WARNING, column=name,
            message=f"this column is not in {said}, only in {when_of[name.casefold()]}",
            advice="It is read where the mapping uses it; check that the file is from the term its name says",
        )
        for name in names
    ]  # fmt: skip


def _missing(sheet: Sheet, *, names: Sequence[str], said: str) -> list[Finding]:
    if not names:
        return []
    message = f"{plural(len(names), noun='column')} of {said} not there: {', '.join(names)}"
    return [sheet.found("layout.lacking_columns", severity=Severity.NOTE, message=message)]
