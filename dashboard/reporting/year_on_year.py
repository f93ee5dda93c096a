"""This year's group against last year's: how many are the same pupils, who left it and who joined it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.cells_pairs import ABSENT, RateCell
from dashboard.queries.progress import Overlap
from dashboard.reporting.pairs import change_cells
from dashboard.reporting.progress import dates_of
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUPS


@dataclass(frozen=True, kw_only=True)
class Membership:
    """How the SEND pupils with a result then and now relate. ``now`` and ``before`` count the two groups, ``same``
    those in both. Of the others before, ``came_off`` are here without SEND, ``no_result`` are here with SEND and no
    result now, ``left`` are not here. Of the others now, ``identified`` were here without SEND (or with no known
    status), ``no_result_then`` were here with SEND and no result, ``joined`` were not here.
    """

    now: int
    before: int
    same: int
    came_off: int
    no_result: int
    left: int
    identified: int
    no_result_then: int
    joined: int


def membership(view: View) -> Membership:
    """The overlap of the view's group in the period shown and the period compared with, at the view's place."""
    wanted, (period, before) = view.selection, dates_of(view)
    code = view.place.school.code if view.place.school else ""
    codes = GROUPS[wanted.group]
    asked = {"subject": wanted.subject, "scale": wanted.scale, "school": code}
    now = _sorted(view.ask.overlap(period, other=before, codes=codes, **asked), at_school=bool(code), codes=codes)
    then = _sorted(view.ask.overlap(before, other=period, codes=codes, **asked), at_school=bool(code), codes=codes)
    return Membership(
        now=sum(now.values()), before=sum(then.values()), same=now["same"],
        came_off=then["other"], no_result=then["no result"], left=then["away"],
        identified=now["other"], no_result_then=now["no result"], joined=now["away"],
    )  # fmt: skip


def membership_of(view: View, *, metric: str) -> Membership | None:
    """How the groups that a change is about relate, the same term or year a year apart: of progress the view's
    group with a result, of a rate the group as it is counted. None where nobody was counted before."""
    yearly = replace(view, selection=replace(view.selection, compare="year"))
    if view.strand == "progress":
        found = membership(yearly) if view.scales else None
    else:
        found = counted_twice(change_cells(yearly, metric=metric), codes=GROUPS[view.selection.group])
    return found if found and found.before and found.now else None


def counted_twice(cells: Sequence[RateCell], *, codes: frozenset[str]) -> Membership:
    """The overlap of the pupils with these codes then and now. Whoever has another code at the other time has come off
    or was identified since; whoever is not counted there has left or joined."""
    counted: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        counted[_way(cell.then, codes=codes), _way(cell.now, codes=codes)] += cell.n
    now = sum(n for (_, late), n in counted.items() if late == "in")
    before = sum(n for (early, _), n in counted.items() if early == "in")
    return Membership(
        now=now, before=before, same=counted["in", "in"],
        came_off=counted["in", "out"], no_result=0, left=counted["in", "away"],
        identified=counted["out", "in"], no_result_then=0, joined=counted["away", "in"],
    )  # fmt: skip


def _way(status: str, *, codes: frozenset[str]) -> str:
    return "in" if status in codes else "away" if status == ABSENT else "out"


def _sorted(rows: Sequence[Overlap], *, at_school: bool, codes: frozenset[str]) -> Counter[str]:
    """Pupils by how they stand in the other period: same, no result, other (not of the group), away."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[_standing(row, at_school=at_school, codes=codes)] += row.n
    return counted


def _standing(row: Overlap, *, at_school: bool, codes: frozenset[str]) -> str:
    if not (row.here if at_school else row.anywhere):
        return "away"
    if row.other_status not in codes:
        return "other"
    return "same" if row.result else "no result"
