"""The address is the only state: it reads back as it was written, and whatever else stands in it is left aside."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.selection import COMPARISONS, Selection
from data_loaders.vocabulary import GROUPS, TERMS, academic_year

words = st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True)
tokens = st.from_regex(r"[A-Za-z0-9_-]{8,64}", fullmatch=True)
places = st.one_of(
    st.just("trust"),
    st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True).map("school:{}".format),
    tokens.map("class:{}".format),
    tokens.map("pupil:{}".format),
)
years = st.integers(1990, 2098).map(academic_year)
periods = st.one_of(st.just(""), years, st.builds("{}.{}".format, years, st.sampled_from(TERMS)))
selections = st.builds(
    Selection,
    place=places,
    period=periods,
    compare=st.sampled_from(sorted(COMPARISONS)),
    group=st.sampled_from(sorted(GROUPS)),
    subject=st.one_of(st.just(""), words),
    scale=st.one_of(st.just(""), words),
    account=st.one_of(st.just(""), st.integers(1, 999_999_999).map(str)),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first address of a run compiles the patterns
@given(selections)
def test_address_reads_back_as_it_was_written(selection: Selection) -> None:
    assert Selection.from_query(selection.to_query()) == selection


@given(st.text(max_size=200))
def test_whatever_stands_in_an_address_is_a_selection_of_known_words(text: str) -> None:
    found = Selection.from_query(text)
    assert found == Selection.from_query(found.to_query())
    assert found.group in GROUPS
    assert found.compare in COMPARISONS


@pytest.mark.parametrize(
    "query",
    [
        "?place=school:../../etc", "?place=pupil:short", "?place=everything", "?period=2025", "?period=2025-26.winter",
        "?group=boys", "?compare=yesterday", "?subject=Mathematics%20", "?scale=" + "a" * 41, "?upn=H801200001001",
        "?place=school:1%00", "?period=2025-26.autumn%0a",
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_at_its_default(query: str) -> None:
    assert Selection.from_query(query) == Selection()


def test_only_text_is_read() -> None:
    assert Selection.from_query({"place": "school:1", "nonsense": "x"}) == Selection(place="school:1")


def test_defaults_are_not_written() -> None:
    assert Selection().to_query() == ""
    assert Selection(place="school:GP").to_query() == "?place=school:GP"
    known = {"place", "period", "compare", "group", "subject", "scale", "account"}
    assert {field.name for field in fields(Selection)} == known


def test_same_view_of_another_place() -> None:
    here = Selection(place="trust", period="2025-26.spring", group="plan")
    assert here.at("school:1") == Selection(place="school:1", period="2025-26.spring", group="plan")
    assert (here.at("school:1").place_kind, here.at("school:1").place_id) == ("school", "1")
