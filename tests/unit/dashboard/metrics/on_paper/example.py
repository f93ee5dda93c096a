"""What an example on paper says, and nothing left out: what there is none of is said to be None."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Numbers = tuple[float | None, float | None]


@dataclass(frozen=True, kw_only=True)
class Example:
    """``cells`` are the pupils, ``more`` what else the function asks for; the rest is the row expected of it.

    ``of`` is numerator and denominator, ``between`` the two ends of the interval, ``n`` the pupils of the group and the
    others, ``sides`` the group's own figure and the one it stands beside, ``ends`` the intervals of the two where they
    are worked out too. ``reason`` says why it is of low reliability, ``fewest`` how many the smallest side of more than
    two has. ``within`` is how far off the last digit written down may be.
    """

    cells: Sequence[Any]
    value: float
    of: Numbers
    between: Numbers
    n: tuple[int, int | None]
    sides: Numbers
    more: Mapping[str, Any] = field(default_factory=dict)
    ends: tuple[Numbers, Numbers] | None = None
    reason: str = ""
    fewest: int | None = None
    within: float = 0.005


NONE: Numbers = (None, None)
