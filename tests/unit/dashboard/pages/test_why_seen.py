"""Why can I see this child? On the pages of a pupil and on no other, in the words of the grant behind it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access import tables
from dashboard.pages.why_seen import SUMMARY
from tests.laws import security
from tests.small_trust import SmallTrust, callback_headers, class_place, pupil_place

pytestmark = pytest.mark.safety
PAGES = ("/progress", "/overview", "/attendance", "/conversations", "/wider_outcomes")


def drawn(trust: SmallTrust, client: Any, path: str, *, place: str) -> str:
    body = next(each for each in security.bodies(trust.app) if "band.children" in each["output"])
    values = {"pathname": path, "search": f"?place={place}"}
    inputs = [{**item, "value": values[item["property"]]} for item in body["inputs"]]
    return str(client.post(security.ADDRESS, json={**body, "inputs": inputs}, headers=callback_headers(client)).text)


def test_every_page_of_a_pupil_says_why_it_is_seen(small_trust: SmallTrust) -> None:
    def explain(connection: sa.Connection) -> None:
        connection.execute(sa.update(tables.role_grant).values(why="Covers for the SENDCO.", granted_by="os:root"))

    small_trust.change(explain)
    client = small_trust.client("class_teacher")
    for path in PAGES:
        text = drawn(small_trust, client, path, place=pupil_place("100001", number=1))
        for said in (SUMMARY, "Class teacher for Ash Primary", "staff code T1", "the operator of the server",
                     "until it is ended", "The reason given: Covers for the SENDCO."):  # fmt: skip
            assert said in text, (path, said)
    assert small_trust.audited()[0] == "pupils_shown"


@pytest.mark.parametrize("place", ["school:100001", class_place("100001", number=1), pupil_place("100002", number=1)])
def test_no_other_page_says_so(small_trust: SmallTrust, place: str) -> None:
    assert SUMMARY not in drawn(small_trust, small_trust.client("senco"), "/progress", place=place)


def test_where_no_reason_was_written_down_that_is_said(small_trust: SmallTrust) -> None:
    text = drawn(small_trust, small_trust.client("trust_executive"), "/progress", place=pupil_place("100002", number=1))
    assert "Trust executive for the whole trust" in text
    assert "No reason was written down." in text
