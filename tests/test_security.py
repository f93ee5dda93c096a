"""The security law, on the small trust: every address and callback, every role, own and others' ids, forged bodies.

What is found is searched for the names, UPNs and tokens of pupils that are not the reader's. Each law is also run on a
planted fault: a law that finds nothing there is no law.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dash import Input, Output

from dashboard.access import current, gate, scope
from dashboard.pages import taking_away
from data_loaders.store.tables import TABLES
from tests import small_trust
from tests.laws import security
from tests.laws.security import MATRIX, answers, leaks, open_to_strangers, unlisted
from tests.small_trust import ROLES, SCHOOLS, SmallTrust, callback_headers, form_token, served

pytestmark = pytest.mark.safety
REASON = "Deep dive into reading with the head on Tuesday"


def test_Z2_every_address_and_every_callback_is_in_the_matrix(small_trust: SmallTrust) -> None:
    assert unlisted(small_trust.app) == []


def test_Z2_an_address_or_a_callback_that_is_not_in_the_matrix_is_found(small_trust: SmallTrust) -> None:
    small_trust.app.server.view_functions["planted"] = str
    small_trust.app.server.url_map.add(_rule("/planted"))
    _plant_callback(small_trust)
    assert unlisted(small_trust.app) == ["address /planted", "callback planted.children", "inputs of planted.children"]
    forgotten = copy.deepcopy(MATRIX)
    forgotten["callbacks"]["band.children"]["inputs"].pop("url.search")
    forgotten["rules"].pop("/reveal")
    assert {"address /reveal", "inputs of band.children"} <= set(unlisted(small_trust.app, matrix=forgotten))


def test_a_stranger_gets_nothing(small_trust: SmallTrust) -> None:
    assert open_to_strangers(small_trust) == []


def test_a_gate_that_was_left_open_is_found(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PUBLIC", gate.PUBLIC | {"/_dash-layout", "/<path:path>"})
    faults = open_to_strangers(small_trust)
    assert "get /_dash-layout: 200" in faults
    assert any(fault.startswith("get /<path:path>") for fault in faults)
    monkeypatch.undo()
    small_trust.app.server.before_request_funcs[None].remove(gate.guard)
    assert any(fault.startswith("post /_dash-update-component") for fault in open_to_strangers(small_trust))


@pytest.mark.parametrize("role", ROLES)
def test_Z3_no_answer_holds_what_is_not_the_roles(small_trust: SmallTrust, role: str) -> None:
    assert leaks(small_trust, role) == []


@pytest.mark.parametrize("role", ["governor", "class_teacher", "headteacher"])
def test_Z3_a_callback_that_forgets_the_scope_is_found(small_trust: SmallTrust, role: str) -> None:
    _plant_callback(small_trust)
    faults = leaks(small_trust, role)
    assert any("CANARYBIRCH1" in fault for fault in faults)
    assert any("UPNCANARYASH1" in fault for fault in faults)


def test_Z3_a_file_that_forgets_the_scope_is_found(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a workbook too, whose bytes are packed."""
    everything = scope.Scope(
        account_id=1, role="headteacher", schools=None, levels=frozenset(scope.Level), names=scope.Names.NAMES,
        named_schools=None,
    )  # fmt: skip
    monkeypatch.setattr(taking_away, "_scope", lambda: everything)
    faults = [fault for fault in leaks(small_trust, "headteacher") if "CANARYBIRCH1" in fault]
    assert any("GET /export/csv" in fault for fault in faults)
    assert any("GET /export/xlsx" in fault for fault in faults)


def test_Z4_the_search_finds_names_where_they_may_be(small_trust: SmallTrust) -> None:
    shown = {role: _named(small_trust, role) for role in ROLES}
    assert shown == {role: {f"CANARYASH{n}" for n in MATRIX["pupils"][role].get("100001", [])} for role in ROLES}


def test_Z6_unknown_and_forbidden_are_one_answer(small_trust: SmallTrust) -> None:
    own, others = small_trust_places()
    for role in ("headteacher", "class_teacher", "governor"):
        client = small_trust.client(role)
        token = callback_headers(client)
        for forbidden, unknown in zip(own, others, strict=True):
            first, second = (_draw(small_trust, client, token, place) for place in (forbidden, unknown))
            assert first.status_code == second.status_code
            assert first.text.replace(forbidden, "…") == second.text.replace(unknown, "…")


