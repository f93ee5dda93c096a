"""Files brought in from the page: sent, previewed, brought in, taken back; what is held back mended and sent again."""

from __future__ import annotations

import io

import openpyxl
import pytest

from dashboard.access import audit
from dashboard.access.policy import load_policy
from dashboard.callbacks.imports.doubting import doubts_of
from dashboard.callbacks.imports.wording import guard_words, rows_words
from data_loaders.store import importing
from tests.sending import Sender, text_of
from tests.small_trust import PASSWORD, SmallTrust, born, canary, form_token
from tests.unit.data_loaders.files import everything, rows

HEADINGS = "UPN,Reading,Mathematics\n"
GIVEN = {"school": "100001", "term": "2025-26.summer", "scale": "standard", "kind": "test"}


def line(number: int, *, reading: object = 100, school: str = "100001") -> str:
    return f"UPN{canary(school, number=number)},{reading},{95 + number}\n"


MARKS = HEADINGS + "".join(line(number) for number in range(1, 9))


@pytest.fixture
def sender(small_trust: SmallTrust) -> Sender:
    return Sender(small_trust.client("data_manager"))


@pytest.mark.safety
def test_A9_fault_31_a_file_goes_from_the_form_to_the_figures_and_out_again(
    sender: Sender, small_trust: SmallTrust
) -> None:
    url = small_trust.settings.database_url
    before = everything(url)
    page = sender.send(("Summer marks.csv", MARKS.encode()))
    assert "This fits best" in page.text, text_of(page)
    words = text_of(sender.choose("marksheet_subjects", **GIVEN))
    assert "What would change" in words
    assert "Results 16 16 0 0 0 0 New: Summer marks.csv, line 2" in words
    assert everything(url) == before, "a preview writes nothing"
    words = text_of(sender.post("commit"))
    assert "Brought in as import 2" in words
    assert small_trust.audited()[0] == "files_imported"
    assert everything(url) != before

    sender.at = "/files/undo/2"
    small_trust.clock.on(minutes=15)
    token = form_token(sender.client.get(sender.at).text)
    asked = sender.client.post(sender.at, data={"csrf_token": token})
    assert (asked.status_code, "Confirm that it is you" in asked.text) == (401, True)
    done = sender.client.post(sender.at, data={"csrf_token": token, "confirm_password": PASSWORD})
    sender.at = done.location
    assert "Import 2 is taken back" in text_of(sender.waited())
    assert everything(url) == before
    assert small_trust.audited()[0] == "batch_undone"
    assert "has been taken back already" in text_of(sender.client.get("/files/undo/2"))


