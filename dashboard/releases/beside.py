"""A release beside the exact figures of today, line by line, and in words why the two differ.

For those who may see single pupils of the school, so that a meeting with a governor is never at cross purposes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from dashboard.metrics.disclosure import JOIN
from dashboard.metrics.numbers import count, date_words, number, of, percentage, period_words
from dashboard.metrics.words_releases import figure
from dashboard.queries import census as reading
from dashboard.queries.releases import Released
from dashboard.queries.running import Asker
from dashboard.releases import catalogue
from dashboard.releases.catalogue import Mean
from dashboard.releases.counting import SEND, SEX_WORDS, GainScale, Outcome, Pupil, area_of, measured_on, pupils_of
from dashboard.releases.rules import ReleaseRules, load_rules

Line = Mapping[str, Any]
View = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One line: what governors see, the exact figure of today, why they differ, and whether so few pupils stand behind
    the exact figure that it is not for circulation."""

    label: str
    released: str
    exact: str
    why: str
    few: bool


@dataclass(frozen=True, kw_only=True)
class Exact:
    """An exact figure: ``k`` of ``n`` pupils, ``n`` pupils, or a mean over ``n``."""

    n: int
    k: int | None = None
    value: float | None = None

    @property
    def smallest(self) -> int:
        """The fewest pupils it tells of."""
        return min(self.n, self.n if self.k is None else self.k)


