"""Signing in and out, as a browser does it: the form, the cookie, what a replayed cookie opens, where one goes."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access import accounts, store, tables
from dashboard.access.passwords import _HASHER
from dashboard.access.sign_in import NO_ROLE, WRONG, own_path
from data_loaders.store import engine
from data_loaders.store.tables import TABLES
from tests.laws import security
from tests.small_trust import (
    PASSWORD,
    ROLES,
    SmallTrust,
    callback_headers,
    class_place,
    form_token,
    served,
    sign_in,
)

pytestmark = pytest.mark.safety
KINDS = {".py", ".js", ".html", ".toml"}


def cookies_of(answer: object) -> dict[str, str]:
    """What is set, by name: ``{"afa": "token; HttpOnly; …"}``."""
    given = answer.headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
    return dict(cookie.split("=", 1) for cookie in given)


def is_in(client: object) -> bool:
    return client.get("/_dash-layout").status_code == 200  # type: ignore[attr-defined]


def test_S1_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(small_trust: SmallTrust) -> None:
    cookie = cookies_of(sign_in(small_trust.client(), username="senco"))["afa"]
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_S1_in_production_the_cookie_belongs_to_https_and_this_host_alone(small_trust: SmallTrust) -> None:
    for production in served(small_trust.settings.home, AFA_PRODUCTION="1"):
        client = production.app.server.test_client()
        page = client.get("/sign-in", base_url="https://afa.example")
        sent = {"username": "senco", "password": PASSWORD, "csrf_token": form_token(page.text)}
        answer = client.post(
            "/sign-in", data=sent, base_url="https://afa.example", headers={"Referer": "https://afa.example/sign-in"}
        )
        assert answer.status_code == 303
        home = client.get("/progress", base_url="https://afa.example")
        given = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
        for cookie in given:
            assert cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert "Domain" not in cookie
        token = cookies_of(home)["_csrf_token"]
        assert {"Secure", "Path=/", "SameSite=Strict"} <= set(token.split("; "))
        assert home.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_S1_no_address_sets_a_cookie_that_others_could_read(small_trust: SmallTrust) -> None:
    client = small_trust.client("headteacher")
    token = client.get_cookie("afa").value
    for rule in small_trust.app.server.url_map.iter_rules():
        client.set_cookie("afa", token)
        address = security.example(rule.rule)
        answers = [client.get(address, buffered=True), client.post(address, buffered=True)]
        for name, cookie in ((name, kept) for answer in answers for name, kept in cookies_of(answer).items()):
            said = set(cookie.split("; ")[1:])
            assert "Path=/" in said, (rule.rule, name)
            assert not [word for word in said if word.startswith("Domain")], (rule.rule, name)
            assert {"SameSite=Lax", "SameSite=Strict"} & said, (rule.rule, name)
            assert ("HttpOnly" in said) == (name != "_csrf_token"), (rule.rule, name)


def test_S3_signing_in_again_is_a_new_token_and_the_old_one_is_dead(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    old = client.get_cookie("afa").value
    page = small_trust.client().get("/sign-in")
    again = sign_in_over(small_trust, old=old)
    assert again != old
    assert page.status_code == 200
    replay = small_trust.client()
    replay.set_cookie("afa", old)
    assert replay.get("/_dash-layout").status_code == 401
    replay.set_cookie("afa", again)
    assert is_in(replay)


def sign_in_over(small_trust: SmallTrust, *, old: str) -> str:
    """Send the form in a browser that still holds a session; the token of the new one."""
    client = small_trust.client()
    token = form_token(client.get("/sign-in").text)
    client.set_cookie("afa", old)
    client.post("/sign-in", data={"username": "senco", "password": PASSWORD, "csrf_token": token})
    found: str = client.get_cookie("afa").value
    return found


def test_S4_a_copied_cookie_is_dead_after_signing_out(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    copied = client.get_cookie("afa").value
    client.get("/progress")
    token = client.get_cookie("_csrf_token").value
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie("afa") is None
    client.set_cookie("afa", copied)
    assert client.get("/_dash-layout").status_code == 401


def test_S5_disabling_an_account_ends_its_open_page_at_the_next_request(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    assert is_in(client)
    small_trust.change(accounts.disable, username="senco", now=small_trust.clock())
    assert client.get("/_dash-layout").status_code == 401
    refused = sign_in(small_trust.client(), username="senco")
    assert (refused.status_code, WRONG in refused.text) == (401, True)


def test_S5_a_class_that_changes_hands_is_shut_at_the_next_request(small_trust: SmallTrust) -> None:
    client = small_trust.client("class_teacher")
    place = class_place("100001", number=1)
    assert "CANARYASH1" in drawn(small_trust, client, search=f"?place={place}")
    table, writer = TABLES["teaching_class"], engine.writer(small_trust.settings.database_url)
    with writer.begin() as connection:
        connection.execute(sa.update(table).where(table.c.staff_code == "T1").values(staff_code="T3"))
    writer.dispose()
    assert "CANARY" not in drawn(small_trust, client, search=f"?place={place}")


def drawn(small_trust: SmallTrust, client: Any, *, search: str) -> str:
    """The progress page as it is sent, for an address."""
    return str(posted(small_trust, client, search=search, changed=["url.search"]).text)


def posted(small_trust: SmallTrust, client: Any, *, search: str, changed: list[str]) -> Any:
    body = next(each for each in security.bodies(small_trust.app) if "band.children" in each["output"])
    values = {"pathname": "/progress", "search": search}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    sent = {**body, "inputs": inputs, "changedPropIds": changed}
    return client.post(security.ADDRESS, json=sent, headers=callback_headers(client))


LIMITS = {role: 60 if role in {"governor", "administrator"} else 20 for role in ROLES}


@pytest.mark.parametrize("role", ROLES)
def test_S6_each_role_is_idle_for_its_own_time_and_no_longer(small_trust: SmallTrust, role: str) -> None:
    client = small_trust.client(role)
    small_trust.clock.on(minutes=LIMITS[role], seconds=-1)
    assert is_in(client)
    small_trust.clock.on(minutes=LIMITS[role], seconds=1)
    assert not is_in(client)


def test_S6_what_a_browser_asks_by_itself_keeps_no_session(small_trust: SmallTrust) -> None:
    polls, works = small_trust.client("senco"), small_trust.client("senco")
    for client in (polls, works):
        callback_headers(client)
    for minutes in (6, 6, 6):
        small_trust.clock.on(minutes=minutes)
        token = {"X-CSRFToken": polls.get_cookie("_csrf_token").value}
        answers = [polls.get("/_reload-hash"), polls.get("/healthz"), polls.get("/_favicon.ico")]
        polled = polls.post(security.ADDRESS, json={"changedPropIds": ["clock.n_intervals"]}, headers=token)
        assert [answer.status_code < 500 for answer in (*answers, polled)] == [True] * 4
        assert posted(small_trust, works, search="", changed=["url.search"]).status_code == 200
    small_trust.clock.on(minutes=2, seconds=1)
    assert [is_in(polls), is_in(works)] == [False, True]


def test_S6_to_stay_is_to_ask(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    for _ in range(3):
        small_trust.clock.on(minutes=15)
        assert client.get("/here").status_code == 204
    assert small_trust.client().get("/here").status_code == 302


def test_S6_an_idle_page_goes_to_sign_in_and_comes_back(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    small_trust.clock.on(minutes=19, seconds=59)
    assert is_in(client)
    small_trust.clock.on(minutes=20, seconds=1)
    view = "/progress?place=school:100001&group=plan"
    sent = client.get(view)
    assert sent.headers["Location"] == "/sign-in?next=/progress?place%3Dschool:100001%26group%3Dplan"
    back = sign_in(client, username="senco", next=view)
    assert back.headers["Location"] == view


def test_S8_nothing_remembers_a_browser(small_trust: SmallTrust) -> None:
    client = small_trust.client("senco")
    client.get("/progress")
    assert client.get_cookie("remember_token") is None
    forged = small_trust.client()
    forged.set_cookie("remember_token", "1|" + "0" * 128)
    assert forged.get("/_dash-layout").status_code == 401
    assert "remember" not in small_trust.client().get("/sign-in").text


def test_S8_nothing_in_the_code_remembers_a_browser(root: Path) -> None:
    own = [path for folder in ("dashboard", "assets") for path in (root / folder).rglob("*") if path.suffix in KINDS]
    assert own
    found = [
        path.name for path in own if re.search(r"remember_(?:me|token)|login_user|REMEMBER", path.read_text("utf-8"))
    ]
    assert found == []


def test_what_flask_keeps_in_the_browser_signs_nobody_in(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    with client.session_transaction() as kept:
        kept["_user_id"] = "1"
        kept["_fresh"] = True
    assert client.get("/_dash-layout").status_code == 401


def test_A1_a_weaker_hash_is_made_anew_at_sign_in(small_trust: SmallTrust) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(memory_cost=8 * 1024, time_cost=1).hash(PASSWORD)
    small_trust.change(accounts.keep_hash, account_id=1, password_hash=weak)
    assert sign_in(small_trust.client(), username="trust_executive").status_code == 303

    def stored(connection: sa.Connection) -> str:
        statement = sa.select(tables.account.c.password_hash).where(tables.account.c.account_id == 1)
        return str(connection.execute(statement).scalar_one())

    now = small_trust.change(stored)
    assert now != weak
    assert not _HASHER.check_needs_rehash(now)


def test_A2_a_password_may_be_pasted_and_is_taken_exactly_as_typed(small_trust: SmallTrust) -> None:
    small_trust.change(
        accounts.set_password, username="senco", password="  Plum\tkettle 世界 orbit ", now=small_trust.clock()
    )
    page = small_trust.client().get("/sign-in").text
    assert not re.search(r"onpaste|maxlength|autocomplete=.off", page)
    exact = {"  Plum\tkettle 世界 orbit ": 303, "Plum\tkettle 世界 orbit": 401, "  plum\tkettle 世界 orbit ": 401}
    for number, (password, code) in enumerate(exact.items()):
        address = f"10.3.0.{number}"
        answer = sign_in(small_trust.client(), username="senco", password=password, address=address)
        assert answer.status_code == code


def test_A4_the_eleventh_try_is_429_and_another_address_still_works(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    tries = [sign_in(client, username="senco", password=f"wrong number {n}").status_code for n in range(10)]
    assert tries == [401] * 10
    refused = sign_in(client, username="senco")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    assert "Wait 5 minutes" in refused.text
    assert sign_in(small_trust.client(), username="senco", address="10.0.0.2").status_code == 303
    small_trust.clock.on(minutes=5)
    assert sign_in(client, username="senco").status_code == 303


def test_A4_a_forged_forwarded_address_does_not_help(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    token = form_token(client.get("/sign-in").text)
    sent = {"username": "senco", "password": "wrong", "csrf_token": token}
    codes = [
        client.post("/sign-in", data=sent, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(11)
    ]
    assert codes[-1] == 429


def test_C7_behind_a_known_proxy_the_forwarded_address_counts(small_trust: SmallTrust) -> None:
    for proxied in served(small_trust.settings.home, AFA_PROXIES="1"):
        client = proxied.app.server.test_client()
        token = form_token(client.get("/sign-in").text)
        sent = {"username": "senco", "password": "wrong", "csrf_token": token}
        codes = [
            client.post("/sign-in", data=sent, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(11)
        ]
        assert codes == [401] * 11


@pytest.mark.parametrize("kind", ["nobody of that name", "disabled", "wrong password"])
def test_A5_the_answer_is_the_same_whoever_is_tried(small_trust: SmallTrust, kind: str) -> None:
    username = {"nobody of that name": "nobody", "disabled": "governor", "wrong password": "senco"}[kind]
    small_trust.change(accounts.disable, username="governor", now=small_trust.clock())
    answer = sign_in(
        small_trust.client(), username=username, password="wrong" if kind == "wrong password" else PASSWORD
    )
    assert answer.status_code == 401
    assert WRONG in answer.text
    other = sign_in(small_trust.client(), username="x" * len(username), password="wrong", address="10.9.9.9")
    assert plain(answer.text, username) == plain(other.text, "x" * len(username))


@pytest.mark.parametrize("username", ["senco\0", "\0senco", "sen\u200bco", "\0"])
def test_A5_a_name_that_only_looks_like_an_account_is_nobodys(small_trust: SmallTrust, username: str) -> None:
    assert sign_in(small_trust.client(), username=username).status_code == 401


def plain(text: str, username: str) -> str:
    return text.replace(form_token(text), "").replace(username, "")


def test_A5_the_time_is_the_same_whoever_is_tried(small_trust: SmallTrust) -> None:
    def seconds(username: str, n: int) -> float:
        start = time.thread_time()
        sign_in(small_trust.client(), username=username, password="wrong", address=f"10.1.{len(username)}.{n}")
        return time.thread_time() - start

    somebody = min(seconds("senco", n) for n in range(7))
    nobody = min(seconds("nobody", n) for n in range(7))
    assert 0.5 < nobody / somebody < 2


HOSTILE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "http:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example",
    "/progress\r\nSet-Cookie: a=b", "//evil.example/progress", "/progress//evil.example", "evil.example", "progress",
    "?next=/progress", "#progress", "", "/", "/sign-in", "/sign-out", "/" + "a" * 3000, "/\u2215evil.example",
    "/progress\x00", "data:text/html,x", "/..//evil.example", "@evil.example",
]  # fmt: skip


def test_A10_going_on_is_only_ever_to_a_page_of_ours(small_trust: SmallTrust) -> None:
    for hostile in HOSTILE:
        assert own_path(hostile) is None, hostile
    for number, hostile in enumerate(HOSTILE[:12]):
        answer = sign_in(small_trust.client(), username="senco", next=hostile, address=f"10.2.0.{number}")
        assert answer.headers["Location"] == "/overview?place=school:100001", hostile


def test_A10_a_page_of_ours_is_gone_to(small_trust: SmallTrust) -> None:
    for own in ("/progress", "/progress?place=school:100001&group=plan", "/definitions#progress_gap"):
        assert own_path(own) == own
        assert sign_in(small_trust.client(), username="senco", next=own).headers["Location"] == own


def test_a_page_that_the_role_does_not_open_is_not_gone_to(small_trust: SmallTrust) -> None:
    answer = sign_in(small_trust.client(), username="governor", next="/files?place=trust")
    assert answer.headers["Location"] == "/releases"


def test_B4_the_form_needs_its_token(small_trust: SmallTrust) -> None:
    client = small_trust.client()
    answer = client.post("/sign-in", data={"username": "senco", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get_cookie("afa") is None


def test_an_account_without_a_role_is_told_so_and_let_in_nowhere(small_trust: SmallTrust) -> None:
    small_trust.change(
        accounts.add, username="new", name="New Person", password=PASSWORD, now=small_trust.clock()
    )  # fmt: skip
    client = small_trust.client()
    answer = sign_in(client, username="new")
    assert (answer.status_code, NO_ROLE in html.unescape(answer.text)) == (403, True)
    assert not is_in(client)


def test_signing_in_and_out_is_noted(small_trust: SmallTrust) -> None:
    before = len(small_trust.audited())
    client = small_trust.client()
    sign_in(client, username="senco", password="wrong")
    sign_in(client, username="senco")
    client.get("/progress")
    client.post("/sign-out", data={"csrf_token": client.get_cookie("_csrf_token").value})
    assert small_trust.audited()[:-before] == ["signed_out", "signed_in", "sign_in_refused"]


def test_signed_in_already_the_form_is_not_shown(small_trust: SmallTrust) -> None:
    assert small_trust.client("governor").get("/sign-in").headers["Location"] == "/releases"


def test_A8_a_fresh_home_lets_nobody_in(tmp_path: object) -> None:
    from dashboard.app import create_app
    from dashboard.settings import Settings

    settings = Settings.from_environment({"AFA_HOME": str(tmp_path)})
    engine.migrate(settings.database_url)
    store.migrate(settings.accounts_url)
    app = create_app(settings)
    for username in ("admin", "administrator", "root", ""):
        assert sign_in(app.server.test_client(), username=username, password=username).status_code == 401
    walls = app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()
