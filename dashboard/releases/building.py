"""A release built: every view of the catalogue in order, each as far as the audit lets it through, and the certificate.

What a view may not show is marked ``c``, whether it is small itself or would tell of something small: one mark for all
reasons. A view that has nothing left is withheld and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.metrics.auditing import Audit, Range, Unproved
from dashboard.metrics.disclosure import (
    JOIN,
    Cell,
    Fact,
    Table,
    Tables,
    count_of,
    facts_of,
    groups_of,
    may_show,
    protected,
)
from dashboard.releases.catalogue import AREA, CROSSED, TOTALS, Group, Mean, crossed
from dashboard.releases.counting import AMONG, SEND, Outcome, Pupil
from dashboard.releases.rules import ReleaseRules
from dashboard.releases.views import Built, Certificate, Line, View, reasoned

UNIONS = {"support": (SEND,)}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What one release is about: its tables, the newest first (earlier ones are pooled with it), what others publish
    of them, the SEND pupils by area of need (``areas``, tied to the newest by support), the pupils of the newest, and
    what an earlier release has shown and told already."""

    tables: Tables
    areas: Table
    public: Mapping[Cell, int]
    pupils: Sequence[Pupil]
    shown: Mapping[str, View] = field(default_factory=dict)
    told: Sequence[Fact] = ()

    @property
    def newest(self) -> str:
        """The name of the table that the release is about."""
        return next(iter(self.tables))


