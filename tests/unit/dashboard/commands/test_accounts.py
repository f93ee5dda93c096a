"""``afa user``: what an administrator types, and that a refusal says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.__main__ import afa
from dashboard.access import sessions, store

GOOD = "plum kettle orbit"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFA_HOME", str(tmp_path))
    return tmp_path


def said(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(afa, ["user", *words], input=typed)


def add(username: str = "head") -> Result:
    return said("add", username, "--name", "A Head", "--password-stdin", typed=f"{GOOD}\n")


def test_there_is_no_account_until_one_is_added(home: Path) -> None:
    assert "There is no account yet" in said("list").output
    assert add().exit_code == 0
    assert said("list").output == "head  A Head\n    no role\n"


def test_the_password_is_asked_twice_and_not_shown(home: Path) -> None:
    done = said("add", "head", "--name", "A Head", typed=f"{GOOD}\n{GOOD}\n")
    assert done.exit_code == 0
    assert GOOD not in done.output
    assert said("password", "head", typed=f"other {GOOD}\nanother\n").exit_code != 0


def test_a_role_is_granted_listed_and_ended(home: Path) -> None:
    add()
    granted = said("grant", "head", "class_teacher", "--school", "100001", "--staff-code", "T1", "--from", "2026-09-01",
                   "--to", "2099-07-31", "--why", "Teaches 2A")  # fmt: skip
    assert granted.output == "Granted class_teacher to head: grant 1.\n"
    assert "1: class_teacher school:100001 T1 from 2026-09-01 to 2099-07-31 (Teaches 2A)" in said("list").output
    assert said("end-grant", "1").exit_code == 0
    assert "no role" in said("list").output


def test_an_account_is_disabled(home: Path) -> None:
    add()
    assert said("disable", "head").exit_code == 0
    assert "(disabled)" in said("list").output


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("grant", "head", "headteacher", "--why", "Head"), "name it"),
        (("grant", "nobody", "headteacher", "--school", "100001", "--why", "Head"), "afa user list"),
        (("end-grant", "9"), "afa user list"),
        (("disable", "nobody"), "no account nobody"),
        (("add", "head", "--name", "Again", "--password-stdin"), "choose another username"),
    ],
)
def test_what_is_refused_says_what_to_do(home: Path, words: tuple[str, ...], advice: str) -> None:
    add()
    refused = said(*words, typed=f"{GOOD}\n")
    assert refused.exit_code == 1
    assert advice in refused.output
    assert "Traceback" not in refused.output


def test_a_weak_password_is_refused(home: Path) -> None:
    refused = said("add", "head", "--name", "A Head", "--password-stdin", typed="short\n")
    assert refused.exit_code == 1
    assert "at least 12" in refused.output
    assert "There is no account yet" in said("list").output


def test_a_governors_grant_is_renewed_and_one_without_an_end_is_not(home: Path) -> None:
    add()
    said("grant", "head", "governor", "--school", "100001", "--why", "Link governor", "--to", "2099-07-31")
    refused = said("renew", "1")
    assert (refused.exit_code, "more than a year" in refused.output) == (1, True)
    said("grant", "head", "headteacher", "--school", "100002", "--why", "Head")
    assert "ends on a day" in said("renew", "2").output
    assert "no grant 9" in said("renew", "9").output


def test_a_closed_account_is_opened_again(home: Path) -> None:
    add()
    said("disable", "head")
    assert said("enable", "head").output == "head may sign in again.\n"
    assert "(disabled)" not in said("list").output


@pytest.mark.safety
def test_S7_where_somebody_is_signed_in_is_listed_and_ended(home: Path) -> None:
    add()
    opened = store.open_accounts(f"sqlite:///{home / 'accounts.db'}")
    with opened.writes.begin() as connection:
        for _ in range(2):
            sessions.begin(connection, account_id=1, now=store.utc_now())
    opened.close()
    assert "2 open." in said("sessions", "head").output
    assert "Ended 2." in said("sessions", "head", "--end").output
    assert said("sessions", "head").output == "0 open.\n"
    assert "last signed in" in said("list").output


def test_a_lost_telephone_is_forgotten(home: Path) -> None:
    add()
    assert said("reset-second-factor", "head").output == "The authenticator app of head is forgotten.\n"
    assert "no account nobody" in said("reset-second-factor", "nobody").output
