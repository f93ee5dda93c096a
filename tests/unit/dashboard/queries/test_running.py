"""The one way to the pupil database: what no scope has confined does not run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from dashboard.access.scope import SHARED_TABLES, Level, Scope
from dashboard.queries.running import Asker, Unconfined, run
from dashboard.queries.terms import batches_behind
from data_loaders.store.tables import TABLES, level_cell, metadata

SCHOOL = TABLES["school"]
HEAD = Scope(account_id=1, role="headteacher", schools=frozenset({"1"}), levels=frozenset({Level.SCHOOL}))
TEACHER = Scope(
    account_id=2,
    role="class_teacher",
    schools=frozenset({"1"}),
    classes=frozenset({7}),
    levels=frozenset({Level.CLASS}),
)
GOVERNOR = Scope(account_id=3, role="governor", schools=frozenset({"1"}))


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        rows = [{"school": code, "name": f"School {code}", "phase": "primary", "batch_id": 1} for code in ("1", "2")]
        opened.execute(SCHOOL.insert(), rows)
        yield opened
    engine.dispose()


def names(connection: sa.Connection, *, scope: Scope, childless: bool = False) -> list[str]:
    asker = Asker(connection=connection, scope=scope)
    confined = scope.confine(sa.select(SCHOOL.c.name), table=SCHOOL, childless=childless)
    return [row.name for row in run(asker, statement=confined)]


def test_unconfined_statement_does_not_run(connection: sa.Connection) -> None:
    with pytest.raises(Unconfined):
        run(Asker(connection=connection, scope=HEAD), statement=sa.select(SCHOOL.c.name))


def test_confined_statement_holds_the_own_school_only(connection: sa.Connection) -> None:
    assert names(connection, scope=HEAD) == ["School 1"]


def test_scope_of_classes_reads_no_table_without_classes(connection: sa.Connection) -> None:
    with pytest.raises(PermissionError):
        names(connection, scope=TEACHER)
    assert names(connection, scope=TEACHER, childless=True) == ["School 1"]


def test_scope_without_levels_reads_nothing(connection: sa.Connection) -> None:
    with pytest.raises(PermissionError):
        names(connection, scope=GOVERNOR)


def test_total_never_names_a_school() -> None:
    head = Scope(
        account_id=1, role="headteacher", schools=frozenset({"1"}), levels=frozenset({Level.SCHOOL}), trust_total=True
    )
    with pytest.raises(PermissionError):
        head.total(sa.select(level_cell.c.school, sa.func.sum(level_cell.c.n)), table=level_cell, within=("term",))
    with pytest.raises(PermissionError):
        HEAD.total(sa.select(sa.func.sum(level_cell.c.n)), table=level_cell, within=("term",))


def test_only_what_belongs_to_nobody_is_shared() -> None:
    with pytest.raises(PermissionError):
        HEAD.shared(sa.select(SCHOOL.c.name))
    with pytest.raises(PermissionError):
        HEAD.shared(sa.select(TABLES["trust"].c.name).join(SCHOOL, sa.true()))
    for shared in ("trust", "scale", "benchmark"):
        assert HEAD.shared(sa.select(TABLES[shared])).get_execution_options()["confined"]


def test_published_figures_are_shared_and_name_no_school_and_no_child() -> None:
    """The deliberate exception: whoever adds a school or a pupil to the record has to think again here."""
    assert {"trust", "scale", "import_batch", "benchmark", "prior_group"} == SHARED_TABLES
    assert not {"school", "pupil_id", "class_id"} & set(TABLES["benchmark"].c.keys())
    with pytest.raises(PermissionError):
        HEAD.shared(sa.select(TABLES["benchmark"].c.value).join(SCHOOL, sa.true()))


def test_import_of_another_school_is_not_among_the_imports_of_ones_own(connection: sa.Connection) -> None:
    day = date(2025, 9, 1)
    for pupil, school in ((1, "1"), (2, "2")):
        stay = {"enrolment_id": pupil, "pupil_id": pupil, "school": school, "from_date": day, "year_group": "4"}
        connection.execute(TABLES["enrolment"].insert(), [{**stay, "status": "C", "batch_id": 1}])
        result = {"pupil_id": pupil, "subject": "reading", "scale": "s", "term": "2025-26.autumn", "kind": "test"}
        connection.execute(TABLES["assessment"].insert(), [{**result, "value": 1.0, "batch_id": 10 + pupil}])
    assert batches_behind(Asker(connection=connection, scope=HEAD), strand="progress") == {11}
