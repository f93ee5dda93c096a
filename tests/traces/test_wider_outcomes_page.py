"""The page of wider outcomes as served: the planted truth, every level on three days, every kind of nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from dashboard.app import create_app
from dashboard.settings import Settings
from data_loaders.sample.truths import BY_NAME
from data_loaders.store import facts
from data_loaders.store.engine import writer
from data_loaders.store.tables import TABLES
from tests.fixtures.sample_trust import AS_AT
from tests.fixtures.visitor import Visitor
from tests.traces.outcomes_by_pandas import Outcomes
from tests.traces.reading import Page, look, numbers_in

PATH = "/wider_outcomes"
OAKMERE, HAZEL_BANK, ASPEN_HOUSE, LARCH_STREET = "100010", "100002", "100012", "100004"
DAYS = (date(2025, 9, 12), date(2025, 10, 20), AS_AT)


class Dashboard:
    """The dashboard of a home, and who looks at it."""

    def __init__(self, home: Path, *, accounts: Path) -> None:
        copied = shutil.copy(home / "accounts.db", accounts)
        given = {"AFA_HOME": str(home), "AFA_ACCOUNTS_URL": f"sqlite:///{copied}"}
        self.home, self.app = home, create_app(Settings.from_environment(given))
        self._visitors: dict[str, Visitor] = {}

    def visitor(self, role: str) -> Visitor:
        if role not in self._visitors:
            self._visitors[role] = Visitor(self.app, home=self.home)
            self._visitors[role].sign_in(role)
        return self._visitors[role]

    def page(self, query: str = "", *, role: str = "trust_executive") -> Page:
        return look(self.visitor(role), PATH + query)

    def link(self, kind: str, words: str, *, school: str) -> str:
        """The query of the class or pupil that these words lead to from the progress page of a school."""
        page = look(self.visitor("trust_executive"), f"/progress?place=school:{school}")
        known = [(link, next(iter(row.values()))) for table in page.tables
                 for row, link in zip(table.rows, table.links, strict=True)]  # fmt: skip
        href = next(link for link, said in [*known, *page.links] if said == words and f"{kind}:" in link)
        found = re.search(rf"{kind}:[\w-]+", href)
        assert found is not None
        return f"?place={found[0]}"


@pytest.fixture(scope="module")
def opened(
    sample_home_as_at: Callable[[date], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[date], Dashboard]:
    made: dict[date, Dashboard] = {}

    def on(day: date) -> Dashboard:
        if day not in made:
            made[day] = Dashboard(sample_home_as_at(day), accounts=tmp_path_factory.mktemp("accounts"))
        return made[day]

    return on


@pytest.fixture(scope="module")
def today(opened: Callable[[date], Dashboard]) -> Dashboard:
    return opened(AS_AT)


def shares(page: Page) -> dict[str, tuple[float, float]]:
    """The years of the card as shown: the group's share and other pupils'."""
    table = page.table(holding="Year")
    found = {}
    for row in table.rows:
        one, two = numbers_in(row["SEND and others, difference"])[:2]
        found[row["Year"].partition(",")[0]] = (one, two)
    return found


def test_twenty_to_seventy_is_found_on_the_page(today: Dashboard) -> None:
    bounds = BY_NAME["clubs_20_to_70"].expected
    found = shares(today.page(f"?place=school:{OAKMERE}&period=2025-26"))
    for year in ("2023/24", "2024/25", "2025/26"):
        low, high = bounds[f"send_{year.replace('/', '_')}"]
        assert low <= found[year][0] / 100 <= high, found
    low, high = bounds["others_change"]
    assert low <= (found["2025/26"][1] - found["2023/24"][1]) / 100 <= high, found
    title = today.page(f"?place=school:{OAKMERE}&period=2025-26").card("SEND pupils in a club: ")
    assert title, "the years have a card of their own"


def test_the_trust_names_oakmere_and_no_other_school(today: Dashboard) -> None:
    page = today.page("?period=2025-26")
    sections = {line.section for line in page.lines if "schools compared" in line.section}
    assert len(sections) == 1
    (title,) = sections
    assert "SEND pupils came to a club more often than other pupils at Oakmere Academy" in title


def test_the_terms_of_oakmere_are_those_of_the_files(today: Dashboard, sample_home: Path) -> None:
    trust = Outcomes(sample_home / "sample-files")
    table = today.page(f"?place=school:{OAKMERE}").table(holding="Term")
    for row in table.rows:
        when = {"autumn": 0, "spring": 1, "summer": 1}
        season, _, year = row["Term"].partition(" term ")
        first = int(year) - when[season]
        rows = trust.attended(f"{first}-{first - 1999}.{season}").query("School == @OAKMERE")
        send, other = rows[rows["start"].isin(["K", "E"])], rows[rows["start"] == "N"]
        assert numbers_in(row["SEND pupils, n"]) == [len(send)]
        assert float(row["SEND pupils, %"]) == pytest.approx(100 * (send["count"] > 0).mean(), abs=0.051)
        assert float(row["Other pupils, %"]) == pytest.approx(100 * (other["count"] > 0).mean(), abs=0.051)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_level_says_something_true_on_every_day(opened: Callable[[date], Dashboard], day: date) -> None:
    then = opened(day)
    newest = "spring term 2026" if day == AS_AT else "autumn term 2025"
    latest = "summer term 2025" if day.month == 9 else newest  # the last completed, of a trust and a school
    for query in ("", f"?place=school:{OAKMERE}", f"?place=school:{HAZEL_BANK}", f"?place=school:{ASPEN_HOUSE}"):
        page = then.page(query)
        assert latest in page.said[0], page.said
        assert "came to a club" in page.said[0]
        assert not re.search(r"\bnan\b|None(?! of)", page.words)
        not_yet = "January census of this academic year has not been taken yet" in page.words
        assert not_yet is (day.month == 10)
        assert ("has just begun" in page.as_at) is (day.month == 9)
    klass = then.page(then.link("class", "Class 2A", school=HAZEL_BANK))
    assert f"In {newest}, " in klass.said[0]
    assert "SEND pupils" in klass.words
    listed = then.page(f"?place=school:{HAZEL_BANK}").table(holding="Class")
    pupil = then.page("?" + listed.links[0].partition("?")[2])
    said = (f"In no club in {newest}", f"In {newest}: on the register", f"In {latest}: on the register")
    assert pupil.said[0].startswith((*said, f"In no club in {latest}"))


def test_sessions_lost_are_sessions_and_not_times(today: Dashboard) -> None:
    table = today.page("?period=2025-26").table(holding="SEND pupils: times, or sessions, and pupils")
    for heading in ("SEND pupils: times, or sessions, and pupils", "Other pupils: times, or sessions, and pupils"):
        assert re.fullmatch(
            r"[\d,]+ sessions?, [\d,]+ of [\d,]+ pupils", table.row("Sessions lost to suspension")[heading]
        )
        assert re.fullmatch(r"[\d,]+ times?, [\d,]+ of [\d,]+ pupils", table.row("Suspensions")[heading])


def test_a_rate_follows_from_the_numbers_beside_it(today: Dashboard) -> None:
    """Sessions lost are over the pupils of schools with registers, who are fewer; lengths are those recorded."""
    page = today.page("?period=2025-26.spring")
    table = page.table(holding="SEND pupils: times, or sessions, and pupils")
    for name, all_of_them in (("Suspensions", 1064), ("Sessions lost to suspension", 991)):
        row = table.row(name)
        times, _, n = numbers_in(row["SEND pupils: times, or sessions, and pupils"])
        assert n == all_of_them
        assert numbers_in(row["SEND pupils, per 100"])[0] == pytest.approx(100 * times / n, abs=0.051)
    said = "took 4.0 sessions on average (302 sessions, 75 suspensions). One of other pupils took 4.4 (348 sessions, 79"
    assert said in page.words
    assert "Suspensions and permanent exclusions: 62 of 1,064 SEND pupils suspended, 75 of 4,795 other" in page.words


def test_of_three_pupils_bullied_no_difference_is_claimed(today: Dashboard) -> None:
    page = today.page(f"?place=school:{OAKMERE}&period=2025-26")
    row = page.table(holding="SEND pupils: times and pupils").row("Pupils bullied")
    assert row["Difference, 95% interval"] == "only 3 recorded, too few to compare"
    assert not any("were recorded as victims of bullying at least once, 1" in line.text for line in page.lines)
    assert "Bullying and behaviour incidents: 2 of 159 SEND pupils recorded as victims of bullying, 1 of 756 other" in (
        page.words
    )


def test_a_term_to_come_is_not_nought(today: Dashboard) -> None:
    for place in ("trust", f"school:{OAKMERE}"):
        page = today.page(f"?place={place}&period=2025-26.summer")
        assert "Summer term 2026 has not begun" in page.words
        assert "0.0" not in page.words
    klass = today.link("class", "Class 2A", school=HAZEL_BANK)
    assert "Summer term 2026 has not begun." in today.page(f"{klass}&period=2025-26.summer").said[0]


def test_a_class_of_three_is_counted_and_a_class_of_none_says_so(today: Dashboard) -> None:
    three = today.page(today.link("class", "Class 2A", school=HAZEL_BANK))
    assert re.fullmatch(r"In spring term 2026, \d of 3 SEND pupils came to a club\.", three.said[0])
    assert "%" not in three.words
    none = today.page(today.link("class", "Class 5A", school=HAZEL_BANK))
    assert none.said[1].startswith("No pupil in this class is a SEND pupil; it has ")
    assert " pupils came to a club." in none.said[0]


def test_the_special_school_has_its_own_figure_and_no_gap(today: Dashboard) -> None:
    page = today.page(f"?place=school:{ASPEN_HOUSE}")
    assert "of SEND pupils came to a club (no other pupils to compare)." in page.said[0]
    assert "no clear difference" not in page.words


def test_pupils_in_no_club_are_those_of_the_files(today: Dashboard, sample_home: Path) -> None:
    trust = Outcomes(sample_home / "sample-files")
    stays = trust.stays
    here = stays[(stays["School"] == LARCH_STREET) & (stays["From"] <= "2026-03-20") & (stays["To"] > "2026-03-20")]
    days = pd.Series(pd.Timestamp(2026, 3, 20), index=here.index)
    send = set(here.loc[trust.status(here["Pupil"], days).isin(["K", "E"]), "Pupil"])
    rows = trust.attended("2025-26.spring").query("School == @LARCH_STREET")
    none = set(rows.loc[rows["count"] == 0, "Pupil"]) & send
    page = today.page(f"?place=school:{LARCH_STREET}")
    table = page.table(holding="Class")
    assert len(table.rows) == len(none)
    assert table.caption.startswith(f"{len(none)} of {len(send)} SEND pupils on roll today came to no club")
    assert any(line.startswith("Clubs with places: ") for line in page.card(f"{len(none)} of "))


def test_places_left_are_places_less_the_register_of_the_last_half_term(today: Dashboard, sample_home: Path) -> None:
    trust = Outcomes(sample_home / "sample-files")
    clubs = trust._file("activity").query("School == @LARCH_STREET").set_index("Club")["Places"].astype(int)
    rows = trust.clubs.query("School == @LARCH_STREET and term == '2025-26.spring'")
    roll = trust.roll("2025-26.spring").query("School == @LARCH_STREET")["Pupil"]
    now = rows[rows["Pupil"].isin(roll) & (rows["From"] == rows.groupby("Club")["From"].transform("max"))]
    left = (clubs - now.groupby("Club").size()).clip(lower=0)
    table = today.page(f"?place=school:{LARCH_STREET}").table(holding="Places left")
    left_of = {row["Club"]: row["Places left"] for row in table.rows}
    shown = {name: 0 if words.startswith("full") else int(words) for name, words in left_of.items()}
    assert shown == left.to_dict()


def test_a_club_with_more_on_its_register_than_places_says_so(today: Dashboard) -> None:
    page = today.page(f"?place=school:{OAKMERE}")
    row = page.table(holding="Places left").row("Coding")
    assert (row["On the register now"], row["Places left"]) == ("80, for 40 places", "full, 40 over")
    assert "more pupils are on the register than the club is said to have places" in page.words


def test_readers_see_what_their_role_may(today: Dashboard) -> None:
    assert today.page(role="class_teacher").title == "Not here"
    assert today.page(f"?place=school:{OAKMERE}", role="class_teacher").title == "Not here"
    total = today.page(role="senco")
    assert total.title.endswith("schools together")
    assert "came to a club" in total.said[0]
    assert not total.tables or all("Academy" not in str(table.rows) for table in total.tables)


@pytest.fixture(scope="module")
def changed(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    """Larch Street has sent no club registers, no incident and no suspension; a pupil joined Hazel Bank yesterday."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("changed") / "home"))
    engine = writer(f"sqlite:///{home / 'pupils.db'}")
    with engine.begin() as connection:
        for name in ("activity_session", "incident", "suspension", "parents_evening"):
            connection.execute(sa.delete(TABLES[name]).where(TABLES[name].c.school == LARCH_STREET))
        _join(connection, school=HAZEL_BANK, on=AS_AT - timedelta(days=1))
        facts.rebuild(connection, schools={LARCH_STREET, HAZEL_BANK})
    engine.dispose()
    return Dashboard(home, accounts=tmp_path_factory.mktemp("accounts"))


