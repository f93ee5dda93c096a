"""The sample trust in September, October and March: every level says something true and useful, and nothing of the
future. What a day may know is read from the files of that day, by a route of its own."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.settings import Settings
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, OTHERS, Trust
from tests.traces.reading import Page, look

AUTUMN_DAYS = (date(2025, 9, 12), date(2025, 10, 20))
DAYS = (*AUTUMN_DAYS, date(2026, 3, 20))
WORDS = {DAYS[0]: "12 September 2025", DAYS[1]: "20 October 2025", DAYS[2]: "20 March 2026"}
LATEST = {DAYS[0]: "2024-25.summer", DAYS[1]: "2024-25.summer", DAYS[2]: "2025-26.spring"}
SAID = {"2024-25.summer": "summer term 2025", "2025-26.spring": "spring term 2026"}
HAZEL_BANK, LINDEN, ASPEN_HOUSE = "100002", "100009", "100012"
LEVELS = ("trust", f"school:{HAZEL_BANK}", f"school:{LINDEN}", "class", "pupil")
NOT_YET = re.compile(r"spring term 2026|summer term 2026|2026/27|2025/26")
"""What nobody can know of in the autumn of 2025."""


class Then:
    """The dashboard on a day: visitors by role, and the files that were there."""

    def __init__(self, home: Path, *, day: date, accounts: Path) -> None:
        self.home, self.day = home, day
        copied = shutil.copy(home / "accounts.db", accounts)
        given = {"AFA_HOME": str(home), "AFA_ACCOUNTS_URL": f"sqlite:///{copied}"}
        self.app = create_app(Settings.from_environment(given))
        self.trust = Trust(home / "sample-files")
        self._visitors: dict[str, Visitor] = {}
        self._pages: dict[tuple[str, str], Page] = {}

    def page(self, address: str, *, role: str = "trust_executive") -> Page:
        """A page as a role sees it, asked for once."""
        if role not in self._visitors:
            self._visitors[role] = Visitor(self.app, home=self.home)
            self._visitors[role].sign_in(role)
        if (address, role) not in self._pages:
            self._pages[address, role] = look(self._visitors[role], address)
        return self._pages[address, role]

    def at(self, level: str, **chosen: str) -> Page:
        """The page of a level: a class is Hazel Bank's 2A, a pupil the last of its SEND pupils with a result."""
        return self.page(self.address(level, **chosen))

    def address(self, level: str, **chosen: str) -> str:
        place = level if level in {"trust", "class", "pupil"} or ":" in level else f"school:{level}"
        if level == "class":
            place = self._link("class", "Class 2A")
        if level == "pupil":
            rows = self.page(f"/progress?place=school:{HAZEL_BANK}").table(holding="SEN provision today").rows
            place = self._link("pupil", next(row["Pupil"] for row in rows if row["Latest result"]))
        return f"/progress?place={place}" + "".join(f"&{name}={value}" for name, value in chosen.items())

    def _link(self, kind: str, words: str) -> str:
        school = self.page(f"/progress?place=school:{HAZEL_BANK}")
        known = [(link, next(iter(row.values()))) for table in school.tables
                 for row, link in zip(table.rows, table.links, strict=True)]  # fmt: skip
        href = next(link for link, said in [*known, *school.links] if said == words and f"{kind}:" in link)
        return re.search(rf"{kind}:[\w-]+", href)[0]  # type: ignore[index]


@pytest.fixture(scope="module")
def opened(
    sample_home_as_at: Callable[[date], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[date], Then]]:
    """A function: the dashboard on a day, made on first asking."""
    made: dict[date, Then] = {}

    def on(day: date) -> Then:
        if day not in made:
            made[day] = Then(sample_home_as_at(day), day=day, accounts=tmp_path_factory.mktemp("accounts"))
        return made[day]

    yield on
    for then in made.values():
        walls = then.app.server.extensions["afa"]
        walls.accounts.close()
        walls.pupils.dispose()


