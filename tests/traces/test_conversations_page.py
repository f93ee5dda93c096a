"""What the served page of conversations says: the planted truths, every level on three days, and who sees what."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.app import create_app
from dashboard.settings import Settings
from data_loaders.sample.truths import BY_NAME
from tests.fixtures.visitor import Visitor
from tests.traces.by_pandas import SEND, Trust
from tests.traces.conversations_by_pandas import Conversations
from tests.traces.reading import Page, Table, look

DAYS = (date(2025, 9, 12), date(2025, 10, 20), date(2026, 3, 20))
NOW = DAYS[-1]
HAZEL_BANK, JUNIPER_HILL, LINDEN, ASHCOMBE, ASPEN_HOUSE = "100002", "100006", "100009", "100011", "100012"
ROLES = {"headteacher": "the headteacher", "senco": "the SENDCO", "class_teacher": "a class teacher"}
PILOT = {"headteacher": 55, "senco": 32, "class_teacher": 30}
LEVELS = ("trust", f"school:{HAZEL_BANK}", f"school:{LINDEN}", f"school:{ASPEN_HOUSE}", "class", "pupil")


class Then:
    """The dashboard on a day, by role, and the files that were there."""

    def __init__(self, home: Path, *, accounts: Path) -> None:
        copied = shutil.copy(home / "accounts.db", accounts)
        given = {"AFA_HOME": str(home), "AFA_ACCOUNTS_URL": f"sqlite:///{copied}"}
        self.app, self.home = create_app(Settings.from_environment(given)), home
        self.files = Conversations(Trust(home / "sample-files"))
        self._visitors: dict[str, Visitor] = {}

    def page(self, address: str, *, role: str = "trust_executive") -> Page:
        if role not in self._visitors:
            self._visitors[role] = Visitor(self.app, home=self.home)
            self._visitors[role].sign_in(role)
        return look(self._visitors[role], address)

    def at(self, level: str, *, role: str = "trust_executive", **chosen: str) -> Page:
        more = "".join(f"&{name}={value}" for name, value in chosen.items())
        return self.page(f"/conversations?place={self._place(level)}{more}", role=role)

    def _place(self, level: str) -> str:
        """A class is Hazel Bank's 2A, a pupil the first of that school's list."""
        if level == "class":
            return self.class_named("Class 2A")
        if level != "pupil":
            return level
        found = re.search(r"pupil:[\w-]+", self.at(f"school:{HAZEL_BANK}").table(holding="To do").links[0])
        assert found is not None
        return found[0]

    def class_named(self, words: str) -> str:
        """The place of one of Hazel Bank's classes."""
        school = self.page(f"/progress?place=school:{HAZEL_BANK}")
        rows = [(link, next(iter(row.values()))) for table in school.tables
                for row, link in zip(table.rows, table.links, strict=True)]  # fmt: skip
        found = [re.search(r"class:[\w-]+", link) for link, said in [*rows, *school.links] if said == words]
        return next(match[0] for match in found if match is not None)


@pytest.fixture(scope="module")
def opened(
    sample_home_as_at: Callable[[date], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[date], Then]]:
    made: dict[date, Then] = {}

    def on(day: date) -> Then:
        if day not in made:
            made[day] = Then(sample_home_as_at(day), accounts=tmp_path_factory.mktemp("accounts"))
        return made[day]

    yield on
    for then in made.values():
        walls = then.app.server.extensions["afa"]
        walls.accounts.close()
        walls.pupils.dispose()


@pytest.fixture
def now(opened: Callable[[date], Then]) -> Then:
    return opened(NOW)


def role_table(page: Page, role: str) -> Table:
    return next(table for table in page.tables if table.caption.startswith(f"Led by {ROLES[role]}"))


