"""The canonical records: what every file becomes. One list of columns serves the checks, the tables and the templates.

A record is declared once here. ``tables.py`` makes its table, ``rules`` check its values, ``template.py`` writes its
sheet. Intervals are half open, ``[from_date, to_date)``; a hole is *unknown*. Every stored row also carries the batch
that brought it and when.
"""

from __future__ import annotations

from data_loaders.store.columns import Column, Kind, Record
from data_loaders.store.people import PEOPLE_AND_PLACES
from data_loaders.store.strands import ATTENDANCE, COMPARISONS, CONVERSATIONS, PROGRESS, WIDER_OUTCOMES

__all__ = ["BY_NAME", "RECORDS", "Column", "Kind", "Record"]

RECORDS: tuple[Record, ...] = (
    *PEOPLE_AND_PLACES,
    *PROGRESS,
    *ATTENDANCE,
    *CONVERSATIONS,
    *WIDER_OUTCOMES,
    *COMPARISONS,
)
"""Every record, in the order in which they must be written: what others point at comes first."""

BY_NAME: dict[str, Record] = {record.name: record for record in RECORDS}
