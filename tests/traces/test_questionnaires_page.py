"""Teachers' questionnaires as served: a trust, a school that rates SEND pupils alone, one that rates none; a class and
one pupil, whose scores are those of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.fixtures.visitor import Visitor
from tests.traces.reading import Page, look

ROWAN_PARK, ELDER_BROOK, LINDEN, OAKMERE = "100001", "100003", "100009", "100010"
OUTCOMES = ["positive_relationships", "behaviour_problems", "bullying"]
HEADINGS = ["Positive relationships", "Behaviour problems", "Bullying"]
TITLE = "Teachers’ questionnaires, first and last of 2025/26"


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


def page(visitor: Visitor, place: str) -> Page:
    return look(visitor, f"/wider_outcomes?place={place}")


def test_both_sides_and_their_difference_are_told_with_their_n(executive: Visitor) -> None:
    row = page(executive, f"school:{ELDER_BROOK}").table(holding=TITLE).row("Bullying, 1 to 5: lower is better")
    assert row["What it says"] == "no clear difference"
    assert row["Compared"] == "35 SEND pupils, 209 other pupils"
    assert all(row[heading] for heading in ("SEND pupils: change", "Other pupils: change", "Difference, 95% interval"))


def test_send_pupils_alone_have_no_comparison_and_it_is_said(executive: Visitor) -> None:
    shown = page(executive, f"school:{LINDEN}")
    row = shown.table(holding=TITLE).row("Positive relationships, 1 to 5: higher is better")
    assert row["SEND pupils: change"]
    assert not {"Other pupils: change", "Difference, 95% interval"} & set(row)
    assert row["What it says"] == "no clear change"
    assert "where nobody else was rated there is no comparison group" in shown.words
    assert "were rated twice, 27 once only and 1 not at all" in shown.words


def test_beside_very_few_others_it_is_they_who_are_too_few(executive: Visitor) -> None:
    shown = page(executive, f"school:{OAKMERE}")
    assert "Only 2 other pupils could be compared, too few for an average" in shown.words
    row = shown.table(holding=TITLE).row("Positive relationships, 1 to 5: higher is better")
    assert row["Compared"] == "138 SEND pupils, 2 other pupils"
    assert row["SEND pupils: change"]
    assert "Other pupils: change" not in row


def test_of_the_trust_it_is_said_who_is_in_no_difference(executive: Visitor) -> None:
    assert "at schools that rate no other pupils, and are in no difference" in page(executive, "trust").words


def test_a_school_without_any_says_so(executive: Visitor) -> None:
    assert "No questionnaires for this academic year." in page(executive, f"school:{ROWAN_PARK}").words


def scores(home: Path, *, pupil: str) -> pd.DataFrame:
    """The file's scores of a pupil: a row a day, the newest first, a column an outcome."""
    rows = pd.read_csv(home / "sample-files" / "questionnaire.csv", dtype=str)
    mine = rows[rows["Pupil"] == pupil].pivot_table(
        index="Date", columns="Outcome rated", values="Score", aggfunc="first"
    )
    return mine.sort_index(ascending=False)


def test_a_class_and_a_pupil_have_the_scores_of_the_file(sample_app: Any, sample_home: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{sample_home / 'pupils.db'}")
    with engine.connect() as connection:
        pupil, token, school_class = connection.execute(
            sa.text(
                "SELECT p.pupil, p.token, t.token FROM questionnaire q JOIN pupil p USING (pupil_id) "
                "JOIN class_member m USING (pupil_id, school) "
                "JOIN teaching_class t USING (school, code, academic_year) "
                "WHERE q.school = :school AND q.date > '2026-03-01' AND m.to_date IS NULL "
                "AND t.academic_year = '2025-26' LIMIT 1"
            ),
            {"school": ELDER_BROOK},
        ).one()
    engine.dispose()
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("headteacher")
    held = scores(sample_home, pupil=pupil)
    shown = page(visitor, f"pupil:{token}").table(holding="by day")
    told = [[row[heading] for heading in HEADINGS] for row in shown.rows]
    assert told == [[f"{float(each):.1f} of 1 to 5" for each in day] for day in held[OUTCOMES].to_numpy()]
    rows = page(visitor, f"class:{school_class}").table(holding=TITLE)
    mine = next(row for row, link in zip(rows.rows, rows.links, strict=True) if token in link)
    year = held[held.index > "2025-09-01"]
    ends = [f"{float(year[each].iloc[-1]):.1f}, then {float(year[each].iloc[0]):.1f}" for each in OUTCOMES]
    assert len(year) == 2
    assert [mine[heading] for heading in HEADINGS] == ends
