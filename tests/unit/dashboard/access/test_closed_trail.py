"""Where the audit trail cannot be written, nothing that must be noted is shown, taken, recorded or brought in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from dashboard.__main__ import afa
from dashboard.access import audit, store, tables
from data_loaders.store.tables import TABLES
from tests import small_trust as small
from tests.fixtures.visitor import ADDRESS, outputs
from tests.laws.security import SAVED
from tests.small_trust import SmallTrust, callback_headers
from tests.unit.data_loaders.files import write

pytestmark = pytest.mark.safety
REASON = "Deep dive into reading with the head on Tuesday"


def full(path: Path) -> Callable[[Any, Any], None]:
    """The disk has no page left: SQLite itself says so to every connection from here on."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        row = "INSERT INTO audit (at, action, place, detail) VALUES ('2026-01-01 00:00:00.000000', ?, '', '{}')"
        with pytest.raises(sqlite3.OperationalError, match="full"):  # whatever room is left in the pages is used up
            connection.executemany(row, [("s",)] * 100_000)
    return lambda raw, _record: raw.execute(f"PRAGMA max_page_count = {pages}")


def read_only(_path: Path) -> Callable[[Any, Any], None]:
    return lambda raw, _record: raw.execute("PRAGMA query_only = ON")


@pytest.fixture(params=[full, read_only], ids=["full", "read only"])
def shut(request: pytest.FixtureRequest) -> Callable[[SmallTrust], None]:
    """Makes the accounts database take no more rows, for whoever opens it from now on."""

    def close(trust: SmallTrust) -> None:
        writes = trust.app.server.extensions["afa"].accounts.writes
        writes.dispose()
        sa.event.listen(writes, "connect", request.param(trust.settings.home / "accounts.db"))

    return close


def draw(trust: SmallTrust, client: Any, address: str, token: dict[str, str]) -> Any:
    key = next(key for key in trust.app.callback_map if "band.children" in key)
    path, _, search = address.partition("?")
    values = {"pathname": path, "search": f"?{search}"}
    inputs = [{**each, "value": values[each["property"]]} for each in trust.app.callback_map[key]["inputs"]]
    body = {"output": key, "outputs": outputs(key), "inputs": inputs, "changedPropIds": ["url.pathname"]}
    return client.post(ADDRESS, json=body, headers=token)


def rows(trust: SmallTrust, name: str) -> int:
    walls = trust.app.server.extensions["afa"]
    with walls.pupils.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(TABLES[name])).scalar_one()


def test_L3_without_a_note_no_page_list_or_file_is_given_and_nothing_recorded(
    small_trust: SmallTrust, shut: Callable[[SmallTrust], None]
) -> None:
    client = small_trust.client("senco")
    token = callback_headers(client)
    shut(small_trust)
    own, saved = small.pupil_place("100001", number=1), {"place": "school:100001", "term": small.TERMS[-1]}
    answers = [
        *(draw(small_trust, client, f"/{page}?place={place}", token)
          for page in ("overview", "progress", "conversations", "recording", "wider_outcomes", "attendance")
          for place in ("school:100001", small.class_place("100001", number=1), own)),
        small.taken(client, "/export/csv/progress?place=school:100001"),
        small.taken(client, f"/export/xlsx/progress?place={own}"),
        client.post("/record", headers=token, json={**saved, "rows": [SAVED]}),
    ]  # fmt: skip
    shown = [answer.request.path for answer in answers if answer.status_code == 200 and "CANARY" in answer.text]
    assert shown == []
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert sum(answer.status_code != 200 for answer in answers) >= 8
    assert rows(small_trust, "conversation") == 0
    trust_totals = draw(small_trust, client, "/progress?place=trust", token)
    assert trust_totals.status_code == 200  # totals are not noted, and are still there


def test_L3_without_a_note_no_name_is_revealed(small_trust: SmallTrust, shut: Callable[[SmallTrust], None]) -> None:
    client = small_trust.client("trust_executive")
    page = client.get("/reveal?school=100001")
    shut(small_trust)
    sent = {"school": "100001", "purpose": "deep_dive", "reason": REASON, "csrf_token": small.form_token(page.text)}
    assert client.post("/reveal", data=sent).status_code == 503
    opened = small_trust.opened()
    with opened.reads.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.reveal)).scalar() == 0
    opened.close()


def test_C4_without_a_note_nobody_signs_in_and_no_page_that_is_refused_says_more(
    small_trust: SmallTrust, shut: Callable[[SmallTrust], None]
) -> None:
    client = small_trust.client("headteacher")
    token = callback_headers(client)
    shut(small_trust)
    for path in ("/files", "/nothing"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "sqlite" not in answer.text.lower()
    assert "CANARY" not in draw(small_trust, client, "/progress?place=school:100002", token).text
    stranger = small_trust.client()
    assert small.sign_in(stranger, username="senco").status_code == 503
    assert stranger.get("/progress").status_code == 302


def test_C4_a_scope_that_cannot_be_made_shows_nothing(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.access import current, grants

    client = small_trust.client("headteacher")
    token = callback_headers(client)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the scope of CANARYASH1")

    monkeypatch.setattr(grants, "scope_for", broken)
    assert current.scope.__module__ == "dashboard.access.current"
    for answer in (draw(small_trust, client, "/progress", token), client.get("/export/csv/progress")):
        assert answer.status_code == 500
        assert "CANARY" not in answer.text


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "home"))
    write(tmp_path / "in")
    return tmp_path / "home"


def said(*words: object) -> Any:
    return CliRunner().invoke(afa, [str(word) for word in words])


def entries(home: Path) -> list[audit.Entry]:
    opened = store.open_accounts(f"sqlite:///{home / 'accounts.db'}")
    with opened.reads.connect() as connection:
        found = audit.entries(connection)
    opened.close()
    return found


def test_L1_files_brought_in_and_taken_back_are_noted(home: Path, tmp_path: Path) -> None:
    assert said("import", tmp_path / "in", "--mapping", "canonical", "--by", "Jo <b>O’Neil</b>").exit_code == 0
    assert said("import", tmp_path / "in", "--mapping", "canonical", "--by", "Jo").exit_code == 0  # already loaded
    assert said("undo", 1).exit_code == 0
    undone, begun_again, brought, begun = entries(home)
    assert (begun.action, begun_again.action) == (audit.Action.IMPORT_BEGUN,) * 2
    assert (brought.action, brought.detail) == (
        audit.Action.FILES_IMPORTED, {"batch": 1, "mapping": "canonical", "by": "Jo bONeilb"},
    )  # fmt: skip
    assert (undone.action, undone.detail["batch"]) == (audit.Action.BATCH_UNDONE, 1)


def test_L3_without_a_note_no_file_is_brought_in_or_taken_back(home: Path, tmp_path: Path) -> None:
    assert said("import", tmp_path / "in", "--mapping", "canonical").exit_code == 0
    with closing(sqlite3.connect(home / "accounts.db")) as connection, connection:
        connection.execute("CREATE TRIGGER shut BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    refused = said("undo", 1)
    assert (refused.exit_code, "audit trail cannot be written" in refused.output) == (1, True)
    write(tmp_path / "more", pupil="Pupil,Surname\nP9,New\n")
    refused = said("import", tmp_path / "more", "--mapping", "canonical", "--sure")
    assert (refused.exit_code, "audit trail cannot be written" in refused.output) == (1, True)
    assert said("batches").output.count("\n") == 1
