"""Supply: what a place's schools have sent for the current term, strand by strand, and how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.metrics.numbers import date_words, period_words
from dashboard.queries.terms import Supply
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View
from data_loaders.vocabulary import term_order


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One strand's supply. ``supplied`` is False where nothing has ever come; ``missing`` names the schools in scope
    that have sent this strand before but not for the current term, ``last`` the terms they last sent it for, in the
    same order; ``none_yet`` says that these are all of several,
    or the one school whose page it is: then nobody is named. ``latest`` is the last day registers cover.
    """

    name: str
    supplied: bool
    missing: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    none_yet: bool = False
    schools: int = 0
    latest: date | None = None


_COLUMNS = {
    "Results": "results",
    "Registers": "register_marks",
    "Conversations": "conversations",
    "Club registers": "club_registers",
}


def strands(view: View) -> list[Strand]:
    """The four strands at the view's place; empty for a reader of single classes."""
    code = view.place.school.code if view.place.school else ""
    here = [row for row in view.ask.supply if row.school == code or not code]
    return [
        _strand(view.ask, here=here, name=name, column=column, current=view.current)
        for name, column in _COLUMNS.items()
    ]


def _strand(ask: Ask, *, here: Sequence[Supply], name: str, column: str, current: str) -> Strand:
    ever = {row.school for row in here if getattr(row, column)}
    now = [row for row in here if row.term == current and row.on_roll]
    senders = [row for row in now if row.school in ever]
    late = [row.school for row in senders if not getattr(row, column)]
    missing = tuple(ask.schools[school].name for school in late)
    latest = max((row.registers_to for row in here if row.registers_to), default=None)
    return Strand(
        name=name, supplied=bool(ever), missing=missing,
        last=tuple(_last(here, school=school, column=column) for school in late),
        none_yet=_nobody(missing, senders=senders, here=here),
        schools=len(now), latest=latest if column == "register_marks" else None,
    )  # fmt: skip


def _last(here: Sequence[Supply], *, school: str, column: str) -> str:
    """The latest term for which a school has sent anything of a column."""
    return max((row.term for row in here if row.school == school and getattr(row, column)), key=term_order)


def _nobody(missing: Sequence[str], *, senders: Sequence[Supply], here: Sequence[Supply]) -> bool:
    alone = len({row.school for row in here}) == 1
    return bool(missing) and len(missing) == len(senders) and (alone or len(senders) > 1)


def strand_words(strand: Strand) -> str:
    """``Registers: not sent this term by Sorrel Way Primary (last for autumn term 2025); the others to 20 March.``"""
    if not strand.supplied:
        return f"{strand.name}: not supplied."
    if strand.none_yet:
        return f"{strand.name}: none yet this term; the last are for {period_words(max(strand.last, key=term_order))}."
    if strand.missing:
        pairs = zip(strand.missing, strand.last, strict=True)
        named = ", ".join(f"{school} (last for {period_words(term)})" for school, term in pairs)
        others = f"; the others to {date_words(strand.latest)}" if strand.latest else ""
        return f"{strand.name}: not sent this term by {named}{others}."
    latest = f", to {date_words(strand.latest)}" if strand.latest else ""
    return f"{strand.name}: supplied{latest}."
