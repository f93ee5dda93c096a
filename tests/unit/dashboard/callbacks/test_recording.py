"""Recording conversations on the page: what is saved, what is refused and why, on SQLite and on PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dashboard.access import audit, current
from data_loaders.store import engine, facts
from data_loaders.store.importing import StoreUnavailable, batches, take_back
from data_loaders.store.tables import metadata
from tests.recording_trust import HELD, TARGETS, Recorder, served, token
from tests.small_trust import ROLES, SmallTrust, taken


@pytest.fixture
def trust(database_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=database_url)


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    """The same on SQLite alone, for what does not touch the database."""
    yield from served(tmp_path / "home", url=sqlite_url)


def everything(trust: SmallTrust) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the pupil database but the batches'."""
    reader = engine.reader(trust.settings.database_url)
    with reader.connect() as connection:
        tables = [table for table in metadata.sorted_tables if table.name != "import_batch"]
        found = {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in tables}
    reader.dispose()
    return found


def rows_of(trust: SmallTrust, statement: str) -> list[tuple[Any, ...]]:
    reader = engine.reader(trust.settings.database_url)
    with reader.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(statement))]
    reader.dispose()
    return found


def test_one_save_is_one_batch_with_its_facts_and_undo_gives_back_the_state_before(trust: SmallTrust) -> None:
    senco, before = Recorder(trust), everything(trust)
    blocks = senco.blocks()
    assert blocks.keys() == {
        (token(1), ""), (token(1), "2025-11-05"), (token(2), "2026-03-03"), (token(2), ""),
        (token(5), "2026-03-04"), (token(5), ""), (token(5), "2025-11-06"),
    }  # fmt: skip
    told = senco.save(
        {**blocks[token(1), ""], **HELD},
        {**blocks[token(2), "2026-03-03"], "status": "parent_absent"},
        {**blocks[token(5), "2025-11-06"], "curricular_met": "yes"},
    )
    assert (told["saved"], told["refused"]) == (3, 0)
    assert [row["outcome"] for row in told["rows"]] == ["saved"] * 3
    assert told["rows"][0]["state"] == "Held on 12 March 2026"
    assert told["rows"][1]["state"] == "Parent or carer did not come on 3 March 2026: offer another day"
    batch = batches(trust.settings.database_url)[0]
    assert (batch.batch_id, batch.brought_by, batch.mapping) == (2, "senco", "prefilled")
    assert batch.counts["conversation"] == {"read": 3, "new": 1, "changed": 1, "unchanged": 1, "held_back": 0}
    assert batch.counts["target"]["new"] == 2
    counted = (
        "SELECT conversations_counted, conversations_offered FROM enrolment_fact WHERE pupil_id = {} AND period = "
    )
    assert rows_of(trust, counted.format(1) + "'2025-26.spring'") == [(1, 1)]
    assert rows_of(trust, "SELECT met FROM target WHERE pupil_id = 5") in ([(True,)], [(1,)])
    assert rows_of(trust, "SELECT parent_present FROM conversation WHERE status = 'parent_absent'")[0][0] in (False, 0)
    take_back(trust.settings.database_url, batch_id=2)
    assert everything(trust) == before


def test_the_facts_after_a_save_are_those_of_a_whole_rebuild(trust: SmallTrust) -> None:
    senco = Recorder(trust)
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    saved = everything(trust)
    writer = engine.writer(trust.settings.database_url)
    with writer.begin() as connection:
        facts.rebuild(connection, schools=None)
    writer.dispose()
    assert everything(trust) == saved


def test_saving_twice_changes_nothing(trust: SmallTrust) -> None:
    senco = Recorder(trust)
    row = {**senco.blocks()[token(1), ""], **HELD}
    senco.save(row)
    once = everything(trust)
    again = senco.save(row)
    assert (again["saved"], again["refused"], again["rows"][0]["outcome"]) == (0, 0, "same")
    assert everything(trust) == once
    assert len(batches(trust.settings.database_url)) == 2


def test_a_value_set_back_is_saved_again(trust: SmallTrust) -> None:
    senco, key = Recorder(trust), (token(2), "2026-03-03")
    for status in ("declined", "cancelled", "declined", "cancelled"):
        assert senco.save({**senco.blocks()[key], "status": status})["saved"] == 1
    assert len(batches(trust.settings.database_url)) == 5