@dataclass(frozen=True, kw_only=True)
class Day:
    """The pupils of a school as at a day, with what a term has brought them."""

    pupils: Sequence[Pupil]
    term: str

    @cached_property
    def scales(self) -> dict[str, GainScale]:
        """The subjects in which anybody has a gain, with the scale it is on."""
        return dict(sorted(measured_on(gain for pupil in self.pupils for gain in pupil.gains.values()).items()))

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcomes by the stem of their key."""
        found = catalogue.outcomes_of(term=self.term, subjects=list(self.scales))
        return {_stem(outcome.key): outcome for outcome in found}

    @cached_property
    def means(self) -> dict[str, Mean]:
        """The means by the stem of their key."""
        return {_stem(mean.key): mean for mean in catalogue.means_of(term=self.term, scales=self.scales)}

    def exact(self, line: Line, *, view: View) -> Exact | None:
        """The exact figure of a released line on this day; None where there is nobody to count."""
        group = [pupil for pupil in self.pupils if _lies(pupil, line=line, view=view)]
        stem = _stem(view["key"])
        if view["kind"] == "sizes":
            return Exact(n=len(group))
        if view["kind"] == "mean":
            return _mean(self.means[stem], group=group) if stem in self.means else None
        return _share(self.outcomes[stem], group=group) if stem in self.outcomes else None


def _stem(key: str) -> str:
    return key.partition("@")[0]


def _share(outcome: Outcome, *, group: Sequence[Pupil]) -> Exact | None:
    among = [pupil for pupil in group if outcome.counted(pupil)]
    return Exact(n=len(among), k=sum(outcome.has(pupil) for pupil in among)) if among else None


def _mean(mean: Mean, *, group: Sequence[Pupil]) -> Exact | None:
    held = [(mean.part(pupil), whole) for pupil in group if (whole := mean.whole(pupil)) is not None]
    if not held:
        return None
    return Exact(n=len(held), value=sum(part for part, _ in held) / sum(whole for _, whole in held))


def _lies(pupil: Pupil, *, line: Line, view: View) -> bool:
    """Whether a pupil belongs to a line: by support, or among SEND pupils by what is shown as one."""
    if line["key"] in {"send", "others"}:
        return bool((pupil.support in SEND) == (line["key"] == "send"))
    if line["key"] in {"N", "K", "E"}:
        return bool(pupil.support == line["key"])
    own = area_of(pupil) if view["key"].endswith(".area") else SEX_WORDS.get(pupil.row.sex or "U", SEX_WORDS["U"])
    return bool(pupil.support in SEND and own in line["key"].split(JOIN))


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A release as a head or SENDCO reads it: beside the school as it is now, and as it was on the census day."""

    release: Released
    now: Day
    then: Day
    rules: ReleaseRules

    def moved(self) -> tuple[int, int, int]:
        """How many pupils have joined since the census, left, and changed their kind of support."""
        now, then = ({pupil.row.pupil_id: pupil.support for pupil in day.pupils} for day in (self.now, self.then))
        changed = sum(now[each] != then[each] for each in now.keys() & then.keys())
        return len(now.keys() - then.keys()), len(then.keys() - now.keys()), changed

    def lines(self, view: View) -> list[Beside]:
        """Every line of a view."""
        return [self._line(line, view=view) for line in view["lines"]]

    def _line(self, line: Line, *, view: View) -> Beside:
        exact = self.now.exact(line, view=view)
        pooled = f", {view['pooled']} years together" if view["pooled"] > 1 else ""
        return Beside(
            label=line["label"] + pooled, released=figure(line, view=view, rules=self.release.rules),
            exact=_words(exact, view=view), why=self._why(line, view=view, exact=exact),
            few=exact is not None and 0 < exact.smallest < self.rules.hide_below,
        )  # fmt: skip

    def _why(self, line: Line, *, view: View, exact: Exact | None) -> str:
        if line["state"] == "c":
            return "Hidden: small itself, or something small could be worked out from it."
        if line["state"] != "ok":
            return "Nobody to count."
        reasons = [
            *(["Categories too small to stand alone are shown as one."] if JOIN in line["label"] else []),
            *([f"{view['pooled']} years are added up: one alone would be hidden."] if view["pooled"] > 1 else []),
        ]
        reasons += [] if view["pooled"] > 1 else self._differences(line, view=view, exact=exact)
        return " ".join(reasons) or "The same."

    def _differences(self, line: Line, *, view: View, exact: Exact | None) -> list[str]:
        then = self.then.exact(line, view=view)
        found = []
        if exact != then:
            found.append(self._another_day())
        if then is None or self._as_shown(then, line=line) != _shown(line):
            found.append(f"Records have come in since the release of {date_words(self.release.as_at)}.")
        elif _shown(line) != _plain(then):
            found.append("Rounded.")
        return found

    def _another_day(self) -> str:
        if self.now.term != self.then.term:
            return f"Of {period_words(self.release.term)}, not of {period_words(self.now.term)}."
        return f"Of the pupils on roll on {date_words(self.release.census)}."

    def _as_shown(self, exact: Exact, *, line: Line) -> tuple[float | None, ...]:
        """The exact figure as a release would show it."""
        rounded = self.rules.counts.rounded
        public = line["k"] is None and line["value"] is None and line["n"] == exact.n
        n = exact.n if public else rounded(exact.n)
        return (n, None if exact.k is None else rounded(exact.k), _one_decimal(exact.value))


def _shown(line: Line) -> tuple[float | None, ...]:
    return (line["n"], line["k"], line["value"])


def _plain(exact: Exact) -> tuple[float | None, ...]:
    return (exact.n, exact.k, _one_decimal(exact.value))


def _one_decimal(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _words(exact: Exact | None, *, view: View) -> str:
    if exact is None:
        return "nobody to count"
    if exact.value is not None:
        said = percentage(exact.value) if view["unit"] == "%" else number(exact.value, sign=True)
        return f"{said} ({count(exact.n, words='pupils')})"
    return count(exact.n) if exact.k is None else of(exact.k, exact.n)


def meeting(asker: Asker, *, release: Released, as_at: date, term: str) -> Meeting:
    """The release of a school beside its exact figures as at a day, in the term that the day lies in."""
    school = [release.place.removeprefix("school:")]

    def day_of(day: date, *, of_term: str) -> Day:
        year = of_term.partition(".")[0]
        rows = reading.pupils_at(asker, day=day, term=of_term, year=year, schools=school)
        gains = reading.gains_in(asker, period=of_term, schools=school)
        return Day(pupils=pupils_of(rows, gains=gains), term=of_term)

    return Meeting(
        release=release, now=day_of(as_at, of_term=term), then=day_of(release.census, of_term=release.term),
        rules=load_rules(),
    )  # fmt: skip
