"""The second factor as people use it: set up, asked for, used up, lost; and what of it is kept."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access import accounts, invitations, second_factor, sessions, tables
from dashboard.access.factor_pages import WRONG
from tests.small_trust import PASSWORD, SmallTrust, form_token, served, sign_in

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(
        importlib.util.find_spec("cryptography") is None,
        reason="cryptography seals the secrets and is not installed here: install the project again, pip install -e .",
    ),
]
SET_UP, CODE = "/sign-in/second-factor", "/sign-in/code"
HEAD = 2
"""The number of the headteacher's account."""


@pytest.fixture
def asking(small_trust: SmallTrust) -> Iterator[SmallTrust]:
    """The small trust that asks for a second factor."""
    yield from served(small_trust.settings.home, AFA_SECOND_FACTOR="on")


def code(trust: SmallTrust, key: str, *, steps: int = 0) -> str:
    """What an app that holds the key shows now, or some half-minutes away."""
    return str(pyotp.TOTP(key).at(int(trust.clock().replace(tzinfo=UTC).timestamp()) + 30 * steps))


def posted(client: FlaskClient, address: str, **form: str) -> Any:
    """Fill in the form of a page and send it."""
    page = html.unescape(client.get(address).text)
    offer = re.search(r'name="offer" value="([^"]+)"', page)
    sent = {"csrf_token": form_token(page), **({"offer": offer[1]} if offer else {}), **form}
    return client.post(address, data=sent)


def set_up(trust: SmallTrust, client: FlaskClient, *, address: str = SET_UP, **form: str) -> tuple[str, list[str]]:
    """Let an app read the key of a page and prove it; the key and the recovery codes."""
    page = client.get(address).text
    key = re.search(r"key <code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]  # type: ignore[index]
    sent = {"csrf_token": form_token(page), "offer": offer, "code": code(trust, key), **form}
    answer = client.post(address, data=sent)
    assert answer.status_code == 200, answer.text
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)
    assert len(codes) == second_factor.RECOVERY_CODES
    trust.clock.on(seconds=60)  # the code that set it up works no more
    return key, codes


def enrolled(trust: SmallTrust, username: str = "headteacher") -> tuple[str, list[str]]:
    """Sign somebody in for the first time, app and all, and out of sight again."""
    client = trust.client()
    sign_in(client, username=username)
    return set_up(trust, client)


def halfway(trust: SmallTrust, username: str = "headteacher", **given: str) -> FlaskClient:
    """Somebody whose password was right."""
    client = trust.client()
    assert sign_in(client, username=username, **given).headers["Location"].startswith(CODE)
    return client


def test_A6_who_sees_pupils_sets_up_an_app_before_anything_opens(asking: SmallTrust) -> None:
    client = asking.client()
    answer = sign_in(client, username="headteacher", next="/progress?place=school:100001")
    assert answer.headers["Location"] == f"{SET_UP}?next=/progress?place%3Dschool:100001"
    assert client.get("/_dash-layout").status_code == 401
    set_up(asking, client, next="/progress?place=school:100001")
    assert client.get("/_dash-layout").status_code == 200


def test_A6_every_role_that_sees_pupils_is_asked_and_the_trust_may_turn_it_off(
    asking: SmallTrust, small_trust: SmallTrust
) -> None:
    wanted = {}
    for username in ("trust_executive", "headteacher", "senco", "class_teacher", "administrator", "governor"):
        wanted[username] = sign_in(asking.client(), username=username).headers["Location"] == SET_UP
    assert wanted == {**dict.fromkeys(wanted, True), "governor": False}
    assert sign_in(small_trust.client(), username="senco").headers["Location"].startswith("/overview")


def test_A6_a_code_is_asked_for_and_works_once(asking: SmallTrust) -> None:
    key, _ = enrolled(asking)
    first, second = halfway(asking), halfway(asking)
    assert first.get("/_dash-layout").status_code == 401
    right = code(asking, key)
    answer = posted(first, CODE, code=f" {right[:3]} {right[3:]} ")
    assert answer.headers["Location"] == "/overview?place=school:100001"
    replayed = posted(second, CODE, code=right)
    assert (replayed.status_code, WRONG in replayed.text, second.get_cookie("afa")) == (401, True, None)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_A6_clocks_may_differ_by_half_a_minute(asking: SmallTrust, steps: int, right: bool) -> None:
    key, _ = enrolled(asking)
    answer = posted(halfway(asking), CODE, code=code(asking, key, steps=steps))
    assert answer.status_code == (303 if right else 401)


