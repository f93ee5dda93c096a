"""England's published figures, which come with the product: a batch like any other, to be seen and to be undone."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from data_loaders import pipeline
from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome
from data_loaders.store import importing

BROUGHT_BY = "shipped with the product"


def bring_in_published(database_url: str) -> bool:
    """Bring England's figures in, once for each edition of the file: one that was undone is not brought in again.

    Whether there was anything to bring. Raises ``click.ClickException`` where the file is refused: a fault of ours.
    """
    importing.prepare(database_url)
    with resources.as_file(resources.files("data_loaders") / "published" / "benchmark.csv") as file:
        if _brought(database_url, file=file):
            return False
        report = pipeline.bring_in(
            [file], mapping=load_mapping("canonical"), database_url=database_url, brought_by=BROUGHT_BY
        )
    if report.outcome is Outcome.REJECTED:
        raise click.ClickException(report.as_text())
    return True


def _brought(database_url: str, *, file: Path) -> bool:
    digest = pipeline.digest_of(file)
    return any(each["sha256"] == digest for batch in importing.batches(database_url) for each in batch.files)
