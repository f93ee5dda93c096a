"""The targets of the last counted conversation on a class's page: whose, met or not, never their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.recording_trust import TARGETS, Recorder, served
from tests.small_trust import SmallTrust

PLACE = "class:tokenclass0101"
DAY = date(2026, 2, 5)
"""A later conversation of pupil 1, without a parent or carer: it does not count, so its target is not the last."""
ALONE = {
    "pupil_id": 1, "school": "100001", "scheduled": DAY, "status": "held", "held": DAY, "term": "2025-26.spring",
    "parent_present": False,
}  # fmt: skip
ITS_TARGET = {"pupil_id": 1, "school": "100001", "scheduled": DAY, "kind": "wider", "text": "UNCOUNTEDCANARY"}


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=sqlite_url, more={"conversation": [ALONE], "target": [ITS_TARGET]})


def test_a_class_says_each_pupils_last_targets_and_whether_they_were_met(small: SmallTrust) -> None:
    teacher = Recorder(small, role="class_teacher", place=PLACE)
    text = teacher.shown(path="/conversations")
    assert "Targets of the last conversation" in text
    assert "5 November 2025. Curricular target (open)." in text
    assert TARGETS[1] not in text
    assert "UNCOUNTEDCANARY" not in text
