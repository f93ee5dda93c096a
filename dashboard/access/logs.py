"""The log: one line of JSON an event, in UTC, with nothing of anybody's in it.

An exception is told by its kind and where it happened. Its message is left out: it may hold what somebody typed, or a
child's name that a statement was about.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from flask import has_request_context, request

_LONGEST = 1000


class JsonLines(logging.Formatter):
    """A record as one line: line ends and control characters of its words are written as escapes."""

    def format(self, record: logging.LogRecord) -> str:
        """``{"at": "2026-03-20T09:15:00+00:00", "level": "ERROR", "logger": "dashboard", "says": "…"}``."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "says": record.getMessage()[:_LONGEST],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= told(record.exc_info[1])
        if has_request_context():
            line |= {"method": request.method, "endpoint": request.endpoint or "none"}
        return json.dumps(line)


def told(error: BaseException) -> dict[str, str]:
    """What kind of error it was and where: the calls that led to it, without a word of its message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(error).__name__, "where": where[-_LONGEST:]}


def to_stderr(level: int = logging.WARNING) -> None:
    """Send the log to the standard error stream, line by line; called once, by the command that serves."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
