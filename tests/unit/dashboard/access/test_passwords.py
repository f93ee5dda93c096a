"""Passwords: the strength of the hash, what may be chosen, and no telling nobody from somebody."""

from __future__ import annotations

import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from dashboard.access.passwords import WeakPassword, check_new_password, hash_password, needs_new_hash, password_is

GOOD = "plum kettle orbit"


@pytest.mark.safety
def test_A1_the_hash_is_argon2id_with_at_least_19_mebibytes_two_passes() -> None:
    found = extract_parameters(hash_password(GOOD))
    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert found.parallelism == 1


@pytest.mark.safety
def test_A1_a_weaker_hash_is_known_to_be_weaker() -> None:
    weak = PasswordHasher(memory_cost=8 * 1024, time_cost=1, parallelism=1).hash(GOOD)
    assert needs_new_hash(weak)
    assert not needs_new_hash(hash_password(GOOD))


@pytest.mark.safety
@pytest.mark.parametrize(
    "password",
    [
        "x" * 3 + "yz 123456",
        "ünï çødé pässwort",
        "пароль лиственница",
        "p" + "lum kettle orbit" * 10,
        "8 7 2 9 4 1 0 5 3 6",
    ],
)
def test_A2_any_characters_may_be_used_from_twelve_to_hundreds(password: str) -> None:
    check_new_password(password)
    assert password_is(password, stored=hash_password(password))


@pytest.mark.safety
@pytest.mark.parametrize("other", [GOOD + " ", GOOD.upper(), GOOD[:-1], " " + GOOD, "", GOOD + "\0"])
def test_A2_a_password_is_matched_exactly(other: str) -> None:
    assert not password_is(other, stored=hash_password(GOOD))


@pytest.mark.safety
@pytest.mark.parametrize(
    "password",
    ["short enough"[:11], "aaaaaaaaaaaa", "Password2026!!", "password2026password", "123456789012", "ash.primary2026",
     "Jane.Doe-2026-", "qwertyuiopasdf", "SENDdashboard1"],
)  # fmt: skip
def test_A2_a_short_or_easily_guessed_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(password, words=("jane.doe", "Jane Doe", "Ash Primary"))


@pytest.mark.safety
def test_A5_nobodys_password_is_checked_as_slowly_as_somebodys() -> None:
    stored = hash_password(GOOD)
    password_is("warm up", stored=None)

    def seconds(hash_of: str | None) -> float:
        start = time.thread_time()
        assert not password_is("not the password", stored=hash_of)
        return time.thread_time() - start

    somebody = min(seconds(stored) for _ in range(9))
    nobody = min(seconds(None) for _ in range(9))
    assert 0.4 < nobody / somebody < 2.5


def test_a_password_longer_than_allowed_is_wrong_and_costs_no_more() -> None:
    stored = hash_password("p" * 1024)
    assert password_is("p" * 1024, stored=stored)
    assert not password_is("p" * 1025, stored=stored)
    with pytest.raises(WeakPassword, match="at most 1024"):
        check_new_password("plum kettle orbit " * 60)


def test_what_is_stored_and_is_no_hash_opens_nothing() -> None:
    assert not password_is("", stored="")
    assert not password_is(GOOD, stored=GOOD)


KNOWN = ("Alder Vale Trust", "Hazel Bank Primary", "st.cuthberts", "Jo March Smith")


@pytest.mark.safety
@pytest.mark.parametrize(
    "guessed",
    [
        "aldervaletrust", "Alder Vale Trust 2026", "hazelbank2026!", "HazelBankSEND", "send2026send2026",
        "SENDsend-2025!", "primaryhazel12", "st.cuthberts26", "jomarchsmith1", "password2026send",
        "alder-vale-1999",
    ],
)  # fmt: skip
def test_A3_what_rests_on_the_trusts_and_schools_names_send_or_a_year_is_refused(guessed: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(guessed, words=KNOWN)


@pytest.mark.safety
@pytest.mark.parametrize(
    "good", ["plum kettle orbit", "hazel kettle orbit plum", "quarry lantern 2026", "τρία λευκά άλογα"]
)
def test_A3_three_unconnected_words_are_never_refused(good: str) -> None:
    check_new_password(good, words=KNOWN)


@pytest.mark.safety
@pytest.mark.parametrize(
    "common",
    [
        "password1234", "Password123!", "passwordpassword", "qwertyuiop123", "1qaz2wsx3edc", "123456789012",
        "abcdefghijkl", "iloveyou2024", "iloveyou12345", "sunshine2023", "princess12345", "football2025",
        "letmein12345", "welcome12345", "liverpool2025", "chelseaarsenal", "monkeydragon12", "manchester2026",
        "Summer2026!!!", "charlie12345", "qazwsxedcrfv", "111111111111", "aaaaaaaaaaaab", "abcabcabcabc",
        "121212121212", "987654321098", "administrator1", "headteacher12", "changeme2026", "superman1234",
        "StarWars2024", "michaeljordan", "Ofsted2026!!", "pupilprogress1", "christmas2025",
    ],
)  # fmt: skip
def test_A3_what_guessers_try_first_is_refused(common: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(common)


@pytest.mark.safety
def test_A3_none_of_the_3000_commonest_passwords_is_taken_with_or_without_figures_after_it() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    commonest = list(FREQUENCY_LISTS["passwords"])[:3000]
    assert len(commonest) == 3000
    for password in [*commonest, *(f"{word}2026!1234567" for word in commonest if word.isalpha())]:
        with pytest.raises(WeakPassword):
            check_new_password(password)
