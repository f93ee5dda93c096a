"""What a hostile browser sends, and what a broken part says: never a 500 from input, never a word of data or of SQL."""

from __future__ import annotations

import ast
import json
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.access import logs
from dashboard.app import create_app
from dashboard.pages import BY_PATH
from dashboard.settings import Settings, SettingsError
from tests import small_trust
from tests.laws import security
from tests.small_trust import SmallTrust, callback_headers, served, taken

pytestmark = pytest.mark.safety
ROOT = Path(__file__).parents[1]
HTML = "<img src=x onerror=alert(1)>"
LINK = "javascript:alert(document.cookie)"
PAGES = (
    "overview",
    "progress",
    "conversations",
    "recording",
    "wider_outcomes",
    "attendance",
    "definitions",
    "evidence",
)
OWN = ("school:100001", small_trust.class_place("100001", number=1), small_trust.pupil_place("100001", number=1))


class Sender:
    """Somebody signed in who posts whatever they like."""

    def __init__(self, trust: SmallTrust, role: str) -> None:
        self.trust, self.client = trust, trust.client(role)
        self.token = callback_headers(self.client)
        self.body = next(each for each in security.bodies(trust.app) if "band.children" in each["output"])

    def post(self, body: object, *, address: str = security.ADDRESS) -> Any:
        return self.client.post(address, json=body, headers=self.token)

    def draw(self, path: str, place: str) -> Any:
        values = {"pathname": f"/{path}", "search": f"?place={place}"}
        return self.post(
            {**self.body, "inputs": [{**each, "value": values[each["property"]]} for each in self.body["inputs"]]}
        )


@pytest.fixture(scope="module")
def trust(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallTrust]:
    """The small trust, served once for the tests that change nothing in it."""
    import shutil

    yield from served(Path(shutil.copytree(small_home, tmp_path_factory.mktemp("attacked") / "small")))


@pytest.fixture(scope="module")
def governor(trust: SmallTrust) -> Sender:
    return Sender(trust, "governor")


@pytest.fixture(scope="module")
def teacher(trust: SmallTrust) -> Sender:
    return Sender(trust, "class_teacher")


