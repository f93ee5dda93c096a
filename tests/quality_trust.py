"""The small trust with gaps: a file of which some lines are at fault, and pupils who lack something."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Report
from data_loaders.store import engine, facts
from data_loaders.store.tables import TABLES
from tests.small_trust import canary, pupil_id


def plant(home: Path) -> None:
    """In school 100001 pupil 3 has no date of birth, pupil 4 no SEN provision, pupil 6 no spring result in reading."""
    writer = engine.writer(f"sqlite:///{home / 'pupils.db'}")
    pupil, status, result = TABLES["pupil"], TABLES["sen_status"], TABLES["assessment"]
    with writer.begin() as connection:
        of = {number: pupil_id("100001", number=number) for number in (3, 4, 6)}
        connection.execute(sa.update(pupil).where(pupil.c.pupil_id == of[3]).values(date_of_birth=None))
        connection.execute(sa.delete(status).where(status.c.pupil_id == of[4]))
        gone = (result.c.pupil_id == of[6]) & (result.c.term == "2025-26.spring") & (result.c.subject == "reading")
        connection.execute(sa.delete(result).where(gone))
        facts.rebuild(connection, schools=None)
    writer.dispose()


def bring_faulty(home: Path, *, folder: Path) -> Report:
    """Results of which two lines of school 100001 and one of 100002 have no number for a value."""
    lines = [
        _line("100001", number=1, value="absent"), _line("100001", number=2, value="ill"),
        _line("100002", number=1, value="absent"), _line("100002", number=2, value="101"),
    ]  # fmt: skip
    path = folder / "assessment.csv"
    path.write_text("Pupil,Subject,Scale,Term,Kind,Value\n" + "".join(lines), encoding="utf-8")
    url = f"sqlite:///{home / 'pupils.db'}"
    return bring_in([path], mapping=load_mapping("canonical"), database_url=url, brought_by="office", sure=True)


def _line(school: str, *, number: int, value: str) -> str:
    return f"UPN{canary(school, number=number)},writing,standard,2025-26.spring,test,{value}\n"
