"""Somebody who brings files in from the page, form by form, without a browser: what a person would click is posted."""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.small_trust import form_token

PATIENCE = 180


@dataclass
class Sender:
    """One person's browser without a page. ``at`` is the address of the job they sent, ``asked`` what they answered."""

    client: FlaskClient
    at: str = ""
    asked: list[str] = field(default_factory=list)
    layout: str = ""
    """What a link said of the files before they were sent."""

    def send(self, *files: tuple[str, bytes], wait: bool = True) -> Any:
        """Choose files and send them; the page that comes of it."""
        token = form_token(self.client.get("/files/bring-in").text)
        sent = {
            "csrf_token": token,
            "layout": self.layout,
            "files": [FileStorage(io.BytesIO(content), name) for name, content in files],
        }
        boundary, body = encode_multipart(sent)  # in memory: the client's own file for large forms is never closed
        form = f"multipart/form-data; boundary={boundary}"
        answer = self.client.post("/files/bring-in", data=body, content_type=form)
        if answer.status_code != 303:
            return answer
        self.at = answer.location
        return self.waited() if wait else answer

    def waited(self) -> Any:
        """Wait, as the page does, until nothing is worked on; then look."""
        until = time.monotonic() + PATIENCE
        while self.client.get(f"{self.at}/status").get_json()["working"]:
            assert time.monotonic() < until, "the work does not end"
            time.sleep(0.2)
        return self.client.get(self.at)

    def post(self, act: str, **fields: str) -> Any:
        """Fill in a form of the job's page and send it; the page that comes of it, or the refusal."""
        token = form_token(self.client.get(self.at).text)
        answer = self.client.post(f"{self.at}/{act}", data={"csrf_token": token, **fields})
        return self.waited() if answer.status_code == 303 else answer

    def choose(self, mapping: str, **given: str) -> Any:
        """Confirm a layout with what it asks."""
        return self.post("layout", mapping=mapping, **{f"given-{name}": value for name, value in given.items()})

    @property
    def number(self) -> str:
        return self.at.rpartition("/")[2]


def text_of(page: Any) -> str:
    """The words of a page, on one line."""
    body = re.sub(r"(?s)<head>.*?</head>|<script.*?</script>", " ", page.text)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#39;", "'").split())
