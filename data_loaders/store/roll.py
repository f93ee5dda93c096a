"""Who is known already: by UPN, admission number, name, date of birth and registration class."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from data_loaders.store.tables import TABLES


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Every pupil of the database. ``pupils``, a row each: pupil (the key), upn, former_upn, surname, forename,
    date_of_birth. ``places``, a row an enrolment: pupil, school, admission_number, from_date, to_date, year_group.
    ``classes``, a row a membership of a
    registration class, the latest last: pupil, school, code, name."""

    pupils: pd.DataFrame
    places: pd.DataFrame
    classes: pd.DataFrame


def read_roll(connection: sa.Connection) -> Roll:
    """Everybody, whether on roll now or not: a file may be about last year."""
    pupil, enrolment = TABLES["pupil"].c, TABLES["enrolment"].c
    member, held = TABLES["class_member"].c, TABLES["teaching_class"].c
    names = [pupil[name] for name in ("pupil", "upn", "former_upn", "surname", "forename", "date_of_birth")]
    said = [enrolment[name] for name in ("school", "admission_number", "from_date", "to_date", "year_group")]
    places = sa.select(pupil.pupil, *said)
    places = places.join_from(TABLES["enrolment"], TABLES["pupil"], enrolment.pupil_id == pupil.pupil_id)
    same = (held.school == member.school) & (held.code == member.code) & (held.academic_year == member.academic_year)
    classes = sa.select(pupil.pupil, member.school, held.code, held.name).where(held.kind == "registration")
    classes = classes.join_from(TABLES["class_member"], TABLES["pupil"], member.pupil_id == pupil.pupil_id)
    classes = classes.join(TABLES["teaching_class"], same).order_by(member.from_date)
    return Roll(
        pupils=_frame(connection, statement=sa.select(*names)),
        places=_frame(connection, statement=places),
        classes=_frame(connection, statement=classes),
    )


def _frame(connection: sa.Connection, *, statement: sa.Select[tuple[object, ...]]) -> pd.DataFrame:
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=[column.name for column in statement.selected_columns], dtype=object)
