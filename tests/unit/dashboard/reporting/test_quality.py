"""How complete records are: each gap is counted at its school, priced in words, and told to whoever may know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from dashboard.access.scope import Level, Names, Scope
from dashboard.commands import quality as command
from dashboard.queries import places
from dashboard.queries import quality as queries
from dashboard.reporting.ask import Ask, NotHere, asking
from dashboard.reporting.office import lacking
from dashboard.reporting.quality import Checked, checked, chosen, held_back_over_time
from dashboard.reporting.quality_words import cost_of, results_cost
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from tests.quality_trust import bring_faulty, plant
from tests.small_trust import AS_AT, SmallTrust, canary

ALL = Scope(account_id=1, role="data_manager", schools=frozenset(), checked_schools=None)
ASH = Scope(account_id=1, role="data_manager", schools=frozenset(), checked_schools=frozenset({"100001"}))


@pytest.fixture
def home(small_trust: SmallTrust, tmp_path: Path) -> Path:
    plant(small_trust.settings.home)
    bring_faulty(small_trust.settings.home, folder=tmp_path)
    return small_trust.settings.home


def ask_of(home: Path, *, scope: Scope) -> Iterator[Ask]:
    with asking(reader(f"sqlite:///{home / 'pupils.db'}"), scope=scope, as_at=AS_AT) as ask:
        yield ask


@pytest.fixture
def everything(home: Path) -> Iterator[Ask]:
    yield from ask_of(home, scope=ALL)


@pytest.fixture
def ash(home: Path) -> Iterator[Ask]:
    yield from ask_of(home, scope=ASH)


def by_words(one: Checked) -> dict[str, tuple[int, int]]:
    return {each.about: (each.have, each.of) for each in one.checks}


def test_each_gap_is_counted_at_its_school(everything: Ask) -> None:
    ash, birch, *_ = checked(everything)
    assert ash.pupils == birch.pupils == 8
    said = by_words(ash)
    assert said["Date of birth"] == (7, 8)
    assert said["SEN provision"] == (7, 8)
    assert said["Type of need"] == (0, 3)
    assert said["Registration class"] == (8, 8)
    assert said["Reading, Standardised score"] == (7, 8)
    assert said["Mathematics, Standardised score"] == (8, 8)
    assert said["Sessions"] == (0, 8)
    assert said["Who leads"] == (0, 1)
    assert by_words(birch)["Date of birth"] == by_words(birch)["Reading, Standardised score"] == (8, 8)


def test_what_a_gap_costs_is_said_in_figures(everything: Ask) -> None:
    costs = {each.about: each.cost for each in checked(everything)[0].checks}
    assert costs["Reading, Standardised score"] == (
        "2 pupils cannot be counted in the gap: 1 without a spring term 2026 result, "
        "1 whose SEN provision is not known."
    )
    assert costs["SEN provision"] == (
        "1 pupil has no SEN provision recorded, not even “none”: the pupil counts neither with SEND pupils nor with "
        "other pupils."
    )
    assert costs["Registration class"] == "Nothing."


def test_lines_held_back_are_told_to_their_own_school_alone(everything: Ask) -> None:
    ash, birch, cedar, _ = checked(everything)
    assert (ash.held_back, birch.held_back, cedar.held_back) == (2, 1, 0)
    assert [(number, errors) for number, _, errors, _ in held_back_over_time(ash)] == [(2, 2)]
    assert cedar.broken == ()
    assert not any("CANARY" in each.message for each in (*ash.broken, *birch.broken))


def test_freshness_is_the_import_of_which_a_row_stands(everything: Ask) -> None:
    ash, birch, *_ = checked(everything)
    assert {each.record: each.batch_id for each in ash.fresh}["assessment"] == 1
    assert {each.record: each.batch_id for each in birch.fresh}["assessment"] == 2
    assert {each.record: each.day for each in ash.fresh}["attendance"] is None


def test_a_reader_of_one_school_is_told_of_one(ash: Ask) -> None:
    assert [each.school.code for each in checked(ash)] == ["100001"]
    assert chosen(ash, selection=Selection()) == checked(ash)[0].school
    with pytest.raises(NotHere):
        chosen(ash, selection=Selection(place="school:100002"))


def test_no_figure_and_no_child_is_read_with_it(ash: Ask) -> None:
    with pytest.raises(PermissionError):
        places.schools(ash.asker)
    with pytest.raises(PermissionError):
        lacking(ash, checked=checked(ash)[0])
    with pytest.raises(PermissionError):
        ash.scope.checked(queries.sa.select(queries.pupil.c.upn), table=queries.enrolment)
    nothing = Scope(account_id=1, role="governor", schools=frozenset())
    with pytest.raises(PermissionError):
        nothing.checked(queries.sa.select(queries.enrolment.c.school), table=queries.enrolment)


@pytest.mark.parametrize(("names", "called"), [(Names.NAMES, "FIRST"), (Names.LABELS, "Pupil ")])
def test_the_offices_list_calls_pupils_as_the_reader_may(home: Path, names: Names, called: str) -> None:
    only = frozenset({"100001"})
    scope = Scope(account_id=1, role="senco", schools=only, levels=frozenset({Level.SCHOOL, Level.PUPIL}), names=names,
                  named_schools=only, checked_schools=only)  # fmt: skip
    for ask in ask_of(home, scope=scope):
        found = lacking(ask, checked=checked(ask)[0])
    by_token = {each.token.removeprefix("tokenpupil"): each.what for each in found}
    assert "date of birth" in by_token["0003"]
    assert "SEN provision" in by_token["0004"]
    assert "reading result (Standardised score)" in by_token["0006"]
    assert all(each.name.startswith(called) for each in found)


def test_the_command_says_the_same_and_writes_the_list(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFA_HOME", str(home))
    monkeypatch.setenv("AFA_AS_AT", AS_AT.isoformat())
    group = click.Group(commands={"quality": command.quality})
    run = CliRunner()
    told = json.loads(run.invoke(group, ["quality", "--format", "json"]).output)
    assert [one["held_back"] for one in told] == [2, 1, 0, 0]
    words = run.invoke(group, ["quality", "--school", "100001"]).output
    assert "Date of birth: 7 of 8. 1 pupil has no date of birth" in words
    assert "CANARY" not in words
    office = tmp_path / "office.xlsx"
    assert run.invoke(group, ["quality", "--school", "100001", "--office", str(office)]).exit_code == 0
    assert office.stat().st_mode & 0o077 == 0
    cells = [str(row) for row in load_workbook(office)["What is lacking"].iter_rows(values_only=True)]
    assert any(canary("100001", number=6) in row and "reading result" in row for row in cells)
    assert "--replace" in run.invoke(group, ["quality", "--school", "100001", "--office", str(office)]).output
    assert run.invoke(group, ["quality", "--school", "9"]).exit_code == 1


def test_words_for_one_and_for_many() -> None:
    assert cost_of("sessions", lacking=1)[1] == "1 pupil has no session this term: the pupil is in no absence rate."
    assert cost_of("sessions", lacking=4)[1] == "4 pupils have no session this term: they are in no absence rate."
    assert cost_of("weeks", lacking=1)[1] == "1 week is not in the absence rates."
    assert results_cost({"no_result": 44}, term="spring term 2026") == (
        "44 pupils cannot be counted in the gap: 44 without a spring term 2026 result."
    )
