"""What national tests and examinations are counted from: pupils of one school, year and assessment."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.metrics.cells import Sums


class AttainmentCell(NamedTuple):
    """Eligible pupils of one school, academic year, assessment, year group, SEN provision in January ("" is unknown)
    and state: ``result``, ``not_entered`` (rows without an outcome alone) or ``nothing`` (no row).

    ``met`` reached the standard of the assessment, ``higher`` the higher one of key stage 2. ``points`` and
    ``points_squared`` are sums of Attainment 8. ``placed`` pupils have an earlier result and a national mean of those
    who had the same; ``beyond`` and ``beyond_squared`` are sums of how far their Attainment 8 lies above it.
    """

    school: str
    academic_year: str
    assessment: str
    year_group: str
    sen: str
    state: str
    n: int
    met: int = 0
    higher: int = 0
    points: float = 0.0
    points_squared: float = 0.0
    placed: int = 0
    beyond: float = 0.0
    beyond_squared: float = 0.0

    @property
    def attainment_8(self) -> Sums:
        """Attainment 8 of every pupil, those without a result with nought."""
        return Sums(self.n, self.points, self.points_squared)

    def progress_8(self, *, points_a_grade: float) -> Sums:
        """Progress 8 of the pupils who have one."""
        squared = self.beyond_squared / points_a_grade**2
        return Sums(self.placed, self.beyond / points_a_grade, squared)
