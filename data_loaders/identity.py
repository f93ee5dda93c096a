"""Which pupil a line of a file is about: found by what is certain, asked where it is not, never guessed.

In this order: a UPN, a former UPN, an admission number at the school, a name with a date of birth, a name with a class.
A child who got a new UPN stays the same pupil: history follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from data_loaders.cells import clean
from data_loaders.mapping import Mapping as Layout
from data_loaders.mapping_parts import PupilKey
from data_loaders.pupil_keys import ways_of
from data_loaders.report import Asked, Finding, Severity
from data_loaders.rules.values import UPN, Wrong, read_date
from data_loaders.sources.sheet import Sheet
from data_loaders.store.records import BY_NAME
from data_loaders.store.roll import Roll

TWO = "the UPN or admission number is one pupil's, and another cell of the line is another's"
ANOTHER_UPN = "the admission number is known with another UPN"
NOBODY = "nobody known has this name with this date of birth or class"
SEVERAL = "more than one pupil has this name with this date of birth or class"
ONLY_NAME = "a pupil of this name is known, but neither a date of birth nor a class says that it is the same child"
STRANGER = "whoever this line was said to be about is not known"
MOST_ASKED = 200
MOST_MEANT = 6
"""Lines asked about one by one, and pupils offered for one line."""
_PUPIL = "Pupil"
_ASK = "Say who it is with --pupil FILE:LINE=UPN, or bring the file in with a UPN, admission number or date of birth"


@dataclass(kw_only=True)
class Identified:
    """The sheets with each line's pupil, lines about nobody certain taken out, and what must be asked."""

    sheets: list[Sheet]
    findings: list[Finding] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def identify(
    sheets: Sequence[Sheet],
    *,
    mapping: Layout,
    roll: Callable[[], Roll],
    answers: Mapping[str, str],
    within: Collection[str] | None = None,
) -> Identified:
    """Find the pupil of every line of the sheets that need one. ``answers`` are ``file:line`` → the pupil's UPN or key.

    ``roll`` is asked who is known, where that matters. A line that is not certain is held back with an error that says
    what to ask. Only pupils who have been on roll at one of the schools ``within`` (None: any) are offered.
    """
    key = mapping.pupil
    if key is None or key.row_hash:
        return Identified(sheets=list(sheets))
    known = _Known.of(roll(), key=key, mapping=mapping, within=within)
    found = Identified(sheets=list(sheets))
    order = sorted(range(len(sheets)), key=lambda place: sheets[place].heading(key.former) is None)
    for place in order:
        if _needs_pupils(sheets[place], mapping=mapping):
            found.sheets[place] = _identified(sheets[place], known=known, found=found, answers=answers)
    return found


def _needs_pupils(sheet: Sheet, *, mapping: Layout) -> bool:
    titles = {sheet.title.casefold()}
    return any(
        "pupil" in BY_NAME[made.record].names
        and "pupil" not in made.columns
        and (not made.sheets or titles & {name.casefold() for name in made.sheets})
        for made in mapping.records
    )


def _identified(sheet: Sheet, *, known: _Known, found: Identified, answers: Mapping[str, str]) -> Sheet:
    said_of = list(_lines(sheet, known=known))
    lines = [known.who(line) for line in said_of]
    for place, number in enumerate(sheet.lines):
        said = answers.get(f"{sheet.file}:{number}")
        if said:
            pupil = known.keys.get(said)
            lines[place] = (pupil, "") if pupil else ("", STRANGER)
    reasons = np.array([reason for _, reason in lines], dtype=object)
    asked = reasons != ""
    for reason in dict.fromkeys(reasons[asked]):
        where = tuple(dict.fromkeys(sheet.lines[reasons == reason].tolist()))
        found.findings.append(
            sheet.found("identity.asked", severity=Severity.ERROR, message=reason, advice=_ASK, lines=where)
        )
    found.asked += [
        Asked(
            file=sheet.file, line=int(sheet.lines[place]), reason=lines[place][1], says=said_of[place].words,
            pupils=known.may_be(said_of[place]),
        )
        for place in np.flatnonzero(asked)[:MOST_ASKED]
    ]  # fmt: skip
    keys = np.array([pupil for pupil, _ in lines], dtype=object)
    misfits = (*sheet.misfits, *sheet.lines[asked].tolist())
    called = {**_called_by(sheet, key=known.key), **sheet.called}
    return replace(sheet, misfits=misfits, pupils=keys, called=called).only(~asked)