@pytest.mark.parametrize("year", ["2023-24", "2024-25"])
@pytest.mark.parametrize("role", ROLES)
def test_participation_by_who_leads_is_found(now: Then, role: str, year: str) -> None:
    truth = BY_NAME[f"participation_led_by_{role}"]
    page = now.at("trust", period=year)
    table = role_table(page, role)
    assert {link.partition("school:")[2].partition("&")[0] for link in table.links} == set(truth.schools)
    found = re.search(r": ([\d.]+)% on average over (\d+) schools; ([\d.]+)% of all", table.caption)
    assert found is not None
    low, high = truth.expected[f"mean_{year.replace('-', '_')}"]
    assert 100 * low <= float(found[1]) <= 100 * high
    assert int(found[2]) == len(truth.schools)
    title = next(line.text for line in page.lines if line.text.startswith("Full participation in "))
    assert f"{found[1]}% where {ROLES[role]} led" in title
    assert f"the pilot 2009 to 2011: {PILOT[role]}%" in page.words
    assert "two months less progress" in page.words


def test_in_the_year_the_pilot_stands_against_the_last_completed_year_only(now: Then) -> None:
    page = now.at("trust")
    assert page.parts["period"]["value"] == "2025-26.spring"
    assert any(line.text.startswith("Full participation in 2024/25: ") for line in page.lines)
    assert role_table(page, "headteacher").row("Oakmere Academy")["Lead now"] == "Headteacher"


def test_in_the_year_schools_stand_by_who_has_led_them_and_no_role_has_a_mean(now: Then) -> None:
    page = now.at("trust")
    card = next(line.section for line in page.lines if line.section.startswith("Conversations held when due, 2025/26"))
    told = [line.text for line in page.lines if line.section == card and line.kind == "H3"]
    assert told == [
        "Led by the headteacher: 4 schools", "Led by the SENDCO: 4 schools",
        "Led by a class teacher: 2 schools: too few to say whether it matters",
        "Led by another senior leader: 1 school: too few to say whether it matters",
        "Lead changed in the year: 1 school",
    ]  # fmt: skip
    tables = [table for table in page.tables if table.caption in told][-len(told) :]  # not those of the year before
    assert sum(len(table.rows) for table in tables) == 12
    assert "Juniper Hill Primary: Headteacher since 5 January 2026" in page.words
    (changed,) = tables[-1].rows
    assert changed["School"] == "Juniper Hill Primary"
    over = now.at("trust", period="2024-25")
    assert "Lead changed in the year" not in over.words


def test_the_change_of_lead_is_found(now: Then) -> None:
    assert BY_NAME["lead_changes"].schools == (JUNIPER_HILL,)
    row = role_table(now.at("trust"), "class_teacher").row("Juniper Hill Primary")
    assert row["Lead now"] == "Headteacher since 5 January 2026"
    page = now.at(f"school:{JUNIPER_HILL}")
    assert "Led by the headteacher since 5 January 2026; before by a class teacher from 1 September 2023." in page.words
    figure = page.figure("conversations-trend")["layout"]
    words = [each["text"] for each in figure["annotations"]]
    assert {"Class teacher", "Headteacher"} <= set(words)
    takes_over = [shape["x0"] for shape in figure["shapes"] if shape["line"].get("dash") == "dot"]
    assert takes_over == [6.5]  # between the seventh term, autumn 2025, and the eighth


def test_the_listed_group_is_found(now: Then) -> None:
    assert BY_NAME["listed_afa_group"].schools == (ASHCOMBE,)
    trust = now.at("trust").words
    assert "Ashcombe Academy lists an AfA group; at the other 11 schools every pupil with SEN support" in trust
    page = now.at(f"school:{ASHCOMBE}")
    assert "The AfA group is as the school lists it." in page.words
    assert {row["Year group"] for row in page.table(holding="Year group").rows} == {"Year 7", "Year 10"}
    beside = page.table(holding="Declined")
    assert int(beside.row("Other SEND pupils")["Pupils"].replace(",", "")) > 50
    assert "This school lists no AfA group of its own: every pupil with SEN support" in now.at(f"school:{LINDEN}").words


