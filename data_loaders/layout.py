"""Which sheet becomes which record, and whether every column a mapping needs is there: structure, before any row."""

from __future__ import annotations

from collections.abc import Mapping as Given
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from data_loaders.conversion import heading_in
from data_loaders.joining import ALL, rows_where
from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import PupilKey, RecordMapping, Source
from data_loaders.naming import put_in
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
    if sheets and not layout.plan and all(one.severity is not Severity.STRUCTURE for one in layout.findings):
        layout.findings.append(_nothing_read(sheets, mapping=mapping))
    return layout


def _nothing_read(sheets: Sequence[Sheet], *, mapping: Mapping) -> Finding:
    """Files of which the mapping knows no sheet would be a batch of nothing: it is refused, not brought in."""
    message = f"the mapping {mapping.name} reads nothing of what is in the file"
    return Finding(
        rule="layout.nothing_read", severity=Severity.STRUCTURE, message=message, file=sheets[0].file,
        advice="Check that it is the right file and the right mapping",
    )  # fmt: skip


def unanswered(mapping: Mapping, *, given: Given[str, str]) -> list[Finding]:
    """What the mapping asks of whoever brings the files in and nobody has said: structural, as nothing is guessed."""
    return [
        Finding(
            rule=f"layout.ask_{name}", severity=Severity.STRUCTURE, message=f"the files do not say it: {question}",
            advice=f"Say it with --{name}" if name == "school" else f"Say it with --given {name}=…",
        )
        for name, question in mapping.asks.items()
        if not given.get(name)
    ]  # fmt: skip


def _made_from(sheet: Sheet, *, made: RecordMapping) -> bool:
    return not made.sheets or sheet.title.casefold() in {name.casefold() for name in made.sheets}


def _say_unknown(layout: Layout, *, sheet: Sheet, mapping: Mapping) -> None:
    """A sheet joined to others is known; one left out on purpose is said; any other is refused."""
    title = sheet.title.casefold()
    if title in {join.other.casefold() for join in mapping.joins}:
        return
    if title in {name.casefold() for name in (*mapping.ignored, *mapping.headings)}:
        message = "this file is known and left out: no figure is made from it"
        layout.findings.append(sheet.found("layout.left_out", severity=Severity.NOTE, message=message))
        return
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
    used = _used(sheet, sources=sources, mapping=mapping)
    unknown = [name for name in sheet.frame.columns if name.casefold() not in used]
    for source in sources.values():
        if heading_in(sheet, source=source) is None:
            _say_absent(layout, sheet=sheet, source=source, unknown=unknown)
    _check_pupil_key(layout, sheet=sheet, mapping=mapping, wanted=wanted, unknown=unknown)
    for made in wanted:
        _check_choice(layout, sheet=sheet, made=made)
    if sheet.title in mapping.headings or "*" in mapping.ignored:
        return
    for name in unknown:
        message = "this column is not in the mapping and was passed over"
        layout.findings.append(
            sheet.found("layout.unknown_column", severity=Severity.WARNING, message=message, column=name)
        )


def _check_choice(layout: Layout, *, sheet: Sheet, made: RecordMapping) -> None:
    """A choice among the lines needs its columns, and must leave some line."""
    chosen = {name: [put_in(cell, said=sheet.said) for cell in cells] for name, cells in made.where.items()}
    chosen = {name: cells for name, cells in chosen.items() if ALL not in cells}
    if absent := [name for name in chosen if sheet.heading(name) is None]:
        _say_missing(layout, sheet=sheet, name=absent[0], words="Bring in the file that says it, too", unknown=())
    elif any("{" in cell for cells in chosen.values() for cell in cells):
        return  # chosen by what nobody has said yet: that is asked for
    elif chosen and not made.may_be_none and not len(rows_where(sheet, where=made.where).lines):
        words = ", ".join(f"“{name}” {' or '.join(cells)}" for name, cells in chosen.items())
        message, advice = f"no line has {words}", "Check what was said with the files, and that they are the right ones"
        found = sheet.found("layout.nothing_chosen", severity=Severity.STRUCTURE, message=message, advice=advice)
        if found not in layout.findings:
            layout.findings.append(found)


def _used(sheet: Sheet, *, sources: dict[str, Source], mapping: Mapping) -> set[str]:
    """The headings, without capitals, that the mapping uses, brings in from other sheets or leaves out on purpose."""
    known = {*_key_columns(mapping), *mapping.ignored}
    known |= {name for source in sources.values() for name in source.headings}
    known |= {said.column for said in mapping.pointed_out}
    known |= {name for made in mapping.records for name in made.where}
    for join in mapping.joins:
        if join.sheet.casefold() == sheet.title.casefold():
            known |= {join.on[0], *join.take, *join.gather}
        if join.other.casefold() == sheet.title.casefold():
            known |= {join.on[1], *join.take.values(), *join.where}
    return {name.casefold() for name in known}


def _say_absent(layout: Layout, *, sheet: Sheet, source: Source, unknown: Sequence[str]) -> None:
    if source.absent != "required":
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
    return list(mapping.pupil.headings) if mapping.pupil else []


def _by_name(key: PupilKey) -> tuple[tuple[str, ...], ...]:
    return tuple(way for way in ((key.name,), (key.surname, key.forename)) if all(way))


def _check_pupil_key(
    layout: Layout, *, sheet: Sheet, mapping: Mapping, wanted: Sequence[RecordMapping], unknown: Sequence[str]
) -> None:
    """At least one way of making the pupil's key must have all its columns, where a record needs the key."""
    ways = (*mapping.pupil.columns, *_by_name(mapping.pupil)) if mapping.pupil else ()
    needed = any("pupil" in BY_NAME[made.record].names and "pupil" not in made.columns for made in wanted)
    own = {heading.casefold() for heading in sheet.frame.columns} | {f"{{{name}}}" for name in sheet.said}
    if needed and ways and not any(all(name.casefold() in own for name in way) for way in ways):
        absent = next(name for name in ways[0] if name.casefold() not in own)
        _say_missing(layout, sheet=sheet, name=absent, words="", unknown=unknown)
