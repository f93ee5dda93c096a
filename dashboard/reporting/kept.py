"""Sums kept between requests: read once for each scope and each state of the pupil database, never a pupil's row.

The key holds everything an answer depends on: what the reader may read, the imports that stand, and the question. An
import or an undo makes a new state, so nothing has to be thrown away by hand; the oldest entries fall out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")
MOST = 2_000
"""Entries kept: some hundred views of sums, a few megabytes."""


class Kept:
    """A bounded store of what was read, safe for threads. What two threads read at once is read twice."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def once(self, key: Hashable, *, read: Callable[[], T]) -> T:
        """What was read for this key, else what ``read`` gives now."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return cast("T", self._found[key])
        value = read()
        with self._lock:
            self._found[key] = value
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return value
