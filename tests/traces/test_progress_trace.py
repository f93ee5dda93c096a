"""One trace a level: from the bytes of a file to the value in the served figure, on SQLite and on PostgreSQL.

The pupils are invented, the arithmetic is done on paper in the comments; nothing here is worked out by the product.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import accounts, store
from dashboard.app import create_app
from dashboard.settings import Settings
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome
from tests.fixtures.visitor import Visitor
from tests.traces.reading import Page, look, numbers_in
from tests.unit.dashboard.commands.test_answers import KEYS

AS_AT = date(2026, 3, 20)
SEND_PUPILS = {  # Ash: gains 1 2 3 4 5 3, and one without a spring result; Birch: one who fell by 4
    "1": ("Ash", "K", 90, 91), "2": ("Ash", "K", 92, 94), "3": ("Ash", "K", 94, 97), "4": ("Ash", "E", 96, 100),
    "5": ("Ash", "K", 98, 103), "6": ("Ash", "E", 100, 103), "7": ("Ash", "K", 94, None), "8": ("Birch", "K", 88, 84),
}  # fmt: skip
OTHER_PUPILS = {  # Ash: gains 1 0 2 1 2 0; Birch: 0 and −2
    "9": ("Ash", "N", 100, 101), "10": ("Ash", "N", 102, 102), "11": ("Ash", "N", 104, 106),
    "12": ("Ash", "N", 106, 107), "13": ("Ash", "N", 108, 110), "14": ("Ash", "N", 110, 110),
    "15": ("Birch", "N", 100, 100), "16": ("Birch", "N", 102, 100),
}  # fmt: skip
PUPILS = SEND_PUPILS | OTHER_PUPILS
CODES = {"Ash": "100001", "Birch": "100002"}
IN_CLASS_4A = ("1", "2", "3", "7", "9", "10", "11")
TERMS = ("2025-26.autumn", "2025-26.spring")


def files() -> dict[str, str]:
    """The bytes of the files, by name."""
    rolls = {number: CODES[school] for number, (school, *_) in PUPILS.items()}
    classes = {number: "4A" if number in IN_CLASS_4A else "4B" for number, code in rolls.items() if code == "100001"}
    results = [
        f"P{number},mathematics,test_points,{term},test,{value}"
        for number, (_, _, *values) in PUPILS.items()
        for term, value in zip(TERMS, values, strict=True)
        if value is not None
    ]
    return {
        "trust": "Trust UID,Name\nTR1,Two Schools Trust\n",
        "school": "School,Name,Phase\n100001,Ash Primary,primary\n100002,Birch Primary,primary\n",
        "pupil": _lines("Pupil,Surname,Forename", (f"P{number},CANARY{number},Robin" for number in PUPILS)),
        "enrolment": _lines(
            "Pupil,School,From,Year group,Enrolment status",
            (f"P{number},{code},2025-09-01,4,C" for number, code in rolls.items()),
        ),
        "sen_status": _lines(
            "Pupil,From,SEN provision", (f"P{number},2025-09-01,{code}" for number, (_, code, *_) in PUPILS.items())
        ),
        "scale": "Scale,Name,Unit,Expected gain a year\ntest_points,Test points,points,0\n",
        "assessment": _lines("Pupil,Subject,Scale,Term,Kind,Value", results),
        "teaching_class": "School,Class code,Academic year,Kind,Class name,Staff code\n"
        "100001,4A,2025-26,registration,4A,T1\n100001,4B,2025-26,registration,4B,T2\n",
        "class_member": _lines(
            "Pupil,School,Class code,Academic year,From",
            (f"P{number},100001,{code},2025-26,2025-09-01" for number, code in classes.items()),
        ),
    }


def _lines(headings: str, rows: Any) -> str:
    return "\n".join([headings, *rows, ""])


PEOPLE = {"trust_executive": None, "headteacher": "100001"}


@contextmanager
def served(home: Path, *, database_url: str, **environ: str) -> Iterator[Any]:
    """The application over a database that holds what was brought in, with two people who may sign in."""
    given = {"AFA_HOME": str(home), "AFA_DATABASE_URL": database_url, "AFA_SECOND_FACTOR": "off", **environ}
    settings = Settings.from_environment(given)
    store.migrate(settings.accounts_url)
    opened, people = store.open_accounts(settings.accounts_url), []
    with opened.writes.begin() as connection:
        for role, school in PEOPLE.items():
            person = {"role": role, "username": f"{role}@trace.example", "password": secrets.token_urlsafe(16)}
            made = {"username": person["username"], "now": store.utc_now()}
            accounts.add(connection, name=role, password=person["password"], **made)
            accounts.give(connection, role=role, granted_by="test", school=school, **made)
            people.append(person)
    opened.close()
    (home / "sample-sign-ins.json").write_text(json.dumps(people), encoding="utf-8")
    app = create_app(settings)
    yield app
    walls = app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Any]:
    """The invented pupils' files, written, brought in and served."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in files().items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    report = bring_in(
        sorted(folder.glob("*.csv")), mapping=load_mapping("canonical"), database_url=database_url, brought_by="office"
    )
    assert (report.outcome, report.findings) == (Outcome.COMMITTED, ())
    with served(tmp_path, database_url=database_url, AFA_AS_AT=AS_AT.isoformat()) as app:
        yield app


