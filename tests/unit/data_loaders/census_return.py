"""The return of a school's census as XML, written from the rows of the pupil tables: the same pupils, SEN and sessions.

The elements are those of the specification of the return; no return of a real school was at hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import pandas as pd

Table = pd.DataFrame
IDENTIFIERS = {
    "UPN": "upn", "Surname": "surname", "Forename": "forename", "DOB": "dob", "Sex": "sex", "FormerUPN": "formerupn",
}  # fmt: skip
TERMS = {"autumn": ("AUT", "10-03"), "spring": ("SPR", "01-16"), "summer": ("SUM", "05-15")}


def write_returns(folder: Path, *, tables: Mapping[str, Table], year: int, term: str) -> list[Path]:
    """One file for each school of the tables (``pupilonroll`` and so on, text cells), called as its number."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, school in enumerate(sorted(tables["pupilonroll"]["NativeId"].unique()), start=1):
        own = {name: table[table["NativeId"] == school] for name, table in tables.items()}
        path = folder / f"33{number:05d}_SC_{term}.xml"
        path.write_bytes(as_xml(own, estab=f"{number + 2000:04d}", year=year, term=term))
        paths.append(path)
    return paths


def as_xml(tables: Mapping[str, Table], *, estab: str, year: int, term: str) -> bytes:
    """The whole return of one school."""
    code, day = TERMS[term]
    message = Element("Message")
    header = SubElement(message, "Header")
    _filled(header, "CollectionDetails", Collection="SC", Term=code, Year=str(year), ReferenceDate=f"{year}-{day}")
    _filled(header, "Source", SourceLevel="S", LEA="330", Estab=estab, SerialNo="001")
    _filled(SubElement(message, "School"), "SchoolCharacteristics", SchoolName=f"School {estab}", Phase="PS")
    pupils = SubElement(message, "Pupils")
    on_roll = SubElement(pupils, "PupilsOnRoll")
    sessions = _by_pupil(tables.get("termlysessiondetailsonroll"))
    needs = _by_pupil(tables.get("senneeds"))
    for row in _rows(tables["pupilonroll"]):
        _on_roll(on_roll, row, sessions=sessions[row["pupilonrolltableid"]], needs=needs[row["pupilonrolltableid"]])
    off_roll = SubElement(pupils, "PupilsNoLongerOnRoll")
    for row in _rows(tables.get("pupilnolongeronroll")):
        _off_roll(off_roll, row)
    indent(message, space="")
    return bytes(tostring(message, encoding="utf-8", xml_declaration=True))


def _on_roll(parent: Element, row: dict[str, str], *, sessions: list[Any], needs: list[Any]) -> None:
    pupil = SubElement(parent, "PupilOnRoll")
    _filled(pupil, "PupilIdentifiers", **{name: row.get(column, "") for name, column in IDENTIFIERS.items()})
    _filled(pupil, "PupilCharacteristics", Ethnicity=row.get("ethnicity", ""))
    _filled(
        pupil, "PupilStatus", EnrolStatus=row.get("enrolstatus", ""), EntryDate=row["entrydate"],
        NCyearActual=row["ncyearactual"],
    )  # fmt: skip
    sen = _filled(pupil, "SpecialEducationalNeeds", SENprovision=row["senprovision"])
    listed = SubElement(sen, "SENneeds") if needs else None
    for need in needs:
        _filled(listed, "SENneed", SENtypeRank=need["sentyperank"], SENtype=need["sentype"])
    if row["termlysessionspossible"]:
        termly = _filled(
            SubElement(pupil, "Attendance"), "TermlyAttendance", SessionsPossible=row["termlysessionspossible"],
            SessionsAuthorised=row.get("termlysessionsauthorised", ""),
            SessionsUnauthorised=row.get("termlysessionsunauthorised", ""),
        )  # fmt: skip
        details = SubElement(termly, "SessionDetails")
        for one in sessions:
            _filled(details, "SessionDetail", AttendanceReason=one["attendancereason"], Sessions=one["sessions"])


def _off_roll(parent: Element, row: dict[str, str]) -> None:
    pupil = SubElement(parent, "PupilNoLongerOnRoll")
    _filled(pupil, "PupilIdentifiers", **{name: row.get(column, "") for name, column in IDENTIFIERS.items()})
    _filled(
        pupil, "PupilStatus", EntryDate=row["entrydate"], LeavingDate=row["leavingdate"],
        NCyearLeaving=row.get("ncyearleaving", ""),
    )  # fmt: skip


def _filled(parent: Element | None, name: str, **texts: str) -> Element:
    """An element with one child for each text that is not empty, as a return has no empty elements."""
    assert parent is not None
    made = SubElement(parent, name)
    for child, text in texts.items():
        if text:
            SubElement(made, child).text = _written(text)
    return made


def _written(text: str) -> str:
    """A cell of the tables as a return writes it: ISO days, whole numbers."""
    if text[4:5] == "-" and text.endswith("00:00:00"):
        return pd.to_datetime(text, format="%Y-%b-%d %H:%M:%S").date().isoformat()
    return text.removesuffix(".0")


def _rows(table: Table | None) -> Iterator[dict[str, str]]:
    yield from ([] if table is None else table.to_dict("records"))


def _by_pupil(table: Table | None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in _rows(table):
        found[row["pupilonrolltableid"]].append(row)
    return found
