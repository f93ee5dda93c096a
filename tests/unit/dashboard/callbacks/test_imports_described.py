"""Three spreadsheets nobody has seen before, each brought in from the page without writing a file by hand."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from data_loaders.mapping import load_mapping
from tests import small_trust as trusts
from tests.sending import Sender, text_of
from tests.small_trust import SmallTrust, canary, form_token
from tests.unit.data_loaders.files import rows

GIVEN = {"school": "100001", "scale": "standard", "kind": "test"}
FIRST = range(1, 9)
BORN = {row["surname"]: row["date_of_birth"] for row in trusts.rows()["pupil"]}


@pytest.fixture
def sender(small_trust: SmallTrust) -> Sender:
    return Sender(small_trust.client("data_manager"))


def describe(sender: Sender, **fields: str) -> str:
    """Fill in the form that asks what the file does not say; the page that comes of it."""
    page = f"{sender.at}/describe"
    token = form_token(sender.client.get(page).text)
    answer = sender.client.post(page, data={"csrf_token": token, **fields})
    if answer.status_code == 303:
        sender.waited()
        answer = sender.client.get(page)
    return str(answer.text)


def column(page: str, heading: str) -> str:
    """The name of the field beside a heading."""
    found = re.search(rf'name="(column-\d+)" aria-label="{re.escape(heading)} is read as"', page)
    assert found, page
    return found[1]


def german() -> bytes:
    lines = ["Schüler-ID;Nachname;Lesewert;Mathewert;Bemerkung"]
    lines += [f"UPN{canary('100001', number=n)};{canary('100001', number=n)};{90 + n},5;{100 - n},25;" for n in FIRST]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def test_german_decimal_commas_and_semicolons(sender: Sender, small_trust: SmallTrust) -> None:
    page = sender.send(("Ergebnisse Frühjahr.csv", german()))
    assert "No kind of file we know has these headings" in text_of(page)
    asked = describe(sender, **{"answer-0": "marksheet_subjects"})
    chosen = {
        column(asked, "Schüler-ID"): "UPN",
        column(asked, "Lesewert"): "Reading",
        column(asked, "Mathewert"): "Maths",
    }
    both = describe(sender, **{**chosen, column(asked, "Mathewert"): "Reading"})
    assert "“Lesewert” and “Mathewert” cannot both be read as Reading." in both
    tried = describe(sender, **chosen)
    assert "What it makes of the first rows" in text_of(sender.client.get(sender.at)), "the job leads on by itself"
    assert "What kind of file is it?" in text_of(sender.client.get(f"{sender.at}?layout=")), "and back, when asked"
    assert '<span class="cell">91.5</span>' in tried, "the canonical record, before anything is kept"
    sender.post("keep", name="Ergebnisse")
    sender.choose("ergebnisse", term="2025-26.summer", **GIVEN)
    assert "Brought in as import 2" in text_of(sender.post("commit"))
    query = "SELECT sum(value) FROM assessment WHERE subject = '{}' AND term = '2025-26.summer'"
    url = small_trust.settings.database_url
    assert rows(url, query.format("reading")).iloc[0, 0] == sum(90.5 + n for n in FIRST)
    assert rows(url, query.format("mathematics")).iloc[0, 0] == sum(100.25 - n for n in FIRST)
    assert "mapping_saved" in small_trust.audited()
    again = Sender(sender.client)
    assert "Marksheet, a column a subject: Ergebnisse" in text_of(again.send(("next.csv", german() + b";;;;\r\n"))), (
        "known from now on"
    )


def titled() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Ash Primary School"], ["SEN list, spring 2026", None, None, None, "printed 2 March 2026"], [],
        ["Pupil", "DOB", "Stage of support", "Main need", "Notes"],
    ):  # fmt: skip
        sheet.append(row)
    for n in range(1, 6):
        name = canary("100001", number=n)
        stage, need = ("EHC Plan", "MLD") if n == 5 else ("SEN Support", "SLCN")
        sheet.append([f"{name}, FIRST{name}", BORN[name], stage, need, "seen"])
    sheet.append(["Total", 5])
    sheet.merge_cells("A1:E1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_title_rows_above_and_totals_below(sender: Sender, small_trust: SmallTrust) -> None:
    sender.send(("SEN list.xlsx", titled()))
    asked = describe(sender, **{"answer-0": "sen_register"})
    assert "Which column is “SEN provision”?" in asked
    chosen = {column(asked, "Stage of support"): "SEN provision", column(asked, "Main need"): "Primary need"}
    assert "What it makes of the first rows" in describe(sender, **chosen)
    sender.post("keep", name="Our SEN list")
    assert load_mapping("our_sen_list", folders=[small_trust.settings.home / "mappings"]).heading_line == 4
    words = text_of(sender.choose("our_sen_list", school="100001", date="2026-03-02"))
    assert "1 line of totals, passed over" in words.lower()
    assert "Brought in as import 2" in text_of(sender.post("commit"))
    found = rows(
        small_trust.settings.database_url, "SELECT code, count(*) n FROM sen_status WHERE batch_id = 2 GROUP BY 1"
    )
    assert dict(found.itertuples(index=False, name=None)) == {"E": 1, "K": 4}


def across() -> bytes:
    lines = [f"FIRST{canary('100001', number=n)} {canary('100001', number=n)},{95 + n},{97 + n}" for n in FIRST]
    return "\n".join(["Child,Aut,Spr", *lines, "Ned Nobody,90,91", ""]).encode()


def test_marks_across_with_names_and_no_upn(sender: Sender, small_trust: SmallTrust) -> None:
    page = sender.send(("Year 3 reading.csv", across()))
    assert "Marksheet, a column a term" in text_of(page)
    assert "What it makes of the first rows" in describe(sender, **{"answer-0": "yes"})
    sender.post("keep", name="Year 3 reading")
    words = text_of(sender.choose("year_3_reading", year="2025-26", subject="reading", **GIVEN))
    assert "Results 16 0 16 0 0 0" in words
    assert "Year 3 reading.csv, line 10 Nobody known has this name" in words
    assert "Brought in as import 2" in text_of(sender.post("commit"))
    query = "SELECT count(*) FROM assessment WHERE batch_id = 2 AND value BETWEEN 96 AND 105"
    assert rows(small_trust.settings.database_url, query).iloc[0, 0] == 16
