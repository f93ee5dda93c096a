"""Two releases of one school around a child who joins or leaves: the second says nothing of that child."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.attacker.conftest import ELDER_BROOK, Attackers
from tests.attacker.reading import STRAND_PATHS, Said, numbers, rows
from tests.attacker.solving import SIZES, Puzzle
from tests.attacker.test_attacker import given_away, truth

pytestmark = pytest.mark.safety
AUTUMN, SPRING = date(2025, 12, 10), date(2026, 3, 20)
JOINED, LEFT = "2025-11-10", "2025-11-20"
JOINER = 999_001
FROZEN = "2025-10-02"
"""Too few have come or gone since the October census for the January one to be shown."""


@dataclass
class School:
    """The small primary's home, released in autumn; ``build`` releases it once more, as at a day."""

    home: Path
    released: Path

    def build(self, *, as_at: date, url: Path | None = None) -> str:
        """One more release of the small primary alone, into its releases or a copy of them."""
        from dashboard.commands import releases
        from dashboard.commands.answers import OPERATOR
        from dashboard.reporting.ask import asking
        from dashboard.settings import Settings
        from data_loaders.store.engine import reader

        environ = {"AFA_HOME": str(self.home), "AFA_RELEASES_URL": f"sqlite:///{url or self.released}"}
        settings = Settings.from_environment({**environ, "AFA_AS_AT": as_at.isoformat()})
        pupils = reader(settings.database_url)
        with asking(pupils, scope=OPERATOR, as_at=as_at) as ask:
            (about,) = releases._of_schools(ask, schools=[ask.schools[ELDER_BROOK]])
            assert about is not None
            said = releases._build(ask, about=about, settings=settings, by="test")
        pupils.dispose()
        return said

    def change(self, *statements: str) -> None:
        """Change the school's records, past every import."""
        with closing(sqlite3.connect(self.home / "pupils.db")) as connection, connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="module")
def elder(released_home: Path, tmp_path_factory: pytest.TempPathFactory) -> School:
    from dashboard.releases import store

    home = Path(shutil.copytree(released_home, tmp_path_factory.mktemp("two") / "home"))
    (home / "releases.db").unlink()
    store.migrate(f"sqlite:///{home / 'releases.db'}")
    school = School(home=home, released=home / "releases.db")
    assert "release 1" in school.build(as_at=AUTUMN)
    return school


@pytest.fixture(scope="module")
def second(elder: School) -> Callable[[str], Path]:
    """A function: the releases with a second one, built after this was done to the records; they are put back."""

    def made(what: str) -> Path:
        copy = elder.released.with_name(f"{what}.db")
        shutil.copy(elder.released, copy)
        done, undone = CHANGES[what]
        elder.change(*done)
        assert "release 2" in elder.build(as_at=SPRING, url=copy)
        elder.change(*undone)
        return copy

    return cache(made)


LEAVER = (
    "(SELECT MIN(e.pupil_id) FROM enrolment e JOIN sen_status s USING (pupil_id) WHERE e.school = '100003' "
    "AND e.to_date IS NULL AND s.to_date IS NULL AND s.code = 'E')"
)


def joins(code: str) -> list[str]:
    """A boy joins in November with a kind of support that the attacker would like to know."""
    return [
        f"INSERT INTO pupil (pupil_id, pupil, sex, token, batch_id) VALUES ({JOINER}, 'J', 'M', 'tokenjoiner1', 1)",
        "INSERT INTO enrolment (enrolment_id, pupil_id, school, from_date, year_group, status, batch_id) "
        f"VALUES ({JOINER}, {JOINER}, '100003', '{JOINED}', '4', 'C', 1)",
        f"INSERT INTO sen_status (pupil_id, from_date, code, batch_id) VALUES ({JOINER}, '{JOINED}', '{code}', 1)",
    ]


GONE = [f"DELETE FROM {table} WHERE pupil_id = {JOINER}" for table in ("sen_status", "enrolment", "pupil")]
LEAVES = [f"UPDATE enrolment SET to_date = '{LEFT}' WHERE to_date IS NULL AND pupil_id = {LEAVER}"]
RETURNS = [f"UPDATE enrolment SET to_date = NULL WHERE to_date = '{LEFT}' AND school = '100003'"]
CHANGES: dict[str, tuple[list[str], list[str]]] = {
    "nobody": ([], []),
    "joins with a plan": (joins("E"), GONE),
    "leaves with a plan": (LEAVES, RETURNS),
}


