"""Is good progress shared? Mainstream schools of a phase, by all their pupils' progress and the SEND distance."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.figures.shared import School
from dashboard.metrics.answer import Answer
from dashboard.reporting import questions
from dashboard.reporting.part import Part
from dashboard.reporting.strands import Overview
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES

MAINSTREAM = ("primary", "secondary", "all_through")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The schools of one phase on the scale that most of them use. ``everyone`` and ``gap`` have a row a school, in
    order of name; ``usual`` is the mean gain of all their pupils together."""

    phase: str
    everyone: Answer
    gap: Answer
    usual: float | None

    @property
    def words(self) -> str:
        """``Primary schools``."""
        return f"{PHASES[self.phase]} schools"

    @property
    def schools(self) -> list[School]:
        """The schools with their two rows."""
        pairs = zip(self.everyone.rows, self.gap.rows, strict=True)
        return [School(everyone=everyone, gap=gap) for everyone, gap in pairs]


def panels(overview: Overview) -> list[Panel]:
    """A panel for each mainstream phase with results in the view's subject; none but for a trust's own readers."""
    view = overview.views["progress"]
    if view.place.kind != "trust" or view.place.total:
        return []
    question = ("shared", *overview.key)
    return view.ask.once(*question, read=lambda: _panels(view))


def _panels(view: View) -> list[Panel]:
    made = (_panel(view, phase=phase) for phase in MAINSTREAM)
    return [each for each in made if each is not None]


def _panel(view: View, *, phase: str) -> Panel | None:
    codes = [code for code, school in view.ask.schools.items() if school.phase == phase]
    scale = _commonest_scale(view, codes=codes)
    if not scale:
        return None
    asked = replace(view, selection=replace(view.selection, scale=scale))
    parts = [questions.school_part(asked, code=code) for code in codes]
    everyone, gap = (
        questions.by_part(asked, metric=metric, parts=parts) for metric in ("progress_gain_everyone", "progress_gap")
    )
    whole = Part(label=PHASES[phase], schools=frozenset(codes))
    usual = questions.row_of(asked, metric="progress_gain_everyone", part=whole)
    return Panel(phase=phase, everyone=everyone, gap=gap, usual=usual.value)


def _commonest_scale(view: View, *, codes: list[str]) -> str:
    """The scale of the view's subject on which most of the schools have matched pupils; of equal ones the shown one."""
    found = view.ask.cells(view.selection.period)
    held = {
        scale: len({cell.school for cell in cells if cell.school in codes and cell.state == "matched"})
        for (subject, scale), cells in found.items()
        if subject == view.selection.subject
    }
    best = max(held, key=lambda scale: (held[scale], scale == view.selection.scale, scale), default="")
    return best if held.get(best) else ""
