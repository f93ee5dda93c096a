"""Edges on every page: a school that has sent results alone, a class without a SEND pupil and one with three, a pupil
who joined yesterday. Each page says what is so, and none takes what was not sent for nought."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from dashboard.__main__ import afa
from data_loaders.store import facts
from data_loaders.store.engine import writer
from data_loaders.store.tables import TABLES
from tests.fixtures.sample_trust import AS_AT
from tests.fixtures.visitor import Visitor
from tests.traces.reading import Page, look
from tests.traces.test_wider_outcomes_page import ASPEN_HOUSE, HAZEL_BANK, LARCH_STREET, Dashboard, _join

STRANDS = ("progress", "conversations", "wider_outcomes", "attendance")
NOTHING = re.compile(r"\bnan\b|\bNone\b(?! of| has| is| belongs| yet|$)|0\.0%|\b0 of 0\b")
NEWCOMER = "place=pupil:arrival-of-yesterday"


@pytest.fixture(scope="module")
def edges(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a trust in which Larch Street has sent results alone, and a pupil joined Hazel Bank yesterday."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("edges") / "home"))
    engine = writer(f"sqlite:///{home / 'pupils.db'}")
    sent = ("activity_session", "incident", "suspension", "parents_evening", "attendance", "conversation")
    with engine.begin() as connection:
        for name in sent:
            connection.execute(sa.delete(TABLES[name]).where(TABLES[name].c.school == LARCH_STREET))
        _join(connection, school=HAZEL_BANK, on=AS_AT - timedelta(days=1))
        facts.rebuild(connection, schools={LARCH_STREET, HAZEL_BANK})
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def executive(edges: Path, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Dashboard(edges, accounts=tmp_path_factory.mktemp("accounts")).visitor("trust_executive")


def at(executive: Visitor, path: str, query: str) -> Page:
    return look(executive, f"/{path}?{query}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("overview", "Conversations: not supplied."),
        ("progress", "Conversations: not supplied."),
        ("conversations", "Conversations: not supplied."),
        ("wider_outcomes", "Club registers: not supplied"),
        ("attendance", "Registers: not supplied"),
    ],
)
def test_a_strand_that_was_not_sent_is_never_nought(executive: Visitor, path: str, said: str) -> None:
    page = at(executive, path, f"place=school:{LARCH_STREET}")
    assert said in page.words
    if path != "progress":
        assert "0.0%" not in "\n".join(page.said)
        assert "earlier period" not in page.words


SUPPLIED = [
    "Results: supplied, the last for spring term 2026.",
    "Registers: not sent this term by Sorrel Way Primary (last for autumn term 2025); never sent by Larch Street "
    "Primary; the others to 20 March 2026.",
    "Conversations: never sent by Larch Street Primary; the others for spring term 2026.",
    "Club registers: never sent by Larch Street Primary; the others for spring term 2026.",
    "Questionnaires: sent this year by 5 of 12 schools.",
    "SEN information passed on: sent this year by 5 of 12 schools.",
    "National results for 2024/25: from every school with the year group: good level of development, phonics screening "
    "check, multiplication tables check, key stage 2 tests and GCSEs.",
]
"""What is so of this trust, strand by strand: who has not sent what, and how old it is."""


def test_the_trust_names_who_has_never_sent_a_strand(executive: Visitor, edges: Path) -> None:
    page = at(executive, "overview", "")
    assert page.card("What has been supplied") == SUPPLIED
    assert "conversations never sent: Larch Street Primary" in page.as_at
    told = CliRunner().invoke(afa, ["supply"], env={"AFA_HOME": str(edges)})
    assert told.output.splitlines() == SUPPLIED


def test_the_overview_of_the_trust_says_why_a_school_has_no_figure(executive: Visitor) -> None:
    row = at(executive, "overview", "").table(holding="Sessions missed").row("Larch Street Primary")
    assert row["Conversations held when due"] == "no conversations have been supplied for this year"
    assert row["Came to a club"] == "no club registers for this period"
    assert row["Sessions missed"] == "no registers for this period"
    assert row["Gain in mathematics, points"]


def test_its_pupils_have_results_and_nothing_else(executive: Visitor) -> None:
    page = at(executive, "overview", f"place=school:{LARCH_STREET}")
    for row in page.table(holding="Conversation this term").rows:
        assert [row["Conversation this term"], row["Club sessions this term"], row["Sessions missed this year"]] == [
            "not supplied", "not supplied", "not supplied",
        ]  # fmt: skip
    assert "club" not in "\n".join(page.card("This term, pupil by pupil"))


def test_a_special_school_is_not_said_to_lack_registers_of_pupils_it_has_not(executive: Visitor) -> None:
    page = at(executive, "attendance", f"place=school:{ASPEN_HOUSE}")
    years = next(line.section for line in page.lines if "of each year" in line.text)
    assert "pupils with an EHC plan" in years
    assert "no registers for this period" not in page.words
    assert not re.search(r"\b0 of 0\b", page.words)


def test_without_any_conversation_supplied_nobody_is_called_overdue(executive: Visitor) -> None:
    assert "overdue" not in at(executive, "conversations", f"place=school:{LARCH_STREET}").words.lower()


@pytest.fixture(scope="module")
def places(executive: Visitor) -> dict[str, str]:
    """The classes and pupils that Hazel Bank's page of progress leads to, by their words, as a query."""
    school = at(executive, "progress", f"place=school:{HAZEL_BANK}")
    known = [(link, next(iter(row.values()))) for table in school.tables
             for row, link in zip(table.rows, table.links, strict=True)]  # fmt: skip
    return {words: link.partition("?")[2].partition("&")[0] for link, words in [*known, *school.links]}


