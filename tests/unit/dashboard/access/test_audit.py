"""The audit trail is a chain: a row that is changed, put in or taken out is found, by whoever has the file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from dashboard.__main__ import afa
from dashboard.access import audit, store, tables
from dashboard.access.audit import Action

pytestmark = pytest.mark.safety
NOON = datetime(2026, 3, 20, 12, 0, 0, 123_456)


@pytest.fixture
def accounts(empty_database_url: str) -> Iterator[store.AccountsStore]:
    store.migrate(empty_database_url)
    opened = store.open_accounts(empty_database_url)
    with opened.writes.begin() as connection:
        audit.record(connection, action=Action.SIGNED_IN, at=NOON, account_id=3)
        audit.record(connection, action=Action.PUPILS_SHOWN, at=NOON, account_id=3, place="school:1", pupil_ids=[9, 2])
        audit.record(connection, action=Action.EXPORTED, at=NOON, detail={"rows": 12, "page": "progress"})
        audit.record(connection, action=Action.PUPILS_SHOWN, at=NOON, account_id=4, place="pupil:t", pupil_ids=[2])
    yield opened
    opened.close()


def verified(accounts: store.AccountsStore, *heads: str) -> audit.Verified:
    with accounts.reads.connect() as connection:
        return audit.verify(connection, heads=heads)


def tamper(accounts: store.AccountsStore, *statements: str) -> None:
    """What somebody does who owns the database: takes the triggers away first."""
    with accounts.writes.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("audit", "audit_pupil"):
                connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for name in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(sa.text(statement))


def test_L4_a_trail_that_was_left_alone_is_whole(accounts: store.AccountsStore) -> None:
    found = verified(accounts)
    assert (found.rows, found.before, found.broken) == (4, 0, None)
    assert len(found.head) == 64
    assert verified(accounts, found.head).missing == set()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET account_id = 5 WHERE audit_id = 1", 1),
        ("UPDATE audit SET at = '2026-03-20 12:00:00.123457' WHERE audit_id = 2", 2),
        ("UPDATE audit SET place = 'school:2' WHERE audit_id = 2", 2),
        ('UPDATE audit SET detail = \'{"rows": 2, "page": "progress"}\' WHERE audit_id = 3', 3),
        ("DELETE FROM audit WHERE audit_id = 3", 4),
        ("DELETE FROM audit_pupil WHERE audit_id = 2 AND pupil_id = 9", 2),
        ("UPDATE audit_pupil SET pupil_id = 7 WHERE audit_id = 4", 4),
        ("INSERT INTO audit_pupil (audit_id, pupil_id) VALUES (1, 9)", 1),
        ("UPDATE audit SET hash = '' WHERE audit_id = 1", 2),
    ],
)
def test_L4_a_row_that_was_edited_is_found(accounts: store.AccountsStore, change: str, broken: int) -> None:
    tamper(accounts, change)
    assert verified(accounts).broken == broken


def test_L4_an_end_that_was_cut_off_is_found_by_a_head_kept_elsewhere(accounts: store.AccountsStore) -> None:
    head = verified(accounts).head
    tamper(accounts, "DELETE FROM audit_pupil WHERE audit_id = 4", "DELETE FROM audit WHERE audit_id = 4")
    assert verified(accounts).broken is None
    assert verified(accounts, head).missing == {head}


def test_L4_acts_noted_at_once_are_one_chain(accounts: store.AccountsStore) -> None:
    def note(number: int) -> None:
        for _ in range(5):
            with accounts.writes.begin() as connection:
                audit.record(connection, action=Action.EXPORTED, at=NOON + timedelta(seconds=number), account_id=number)

    threads = [threading.Thread(target=note, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verified(accounts)
    assert (found.rows, found.broken) == (24, None)


def test_L4_rows_from_before_the_chain_are_counted_apart(accounts: store.AccountsStore) -> None:
    older = "INSERT INTO audit (at, action, place, detail) VALUES ('2026-03-01 09:00:00', 'signed_in', '', '{}')"
    tamper(accounts, "DELETE FROM audit_pupil", "DELETE FROM audit", older)
    with accounts.writes.begin() as connection:
        audit.record(connection, action=Action.SIGNED_OUT, at=NOON)
    found = verified(accounts)
    assert (found.before, found.rows, found.broken) == (1, 1, None)


def test_L4_the_command_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFA_HOME", str(tmp_path))
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    store.migrate(url)
    opened = store.open_accounts(url)
    with opened.writes.begin() as connection:
        for _ in range(3):
            audit.record(connection, action=Action.SIGNED_IN, at=NOON)
    said = CliRunner().invoke(afa, ["audit", "verify"])
    assert said.exit_code == 0
    assert "3 rows follow from one another" in said.output
    head = said.output.split()[-1]
    assert CliRunner().invoke(afa, ["audit", "verify", "--head", head]).exit_code == 0
    tamper(opened, "UPDATE audit SET action = 'signed_out' WHERE audit_id = 2")
    broken = CliRunner().invoke(afa, ["audit", "verify"])
    assert broken.exit_code == 1
    assert "Row 2 does not follow" in broken.output
    tamper(opened, "DELETE FROM audit")
    assert "not in the trail" in CliRunner().invoke(afa, ["audit", "verify", "--head", head]).output
    opened.close()


def test_L4_each_days_head_leaves_the_machine_and_is_checked_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> tuple[int, str]:
        said = CliRunner().invoke(afa, ["audit", *words])
        return said.exit_code, said.output

    monkeypatch.setenv("AFA_HOME", str(tmp_path))
    url, kept = f"sqlite:///{tmp_path / 'accounts.db'}", tmp_path / "heads.txt"
    store.migrate(url)
    opened = store.open_accounts(url)
    code, words = run("head", "--to", str(kept))
    assert (code, kept.exists(), "there is no head" in words) == (1, False, True)
    for day in range(2):
        with opened.writes.begin() as connection:
            audit.record(connection, action=Action.SIGNED_IN, at=NOON + timedelta(days=day))
        code, words = run("head", "--to", str(kept))
        assert (code, f"audit row {day + 1}: " in words) == (0, True)
        assert words.split()[-1] == verified(opened).head
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 2
    code, words = run("verify", "--against", str(kept))
    assert (code, "still in the trail: 2" in words) == (0, True)
    tamper(opened, "DELETE FROM audit WHERE audit_id = 2")
    code, words = run("verify", "--against", str(kept))
    assert (code, "line 2" in words, "cut off" in words) == (1, True, True)
    for wrong, said in (("", "holds no head"), ("a line\n", "Line 1"), ("x" * 64, "Line 1")):
        kept.write_text(wrong, encoding="utf-8")
        code, words = run("verify", "--against", str(kept))
        assert (code, said in words) == (1, True)
    opened.close()


def test_L4_nothing_in_the_code_changes_or_deletes_a_row() -> None:
    """Beside the database's own refusal: no statement of ours is an update or a delete of the trail."""
    import dashboard

    source = "".join(path.read_text(encoding="utf-8") for path in Path(dashboard.__file__).parent.rglob("*.py"))
    for act in ("update", "delete"):
        for table in (tables.audit, tables.audit_pupil):
            assert f"{act}(tables.{table.name})" not in source
            assert f"{act}({table.name})" not in source
