"""What is being looked at, as the address says it: place, period, comparison, group, subject, scale, account.

The address is the only state. ``Selection`` reads it, ignores what it does not know, knows its closed lists and writes
itself back the same. It is never a permission: scope is checked on every read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, urlencode

from data_loaders.vocabulary import GROUPS, TERMS

COMPARISONS = ("year", "two_years", "term", "phase", "country")
"""A year ago, two years ago, last term, the trust's schools of the phase, England: a page takes those it offers, else a
year ago."""
BY = ("", "school", "year", "group", "term")
_PLACE = re.compile(r"trust|school:[A-Za-z0-9_.-]{1,40}|(?:class|pupil):[A-Za-z0-9_-]{8,64}")
_PERIOD = re.compile(r"(19|20)\d\d-\d\d(\.(" + "|".join(TERMS) + r"))?")
_WORD = re.compile(r"[a-z0-9_]{1,40}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One view. Empty ``period`` means the latest; empty ``subject`` and ``scale`` the first there is. ``account`` is
    the number of an account whose part of the audit trail is looked at."""

    place: str = "trust"
    period: str = ""
    compare: str = "year"
    group: str = "send"
    subject: str = ""
    scale: str = ""
    account: str = ""

    @classmethod
    def from_query(cls, query: str | Mapping[str, str]) -> Selection:
        """Read an address's query (``?place=…``). What is unknown or malformed is left at its default."""
        pairs = dict(parse_qsl(query.lstrip("?"))) if isinstance(query, str) else dict(query)
        return cls(**{name: value for name, value in pairs.items() if name in _KNOWN and _KNOWN[name](value)})

    def to_query(self) -> str:
        """The query that reads back as this selection, defaults left out: ``?place=school%3A100001`` or ``""``."""
        return self.query_at(self.place)

    def query_at(self, place: str) -> str:
        """The query of the same view of another place, as of each row of a list."""
        there = "" if place == "trust" else f"place={quote_plus(place, safe=':')}"
        beside = _rest(self.period, self.compare, self.group, self.subject, self.scale, self.account)
        said = f"{there}&{beside}" if there and beside else there or beside
        return f"?{said}" if said else ""

    def at(self, place: str) -> Selection:
        """The same view of another place."""
        return replace(self, place=place)

    @property
    def place_kind(self) -> str:
        """``trust``, ``school``, ``class`` or ``pupil``."""
        return self.place.partition(":")[0]

    @property
    def place_id(self) -> str:
        """The school's code or the token of the class or pupil; empty for the trust."""
        return self.place.partition(":")[2]


def is_period(words: str) -> bool:
    """Whether this is a period as the address says it: ``2025-26``, ``2025-26.spring``."""
    return _PERIOD.fullmatch(words) is not None


@lru_cache(maxsize=4_096)
def _rest(*values: str) -> str:
    """The query of a view without its place, its values in the order of ``_BESIDE``: the same for every row of a
    list."""
    plain = Selection()
    said = {name: value for name, value in zip(_BESIDE, values, strict=True) if value != getattr(plain, name)}
    return urlencode(said, safe=":")


_KNOWN: dict[str, Callable[[str], bool]] = {
    "place": lambda value: bool(_PLACE.fullmatch(value)),
    "period": lambda value: bool(_PERIOD.fullmatch(value)),
    "compare": COMPARISONS.__contains__,
    "group": GROUPS.__contains__,
    "subject": lambda value: bool(_WORD.fullmatch(value)),
    "scale": lambda value: bool(_WORD.fullmatch(value)),
    "account": lambda value: bool(_NUMBER.fullmatch(value)),
}
_BESIDE = ("period", "compare", "group", "subject", "scale", "account")
