"""One call of the pipeline: which files, how to read them, where to put them, who brings them, on which conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Given
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_loaders.mapping import Mapping
from data_loaders.report import Finding, Outcome, Report
from data_loaders.sources.sheet import Progress
from data_loaders.store.importing import Look


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """On which conditions files are brought in by somebody who is not whoever runs the machine.

    ``schools`` are those that whoever brings them in answers for, None every school: files about another are refused.
    ``called`` says what a file is called where the disk has another name for it. ``standing`` are the batches that
    stood when a preview was seen. ``look`` is shown a preview's database as it would be.
    """

    schools: Collection[str] | None = None
    called: Given[str, str] = field(default_factory=dict)
    standing: Sequence[int] | None = None
    look: Look | None = None

    def name_of(self, path: Path) -> str:
        """What a file is called in words and reports."""
        return self.called.get(path.name, path.name)


NO_CONDITIONS = Conditions()
"""Those of whoever runs the machine."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call: what the report of it is made from."""

    names: tuple[str, ...]
    mapping: Mapping
    database_url: str = ""
    brought_by: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    sha256: str = ""
    progress: Progress | None = None
    given: Given[str, str] = field(default_factory=dict)
    answers: Given[str, str] = field(default_factory=dict)
    sure: bool = True
    dry: bool = False
    noted: Callable[[int], None] | None = None
    conditions: Conditions = NO_CONDITIONS

    @classmethod
    def of(cls, paths: Sequence[Path], *, mapping: Mapping, conditions: Conditions) -> Call:
        """A call that only reads."""
        return cls(names=tuple(map(conditions.name_of, paths)), mapping=mapping, conditions=conditions)

    def report(self, outcome: Outcome, *, findings: Sequence[Finding] = (), **more: Any) -> Report:
        """What came of the call."""
        return Report(outcome=outcome, files=self.names, mapping=self.mapping.name, findings=tuple(findings), **more)
