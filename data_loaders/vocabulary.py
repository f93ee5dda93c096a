"""Closed lists and the dates they hold. No file, no database, no request: words and what they mean.

Sources: DfE Common Basic Data Set (CBDS) May 2026; School Attendance (Pupil Registration) (England) Regulations 2024;
*Working together to improve school attendance*, August 2024.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Term(StrEnum):
    """The three terms of an academic year, in order."""

    AUTUMN = "autumn"
    SPRING = "spring"
    SUMMER = "summer"


TERMS: tuple[str, ...] = tuple(Term)

STRANDS: dict[str, str] = {
    "progress": "Progress",
    "conversations": "Structured conversations",
    "wider_outcomes": "Wider outcomes",
    "attendance": "Attendance",
}
"""The four strands: the same stems name their rules, queries, metrics, definitions and pages."""

SEN_CODES: dict[str, str] = {
    "N": "No SEN",
    "K": "SEN support",
    "E": "EHC plan",
    "S": "Statement of SEN (to 2018)",
    "P": "School Action Plus (to 2014/15)",
    "A": "School Action (to 2014/15)",
}
SEND_CODES: frozenset[str] = frozenset("KESPA")
"""SEN provision codes that make a pupil one of the SEND pupils; N is not; no code is *unknown*, never N."""

GROUPS: dict[str, frozenset[str]] = {
    "send": SEND_CODES,
    "support": frozenset("KPA"),
    "plan": frozenset("ES"),
}
"""The groups a page may look at; each is compared with ``OTHERS``."""
GROUP_WORDS: dict[str, str] = {
    "send": "SEND pupils",
    "support": "pupils on SEN support",
    "plan": "pupils with an EHC plan",
}
OTHERS: frozenset[str] = frozenset("N")

NEED_AREAS: dict[str, str] = {
    **dict.fromkeys(("SLCN", "ASD"), "Communication and interaction"),
    **dict.fromkeys(("SPLD", "MLD", "SLD", "PMLD"), "Cognition and learning"),
    "SEMH": "Social, emotional and mental health",
    **dict.fromkeys(("HI", "VI", "MSI", "PD"), "Sensory and physical"),
}
"""The four broad areas of the SEND Code of Practice by primary need; DS, OTH and NSA have none published."""
NO_AREA = "Area not assigned"

PHASES: dict[str, str] = {
    "nursery": "Nursery",
    "primary": "Primary",
    "secondary": "Secondary",
    "all_through": "All-through",
    "special": "Special",
    "alternative": "Alternative provision",
    "unknown": "Not known",
}
YEAR_GROUPS: tuple[str, ...] = ("N1", "N2", "R", *(str(year) for year in range(1, 15)), "X")
"""Nursery, reception, Years 1 to 14; X where a school follows no year groups."""
BANDS: dict[str, tuple[str, ...]] = {
    "Early years": ("N1", "N2", "R"),
    "Key stage 1": ("1", "2"),
    "Key stage 2": ("3", "4", "5", "6"),
    "Key stage 3": ("7", "8", "9"),
    "Key stage 4": ("10", "11"),
    "Key stage 5": ("12", "13", "14"),
}
LEAD_ROLES: dict[str, str] = {
    "headteacher": "Headteacher",
    "senco": "SENDCO",
    "class_teacher": "Class teacher",
    "other_senior_leader": "Other senior leader",
    "other": "Other",
}


class NationalAssessment(NamedTuple):
    """A national test or examination: what it is called, and the year group that takes it."""

    name: str
    year_group: str


NATIONAL_ASSESSMENTS: dict[str, NationalAssessment] = {
    "development": NationalAssessment("Good level of development", "R"),
    "phonics": NationalAssessment("Phonics screening check", "1"),
    "multiplication": NationalAssessment("Multiplication tables check", "4"),
    "ks2": NationalAssessment("Key stage 2 tests", "6"),
    "ks4": NationalAssessment("GCSEs and other qualifications", "11"),
}


class StatutoryScale(NamedTuple):
    """A scale of a national assessment. ``subjects`` are those it has; none: any."""

    assessment: str
    name: str
    unit: str
    lowest: float | None
    highest: float | None
    subjects: tuple[str, ...] = ()


STATUTORY_SCALES: dict[str, StatutoryScale] = {
    "good_development": StatutoryScale("development", "Good level of development", "reached", 0, 1, ("development",)),
    "phonics_mark": StatutoryScale("phonics", "Phonics screening check", "marks", 0, 40, ("phonics",)),
    "multiplication_mark": StatutoryScale(
        "multiplication", "Multiplication tables check", "marks", 0, 25, ("multiplication",)
    ),
    "ks2_scaled_score": StatutoryScale(
        "ks2", "KS2 scaled score", "points", 80, 120, ("reading", "mathematics", "grammar")
    ),
    "ks2_writing": StatutoryScale("ks2", "KS2 writing, teacher assessment", "code", None, None, ("writing",)),
    "gcse_grade": StatutoryScale("ks4", "GCSE grade or points", "points", 0, 9),
}
"""The scales of national tests and examinations. Results on them are no steps of progress: two of them are never
subtracted. A raw mark without a value is *no outcome* (not entered, absent, below the level of the test), but on
``ks2_writing``, where the mark is the code awarded."""
WRITING, EXAMINED = "ks2_writing", "gcse_grade"
WRITING_CODES: frozenset[str] = frozenset(
    {"GDS", "EXS", "WTS", "PK6", "PK5", "PK4", "PK3", "PK2", "PK1", "PKG", "PKE", "PKF", "BLW"}
)
"""What may be awarded in writing at the end of key stage 2; any other code (A, D, L…) says why nothing was."""

ENGLISH = ("english_language", "english_literature")
ATTAINMENT_8_SLOTS: dict[str, str] = {
    **dict.fromkeys(ENGLISH, "english"),
    "mathematics": "mathematics",
    **dict.fromkeys(
        (
            "biology", "chemistry", "physics", "combined_science", "computer_science", "geography", "history",
            "ancient_history", "arabic", "bengali", "chinese", "classical_greek", "french", "german", "gujarati",
            "biblical_hebrew", "modern_hebrew", "italian", "japanese", "latin", "modern_greek", "panjabi", "persian",
            "polish", "portuguese", "russian", "spanish", "turkish", "urdu",
        ),
        "ebacc",
    ),
}  # fmt: skip
"""The slots of Attainment 8 that a subject may fill; any other is open."""
TWO_SLOTS: frozenset[str] = frozenset({"combined_science"})
"""Double awards: the value fills two slots."""


def year_words(year_group: str) -> str:
    """``"4"`` → ``"Year 4"``, ``"R"`` → ``"Reception"``, ``"N1"`` → ``"Nursery 1"``, ``"X"`` → ``"No year group"``."""
    special = {"R": "Reception", "N1": "Nursery 1", "N2": "Nursery 2", "X": "No year group"}
    return special.get(year_group, f"Year {year_group}")


def academic_year_of(day: date) -> str:
    """The academic year of a day, ``"2025-26"``: 1 August to 31 July, as DfE statistics count it."""
    first = day.year if day.month >= 8 else day.year - 1
    return academic_year(first)


def academic_year(first: int) -> str:
    """``2025`` → ``"2025-26"``."""
    return f"{first}-{(first + 1) % 100:02d}"


def first_year(period: str) -> int:
    """The calendar year in which the academic year of a period begins: ``"2025-26.spring"`` → ``2025``."""
    return int(period[:4])


def term_order(period: str) -> tuple[int, int]:
    """Sorts periods in time: a year's terms in order, the whole year after its last term."""
    year, _, term = period.partition(".")
    return int(year[:4]), TERMS.index(term) if term else len(TERMS)


def term_before(term: str) -> str:
    """The term before a term: ``2025-26.autumn`` → ``2024-25.summer``."""
    first, place = term_order(term)
    return f"{academic_year(first - 1)}.{TERMS[-1]}" if place == 0 else f"{academic_year(first)}.{TERMS[place - 1]}"


def year_before(period: str) -> str:
    """The same term, or the year, one year before: ``2025-26.spring`` → ``2024-25.spring``."""
    _, dot, term = period.partition(".")
    return academic_year(first_year(period) - 1) + dot + term
