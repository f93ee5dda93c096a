"""Whoever asks on the second route to a figure: a reader of every school of the sample trust."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.access.scope import Level, Scope
from dashboard.reporting.ask import Ask, asking
from data_loaders.store.engine import reader
from tests.fixtures.sample_trust import AS_AT

EVERY_SCHOOL = Scope(account_id=0, role="test", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))


@contextmanager
def asking_of(home: Path) -> Iterator[Ask]:
    """An ask over a home's pupil database, for as long as the tests take."""
    engine = reader(f"sqlite:///{home / 'pupils.db'}")
    with asking(engine, scope=EVERY_SCHOOL, as_at=AS_AT) as ask:
        yield ask
    engine.dispose()
