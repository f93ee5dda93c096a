"""Working out: whole numbers of pupils by support and sex, one set a measure and year, and what every figure says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.attacker.reading import Said, numbers

SUPPORT, SEX = ("N", "K", "E"), ("Girls", "Boys")
ATOMS = list(product(SUPPORT, SEX))
GROUPS = {
    "SEND pupils": {("K", sex) for sex in SEX} | {("E", sex) for sex in SEX},
    "Other pupils": {("N", sex) for sex in SEX},
    "SEN support": {("K", sex) for sex in SEX},
    "EHC plan": {("E", sex) for sex in SEX},
    "Girls": {("K", "Girls"), ("E", "Girls")},
    "Boys": {("K", "Boys"), ("E", "Boys")},
}
HIDDEN_UNDER, NEAR = 8, 2
"""What every reader is told: counts under eight are not shown, others are to the nearest five."""
SIZES = "SEND pupils on roll"
PUBLISHED = ("SEN support", "EHC plan")
"""The groups whose number the department publishes, school by school: known to all, however small."""
SOLVED, GIVEN_UP = 0, 1
"""How the solver says that it has found the end, or that its time was up."""
SECONDS = 20
"""How long one end of a range is worked at: what has been proved by then is what an attacker has."""
Box = tuple[str, str, tuple[str, str]]
"""An unknown: the measure (or SIZES), ``among`` or ``having``, and the support and sex."""


class Puzzle:
    """All figures of one school as statements about unknown whole numbers."""

    def __init__(self, figures: Iterable[Said], *, years: int = 3, published: bool = True) -> None:
        self.published = published  # the pupils are those of a census whose numbers by provision are published
        self.figures = list(figures)
        measures = list(dict.fromkeys(said.measure for said in self.figures if said.measure != SIZES))
        self.years = years
        boxes: list[Box] = [(SIZES, "among", atom) for atom in ATOMS]
        for measure in measures:
            for year in range(years):
                boxes += [(f"{measure}/{year}", kind, atom) for kind in ("among", "having") for atom in ATOMS]
        self.place = {box: place for place, box in enumerate(boxes)}
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.solved = 0
        self._known: LinearConstraint | None = None
        for measure in measures:
            self._nest(measure)
        for said in self.figures:
            self._take(said)

    def _nest(self, measure: str) -> None:
        for year in range(self.years):
            name = f"{measure}/{year}"
            for atom in ATOMS:
                self.say({(name, "among", atom): 1, (name, "having", atom): -1}, 0, np.inf)
                if year == 0:  # this year's pupils are those on roll
                    self.say({(SIZES, "among", atom): 1, (name, "among", atom): -1}, 0, np.inf)

    def _take(self, said: Said) -> None:
        label, pooled = said.group.partition(", ")[0], "years together" in said.group
        told, atoms = numbers(said), GROUPS.get(label)
        if told is None or atoms is None:
            return
        if said.measure == SIZES:
            exact = self.published and label in PUBLISHED
            low, high = (told["n"], told["n"]) if exact else (max(HIDDEN_UNDER, told["n"] - NEAR), told["n"] + NEAR)
            self.say({(SIZES, "among", atom): 1 for atom in atoms}, low, high)
            return
        names = [f"{said.measure}/{year}" for year in (range(self.years) if pooled else range(1))]
        among = {(name, "among", atom): 1 for name in names for atom in atoms}
        having = {(name, "having", atom): 1 for name in names for atom in atoms}
        self.say(among, max(HIDDEN_UNDER, told["n"] - NEAR), told["n"] + NEAR)
        if "k" in told:
            self.say(having, max(HIDDEN_UNDER, told["k"] - NEAR), told["k"] + NEAR)
            self.say({**among, **dict.fromkeys(having, -1)}, HIDDEN_UNDER, np.inf)

    def say(self, boxes: dict[Box, int], low: float, high: float) -> None:
        """Between which whole numbers a sum of boxes lies."""
        self._known = None
        row = np.zeros(len(self.place))
        for box, sign in boxes.items():
            row[self.place[box]] = sign
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def limits(self, *, measure: str, kind: str, atoms: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """The least and greatest number of pupils it could be, as far as is proved; wider where it was given up."""
        name = measure if measure == SIZES else f"{measure}/0"
        aim = np.zeros(len(self.place))
        for atom in atoms:
            aim[self.place[name, kind, atom]] = 1
        if self._known is None:
            self._known = LinearConstraint(csr_array(np.array(self.rows)), self.low, self.high)
        found = []
        self.solved += 2
        for sign in (1, -1):
            answer = milp(
                sign * aim, integrality=np.ones(len(aim), dtype=np.int8), bounds=Bounds(0, 2_000),
                constraints=self._known, options={"time_limit": SECONDS},
            )  # fmt: skip
            assert answer.status in (SOLVED, GIVEN_UP), f"the figures contradict each other: {answer.message}"
            proved = answer.fun if answer.status == SOLVED else answer.mip_dual_bound
            found.append(sign * math.ceil(proved - 1e-6))
        return found[0], found[1]