def seen_by(app: Any, role: str, *, home: Path, address: str) -> Page:
    visitor = Visitor(app, home=home)
    visitor.sign_in(role)
    return look(visitor, address)


def link_to(page: Page, words: str) -> str:
    """Where the row or line with these words leads."""
    known = [(href, said) for href, said in page.links]
    for table in page.tables:
        known += [(link, next(iter(row.values()))) for row, link in zip(table.rows, table.links, strict=True)]
    return next(href for href, said in known if said == words and href)


def line_of(figure: dict[str, Any], *, name: str) -> list[float | None]:
    """The values of a line of the chart, as sent."""
    found: list[float | None] = next(trace["y"] for trace in figure["data"] if trace.get("name") == name)
    return found


def test_trust(app: Any, tmp_path: Path) -> None:
    page = seen_by(app, "trust_executive", home=tmp_path, address="/progress")
    # Spring, SEND: 91+94+97+100+103+103 in Ash = 588, and 84 in Birch: 672 / 7 = 96. Others: 101+102+106+107+110+110
    # = 636, and 100+100: 836 / 8 = 104.5. Autumn, SEND: 90+92+94+96+98+100+94 = 664, and 88: 752 / 8 = 94.
    # Others: 100+102+104+106+108+110 = 630, and 100+102: 832 / 8 = 104.
    assert line_of(page.figure("progress-trend"), name="SEND")[:2] == [94.0, 96.0]
    assert line_of(page.figure("progress-trend"), name="Others")[:2] == [104.0, 104.5]
    spring = page.table(holding="Term").row("spring term 2026")
    assert (spring["SEND pupils, n"], spring["Other pupils, n"], spring["Difference"]) == ("7", "8", "−8.5")
    # Gains, SEND: 1+2+3+4+5+3 = 18, −4: 14 / 7 = 2; squares around it 1+0+1+4+9+1+36 = 52, variance 52/6.
    # Others: 1+0+2+1+2+0 = 6, 0 and −2: 4 / 8 = 0.5; squares ¼+¼+9/4+¼+9/4+¼+¼+25/4 = 12, variance 12/7.
    # se² = 52/42 + 12/56 = 1.452381, se = 1.205148; df = 1.452381² / (1.238095²/6 + 0.214286²/7) = 8.0500;
    # t(0.975; 8.0500) = 2.303515: half = 2.776076. The difference is 1.5 (−1.2761 to 4.2761).
    row = page.table(holding="Subject and scale").row("Mathematics, Test points")
    assert (row["SEND pupils, n"], row["Other pupils, n"]) == ("7", "8")
    assert numbers_in(row["SEND pupils, points"] + " " + row["Other pupils, points"]) == [2.0, 0.5]
    assert (row["Difference"], row["95% interval"]) == ("+1.5", "−1.3 to 4.3")
    assert "Mathematics, Test points: +1.5000 (−1.2761 to 4.2761)" in page.words
    # Seven pupils are no headline and no claim.
    assert "only 7 SEND pupils have results to compare, too few to say more" in page.said[0]
    # All 15 gained 14 + 4 = 18, 1.2 on average: reached by the SEND pupils who gained 2, 3, 4, 5 and 3, and by the two
    # others who gained 2. Between autumn and spring lies one term: the gain a term is the gain.
    reached = page.card("5 of 7 SEND pupils made at least the average gain of all pupils of their phase")
    assert reached[0].startswith("In mathematics from autumn term 2025 to spring term 2026. All pupils: those of")
    assert "SEND pupils 5 of 7, other pupils 2 of 8." in reached
    gains = page.table(holding="Other pupils, average").row("Average gain, points a term")
    assert (gains["SEND pupils, average"], gains["Other pupils, average"]) == ("+2.0", "+0.5")
    assert page.card("Who is counted")[0].startswith("15 of 16 pupils have a result at both ends. 1 has no result")
    assert "CANARY" not in page.raw


