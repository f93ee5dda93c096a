"""Small canonical files of one invented school, and a way to bring them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_loaders.mapping import Mapping, load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Finding, Report, Severity
from data_loaders.store.engine import reader

SMALL = {
    "school": "School,Name,Phase\n100001,Ashgrove,primary\n",
    "pupil": "Pupil,Surname,Forename\nP1,Ash,Ada\nP2,Birch,Ben\nP3,Cedar,Cy\n",
    "enrolment": (
        "Pupil,School,From,Year group,Enrolment status\n"
        "P1,100001,2025-09-01,4,C\nP2,100001,2025-09-01,4,C\nP3,100001,2025-09-01,4,C\n"
    ),
    "sen_status": "Pupil,From,SEN provision\nP1,2025-09-01,K\nP2,2025-09-01,N\nP3,2025-09-01,N\n",
    "scale": "Scale,Name,Unit,Lowest,Highest\nreading_age,Reading age,months,60,190\n",
    "assessment": (
        "Pupil,Subject,Scale,Term,Kind,Value\n"
        "P1,reading,reading_age,2025-26.autumn,test,90\nP2,reading,reading_age,2025-26.autumn,test,101\n"
    ),
}
"""Record name → the text of its file."""


def write(folder: Path, **texts: str) -> list[Path]:
    """Write ``SMALL`` with some files in another wording; ``""`` leaves a file out."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in {**SMALL, **texts}.items():
        if text:
            path = folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    return paths


def load(paths: Sequence[Path], *, url: str, mapping: Mapping | str = "canonical", sure: bool = False) -> Report:
    """Bring files in as the office would; ``sure`` of what needs a second look."""
    said = load_mapping(mapping) if isinstance(mapping, str) else mapping
    return bring_in(paths, mapping=said, database_url=url, brought_by="office", sure=sure)


def rows(url: str, statement: str) -> pd.DataFrame:
    """What the database holds."""
    engine = reader(url)
    try:
        with engine.connect() as connection:
            return pd.read_sql(sa.text(statement), connection)
    finally:
        engine.dispose()


def everything(url: str) -> dict[str, Any]:
    """Every table's rows but the batches', for comparing two states."""
    engine = reader(url)
    try:
        names = [
            name for name in sa.inspect(engine).get_table_names() if name not in ("import_batch", "alembic_version")
        ]
    finally:
        engine.dispose()
    return {name: sorted(map(repr, rows(url, f"SELECT * FROM {name}").to_numpy().tolist())) for name in names}


def only(report: Report, severity: Severity) -> Finding:
    """The one finding of a severity."""
    found = report.of(severity)
    assert len(found) == 1, [one.as_text() for one in found]
    return found[0]
