"""How complete a school's files are for the period shown: under a threshold its figures are greyed and say why."""

from __future__ import annotations

from collections import Counter

from dashboard.metrics.numbers import percentage
from dashboard.reporting.view import View, cells_of

WITHOUT = frozenset({"no_result", "other_scale"})


def incomplete(view: View) -> dict[str, str]:
    """The schools of the view's strand whose files are incomplete, by code, and why: ``results for 62% of pupils``."""
    return _registers(view) if view.strand == "attendance" else _results(view) if view.strand == "progress" else {}


def _results(view: View) -> dict[str, str]:
    wanted = view.selection
    found = cells_of(view.ask, place=view.place, period=wanted.period).get((wanted.subject, wanted.scale), [])
    everyone: Counter[str] = Counter()
    with_result: Counter[str] = Counter()
    for cell in found:
        everyone[cell.school] += cell.n
        with_result[cell.school] += 0 if cell.state in WITHOUT else cell.n
    shares = {school: with_result[school] / n for school, n in everyone.items() if n}
    return {
        school: f"results for {percentage(100 * share, decimals=0)} of pupils"
        for school, share in shares.items()
        if share < view.ask.complete
    }


def _registers(view: View) -> dict[str, str]:
    """Weeks are counted from the first day of term to the day, or to the end of term where that has passed."""
    found = {}
    for row in view.ask.supply:
        if row.term == view.selection.period and row.on_roll:
            last = min(view.ask.as_at, row.ends)
            weeks = max((last - row.starts).days // 7, 1)
            held = 0 if row.registers_to is None else (row.registers_to - row.starts).days // 7 + 1
            if held < view.ask.complete * weeks:
                found[row.school] = f"registers for {held} of {weeks} weeks"
    return found