def test_school(app: Any, tmp_path: Path) -> None:
    page = seen_by(app, "trust_executive", home=tmp_path, address="/progress")
    # Ash, SEND: 18 / 6 = 3; squares 4+1+0+1+4+0 = 10, variance 2. Others: 6 / 6 = 1; squares 0+1+1+0+1+1 = 4,
    # variance 0.8. se² = 2/6 + 0.8/6 = 0.466667; df = 0.466667² / (0.333333²/5 + 0.133333²/5) = 8.4483;
    # t(0.975; 8.4483) = 2.284878: half = 1.560869. The difference is 2 (0.4391 to 3.5609).
    # Birch has one SEND pupil: no average of one is shown.
    table = page.table(holding="School")
    ash, birch = table.row("Ash Primary"), table.row("Birch Primary")
    assert numbers_in(ash["SEND pupils, points"] + " " + ash["Other pupils, points"]) == [3.0, 1.0]
    assert (ash["Difference"], ash["95% interval"]) == ("+2.0", "0.4 to 3.6")
    assert (birch["SEND pupils, n"], birch["Difference"], birch["SEND pupils, points"]) == ("1", "", "")
    own = seen_by(app, "headteacher", home=tmp_path, address=table.links[0])
    assert own.title == "Ash Primary"
    assert "Mathematics, Test points: +2.0000 (0.4391 to 3.5609)" in own.words
    # Spring: SEND 588 / 6 = 98, others 636 / 6 = 106. Autumn: SEND 664 / 7, others 630 / 6 = 105.
    assert line_of(own.figure("progress-trend"), name="SEND")[:2] == [pytest.approx(664 / 7), 98.0]
    assert line_of(own.figure("progress-trend"), name="Others")[:2] == [105.0, 106.0]
    # The list holds Ash's seven SEND pupils with their gains, by name, and nobody of Birch's.
    listed = own.table(holding="SEN provision today")
    assert len(listed.rows) == 7
    assert listed.row("Robin CANARY5")["Gain"] == "+5"
    assert listed.row("Robin CANARY7")["Note"] == "no result this period"
    assert "CANARY8" not in own.raw


