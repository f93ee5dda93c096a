"""What ``afa setup`` is told: by a file, by options, or by whoever sits at the terminal."""

from __future__ import annotations

import csv
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_loaders.rules.values import Wrong, read_date
from data_loaders.term_dates import HALVES, HalfTerm, WrongDates, checked_halves

USUAL = "usual"
_STRICT = ConfigDict(extra="forbid", frozen=True)
_DATES = ("%d/%m/%Y",)


class Lead(BaseModel):
    """Who leads Achievement for All at a school, in what role, from what day."""

    model_config = _STRICT

    school: str
    person: str
    role: str
    from_date: date = Field(alias="from")


class Administrator(BaseModel):
    """The first administrator."""

    model_config = _STRICT

    username: str
    name: str


class Answers(BaseModel):
    """What is known before anything is asked; empty where it is asked, or left for later."""

    model_config = _STRICT

    gias: str = ""
    trust: str = ""
    year: int | None = None
    terms: str = ""
    closed: tuple[date, ...] = ()
    scales: str = ""
    leads: tuple[Lead, ...] = ()
    group: str = ""
    administrator: Administrator | None = None


def read_answers(path: Path | None, *, said: dict[str, Any]) -> Answers:
    """The answers of a TOML file, and over them those of the options. Raises ``click.ClickException`` in words."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
        return Answers.model_validate({**told, **{name: value for name, value in said.items() if value}})
    except tomllib.TOMLDecodeError as wrong:
        raise click.ClickException(f"{path} cannot be read: {wrong}.") from None
    except ValidationError as wrong:
        found = wrong.errors()[0]
        place = ".".join(str(part) for part in found["loc"])
        raise click.ClickException(f"{path or 'The answers'}: {place}: {found['msg']}.") from None


def at_a_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def term_dates_of(path: Path, *, year: int) -> dict[str, tuple[HalfTerm, ...]]:
    """By school (``""`` for all), the half terms of a CSV: Half term, From, To, and School where they differ.

    Raises ``click.ClickException`` naming the line that cannot be read.
    """
    spans: dict[str, dict[str, tuple[date, date]]] = {}
    for line, row in enumerate(rows_of(path), start=2):
        code = (row.get("Half term") or "").strip()
        if code not in HALVES:
            raise click.ClickException(f"{path}, line {line}: “Half term” is one of {', '.join(HALVES)}.")
        first, last = (day_of(row.get(name) or "", place=f"{path}, line {line}, column “{name}”")
                       for name in ("From", "To"))  # fmt: skip
        spans.setdefault((row.get("School") or "").strip(), {})[code] = (first, last)
    return {school: _halves(given, year=year, place=str(path)) for school, given in spans.items()}


def _halves(given: dict[str, tuple[date, date]], *, year: int, place: str) -> tuple[HalfTerm, ...]:
    try:
        return checked_halves(year, spans=[given[code] for code in HALVES if code in given])
    except WrongDates as wrong:
        raise click.ClickException(f"{place}: {wrong}.") from None


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a small CSV by its headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def day_of(text: str, *, place: str) -> date:
    """A day as a person writes it. Raises ``click.ClickException`` naming the place."""
    try:
        return read_date(text.strip(), formats=_DATES)
    except Wrong as wrong:
        raise click.ClickException(f"{place}: “{text}” {wrong.what}. {wrong.advice}.") from None
