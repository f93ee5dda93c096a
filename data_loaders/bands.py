"""Bands: values of a scale of teacher assessment that are words in order: below, working towards, at, above.

A scale says its bands from the lowest to the highest, ``;`` between them, and after ``=`` how else each is written:
``Below=BLW; Working towards=WTS; At=EXS; Above=GDS``. A band's value is its place, 1 for the lowest: it says which of
two bands is higher and nothing else, so values of bands are compared and counted, never added or subtracted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple


class Band(NamedTuple):
    """One band: what it is called, and every way it is written, in small letters."""

    name: str
    written: frozenset[str]


@lru_cache(maxsize=256)
def bands_of(said: str | None) -> tuple[Band, ...]:
    """The bands a scale says it has, from the lowest; none where it is a scale of numbers.

    >>> [band.name for band in bands_of("Below; Working towards = WTS; At=EXS")]
    ['Below', 'Working towards', 'At']
    """
    parts = [[word.strip() for word in part.split("=")] for part in (said or "").split(";")]
    return tuple(Band(words[0], frozenset(word.casefold() for word in words if word)) for words in parts if words[0])


def rank_of(word: str, *, bands: Sequence[Band]) -> int | None:
    """The place of the band that is written so, from 1; None where none is.

    >>> rank_of("wts", bands=bands_of("Below; Working towards = WTS; At=EXS"))
    2
    """
    written = " ".join(word.split()).casefold()
    return next((place for place, band in enumerate(bands, start=1) if written in band.written), None)


def band_words(value: float, *, bands: Sequence[Band]) -> str:
    """What the band of that place is called. Raises ``IndexError`` where there are not so many."""
    return bands[int(value) - 1].name
