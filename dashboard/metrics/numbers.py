"""The one place where a number, an interval, a date or a period becomes words. Used by cards, axes, tables, exports."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import isfinite

from data_loaders.vocabulary import first_year

MINUS = "−"


@lru_cache(maxsize=16_384)
def plain(value: float) -> str:
    """A pupil's own result: whole where it is whole.

    >>> plain(98.0), plain(98.5)
    ('98', '98.5')
    """
    return number(value, decimals=0 if value == int(value) else 1)


def number(value: float, *, decimals: int = 1, sign: bool = False) -> str:
    """``-7.25`` → ``"−7.3"``: halves away from nought, a true minus, commas in thousands, never ``"−0.0"``.

    ``sign`` writes a plus before what is above nought. Raises ``ValueError`` for what is not a finite number.
    """
    if not isfinite(value):
        raise ValueError(f"not a number to show: {value}")
    # Nine decimals first: 0.35 worked out from sums may be 0.34999999999999998, and is 0.35 to any reader. The same
    # after moving the point, and a half is exactly a half.
    tens = 10**decimals
    whole = int(round(round(abs(value), 9) * tens, 9 - decimals) + 0.5)
    before = "" if not whole else MINUS if value < 0 else "+" if sign else ""
    return f"{before}{whole / tens:,.{decimals}f}"


def is_nought(value: float, *, decimals: int = 1) -> bool:
    """Whether the value is shown as nought."""
    return not number(value, decimals=decimals).strip("−0.")


def interval(low: float, high: float, *, decimals: int = 1) -> str:
    """``"−11.4 to −3.2"``."""
    return f"{number(low, decimals=decimals)} to {number(high, decimals=decimals)}"


def percentage(value: float, *, decimals: int = 1) -> str:
    """A percentage of 0 to 100 as ``"25.0%"``."""
    return f"{number(value, decimals=decimals)}%"


def points(value: float, *, unit: str, decimals: int = 1, sign: bool = False) -> str:
    """A value with its unit: ``"1.2 points"``, ``"1 point"``, ``"−0.3 standard deviations"``, ``"25.0%"``."""
    said = number(value, decimals=decimals, sign=sign)
    words = unit.removesuffix("s") if said.lstrip(f"{MINUS}+") == "1" else unit
    return f"{said}%" if unit == "%" else f"{said} {words}".rstrip()


def count(n: int, *, words: str = "") -> str:
    """``count(1, "SEND pupils")`` → ``"1 SEND pupil"``; ``count(1204)`` → ``"1,204"``."""
    said = words.replace("pupils", "pupil").replace("schools", "school") if n == 1 else words
    return f"{n:,} {said}".rstrip()


def of(part: int, whole: int) -> str:
    """``"4 of 8"``."""
    return f"{count(part)} of {count(whole)}"


def date_words(day: date) -> str:
    """``"20 March 2026"``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(day: date) -> str:
    """``"March 2026"``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def period_words(period: str) -> str:
    """``"2025-26.autumn"`` → ``"autumn term 2025"``, ``"2025-26.spring"`` → ``"spring term 2026"``, ``"2025-26"`` →
    ``"2025/26"``; empty for no period."""
    year, _, term = period.partition(".")
    if not term:
        return year.replace("-", "/")
    return f"{term} term {first_year(period) + (term != 'autumn')}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
