"""Results on a scale of bands: the word that a teacher wrote becomes the place of its band."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from data_loaders.bands import Band, band_words, bands_of, rank_of
from data_loaders.held import Rows
from data_loaders.report import Severity
from data_loaders.rules.values import CORRECT, NO_NUMBER, Wrong, read_number

_Bands = dict[str, tuple[Band, ...]]


def put_in_bands(rows: Rows, *, scales: pd.DataFrame, stored: pd.DataFrame) -> None:
    """Give each result on a scale of bands the place of its band as its value, and the band's word as its raw mark.

    ``scales`` are all that are known (``scale``, ``bands``), the call's own before stored ones; ``stored`` those that
    are in the store. The band is what is written under the value, else the raw mark. A word that is no band, a word on
    a scale of numbers, and bands that are no longer in the order of those in the store are held back.
    """
    _hold_reordered(rows, stored=stored)
    hold_words(rows, scales=scales)
    results = rows.frames.get("assessment")
    if results is not None and "value" in results:
        _put(rows, results=results, bands=_by_scale(scales))
    rows.drop_held()


def hold_words(rows: Rows, *, scales: pd.DataFrame) -> None:
    """Hold back each result that is a word on a scale of numbers. Asked of all lines, also of those that are held back
    for something else: every fault of a line is told at once."""
    results = rows.frames.get("assessment")
    if results is not None and "value" in results:
        worded = results["value"].map(lambda value: isinstance(value, str))
        found = results[worded & ~results["scale"].isin(list(_by_scale(scales)))]
        _hold(rows, found=found, say=_no_number, rule="values.number", advice=NO_NUMBER)


def _by_scale(scales: pd.DataFrame) -> _Bands:
    said = zip(scales["scale"], scales["bands"], strict=True)
    return {code: bands for code, words in said if isinstance(words, str) and (bands := bands_of(words))}


def _put(rows: Rows, *, results: pd.DataFrame, bands: _Bands) -> None:
    banded = results["scale"].isin(list(bands))
    if not banded.any():
        return
    mine = results[banded]
    raw = mine["raw"] if "raw" in mine else pd.Series(None, index=mine.index, dtype=object)
    written = mine["value"].astype(object).where(mine["value"].notna(), raw)
    known = list(zip(mine["scale"], raw, written, strict=True))
    places = [_place(word, bands=bands[scale]) for scale, _, word in known]
    words = [
        _word(place, raw=said, written=word, bands=bands[scale])
        for (scale, said, word), place in zip(known, places, strict=True)
    ]
    unknown = written.notna() & np.array([place is None for place in places], dtype=bool)
    strange = mine[unknown].assign(written=written[unknown])
    _hold(rows, found=strange, say=lambda row: _no_band(row, bands=bands), rule="assessment.not_a_band", advice=CORRECT)
    rows.frames["assessment"] = results.assign(
        value=_filled(results, name="value", where=banded, by=places),
        raw=_filled(results, name="raw", where=banded, by=words),
    )


def _filled(results: pd.DataFrame, *, name: str, where: pd.Series, by: Sequence[object]) -> pd.Series:
    """A column as it is, with other values where they are meant."""
    own = results[name].to_numpy(dtype=object) if name in results else np.full(len(results), None, dtype=object)
    own = own.copy()
    own[where.to_numpy()] = np.array(by, dtype=object)
    return pd.Series(own, index=results.index, dtype=object)


def _place(written: object, *, bands: tuple[Band, ...]) -> float | None:
    """The place of what is written, a band's word or its place; None where it is neither."""
    if isinstance(written, str):
        if (place := rank_of(written, bands=bands)) is not None:
            return float(place)
        try:
            written = read_number(written)
        except Wrong:
            return None
    return float(written) if written in range(1, len(bands) + 1) else None  # type: ignore[arg-type]


def _word(place: float | None, *, raw: object, written: object, bands: tuple[Band, ...]) -> object:
    """The raw mark: what was written there, else the word under the value, else the band's own name."""
    if isinstance(raw, str):
        return raw
    if isinstance(written, str):
        return written
    return None if place is None else band_words(place, bands=bands)


def _hold(rows: Rows, *, found: pd.DataFrame, say: Callable[[pd.Series], str], rule: str, advice: str) -> None:
    if not len(found):
        return
    said = pd.Series([say(row) for _, row in found.iterrows()], index=found.index, dtype=object)
    heading = rows.heading("assessment", column="value")
    rows.say(said, severity=Severity.ERROR, rule=rule, record="assessment", column=heading, advice=advice)
    rows.hold_rows(found)


def _no_number(row: pd.Series) -> str:
    return f"“{row['value'][:40]}” is not a number"


def _no_band(row: pd.Series, *, bands: _Bands) -> str:
    written = row["written"] if isinstance(row["written"], str) else f"{row['written']:g}"
    names = ", ".join(band.name for band in bands[row["scale"]])
    return f"“{written[:40]}” is no band of the scale {row['scale']}: {names}"


def _hold_reordered(rows: Rows, *, stored: pd.DataFrame) -> None:
    """Results that are in the store would stand for other bands than they were given for."""
    scales = rows.frames.get("scale")
    if scales is None or stored.empty:
        return
    before = dict(zip(stored["scale"], stored["bands"], strict=True))
    own = scales["bands"] if "bands" in scales else pd.Series(None, index=scales.index, dtype=object)
    pairs = zip(scales["scale"], own, strict=True)
    moved = [code in before and _names(before[code]) != _names(words) for code, words in pairs]
    found = scales[moved]
    if not len(found):
        return
    said = pd.Series("the scale is there already with other bands, or without any", index=found.index, dtype=object)
    advice = "Make a scale of another code: what is in the store was given in the bands as they were"
    heading = rows.heading("scale", column="bands")
    rows.say(said, severity=Severity.ERROR, rule="scale.other_bands", record="scale", column=heading, advice=advice)
    rows.hold_rows(found)


def _names(said: object) -> list[str]:
    return [band.name.casefold() for band in bands_of(said if isinstance(said, str) else None)]
