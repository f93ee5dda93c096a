"""The school year as numbers and days: terms in order, the dates that hold where a school gives none, the census day.

A term's number is three times the year in which its academic year begins, plus 0, 1 or 2, so that terms between two
results are a subtraction. Source of the dates: the periods of the DfE school census (autumn to 31 December, spring to
Easter Sunday, summer to 31 July); an academic year begins for pupils on 1 September.
"""

from __future__ import annotations

from datetime import date, timedelta

from data_loaders.vocabulary import TERMS, academic_year, academic_year_of, first_year


def term_number(term: str) -> int:
    """``"2025-26.spring"`` → ``6076``. A year alone counts as its summer: what is said of a year is said at its end.

    Raises ``ValueError`` where the text names neither.
    """
    which = term.partition(".")[2] or TERMS[-1]
    if which not in TERMS:
        raise ValueError(f"{term} is neither a term nor an academic year")
    return 3 * first_year(term) + TERMS.index(which)


def term_name(number: int) -> str:
    """``6076`` → ``"2025-26.spring"``."""
    return f"{academic_year(number // 3)}.{TERMS[number % 3]}"


def easter_sunday(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar, by the anonymous (Meeus/Jones/Butcher) rule."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, rest_of_four = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * leaps - epact - rest_of_four) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def default_term_dates(number: int) -> tuple[date, date]:
    """First and last day of a term where a school has given no calendar: 1 September, 1 January, Easter Monday."""
    year, which = divmod(number, 3)
    if which == 0:
        return date(year, 9, 1), date(year, 12, 31)
    easter = easter_sunday(year + 1)
    if which == 1:
        return date(year + 1, 1, 1), easter
    return easter + timedelta(days=1), date(year + 1, 7, 31)


def term_of_day(day: date) -> str:
    """The term a day lies in by the default dates; August belongs to the autumn it precedes."""
    autumn = term_number(f"{academic_year_of(day)}.{TERMS[0]}")
    return next(term_name(number) for number in range(autumn, autumn + 3) if day <= default_term_dates(number)[1])


def first_of_september(year: int) -> date:
    """The day on which the academic year that begins in ``year`` begins for a pupil, and year groups move up."""
    return date(year, 9, 1)


def january_census_day(year: int) -> date:
    """The spring census of the academic year that begins in ``year``: the third Thursday of January."""
    return census_day(3 * year + 1)


def census_day(number: int) -> date:
    """The school census day of a term: the first Thursday of October, the third of January, the third of May."""
    year, which = divmod(number, 3)
    first = (date(year, 10, 1), date(year + 1, 1, 1), date(year + 1, 5, 1))[which]
    return first + timedelta(days=(3 - first.weekday()) % 7 + (14 if which else 0))
