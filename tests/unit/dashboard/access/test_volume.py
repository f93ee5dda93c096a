"""How much one account may ask for, what is refused and noted, and what the officer is told is unusual."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access import audit, tables, trail, unusual, volume
from dashboard.access.audit import Action
from dashboard.access.policy import load_policy
from tests.fixtures.visitor import ADDRESS, outputs
from tests.small_trust import SmallTrust, callback_headers, pupil_place, taken

pytestmark = pytest.mark.safety
LIMITS = load_policy().volume


def draw(trust: SmallTrust, client: Any, address: str, token: dict[str, str]) -> Any:
    key = next(key for key in trust.app.callback_map if "band.children" in key)
    path, _, search = address.partition("?")
    values = {"pathname": path, "search": f"?{search}"}
    inputs = [{**each, "value": values[each["property"]]} for each in trust.app.callback_map[key]["inputs"]]
    body = {"output": key, "outputs": outputs(key), "inputs": inputs, "changedPropIds": ["url.pathname"]}
    return client.post(ADDRESS, json=body, headers=token)


def hurried(trust: SmallTrust) -> None:
    """The brake as the policy sets it, which other tests go without."""
    server = trust.app.server
    pace = volume.Pace(burst=LIMITS.burst, a_second=LIMITS.requests_a_second)
    server.extensions["afa"] = replace(server.extensions["afa"], pace=pace)


def test_C5_a_script_is_slowed_down_and_noted(small_trust: SmallTrust) -> None:
    hurried(small_trust)
    client, other = small_trust.client("headteacher"), small_trust.client("senco")
    token = callback_headers(client)
    answers = [client.post("/record", json={}, headers=token) for _ in range(LIMITS.burst + 20)]
    codes = [answer.status_code for answer in answers]
    assert 429 in codes
    assert 400 in codes[: LIMITS.burst]
    assert codes.index(429) >= LIMITS.burst
    last = answers[codes.index(429)]
    assert int(last.headers["Retry-After"]) >= 1
    assert "That is a lot in a short time" in last.text
    assert draw(small_trust, other, "/progress", callback_headers(other)).status_code == 200
    assert small_trust.audited().count("refused") == 1


def test_C5_a_pace_comes_back_with_time() -> None:
    pace = volume.Pace(burst=3, a_second=10)
    assert [pace.wait(1, now=0.0) for _ in range(3)] == [0, 0, 0]
    assert pace.wait(1, now=0.0) == pytest.approx(0.1)
    assert pace.wait(2, now=0.0) == 0
    assert pace.wait(1, now=0.11) == 0
    assert pace.wait(1, now=0.11) > 0
    assert [pace.wait(1, now=99.0) for _ in range(4)].count(0) == 3


def opened_before(trust: SmallTrust, *, pupils: int, role: str = "senco", minutes: int = 10) -> None:
    """As if the account had opened so many other pupils' own pages some minutes ago."""
    now = trust.clock() - timedelta(minutes=minutes)

    def open_them(connection: sa.Connection) -> None:
        named = sa.select(tables.account.c.account_id).where(tables.account.c.username == role)
        account_id = connection.execute(named).scalar_one()
        for number in range(pupils):
            given = {"account_id": account_id, "place": f"pupil:elsewhere{number}", "pupil_ids": [1000 + number]}
            audit.record(connection, action=Action.PUPILS_SHOWN, at=now, **given)

    trust.change(open_them)


