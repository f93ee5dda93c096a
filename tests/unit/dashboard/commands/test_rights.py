"""What a family may ask for: everything held on one child, once; and the child gone, from every byte, for good."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from dashboard.__main__ import afa
from dashboard.access import audit
from data_loaders.jobs import Jobs, State
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome
from data_loaders.store import engine, one_pupil
from data_loaders.store.erasing import NoSuchPupil
from data_loaders.store.keeping import load_keeping
from data_loaders.store.tables import TABLES, enrolment_fact
from tests.small_trust import PASSWORD, SmallTrust, canary, pupil_id

ASH1 = pupil_id("100001", number=1)


@pytest.fixture
def trust(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> SmallTrust:
    monkeypatch.setenv("AFA_HOME", str(small_trust.settings.home))
    monkeypatch.setenv("AFA_AS_AT", "2026-03-20")
    return small_trust


def said(*words: str, typed: Sequence[str] = (PASSWORD,)) -> Result:
    return CliRunner().invoke(afa, list(words), input="".join(f"{word}\n" for word in typed))


def upn(trust: SmallTrust, *, number: int = ASH1) -> str:
    reader = engine.reader(trust.settings.database_url)
    with reader.connect() as connection:
        pupil = TABLES["pupil"].c
        key: str = connection.execute(sa.select(pupil.pupil).where(pupil.pupil_id == number)).scalar_one()
    reader.dispose()
    return key


def erased(trust: SmallTrust, *, typed: Sequence[str] = (PASSWORD, PASSWORD), **given: str) -> Result:
    words = {"by": "data_protection_officer", "approved-by": "headteacher"} | given
    options = [part for name, value in words.items() for part in (f"--{name}", value)]
    return said("erase", upn(trust), *options, typed=typed)


def held(url: str, *, number: int) -> dict[str, int]:
    """How many rows each table has about a pupil."""
    reader = engine.reader(url)
    with reader.connect() as connection:
        tables = [table for table in (*TABLES.values(), enrolment_fact) if "pupil_id" in table.c]
        found = {
            table.name: connection.scalar(sa.select(sa.func.count()).where(table.c.pupil_id == number)) or 0
            for table in tables
        }
    reader.dispose()
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.safety
def test_D5_a_childs_whole_record_is_written_once_for_the_officer_alone(trust: SmallTrust, tmp_path: Path) -> None:
    client = trust.client("headteacher")
    client.get("/")
    path = tmp_path / "answer.xlsx"
    done = said("subject-access", upn(trust), "--by", "data_protection_officer", "--to", str(path))
    assert done.exit_code == 0, done.output
    book = load_workbook(path)
    there = held(trust.settings.database_url, number=ASH1)
    sheets = {sheet.title: sheet.max_row - 4 for sheet in book.worksheets[1:]}
    assert sheets["Pupils"] == 1
    assert sheets["Results"] == there["assessment"]
    assert sheets["Enrolments"] == there["enrolment"]
    headings = [cell.value for cell in book["Results"][4]]
    assert {"Import", "Files", "Brought by", "Brought at", "state"} <= set(headings)
    words = "\n".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert canary("100001", number=1) in words
    assert canary("100001", number=2) not in words
    assert path.stat().st_mode & 0o077 == 0
    assert trust.audited()[0] == audit.Action.RECORD_TAKEN_OUT.value


def test_who_has_viewed_the_child_is_said_by_role_and_day(trust: SmallTrust, tmp_path: Path) -> None:
    trust.change(
        audit.record, action=audit.Action.PUPILS_SHOWN, at=trust.clock(), account_id=2, pupil_ids=[ASH1], place="x"
    )
    path = tmp_path / "answer.xlsx"
    said("subject-access", upn(trust), "--by", "data_protection_officer", "--to", str(path))
    rows = [tuple(cell.value for cell in row) for row in load_workbook(path)["Who has viewed the child"].iter_rows()]
    assert (f"{trust.clock():%Y-%m-%d}", "Headteacher", "pupils shown", "1") in rows


@pytest.mark.parametrize(
    ("who", "typed"),
    [("headteacher", PASSWORD), ("administrator", PASSWORD), ("nobody", PASSWORD), ("data_protection_officer", "no")],
)
def test_nobody_else_takes_a_record_out(trust: SmallTrust, tmp_path: Path, who: str, typed: str) -> None:
    done = said("subject-access", upn(trust), "--by", who, "--to", str(tmp_path / "a.xlsx"), typed=(typed,))
    assert done.exit_code == 1
    assert "it takes Data protection officer" in done.output
    assert not (tmp_path / "a.xlsx").exists()


def test_an_unknown_pupil_is_said_to_be_unknown(trust: SmallTrust, tmp_path: Path) -> None:
    done = said("subject-access", "X123", "--by", "data_protection_officer", "--to", str(tmp_path / "a.xlsx"))
    assert "nobody is known by that" in done.output


@pytest.mark.safety
def test_D4_an_erased_child_is_in_no_table_and_no_byte_and_others_are_as_they_were(trust: SmallTrust) -> None:
    other = held(trust.settings.database_url, number=ASH1 + 1)
    key, name = upn(trust), canary("100001", number=1)
    assert name.encode() in (trust.settings.home / "pupils.db").read_bytes()
    done = erased(trust)
    assert done.exit_code == 0, done.output
    assert held(trust.settings.database_url, number=ASH1) == {}
    assert held(trust.settings.database_url, number=ASH1 + 1) == other
    # Whole words: CANARYASH1 alone, for no other pupil of the school has two digits.
    for path in trust.settings.home.glob("pupils.db*"):
        assert name.encode() not in path.read_bytes()
        assert key.encode() not in path.read_bytes()
    assert trust.audited()[0] == audit.Action.PUPIL_ERASED.value


@pytest.mark.safety
def test_D4_files_that_wait_to_be_brought_in_go_too_but_not_while_one_is_worked_on(trust: SmallTrust) -> None:
    jobs = Jobs(trust.settings.home)
    job = jobs.receive(account_id=1, username="x", schools=None)
    (jobs.folder(job.number) / "1").write_text(canary("100001", number=1), encoding="utf-8")
    held_open = jobs.hold(job.number)
    jobs.move(job, to=State.TRYING, since=[State.CHOOSING])
    assert "just now" in erased(trust).output
    assert held(trust.settings.database_url, number=ASH1)
    os.close(held_open)
    assert erased(trust).exit_code == 0
    assert not list(jobs.room.iterdir())


@pytest.mark.safety
def test_D4_the_next_import_does_not_bring_the_child_back_until_it_is_lifted(trust: SmallTrust, tmp_path: Path) -> None:
    key = upn(trust)
    erased(trust)
    again, url = tmp_path / "pupil.csv", trust.settings.database_url
    again.write_text(f"Pupil,UPN,Surname,Forename\n{key},{key},Back,Again\n", encoding="utf-8")
    report = bring_in([again], mapping=load_mapping("canonical"), database_url=url, brought_by="test", sure=True)
    assert [finding.rule for finding in report.findings if finding.rule == "identity.erased"], report.as_text()
    with pytest.raises(NoSuchPupil):
        one_pupil.read_all(url, said=key)
    done = said("erase", key, "--by", "data_protection_officer", "--lift")
    assert done.exit_code == 0, done.output
    again.write_text(f"Pupil,UPN,Surname,Forename\n{key},{key},Here,Again\n", encoding="utf-8")  # the next day's
    report = bring_in([again], mapping=load_mapping("canonical"), database_url=url, brought_by="test", sure=True)
    assert report.outcome is Outcome.COMMITTED
    assert one_pupil.read_all(url, said=key)


@pytest.mark.parametrize(
    "given",
    [{"approved-by": "data_protection_officer"}, {"approved-by": "senco"}, {"by": "headteacher"}, {"approved-by": ""}],
)
def test_nobody_erases_alone(trust: SmallTrust, given: dict[str, str]) -> None:
    assert erased(trust, **given).exit_code == 1
    assert held(trust.settings.database_url, number=ASH1)


@pytest.mark.safety
def test_L3_what_cannot_be_noted_is_not_erased(trust: SmallTrust) -> None:
    def stop(*_: object) -> None:
        raise OSError("the audit trail is full")

    with pytest.raises(OSError, match="full"):
        one_pupil.erase(trust.settings.database_url, said=upn(trust), now=trust.clock(), noted=stop)
    assert held(trust.settings.database_url, number=ASH1)


def leave(trust: SmallTrust, *, on: date) -> None:
    writer = engine.writer(trust.settings.database_url)
    with writer.begin() as connection:
        enrolment = TABLES["enrolment"]
        connection.execute(sa.update(enrolment).where(enrolment.c.pupil_id == ASH1).values(to_date=on))
    writer.dispose()


@pytest.mark.safety
@pytest.mark.parametrize(
    ("left", "today", "gone"),
    [
        (date(2024, 7, 20), "2025-08-31", {"target", "incident"}),
        (date(2024, 7, 20), "2025-09-01", {"pupil", "enrolment", "assessment"}),
        (date(2024, 9, 1), "2025-08-31", {"target", "incident"}),
        (date(2024, 9, 2), "2025-09-01", {"target", "incident"}),
        (date(2024, 9, 2), "2025-08-31", set()),
    ],
)
def test_D3_records_go_an_academic_year_after_the_pupil_left(
    trust: SmallTrust, monkeypatch: pytest.MonkeyPatch, left: date, today: str, gone: set[str]
) -> None:
    leave(trust, on=left)
    monkeypatch.setenv("AFA_AS_AT", today)
    before = held(trust.settings.database_url, number=ASH1)
    listed = said("retention", typed=())
    assert canary("100001", number=1) not in listed.output
    assert held(trust.settings.database_url, number=ASH1) == before, "a dry run changes nothing"
    done = said("retention", "--carry-out", "--by", "data_protection_officer")
    assert done.exit_code == 0, done.output
    after = held(trust.settings.database_url, number=ASH1)
    assert not gone & after.keys()
    assert ("pupil" in after) is ("pupil" not in gone)


def test_nobody_on_roll_is_past_any_time(trust: SmallTrust) -> None:
    assert said("retention", typed=()).output.startswith("Nothing is past its time")


def test_every_record_says_why_it_is_held_and_how_long() -> None:
    assert all(entry.purpose for entry in load_keeping().values())
