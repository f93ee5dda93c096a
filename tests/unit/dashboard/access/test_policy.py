"""The roles as data: what the file says, and that a slip in it stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.access import policy as policy_module
from dashboard.access.policy import Grant, load_policy, never_together, ways_to_act
from dashboard.access.scope import Level, Names

TEXT = (Path(policy_module.__file__).with_name("policy.toml")).read_text(encoding="utf-8")


def test_every_role_of_the_trust_is_there() -> None:
    assert set(load_policy().roles) == {
        "trust_executive", "headteacher", "senco", "class_teacher", "governor", "data_manager",
        "data_protection_officer", "administrator",
    }  # fmt: skip


def test_who_sees_pupils_and_how() -> None:
    roles = load_policy().roles
    assert {code: role.names for code, role in roles.items() if Level.PUPIL in role.levels} == {
        "trust_executive": Names.LABELS,
        "headteacher": Names.NAMES,
        "senco": Names.NAMES,
        "class_teacher": Names.NAMES,
    }
    assert all(role.names is Names.NONE for role in roles.values() if Level.PUPIL not in role.levels)
    assert [code for code, role in roles.items() if role.reveals] == ["trust_executive"]


def test_governors_officers_and_administrators_read_no_figure() -> None:
    roles = load_policy().roles
    for code in ("governor", "data_manager", "data_protection_officer", "administrator"):
        assert roles[code].reads == "nothing"
        assert not roles[code].levels
        assert "progress" not in roles[code].pages or roles[code].released


def test_a_session_is_shorter_where_pupils_can_be_seen() -> None:
    for role in load_policy().roles.values():
        assert role.idle_minutes <= (20 if role.levels else 60)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('names = "labels"', 'names = "label"'),
        ('levels = ["class", "pupil"]', 'levels = ["class", "child"]'),
        ('landing = "releases"', 'landing = "overview"'),
        ("trust_total = true", "trust_totals = true"),
        ('includes = ["class_teacher"]', 'includes = ["teacher"]'),
        ('never_with = ["administrator"]', 'never_with = ["admin"]'),
        ("second_factor = true", "second_factor = false"),
        ('year_ends = "09-30"', 'year_ends = "09-31"'),
        ('levels = ["class", "pupil"]', 'levels = ["class"]'),
        ("idle_minutes = 20", "idle_minutes = 45"),
        ('reads = "own_classes"', 'reads = "nothing"'),
        ('names = "names"\ntrust_total', 'names = "names"\nreveals = true\ntrust_total'),
    ],
)
def test_a_slip_in_the_policy_stops_the_start(tmp_path: Path, said: str, instead: str) -> None:
    assert said in TEXT
    wrong = tmp_path / "policy.toml"
    wrong.write_text(TEXT.replace(said, instead), encoding="utf-8")
    with pytest.raises(ValidationError):
        load_policy(wrong)


HEAD, DEPUTY = Grant(role="headteacher", school="100001"), Grant(role="class_teacher", school="100001", staff_code="T1")


GOVERNOR, ELSEWHERE = (
    Grant(role="governor", school="100001"),
    Grant(role="class_teacher", school="100002", staff_code="T1"),
)


@pytest.mark.parametrize(
    ("grants", "ways"),
    [
        ((), {}),
        ((HEAD,), {"headteacher": {HEAD}}),
        ((HEAD, SECOND := Grant(role="headteacher", school="100002")), {"headteacher": {HEAD, SECOND}}),
        ((DEPUTY, HEAD), {"headteacher": {DEPUTY, HEAD}}),
        ((ELSEWHERE, HEAD), {"class_teacher": {ELSEWHERE}, "headteacher": {HEAD}}),
        ((HEAD, GOVERNOR), {"headteacher": {HEAD}, "governor": {GOVERNOR}}),
        (
            (HEAD, DEPUTY, ELSEWHERE),
            {"headteacher": {HEAD, DEPUTY}, "class_teacher": {DEPUTY, ELSEWHERE}},
        ),
        ((Grant(role="data_manager", school="100001"), Grant(role="administrator")), {}),
        ((HEAD, Grant(role="no_such_role")), {}),
    ],
)
def test_grants_that_do_not_add_up_are_acted_in_one_at_a_time(
    grants: tuple[Grant, ...], ways: dict[str, set[Grant]]
) -> None:
    assert {way.role: set(way.grants) for way in ways_to_act(grants)} == ways


def test_who_may_never_hold_both_is_the_same_whichever_comes_first() -> None:
    both = (Grant(role="administrator"), Grant(role="data_manager"), HEAD)
    assert never_together(both) == never_together(reversed(both)) == {"administrator", "data_manager"}
    assert never_together((HEAD, GOVERNOR)) == frozenset()