def views(released: Path) -> list[tuple[str, str]]:
    """The views of the second release, as they are kept, with what it says of the school and whose pupils it counts."""
    with closing(sqlite3.connect(released)) as connection, connection:
        said = connection.execute("SELECT census, facts FROM release WHERE number = 2").fetchall()
        assert [census for census, _ in said] == [FROZEN]
        return (
            said
            + connection.execute(
                "SELECT v.key, v.body FROM release r JOIN release_view v USING (release_id) WHERE r.number = 2 "
                "ORDER BY v.position"
            ).fetchall()
        )


def test_classic_two_releases_one_joiner(second: Callable[[str], Path]) -> None:
    """Whether a child joined, and with which support, moves nothing in the second release: it is the same, figure by
    figure, as if nobody had."""
    without = views(second("nobody"))
    assert without
    assert views(second("joins with a plan")) == without


def test_classic_two_releases_one_leaver(second: Callable[[str], Path]) -> None:
    """A child with a plan leaves: the second release is the same as if all had stayed."""
    assert views(second("leaves with a plan")) == views(second("nobody"))


def read_at(home: Path, released: Path) -> list[Said]:
    """What the governor reads when these are the releases."""
    own = home / f"{released.stem} home"
    own.mkdir(exist_ok=True)
    for name in ("accounts.db", "sample.json"):
        shutil.copy(home / name, own / name)
    attackers = Attackers(
        own, AFA_DATABASE_URL=f"sqlite:///{home / 'pupils.db'}", AFA_RELEASES_URL=f"sqlite:///{released}"
    )
    found = attackers.figures("elder")
    attackers.close()
    return found


def test_attacker_proves_nothing_over_two_releases_with_a_joiner(elder: School, second: Callable[[str], Path]) -> None:
    """Both releases taken together: the same pupils, each term's outcomes, and everything said of either."""
    one = read_at(elder.home, elder.released)
    two = read_at(elder.home, second("joins with a plan"))
    sizes = [said for said in two if said.measure == SIZES]
    assert any(numbers(said) for said in sizes)
    assert sizes == [said for said in one if said.measure == SIZES]
    both = [
        *sizes,
        *(Said(f"{said.measure} in autumn", said.group, said.figure) for said in one if said.measure != SIZES),
        *(said for said in two if said.measure != SIZES),
    ]
    puzzle = Puzzle((said for said in both if numbers(said) is not None), published=False)
    known = truth(elder.home, school=ELDER_BROOK)
    assert given_away(puzzle, sizes=known) == []
    print(f"\nThe attacker: {puzzle.solved} programmes solved over two releases")


def test_classic_cached_old_release(elder: School, second: Callable[[str], Path], tmp_path: Path) -> None:
    """A page kept from the first release is not mixed with the second: once it is there every page is of it alone."""
    served = tmp_path / "served.db"
    shutil.copy(elder.released, served)
    attackers = Attackers(elder.home, AFA_RELEASES_URL=f"sqlite:///{served}")
    before = attackers.served("elder", paths=STRAND_PATHS, queries=("",))
    with closing(sqlite3.connect(second("nobody"))) as newer, closing(sqlite3.connect(served)) as older:
        newer.backup(older)
    after = attackers.served("elder", paths=STRAND_PATHS, queries=("", "?period=2025-26.autumn"))
    attackers.close()
    assert all("Release 1, autumn term 2025" in answer for answer in before.values())
    assert all("Release 2, spring term 2026" in answer and "Release 1" not in answer for answer in after.values())
    for path in STRAND_PATHS:
        assert list(rows(after[f"/{path}"])) == list(rows(after[f"/{path}?period=2025-26.autumn"]))


def test_classic_response_by_true_count(elder: School) -> None:
    """The records change and the release does not: the answer is the same, byte by byte, and asks the pupils'
    database the same statements, so neither its length nor its time tells of a count."""
    attackers = Attackers(elder.home)
    asked: list[str] = []
    pupils = attackers.app.server.extensions["afa"].pupils
    sa.event.listen(pupils, "before_cursor_execute", lambda *given: asked.append(given[2]))
    attackers.served("elder", paths=STRAND_PATHS, queries=("",))
    asked.clear()
    before, first = attackers.served("elder", paths=STRAND_PATHS, queries=("",)), list(asked)
    asked.clear()
    elder.change(*joins("E"))
    after, then = attackers.served("elder", paths=STRAND_PATHS, queries=("",)), list(asked)
    elder.change(*GONE)
    attackers.close()
    assert before == after
    assert first == then
