"""The security law, on the small trust: every address and callback, every role, own and others' ids, forged bodies.

What is found is searched for the names, UPNs and tokens of pupils that are not the reader's. Each law is also run on a
planted fault: a law that finds nothing there is no law.
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from dash import Input, Output
from flask import abort

from dashboard.access import current, gate, scope
from dashboard.access.policy import load_policy
from dashboard.pages import taking_away
from data_loaders import jobs
from data_loaders.store.tables import TABLES
from tests import recording_trust, small_trust
from tests.laws import bringing_in, security
from tests.laws.security import MATRIX, leaks, open_to_strangers, unlisted
from tests.small_trust import ROLES, SCHOOLS, TERMS, SmallTrust, callback_headers, form_token, served, taken

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
    client = small_trust.client(role)
    asked = security.drawn(small_trust, client, token=callback_headers(client), only="planted.children")
    faults = leaks(small_trust, role, among=asked)
    for field in ("CANARYBIRCH1", "UPNCANARYASH1", "1911-05-02", "tokenpupil0009"):
        assert any(field in fault for fault in faults), field


def test_Z3_a_file_that_forgets_the_scope_is_found(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a workbook too, whose bytes are packed."""
    everything = scope.Scope(
        account_id=1, role="headteacher", schools=None, levels=frozenset(scope.Level), names=scope.Names.NAMES,
        named_schools=None,
    )  # fmt: skip
    monkeypatch.setattr(taking_away, "_scope", lambda: everything)
    asked = security.files(small_trust.client("headteacher"))
    faults = [fault for fault in leaks(small_trust, "headteacher", among=asked) if "CANARYBIRCH1" in fault]
    assert any("GET /export/csv" in fault for fault in faults)
    assert any("GET /export/xlsx" in fault for fault in faults)


@pytest.mark.parametrize("role", ROLES)
def test_Z3_no_job_or_batch_of_others_is_answered(small_trust: SmallTrust, role: str) -> None:
    """Own, others', unknown and malformed ids at every address of bringing files in: no error, no data, one answer."""
    theirs = bringing_in.job_for(small_trust, username="nobody", school="100002")
    own = bringing_in.job_for(small_trust, username=role, school="100001")
    client = small_trust.client(role)
    assert bringing_in.same_answers(small_trust, client, others=theirs.number) == []
    numbers = (own.number, theirs.number, bringing_in.UNKNOWN, *bringing_in.MALFORMED)
    answers = [*bringing_in.asked(small_trust, client, numbers=numbers, batches=bringing_in.BATCHES)]
    others = [(said, answer) for said, number, answer in answers if number not in ("", own.number)]
    assert leaks(small_trust, role, among=iter(others)) == []
    assert all(answer.status_code < 500 and "CANARYBIRCH" not in answer.text for _, _, answer in answers)
    mine = {said.split()[1] for said, number, answer in answers if number == own.number and answer.status_code == 200}
    assert ("/files/bring-in/<string:number>/held-back" in mine) == (role == "data_manager")


