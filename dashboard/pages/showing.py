"""From an address to a page shown: which page, whether the role opens it, the audit note, and the frame's parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any
from urllib.parse import urlsplit

from dash.development.base_component import Component
from flask import current_app

from dashboard.access import audit, current, refusals
from dashboard.access.scope import Scope
from dashboard.components import ids
from dashboard.components.band import band
from dashboard.components.controls import Choice
from dashboard.components.notice import refused
from dashboard.components.place_trail import heading
from dashboard.components.tabs import tabs
from dashboard.components.take_away import take_away
from dashboard.pages import BY_PATH, PAGES, released
from dashboard.pages.circulating import for_own_use
from dashboard.pages.drawn import Drawn
from dashboard.pages.why_seen import why_seen
from dashboard.reporting.ask import Ask, NotHere, asking
from dashboard.reporting.kept import Kept
from dashboard.selection import Selection

REFUSED = Drawn(title="Not here", body=[refused()])
"""The one answer to what is unknown and to what is not the reader's."""


def shown(pathname: object, *, search: object) -> list[Any]:
    """The frame's parts for an address, in the order of the callback's outputs. Anything else than text is no address.

    Single pupils are noted in the audit trail before they are shown: where the row cannot be written, this raises.
    """
    path, query = _address(pathname, search=search)
    with asking_of(path, scope=current.scope()) as ask:
        drawn = drawn_at(path, query=query, ask=ask)
        if drawn.pupil_ids:
            current.note(audit.Action.PUPILS_SHOWN, place=drawn.place, pupil_ids=drawn.pupil_ids, detail={"page": path})
        page = [*drawn.body[:1], *why_seen(drawn, ask=ask), *drawn.body[1:], *_take_away(drawn)]
        return [_band(ask), _heading(drawn, path=path), _tabs(path, query=query), page, *_controls(drawn.choices)]


def asking_of(path: str, *, scope: Scope) -> AbstractContextManager[Ask]:
    """The questions of a page's request, within a scope."""
    return asking(
        current.reader(), scope=scope, as_at=current.today(), sample=current.access().settings.sample,
        path=f"/{path}", complete=current.access().settings.complete_percent / 100, kept=_kept(),
    )  # fmt: skip


def _take_away(drawn: Drawn) -> list[Component]:
    """The ways to take the page away, under it; none where there is no page."""
    return [] if drawn is REFUSED else [take_away(files=may_take(drawn))]


def may_take(drawn: Drawn) -> bool:
    """Whether the person's role takes this page away as a file: one with single pupils only where it says so."""
    exports = current.person().rights.exports
    return exports == "pupils" or (exports == "figures" and not drawn.pupil_ids)


def _kept() -> Kept:
    """The sums this application keeps between requests."""
    found: Kept = current_app.extensions.setdefault("afa-sums", Kept())
    return found


def _address(pathname: object, *, search: object) -> tuple[str, str]:
    path = pathname.strip("/") if isinstance(pathname, str) else ""
    query = search if isinstance(search, str) else ""
    if path:
        return path, query
    landing = urlsplit(current.landing())
    return landing.path.strip("/"), f"?{landing.query}" if landing.query else ""


def drawn_at(path: str, *, query: str, ask: Ask) -> Drawn:
    """The page at an address; ``REFUSED``, and noted as that, where it is unknown or not the reader's."""
    selection = Selection.from_query(query)
    if path in BY_PATH and current.may_open(path):
        with suppress(NotHere, PermissionError):
            return for_own_use(path, drawn=_page(path)(selection, ask))
    refusals.note(page=path if path in BY_PATH else "unknown", place=selection.place)
    return REFUSED


def _page(path: str) -> Callable[[Selection, Ask], Drawn]:
    """The function that draws a page: from releases for a role that reads nothing else."""
    pages = released.PAGES if current.person().rights.released else {}
    return pages.get(path, BY_PATH[path].draw)


def _band(ask: Ask) -> list[Component]:
    person = current.person()
    return band(
        trust=ask.trust_name, person=person.name, role=person.rights.title,
        sample=ask.sample, home=current.landing(), roles=bool(person.others),
        presents=person.rights.presents, presenting=person.presenting, idle=person.idle_minutes,
    )  # fmt: skip


def _heading(drawn: Drawn, *, path: str) -> Sequence[Component]:
    """The heading; on paper, where there are no tabs, it says which page of a place or pupil this is."""
    page = BY_PATH[path].words if drawn.shown or drawn.person else ""
    shown = " · ".join(part for part in (page, drawn.shown) if part and part not in drawn.title)
    return heading(drawn.title, above=drawn.above, as_at=drawn.as_at, shown=shown, person=drawn.person)


def _tabs(path: str, *, query: str) -> Component:
    """The pages the role opens, each keeping the place and period of this view."""
    kept = Selection.from_query(query).to_query()
    opened = [page for page in PAGES if current.may_open(page.path)]
    beside = {page.words for page in opened if page.beside}
    return tabs([(f"/{page.path}{kept}", page.words) for page in opened], here=f"/{path}", beside=beside)


def _controls(choices: Mapping[str, Choice]) -> list[Any]:
    """Options, value and whether hidden, control by control; then the values together, as the browser compares them."""
    parts: list[Any] = []
    values: dict[str, str] = {}
    for control in ids.CONTROLS:
        choice = choices.get(control, Choice())
        parts += [choice.as_options(), choice.value, choice.hidden]
        values[control] = choice.value
    return [*parts, values]
