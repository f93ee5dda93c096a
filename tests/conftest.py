"""What every test may ask for. Each fixture is described where it stands, in ``tests/fixtures``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest_plugins = [
    "tests.fixtures.places",
    "tests.fixtures.databases",
    "tests.fixtures.sample_trust",
    "tests.fixtures.serving",
    "tests.fixtures.chromium",
    "tests.small_trust",
]


@pytest.fixture(autouse=True, scope="session")
def unhurried() -> Iterator[None]:
    """Tests ask faster than anybody reads: the brake on an account's requests is tried in tests of its own."""
    from dashboard.access import volume

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volume, "pace", lambda: volume.Pace(burst=1e9, a_second=1e9))
        yield
