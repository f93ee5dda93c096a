"""A mapping proposed for a file nobody has described: from its headings and values, asking what they do not say.

A proposal starts from the ready mapping whose columns the file has, under whatever names, and adds how this file is
written: its separator, decimal mark, dates, the line of its headings, the names of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data_loaders.mapping import Mapping as Layout
from data_loaders.mapping import load_mapping
from data_loaders.proposed_columns import (
    Column,
    by_values,
    column_of,
    is_value,
    known_names,
    names_made_here,
    value_names,
)
from data_loaders.rules.values import Wrong, read_date
from data_loaders.sources.grid import Grid
from data_loaders.sources.sheet import heading_of

READY = (
    "register_marks", "marksheet_subjects", "marksheet_terms", "marksheet_subjects_terms", "sen_register",
    "club_register", "conversation_log", "afa_group",
)  # fmt: skip
TOTALS = ("Total", "Average", "Mean", "Sum", "Count", "Grand total")
_DAY = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} [A-Za-z]+ \d{4})( \d{1,2}:\d{2}(:\d{2})?)?", re.ASCII)
_DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_NAMES = ("Name", "Surname", "Forename")
_WHO = ("UPN", "Admission number", "Date of birth", "Class")


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something the file does not say: the key of its answer, the words, and the answers there are (none: any)."""

    key: str
    words: str
    choices: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """The choices in words, where they are codes."""


@dataclass(kw_only=True)
class Proposal:
    """A mapping as far as it is known, what must still be answered, and which columns are left aside."""

    said: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    left_aside: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    heading_line: int = 1

    def mapping(self, name: str, *, file: str) -> Layout:
        """The mapping under its own name. Raises ``pydantic.ValidationError`` where it is not whole."""
        title = f"{self.said['title']}: {Path(file).stem}"
        return Layout.model_validate({**self.said, "name": name, "title": title})


def propose(grid: Grid, *, answers: Mapping[str, str]) -> Proposal:
    """Propose a mapping for the rows of a file. ``answers`` are those to earlier questions, by their keys.

    While the proposal has questions its mapping is not whole.
    """
    proposal = Proposal()
    ready = {name: load_mapping(name) for name in READY}
    place = _heading_row(grid, ready=ready.values())
    line, cells = grid.rows[place]
    proposal.heading_line = line
    headings = [heading_of(cell) for cell in cells if cell.strip()]
    chosen = _chosen(headings, ready=ready, answers=answers, proposal=proposal)
    rows = [dict(zip(map(heading_of, cells), row, strict=False)) for _, row in grid.rows[place + 1 :]]
    answers = {**by_values(headings, rows=rows, layout=chosen), **answers}
    proposal.columns = [column_of(heading, rows=rows, chosen=chosen, answers=answers) for heading in headings]
    if chosen is None:
        return proposal
    proposal.said = chosen.model_dump(mode="json", exclude_defaults=True)
    proposal.said |= {"heading_line": line} if line > 1 else {}
    proposal.said |= {"delimiter": grid.delimiter} if grid.delimiter != "," else {}
    proposal.said |= {"totals": list(TOTALS)} if _has_totals(grid, after=place) else {}
    _name_columns(proposal, chosen=chosen, headings=headings, answers=answers)
    _read_values(proposal, rows=rows, answers=answers)
    _ask_about_names(proposal, headings=headings, answers=answers)
    _settle_asked(proposal, answers=answers)
    return proposal


def _recognised(layout: Layout, *, headings: Sequence[str]) -> int:
    known = known_names(layout)
    return sum(heading.casefold() in known or is_value(layout, heading=heading) for heading in headings)


def _heading_row(grid: Grid, *, ready: Any) -> int:
    """The row among the first twenty with most headings that some ready mapping knows, else most cells filled; the
    first of several."""
    layouts = list(ready)
    scores = [
        (
            max(_recognised(layout, headings=[heading_of(cell) for cell in cells]) for layout in layouts),
            len(list(_filled(cells))),
        )
        for _, cells in grid.rows[:20]
    ]
    return scores.index(max(scores))


def _needed(layout: Layout) -> list[tuple[str, ...]]:
    """What a file of this layout must have: of each tuple one column."""
    if layout.weeks:
        return [(layout.weeks.date,), (layout.weeks.mark, layout.weeks.am)]
    made_here = names_made_here(layout)
    needed = [
        source.column
        for made in layout.records
        for name, source in made.columns.items()
        if source.column and source.absent == "required" and source.column not in made_here
    ]
    return [(name,) for name in dict.fromkeys(needed)]


def _lacking(layout: Layout, *, headings: Sequence[str], answers: Mapping[str, str]) -> list[str]:
    known = known_names(layout)
    here = {known.get(heading.casefold(), "") for heading in headings} | set(answers) | set(answers.values())
    lacking = [names[0] for names in _needed(layout) if not here & set(names)]
    values = not layout.across or any(is_value(layout, heading=one) for one in (*headings, *answers.values()))
    return lacking if values else [*lacking, layout.across.words if layout.across else ""]


def _chosen(
    headings: Sequence[str], *, ready: dict[str, Layout], answers: Mapping[str, str], proposal: Proposal
) -> Layout | None:
    """The ready mapping whose needs are met; asked where none or several fit equally well."""
    if answers.get("kind_of_file") in ready:
        return ready[answers["kind_of_file"]]
    fits = {name: _recognised(layout, headings=headings) for name, layout in ready.items()
            if not _lacking(layout, headings=headings, answers=answers)}  # fmt: skip
    best = [name for name, score in fits.items() if score == max(fits.values())]
    if len(best) == 1:
        return ready[best[0]]
    choices = tuple(best or ready)
    titles = {name: ready[name].title for name in choices}
    words = "What is in the file? " + "; ".join(f"{name}: {title}" for name, title in titles.items())
    proposal.questions.append(Question(key="kind_of_file", words=words, choices=choices, titles=titles))
    return None


