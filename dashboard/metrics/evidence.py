"""What has been published about Achievement for All: figures as their sources print them, read from one file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

FILE = Path(__file__).with_name("evidence.toml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)


class Published(_Strict):
    """One published figure. ``about`` says what it is a figure of; ``kept_apart`` is the share of sessions that made
    an absence persistent at the time, where the definition no longer holds. Values are words: some are no numbers."""

    what: str
    before: str | None = None
    after: str
    about: Literal["single school", "pilot average", "share of pilot schools"]
    years: str
    note: str
    source: str
    kept_apart: str | None = None


class Evidence(_Strict):
    """Every published figure, and the sources they name."""

    sources: dict[str, str]
    figures: tuple[Published, ...]

    @model_validator(mode="after")
    def _sources_are_there(self) -> Evidence:
        if unknown := sorted({figure.source for figure in self.figures} - self.sources.keys()):
            raise ValueError(f"no source is called {', '.join(unknown)}")
        return self


@cache
def evidence() -> Evidence:
    """The published figures. Raises ``pydantic.ValidationError`` for a key that is missing, unknown or wrong."""
    return Evidence.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