def test_class(app: Any, tmp_path: Path) -> None:
    school = seen_by(app, "headteacher", home=tmp_path, address="/progress?place=school:100001")
    page = seen_by(app, "headteacher", home=tmp_path, address=link_to(school, "Class 4A"))
    # In 4A are the SEND pupils 1, 2 and 3, who gained 1, 2 and 3 where 0 keeps pace, 7, who has no spring result, and
    # the others 9, 10 and 11: seven pupils, six of them with a mark.
    assert page.said == [
        "Mathematics: 3 of 3 SEND pupils kept pace with their age; 1 has no result this period.",
        "The class has 4 SEND pupils among 7 pupils.",
    ]
    marks = [value for trace in page.figure("progress-class")["data"] for value in trace["x"] if value is not None]
    assert sorted(marks) == [91, 94, 97, 101, 102, 106]
    assert page.table(holding="SEN provision today").row("Robin CANARY2")["Gain"] == "+2"


def test_pupil(app: Any, tmp_path: Path) -> None:
    school = seen_by(app, "headteacher", home=tmp_path, address="/progress?place=school:100001")
    page = seen_by(app, "headteacher", home=tmp_path, address=link_to(school, "Robin CANARY3"))
    # Pupil 3: 94, then 97. The year group's spring results are 91 94 97 100 101 102 103 103 106 107 110 110: a quarter
    # of the way (place 3.75) lies 99.25, three quarters (place 9.25) 106.25, the middle 102.5.
    assert page.title == "Robin CANARY3"
    assert page.said == [
        "Mathematics: 97 points in spring term 2026, in the lowest quarter of the 12 pupils of the year group with a"
        " result.",
        "That is 3 points more than in autumn term 2025. One result is not a trend.",
    ]
    figure = page.figure("progress-pupil")
    assert line_of(figure, name="This pupil") == [94, 97]
    assert line_of(figure, name="middle of the year group")[-3:-1] == [102.5, 102.5]
    band = next(trace for trace in figure["data"] if trace["type"] == "bar")
    assert (band["base"][-1], band["base"][-1] + band["y"][-1]) == (99.25, 106.25)
    listed = page.table(holding="Term").rows
    assert [list(row.values()) for row in listed] == [["Spring term 2026", "97"], ["Autumn term 2025", "94"]]


# The real file: two Portuguese schools, the figures of its own description with the dashboard's sign.


@pytest.fixture
def student_mat(shared: Path, database_url: str) -> str:
    file = shared / "data" / "uci-student-performance" / "student-mat.csv"
    report = bring_in([file], mapping=load_mapping("uci_student"), database_url=database_url, brought_by="office")
    assert report.outcome is Outcome.COMMITTED
    return database_url


def test_real_file_on_the_page(student_mat: str, tmp_path: Path) -> None:
    with served(tmp_path, database_url=student_mat) as app:
        trust, gp, ms = (
            seen_by(app, "trust_executive", home=tmp_path, address=address)
            for address in ("/progress", "/progress?place=school:GP", "/progress?place=school:MS")
        )
    row = trust.table(holding="Subject and scale").row("Mathematics, Marks 0 to 20")
    assert (row["SEND pupils, n"], row["Other pupils, n"]) == ("51", "344")
    assert (row["Difference"], row["95% interval"]) == ("+1.0", "0.3 to 1.6")
    assert "Mathematics, Marks 0 to 20: +0.9721 (0.3115 to 1.6327)" in trust.words
    assert "autumn term 2005: −2.1018 (−2.8379 to −1.3657)" in trust.words
    assert "summer term 2006: −1.1297 (−2.0755 to −0.1838)" in trust.words
    assert "SEND pupils gained 1.0 marks more than other pupils" in trust.said[0]
    assert "a proxy" in " ".join(trust.card("Keep in mind"))
    schools = trust.table(holding="School")
    assert schools.row("GP")["Difference"] == "+0.9"
    assert "GP: +0.9402 (0.2645 to 1.6159)" in trust.words
    assert schools.row("MS")["Note"] == "no SEND pupils to compare"
    assert "Mathematics, Marks 0 to 20: +0.9402 (0.2645 to 1.6159)" in gp.words
    assert "no SEND pupils to compare" in ms.said[0]
    shares, gains = trust.table(holding="Share").rows[0], trust.table(holding="Other pupils, average")
    assert (shares["SEND pupils, n"], shares["Other pupils, n"]) == ("51", "344")
    ends = numbers_in(shares["SEND pupils, %"] + " " + shares["Other pupils, %"])
    assert abs(ends[0] - ends[1] - numbers_in(shares["Difference"])[0]) <= 0.11
    whole, pace = (float(row["SEND pupils, average"].replace("−", "-")) for row in gains.rows)
    assert abs(whole - 2 * pace) <= 0.15  # from the autumn to the summer there are two terms, each rounded
    assert "Registers: not supplied." in trust.card("What has been supplied")