def test_this_terms_numbers_are_those_of_the_files(now: Then) -> None:
    pupils = now.files.in_term("2025-26.spring")
    group = pupils[pupils["inside"] & (pupils["School"] == HAZEL_BANK)]
    talks = now.files.talks[(now.files.talks["Term"] == "2025-26.spring")].merge(group, on=["Pupil", "School"])
    row = now.at(f"school:{HAZEL_BANK}").table(holding="Declined").row("AfA group")
    had = talks[talks["counted"]]["Pupil"].nunique()
    assert (int(row["Pupils"]), int(row["To come"])) == (len(group), len(group) - had)
    assert "Overdue" not in row  # the term lasts: nothing of it is overdue
    assert int(row["Offered"]) == (talks["Status"] != "cancelled").sum()
    assert (int(row["Held"]), int(row["Declined"])) == (talks["held"].sum(), (talks["Status"] == "declined").sum())


@pytest.mark.parametrize("role", ["senco", "trust_executive"])
def test_this_weeks_list_holds_who_is_due_and_nobody_else(now: Then, role: str) -> None:
    rows = now.files.year("2025-26")
    rows = rows[rows["School"] == HAZEL_BANK]
    missed = rows["in_autumn"] & (rows["counted_autumn"] == 0)
    waiting = rows["in_spring"] & (rows["counted_spring"] == 0)
    stays = now.files.trust.stays
    here = stays[
        (stays["From"] <= pd.Timestamp(NOW)) & (stays["To"] > pd.Timestamp(NOW)) & (stays["School"] == HAZEL_BANK)
    ]
    due = rows[(missed | waiting) & rows["Pupil"].isin(here["Pupil"])]
    listed = [
        table for table in now.at(f"school:{HAZEL_BANK}", role=role).tables if table.rows and "To do" in table.rows[0]
    ]
    assert sum(len(table.rows) for table in listed) == len(due)
    asked = [row for table in listed for row in table.rows if row["To do"].startswith("Day passed, no outcome")]
    assert all(row["Day"] for row in asked)
    late = (missed & rows["Pupil"].isin(here["Pupil"])).sum()
    assert sum(bool(row["Missed"]) for table in listed for row in table.rows) == late
    assert sum("verdue" in row["To do"] for table in listed for row in table.rows) == late
    both = (missed & waiting & rows["Pupil"].isin(here["Pupil"])).sum()
    words = now.at(f"school:{HAZEL_BANK}", role=role).words
    assert f"This week's list: {len(due)} pupils" in words.splitlines()
    assert f"{late} pupils are overdue from a term that has ended; {both} of them are also without this" in words
    needs = next(line for line in words.splitlines() if "without this term's conversation: " in line)
    numbers = [int(each) for each in re.findall(r"\d+", needs)]
    assert numbers[0] == sum(numbers[1:]) == len(due) - late + both
    assert f" to come ({len(asked)} whose day has passed without an outcome" in words


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_says_something_true_on_every_day(opened: Callable[[date], Then], level: str, day: date) -> None:
    then = opened(day)
    page = then.at(level)
    assert page.said
    words = "\n".join([*(line.text for line in page.lines if line.kind != "definition"), *page.labels])
    assert "NaN" not in words
    if day < NOW:
        assert not re.search(r"spring term 2026|summer term 2026|January 2026", words)
        assert "overdue" not in " ".join(page.said)


def test_in_september_the_last_year_stands_and_this_years_are_to_come(opened: Callable[[date], Then]) -> None:
    then = opened(DAYS[0])
    page = then.at("trust")
    pupils = then.files.in_term("2025-26.autumn")
    assert page.parts["period"]["value"] == "2024-25.summer"
    assert "No conversations yet for autumn term 2025: this is summer term 2025" in page.as_at
    assert page.said[0].startswith("In 2024/25 three conversations were held with a parent or carer for ")
    expected = f"In autumn term 2025 a conversation is to come for all {pupils['inside'].sum()} pupils in the AfA group"
    assert page.said[1].startswith(expected)


def test_in_october_nothing_is_overdue(opened: Callable[[date], Then]) -> None:
    then = opened(DAYS[1])
    listed = then.at(f"school:{HAZEL_BANK}").table(holding="To do")
    assert {row["To do"] for row in listed.rows} <= {"Needs a day", "Declined", "To come, a day is set", "This week"}
    assert "Missed" in listed.rows[0]
    assert not any(row["Missed"] for row in listed.rows)


