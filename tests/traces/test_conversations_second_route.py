"""Every metric of conversations on the whole sample trust, twice: as the product does, and with pandas from the files.
Trust, schools and year groups; groups; completed years, a year half over, and terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.metrics.answer import Row
from dashboard.metrics.counted_conversations import ladder, targets
from dashboard.reporting import conversations, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from tests.traces.by_pandas import SEASONS, Trust
from tests.traces.conversations_by_pandas import GROUPS, Conversations, Figure, mean, ratio, share

OVER, NOW = ("2023-24", "2024-25"), "2025-26"
ENDED = {"2023-24": 3, "2024-25": 3, "2025-26": 1}
BEGUN = {"2023-24": 3, "2024-25": 3, "2025-26": 2}
"""On 20 March 2026 the autumn term has ended and the spring term lasts."""
COUNTED = [f"counted_{season}" for season in SEASONS]
INSIDE = [f"in_{season}" for season in SEASONS]


@pytest.fixture(scope="module")
def files(sample_home: Path) -> Conversations:
    return Conversations(Trust(sample_home / "sample-files"))


def view(ask: Ask, *, period: str, group: str = "send", school: str = "") -> View:
    place = f"school:{school}" if school else "trust"
    return view_of(ask, selection=Selection(place=place, period=period, group=group), strand="conversations")


def fault(row: Row, figure: Figure | None) -> str:
    """What differs between the product's row and the figure from the files, "" where nothing does."""
    if figure is None:
        return "" if row.value is None and row.reason else f"a figure of nobody: {row}"
    ours = (row.value, row.numerator, row.denominator, row.n)
    theirs = (figure.value, figure.numerator, figure.denominator, figure.n)
    if not np.allclose(ours, theirs, atol=1e-9):
        return f"{row} is not {figure}"
    ends = [(row.low, figure.low), (row.high, figure.high)]
    alike = all(np.isnan(right) if left is None else abs(left - right) < 1e-7 for left, right in ends)
    return "" if alike or (row.low is None and figure.low == figure.high) else f"{row}: interval is not {figure}"


Work = Callable[[pd.DataFrame, str], Figure | None]


def agree(ask: Ask, files: Conversations, *, metric: str, work: Work, years: tuple[str, ...] = (*OVER, NOW)) -> None:
    """The metric in every year, group, school and year group of the trust."""
    faults, compared = [], 0
    for year in years:
        for group in GROUPS:
            rows = files.group(files.year(year), group=group, terms=BEGUN[year])
            for school, level in places(rows):
                here = rows if not school else rows[rows["School"] == school]
                here = here[here["year"] == level] if level else here
                asked = view(ask, period=year, group=group, school=school)
                part = Part(school=school, year_groups=(level,) if level else ())
                row = questions.row_of(asked, metric=metric, part=part)
                compared += 1
                found = fault(row, work(here, year))
                faults += [f"{year} {group} {school} {level}: {found}"] if found else []
    assert compared > 100
    assert faults == []


def places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    pairs = rows[["School", "year"]].drop_duplicates()
    return [("", ""), *((school, "") for school in sorted(pairs["School"].unique())), *map(tuple, pairs.to_numpy())]


