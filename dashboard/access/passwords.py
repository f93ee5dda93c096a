"""Passwords: hashed with argon2id, checked as slowly for nobody as for somebody, refused where easily guessed."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST = 12
_LONGEST = 1024
_HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
_TOPIC = ("send", "sen", "password", "achievementforall")
_SHORT_WORD = 3
_LEFT = 8
_DENIED = Path(__file__).with_name("denied_passwords.txt")


class WeakPassword(ValueError):
    """The password may not be used; the message says what to choose instead."""


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters in it."""
    return _HASHER.hash(password)


def password_is(password: str, *, stored: str | None) -> bool:
    """Whether the password is the one whose hash is stored; exactly as typed.

    Without a stored hash (no such account, or one that is disabled) it is never right, after as long a time.
    """
    try:
        right = _HASHER.verify(stored or _nobodys_hash(), password[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None and len(password) <= _LONGEST


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def check_new_password(password: str, *, words: Iterable[str] = ()) -> None:
    """Raise ``WeakPassword`` where a new password is short or easily guessed.

    ``words`` are what is known of its owner: the username, the person's, the trust's and the schools' names. Any
    characters are allowed and nothing is demanded of them. A password that is a denied one with digits or signs around
    it is denied, and so is one of which little is left without known and common words, "SEND" and a year.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"The password has {len(password)} characters: choose at least {SHORTEST}.")
    if len(password) > _LONGEST:
        raise WeakPassword(f"The password is too long: choose at most {_LONGEST} characters.")
    core = _letters(password)
    known = {part for word in words for part in (word, *re.split(r"[\W_]+", word))}
    guessed = password.lower() in _common() or core in _common() | _cores(known)
    if len(set(password)) < SHORTEST // 2 or guessed or _little_left(password, known=_cores(known)):
        raise WeakPassword("The password is easily guessed: choose three or four unconnected words.")


def _little_left(password: str, *, known: frozenset[str]) -> bool:
    """Whether fewer than eight characters are left once known and common words, longest first, and years are taken out,
    and what repeats or runs on (abcabc, 456789) is counted once."""
    whole = re.sub(r"[\W_]", "", password.casefold())
    left = re.sub(r"(19|20)\d\d", "", whole)
    words = {word for word in known | _denied() if len(word) > _SHORT_WORD} | set(_TOPIC)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    repeated = re.fullmatch(r"(.{1,8}?)\1+.{0,7}", whole)
    steps = [ord(other) - ord(one) for one, other in itertools.pairwise(whole)]
    runs_on = max(steps.count(1), steps.count(-1)) >= len(whole) - _SHORT_WORD
    return (len(left) < _LEFT and left != whole) or repeated is not None or runs_on


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text.casefold())


def _cores(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_letters(word) for word in words) - {""}


@functools.cache
def _denied() -> frozenset[str]:
    return frozenset(_DENIED.read_text(encoding="utf-8").split())


@functools.cache
def _common() -> frozenset[str]:
    """What guessers try first: the 30,000 commonest passwords that leaked anywhere, and this product's own list."""
    return _denied() | frozenset(FREQUENCY_LISTS["passwords"])


@functools.cache
def _nobodys_hash() -> str:
    return hash_password("nobody signs in with this")


def warm_up() -> None:
    """Make what the first check needs, so that the first stranger waits no longer than the second."""
    _nobodys_hash()
    _common()