def test_a_class_shows_its_pupils_by_term_and_no_rate(now: Then) -> None:
    page = now.at("class", role="class_teacher")
    assert re.match(r"The spring term's conversation has been held for \d of 3 pupils", page.said[0])
    assert "%" not in "\n".join(line.text for line in page.lines)
    table = page.table(holding="Spring term")
    assert len(table.rows) == 3
    assert {row["Summer term"] for row in table.rows} == {"Not begun"}
    assert "Nothing is due for the other 26 pupils of the class" in page.words


def test_a_class_without_a_pupil_of_the_group_says_so(now: Then) -> None:
    page = now.at(now.class_named("Class 5A"))
    assert page.said[0].startswith("No pupil in this class is in the AfA group in 2025/26")
    assert not any("AfA group" in line.text for line in page.lines if line.kind == "H2")


def test_a_pupils_page_shows_each_conversation_with_its_targets(now: Then) -> None:
    """The pupil with the most conversations at Hazel Bank, as the SENDCO there sees them."""
    talks = now.files.talks[now.files.talks["School"] == HAZEL_BANK]
    latest = talks[talks["counted"] & (talks["Term"] == "2025-26.spring")]
    whose = latest["Pupil"].iloc[0]
    agreed = now.files.targets[now.files.targets["Pupil"] == whose]
    names = now.files.trust._file("pupil").set_index("Pupil").loc[whose]
    pages = [now.at(place, role="senco") for place in pupils_of(now, names["Forename"], names["Surname"])]
    page = next(each for each in pages if each.title == f"{names['Forename']} {names['Surname']}")
    held = [words for words in page.words.splitlines() if re.match(r"\w+ term \d{4}: ", words)]
    assert len(held) == (now.files.talks["Pupil"] == whose).sum()
    assert held[0].startswith("Spring term 2026: held on ")
    said = [words for words in page.words.splitlines() if words.startswith(("Curricular target", "Wider target"))]
    assert len(said) == len(agreed)
    assert all(any(text in words for words in said) for text in agreed["Target"])


def pupils_of(then: Then, forename: str, surname: str) -> list[str]:
    """The places of the pupils of that name among Hazel Bank's SEND pupils."""
    school = then.page(f"/progress?place=school:{HAZEL_BANK}", role="senco")
    rows = [
        (row.get("Pupil"), link) for table in school.tables for row, link in zip(table.rows, table.links, strict=True)
    ]
    found = [re.search(r"pupil:[\w-]+", link) for words, link in rows if words and f"{forename} {surname}" in words]
    return [match[0] for match in found if match is not None]


def test_targets_stand_on_the_pupils_own_page_alone(now: Then) -> None:
    texts = set(now.files.targets["Target"])
    for level in ("trust", f"school:{HAZEL_BANK}", "class"):
        raw = now.at(level, role="senco" if level == "class" else "trust_executive").raw
        assert not [text for text in texts if text in raw]


def test_a_reader_of_one_school_sees_no_other_school(now: Then) -> None:
    page = now.at("trust", role="headteacher")
    others = [row for row in now.files.trust._file("school")["Name"] if row in page.raw]
    assert set(others) <= {"Elder Brook Primary"}
    assert "Led by" not in page.words
    assert now.at(f"school:{LINDEN}", role="headteacher").title == "Not here"


def test_governors_are_not_told_who_leads(now: Then) -> None:
    """What governors are served comes from releases: neither the lead nor a single pupil is in it."""
    page = now.at("trust", role="governor")
    assert not [
        words for words in page.words.splitlines() if words.startswith(("Led by", "Full participation in 2024/25:"))
    ]
    assert "This week's list" not in page.words
    assert "pupil:" not in page.raw


def test_status_counts_in_the_groups_words(now: Then) -> None:
    rows = now.files.group(now.files.year("2025-26"), group="plan", terms=2)
    page = now.at("trust", group="plan")
    assert f"of {len(rows[rows['in_autumn']]):,} AfA pupils with an EHC plan" in page.said[1]
    assert rows["status"].isin(SEND).all()
