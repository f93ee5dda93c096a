"""A trust small enough to be made in a moment: four primaries of eight pupils with names that stand out in any answer.

Every pupil's name and UPN holds ``CANARY`` and the school's own word, so that a test can say of any bytes whose child
is in them. Two classes a school, three SEND pupils a school, two subjects, five terms. A sign-in for every role.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dashboard.access import accounts, store
from dashboard.app import create_app
from dashboard.releases import store as releases
from dashboard.settings import Settings
from data_loaders.store import engine, facts
from data_loaders.store.tables import TABLES, import_batch

AS_AT = date(2026, 3, 20)
YEARS = ("2024-25", "2025-26")
TERMS = ("2024-25.autumn", "2024-25.spring", "2024-25.summer", "2025-26.autumn", "2025-26.spring")
SCHOOLS = {"100001": "Ash", "100002": "Birch", "100003": "Cedar", "100004": "Damson"}
PUPILS = 8
PASSWORD = "plum kettle orbit"
STAFF = ("T1", "T2")
SEND = {1: "K", 2: "K", 5: "E"}
"""Which of a school's pupils are SEND pupils; the others are N. Pupils 1 to 4 are in class 1, 5 to 8 in class 2."""

ROLES: dict[str, dict[str, str]] = {
    "trust_executive": {},
    "headteacher": {"school": "100001"},
    "senco": {"school": "100001"},
    "class_teacher": {"school": "100001", "staff_code": "T1"},
    "governor": {"school": "100001"},
    "data_manager": {"school": "100001"},
    "data_protection_officer": {},
    "administrator": {},
}
"""What each role is granted; the username is the role's code."""


def canary(school: str, *, number: int) -> str:
    """The surname of a pupil: CANARYASH3."""
    return f"CANARY{SCHOOLS[school].upper()}{number}"


def admission_number(school: str, *, number: int) -> str:
    """The number by which a school knows a pupil: ADMASH3."""
    return f"ADM{SCHOOLS[school].upper()}{number}"


def born(number: int) -> date:
    """The birthday of a school's pupils of this number: in a year that nothing else here is of."""
    return date(1911, 5, 1) + timedelta(days=number)


def pupil_id(school: str, *, number: int) -> int:
    return list(SCHOOLS).index(school) * PUPILS + number


def class_id(school: str, *, number: int, year: str = "2025-26") -> int:
    """Classes 1 and 2 of a school in an academic year."""
    return YEARS.index(year) * 100 + list(SCHOOLS).index(school) * 2 + number


def pupil_place(school: str, *, number: int) -> str:
    return f"pupil:tokenpupil{pupil_id(school, number=number):04d}"


def class_place(school: str, *, number: int) -> str:
    return f"class:tokenclass{class_id(school, number=number):04d}"


