"""Taking an import back, by whoever answers for every school it reaches, once they have shown that it is they."""

from __future__ import annotations

import re

from flask import abort

from dashboard.access import current
from dashboard.access.confirming import asked_again
from dashboard.callbacks.imports.rooms import Answer, begin, jobs, own_schools, shown
from data_loaders.jobs import State
from data_loaders.store import importing, looking
from data_loaders.store.batches import Batch
from data_loaders.store.records import BY_NAME

_BATCH = re.compile(r"\bbatch (\d+)")
"""What the store calls a batch the pages call an import."""


def confirm(batch: str) -> Answer:
    """What would be taken back, and what stands in the way."""
    return _drawn(_own(batch))


def undo(batch: str) -> Answer:
    """Take it back, once the person has shown again that it is they."""
    found = _own(batch)
    person = current.person()
    if again := asked_again():
        return again
    kept = jobs()
    job = kept.receive(account_id=person.account_id, username=person.username, schools=own_schools())
    job = kept.remember(job, batch_id=found.batch_id, mapping=found.mapping)
    return begin(job, task="take_back", at=State.UNDOING, since={State.CHOOSING})


def _own(batch: str) -> Batch:
    """The batch, where every school it reaches is the person's; else 404."""
    allowed, url = own_schools(), current.access().settings.database_url
    found = [one for one in importing.batches(url) if str(one.batch_id) == batch]
    if not found:
        abort(404)
    gone = found[0].outcome != "committed" and found[0].brought_by == current.person().username
    if not gone and not looking.is_of_schools(url, batch_id=found[0].batch_id, schools=allowed):
        abort(404)
    return found[0]


def _drawn(batch: Batch) -> str:
    counts = [(BY_NAME[name].title, count) for name, count in batch.counts.items() if count["new"] or count["changed"]]
    gone, changed = (sum(count[word] for _, count in counts) for word in ("new", "changed"))
    found = looking.conflicts(current.access().settings.database_url, batch_id=batch.batch_id)
    conflicts = [_BATCH.sub(r"import \1", one) for one in found]
    return shown(
        "undo.html", batch=batch, counts=counts, gone=gone, changed=changed, conflicts=conflicts, first=_first(found)
    )


def _first(conflicts: list[str]) -> int:
    """The latest batch that stands in the way, where the person may take it back; 0 where they may not."""
    latest = max((int(number) for one in conflicts for number in _BATCH.findall(one)), default=0)
    url = current.access().settings.database_url
    return latest if latest and looking.is_of_schools(url, batch_id=latest, schools=own_schools()) else 0


VIEWS = (
    ("/undo/<string:batch>", "GET", confirm),
    ("/undo/<string:batch>", "POST", undo),
)
"""The addresses of this module."""
