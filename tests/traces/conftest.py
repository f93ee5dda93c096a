"""What the traces may ask for besides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.reporting.ask import Ask
from tests.traces.asking import asking_of


@pytest.fixture(scope="module")
def ask(sample_home: Path) -> Iterator[Ask]:
    """A reader of every school of the sample trust."""
    with asking_of(sample_home) as ask:
        yield ask
