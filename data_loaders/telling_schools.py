"""Schools told apart: which codes mean one school, by its URN or its LA and establishment number, and which may be two.

A school that is open comes before closed ones: an academy may share its number with the school that it followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data_loaders.report import Finding, Severity
from data_loaders.store.schools import School

_CLOSED = "Bring in an extract of Get Information About Schools that has the day the other one closed"
_ONE_OR_TWO = (
    "If they are one school, take back the batches that brought one of them and bring those files in again; if one"
    " followed the other, bring in an extract of Get Information About Schools that has the day it closed"
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Why it is not certain which school a code means, and what to do about it."""

    message: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class _Known:
    """Schools by what they are found by."""

    by_urn: dict[str, list[School]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[School]] = field(default_factory=lambda: defaultdict(list))

    def add(self, schools: Iterable[School]) -> _Known:
        for one in schools:
            self.by_urn[one.urn].append(one)
            self.by_number[one.number].append(one)
        return self

    def same(self, one: School) -> list[School]:
        """Who has the same URN, else the same LA and establishment number (and no other URN): open ones, if any."""
        if one.urn in self.by_urn and one.urn:
            return self.by_urn[one.urn]
        numbered = self.by_number.get(one.number, []) if one.number else []
        return _open([other for other in numbered if not (one.urn and other.urn)])


def _open(schools: Sequence[School]) -> list[School]:
    return [one for one in schools if one.left is None] or list(schools)


def meant(said: Mapping[str, School], *, schools: Sequence[School]) -> tuple[dict[str, School], dict[str, Question]]:
    """Of the codes that are not stored: the school that each means where it is known otherwise, or what must be asked.

    Those with a URN come first: what has none may be one of them.
    """
    stored = {one.code for one in schools}
    new = [one for code, one in said.items() if code not in stored]
    known = _Known().add(schools)
    found = {one.code: known.same(one) for one in new if one.urn}
    sure, asked = _told_apart({code: several for code, several in found.items() if several}, said=said)
    known.add(one for one in new if one.urn and one.code not in {*sure, *asked})
    for one in (one for one in new if not one.urn):
        several = known.same(one)
        if len(several) == 1:
            sure[one.code] = several[0]
        elif several:
            asked[one.code] = _several(one.code, several=several)
    return sure, asked


def _told_apart(
    found: Mapping[str, list[School]], *, said: Mapping[str, School]
) -> tuple[dict[str, School], dict[str, Question]]:
    """Of several URNs that would be one school here, the open one is it; where that does not tell, it is asked."""
    sure: dict[str, School] = {}
    asked = {code: _several(code, several=several) for code, several in found.items() if len(several) > 1}
    claims: dict[str, list[str]] = defaultdict(list)
    for code, several in found.items():
        if len(several) == 1:
            claims[several[0].code].append(code)
    for here, codes in claims.items():
        standing = _open([said[code] for code in codes])
        if len({one.urn for one in standing}) == 1:
            sure |= {one.code: found[one.code][0] for one in standing}
            continue
        names = " and ".join(one.words for one in standing)
        message = f"{names} have one LA and establishment number, and the school that has it is known here as {here}"
        question = Question(message=message, advice=f"{_CLOSED}, or leave out the line of the one that it is not")
        asked |= dict.fromkeys((one.code for one in standing), question)
    return sure, asked


def _several(code: str, *, several: Sequence[School]) -> Question:
    message = f"school {code} may be {' or '.join(one.words for one in several)}: both have this number here"
    return Question(message=message, advice=f"{_CLOSED}, or name the school by its URN in the file")


def known_as(code: str, *, one: School, files: Sequence[str]) -> Finding:
    message = f"school {code} is known here as {one.words}: what the file says of it goes there"
    return Finding(rule="school.known", severity=Severity.NOTE, message=message, file=_file(files))


def _file(files: Sequence[str]) -> str:
    return files[0] if len(files) == 1 else ""


def twice(
    staying: Sequence[School], *, schools: Sequence[School], files: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    """Two open schools of one number, each under a code of its own: said, as nothing can tell which is meant."""
    stored = {one.code: one for one in schools}
    known = _Known().add(one for one in schools if one.left is None).by_number
    said: set[frozenset[str]] = set()
    for one in staying:
        mine = stored.get(one.code, one)
        number = one.number or mine.number
        for other in known.get(number, []) if number and not (one.left or mine.left) else []:
            pair = frozenset((one.code, other.code))
            if len(pair) == 2 and pair not in said:
                said.add(pair)
                message = f"school {one.code} and school {other.words}, both here, have one LA and establishment number"
                yield Finding(
                    rule="school.twice", severity=Severity.WARNING, message=message, advice=_ONE_OR_TWO,
                    file=_file(files[one.code]),
                )  # fmt: skip
