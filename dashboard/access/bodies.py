"""What a browser posts to a callback, looked at before Dash is: only a body that the page itself could have sent.

Dash takes the ids, properties and outputs of a body as they come. A body that does not fit a callback that runs here
is refused in one line, before any callback runs; what its values may be is each callback's own matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash
from flask import abort, request

_CALLBACKS = "/_dash-update-component"


def register(app: Dash) -> None:
    """Stand before the callbacks of an application, behind the gate and the forms' token."""

    def fits() -> None:
        if request.endpoint == _CALLBACKS and request.method == "POST" and request.is_json:
            body = read()
            if not isinstance(body, dict) or not _is_sent_by_the_page(body, callbacks=app.callback_map):
                abort(400)

    app.server.before_request(fits)


def read() -> object:
    """The body of this request as it was read; None where it cannot be, or is nested deeper than can be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _is_sent_by_the_page(body: Mapping[str, Any], *, callbacks: Mapping[str, Any]) -> bool:
    """Whether the body names a callback that runs here, with its own outputs, inputs and state."""
    output = body.get("output")
    declared = callbacks.get(output) if isinstance(output, str) else None
    if declared is None or "callback" not in declared:
        return False
    changed = body.get("changedPropIds", [])
    return (
        isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
        and _same(body.get("inputs", []), declared=declared["inputs"])
        and _same(body.get("state", []), declared=declared["state"])
        and _names(body.get("outputs")) == str(output).removeprefix("..").removesuffix("..").split("...")
    )


def _same(given: object, *, declared: list[dict[str, Any]]) -> bool:
    """Whether the values posted belong to the ids and properties declared, in their order."""
    return _names(given) == [f"{item['id']}.{item['property']}" for item in declared]


def _names(given: object) -> list[str] | None:
    """``[{"id": "url", "property": "search"}]`` as ``["url.search"]``; None where it is anything else."""
    items = [given] if isinstance(given, dict) else given
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    return [f"{item.get('id')}.{item.get('property')}" for item in items]
