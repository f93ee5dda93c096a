"""How long functions, files and callbacks may be."""

from __future__ import annotations

import math
from pathlib import Path

from tests.laws.source import body, callbacks, functions, modules


def share_of(lengths: list[int], *, share: float) -> int:
    """The smallest length that at least this share of the lengths does not exceed; 0 where there are none."""
    return sorted(lengths)[math.ceil(share * len(lengths)) - 1] if lengths else 0


def over(lengths: dict[str, int], *, what: str, budget: dict[float, int]) -> list[str]:
    """A fault for each share of the lengths that exceeds its budget; for the longest, one by name."""
    faults = [f"{name}: {length} lines" for name, length in lengths.items() if length > budget[1.0]]
    for share, most in budget.items():
        length = share_of(list(lengths.values()), share=share)
        if length > most and share < 1:
            faults.append(f"{what}: {share:.0%} reach {length} lines, at most {most}")
    return faults


def function_lengths(root: Path) -> dict[str, int]:
    """Lines of each function from its ``def`` to its end."""
    return {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path, tree in modules(root).items()
        for function in functions(tree)
    }


def file_lengths(root: Path) -> dict[str, int]:
    """Lines of each file, the vocabulary left out."""
    paths = (path for path in modules(root) if not path.endswith("vocabulary.py"))
    return {path: len((root / path).read_text(encoding="utf-8").splitlines()) for path in paths}


def callback_lengths(root: Path) -> dict[str, int]:
    """Lines of each callback's body, its docstring left out."""
    return {
        f"{path}:{function.lineno} {function.name}": (function.end_lineno or 0) - body(function)[0].lineno + 1
        for path, tree in modules(root).items()
        for named in [callbacks(tree)]
        for function in functions(tree)
        if function.name in named
    }


def size_faults(root: Path) -> list[str]:
    """Everything that is too long."""
    return [
        *over(function_lengths(root), what="functions", budget={0.5: 10, 0.9: 25, 1.0: 50}),
        *over(file_lengths(root), what="files", budget={0.9: 200, 1.0: 300}),
        *over(callback_lengths(root), what="callbacks", budget={1.0: 8}),
    ]
