"""Scope: which schools, classes and pupils a person may read, and at what level. Made in one place, checked every time.

A statement reaches the database only through ``queries.run``, which refuses one that ``Scope.confine`` has not marked.
Nothing from the browser is a permission: a scope is made from the account's grants on every request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data_loaders.store.records import RECORDS

OTHER_SCHOOLS = 3
"""A total shown to a reader of one school covers at least this many others."""
FEW = 5
"""A school with this many pupils counted or fewer does not make a total rest on it: one who moved brings a result."""
SHARED_TABLES = frozenset({"trust", "scale", "import_batch", "benchmark", "prior_group"})
PERSONAL = frozenset({"pupil_id", "enrolment_id", "pupil", "token"}) | {
    column.name for record in RECORDS for column in record.columns if column.personal
}
"""Columns that are a child's or lead to one."""


class Level(StrEnum):
    """How deep a reader may look: the trust's total, schools, classes, or single pupils."""

    TRUST = "trust"
    SCHOOL = "school"
    CLASS = "class"
    PUPIL = "pupil"


class Names(StrEnum):
    """How a pupil is called: not at all, by a label (``Pupil 7``), or by name."""

    NONE = "none"
    LABELS = "labels"
    NAMES = "names"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What one person may read now.

    ``schools`` are the school codes whose rows may be read, None every school of the trust. ``classes`` are the
    ``class_id``s a class teacher teaches, None all classes of ``schools``. ``levels`` are the levels the role may read
    within them; an empty set reads nothing (a governor until releases exist). ``trust_total`` allows the total of the
    trust's schools of the reader's phase, where it covers at least three others, and never another school's row.
    ``named_schools`` are the schools whose pupils may be shown by name, None all in scope. ``target_texts`` says
    whether the words of a pupil's targets may be read. ``checked_schools`` are the schools of which it may be read how
    complete their records are, as counts, None every school: a data manager's, who reads no figure.
    """

    account_id: int
    role: str
    schools: frozenset[str] | None
    classes: frozenset[int] | None = None
    levels: frozenset[Level] = frozenset()
    trust_total: bool = False
    names: Names = Names.NONE
    named_schools: frozenset[str] | None = frozenset()
    target_texts: bool = False
    checked_schools: frozenset[str] | None = frozenset()

    def may_read(self, level: Level) -> bool:
        """Whether the role reads anything at this level."""
        return level in self.levels

    def holds_school(self, school: str) -> bool:
        """Whether the school's rows may be read."""
        return self.schools is None or school in self.schools

    def shows_names(self, school: str) -> bool:
        """Whether the school's pupils may be shown by name now."""
        allowed = self.named_schools is None or school in self.named_schools
        return self.names is Names.NAMES and self.holds_school(school) and allowed

    def presented(self) -> Scope:
        """What of this scope may stand on a screen that others see: totals of the trust and of schools, nobody's name,
        no pupil and no class."""
        levels = self.levels & {Level.TRUST, Level.SCHOOL}
        return replace(self, levels=levels, names=Names.NONE, named_schools=frozenset(), target_texts=False)

    def confine(self, statement: sa.Select[Any], *, table: sa.FromClause, childless: bool = False) -> sa.Select[Any]:
        """The statement, confined to the rows of ``table`` this scope may read, and marked so that it may run.

        ``table`` is the part of the statement that has a ``school`` column (and, for a scope of classes, a
        ``class_id`` column). ``childless`` says that the statement selects only what belongs to no child (term
        dates, a school's name), so that a class teacher's schools are enough. Raises ``PermissionError`` where the
        scope has no level to read at, or where a scope of classes asks a table without classes.
        """
        if not self.levels:
            raise PermissionError("this scope reads nothing")
        if self.schools is not None:
            statement = statement.where(table.c.school.in_(sorted(self.schools)))
        if self.classes is not None and not childless:
            if "class_id" not in table.c:
                raise PermissionError("a scope of classes cannot read a table without classes")
            statement = statement.where(table.c.class_id.in_(sorted(self.classes)))
        return statement.execution_options(confined=True)

    def total(
        self,
        statement: sa.Select[Any],
        *,
        table: sa.FromClause,
        within: Sequence[str],
        counted: sa.ColumnElement[bool] | None = None,
        groups: sa.ColumnElement[Any] | None = None,
        schools: sa.Select[Any] | None = None,
    ) -> sa.Select[Any]:
        """The statement as a total over schools, at least three of them not the reader's own, and marked to run.

        ``within`` names the columns of ``table`` that set one total apart from another (term, subject, scale): for
        readers of single schools a total that rests on fewer than three other schools is left out whole, so that
        taking their own school away never leaves another's. A school counts with more than five pupils in the rows
        that are ``counted`` (all rows where it is None). ``groups`` says which group a row is told apart in, null for
        none: where one group rests on one or two other schools, the whole is left out too. A statement that would name
        a school is refused. Readers of every school get the plain total. ``schools`` narrows both to some schools,
        those of a phase. Raises ``PermissionError`` where the role sees no total.
        """
        among = table.c.school.in_(schools) if schools is not None else sa.true()
        statement = statement.where(among)
        if self.schools is None and self.levels:
            return statement.execution_options(confined=True)
        if not self.trust_total or not self.schools:
            raise PermissionError("this scope sees no total of the trust")
        if any("school" in column.name for column in statement.selected_columns):
            raise PermissionError("a total never names a school")
        theirs = sa.and_(among, table.c.school.not_in(sorted(self.schools)), sa.true() if counted is None else counted)
        apart = [table.c[name] for name in within]
        statement = statement.where(sa.tuple_(*apart).in_(_resting(apart, table=table, theirs=theirs)))
        if groups is not None:
            statement = statement.where(sa.tuple_(*apart).not_in(_thin(apart, table=table, theirs=theirs, by=groups)))
        return statement.execution_options(confined=True)

    def checks(self, school: str) -> bool:
        """Whether it may be read how complete the school's records are."""
        return self.checked_schools is None or school in self.checked_schools

    def checked(self, statement: sa.Select[Any], *, table: sa.FromClause) -> sa.Select[Any]:
        """A statement on how complete records are, confined to the schools of which this may be read, and marked.

        ``table`` is the part of the statement that has a ``school`` column. Counts and dates only: raises
        ``PermissionError`` for a statement that selects anything personal, and where the role checks no school.
        """
        if self.checked_schools is not None and not self.checked_schools:
            raise PermissionError("this scope checks no school's records")
        if not PERSONAL.isdisjoint(column.name for column in statement.selected_columns):
            raise PermissionError("how complete records are is told in counts")
        if self.checked_schools is not None:
            statement = statement.where(table.c.school.in_(sorted(self.checked_schools)))
        return statement.execution_options(confined=True)

    def shared(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Marks a statement on what belongs to no school and no child: the trust's name, the scales, the batches,
        published figures.

        Raises ``PermissionError`` where it reads anything else.
        """
        tables = {table.name for table in statement.get_final_froms() if isinstance(table, sa.Table)}
        if len(tables) != len(statement.get_final_froms()) or not tables <= SHARED_TABLES:
            raise PermissionError("only the trust, the scales, the batches and published figures are shared")
        return statement.execution_options(confined=True)


def _resting(
    apart: Sequence[sa.ColumnElement[Any]], *, table: sa.FromClause, theirs: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """The totals that rest on enough other schools."""
    held = sa.select(*apart).where(theirs).group_by(*apart, table.c.school).having(sa.func.sum(table.c.n) > FEW)
    schools = held.subquery()
    return sa.select(*schools.c).group_by(*schools.c).having(sa.func.count() >= OTHER_SCHOOLS)


def _thin(
    apart: Sequence[sa.ColumnElement[Any]],
    *,
    table: sa.FromClause,
    theirs: sa.ColumnElement[bool],
    by: sa.ColumnElement[Any],
) -> sa.Select[Any]:
    """The totals of which a group rests on one or two other schools: taking the own school away would tell of them."""
    few = sa.func.count(sa.distinct(table.c.school)) < OTHER_SCHOOLS
    return sa.select(*apart).where(theirs, by.is_not(None)).group_by(*apart, by).having(few)
