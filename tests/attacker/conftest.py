"""What all attackers share: the sample trust with releases, its governors signed in, and everything they are served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacker.reading import PATHS, STRAND_PATHS, Said, rows
from tests.fixtures.visitor import Visitor
from tests.small_trust import PASSWORD

ELDER_BROOK, LINDEN = "100003", "100009"
GOVERNORS = {"elder": (ELDER_BROOK,), "again": (ELDER_BROOK,), "linden": (LINDEN,), "both": (ELDER_BROOK, LINDEN)}
"""The attackers, and of which schools each is a governor."""
FORGED = (
    "", "?place=trust", "?place=school:100001", "?place=school:100003", "?place=school:100009", "?group=plan",
    "?group=support", "?period=2024-25", "?period=2025-26.autumn", "?compare=term", "?place=phase:primary",
    "?place=class:tokenclass0001", "?place=pupil:tokenpupil0001", "?subject=reading&scale=standard",
)  # fmt: skip


@pytest.fixture(scope="session")
def released_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample trust with a release of the small primary and of a secondary of more than 150 SEND pupils, and an
    account for each attacker. Whoever changes it works on a copy."""
    from dashboard.access import accounts, store
    from dashboard.commands.releases import build_releases
    from dashboard.settings import Settings

    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("released") / "home"))
    settings = Settings.from_environment({"AFA_HOME": str(home)})
    for said in build_releases(settings, codes=(ELDER_BROOK, LINDEN), by="test"):
        assert "views shown" in said
    opened, now = store.open_accounts(settings.accounts_url), store.utc_now()
    with opened.writes.begin() as connection:
        for name, schools in GOVERNORS.items():
            accounts.add(connection, username=f"{name}@attack.example", name=name, password=PASSWORD, now=now)
            for school in schools:
                accounts.give(
                    connection, username=f"{name}@attack.example", role="governor", now=now, granted_by="test",
                    school=school,
                )  # fmt: skip
    opened.close()
    return home


class Attackers:
    """The dashboard over a home, and its governors as they sign in."""

    def __init__(self, home: Path, **environ: str) -> None:
        from dashboard.app import create_app
        from dashboard.settings import Settings

        self.home = home
        self.app: Any = create_app(Settings.from_environment({"AFA_HOME": str(home), **environ}))
        self._in: dict[str, Visitor] = {}
        self.asked = 0

    def visitor(self, name: str) -> Visitor:
        """One of the governors, signed in."""
        if name not in self._in:
            self._in[name] = Visitor(self.app, home=self.home)
            self._in[name].sign_in_as(f"{name}@attack.example", password=PASSWORD)
        return self._in[name]

    def served(self, name: str, *, paths: tuple[str, ...] = PATHS, queries: tuple[str, ...] = FORGED) -> dict[str, str]:
        """Every page and forged address as answered to a governor."""
        asked = [f"/{path}{query}" for path in paths for query in queries]
        self.asked += len(asked)
        return {address: self.visitor(name).draw(address).get_data(as_text=True) for address in asked}

    def figures(self, name: str) -> list[Said]:
        """Every figure a governor reads on the pages of the own school."""
        return list(
            dict.fromkeys(
                said
                for answer in self.served(name, paths=("releases", *STRAND_PATHS), queries=("",)).values()
                for said in rows(answer)
            )
        )

    def close(self) -> None:
        walls = self.app.server.extensions["afa"]
        walls.accounts.close()
        for opened in (walls.pupils, walls.released):
            opened.dispose()


@pytest.fixture(scope="session")
def attackers(released_home: Path) -> Iterator[Attackers]:
    found = Attackers(released_home)
    yield found
    found.close()


@pytest.fixture(scope="session")
def everything(attackers: Attackers) -> dict[str, str]:
    """Every page and forged address, as answered to the governor of the small primary."""
    return attackers.served("elder")


@pytest.fixture(scope="session")
def figures(everything: dict[str, str]) -> list[Said]:
    """Every figure that the governor of the small primary reads."""
    pages = ("/releases", *(f"/{path}" for path in STRAND_PATHS))
    answers = [answer for address, answer in everything.items() if address.partition("?")[0] in pages]
    return list(dict.fromkeys(said for answer in answers for said in rows(answer)))


@pytest.fixture(scope="session")
def linden(attackers: Attackers) -> list[Said]:
    """Every figure that the governor of the secondary reads."""
    return attackers.figures("linden")