@dataclass(kw_only=True)
class Builder:
    """The building of one release. ``audit`` knows what others publish and what earlier releases have told."""

    place: Place
    rules: ReleaseRules

    def __post_init__(self) -> None:
        areas = {replace(cell, table=self.place.areas.name): n for cell, n in self.place.public.items()}
        self.public = {**self.place.public, **areas}
        known = [Fact(plus=(cell,), low=n, high=n) for cell, n in self.public.items()]
        self.tables = {**self.place.tables, self.place.areas.name: self.place.areas}
        known += [self._tied(code) for code in self.place.areas.dims["support"]]
        self.audit = Audit(tables=list(self.tables.values()), rules=self.rules.counts, public=known)
        self.audit.take(self.place.told)
        self.guarded = protected(self.tables, unions=UNIONS, rules=self.rules.counts, public=self.public)
        self.narrowest: dict[str, int] = {}
        self.unchecked: set[str] = set()

    def _tied(self, code: str) -> Fact:
        """The pupils by need are the same pupils as by sex."""
        where = (("support", frozenset({code})),)
        one, two = (Cell(table=name, where=where) for name in (self.place.newest, self.place.areas.name))
        return Fact(plus=(one,), minus=(two,), low=0, high=0)

    def build(self, outcomes: Sequence[Outcome], *, means: Sequence[Mean]) -> Built:
        """Every view in the order of the catalogue: totals, sizes, then outcomes told apart, then the pooled years."""
        table = self.place.tables[self.place.newest]
        views = [self._outcome(outcome, groups=TOTALS, dim="") for outcome in outcomes]
        views += [self._sizes(table, dim=dim, words=words) for dim, words in CROSSED.items()]
        views.append(self._sizes(self.place.areas, dim="area", words=AREA))
        for dim in CROSSED:
            views += [self._outcome(outcome, groups=crossed(table, dim=dim), dim=dim) for outcome in outcomes]
        views += [view for outcome in outcomes for view in self._pooled(outcome, views=views)]
        views += [view for mean in means for view in self._means(mean)]
        return Built(views=tuple(views), told=tuple(self.audit.facts), certificate=self._certificate(views))

    def _outcome(self, outcome: Outcome, *, groups: Sequence[Group], dim: str) -> View:
        key = ".".join(part for part in (outcome.key, dim) if part)
        title = f"SEND pupils {CROSSED[dim]}" if dim else "SEND and other pupils"
        view = View(key=key, strand=outcome.strand, kind="counts", title=title, words=outcome.words, lines=())
        return self._shown(view, groups=groups, outcome=outcome.key, tables=[self.place.newest])

    def _sizes(self, table: Table, *, dim: str, words: str) -> View:
        title = f"SEND pupils on roll {words}"
        view = View(key=f"sizes.{dim}", strand="sizes", kind="sizes", title=title, words="on roll", lines=())
        return self._shown(view, groups=crossed(table, dim=dim), outcome="", tables=[table.name])

    def _pooled(self, outcome: Outcome, *, views: Sequence[View]) -> list[View]:
        """Over three years, where this year's figure by support has a hidden count and earlier years are known."""
        names = [
            name for name, table in self.place.tables.items() if self._same_of(outcome, table=name) in table.outcomes
        ]
        known = next((view for view in views if view.key == f"{outcome.key}.support"), None)
        if len(names) < 2 or known is None or all(line.state == "ok" for line in known.lines):
            return []
        view = View(
            key=f"{outcome.key}.pooled", strand=outcome.strand, kind="counts", pooled=len(names), lines=(),
            title=f"SEND pupils {CROSSED['support']}, {len(names)} years together", words=outcome.words,
        )  # fmt: skip
        groups = crossed(self.place.tables[self.place.newest], dim="support")
        return [self._shown(view, groups=groups, outcome=outcome.key, tables=names)]

    def _same_of(self, outcome: Outcome, *, table: str) -> str:
        """The outcome as an earlier year's table calls it: the same stem, as at that year's end."""
        stem = outcome.key.partition("@")[0]
        held = self.place.tables[table].outcomes
        return next((name for name in held if name.partition("@")[0] == stem and " " not in name), outcome.key)

    def _shown(self, view: View, *, groups: Sequence[Group], outcome: str, tables: Sequence[str]) -> View:
        """The view with as many of its lines as the audit lets through: the smallest goes first. What an earlier
        release of the same term has shown is shown again as it was."""
        if view.key in self.place.shown:
            return self.place.shown[view.key]
        cells = {group: self._cells(group, outcome=outcome, tables=tables) for group in groups}
        left = [group for group in groups if self._large_enough(cells[group])]
        while left:
            if self._passes(view.key, trial=[fact for group in left for fact in self._facts(cells[group])]):
                break
            if view.key in self.unchecked:
                left = []
                break
            left.remove(min(left, key=lambda group: count_of(self.tables, cells=cells[group])))
        lines = tuple(self._line(group, cells=cells[group], shown=group in left) for group in groups)
        return reasoned(replace(view, lines=lines))

    def _passes(self, key: str, *, trial: Sequence[Fact]) -> bool:
        """Whether these facts leave everything in doubt: then they are taken. An audit that fails or takes too long
        lets nothing through, and is counted."""
        try:
            passed = self.audit.fails(trial, protected=self.guarded) is None
        except Unproved:
            self.unchecked.add(key)
            return False
        if passed:
            self.audit.take(trial)
            self.narrowest[key] = self.audit.narrowest
        return passed

    def _cells(self, group: Group, *, outcome: str, tables: Sequence[str]) -> tuple[Cell, ...]:
        if not outcome:
            return tuple(Cell(table=name, where=group.where) for name in tables)
        made = Outcome(key=outcome, strand="", words="", counted=bool, has=bool)
        return tuple(Cell(table=name, outcome=self._same_of(made, table=name), where=group.where) for name in tables)

    def _large_enough(self, cells: Sequence[Cell]) -> bool:
        return may_show(self.tables, cells=cells, rules=self.rules.counts, public=self.public)

    def _facts(self, cells: Sequence[Cell]) -> list[Fact]:
        told = {"rules": self.rules.counts, "public": self.public}
        own = facts_of(self.tables, cells=cells, **told)  # type: ignore[arg-type]
        if not cells[0].outcome or cells[0].outcome.endswith(AMONG):
            return own
        return [*own, *facts_of(self.tables, cells=groups_of(self.tables, cells=cells), **told)]  # type: ignore[arg-type]

    def _line(self, group: Group, *, cells: Sequence[Cell], shown: bool) -> Line:
        line = Line(label=group.label, key=group.key)
        if cells[0].outcome and not self._anybody(cells, group=group):
            return replace(line, state="z")
        if not shown:
            return replace(line, state="c")
        if not cells[0].outcome:
            return replace(line, n=self._as_shown(cells))
        return replace(line, n=self._as_shown(groups_of(self.tables, cells=cells)), k=self._as_shown(cells))

    def _anybody(self, cells: Sequence[Cell], *, group: Group) -> bool:
        """Whether the outcome is counted among anybody of the group; of a part of SEND, among any SEND pupil."""
        where = group.where if group.key == "others" else TOTALS[0].where
        whole = [replace(cell, where=where) for cell in groups_of(self.tables, cells=cells)]
        return count_of(self.tables, cells=whole) > 0

    def _as_shown(self, cells: Sequence[Cell]) -> int:
        if len(cells) == 1 and cells[0] in self.public:
            return self.public[cells[0]]
        return self.rules.counts.rounded(count_of(self.tables, cells=cells))

    def _means(self, mean: Mean) -> list[View]:
        """The mean of SEND and other pupils; told apart only where every part, what is left included, has enough."""
        return [
            self._mean(mean, groups=TOTALS, dim=""),
            *(self._mean(mean, groups=crossed(self.place.tables[self.place.newest], dim=dim), dim=dim)
              for dim in ("support", "sex")),
        ]  # fmt: skip

    def _mean(self, mean: Mean, *, groups: Sequence[Group], dim: str) -> View:
        key = ".".join(part for part in (mean.key, dim) if part)
        if key in self.place.shown:
            return self.place.shown[key]
        title = f"SEND pupils {CROSSED[dim]}" if dim else "SEND and other pupils"
        view = View(
            key=key, strand=mean.strand, kind="mean", title=title, words=mean.words, lines=(), unit=mean.unit,
            scale=mean.scale,
        )  # fmt: skip
        left = self._resting(mean, groups=groups, key=key, together=bool(dim))
        lines = tuple(self._mean_line(mean, group=group, shown=group in left) for group in groups)
        return reasoned(replace(view, lines=lines))

    def _resting(self, mean: Mean, *, groups: Sequence[Group], key: str, together: bool) -> list[Group]:
        """The groups whose mean may be shown; ``together`` none where one may not, for it would follow from the whole.
        How many pupils stand behind each is told, and audited like every other count."""
        left = [group for group in groups if _rests(self._held(mean, group=group), mean=mean, rules=self.rules)]
        left = [] if together and len(left) < len(groups) else left
        told = [fact for group in left for fact in self._facts(self._known(mean, group=group))]
        return left if left and self._passes(key, trial=told) else []

    def _known(self, mean: Mean, *, group: Group) -> tuple[Cell, ...]:
        return (Cell(table=self.place.newest, outcome=mean.key + AMONG, where=group.where),)

    def _mean_line(self, mean: Mean, *, group: Group, shown: bool) -> Line:
        line = Line(label=group.label, key=group.key, state="ok" if shown else "c")
        if not shown:
            return line
        n = self._as_shown(self._known(mean, group=group))
        return replace(line, n=n, value=round(_ratio(self._held(mean, group=group)), 1))

    def _held(self, mean: Mean, *, group: Group) -> list[tuple[float, float]]:
        """The part and the whole of each pupil of a group for whom the figure is known."""
        return [
            (mean.part(pupil), whole)
            for pupil in self.place.pupils
            if _lies(pupil, group=group) and (whole := mean.whole(pupil)) is not None
        ]

    def _certificate(self, views: Sequence[View]) -> Certificate:
        table = self.place.tables[self.place.newest]
        shown = (*table.dims["sex"], *self.place.areas.dims["area"])
        joined = tuple(category for category in shown if JOIN in category)
        partly = sum(any(line.state != "ok" for line in view.lines) and not view.withheld for view in views)
        withheld = sum(view.withheld for view in views)
        ranges: list[Range] = [self.audit.range_of(cell) for cell in self.guarded]
        return Certificate(
            protected=len(ranges), narrowest=min((found.width for found in ranges), default=0),
            shown=len(views) - withheld, partly=partly, withheld=withheld, merged=joined, by_view=dict(self.narrowest),
            solved=self.audit.solved, unchecked=len(self.unchecked),
        )  # fmt: skip


def _lies(pupil: Pupil, *, group: Group) -> bool:
    chosen = dict(group.where)
    sex = {"F": "Girls", "M": "Boys"}.get(pupil.row.sex or "", "")
    return pupil.support in chosen.get("support", {pupil.support}) and ("sex" not in chosen or sex in chosen["sex"])


def _ratio(held: Sequence[tuple[float, float]]) -> float:
    return sum(part for part, _ in held) / sum(whole for _, whole in held)


def _rests(held: Sequence[tuple[float, float]], *, mean: Mean, rules: ReleaseRules) -> bool:
    """Whether enough pupils stand behind a mean, and none of them decides it."""
    if len(held) < rules.mean_from:
        return False
    largest = sorted((part for part, _ in held), reverse=True)
    return not mean.rate or sum(largest[2:]) >= rules.largest_share * largest[0]
