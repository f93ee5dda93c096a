"""Single pupils in bullying and discrimination, each counted once: how many of the group, and the group's share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.metrics.answer import Row, State
from dashboard.metrics.cells import codes_of, one_of_each
from dashboard.metrics.cells_wider_outcomes import CountCell, shares, unknown
from dashboard.metrics.numbers import count
from dashboard.metrics.rates import share_gap_row, share_row
from dashboard.metrics.registry import metric
from dashboard.metrics.sides import Subject, Uncounted


def bullied_pupils(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group recorded at least once as victim of bullying or discrimination, minus that of other
    pupils, with Newcombe's interval."""
    return _at_least_once("bullied_pupils", cells=cells, group=group, label=label, key=key)


def bullying_pupils(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The share of the group recorded at least once as perpetrator, minus that of other pupils."""
    return _at_least_once("bullying_pupils", cells=cells, group=group, label=label, key=key)


def bullied_send_share(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of the pupils recorded as victims, each once, with Wilson's interval."""
    return _among("bullied_send_share", cells=cells, group=group, label=label, key=key)


def bullying_send_share(cells: Sequence[CountCell], *, group: str = "send", label: str = "", key: str = "") -> Row:
    """The group's share of the pupils recorded as perpetrators, each once, with Wilson's interval."""
    return _among("bullying_send_share", cells=cells, group=group, label=label, key=key)


def _at_least_once(name: str, *, cells: Sequence[CountCell], group: str, label: str, key: str) -> Row:
    about = Subject(metric=metric(name), group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    one, two = shares(cells, group=group)
    return share_gap_row(about, one=one, two=two, uncounted=Uncounted(unknown=unknown(cells)))


def _among(name: str, *, cells: Sequence[CountCell], group: str, label: str, key: str) -> Row:
    about = Subject(metric=metric(name), group=group, label=label, key=key)
    one_of_each(cells, "period", "measure")
    mine = sum(cell.pupils for cell in cells if cell.status in codes_of(group))
    everybody = sum(cell.pupils for cell in cells if cell.status)
    row = share_row(about, one=(mine, everybody), nothing=NOBODY_RECORDED)
    few = row.state is State.LOW_RELIABILITY
    return replace(row, reason=f"only {count(everybody, words='pupils')} recorded") if few else row


NOBODY_RECORDED = "nobody recorded in this period"
