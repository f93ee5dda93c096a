"""Accounts and grants: what is refused, what is noted, and that every change ends the open sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard.access import accounts, audit, listing, sessions, store
from dashboard.access.accounts import AccountError
from dashboard.access.passwords import WeakPassword

NOON = datetime(2026, 3, 20, 12, 0)
GOOD = "plum kettle orbit"


@pytest.fixture
def opened(empty_database_url: str) -> Iterator[sa.Connection]:
    """A transaction on an accounts database with one account, ``head``."""
    store.migrate(empty_database_url)
    engines = store.open_accounts(empty_database_url)
    with engines.writes.begin() as connection:
        accounts.add(connection, username="Head ", name="A Head", password=GOOD, now=NOON)
        yield connection
    engines.close()


def give(connection: sa.Connection, role: str = "headteacher", **given: object) -> int:
    given = {"school": "100001", "username": "head", "now": NOON, "granted_by": "test", **given}
    return accounts.give(connection, role=role, **given)  # type: ignore[arg-type]


def test_a_username_is_one_whatever_its_case(opened: sa.Connection) -> None:
    assert accounts.find(opened, username=" HEAD") == 1
    with pytest.raises(AccountError, match="already"):
        accounts.add(opened, username="HEAD", name="Another", password=GOOD, now=NOON)


@pytest.mark.parametrize(("username", "name"), [("", "A Person"), ("person", " ")])
def test_an_account_has_a_username_and_a_person(opened: sa.Connection, username: str, name: str) -> None:
    with pytest.raises(AccountError):
        accounts.add(opened, username=username, name=name, password=GOOD, now=NOON)


def test_a_weak_password_is_refused(opened: sa.Connection) -> None:
    with pytest.raises(WeakPassword):
        accounts.add(opened, username="jo", name="Jo March Smith", password="jomarchsmith2026", now=NOON)
    with pytest.raises(WeakPassword):
        accounts.set_password(opened, username="head", password="short", now=NOON)


@pytest.mark.parametrize(
    ("role", "given", "words"),
    [
        ("janitor", {}, "no role janitor"),
        ("headteacher", {"school": None}, "for a school"),
        ("trust_executive", {}, "for the trust"),
        ("class_teacher", {}, "staff code"),
        ("headteacher", {"from_date": date(2026, 4, 1), "to_date": date(2026, 4, 1)}, "before it begins"),
        ("headteacher", {"username": "nobody"}, "no account nobody"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(
    opened: sa.Connection, role: str, given: dict[str, object], words: str
) -> None:
    with pytest.raises(AccountError, match=words):
        give(opened, role, **given)


@pytest.mark.safety
def test_Z10_who_brings_files_in_never_gives_grants(opened: sa.Connection) -> None:
    give(opened, "data_manager", to_date=date(2026, 9, 1))
    for from_date in (None, date(2026, 8, 31)):
        with pytest.raises(AccountError, match="Nobody may hold both: Data manager and System administrator"):
            give(opened, "administrator", school=None, from_date=from_date)
    give(opened, "administrator", school=None, from_date=date(2026, 9, 1))
    with pytest.raises(AccountError, match="Nobody may hold both"):
        give(opened, "data_manager", from_date=date(2026, 8, 1))


@pytest.mark.safety
def test_Z10_a_renewal_cannot_bring_together_what_is_kept_apart(opened: sa.Connection) -> None:
    number = give(opened, "data_manager", to_date=date(2026, 9, 1))
    give(opened, "administrator", school=None, from_date=date(2026, 9, 1))
    with pytest.raises(AccountError, match="Nobody may hold both"):
        accounts.renew(opened, grant_id=number, now=NOON, renewed_by="test")


def test_a_governor_may_be_staff_too_each_with_days_and_a_reason(opened: sa.Connection) -> None:
    give(opened, why="Cover for\x00 the\n head ")
    give(opened, "governor", school="100002", why="Link governor")
    first, second = sessions.ways_of(opened, account_id=1, today=NOON.date())
    assert [(way.role, [grant.why for grant in way.grants]) for way in (first, second)] == [
        ("headteacher", ["Cover for the head"]),
        ("governor", ["Link governor"]),
    ]


def test_nobody_grants_anything_to_themselves(opened: sa.Connection) -> None:
    with pytest.raises(AccountError, match="to themselves"):
        give(opened, username=" HEAD ", granted_by="head")


@pytest.mark.parametrize(
    ("given_on", "ends", "renewed"),
    [
        (date(2026, 3, 20), date(2026, 10, 1), date(2027, 10, 1)),
        (date(2026, 9, 15), date(2027, 10, 1), date(2028, 10, 1)),
        (date(2026, 10, 1), date(2027, 10, 1), date(2028, 10, 1)),
    ],
)
def test_a_governors_grant_ends_with_the_governors_year(
    opened: sa.Connection, given_on: date, ends: date, renewed: date
) -> None:
    number = give(opened, "governor", from_date=given_on)
    assert listing.listed(opened, today=NOON.date())[0].held[0].to_date == ends
    late = datetime(ends.year, 9, 1)
    assert accounts.renew(opened, grant_id=number, now=late, renewed_by="test") == renewed
    with pytest.raises(AccountError, match="more than a year"):
        accounts.renew(opened, grant_id=number, now=late, renewed_by="test")


def test_what_has_no_last_day_or_has_ended_is_not_renewed(opened: sa.Connection) -> None:
    with pytest.raises(AccountError, match="ends on a day"):
        accounts.renew(opened, grant_id=give(opened), now=NOON, renewed_by="test")
    ended = give(opened, "governor")
    accounts.end_grant(opened, grant_id=ended, now=NOON)
    with pytest.raises(AccountError, match="ends on a day"):
        accounts.renew(opened, grant_id=ended, now=NOON, renewed_by="test")


def test_a_grant_lasts_from_its_first_day_to_the_day_before_its_last(opened: sa.Connection) -> None:
    give(opened, from_date=date(2026, 4, 1), to_date=date(2026, 5, 1))
    held = [
        day
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1))
        if sessions.grants_in_force(opened, account_id=1, today=day)
    ]
    assert held == [date(2026, 4, 1), date(2026, 4, 30)]


@pytest.mark.safety
@pytest.mark.parametrize("change", ["disable", "set_password", "give", "end_grant"])
def test_S5_every_change_of_an_account_ends_its_sessions(opened: sa.Connection, change: str) -> None:
    grant = give(opened)
    token = sessions.begin(opened, account_id=1, now=NOON)
    assert sessions.read(opened, token=token, now=NOON)
    {
        "disable": lambda: accounts.disable(opened, username="head", now=NOON),
        "set_password": lambda: accounts.set_password(opened, username="head", password="other " + GOOD, now=NOON),
        "give": lambda: give(opened, school="100002"),
        "end_grant": lambda: accounts.end_grant(opened, grant_id=grant, now=NOON),
    }[change]()
    assert sessions.read(opened, token=token, now=NOON) is None


@pytest.mark.safety
def test_S5_a_grant_that_runs_out_ends_the_session_by_itself(opened: sa.Connection) -> None:
    give(opened, to_date=NOON.date() + timedelta(days=1))
    evening = NOON.replace(hour=23, minute=50)
    token = sessions.begin(opened, account_id=1, now=evening)
    assert sessions.read(opened, token=token, now=evening)
    assert sessions.read(opened, token=token, now=evening + timedelta(minutes=10)) is None


def test_every_change_is_noted_without_a_word_of_anybody(opened: sa.Connection) -> None:
    accounts.end_grant(opened, grant_id=give(opened), now=NOON)
    accounts.set_password(opened, username="head", password="other " + GOOD, now=NOON)
    accounts.disable(opened, username="head", now=NOON)
    entries = audit.entries(opened)
    assert [entry.action.value for entry in reversed(entries)] == [
        "account_added", "grant_given", "grant_ended", "password_set", "account_disabled",
    ]  # fmt: skip
    assert entries[-2].place == "school:100001"
    assert entries[-2].detail == {"role": "headteacher", "granted_by": "test", "account": 1}


def test_the_list_shows_what_has_not_ended(opened: sa.Connection) -> None:
    accounts.end_grant(opened, grant_id=give(opened), now=NOON)
    number = give(opened, "class_teacher", staff_code="T1", to_date=date(2026, 7, 31))
    accounts.add(opened, username="second", name="Second", password=GOOD, now=NOON)
    accounts.disable(opened, username="second", now=NOON)
    first, second = listing.listed(opened, today=NOON.date())
    assert first.grants == (f"{number}: class_teacher school:100001 T1 from 2026-03-20 to 2026-07-31",)
    assert (second.username, second.disabled, second.grants) == ("second", True, ())


def test_a_grant_that_is_not_there_cannot_end(opened: sa.Connection) -> None:
    with pytest.raises(AccountError, match="no grant 77"):
        accounts.end_grant(opened, grant_id=77, now=NOON)
