"""Taking back what was saved on the page: the reader's own last batch of the list, and nobody else's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import audit, current
from data_loaders.store.importing import StoreUnavailable, batches
from tests.recording_trust import HELD, Recorder, served, token
from tests.small_trust import ROLES, SmallTrust, form_token
from tests.unit.dashboard.callbacks.test_recording import everything

TERM = "2025-26.spring"


@pytest.fixture
def trust(database_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=database_url)


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    """The same on SQLite alone, for what does not touch the database."""
    yield from served(tmp_path / "home", url=sqlite_url)


def address(place: str = "school:100001", *, term: str = TERM) -> str:
    return f"/record/back?place={place}&period={term}"


def offered(recorder: Recorder, place: str = "") -> bool:
    """Whether the page of a place offers to take something back."""
    return "Take back what was saved on" in recorder.shown(place=place)


def take_back(recorder: Recorder, *, at: str = "", **sent: str) -> Any:
    """Look at what would be taken back, then send the form that was shown."""
    page = recorder.client.get(at or address())
    assert page.status_code == 200
    found = re.search(r'name="batch" value="(\d+)"', page.text)
    form = {"csrf_token": form_token(page.text), "batch": found.group(1)} if found else {"csrf_token": "", "batch": ""}
    return recorder.client.post(at or address(), data={**form, **sent})


def test_what_was_saved_is_taken_back_to_the_row_and_noted(trust: SmallTrust) -> None:
    senco, before = Recorder(trust), everything(trust)
    assert not offered(senco)
    told = senco.save({**senco.blocks()[token(1), ""], **HELD})
    assert told["back"]["href"] == address()
    assert re.fullmatch(r"Take back what was saved on \d+ \w+ \d{4} at \d\d:\d\d UTC", told["back"]["words"])
    assert offered(senco)
    assert "you saved 1 conversation and 2 targets" in senco.client.get(address()).text
    answer = take_back(senco)
    assert (answer.status_code, "everything is as it was before" in answer.text) == (200, True)
    assert everything(trust) == before
    entry = trust.change(audit.entries)[0]
    assert (entry.action, entry.username, entry.place) == ("batch_undone", "senco", "school:100001")
    assert entry.detail == {"batch": 2, "term": TERM}
    assert entry in trust.change(audit.entries, pupil_id=1)
    assert not offered(senco)
    assert "Nothing to take back" in senco.client.get(address()).text


def test_the_last_save_goes_first_then_the_one_before(small: SmallTrust) -> None:
    senco, before = Recorder(small), everything(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    once = everything(small)
    senco.save({**senco.blocks()[token(2), "2026-03-03"], "status": "declined"})
    assert take_back(senco).status_code == 200
    assert everything(small) == once
    assert take_back(senco).status_code == 200
    assert everything(small) == before


def test_the_first_conversation_of_a_term_takes_the_term_with_it(tmp_path: Path, sqlite_url: str) -> None:
    """Nothing else is known of the summer term: taken back, no fact of it stays."""
    summer = "2025-26.summer"
    for trust in served(tmp_path / "home", url=sqlite_url, as_at="2026-05-12"):
        senco, before = Recorder(trust, term=summer), everything(trust)
        assert senco.save({**senco.blocks()[token(1), ""], **HELD, "held": "2026-05-11"})["saved"] == 1
        assert take_back(senco, at=address(term=summer)).status_code == 200
        assert everything(trust) == before


def test_what_somebody_else_has_changed_since_is_not_offered(small: SmallTrust) -> None:
    senco, teacher = Recorder(small), Recorder(small, role="class_teacher", place="class:tokenclass0101")
    key = (token(2), "2026-03-03")
    senco.save({**senco.blocks()[key], "status": "declined"})
    page = senco.client.get(address())
    teacher.save({**teacher.blocks()[key], "status": "cancelled"})
    after = everything(small)
    assert not offered(senco)
    sent = {"csrf_token": form_token(page.text), "batch": "2"}
    answer = senco.client.post(address(), data=sent)
    assert "Nothing to take back" in answer.text
    assert everything(small) == after


def test_the_number_in_the_form_chooses_nothing(small: SmallTrust) -> None:
    """A teacher's own last batch is the third: the SENDCO's, the sample's and none at all stay where they are."""
    senco, teacher = Recorder(small), Recorder(small, role="class_teacher", place="class:tokenclass0101")
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    teacher.save({**teacher.blocks()[token(2), "2026-03-03"], "status": "declined"})
    before, at = everything(small), address("class:tokenclass0101")
    for number in ("1", "2", "4", "", "x", "3 OR 1=1"):
        answer = take_back(teacher, at=at, batch=number)
        assert (answer.status_code, "nothing was changed" in html.unescape(answer.text)) == (409, True)
        assert everything(small) == before
    assert take_back(teacher, at=at).status_code == 200
    assert [each.batch_id for each in batches(small.settings.database_url) if each.outcome == "undone"] == [3]


def test_it_is_offered_where_every_pupil_of_it_is_in_the_list(small: SmallTrust) -> None:
    senco = Recorder(small)
    blocks = senco.blocks()
    senco.save({**blocks[token(1), ""], **HELD}, {**blocks[token(5), "2025-11-06"], "curricular_met": "yes"})
    assert offered(senco)
    assert not offered(senco, place="class:tokenclass0101")
    assert not offered(senco, place=f"pupil:{token(1)}")
    assert "Nothing to take back" in senco.client.get(address("class:tokenclass0101")).text


def test_another_reader_is_offered_nothing_of_it(small: SmallTrust) -> None:
    senco, head = Recorder(small), Recorder(small, role="headteacher")
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    assert not offered(head)
    assert "Nothing to take back" in head.client.get(address()).text


@pytest.mark.parametrize("role", sorted(ROLES))
def test_others_places_and_nobodys_are_one_answer(small: SmallTrust, role: str) -> None:
    senco = Recorder(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    saved, somebody = everything(small), Recorder(small, role=role)
    beyond = ["school:100002", "school:999999", "class:tokenclass9999", "trust", "", "pupil:x"]
    beyond += [] if role in {"senco", "headteacher"} else ["school:100001", "class:tokenclass0102"]
    asked = [*map(address, beyond), address(term="2030-31.spring"), address(term="x"), "/record/back"]
    for at in asked:
        assert somebody.client.get(at).status_code == 404, at
        assert somebody.client.post(at, data={"batch": "2"}, headers=somebody.headers).status_code == 404, at
    assert everything(small) == saved


def test_it_needs_the_forms_token_a_session_and_the_password_again(small: SmallTrust) -> None:
    senco = Recorder(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    saved = everything(small)
    assert senco.client.post(address(), data={"batch": "2"}).status_code == 400
    assert small.client().post(address(), data={"batch": "2"}).status_code == 401
    small.clock.on(minutes=6)
    answer = take_back(senco)
    assert (answer.status_code, "Confirm that it is you" in answer.text) == (401, True)
    assert everything(small) == saved


def test_what_cannot_be_audited_or_written_stays(small: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    senco = Recorder(small)
    senco.save({**senco.blocks()[token(1), ""], **HELD})
    saved = everything(small)

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    def busy(*_: object, **__: object) -> None:
        raise StoreUnavailable("the database cannot be written: locked")

    with monkeypatch.context() as patch:
        patch.setattr(current, "note", full)
        assert take_back(senco).status_code == 500
    with monkeypatch.context() as patch:
        patch.setattr("dashboard.callbacks.taking_back.take_back", busy)
        answer = take_back(senco)
    assert (answer.status_code, "Wait a minute" in answer.text) == (503, True)
    assert everything(small) == saved
