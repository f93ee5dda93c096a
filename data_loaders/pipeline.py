"""Bringing files in: read → check → convert → write, in one transaction, as one batch, with one report.

Nothing is written unless every file's structure is right; a line at fault is held back, counted and named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Given
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.attributing import by_school
from data_loaders.bounds import outside
from data_loaders.call import NO_CONDITIONS, Call, Conditions
from data_loaders.checking import check, together
from data_loaders.conversion import LINE, RANK, SHEET, convert
from data_loaders.guards import as_said, first_places, guards
from data_loaders.headings import check_headings_of_term
from data_loaders.held import Rows
from data_loaders.identity import identify
from data_loaders.joining import join_sheets
from data_loaders.known_schools import recognise
from data_loaders.layout import lay_out, unanswered
from data_loaders.mapping import Mapping
from data_loaders.naming import named, under_one_name
from data_loaders.pointing import point_out
from data_loaders.report import Asked, Finding, Outcome, Report, Severity
from data_loaders.reshaping import reshape
from data_loaders.sources.sheet import Progress, Read, Sheet
from data_loaders.sources.spreadsheet import read_spreadsheet
from data_loaders.sources.statistics import read_statistics
from data_loaders.sources.xml_tables import read_xml
from data_loaders.store import importing


def bring_in(
    paths: Sequence[Path],
    *,
    mapping: Mapping,
    database_url: str,
    brought_by: str,
    progress: Progress | None = None,
    given: Given[str, str] = MappingProxyType({}),
    answers: Given[str, str] = MappingProxyType({}),
    sure: bool = False,
    dry: bool = False,
    noted: Callable[[int], None] | None = None,
    conditions: Conditions = NO_CONDITIONS,
) -> Report:
    """Bring files in together, as one batch.

    The database is made where it is not there. The same bytes by the same mapping are not written again: the report
    then names the earlier batch. The same content in other bytes (rows shuffled, saved again) is a batch in which
    nothing changes. ``given`` answers what the mapping asks, such as the school of a one-school export; ``answers`` say
    whom a line is about where it is not certain, ``file:line`` → UPN. What needs a second look is refused unless
    ``sure``; ``dry`` writes nothing and says what would be; ``conditions`` are those of files that a page was given;
    ``noted`` is told the batch's number before it is committed, and what it raises undoes everything.
    Raises ``OSError`` where a file cannot be opened, ``StoreUnavailable`` where the database cannot be written,
    ``ChangedMeanwhile`` where it is no longer as the conditions say; in every case of failure it is as it was.
    """
    ordered = sorted(paths, key=conditions.name_of)
    files = [_described(path, name=conditions.name_of(path)) for path in ordered]
    call = Call(
        names=tuple(file["name"] for file in files), mapping=mapping, database_url=database_url, brought_by=brought_by,
        progress=progress, given=given, answers=answers, sure=sure, dry=dry, files=files, noted=noted,
        sha256=_fingerprint(files, mapping=mapping, given={**given, **answers}), conditions=conditions,
    )  # fmt: skip
    importing.prepare(database_url)
    same = importing.same_batch(database_url, sha256=call.sha256, mapping=mapping.name)
    if same:
        return call.report(Outcome.ALREADY_LOADED, batch_id=same.batch_id)
    return _check_and_write(call, read=_read(call, paths=ordered))


def sample(path: Path, *, mapping: Mapping, conditions: Conditions = NO_CONDITIONS) -> dict[str, pd.DataFrame]:
    """What a mapping makes of a file, a frame a record, as it would be before anything is checked or asked.

    Raises ``OSError`` where the file cannot be opened.
    """
    call = Call.of([path], mapping=mapping, conditions=conditions)
    sheets, _ = _read(call, paths=[path])
    shaped = reshape(under_one_name(named(sheets, mapping=mapping, given={}), mapping=mapping), mapping=mapping)
    sheets = join_sheets(shaped.sheets, mapping=mapping).sheets
    plan = lay_out(sheets, mapping=mapping).plan
    made = [convert(sheets[place], number=place, made=one, mapping=mapping) for place, one in plan]
    return {one.record.name: one.frame.drop(columns=[SHEET, LINE, RANK]) for one in made}


def sheets_of(paths: Sequence[Path], *, mapping: Mapping, conditions: Conditions = NO_CONDITIONS) -> list[Sheet]:
    """The sheets of files as they are read, before anything is made of them."""
    return _read(Call.of(paths, mapping=mapping, conditions=conditions), paths=paths)[0]


def structure(paths: Sequence[Path], *, mapping: Mapping, conditions: Conditions = NO_CONDITIONS) -> list[Finding]:
    """What the headings of files say to a mapping before a row is looked at; a structural finding: it cannot read them.

    Raises ``OSError`` where a file cannot be opened.
    """
    read, findings = _read(Call.of(paths, mapping=mapping, conditions=conditions), paths=paths)
    sheets = named(read, mapping=mapping, given={})
    findings += check_headings_of_term(sheets, mapping=mapping)
    shaped = reshape(under_one_name(sheets, mapping=mapping), mapping=mapping)
    joined = join_sheets(shaped.sheets, mapping=mapping)
    return [*findings, *shaped.findings, *joined.findings, *lay_out(joined.sheets, mapping=mapping).findings]


def record(
    rows: Sequence[dict[str, str]],
    *,
    file: str,
    sheet: str,
    mapping: Mapping,
    database_url: str,
    brought_by: str,
    standing: Sequence[int],
    noted: Callable[[int], None],
) -> Report:
    """Bring in what a person has recorded, by the rules of a file, as one batch: cells by heading, a row a line.

    ``file`` and ``sheet`` are what the batch and the mapping call it; the first row is line 1. ``standing`` are the
    batches that stood when what is changed was read: where another has been brought in or taken back since,
    ``ChangedMeanwhile`` is raised and nothing is written. ``noted`` is told the batch's number before it is committed;
    what it raises leaves the database as it was. Raises ``StoreUnavailable`` as ``bring_in`` does.
    """
    text = json.dumps([list(standing), *rows], ensure_ascii=False).encode()
    files = [{"name": file, "sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)}]
    call = Call(
        names=(file,), mapping=mapping, database_url=database_url, brought_by=brought_by, files=files,
        sha256=_fingerprint(files, mapping=mapping, given={}),
        noted=noted, conditions=Conditions(standing=standing),
    )  # fmt: skip
    frame = pd.DataFrame(rows, dtype=object)
    read = Sheet(file=file, name=sheet, frame=frame, lines=np.arange(1, len(rows) + 1))
    return _check_and_write(call, read=([read], []))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as a batch keeps it. Raises ``OSError`` where the file cannot be opened."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _described(path: Path, *, name: str) -> dict[str, Any]:
    return {"name": name, "sha256": digest_of(path), "bytes": path.stat().st_size}


def _fingerprint(files: Sequence[dict[str, Any]], *, mapping: Mapping, given: Given[str, str]) -> str:
    """The SHA-256 of all files, in order of name, of the mapping and of what was said with them: a mapping that was
    changed, or another school said, reads them anew."""
    whole = hashlib.sha256(mapping.model_dump_json().encode() + repr(sorted(given.items())).encode())
    for file in files:
        whole.update(file["sha256"].encode())
    return whole.hexdigest()


def _check_and_write(call: Call, *, read: tuple[list[Sheet], list[Finding]]) -> Report:
    sheets, findings = read
    sheets = named(sheets, mapping=call.mapping, given=call.given)
    findings += check_headings_of_term(sheets, mapping=call.mapping)
    shaped = reshape(under_one_name(sheets, mapping=call.mapping), mapping=call.mapping)
    joined = join_sheets(shaped.sheets, mapping=call.mapping)
    sheets = joined.sheets
    findings += shaped.findings
    layout = lay_out(sheets, mapping=call.mapping)
    findings += [*unanswered(call.mapping, given=call.given), *joined.findings, *layout.findings]
    if _structural(as_said(findings, sure=call.sure)):
        return call.report(Outcome.REJECTED, findings=findings)
    roll = cache(lambda: importing.roll(call.database_url))
    known = recognise(
        sheets, mapping=call.mapping, plan=layout.plan, schools=importing.schools(call.database_url)
    )  # fmt: skip
    identified = identify(
        known.sheets, mapping=call.mapping, roll=roll, answers=call.answers, within=call.conditions.schools
    )  # fmt: skip
    sheets = identified.sheets
    findings += [*known.findings, *identified.findings]
    converted = [
        known.named(convert(sheets[place], number=place, made=made, mapping=call.mapping))
        for place, made in layout.plan
    ]  # fmt: skip
    if beyond := outside(together(converted), schools=call.conditions.schools, roll=roll):
        return call.report(Outcome.REJECTED, findings=[beyond])
    with importing.stored(call.database_url) as (stored, scales):
        rows = check(
            converted, sheets=sheets, mapping=call.mapping, stored=stored, scales=scales, progress=call.progress,
            roll=roll, erased=importing.erased(call.database_url), answers=call.answers,
        )  # fmt: skip
    asked = [*identified.asked, *rows.asked]
    findings += [*rows.findings, *point_out(sheets, mapping=call.mapping)]
    findings = by_school(findings, converted=converted, sheets=sheets, roll=roll)
    findings = as_said([*findings, *guards(rows.frames, roll=roll)], sure=call.sure)
    if _structural(findings) and not (call.dry and _may_be_answered(findings, asked=asked)):
        return call.report(Outcome.REJECTED, findings=findings, lines_held_back=rows.held_lines())
    act = _preview if call.dry else _write
    return replace(act(call, rows=rows, findings=findings), asked=tuple(asked))


def _read(call: Call, *, paths: Sequence[Path]) -> tuple[list[Sheet], list[Finding]]:
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for path in paths:
        read = _read_file(path, call=call).called(call.conditions.name_of(path))
        if call.mapping.statistics:
            read_statistics(read, layouts=call.mapping.statistics)
        sheets += read.sheets
        findings += read.findings
    return sheets, findings


def _read_file(path: Path, *, call: Call) -> Read:
    if call.mapping.xml:
        return read_xml(path, tables=call.mapping.xml, title=call.mapping.xml_title)
    read = read_spreadsheet(
        path, delimiter=call.mapping.delimiter, encoding=call.mapping.encoding, skip=call.mapping.ignored,
        ragged=call.mapping.ragged, heading_line=call.mapping.heading_line, progress=call.progress,
    )  # fmt: skip
    _check_format(read, mapping=call.mapping)
    return read


def _check_format(read: Read, *, mapping: Mapping) -> None:
    if mapping.format != "any" and read.workbook is not (mapping.format == "workbook"):
        wanted, given = ("a workbook", "text") if mapping.format == "workbook" else ("a CSV file", "a workbook")
        message = f"the mapping {mapping.name} reads {wanted}, this is {given}"
        read.refuse("format", message=message, advice=f"Save it as {wanted}, or choose another mapping")


def _may_be_answered(findings: Sequence[Finding], *, asked: Sequence[Asked]) -> bool:
    """Whether so many lines are held back that the files are refused, and saying who is meant may mend that."""
    refusals = {finding.rule for finding in findings if finding.severity is Severity.STRUCTURE}
    return refusals == {"file.too_many_faults"} and any(one.pupils for one in asked)


def _structural(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.STRUCTURE for finding in findings)


def _frames(rows: Rows) -> dict[str, pd.DataFrame]:
    return {name: frame.drop(columns=[SHEET, LINE, RANK]) for name, frame in rows.frames.items()}


def _otherwise(mapping: Mapping) -> dict[str, dict[str, str]]:
    return {made.record: made.fills for made in mapping.records if made.fills}


def _preview(call: Call, *, rows: Rows, findings: Sequence[Finding]) -> Report:
    counts, seen = importing.preview(
        call.database_url, frames=_frames(rows), held_back=rows.held_rows, otherwise=_otherwise(call.mapping),
        look=call.conditions.look,
    )  # fmt: skip
    firsts = {name: first_places(rows, record=name, seen=one) for name, one in seen.items()}
    return call.report(
        Outcome.PREVIEWED, findings=findings, counts=counts, firsts=firsts, lines_held_back=rows.held_lines()
    )


def _write(call: Call, *, rows: Rows, findings: Sequence[Finding]) -> Report:
    if call.progress:
        call.progress("writing, and working out the figures", done=0, total=1)
    notes = call.mapping.all_notes
    same, batch_id, counts = importing.write(
        call.database_url,
        frames=_frames(rows),
        mapping=call.mapping.name, files=call.files, sha256=call.sha256, brought_by=call.brought_by,
        held_back=rows.held_rows, notes=notes, report=[finding.as_json() for finding in findings],
        otherwise=_otherwise(call.mapping),
        standing=call.conditions.standing, noted=call.noted,
    )  # fmt: skip
    if call.progress:
        call.progress("writing, and working out the figures", done=1, total=1)
    if same:
        return call.report(Outcome.ALREADY_LOADED, batch_id=batch_id)
    return call.report(
        Outcome.COMMITTED, findings=findings, batch_id=batch_id, counts=counts, notes=notes,
        lines_held_back=rows.held_lines(),
    )  # fmt: skip
