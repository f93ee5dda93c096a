"""Every id of the dashboard's page, once: callbacks, components, stylesheets and browser tests say the same word.

The ids up to ``PAGE`` stand in the frame, which is there before any answer; what is drawn into them comes from the one
callback that draws a page.
"""

from __future__ import annotations

URL = "url"
BAND = "band"
MAIN = "main"
HEADING = "heading"
TABS = "tabs"
PAGE = "page"
SHOWN = "shown"
"""A store of the controls' values as last drawn: what the reader changed is what differs from it."""
ARRIVED = "arrived"
"""A hidden element that hears when a page has been drawn, so that focus can go to its heading."""
TITLE = "page-title"
CHILD_NUMBER = "child-number"
"""The field of the audit page in which a child's UPN or admission number is typed."""

PERIOD = "period"
COMPARE = "compare"
GROUP = "group"
SUBJECT = "subject"
SCALE = "scale"
CONTROLS = (PERIOD, COMPARE, GROUP, SUBJECT, SCALE)
"""The controls in the order in which they stand; each is called as the address calls it."""

CHART = "chart"
"""The ``type`` of a chart's id: a pattern that matches every chart of a page."""


def field(control: str) -> str:
    """The id of the element that holds a control and its label; hidden where there is nothing to choose."""
    return f"{control}-field"


def definition(name: str) -> str:
    """The id of a measure's card, or a strand's heading, on the page of definitions: links lead to it."""
    return f"definition-{name.replace('_', '-')}"


def chart(name: str) -> dict[str, str]:
    """The id of a chart: ``{"type": "chart", "name": "progress-trend"}``."""
    return {"type": CHART, "name": name}
