"""What has been published is told as it was published, for everybody, with its source and what it is a figure of."""

from __future__ import annotations

import pydantic
import pytest

from dashboard.access.policy import load_policy
from dashboard.exports.reading import Number, Table, tables_of, text_of
from dashboard.metrics.evidence import Evidence, evidence
from dashboard.pages import evidence as page

BODY = page.page(None, None).body  # type: ignore[arg-type]
WORDS = " ".join(text_of(part) for part in BODY)


def table(title: str) -> Table:
    return next(each for each in tables_of(BODY) if each.title == title)


def test_every_role_may_read_it() -> None:
    assert all(page.PATH in role.pages for role in load_policy().roles.values())


def test_the_pilot_and_the_trial_both_stand_there() -> None:
    assert "two months less" in text_of(BODY[0])
    assert "134 primary schools" in WORDS
    assert "4,758 pupils in 323" in WORDS
    assert "454" in WORDS
    for name in ("Humphrey", "Education Endowment Foundation", "National College", "Gross"):
        assert name in WORDS


def test_every_figure_says_what_it_is_of_and_where_it_was_published() -> None:
    assert {figure.about for figure in evidence().figures} == {
        "single school", "pilot average", "share of pilot schools"
    }  # fmt: skip
    for each in tables_of(BODY)[:2]:
        assert all(row[3] and row[4] and "Source: " in str(row[5]) for row in each.rows)


def test_leads_are_as_published() -> None:
    every = table("Figures of the pilot, as they were published").rows
    rows = [row for row in every if "conversations" in str(row[0]) or str(row[0]).startswith("The same")]
    assert [row[2] for row in rows] == [Number(value=value, percent=True) for value in (55.0, 32.0, 30.0)]


def test_old_persistent_absence_is_kept_apart() -> None:
    apart = table("Persistent absence, by a definition that no longer holds")
    now = [Number(value=3.9, decimals=1, percent=True), Number(value=3.0, percent=True)]
    assert [row[2] for row in apart.rows] == now
    today = table("Figures of the pilot, as they were published")
    assert not any("absence" in str(row[0]).lower() for row in today.rows)
    assert "it means 10%" in WORDS


def test_figure_without_a_source_is_refused() -> None:
    figure = evidence().figures[0].model_copy(update={"source": "nobody"})
    with pytest.raises(pydantic.ValidationError, match="no source is called nobody"):
        Evidence(sources=evidence().sources, figures=(figure,))
