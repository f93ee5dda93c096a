"""What a number means stands in one place: a metric has one definition, one function, one example and one test."""

from __future__ import annotations

from pathlib import Path

import pydantic
import pytest

from dashboard.metrics import registry
from tests.laws.definitions import NO_EXAMPLE, definition_faults, definitions

DEFINITION = 'checked_by = "tests/test_a.py::test_gain"\n[parameters]\nconfidence = 0.95\n'
FUNCTION = 'def gain(cells: list) -> Row:\n    return Row(metric("gain").parameters["confidence"])\n'
TEST = "def test_gain(): ...\n"
PAPER = 'PROGRESS = {"gain": Example(cells=[1.0, 4.0], value=2.5)}\n'


def metrics_folder(
    folder: Path, *, definition: str = DEFINITION, function: str = FUNCTION, test: str = TEST, paper: str = PAPER
) -> Path:
    """A folder with one metric, whole unless told otherwise."""
    texts = {
        "dashboard/metrics/definitions/gain.toml": definition,
        "dashboard/metrics/progress.py": function,
        "tests/test_a.py": test,
        "tests/unit/dashboard/metrics/on_paper/progress.py": paper,
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_law_holds(root: Path) -> None:
    assert definition_faults(root) == []


def test_registry_holds_every_definition(root: Path) -> None:
    assert set(registry.metrics()) == set(definitions(root))


def test_law_leaves_the_good_alone(tmp_path: Path) -> None:
    assert definition_faults(metrics_folder(tmp_path)) == []


def test_law_knows_an_example_below_nought(tmp_path: Path) -> None:
    assert definition_faults(metrics_folder(tmp_path, paper=PAPER.replace("2.5", "-2.5"))) == []


def test_law_knows_a_function_made_for_its_name(tmp_path: Path) -> None:
    whole = 'gain: Share = _share_of("gain")\ndef _of(): metric("").parameters["confidence"]\n'
    assert definition_faults(metrics_folder(tmp_path / "good", function=whole)) == []
    other = whole.replace('_of("gain")', '_of("rise")')
    assert definition_faults(metrics_folder(tmp_path / "bad", function=other)) == [
        "gain: a definition without a function"
    ]


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ({"function": FUNCTION.replace("gain(", "rise(")}, "gain: a definition without a function"),
        ({"function": FUNCTION.replace("gain(", "rise(")}, "rise: a function without a definition"),
        ({"test": "def test_rise(): ...\n"}, "gain: there is no test tests/test_a.py::test_gain"),
        ({"paper": "PROGRESS = {}\n"}, f"gain: {NO_EXAMPLE}"),
        ({"paper": PAPER.replace("2.5", "mean([1.0, 4.0])")}, f"gain: {NO_EXAMPLE}"),
        ({"paper": PAPER.replace("2.5", "None")}, f"gain: {NO_EXAMPLE}"),
        ({"paper": PAPER.replace("value", "n")}, f"gain: {NO_EXAMPLE}"),
        ({"paper": PAPER.replace("Example", "dict")}, f"gain: {NO_EXAMPLE}"),
        ({"paper": PAPER.replace("gain", "rise")}, "rise: an example on paper without a definition"),
        ({"definition": "[parameters]\nconfidence = 0.95\n"}, "gain: there is no test None"),
        ({"definition": DEFINITION + "power = 0.8\n"}, "gain: nothing reads its power"),
        ({"definition": DEFINITION.replace("confidence = 0.95", "")}, "no definition gives confidence"),
    ],
)
def test_law_finds_a_planted_fault(tmp_path: Path, spoiled: dict[str, str], fault: str) -> None:
    assert fault in definition_faults(metrics_folder(tmp_path, **spoiled))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "signed_off_by = 'Nobody'\n" + text, "signed_off_by"),
        (lambda text: text.replace("question =", "query ="), "query"),
        (lambda text: text.replace('direction = "higher"', 'direction = "up"'), "direction"),
        (lambda text: text.replace("decimals = 1", "decimals = 'one'"), "decimals"),
        (lambda text: text.replace("minimum_denominator = 20\n", ""), "minimum_denominator"),
    ],
)
def test_strange_definition_is_refused(root: Path, tmp_path: Path, change: object, words: str) -> None:
    assert callable(change)
    text = (root / "dashboard/metrics/definitions/progress_gap.toml").read_text(encoding="utf-8")
    assert change(text) != text
    path = tmp_path / "progress_gap.toml"
    path.write_text(change(text), encoding="utf-8")
    with pytest.raises(pydantic.ValidationError, match=words):
        registry.load_definition(path)
