"""The choices above a page: period, comparison, group, subject and scale, as labelled native selects.

They stand in the frame and are updated in place, so that the one in use keeps the focus. What they say goes to the
address; the address draws the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import ids

LABELS: Mapping[str, str] = {
    ids.PERIOD: "Period",
    ids.COMPARE: "Compared with",
    ids.GROUP: "Group",
    ids.SUBJECT: "Subject",
    ids.SCALE: "Scale",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a control offers now: ``options`` as value and words, and the ``value`` shown. One option hides it."""

    options: Sequence[tuple[str, str]] = ()
    value: str = ""

    @property
    def hidden(self) -> bool:
        """Whether there is nothing to choose."""
        return len(self.options) < 2

    def as_options(self) -> list[dict[str, str]]:
        """The options as a select takes them."""
        return [{"value": value, "label": words} for value, words in self.options]

    def words(self) -> str:
        """The words of the value shown, empty where it is not among the options."""
        return dict(self.options).get(self.value, "")


def controls() -> html.Details:
    """The five selects, empty and hidden until a page fills them; they fold on a phone."""
    fields = html.Div([_field(control) for control in ids.CONTROLS], className="controls-fields")
    return html.Details([html.Summary("Change what is shown"), fields], open=True, className="controls no-print")


def _field(control: str) -> html.Div:
    label = html.Label(LABELS[control], htmlFor=control, className="control-label")
    select = dbc.Select(id=control, options=[], value="", class_name="control")
    return html.Div([label, select], id=ids.field(control), className="control-field", hidden=True)