def _name_columns(proposal: Proposal, *, chosen: Layout, headings: Sequence[str], answers: Mapping[str, str]) -> None:
    known = known_names(chosen)
    ignored = {name.casefold() for name in chosen.ignored}
    same = {name: list(others) for name, others in chosen.same.items()}
    for heading in headings:
        if answers.get(heading):
            same.setdefault(answers[heading], []).append(heading)
        elif heading.casefold() not in known and not is_value(chosen, heading=heading):
            proposal.left_aside.append(heading)
    proposal.said["same"] = same
    extra = [heading for heading in proposal.left_aside if heading.casefold() not in ignored]
    proposal.said["ignored"] = [*chosen.ignored, *extra]
    answered = {answers[heading] for heading in headings if answers.get(heading)}
    for name in _lacking(chosen, headings=headings, answers={one: one for one in answered}):
        near = get_close_matches(name, proposal.left_aside, n=3, cutoff=0.3)
        near += [heading for heading in proposal.left_aside if heading not in near]
        words = f"Which column is “{name}”? Answer with HEADING={name}."
        if chosen.across and name == chosen.across.words:
            words = f"Which column holds the results of {name}? Answer with HEADING={value_names(chosen)[0]}."
        proposal.questions.append(Question(key=f"HEADING={name}", words=words, choices=tuple(near)))


def _read_values(proposal: Proposal, *, rows: Sequence[Mapping[str, str]], answers: Mapping[str, str]) -> None:
    """How dates and numbers are written, from the values; asked where both ways can be read."""
    cells = [cell.strip() for row in rows for cell in row.values() if cell and cell.strip()]
    commas = sum(bool(_DECIMAL_COMMA.fullmatch(cell)) for cell in cells)
    if commas and proposal.said.get("delimiter", ",") != ",":
        proposal.said["decimal"] = ","
    written = [found for found in map(_DAY.fullmatch, cells) if found]
    if not written:
        return
    dates = [found[1] for found in written]
    ways = [form for form in _DATES if all(_reads(cell, form=form) for cell in dates)]
    if answers.get("dates") in ("day first", "month first"):
        ways = [form for form in ways if form.startswith("%d") == (answers["dates"] == "day first")]
    if len(ways) > 1:
        words = f"Are the dates written day first or month first, as in {dates[0]}?"
        proposal.questions.append(Question(key="dates", words=words, choices=("day first", "month first")))
    day = ways[0] if ways else "%d/%m/%Y"
    times = dict.fromkeys(_time_of(found) for found in written)
    proposal.said["date_formats"] = [f"{day}{time}" for time in times]


def _time_of(found: re.Match[str]) -> str:
    """How the time after a day is written, as a time stamp has one: ``" %H:%M"``; "" without one."""
    return f" %H:%M{':%S' if found[3] else ''}" if found[2] else ""


def _reads(cell: str, *, form: str) -> bool:
    try:
        return bool(read_date(cell, formats=(form,)))
    except Wrong:
        return False


def _ask_about_names(proposal: Proposal, *, headings: Sequence[str], answers: Mapping[str, str]) -> None:
    """Where the file knows pupils by their names alone, whether that is enough is for somebody to say."""
    names = {other.casefold(): name for name, others in proposal.said["same"].items() for other in (name, *others)}
    here = {names.get(heading.casefold(), "") for heading in headings}
    if here & set(_WHO):
        return
    if not here & set(_NAMES):
        words = "Which column is “UPN”, or a name? Answer with HEADING=UPN."
        proposal.questions.append(Question(key="HEADING=UPN", words=words, choices=tuple(proposal.left_aside)))
        return
    if answers.get("names_alone") not in ("yes", "no"):
        words = "The file knows pupils by name alone. Is a name that only one pupil of the school has enough?"
        proposal.questions.append(Question(key="names_alone", words=words, choices=("yes", "no")))
    proposal.said["pupil"] = {**proposal.said["pupil"], "name_alone": answers.get("names_alone") == "yes"}


def _settle_asked(proposal: Proposal, *, answers: Mapping[str, str]) -> None:
    """What is answered now, of what the mapping would ask at each import, is written into it."""
    settled = {name: answers[name] for name in proposal.said.get("asks", {}) if answers.get(name)}
    proposal.said["asks"] = {
        name: words for name, words in proposal.said.get("asks", {}).items() if name not in settled
    }
    for name, value in settled.items():
        proposal.said = _with(proposal.said, word=f"{{{name}}}", value=value)


def _with(said: Any, *, word: str, value: str) -> Any:
    if isinstance(said, str):
        return said.replace(word, value)
    if isinstance(said, dict):
        return {key: _with(item, word=word, value=value) for key, item in said.items()}
    return [_with(item, word=word, value=value) for item in said] if isinstance(said, list) else said


def _has_totals(grid: Grid, *, after: int) -> bool:
    begins = tuple(word.casefold() for word in TOTALS)
    return any(_first(row).casefold().startswith(begins) for _, row in grid.rows[after + 1 :])


def _first(row: Sequence[str]) -> str:
    return next(_filled(row), "")


def _filled(row: Sequence[str]) -> Iterator[str]:
    return (cell.strip() for cell in row if cell.strip())
