"""A file nobody has described: a mapping is proposed, what it cannot know is asked, and then the file comes in."""

from __future__ import annotations

from pathlib import Path

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from dashboard.commands import files, mappings
from data_loaders.mapping import list_mappings, load_mapping
from data_loaders.toml_text import toml_of
from tests.unit.data_loaders.files import rows
from tests.unit.data_loaders.test_identity import ADA, BEN, CY, KNOWN


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trust of two schools, and the scale of its tests."""
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("AFA_DATABASE_URL", raising=False)
    (tmp_path / "known").mkdir()
    scale = {"scale": "Scale,Name,Unit,Lowest,Highest\nsas,Standardised score,points,60,140\n"}
    for name, text in {**KNOWN, **scale}.items():
        (tmp_path / "known" / f"{name}.csv").write_text(text, encoding="utf-8")
    assert afa("import", tmp_path / "known", "--mapping", "canonical").exit_code == 0
    return tmp_path / "home"


def afa(*words: object) -> Result:
    group = click.Group()
    files.register(group)
    mappings.register(group)
    return CliRunner().invoke(group, [str(word) for word in words])


def stored(home: Path, statement: str) -> list[list[object]]:
    return rows(f"sqlite:///{home / 'pupils.db'}", statement).to_numpy().tolist()


def test_german_decimal_commas_and_semicolons(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "Ergebnisse.csv"
    file.write_text(f"UPN;Name;Reading;Maths;Lehrer\n{ADA};Ash;98,5;101,0;JW\n{BEN};Ben;87,5;;JW\n", encoding="utf-8")
    result = afa("mapping", "new", file)
    assert result.exit_code == 0, result.output
    assert "Left aside: Lehrer." in result.output
    assert "98.5" in result.output  # the preview, in the record's own form
    done = afa(
        "import", file, "--mapping", "ergebnisse", "--school", "100001", "--given", "term=2025-26.autumn",
        "--given", "scale=sas", "--given", "kind=test",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = stored(home, "SELECT pupil, subject, value FROM assessment JOIN pupil USING (pupil_id) ORDER BY 1, 2")
    assert sorted(found) == sorted([[ADA, "mathematics", 101.0], [ADA, "reading", 98.5], [BEN, "reading", 87.5]])


def test_title_rows_above_and_totals_below(home: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Ashgrove Primary"], ["SEN register, autumn 2025", None, None, "printed 1 October"], [],
        ["Adm No", "Child", "SEN Stage", "Area of need"], ["0017", "Zoe Ash", "SEN Support", "SLCN"],
        ["0019", "Cy Cedar", "EHCP", "ASD"], ["Total", 2],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    book.save(tmp_path / "register.xlsx")
    result = afa("mapping", "new", tmp_path / "register.xlsx", "--answer", "date=2025-09-01", "--name", "our_register")
    assert result.exit_code == 0, result.output
    assert load_mapping("our_register", folders=[home / "mappings"]).heading_line == 4
    done = afa("import", tmp_path / "register.xlsx", "--mapping", "our_register", "--school", "100001")
    assert done.exit_code == 0, done.output
    assert "register.xlsx, sheet “Sheet”, line 7: 1 line of totals, passed over" in done.output
    found = stored(home, "SELECT pupil, from_date, code FROM sen_status JOIN pupil USING (pupil_id)")
    assert sorted(found) == sorted([[ADA, "2025-09-01", "K"], [CY, "2025-09-01", "E"]])


def test_marks_across_with_names_and_no_upn(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    marks = 'Pupil name,Autumn,Spring\n"Ash, Zoë",90,95\n"Cedar, Cy",101,\n"Nobody, Ned",80,81\n'
    file.write_text(marks, encoding="utf-8")
    asked = afa("mapping", "new", file)
    assert asked.exit_code == 1
    assert '--answer "names_alone=…": The file knows pupils by name alone.' in asked.output
    assert not (home / "mappings" / "marks.toml").exists()
    answers = ["names_alone=yes", "subject=reading", "scale=sas", "kind=test", "year=2025-26"]
    made = afa("mapping", "new", file, *(word for one in answers for word in ("--answer", one)))
    assert made.exit_code == 0, made.output
    done = afa("import", file, "--mapping", "marks", "--school", "100001")
    assert done.exit_code == 0, done.output
    assert "marks.csv, line 4: nobody known has this name" in done.output
    found = stored(home, "SELECT pupil, term, value FROM assessment JOIN pupil USING (pupil_id) ORDER BY 1, 2")
    assert sorted(found) == sorted(
        [[ADA, "2025-26.autumn", 90.0], [ADA, "2025-26.spring", 95.0], [CY, "2025-26.autumn", 101.0]]
    )


def test_a_column_under_a_name_nobody_foresaw_is_asked_for(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "clubs.csv"
    file.write_text(f"UPN,Activity,Tag,Present\n{ADA},Chess,15/09/2025,Y\n{BEN},Chess,16/09/2025,N\n", encoding="utf-8")
    asked = afa("mapping", "new", file)
    assert asked.exit_code == 1
    assert "club_register" in asked.output
    kind = ["--answer", "kind_of_file=club_register"]
    asked = afa("mapping", "new", file, *kind)
    assert '--answer "HEADING=Date": Which column is “Date”?' in asked.output
    assert afa("mapping", "new", file, *kind, "--answer", "Tag=Date").exit_code == 0
    assert afa("import", file, "--mapping", "clubs", "--school", "100001").exit_code == 0
    assert stored(home, "SELECT sum(attended) FROM activity_session") == [[1]]


def test_dates_that_read_both_ways_are_asked_for(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(f"UPN,Conversation date,Parent present\n{ADA},05/11/2025,Y\n{BEN},06/11/2025,N\n", encoding="utf-8")
    asked = afa("mapping", "new", file)
    assert "Are the dates written day first or month first, as in 05/11/2025? (day first, month first)" in asked.output
    assert afa("mapping", "new", file, "--answer", "dates=month first").exit_code == 0
    assert afa("import", file, "--mapping", "log", "--school", "100001").exit_code == 0
    assert stored(home, "SELECT min(scheduled) FROM conversation") == [["2025-05-11"]]


def test_what_cannot_be_read_is_said(home: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("\n", encoding="utf-8")
    assert "there is nothing in it" in afa("mapping", "new", empty).output
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(50))
    assert "damaged or was cut short" in afa("mapping", "new", broken).output


def test_a_mapping_is_not_written_over_unless_said(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "sen.csv"
    file.write_text(f"UPN,SEN\n{ADA},K\n", encoding="utf-8")
    assert afa("mapping", "new", file).exit_code == 0
    again = afa("mapping", "new", file)
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert afa("mapping", "new", file, "--replace").exit_code == 0


def test_every_mapping_survives_being_written(tmp_path: Path) -> None:
    """What is written as TOML is read back as the same mapping."""
    for mapping in list_mappings():
        if not mapping.statistics:
            (tmp_path / f"{mapping.name}.toml").write_text(toml_of(mapping), encoding="utf-8")
            assert load_mapping(mapping.name, folders=[tmp_path]) == mapping


def test_time_stamps_are_dates_whose_order_is_asked(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text(f"Timestamp,UPN,Notes\n5/2/2026 9:36:00,{ADA},x\n4/3/2026 12:14:24,{BEN},y\n", encoding="utf-8")
    asked = afa("mapping", "new", file, "--answer", "kind_of_file=conversation_log")
    assert "Which column is “Scheduled”? Answer with HEADING=Scheduled. (Timestamp, Notes)" in asked.output
    said = ("--answer", "kind_of_file=conversation_log", "--answer", "Timestamp=Scheduled")
    assert (
        "Are the dates written day first or month first, as in 5/2/2026?" in afa("mapping", "new", file, *said).output
    )
    saved = afa("mapping", "new", file, *said, "--answer", "dates=month first")
    assert saved.exit_code == 0, saved.output
    assert "2026-05-02" in saved.output
    assert "(asked at each import)" in saved.output
    assert "{school}" not in saved.output
    done = afa("import", file, "--mapping", "survey", "--school", "100001")
    assert done.exit_code == 0, done.output
    found = stored(home, "SELECT scheduled FROM conversation ORDER BY 1")
    assert [str(day)[:10] for (day,) in found] == ["2026-04-03", "2026-05-02"]


def test_a_mapping_that_reads_nothing_is_not_saved(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text(f"When,UPN\nsoon,{ADA}\nlater,{BEN}\n", encoding="utf-8")
    refused = afa("mapping", "new", file, "--answer", "kind_of_file=conversation_log", "--answer", "When=Scheduled")
    assert refused.exit_code == 1
    assert refused.output.count("no row of the column “Scheduled” can be read as scheduled.") == 1
    assert "Nothing was saved." in refused.output
    assert not (home / "mappings").exists()