@pytest.mark.safety
def test_F9_held_lines_are_noted_and_no_more_than_a_file_may_hold(
    sender: Sender, small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.send(("marks.csv", (HEADINGS + line(1) + line(2, reading="ninety") + line(3, reading="fifty")).encode()))
    sender.choose("marksheet_subjects", **GIVEN)
    address = f"{sender.at}/held-back"
    for most, code in ((2, 200), (1, 404)):
        few = load_policy().model_copy(update={"export_rows": most})
        monkeypatch.setattr("dashboard.callbacks.imports.wording.load_policy", lambda few=few: few)
        page, before = sender.client.get(sender.at), len(small_trust.change(audit.entries))
        assert (address in page.text) == (code == 200)
        assert ("more than one file may hold (1)" in text_of(page)) == (code == 404)
        got = sender.client.get(address)
        got.close()
        assert got.status_code == code
        noted = small_trust.change(audit.entries)[0]
        assert (noted.action is audit.Action.EXPORTED) == (code == 200)
        assert code == 404 or noted.detail == {"page": "held_back", "shape": "xlsx", "rows": 2, "batch": 0}
        assert len(small_trust.change(audit.entries)) == before + 1
    sender.post("commit")
    assert "more than one file may hold (1)" in text_of(sender.client.get(sender.at))


def test_what_is_held_back_is_mended_in_a_spreadsheet_and_sent_again(sender: Sender) -> None:
    wrong = HEADINGS + line(1) + line(2, reading="ninety") + line(3)
    sender.send(("marks.csv", wrong.encode()))
    words = text_of(sender.choose("marksheet_subjects", **GIVEN))
    assert "1 line of the file held back" in words
    assert "marks.csv, line 3" in words
    got = sender.client.get(f"{sender.at}/held-back")
    assert "held back from marks.xlsx" in got.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    got.close()
    assert (book.properties.creator, book.properties.title) == ("data_manager", "Lines that were held back")
    page = book["marks"]
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0] == ["UPN", "Reading", "Mathematics", "What is wrong"]
    assert len(cells) == 2
    assert cells[1][:3] == [f"UPN{canary('100001', number=2)}", "ninety", "97"]
    assert cells[1][3], "what is wrong is said beside it"
    sender.post("commit")

    page["B2"] = "90"
    out = io.BytesIO()
    book.save(out)
    sender.send(("held back from marks.xlsx", out.getvalue()))
    words = text_of(sender.choose("marksheet_subjects", **GIVEN))
    assert "Results 2 2 0 0 0 0" in words
    assert "What is wrong" not in words, "the extra column is passed over without a word"
    assert "Brought in as import 3" in text_of(sender.post("commit"))


def test_who_is_meant_is_asked_and_a_second_look_is_ticked(sender: Sender, small_trust: SmallTrust) -> None:
    days = [f"{day:02d}/{month:02d}/2026" for month in (1, 2, 3) for day in range(5, 12)]
    name = f"FIRST{canary('100001', number=1)} {canary('100001', number=1)}"
    log = "Pupil name,Conversation date,Parent present\n" + "".join(f"{name},{day},Y\n" for day in days)
    log += f"FIRST{canary('100002', number=1)} {canary('100002', number=1)},{days[0]},Y\n"
    sender.send(("log.csv", log.encode()))
    page = sender.choose("conversation_log", school="100001")
    words = text_of(page)
    assert f"{name} log.csv, lines 2, 3, 4, 5, 6 and 16 more" in words, "asked once of lines that say the same"
    assert f"{name}, born " in words
    assert page.text.count('name="pupil-') == 2, "a pupil of another school is not offered"
    assert small_trust.audited()[0] == "pupils_shown"
    page = sender.post("again", **{"pupil-0": "0"})
    words = text_of(page)
    assert "Structured conversations 21 21 0 0 0 0" in words
    assert "The dates may be written month first" in words
    refused = sender.post("commit")
    assert (refused.status_code, "Tick each line" in text_of(refused)) == (400, True)
    tick = page.text.partition('type="checkbox" name="')[2].partition('"')[0]
    assert "Brought in as import 2" in text_of(sender.post("commit", **{tick: "yes"}))


def test_swapped_upns_are_held_back_until_they_are_ticked(sender: Sender, small_trust: SmallTrust) -> None:
    url, one, two = small_trust.settings.database_url, canary("100001", number=1), canary("100001", number=2)
    named = f"select surname from pupil where pupil in ('UPN{one}', 'UPN{two}') order by pupil"
    text = "Pupil,Surname,Forename,Date of birth\n"
    for upn, name, number in ((one, two, 2), (two, one, 1)):
        text += f"UPN{upn},{name},FIRST{name},{born(number).isoformat()}\n"
    sender.send(("pupil.csv", text.encode()))
    page = sender.choose("canonical")
    words = text_of(page)
    assert "Another child under the same UPN" in words
    assert (
        f"FIRST{one} {one}, born 2 May 1911 and FIRST{two} {two}, born 3 May 1911: the UPNs of two children look"
        in words
    )
    assert "(pupil.csv, line 2 and pupil.csv, line 3)" in words
    assert "Who is meant?" not in words
    assert "Pupils 2 0 0 0 0 2" in words
    tick = page.text.partition('name="right-')[2].partition('"')[0]
    assert "Pupils 2 0 0 0 0 2" in text_of(sender.post("again")), "without the tick they stay held back"
    page = sender.post("again", **{f"right-{tick}": "yes"})
    assert "Pupils 2 0 2 0 0 0" in text_of(page)
    assert "said to be right" in text_of(page)
    before = everything(url)
    assert "Brought in as import 2" in text_of(sender.post("commit"))
    assert rows(url, named)["surname"].tolist() == [two, one]
    importing.take_back(url, batch_id=2)
    assert everything(url) == before


