"""A load that is killed, copied or starved at any moment leaves the state before or the state after, never between.

The numbers are those of the fault list in the safety reference; the oracle is in ``tests/fixtures/oracle.py``.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_loaders.report import Report
from data_loaders.store import importing
from tests.fixtures.answering import Pages, Shown
from tests.fixtures.killing import (
    REFUSED,
    as_nobody,
    at_commit,
    at_statement,
    die,
    ended,
    in_a_child,
    no_file_beyond,
    reachable_by_nobody,
)
from tests.fixtures.oracle import Oracle, state_of, whole, without_batches
from tests.unit.data_loaders.files import SMALL, load, write

pytestmark = pytest.mark.safety

TODAY = {
    "pupil": SMALL["pupil"].replace("Cy\n", "Cyd\n") + "P4,Dale,Di\n",
    "enrolment": SMALL["enrolment"] + "P4,100001,2025-09-01,4,C\n",
    "sen_status": SMALL["sen_status"].replace("P2,2025-09-01,N", "P2,2025-09-01,E"),
    "assessment": SMALL["assessment"].replace("test,90", "test,94")
    + "P1,reading,reading_age,2025-26.spring,test,99\nP4,reading,reading_age,2025-26.autumn,test,88\n",
}
"""Today's files: pupils new and changed, a status corrected, results new and corrected."""


def place(url: str) -> Path:
    return Path(sa.make_url(url).database or "")