@pytest.fixture(params=DAYS, ids=str)
def then(request: pytest.FixtureRequest, opened: Callable[[date], Then]) -> Then:
    return opened(request.param)


@pytest.fixture(params=AUTUMN_DAYS, ids=str)
def autumn(request: pytest.FixtureRequest, opened: Callable[[date], Then]) -> Then:
    return opened(request.param)


def told(page: Page, *, but: str = "") -> str:
    """What a page says of this trust: not its definitions, nor what its controls offer, nor the card of that title."""
    lines = [line.text for line in page.lines if line.kind != "definition" and (not but or line.section != but)]
    cells = [words for table in page.tables for row in table.rows for words in row.values()]
    return "\n".join([*lines, *page.labels, *cells])


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_opens_on_the_latest_results(then: Then, level: str) -> None:
    page, latest = then.at(level), LATEST[then.day]
    assert page.parts["period"]["value"] == latest
    assert page.as_at.startswith(f"As at {WORDS[then.day]} · ")
    assert SAID[latest] in page.as_at
    assert page.said
    assert all("No figure" not in words for words in page.said)


@pytest.mark.parametrize("level", LEVELS)
def test_in_the_autumn_a_page_says_that_it_looks_back(autumn: Then, level: str) -> None:
    page = autumn.at(level)
    assert "No results yet for autumn term 2025: this is summer term 2025" in page.as_at
    assert SAID["2024-25.summer"] in told(page)


def test_the_headline_is_that_of_the_files(then: Then) -> None:
    """The distance and the gains of the latest term, worked out from the files of that day."""
    latest = LATEST[then.day]
    series = {"subject": "mathematics", "scale": "age_standardised"}
    levels = then.trust.standing_in(latest, **series)
    far = by_pandas.welch(*(levels.loc[levels["sen_year"].isin(codes), "last"] for codes in (GROUPS["send"], OTHERS)))
    said = then.at("trust").said[0]
    assert f"SEND pupils are {abs(far.value):.1f} points below other pupils in {SAID[latest]}" in said
    rows = then.trust.counted(latest, **series).query("state == 'matched'")
    gain = by_pandas.welch(*(rows.loc[rows["sen_start"].isin(codes), "gain"] for codes in (GROUPS["send"], OTHERS)))
    assert gain.low < 0 < gain.high
    assert "no clear difference in progress" in said


@pytest.mark.parametrize("level", ["trust", f"school:{HAZEL_BANK}", f"school:{LINDEN}"])
def test_numbers_of_a_place_are_those_of_the_day(then: Then, level: str) -> None:
    """Who is counted in the latest term, of how many, by the files of that day."""
    rows = then.trust.counted(LATEST[then.day], subject="mathematics", scale="age_standardised")
    school = level.partition(":")[2]
    rows = rows[rows["School"] == school] if school else rows
    matched = (rows["state"] == "matched").sum()
    assert then.at(level).card("Who is counted")[0].startswith(f"{matched:,} of {len(rows):,} pupils have a result")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("period", ["2025-26.autumn", "2025-26"])
def test_asking_for_the_autumn_says_that_there_is_nothing_yet(autumn: Then, level: str, period: str) -> None:
    """No error, no nought, no figure of another term dressed up: there are no results yet."""
    page = autumn.at(level, period=period)
    words = "autumn term 2025" if period.endswith("autumn") else "2025/26"
    assert page.title == autumn.at(level).title
    assert page.parts["period"]["value"] == period
    assert re.search(rf"No (?:results (?:yet )?for )?{words}", told(page)), told(page)
    assert not page.figures or level == "pupil"
    dressed_up = r"on average|points (?:below|above)|kept pace|not assessed on this scale"
    assert not re.search(dressed_up, told(page, but=last_summer(page)))


def last_summer(page: Page) -> str:
    """The title of the card of national tests, which names its year: in the autumn they are last summer's."""
    about = "National tests and examinations."
    title = next((line.section for line in page.lines if line.text.startswith(about)), "")
    assert not title or title.endswith(", 2024/25"), title
    return title


