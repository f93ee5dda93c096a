"""From a school's pupils at a census to a table: merged categories, and for each outcome who has it of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboard.metrics.disclosure import Atom, Table, merged
from dashboard.queries.census import GainRow, PupilRow
from dashboard.releases.rules import ReleaseRules
from data_loaders.vocabulary import GROUPS, NEED_AREAS, NO_AREA, OTHERS

SEND = frozenset({"K", "E"})
SEX_WORDS = {"F": "Girls", "M": "Boys", "U": "Sex not known"}
NEIGHBOURS = {"Sensory and physical": NO_AREA, NO_AREA: "Sensory and physical", "U": "M"}
"""Which category a small one joins first."""
AMONG = " among"
"""What the name of an outcome's denominator ends in."""


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """One pupil as the builder counts them: never kept, never shown."""

    row: PupilRow
    support: str
    gains: Mapping[str, GainRow] = field(default_factory=dict)


class GainScale(NamedTuple):
    """The scale that gains are on: its code, and the unit that they have."""

    code: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One thing a pupil may have. ``key`` is unlike any other's; ``words`` follow a number of pupils (``about 15 of 40
    came to a club``); ``counted`` says among whom it is counted, ``has`` who has it of those."""

    key: str
    strand: str
    words: str
    counted: Callable[[Pupil], bool]
    has: Callable[[Pupil], bool]


def pupils_of(rows: Iterable[PupilRow], *, gains: Iterable[GainRow]) -> list[Pupil]:
    """The pupils whose SEND status is known, with the gain in each subject on the scale most pupils have."""
    scales = measured_on(held := list(gains))
    by_pupil: dict[int, dict[str, GainRow]] = {}
    for gain in held:
        if scales[gain.subject].code == gain.scale:
            by_pupil.setdefault(gain.pupil_id, {})[gain.subject] = gain
    told = ((row, _support(row.status)) for row in rows)
    return [Pupil(row=row, support=support, gains=by_pupil.get(row.pupil_id, {})) for row, support in told if support]


def measured_on(gains: Iterable[GainRow]) -> dict[str, GainScale]:
    """The scale of each subject with gains, by subject: that on which most pupils have one."""
    counted = Counter((gain.subject, GainScale(gain.scale, gain.unit)) for gain in gains)
    return {subject: scale for (subject, scale), _ in reversed(counted.most_common())}


def _support(status: str | None) -> str:
    """K, E or N as the census groups the codes; empty where it is not known."""
    for support, codes in (("K", GROUPS["support"]), ("E", GROUPS["plan"]), ("N", OTHERS)):
        if status in codes:
            return support
    return ""


def categories(pupils: Sequence[Pupil], *, rules: ReleaseRules) -> dict[str, dict[str, str]]:
    """Which merged category each sex and each area of need is shown in, by the SEND pupils there are."""
    send = [pupil for pupil in pupils if pupil.support in SEND]
    found = {}
    for dim, words in (("sex", SEX_WORDS), ("area", {area: area for area in (*NEED_AREAS.values(), NO_AREA)})):
        held = Counter(_raw(pupil, dim=dim) for pupil in send)
        counts = {raw: held[raw] for raw in words if held[raw]}  # in one order: none is told by who comes first
        found[dim] = merged(counts, neighbours=NEIGHBOURS, words=words, least=rules.hide_below)
    return found


def _raw(pupil: Pupil, *, dim: str) -> str:
    if dim == "sex":
        return pupil.row.sex if pupil.row.sex in {"F", "M"} else "U"
    return area_of(pupil)


def area_of(pupil: Pupil) -> str:
    """The area of a pupil's first-ranked need."""
    return NEED_AREAS.get(pupil.row.need or "", NO_AREA)


def table_of(
    name: str,
    *,
    pupils: Sequence[Pupil],
    outcomes: Sequence[Outcome],
    known: Mapping[str, Mapping[str, str]],
    means: Mapping[str, Callable[[Pupil], bool]] | None = None,
) -> Table:
    """The pupils by support and sex with every outcome, and for each mean those for whom it is known."""

    def counted(chosen: Iterable[Pupil]) -> Counter[Atom]:
        return Counter((pupil.support, _shown(pupil, dim="sex", known=known)) for pupil in chosen)

    held: dict[str, Counter[Atom]] = {}
    for outcome in outcomes:
        among = [pupil for pupil in pupils if outcome.counted(pupil)]
        held[outcome.key + AMONG] = counted(among)
        held[outcome.key] = counted(pupil for pupil in among if outcome.has(pupil))
    for key, is_known in (means or {}).items():
        held[key + AMONG] = counted(pupil for pupil in pupils if is_known(pupil))
    return Table(
        name=name, dims={"support": ("N", "K", "E"), "sex": _categories(known, dim="sex")}, counts=counted(pupils),
        outcomes=held, within={key: key + AMONG for key in (*(outcome.key for outcome in outcomes), *(means or {}))},
    )  # fmt: skip


def areas_of(name: str, *, pupils: Sequence[Pupil], known: Mapping[str, Mapping[str, str]]) -> Table:
    """The SEND pupils by support and area of need: sizes only, no outcome is told apart by need."""
    send = [pupil for pupil in pupils if pupil.support in SEND]
    counts: Counter[Atom] = Counter((pupil.support, _shown(pupil, dim="area", known=known)) for pupil in send)
    return Table(name=name, dims={"support": ("K", "E"), "area": _categories(known, dim="area")}, counts=counts)


def _categories(known: Mapping[str, Mapping[str, str]], *, dim: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[dim].values())) or ("All",)


def _shown(pupil: Pupil, *, dim: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """The merged category a pupil is shown in; one that no SEND pupil has joins the first."""
    return known[dim].get(_raw(pupil, dim=dim), _categories(known, dim=dim)[0])
