"""A disk that is full, a folder that may no longer be written: said in words by the pages, and nothing half kept.

The numbers are those of the fault list in the safety reference.
"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data_loaders.store.importing import batches
from tests import small_trust as small
from tests.fixtures.killing import as_nobody, ended, in_a_child, no_file_beyond, reachable_by_nobody
from tests.sending import Sender, text_of
from tests.small_trust import SmallTrust, canary
from tests.unit.dashboard.access.test_closed_trail import draw, full
from tests.unit.dashboard.callbacks.test_imports import GIVEN, HEADINGS, MARKS
from tests.unit.data_loaders.files import everything

pytestmark = pytest.mark.safety
ROOM = 1_500_000
"""Bytes to which a file may grow on the disk that is full."""
KEPT_IN_MEMORY = 500_000
"""A file that Werkzeug writes nowhere until it is kept."""


def kept(home: Path) -> list[str]:
    """Everything in the folder of files on their way in."""
    return sorted(path.name for path in (home / "imports").rglob("*"))


def test_fault_04_the_disk_is_full_while_a_file_arrives(small_home: Path, tmp_path: Path) -> None:
    """While it is received, while it is kept, while it is noted: 507 in words, and no part of it is left."""
    home, on_the_way = tmp_path / "small", tmp_path / "on the way"
    shutil.copytree(small_home, home)
    on_the_way.mkdir()
    larger = HEADINGS + "X,1,1\n" * ((ROOM + KEPT_IN_MEMORY) // 6)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    def act() -> None:
        tempfile.tempdir = str(on_the_way)
        for trust in small.served(home):
            sender = Sender(trust.client("data_manager"))
            assert sender.send(("a.csv", MARKS.encode()), wait=False).status_code == 303
            sender.waited()
            before = kept(home)
            for file, room in ((larger, ROOM), (larger[:KEPT_IN_MEMORY], 400_000), (MARKS, 300)):
                client = sender.client
                assert client.get("/files/bring-in").status_code == 200
                no_file_beyond(room)
                answer = sender.send(("b.csv", file.encode()), wait=False)
                resource.setrlimit(resource.RLIMIT_FSIZE, limit)
                assert answer.status_code == 507, (room, text_of(answer))
                assert "The disk is full Nothing was kept. Ask whoever runs the dashboard" in text_of(answer)
                assert kept(home) == before, room
                assert list(on_the_way.iterdir()) == []
            assert "What kind of file" in text_of(sender.send(("b.csv", larger.encode())))

    assert ended(in_a_child(act)) == 0


def shut(trust: SmallTrust) -> None:
    """The disk of the accounts and the audit trail takes no more."""
    writes = trust.app.server.extensions["afa"].accounts.writes
    writes.dispose()
    sa.event.listen(writes, "connect", full(trust.settings.home / "accounts.db"))


def test_fault_06_the_disk_of_the_audit_trail_is_full(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    """No load is begun, no page of a pupil is shown, and both say what is wrong."""
    sender, head = Sender(small_trust.client("data_manager")), small_trust.client("headteacher")
    token = small.callback_headers(head)
    sender.send(("marks.csv", MARKS.encode()))
    sender.choose("marksheet_subjects", **GIVEN)
    before = everything(small_trust.settings.database_url)
    shut(small_trust)
    begun: list[object] = []
    monkeypatch.setattr("dashboard.callbacks.imports.rooms._start", lambda *_, **told: begun.append(told))
    for answer in (
        sender.post("commit"),
        draw(small_trust, head, f"/progress?place={small.pupil_place('100001', number=1)}", token),
        small.taken(head, f"/export/csv/progress?place={small.pupil_place('100001', number=1)}"),
    ):
        assert answer.status_code == 503, text_of(answer)
        assert canary("100001", number=1) not in answer.text
        assert "out of order" in answer.text
    assert "the disk is full: make room" in text_of(sender.post("commit"))
    assert begun == []
    assert "What would change" in text_of(sender.client.get(sender.at)), "the preview still stands"
    assert everything(small_trust.settings.database_url) == before
    assert len(batches(small_trust.settings.database_url)) == 1


def read_only(home: Path) -> None:
    for path in home.glob("*.db*"):
        path.chmod(0o444)
    home.chmod(0o555)


LOST: dict[str, Callable[[Path], None]] = {
    "accounts": lambda home: (home / "accounts.db").chmod(0o000),
    "pupils": lambda home: (home / "pupils.db").chmod(0o000),
    "all is read-only": read_only,
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_fault_07_a_running_dashboard_that_may_no_longer_read_or_write_says_so(
    lose: Callable[[Path], None], small_home: Path, tmp_path: Path
) -> None:
    """Whatever is asked: 503 in words without a name; and it answers again once the right is back."""
    home = tmp_path / "small"
    shutil.copytree(small_home, home)
    reachable_by_nobody(home)

    def act() -> None:
        for trust in small.served(home):
            as_nobody()
            head = trust.client("headteacher")
            token = small.callback_headers(head)
            own = f"/progress?place={small.pupil_place('100001', number=1)}"
            assert canary("100001", number=1) in draw(trust, head, own, token).text
            modes = {path: path.stat().st_mode for path in (home, *home.glob("*.db"))}
            let_go(trust)
            lose(home)
            answers = [draw(trust, head, own, token), small.taken(head, f"/export/csv{own}")]
            assert [answer.status_code for answer in answers] == [503, 503]
            for answer in answers:
                assert "The dashboard is out of order for now" in answer.text
                assert "CANARY" not in answer.text
            assert "ask whoever looks after the server" in text_of(answers[1])
            let_go(trust)
            for path, mode in modes.items():
                path.chmod(mode)
            assert canary("100001", number=1) in draw(trust, head, own, token).text

    assert ended(in_a_child(act)) == 0


def let_go(trust: SmallTrust) -> None:
    """Close every connection: a file that is open stays open whatever becomes of the right to open it."""
    walls: Any = trust.app.server.extensions["afa"]
    for engine in (walls.accounts.reads, walls.accounts.writes, walls.pupils):
        engine.dispose()


@pytest.mark.parametrize("lost", ["home", "pupils.db", "accounts.db", "releases.db"])
def test_fault_07_a_dashboard_that_may_not_write_does_not_start(
    lost: str, small_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import afa

    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    (home if lost == "home" else home / lost).chmod(0o555 if lost == "home" else 0o444)
    reachable_by_nobody(home)

    def act() -> None:
        as_nobody()
        os.environ["AFA_HOME"] = str(home)
        with pytest.raises(SystemExit) as ends:
            afa(["serve", "--port", "1"])
        assert ends.value.code == 1

    assert ended(in_a_child(act)) == 0
    said = capfd.readouterr().err
    place = f"the folder {home}" if lost == "home" else f"the database of {lost.removesuffix('.db')}"
    assert f"The dashboard does not start, because of {place}: " in said
    assert "ask whoever looks after the server" in said
    assert "Traceback" not in said


@pytest.mark.postgres
def test_fault_07_a_server_that_lets_nobody_write_does_not_start(postgres_url: str) -> None:
    from data_loaders.store import importing

    importing.check_writable(postgres_url)
    shut = sa.make_url(postgres_url).update_query_dict({"options": "-c default_transaction_read_only=on"})
    with pytest.raises(importing.StoreUnavailable, match="the server lets nobody change it"):
        importing.check_writable(shut.render_as_string(hide_password=False))