ANSWERS: dict[str, tuple[list[str], list[dict[str, Any]]]] = {
    "trust": (
        ["--place", "trust"],
        [{"n": 51, "n_other": 344, "value": 0.9721, "low": 0.3115, "high": 1.6327, "state": "ok"}],
    ),
    "school:GP": (
        ["--place", "school:GP"],
        [{"label": "GP", "n": 51, "n_other": 298, "value": 0.9402, "low": 0.2645, "high": 1.6159, "state": "ok"}],
    ),
    "schools": (
        ["--by", "school", "--period", "2005-06"],
        [
            {"label": "GP", "n": 51, "n_other": 298, "value": 0.9402, "low": 0.2645, "high": 1.6159, "state": "ok"},
            {"label": "MS", "n": 0, "n_other": 46, "value": None, "low": None, "high": None, "state": "z"},
        ],
    ),
}


def afa(*words: str, home: Path, database_url: str) -> str:
    """What the command says, as an operator would call it."""
    environ = {**os.environ, "AFA_HOME": str(home), "AFA_DATABASE_URL": database_url}
    environ = {name: value for name, value in environ.items() if name != "AFA_AS_AT"}
    command = [sys.executable, "-m", "dashboard", *words]
    return subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("place", ANSWERS)
def test_real_file_at_the_command_line(student_mat: str, tmp_path: Path, place: str) -> None:
    """The contract: these keys and no others, numbers unrounded, nothing but JSON on the standard output."""
    words, expected = ANSWERS[place]
    asked = ("answer", "progress_gap", "--subject", "mathematics", *words, "--format", "json")
    told = json.loads(afa(*asked, home=tmp_path, database_url=student_mat))
    assert list(told) == ["metric", "place", "period", "group", "group_words", "other_words", "rows"]
    period = "2005-06" if "--period" in words else "2005-06.summer"
    assert (told["metric"], told["place"], told["period"]) == (
        "progress_gap", place if ":" in place else "trust", period,
    )  # fmt: skip
    assert len(told["rows"]) == len(expected)
    for row, known in zip(told["rows"], expected, strict=True):
        assert list(row) == KEYS
        for name, value in known.items():
            assert row[name] == (pytest.approx(value, abs=5e-5) if isinstance(value, float) else value)
        assert row["reason"] == ("" if row["state"] == "ok" else "no SEND pupils to compare")
        assert row["value"] is None or len(str(row["value"])) > 10


def test_real_file_comes_in_at_the_command_line(shared: Path, tmp_path: Path, empty_sqlite_url: str) -> None:
    """The two commands of the contract, one after the other, and the distances at both ends of the year."""
    file = shared / "data" / "uci-student-performance" / "student-mat.csv"
    at = {"home": tmp_path, "database_url": empty_sqlite_url}
    afa("import", str(file), "--mapping", "uci_student", **at)
    told = json.loads(afa("answer", "progress_distance", "--by", "term", "--format", "json", **at))
    values = {row["label"]: round(row["value"], 4) for row in told["rows"]}
    assert values["autumn term 2005"] == -2.1018
    assert values["summer term 2006"] == -1.1297
    assert "progress_gap" in afa("metrics", **at)
