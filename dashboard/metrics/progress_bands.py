"""Progress in bands, the words in order of a teacher's assessment: pupils are counted, and nothing is averaged.

A band is age-related, so whoever stays in it from one year to the next has kept pace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import MATCHED, BandCell, codes_of, one_of_each
from dashboard.metrics.counted import dated, without_pairs
from dashboard.metrics.rates import Share, share_gap_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import NO_RESULTS, Subject, Uncounted
from data_loaders.vocabulary import OTHERS

NOT_IN_BANDS = "the scale is one of numbers, not of bands"
IN_BANDS = "results on this scale are bands, words in order: they are counted and never averaged"
UP, KEPT, DOWN = "progress_band_up", "progress_band_kept", "progress_band_down"
MOVES = (UP, KEPT, DOWN)
"""The metrics of how pupils moved: each matched pupil is in one of the three."""


class InBand(NamedTuple):
    """How many of the group and of other pupils are in one band, and how many of each have a result."""

    band: int
    one: Share
    two: Share


def by_band(cells: Sequence[BandCell], *, bands: int, group: str) -> list[InBand]:
    """Where the latest results of the period lie, from the lowest band to the highest."""
    one_of_each(cells, "subject", "scale", "period")
    held = [cell for cell in cells if cell.last_band]
    sides = [[cell for cell in held if cell.sen_year in codes] for codes in (codes_of(group), OTHERS)]
    sizes = [sum(cell.n for cell in side) for side in sides]
    return [
        InBand(
            band, *((sum(c.n for c in side if c.last_band == band), n) for side, n in zip(sides, sizes, strict=True))
        )
        for band in range(1, bands + 1)
    ]


def progress_band_expected(
    cells: Sequence[BandCell], *, expected: int | None, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group whose latest result is the expected band or above minus that of other pupils, in
    percentage points, with Newcombe's interval; both shares (0 to 100) with Wilson's. ``expected`` is that band's
    place, None on a scale of numbers."""
    about = Subject(metric=metric("progress_band_expected"), group=group, label=label, key=key)
    one_of_each(cells, "subject", "scale", "period")
    if expected is None:
        return about.nothing(State.NOT_APPLICABLE, reason=NOT_IN_BANDS)
    one, two = (_reached(cells, codes=codes, expected=expected) for codes in (codes_of(group), OTHERS))
    without = [cell for cell in cells if not cell.last_band]
    uncounted = Uncounted(
        one=sum(cell.n for cell in without if cell.sen_year in codes_of(group)),
        two=sum(cell.n for cell in without if cell.sen_year in OTHERS),
        unknown=sum(cell.n for cell in cells if not cell.sen_year),
    )
    return share_gap_row(about, one=one, two=two, uncounted=uncounted, nothing=NO_RESULTS)


def _reached(cells: Sequence[BandCell], *, codes: frozenset[str], expected: int) -> Share:
    held = [cell for cell in cells if cell.last_band and cell.sen_year in codes]
    return sum(cell.n for cell in held if cell.last_band >= expected), sum(cell.n for cell in held)


def progress_band_up(
    cells: Sequence[BandCell], *, expected: int | None, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group who ended in a higher band than they began minus that of other pupils."""
    about = Subject(metric=metric(UP), group=group, label=label, key=key)
    return _moved(about, cells=cells, expected=expected, moved=lambda cell: cell.last_band > cell.first_band)


def progress_band_kept(
    cells: Sequence[BandCell], *, expected: int | None, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group who ended in the band in which they began minus that of other pupils."""
    about = Subject(metric=metric(KEPT), group=group, label=label, key=key)
    return _moved(about, cells=cells, expected=expected, moved=lambda cell: cell.last_band == cell.first_band)


def progress_band_down(
    cells: Sequence[BandCell], *, expected: int | None, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the group who ended in a lower band than they began minus that of other pupils."""
    about = Subject(metric=metric(DOWN), group=group, label=label, key=key)
    return _moved(about, cells=cells, expected=expected, moved=lambda cell: cell.last_band < cell.first_band)


def _moved(
    about: Subject, *, cells: Sequence[BandCell], expected: int | None, moved: Callable[[BandCell], bool]
) -> Row:
    """The row of a share of those with two results, by their SEND status at the start of the window."""
    one_of_each(cells, "subject", "scale", "period")
    if expected is None:
        return about.nothing(State.NOT_APPLICABLE, reason=NOT_IN_BANDS)
    matched = [cell for cell in cells if cell.state == MATCHED]
    sides = [[cell for cell in matched if cell.sen_start in codes] for codes in (codes_of(about.group), OTHERS)]
    one, two = ((sum(cell.n for cell in side if moved(cell)), sum(cell.n for cell in side)) for side in sides)
    uncounted = without_pairs(cells, group=about.group)
    return dated(share_gap_row(about, one=one, two=two, uncounted=uncounted, nothing=NO_RESULTS), cells=cells)
