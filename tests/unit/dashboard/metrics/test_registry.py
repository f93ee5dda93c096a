"""Every definition can be read, and says what the arithmetic needs."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pydantic
import pytest

import dashboard.metrics
from dashboard.metrics.answer import Row
from dashboard.metrics.registry import FOLDER, load_definition, metric, metrics
from dashboard.metrics.small_groups import LOW_TO

FILES = sorted(FOLDER.glob("*.toml"))


def function_of(name: str) -> Callable[..., Row]:
    """The function of a metric: the one of its name, in a module of its strand."""
    strand = metric(name).strand
    rooms = [room for _, room, _ in pkgutil.iter_modules(dashboard.metrics.__path__) if room.startswith(strand)]
    found = {getattr(import_module(f"dashboard.metrics.{room}"), name, None) for room in rooms} - {None}
    (function,) = found
    assert callable(function)
    return function


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_definition_says_what_a_reader_needs(path: Path) -> None:
    known = load_definition(path)
    assert metric(known.id) == known
    assert known.question.endswith("?")
    assert 0.9 <= known.parameters["confidence"] < 1
    assert function_of(known.id)
    assert known.minimum_denominator == LOW_TO + 1


def test_key_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "progress_gap.toml").read_text(encoding="utf-8")
    (tmp_path / "strange.toml").write_text(f'agreed_by = "nobody"\n{text}', encoding="utf-8")
    with pytest.raises(pydantic.ValidationError, match="agreed_by"):
        load_definition(tmp_path / "strange.toml")


def test_every_metric_stands_once() -> None:
    assert sorted(metrics()) == [path.stem for path in FILES]
    with pytest.raises(KeyError, match="no_such_metric"):
        metric("no_such_metric")
