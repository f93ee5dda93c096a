"""The arithmetic of structured conversations: one function a metric, named as the metric.

The unit is pupils: *conversations about 68% of pupils*. A conversation is due for each term in which the pupil was in
the group for half its open days, once the term has ended; one that was held and in which a parent or carer took part
counts. ``when`` says which terms have ended at each school. Pupils outside the Achievement for All group are in none of
these figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import Sums, added
from dashboard.metrics.cells_conversations import YEAR, ConversationCell, TermCell, When, in_group, of_group
from dashboard.metrics.rates import percent, share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, mean_of, valued, with_sides
from dashboard.metrics.uncertainty import RatioSums, ratio

GROUP_WORDS = {
    "send": "pupils in the AfA group",
    "support": "AfA pupils on SEN support",
    "plan": "AfA pupils with an EHC plan",
}
"""What the group looked at is called in this strand: the AfA group, or those of it with one kind of provision."""
NOT_OVER = "the school year is not over"
NONE_DUE = "none is due until a term has ended"
NOBODY_ALL_YEAR = "nobody was in the AfA group in all three terms"
NOBODY = "nobody is in the AfA group"
NONE_COUNTED = "no conversation has been held with a parent or carer"
NONE_CLOSED = "no target has been closed yet"


@dataclass(frozen=True, kw_only=True)
class AfaSubject(Subject):
    """What a row is about, in the words of this strand."""

    @property
    def words(self) -> str:
        """The group in words: ``pupils in the AfA group``."""
        return GROUP_WORDS[self.group]

    def empty(self, reason: str) -> Row:
        """A row without a value where there is nothing to count."""
        return self.nothing(State.NOT_APPLICABLE, reason=reason)

    def share(self, cells: Sequence[ConversationCell], *, met: Sequence[ConversationCell]) -> Row:
        """The share of the cells' pupils that ``met`` are, with Wilson's interval."""
        return share_row(self, one=(pupils_in(met), pupils_in(cells)))


def pupils_in(cells: Sequence[ConversationCell]) -> int:
    """How many pupils the cells hold."""
    return sum(cell.n for cell in cells)


def _about(name: str, *, group: str, label: str, key: str) -> AfaSubject:
    return AfaSubject(metric=metric(name), group=group, label=label, key=key)


def _whole_year(cells: Sequence[ConversationCell], *, group: str, when: When) -> tuple[list[ConversationCell], str]:
    """The pupils in the group in all three terms of a year that is over, or why there are none."""
    over = [cell for cell in cells if cell.school in when and when[cell.school].ended == YEAR]
    if not over:
        return [], NOT_OVER
    found = [cell for cell in in_group(over, group=group, when=when) if all(cell.inside)]
    return found, "" if found else NOBODY_ALL_YEAR


def conversations_full_participation(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the pupils in the group all three terms of a completed year about whom at least three conversations
    were held with a parent or carer. Not applicable before the year is over."""
    about = _about("conversations_full_participation", group=group, label=label, key=key)
    whole, reason = _whole_year(cells, group=group, when=when)
    wanted = about.metric.parameters["conversations"]
    return about.empty(reason) if reason else about.share(whole, met=[c for c in whole if sum(c.counted) >= wanted])


