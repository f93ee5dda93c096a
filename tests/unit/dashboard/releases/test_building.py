"""A release of any school: what is shown leaves every small group in doubt, whatever the school looks like."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from dashboard.metrics.disclosure import Cell, Fact, Table, count_of
from dashboard.metrics.words_releases import rules_words
from dashboard.queries.census import GainRow, PupilRow
from dashboard.releases import catalogue
from dashboard.releases.building import Builder, Place
from dashboard.releases.counting import GainScale, Pupil, areas_of, categories, pupils_of, table_of
from dashboard.releases.rules import ReleaseRules, load_rules
from dashboard.releases.views import Built, as_plain, from_plain

TERM = "2025-26.spring"
RULES = load_rules()


def school(n: int, *, send: float, seed: int) -> list[Pupil]:
    """``n`` invented pupils, about this share of them SEND, most of those boys on SEN support."""
    dice = random.Random(seed)
    rows, gains = [], []
    for number in range(n):
        code = "N" if dice.random() > send else dice.choices("KE", (0.8, 0.2))[0]
        rows.append(
            PupilRow(
                pupil_id=number, school="1", sex=dice.choices("FM", (0.3, 0.7) if code != "N" else (0.5, 0.5))[0],
                status=code, need=dice.choice(("SLCN", "MLD", "SEMH", "PD", None)), possible=200,
                absent=dice.choice((2, 8, 15, 30)), in_group=code != "N", offered=1, counted=int(dice.random() < 0.6),
                club_sessions=dice.choice((0, 0, 3)),
            )
        )  # fmt: skip
        gains.append(GainRow(number, "1", "mathematics", "s", dice.gauss(0, 4), dice.random() < 0.5, "points"))
    return pupils_of(rows, gains=gains)


def released(pupils: list[Pupil], *, rules: ReleaseRules = RULES, planted: str = "") -> tuple[Builder, Built]:
    """The builder and the release of a school in its first year. ``planted`` names a view for whose audit nothing can
    be true."""
    outcomes = catalogue.outcomes_of(term=TERM, subjects=["mathematics"])
    means = catalogue.means_of(term=TERM, scales={"mathematics": GainScale("s", "points")})
    known = categories(pupils, rules=RULES)
    table = table_of(
        "t", pupils=pupils, outcomes=outcomes, known=known, means={mean.key: mean.is_known for mean in means}
    )
    areas = areas_of("t areas", pupils=pupils, known=known)
    cells = [Cell(table="t", where=(("support", frozenset({code})),)) for code in ("K", "E")]
    public = {cell: count_of({"t": table}, cells=[cell]) for cell in cells}
    made = Contradictory if planted else Builder
    builder = made(place=Place(tables={"t": table}, areas=areas, public=public, pupils=pupils), rules=rules)
    if isinstance(builder, Contradictory):
        builder.planted = planted
    return builder, builder.build(outcomes, means=means)


class Contradictory(Builder):
    """A builder that tells the audit of one view that there are fewer pupils than none."""

    planted = ""

    def _passes(self, key: str, *, trial: Sequence[Fact]) -> bool:
        nobody = Fact(plus=(Cell(table="t"),), low=-2, high=-1)
        return super()._passes(key, trial=[*trial, nobody] if key == self.planted else trial)


def test_parts_and_what_is_left_of_a_mean_have_ten() -> None:
    """A mean by support is told only where both kinds have ten: from two means and sizes the third follows."""
    pupils = school(300, send=0.1, seed=1)
    _, built = released(pupils)
    split = next(view for view in built.views if view.key == f"attendance.missed@{TERM}.support")
    assert sum(pupil.support == "E" for pupil in pupils) < RULES.mean_from
    assert split.withheld
    assert split.reason == "Not shown: too few pupils to keep them private"


def test_mean_has_one_decimal() -> None:
    """More would say how many pupils stand behind it: 7/31 is 0.2258."""
    _, built = released(school(200, send=0.3, seed=2))
    values = [line.value for view in built.views for line in view.lines if line.value is not None]
    assert values
    assert all(value == round(value, 1) for value in values)


def test_school_without_send_pupils_says_so() -> None:
    _, built = released(school(30, send=0.0, seed=3))
    send = [line for view in built.views for line in view.lines if line.key == "send"]
    assert send
    assert {line.state for line in send} <= {"z", "c"}


def test_view_reads_back_as_it_was() -> None:
    _, built = released(school(120, send=0.3, seed=4))
    assert [from_plain(as_plain(view)) for view in built.views] == list(built.views)


def test_table_counts_everybody_once() -> None:
    pupils = school(150, send=0.2, seed=5)
    table: Table = table_of("t", pupils=pupils, outcomes=[], known=categories(pupils, rules=RULES))
    assert sum(table.counts.values()) == 150


@pytest.mark.safety
def test_3_7_the_order_of_categories_tells_of_nobody() -> None:
    """The same school with its pupils in another order gives the same release, line by line."""
    pupils = school(200, send=0.3, seed=6)
    _, one = released(pupils)
    _, other = released(pupils[::-1])
    assert one.views == other.views


def test_words_of_the_rules_are_those_of_the_release() -> None:
    assert rules_words(RULES.model_dump()) == "counts rounded to five, fewer than eight not shown"
    assert rules_words({"round_to": 10, "hide_below": 11}) == "counts rounded to ten, fewer than 11 not shown"
