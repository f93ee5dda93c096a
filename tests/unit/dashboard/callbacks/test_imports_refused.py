"""What the page refuses: too large, of another kind, for another school, by another person; and nothing stays of it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.callbacks.imports.receiving import shown_name
from tests import small_trust as trusts
from tests.sending import Sender, text_of
from tests.small_trust import ROLES, SmallTrust, canary, form_token
from tests.unit.dashboard.callbacks.test_imports import GIVEN, HEADINGS, MARKS, line
from tests.unit.data_loaders.files import everything
from tests.unit.data_loaders.sources.test_workbook_parts import workbook

pytestmark = pytest.mark.safety


@pytest.fixture
def sender(small_trust: SmallTrust) -> Sender:
    return Sender(small_trust.client("data_manager"))


def left(trust: SmallTrust) -> list[Path]:
    """The files on the disk that somebody sent."""
    return [path for path in (trust.settings.home / "imports").rglob("*") if path.suffix in {".csv", ".xlsx", ".xml"}]


@pytest.fixture
def narrow(small_home: Path, tmp_path: Path) -> Iterator[SmallTrust]:
    """A small trust whose page takes one megabyte."""
    import shutil

    yield from trusts.served(Path(shutil.copytree(small_home, tmp_path / "narrow")), AFA_UPLOAD_MB="1")


def test_F1_a_byte_too_many_is_refused_unread(narrow: SmallTrust) -> None:
    client = narrow.client("data_manager")
    token = form_token(client.get("/files/bring-in").text)
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
    head += 'Content-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    room = 1_000_000 - len(head) - len("\r\n--x--\r\n")
    for more, code in ((0, 303), (1, 413)):
        body = head.encode() + b"a" * (room + more) + b"\r\n--x--\r\n"
        tracemalloc.start()
        answer = client.post("/files/bring-in", data=body, content_type="multipart/form-data; boundary=x")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer.status_code == code
    assert most < 1_000_000, "what is refused is not read"
    assert "too large" in text_of(answer)


def test_F1_no_other_address_takes_as_much(sender: Sender) -> None:
    token = form_token(sender.client.get("/files/bring-in").text)
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
    head += 'Content-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    body = head.encode() + b"a" * 1_100_000 + b"\r\n--x--\r\n"
    answer = sender.client.post("/sign-out", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


WRONG: dict[str, bytes] = {
    "old.xls": b"\xd0\xcf\x11\xe0" + bytes(600), "macros.xlsm": workbook(more={}), "binary.xlsb": workbook(more={}),
    "locked.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600), "text.xlsx": b"UPN,Reading\n", "zip.csv": workbook(more={}),
    "page.pdf": b"%PDF-1.7\n", "pdf.csv": b"%PDF-1.7\n", "web.csv": b"<html><table></table></html>",
    "letter.docx": workbook(more={}), "program.exe": b"MZ" + bytes(100), "nul.csv": b"UPN\0,Reading\n",
    "rich.csv": b"{\\rtf1 UPN}", "plain.xml": b"UPN,Reading\n", "none": b"UPN,Reading\n", "packed.csv": b"\x1f\x8b\x08",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_F2_name_first_bytes_and_kind_must_agree(small_trust_once: SmallTrust, name: str) -> None:
    sender = Sender(small_trust_once.client("data_manager"))
    answer = sender.send((name, WRONG[name]))
    assert answer.status_code == 400, text_of(answer)
    assert f"{name}: " in text_of(answer)
    assert small_trust_once.audited()[0] == "upload_refused"
    assert left(small_trust_once) == []


@pytest.fixture(scope="module")
def small_trust_once(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallTrust]:
    """One small trust for files that are all refused."""
    import shutil

    yield from trusts.served(Path(shutil.copytree(small_home, tmp_path_factory.mktemp("once") / "small")))


def test_F2_a_workbook_with_macros_is_refused_by_what_it_holds(sender: Sender, small_trust: SmallTrust) -> None:
    page = sender.send(("marks.xlsx", workbook(more={"xl/vbaProject.bin": b"x"})))
    assert "The workbook holds macros" in text_of(page)
    assert left(small_trust) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"), ("..\\..\\x.csv", "x.csv"), ("CON.csv", "CON.csv"), ("a\nb.csv", "ab.csv"),
        ("marks\u202evsc.csv", "marksvsc.csv"), ("\0.csv", ".csv"), ("a" * 300 + ".csv", "a" * 80 + ".csv"),
        ("/etc/passwd", "passwd"),
    ],
)  # fmt: skip
def test_F5_a_name_is_only_said(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ('UPNX,"10', "The file ends inside a quoted cell"),
        ("UPNX", "1 cell under 3 headings: the file was cut short"),
    ],
)
def test_fault_18_a_file_that_was_cut_short_is_refused_in_words_not_asked_about(
    sender: Sender, small_trust: SmallTrust, end: str, words: str
) -> None:
    said = text_of(sender.send(("marks.csv", (MARKS + end).encode())))
    assert "What was sent cannot be read, so nothing was brought in" in said
    assert words in said
    assert left(small_trust) == []


def test_F5_no_name_of_a_users_touches_the_disk(sender: Sender, small_trust: SmallTrust) -> None:
    page = sender.send(("../../NAMEOFTHEIRS <img src=x>.csv", b"Nothing,Known\n1,2\n"))
    assert "NAMEOFTHEIRS &lt;img src=x&gt;.csv" in page.text
    assert left(small_trust)
    assert not [path for path in small_trust.settings.home.parent.rglob("*") if "NAMEOFTHEIRS" in path.name]


def test_fault_23_a_file_of_another_school_is_refused_before_a_row_is_shown(
    sender: Sender, small_trust: SmallTrust
) -> None:
    before = everything(small_trust.settings.database_url)
    theirs = HEADINGS + "".join(line(number, school="100002") for number in range(1, 9))
    sender.send(("marks.csv", theirs.encode()))
    page = sender.choose("marksheet_subjects", **GIVEN)
    assert "on roll at another school only" in text_of(page)
    assert "CANARY" not in page.text
    assert everything(small_trust.settings.database_url) == before
    assert left(small_trust) == []


def test_fault_24_another_school_in_an_edited_form_is_not_there_and_noted(
    sender: Sender, small_trust: SmallTrust
) -> None:
    sender.send(("marks.csv", MARKS.encode()))
    for school in ("100002", "999999"):
        assert sender.choose("marksheet_subjects", **{**GIVEN, "school": school}).status_code == 404
        assert "upload_refused" in small_trust.audited()[:2]
    assert sender.choose("nothing").status_code == 404


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"data_manager"}))
def test_only_who_brings_files_in_has_the_page(small_trust_once: SmallTrust, role: str) -> None:
    client = small_trust_once.client(role)
    for address in ("/files/bring-in", "/files/bring-in/AAAAAAAAAAAAAAAAAAAAAA", "/files/undo/1"):
        assert client.get(address).status_code == 404


def test_S6_the_page_that_asks_by_itself_keeps_no_session(sender: Sender, small_trust: SmallTrust) -> None:
    sender.send(("marks.csv", MARKS.encode()))
    for _ in range(4):
        small_trust.clock.on(minutes=5, seconds=5)
        last = sender.client.get(f"{sender.at}/status")
    assert (last.status_code, "/sign-in" in last.location) == (302, True)


def test_a_job_is_its_senders_alone(sender: Sender, small_trust: SmallTrust) -> None:
    from dashboard.access import accounts

    sender.send(("marks.csv", MARKS.encode()))
    now = small_trust.clock.now
    small_trust.change(accounts.add, username="other", name="Other", password=trusts.PASSWORD, now=now)
    small_trust.change(
        accounts.give, username="other", role="data_manager", school="100001", now=now, granted_by="test"
    )
    other = small_trust.client("other")
    for address in (sender.at, f"{sender.at}/status", f"{sender.at}/describe", f"{sender.at}/held-back"):
        assert other.get(address).status_code == 404
    assert other.get("/files/undo/1").status_code == 404, "it reaches other schools too"
    assert canary("100001", number=1) not in other.get("/files/bring-in").text
