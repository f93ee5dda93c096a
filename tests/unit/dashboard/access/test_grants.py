"""From grants to scope: every role's schools, classes, levels and names, and where it lands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from dashboard.access.grants import landing, scope_for
from dashboard.access.policy import Grant
from dashboard.access.scope import Level, Names, Scope
from dashboard.access.sessions import Person
from data_loaders.store import engine
from data_loaders.store.tables import TABLES
from tests.small_trust import AS_AT, ROLES, SmallTrust, class_id, class_place


@pytest.fixture
def reader(small_trust: SmallTrust) -> Iterator[sa.Engine]:
    opened = engine.reader(small_trust.settings.database_url)
    yield opened
    opened.dispose()


def person(role: str, *grants: Grant, revealed: frozenset[str] = frozenset()) -> Person:
    held = grants or (Grant(role=role, **ROLES[role]),)
    return Person(account_id=7, username=role, name=role, role=role, grants=held, revealed=revealed)


def scope(reader: sa.Engine, role: str, *grants: Grant, today: date = AS_AT, **given: frozenset[str]) -> Scope:
    return scope_for(person(role, *grants, **given), reader=reader, today=today)


def test_an_executive_reads_every_school_by_label(reader: sa.Engine) -> None:
    made = scope(reader, "trust_executive")
    assert (made.schools, made.classes, made.account_id) == (None, None, 7)
    assert made.levels == frozenset(Level)
    assert made.names is Names.LABELS
    assert not made.shows_names("100001")


def test_a_reveal_shows_the_names_of_its_school_alone(reader: sa.Engine) -> None:
    made = scope(reader, "trust_executive", revealed=frozenset({"100002"}))
    assert made.shows_names("100002")
    assert not made.shows_names("100001")


@pytest.mark.parametrize("role", ["headteacher", "senco"])
def test_a_head_and_a_sendco_read_their_school_by_name_and_the_total_above(reader: sa.Engine, role: str) -> None:
    made = scope(reader, role)
    assert made.schools == {"100001"}
    assert made.classes is None
    assert made.levels == {Level.SCHOOL, Level.CLASS, Level.PUPIL}
    assert made.trust_total
    assert made.shows_names("100001")
    assert not made.shows_names("100002")


def test_a_teacher_reads_the_classes_of_the_staff_code_this_year(reader: sa.Engine) -> None:
    made = scope(reader, "class_teacher")
    assert made.classes == {class_id("100001", number=1)}
    assert made.levels == {Level.CLASS, Level.PUPIL}
    assert not made.trust_total
    assert scope(reader, "class_teacher", today=date(2025, 6, 1)).classes == {
        class_id("100001", number=1, year="2024-25")
    }


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role="class_teacher", school="100001", staff_code="T9"),
        Grant(role="class_teacher", school="100001", staff_code=""),
        Grant(role="class_teacher", school="100001"),
        Grant(role="class_teacher", staff_code="T1"),
    ],
)
def test_a_teacher_of_no_class_reads_no_class(reader: sa.Engine, grant: Grant) -> None:
    assert scope(reader, "class_teacher", grant).classes == frozenset()
    assert landing(person("class_teacher", grant), reader=reader, today=AS_AT) == "/overview"


@pytest.mark.safety
def test_S5_a_class_that_changes_hands_changes_the_scope(small_trust: SmallTrust, reader: sa.Engine) -> None:
    table, writer = TABLES["teaching_class"], engine.writer(small_trust.settings.database_url)
    with writer.begin() as connection:
        connection.execute(sa.update(table).where(table.c.staff_code == "T1").values(staff_code="T3"))
    writer.dispose()
    assert scope(reader, "class_teacher").classes == frozenset()


def test_a_deputy_covering_for_the_head_reads_as_the_head(reader: sa.Engine) -> None:
    own = Grant(role="class_teacher", school="100001", staff_code="T1")
    made = scope(reader, "headteacher", own, Grant(role="headteacher", school="100001"))
    assert (made.schools, made.classes) == ({"100001"}, None)


@pytest.mark.parametrize("role", ["governor", "data_manager", "data_protection_officer", "administrator"])
def test_everybody_else_reads_nothing(reader: sa.Engine, role: str) -> None:
    made = scope(reader, role)
    assert made.schools == frozenset()
    assert made.levels == frozenset()
    with pytest.raises(PermissionError):
        made.confine(sa.select(TABLES["school"].c.school), table=TABLES["school"])


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("trust_executive", "/overview"),
        ("headteacher", "/overview?place=school:100001"),
        ("senco", "/overview?place=school:100001"),
        ("class_teacher", f"/overview?place={class_place('100001', number=1)}"),
        ("governor", "/releases"),
        ("data_manager", "/files"),
        ("data_protection_officer", "/audit"),
        ("administrator", "/accounts"),
    ],
)
def test_each_role_lands_on_its_own_place(reader: sa.Engine, role: str, address: str) -> None:
    assert landing(person(role), reader=reader, today=AS_AT) == address