def test_A6_an_older_code_is_dead_once_a_newer_was_used(asking: SmallTrust) -> None:
    key, _ = enrolled(asking)
    assert posted(halfway(asking), CODE, code=code(asking, key, steps=1)).status_code == 303
    for steps in (-1, 0, 1):
        assert posted(halfway(asking), CODE, code=code(asking, key, steps=steps)).status_code == 401


def test_A6_a_recovery_code_works_once_however_it_is_written(asking: SmallTrust) -> None:
    _, codes = enrolled(asking)
    assert posted(halfway(asking), CODE, code=f" {codes[0].upper()} ").status_code == 303
    assert posted(halfway(asking), CODE, code=codes[0]).status_code == 401
    assert posted(halfway(asking), CODE, code=codes[1].replace("-", "")).status_code == 303
    assert len(set(codes)) == 10


def test_A6_codes_are_slowed_down_and_the_password_forgives_none(asking: SmallTrust) -> None:
    key, _ = enrolled(asking)
    tries = [posted(halfway(asking), CODE, code=f"{n:06}").status_code for n in range(10)]
    assert tries == [401] * 10
    client = halfway(asking)
    refused = posted(client, CODE, code=code(asking, key))
    assert (refused.status_code, "Wait 5 minutes" in refused.text) == (429, True)
    asking.clock.on(minutes=6)
    assert posted(halfway(asking), CODE, code=code(asking, key)).status_code == 303


def test_A6_what_is_kept_gives_no_secret_away(asking: SmallTrust) -> None:
    key, codes = enrolled(asking)

    def kept(connection: sa.Connection) -> str:
        rows = [connection.execute(sa.select(table)).all() for table in tables.metadata.sorted_tables]
        return str(rows)

    everything = asking.change(kept)
    assert key not in everything
    assert not [each for each in codes if each in everything or each.replace("-", "") in everything]


def test_A6_a_sealed_secret_is_of_its_account_and_of_its_key(asking: SmallTrust) -> None:
    enrolled(asking)

    def moved(connection: sa.Connection) -> None:
        connection.execute(sa.update(tables.second_factor).values(account_id=3))

    asking.change(moved)
    key = asking.settings.secret_key
    assert not asking.change(second_factor.accepts, account_id=3, code="000000", key=key, now=asking.clock())


def test_another_secret_key_reads_no_secret_and_breaks_nothing(asking: SmallTrust) -> None:
    key, codes = enrolled(asking)
    for other in served(
        asking.settings.home, AFA_SECOND_FACTOR="on", AFA_SECRET_KEY="another-key-0123456789abcdefghij"
    ):
        other.clock.now = asking.clock()
        assert posted(halfway(other), CODE, code=code(other, key)).status_code == 401
        assert posted(halfway(other), CODE, code=codes[0]).status_code == 303


def test_A6_an_offer_is_one_accounts_and_lasts_a_quarter_of_an_hour(asking: SmallTrust) -> None:
    key, now = asking.settings.secret_key, asking.clock()
    offer = second_factor.offer(HEAD, username="headteacher", key=key, now=now)
    given = {"sealed": offer.sealed, "code": code(asking, offer.secret), "key": key}
    assert asking.change(second_factor.enrol, account_id=3, now=now, **given) == ()
    asking.clock.on(minutes=16)
    late = {**given, "code": code(asking, offer.secret)}
    assert asking.change(second_factor.enrol, account_id=HEAD, now=asking.clock(), **late) == ()
    assert len(asking.change(second_factor.enrol, account_id=HEAD, now=now, **given)) == 10
    assert offer.picture.startswith("data:image/svg+xml")
    assert offer.secret not in offer.sealed


def test_a_wrong_code_while_setting_up_shows_the_same_key_again(asking: SmallTrust) -> None:
    client = asking.client()
    sign_in(client, username="headteacher")
    page = client.get(SET_UP).text
    key = re.search(r"key <code>([A-Z2-7 ]+)</code>", page)[1]  # type: ignore[index]
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]  # type: ignore[index]
    again = client.post(SET_UP, data={"csrf_token": form_token(page), "offer": offer, "code": "000000"})
    assert (again.status_code, key in again.text, WRONG in again.text) == (401, True, True)


def test_A7_a_new_password_by_link_still_asks_for_the_code_and_opens_nothing_itself(asking: SmallTrust) -> None:
    enrolled(asking)
    token = asking.change(invitations.invite_again, username="headteacher", now=asking.clock(), by="test")
    client = asking.client()
    answer = posted(client, f"/invitation/{token}", new_password="violet anchor thimble")
    assert answer.headers["Location"] == "/sign-in"
    assert client.get("/_dash-layout").status_code == 401
    halfway(asking, password="violet anchor thimble")


