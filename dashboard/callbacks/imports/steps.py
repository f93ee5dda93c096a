"""The steps after the files are here: which layout, the preview, bringing in, and what came of it."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Response, abort, jsonify, request, send_file

from dashboard.access import audit, current
from dashboard.callbacks.imports.asking import fields_of, given_from
from dashboard.callbacks.imports.describing import described_page, is_tried
from dashboard.callbacks.imports.doubting import answers_of, doubts_of, swaps_of
from dashboard.callbacks.imports.rooms import (
    Answer,
    begin,
    job_of,
    jobs,
    own_schools,
    posted,
    refuse,
    shown,
    to_job,
)
from dashboard.callbacks.imports.wording import (
    STEP_WORDS,
    finding_groups,
    guard_words,
    headline_rows,
    is_refused,
    rows_words,
    tick_of,
    unfit_words,
)
from data_loaders.jobs import AT_WORK, Job, MovedOn, State
from data_loaders.mapping import Mapping, MappingError, list_mappings, load_mapping
from data_loaders.store import looking

NOT_TICKED = "Tick each line under “Needs a second look”, or put the file right and send it again."
TOO_MANY = "Too many lines are held back to leave them out. Say who is meant, or put the file right and send it again."
HELD = "held-back.xlsx"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(number: str) -> Answer:
    """The job as it stands."""
    return drawn(job_of(number))


def drawn(job: Job, *, problem: str = "", code: int = 200) -> Answer:
    """The step a job is at."""
    if job.state in AT_WORK:
        told = jobs().told(job.number)
        return shown("working.html", job=job, words=STEP_WORDS[job.state], told=told)
    if job.state is State.CHOOSING and is_tried(job) and "layout" not in request.values and not problem:
        return described_page(job)
    if job.state is State.CHOOSING:
        return _choosing(job, problem=problem), code
    kept = jobs().kept(job.number, part="preview")
    groups = finding_groups(kept.get("findings", []))
    if job.state is State.PREVIEWED:
        return _previewed(job, kept=kept, problem=problem), code
    undone = jobs().kept(job.number, part="undone")
    held, unfit = _has_held(job), unfit_words(kept)
    return shown("ended.html", job=job, kept=kept, groups=groups, undone=undone, held=held, unfit=unfit)


def status(number: str) -> Response:
    """How far it is, for a page that asks by itself: this keeps no session alive."""
    job = job_of(number)
    told = jobs().told(number) if job.state in AT_WORK else {}
    return jsonify(state=job.state, working=job.state in AT_WORK, **told)


def choose(number: str) -> Answer:
    """Preview the files by a layout, with what it asks."""
    job = job_of(number)
    mapping = mapping_of(posted("mapping"))
    given = given_from(mapping)
    _check_school(given.get("school", ""))
    if lacking := [name for name in mapping.asks if not given.get(name)]:
        return drawn(job, problem=f"Answer this too: {', '.join(mapping.asks[name] for name in lacking)}.", code=400)
    return begin(
        job, task="preview", at=State.READING, since={State.CHOOSING, State.PREVIEWED}, mapping=mapping.name,
        given=given, answers={}, reason="",
    )  # fmt: skip


def back(number: str) -> Answer:
    """From the preview back to the layouts."""
    job = job_of(number)
    with contextlib.suppress(MovedOn):
        jobs().move(job, to=State.CHOOSING, since={State.PREVIEWED}, reason="")
    return to_job(job)


def again(number: str) -> Answer:
    """Preview again with the pupils that were named, and with the lines that were said to be right."""
    job = job_of(number)
    asked = jobs().kept(number, part="preview").get("asked", [])
    answers = {**job.answers, **answers_of(asked, posted=posted)}
    return begin(job, task="preview", at=State.READING, since={State.PREVIEWED}, answers=answers, reason="")


def commit(number: str) -> Answer:
    """Bring the files in as previewed, once everything that needs a second look was ticked; noted before it begins."""
    job = job_of(number)
    kept = jobs().kept(number, part="preview")
    if is_refused(kept):
        return drawn(job, problem=TOO_MANY, code=400)
    if any(posted(tick_of(one)) != "yes" for one in kept.get("guards", [])):
        return drawn(job, problem=NOT_TICKED, code=400)
    current.note(audit.Action.IMPORT_BEGUN, detail={"mapping": job.mapping, "files": len(job.uploads)})
    return begin(job, task="write", at=State.WRITING, since={State.PREVIEWED})


def withdraw(number: str) -> Answer:
    """Let the files go: nothing was written."""
    job = job_of(number)
    if job.state in {State.CHOOSING, State.PREVIEWED}:
        jobs().end(job, to=State.WITHDRAWN, reason="You let these files go. Nothing was brought in.")
    return to_job(job)


def held_back(number: str) -> Answer:
    """The held lines as a workbook, noted before it is handed out."""
    job = job_of(number)
    if not _has_held(job):
        abort(404)
    rows = jobs().kept(number, part="preview")["lines_held_back"]
    detail = {"page": "held_back", "shape": "xlsx", "rows": rows, "batch": job.batch_id or 0}
    current.note(audit.Action.EXPORTED, detail=detail)
    name = f"held back from {next(iter(job.names.values()))}".rpartition(".")[0]
    return send_file(jobs().folder(number) / HELD, mimetype=_XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def mapping_of(name: str) -> Mapping:
    """A layout by its name; 404 where there is none."""
    try:
        return load_mapping(name, folders=[current.access().settings.home / "mappings"])
    except MappingError:
        abort(404)


def _check_school(school: str) -> None:
    """404, noted, for a school that the person does not answer for: no form of ours offers it."""
    allowed = own_schools()
    if school and allowed is not None and school not in allowed:
        refuse("another_school")
        abort(404)


def _has_held(job: Job) -> bool:
    """Whether there are held lines to be had, no more than one file may hold."""
    return (jobs().folder(job.number) / HELD).is_file() and not unfit_words(jobs().kept(job.number, part="preview"))


def _choosing(job: Job, *, problem: str) -> str:
    mappings = {each.name: each for each in list_mappings(folders=[current.access().settings.home / "mappings"])}
    fits = [mappings[name] for name in job.fits if name in mappings]
    before = mappings.get(job.mapping) if job.mapping in job.fits else None
    wanted = mappings.get(_wanted()) or before or (fits[0] if fits else None)
    others = [each for name, each in sorted(mappings.items()) if each not in fits]
    return shown(
        "choose.html", job=job, problem=problem, chosen=wanted, fits=fits, others=others,
        fields=fields_of(wanted, job=job) if wanted else [], one_file=len(job.uploads) == 1,
    )  # fmt: skip


def _wanted() -> str:
    return request.values.get("layout", "") or request.form.get("mapping", "")


def _previewed(job: Job, *, kept: dict[str, Any], problem: str) -> str:
    asked, url = doubts_of(kept.get("asked", [])), current.access().settings.database_url
    if asked:
        keys = {key for doubt in asked for key, _ in doubt.pupils}
        ids = looking.pupil_ids(url, keys=keys)
        current.note(audit.Action.PUPILS_SHOWN, pupil_ids=ids, detail={"page": "bring_in"})
    return shown(
        "preview.html", job=job, kept=kept, problem=problem, mapping=mapping_of(job.mapping), asked=asked,
        groups=finding_groups(kept["findings"], may_be_mended=True), rows=rows_words(kept),
        guards=[(tick_of(one), guard_words(one, schools=looking.school_names(url))) for one in kept["guards"]],
        figures=headline_rows(kept["figures"]), held=_has_held(job), unfit=unfit_words(kept),
        swaps=swaps_of(kept.get("asked", [])),
        refused=TOO_MANY if is_refused(kept) else "",
    )  # fmt: skip


VIEWS = (
    ("/bring-in/<string:number>", "GET", page),
    ("/bring-in/<string:number>/status", "GET", status),
    ("/bring-in/<string:number>/held-back", "GET", held_back),
    ("/bring-in/<string:number>/layout", "POST", choose),
    ("/bring-in/<string:number>/back", "POST", back),
    ("/bring-in/<string:number>/again", "POST", again),
    ("/bring-in/<string:number>/commit", "POST", commit),
    ("/bring-in/<string:number>/withdraw", "POST", withdraw),
)
"""The addresses of this module."""
