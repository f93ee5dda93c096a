"""Mappings: which column of a file is what. One TOML per known layout; a trust adds its own without touching code.

A mapping is refused when it is loaded, with words, where it names a record, a column or a code list that is not there
or leaves a required column without a source: never half way through a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from data_loaders.heading_years import spans_of
from data_loaders.mapping_parts import Across, Join, PointedOut, PupilKey, RecordMapping, Strict, Weeks, XmlTable
from data_loaders.statistics import Statistics, as_list
from data_loaders.store.records import BY_NAME, RECORDS, Record


class MappingError(ValueError):
    """A mapping is not there or says something that cannot be; the message says what to write."""


class Mapping(Strict):
    """One known layout of files, told in words by ``title`` and ``about``, to records."""

    name: str = Field(pattern=r"[a-z0-9_]{1,40}")
    title: str
    about: str
    format: Literal["csv", "workbook", "xml", "any"] = "any"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: str = "auto"
    ragged: Literal["refused", "held_back"] = "refused"
    """What becomes of a CSV line with more or fewer cells than headings: the file is refused, or the line held back."""
    heading_line: int = Field(default=1, ge=1)
    """The line on which the headings stand; what is above is a title."""
    totals: tuple[str, ...] = ()
    """A line whose first filled cell begins with one of these is a total, not a row: ``Total``, ``Average``."""
    date_formats: tuple[str, ...] = ("%d/%m/%Y",)
    """How dates are written, as strptime has it; ISO dates are always read."""
    decimal: Literal[".", ","] = "."
    missing: tuple[str, ...] = ()
    """Cells that, besides empty ones, mean that nothing is known."""
    pupil: PupilKey | None = None
    xml: dict[str, XmlTable] = Field(default_factory=dict)
    """The sheets an XML file is turned into, by the name the mapping knows each by."""
    xml_title: str = ""
    """Of XML: what its head says of the whole file, from its first element down, as a column of ``xml`` is written: the
    year and the term. It stands before the name of each sheet, where ``titles`` reads it."""
    titles: str = ""
    """How the names of sheets (or of files, without ending) are made, as a regular expression: the group ``table`` is
    the name the mapping knows a sheet by, ``year`` and ``term`` say when it is from. See ``naming``."""
    tables: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The name the mapping knows a sheet by → the headings that tell it: the first whose headings are all there."""
    asks: dict[str, str] = Field(default_factory=dict)
    """What the files omit and whoever brings them in must say: name → the question; ``{name}`` is the answer."""
    same: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Headings that are one column under other names: the name the mapping uses → its other names."""
    across: Across | None = None
    weeks: Weeks | None = None
    joins: tuple[Join, ...] = ()
    headings: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """The headings of a sheet by the years and terms that have them: ``"autumn 2015-2024, spring 2016-"`` → names."""
    pointed_out: tuple[PointedOut, ...] = ()
    records: tuple[RecordMapping, ...]
    statistics: Annotated[tuple[Statistics, ...], BeforeValidator(as_list)] = ()
    """Layouts of tidy statistics: their rows become published figures before anything else is done."""
    chosen_only: bool = False
    """Read where somebody says so: of a file that another mapping reads too, that one is proposed."""
    let_in: tuple[str, ...] = ()
    """Rules that for these files are said as a warning and hold no line back, by their codes."""
    ignored: tuple[str, ...] = ()
    """Columns (or sheets) known to be there and left out on purpose; any other unknown one is pointed out.
    ``*`` is any column: said of exports of which few are read."""
    proxy: str = ""
    """What stands here for something it is not quite, said beside every figure."""
    notes: tuple[str, ...] = ()
    """What a reader of any figure from these files must know."""

    @model_validator(mode="after")
    def _whole(self) -> Mapping:
        for two_ways in ({"%d/%m/%Y", "%m/%d/%Y"}, {"%d-%m-%Y", "%m-%d-%Y"}):
            if two_ways <= set(self.date_formats):
                raise ValueError("dates cannot be both day first and month first: 01/02/2026 would have two meanings")
        if any("%y" in said for said in self.date_formats):
            raise ValueError("years of two digits are not read: have the file written with four")
        for when in (when for table in self.headings.values() for when in table):
            spans_of(when)
        headings = {one.column for made in self.records for sources in made.variants for one in sources.values()}
        if bool(self.xml) != (self.format == "xml"):
            raise ValueError("format = “xml” and the tables of [xml] belong together")
        for made in self.records:
            _check_required(made, pupil=self.pupil is not None)
            if unknown := sorted(set(made.begun_by) - headings):
                raise ValueError(f"begun_by names {', '.join(unknown)}, which no record is made from")
        return self

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The proxy first, then the notes."""
        return (self.proxy, *self.notes) if self.proxy else self.notes


