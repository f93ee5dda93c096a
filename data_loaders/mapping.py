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

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from data_loaders.statistics import Statistics, as_list
from data_loaders.store.records import BY_NAME, RECORDS, Record


class MappingError(ValueError):
    """A mapping is not there or says something that cannot be; the message says what to write."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where the values of one column of a record come from: a column of the file, or a constant."""

    column: str = ""
    aliases: tuple[str, ...] = ()
    """Other headings the same column is known by."""
    constant: str = ""
    codes: dict[str, str] = Field(default_factory=dict)
    """What the file writes → our code; capitals do not matter. Where given, anything else is an unknown code."""
    missing: tuple[str, ...] = ()
    """Cells that mean that nothing is known, besides the mapping's own ``missing``."""
    empty: str = ""
    """What an empty cell means, where it means something (a blank count that stands for 0)."""
    absent: Literal["required", "ignored"] = "required"
    """What it means when the file has no such column: it is refused, or nothing is known."""
    absent_words: str = ""
    """What to say then: what to do where it is required, what cannot be shown where it is ignored."""

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        if bool(self.column) == bool(self.constant):
            raise ValueError("write either column = “heading” or constant = “value”")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it may stand under, the proper one first; none for a constant."""
        return (self.column, *self.aliases) if self.column else ()


def _source(said: Any) -> Any:
    return {"column": said} if isinstance(said, str) else said


Sources = dict[str, Annotated[Source, BeforeValidator(_source)]]


class PupilKey(_Strict):
    """How a pupil is known: by the first of ``columns`` whose cells are all filled, joined by a colon, or by the row.

    ``row_hash`` makes ``row:`` and 20 hexadecimal digits of the SHA-256 of all cells of the row, so that shuffling rows
    or columns changes nothing.
    """

    columns: tuple[tuple[str, ...], ...] = ()
    row_hash: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> PupilKey:
        if bool(self.columns) == self.row_hash:
            raise ValueError("say either columns = [[“UPN”]] or row_hash = true")
        return self


class RecordMapping(_Strict):
    """One kind of record made from each row of a sheet, or several where ``for_each`` turns wide into long."""

    record: str
    sheets: tuple[str, ...] = ()
    """The sheets (of a workbook) or files (without ending) it is made from; none means every one."""
    columns: Sources = Field(default_factory=dict)
    for_each: tuple[Sources, ...] = ()
    """One row of the record for each of these, which add to ``columns``: three columns of marks, three results."""
    skip_empty: tuple[str, ...] = ()
    """Where one of these has no value, no record is made (a pupil without a mark has no result)."""
    distinct: bool = False
    """Many rows say the same (the school's name on each pupil's row): taken once, without a note."""

    @model_validator(mode="after")
    def _known(self) -> RecordMapping:
        if self.record not in BY_NAME:
            raise ValueError(f"there is no record “{self.record}”; there are {', '.join(BY_NAME)}")
        names = BY_NAME[self.record].names
        said = {*self.columns, *self.skip_empty, *(name for one in self.for_each for name in one)}
        if unknown := sorted(said - set(names)):
            raise ValueError(f"{self.record} has no {', '.join(unknown)}; it has {', '.join(names)}")
        return self

    @property
    def variants(self) -> tuple[Sources, ...]:
        """The sources of each row made: one set, or one for each of ``for_each``."""
        return tuple(self.columns | one for one in self.for_each) or (self.columns,)


class Mapping(_Strict):
    """One known layout of files, told in words by ``title`` and ``about``, to records."""

    name: str = Field(pattern=r"[a-z0-9_]{1,40}")
    title: str
    about: str
    format: Literal["csv", "workbook", "any"] = "any"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: str = "auto"
    date_formats: tuple[str, ...] = ("%d/%m/%Y",)
    """How dates are written, as strptime has it; ISO dates are always read."""
    decimal: Literal[".", ","] = "."
    missing: tuple[str, ...] = ()
    """Cells that, besides empty ones, mean that nothing is known."""
    pupil: PupilKey | None = None
    records: tuple[RecordMapping, ...]
    statistics: Annotated[tuple[Statistics, ...], BeforeValidator(as_list)] = ()
    """Layouts of tidy statistics: their rows become published figures before anything else is done."""
    ignored: tuple[str, ...] = ()
    """Columns (or sheets) known to be there and left out on purpose; any other unknown one is pointed out."""
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
        for made in self.records:
            _check_required(made, pupil=self.pupil is not None)
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
    """The mapping of a record's own sheet: one column for each, under its heading; only required ones must be there."""
    return {
        "record": record.name,
        "sheets": [record.name, record.title],
        "columns": {
            column.name: {
                "column": column.heading,
                "aliases": [column.name],
                "absent": "required" if column.required else "ignored",
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
