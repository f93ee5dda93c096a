"""The application joined: twice in a process, ready when its databases are, and its assets found."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dashboard import app as app_module
from dashboard.app import assets_folder, create_app
from dashboard.settings import Settings
from tests.small_trust import SmallTrust, served, settings_for


def test_two_applications_live_in_one_process(small_trust: SmallTrust) -> None:
    for other in served(small_trust.settings.home):
        for served_one in (small_trust, other, small_trust):
            client = served_one.client("headteacher")
            assert client.get("/progress").status_code == 200
            assert client.get("/_dash-dependencies").json == small_trust.client("senco").get("/_dash-dependencies").json


def test_healthz_is_200_when_both_databases_are_current(small_trust: SmallTrust) -> None:
    answer = small_trust.client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ready": True})


@pytest.mark.parametrize("missing", ["pupils.db", "accounts.db"])
def test_healthz_is_503_without_a_database(small_trust: SmallTrust, missing: str) -> None:
    walls = small_trust.app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()
    (small_trust.settings.home / missing).unlink()
    answer = small_trust.client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"ready": False})


def test_healthz_is_503_before_the_migrations(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    assert app.server.test_client().get("/healthz").status_code == 503
    walls = app.server.extensions["afa"]
    walls.accounts.close()


@pytest.mark.safety
def test_a_cold_start_under_many_visitors_answers_them_all(small_trust: SmallTrust) -> None:
    for cold in served(small_trust.settings.home):
        cookie = cold.client("headteacher").get_cookie("afa").value
        codes: list[int] = []

        def visit(fresh: SmallTrust = cold, token: str = cookie) -> None:
            client = fresh.app.server.test_client()
            client.set_cookie("afa", token)
            codes.append(client.get("/progress").status_code)  # noqa: B023

        visitors = [threading.Thread(target=visit) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        assert codes == [200] * 8


@pytest.mark.safety
def test_C12_production_has_no_developer_tools(small_trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    for other in served(small_trust.settings.home):
        rules = {rule.rule for rule in other.app.server.url_map.iter_rules()}
        assert not any("mcp" in rule or "alive" in rule or "ws" in rule.split("/") for rule in rules)
        assert not other.app.server.debug


def test_the_assets_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (assets_folder() / "app.css").is_file()
    monkeypatch.setattr(app_module, "_HERE", tmp_path / "dashboard")
    with pytest.raises(RuntimeError, match="install the project again"):
        assets_folder()
    inside = tmp_path / "dashboard" / "assets"
    inside.mkdir(parents=True)
    (inside / "app.css").touch()
    assert assets_folder() == inside


def test_the_sample_is_called_a_sample_on_plain_pages(small_trust: SmallTrust) -> None:
    assert "Sample data" not in small_trust.client().get("/sign-in").text
    for sample in served(small_trust.settings.home, AFA_SAMPLE="1"):
        assert "Sample data" in sample.client().get("/sign-in").text


def test_settings_are_what_the_test_thinks(small_trust: SmallTrust) -> None:
    assert isinstance(small_trust.settings, Settings)
    assert small_trust.settings.database_url.endswith("pupils.db")
