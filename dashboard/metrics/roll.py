"""The arithmetic of the SEND register: who was on it on one day, who is on a later one, and how the one became the
other.

Each metric takes the cells of one window, in which every pupil stands once with what they were on its first and on its
last day. A status that is not known is neither SEND nor not: it is told apart, so that nobody is called newly
identified or removed of whom it is only not written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import codes_of
from dashboard.metrics.cells_roll import RollCell
from dashboard.metrics.numbers import count
from dashboard.metrics.rates import share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted
from data_loaders.vocabulary import GROUPS, OTHERS, SEND_CODES

NOBODY = "nobody was on roll"
EVERY_KIND = "the flows are those of the whole SEND register: SEN support and EHC plan are the rows between the two"


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A line of the register: its words, and the provision before and after of those whom it counts (None: any)."""

    words: str
    before: frozenset[str | None] | None = None
    after: frozenset[str | None] | None = None

    def counts(self, cell: RollCell) -> bool:
        """Whether the cell's pupils belong to the line."""
        return (self.before is None or cell.before in self.before) and (self.after is None or cell.after in self.after)


_SEND: frozenset[str | None] = frozenset(SEND_CODES)
_NOT: frozenset[str | None] = frozenset(OTHERS)
_AWAY: frozenset[str | None] = frozenset({None})
_UNKNOWN: frozenset[str | None] = frozenset({""})
_SUPPORT, _PLAN = (frozenset[str | None](GROUPS[name]) for name in ("support", "plan"))
FLOWS: Mapping[str, Flow] = {
    "start": Flow(words="On the register at the start", before=_SEND),
    "identified": Flow(words="Newly identified", before=_NOT, after=_SEND),
    "arrived": Flow(words="Arrived with SEND", before=_AWAY, after=_SEND),
    "found": Flow(words="Status not known at the start", before=_UNKNOWN, after=_SEND),
    "removed": Flow(words="Removed from the register", before=_SEND, after=_NOT),
    "left": Flow(words="Left school", before=_SEND, after=_AWAY),
    "lost": Flow(words="Status no longer known", before=_SEND, after=_UNKNOWN),
    "now": Flow(words="On the register at the end", after=_SEND),
    "escalated": Flow(words="From SEN support to an EHC plan", before=_SUPPORT, after=_PLAN),
    "eased": Flow(words="From an EHC plan to SEN support", before=_PLAN, after=_SUPPORT),
}
"""The lines of the register. What stood at the start, with those who came and without those who went, stands at the
end; the last two move within it."""
CAME, WENT = ("identified", "arrived", "found"), ("removed", "left", "lost")
UNSURE = ("found", "lost")
"""The lines of pupils whose status is not known on one of the days: none where every status is."""


def send_prevalence(cells: Sequence[RollCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of the pupils on roll on the last day whose status is known, with Wilson's interval."""
    about = Subject(metric=metric("send_prevalence"), group=group, label=label, key=key)
    here = [cell for cell in cells if cell.after is not None]
    known = sum(cell.n for cell in here if cell.after)
    mine = sum(cell.n for cell in here if cell.after in codes_of(group))
    unknown = sum(cell.n for cell in here if not cell.after)
    return _of_pupils(share_row(about, one=(mine, known), uncounted=Uncounted(unknown=unknown), nothing=NOBODY))


def register_flows(
    cells: Sequence[RollCell], *, flow: str = "now", group: str = "send", label: str = "", key: str = ""
) -> Row:
    """How many pupils one line of the register counts (``numerator``), and which share of all who were on roll on
    either day they are. Raises ``KeyError`` for a line that there is not."""
    about = Subject(metric=metric("register_flows"), group=group, label=label, key=key)
    line = FLOWS[flow]
    if group != "send":
        return about.nothing(State.NOT_APPLICABLE, reason=EVERY_KIND)
    counted = sum(cell.n for cell in cells if line.counts(cell))
    return _of_pupils(share_row(about, one=(counted, sum(cell.n for cell in cells)), nothing=NOBODY))


def _of_pupils(row: Row) -> Row:
    """The row, whose n are all pupils on roll and not the group's."""
    few = row.state is State.LOW_RELIABILITY
    return replace(row, reason=f"only {count(row.n, words='pupils')} on roll") if few else row