def small_trust_places() -> tuple[list[str], list[str]]:
    """Places of another school, and places of nobody, kind by kind."""
    other = [
        "school:100002",
        small_trust.class_place("100002", number=1),
        small_trust.pupil_place("100002", number=1),
    ]
    return other, ["school:999999", "class:tokenclass9999", "pupil:tokenpupil9999"]


def test_an_executive_sees_names_of_the_revealed_school_alone(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    page = client.get("/reveal?school=100002")
    sent = {"school": "100002", "purpose": "deep_dive", "reason": REASON, "csrf_token": form_token(page.text)}
    assert client.post("/reveal", data=sent).status_code == 303
    token = callback_headers(client)
    texts = {place: _draw(small_trust, client, token, place).text for place in security.PLACES}
    assert "CANARYBIRCH1" in texts["school:100002"]
    assert "CANARY" not in "".join(text for place, text in texts.items() if "CANARYBIRCH" not in text)
    assert "CANARYASH" not in "".join(texts.values())
    small_trust.clock.on(minutes=15)
    for _ in range(4):
        assert client.get("/_dash-layout").status_code == 200
        small_trust.clock.on(minutes=15)
    assert "CANARY" not in _draw(small_trust, small_trust.client("trust_executive"), token, "school:100002").text


@pytest.fixture(scope="module")
def changed_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two trusts of three schools, alike at the first and different in every result and status of the others."""
    three = {name: _without(rows, school="100004") for name, rows in small_trust.rows().items()}
    other = {name: [_changed(name, row) for row in rows] for name, rows in three.items()}
    homes = (tmp_path_factory.mktemp("as_it_is"), tmp_path_factory.mktemp("changed"))
    for home, records in zip(homes, (three, other), strict=True):
        small_trust.build(home, records=records)
    return homes


@pytest.mark.parametrize("role", [role for role in ROLES if role != "trust_executive"])
def test_no_number_of_another_school_reaches_anybody(changed_elsewhere: tuple[Path, Path], role: str) -> None:
    before, after = (_all_bytes(home, role) for home in changed_elsewhere)
    assert before.keys() == after.keys()
    assert [asked for asked in before if before[asked] != after[asked]] == []


def test_the_executive_sees_what_changed(changed_elsewhere: tuple[Path, Path]) -> None:
    before, after = (_all_bytes(home, "trust_executive") for home in changed_elsewhere)
    assert [asked for asked in before if before[asked] != after[asked]]


@pytest.fixture(scope="module", params=["new elsewhere", "support elsewhere without results"])
def thin_total(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two trusts whose total rests on the first and second school, alike but for the results of the second.

    Either the others have their first results this term, or their pupils on SEN support have none.
    """
    here = {
        name: [row for row in rows if _has_it(name, row, case=request.param)]
        for name, rows in small_trust.rows().items()
    }
    other = {**here, "assessment": [_birch_changed(row) for row in here["assessment"]]}
    homes = (tmp_path_factory.mktemp("thin"), tmp_path_factory.mktemp("thin_changed"))
    for home, records in zip(homes, (here, other), strict=True):
        small_trust.build(home, records=records)
    return homes


def test_a_total_of_two_schools_tells_nothing_of_the_other(thin_total: tuple[Path, Path]) -> None:
    before, after = (_totals(home) for home in thin_total)
    assert before == after


def test_a_total_of_two_schools_that_is_shown_is_found(
    thin_total: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "OTHER_SCHOOLS", 1)
    before, after = (_totals(home) for home in thin_total)
    assert before != after


def test_a_callback_that_breaks_says_nothing(small_trust: SmallTrust) -> None:
    def draw(_search: object) -> str:
        raise RuntimeError("SELECT surname FROM pupil WHERE surname = 'CANARYBIRCH1'")

    small_trust.app.callback(Output("planted", "children"), Input("url", "search"))(draw)
    client = small_trust.client("headteacher")
    answer = client.post(
        security.ADDRESS, headers=callback_headers(client), json=next(_bodies_of(small_trust, "planted.children"))
    )
    assert answer.status_code == 500
    assert set(answer.json) == {"error", "reference"}
    assert "CANARY" not in answer.text


def _rule(address: str) -> Any:
    from werkzeug.routing import Rule

    return Rule(address, endpoint="planted", methods=["GET"])


def _plant_callback(trust: SmallTrust) -> None:
    """A callback that answers everybody with every pupil."""

    def everybody(_search: object) -> str:
        with current.reader().connect() as connection:
            return json.dumps([tuple(map(str, row)) for row in connection.execute(sa.select(TABLES["pupil"]))])

    trust.app.callback(Output("planted", "children"), Input("url", "search"))(everybody)


def _bodies_of(trust: SmallTrust, name: str) -> Iterator[dict[str, Any]]:
    return (body for body in security.bodies(trust.app) if security.first_output(body["output"]) == name)


def _draw(trust: SmallTrust, client: Any, token: dict[str, str], place: str) -> Any:
    body = next(_bodies_of(trust, "band.children"))
    values = {"pathname": "/progress", "search": f"?place={place}"}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    return client.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=token)


