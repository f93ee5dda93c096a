"""Few pupils on the served pages of the sample trust: a share of nine or fewer is counted in words, never a percentage,
a difference or an interval, whichever side of a table they are on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.visitor import Visitor
from tests.traces.reading import Page, Table, look

PLACES = ("trust", *(f"school:{code}" for code in (100001, 100003, 100007, 100010, 100012)))
GROUPS = ("send", "plan")
PAGES = ("overview", "progress", "conversations", "wider_outcomes", "attendance")
COUNTED = re.compile(r"(\d+) of ([6-9])\b(?! ÷)")
SHARE = re.compile(r"\d\.\d%")
OWN = re.compile(r"^(?:SEND pupils|Pupils on SEN support|Pupils with an EHC plan|Other pupils), n$")
PEOPLE = re.compile(r"^(?:SEND|SEN support|EHC plan) and other pupils$|^Pupils$")


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Any) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


@pytest.fixture(scope="module")
def seen(executive: Visitor) -> dict[str, list[tuple[str, Page]]]:
    """Every page of the trust and of schools of each phase, small ones among them."""
    return {
        page: [
            (f"{place} {group}", look(executive, f"/{page}?place={place}&group={group}"))
            for place in PLACES
            for group in GROUPS
        ]
        for page in PAGES
    }


def rows(seen: dict[str, list[tuple[str, Page]]], page: str) -> Iterator[tuple[str, Table, dict[str, str]]]:
    for where, drawn in seen[page]:
        yield from ((where, table, row) for table in drawn.tables for row in table.rows)


def shares(row: dict[str, str], *, page: str) -> Iterator[tuple[str, str]]:
    """Of a table of two sides, each side's number of pupils and its share; nothing of averages, nor of absence, a rate
    of sessions, but for persistent absence by provision."""
    first, *headings = row
    if page == "attendance" and first != "Provision":
        return
    for heading in headings:
        name = heading.removesuffix(", n")
        figure = row.get(f"{name}, %", row.get(name, ""))
        if OWN.match(heading) and (f"{name}, %" in row or figure.endswith("%")):
            yield row[heading], figure


@pytest.mark.parametrize("page", PAGES)
def test_no_side_of_nine_or_fewer_has_a_percentage_in_a_table(
    seen: dict[str, list[tuple[str, Page]]], page: str
) -> None:
    for where, table, row in rows(seen, page):
        for n, figure in shares(row, page=page):
            few = re.fullmatch("[1-9]", n) is not None
            assert not few or re.fullmatch(rf"\d of {n}", figure), (where, table.caption, row)


@pytest.mark.parametrize("page", PAGES)
def test_a_row_that_counts_six_to_nine_has_no_difference_and_no_interval(
    seen: dict[str, list[tuple[str, Page]]], page: str
) -> None:
    found, wrong = 0, []
    for where, table, row in rows(seen, page):
        if not any(COUNTED.fullmatch(words.partition(" against ")[0]) for words in row.values()):
            continue
        found += 1
        apart = [words for heading, words in row.items() if re.search("[Dd]ifference|interval|Figure", heading)]
        wrong += [(where, table.caption, row) for words in apart if re.search(r"\d\.\d+ to |[+−]\d", words)]
    assert wrong == []
    assert found or page == "overview", f"no row of six to nine pupils on the page {page}: nothing has been tried"


def test_the_places_below_count_few_pupils_beside_the_others_percentage(
    seen: dict[str, list[tuple[str, Page]]],
) -> None:
    counted = 0
    for where, _, row in rows(seen, "overview"):
        for heading in ("Came to a club", "Conversations held when due"):
            said = row.get(heading, "") if "Sessions missed" in row else ""
            if re.search(r"(?<![\d,.])[6-9](?: and [\d,]+)?$", said.replace("%", "% ")):
                counted += 1
                assert re.match(r"\d of [6-9]\b|\d of [6-9][6-9]$", said), (where, said)
    assert counted > 10


@pytest.mark.parametrize("page", PAGES)
def test_what_is_read_out_gives_no_percentage_of_few(seen: dict[str, list[tuple[str, Page]]], page: str) -> None:
    """The description of a picture stands beside its row's own number of pupils."""
    wrong = []
    for where, table, row in rows(seen, page):
        people = next((words for heading, words in row.items() if PEOPLE.match(heading)), "")
        picture = next((words for heading, words in row.items() if "0% to" in heading), "")
        own = re.match(r"([1-9])(?: and |$)", people)
        if own and page != "attendance" and SHARE.match(picture):
            wrong.append((where, table.caption, row))
    assert wrong == []


def test_what_the_sample_holds_of_few(executive: Visitor) -> None:
    """One place by hand: the six pupils with a plan at Elder Brook, three of whom came to a club."""
    page = look(executive, "/wider_outcomes?place=trust&group=plan")
    beside, behind = (
        next(row for table in page.tables for row in table.rows if row.get(heading) == "Elder Brook Primary")
        for heading in ("Primary schools", "School")
    )
    assert beside["Difference, percentage points"] == "3 of 6 against 55.4%"
    assert beside["Value and 95% interval"] == ""
    assert beside["EHC plan and other pupils"] == "6 and 240"
    assert (behind["Pupils with an EHC plan, %"], behind["Other pupils, %"]) == ("3 of 6", "55.4")
    assert (behind["Difference"], behind["95% interval"]) == ("", "")
    assert behind["Note"] == "only 6 pupils with an EHC plan"


def test_the_files_taken_away_hold_the_same(executive: Visitor) -> None:
    answer = executive.client.get("/export/csv/wider_outcomes?place=trust&group=plan")
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    (behind,) = [
        line for line in lines if line[:1] == ["Elder Brook Primary"] and "only 6 pupils with an EHC plan" in line
    ]
    assert behind[1:6] == ["6", "240", "3 of 6", "55.4", ""]


def test_how_it_is_worked_out_stops_at_the_count(executive: Visitor) -> None:
    page = look(executive, "/conversations?place=school:100003&group=plan")
    told = [line.text for line in page.lines if line.kind == "exact" and " ÷ " in line.text]
    few = [line for line in told if re.search(r" ÷ [1-9]\b(?!,)", line)]
    assert few
    assert all("of nine pupils or fewer nothing is worked out" in line for line in few)