def test_what_stands_in_the_way_is_listed_and_leads_to_what_must_go_first(
    sender: Sender, small_trust: SmallTrust
) -> None:
    for reading in (100, 101):
        sender.send(("marks.csv", (HEADINGS + line(1, reading=reading)).encode()))
        sender.choose("marksheet_subjects", **GIVEN)
        sender.post("commit")
    page = sender.client.get("/files/undo/2")
    assert "Import 3 changed 1 of its rows in Results." in text_of(page)
    assert '<a class="button button-main" href="/files/undo/3">' in page.text
    words = text_of(sender.client.get("/files/undo/3"))
    assert "0 rows go, 1 is again as before" in words
    assert "Take import 3 back" in words


@pytest.mark.parametrize(
    ("counts", "held", "words"),
    [
        ((113, 0, 0, 7), 4, "113 rows new, 7 held back"), ((1, 2, 3, 0), 0, "1 row new, 2 changed, 3 unchanged"),
        ((0, 1, 0, 0), 0, "1 row changed"), ((0, 0, 2, 1), 1, "Nothing would change: 2 rows there already"),
        ((0, 0, 0, 0), 9, "Nothing would change: every line is held back"), ((0, 0, 0, 0), 0, "Nothing would change"),
    ],
)  # fmt: skip
def test_the_title_over_the_rows_says_what_becomes_of_them(counts: tuple[int, ...], held: int, words: str) -> None:
    one = dict(zip(("new", "changed", "unchanged", "held_back"), counts, strict=True))
    assert rows_words({"counts": [one], "lines_held_back": held}) == words


def test_a_day_that_is_none_stays_as_it_was_written() -> None:
    line = {
        "file": "a.csv",
        "line": 2,
        "says": "Ada, 2026-02-31",
        "reason": "doubtful",
        "pupils": [["k", "2016-06-04"]],
    }
    (doubt,) = doubts_of([line])
    assert (doubt.says, doubt.pupils) == ("Ada, 2026-02-31", (("k", "4 June 2016"),))


def test_what_needs_a_second_look_names_the_schools() -> None:
    guard = {"message": "most pupils of the file are on roll at 100002, and it is said to be of school 100001"}
    said = guard_words(guard, schools={"100001": "Ash Primary", "100002": "Birch Primary", "1": "One"})
    assert said == "Most pupils of the file are on roll at Birch Primary, and it is said to be of Ash Primary"


def test_what_was_brought_in_meanwhile_is_previewed_anew(small_trust: SmallTrust, sender: Sender) -> None:
    sender.send(("one.csv", MARKS.encode()))
    sender.choose("marksheet_subjects", **GIVEN)
    other = Sender(sender.client)
    other.send(("two.csv", (HEADINGS + line(1, reading=99)).encode()))
    other.choose("marksheet_subjects", **GIVEN)
    assert "Brought in as import 2" in text_of(other.post("commit"))
    words = text_of(sender.post("commit"))
    assert "Something else was brought in since you looked" in words
    assert "Results 16 14 1 0 1 0" in words
    assert "Brought in as import 3" in text_of(sender.post("commit"))
    again = Sender(sender.client)
    again.send(("one.csv", MARKS.encode()))
    assert "brought in before, as import 3" in text_of(again.choose("marksheet_subjects", **GIVEN))