def _named(trust: SmallTrust, role: str) -> set[str]:
    """The pupils named to a role at any place."""
    client = trust.client(role)
    token = callback_headers(client)
    text = "".join(_draw(trust, client, token, place).text for place in security.PLACES)
    everyone = {small_trust.canary(school, number=number) for school, number in small_trust.everyone()}
    return {name for name in everyone if name in text}


def _all_bytes(home: Path, role: str) -> dict[str, str]:
    """Every callback's answer to a role, by what was asked."""
    found: dict[str, str] = {}
    for trust in served(home):
        found = {asked: answer.text for asked, answer in answers(trust, role) if _is_steady(asked, role=role)}
    return found


def _has_it(name: str, row: dict[str, Any], *, case: str) -> bool:
    if name != "assessment" or _school_of(row) in {"100001", "100002"}:
        return True
    if case == "new elsewhere":
        return bool(row["term"] == small_trust.TERMS[-1])
    return small_trust.SEND.get((row["pupil_id"] - 1) % small_trust.PUPILS + 1) != "K"


def _birch_changed(row: dict[str, Any]) -> dict[str, Any]:
    """A result of the second school as it might be instead: every other pupil's higher, by more each term."""
    higher = row["pupil_id"] % 2 * (3 + small_trust.TERMS.index(row["term"]))
    return {**row, "value": row["value"] + higher} if _school_of(row) == "100002" else row


def _totals(home: Path) -> list[str]:
    """What a head is told of the schools of the phase together: each period, subject and group."""
    found: list[str] = []
    for trust in served(home):
        client = trust.client("headteacher")
        token = callback_headers(client)
        found = [
            _draw(trust, client, token, f"trust&period={period}&subject={subject}&group={group}").text
            for period in (*small_trust.YEARS, *small_trust.TERMS)
            for subject in ("mathematics", "reading")
            for group in ("send", "support", "plan")
        ]
    return found


def _without(rows: list[dict[str, Any]], *, school: str) -> list[dict[str, Any]]:
    return [row for row in rows if _school_of(row) != school]


def _school_of(row: dict[str, Any]) -> str | None:
    """The school a row belongs to, by its own column or its pupil's."""
    if "pupil_id" in row:
        return list(SCHOOLS)[(row["pupil_id"] - 1) // small_trust.PUPILS]
    return row.get("school")


def _changed(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the second and third school as it might be instead; a row of the first as it is."""
    if _school_of(row) in {None, "100001"}:
        return row
    instead = {
        "assessment": lambda: {"value": row["value"] * 1.5},
        "sen_status": lambda: {"code": "K"},
        "pupil": lambda: {"surname": row["surname"].lower()},
        "teaching_class": lambda: {"name": row["name"][::-1], "staff_code": "T7"},
    }
    return {**row, **instead[name]()} if name in instead else row


def _is_steady(asked: str, *, role: str) -> bool:
    """Whether an answer says the same each time: the officer's page is the audit trail, which grows as one looks."""
    audited = role == "data_protection_officer" and not (
        "value': '/progress'" in asked or "value': '/definitions'" in asked
    )
    return asked.startswith("POST") and not audited