words = st.one_of(st.text(max_size=30), st.sampled_from(["' OR 1=1 --", "school:100002", "\x00", "../..", HTML, "NaN"]))
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), words)
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=12,
)
few = settings(
    max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


def harmless(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    assert "CANARYBIRCH" not in answer.text
    assert "UPNCANARY" not in answer.text
    assert "Traceback" not in answer.text


@few
@given(body=anything)
def test_C2_any_json_at_all_is_no_error_and_no_figure(teacher: Sender, body: object) -> None:
    for address in (security.ADDRESS, "/record"):
        answer = teacher.post(body, address=address)
        harmless(answer)
        assert answer.status_code in {400, 404, 415}


@few
@given(pathname=anything, search=anything)
def test_C2_any_value_of_a_callbacks_inputs_is_no_error(teacher: Sender, pathname: object, search: object) -> None:
    values = {"pathname": pathname, "search": search}
    inputs = [{**each, "value": values[each["property"]]} for each in teacher.body["inputs"]]
    harmless(teacher.post({**teacher.body, "inputs": inputs}))


@st.composite
def changed(draw: Any, body: Any) -> Any:
    """A good body with one part of it replaced, taken out, doubled, or with a key that no page sends."""
    found = json.loads(json.dumps(body))
    parts = [found]
    while isinstance(parts[-1], (dict, list)) and parts[-1] and draw(st.booleans()):
        last = parts[-1]
        keys = sorted(last) if isinstance(last, dict) else list(range(len(last)))
        parts.append(last[draw(st.sampled_from(keys))])
    target = next(part for part in reversed(parts) if isinstance(part, (dict, list)))
    if isinstance(target, dict):
        key = draw(st.one_of(st.sampled_from(sorted(target) or ["a"]), words))
        target[key] = draw(anything)
    else:
        target.append(draw(anything)) if draw(st.booleans()) else target.clear()
    return found


@few
@given(data=st.data())
def test_C2_a_good_body_with_one_part_changed_is_no_error(teacher: Sender, data: st.DataObject) -> None:
    saved = {"place": "school:100001", "term": small_trust.TERMS[-1], "rows": [{**security.SAVED, "extra": ""}]}
    harmless(teacher.post(data.draw(changed(teacher.body))))
    harmless(teacher.post(data.draw(changed(saved)), address="/record"))


@few
@given(fields=st.dictionaries(st.sampled_from(["school", "purpose", "reason", "next", "number", "username"]), words))
def test_C2_any_form_is_no_error(governor: Sender, trust: SmallTrust, fields: dict[str, str]) -> None:
    for address in ("/reveal", "/audit/child", "/presenting"):
        harmless(governor.client.post(address, data=fields, headers=governor.token))
    harmless(trust.client().post("/sign-in", data=fields))


@pytest.mark.parametrize(
    "injected",
    [
        "' OR '1'='1",
        "1; DROP TABLE pupil --",
        "') UNION SELECT upn FROM pupil --",
        "%' AND SLEEP(5) --",
        "\\",
        "%",
        "_",
    ],
)
def test_C1_a_statement_in_an_address_is_a_word_like_any_other(teacher: Sender, injected: str) -> None:
    from urllib.parse import quote

    for name in ("place", "period", "compare", "group", "subject", "scale", "account", "card"):
        query = f"{OWN[1]}&{name}={quote(injected)}"
        harmless(teacher.draw("progress", query))
        harmless(teacher.client.get(f"/export/csv/progress?place={query}"))


def test_C1_no_statement_is_put_together_from_words() -> None:
    """No ``text(f"…")``, and none by ``%`` or ``+``, anywhere but in the migrations, whose words are their own."""
    found = []
    for path in [*ROOT.joinpath("dashboard").rglob("*.py"), *ROOT.joinpath("data_loaders").rglob("*.py")]:
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func)
            if called in {"sa.text", "text", "connection.exec_driver_sql"} and isinstance(node, ast.Call):
                argument = node.args[0]
                if isinstance(argument, (ast.JoinedStr, ast.BinOp)):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def break_it(*_: object, **__: object) -> None:
    raise RuntimeError("SELECT surname FROM pupil /* CANARYASH1 at /srv/afa/pupils.db */")


def test_C3_whatever_breaks_says_a_reference_and_nothing_else(
    small_trust: SmallTrust, caplog: pytest.LogCaptureFixture
) -> None:
    """Each callback and each address of ours, broken in turn."""
    server, sender = small_trust.app.server, Sender(small_trust, "headteacher")
    ours = {"reveal": "/reveal", "export": "/export/csv/progress", "audit_child": "/audit/child", "healthz": "/healthz"}
    posts = {"record": "/record", "presenting": "/presenting", "sign_out": "/sign-out"}
    server.view_functions.update(dict.fromkeys([*ours, *posts], break_it))
    answers = [sender.client.get(address) for address in ours.values()]
    answers += [sender.post({}, address=address) for address in posts.values()]
    for key, callback in small_trust.app.callback_map.items():
        if "callback" in callback:
            callback["callback"] = break_it
            name = security.first_output(key)
            answers.append(
                sender.post(next(each for each in security.bodies(small_trust.app) if name in each["output"]))
            )
    assert len(answers) >= 8
    for answer in answers:
        assert answer.status_code == 500
        found = re.search(r"\b[0-9a-f]{8}\b", answer.text)
        assert found
        assert found[0] in caplog.text
        for word in ("SELECT", "CANARY", "/srv", "RuntimeError", "Traceback", "break_it"):
            assert word not in answer.text
    assert "CANARY" not in caplog.text


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """All that is logged while a test runs, as the service writes it."""
    path, root = tmp_path / "service.log", logging.getLogger()
    handler = logging.FileHandler(path)
    handler.setFormatter(logs.JsonLines())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


def test_L5_the_log_of_every_journey_holds_nobody(small_trust: SmallTrust, written: Path) -> None:
    """Own pages, others', forged ones, files, saves, broken parts: at the most talkative level there is."""
    for role in ("senco", "governor"):
        sender = Sender(small_trust, role)
        for place in security.PLACES:
            for page in ("overview", "progress"):
                sender.draw(page, place)
            taken(sender.client, f"/export/csv/progress?place={place}")
        for number, sent in enumerate(security.saves()):
            if number % 9 == 0:
                sender.post(sent, address="/record")
        sender.client.get("/progress?name=CANARYASH1")
        sender.client.get("/CANARYASH1")
    small_trust.app.server.view_functions["reveal"] = break_it
    assert sender.client.get("/reveal?school=CANARYASH1").status_code == 500
    told = written.read_text(encoding="utf-8")
    assert '"error"' in told or "reference" in told
    for found in ("CANARY", "1911-05", "ADMASH", small_trust_words()):
        assert found not in told


def small_trust_words() -> str:
    return str(security.SAVED["curricular"])


@pytest.mark.parametrize("words", ["two\nlines", "a\r\nb", "\x1b[31mred", 'quote"', "\u2028", "tab\t"])
def test_L6_a_line_of_the_log_is_one_line_whatever_it_says(words: str) -> None:
    record = logging.LogRecord("dashboard", logging.WARNING, __file__, 1, "user %s", (words,), None)
    line = logs.JsonLines().format(record)
    assert line.splitlines() == [line]
    assert all(letter.isprintable() for letter in line)
    assert json.loads(line)["says"] == f"user {words}"
    assert json.loads(line)["at"].endswith("+00:00")


def test_L6_a_username_with_a_line_end_adds_no_line(small_trust: SmallTrust, written: Path) -> None:
    small_trust_client = small_trust.client()
    from tests.small_trust import sign_in

    assert sign_in(small_trust_client, username='senco\n{"level": "FORGED"}').status_code == 401
    assert "FORGED" not in written.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=[HTML, LINK], ids=["html", "link"])
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    """A head of a school whose pupils and classes are called like HTML, or like an address that runs a script."""
    records = small_trust.rows()
    for row in records["pupil"]:
        row |= {"surname": request.param, "forename": request.param}
    for row in records["teaching_class"]:
        row["name"] = request.param
    home = tmp_path_factory.mktemp("named")
    small_trust.build(home, records=records)
    for trust in served(home):
        yield Sender(trust, "headteacher")


