"""Recording what came of an appointment of a term that has ended: its list, what is saved, what is refused and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.access import audit
from data_loaders.store.importing import batches, take_back
from tests.recording_trust import HELD, Recorder, served, token
from tests.small_trust import SmallTrust
from tests.unit.dashboard.callbacks.test_recording import everything, rows_of

AUTUMN = "2025-26.autumn"
OPEN = {
    "pupil_id": 2, "school": "100001", "scheduled": date(2025, 11, 17), "status": "scheduled", "term": AUTUMN,
    "led_by": "T1", "led_by_role": "class_teacher",
}  # fmt: skip
"""An appointment of the autumn of which nobody has said what came of it."""
CAME = {**HELD, "held": "2025-11-20"}


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=sqlite_url, more={"conversation": [OPEN]})


@pytest.mark.parametrize(
    ("role", "place"), [("senco", "school:100001"), ("class_teacher", "class:tokenclass0101"), ("headteacher", "")]
)
def test_this_term_says_what_earlier_terms_have_left_open_and_leads_there(
    small: SmallTrust, role: str, place: str
) -> None:
    text = Recorder(small, role=role, place=place or f"pupil:{token(2)}").shown()
    assert "Appointments of earlier terms without an outcome: " in text
    assert "1 pupil in the autumn term 2025" in text
    assert "period=2025-26.autumn" in text
    assert "Autumn term 2025, earlier this year" in text


def test_where_nothing_is_left_open_nothing_is_said(small: SmallTrust) -> None:
    senco = Recorder(small, term=AUTUMN)
    assert senco.save({**senco.blocks()[token(2), "2025-11-17"], **CAME})["saved"] == 1
    assert "Appointments of earlier terms" not in Recorder(small).shown()
    assert "Appointments of earlier terms" not in Recorder(small, place=f"pupil:{token(1)}").shown()


def test_the_list_of_an_ended_term_says_who_is_overdue_and_whose_day_has_passed(small: SmallTrust) -> None:
    text = Recorder(small, term=AUTUMN).shown()
    assert "is overdue: the term has ended without a conversation that counts." in text
    assert "For 1 the day has passed without an outcome." in text
    assert "Overdue: day passed, no outcome" in text
    assert "autumn term 2025, 1 September 2025 to 31 December 2025" in text
    assert "Conversations of the autumn term 2025, pupil by pupil" in text
    assert "TARGETCANARYASH1" not in text  # held: its row only leads to the pupil, in the same term
    assert f"recording?place=pupil:{token(1)}&period=2025-26.autumn" in text


def test_what_came_of_an_appointment_of_an_ended_term_is_one_batch_undoable_and_audited(small: SmallTrust) -> None:
    senco, before = Recorder(small, term=AUTUMN), everything(small)
    row = {**senco.blocks()[token(2), "2025-11-17"], **CAME}
    told = senco.save(row)
    assert (told["saved"], told["refused"], told["rows"][0]["state"]) == (1, 0, "Held on 20 November 2025")
    counted = f"SELECT conversations_counted FROM enrolment_fact WHERE pupil_id = 2 AND period = '{AUTUMN}'"
    assert rows_of(small, counted) == [(1,)]
    entry = small.change(audit.entries)[0]
    assert entry.detail == {"batch": 2, "rows": 1, "term": AUTUMN}
    take_back(small.settings.database_url, batch_id=2)
    assert everything(small) == before


def test_a_conversation_held_in_an_ended_term_can_be_added(small: SmallTrust) -> None:
    senco = Recorder(small, term=AUTUMN)
    row = {**senco.blocks()[token(2), ""], **CAME}
    assert senco.save(row)["saved"] == 1
    assert rows_of(small, "SELECT term, status FROM conversation WHERE scheduled = '2025-11-20'") == [(AUTUMN, "held")]


@pytest.mark.parametrize(
    ("slot", "said", "words"),
    [
        ("2025-11-17", {"held": "2026-01-08"}, "The day is after the autumn term 2025: 1 September 2025 to "
         "31 December 2025"),
        ("2025-11-17", {"held": "2025-08-29"}, "The day is before the autumn term 2025: 1 September 2025 to "
         "31 December 2025"),
        ("", {"status": "scheduled", "held": "", "parent_present": "", "scheduled": "2025-12-01"},
         "The autumn term 2025 has ended: choose what came of it"),
        ("", {"scheduled": "2026-01-08"}, "The day is outside the autumn term 2025: 1 September 2025 to "
         "31 December 2025"),
    ],
)  # fmt: skip
def test_the_rules_are_those_of_the_ended_term(small: SmallTrust, slot: str, said: dict[str, str], words: str) -> None:
    senco = Recorder(small, term=AUTUMN)
    (row,) = senco.save({**senco.blocks()[token(2), slot], **CAME, **said})["rows"]
    assert (row["outcome"], row["words"]) == ("refused", words)
    assert len(batches(small.settings.database_url)) == 1


def test_two_people_in_an_ended_term_do_not_write_over_each_other(small: SmallTrust) -> None:
    senco = Recorder(small, term=AUTUMN)
    teacher = Recorder(small, role="class_teacher", place="class:tokenclass0101", term=AUTUMN)
    key = (token(2), "2025-11-17")
    mine, theirs = senco.blocks()[key], teacher.blocks()[key]
    assert teacher.save({**theirs, "status": "declined"})["saved"] == 1
    (row,) = senco.save({**mine, **CAME})["rows"]
    assert row["words"].startswith("Somebody else has recorded something here")
    assert rows_of(small, "SELECT status FROM conversation WHERE scheduled = '2025-11-17'") == [("declined",)]


@pytest.mark.parametrize("term", ["2025-26.summer", "2024-25.spring"])
def test_a_term_not_begun_and_one_of_another_year_are_never_recorded(small: SmallTrust, term: str) -> None:
    row = {**Recorder(small, term=AUTUMN).blocks()[token(2), "2025-11-17"], **CAME}
    senco = Recorder(small, term=term)
    assert "spring term 2026, 1 January 2026 to 5 April 2026" in senco.shown()  # the current term is shown instead
    assert senco.send(row).status_code == 404
    assert len(batches(small.settings.database_url)) == 1