def _check_required(made: RecordMapping, *, pupil: bool) -> None:
    record = BY_NAME[made.record]
    given = {"pupil"} if pupil else set()
    for sources in made.variants:
        needed = [column.name for column in record.columns if column.required]
        lacking = [name for name in needed if name not in sources and name not in given]
        if lacking:
            raise ValueError(f"{record.name} needs a source for {', '.join(lacking)}")


def canonical_record(record: Record) -> dict[str, Any]:
    """The mapping of a record's own sheet: one column for each, under its heading; required ones must be there."""
    return {
        "record": record.name,
        "sheets": [record.name, record.title],
        "columns": {
            column.name: {
                "column": column.heading,
                "aliases": [column.name],
                "absent": "required" if column.required or column.heading_required else "ignored",
            }
            for column in record.columns
        },
    }


def load_mapping(name: str, *, folders: Sequence[Path] = ()) -> Mapping:
    """The mapping of that name: the trust's own (``folders``, the first that has it) before a built-in one.

    Raises ``MappingError`` where there is none, or what is wrong in it.
    """
    files = _files(folders)
    if name not in files:
        raise MappingError(f"there is no mapping “{name}”; there are {', '.join(sorted(files))}")
    return _read(name, text=files[name].read_text(encoding="utf-8"))


def list_mappings(*, folders: Sequence[Path] = ()) -> list[Mapping]:
    """Every mapping there is, by name. Raises ``MappingError`` where one of them is wrong."""
    files = _files(folders)
    return [_read(name, text=files[name].read_text(encoding="utf-8")) for name in sorted(files)]


def _files(folders: Iterable[Path]) -> dict[str, Any]:
    built_in = resources.files("data_loaders") / "mappings"
    found: dict[str, Any] = {}
    for folder in (*(Path(folder) for folder in folders if Path(folder).is_dir()), built_in):
        for file in folder.iterdir():
            if file.name.endswith(".toml"):
                found.setdefault(file.name.removesuffix(".toml"), file)
    return found


@cache
def _read(name: str, *, text: str) -> Mapping:
    try:
        said = tomllib.loads(text)
        if said.get("records") == "canonical":
            said["records"] = [canonical_record(record) for record in RECORDS]
        elif "statistics" in said:
            said["records"] = [canonical_record(BY_NAME["benchmark"]) | {"sheets": []}]
        mapping = Mapping.model_validate(said)
    except tomllib.TOMLDecodeError as wrong:
        raise MappingError(f"{name}.toml cannot be read: {wrong}") from None
    except ValidationError as wrong:
        raise MappingError(f"{name}.toml: {_words(wrong)}") from None
    if mapping.name != name:
        raise MappingError(f"{name}.toml calls itself “{mapping.name}”: file and name must be the same")
    return mapping


def _words(wrong: ValidationError) -> str:
    parts = []
    for error in wrong.errors():
        place = ".".join(str(part) for part in error["loc"])
        parts.append(f"{place}: {error['msg'].removeprefix('Value error, ')}" if place else error["msg"])
    return "; ".join(parts)
