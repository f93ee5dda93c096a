"""Clubs one by one and kind by kind: who is missing from them, and which have places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_wider_outcomes import ActivityCell, CountCell
from dashboard.metrics.wider_outcomes import club_gap, club_send_share
from dashboard.queries import wider_outcomes as queries
from dashboard.reporting.part import Part
from dashboard.reporting.questions import answer_of
from dashboard.reporting.view import View
from dashboard.reporting.wider_outcomes import CLUBS, activities_at, counts_at
from data_loaders.code_lists import CODE_LISTS, words_of

KINDS = "activity_kind"


@dataclass(frozen=True, kw_only=True)
class Club:
    """One club of a school in a period. ``places`` is None where nobody has said, ``members_now`` counts its register
    of the last half term that has one; ``gap`` is the group's share in it minus others', ``send_share`` the group's
    share of those who came."""

    name: str
    kind: str
    places: int | None
    members: int
    members_now: int
    came: int
    gap: Row
    send_share: Row

    @property
    def free(self) -> int | None:
        """Places left; None where nobody has said how many there are."""
        return None if self.places is None else max(self.places - self.members_now, 0)

    @property
    def over(self) -> int:
        """How many more are on its register than it has places; nought where nobody has said how many there are."""
        return 0 if self.places is None else max(self.members_now - self.places, 0)


def by_kind(view: View) -> Answer:
    """A row for each kind of club: the share of the group's pupils who came to one of it minus that of others, of the
    pupils on roll at schools that have such a club."""
    cells = [cell for cell in activities_at(view) if not cell.activity]
    by = {kind: [cell for cell in cells if cell.kind == kind] for kind in CODE_LISTS[KINDS]}
    rows = [
        _gap(view, cells=held, roll=_roll(view, cells=held), label=kind_words(kind), key=f"kind:{kind}")
        for kind, held in by.items()
        if held
    ]
    return answer_of(view, metric="club_gap", rows=rows)


def kind_words(kind: str) -> str:
    """``"arts"`` → ``"Arts and drama"``."""
    return words_of(kind, codes=KINDS)


def clubs(view: View) -> list[Club]:
    """The clubs of the view's school with anybody on their register in the period, and those it offers, by name."""
    school = view.place.school
    if school is None:
        return []
    ask = view.ask
    offered = ask.once("clubs", read=lambda: queries.clubs(ask.asker))
    known = {club.activity: club for club in offered if club.school == school.code}
    cells = [cell for cell in activities_at(view) if cell.activity]
    kinds = {name: club.kind for name, club in known.items()} | {cell.activity: cell.kind for cell in cells}
    roll = _roll(view)
    return [
        _club(view, name=name, kind=kinds[name], club=known.get(name), cells=cells, roll=roll) for name in sorted(kinds)
    ]


def _club(
    view: View, *, name: str, kind: str, club: queries.Club | None, cells: Sequence[ActivityCell], roll: Counter[str]
) -> Club:
    mine = [cell for cell in cells if cell.activity == name]
    group, key = view.selection.group, f"club:{name}"
    return Club(
        name=name, kind=kind, places=club.places if club else None, members=sum(cell.members for cell in mine),
        members_now=sum(cell.members_now for cell in mine), came=sum(cell.pupils for cell in mine),
        gap=_gap(view, cells=mine, roll=roll, label=name, key=key),
        send_share=club_send_share(mine, group=group, label=name, key=key),
    )  # fmt: skip


def with_places(found: Iterable[Club]) -> list[Club]:
    """The clubs that are known to have places, most places first."""
    free = [club for club in found if club.free]
    return sorted(free, key=lambda club: (-(club.free or 0), club.name))


def on_roll_share(view: View) -> tuple[int, int]:
    """How many of the pupils counted in club registers are of the group, of how many whose status is known."""
    roll = _roll(view)
    return sum(roll[code] for code in codes_of(view.selection.group)), sum(n for code, n in roll.items() if code)


def _roll(view: View, *, cells: Sequence[ActivityCell] = ()) -> Counter[str]:
    """The pupils on roll at the schools that sent club registers (of ``cells``: that have such a club), by status."""
    schools = {cell.school for cell in cells} or {""}
    roll: Counter[str] = Counter()
    for school in schools:
        for cell in counts_at(view, measure=CLUBS, part=Part(school=school)):
            roll[cell.status] += cell.n
    return roll


def _gap(view: View, *, cells: Sequence[ActivityCell], roll: Counter[str], label: str, key: str) -> Row:
    came: Counter[str] = Counter()
    for cell in cells:
        came[cell.status] += cell.pupils
    counted = [
        CountCell("", view.selection.period, CLUBS, "", status, n, came[status], came[status], came[status])
        for status, n in roll.items()
    ]
    return club_gap(counted, group=view.selection.group, label=label, key=key)