def conversations_termly_complete(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the same pupils about whom one was held in each of the three terms: two in one term are one."""
    about = _about("conversations_termly_complete", group=group, label=label, key=key)
    whole, reason = _whole_year(cells, group=group, when=when)
    return about.empty(reason) if reason else about.share(whole, met=[c for c in whole if all(c.counted)])


def conversations_so_far(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the pupils with any conversation due about whom one was held in every ended term it was due for."""
    about = _about("conversations_so_far", group=group, label=label, key=key)
    due = [cell for cell in in_group(cells, group=group, when=when) if cell.due(when)]
    kept = [cell for cell in due if all(cell.counted[term] for term in cell.due(when))]
    return about.share(due, met=kept) if due else about.empty(NONE_DUE)


def conversations_reach(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of the pupils in the group at any time of the year about whom at least one was held."""
    about = _about("conversations_reach", group=group, label=label, key=key)
    here = in_group(cells, group=group, when=when)
    return about.share(here, met=[cell for cell in here if cell.held(when)]) if here else about.empty(NOBODY)


def conversations_this_term(cells: Sequence[TermCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the pupils in the group this term about whom a conversation of this term was held."""
    about = _about("conversations_this_term", group=group, label=label, key=key)
    here = [cell for cell in cells if cell.in_group and of_group(cell.sen_year, group=group)]
    had = sum(cell.n for cell in here if cell.outcome == "counted")
    n = sum(cell.n for cell in here)
    return share_row(about, one=(had, n)) if n else about.empty(NOBODY)


def conversations_per_pupil(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The mean number of counted conversations of the pupils in the group at any time of the year, with Student's
    interval."""
    about = _about("conversations_per_pupil", group=group, label=label, key=key)
    here = in_group(cells, group=group, when=when)
    totals = ((cell.n, cell.held(when)) for cell in here)
    sums = added(Sums(n, n * each, n * each * each) for n, each in totals)
    found = mean_of(sums, confidence=about.confidence)
    if found is None:
        return about.empty(NOBODY)
    row = replace(about.row(n=sums.n), numerator=sums.total, denominator=sums.n)
    return valued(with_sides(row, one=found, two=None), found=found, about=about, sides=[(sums.n, about.words)])


def conversations_pro_rata(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """Counted conversations of the ended terms over those expected, one a term in the group; above 100 where some
    pupils had two in a term. The interval is the ratio estimator's, over pupils."""
    about = _about("conversations_pro_rata", group=group, label=label, key=key)
    due = [cell for cell in in_group(cells, group=group, when=when) if cell.due(when)]
    pairs = [(cell.n, sum(cell.counted[: when[cell.school].ended]), len(cell.due(when))) for cell in due]
    if not pairs:
        return about.empty(NONE_DUE)
    return _ratio_row(about, sums=RatioSums(
        n=sum(n for n, _, _ in pairs), part=sum(n * a for n, a, _ in pairs), whole=sum(n * p for n, _, p in pairs),
        part_squared=sum(n * a * a for n, a, _ in pairs), product=sum(n * a * p for n, a, p in pairs),
        whole_squared=sum(n * p * p for n, _, p in pairs),
    ))  # fmt: skip


def conversations_target_completeness(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of counted conversations that ended with one curricular and one wider target, over pupils."""
    about = _about("conversations_target_completeness", group=group, label=label, key=key)
    held = [cell for cell in in_group(cells, group=group, when=when) if any(cell.counted)]
    if not held:
        return about.empty(NONE_COUNTED)
    return _ratio_row(about, sums=RatioSums(
        n=pupils_in(held), part=sum(cell.complete for cell in held),
        whole=sum(cell.n * sum(cell.counted) for cell in held),
        part_squared=sum(cell.complete_squared for cell in held),
        product=sum(cell.complete_counted for cell in held),
        whole_squared=sum(cell.n * sum(cell.counted) ** 2 for cell in held),
    ))  # fmt: skip


def conversations_targets_met(
    cells: Sequence[ConversationCell], *, when: When, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of closed targets that were met, over pupils; open ones are in neither."""
    about = _about("conversations_targets_met", group=group, label=label, key=key)
    here = in_group(cells, group=group, when=when)
    pupils = sum(cell.with_closed for cell in here)
    if not pupils:
        return about.empty(NONE_CLOSED)
    return _ratio_row(about, sums=RatioSums(
        n=pupils, part=sum(cell.targets[1] for cell in here), whole=sum(cell.targets[2] for cell in here),
        part_squared=sum(cell.met_squared for cell in here), product=sum(cell.met_closed for cell in here),
        whole_squared=sum(cell.closed_squared for cell in here),
    ))  # fmt: skip


def _ratio_row(about: AfaSubject, *, sums: RatioSums) -> Row:
    found = percent(ratio(sums, confidence=about.confidence))
    row = replace(about.row(n=sums.n), numerator=sums.part, denominator=sums.whole)
    return valued(with_sides(row, one=found, two=None), found=found, about=about, sides=[(sums.n, about.words)])


EXCELLENT = "excellent"


def conversations_parent_relationships(
    answers: Sequence[str], *, group: str = "send", label: str = "", key: str = ""
) -> Row:
    """The share of schools whose latest answer is *excellent*, of those that answered. ``n`` counts schools."""
    about = _about("conversations_parent_relationships", group=group, label=label, key=key)
    if not answers:
        return about.empty("no school has answered the survey")
    row = share_row(about, one=(sum(each == EXCELLENT for each in answers), len(answers)))
    return replace(row, reason=row.reason.replace(about.words, "schools"))
