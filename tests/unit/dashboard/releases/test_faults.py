"""What goes wrong around a release: a crash while it is built, an audit without an end, records that come in later."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from multiprocessing import get_context
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access.store import utc_now
from dashboard.commands.offering import offered
from dashboard.commands.releases import build_releases
from dashboard.releases.behind import behind
from dashboard.releases.rules import load_rules
from data_loaders.store import engine
from data_loaders.store.tables import TABLES, import_batch
from tests import small_trust
from tests.laws import security
from tests.small_trust import SmallTrust, callback_headers
from tests.unit.dashboard.releases.test_building import released, school

ASH = "100001"
KILLED = 9


@pytest.fixture
def trust_released(small_trust: SmallTrust) -> SmallTrust:
    """The small trust with a release of its first school."""
    assert build_releases(small_trust.settings, codes=(ASH,), by="test")
    return small_trust


def kept(trust: SmallTrust) -> list[Any]:
    """Everything in the releases database, row by row."""
    with closing(sqlite3.connect(trust.settings.releases_url.removeprefix("sqlite:///"))) as connection, connection:
        tables = ("release", "release_view", "release_fact")
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]


def page(trust: SmallTrust) -> str:
    """The overview that the governor of the first school reads."""
    client = trust.client("governor")
    body = next(body for body in security.bodies(trust.app) if security.first_output(body["output"]) == "band.children")
    asked = {"pathname": "/releases", "search": ""}
    inputs = [{**item, "value": asked[item["property"]]} for item in body["inputs"]]
    headers = callback_headers(client)
    return str(client.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=headers).text)


def build_and_die(trust_settings: Any, *, at: str) -> None:
    """Build in a process of its own that is gone before the first row of a table is written."""

    def die(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(f"INSERT INTO {at}"):
            os._exit(KILLED)

    sa.event.listen(sa.Engine, "before_cursor_execute", die)
    build_releases(trust_settings, codes=(ASH,), by="dies")
    os._exit(0)


@pytest.mark.safety
@pytest.mark.parametrize("at", ["release ", "release_view", "release_fact"])
def test_fault_33_a_crash_while_the_release_is_rebuilt_leaves_the_old_one(trust_released: SmallTrust, at: str) -> None:
    """Records have come in and the build dies before it writes one of its tables: the page shows the old release and
    its day, the offer stands, and building again gives the next release."""
    before = kept(trust_released)
    bring_in(trust_released, ASH)
    process = get_context("fork").Process(target=build_and_die, args=(trust_released.settings,), kwargs={"at": at})
    process.start()
    process.join(60)
    assert process.exitcode == KILLED
    assert kept(trust_released) == before
    drawn = page(trust_released)
    assert "Release 1" in drawn
    assert "as at 20 March 2026" in drawn
    assert any("afa release build --school 100001" in said for said in offered(trust_released.settings))
    build_releases(trust_released.settings, codes=(ASH,), by="again")
    assert "Release 2" in page(trust_released)
    assert offered(trust_released.settings) == []


def bring_in(trust: SmallTrust, code: str) -> None:
    """A second batch with a result of one school's first pupil."""
    now = utc_now()
    batch = {"batch_id": 2, "mapping": "canonical", "files": [], "sha256": "1", "started_at": now, "finished_at": now,
             "brought_by": "test", "outcome": "committed", "counts": {}, "notes": [], "report": []}  # fmt: skip
    row = {"pupil_id": small_trust.pupil_id(code, number=1), "subject": "writing", "scale": "standard",
           "term": "2025-26.spring", "kind": "test", "value": 100.0, "batch_id": 2}  # fmt: skip
    writer = engine.writer(trust.settings.database_url)
    with writer.begin() as connection:
        connection.execute(sa.insert(import_batch), batch)
        connection.execute(sa.insert(TABLES["assessment"]), row)
    writer.dispose()


def test_records_of_another_school_put_no_release_behind(trust_released: SmallTrust) -> None:
    assert offered(trust_released.settings) == []
    bring_in(trust_released, "100002")
    assert offered(trust_released.settings) == []


def test_behind_says_which_release_is_older_than_its_records(trust_released: SmallTrust) -> None:
    bring_in(trust_released, ASH)
    pupils, released_ones = (
        engine.reader(url) for url in (trust_released.settings.database_url, trust_released.settings.releases_url)
    )
    (found,) = behind(pupils, released=released_ones)
    assert (found.school, found.words, found.number, found.as_at) == (ASH, "Ash Primary", 1, small_trust.AS_AT)
    pupils.dispose()
    released_ones.dispose()


def test_nothing_is_offered_where_nothing_was_ever_released(small_trust: SmallTrust) -> None:
    assert offered(small_trust.settings) == []


@pytest.mark.safety
def test_fault_34_an_audit_without_an_end_withholds_the_view() -> None:
    """No time to audit in: nothing is shown, in the words of every other withheld view, and the certificate counts
    them. The same school with time shows its figures."""
    pupils = school(200, send=0.3, seed=2)
    rules = load_rules()
    assert sum(not view.withheld for view in released(pupils)[1].views) > 10
    _, built = released(pupils, rules=rules.model_copy(update={"audit_seconds": 0}))
    shown = [line for view in built.views for line in view.lines if line.state == "ok"]
    assert shown == []
    assert built.told == ()
    assert {view.reason for view in built.views} <= {"Not shown: too few pupils to keep them private", "Not supplied"}
    assert built.certificate.unchecked > 10


@pytest.mark.safety
def test_fault_34_an_audit_that_fails_part_way_keeps_what_has_passed() -> None:
    """The third view's audit contradicts itself: it is withheld, and what was let through before it stays as it is."""
    pupils = school(200, send=0.3, seed=2)
    builder, whole = released(pupils)
    third = [view for view in whole.views if not view.withheld][2]
    again, broken = released(pupils, planted=third.key)
    assert again.unchecked == {third.key}
    held = {view.key: view for view in broken.views}
    assert held[third.key].withheld
    assert held[whole.views[0].key] == whole.views[0]
    assert all(again.audit.is_safe(cell) for cell in again.guarded)
    assert builder.unchecked == set()
