"""National tests and examinations from canonical files to their facts: values, marks alone, prior groups."""

from __future__ import annotations

from pathlib import Path

from data_loaders.report import Outcome, Severity
from data_loaders.store import importing
from tests.unit.data_loaders.files import load, rows, write

SCALES = "Scale,Name,Unit\ngcse_grade,GCSE,points\nks2_scaled_score,KS2,points\nreading_age,Reading age,months\n"
HEAD = "Pupil,Subject,Scale,Term,Kind,Date,Raw mark,Value\n"
EXAMINED = (
    f"{HEAD}P1,mathematics,gcse_grade,2025-26.summer,test,2026-08-20,4,4\n"
    "P1,sport,gcse_grade,2025-26.summer,test,2026-08-20,Level 2 Merit,5.5\n"
    "P2,mathematics,gcse_grade,2025-26.summer,test,2026-08-20,X,\n"
    "P1,reading,ks2_scaled_score,2020-21.summer,test,,,100\nP1,mathematics,ks2_scaled_score,2020-21.summer,test,,,99\n"
)
ENROLMENT = "Pupil,School,From,Year group,Enrolment status\n" + "".join(f"P{n},100001,2025-09-01,11,C\n" for n in "123")
GROUPS = "Academic year,Lowest,Highest,Mean Attainment 8,Source\n2025-26,99.5,100,35.46,invented\n"
FACTS = """SELECT pupil, state, attainment_8, prior, prior_expected
 FROM attainment_fact JOIN pupil USING (pupil_id) ORDER BY pupil"""


def facts(url: str) -> list[list[object]]:
    found = rows(url, FACTS)
    return found.astype(object).where(found.notna(), None).to_numpy().tolist()


def test_groups_that_come_later_are_held_against_what_was_reached(tmp_path: Path, sqlite_url: str) -> None:
    folder = write(tmp_path / "first", scale=SCALES, enrolment=ENROLMENT, assessment=EXAMINED)
    first = load(folder, url=sqlite_url)
    assert (first.outcome, first.findings) == (Outcome.COMMITTED, ()), first.as_text()
    without = [
        ["P1", "result", 13.5, 99.5, None],
        ["P2", "not_entered", 0.0, None, None],
        ["P3", "nothing", 0.0, None, None],
    ]
    assert facts(sqlite_url) == without
    groups = tmp_path / "prior_group.csv"
    groups.write_text(GROUPS, encoding="utf-8")
    second = load([groups], url=sqlite_url)
    assert second.outcome is Outcome.COMMITTED, second.as_text()
    assert facts(sqlite_url)[0] == ["P1", "result", 13.5, 99.5, 35.46]
    assert second.batch_id is not None
    importing.take_back(sqlite_url, batch_id=second.batch_id)
    assert facts(sqlite_url) == without


def test_a_mark_alone_on_another_scale_is_held_back_and_says_what_to_do(tmp_path: Path, sqlite_url: str) -> None:
    text = f"{HEAD}P1,reading,reading_age,2025-26.autumn,test,,A,\nP2,reading,reading_age,2025-26.autumn,test,,,101\n"
    report = load(write(tmp_path, scale=SCALES, assessment=text), url=sqlite_url)
    (found,) = report.of(Severity.ERROR)
    assert (found.rule, found.column, found.lines) == ("assessment.no_value", "Value", (2,))
    assert found.advice.startswith("Leave the row out where there is no result, or fill in the value")
    assert report.counts["assessment"].new == 1
