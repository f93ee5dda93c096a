"""The parameters of releases, read once from ``rules.toml``; an unknown key stops the build."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from dashboard.metrics.disclosure import Rules

FILE = Path(__file__).with_name("rules.toml")


class ReleaseRules(BaseModel):
    """What each parameter is for stands beside it in ``rules.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hide_below: PositiveInt
    round_to: PositiveInt
    width: PositiveInt
    mean_from: PositiveInt
    largest_share: float = Field(gt=0, lt=1)
    other_schools: PositiveInt
    percent_from: PositiveInt
    audit_seconds: PositiveInt
    pooled_years: PositiveInt

    @property
    def counts(self) -> Rules:
        """The rules of counts, as the audit takes them."""
        return Rules(
            hide_below=self.hide_below, round_to=self.round_to, width=self.width, mean_from=self.mean_from,
            seconds=self.audit_seconds,
        )  # fmt: skip


@cache
def load_rules(path: Path = FILE) -> ReleaseRules:
    """Read the parameters. Raises ``pydantic.ValidationError`` for one that is missing, unknown or out of range."""
    return ReleaseRules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
