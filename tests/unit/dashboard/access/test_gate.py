"""The gate: strangers, other sites and pages that are not theirs, however the path is spelled."""

from __future__ import annotations

import itertools

import pytest
from dash import Input, Output
from flask import Flask

from dashboard.access import gate
from tests.small_trust import ROLES, SmallTrust, callback_headers

pytestmark = pytest.mark.safety
ODD = [
    "//_dash-layout", "/sign-in/../_dash-layout", "/%5fdash-layout", "/_dash%2dlayout", "/_dash-layout/",
    "/_dash-layout;x", "/assets/../_dash-layout", "/healthz/../_dash-layout", "/_DASH-LAYOUT", "/_dash-layout%00",
    "/./_dash-dependencies", "/progress/", "/PROGRESS", "/nothing/here",
]  # fmt: skip


def test_Z2_no_spelling_and_no_method_goes_around_the_gate(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    for path, method in itertools.product(ODD, ("get", "head", "options", "post", "put", "delete")):
        answer = getattr(client, method)(path)
        assert answer.status_code in ({200, 404, 401} if path.startswith("/assets") else {302, 308, 401}), path
        assert b"CANARY" not in answer.data
        assert b"props" not in answer.data


def test_a_stranger_is_sent_to_sign_in_and_a_callback_is_refused(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    assert client.get("/progress?place=trust").headers["Location"] == "/sign-in?next=/progress?place%3Dtrust"
    assert client.get("/").headers["Location"] == "/sign-in"
    refused = {
        "get": ("/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_dash-component-suites/dash/dcc/a.js"),
        "post": ("/_dash-update-component", "/progress", "/sign-out", "/reveal"),
        "head": ("/", "/progress"),
    }
    for method, path in [(method, path) for method, paths in refused.items() for path in paths]:
        answer = getattr(client, method)(path)
        assert answer.status_code == 401, path
        assert len(answer.data) < 40


ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8051"},
]


def test_B4_nothing_is_done_for_another_site(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    token = callback_headers(client)
    for path, headers in itertools.product(("/sign-in", "/sign-out", "/reveal", "/_dash-update-component"), ELSEWHERE):
        assert client.post(path, headers={**token, **headers}).status_code == 403
    assert client.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize("body", [{"data": "{}", "content_type": "text/plain"}, {"data": {"a": "b"}}])
def test_B4_a_callback_takes_json_with_the_token_and_nothing_else(
    small_trust: SmallTrust, body: dict[str, object]
) -> None:
    client = small_trust.client("trust_executive")
    token = callback_headers(client)
    assert client.post("/_dash-update-component", headers=token, **body).status_code in {400, 415}
    assert client.post("/_dash-update-component", json={"output": "x"}).status_code == 400


def test_Z6_a_page_unknown_and_a_page_forbidden_are_the_same_page(small_trust: SmallTrust) -> None:
    client = small_trust.client("governor")
    unknown, forbidden, reveal = (client.get(path) for path in ("/nothing", "/files", "/reveal?school=100001"))
    assert unknown.status_code == forbidden.status_code == reveal.status_code == 404
    assert unknown.data == forbidden.data == reveal.data


def test_every_role_opens_its_own_pages_and_no_other(small_trust: SmallTrust) -> None:
    from dashboard.access.policy import load_policy

    policy = load_policy()
    for role in ROLES:
        client = small_trust.client(role)
        opened = {page for page in policy.pages - {"reveal"} if client.get(f"/{page}").status_code == 200}
        assert opened == set(policy.roles[role].pages) - {"reveal"}


def test_the_first_address_goes_to_the_persons_own_place(small_trust: SmallTrust) -> None:
    assert small_trust.client("headteacher").get("/").headers["Location"] == "/overview?place=school:100001"


def test_the_gate_is_the_first_to_see_a_request(small_trust: SmallTrust) -> None:
    server: Flask = small_trust.app.server
    assert server.before_request_funcs[None][0] is gate.guard


def test_an_account_database_that_does_not_answer_opens_nothing(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    assert client.get("/_dash-layout").status_code == 200
    small_trust.app.server.extensions["afa"].accounts.close()
    (small_trust.settings.home / "accounts.db").rename(small_trust.settings.home / "gone.db")
    answer = client.get("/_dash-layout")
    assert answer.status_code == 503
    assert b"props" not in answer.data


FITTING = {
    "output": "planted.children",
    "outputs": {"id": "planted", "property": "children"},
    "inputs": [{"id": "url", "property": "search", "value": ""}],
    "changedPropIds": ["url.search"],
}


def test_a_body_that_the_page_could_not_have_sent_reaches_no_callback(small_trust: SmallTrust) -> None:
    asked: list[object] = []
    small_trust.app.callback(Output("planted", "children"), Input("url", "search"))(asked.append)
    client = small_trust.client("governor")
    token = callback_headers(client)
    other = {"id": "url", "property": "search", "value": ""}
    wrong: list[object] = [
        1, "text", [], {}, [FITTING], {**FITTING, "output": None}, {**FITTING, "output": "nothing.children"},
        {**FITTING, "output": ["planted.children"]}, {**FITTING, "inputs": []}, {**FITTING, "inputs": [other, other]},
        {**FITTING, "inputs": [{**other, "id": "secret"}]}, {**FITTING, "inputs": [{**other, "property": "href"}]},
        {**FITTING, "inputs": {"id": "url"}}, {**FITTING, "inputs": ["url.search"]}, {**FITTING, "state": [other]},
        {**FITTING, "outputs": {"id": "band", "property": "children"}}, {**FITTING, "outputs": None},
        {**FITTING, "changedPropIds": "url.search"}, {**FITTING, "changedPropIds": [7]},
        {**FITTING, "output": "arrived.children", "outputs": {"id": "arrived", "property": "children"}},
    ]  # fmt: skip
    for body in wrong:
        answer = client.post("/_dash-update-component", json=body, headers=token)
        assert answer.status_code == 400, body
        assert answer.json["error"] == "That did not work"
    for deep in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000):
        answer = client.post("/_dash-update-component", data=deep, content_type="application/json", headers=token)
        assert answer.status_code == 400
    assert asked == []
    assert client.post("/_dash-update-component", json=FITTING, headers=token).status_code in {200, 204}
    assert asked == [""]
