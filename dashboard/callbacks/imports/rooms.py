"""What the addresses of bringing in share: whose job it is, how work is begun, how a step is shown."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from dashboard.access import audit, current
from dashboard.access.uploads import PAGE
from dashboard.pages import PAGES
from dashboard.queries.running import asker_for
from dashboard.reporting.ask import Ask
from dashboard.settings import Settings
from data_loaders.jobs import Job, Jobs, MovedOn, State
from data_loaders.store import importing

Answer = Response | str | tuple[str, int]


def jobs() -> Jobs:
    """The jobs of this installation."""
    return Jobs(current.access().settings.home)


def own_schools() -> frozenset[str] | None:
    """The schools whose files the person may bring in, None every school. 404 where the role brings none in."""
    if not current.may_open(PAGE):
        abort(404)
    person = current.person()
    return None if any(grant.school is None for grant in person.grants) else person.schools


def job_of(number: str) -> Job:
    """The person's own job of this number, while they still answer for its schools; anything else is one 404."""
    allowed, job = own_schools(), jobs().read(number)
    if job is None or job.account_id != current.person().account_id:
        abort(404)
    if allowed is not None and (job.schools is None or not allowed.issuperset(job.schools)):
        abort(404)
    return _settled(job)


def begin(job: Job, *, task: str, at: State, since: set[State], **said: Any) -> Response:
    """Have a task of a job done by a program of its own, which lives on where this one ends; then to the job's page."""
    kept = jobs()
    hold = kept.hold(job.number)
    try:
        kept.move(job, to=at, since=since, **said)
        _start(kept, job=job, task=task, hold=hold)
    except MovedOn:
        pass  # somebody was quicker, in another tab perhaps: the page says how it stands
    finally:
        os.close(hold)
    return to_job(job)


def to_job(job: Job) -> Response:
    """To the job's page."""
    return redirect(f"/files/bring-in/{job.number}", 303)


def refuse(reason: str, *, school: str = "") -> None:
    """Note that something was refused, before it is."""
    current.note(audit.Action.UPLOAD_REFUSED, place=f"school:{school}" if school else "", detail={"reason": reason})


def shown(template: str, **said: Any) -> str:
    """A step of bringing in, in the frame of every page."""
    person = current.person()
    tabs = [(f"/{page.path}", page.words, page.beside) for page in PAGES if current.may_open(page.path)]
    return render_template(
        f"imports/{template}", person=person, tabs=tabs, trust=_trust(), home=current.landing(), here=f"/{PAGE}", **said
    )


def posted(name: str) -> str:
    """A field of the form, without blanks at its ends; a NUL is no text."""
    return request.form.get(name, "").replace("\0", "").strip()


def add(rooms: Blueprint, *, views: Sequence[tuple[str, str, Callable[..., Answer]]]) -> None:
    """Add addresses under ``/files``: each a rule, a method and the function that answers."""
    for rule, method, function in views:
        rooms.add_url_rule(rule, function.__name__, function, methods=[method])


def _settled(job: Job) -> Job:
    """A job whose worker stopped after the database had taken its batch was brought in, whatever was noted."""
    if job.state is not State.FAILED or job.batch_id is None:
        return job
    same = [
        batch
        for batch in importing.batches(current.access().settings.database_url)
        if batch.batch_id == job.batch_id and batch.outcome == "committed" and batch.brought_by == job.username
        and batch.mapping == job.mapping and sorted(file["name"] for file in batch.files) == sorted(job.names.values())
    ]  # fmt: skip
    return jobs().remember(job, state=State.COMMITTED, reason="") if same else job


def _start(kept: Jobs, *, job: Job, task: str, hold: int) -> None:
    """The worker inherits the open file by which it is known to live; it is not this program's to stop."""
    folder = kept.folder(job.number)
    command = [sys.executable, "-m", "dashboard.commands.bringing", task, str(folder)]
    with (folder / "log").open("ab") as log:
        worker = subprocess.Popen(  # noqa: S603 - this program itself, and a folder it named
            command, env=_environment(current.access().settings), pass_fds=(hold,), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
    threading.Thread(target=worker.wait, daemon=True).start()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OPENBLAS_NUM_THREADS": "1",
        "AFA_HOME": str(settings.home),
        "AFA_DATABASE_URL": settings.database_url,
        "AFA_ACCOUNTS_URL": settings.accounts_url,
        "AFA_RELEASES_URL": settings.releases_url,
        "AFA_AS_AT": settings.as_at.isoformat() if settings.as_at else "",
        "AFA_IMPORT_MB": str(settings.import_megabytes),
        "AFA_IMPORT_SECONDS": str(settings.import_seconds),
    }


def _trust() -> str:
    with asker_for(current.reader(), scope=current.scope()) as asker:
        return Ask(asker=asker, as_at=current.today()).trust_name