def test_A7_who_is_invited_sets_up_the_app_and_then_signs_in(asking: SmallTrust) -> None:
    token = asking.change(invitations.invite, username="new", name="New Head", now=asking.clock(), by="test")
    asking.change(
        accounts.give, username="new", role="headteacher", school="100001", now=asking.clock(), granted_by="test"
    )
    client = asking.client()
    answer = posted(client, f"/invitation/{token}", new_password="violet anchor thimble")
    assert answer.headers["Location"] == SET_UP
    key, _ = set_up(asking, client)
    assert client.get_cookie("afa") is None
    entered = posted(halfway(asking, "new", password="violet anchor thimble"), CODE, code=code(asking, key))
    assert entered.headers["Location"] == "/overview?place=school:100001"


def test_A9_another_telephone_is_set_up_with_password_and_code(asking: SmallTrust) -> None:
    key, _ = enrolled(asking)
    client = halfway(asking)
    posted(client, CODE, code=code(asking, key))
    asking.clock.on(minutes=6)
    before = asking.change(stored)
    refused = posted(client, "/my-account/second-factor", code="000000", confirm_password=PASSWORD, confirm_code="1")
    assert (refused.status_code, asking.change(stored)) == (401, before)
    old = client.get_cookie("afa").value
    set_up(
        asking, client, address="/my-account/second-factor", confirm_password=PASSWORD, confirm_code=code(asking, key)
    )
    assert asking.change(stored) != before
    replay = asking.client()
    replay.set_cookie("afa", old)
    assert replay.get("/_dash-layout").status_code == 401
    assert posted(halfway(asking), CODE, code=code(asking, key)).status_code == 401


def stored(connection: sa.Connection) -> str:
    return str(connection.execute(sa.select(tables.second_factor.c.sealed)).scalar())


def test_a_lost_telephone_is_forgotten_and_another_set_up_at_sign_in(asking: SmallTrust) -> None:
    enrolled(asking)
    asking.change(accounts.reset_factor, username="headteacher", now=asking.clock())
    assert asking.change(second_factor.codes_left, account_id=HEAD) == 0
    assert sign_in(asking.client(), username="headteacher").headers["Location"] == SET_UP


def test_whoever_has_set_an_app_up_is_asked_even_where_the_trust_asks_nobody(
    asking: SmallTrust, small_trust: SmallTrust
) -> None:
    enrolled(asking)
    assert sign_in(small_trust.client(), username="headteacher").headers["Location"] == CODE


def test_a_role_that_needs_an_app_is_not_changed_to_without_one(asking: SmallTrust) -> None:
    asking.change(
        accounts.give, username="governor", role="senco", school="100002", now=asking.clock(), granted_by="test"
    )
    client = asking.client()
    sign_in(client, username="governor")
    assert posted(client, "/sign-in/role", role="governor").headers["Location"] == "/releases"
    assert posted(client, "/role", role="senco").headers["Location"] == "/my-account/second-factor"
    set_up(asking, client, address="/my-account/second-factor")
    assert posted(client, "/role", role="senco").headers["Location"] == "/overview?place=school:100002"


def test_new_recovery_codes_end_the_old_ones(asking: SmallTrust) -> None:
    key, codes = enrolled(asking)
    client = halfway(asking)
    posted(client, CODE, code=code(asking, key))
    made = posted(client, "/my-account", act="new_codes")
    newer = re.findall(r"<code>([a-z2-7-]{19})</code>", made.text)
    assert not set(newer) & set(codes)
    assert posted(halfway(asking), CODE, code=codes[5]).status_code == 401
    assert posted(halfway(asking), CODE, code=newer[5]).status_code == 303
    kept = posted(client, "/my-account", act="no_factor")
    assert (kept.status_code, "needs the authenticator app" in kept.text) == (400, True)


def test_the_step_is_of_one_account_and_ends_with_a_change_of_it(asking: SmallTrust) -> None:
    key, _ = enrolled(asking)
    client = halfway(asking)
    asking.change(sessions.end_all, account_id=HEAD)
    assert posted_blind(client, code=code(asking, key)).headers["Location"] == "/sign-in"


def posted_blind(client: FlaskClient, **form: str) -> Any:
    """Send the code's form with the token of another page."""
    return client.post(CODE, data={"csrf_token": form_token(client.get("/sign-in").text), **form})
