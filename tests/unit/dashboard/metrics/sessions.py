"""Cells of attendance made from single pupils on paper."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.metrics.cells_attendance import AbsenceCell, SpreadCell


class Sessions(NamedTuple):
    """One pupil's sessions: missed with and without a reason accepted, late marks and arrivals, of so many possible."""

    possible: int
    authorised: int
    unauthorised: int = 0
    late: int = 0
    arrived: int = 0
    sen: str = "K"

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised


def cells(*pupils: Sessions, without: int = 0) -> list[AbsenceCell]:
    """A cell a pupil, and one of pupils without a possible session."""
    found = [_cell(pupil) for pupil in pupils]
    empty = AbsenceCell("1", "4", "K", "", 0, without, *(0,) * 17)
    return [*found, empty] if without else found


def _cell(pupil: Sessions) -> AbsenceCell:
    p, late, came = pupil.possible, pupil.late, pupil.arrived
    parts = [each for part in (pupil.absent, pupil.authorised, pupil.unauthorised, late)
             for each in (part, part * part, part * p)]  # fmt: skip
    return AbsenceCell("1", "4", pupil.sen, "", 1, 0, p, p * p, *parts, came, came * came, late * came)


def spread(*pupils: tuple[int, int], sen: str = "K") -> list[SpreadCell]:
    """Pupils as sessions missed of sessions possible."""
    return [SpreadCell("1", "4", sen, "", possible, absent, 1) for absent, possible in pupils]
