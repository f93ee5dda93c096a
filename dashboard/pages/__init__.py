"""The pages, in the order of their tabs. A page is a plain function of a selection and the questions it may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.pages import (
    accounts,
    attendance,
    audit,
    certificate,
    conversations,
    definitions,
    evidence,
    files,
    first_hour,
    governors_see,
    overview,
    papers,
    progress,
    quality,
    recording,
    released,
    wider_outcomes,
)
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its path in the address, the words of its tab, and the function that draws it.

    ``beside`` says that it is about the figures, not of them: its tab stands back behind the strands'.
    """

    path: str
    words: str
    draw: Callable[[Selection, Ask], Drawn]
    beside: bool = False


PAGES: tuple[Page, ...] = (
    Page(path=released.OVERVIEW, words="Figures for governors", draw=released.page),
    Page(path=overview.PATH, words=overview.WORDS, draw=overview.page),
    Page(path=progress.PATH, words=progress.WORDS, draw=progress.page),
    Page(path=conversations.PATH, words=conversations.WORDS, draw=conversations.page),
    Page(path=recording.PATH, words=recording.WORDS, draw=recording.page),
    Page(path=wider_outcomes.PATH, words=wider_outcomes.WORDS, draw=wider_outcomes.page),
    Page(path=attendance.PATH, words=attendance.WORDS, draw=attendance.page),
    Page(path=files.PATH, words=files.WORDS, draw=files.page),
    Page(path=first_hour.PATH, words=first_hour.WORDS, draw=first_hour.page),
    Page(path=quality.PATH, words=quality.WORDS, draw=quality.page),
    Page(path=audit.PATH, words=audit.WORDS, draw=audit.page),
    Page(path=accounts.PATH, words=accounts.WORDS, draw=accounts.page),
    Page(path=governors_see.PATH, words=governors_see.WORDS, draw=governors_see.page, beside=True),
    Page(path=papers.PATH, words=papers.WORDS, draw=papers.page, beside=True),
    Page(path=certificate.PATH, words=certificate.WORDS, draw=certificate.page, beside=True),
    Page(path=definitions.PATH, words=definitions.WORDS, draw=definitions.page, beside=True),
    Page(path=evidence.PATH, words=evidence.WORDS, draw=evidence.page, beside=True),
)
BY_PATH: dict[str, Page] = {page.path: page for page in PAGES}
