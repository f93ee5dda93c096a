"""``afa demo`` and ``afa serve``: the sample made once, its sign-ins, and the server as it is started."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dashboard.__main__ import afa
from dashboard.access import store
from dashboard.access.policy import load_policy
from dashboard.commands import sample, serving
from dashboard.settings import Settings
from data_loaders.report import Outcome, Report
from data_loaders.sample.sign_ins import sign_ins
from data_loaders.store import engine
from tests import small_trust
from tests.small_trust import served, sign_in


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which building the sample brings in nothing, for the sample and its releases are tested elsewhere."""

    def brought(paths: list[Path], *, database_url: str, **_: object) -> Report:
        engine.migrate(database_url)
        return Report(outcome=Outcome.COMMITTED, files=(), mapping="canonical")

    home = tmp_path / "home"
    monkeypatch.setenv("AFA_HOME", str(home))
    monkeypatch.setattr(sample, "write_sample", lambda folder, as_at: folder.mkdir(parents=True, exist_ok=True))
    monkeypatch.setattr(sample, "bring_in", brought)
    monkeypatch.setattr(serving, "build_releases", lambda settings, *, codes, by: [])
    return home


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the server was started with, each time."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(serving.waitress, "serve", lambda app, **given: calls.append({"app": app, **given}))
    return calls


def test_demo_builds_once_prints_and_serves_this_machine_alone(home: Path, started: list[dict[str, Any]]) -> None:
    first = CliRunner().invoke(afa, ["demo", "--port", "8123"])
    assert first.exit_code == 0, first.output
    people = json.loads((home / "sample-sign-ins.json").read_text())
    for person in people:
        assert person["username"] in first.output
        assert person["password"] in first.output
    assert "http://127.0.0.1:8123/" in first.output
    again = CliRunner().invoke(afa, ["demo", "--port", "8123"])
    assert "Building" in first.output
    assert "Building" not in again.output
    assert json.loads((home / "sample-sign-ins.json").read_text()) == people
    assert [(call["host"], call["port"], call["threads"], call["ident"]) for call in started] == [
        ("127.0.0.1", 8123, 8, None)
    ] * 2


def test_a_home_of_an_older_version_is_served_with_the_facts_of_this_one(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[dict[str, Any]]
) -> None:
    home = Path(shutil.copytree(small_home, tmp_path / "older"))
    known = small_trust.told_at_census(home / "pupils.db")
    assert known > 0
    small_trust.aged(home / "pupils.db")
    monkeypatch.setenv("AFA_HOME", str(home))
    assert CliRunner().invoke(afa, ["serve"]).exit_code == 0
    assert small_trust.told_at_census(home / "pupils.db") == known


def test_serve_knows_the_sample_and_its_day(home: Path, started: list[dict[str, Any]]) -> None:
    sample.build_sample(Settings.from_environment({"AFA_HOME": str(home)}))
    assert CliRunner().invoke(afa, ["serve", "--host", "0.0.0.0"]).exit_code == 0
    settings = started[0]["app"].extensions["afa"].settings
    assert (settings.sample, settings.today()) == (True, date(2026, 3, 20))
    assert started[0]["host"] == "0.0.0.0"
    assert started[0]["app"].test_client().get("/healthz").status_code == 200


def test_the_sample_can_be_as_at_another_day(home: Path) -> None:
    built = sample.build_sample(Settings.from_environment({"AFA_HOME": str(home), "AFA_AS_AT": "2025-10-20"}))
    assert built.today() == date(2025, 10, 20)
    assert Settings.from_environment({"AFA_HOME": str(home)}).today() == date(2025, 10, 20)


@pytest.mark.safety
def test_A8_the_passwords_are_this_installations_own(home: Path, tmp_path: Path) -> None:
    sample.build_sample(Settings.from_environment({"AFA_HOME": str(home)}))
    sample.build_sample(Settings.from_environment({"AFA_HOME": str(tmp_path / "other")}))
    kept = [json.loads((place / "sample-sign-ins.json").read_text()) for place in (home, tmp_path / "other")]
    passwords = [person["password"] for people in kept for person in people]
    assert len(set(passwords)) == len(passwords)
    assert stat.S_IMODE((home / "sample-sign-ins.json").stat().st_mode) == 0o600


def test_there_is_a_sign_in_for_every_role(home: Path) -> None:
    built = sample.build_sample(Settings.from_environment({"AFA_HOME": str(home)}))
    people = json.loads((home / "sample-sign-ins.json").read_text())
    assert {person["role"] for person in people} == set(load_policy().roles)
    assert {person["username"] for person in people} == {person.username for person in sign_ins()}
    for trust in served(built.home):
        for person in people[:2]:
            client = trust.app.server.test_client()
            answer = sign_in(client, username=person["username"], password=person["password"])
            assert answer.headers["Location"] == person["lands_on"]


def test_an_interrupted_build_is_built_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.from_environment({"AFA_HOME": str(home)})
    sample.build_sample(settings)
    settings.sample_file.unlink()
    built = sample.build_sample(settings)
    person = json.loads((home / "sample-sign-ins.json").read_text())[0]
    for trust in served(built.home):
        client = trust.app.server.test_client()
        assert sign_in(client, username=person["username"], password=person["password"]).status_code == 303


@pytest.mark.safety
def test_a_home_with_a_trusts_own_figures_is_left_alone(home: Path) -> None:
    small_trust.build(home)
    with pytest.raises(click.ClickException, match="own figures"):
        sample.build_sample(Settings.from_environment({"AFA_HOME": str(home)}))
    assert not (home / "sample.json").exists()
    refused = CliRunner().invoke(afa, ["demo"])
    assert refused.exit_code == 1
    assert "set AFA_HOME to an empty folder" in refused.output


def test_files_that_are_refused_stop_the_build(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "bring_in", _rejected)
    with pytest.raises(click.ClickException):
        sample.build_sample(Settings.from_environment({"AFA_HOME": str(home)}))
    assert not (home / "sample-sign-ins.json").exists()


def _rejected(*_: object, **__: object) -> Report:
    return Report(outcome=Outcome.REJECTED, files=(), mapping="canonical")


def test_serving_an_empty_home_makes_both_databases(tmp_path: Path, started: list[dict[str, Any]],
                                                    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "new"))
    assert CliRunner().invoke(afa, ["serve"]).exit_code == 0
    settings = Settings.from_environment()
    opened = store.open_accounts(settings.accounts_url)
    assert store.schema_is_current(opened.reads)
    opened.close()
    assert engine.schema_is_current(settings.database_url)


def test_a_port_is_a_port() -> None:
    assert CliRunner().invoke(afa, ["serve", "--port", "99999"]).exit_code == 2
