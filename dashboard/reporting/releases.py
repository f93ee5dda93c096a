"""The questions that released figures answer: a strand's views at a school, beside the schools of its phase."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.metrics.words_releases import figure, sentence
from dashboard.queries.releases import Released, newest
from dashboard.queries.running import Reader
from dashboard.selection import Selection

View = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What a reader of releases has before them: one school's newest release, and that of its phase where there is
    one. ``others`` are the reader's other schools, as code and words."""

    school: Released
    phase: Released | None
    others: tuple[tuple[str, str], ...] = ()

    def views(self, strand: str) -> list[View]:
        """The school's views of a strand, in order."""
        return [view for view in self.school.views if view["strand"] == strand]

    def said(self, view: View) -> str:
        """A view of totals in one sentence."""
        return sentence(view, rules=self.school.rules)

    def figure(self, line: Mapping[str, Any], *, view: View) -> str:
        """One line of a view in words."""
        return figure(line, view=view, rules=self.school.rules)

    def beside(self, view: View) -> View | None:
        """The same view of the schools of the phase together."""
        found = self.phase.views if self.phase else ()
        return next((each for each in found if each["key"] == view["key"]), None)


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
