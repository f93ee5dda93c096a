"""What is offered once records have come in: releases for governors that are older than the records."""

from __future__ import annotations

from dashboard.metrics.numbers import date_words
from dashboard.releases.behind import behind
from dashboard.settings import Settings
from data_loaders.store.engine import reader


def offered(settings: Settings) -> list[str]:
    """What to say after records have come in: which schools' releases are older, and the command that builds new ones.
    Nothing is built unasked: the old releases stay, with their day on them."""
    pupils, released = reader(settings.database_url), reader(settings.releases_url)
    older = behind(pupils, released=released)
    pupils.dispose()
    released.dispose()
    if not older:
        return []
    said = [f"  {each.words}: release {each.number}, as at {date_words(each.as_at)}" for each in older]
    wanted = " ".join(f"--school {each.school}" for each in older)
    return [
        "Figures for governors are older than these records, and stay as they are until new ones are built:", *said,
        f"To build them: afa release build {wanted}",
    ]  # fmt: skip
