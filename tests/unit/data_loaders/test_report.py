"""The wording of a report: file, sheet, line, column, what is wrong, what to do."""

from __future__ import annotations

from data_loaders.report import LINES_KEPT, Finding, Outcome, Report, Severity
from data_loaders.store.writing import Counts

WRONG = Finding(
    rule="values.number", severity=Severity.ERROR, message="“six” is not a number", advice="Write a number",
    file="marks.xlsx", sheet="Year 4", column="Spring", lines=(14, 2000),
)  # fmt: skip


def test_a_finding_says_where_what_and_what_to_do() -> None:
    assert WRONG.as_text() == (
        "marks.xlsx, sheet “Year 4”, lines 14, 2000, column “Spring”: “six” is not a number. Write a number."
    )
    assert WRONG.line == 14


def test_many_lines_are_counted() -> None:
    many = Finding(rule="a", severity=Severity.NOTE, message="empty", file="a.csv", lines=tuple(range(2, 42)))
    assert many.as_text() == "a.csv, lines 2, 3, 4, 5, 6 and 35 more: empty."
    assert many.as_json()["count"] == 40
    assert len(many.as_json()["lines"]) == LINES_KEPT


def test_a_finding_about_no_file_has_no_place() -> None:
    assert Finding(rule="a", severity=Severity.NOTE, message="all is well").as_text() == "all is well."


def test_what_was_brought_in() -> None:
    report = Report(
        outcome=Outcome.COMMITTED, files=("marks.xlsx",), mapping="own", batch_id=7, findings=(WRONG,),
        lines_held_back=2, counts={"assessment": Counts(read=5, new=2, changed=1, held_back=2)}, notes=("a proxy",),
    )  # fmt: skip
    assert report.as_text().splitlines() == [
        "marks.xlsx: brought in as batch 7 (mapping own).",
        "  Results: 5 read, 2 new, 1 changed, 2 held back",
        "",
        "Held back, 2 lines, not in the figures:",
        f"  {WRONG.as_text()}",
        "",
        "Shown with every figure from these files:",
        "  a proxy",
    ]


def test_what_was_refused() -> None:
    report = Report(
        outcome=Outcome.REJECTED, files=("a.csv", "b.csv", "c.csv", "d.csv"), mapping="own", findings=(WRONG,)
    )
    opening = report.as_text().splitlines()[0]
    assert opening.startswith("a.csv, b.csv, c.csv and 1 more file: nothing was brought in. Put right what is listed")
    assert not report.ok