class Case:
    """A database of last night and today's files; every fault is tried on a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last_night = folder / "last_night.db"
        load(write(folder / "last night"), url=f"sqlite:///{self.last_night}")
        self.paths = write(folder / "today", **TODAY)
        done = self.copy("after")
        self.statements = self._counted(done)
        self.pages = Pages(folder / "home")
        before = self.copy("before")
        self.oracle = Oracle(
            before=state_of(before), after=state_of(done), again=self.bring, pages=self.pages,
            shown_before=self.pages.of(before), shown_after=self.pages.of(done),
        )  # fmt: skip

    def copy(self, name: str) -> str:
        path = self.folder / f"{name}.db"
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        shutil.copy(self.last_night, path)
        return f"sqlite:///{path}"

    def bring(self, url: str) -> Report:
        return load(self.paths, url=url)

    def _counted(self, url: str) -> int:
        """How many statements the load writes with; it is done on this database."""
        return counted(lambda: self.bring(url))


def counted(act: Callable[[], object]) -> int:
    """Do it, and say how many statements it wrote with."""
    made = importing.writer
    count = at_statement(-1, act=die)
    try:
        act()
    finally:
        importing.writer = made
    return count[0]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("killed"))


def moments(case: Case) -> Iterator[tuple[str, Callable[[], object], str]]:
    """When to die, and the state to be found then: before every statement, and just before and after the commit."""
    for number in range(1, case.statements + 1):
        yield f"before statement {number}", lambda number=number: at_statement(number, act=die), "before"
    yield "before the commit", lambda: at_commit(2, after=False, act=die), "before"
    yield "after the commit", lambda: at_commit(2, after=True, act=die), "after"


def test_fault_01_killed_at_every_statement(case: Case) -> None:
    assert case.statements > 40
    for number, (words, prepare, wanted) in enumerate(moments(case), start=1):
        url = case.copy("killed")

        def act(url: str = url, prepare: Callable[[], object] = prepare) -> None:
            prepare()
            case.bring(url)

        assert ended(in_a_child(act)) == -signal.SIGKILL, words
        again = number % 8 == 0 or "commit" in words
        assert (case.oracle.holds(url) if again else case.oracle.says(url)) == wanted, words


@pytest.mark.parametrize(("after", "wanted"), [(False, "before"), (True, "after")])
def test_fault_01_pages_answer_from_one_state_while_a_load_goes_on_and_dies(
    after: bool, wanted: str, case: Case
) -> None:
    """A load that halts in its midst and dies at its commit, and a reader who asks all the while."""
    url, (wait, begin) = case.copy("read"), os.pipe()

    def act() -> None:
        os.read(wait, 1)  # until the reader is there: what was opened before a fork must not be used after it
        at_statement(case.statements // 2, act=lambda: time.sleep(1.5))
        at_commit(2, after=after, act=lambda: (time.sleep(1), die()))
        case.bring(url)

    child, seen = in_a_child(act), []
    with case.pages.over(url) as read:
        seen.append(read())
        os.write(begin, b"x")
        while (end := os.waitpid(child, os.WNOHANG)) == (0, 0):
            seen.append(read())
        seen.append(read())
    assert os.waitstatus_to_exitcode(end[1]) == -signal.SIGKILL
    assert len(seen) > 5
    words = [word for shown in seen for word in said_of(shown, oracle=case.oracle)]
    assert words == sorted(words, reverse=True)  # before, then after: never back, never a mixture
    assert (words[0], words[-1]) == ("before", wanted)
    assert case.oracle.holds(url) == wanted


def said_of(shown: Shown, *, oracle: Oracle) -> list[str]:
    """Of each page that differs between the two states, whose it is: pages are asked one after another."""
    words = []
    for page, before, after in zip(shown, oracle.shown_before, oracle.shown_after, strict=True):
        assert page in (before, after)
        words += ["before" if page == before else "after"] if before != after else []
    assert words
    return words


def test_the_oracle_sees_a_page_that_is_neither(case: Case) -> None:
    assert case.oracle.shown_before != case.oracle.shown_after
    mixed = replace(case.oracle, shown_before=case.oracle.shown_after)
    with pytest.raises(AssertionError, match="pages not of before"):
        mixed.says(case.copy("mixed"))


def test_fault_03_the_power_fails_at_moments_of_no_ones_choosing(case: Case) -> None:
    """The child is stopped, the disk copied as it stands, the child goes on."""
    url, copies = case.copy("power"), []
    child = in_a_child(lambda: case.bring(url))
    going = True
    while going:
        time.sleep(0.02)
        os.kill(child, signal.SIGSTOP)
        copies.append(copy_of(url, folder=case.folder / f"power {len(copies)}"))
        os.kill(child, signal.SIGCONT)
        going = os.waitpid(child, os.WNOHANG) == (0, 0) and len(copies) < 60
    if going:
        os.waitpid(child, 0)
    seen = [case.oracle.says(copy) for copy in copies[:: max(1, len(copies) // 12)]]
    assert seen == sorted(seen, reverse=True)  # before, then after: never back
    assert case.oracle.holds(copies[len(copies) // 2]) in ("before", "after")
    assert case.oracle.says(url) == "after"


def copy_of(url: str, *, folder: Path) -> str:
    folder.mkdir()
    for ending in ("", "-wal"):
        if (source := Path(f"{place(url)}{ending}")).exists():
            shutil.copy(source, folder / f"copy.db{ending}")
    return f"sqlite:///{folder / 'copy.db'}"


def test_fault_05_the_disk_is_full_during_the_load(case: Case, capfd: pytest.CaptureFixture[str]) -> None:
    """Also fault 8, an error from the N-th write: files may grow to a size, and to no byte more."""
    largest = place(case.copy("size")).stat().st_size * 2
    ends = []
    for share in (0.0, 0.02, 0.2, 0.9):
        url = case.copy("full")

        def act(url: str = url, share: float = share) -> None:
            no_file_beyond(int(share * largest))
            case.bring(url)

        ends.append(ended(in_a_child(act)))
        assert case.oracle.holds(url) == ("before" if ends[-1] else "after"), share
    assert REFUSED in ends
    assert set(ends) <= {REFUSED, 0}, capfd.readouterr().err
    assert "Traceback" not in (said := capfd.readouterr().err)
    assert not said or "disk" in said


def test_fault_07_a_folder_that_may_not_be_written(case: Case, capfd: pytest.CaptureFixture[str]) -> None:
    folder = case.folder / "locked"
    folder.mkdir()
    shutil.copy(case.last_night, folder / "pupils.db")
    url = f"sqlite:///{folder / 'pupils.db'}"

    def act() -> None:
        as_nobody()
        case.bring(url)

    reachable_by_nobody(folder)
    for path, mode in ((folder / "pupils.db", 0o444), (folder, 0o555)):
        path.chmod(mode)
    end = ended(in_a_child(act))
    folder.chmod(0o755)
    (folder / "pupils.db").chmod(0o644)
    said = capfd.readouterr().err
    assert end == REFUSED, said
    assert "may not be written" in said
    assert case.oracle.holds(url) == "before"


def test_fault_32_killed_while_a_batch_is_taken_back(case: Case) -> None:
    def undo(url: str) -> None:
        importing.take_back(url, batch_id=2)

    done = case.copy("undone")
    case.bring(done)
    loaded = case.folder / "loaded.db"
    shutil.copy(place(done), loaded)
    statements = counted(lambda: undo(done))
    assert statements > 20
    before, after = state_of(f"sqlite:///{loaded}"), state_of(done)
    assert without_batches(after) == without_batches(case.oracle.before)
    moments: dict[str, Callable[[], object]] = {
        f"before statement {number}": lambda number=number: at_statement(number, act=die)
        for number in (1, 2, *range(5, statements, 8), statements - 1, statements)
    }
    moments |= {f"{word} the commit": lambda word=word: at_commit(1, after=word == "after", act=die)
                for word in ("before", "after")}  # fmt: skip
    for words, prepare in moments.items():
        url = case.copy("undoing")
        shutil.copy(loaded, place(url))

        def act(url: str = url, prepare: Callable[[], object] = prepare) -> None:
            prepare()
            undo(url)

        assert ended(in_a_child(act)) == -signal.SIGKILL, words
        assert state_of(url) == (after if words == "after the commit" else before), words
        whole(url)
        if words != "after the commit":
            undo(url)
        assert state_of(url) == after, words


@pytest.mark.postgres
def test_fault_01_killed_on_postgresql(case: Case, postgres_url: str) -> None:
    load(write(case.folder / "on a server"), url=postgres_url)
    before, shown_before = state_of(postgres_url), case.pages.of(postgres_url)
    for prepare in (
        lambda: at_statement(3, act=die), lambda: at_statement(30, act=die), lambda: at_commit(2, after=False, act=die),
    ):  # fmt: skip

        def act(prepare: Callable[[], object] = prepare) -> None:
            prepare()
            case.bring(postgres_url)

        assert ended(in_a_child(act)) == -signal.SIGKILL
        assert state_of(postgres_url) == before
        assert case.pages.of(postgres_url) == shown_before

    def last() -> None:
        at_commit(2, after=True, act=die)
        case.bring(postgres_url)

    assert ended(in_a_child(last)) == -signal.SIGKILL
    after, shown_after = state_of(postgres_url), case.pages.of(postgres_url)
    oracle = Oracle(
        before=before, after=after, again=case.bring, pages=case.pages, shown_before=shown_before,
        shown_after=shown_after,
    )  # fmt: skip
    assert oracle.holds(postgres_url) == "after"
    assert shown_after != shown_before
    assert after["assessment"] == case.oracle.after["assessment"]
