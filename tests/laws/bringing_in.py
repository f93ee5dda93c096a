"""The addresses of bringing files in, asked with jobs and batches of one's own, of others, of nobody and of no form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from dashboard.access import tables
from data_loaders.jobs import Job, Jobs, Upload
from tests import small_trust
from tests.small_trust import SmallTrust

HELD = "held-back.xlsx"
UNKNOWN = "A" * 22
MALFORMED = (
    "x", "job.json", "..", "..\\job.json", ".", "a" * 500, "' OR 1=1 --", "\x00" * 20, "\u202e" * 20, "<b>" * 8, "-1",
    "%",
)  # fmt: skip
BATCHES = ("1", "999", "0", "-1", "1.0", "1e0", "\u0661", "' OR 1=1 --", "x", "a" * 500)
"""Batch 1 brought the whole trust in: it is nobody's who answers for one school. The others are not there."""
_FORMS: tuple[dict[str, str], ...] = (
    {},
    {"mapping": "canonical", "given-school": "100002", "name": "../x", "pupil-0": "0", "answer-0": "x", "reason": "x"},
)


def job_for(trust: SmallTrust, *, username: str, school: str) -> Job:
    """A job of somebody's, waiting for them, with names of the school's pupils in everything that is kept of it."""
    jobs, name = Jobs(trust.settings.home), small_trust.canary(school, number=1)
    account = tables.account
    found = sa.select(account.c.account_id).where(account.c.username == username)
    account_id = trust.change(lambda connection: connection.execute(found).scalar()) or 0
    job = jobs.receive(account_id=account_id, username=username, schools=[school])
    folder = jobs.folder(job.number)
    for file in (HELD, "kept.csv"):
        (folder / file).write_text(f"{name} in the file", encoding="utf-8")
    asked = {"file": "kept.csv", "line": 2, "says": name, "reason": "?", "pupils": [[f"UPN{name}", name]]}
    finding = {"severity": "error", "rule": "x", "file": name, "sheet": "", "line": 2, "lines": [2], "column": name,
               "message": name, "advice": name, "count": 1, "value": ""}  # fmt: skip
    jobs.keep(job.number, part="preview", found={"asked": [asked], "findings": [finding], "lines_held_back": 1})
    return jobs.remember(job, uploads=(Upload(name=f"{name}.csv", stored="kept.csv", bytes=1),), reason=name)


def asked(trust: SmallTrust, client: Any, *, numbers: tuple[str, ...], batches: tuple[str, ...]) -> Iterator[Any]:
    """Every address under the page's, by GET and by POST with each form: what was asked, the id, the answer."""
    token = small_trust.callback_headers(client)
    rules = {rule.rule for rule in trust.app.server.url_map.iter_rules()}
    for rule in sorted(each for each in rules if each.startswith("/files/")):
        for number in batches if "<string:batch>" in rule else numbers if "<" in rule else ("",):
            address = rule.replace("<string:batch>", quote(number, safe="")).replace(
                "<string:number>", quote(number, safe="")
            )
            yield f"GET {rule} {number}", number, client.get(address, buffered=True)
            for form in _FORMS:
                said = f"POST {rule} {number} {json.dumps(form)}"
                yield said, number, client.post(address, data=form, headers=token, buffered=True)


def same_answers(trust: SmallTrust, client: Any, *, others: str) -> list[str]:
    """Addresses that answer a job or batch of others otherwise than one that is not there, or that no id could be."""
    faults: list[str] = []
    wanted: dict[str, tuple[int, str]] = {}
    for said, number, answer in asked(trust, client, numbers=(UNKNOWN, others, *MALFORMED), batches=BATCHES[::-1]):
        heard = (answer.status_code, answer.text)
        method, rule, *_ = said.split()
        if number and (heard != wanted.setdefault(f"{method} {rule}", heard) or heard[0] not in {404, 405}):
            faults.append(f"{said[:200]}: {answer.status_code}")
    return faults
