"""The published figure that matches, or none: never a near miss; its words say what makes it unsure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.access.scope import Level, Scope
from dashboard.commands.published import bring_in_published
from dashboard.metrics.answer import Answer, Row
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.benchmarks import beside, latest_reference, reference_for, references, why_none
from data_loaders.store.engine import reader
from data_loaders.store.importing import batches, take_back
from tests.unit.data_loaders.files import load

AS_AT = date(2026, 3, 20)
HEAD = Scope(account_id=1, role="headteacher", schools=frozenset({"1"}), levels=frozenset({Level.SCHOOL}))


@pytest.fixture
def ask(sqlite_url: str) -> Iterator[Ask]:
    """A head's questions where England's figures, as they come with the product, have been brought in."""
    assert bring_in_published(sqlite_url)
    engine = reader(sqlite_url)
    with asking(engine, scope=HEAD, as_at=AS_AT) as opened:
        yield opened
    engine.dispose()


def test_figure_that_matches(ask: Ask) -> None:
    found = reference_for(ask, measure="persistent_absence", period="2024-25", phase="primary", group="all")
    assert found is not None
    assert (found.value, found.old, found.unsure) == (12.99, False, False)
    assert found.label == "England, 2024/25: 13.0%"
    assert found.caption == (
        "England, all pupils in primary schools, 2024/25: 13.0%. Source: DfE, Pupil absence in schools in England "
        "(Local Authority Interactive Tool), as of April 2026."
    )


@pytest.mark.parametrize(
    ("period", "phase", "group"),
    [
        ("2024-25.autumn", "primary", "all"),
        ("2024-25", "all_through", "all"),
        ("2024-25", "primary", "support"),
        ("2019-20", "primary", "all"),
    ],
)
def test_no_near_miss(ask: Ask, period: str, phase: str, group: str) -> None:
    asked = {"measure": "persistent_absence", "period": period, "phase": phase, "group": group}
    assert reference_for(ask, **asked) is None
    assert "no published figure" in why_none(ask, **asked)


def test_measure_on_no_list_is_a_fault(ask: Ask) -> None:
    with pytest.raises(KeyError, match="shoe_size"):
        reference_for(ask, measure="shoe_size", period="2024-25", phase="all", group="all")


def test_figure_of_plans_says_special_schools_and_its_age(ask: Ask) -> None:
    found = reference_for(ask, measure="absence", period="2022-23", phase="all", group="plan")
    assert found is not None
    assert found.label == "England, 2022/23: 12.4% (includes special schools, over two years old)"
    assert "pupils with an EHC plan" in found.caption
    assert "Includes special schools. The figure is more than two years old." in found.caption
    assert found.unsure


def test_estimate_says_so_and_to_when(ask: Ask) -> None:
    year = reference_for(ask, measure="absence", period="2025-26", phase="primary", group="all")
    term = reference_for(ask, measure="absence", period="2024-25.autumn", phase="all", group="support")
    assert year is not None
    assert term is not None
    assert year.label == "England, 2025/26: 5.3% (an estimate, year to July 2026)"
    assert term.label == "England, autumn term 2024: 10.1% (an estimate, includes special schools)"


def test_missing_year_is_a_hole(ask: Ask) -> None:
    years = [f"{first}-{first + 1 - 2000}" for first in range(2016, 2023)]
    line = references(ask, measure="absence", periods=years, phase="all", group="send")
    assert [each.value if each else None for each in line] == [6.58, 6.90, 6.75, None, 7.77, 10.25, 10.65]


def test_symbol_is_no_reference_and_is_said(ask: Ask) -> None:
    asked = {"measure": "progress_8", "period": "2024-25", "phase": "secondary", "group": "support"}
    assert reference_for(ask, **asked) is None
    assert why_none(ask, **asked) == "England, 2024/25: not available."


def test_newest_figure_up_to_a_year_names_its_own_year(ask: Ask) -> None:
    found = latest_reference(ask, measure="absence", period="2025-26.spring", phase="all", group="send")
    assert found is not None
    assert (found.period, found.old) == ("2022-23", True)
    assert latest_reference(ask, measure="absence", period="2015-16", phase="all", group="send") is None


@pytest.mark.parametrize(("period", "old"), [("2022-23", True), ("2023-24", False), ("2023-24.autumn", True)])
def test_two_years_are_counted_from_the_end_of_the_period(period: str, old: bool) -> None:
    from dashboard.metrics.references import Reference

    found = Reference(
        measure="absence", group="all", phase="all", geography="England", period=period, value=7.0, status="",
        source="The department", as_of=None, special_schools=True, as_at=AS_AT,
    )  # fmt: skip
    assert found.old is old


def test_england_comes_in_once_and_not_again_after_it_was_undone(database_url: str) -> None:
    assert bring_in_published(database_url)
    assert not bring_in_published(database_url)
    take_back(database_url, batch_id=batches(database_url)[0].batch_id)
    assert not bring_in_published(database_url)
    engine = reader(database_url)
    with asking(engine, scope=HEAD, as_at=AS_AT) as ask:
        words = why_none(ask, measure="absence", period="2024-25", phase="all", group="all")
        assert words == "No published figures of England have been brought in."
    engine.dispose()


def test_a_local_authority_is_compared_with_itself(shared: Path, sqlite_url: str) -> None:
    file = shared / "data" / "ees-attendance" / "EES_ytd_data_202526.csv"
    load([file], url=sqlite_url, mapping="ees_attendance")
    engine = reader(sqlite_url)
    with asking(engine, scope=HEAD, as_at=AS_AT) as ask:
        found = reference_for(ask, measure="absence", period="2025-26", phase="all", group="all", geography="Camden")
    engine.dispose()
    assert found is not None
    assert found.label == "Camden, 2025/26: 7.8% (an estimate, includes special schools)"


def answer(metric: str, *, place: str = "trust", period: str = "2022-23", two_sides: bool = True) -> Answer:
    """An answer of no value: what stands beside it does not depend on one."""
    row = Row(label="x", n=30, n_other=300 if two_sides else None)
    return Answer(
        metric=metric, place=place, place_words="x", period=period, period_words="x", rows=(row,), group="send"
    )  # fmt: skip


def test_beside_a_figure_stand_both_sides_of_the_country(ask: Ask) -> None:
    said = beside(ask, answer=answer("absence_gap"))
    assert [words.split(":")[0] for words in said] == [
        "England, pupils with SEN, 2022/23", "England, pupils without SEN, 2022/23",
    ]  # fmt: skip
    assert "10.7%" in said[0]
    assert "6.5%" in said[1]
    assert all("more than two years old" in words for words in said)


def test_beside_a_figure_of_one_side_stands_one(ask: Ask) -> None:
    assert len(beside(ask, answer=answer("absence_gap", two_sides=False))) == 1


def test_where_the_country_has_none_that_is_said_and_the_newest_named_with_its_year(ask: Ask) -> None:
    said = beside(ask, answer=answer("absence_gap", period="2025-26.spring"))[0]
    assert said.startswith("Pupils with SEN: there is no published figure for England")
    assert "in spring term 2026. The newest there is: England, pupils with SEN, 2022/23: 10.7%." in said


def test_no_country_stands_beside_a_class_or_a_measure_nobody_publishes(ask: Ask) -> None:
    assert beside(ask, answer=answer("absence_gap", place="class:token")) == []
    assert beside(ask, answer=answer("progress_gap")) == []
    assert beside(ask, answer=answer("absence_gap", period="")) == []
