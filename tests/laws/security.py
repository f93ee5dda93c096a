"""The security law: what answers is listed, strangers get nothing, and no answer holds what is not the reader's."""

from __future__ import annotations

import io
import itertools
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import small_trust
from tests.fixtures.visitor import ADDRESS, outputs
from tests.small_trust import SCHOOLS, SmallTrust

MATRIX: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "security_matrix.toml").read_text(encoding="utf-8"))
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
PATHS: tuple[object, ...] = (
    "/quality", "/setup",
    "/progress", "/overview", "/recording", "/releases", "/files", "/audit", "/accounts", "/definitions",
    "/conversations", "/wider_outcomes", "/governors_see", "/papers", "/certificate", "/", "", "/nothing", None, 7,
    ["/progress"], {"a": 1},
)  # fmt: skip
PLACES = (
    "trust", "school:100001", "school:100002", "school:999999",
    small_trust.class_place("100001", number=1), small_trust.class_place("100001", number=2),
    small_trust.class_place("100002", number=1), "class:tokenclass9999",
    small_trust.pupil_place("100001", number=1), small_trust.pupil_place("100001", number=5),
    small_trust.pupil_place("100002", number=1), "pupil:tokenpupil9999",
)  # fmt: skip
FORGED: tuple[object, ...] = (
    "?place=school:100002&place=school:100001", "?place=school:100001&place=trust&period=2024-25.summer",
    "?place=school:100001%27%20OR%201=1--", "?place=*", "?place=school:%", "?place=pupil:9", "?place=class:101",
    "?place=SCHOOL:100002", "?school=100002&role=trust_executive&names=names", "?" + "a" * 5000, "", "?", None, 7,
    ["?place=school:100002"], {"place": "school:100002"},
)  # fmt: skip
SEARCHES: tuple[object, ...] = (
    *(f"?place={place}" for place in PLACES),
    *(f"?place={place}&period=2025-26.autumn&group=plan&subject=reading&compare=term" for place in PLACES),
    *FORGED,
)
PLAIN = (
    "/my-account", "/role", "/here", "/accounts/new", "/accounts/3", "/accounts/999", "/sign-in/code", "/sign-in/role",
    "/presenting",
)  # fmt: skip
"""Plain pages that anybody may ask for."""
KINDS: dict[str, tuple[object, ...]] = {"paths": PATHS, "searches": SEARCHES}


def unlisted(app: Any, *, matrix: dict[str, Any] = MATRIX) -> list[str]:
    """Addresses and callbacks that the matrix does not know, or knows though they are gone or run elsewhere."""
    rules = {rule.rule for rule in app.server.url_map.iter_rules()}
    callbacks = {first_output(key): kind(given) for key, given in app.callback_map.items()}
    listed = {name: given["runs"] for name, given in matrix["callbacks"].items()}
    return [
        *(f"address {rule}" for rule in sorted(rules ^ matrix["rules"].keys())),
        *(f"callback {name}" for name in sorted({name for name, _ in callbacks.items() ^ listed.items()})),
        *(f"callbacks share {first_output(key)}" for key in app.callback_map if len(callbacks) < len(app.callback_map)),
        *(f"inputs of {name}" for name in sorted(_other_inputs(app, matrix=matrix))),
    ]


def _other_inputs(app: Any, *, matrix: dict[str, Any]) -> Iterator[str]:
    for key, given in app.callback_map.items():
        said = matrix["callbacks"].get(first_output(key), {}).get("inputs", {})
        found = {f"{item['id']}.{item['property']}" for item in (*given["inputs"], *given["state"])}
        if kind(given) == "server" and found != said.keys():
            yield first_output(key)


def first_output(key: str) -> str:
    """The name of a callback in the matrix: ``..band.children...heading.children..`` is ``band.children``."""
    return key.removeprefix("..").split("...")[0].removesuffix("..").split("@")[0]


def kind(callback: dict[str, Any]) -> str:
    return "server" if "callback" in callback else "browser"


def open_to_strangers(trust: SmallTrust, *, matrix: dict[str, Any] = MATRIX) -> list[str]:
    """Addresses that give a stranger more than the matrix says, by any method."""
    faults, client = [], trust.client()
    for rule in trust.app.server.url_map.iter_rules():
        said = matrix["rules"].get(rule.rule, {"stranger": "refused"})["stranger"]
        address = example(rule.rule)
        for method in METHODS:
            answer = getattr(client, method)(address, buffered=True)
            wanted = _wanted(said, method=method)
            if wanted and answer.status_code not in wanted:
                faults.append(f"{method} {rule.rule}: {answer.status_code}")
    return faults


def _wanted(said: str, *, method: str) -> set[int]:
    if said == "open":
        return set()
    return {302} if said == "sign_in" and method == "get" else {401}


