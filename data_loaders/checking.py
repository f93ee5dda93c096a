"""Records checked: every fault of every line found at once, faulty lines held back, the rest ready to be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Given

import numpy as np
import pandas as pd

from data_loaders.banding import hold_words, put_in_bands
from data_loaders.conversion import Converted
from data_loaders.held import Rows
from data_loaders.mapping import Mapping
from data_loaders.precedence import settle
from data_loaders.report import Finding, Severity, plural
from data_loaders.rules import RULES
from data_loaders.rules.keys import StoredKeys, duplicates, orphans
from data_loaders.rules.rule import Known, Rule
from data_loaders.rules.values import CORRECT
from data_loaders.sources.sheet import Progress, Sheet
from data_loaders.store.records import BY_NAME, RECORDS, Record
from data_loaders.store.roll import Roll
from data_loaders.swapped import hold_other_children

FEW_LINES, FEW_SHARE = 20, 0.02
"""Lines at fault that are left out of a sheet without asking: one in any case, else up to this share of it and never
more than so many. Beyond, whoever brings the file in must be sure."""
MOST_SHARE = 0.5
"""Where more than a few lines and more than this share are at fault it is the wrong file or mapping, sure or not."""


def check(
    converted: Sequence[Converted],
    *,
    sheets: Sequence[Sheet],
    mapping: Mapping,
    stored: StoredKeys,
    scales: pd.DataFrame,
    roll: Callable[[], Roll],
    erased: Callable[[str], bool],
    answers: Given[str, str],
    progress: Progress | None = None,
) -> Rows:
    """Check all rows of a call and hold back the lines at fault.

    ``stored`` gives the keys already in the store, ``roll`` who is known there, ``erased`` who was erased from it,
    ``answers`` what was said of single lines, ``scales`` its scales (``scale``, ``lowest``, ``highest``, ``bands``).
    The result's frames hold what may be written, in the order of the records; where most of a sheet is at fault its
    findings hold a structural one.
    """
    rows = Rows(sheets=sheets, mapping=mapping, frames=together(converted))
    for number, sheet in enumerate(sheets):
        rows.hold(sheet=number, lines=np.asarray(sheet.misfits, dtype=np.int64))
    hold_words(rows, scales=_scales(rows.frames.get("scale"), stored=scales))
    _hold_failures(rows, converted=converted)
    _hold_erased(rows, erased=erased)
    settle(rows, stored=stored)
    known = _scales(rows.frames.get("scale"), stored=scales)
    put_in_bands(rows, scales=known, stored=scales)
    _apply_rules(rows, scales=known, progress=progress)
    hold_other_children(rows, roll=roll, answers=answers)
    _hold_conflicting(rows)
    _hold_orphans(rows, stored=stored)
    _take_once(rows)
    _refuse_wrong_files(rows)
    return rows


def together(converted: Sequence[Converted]) -> dict[str, pd.DataFrame]:
    """Every row of a call by its record, whichever file and whichever part of the mapping made it."""
    parts: dict[str, list[pd.DataFrame]] = {record.name: [] for record in RECORDS}
    for one in converted:
        parts[one.record.name].append(one.frame)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items() if frames}


def _hold_failures(rows: Rows, *, converted: Sequence[Converted]) -> None:
    for failure in (failure for one in converted for failure in one.failures):
        lines = tuple(failure.lines.tolist())
        found = rows.sheets[failure.sheet].found(
            failure.rule, severity=failure.severity, message=failure.message, advice=failure.advice,
            column=failure.column, lines=lines,
        )  # fmt: skip
        if found not in rows.findings:  # several records made from one cell: its fault is said once
            rows.findings.append(found)
        if failure.severity is Severity.ERROR:
            rows.hold(sheet=failure.sheet, lines=failure.lines)
    rows.drop_held()


def _hold_erased(rows: Rows, *, erased: Callable[[str], bool]) -> None:
    """Hold back every line about a child whose records were erased: the next export would bring the child back."""
    for name, frame in rows.frames.items():
        if "pupil" not in frame.columns:
            continue
        gone = frame[frame["pupil"].isin([key for key in frame["pupil"].unique() if erased(str(key))])]
        if len(gone):
            said = pd.Series("a child whose records were erased here", index=gone.index, dtype=object)
            advice = "Leave the child out of the export; to hold the child again, afa erase PUPIL --lift"
            rows.say(said, severity=Severity.ERROR, rule="identity.erased", record=name, column="", advice=advice)
            rows.hold_rows(gone)
    rows.drop_held()


def _apply_rules(rows: Rows, *, scales: pd.DataFrame, progress: Progress | None) -> None:
    known = Known(frames=rows.frames, scales=scales)
    for number, rule in enumerate(RULES, start=1):
        if progress:
            progress("checking", done=number, total=len(RULES))
        if rule.record in rows.frames:
            _apply(rows, rule=rule, known=known)
    rows.drop_held()


def _apply(rows: Rows, *, rule: Rule, known: Known) -> None:
    frame = rows.frames[rule.record]
    broken = rule.broken(frame, known=known)
    if len(broken):
        heading = rows.heading(rule.record, column=rule.column)
        let_in = rule.code in rows.mapping.let_in
        severity, advice = (Severity.WARNING, "It comes in as it is") if let_in else (rule.severity, rule.advice)
        rows.say(broken, severity=severity, rule=rule.code, record=rule.record, column=heading, advice=advice)
        if severity is Severity.ERROR:
            rows.hold_rows(frame[frame.index.isin(broken.index)])


def _scales(own: pd.DataFrame | None, *, stored: pd.DataFrame) -> pd.DataFrame:
    columns = ["scale", "lowest", "highest", "bands"]
    ends = {"lowest": float, "highest": float}
    frames = [frame.reindex(columns=columns).astype(ends) for frame in (own, stored) if frame is not None]
    return pd.concat(frames).drop_duplicates("scale")


def _hold_conflicting(rows: Rows) -> None:
    for name, frame in rows.frames.items():
        found = duplicates(frame, record=BY_NAME[name])
        if found.conflicting.any():
            _say_conflicting(rows, frame=frame[found.conflicting], record=BY_NAME[name])
            rows.hold_rows(frame[found.conflicting])
    rows.drop_held()


def _key_words(record: Record) -> str:
    return ", ".join(record.column(name).heading for name in record.key)


def _say_conflicting(rows: Rows, *, frame: pd.DataFrame, record: Record) -> None:
    message = f"{record.title}: two lines have the same {_key_words(record)} and differ in the rest"
    advice = "Keep the right one and delete the other; both are held back"
    said = pd.Series(message, index=frame.index, dtype=object)
    rows.say(said, severity=Severity.ERROR, rule="keys.conflicting", record=record.name, column="", advice=advice)


def _take_once(rows: Rows) -> None:
    """Leave one of rows that say the same. Last of all: the line of the first may have been held back, and what it says
    of a school or a scale besides its pupil is said by the others too."""
    for name, frame in rows.frames.items():
        same = duplicates(frame, record=BY_NAME[name]).same
        if not same.any():
            continue
        if not all(one.distinct for one in rows.mapping.records if one.record == name):
            record = BY_NAME[name]
            message = f"{record.title}: {plural(int(same.sum()), noun='row')} repeating another exactly, taken once"
            said = pd.Series(message, index=frame.index[same], dtype=object)
            rows.say(said, severity=Severity.NOTE, rule="keys.repeated", record=name, column="", advice="")
        rows.frames[name] = frame[~same]


def _hold_orphans(rows: Rows, *, stored: StoredKeys) -> None:
    """Hold back rows about something unknown; a line held for that may leave others without what they are about."""
    while True:
        for name, parent, missing in orphans(rows.frames, stored=stored):
            frame = rows.frames[name][missing]
            _say_orphans(rows, frame=frame, record=BY_NAME[name], parent=BY_NAME[parent])
            rows.hold_rows(frame)
        if not rows.drop_held():
            return


def _say_orphans(rows: Rows, *, frame: pd.DataFrame, record: Record, parent: Record) -> None:
    column = next(name for name in parent.key if name in record.names) if len(parent.key) == 1 else parent.key[1]
    message = f"{record.title}: what this row is about is not among the “{parent.title}” that are known"
    advice = f"Bring in the file that has it ({parent.title}) before this one or with it, or correct this one"
    said = pd.Series(message, index=frame.index, dtype=object)
    heading = rows.heading(record.name, column=column)
    rows.say(
        said,
        severity=Severity.ERROR,
        rule=f"keys.unknown_{parent.name}",
        record=record.name,
        column=heading,
        advice=advice,
    )


def _refuse_wrong_files(rows: Rows) -> None:
    """Lines that a mapping leaves out on purpose, such as ragged ones, are no faults of the file."""
    meant = rows.mapping.ragged == "held_back"
    for number, sheet in enumerate(rows.sheets):
        held, all_lines = rows.held_lines(number), len({*sheet.lines.tolist(), *sheet.misfits})
        held -= len(sheet.misfits) if meant else 0
        if held > max(1, min(FEW_LINES, FEW_SHARE * all_lines)):
            rows.findings.append(_too_many(sheet, held=held, all_lines=all_lines))


def _too_many(sheet: Sheet, *, held: int, all_lines: int) -> Finding:
    message = f"{held:,} of {plural(all_lines, noun='line')} are at fault, too many to leave out"
    if held > FEW_LINES and held > MOST_SHARE * all_lines:
        advice = f"Check that this is the right file and the right mapping, else put the lines right. {CORRECT}"
        return sheet.found("file.too_many_faults", severity=Severity.STRUCTURE, message=message, advice=advice)
    advice = "Put them right and bring the file in again, or leave them out: bring it in with --sure"
    message += " unless that is meant"
    return sheet.found("guard.many_faults", severity=Severity.STRUCTURE, message=message, advice=advice)
