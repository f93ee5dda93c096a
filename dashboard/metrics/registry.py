"""The metrics there are: each has one definition, a TOML file, and one function of the same name.

The numbers the arithmetic uses (the confidence of an interval, the smallest cohort) are read from the definition, so
that what a reader is told and what is worked out cannot part.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data_loaders.vocabulary import STRANDS

FOLDER = Path(__file__).parent / "definitions"
SUBJECTS: dict[str, str] = {**STRANDS, "roll": "The SEND register"}
"""The subjects of the metrics, in the order in which they are listed: the strands, and who is on roll and on the
register, which every strand rests on."""
SCALE_UNIT = "scale"
"""The unit, or its first word, of a metric whose values are in the unit of whatever scale the results are on (points,
marks, months)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)


class Official(_Strict):
    """The published definition this one follows, or the nearest there is and that there is none."""

    title: str
    link: str = Field(pattern=r"https://\S+")


class Definition(_Strict):
    """What a metric means. ``strand`` is the subject it belongs to. ``numerator`` and ``denominator`` are in words.
    ``codes`` are the parameters that are codes and no numbers.
    ``unit`` is ``scale`` where it is the scale's own, ``scale a term`` where it is that for each term.
    ``direction`` says which way is better. Below ``minimum_denominator`` pupils on the smaller side a figure is marked
    low reliability. ``checked_by`` names the test that works it out by a second route."""

    id: str
    strand: Literal["progress", "conversations", "wider_outcomes", "attendance", "roll"]
    name: str
    question: str
    why_it_matters: str
    numerator: str
    denominator: str
    caveats: tuple[str, ...] = Field(min_length=1)
    official_definition: Official
    unit: str
    decimals: int = Field(ge=0, le=4)
    parameters: dict[str, float]
    codes: dict[str, tuple[str, ...]] = {}
    grain: str
    groups: tuple[Literal["send", "support", "plan"], ...] = Field(min_length=1)
    direction: Literal["higher", "lower", "neither"]
    minimum_denominator: int = Field(ge=1)
    benchmarks: tuple[str, ...]
    source: str
    checked_by: str = Field(pattern=r"tests/\S+\.py::test_\w+")

    def unit_on(self, scale_unit: str) -> str:
        """The unit of its values on a scale of that unit: ``points``, ``points a term``, or its own."""
        own, *rest = self.unit.split(" ")
        return " ".join([scale_unit, *rest]) if own == SCALE_UNIT else self.unit


def load_definition(path: Path) -> Definition:
    """The definition in one file; its id is the file's name. Raises ``pydantic.ValidationError`` for a key that is
    missing, unknown or of the wrong kind, ``tomllib.TOMLDecodeError`` for a file that is not TOML."""
    return Definition.model_validate({"id": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))})


@cache
def metrics() -> Mapping[str, Definition]:
    """Every metric's definition, by id, strand by strand, in order of id."""
    loaded = [load_definition(path) for path in sorted(FOLDER.glob("*.toml"))]
    ordered = sorted(loaded, key=lambda definition: list(SUBJECTS).index(definition.strand))
    return MappingProxyType({definition.id: definition for definition in ordered})


def metric(name: str) -> Definition:
    """The definition of one metric. Raises ``KeyError`` naming it where there is none."""
    return metrics()[name]
