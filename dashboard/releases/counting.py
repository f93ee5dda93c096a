"""From a school's pupils at a census to a table: merged categories, and for each outcome who has it of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.metrics.disclosure import Atom, Table, merged
from dashboard.queries.releases import GainRow, PupilRow
from dashboard.releases.rules import ReleaseRules
from data_loaders.vocabulary import GROUPS, NEED_AREAS, NO_AREA, OTHERS

SEND = frozenset({"K", "E"})
NOBODYS = "no need recorded"
"""The area of pupils without SEND: they are told apart by support already."""
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
    scales = _scales(held := list(gains))
    by_pupil: dict[int, dict[str, GainRow]] = {}
    for gain in held:
        if scales[gain.subject] == gain.scale:
            by_pupil.setdefault(gain.pupil_id, {})[gain.subject] = gain
    told = ((row, _support(row.status)) for row in rows)
    return [Pupil(row=row, support=support, gains=by_pupil.get(row.pupil_id, {})) for row, support in told if support]


def _scales(gains: Iterable[GainRow]) -> dict[str, str]:
    counted = Counter((gain.subject, gain.scale) for gain in gains)
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
        counts = Counter(_raw(pupil, dim=dim) for pupil in send)
        found[dim] = merged(counts, neighbours=NEIGHBOURS, words=words, least=rules.hide_below)
    return found


def _raw(pupil: Pupil, *, dim: str) -> str:
    if dim == "sex":
        return pupil.row.sex if pupil.row.sex in {"F", "M"} else "U"
    return NEED_AREAS.get(pupil.row.need or "", NO_AREA)


def table_of(
    name: str, *, pupils: Sequence[Pupil], outcomes: Sequence[Outcome], known: Mapping[str, Mapping[str, str]]
) -> Table:
    """The pupils by support, sex and area of need in the ``known`` categories, with every outcome."""
    counts: Counter[Atom] = Counter(_atom(pupil, known=known) for pupil in pupils)
    held: dict[str, Counter[Atom]] = {}
    for outcome in outcomes:
        among = [pupil for pupil in pupils if outcome.counted(pupil)]
        held[outcome.key + AMONG] = Counter(_atom(pupil, known=known) for pupil in among)
        held[outcome.key] = Counter(_atom(pupil, known=known) for pupil in among if outcome.has(pupil))
    return Table(
        name=name, dims=_dims(known, counts=counts), counts=counts, outcomes=held,
        within={outcome.key: outcome.key + AMONG for outcome in outcomes},
    )  # fmt: skip


def _dims(known: Mapping[str, Mapping[str, str]], *, counts: Mapping[Atom, int]) -> dict[str, tuple[str, ...]]:
    held = {place: {atom[place] for atom in counts} for place in range(3)}
    sexes, areas = (dict.fromkeys(known[dim].values()) for dim in ("sex", "area"))
    return {
        "support": ("N", "K", "E"),
        "sex": tuple(dict.fromkeys((*sexes, *sorted(held[1])))),
        "area": tuple(dict.fromkeys((NOBODYS, *areas, *sorted(held[2])))),
    }


def _atom(pupil: Pupil, *, known: Mapping[str, Mapping[str, str]]) -> Atom:
    sex = _raw(pupil, dim="sex")
    area = _raw(pupil, dim="area")
    shown_sex = known["sex"].get(sex, next(iter(known["sex"].values()), SEX_WORDS[sex]))
    shown_area = NOBODYS if pupil.support == "N" else known["area"].get(area, next(iter(known["area"].values()), area))
    return pupil.support, shown_sex, shown_area
