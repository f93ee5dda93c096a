"""The small trust with conversations of its own, on either database, and somebody who records some on the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.access import accounts, store
from dashboard.app import create_app
from data_loaders.store import engine
from tests import small_trust
from tests.fixtures.visitor import ADDRESS, outputs
from tests.small_trust import ROLES, SmallTrust, callback_headers, settings_for

TERM = "2025-26.spring"
TARGETS = {1: "TARGETCANARYASH1 read aloud each evening", 5: "TARGETCANARYASH5 join the choir"}
"""Targets of the autumn's conversations about two pupils of the first school, one in each class."""


def records() -> dict[str, list[dict[str, Any]]]:
    """Pupil 1 of the first school: one in autumn with a target, none now. Pupil 2: a day passed. Pupil 5: declined."""
    talks = [
        _talk(1, date(2025, 11, 5)), _talk(5, date(2025, 11, 6)), _talk(2, date(2026, 3, 3), status="scheduled"),
        _talk(5, date(2026, 3, 4), status="declined"),
    ]  # fmt: skip
    targets = [_target(1, date(2025, 11, 5)), _target(5, date(2025, 11, 6))]
    return {**small_trust.rows(), "conversation": talks, "target": targets}


def _talk(number: int, day: date, *, status: str = "held") -> dict[str, Any]:
    held = status == "held"
    return {
        "pupil_id": number, "school": "100001", "scheduled": day, "status": status, "held": day if held else None,
        "term": "2025-26.autumn" if day.year == 2025 else TERM, "parent_present": True if held else None,
        "mode": "phone" if held else None, "led_by": "T1", "led_by_role": "class_teacher",
    }  # fmt: skip


def _target(number: int, day: date) -> dict[str, Any]:
    return {"pupil_id": number, "school": "100001", "scheduled": day, "kind": "curricular", "text": TARGETS[number]}


def token(number: int, *, school: str = "100001") -> str:
    return small_trust.pupil_place(school, number=number).removeprefix("pupil:")


def served(
    home: Path, *, url: str, as_at: str = "2026-03-20", more: dict[str, list[dict[str, Any]]] | None = None
) -> Iterator[SmallTrust]:
    """The trust with its pupils in the database of ``url``, served as at a day; ``more`` rows by record."""
    settings, clock = settings_for(home, AFA_DATABASE_URL=url, AFA_AS_AT=as_at), small_trust.Clock()
    rows = {name: [*listed, *_like(listed[0], rows=(more or {}).get(name, []))] for name, listed in records().items()}
    engine.migrate(url)
    writer = engine.writer(url)
    with writer.begin() as connection:
        small_trust.fill(connection, records=rows)
    writer.dispose()
    store.migrate(settings.accounts_url)
    opened = store.open_accounts(settings.accounts_url)
    with opened.writes.begin() as connection:
        for role, granted in ROLES.items():
            given = {"username": role, "now": store.utc_now()}
            accounts.add(connection, name=f"A {role}", password=small_trust.PASSWORD, **given)
            accounts.give(connection, role=role, granted_by="test", **given, **granted)
    opened.close()
    app = create_app(settings, clock=clock)
    yield SmallTrust(settings=settings, clock=clock, app=app)
    walls = app.server.extensions["afa"]
    walls.accounts.close()
    walls.pupils.dispose()


def _like(row: dict[str, Any], *, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with every column of another, empty where they do not say."""
    return [{**dict.fromkeys(row), **each} for each in rows]


@dataclass
class Recorder:
    """Somebody signed in at the page of a place: what it shows them, and what they save."""

    trust: SmallTrust
    role: str = "senco"
    place: str = "school:100001"
    term: str = ""

    def __post_init__(self) -> None:
        self.client = self.trust.client(self.role)
        self.headers = callback_headers(self.client)

    def shown(self, path: str = "/recording", place: str = "") -> str:
        """The answer that draws a page, as text; of the recorder's term where one is said."""
        key = next(key for key in self.trust.app.callback_map if "band.children" in key)
        values = {"pathname": path, "search": f"?place={place or self.place}{self.term and '&period=' + self.term}"}
        inputs = [{**each, "value": values[each["property"]]} for each in self.trust.app.callback_map[key]["inputs"]]
        body = {"output": key, "outputs": outputs(key), "inputs": inputs, "changedPropIds": ["url.pathname"]}
        answer = self.client.post(ADDRESS, json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def blocks(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every block of the page, by pupil's token and day: the row it would save as it stands. Of a pupil who has
        none in the list, those of the pupil's own page."""
        return rows_in(json.loads(self.shown()), folded=lambda place: json.loads(self.shown(place=place)))

    def send(self, *rows: dict[str, Any], **given: Any) -> Any:
        """Save rows; the answer."""
        sent = {"place": self.place, "term": self.term or TERM, "rows": list(rows), **given}
        return self.client.post("/record", json=sent, headers=self.headers)

    def save(self, *rows: dict[str, Any]) -> dict[str, Any]:
        """Save rows and what came of them."""
        answer = self.send(*rows)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json
        return told


NAMES = ("scheduled", "status", "held", "parent_present", "mode", "led_by_role", "led_by", "curricular",
         "curricular_met", "wider", "wider_met")  # fmt: skip
HELD = {"status": "held", "held": "2026-03-12", "parent_present": "yes", "mode": "in_person", "led_by_role": "senco",
        "led_by": "T1", "curricular": "Read aloud four times a week", "wider": "Join one club"}  # fmt: skip


def rows_in(drawn: Any, *, folded: Callable[[str], Any] = lambda _place: None) -> dict[tuple[str, str], dict[str, Any]]:
    """The row each block of a drawn page would save as it stands; of a pupil without any, what ``folded`` draws."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in _within(drawn, name="pupil"):
        token_ = record["props"]["pupil"]
        here = list(_within(record["props"]["blocks"], name="slot"))
        for block in here or _within(folded(f"pupil:{token_}"), name="slot"):
            row = {name: block["props"]["values"].get(name, "") for name in NAMES}
            known = {"pupil": token_, "slot": block["props"]["slot"], "seen": block["props"]["seen"]}
            found[token_, known["slot"]] = row | known
    return found


def _within(part: Any, *, name: str) -> Iterator[dict[str, Any]]:
    """The elements that have this attribute, the outermost ones."""
    if isinstance(part, dict):
        if name in part.get("props", {}):
            yield part
            return
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _within(each, name=name)
