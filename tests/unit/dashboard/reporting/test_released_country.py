"""England beside a release: only where the trust's schools cannot be, and never as if it were the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dashboard.queries.benchmarks import Published
from dashboard.queries.releases import Released
from dashboard.reporting.released_country import country_beside, too_few_schools
from dashboard.reporting.releases import Shelf

PERSISTENT = {"key": "attendance.persistent@2025-26.spring", "words": "were persistently absent"}
RELEASED = Released(
    place="school:1", words="A school", phase="secondary", schools=1, number=1, term="2025-26.spring",
    census=date(2026, 1, 15), as_at=date(2026, 3, 20), built_at=datetime(2026, 3, 20), facts=(),
    certificate={}, rules={"other_schools": 3}, views=(),
)  # fmt: skip
ALONE = Shelf(school=RELEASED, phase=None)


class Asking:
    """What is asked of published figures: the rows, and the day."""

    as_at = date(2026, 3, 20)

    def __init__(self, *rows: tuple[str, str, str, float]) -> None:
        self.rows = [
            Published("persistent_absence", group, phase, "England", period, value, "estimate", "DfE", None, True)
            for group, phase, period, value in rows
        ]

    def published(self, geography: str) -> Any:
        return {(row.measure, row.group, row.phase, row.period): row for row in self.rows if geography == "England"}


SEND, OTHERS = ("send", "all", "2022-23", 32.2), ("no_sen", "all", "2022-23", 18.4)
EVERY = ("all", "secondary", "2024-25", 23.37)


def said(*rows: tuple[str, str, str, float], held: Shelf = ALONE, view: Any = PERSISTENT) -> str:
    asking: Any = Asking(*rows)
    return " ".join(country_beside(asking, held=held, view=view))


def test_the_difference_is_said_with_its_year_its_schools_and_that_it_is_background() -> None:
    words = said(SEND, OTHERS)
    for part in ("all phases and special schools", "2022/23", "32.2%", "18.4%", "+13.8", "(an estimate)", "background"):
        assert part in words


def test_two_different_years_make_no_difference() -> None:
    words = said(SEND, ("no_sen", "all", "2021-22", 18.4), EVERY)
    assert "SEND pupils" not in words
    assert "all pupils, SEND or not, 23.4%" in words


def test_a_year_that_is_still_to_come_is_not_beside() -> None:
    assert "2026/27" not in said(("all", "secondary", "2026-27", 1.0), EVERY)


def test_another_phase_is_never_taken_for_the_schools_own() -> None:
    assert said(("all", "primary", "2024-25", 13.0)) == NONE


NONE = "No figure of England of the same measure has been brought in."


def test_what_england_does_not_publish_is_said() -> None:
    club = {"key": "wider_outcomes.club@2025-26.spring", "words": "came to a club this year"}
    assert said(SEND, OTHERS, view=club) == "England publishes nothing of the same measure."


def test_beside_the_trusts_own_schools_england_is_not_needed() -> None:
    together = replace(ALONE, phase=RELEASED._replace(place="phase:secondary", schools=4))
    assert said(SEND, OTHERS, EVERY, held=together) == ""
    assert too_few_schools(together) == ""
    assert "secondary schools" in too_few_schools(ALONE)
    assert "at least three others" in too_few_schools(ALONE)
