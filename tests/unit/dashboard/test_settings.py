"""Settings: read once from the environment, refused where they cannot be meant."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from dashboard.settings import Settings, SettingsError


def test_the_embedded_databases_rest_in_the_home(tmp_path: Path) -> None:
    settings = Settings.from_environment({"AFA_HOME": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/pupils.db"
    assert settings.accounts_url == f"sqlite:///{tmp_path}/accounts.db"
    assert settings.releases_url == f"sqlite:///{tmp_path}/releases.db"
    assert (settings.sample, settings.production, settings.as_at) == (False, False, None)
    assert settings.today() == date.today()  # noqa: DTZ011


def test_the_sample_is_as_at_its_own_day_unless_another_is_given(tmp_path: Path) -> None:
    (tmp_path / "sample.json").write_text(json.dumps({"as_at": "2026-03-20"}))
    here = {"AFA_HOME": str(tmp_path)}
    assert Settings.from_environment(here).sample
    assert Settings.from_environment(here).today() == date(2026, 3, 20)
    assert Settings.from_environment({**here, "AFA_AS_AT": "2025-10-20"}).today() == date(2025, 10, 20)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("AFA_AS_AT", "20/03/2026"),
        ("AFA_PROXIES", "one"),
        ("AFA_COMPLETE_PERCENT", "120"),
        ("AFA_SECRET_KEY", "secret"),
        ("AFA_SECRET_KEY", "a" * 64),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(tmp_path: Path, name: str, given: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"AFA_HOME": str(tmp_path), name: given})


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings.from_environment({"AFA_HOME": str(tmp_path / "home")})
    secret = settings.secret_key
    assert len(secret) >= 48
    assert secret == Settings.from_environment({"AFA_HOME": str(tmp_path / "home")}).secret_key
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret-key"]
    assert secret not in repr(settings)


def test_a_given_secret_is_not_written_nor_shown(tmp_path: Path) -> None:
    given = "0123456789abcdefghijklmnopqrstuvwxyz"
    settings = Settings.from_environment({"AFA_HOME": str(tmp_path), "AFA_SECRET_KEY": given})
    assert settings.secret_key == given
    assert given not in repr(settings)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("said", "wanted"), [("", True), ("on", True), ("OFF", False), (" off ", False)])
def test_a_second_factor_is_asked_for_unless_the_trust_turns_it_off(tmp_path: Path, said: str, wanted: bool) -> None:
    assert Settings.from_environment({"AFA_HOME": str(tmp_path), "AFA_SECOND_FACTOR": said}).second_factor is wanted


def test_the_samples_sign_ins_need_no_app_unless_it_is_asked_for(tmp_path: Path) -> None:
    home = {"AFA_HOME": str(tmp_path)}
    (tmp_path / "sample.json").write_text('{"as_at": "2026-03-20"}', encoding="utf-8")
    assert not Settings.from_environment(home).second_factor
    assert Settings.from_environment({**home, "AFA_SECOND_FACTOR": "on"}).second_factor
    with pytest.raises(SettingsError, match="AFA_SECOND_FACTOR"):
        Settings.from_environment({**home, "AFA_SECOND_FACTOR": "maybe"})
