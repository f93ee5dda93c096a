"""Made-up answers for figures and components: nobody's results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash import dcc, html

from dashboard.components import data_table
from dashboard.components.elements import OURS, held
from dashboard.metrics.answer import Answer, Row
from tests.fixtures.tables import spelled_out

TERMS = ("2024-25.autumn", "2024-25.spring", "2024-25.summer", "2025-26.autumn", "2025-26.spring")


def answer(*rows: Row, **more: Any) -> Answer:
    """An answer of these rows about a trust in spring 2026."""
    said: dict[str, Any] = {
        "metric": "progress_distance",
        "place": "trust",
        "place_words": "Alder Vale Trust",
        "period": "2025-26.spring",
        "period_words": "spring term 2026",
        "unit": "points",
        "scale_words": "Standardised score",
    }
    return Answer(**{**said, "rows": rows, **more})


def place(label: str, value: float | None, *, half: float = 1.0, n: int = 48, n_other: int = 260, **more: Any) -> Row:
    """A place's row: the value and an interval of ``half`` either way."""
    ends = {} if value is None else {"low": value - half, "high": value + half}
    return Row(**{"label": label, "value": value, "n": n, "n_other": n_other, **ends, **more})


def term(key: str, group: float | None, other: float | None, **more: Any) -> Row:
    """A term's row with both sides and their intervals."""
    said: dict[str, Any] = {
        "label": key,
        "key": key,
        "n": 44,
        "n_other": 236,
        "group_value": group,
        "other_value": other,
    }
    if group is not None:
        said |= {"group_low": group - 1.5, "group_high": group + 1.5}
    if other is not None:
        said |= {"other_low": other - 0.5, "other_high": other + 0.5}
    if group is not None and other is not None:
        said["value"] = group - other
    return Row(**{**said, **more})


def five_terms(**more: Any) -> Answer:
    """Five terms over two academic years."""
    return answer(*(term(key, 95.0 + i, 104.0) for i, key in enumerate(TERMS)), **more)


def texts(figure: dict[str, Any]) -> list[str]:
    """The words of a figure's annotations."""
    return [note["text"] for note in figure["layout"]["annotations"]]


def as_component(tree: Any) -> Any:
    """An element as it travels, made into the component it stands for; anything else as it is."""
    if not isinstance(tree, dict):
        return tree
    if tree["type"] == data_table.KIND:
        tree = spelled_out(tree)
    if tree["namespace"] == OURS:
        return {"Details": html.Details, "Drawn": html.Div}[tree["type"]](held(tree))
    library = {"dash_html_components": html, "dash_core_components": dcc}[tree["namespace"]]
    return getattr(library, tree["type"])(**tree["props"])


def components(tree: Any) -> Iterator[Any]:
    """A component and every component in it, from the top."""
    tree = as_component(tree)
    if tree is None or isinstance(tree, str | int | float):
        return
    if isinstance(tree, list | tuple):
        for each in tree:
            yield from components(each)
        return
    yield tree
    yield from components(getattr(tree, "children", None))


def words(tree: Any) -> str:
    """All text in a component, in order."""
    tree = as_component(tree)
    if tree is None:
        return ""
    if isinstance(tree, list | tuple):
        return " ".join(filter(None, (words(each) for each in tree)))
    return (
        words(tree.children) if hasattr(tree, "children") else str(tree) if not hasattr(tree, "to_plotly_json") else ""
    )