def test_C5_the_sixty_first_pupil_of_an_hour_is_noted_once_and_shown(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    token = callback_headers(client)
    opened_before(small_trust, pupils=LIMITS.pupils_alert - 1)
    own = [pupil_place("100001", number=number) for number in (1, 1, 2, 3)]
    for place, noted in zip(own, (0, 0, 1, 1), strict=True):
        answer = draw(small_trust, client, f"/progress?place={place}", token)
        assert "CANARYASH" in answer.text
        assert small_trust.audited().count("volume_high") == noted


def test_C5_over_two_hundred_no_further_pupil_opens_until_time_has_passed(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    token = callback_headers(client)
    draw(small_trust, client, f"/progress?place={pupil_place('100001', number=1)}", token)
    opened_before(small_trust, pupils=LIMITS.pupils_stop - 1)
    again = draw(small_trust, client, f"/progress?place={pupil_place('100001', number=1)}", token)
    assert again.status_code == 200
    stopped = draw(small_trust, client, f"/progress?place={pupil_place('100001', number=2)}", token)
    file = taken(client, f"/export/csv/progress?place={pupil_place('100001', number=2)}")
    for answer in (stopped, file):
        assert answer.status_code == 429
        assert "CANARY" not in answer.text
    assert small_trust.audited().count("volume_stopped") == 1
    assert draw(small_trust, client, "/progress?place=school:100001", token).status_code == 200  # a list is one view
    small_trust.clock.on(minutes=51)
    fresh = small_trust.client("senco")
    later = draw(small_trust, fresh, f"/progress?place={pupil_place('100001', number=2)}", callback_headers(fresh))
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("path", "place", "page", "code"),
    [
        ("/progress", "school:100002", "progress", 404),
        ("/progress", "pupil:tokenpupil9999", "progress", 404),
        ("/CANARYASH1", "trust", "unknown", 404),
        ("/files", "trust", "files", 404),
    ],
)
def test_L1_what_is_refused_is_noted_once_a_minute(
    small_trust: SmallTrust, path: str, place: str, page: str, code: int
) -> None:
    client = small_trust.client("headteacher")
    token = callback_headers(client)
    for _ in range(3):
        draw(small_trust, client, f"{path}?place={place}", token)
    (entry,) = refusals(small_trust)
    assert (entry.username, entry.place, entry.detail) == ("headteacher", place, {"page": page, "code": code})
    small_trust.clock.on(minutes=1)
    draw(small_trust, client, f"{path}?place={place}", token)
    assert len(refusals(small_trust)) == 2


def refusals(trust: SmallTrust) -> list[audit.Entry]:
    return [entry for entry in trust.change(audit.entries) if entry.action is Action.REFUSED]


def test_L1_the_gates_own_refusals_are_noted(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    for path in ("/files", "/CANARYASH1", "/audit/child", "/reveal?school=100001", "/export/csv/files"):
        assert client.get(path).status_code == 404
    assert client.post("/record", json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    noted = [entry.detail for entry in refusals(small_trust)]
    pages = [detail["page"] for detail in reversed(noted)]
    assert pages == ["files", "unknown", "audit_child", "reveal", "files", "export", "record"]
    assert "CANARY" not in str(noted)


def test_a_stranger_is_refused_without_a_note(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    before = len(small_trust.audited())
    client.get("/progress")
    client.post("/record", json={}, headers={"Origin": "https://evil.example"})
    assert len(small_trust.audited()) == before


def test_L7_what_is_out_of_the_ordinary_is_found(small_trust: SmallTrust) -> None:
    now = datetime(2026, 3, 20, 12, 0)

    def live(connection: sa.Connection) -> None:
        ids = {username: n for n, (username, *_) in trail.accounts(connection).items()}
        for day in range(5):  # SENDCOs open ten a day; this head once three hundred, and takes a file by night
            at = now - timedelta(days=day)
            audit.record(connection, action=Action.PUPILS_SHOWN, at=at, account_id=ids["senco"], pupil_ids=range(10))
        seen = {"account_id": ids["headteacher"], "place": "school:100001"}
        audit.record(connection, action=Action.PUPILS_SHOWN, at=now, pupil_ids=range(300), **seen)
        audit.record(connection, action=Action.EXPORTED, at=now.replace(hour=2), **seen)
        audit.record(connection, action=Action.EXPORTED, at=now.replace(hour=10), **seen)
        for second in range(LIMITS.refusals_alert):
            at = now + timedelta(seconds=second)
            audit.record(connection, action=Action.REFUSED, at=at, account_id=ids["governor"])
        far = now - timedelta(days=unusual.DAYS + 1)
        audit.record(connection, action=Action.PUPILS_SHOWN, at=far, account_id=ids["senco"], pupil_ids=range(500))
        listed = unusual.found(connection, now=now, limits=LIMITS)
        told = {(each.name, each.what, each.count) for each in listed}
        assert told == {
            ("A headteacher", "Pupils shown", 300),
            ("A headteacher", "Files taken by night", 1),
            ("A governor", "Refused", LIMITS.refusals_alert),
        }

    small_trust.change(live)
