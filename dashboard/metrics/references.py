"""A published figure beside one's own: what it is, how old, and the words that go with it. Pure.

A reference is only ever the figure of the same measure, group, phase and period: what does not match is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.metrics.numbers import month_words, number, percentage, period_words
from data_loaders.code_lists import PUBLISHED_MEASURES, words_of
from data_loaders.vocabulary import first_year

OLD_YEARS = 2
_TERM_ENDS = {"autumn": (0, 12, 31), "spring": (1, 4, 30), "summer": (1, 7, 31), "": (1, 7, 31)}
"""By when a term or year is over, as the year after the one it begins in, month and day."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One published figure of one geography. ``value`` is never null: a symbol is no reference.

    ``group`` is all, no_sen, send, support or plan; ``phase`` is a phase of the vocabulary, or all. ``status`` is
    empty, provisional, estimate, revised or u. ``special_schools`` says whether they are in it, None where nobody
    says. ``as_at`` is the day of the page: it decides whether the figure is old.
    """

    measure: str
    group: str
    phase: str
    geography: str
    period: str
    value: float
    status: str
    source: str
    as_of: date | None
    special_schools: bool | None
    as_at: date

    @property
    def old(self) -> bool:
        """Whether the period was over more than two years before the day of the page."""
        years, month, day = _TERM_ENDS[self.period.partition(".")[2]]
        over = date(first_year(self.period) + years + OLD_YEARS, month, day)
        return over < self.as_at

    @property
    def unsure(self) -> bool:
        """Whether it is anything but a final figure: drawn lighter."""
        return self.old or self.status in {"provisional", "estimate", "u"}

    @property
    def shown(self) -> str:
        """The value as it is written: ``6.8%``, ``−0.4``."""
        decimals = 2 if self.measure in _TWO_DECIMALS else 1
        rate = "%" in PUBLISHED_MEASURES[self.measure]
        return percentage(self.value, decimals=decimals) if rate else number(self.value, decimals=decimals)

    @property
    def who(self) -> str:
        """Whom it is about: ``pupils with SEN``."""
        return _GROUPS[self.group]

    @property
    def label(self) -> str:
        """For a line of a chart: ``England, 2024/25: 6.8%``, with what makes it unsure or wider than it looks."""
        marks = self._marks()
        beside = f" ({', '.join(marks)})" if marks else ""
        return f"{self.geography}, {period_words(self.period)}: {self.shown}{beside}"

    @property
    def brief(self) -> str:
        """For a mark beside a figure of the same period: ``England 10.1%, an estimate, includes special schools``."""
        return ", ".join([f"{self.geography} {self.shown}", *self._marks()])

    @property
    def caption(self) -> str:
        """A whole sentence with the source, for under a chart."""
        where = "" if self.phase == "all" else f" in {words_of(self.phase, codes='published_phase').lower()} schools"
        of = f", as of {month_words(self.as_of)}" if self.as_of else ""
        said = f"{self.geography}, {self.who}{where}, {period_words(self.period)}: {self.shown}."
        notes = [f"{mark[0].upper()}{mark[1:]}." for mark in (*self._status(), *self._schools())]
        notes += ["The figure is more than two years old."] if self.old else []
        return " ".join([said, *notes, f"Source: {self.source}{of}."])

    def _marks(self) -> list[str]:
        return [*self._status(), *self._schools(), *(["over two years old"] if self.old else [])]

    def _status(self) -> list[str]:
        if self.status == "estimate" and "." not in self.period and self.as_of:
            return [f"an estimate, year to {month_words(self.as_of)}"]
        words = {"provisional": "provisional", "estimate": "an estimate", "u": "low reliability"}
        return [words[self.status]] if self.status in words else []

    def _schools(self) -> list[str]:
        """Special schools are said where a reader would not look for them: with a group, or all schools together."""
        unlooked = self.phase != "special" and (self.group != "all" or self.phase == "all")
        return ["includes special schools"] if self.special_schools and unlooked else []


_TWO_DECIMALS = frozenset(
    {"progress_8", "reading_progress", "writing_progress", "maths_progress", "permanent_exclusions"}
)
_GROUPS = {
    "all": "all pupils",
    "no_sen": "pupils without SEN",
    "send": "pupils with SEN",
    "support": "pupils on SEN support",
    "plan": "pupils with an EHC plan",
}
