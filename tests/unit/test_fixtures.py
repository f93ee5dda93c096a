"""The fixtures keep their promises: a watcher that sees nothing would make every browser test pass."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.fixtures.chromium import is_here

PAGE = b"<!doctype html><html lang=en><title>t</title><link rel=icon href='data:,'><h1>Here</h1>%s"


def application(*, body: bytes, policy: str = "default-src 'self' 'unsafe-inline' data:") -> Any:
    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", policy)])
        return [PAGE % body]

    return answer


def test_database_is_there_and_empty(empty_database_url: str) -> None:
    engine = sa.create_engine(empty_database_url, poolclass=sa.NullPool)
    assert sa.inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE mark (n integer)"))
    assert sa.inspect(engine).get_table_names() == ["mark"]


@pytest.mark.browser
def test_clean_page_is_clean(page: Any, serve: Any) -> None:
    page.goto(serve(application(body=b"<p>nothing else</p>")))
    page.seen.check()
    assert page.seen.requests == ["GET /"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<script>console.error('planted')</script>", "console errors"),
        (b"<script>throw new Error('planted')</script>", "console errors"),
        (b"<script>fetch('http://other.invalid/x').catch(() => 0)</script>", "other hosts|console errors"),
        (b"<img src='http://other.invalid/x.png' alt=''>", "console errors|policy"),
    ],
)
def test_watcher_sees_a_planted_fault(page: Any, serve: Any, body: bytes, words: str) -> None:
    page.goto(serve(application(body=body)))
    page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=words):
        page.seen.check()
    page.seen.forget()


@pytest.mark.browser
def test_watcher_sees_a_request_to_another_host_and_a_broken_policy(page: Any, serve: Any) -> None:
    page.goto(serve(application(body=b"<img src='http://other.invalid/x.png' alt=''>", policy="default-src * data:")))
    page.wait_for_timeout(200)
    assert page.seen.foreign == ["http://other.invalid/x.png"]
    page.goto(serve(application(body=b"<style>h1 {color: red}</style>", policy="default-src 'self' data:")))
    page.wait_for_timeout(200)
    assert page.seen.policy == ["style-src-elem inline"]
    page.seen.forget()


def test_what_is_here() -> None:
    assert is_here("http://127.0.0.1:80/x")
    assert is_here("data:image/png;base64,AA")
    assert not is_here("https://127.0.0.1.evil.example/x")
    assert not is_here("https://localhost.evil.example/")
