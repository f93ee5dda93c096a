"""The parts of a mapping: where a column's values come from, how a pupil is known, which record a sheet makes, how
sheets of one export belong together."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from data_loaders.store.records import BY_NAME


class Strict(BaseModel):
    """A part of a mapping: a key nobody knows is refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Strict):
    """Where the values of one column of a record come from: a column of the file, or a constant."""

    column: str = ""
    aliases: tuple[str, ...] = ()
    """Other headings the same column is known by."""
    constant: str = ""
    codes: dict[str, str] = Field(default_factory=dict)
    """What the file writes → our code; capitals do not matter. Where given, anything else is an unknown code, or what
    ``*`` says."""
    unknown_words: str = ""
    """What to do about a cell that is none of ``codes``, where a list of them is not advice enough."""
    otherwise: Source | None = None
    """Where its values come from when a cell of this one says nothing."""
    missing: tuple[str, ...] = ()
    """Cells that mean that nothing is known, besides the mapping's own ``missing``."""
    empty: str = ""
    """What an empty cell means, where it means something (a blank count that stands for 0)."""
    unknown: Literal["refused", "left_out"] = "refused"
    """What becomes of a value that cannot be read: its line is held back, or it alone is left out, with a warning."""
    of_date: bool = False
    """Of a term or an academic year: the cell is a date, and the term it lies in is meant."""
    held_on: str = ""
    """Of a year group: the day on which it held; it is taken back to the first day on roll."""
    absent: Literal["required", "ignored", "empty"] = "required"
    """What it means when the file has no such column: it is refused; nothing is said; as if every cell were empty."""
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


class PupilKey(Strict):
    """How a pupil is known: by the first of ``columns`` whose cells are all filled, joined by a colon, or by the row.

    ``row_hash`` makes ``row:`` and 20 hexadecimal digits of the SHA-256 of all cells of the row, so that shuffling rows
    or columns changes nothing.
    """

    columns: tuple[tuple[str, ...], ...] = ()
    row_hash: bool = False
    former: str = ""
    """The column of a former UPN: the pupil who had it is meant."""
    name: str = ""
    """Where nothing above is filled, a pupil already known is meant by name (one column, or two) and date of birth or
    registration class (``group``), among those of the ``school``."""
    surname: str = ""
    forename: str = ""
    date_of_birth: str = ""
    group: str = ""
    school: str = ""
    name_alone: bool = False
    """Whether a name that one pupil alone has is enough."""

    @model_validator(mode="after")
    def _one_way(self) -> PupilKey:
        if bool(self.columns or self.name or self.surname) == self.row_hash:
            raise ValueError("say either columns = [[“UPN”]] or row_hash = true")
        return self

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column it may use."""
        named = (self.former, self.name, self.surname, self.forename, self.date_of_birth, self.group, self.school)
        return tuple(name for name in (*(part for way in self.columns for part in way), *named) if name)


class RecordMapping(Strict):
    """One kind of record made from each row of a sheet, or several where ``for_each`` turns wide into long."""

    record: str
    sheets: tuple[str, ...] = ()
    """The sheets (of a workbook) or files (without ending) it is made from; none means every one."""
    columns: Sources = Field(default_factory=dict)
    for_each: tuple[Sources, ...] = ()
    """One row of the record for each of these, which add to ``columns``: three columns of marks, three results."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Only lines with one of these cells in this column: ``{"Group UID": ["{trust}"]}``; ``all`` keeps every line."""
    may_be_none: bool = False
    """Whether files without any such line are no wrong ones: a transfer file may hold no result of key stage 2."""
    skip_empty: tuple[str, ...] = ()
    """Where one of these has no value, no record is made (a pupil without a mark has no result)."""
    skip_unless: tuple[str, ...] = ()
    """Where none of these has a value, no record is made (sessions that were possible, but nothing of absence)."""
    begun_by: tuple[str, ...] = ()
    """Headings: a line with nothing under any of them has not been begun, and is passed over."""
    distinct: bool = False
    """Many rows say the same (the school's name on each pupil's row): taken once, without a note."""
    only_new: bool = False
    """Made only where no other record of the same key is in the call or in the database: a stand-in never replaces."""
    new_by: tuple[str, ...] = ()
    """Of ``only_new``: the columns that make a row new, where the whole key would not (pupil and school, any day)."""
    fills: dict[str, str] = Field(default_factory=dict)
    """Where a cell says nothing: what is stored stays, and a new row has this."""

    @model_validator(mode="after")
    def _known(self) -> RecordMapping:
        if self.record not in BY_NAME:
            raise ValueError(f"there is no record “{self.record}”; there are {', '.join(BY_NAME)}")
        names = BY_NAME[self.record].names
        said = {*self.columns, *self.skip_empty, *self.skip_unless, *self.fills, *self.new_by}
        said |= {name for one in self.for_each for name in one}
        if unknown := sorted(said - set(names)):
            raise ValueError(f"{self.record} has no {', '.join(unknown)}; it has {', '.join(names)}")
        return self

    @property
    def variants(self) -> tuple[Sources, ...]:
        """The sources of each row made: one set, or one for each of ``for_each``."""
        return tuple(self.columns | one for one in self.for_each) or (self.columns,)


