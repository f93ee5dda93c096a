"""What every test may ask for. Each fixture is described where it stands, in ``tests/fixtures``."""

from __future__ import annotations

pytest_plugins = [
    "tests.fixtures.places",
    "tests.fixtures.databases",
    "tests.fixtures.sample_trust",
    "tests.fixtures.serving",
    "tests.fixtures.chromium",
    "tests.small_trust",
]
