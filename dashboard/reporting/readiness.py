"""How far a trust's first hour has come: what each school has sent, how old it is, what is needed next, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.queries import quality
from dashboard.queries.places import School
from dashboard.reporting.ask import Ask
from dashboard.reporting.quality import Checked, checked


@dataclass(frozen=True, kw_only=True)
class Need:
    """One record of one school: what it is called here, when it last came (None: never), and how it comes in.

    ``template`` is the word of ``afa template`` that writes the spreadsheet to be filled in, where there is one.
    """

    record: str
    what: str
    day: date | None
    batch_id: int | None
    command: str
    template: str = ""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One school and its records, in the order in which they are needed."""

    school: School
    needs: tuple[Need, ...]

    @property
    def lacking(self) -> tuple[Need, ...]:
        """What has never come."""
        return tuple(need for need in self.needs if need.day is None)


_WAYS: dict[str, tuple[str, str, str]] = {
    "calendar": ("Term dates", "afa setup", ""),
    "enrolment": (
        "Pupils on roll",
        "afa import FILE --mapping school_census (or ctf, or your own: afa mapping new FILE)",
        "",
    ),
    "teaching_class": ("Classes", "afa import FOLDER --mapping roster_uk (or your own)", ""),
    "sen_status": ("SEN register", "afa import FILE --mapping sen_register --school {school}", ""),
    "assessment": (
        "Results",
        "afa import FILE --mapping marksheet_subjects --school {school} (or marksheet_terms, marksheet_subjects_terms, "
        "marksheet_ks2, marksheet_ks4)",
        "",
    ),
    "attendance": ("Registers", "afa import FILE --mapping register_marks --school {school}", ""),
    "afa_lead": ("Who leads", "afa template leads --school {school}", "leads"),
    "characteristic": (
        "The AfA group",
        "afa import FILE --mapping afa_group --school {school} (or afa template group --school {school})",
        "group",
    ),
    "conversation": ("Conversations", "afa template conversations --school {school}", "conversations"),
    "activity_session": ("Clubs", "afa template clubs --school {school}", "clubs"),
}
"""By record, in the order in which they are needed: what it is, the command, the template."""

STANDARDISED = {
    "Scale": "age_standardised", "Name": "Age-standardised score", "Unit": "points", "National mean": "100",
    "National standard deviation": "15", "Expected gain a year": "0",
    "Who set the expectation": "The test: a pupil who keeps pace keeps the same score",
}  # fmt: skip
"""The commonest scale of results with what is expected of a year, as a row of the product's own sheet."""


def readiness(ask: Ask) -> list[Ready]:
    """Every school whose records the reader checks, by name."""
    return [_ready(one) for one in checked(ask)]


def _ready(one: Checked) -> Ready:
    fresh = {each.record: each for each in one.fresh}
    needs = tuple(
        Need(
            record=record, what=what, day=fresh[record].day, batch_id=fresh[record].batch_id,
            command=command.format(school=one.school.code), template=template,
        )
        for record, (what, command, template) in _WAYS.items()
    )  # fmt: skip
    return Ready(school=one.school, needs=needs)


@dataclass(frozen=True, kw_only=True)
class KnownDates:
    """A school's term dates of one academic year as its calendar has them: by half term, and the closed days."""

    halves: dict[str, tuple[date, date]]
    closed: tuple[date, ...]


def known_dates(ask: Ask, *, school: str, year: str) -> KnownDates:
    """The dates of a school whose records the reader checks; empty where its calendar does not have the year."""
    halves = quality.half_terms(ask.asker, school=school, year=year)
    return KnownDates(halves=halves, closed=tuple(quality.closed_days(ask.asker, school=school, year=year)))


def still_needed(found: Sequence[Ready]) -> list[str]:
    """A line a school and file still needed, with the exact command; what is the same for every school once."""
    lines: list[str] = []
    for one in found:
        lines += [f"{one.school.name} ({one.school.code})"] if one.lacking else []
        lines += [f"  {need.what}: {need.command}" for need in one.lacking]
    return lines