ADDRESSES = re.compile(r"/[A-Za-z0-9_./?=&:%#+-]*|#[A-Za-z0-9_-]+|https://[a-z0-9.-]+\.(gov|service\.gov)\.uk/\S*|")


def every(part: object) -> Iterator[dict[str, Any]]:
    """Every component of an answer."""
    if isinstance(part, dict):
        if "props" in part:
            yield part
        for inner in part.values():
            yield from every(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from every(inner)


@pytest.mark.parametrize("path", PAGES)
def test_B7_B8_a_name_is_text_and_an_address_is_one_of_ours(named: Sender, path: str) -> None:
    for place in OWN:
        answer = named.draw(path, place)
        assert answer.status_code == 200
        for component in every(answer.json):
            props = component["props"]
            assert component["type"] not in {"Markdown", "Iframe", "DangerouslySetInnerHTML", "Script"}
            assert not {"srcDoc", "dangerously_allow_html", "dangerouslySetInnerHTML"} & props.keys()
            for name in ("href", "src", "action", "data"):
                if isinstance(props.get(name), str):
                    assert ADDRESSES.fullmatch(props[name]) or props[name].startswith("data:image/"), props[name]
            if isinstance(props.get("src"), str):
                assert "<img src=x" not in props["src"]


def test_B7_no_component_of_ours_takes_html() -> None:
    source = {path: path.read_text(encoding="utf-8") for path in ROOT.joinpath("dashboard").rglob("*.py")}
    for word in ("dangerously_allow", "dangerouslySet", "srcDoc", "html.Iframe", "dcc.Markdown", "|safe", "Markup("):
        assert [path.name for path, text in source.items() if word in text] == [], word
    for path in ROOT.joinpath("dashboard").rglob("*.html"):
        assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", "")
    scripts = [path for path in ROOT.joinpath("assets").glob("*.js") if "plotly.min" not in path.name]
    for path in scripts:
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in path.read_text(encoding="utf-8"), (path.name, word)


def test_B5_the_only_store_holds_what_the_controls_say(trust: SmallTrust) -> None:
    """No store that outlives the tab, and nothing in the one there is but the values of the controls."""
    layout = json.dumps(trust.client("headteacher").get("/_dash-layout").json)
    kinds = [each for each in every(json.loads(layout)) if each["type"] == "Store"]
    assert [each["props"].get("storage_type", "memory") for each in kinds] == ["memory"]
    sender = Sender(trust, "headteacher")
    for place in OWN:
        assert "CANARY" not in json.dumps(sender.draw("progress", place).json["response"]["shown"])
    assets = "".join(path.read_text(encoding="utf-8") for path in ROOT.joinpath("assets").glob("*.js")
                     if "plotly.min" not in path.name)  # fmt: skip
    assert "localStorage" not in assets
    kept = re.findall(r"sessionStorage\.(?:set|get|remove)Item\(([^)]*)\)|(sessionStorage\[)", assets)
    assert kept
    assert all(words.startswith('"names"') and not other for words, other in kept)  # whether names are hidden, no more


def test_B2_in_production_browsers_insist_on_https(small_home: Path, tmp_path: Path) -> None:
    import shutil

    home = Path(shutil.copytree(small_home, tmp_path / "small"))
    for production in served(home, AFA_PRODUCTION="1"):
        client = production.client()
        for path in ("/sign-in", "/progress", "/assets/app.css", "/nothing", "/_dash-layout", "/healthz"):
            said = client.get(path, buffered=True).headers["Strict-Transport-Security"]
            assert int(re.findall(r"max-age=(\d+)", said)[0]) >= 31_536_000
            assert "includeSubDomains" in said


GOOD = "q7Xr2Lw9Zt4Vb8Nc1Md6Kf3Jh5Gs0PaYeU"


@pytest.mark.parametrize(
    "secret",
    ["short", "0" * 64, "ab" * 40, "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET", "thisismysecretkey" * 3,
     "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h"],
)  # fmt: skip
def test_C6_a_weak_or_well_known_secret_stops_the_start(secret: str) -> None:
    with pytest.raises(SettingsError, match="AFA_SECRET_KEY"):
        Settings.from_environment({"AFA_SECRET_KEY": secret})
    assert Settings.from_environment({"AFA_SECRET_KEY": GOOD}).secret_key == GOOD


@pytest.mark.parametrize("name", ["DASH_DEBUG", "FLASK_DEBUG", "DASH_HOT_RELOAD", "DASH_UI"])
def test_C6_developers_tools_and_production_do_not_start_together(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({"AFA_PRODUCTION": "1", name: "true"})
    assert Settings.from_environment({"AFA_PRODUCTION": "1", name: "0"}).production


def test_C6_a_key_that_others_may_read_stops_the_start(tmp_path: Path) -> None:
    held = Settings.from_environment({"AFA_HOME": str(tmp_path)})
    assert held.secret_key
    (tmp_path / "secret-key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        create_app(held)


def test_C11_a_page_asks_no_other_machine(trust: SmallTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(_self: object, address: object) -> None:
        asked.append(address)
        raise OSError("no way out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    sender = Sender(trust, "headteacher")
    for path in BY_PATH:
        assert sender.draw(path, "school:100001").status_code == 200
    assert taken(sender.client, "/export/xlsx/progress?place=school:100001").status_code == 200
    assert asked == []
