"""What the SEND register is counted from: pupils on roll on two days."""

from __future__ import annotations

from typing import NamedTuple


class RollCell(NamedTuple):
    """Pupils of one school ("" where schools are not told apart) who were on roll on the first day of a window, on its
    last, or on both: ``before`` and ``after`` are their SEN provision on the two days, "" where it is not known and
    None where they were not on roll."""

    school: str
    before: str | None
    after: str | None
    n: int
