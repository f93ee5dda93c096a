"""The questions that released figures answer: a strand's views at a school, beside the schools of its phase."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.metrics.differences_releases import compared
from dashboard.metrics.numbers import count
from dashboard.metrics.questions_releases import question
from dashboard.metrics.telling import capital, listed
from dashboard.metrics.words_releases import (
    figure,
    in_words,
    lead,
    leading,
    noun_words,
    sentence,
    title_words,
)
from dashboard.queries.releases import Released, newest
from dashboard.queries.running import Reader
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS

View = Mapping[str, Any]
_TOTALS = {"send", "others"}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What a reader of releases has before them: one school's newest release, and that of its phase where there is
    one. ``others`` are the reader's other schools, as code and words."""

    school: Released
    phase: Released | None
    others: tuple[tuple[str, str], ...] = ()

    @property
    def among(self) -> str:
        """``the trust's 8 primary schools together``; empty where no total of them may be shown."""
        return f"the trust's {self.phase.schools} {self.school.phase} schools together" if self.phase else ""

    def views(self, strand: str) -> list[View]:
        """The school's views of a strand, in order."""
        return [view for view in self.school.views if view["strand"] == strand]

    def totals(self, strand: str) -> list[View]:
        """The views of a strand that hold SEND and other pupils: one a measure."""
        return totals_of(self.views(strand))

    def parts(self, total: View) -> list[View]:
        """The views that tell a measure apart: by support, by sex, over several years."""
        return [view for view in self.views(total["strand"]) if view["key"].startswith(f"{total['key']}.")]

    def facts(self, strand: str) -> list[str]:
        """What is said of the school about a strand, or about none."""
        return [fact.words for fact in self.school.facts if fact.strand == strand]

    def said(self, view: View) -> str:
        """A view of totals in one sentence."""
        return sentence(view, rules=self.school.rules)

    def lead(self, strand: str) -> str:
        """What a strand's figures say first, in one sentence; empty where it has none."""
        totals = self.totals(strand)
        return lead(totals, rules=self.school.rules) if totals else ""

    def leading(self, strand: str) -> list[View]:
        """The views of totals that this sentence is made of."""
        return leading(self.totals(strand))

    def title(self, view: View) -> str:
        """A view of totals as the title of its card."""
        return title_words(view, rules=self.school.rules)

    def compared(self, view: View) -> str:
        """How SEND pupils stand to others here and in the schools of the phase, in a sentence; empty where that cannot
        be said."""
        return compared(view, beside=self.beside(view), among=self.among, rules=self.school.rules)

    def questions(self, strand: str) -> list[str]:
        """What a governor may ask about a strand."""
        asked = (question(view, rules=self.school.rules) for view in self.totals(strand))
        return [each for each in asked if each]

    def figure(self, line: Mapping[str, Any], *, view: View) -> str:
        """One line of a view in words."""
        return figure(line, view=view, rules=self.school.rules)

    def beside(self, view: View) -> View | None:
        """The same view of the schools of the phase together; None where most of them measure it on another scale."""
        found = next((each for each in (self.phase.views if self.phase else ()) if each["key"] == view["key"]), None)
        return found if found and found.get("scale", "") == view.get("scale", "") else None

    def unknown(self) -> list[str]:
        """What these figures do not say, in sentences: what is withheld, what has not come, what is never released."""
        return [*self._withheld(), *self._not_compared(), *self._other_scales(), _NEVER]

    def _withheld(self) -> list[str]:
        """Each way of telling pupils apart, with the measures for which all of it is withheld."""
        hidden: dict[str, list[str]] = {}
        for strand in STRANDS:
            for view in self.views(strand):
                if view["lines"] and all(line["state"] == "c" for line in view["lines"]):
                    hidden.setdefault(view["title"], []).append(noun_words(view))
        return [
            f"{title}: {listed(measures)}. Too few pupils to keep them private." for title, measures in hidden.items()
        ]

    def _not_compared(self) -> list[str]:
        if self.phase:
            return []
        least = in_words(self.school.rules["other_schools"])
        return [f"How the trust's other {self.school.phase} schools do: a total needs at least {least} others."]

    def _other_scales(self) -> list[str]:
        """The gains that most schools of the phase measure on another scale."""
        there = {each["key"] for each in self.phase.views} if self.phase else set()
        apart = [view for view in totals_of(self.school.views) if view["key"] in there and not self.beside(view)]
        found = [noun_words(view) for view in apart]
        return [f"How {self.among} do in {listed(found)}: most measure it on another scale."] if found else []


_NEVER = "Outcomes by need, anything by class or year group, or about one child: governors' figures never hold it."


def totals_of(views: Sequence[View]) -> list[View]:
    """The views that hold SEND and other pupils."""
    return [view for view in views if {line["key"] for line in view["lines"]} == _TOTALS]


def shelf(reader: Reader, *, schools: Collection[str], selection: Selection) -> Shelf | None:
    """The releases of the school that the address names, of those that are the reader's; else of the first of them.

    None where nothing has been released for any of them.
    """
    found = newest(reader, schools=schools)
    own = [each for each in found if each.place.startswith("school:")]
    if not own:
        return None
    here = next((each for each in own if each.place == selection.place), own[0])
    phase = next((each for each in found if each.place == f"phase:{here.phase}"), None)
    others = tuple((each.place, each.words) for each in own if each is not here)
    return Shelf(school=here, phase=phase, others=others)


KEPT_SAFE = "Small numbers are hidden so that nobody can work out who a pupil is."
"""Why figures are missing, for every reader of a release; ``certificate_words`` says exactly what was found."""


def certificate_words(release: Released) -> list[str]:
    """What the audit of a release found, in sentences, for every reader of it."""
    found = release.certificate
    unchecked = found.get("unchecked", 0)
    slow = f" {capital(in_words(unchecked))} of these could not be checked in time." if unchecked else ""
    return [
        f"{count(found['shown'])} tables are shown, {count(found['partly'])} of them in part, and "
        f"{count(found['withheld'])} withheld.{slow}",
        f"{count(found['protected'])} small counts are protected. Taking every figure here and in earlier releases "
        f"together, none can be proved: {doubt_words([release])}.",
    ]


def doubt_words(found: Sequence[Released]) -> str:
    """What is left of a protected count in these releases: a range, or whatever published numbers leave, as of a group
    that is published to have nobody else."""
    narrowest = min(release.certificate["narrowest"] for release in found)
    if narrowest < min(release.rules["width"] for release in found):
        return "each could still lie anywhere that published numbers allow"
    within = f"each could still lie anywhere in a range of at least {count(narrowest, words='pupils')}"
    return f"{within}, or anywhere at all that published numbers allow"
