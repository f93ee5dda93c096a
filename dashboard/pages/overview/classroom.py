"""The overview of a class: what is due and what stands out of its SEND pupils in words, then every pupil. No gap."""

from __future__ import annotations

from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, of
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.overview import wording
from dashboard.pages.overview.looking import facts_card
from dashboard.pages.overview.pupil_table import pupil_table
from dashboard.reporting.four import InFour, in_four
from dashboard.reporting.pupil_facts import Fact, facts
from dashboard.reporting.strands import Overview


def page(overview: Overview) -> Drawn:
    """The page of a class: its pupils, SEND pupils first."""
    rows = in_four(overview)
    found = facts(rows, overview=overview)
    body = [
        sentence(_said(rows, found=found)),
        *([facts_card(found, overview=overview)] if any(row.send for row in rows) else []),
        *pieces.name_links(overview.view),
        pupil_table(overview, rows=rows, title=count(len(rows), words="pupils")),
    ]
    return wording.drawn(overview, body=body, pupil_ids=frozenset(row.roll.pupil_id for row in rows))


def _said(rows: list[InFour], *, found: list[Fact]) -> str:
    send = sum(row.send for row in rows)
    if not rows:
        return "Nobody is in this class today."
    if not send:
        return f"None of the {count(len(rows), words='pupils')} in this class has SEND."
    whole = f"{of(send, len(rows))} pupils in this class {'has' if send == 1 else 'have'} SEND."
    first = found[0] if found else None
    return f"{whole} {of(first.n, first.of)} of them {first.words}." if first else whole
