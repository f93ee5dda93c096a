"""What a mapping says of published statistics: which columns of a tidy file make which figures.

A tidy file has a row for each time period, geographic level and group, and a column for each number. Each layout is
declared by itself, so that one call may bring several files of a publication in.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from data_loaders.code_lists import CODE_LISTS

SYMBOLS: dict[str, str] = {
    "c": "c", "z": "z", "x": "x", "low": "low", "k": "low", "u": "u",
    ":": "x", "SUPP": "c", "NE": "z", "NP": "x", "LOWCOV": "u",
}  # fmt: skip
"""What stands in place of a number → our symbol, as the DfE analysts' guide has it, with those of older files."""
TERMS: dict[str, str] = {
    "academic year": "", "autumn term": ".autumn", "spring term": ".spring", "summer term": ".summer",
}  # fmt: skip
"""What a time identifier adds to the academic year; a row of any other time is passed over."""
NATIONAL = "National"
_WHOLES = frozenset({"all", "send"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Strict):
    """A part of a figure's key: the same for every row, or the codes that stand for what a column says."""

    column: str = ""
    constant: str = ""
    codes: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> Said:
        if bool(self.constant) == bool(self.column and self.codes):
            raise ValueError("write either a constant, or column = “heading” with codes")
        return self


Part = Annotated[Said, BeforeValidator(lambda said: {"constant": said} if isinstance(said, str) else said)]


class Figure(_Strict):
    """One measure: a column of values, or ``times`` × the column ``of`` / the column ``over``.

    ``published`` is the file's own column of the same rate, to which the worked-out one must agree as far as it is
    written; ``symbols_in`` the column that has the symbol where the numbers are empty; ``where`` keeps the rows of it.
    """

    measure: str
    value: str = ""
    of: str = ""
    over: str = ""
    times: float = 1
    published: str = ""
    symbols_in: str = ""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> Figure:
        if bool(self.value) == bool(self.of and self.over):
            raise ValueError(f"{self.measure}: write either value = “heading”, or of = and over = for a ratio")
        if self.measure not in CODE_LISTS["published_measure"]:
            raise ValueError(f"there is no published measure “{self.measure}”")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made from."""
        named = (self.value, self.of, self.over, self.published, self.symbols_in, *self.where)
        return tuple(name for name in named if name)


class Statistics(_Strict):
    """One layout of tidy statistics. National rows are of ``country``; ``geography`` names the column of each further
    geographic level that is read.

    ``only`` keeps rows of these values: a dimension that is not spoken of must have been fixed there, or two rows make
    one figure and are refused. ``together`` adds groups up before dividing: ``send`` from ``support`` and ``plan``.
    ``symbols`` overrides what a symbol means, for a publication that prints two of them the other way round.
    """

    title: str
    source: str
    status: str = ""
    as_of: date | None = None
    period: str = "time_period"
    identifier: str = ""
    level: str = "geographic_level"
    country: str = "England"
    geography: dict[str, str] = Field(default_factory=dict)
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    group: Part
    phase: Part
    special_schools: Part
    together: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    symbols: dict[str, str] = Field(default_factory=dict)
    figures: tuple[Figure, ...]

    @model_validator(mode="after")
    def _parts_only(self) -> Statistics:
        for whole, parts in self.together.items():
            if _WHOLES & set(parts) or whole in parts:
                raise ValueError(f"{whole}: a total is never added up with its parts")
        return self

    @property
    def parts(self) -> dict[str, Said]:
        """The parts of a figure's key that a column or a constant gives."""
        return {"group": self.group, "phase": self.phase, "special_schools": self.special_schools}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that must be there, in the order in which they are asked for."""
        named = (
            self.period, self.identifier, self.level, *self.geography.values(), *self.only,
            *(part.column for part in self.parts.values()),
            *(name for figure in self.figures for name in figure.columns),
        )  # fmt: skip
        return tuple(dict.fromkeys(name for name in named if name))

    def symbol(self, cell: str) -> str:
        """Our symbol for what stands in place of a number; ``""`` where it is none. An empty cell is not available."""
        said: dict[str, str] = SYMBOLS | self.symbols
        return said.get(cell, "") if cell else "x"


def as_list(said: Any) -> Any:
    """One layout written as a table is a list of one."""
    return [said] if isinstance(said, dict) else said