def test_what_somebody_else_changed_meanwhile_is_not_written_over(trust: SmallTrust) -> None:
    senco, teacher = Recorder(trust), Recorder(trust, role="class_teacher", place="class:tokenclass0101")
    key, new = (token(2), "2026-03-03"), (token(1), "")
    mine, theirs = senco.blocks(), teacher.blocks()
    teacher.save({**theirs[key], "status": "declined"}, {**theirs[new], **HELD})
    told = senco.save({**mine[key], "status": "parent_absent"}, {**mine[new], **HELD, "held": "2026-03-13"})
    assert [row["outcome"] for row in told["rows"]] == ["refused", "refused"]
    assert all(row["words"].startswith("Somebody else has recorded something here") for row in told["rows"])
    assert rows_of(trust, "SELECT status FROM conversation WHERE pupil_id = 2") == [("declined",)]
    assert senco.save({**senco.blocks()[key], "status": "parent_absent"})["saved"] == 1


def test_an_import_in_between_begins_the_save_anew(small: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.callbacks import recording

    senco, teacher = Recorder(small), Recorder(small, role="class_teacher", place="class:tokenclass0101")
    theirs = {**teacher.blocks()[token(2), "2026-03-03"], "status": "declined"}
    really = recording.looked_at

    def interrupted(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(recording, "looked_at", really)
        found = really(*given, **more)
        assert teacher.save(theirs)["saved"] == 1
        return found

    monkeypatch.setattr(recording, "looked_at", interrupted)
    mine = senco.blocks()
    told = senco.save({**mine[token(2), "2026-03-03"], "status": "cancelled"}, {**mine[token(1), ""], **HELD})
    assert [row["outcome"] for row in told["rows"]] == ["refused", "saved"]
    assert rows_of(small, "SELECT status FROM conversation WHERE pupil_id = 2") == [("declined",)]


def test_a_row_at_fault_says_why_and_the_others_are_saved(trust: SmallTrust) -> None:
    senco = Recorder(trust)
    blocks = senco.blocks()
    told = senco.save({**blocks[token(1), ""], **HELD, "parent_present": ""}, {**blocks[token(5), ""], **HELD})
    assert [row["outcome"] for row in told["rows"]] == ["refused", "saved"]
    assert told["rows"][0]["words"] == "Say whether a parent or carer took part"
    assert rows_of(trust, "SELECT count(*) FROM conversation WHERE pupil_id = 1") == [(1,)]
    assert rows_of(trust, "SELECT count(*) FROM target WHERE pupil_id = 1") == [(1,)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": ""}, "Choose what came of it"),
        ({"status": "scheduled", "held": "", "parent_present": ""}, "Give the day it was offered for"),
        ({"held": "", "scheduled": "2026-03-12"}, "Give the day it was held"),
        ({"held": "2026-02-31"}, "This is not a day of the calendar. Write it again"),
        ({"held": "2026-03-21"}, "21 March 2026 has not come yet: choose “Offered for a day”"),
        ({"held": "2025-12-01"}, "The day is before the spring term 2026: 1 January 2026 to 5 April 2026"),
        ({"scheduled": "2026-05-01"}, "The day is outside the spring term 2026: 1 January 2026 to 5 April 2026"),
        ({"status": "cancelled", "scheduled": "2026-03-12"}, "It has a day it was held: choose “Held”, or "
         "clear the day"),
        ({"status": "parent_absent", "held": "", "scheduled": "2026-03-24"}, "24 March 2026 has not come yet: "
         "choose “Offered for a day”"),
        ({"curricular": " ", "curricular_met": "yes"}, "Write the target that was met or not met"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said(small: SmallTrust, said: dict[str, str], words: str) -> None:
    senco = Recorder(small)
    (row,) = senco.save({**senco.blocks()[token(1), ""], **HELD, **said})["rows"]
    assert (row["outcome"], row["words"]) == ("refused", words)
    assert len(batches(small.settings.database_url)) == 1


def test_a_second_conversation_on_one_day_and_a_target_taken_away_are_refused(small: SmallTrust) -> None:
    senco = Recorder(small)
    blocks = senco.blocks()
    (twice,) = senco.save({**blocks[token(5), ""], **HELD, "scheduled": "2026-03-04"})["rows"]
    assert twice["words"].startswith("There is a conversation on that day already")
    senco.save({**blocks[token(1), ""], **HELD})
    (lost,) = senco.save({**senco.blocks()[token(1), "2026-03-12"], "wider": ""})["rows"]
    assert lost["words"] == "A target that has been recorded can be written anew, not left empty"


def test_what_the_pipelines_rules_refuse_stands_beside_the_row(
    small: SmallTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.reporting import recorded

    monkeypatch.setattr(recorded, "_fault", lambda *_, **__: "")
    senco = Recorder(small)
    blocks = senco.blocks()
    told = senco.save({**blocks[token(1), ""], **HELD, "held": "2027-03-12"}, {**blocks[token(5), ""], **HELD})
    assert [row["outcome"] for row in told["rows"]] == ["refused", "saved"]
    assert told["rows"][0]["words"] == "it was held in another academic year than its term"
    assert rows_of(small, "SELECT count(*) FROM target WHERE pupil_id = 1") == [(1,)]


def test_forged_and_unknown_pupils_are_refused_alike(small: SmallTrust) -> None:
    teacher = Recorder(small, role="class_teacher", place="class:tokenclass0101")
    row = {**teacher.blocks()[token(1), ""], **HELD}
    others = (token(5), token(1, school="100002"), "tokenpupil9999", token(3))
    told = teacher.save(row, *({**row, "pupil": other} for other in others))
    assert [each["outcome"] for each in told["rows"]] == ["saved", *["refused"] * 4]
    assert len({str(each) for each in told["rows"][1:]}) == 1
    assert rows_of(small, "SELECT DISTINCT pupil_id FROM conversation WHERE batch_id = 2") == [(1,)]
    for place in ("school:100001", "class:tokenclass0102", "school:100002", "class:tokenclass9999", "trust", "pupil:x"):
        assert teacher.send(row, place=place).status_code == 404
    assert len(batches(small.settings.database_url)) == 2


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"senco", "headteacher", "class_teacher"}))
def test_nobody_else_records(small: SmallTrust, role: str) -> None:
    row = {**Recorder(small).blocks()[token(1), ""], **HELD}
    somebody = Recorder(small, role=role)
    assert somebody.send(row).status_code == 404
    assert "There is nothing here for you to see" in somebody.shown()
    assert len(batches(small.settings.database_url)) == 1


def test_a_save_needs_a_session_and_the_pages_token(small: SmallTrust) -> None:
    senco = Recorder(small)
    row = {**senco.blocks()[token(1), ""], **HELD}
    sent = {"place": senco.place, "term": "2025-26.spring", "rows": [row]}
    assert senco.client.post("/record", json=sent).status_code == 400
    assert senco.client.post("/record", data=sent, headers=senco.headers).status_code == 400
    elsewhere = {**senco.headers, "Origin": "https://example.org"}
    assert senco.client.post("/record", json=sent, headers=elsewhere).status_code == 403
    assert small.client().post("/record", json=sent).status_code == 401
    assert senco.client.get("/record").status_code == 404
    assert len(batches(small.settings.database_url)) == 1


def test_what_is_recorded_is_audited_without_a_name_or_a_word_of_it(
    small: SmallTrust, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    senco = Recorder(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD, "curricular": "SAIDCANARY <b>read</b>"})
    entry = small.change(audit.entries)[0]
    assert (entry.action, entry.username, entry.place) == ("conversations_recorded", "senco", "school:100001")
    assert entry.detail == {"batch": 2, "rows": 1, "term": "2025-26.spring"}
    assert small.change(audit.entries, pupil_id=1)[0] == entry
    assert "SAIDCANARY" not in repr(small.change(audit.entries)) + caplog.text
    assert "SAIDCANARY" not in repr(batches(small.settings.database_url))


def test_what_cannot_be_audited_is_not_written(small: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    senco, before = Recorder(small), everything(small)
    row = {**senco.blocks()[token(1), ""], **HELD}

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(current, "note", full)
    assert senco.send(row).status_code == 500
    assert everything(small) == before
    assert len(batches(small.settings.database_url)) == 1


def test_a_busy_database_says_so(small: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    from data_loaders import pipeline

    senco = Recorder(small)
    row = {**senco.blocks()[token(1), ""], **HELD}

    def busy(*_: object, **__: object) -> None:
        raise StoreUnavailable("the database cannot be written: locked")

    monkeypatch.setattr(pipeline, "record", busy)
    answer = senco.send(row)
    assert answer.status_code == 503
    assert answer.json["error"].startswith("Something else is being brought in just now")


def test_a_targets_words_reach_nobody_who_may_not_see_the_pupil(small: SmallTrust) -> None:
    from tests.laws import security

    senco = Recorder(small)
    assert TARGETS[1] in senco.shown()
    assert TARGETS[5] in senco.shown(place=f"pupil:{token(5)}")
    for role in ROLES.keys() - {"senco", "headteacher"}:
        said = "".join(answer.text for _, answer in security.answers(small, role))
        assert "TARGETCANARYASH5" not in said, role
        assert ("TARGETCANARYASH1" in said) is (role == "class_teacher"), role


def test_markup_in_a_target_stays_text(small: SmallTrust) -> None:
    senco = Recorder(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD, "wider": "<img src=x\u202e\x07 onerror=alert(1)>"})
    block = senco.blocks()[token(1), "2026-03-12"]
    assert block["wider"] == "<img src=x onerror=alert(1)>"


def test_every_pupil_shown_is_noted(small: SmallTrust) -> None:
    Recorder(small).shown()
    entry = small.change(audit.entries, pupil_id=5)[0]
    assert (entry.action, entry.detail) == ("pupils_shown", {"page": "recording"})


def test_the_list_is_taken_away_as_it_is_shown(small: SmallTrust) -> None:
    senco = Recorder(small)
    file = taken(senco.client, "/export/csv/recording?place=school:100001").get_data(as_text=True)
    assert (
        'FIRSTCANARYASH2 CANARYASH2,Ash 1,SEN support,"Day passed, no outcome","Offered for 3 March 2026, nothing '
        'recorded since"' in file
    )
    assert "CANARYASH" not in senco.client.get("/export/csv/recording?place=school:100001&names=off").text
    teacher = Recorder(small, role="class_teacher", place="class:tokenclass0101")
    assert teacher.client.get("/export/csv/recording?place=class:tokenclass0102").status_code == 404


def said_at(tmp_path: Path, url: str, *, as_at: str, place: str = "school:100001", **more: Any) -> str:
    """What the page says as at a day."""
    for trust in served(tmp_path / as_at, url=url, as_at=as_at, **more):
        text = Recorder(trust, place=place).shown()
    return text


def test_on_12_september_everybody_is_to_be_offered_a_day(tmp_path: Path, sqlite_url: str) -> None:
    text = said_at(tmp_path, sqlite_url, as_at="2025-09-12")
    assert "1 pupil still needs a day this term." in text  # of the others the file tells what is still to come
    assert "autumn term 2025, 1 September 2025 to 31 December 2025" in text


def test_the_list_says_who_needs_what_and_who_is_overdue_and_says_it_again_when_it_is_saved(small: SmallTrust) -> None:
    """Pupil 1 has none yet, 2 a day that has passed, 5 declined; in the autumn 1 and 5 had theirs, and 2 did not."""
    senco = Recorder(small)
    late = "1 pupil is overdue from a term that has ended"
    said = [
        "For 1 the day has passed without an outcome; 1 pupil still needs a day this term.",
        "Of 3 pupils, 1 declined.",
        f"{late}; 1 of them is also without this term's conversation.",
    ]
    text = senco.shown()
    assert all(each in text for each in said)
    words = senco.save({**senco.blocks()[token(2), "2026-03-03"], **HELD})["words"]
    assert words == ["1 pupil still needs a day this term.",
                     "Of 3 pupils, 1 has had this term's conversation and 1 declined.", f"{late}."]  # fmt: skip


def test_before_any_term_nothing_is_due(tmp_path: Path, sqlite_url: str) -> None:
    assert "No term has begun here" in said_at(tmp_path, sqlite_url, as_at="2024-08-20")


def test_who_joined_yesterday_is_not_due_and_the_page_says_so(tmp_path: Path, sqlite_url: str) -> None:
    joined = date(2026, 3, 19)
    new = {
        "pupil": [{"pupil_id": 99, "pupil": "NEW", "surname": "CANARYNEW", "token": "tokenpupil0099"}],
        "enrolment": [{"enrolment_id": 99, "pupil_id": 99, "school": "100001", "from_date": joined, "year_group": "3",
                       "status": "C"}],
        "sen_status": [{"pupil_id": 99, "from_date": joined, "code": "K"}],
    }  # fmt: skip
    text = said_at(tmp_path, sqlite_url, as_at="2026-03-20", more=new)
    assert "CANARYNEW" not in text
    assert "joined the school or the group in the second half of a term is not due until the next." in text


def test_a_class_without_send_pupils_says_so(tmp_path: Path, sqlite_url: str) -> None:
    empty = {
        "teaching_class_id": 900, "school": "100001", "code": "E", "name": "Empty", "academic_year": "2025-26",
        "kind": "registration", "token": "tokenclass0900",
    }  # fmt: skip
    text = said_at(
        tmp_path, sqlite_url, as_at="2026-03-20", place="class:tokenclass0900", more={"teaching_class": [empty]}
    )
    assert "Nobody here is in the Achievement for All group this term" in text


def test_a_reader_of_one_school_needs_no_place(small: SmallTrust) -> None:
    assert "CANARYASH1" in Recorder(small).shown(place="trust")
    assert "Ash 1" in Recorder(small, role="class_teacher").shown(place="trust")
