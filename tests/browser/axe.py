"""What axe-core, the accessibility checker, finds wrong with the page as it stands. It judges the page, not the reader.

``axe.min.js`` is axe-core's own build (MPL 2.0), for tests only: the dashboard does not serve it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("axe.min.js")


def violations(page: Any) -> list[str]:
    """One line a rule that the page breaks: the rule, how grave, and the first elements that break it."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']} ({rule['impact']}): {[node['target'] for node in rule['nodes'][:5]]}" for rule in found]
