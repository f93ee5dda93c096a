"""The pieces of a sentence: what a row calls its group, its dates, its amounts, and who is too few to speak of."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.metrics import numbers
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.small_groups import may_claim, prominence
from data_loaders.vocabulary import GROUP_WORDS


def capital(words: str) -> str:
    """The words with a capital at the front and the rest untouched."""
    return words[:1].upper() + words[1:]


def uncapital(words: str) -> str:
    """The words without their capital, unless they begin with a name that keeps it: ``GCSE points``, ``National
    Curriculum level``."""
    keeps = words[:2].isupper() or words.startswith("National Curriculum")
    return words if keeps else words[:1].lower() + words[1:]


_PROPER = frozenset({"english", "french", "german", "latin", "spanish", "welsh"})


def subject_words(subject: str) -> str:
    """A subject as it stands inside a sentence: ``mathematics``, ``religious education``, ``English literature``."""
    return " ".join(word.capitalize() if word in _PROPER else word for word in subject.split("_"))


def subject_title(subject: str) -> str:
    """A subject at the front of a sentence or by itself: ``Mathematics``, ``Word reading``."""
    return capital(subject_words(subject))


def listed(parts: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


OF_EVERYBODY = frozenset({"attainment_8"})
"""Averages of everybody in the year group, whether with a result or without."""


@dataclass(frozen=True)
class Telling:
    """One row of one answer, ready to be told."""

    row: Row
    answer: Answer

    @property
    def group(self) -> str:
        """The group in words; a row about SEN support or EHC plans has its own."""
        if self.answer.metric == "progress_gain_everyone":
            return "pupils"
        return GROUP_WORDS.get(self.row.key, self.answer.group_words)

    @property
    def others(self) -> str:
        """The pupils it is compared with."""
        return self.answer.other_words

    @property
    def claims(self) -> bool:
        """Whether a difference may be called one."""
        return may_claim(self.row)

    @property
    def is_rounded(self) -> bool:
        """Whether the difference, as it is shown, is not that of the two figures as they are shown."""
        one, two, apart = self.row.group_value, self.row.other_value, self.row.value
        if one is None or two is None or apart is None or not self.claims:
            return False
        places = self.answer.decimals
        return round(round(one, places) - round(two, places), places) != round(apart, places)

    @property
    def where(self) -> str:
        """``"in mathematics"``; empty where the row's own label says it, or nothing does."""
        own = self.row.key.startswith("scale:")
        return f"in {subject_words(self.answer.subject)}" if self.answer.subject and not own else ""

    @property
    def when(self) -> str:
        """``"from autumn term 2025 to spring term 2026"``, else ``"in spring term 2026"``."""
        first, last = self.row.first_period, self.row.last_period
        if first and last and first != last:
            return f"from {numbers.period_words(first)} to {numbers.period_words(last)}"
        said = numbers.period_words(last) or self.answer.period_words
        return f"in {said}" if said else ""

    @property
    def unit(self) -> str:
        """The unit after a number; empty for a row on another scale than the answer's, whose unit is not known."""
        key = self.row.key
        return "" if key.startswith("scale:") and key != f"scale:{self.answer.scale}" else self.answer.unit

    def number(self, value: float, *, sign: bool = False) -> str:
        """The bare number."""
        return numbers.number(value, decimals=self.answer.decimals, sign=sign)

    def amount(self, value: float) -> str:
        """How much, whatever its direction: ``"1.2 points"``; ``"less than 0.1 points"`` rather than nought."""
        if numbers.is_nought(value, decimals=self.answer.decimals):
            smallest = numbers.points(10.0**-self.answer.decimals, unit=self.unit, decimals=self.answer.decimals)
            return f"less than {smallest}"
        return numbers.points(abs(value), unit=self.unit, decimals=self.answer.decimals)

    def side(self, value: float) -> str:
        """Where the group stands: ``"9.1 points below"``, ``"2.0 points above"``, ``"level with"``."""
        if numbers.is_nought(value, decimals=self.answer.decimals):
            return "level with"
        return f"{self.amount(value)} {'above' if value > 0 else 'below'}"

    def few(self) -> str:
        """``"only 4 SEND pupils have results to compare"``, naming the smallest side."""
        row = self.row
        if row.fewest is not None and row.fewest < min(row.n, row.n_other or 0):
            return f"only {numbers.count(row.fewest, words='pupils')} on one side had results a year ago"
        sides = ((row.n, self.group), (None if row.alone else row.n_other, self.others))
        n, words = min((n, words) for n, words in sides if n is not None)
        counted = f"only {numbers.count(n, words=words)}"
        if self.answer.metric in OF_EVERYBODY:
            return f"{counted} {'is' if n == 1 else 'are'} in the year group"
        return f"{counted} {'has' if n == 1 else 'have'} results to compare"

    def too_few(self) -> str:
        """Why nothing is claimed of a small group, or ``""`` where it is large enough."""
        shown = prominence(self.row)
        if shown == "words":
            return f"{self.few()}, too few for an average"
        return f"{self.few()}, too few to say more" if shown == "hollow" else ""


def joined(*parts: str) -> str:
    """The parts that say anything, with a capital and one space between."""
    return capital(" ".join(part for part in parts if part))