def example(rule: str) -> str:
    """An address that the rule answers."""
    given = {"<path:path>": "progress", "<string:shape>": "csv", "<path:page>": "progress",
             "<path:filename>": "app.css", "<string:token>": "a" * 43, "<int:number>": "1",
             "<string:package_name>": "dash", "<path:fingerprinted_path>": "dcc/dash_core_components.js"}  # fmt: skip
    for word, instead in given.items():
        rule = rule.replace(word, instead)
    return rule


def answers(trust: SmallTrust, role: str) -> Iterator[tuple[str, Any]]:
    """Every address and every callback, asked by a role with its own, others' and forged values."""
    client = trust.client(role)
    token = small_trust.callback_headers(client)
    yield from _shells(client)
    yield from files(client)
    yield from drawn(trust, client, token=token)
    for sent in saves():
        yield f"POST /record {sent}", client.post("/record", json=sent, headers=token)
    for place, method in itertools.product(PLACES, ("get", "post")):
        address = f"/record/back?place={place}&period=2025-26.spring"
        yield f"{method} {address}", getattr(client, method)(address, data={"batch": "1"}, headers=token)
    for number in ("", "H801200001001", "' OR 1=1 --"):
        yield f"POST /audit/child {number}", client.post("/audit/child", data={"number": number}, headers=token)


def _shells(client: Any) -> Iterator[tuple[str, Any]]:
    """The pages as they are before any callback: the same for every query, so that three queries a page are enough."""
    for path, search in itertools.product(("/", *filter(_is_path, PATHS)), (SEARCHES[1], SEARCHES[10], FORGED[0])):
        yield f"GET {path}{search}", client.get(f"{path}{search}", buffered=True)
    for school in (*SCHOOLS, "999999"):
        yield f"GET /reveal {school}", client.get(f"/reveal?school={school}")
    for address in (*PLAIN, "/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/nothing", "/audit/child"):
        yield f"GET {address}", client.get(address)


def files(client: Any) -> Iterator[tuple[str, Any]]:
    """Pages taken away: every page at a place of every kind, own, others' and nobody's; every place and every forged
    query of one page. A file is drawn and refused by the same code as its page, whose callbacks are tried with all."""
    few = [SEARCHES[number] for number in (1, 2, 3, 4, 6, 8, 10, 11)]
    for path, search in itertools.product(filter(_is_path, PATHS), few):
        if path != "/progress":
            yield f"GET /export/csv{path}{search}", small_trust.taken(client, f"/export/csv{path}{search}")
    for search in (*SEARCHES[: len(PLACES)], *FORGED[:9]):
        yield f"GET /export/csv/progress{search}", small_trust.taken(client, f"/export/csv/progress{search}")
    for search in few:
        yield f"GET /export/xlsx{search}", Unpacked(small_trust.taken(client, f"/export/xlsx/progress{search}"))


def drawn(trust: SmallTrust, client: Any, *, token: dict[str, str], only: str = "") -> Iterator[tuple[str, Any]]:
    """Every callback (or the one that is named) with every forged value."""
    for body in bodies(trust.app):
        if only in {"", first_output(body["output"])}:
            yield f"POST {body['inputs']}", client.post(ADDRESS, json=body, headers=token)


SAVED = {
    "pupil": small_trust.pupil_place("100001", number=1).removeprefix("pupil:"), "slot": "", "seen": "",
    "scheduled": "2026-03-12", "status": "held", "held": "2026-03-12", "parent_present": "yes", "mode": "in_person",
    "led_by_role": "senco", "led_by": "T1",
    "curricular": "Read aloud", "curricular_met": "", "wider": "", "wider_met": "",
}  # fmt: skip
"""A row that somebody of the first school could save."""
WRONG: tuple[dict[str, object], ...] = (
    {"curricular": "x" * 10_000}, {"curricular": 7}, {"curricular": None}, {"curricular": ["a"]}, {"curricular": {}},
    {"wider": "<img src=x onerror=alert(1)>"}, {"wider": "\x00\u202e' OR 1=1 --"}, {"status": "done"}, {"status": True},
    {"held": "2026-02-31"}, {"held": "12/03/2026"}, {"slot": "2026-03-12"}, {"seen": "0" * 16}, {"seen": "'; DROP"},
    {"pupil": "1"}, {"pupil": 1}, {"pupil": "tokenpupil9999"}, {"extra": "1"}, {"school": "100002"},
)  # fmt: skip
"""What is changed in it so that it must not be."""