def everyone() -> Iterator[tuple[str, int]]:
    """School and number of every pupil."""
    for school in SCHOOLS:
        for number in range(1, PUPILS + 1):
            yield school, number


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every record of the small trust, table by table."""
    return {
        "trust": [{"trust": "TR1", "name": "Small Trust"}],
        "school": [{"school": code, "name": f"{word} Primary", "phase": "primary"} for code, word in SCHOOLS.items()],
        "pupil": [_pupil(school, number) for school, number in everyone()],
        "enrolment": [
            {"enrolment_id": pupil_id(school, number=number), "pupil_id": pupil_id(school, number=number),
             "school": school, "from_date": date(2024, 9, 2), "year_group": "3", "status": "C",
             "admission_number": admission_number(school, number=number)}
            for school, number in everyone()
        ],
        "sen_status": [
            {"pupil_id": pupil_id(school, number=number), "from_date": date(2024, 9, 2), "code": SEND.get(number, "N")}
            for school, number in everyone()
        ],
        "teaching_class": [
            {"teaching_class_id": class_id(school, number=n, year=year), "school": school, "code": f"C{n}",
             "academic_year": year, "kind": "registration", "name": f"{SCHOOLS[school]} {n}",
             "staff_code": STAFF[n - 1],
             "token": f"tokenclass{class_id(school, number=n, year=year):04d}"}
            for school in SCHOOLS for n in (1, 2) for year in YEARS
        ],
        "class_member": [
            {"pupil_id": pupil_id(school, number=number), "school": school, "code": f"C{1 if number <= 4 else 2}",
             "academic_year": year, "from_date": date(int(year[:4]), 9, 2), "to_date": date(int(year[:4]) + 1, 8, 31)}
            for school, number in everyone() for year in YEARS
        ],
        "scale": [{"scale": "standard", "name": "Standardised score", "unit": "points", "expected_gain": 0.0}],
        "assessment": [_result(school, number, subject, t) for school, number in everyone()
                       for subject in ("mathematics", "reading") for t in range(len(TERMS))],
    }  # fmt: skip


def _pupil(school: str, number: int) -> dict[str, Any]:
    name, token = canary(school, number=number), pupil_place(school, number=number).removeprefix("pupil:")
    return {
        "pupil_id": pupil_id(school, number=number), "pupil": f"UPN{name}", "upn": f"UPN{name}", "surname": name,
        "forename": f"FIRST{name}", "date_of_birth": born(number), "token": token,
    }  # fmt: skip


def _result(school: str, number: int, subject: str, term: int) -> dict[str, Any]:
    level = 105 - 9 * (number in SEND) + (number * 7 + term * 3 + len(subject)) % 5 + list(SCHOOLS).index(school)
    return {
        "pupil_id": pupil_id(school, number=number), "subject": subject, "scale": "standard", "term": TERMS[term],
        "kind": "test", "value": float(level + term),
    }  # fmt: skip


def fill(connection: sa.Connection, *, records: dict[str, list[dict[str, Any]]] | None = None) -> None:
    """Put records (the small trust's) into an empty, migrated pupil database as one batch, and rebuild the facts."""
    now = datetime(2026, 3, 18, 9, 0)
    batch = {"batch_id": 1, "mapping": "canonical", "files": [{"name": "small.csv", "sha256": "0", "bytes": 1}]}
    done = {"sha256": "0", "started_at": now, "finished_at": now, "brought_by": "test", "outcome": "committed"}
    connection.execute(sa.insert(import_batch), {**batch, **done, "counts": {}, "notes": [], "report": []})
    for name, listed in (records or rows()).items():
        connection.execute(sa.insert(TABLES[name]), [{**row, "batch_id": 1} for row in listed])
    facts.rebuild(connection, schools=None)


def settings_for(home: Path, **given: Any) -> Settings:
    """The settings of a small trust's home."""
    environ = {
        "AFA_HOME": str(home),
        "AFA_AS_AT": AS_AT.isoformat(),
        "AFA_SECOND_FACTOR": "off",
        "AFA_SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
    }
    return Settings.from_environment({**environ, **given})


def build(home: Path, *, records: dict[str, list[dict[str, Any]]] | None = None) -> None:
    """Make both databases of the small trust (of other records where given), with an account for each role."""
    settings = settings_for(home)
    engine.migrate(settings.database_url)
    writer = engine.writer(settings.database_url)
    with writer.begin() as connection:
        fill(connection, records=records)
    writer.dispose()
    store.migrate(settings.accounts_url)
    releases.migrate(settings.releases_url)
    opened = store.open_accounts(settings.accounts_url)
    now = store.utc_now() - timedelta(days=2)
    with opened.writes.begin() as connection:
        for role, granted in ROLES.items():
            accounts.add(connection, username=role, name=f"A {role}", password=PASSWORD, now=now)
            accounts.give(connection, username=role, role=role, now=now, granted_by="test", **granted)
    opened.close()


class Clock:
    """A clock that a test moves: ``clock.on(minutes=20)``."""

    def __init__(self) -> None:
        self.now = store.utc_now()

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class SmallTrust:
    """The small trust served: its application, its settings, its clock."""

    settings: Settings
    clock: Clock
    app: Any

    def client(self, username: str | None = None) -> FlaskClient:
        """A browser without a page: signed in as a role, or as nobody."""
        client: FlaskClient = self.app.server.test_client()
        if username:
            answer = sign_in(client, username=username)
            assert answer.status_code == 303, answer.text
        return client

    def opened(self) -> store.AccountsStore:
        """The accounts database, for a test that changes it from outside; close it."""
        return store.open_accounts(self.settings.accounts_url)

    def change(self, act: Any, **given: Any) -> Any:
        """Do something to the accounts from outside, now: ``change(accounts.disable, username="senco")``."""
        opened = self.opened()
        with opened.writes.begin() as connection:
            done = act(connection, **given)
        opened.close()
        return done

    def audited(self) -> list[str]:
        """The actions noted so far, newest first."""
        from dashboard.access import audit

        return [entry.action.value for entry in self.change(audit.entries)]


def form_token(html: str) -> str:
    """The token of the form in a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, html
    return found[1]


def sign_in(
    client: FlaskClient, *, username: str, password: str = PASSWORD, address: str = "10.0.0.1", **form: str
) -> Any:
    """Fill in the sign-in form and send it from an address."""
    here = {"REMOTE_ADDR": address}
    token = form_token(client.get("/sign-in", environ_overrides=here).text)
    sent = {"username": username, "password": password, "csrf_token": token, **form}
    return client.post("/sign-in", data=sent, environ_overrides=here)


def taken(client: FlaskClient, address: str, *, reason: str = "To go through with the year's teachers") -> Any:
    """The answer to asking for a file; where a page stands before it, to that page's form filled in."""
    answer = client.get(address)
    if answer.mimetype != "text/html" or "This file names pupils" not in answer.text:
        return answer
    return client.post(address, data={"reason": reason, "csrf_token": form_token(answer.text)})


def callback_headers(client: FlaskClient) -> dict[str, str]:
    """What Dash sends with a callback from a page that was opened."""
    client.get("/")
    for page in ("progress", "releases", "files", "audit", "accounts"):
        if client.get(f"/{page}").status_code == 200:
            break
    cookie = client.get_cookie("_csrf_token")
    return {"X-CSRFToken": cookie.value} if cookie else {}


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small trust's home, made once a run; never write to it."""
    home = tmp_path_factory.mktemp("small")
    build(home)
    return home


def aged(database: Path) -> None:
    """Make a home's database of pupils one that the version before wrote: its facts lack what came since."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("ALTER TABLE enrolment_fact DROP COLUMN sen_census")
        connection.execute("UPDATE alembic_version SET version_num = '0018'")
        connection.commit()


def told_at_census(database: Path) -> int:
    """How many facts of enrolments know the provision of the census day."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(sen_census) FROM enrolment_fact").fetchone()[0])


@pytest.fixture
def small_trust(small_home: Path, tmp_path: Path) -> Iterator[SmallTrust]:
    """The small trust, a copy that the test may change, served by an application of its own."""
    home = Path(shutil.copytree(small_home, tmp_path / "small"))
    yield from served(home)


def served(home: Path, **given: Any) -> Iterator[SmallTrust]:
    """An application over a home, its connections closed at the end."""
    settings, clock = settings_for(home, **given), Clock()
    app = create_app(settings, clock=clock)
    yield SmallTrust(settings=settings, clock=clock, app=app)
    walls = app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()
    walls.released.dispose()
