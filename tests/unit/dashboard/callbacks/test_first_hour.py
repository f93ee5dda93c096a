"""A new trust from nothing, by page alone: schools out of real extracts, term dates, scales, leads, the AfA group."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access import accounts, store
from dashboard.releases import store as releases
from data_loaders.store import engine
from tests.fixtures.visitor import Visitor
from tests.sending import Sender, text_of
from tests.small_trust import PASSWORD, SmallTrust, form_token, served, settings_for
from tests.unit.dashboard.callbacks.test_setting_up import dates
from tests.unit.data_loaders.files import rows
from tests.unit.data_loaders.test_identity import ADA, BEN

ABBEY = {"100000", "100001"}
"""The schools of the trust 2044 in the extract, by its links."""
FIELD = re.compile(r'<input id="field-\d+" name="([^"]+)" maxlength="200" value="([^"]*)"')


def accounts_for(home: Path) -> None:
    """Empty databases, and the two who set a trust up."""
    settings = settings_for(home)
    engine.migrate(settings.database_url)
    store.migrate(settings.accounts_url)
    releases.migrate(settings.releases_url)
    opened, now = store.open_accounts(settings.accounts_url), store.utc_now()
    with opened.writes.begin() as connection:
        for role in ("data_manager", "administrator", "trust_executive"):
            accounts.add(connection, username=role, name=f"A {role}", password=PASSWORD, now=now)
            accounts.give(connection, username=role, role=role, now=now, granted_by="test")
    opened.close()


@pytest.fixture
def new_trust(tmp_path: Path) -> Iterator[SmallTrust]:
    home = tmp_path / "new"
    home.mkdir()
    accounts_for(home)
    yield from served(home)


def drawn(trust: SmallTrust, *, role: str, address: str) -> Any:
    visitor = Visitor(trust.app, home=trust.settings.home)
    visitor.sign_in_as(role, password=PASSWORD)
    return visitor.draw(address)


def setting_up(trust: SmallTrust, *, role: str = "data_manager") -> str:
    """The page as it is drawn, without its blanks."""
    return json.dumps(drawn(trust, role=role, address="/setup").get_json(), ensure_ascii=False)


def files_of(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]


def test_a_trust_is_set_up_from_nothing_by_page(new_trust: SmallTrust, shared: Path) -> None:
    url, client = new_trust.settings.database_url, new_trust.client("data_manager")
    page = setting_up(new_trust)
    assert "/files/bring-in?layout=gias" in page
    assert "Only on the machine that runs the dashboard, once" in page

    sender = Sender(client, layout="gias")
    page = text_of(client.get("/files/bring-in?layout=gias"))
    assert "Send Get Information About Schools The establishments extract" in page
    chosen = sender.send(*files_of(shared / "data" / "gias"))
    assert '<option value="2044">ABBEY ACADEMIES TRUST</option>' in chosen.text
    assert "Which trust is it" in text_of(chosen)
    preview = text_of(sender.choose("gias", trust="2044"))
    assert "Schools 2 2 0 0 0 0" in preview
    guards = [part.partition('"')[0] for part in sender.client.get(sender.at).text.split('type="checkbox" name="')[1:]]
    done = sender.post("commit", **dict.fromkeys(guards, "yes"))
    assert 'href="/setup"' in done.text, text_of(done)
    assert set(rows(url, "select school from school")["school"]) == ABBEY
    assert "2 schools" in setting_up(new_trust)
    for name in ("overview", "progress", "conversations", "wider_outcomes", "attendance"):
        assert drawn(new_trust, role="trust_executive", address=f"/{name}").status_code == 200, (
            "schools, and no term yet"
        )

    form = client.get("/setup/terms?school=100000&year=2026").text
    assert "The same dates for the other school without any" in " ".join(form.split())
    said = {**dates(form_token(form), school="100000"), "also": "yes"}
    assert client.post("/setup/terms", data=said).location == "/setup"
    assert set(rows(url, "select distinct school from calendar")["school"]) == ABBEY
    assert "2 of 2 schools" in setting_up(new_trust)

    client.post("/setup/scale", data=scale_form(client))
    assert rows(url, "select scale, sd, expected_gain from scale").to_numpy().tolist() == [["age_standardised", 15, 0]]
    assert "/setup/scale?scale=age_standardised" in setting_up(new_trust)
    lead = {"school": "100000", "person": "Ada Ash", "role": "senco", "since": "2025-09-01"}
    token = form_token(client.get("/setup/lead?school=100000").text)
    assert client.post("/setup/lead", data={"csrf_token": token, **lead}).status_code == 303
    assert "1 of 2 schools" in setting_up(new_trust)

    pupils = f"Pupil,UPN,Surname,Forename\n{ADA},{ADA},Ash,Zoe\n{BEN},{BEN},Oak,Ben\n"
    roll = f"Pupil,School,From,Year group,Enrolment status\n{ADA},100000,2024-09-02,4,C\n{BEN},100000,2024-09-02,5,C\n"
    sender = Sender(client)
    sender.send(("pupil.csv", pupils.encode()), ("enrolment.csv", roll.encode()))
    sender.choose("canonical")
    assert "Brought in as import" in text_of(sender.post("commit"))
    sender = Sender(client, layout="afa_group")
    chosen = sender.send(("group.csv", f"UPN,Name,AfA group\n{ADA},Zoe Ash,Yes\n{BEN},Ben Oak,no\n".encode()))
    assert "The Achievement for All group" in text_of(chosen)
    sender.choose("afa_group", school="100000", date="2025-09-01")
    assert "Brought in as import" in text_of(sender.post("commit"))
    found = rows(url, "select pupil, kind, from_date from characteristic join pupil using (pupil_id)")
    assert found.to_numpy().tolist() == [[ADA, "afa_group", "2025-09-01"]]


def scale_form(client: FlaskClient, **changed: str) -> dict[str, str]:
    """The form of a scale as it is proposed."""
    form = client.get("/setup/scale").text
    return {
        "csrf_token": form_token(form),
        **{name: html.unescape(value) for name, value in FIELD.findall(form)},
        **changed,
    }


def test_a_scale_is_proposed_changed_and_never_doubled(new_trust: SmallTrust) -> None:
    client = new_trust.client("data_manager")
    proposed = scale_form(client)
    assert proposed["Expected gain a year"] == "0"
    assert client.post("/setup/scale", data=proposed).status_code == 303
    twice = client.post("/setup/scale", data=proposed)
    assert (twice.status_code, "is there already" in twice.text) == (400, True)
    changed = client.post("/setup/scale", data={**proposed, "scale": "age_standardised", "Expected gain a year": "2.5"})
    assert changed.status_code == 303, changed.text
    wrong = client.post("/setup/scale", data={**proposed, "scale": "age_standardised", "Expected gain a year": "much"})
    assert (wrong.status_code, "much" in wrong.text) == (400, True)
    gains = rows(new_trust.settings.database_url, "select expected_gain from scale")["expected_gain"].tolist()
    assert gains == [2.5]


def test_scales_are_the_whole_trusts(small_trust: SmallTrust, new_trust: SmallTrust) -> None:
    """Who brings in one school's files, or none, has no form of what every school's figures rest on."""
    for role in ("data_manager", "headteacher", "administrator"):
        assert small_trust.client(role).get("/setup/scale").status_code == 404
    assert new_trust.client("data_manager").get("/setup/scale?scale=nothing").status_code == 404
    page = setting_up(new_trust, role="administrator")
    assert "The trust, step by step" in page
    assert "/setup/scale" not in page
