"""``python -m dashboard.commands.bringing TASK FOLDER``: started by the page, one task of one job.

Two programs: one that works under the caps, and one that watches it and says how it ended where it cannot itself.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path

from dashboard.settings import Settings
from data_loaders.jobs import STOPPED, Jobs, State

TOO_LONG = "This took too long and was stopped, so nothing was brought in. Split the files by year or by school."
TOO_LARGE = "This needs more memory than an import may have, so nothing was brought in. Split the files by year."
_MEMORY = 3
"""How the worker ends where its memory is used up."""


def main() -> None:
    """Do the task of this program's arguments."""
    task, folder = sys.argv[1], Path(sys.argv[2])
    settings = Settings.from_environment()
    worker = os.fork()
    if worker == 0:
        os._exit(_work(task, number=folder.name, settings=settings))
    status = _watched(worker, seconds=settings.import_seconds)
    if status is None:
        _close(folder, to=State.REJECTED, reason=TOO_LONG)
    elif os.waitstatus_to_exitcode(status) == _MEMORY:
        _close(folder, to=State.REJECTED, reason=TOO_LARGE)
    elif status:
        _close(folder, to=State.FAILED, reason=STOPPED)


def _watched(worker: int, *, seconds: int) -> int | None:
    """How the worker ended; None where it was stopped because its time was over."""
    late: list[bool] = []

    def stop(_number: int, _frame: object) -> None:
        late.append(True)
        os.kill(worker, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    _, status = os.waitpid(worker, 0)
    signal.alarm(0)
    return None if late else status


def _work(task: str, *, number: str, settings: Settings) -> int:
    most = settings.import_megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        import_module("dashboard.commands.bringing.tasks").TASKS[task](number, settings=settings)
    except MemoryError:
        return _MEMORY
    except ImportError as wrong:  # a library that could not be loaded for want of memory says so in its own way
        traceback.print_exc()
        return _MEMORY if "map segment" in str(wrong) or "allocate" in str(wrong) else 1
    except Exception:  # into the log beside the job; the page is told that it stopped
        traceback.print_exc()
        return 1
    return 0


def _close(folder: Path, *, to: State, reason: str) -> None:
    jobs = Jobs(folder.parent.parent)
    job = jobs.read(folder.name)
    if job:
        jobs.end(job, to=to, reason=reason)


if __name__ == "__main__":
    main()
