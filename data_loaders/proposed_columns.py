"""The columns of a file nobody has described: what each is read as, and what it may be read as."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from data_loaders.mapping import Mapping as Layout
from data_loaders.rules.values import UPN
from data_loaders.store.records import BY_NAME

VALUES_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the file: its heading, its first values, and what it is read as: ``means`` in words, empty where it
    is left aside. One that is not certain may be ``chosen`` among ``choices``, the names that the mapping knows."""

    heading: str
    values: tuple[str, ...]
    means: str = ""
    chosen: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def known_names(layout: Layout) -> dict[str, str]:
    """Each name a column may have, without capitals → the name the mapping uses."""
    named = {other.casefold(): name for name, others in layout.same.items() for other in (name, *others)}
    used = {heading for made in layout.records for sources in made.variants for one in sources.values()
            for heading in one.headings}  # fmt: skip
    return {name.casefold(): name for name in used} | named


def is_value(layout: Layout, *, heading: str) -> bool:
    """Whether a column is a value of something, made rows: a subject, a term."""
    return bool(layout.across and re.fullmatch(layout.across.headings, heading, re.IGNORECASE))


def names_made_here(layout: Layout) -> set[str]:
    """The columns that are no column of a file: made of those that are values of something, or of sessions."""
    across = {layout.across.value, *re.compile(layout.across.headings).groupindex} if layout.across else set()
    return across | ({"Week", "Marks"} if layout.weeks else set())


def column_of(
    heading: str, *, rows: Sequence[Mapping[str, str]], chosen: Layout | None, answers: Mapping[str, str]
) -> Column:
    """One column of the file as it is read by the layout chosen so far."""
    values = tuple(islice((cell.strip() for row in rows if (cell := row.get(heading, "")).strip()), VALUES_SHOWN))
    if chosen is None:
        return Column(heading=heading, values=values)
    known = known_names(chosen)
    if heading.casefold() in known:
        return Column(heading=heading, values=values, means=_means(chosen, name=known[heading.casefold()]))
    if is_value(chosen, heading=heading):
        return Column(heading=heading, values=values, means=_means(chosen, name=heading))
    names = sorted(set(known.values()) - names_made_here(chosen))
    choices = [(name, f"{name}: {_means(chosen, name=name)}") for name in names]
    choices = [*((name, f"{name}: {_means(chosen, name=name)}") for name in value_names(chosen)), *choices]
    return Column(heading=heading, values=values, chosen=answers.get(heading, ""), choices=tuple(choices))


def value_names(layout: Layout) -> list[str]:
    """The headings there are of columns made rows, one for each value: Reading, Maths; Autumn, Spring; Maths Autumn."""
    groups = re.compile(layout.across.headings).groupindex if layout.across else {}
    codes = {
        source.column: source.codes
        for made in layout.records
        for sources in made.variants
        for source in sources.values()
        if source.column in groups
    }
    first = [{code: heading for heading, code in reversed(codes[group].items())}.values() for group in groups]
    named = (" ".join(parts) for parts in product(*map(sorted, first)))
    return [heading for heading in named if is_value(layout, heading=heading)]


def by_values(headings: Sequence[str], *, rows: Sequence[Mapping[str, str]], layout: Layout | None) -> dict[str, str]:
    """Columns under names nobody foresaw whose values tell what they are: a UPN looks like nothing else."""
    known = known_names(layout) if layout else {}
    if not layout or any(known.get(heading.casefold()) == "UPN" for heading in headings):
        return {}
    found = (heading for heading in headings if heading.casefold() not in known)
    return {heading: "UPN" for heading in found if _are_upns([row.get(heading, "").strip() for row in rows])}


def _are_upns(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(UPN.fullmatch(cell) for cell in filled)


def _place(record: str, *, heading: str) -> str:
    """A column of a record in words: ``Registers, week``; ``SEN provision``, which is the record and its column."""
    small = heading if heading[1:2].isupper() else f"{heading[:1].lower()}{heading[1:]}"
    return record if heading == record else f"{record}, {small}"


def _means(layout: Layout, *, name: str) -> str:
    """What becomes of a column: the records and columns it fills, or that it says which pupil is meant."""
    if layout.across and is_value(layout, heading=name):
        return "; ".join(dict.fromkeys(BY_NAME[made.record].title for made in layout.records))
    filled = [
        _place(BY_NAME[made.record].title, heading=BY_NAME[made.record].column(column).heading)
        for made in layout.records
        for sources in made.variants
        for column, source in sources.items()
        if name in source.headings
    ]
    who = ["which pupil it is"] if layout.pupil and name in layout.pupil.headings else []
    when = ["the day and its session"] if layout.weeks and name == layout.weeks.date else []
    return "; ".join(dict.fromkeys([*who, *when, *filled])) or name
