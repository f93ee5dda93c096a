"""The list for a school's office: pupil by pupil what is lacking, for readers who may see the school's pupils."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dashboard.access.scope import Level
from dashboard.queries import pupils_quality
from dashboard.reporting.ask import Ask
from dashboard.reporting.quality import Checked

FIELDS = {
    "upn": "UPN", "date_of_birth": "date of birth", "sex": "sex", "classed": "registration class",
    "provision": "SEN provision", "need": "type of need",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """One pupil and what is lacking, in the order of the records. ``name`` is a label where names are not shown."""

    pupil_id: int
    token: str
    name: str
    admission_number: str
    what: tuple[str, ...]


def may_list(ask: Ask) -> bool:
    """Whether the reader may see single pupils of a whole school."""
    return ask.scope.may_read(Level.PUPIL) and ask.scope.classes is None


def lacking(ask: Ask, *, checked: Checked) -> list[Lacking]:
    """The pupils on roll who lack something, by name. Raises ``PermissionError`` where the reader sees no pupil."""
    code = checked.school.code
    roll = pupils_quality.on_roll(ask.asker, school=code, on=ask.as_at)
    more = _in_term(ask, checked=checked)
    found = [
        Lacking(
            pupil_id=row.pupil_id, token=row.token, name=row.name, admission_number=row.admission_number,
            what=(*_fields(row.fields), *more.get(row.pupil_id, ())),
        )
        for row in roll
    ]  # fmt: skip
    return [one for one in found if one.what]


def _fields(fields: dict[str, bool]) -> list[str]:
    """What the pupil's own record lacks; a need only of a SEND pupil."""
    return [words for name, words in FIELDS.items() if not fields[name] and (name != "need" or fields["send"])]


def _in_term(ask: Ask, *, checked: Checked) -> dict[int, list[str]]:
    more: dict[int, list[str]] = defaultdict(list)
    if not checked.term:
        return more
    here = {"school": checked.school.code, "term": checked.term}
    for pupil, subject, scale in sorted(pupils_quality.without_result(ask.asker, **here)):
        named = ask.scales[scale].name if scale in ask.scales else scale
        more[pupil].append(f"{subject.replace('_', ' ')} result ({named})")
    for pupil, session, talk in pupils_quality.lacking_in_term(ask.asker, **here):
        more[pupil] += [*(["sessions this term"] if session else []), *(["conversation this term"] if talk else [])]
    return more
