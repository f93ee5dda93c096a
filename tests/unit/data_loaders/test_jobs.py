"""Jobs: kept in a folder each, moved on once, closed where their worker is gone, forgotten after a day."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from data_loaders import jobs as jobs_module
from data_loaders.jobs import STOPPED, Job, Jobs, MovedOn, State, Upload


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path)


def received(jobs: Jobs) -> Job:
    job = jobs.receive(account_id=7, username="office", schools={"100002", "100001"})
    (jobs.folder(job.number) / "a1.csv").write_text("UPN\n", encoding="utf-8")
    return jobs.remember(job, uploads=(Upload(name="Marks.csv", stored="a1.csv", bytes=4),))


def test_a_job_is_read_as_it_was_noted(jobs: Jobs) -> None:
    job = received(jobs)
    assert jobs.read(job.number) == job
    assert job.schools == ("100001", "100002")
    assert job.names == {"a1.csv": "Marks.csv"}
    assert jobs.folder(job.number).stat().st_mode & 0o777 == 0o700
    assert jobs.read("../" + job.number) is None
    assert jobs.read("A" * 22) is None


def test_only_one_of_two_moves_a_job_on(jobs: Jobs) -> None:
    job = received(jobs)
    jobs.move(job, to=State.PREVIEWED, since={State.CHOOSING})
    with pytest.raises(MovedOn):
        jobs.move(job, to=State.PREVIEWED, since={State.CHOOSING})


@pytest.mark.safety
def test_a_job_whose_worker_is_gone_is_closed_as_failed(jobs: Jobs) -> None:
    job = received(jobs)
    hold = jobs.hold(job.number)
    jobs.move(job, to=State.WRITING, since={State.CHOOSING})
    at_work = jobs.read(job.number)
    assert at_work is not None
    assert at_work.state is State.WRITING
    os.close(hold)
    jobs.sweep()
    closed = jobs.read(job.number)
    assert closed is not None
    assert (closed.state, closed.reason) == (State.FAILED, STOPPED)
    assert not (jobs.folder(job.number) / "a1.csv").exists()


def test_an_end_is_final(jobs: Jobs) -> None:
    job = received(jobs)
    jobs.end(job, to=State.COMMITTED, batch_id=3)
    again = jobs.end(job, to=State.FAILED, reason="late")
    assert (again.state, again.batch_id) == (State.COMMITTED, 3)


def test_after_a_day_a_job_is_forgotten(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    job = received(jobs)
    monkeypatch.setattr(jobs_module, "KEPT", timedelta(0))
    jobs.sweep()
    assert not jobs.folder(job.number).exists()