def _called_by(sheet: Sheet, *, key: PupilKey) -> dict[str, str]:
    """The pupil of a record → the columns of the file that say who it is, where none is headed so."""
    ways = [*key.columns, (key.name,), (key.surname, key.forename)]
    own = [[sheet.heading(name) for name in way if name and not name.startswith("{")] for way in ways]
    there = next(([name for name in way if name] for way in own if way and all(way)), [])
    words = " / ".join(sheet.called.get(name, name) for name in there)
    return {_PUPIL: words} if words and sheet.heading(_PUPIL) is None else {}


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What one line says of its pupil; ``""`` where it says nothing."""

    ways: tuple[str, ...]
    former: str = ""
    name: str = ""
    born: str = ""
    group: str = ""
    school: str = ""
    shown: str = ""
    """The name as the line writes it."""

    @property
    def words(self) -> str:
        """What the line says of the pupil, for whoever brought it: name, date of birth and class, as far as given."""
        own = next((way for way in self.ways if way), "")
        return ", ".join(part for part in (self.shown or own, self.born, self.group) if part)


def _lines(sheet: Sheet, *, known: _Known) -> Iterator[_Line]:
    key = known.key
    names, shown = _names(sheet, key=key)
    columns = [_column(sheet, name=name) for name in (key.former, key.date_of_birth, key.group, key.school)]
    said_school = sheet.said.get("school", "")
    for place, ways in enumerate(ways_of(sheet, key=key)):
        former, born, group, school = (cells[place] for cells in columns)
        yield _Line(
            ways=ways, former=former, name=names[place], born=known.day(born), group=group,
            school=school or said_school, shown=shown[place],
        )  # fmt: skip


def _column(sheet: Sheet, *, name: str) -> np.ndarray:
    heading = sheet.heading(name) if name else None
    empty = np.full(len(sheet.lines), "", dtype=object)
    return sheet.frame[heading].map(clean).to_numpy(dtype=object) if heading else empty


def _names(sheet: Sheet, *, key: PupilKey) -> tuple[list[str], list[str]]:
    """The names as they are compared, and as they are written."""
    parts = [_column(sheet, name=name) for name in (key.name, key.forename, key.surname)]
    cells = list(zip(*parts, strict=True))
    return [name_key(*each) for each in cells], [" ".join(filter(None, each)) for each in cells]


def name_key(*parts: str) -> str:
    """A name however it is written: ``Ash, Zoë`` and ``Zoe ASH`` are one. Order, accents and signs do not matter."""
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    bare = "".join(mark for mark in text if not unicodedata.combining(mark)).casefold()
    return " ".join(sorted(re.findall(r"[a-z0-9]+", bare.replace("'", "").replace("’", ""))))


@dataclass(kw_only=True)
class _Known:
    """Who is known, by everything a line may say; grows by what the call itself says of new pupils."""

    key: PupilKey
    formats: tuple[str, ...]
    keys: dict[str, str] = field(default_factory=dict)
    """UPN, former UPN, ``school:admission number`` or key → the pupil's key."""
    by_name: dict[str, set[str]] = field(default_factory=dict)
    born: dict[str, str] = field(default_factory=dict)
    upns: dict[str, str] = field(default_factory=dict)
    schools: dict[str, set[str]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)
    """The registration class each is or was in last."""
    called: dict[str, str] = field(default_factory=dict)
    within: Collection[str] | None = None

    @classmethod
    def of(cls, roll: Roll, *, key: PupilKey, mapping: Layout, within: Collection[str] | None) -> _Known:
        known = cls(key=key, formats=mapping.date_formats, within=within)
        for pupil, upn, former, surname, forename, born in roll.pupils.itertuples(index=False, name=None):
            known.keys[pupil], known.upns[pupil] = pupil, upn or pupil
            for other in (upn, former):
                if other:
                    known.keys.setdefault(other, pupil)
            known.by_name.setdefault(name_key(forename or "", surname or ""), set()).add(pupil)
            known.called[pupil] = f"{forename or ''} {surname or ''}".strip()
            known.born[pupil] = born.isoformat() if isinstance(born, date) else born or ""
        for pupil, school, number, *_ in roll.places.itertuples(index=False, name=None):
            known.schools.setdefault(pupil, set()).add(school)
            if number:
                known.keys.setdefault(f"{school}:{number}", pupil)
        for pupil, _, code, name in roll.classes.itertuples(index=False, name=None):
            known.groups.setdefault(pupil, set()).update((code.casefold(), (name or "").casefold()))
            known.group[pupil] = code
        return known

    def day(self, cell: str) -> str:
        """A date of birth as ISO text, ``""`` where the cell is none."""
        try:
            return read_date(cell, formats=self.formats).isoformat() if cell else ""
        except Wrong:
            return ""

    def who(self, line: _Line) -> tuple[str, str]:
        """The pupil's key and ``""``, or ``""`` and why it must be asked."""
        said = (*line.ways, line.former)
        found = list(dict.fromkeys(self.keys[one] for one in said if one in self.keys))
        own = next((way for way in line.ways if way), "")
        if len(found) > 1:
            return "", TWO
        if not found and not own:
            return self._by_name(line)
        pupil = found[0] if found else own
        if self._has_another_upn(pupil, line=line):
            return "", ANOTHER_UPN
        for one in filter(None, said):
            self.keys.setdefault(one, pupil)
        return pupil, ""

    def may_be(self, line: _Line) -> tuple[tuple[str, str], ...]:
        """The pupils a line that is not certain may mean: by its UPN or number, then by its name; of the school where
        it says one."""
        said = [self.keys[one] for one in (*line.ways, line.former) if one in self.keys]
        found = dict.fromkeys([*said, *sorted(self.by_name.get(line.name, ()) if line.name else ())])
        here = [one for one in found if self._is_offered(one, school=line.school)]
        return tuple((one, self._described(one)) for one in here[:MOST_MEANT])

    def _is_offered(self, pupil: str, *, school: str) -> bool:
        schools = self.schools.get(pupil, set())
        allowed = self.within is None or not schools.isdisjoint(self.within)
        return allowed and (not school or school in schools)

    def _described(self, pupil: str) -> str:
        group = f"class {self.group[pupil]}" if pupil in self.group else ""
        parts = (self.called.get(pupil, ""), f"born {self.born[pupil]}" if self.born.get(pupil) else "", group)
        return ", ".join(part for part in parts if part)

    def _has_another_upn(self, pupil: str, *, line: _Line) -> bool:
        """Whether the line's UPN is new and the pupil has a permanent one already; a temporary one is replaced."""
        upn, mine = next(iter(line.ways), ""), self.upns.get(pupil, "")
        new = bool(UPN.fullmatch(upn)) and upn not in self.keys and line.former not in self.keys
        return new and bool(UPN.fullmatch(mine)) and mine[-1].isdigit()

    def _by_name(self, line: _Line) -> tuple[str, str]:
        if not line.name:
            return "", ""
        named = self.by_name.get(line.name, set())
        if line.school:
            named = {pupil for pupil in named if line.school in self.schools.get(pupil, ())}
        sure = {pupil for pupil in named if self._same(pupil, line=line)}
        if len(sure) == 1:
            return sure.pop(), ""
        if len(sure) > 1 or (len(named) > 1 and self.key.name_alone):
            return "", SEVERAL
        if len(named) == 1 and not (line.born or line.group):
            return (named.pop(), "") if self.key.name_alone else ("", ONLY_NAME)
        return "", ONLY_NAME if named and not (line.born or line.group) else NOBODY

    def _same(self, pupil: str, *, line: _Line) -> bool:
        """Whether date of birth or class say that it is this pupil, and neither says that it is not."""
        born = self.born.get(pupil, "")
        if line.born and born:
            return line.born == born
        return bool(line.group) and line.group.casefold() in self.groups.get(pupil, ())
