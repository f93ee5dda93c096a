"""A preview as the page is told of it, with the headline figures of each school before and after."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from dashboard.access.scope import Level, Scope
from dashboard.queries.running import Asker
from dashboard.reporting.headlines import Headline, headlines
from data_loaders.report import Report, Severity
from data_loaders.store import engine
from data_loaders.store.records import BY_NAME

FINDINGS_KEPT = 300


class Looked:
    """Reads the figures in a preview's transaction, and as they stand without it."""

    def __init__(self, url: str, *, as_at: date) -> None:
        self.url, self.as_at = url, as_at
        self.figures: list[dict[str, Any]] = []
        self.schools: list[str] = []

    def __call__(self, connection: Any, schools: set[str] | None) -> None:
        """Called while nothing is committed: another connection still sees the state before."""
        after = self._read(connection, schools=schools)
        reader = engine.reader(self.url)
        try:
            with reader.connect() as standing:
                before = self._read(standing, schools=schools)
        finally:
            reader.dispose()
        self.figures = [_beside(now, before=before.get(key)) for key, now in after.items()]
        self.schools = sorted({now.school for now in after.values()})

    def _read(self, connection: Any, *, schools: set[str] | None) -> dict[tuple[str, str], Headline]:
        allowed = None if schools is None else frozenset(schools)
        scope = Scope(account_id=0, role="import", schools=allowed, levels=frozenset({Level.SCHOOL, Level.TRUST}))
        found = headlines(Asker(connection=connection, scope=scope), as_at=self.as_at)
        return {(each.school, each.strand): each for each in found}


def _beside(now: Headline, *, before: Headline | None) -> dict[str, Any]:
    earlier = {"before": before.figure if before else "", "n_before": before.n if before else 0}
    return {**asdict(now), **earlier}


def as_kept(report: Report, *, looked: Looked) -> dict[str, Any]:
    """Everything of a report that the page shows, as plain values."""
    return {
        "counts": [
            {"record": BY_NAME[name].title, **asdict(count), "ended": _ended(report, name=name),
             "firsts": {word: first.place for word, first in report.firsts.get(name, {}).items()}}
            for name, count in report.counts.items()
        ],
        "findings": [one.as_json() for one in report.findings[:FINDINGS_KEPT]],
        "more_findings": max(len(report.findings) - FINDINGS_KEPT, 0),
        "lines_held_back": report.lines_held_back,
        "guards": [one.as_json() for one in report.of(Severity.WARNING) if one.rule.startswith("guard.")],
        "asked": [asdict(one) for one in report.asked],
        "figures": looked.figures,
        "schools": looked.schools,
    }  # fmt: skip


def _ended(report: Report, *, name: str) -> int:
    first = report.firsts.get(name, {}).get("ended")
    return first.count if first else 0
