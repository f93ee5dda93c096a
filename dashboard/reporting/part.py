"""A part of a place: what one row of an answer is about, and which cells belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from dashboard.metrics.answer import Row
from dashboard.reporting.view import View

NOTHING = "no results for this period"


class Placed(Protocol):
    """A cell of sums: it says whose school and year group it is of."""

    @property
    def school(self) -> str: ...

    @property
    def year_group(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a place that a row is about: everything, one school, some schools, or some year groups; and what it is
    called.

    ``nothing`` is said where the part has no cells. ``codes`` keeps pupils of these SEN provisions ("" is unknown),
    ``needs`` those with one of these primary needs ("" is none): in the strands whose cells know them.
    """

    label: str = ""
    key: str = ""
    href: str = ""
    school: str = ""
    year_groups: tuple[str, ...] = ()
    schools: frozenset[str] = frozenset()
    nothing: str = ""
    codes: frozenset[str] | None = None
    needs: tuple[str, ...] = ()

    @property
    def within(self) -> bool:
        """Whether it is a part by year group or by several schools: cells that add those up do not tell it."""
        return bool(self.year_groups or self.schools)

    @property
    def told_apart(self) -> bool:
        """Whether it is a part by provision or need: it may have no pupils where the place has some."""
        return self.codes is not None or bool(self.needs)

    def holds(self, cell: Placed) -> bool:
        """Whether the cell's pupils belong to the part."""
        if self.schools and cell.school not in self.schools:
            return False
        return self.school in {"", cell.school} and (not self.year_groups or cell.year_group in self.year_groups)


def here(view: View, *, part: Part) -> Part:
    """The part, confined to the view's school where the place is one."""
    return replace(part, school=part.school or (view.place.school.code if view.place.school else ""))


Inputs = tuple[Sequence[Any], dict[str, Any]]
"""The cells a metric counts, and what else it takes by keyword."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """How a metric is answered: the function of the arithmetic, and where its cells come from. Without cells the row
    is state x and says ``nothing``, unless the part has words of its own. ``period`` gives the period that the figure
    is of, where that is not the view's own: of national tests the last academic year with results. ``refused`` says why
    the view's results can have no such figure at all, empty where they can."""

    function: Callable[..., Row]
    inputs: Callable[[View, Part], Inputs]
    nothing: str = NOTHING
    period: Callable[[View], str] | None = None
    refused: Callable[[View], str] = lambda _: ""
