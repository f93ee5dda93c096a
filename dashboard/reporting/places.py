"""Which place an address names, who it belongs to, and what lies above and below it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.scope import Level
from dashboard.queries import places, pupils
from dashboard.reporting.ask import Ask, NotHere
from dashboard.selection import Selection
from data_loaders.vocabulary import PHASES


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place as a page shows it. ``address`` is what the address says: ``school:100001``.

    ``above`` are the places above that the reader may open, the highest first, as address and words. ``total`` says
    that the place is the trust as a reader of one school sees it: the schools of their phase together.
    """

    kind: str
    address: str
    words: str
    above: tuple[tuple[str, str], ...] = ()
    school: places.School | None = None
    school_class: places.SchoolClass | None = None
    pupil: pupils.Pupil | None = None
    total: bool = False


def place_of(ask: Ask, *, selection: Selection) -> Place:
    """The place the selection names. Raises ``NotHere`` where it is unknown or not the reader's, told apart nowhere."""
    finders = {"trust": _trust, "school": _school, "class": _class, "pupil": _pupil}
    place = finders[selection.place_kind](ask, selection.place_id)
    if place is None:
        raise NotHere(selection.place)
    return place


def _trust(ask: Ask, _: str) -> Place | None:
    if ask.scope.may_read(Level.TRUST):
        return Place(kind="trust", address="trust", words=ask.trust_name)
    if not ask.scope.trust_total:
        return None
    return Place(kind="trust", address="trust", words=total_words(ask), total=True)


def total_words(ask: Ask) -> str:
    """``Alder Vale Trust: primary schools together``."""
    return f"{ask.trust_name}: {PHASES.get(ask.phase, ask.phase).lower()} schools together"


def _school(ask: Ask, code: str) -> Place | None:
    school = ask.schools.get(code)
    if school is None or not ask.scope.may_read(Level.SCHOOL):
        return None
    return Place(kind="school", address=f"school:{code}", words=school.name, above=_above_school(ask), school=school)


def _above_school(ask: Ask) -> tuple[tuple[str, str], ...]:
    sees_trust = ask.scope.may_read(Level.TRUST) or ask.scope.trust_total
    return (("trust", ask.trust_name),) if sees_trust else ()


def _above_class(ask: Ask, *, school: places.School) -> tuple[tuple[str, str], ...]:
    if not ask.scope.may_read(Level.SCHOOL):
        return ()
    return (*_above_school(ask), (f"school:{school.code}", school.name))


def _class(ask: Ask, token: str) -> Place | None:
    if not ask.scope.may_read(Level.CLASS):
        return None
    found = places.class_of(ask.asker, token=token)
    if found is None:
        return None
    school = ask.schools[found.school]
    return Place(
        kind="class", address=f"class:{token}", words=class_words(found), above=_above_class(ask, school=school),
        school=school, school_class=found,
    )  # fmt: skip


def class_words(school_class: places.SchoolClass) -> str:
    """``Class 4W``, or the name as the school writes it where it has more than a code."""
    name = school_class.name
    return name if " " in name or "/" in name else f"Class {name}"


def _pupil(ask: Ask, token: str) -> Place | None:
    found = pupils.pupil_of(ask.asker, token=token, on=ask.as_at)
    if found is None:
        return None
    school = ask.schools[found.school]
    registration = _class_of(ask, pupil=found)
    above = _above_class(ask, school=school)
    if registration is not None:
        above = (*above, (f"class:{registration.token}", class_words(registration)))
    return Place(
        kind="pupil", address=f"pupil:{token}", words=found.name, above=above, school=school,
        school_class=registration, pupil=found,
    )  # fmt: skip


def _class_of(ask: Ask, *, pupil: pupils.Pupil) -> places.SchoolClass | None:
    found = places.classes_of_pupil(ask.asker, pupil_id=pupil.pupil_id, on=ask.as_at)
    return found[0] if found else None
