"""Where figures came from: the day they are for, the imports behind them, and what those imports ask to be said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html

from dashboard.metrics.numbers import date_words


def provenance(
    *,
    as_at: date,
    batches: Sequence[tuple[int, str, date, Sequence[str]]],
    notes: Sequence[str] = (),
    changed: tuple[int, date] | None = None,
) -> html.Div:
    """``batches`` are number, mapping, day and the names of the files (none where the reader may not see them).

    ``changed`` is the number and day of the import that last changed what the figures are made of.
    """
    last = f" Last changed by import {changed[0]}, brought in on {date_words(changed[1])}." if changed else ""
    words = [html.P(f"As at {date_words(as_at)}.{last}")]
    if not batches:
        words.append(html.P("No import brought these figures."))
    return html.Div(
        [
            *words,
            html.Ul([_batch(number, mapping=mapping, day=day, files=files) for number, mapping, day, files in batches]),
            *(html.P(note) for note in notes),
        ]
    )


def _batch(number: int, *, mapping: str, day: date, files: Sequence[str]) -> html.Li:
    named = f": {', '.join(files)}" if files else ""
    return html.Li(f"Import {number}, brought in on {date_words(day)} by the mapping {mapping}{named}")
