"""Which sheet becomes which record, and whether every column a mapping needs is there: structure, before any row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from data_loaders.conversion import heading_in
from data_loaders.mapping import Mapping, RecordMapping, Source
from data_loaders.report import Finding, Severity
from data_loaders.sources.sheet import Sheet
from data_loaders.store.records import BY_NAME


@dataclass(kw_only=True)
class Layout:
    """What is to be made: pairs of a sheet's number and a record's mapping, and what was found while planning."""

    plan: list[tuple[int, RecordMapping]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def lay_out(sheets: Sequence[Sheet], *, mapping: Mapping) -> Layout:
    """Plan the conversion of all sheets of a call.

    A missing column that is required, a file no record is made from, and files without a single row are structural
    findings; a column nobody knows is a warning.
    """
    layout = Layout()
    for number, sheet in enumerate(sheets):
        wanted = [made for made in mapping.records if _made_from(sheet, made=made)]
        if not wanted:
            _say_unknown(layout, sheet=sheet, mapping=mapping)
        elif not len(sheet.lines):
            _say_no_rows(layout, sheet=sheet, others=[other for other in sheets if other.file == sheet.file])
        else:
            _check_columns(layout, sheet=sheet, wanted=wanted, mapping=mapping)
            layout.plan += [(number, made) for made in wanted]
    return layout


def _made_from(sheet: Sheet, *, made: RecordMapping) -> bool:
    return not made.sheets or sheet.title.casefold() in {name.casefold() for name in made.sheets}


def _say_unknown(layout: Layout, *, sheet: Sheet, mapping: Mapping) -> None:
    known = list(dict.fromkeys(name for made in mapping.records for name in made.sheets))
    near = get_close_matches(sheet.title, known, n=1)
    meant = f"Is it “{near[0]}”? Then call it so" if near else f"Call it by one of {', '.join(known)}"
    what = "sheet" if sheet.name else "file"
    message = f"the mapping {mapping.name} makes nothing from a {what} called “{sheet.title}”"
    severity = Severity.WARNING if sheet.name else Severity.STRUCTURE
    layout.findings.append(sheet.found("layout.unknown_sheet", severity=severity, message=message, advice=meant))


def _say_no_rows(layout: Layout, *, sheet: Sheet, others: Sequence[Sheet]) -> None:
    """Sheets that were left empty do no harm; a file without any row does, and is said once."""
    if sheet is not others[0] or any(len(other.lines) for other in others):
        return
    sheet = replace(sheet, name="")
    message = "there are headings but no rows; nothing is deleted because of that"
    advice = "Export it again, or leave the file out"
    layout.findings.append(sheet.found("layout.no_rows", severity=Severity.STRUCTURE, message=message, advice=advice))


def _check_columns(layout: Layout, *, sheet: Sheet, wanted: Sequence[RecordMapping], mapping: Mapping) -> None:
    sources: dict[str, Source] = {}
    for made in wanted:
        for variant in made.variants:
            for source in variant.values():
                if source.column:
                    sources.setdefault(source.column, source)
    used = {name.casefold() for name in _key_columns(mapping)}
    unknown = [
        name for name in sheet.frame.columns if name.casefold() not in used | _headings(sources, mapping=mapping)
    ]
    for source in sources.values():
        if heading_in(sheet, source=source) is None:
            _say_absent(layout, sheet=sheet, source=source, unknown=unknown)
    _check_pupil_key(layout, sheet=sheet, mapping=mapping, wanted=wanted, unknown=unknown)
    for name in unknown:
        message = "this column is not in the mapping and was passed over"
        layout.findings.append(
            sheet.found("layout.unknown_column", severity=Severity.WARNING, message=message, column=name)
        )


def _headings(sources: dict[str, Source], *, mapping: Mapping) -> set[str]:
    known = {name.casefold() for source in sources.values() for name in source.headings}
    return known | {name.casefold() for name in mapping.ignored}


def _say_absent(layout: Layout, *, sheet: Sheet, source: Source, unknown: Sequence[str]) -> None:
    if source.absent == "ignored":
        if source.absent_words:
            message = f"there is no column “{source.column}”: {source.absent_words}"
            layout.findings.append(sheet.found("layout.absent_column", severity=Severity.NOTE, message=message))
        return
    _say_missing(layout, sheet=sheet, name=source.column, words=source.absent_words, unknown=unknown)


def _say_missing(layout: Layout, *, sheet: Sheet, name: str, words: str, unknown: Sequence[str]) -> None:
    folded = {heading.casefold(): heading for heading in unknown}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    renamed = f"Is it “{folded[near[0]]}”? Then rename it, or add that heading to the mapping. " if near else ""
    advice = renamed + (words or f"Export it again with the column “{name}”")
    message = f"the column “{name}” is missing"
    layout.findings.append(
        sheet.found("layout.missing_column", severity=Severity.STRUCTURE, message=message, advice=advice)
    )


def _key_columns(mapping: Mapping) -> list[str]:
    return [name for way in mapping.pupil.columns for name in way] if mapping.pupil else []


def _check_pupil_key(
    layout: Layout, *, sheet: Sheet, mapping: Mapping, wanted: Sequence[RecordMapping], unknown: Sequence[str]
) -> None:
    """At least one way of making the pupil's key must have all its columns, where a record needs the key."""
    ways = mapping.pupil.columns if mapping.pupil else ()
    needed = any("pupil" in BY_NAME[made.record].names and "pupil" not in made.columns for made in wanted)
    own = {heading.casefold() for heading in sheet.frame.columns}
    if needed and ways and not any(all(name.casefold() in own for name in way) for way in ways):
        absent = next(name for name in ways[0] if name.casefold() not in own)
        _say_missing(layout, sheet=sheet, name=absent, words="", unknown=unknown)
