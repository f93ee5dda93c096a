"""A file that no layout fits: what each column is, what the file does not say, the records it makes, and a name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from flask import abort

from dashboard.access import audit, current
from dashboard.callbacks.imports.asking import choices_for
from dashboard.callbacks.imports.rooms import Answer, begin, job_of, jobs, posted, shown, to_job
from data_loaders.jobs import Job, State
from data_loaders.mapping import list_mappings
from data_loaders.proposing import Proposal, propose
from data_loaders.sources.grid import Grid
from data_loaders.toml_text import toml_of

TAKEN = "A layout of that name is there already. Give this one another name."
NO_NAME = "Give the layout a name of letters, digits and spaces."
TWICE = "“{first}” and “{second}” cannot both be read as {name}. Leave one of them aside, or say what else it is."
_NAME = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question of a proposal as a field: its key, the words, the answers (none: any text)."""

    key: str
    words: str
    choices: tuple[tuple[str, str], ...]


def describe(number: str) -> Answer:
    """What is known of the file, and what must be asked."""
    return described_page(_open(number))


def answer(number: str) -> Answer:
    """Take the answers; once nothing is left to ask, the description is tried on the file's first rows."""
    job = _open(number)
    described = {**job.described, **_answers(job)}
    job = jobs().remember(job, described=described)
    proposal = _proposal(job)
    if twice := _twice(proposal):
        return described_page(job, problem=twice), 400
    if proposal.questions:
        return described_page(job)
    return begin(job, task="attempt", at=State.TRYING, since={State.CHOOSING}, described=job.described)


def _twice(proposal: Proposal) -> str:
    """What is wrong where two columns are read as the same thing; empty where none are."""
    said: dict[str, str] = {one.heading.casefold(): one.heading for one in proposal.columns if not one.choices}
    for one in proposal.columns:
        if one.chosen and (first := said.setdefault(one.chosen.casefold(), one.heading)) != one.heading:
            return TWICE.format(first=first, second=one.heading, name=one.chosen)
    return ""


def keep(number: str) -> Answer:
    """Save the description as a layout of the trust's own, noted before it is; then it is the one chosen."""
    job = _open(number)
    name = "_".join(re.findall(r"[a-z0-9]+", posted("name").lower()))
    proposal = _proposal(job)
    if proposal.questions or not _NAME.fullmatch(name):
        return described_page(job, problem=NO_NAME), 400
    folder = current.access().settings.home / "mappings"
    if name in {each.name for each in list_mappings(folders=[folder])}:
        return described_page(job, problem=TAKEN), 400
    made = proposal.mapping(name, file=f"{posted('name')}.csv")
    current.note(audit.Action.MAPPING_SAVED, detail={"mapping": name})
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    draft.write_text(toml_of(made), encoding="utf-8")
    draft.replace(folder / f"{name}.toml")
    jobs().remember(job, fits=(name, *job.fits), described={})
    return to_job(job)


def _open(number: str) -> Job:
    """A job of one file whose layout is still to be said; else 404."""
    job = job_of(number)
    if job.state is not State.CHOOSING or not jobs().kept(number, part="grid"):
        abort(404)
    return job


def _proposal(job: Job) -> Proposal:
    return propose(Grid.of(jobs().kept(job.number, part="grid")), answers=job.described)


def _answers(job: Job) -> dict[str, str]:
    """The fields of the form as answers: those of columns by the column's heading, the others by their key."""
    proposal = _proposal(job)
    said = {question.key: posted(f"answer-{place}") for place, question in enumerate(_asked(proposal))}
    columns = {
        one.heading: posted(f"column-{place}")
        for place, one in enumerate(proposal.columns)
        if posted(f"column-{place}") in {"", *(value for value, _ in one.choices)} and one.choices
    }
    return {**{key: value for key, value in said.items() if value}, **columns}


def is_tried(job: Job) -> bool:
    """Whether the file's first rows have been tried by what has been said of it."""
    return bool(job.described) and jobs().kept(job.number, part="tried").get("described") == job.described


def described_page(job: Job, *, problem: str = "") -> str:
    """The form with what is known by now, and the first rows once they have been tried."""
    proposal = _proposal(job)
    tried = jobs().kept(job.number, part="tried")
    ready = not proposal.questions and tried.get("described") == job.described
    return shown(
        "describe.html", job=job, problem=problem, proposal=proposal, ready=ready, known=bool(proposal.said),
        questions=_asked(proposal), needed=_needed(proposal), tried=tried if ready else {},
        name=posted("name") or job.uploads[0].name.rpartition(".")[0],
    )  # fmt: skip


def _asked(proposal: Proposal) -> list[Asked]:
    """The questions that are no column's: each a field."""
    return [
        Asked(
            key=one.key, words=f"{one.words.partition('?')[0]}?" if one.titles else one.words,
            choices=tuple((choice, one.titles.get(choice, choice)) for choice in one.choices) or choices_for(one.key),
        )
        for one in proposal.questions
        if "=" not in one.key
    ]  # fmt: skip


def _needed(proposal: Proposal) -> list[str]:
    """The columns that must still be pointed out, in words; they are chosen beside their heading."""
    return [one.words.partition(" Answer with")[0] for one in proposal.questions if "=" in one.key]


VIEWS = (
    ("/bring-in/<string:number>/describe", "GET", describe),
    ("/bring-in/<string:number>/describe", "POST", answer),
    ("/bring-in/<string:number>/keep", "POST", keep),
)
"""The addresses of this module."""
