"""From grants to scope: what the signed-in person may read now, and where the person lands. Made anew every request."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from dashboard.access.policy import Grant
from dashboard.access.scope import Names, Scope
from dashboard.access.sessions import Person
from dashboard.selection import Selection
from data_loaders.store.tables import TABLES
from data_loaders.vocabulary import academic_year_of

_class = TABLES["teaching_class"]


def scope_for(person: Person, *, reader: sa.Engine, today: date) -> Scope:
    """What a person may read. ``today`` is the as-at date: a class teacher's classes are those of its academic year.

    A class teacher's grant names a staff code; the classes are those that the school's class list gives that code.
    Names follow the role; an executive's labels become names for the schools of the reveals that have not run out.
    """
    role = person.rights
    return Scope(
        account_id=person.account_id,
        role=person.role,
        schools=None if role.reads == "all_schools" else _schools(person),
        classes=_classes(person, reader=reader, today=today) if role.reads == "own_classes" else None,
        levels=role.levels,
        trust_total=role.trust_total,
        names=Names.NAMES if person.revealed else role.names,
        named_schools=None if role.names is Names.NAMES else person.revealed,
        target_texts=role.target_texts,
        checked_schools=_checked(person),
    )


def landing(person: Person, *, reader: sa.Engine, today: date) -> str:
    """The address where a person begins: the role's page, at the trust, the person's school, or a class's token."""
    role = person.rights
    page = f"/{role.landing}"
    if role.reads == "own_classes":
        token = _first_class(person, reader=reader, today=today)
        return page + Selection(place=f"class:{token}").to_query() if token else page
    if role.reads == "own_schools":
        return page + Selection(place=f"school:{min(_schools(person))}").to_query()
    return page


def _schools(person: Person) -> frozenset[str]:
    if person.rights.reads == "nothing":
        return frozenset()
    return frozenset(grant.school for grant in person.grants if grant.school)


def _checked(person: Person) -> frozenset[str] | None:
    """The schools whose records the person checks: all, where a grant of the role is for the trust."""
    if not person.rights.checks:
        return frozenset()
    return None if any(grant.school is None for grant in person.grants) else person.schools


def _taught(person: Person, *, today: date) -> sa.ColumnElement[bool]:
    teaches = [_taught_by(grant) for grant in person.grants if grant.school and grant.staff_code]
    return sa.and_(_class.c.academic_year == academic_year_of(today), sa.or_(sa.false(), *teaches))


def _taught_by(grant: Grant) -> sa.ColumnElement[bool]:
    return (_class.c.school == grant.school) & (_class.c.staff_code == grant.staff_code)


def _classes(person: Person, *, reader: sa.Engine, today: date) -> frozenset[int]:
    statement = sa.select(_class.c.teaching_class_id).where(_taught(person, today=today))
    with reader.connect() as connection:
        return frozenset(connection.execute(statement).scalars())


def _first_class(person: Person, *, reader: sa.Engine, today: date) -> str | None:
    """The token of the registration class taught, else of the first teaching class by code."""
    statement = sa.select(_class.c.token).where(_taught(person, today=today)).order_by(_class.c.kind, _class.c.code)
    with reader.connect() as connection:
        return connection.execute(statement.limit(1)).scalar()
