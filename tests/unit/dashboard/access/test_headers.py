"""What every answer says to the browser, errors and files included; and what an error does not say."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.small_trust import SmallTrust, callback_headers

pytestmark = pytest.mark.safety


def answers(small_trust: SmallTrust) -> Iterator[tuple[str, Any]]:
    """An answer of every kind: pages, callbacks, refusals, redirects, files."""
    stranger, executive = small_trust.client(), small_trust.client("trust_executive")
    token = callback_headers(executive)
    for path in ("/", "/sign-in", "/healthz", "/progress", "/_dash-layout", "/assets/app.css", "/assets/none.css"):
        yield f"stranger {path}", stranger.get(path, buffered=True)
    for path in ("/", "/progress", "/_dash-layout", "/_dash-dependencies", "/nothing", "/reveal?school=100001"):
        yield f"executive {path}", executive.get(path)
    yield "suite", executive.get(suite(executive), buffered=True)
    yield "no token", executive.post("/_dash-update-component", json={})
    yield "broken", executive.post("/_dash-update-component", json={}, headers=token)
    yield "sign out", executive.post("/sign-out", headers=token)
    yield "refused", stranger.post("/_dash-update-component", json={})


def suite(client: Any) -> str:
    found = re.search(r'src="(/_dash-component-suites/[^"]+dash_html[^"]+)"', client.get("/progress").text)
    assert found
    return found[1]


def test_B2_every_answer_is_told_how_to_behave(small_trust: SmallTrust) -> None:
    for name, answer in answers(small_trust):
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name
        assert "camera=()" in answer.headers["Permissions-Policy"], name
        assert "Server" not in answer.headers, name
        assert "X-Powered-By" not in answer.headers, name


def test_B1_scripts_come_from_here_alone(small_trust: SmallTrust) -> None:
    hashes = set(small_trust.app.csp_hashes())
    for name, answer in answers(small_trust):
        said = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert said["default-src"] == said["object-src"] == said["base-uri"] == said["frame-ancestors"] == "'none'", (
            name
        )
        assert set(said["script-src"].split()) == {"'self'", *hashes}, name
        assert "unsafe-eval" not in str(said), name
        assert said["connect-src"] == said["form-action"] == "'self'", name


def test_B1_every_inline_script_of_the_page_is_one_of_the_hashes(small_trust: SmallTrust) -> None:
    import base64
    import hashlib

    page = small_trust.client("trust_executive").get("/progress").text
    inline = re.findall(r"<script(?![^>]*src=)(?![^>]*application/json)[^>]*>(.*?)</script>", page, re.DOTALL)
    made = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert made
    assert made <= set(small_trust.app.csp_hashes())


def test_B3_nothing_but_files_for_everybody_is_kept(small_trust: SmallTrust) -> None:
    for name, answer in answers(small_trust):
        kept = answer.headers["Cache-Control"]
        if name in {"stranger /assets/app.css", "suite"}:
            assert "max-age=" in kept, name
            assert "Set-Cookie" not in answer.headers, name
        else:
            assert kept == "no-store", name


def test_B2_no_answer_says_which_python_this_is(small_trust: SmallTrust) -> None:
    import sys

    page = small_trust.client("trust_executive").get("/progress").text
    assert sys.version.split()[0] not in page
    assert "GCC" not in page
    assert '<html lang="en-GB">' in page


def test_B6_nothing_is_loaded_from_another_host(small_trust: SmallTrust) -> None:
    executive = small_trust.client("trust_executive")
    for page in (executive.get("/progress").text, small_trust.client().get("/sign-in").text):
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []
        assert "plotly.com" not in page


def test_a_file_is_sent_packed_and_whole(small_trust: SmallTrust) -> None:
    client = small_trust.client("trust_executive")
    path = suite(client)
    whole = client.get(path, buffered=True)
    for _ in range(2):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == whole.data
        assert len(packed.data) < len(whole.data) / 2


def test_C3_an_error_says_a_reference_and_nothing_else(
    small_trust: SmallTrust, caplog: pytest.LogCaptureFixture
) -> None:
    server = small_trust.app.server
    client = small_trust.client("trust_executive")
    server.view_functions["reveal"] = _break
    answer = client.get("/reveal")
    assert answer.status_code == 500
    assert b"secret_table" not in answer.data
    reference = re.search(r"<strong>([0-9a-f]{8})</strong>", answer.text)
    assert reference
    assert reference[1] in caplog.text
    assert "RuntimeError" in caplog.text


def _break() -> None:
    raise RuntimeError("SELECT surname FROM secret_table")


def test_L5_a_statement_that_fails_says_no_value(small_trust: SmallTrust) -> None:
    import sqlalchemy as sa

    walls = small_trust.app.server.extensions["afa"]
    for engine in (walls.pupils, walls.accounts.reads, walls.accounts.writes):
        with pytest.raises(sa.exc.DatabaseError) as failed, engine.connect() as connection:
            connection.execute(sa.text("SELECT * FROM nowhere WHERE surname = :name"), {"name": "CANARYASH1"})
        assert "CANARYASH1" not in str(failed.value)