def saves() -> Iterator[object]:
    """What may be sent to be recorded: pupils of one's own, of others and of nobody, at every place; and what no page
    sends."""
    everyone = [small_trust.pupil_place(school, number=number) for school, number in small_trust.everyone()]
    rows = [{**SAVED, "pupil": place.removeprefix("pupil:")} for place in (*everyone, "pupil:tokenpupil9999")]
    for place in PLACES:
        yield {"place": place, "term": small_trust.TERMS[-1], "rows": rows}
    for wrong in WRONG:
        yield {"place": "school:100001", "term": small_trust.TERMS[-1], "rows": [{**SAVED, **wrong}]}
    good = {"place": "school:100001", "term": small_trust.TERMS[-1], "rows": [SAVED]}
    yield from ({**good, "rows": [SAVED, SAVED]}, {**good, "rows": [SAVED] * 301}, {**good, "rows": []})
    yield from ({**good, "role": "trust_executive"}, {**good, "term": "2031-32.spring"}, {**good, "term": "spring"})
    yield from (
        None,
        7,
        "",
        [],
        [good],
        {"rows": [SAVED]},
        {**good, "place": ["school:100001"]},
        {**good, "rows": SAVED},
    )


class Unpacked:
    """An answer whose text is that of the workbook it holds, every part of it; of another answer, its own text."""

    def __init__(self, answer: Any) -> None:
        self.status_code = answer.status_code
        self.text = answer.get_data().decode("latin-1")
        if answer.status_code == 200:
            with zipfile.ZipFile(io.BytesIO(answer.get_data())) as parts:
                self.text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def _is_path(path: object) -> bool:
    return isinstance(path, str) and path.startswith("/") and path != "/"


def bodies(app: Any, *, matrix: dict[str, Any] = MATRIX) -> Iterator[dict[str, Any]]:
    """A body for every callback and every forged value, in every pairing where the matrix names the kinds.

    Pairings on other pages than progress are thinned out: every fifth is sent.
    """
    for key, given in app.callback_map.items():
        inputs = [*given["inputs"], *given["state"]]
        for values in _values(inputs, kinds=matrix["callbacks"].get(first_output(key), {}).get("inputs")):
            yield {
                "output": key,
                "outputs": outputs(key) if key.startswith("..") else outputs(key)[0],
                "inputs": [{**item, "value": value} for item, value in zip(inputs, values, strict=True)],
                "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
            }


def _values(inputs: list[dict[str, str]], *, kinds: dict[str, str] | None) -> Iterator[tuple[object, ...]]:
    """Values for the inputs of one callback: all pairings where their kinds are known, else one value for all."""
    if not kinds:
        yield from ((value,) * len(inputs) for value in SEARCHES)
        return
    named = [KINDS[kinds[name]] for item in inputs if (name := f"{item['id']}.{item['property']}") in kinds]
    for number, values in enumerate(itertools.product(*named)):
        if values[0] == "/progress" or number % 5 == 0:
            yield values


def leaks(
    trust: SmallTrust, role: str, *, matrix: dict[str, Any] = MATRIX, among: Iterator[tuple[str, Any]] | None = None
) -> list[str]:
    """Answers (all of them, or those ``among``) that hold what is not the role's to see, or that broke."""
    strange = list(canaries(role, matrix=matrix))
    faults = []
    for asked, answer in among or answers(trust, role):
        if answer.status_code >= 500:
            faults.append(f"{role}: {asked[:300]}: {answer.status_code}")
        text = _without_echo(answer.text, asked=asked)
        faults += [f"{role}: {asked[:300]}: {found}" for found in strange if found in text]
    return faults


def canaries(role: str, *, matrix: dict[str, Any] = MATRIX) -> Iterator[str]:
    """What no answer to this role may hold: names, UPNs, admission numbers, birthdays and tokens of pupils, names of
    schools."""
    for school, number in small_trust.everyone():
        yield from hidden_fields(school, number=number, role=role, matrix=matrix)
        if number not in matrix["pupils"][role].get(school, []):
            yield small_trust.canary(school, number=number)
            if role != "trust_executive":
                yield small_trust.pupil_place(school, number=number).removeprefix("pupil:")
    for school, word in SCHOOLS.items():
        if school not in matrix["schools"][role]:
            yield f"{word} Primary"
            yield f"{word} 1"


def hidden_fields(school: str, *, number: int, role: str, matrix: dict[str, Any] = MATRIX) -> Iterator[str]:
    """The values of one pupil's fields that the role is never shown, of its own pupils neither."""
    born = small_trust.born(number)
    written = {
        "upn": [f"UPN{small_trust.canary(school, number=number)}"],
        "admission_number": [small_trust.admission_number(school, number=number)],
        "date_of_birth": [born.isoformat(), f"{born:%d/%m/%Y}", f"{born.day} {born:%B %Y}"],
    }
    for field, values in written.items():
        if role not in matrix["fields"][field]:
            yield from values


def _without_echo(text: str, *, asked: str) -> str:
    """An answer without the place that was asked for: saying it back tells nothing."""
    for place in PLACES:
        if place in asked:
            text = text.replace(place, "")
    return text