def test_conversations_full_participation(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        whole = rows[rows[INSIDE].all(axis=1)]
        return share(whole[COUNTED].sum(axis=1) >= 3)

    agree(ask, files, metric="conversations_full_participation", work=work, years=OVER)


def test_conversations_termly_complete(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        return share((rows[rows[INSIDE].all(axis=1)][COUNTED] > 0).all(axis=1))

    agree(ask, files, metric="conversations_termly_complete", work=work, years=OVER)


def due_of(rows: pd.DataFrame, year: str) -> pd.DataFrame:
    return rows[INSIDE[: ENDED[year]]]


def test_conversations_so_far(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        due = due_of(rows, year)
        held = rows[COUNTED[: ENDED[year]]].to_numpy() > 0
        return share(pd.Series((held | ~due.to_numpy()).all(axis=1))[due.any(axis=1).to_numpy()])

    agree(ask, files, metric="conversations_so_far", work=work)


def test_conversations_reach(ask: Ask, files: Conversations) -> None:
    agree(ask, files, metric="conversations_reach",
          work=lambda rows, year: share(rows[COUNTED[: BEGUN[year]]].sum(axis=1) > 0))  # fmt: skip


def test_conversations_per_pupil(ask: Ask, files: Conversations) -> None:
    agree(ask, files, metric="conversations_per_pupil",
          work=lambda rows, year: mean(rows[COUNTED[: BEGUN[year]]].sum(axis=1)))  # fmt: skip


def test_conversations_pro_rata(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        expected = due_of(rows, year).sum(axis=1)
        held = rows[COUNTED[: ENDED[year]]].sum(axis=1)
        return ratio(held[expected > 0], expected[expected > 0])

    agree(ask, files, metric="conversations_pro_rata", work=work)


def test_conversations_target_completeness(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        counted = rows[COUNTED].sum(axis=1)
        return ratio(rows["complete"].fillna(0)[counted > 0], counted[counted > 0])

    agree(ask, files, metric="conversations_target_completeness", work=work)


def test_conversations_targets_met(ask: Ask, files: Conversations) -> None:
    def work(rows: pd.DataFrame, year: str) -> Figure | None:
        met, closed = rows["met"].fillna(0).astype(float), (rows["met"] + rows["missed"]).fillna(0).astype(float)
        return ratio(met[closed > 0], closed[closed > 0])

    agree(ask, files, metric="conversations_targets_met", work=work)


def test_conversations_this_term(ask: Ask, files: Conversations) -> None:
    faults = []
    for term in ("2023-24.autumn", "2024-25.summer", "2025-26.autumn", "2025-26.spring"):
        pupils = files.in_term(term)
        rows = pupils[pupils["inside"]]
        talks = files.talks[files.talks["Term"] == term]
        had = talks[talks["counted"]].set_index(["Pupil", "School"]).index
        rows = rows.assign(had=pd.MultiIndex.from_frame(rows[["Pupil", "School"]]).isin(had))
        for group, codes in GROUPS.items():
            of_group = rows[rows["status"].isin(codes)] if codes else rows
            for school in ("", *files.trust.schools):
                here = of_group[of_group["School"] == school] if school else of_group
                asked = view(ask, period=term, group=group, school=school)
                row = questions.value(asked, metric="conversations_this_term").rows[0]
                found = fault(row, share(here["had"]))
                faults += [f"{term} {group} {school}: {found}"] if found else []
    assert faults == []


def test_conversations_parent_relationships(ask: Ask, files: Conversations) -> None:
    answers = files.trust._file("survey_answer").sort_values("Date").drop_duplicates("School", keep="last")
    row = questions.value(view(ask, period=NOW), metric="conversations_parent_relationships").rows[0]
    assert (row.numerator, row.denominator) == ((answers["Answer"] == "excellent").sum(), len(answers))
    assert len(answers) == 8


@pytest.mark.parametrize("term", ["2024-25.summer", "2025-26.autumn", "2025-26.spring"])
def test_offered_held_and_declined(ask: Ask, files: Conversations, term: str) -> None:
    pupils, talks = files.in_term(term), files.talks[files.talks["Term"] == term]
    both = talks.merge(pupils, on=["Pupil", "School"])
    asked = view(ask, period=term)
    for who, codes in (("afa", None), ("others", ["N"])):
        here = both[both["inside"]] if codes is None else both[~both["inside"] & both["status"].isin(codes)]
        roll = pupils[pupils["inside"]] if codes is None else pupils[~pupils["inside"] & pupils["status"].isin(codes)]
        found = conversations.term_coverage(asked, who=who)
        assert found.n == len(roll)
        assert found.offered == (here["Status"] != "cancelled").sum()
        assert (found.held, found.counted) == (here["held"].sum(), here["counted"].sum())
        assert found.declined == (here["Status"] == "declined").sum()
        waiting = found.n - found.had
        assert (found.to_come, found.overdue) == ((waiting, 0) if term.endswith("spring") else (0, waiting))
        had = set(here[here["counted"]]["Pupil"])
        left = here[(here["Status"] == "scheduled") & ~here["Pupil"].isin(had) & (codes is None)]
        passed = left.groupby(["Pupil", "School"])["Scheduled"].max() < str(asked.ask.as_at)
        days = {"passed": passed.sum(), "ahead": (~passed).sum()}
        assert (found.outcomes.get("passed", 0), found.outcomes.get("ahead", 0)) == tuple(days.values())
        assert found.days == {kind: n for kind, n in days.items() if n and found.to_come}


@pytest.mark.parametrize("year", [*OVER, NOW])
def test_the_ladder_targets_and_the_overdue(ask: Ask, files: Conversations, year: str) -> None:
    rows = files.group(files.year(year), group="send", terms=BEGUN[year])
    asked = view(ask, period=year)
    cells, when = conversations.cells(asked, part=Part()), conversations.when_of(asked)
    due = rows[due_of(rows, year).any(axis=1)]
    rungs = due[COUNTED[: BEGUN[year]]].sum(axis=1).clip(upper=3)
    assert ladder(cells, when=when).counts == tuple((rungs == rung).sum() for rung in range(4))
    missed = due_of(rows, year).to_numpy() & (rows[COUNTED[: ENDED[year]]].to_numpy() == 0)
    told = questions.value(asked, metric="conversations_so_far").rows[0]
    assert (told.denominator or 0) - (told.numerator or 0) == missed.any(axis=1).sum()
    agreed = files.targets[files.targets["year"] == year].merge(rows[["Pupil", "School"]], on=["Pupil", "School"])
    for kind, found in targets(cells, when=when).items():
        mine = agreed[agreed["Kind"] == kind]
        assert (found.set, found.met, found.missed) == (len(mine), mine["met"].sum(), mine["missed"].sum())


def test_a_year_up_to_an_earlier_term_is_what_was_known_then(ask: Ask, files: Conversations) -> None:
    rows = files.group(files.year("2024-25"), group="send", terms=2)
    due = rows[INSIDE[:2]].any(axis=1)
    held = rows[COUNTED[:2]].to_numpy() > 0
    expected = share(pd.Series((held | ~rows[INSIDE[:2]].to_numpy()).all(axis=1))[due.to_numpy()])
    asked = view(ask, period="2024-25.spring")
    assert fault(questions.value(asked, metric="conversations_so_far").rows[0], expected) == ""
    assert conversations.last_completed(asked) is not None
    assert not conversations.is_over(asked)
    assert conversations.is_over(replace(asked, selection=replace(asked.selection, period="2024-25")))
