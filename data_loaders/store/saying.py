"""What a database says when it cannot, in words for a school office; the driver's own words stand behind them."""

from __future__ import annotations

import errno

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS = {
    "is full": "the disk is full: make room, then try again",
    "no space left": "the disk is full: make room, then try again",
    "disk i/o": "the disk does not take what is written: it may be full or faulty",
    "input/output error": "the disk does not take what is written: it may be full or faulty",
    "readonly": "the file or its folder may not be written: ask whoever looks after the server",
    "read-only": "it may not be written: ask whoever looks after the server",
    "permission denied": "the file or its folder may not be opened: ask whoever looks after the server",
    "unable to open": "the file or its folder is not there or may not be written: ask whoever looks after the server",
    "lock timeout": "something else is being brought in: wait until that has ended, then try again",
    "locked": "something else is being brought in: wait until that has ended, then try again",
    "malformed": "the file is damaged: bring back the last backup",
    "not a database": "the file is damaged: bring back the last backup",
    "connection": "the database server does not answer: ask whoever looks after it",
}
"""What the driver says, in part → what it means and what to do."""


def meaning(reason: object) -> str:
    """``the disk is full: make room, then try again``; empty where the driver's words are not known."""
    said = str(reason).casefold()
    return next((words for part, words in _WORDS.items() if part in said), "")


def in_words(reason: object) -> str:
    """``the disk is full: make room, then try again (database or disk is full)``; unknown words as they are."""
    said, meant = str(reason).strip(), meaning(reason)
    return f"{meant} ({said})" if meant else said


def has_no_room(error: OSError) -> bool:
    """Whether a write failed because the disk, or the share of it that may be used, is full."""
    return error.errno in _NO_ROOM
