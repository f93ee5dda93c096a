"""The SEND register of the sample trust, twice: as the product does, and with pandas straight from the files, pupil by
pupil. Trust and every school, years and terms; every line, the share, its interval and n."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.metrics.roll import FLOWS
from dashboard.reporting import questions, register
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from tests.fixtures.sample_trust import AS_AT
from tests.traces.by_pandas import GROUPS, OTHERS, PLAN, SEND, SUPPORT, Figure, Trust, wilson
from tests.traces.test_second_route import fault

TODAY = pd.Timestamp(AS_AT)
WINDOWS = {
    "2025-26": ("2025-09-01", TODAY), "2024-25": ("2024-09-01", "2025-08-31"), "2023-24": ("2023-09-01", "2024-08-31"),
    "2025-26.spring": ("2025-09-01", TODAY), "2025-26.autumn": ("2025-09-01", "2025-12-31"),
    "2024-25.spring": ("2024-09-01", "2025-04-20"),
}  # fmt: skip
"""The first and last day of each period; the Easter Sunday of 2025 was 20 April."""
AWAY = "away"


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Trust:
    return Trust(sample_home / "sample-files")


def on_roll(trust: Trust, *, day: pd.Timestamp, school: str) -> pd.Series:
    """Everybody on roll on a day, each once, with their provision that day ("" where unknown)."""
    stays = trust.stays[trust.stays["School"] == school] if school else trust.stays
    here = stays.loc[(stays["From"] <= day) & (day < stays["To"]), "Pupil"].drop_duplicates()
    known = trust.status(here, pd.Series(day, index=here.index))
    return pd.Series(known.to_numpy(), index=here.to_numpy())


def both_days(trust: Trust, *, period: str, school: str) -> pd.DataFrame:
    """A row a pupil on roll on either day: provision before and after, ``AWAY`` where not on roll."""
    first, last = (pd.Timestamp(day) for day in WINDOWS[period])
    before, after = (on_roll(trust, day=day, school=school) for day in (first, last))
    return pd.DataFrame({"before": before, "after": after}).fillna(AWAY)


def lines(rows: pd.DataFrame) -> dict[str, int]:
    """Every line of the register, by its own meaning."""
    before, after = rows["before"], rows["after"]
    was, is_now = before.isin(SEND), after.isin(SEND)
    found = {
        "start": was, "identified": before.isin(OTHERS) & is_now, "arrived": (before == AWAY) & is_now,
        "found": (before == "") & is_now, "removed": was & after.isin(OTHERS), "left": was & (after == AWAY),
        "lost": was & (after == ""), "now": is_now, "escalated": before.isin(SUPPORT) & after.isin(PLAN),
        "eased": before.isin(PLAN) & after.isin(SUPPORT),
    }  # fmt: skip
    return {name: int(each.sum()) for name, each in found.items()}


def moved(trust: Trust, *, period: str) -> int:
    """SEND pupils of the last day whose main school was another on the first, pupil by pupil."""
    where = []
    for day in map(pd.Timestamp, WINDOWS[period]):
        here = trust.stays[(trust.stays["From"] <= day) & (day < trust.stays["To"])]
        where.append(here.drop_duplicates("Pupil").set_index("Pupil")["School"])
    both = pd.DataFrame({"first": where[0], "last": where[1]}).dropna()
    after = on_roll(trust, day=pd.Timestamp(WINDOWS[period][1]), school="")
    return int(((both["first"] != both["last"]) & both.index.map(after).isin(SEND)).sum())


def view(ask: Ask, *, school: str, period: str, group: str = "send") -> View:
    place = f"school:{school}" if school else "trust"
    return view_of(ask, selection=Selection(place=place, period=period, group=group), strand="roll")


def share(k: int, n: int) -> Figure:
    return Figure(*(100 * each for each in wilson(k, n)), n, 0)


def places(trust: Trust) -> list[str]:
    return ["", *trust.schools]


@pytest.mark.parametrize("period", WINDOWS)
def test_register_flows(trust: Trust, ask: Ask, period: str) -> None:
    for school in places(trust):
        rows = both_days(trust, period=period, school=school)
        told = lines(rows)
        answer = register.by_flow(view(ask, school=school, period=period))
        assert register.counts_of(answer.rows) == told, (school, period)
        assert [row.label for row in answer.rows] == [flow.words for flow in FLOWS.values()]
        for row, k in zip(answer.rows, told.values(), strict=True):
            assert fault(row, share(k, len(rows))) == ""
        assert told["now"] == told["start"] + told["identified"] + told["arrived"] - told["removed"] - told["left"]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("period", WINDOWS)
def test_send_prevalence(trust: Trust, ask: Ask, period: str, group: str) -> None:
    for school in places(trust):
        here = on_roll(trust, day=pd.Timestamp(WINDOWS[period][1]), school=school)
        known = here[here != ""]
        row = questions.value(view(ask, school=school, period=period, group=group), metric="send_prevalence").rows[0]
        assert fault(row, share(int(known.isin(GROUPS[group]).sum()), len(known))) == ""


def test_schools_told_apart_are_the_schools_by_themselves(trust: Trust, ask: Ask) -> None:
    apart = {each.part.school: each for each in register.by_school(view(ask, school="", period="2025-26.spring"))}
    assert set(apart) == set(trust.schools)
    for school, each in apart.items():
        assert each.counts == lines(both_days(trust, period="2025-26", school=school))


@pytest.mark.parametrize("period", ["2025-26", "2024-25", "2023-24"])
def test_who_moved_between_our_schools_is_counted(trust: Trust, ask: Ask, period: str) -> None:
    whole = view(ask, school="", period=period)
    assert (
        register.moved(register.register(whole), schools=register.by_school(whole)) == moved(trust, period=period) > 0
    )


def test_something_happened_in_the_sample(trust: Trust) -> None:
    """Every line but those of holes has somebody, so that the agreement is of something."""
    told = [lines(both_days(trust, period=period, school="")) for period in ("2025-26", "2024-25", "2023-24")]
    for name in ("start", "identified", "arrived", "removed", "left", "now", "escalated"):
        assert all(each[name] for each in told), name
