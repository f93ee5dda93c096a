"""Whether SEN information was passed on, on the whole sample trust, twice: as the product does, and with pandas from
the files; and what the pages and the list of those without show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.reporting import transition
from dashboard.reporting.ask import Ask
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, Figure
from tests.traces.outcomes_by_pandas import Joined
from tests.traces.reading import look
from tests.traces.test_second_route import Found, at, check, fault, places_of
from tests.traces.test_wider_outcomes_by_pandas import asked

HAZEL_BANK, BIRCH_LANE = "100002", "100008"
LIST = "nothing passed on, or not known"
YEARS = ("2023-24", "2024-25", "2025-26")


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Joined:
    return Joined(sample_home / "sample-files")


def test_transition_information(trust: Joined, ask: Ask) -> None:
    def compared() -> Found:
        for year in YEARS:
            rows = trust.joined(year)
            for place in places_of(rows):
                for group, codes in GROUPS.items():
                    mine = at(rows, place)
                    mine = mine[mine["start"].isin(codes) & (mine["state"] != "unknown")]
                    row = asked(ask, metric="transition_information", place=place, period=year, group=group)
                    in_time = int((mine["state"] == "in_time").sum())
                    share = by_pandas.wilson(in_time, len(mine)) if len(mine) else None
                    figure = Figure(*(100 * each for each in share), len(mine), 0) if share else None
                    yield (year, place, group), fault(row, figure)

    check(compared(), least=100)


def test_who_is_counted_how(trust: Joined, ask: Ask) -> None:
    for year in YEARS:
        rows = trust.joined(year)
        rows = rows[rows["start"].isin(GROUPS["send"])]
        for school in ("", *rows["School"].unique()):
            mine = rows[rows["School"] == school] if school else rows
            place = f"school:{school}" if school else "trust"
            view = view_of(ask, selection=Selection(place=place, period=year), strand="wider_outcomes")
            found = {state: n for state, n in transition.states(view).items() if n}
            assert found == mine["state"].value_counts().to_dict(), (year, school)


def test_the_list_holds_those_on_roll_of_whom_nothing_came(
    trust: Joined, sample_app: Any, sample_home: Path
) -> None:  # fmt: skip
    rows = trust.joined("2025-26")
    listed = rows[(rows["School"] == HAZEL_BANK) & rows["start"].isin(GROUPS["send"])]
    listed = listed[listed["state"].isin(["none", "unknown"]) & (listed["To"] > "2026-03-20")]
    names = trust._file("pupil").set_index("Pupil")
    wanted = sorted(f"{names.loc[pupil, 'Forename']} {names.loc[pupil, 'Surname']}" for pupil in listed["Pupil"])
    senco = Visitor(sample_app, home=sample_home)
    senco.sign_in("senco")
    table = look(senco, f"/wider_outcomes?place=school:{HAZEL_BANK}").table(holding=LIST)
    assert sorted(row["Pupil"] for row in table.rows) == wanted
    assert wanted


def test_pages_say_it_and_lead_to_the_pupil(sample_app: Any, sample_home: Path) -> None:
    senco = Visitor(sample_app, home=sample_home)
    senco.sign_in("senco")
    page = look(senco, f"/wider_outcomes?place=school:{HAZEL_BANK}")
    assert "SEN information had been passed on by their first day" in page.words
    table = page.table(holding=LIST)
    said = [row["What the list says"] for row in table.rows]
    assert set(said) <= {"nothing received", "not on it"}
    pupil = look(senco, table.links[said.index("nothing received")]).words
    assert "Joined Hazel Bank Primary on" in pupil
    assert "nothing received." in pupil


def test_of_the_trust_schools_stand_side_by_side(sample_app: Any, sample_home: Path) -> None:
    executive = Visitor(sample_app, home=sample_home)
    executive.sign_in("trust_executive")
    page = look(executive, "/wider_outcomes?place=trust")
    table = page.table(holding="SEN information passed on for pupils who joined in 2025/26")
    assert len(table.rows) == 5
    none = look(executive, f"/wider_outcomes?place=school:{BIRCH_LANE}")
    assert "No list of information passed on for this academic year." in none.words
