"""Register codes against the published arithmetic: possible = attendance + absence, late = L + U."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data_loaders.attendance_codes import (
    REGISTER_CODES,
    REGULATIONS_2024,
    CountsAs,
    Sessions,
    change_days,
    code_on,
    sessions_of,
)

NOW = date(2025, 9, 8)


def classes_on(day: date) -> dict[CountsAs, set[str]]:
    found: dict[CountsAs, set[str]] = {}
    for one in REGISTER_CODES:
        if one.holds_on(day):
            found.setdefault(one.counts_as, set()).add(one.code)
    return found


def test_classes_of_the_codes_of_2024() -> None:
    assert classes_on(NOW) == {
        CountsAs.PRESENT: {"/", "\\", "L"},
        CountsAs.ACTIVITY: set("BKPVW"),
        CountsAs.AUTHORISED: {"I", "M", "R", "S", "T", "E", "C", "C1", "C2", "J1"},
        CountsAs.UNAUTHORISED: set("GUON"),
        CountsAs.NOT_POSSIBLE: {"D", "Q", "X", "Z", "#", *(f"Y{which}" for which in range(1, 8))},
        CountsAs.NO_MARK: {"-"},
    }


def test_withdrawn_codes_hold_until_the_day_before_the_regulations() -> None:
    before = REGULATIONS_2024 - timedelta(days=1)
    withdrawn = {"H": CountsAs.AUTHORISED, "J": CountsAs.ACTIVITY, "Y": CountsAs.NOT_POSSIBLE}
    for code, counts_as in withdrawn.items():
        old = code_on(code, day=before)
        assert old is not None
        assert old.counts_as is counts_as
        assert code_on(code, day=REGULATIONS_2024) is None
    assert code_on("C2", day=before) is None
    assert code_on("C2", day=REGULATIONS_2024) is not None


def test_no_code_means_two_things_on_one_day() -> None:
    for day in (date(2010, 1, 4), *change_days(), NOW):
        codes = [one.code for one in REGISTER_CODES if one.holds_on(day)]
        assert len(codes) == len(set(codes))


def test_the_published_example_of_twenty_sessions() -> None:
    marks = [("/", 6), ("\\", 7), ("L", 1), ("V", 2), ("M", 1), ("I", 1), ("U", 1), ("Y2", 1)]
    # 20 slots: possible all but Y2 = 19; attended 13 + 1 + 2 = 16; authorised M, I = 2; unauthorised U; late L, U.
    assert sessions_of(marks, day=NOW) == Sessions(possible=19, attended=16, authorised=2, unauthorised=1, late=2)


@pytest.mark.parametrize("one", REGISTER_CODES, ids=lambda one: one.code)
def test_possible_is_attended_and_absent(one: object) -> None:
    code = next(each for each in REGISTER_CODES if each is one)
    day = REGULATIONS_2024 if code.holds_on(REGULATIONS_2024) else code.until - timedelta(days=1)
    sums = sessions_of([(code.code, 1)], day=day)
    assert sums.possible == sums.attended + sums.authorised + sums.unauthorised
    assert sums.late == (code.code in {"L", "U"})


def test_an_unknown_code_is_in_no_sum() -> None:
    assert sessions_of([("?", 3), ("H", 2), ("-", 4)], day=NOW) == Sessions()
