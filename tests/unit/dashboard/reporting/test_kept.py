"""Sums kept between requests: read once, bounded, never mixed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from dashboard.reporting.kept import Kept


def counting() -> tuple[list[int], Callable[[], int]]:
    read: list[int] = []

    def reading() -> int:
        read.append(1)
        return len(read)

    return read, reading


def test_question_is_read_once() -> None:
    kept = Kept()
    read, reading = counting()
    assert [kept.once("a", read=reading) for _ in range(3)] == [1, 1, 1]
    assert len(read) == 1


def test_another_key_is_another_answer() -> None:
    kept = Kept()
    assert kept.once(("head of one", "cells"), read=lambda: "one") == "one"
    assert kept.once(("head of two", "cells"), read=lambda: "two") == "two"


def test_oldest_falls_out_and_the_used_stays() -> None:
    kept = Kept(2)
    kept.once("a", read=lambda: 1)
    kept.once("b", read=lambda: 1)
    kept.once("a", read=lambda: 2)
    kept.once("c", read=lambda: 1)
    assert kept.once("a", read=lambda: 3) == 1
    assert kept.once("b", read=lambda: 3) == 3


def test_fault_is_not_kept() -> None:
    kept = Kept()

    def broken() -> int:
        raise ValueError("no database")

    for _ in range(2):
        with pytest.raises(ValueError, match="no database"):
            kept.once("a", read=broken)
    assert kept.once("a", read=lambda: 4) == 4


def test_threads_get_what_was_read_for_their_key() -> None:
    kept = Kept()
    found: dict[int, set[int]] = {place: set() for place in range(8)}

    def ask(place: int) -> None:
        for _ in range(200):
            found[place].add(kept.once(place, read=lambda: place))

    threads = [Thread(target=ask, args=(place,)) for place in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {place: {place} for place in found}
