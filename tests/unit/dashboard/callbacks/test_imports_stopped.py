"""Work that is cut short: by its caps, by the web server's death, by its own: the state before, and words."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from data_loaders.jobs import Jobs, State
from data_loaders.store.importing import batches
from tests import small_trust as trusts
from tests.sending import PATIENCE, Sender, text_of
from tests.small_trust import SmallTrust
from tests.unit.dashboard.callbacks.test_imports import GIVEN, HEADINGS, MARKS
from tests.unit.data_loaders.files import everything

pytestmark = pytest.mark.safety


Served = Callable[..., AbstractContextManager[SmallTrust]]


@pytest.fixture
def served(small_home: Path, tmp_path: Path) -> Served:
    """A small trust with other caps."""

    @contextmanager
    def serve(**caps: str) -> Iterator[SmallTrust]:
        yield from trusts.served(Path(shutil.copytree(small_home, tmp_path / "capped")), **caps)

    return serve


def test_fault_09_a_file_that_needs_too_much_memory_is_refused(served: Served) -> None:
    with served(AFA_IMPORT_MB="700") as trust:
        before = everything(trust.settings.database_url)
        sender = Sender(trust.client("data_manager"))
        many = HEADINGS + "".join(f"X{number},{number % 60 + 70},101\n" for number in range(1_500_000))
        page = sender.send(("many.csv", many.encode()))
        words = text_of(page)
        if "What kind of file" in words:
            words = text_of(sender.choose("marksheet_subjects", **GIVEN))
        assert "needs more memory than an import may have" in words
        assert sender.client.get("/files/bring-in").status_code == 200
        assert everything(trust.settings.database_url) == before


def test_fault_10_a_file_that_takes_too_long_is_refused(served: Served) -> None:
    with served(AFA_IMPORT_SECONDS="1") as trust:
        sender = Sender(trust.client("data_manager"))
        many = HEADINGS + "".join(f"X{number},{number % 60 + 70},101\n" for number in range(400_000))
        assert "took too long and was stopped" in text_of(sender.send(("many.csv", many.encode())))


DIES = """
import os, signal, sys
from pathlib import Path
from dashboard.app import create_app
from tests.sending import Sender
from tests.small_trust import settings_for, sign_in, form_token

home, at = Path(sys.argv[1]), sys.argv[2]
client = create_app(settings_for(home)).server.test_client()
sign_in(client, username="data_manager")
token = form_token(client.get(at).text)
assert client.post(f"{at}/commit", data={"csrf_token": token}).status_code == 303
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_fault_02_the_web_servers_death_does_not_touch_the_work(small_trust: SmallTrust) -> None:
    sender = Sender(small_trust.client("data_manager"))
    sender.send(("marks.csv", MARKS.encode()))
    sender.choose("marksheet_subjects", **GIVEN)
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(small_trust.settings.home), sender.at], check=False, timeout=120
    )
    assert died.returncode == -9
    jobs, until = Jobs(small_trust.settings.home), time.monotonic() + PATIENCE
    while (job := jobs.read(sender.number)) and job.state is State.WRITING:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert job is not None
    assert job.state is State.COMMITTED
    assert "Brought in as import 2" in text_of(sender.client.get(sender.at))


def test_a_commit_that_was_not_told_is_told_afterwards(small_trust: SmallTrust) -> None:
    """The worker dies after the database has its batch and before it could say so."""
    sender = Sender(small_trust.client("data_manager"))
    sender.send(("marks.csv", MARKS.encode()))
    sender.choose("marksheet_subjects", **GIVEN)
    sender.post("commit")
    jobs = Jobs(small_trust.settings.home)
    job = jobs.read(sender.number)
    assert job is not None
    jobs.remember(job, state=State.WRITING)
    assert "Brought in as import 2" in text_of(sender.waited())
    jobs.remember(job, state=State.WRITING, batch_id=1)
    assert "The work stopped" in text_of(sender.waited())
    assert [batch.batch_id for batch in batches(small_trust.settings.database_url)] == [2, 1]
