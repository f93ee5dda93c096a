"""Every check that is wanted is there by its name, and the law that says so is itself tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.safety import check_faults

TESTS = Path(__file__).parent


@pytest.mark.safety
def test_every_check_that_is_wanted_is_a_test_of_that_name() -> None:
    assert check_faults(TESTS) == []


def test_a_check_that_is_missing_unknown_or_unmarked_is_found(tmp_path: Path) -> None:
    wanted = {"ids": ["S1", "S2", "Z9"], "later": ["B1"], "faults": [1, 2, 8]}
    (tmp_path / "test_marked.py").write_text(
        "import pytest\npytestmark = pytest.mark.safety\ndef test_S1_a_thing() -> None: ...\n"
        "def test_B1_B2_another() -> None: ...\ndef test_plain() -> None: ...\n"
        "def test_fault_01_and_08_killed() -> None: ...\ndef test_S1_fault_09_more() -> None: ...\n"
    )
    (tmp_path / "test_plain.py").write_text(
        "import pytest\n@pytest.mark.safety\ndef test_S2_a_thing() -> None: ...\ndef test_S2_unmarked() -> None: ...\n"
    )
    assert check_faults(tmp_path, wanted=wanted) == [
        "Z9 has no test", "fault 02 has no test", "B2 is not in the list", "fault 09 is not in the list",
        "test_plain.py: test_S2_unmarked lacks the mark",
    ]  # fmt: skip