@pytest.mark.parametrize("path", ["overview", *STRANDS])
def test_a_class_of_three_is_counted_and_a_class_of_none_says_so(
    executive: Visitor, places: dict[str, str], path: str
) -> None:
    three, none = (at(executive, path, places[words]) for words in ("Class 2A", "Class 5A"))
    assert re.search(r"\b3 (of|SEND pupils|pupils of the AfA group)", " ".join(three.said))
    assert "%" not in " ".join(three.said)
    assert re.search(r"No pupil in this class is|None of the \d+ pupils in this class has", " ".join(none.said))
    assert "Nobody is" not in none.words  # close to a tenth, overdue, in no club: of no SEND pupil it says nothing


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("overview", "Year 2 at Hazel Bank Primary, on roll since 19 March 2026."),
        ("progress", "No result has been supplied for this pupil"),
        ("conversations", "No conversation is due yet: the first belongs to the summer term."),
        ("wider_outcomes", "In no club in spring term 2026."),
        ("attendance", "No register about this pupil has been supplied in 2025/26."),
    ],
)
def test_who_joined_yesterday_has_a_true_page_in_every_strand(executive: Visitor, path: str, said: str) -> None:
    page = at(executive, path, NEWCOMER)
    assert said in page.words
    assert not NOTHING.search("\n".join(line.text for line in page.lines if line.kind == "sentence"))


def test_who_joined_yesterday_is_in_the_list_of_the_school(executive: Visitor) -> None:
    page = at(executive, "overview", f"place=school:{HAZEL_BANK}")
    table = page.table(holding="Conversation this term")
    rows = [row for row, link in zip(table.rows, table.links, strict=True) if "arrival-of-yesterday" in link]
    assert [row["Conversation this term"] for row in rows] == ["not in the AfA group"]
    assert [row["Sessions missed this year"] for row in rows] == ["not supplied"]


@pytest.mark.parametrize("path", ["overview", *STRANDS])
def test_a_term_that_has_not_begun_is_answered_in_words(executive: Visitor, path: str) -> None:
    for place in ("trust", f"school:{HAZEL_BANK}", "pupil:arrival-of-yesterday"):
        page = at(executive, path, f"place={place}&period=2025-26.summer")
        assert page.title
        assert not re.search(r"\bnan\b", page.words)
        told = "\n".join(page.said)
        assert not re.search(r"[1-9]\d*(\.\d)?% of SEND pupils .*summer term 2026", told)


SUMMER = "period=2025-26.summer"


def test_a_class_in_a_term_that_has_not_begun_has_no_incidents_counted(
    executive: Visitor, places: dict[str, str]
) -> None:
    page = at(executive, "wider_outcomes", f"{places['Class 2A']}&{SUMMER}")
    assert "Choose an earlier period" in page.words
    assert page.tables == []


def test_pupils_in_a_term_that_has_not_begun_are_those_of_the_current_one(
    executive: Visitor, places: dict[str, str]
) -> None:
    now, then = (at(executive, "overview", f"{places['Class 2A']}{more}") for more in ("", f"&{SUMMER}"))
    assert then.card("This term, pupil by pupil") == now.card("This term, pupil by pupil")
    held = [page.table(holding="Conversation this term").rows for page in (now, then)]
    assert held[0] == held[1]


def test_the_last_conversations_are_not_said_to_be_of_a_term_that_has_not_begun(executive: Visitor) -> None:
    page = at(executive, "conversations", f"place=school:{HAZEL_BANK}&{SUMMER}")
    assert "In spring term 2026, this term's conversation has been held" in page.raw
    assert "In summer term 2026, this term's conversation has been held" not in page.raw


def test_a_pupils_results_stay_known_in_a_term_that_has_not_begun(executive: Visitor, places: dict[str, str]) -> None:
    table = at(executive, "progress", f"place=school:{HAZEL_BANK}").table(holding="Latest result")
    query = next(link.partition("?")[2].partition("&")[0] for row, link in zip(table.rows, table.links, strict=True)
                 if row["Latest result"])  # fmt: skip
    now, then = (at(executive, "progress", f"{query}{more}") for more in ("", f"&{SUMMER}"))
    assert now.said[0].startswith("Mathematics: ")
    assert then.said == now.said