class Join(Strict):
    """Cells of another sheet of the same export (and of the same term) brought into a sheet.

    ``take`` brings columns of the one row there whose ``on[1]`` equals ``on[0]`` here; ``gather`` makes one cell of all
    such rows: ``{"sessions by code": "{attendancereason}:{sessions}"}`` → ``M:3 I:12``.
    """

    sheet: str
    other: str
    on: tuple[str, str]
    take: dict[str, str] = Field(default_factory=dict)
    """New heading here → heading there."""
    gather: dict[str, str] = Field(default_factory=dict)
    """New heading here → how a row there is written, its headings in braces; the rows stand in order of this text."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Only rows there with one of these cells in this column."""
    blank: str = ""
    """What to say of rows there that are left out of the gathering because one of the cells is empty."""
    optional: bool = False
    """Whether the other sheet may be missing; the new columns are then missing too."""
    same_file: bool = False
    """Whether only sheets of the same file are joined, where several files of one term come in together."""


class PointedOut(Strict):
    """Cells that a reader must know of though nothing is wrong with the line: counted and said as a warning."""

    sheet: str
    column: str
    values: tuple[str, ...] = ()
    """The cells looked for; ``""`` is an empty one."""
    other_than: tuple[str, ...] = ()
    """Instead of ``values``: every cell but these."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Only lines with one of these cells in this column."""
    per: str = ""
    """Count different values of this column instead of lines."""
    words: str
    """What is said, ``{count}`` where the number stands."""
    advice: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> PointedOut:
        if bool(self.values) == bool(self.other_than):
            raise ValueError("say either values = [“…”] or other_than = [“…”]")
        return self


class XmlTable(Strict):
    """The rows a sheet is made of, out of an XML file: one for each element at the end of the path ``rows``.

    A column is a path from that element, or from an element it stands in: ``Pupil:UPN``. ``a | b`` is the first that is
    there, ``a + b`` both together, ``'text'`` itself, ``(line)`` the line it begins on, ``a == b`` yes or no.
    """

    rows: str
    columns: dict[str, str]
    if_said: tuple[str, ...] = ()
    """Columns that the sheet has only where some row says something in them: totals that not every year writes."""
    optional: bool = False
    """Whether there is no such sheet where the file has no such element; else it has headings alone."""


class Across(Strict):
    """Columns that are values of something, made rows: a column a subject, a term or a day.

    ``headings`` is a regular expression; its named groups become columns, the cells become the column ``value``. Empty
    cells make no row.
    """

    headings: str
    value: str
    words: str
    """Which headings are looked for, said where there are none."""


class Weeks(Strict):
    """Rows of single sessions, or of days with a morning and an afternoon, made weeks of ten marks.

    They come out under the headings ``Week`` (its Monday) and ``Marks``; every other column must say the same in all
    rows of a pupil and week.
    """

    date: str
    session: str = ""
    mark: str = ""
    am: str = ""
    pm: str = ""