def test_Z3_a_job_that_forgets_whose_it_is_is_found(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = bringing_in.job_for(small_trust, username="nobody", school="100002")
    monkeypatch.setattr("dashboard.callbacks.imports.steps.job_of", lambda number: jobs.Jobs(
        small_trust.settings.home).read(number) or abort(404))  # fmt: skip
    client = small_trust.client("data_manager")
    faults = bringing_in.same_answers(small_trust, client, others=theirs.number)
    for rule in ("held-back", "status", "withdraw"):
        assert any(f"/{rule} {theirs.number}" in fault for fault in faults), rule


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


def _draw(trust: SmallTrust, client: Any, token: dict[str, str], place: str, *, path: str = "/progress") -> Any:
    body = next(_bodies_of(trust, "band.children"))
    values = {"pathname": path, "search": f"?place={place}"}
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
        client = trust.client(role)
        asked = security.drawn(trust, client, token=callback_headers(client))
        found = {asked: answer.text for asked, answer in asked if _is_steady(asked, role=role)}
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
    return not audited


def test_Z1_the_policy_is_the_matrix() -> None:
    """What ``policy.toml`` lets a role do is what the matrix says, for every role, level, action and field."""
    roles = load_policy().roles
    assert {code: sorted(role.levels) for code, role in roles.items()} == {
        code: sorted(levels) for code, levels in MATRIX["levels"].items()
    }
    may = {
        "take_figures": lambda role: role.exports != "nothing",
        "take_pupils": lambda role: role.exports == "pupils",
        "record": lambda role: "recording" in role.pages,
        "reveal": lambda role: role.reveals,
        "present": lambda role: role.presents,
        "read_releases": lambda role: role.released,
        "read_trail": lambda role: "audit" in role.pages,
        "read_accounts": lambda role: "accounts" in role.pages,
        "see_reveals": lambda role: role.sees_reveals,
    }
    assert may.keys() == MATRIX["actions"].keys()
    for action, allowed in may.items():
        assert {code for code, role in roles.items() if allowed(role)} == set(MATRIX["actions"][action]), action
    assert {code for code, role in roles.items() if role.names is scope.Names.NAMES} == set(MATRIX["fields"]["name"])
    assert {code for code, role in roles.items() if role.target_texts} == set(MATRIX["fields"]["target_text"])


OWN = {"trust": "trust", "school": "school:100001", "class": small_trust.class_place("100001", number=1),
       "pupil": small_trust.pupil_place("100001", number=1)}  # fmt: skip
OTHERS = {"school": "school:100002", "class": small_trust.class_place("100002", number=1),
          "pupil": small_trust.pupil_place("100002", number=1)}  # fmt: skip
NOBODYS = {"school": "school:999999", "class": "class:tokenclass9999", "pupil": "pupil:tokenpupil9999"}


@pytest.mark.parametrize("role", ROLES)
def test_Z1_each_role_sees_its_own_levels_and_is_answered_alike_elsewhere(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    token = callback_headers(client)
    levels = set(MATRIX["levels"][role])
    sees_all = load_policy().roles[role].reads == "all_schools"
    total = {"trust"} if load_policy().roles[role].trust_total else set()
    for level, place in OWN.items():
        if not load_policy().roles[role].released:  # who reads releases is given those of the school, whatever is asked
            here = '"Not here"' not in _draw(small_trust, client, token, place).text
            assert here == (level in levels | total), place
    for level, place in OTHERS.items():
        other, nobodys = (_draw(small_trust, client, token, each) for each in (place, NOBODYS[level]))
        if sees_all:
            assert '"Not here"' not in other.text
        else:
            assert other.text.replace(place, "…") == nobodys.text.replace(NOBODYS[level], "…")


@pytest.mark.parametrize("role", ROLES)
def test_Z1_each_role_acts_as_the_matrix_says(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    token = callback_headers(client)
    back = client.get(f"/record/back?place={OWN['class']}&period={TERMS[-1]}")
    assert (back.status_code == 200) == (role in MATRIX["actions"]["record"])
    saved = {"place": "school:100001", "term": TERMS[-1], "rows": []}
    tried = {
        "take_pupils": client.get(f"/export/csv/progress?place={OWN['pupil']}"),
        "record": client.post("/record", json=saved, headers=token),
        "reveal": client.get("/reveal?school=100001"),
        "read_releases": client.get("/releases"),
        "read_trail": client.get("/audit/child"),
        "read_accounts": client.get("/accounts"),
        "present": client.post("/presenting", headers=token),
    }
    if load_policy().roles[role].released:
        nobody = client.get("/export/csv/progress?place=pupil:tokenpupil9999")
        assert tried.pop("take_pupils").text.replace("0001", "9999") == nobody.text
    for action, answer in tried.items():
        assert (answer.status_code != 404) == (role in MATRIX["actions"][action]), action


@pytest.mark.parametrize("role", ROLES)
def test_Z4_the_words_of_a_target_reach_those_of_the_matrix_alone(tmp_path: Path, role: str) -> None:
    """In every page's bytes and in every file."""
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    found: set[str] = set()
    for trust in recording_trust.served(tmp_path, url=url):
        client = trust.client(role)
        token = callback_headers(client)
        for path, place in itertools.product(("conversations", "recording", "overview"), security.PLACES):
            texts = [_draw(trust, client, token, place, path=f"/{path}").text]
            texts += [taken(client, f"/export/csv/{path}?place={place}").text]
            found |= {name for name in recording_trust.TARGETS.values() for text in texts if name in text}
    own = {recording_trust.TARGETS[number] for number in MATRIX["pupils"][role].get("100001", []) if number in (1, 5)}
    assert found == (own if role in MATRIX["fields"]["target_text"] else set())


@pytest.mark.parametrize("first", ["trust_executive", "headteacher", "class_teacher"])
def test_Z8_what_one_reader_asked_before_changes_no_others_answer(small_trust: SmallTrust, first: str) -> None:
    """The same addresses by readers of different scopes: sums kept for one never answer another."""
    asked = [(path, place) for path in ("/overview", "/progress", "/attendance") for place in OWN.values()]
    others = [role for role in ("trust_executive", "headteacher", "class_teacher") if role != first]
    cold = {}
    for role in others:
        for alone in served(small_trust.settings.home):
            client = alone.client(role)
            token = callback_headers(client)
            cold[role] = [_draw(alone, client, token, place, path=path).text for path, place in asked]
    client = small_trust.client(first)
    token = callback_headers(client)
    mine = [_draw(small_trust, client, token, place, path=path).text for path, place in asked]
    for role in others:
        client = small_trust.client(role)
        token = callback_headers(client)
        assert [_draw(small_trust, client, token, place, path=path).text for path, place in asked] == cold[role]
        assert cold[role] != mine


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallTrust]:
    """The second school alone has results in a subject and on a scale of its own."""
    records = small_trust.rows()
    records["scale"].append({"scale": "canaryscale", "name": "CANARYSCALE", "unit": "points", "expected_gain": 0.0})
    records["assessment"] += [
        {**row, "subject": "latin", "scale": "canaryscale"}
        for row in small_trust.rows()["assessment"]
        if _school_of(row) == "100002" and row["subject"] == "reading"
    ]
    home = tmp_path_factory.mktemp("apart")
    small_trust.build(home, records=records)
    yield from served(home)


def test_Z5_what_may_be_chosen_is_the_readers_own(apart: SmallTrust) -> None:
    """Subjects and scales of another school are in no list, no badge and no other word of a page."""
    told = {}
    for role in ("trust_executive", "headteacher", "class_teacher"):
        client = apart.client(role)
        token = callback_headers(client)
        places = [*OWN.values(), "trust&subject=latin", "school:100001&subject=latin&scale=canaryscale"]
        told[role] = "".join(
            _draw(apart, client, token, place, path=path).text
            for path in ("/progress", "/overview")
            for place in places
        )
    for word in ("Latin", "CANARYSCALE"):
        assert word in told["trust_executive"], word
        assert word not in told["headteacher"], word
        assert word not in told["class_teacher"], word


def test_Z7_no_address_on_a_page_names_a_child(small_trust: SmallTrust) -> None:
    """Every link and every form of every page of those who see names."""
    for role in ("headteacher", "class_teacher"):
        client = small_trust.client(role)
        token = callback_headers(client)
        for path, place in itertools.product(("/overview", "/progress", "/conversations", "/recording"), OWN.values()):
            text = _draw(small_trust, client, token, place, path=path).text
            for address in re.findall(r'"(?:href|action|src|id|name)": ?"((?:[^"\\]|\\.)*)"', text):
                assert "CANARY" not in address
                assert "ADM" not in address