def _join(connection: sa.Connection, *, school: str, on: date) -> None:
    pupil: dict[str, Any] = {"pupil_id": 900_001, "pupil": "new", "forename": "New", "surname": "Arrival",
                             "token": "arrival-of-yesterday", "batch_id": 1}  # fmt: skip
    connection.execute(TABLES["pupil"].insert().values(pupil))
    stay = {"enrolment_id": 900_001, "pupil_id": 900_001, "school": school, "from_date": on, "year_group": "2"}
    connection.execute(TABLES["enrolment"].insert().values(stay | {"status": "C", "batch_id": 1}))
    status = {"pupil_id": 900_001, "from_date": on, "code": "K", "batch_id": 1}
    connection.execute(TABLES["sen_status"].insert().values(status))


def test_a_school_that_sent_nothing_says_not_supplied(changed: Dashboard) -> None:
    page = changed.page(f"?place=school:{LARCH_STREET}")
    assert "Club registers: not supplied" in page.words
    assert "No incidents have been supplied." in page.words
    assert "No parents' evening has been supplied for this period." in page.words
    suspended = page.table(holding="Suspensions and permanent exclusions").row("Suspensions")
    assert "no suspensions have been supplied" in suspended.values()
    assert not any("came to no club" in table.caption for table in page.tables)
    trust = changed.page()
    rows = [row for table in trust.tables for row in table.rows if "Larch Street Primary" in row.values()]
    assert any("no club registers for this period" in " ".join(row.values()) for row in rows)


def test_a_pupil_who_joined_yesterday_is_there_and_truthful(changed: Dashboard) -> None:
    now = changed.page("?place=pupil:arrival-of-yesterday")
    assert now.said[0] == "In no club in spring term 2026."
    before = changed.page("?place=pupil:arrival-of-yesterday&period=2025-26.autumn")
    assert before.said[0] == "Not on roll at this school in autumn term 2025."
