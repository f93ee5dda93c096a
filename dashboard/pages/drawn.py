"""What a page hands to the one callback that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dash.development.base_component import Component

from dashboard.components.controls import Choice


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A page as drawn: its title, the places above (address and words), the line under the title, the body.

    ``place`` and ``pupil_ids`` are for the audit trail: who is shown single pupils is noted before it is. ``person``
    says that the title is a pupil's name. ``choices`` are the controls by id; those left out are hidden.
    """

    title: str
    body: Sequence[Component]
    above: Sequence[tuple[str, str]] = ()
    as_at: str = ""
    shown: str = ""
    place: str = ""
    person: bool = False
    pupil_ids: frozenset[int] = frozenset()
    choices: Mapping[str, Choice] = field(default_factory=dict)