@pytest.mark.parametrize("level", [*LEVELS, f"school:{ASPEN_HOUSE}"])
def test_nothing_is_of_the_future(autumn: Then, level: str) -> None:
    page = autumn.at(level)
    assert not NOT_YET.search(told(page)), NOT_YET.search(told(page))
    offered = page.options("period")
    assert not [period for period in offered if period.startswith("2025-26")]
    days = [int(year) for year in re.findall(r"\d{1,2} [A-Z][a-z]+ (20\d\d)", _without_imports(page))]
    assert all(year <= 2025 for year in days)


def _without_imports(page: Page) -> str:
    """A page's words but the days on which files were brought in and roles given, which are those of the test run."""
    dated = ("Import ", "You act as ")
    lines = "\n".join(words for words in told(page).splitlines() if not words.startswith(dated))
    return re.sub(r"Last changed by import \d+, brought in on \d+ \w+ \d{4}\.", "", lines)


def test_no_result_is_later_than_the_day(then: Then) -> None:
    """In the database itself: the last result, status and enrolment are not after the day."""
    with closing(sqlite3.connect(f"file:{then.home / 'pupils.db'}?mode=ro", uri=True)) as connection:
        for table, column in (("assessment", "date"), ("sen_status", "from_date"), ("enrolment", "from_date")):
            latest = connection.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
            assert latest <= then.day.isoformat(), (table, latest)
        terms = {term for (term,) in connection.execute("SELECT DISTINCT term FROM level_cell")}
    assert max(terms, key=by_pandas.place_in_time) == LATEST[then.day]


def test_what_has_been_supplied_is_said_fairly(then: Then) -> None:
    """Early in a term nobody is named for what nobody has sent; in March Sorrel Way is, for its registers."""
    supplied = then.at("trust").card("What has been supplied")
    if then.day in AUTUMN_DAYS:
        last = "Results: none yet this term; the last are for summer term 2025."
        assert last in supplied
        assert not [words for words in supplied if words.count(",") > 3]
    else:
        assert "Results: supplied, the last for spring term 2026." in supplied
        late = "Registers: not sent this term by Sorrel Way Primary (last for autumn term 2025); the others to "
        assert f"{late}20 March 2026." in supplied


@pytest.mark.parametrize("role", ["headteacher", "senco", "class_teacher"])
def test_each_landing_says_something(then: Then, role: str) -> None:
    """Whoever signs in on that day lands on a page with a sentence about the latest results."""
    page = then.page("/", role=role)
    people = json.loads((then.home / "sample-sign-ins.json").read_text(encoding="utf-8"))
    assert role in {person["role"] for person in people}
    assert page.said
    assert SAID[LATEST[then.day]] in page.as_at


@pytest.mark.parametrize("strand", ["progress", "conversations", "wider_outcomes", "attendance", "recording"])
def test_a_class_teachers_own_class_opens_in_every_strand(then: Then, strand: str) -> None:
    """Before the October half term too, when what is early is asked of the school's calendar."""
    home = next(
        person for person in json.loads((then.home / "sample-sign-ins.json").read_text(encoding="utf-8"))
        if person["role"] == "class_teacher"
    )  # fmt: skip
    page = then.page(f"/{strand}?{home['lands_on'].partition('?')[2]}", role="class_teacher")
    assert page.said
    assert "Class 2A" in page.raw
    assert "There is nothing here for you to see" not in page.words


def test_the_special_school_is_the_same_all_year(then: Then) -> None:
    page = then.at(f"school:{ASPEN_HOUSE}")
    assert "Pupils here have no scores" in page.words
    assert not page.figures


def test_each_answer_is_a_page(autumn: Then) -> None:
    """Any period an address may name is answered in words."""
    for period in ("2019-20", "2023-24.autumn", "2025-26.spring", "2025-26.summer", "2026-27", "2031-32.spring"):
        page = autumn.at("trust", period=period)
        assert page.as_at.startswith("As at "), period
        assert "No results for" in page.words or page.said, period
