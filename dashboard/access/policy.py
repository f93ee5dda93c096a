"""The roles as data: ``policy.toml`` read strictly, and which role an account acts in."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, PositiveInt, model_validator

from dashboard.access.scope import Level, Names

_FILE = Path(__file__).with_name("policy.toml")
_STRICT = ConfigDict(extra="forbid", frozen=True)
_IDLE_WITH_PUPILS = 20


class Role(BaseModel):
    """What one role may do; the words of each field stand at the head of ``policy.toml``."""

    model_config = _STRICT

    title: str
    granted_for: Literal["trust", "school", "either"]
    reads: Literal["all_schools", "own_schools", "own_classes", "nothing"]
    levels: frozenset[Level] = frozenset()
    names: Names = Names.NONE
    reveals: bool = False
    target_texts: bool = False
    sees_reveals: bool = False
    trust_total: bool = False
    exports: Literal["nothing", "figures", "pupils"] = "nothing"
    released: bool = False
    subject_access: bool = False
    approves_erasure: bool = False
    includes: frozenset[str] = frozenset()
    pages: tuple[str, ...]
    landing: str
    idle_minutes: PositiveInt

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        sees_pupils = Level.PUPIL in self.levels
        wrong = {
            "landing is not one of pages": self.landing not in self.pages,
            "reads nothing, so it has no levels": self.reads == "nothing" and bool(self.levels),
            "reads something, so it needs levels": self.reads != "nothing" and not self.levels,
            "names or labels need the pupil level": self.names is not Names.NONE and not sees_pupils,
            "targets need the pupil level": self.target_texts and not sees_pupils,
            "a role that sees no pupil takes none away": self.exports == "pupils" and not sees_pupils,
            "a role of releases reads nothing else": self.released and self.reads != "nothing",
            "only labels can be revealed": self.reveals and self.names is not Names.LABELS,
            "a role that sees pupils is idle 20 minutes at most": sees_pupils and self.idle_minutes > _IDLE_WITH_PUPILS,
        }
        for reason, holds in wrong.items():
            if holds:
                raise ValueError(f"{self.title}: {reason}")
        return self


class Policy(BaseModel):
    """Every role, the purposes for which names may be revealed, and how long a session and a reveal last."""

    model_config = _STRICT

    absolute_hours: PositiveInt
    parallel_sessions: PositiveInt
    reveal_minutes: PositiveInt
    reason_length: PositiveInt
    export_rows: PositiveInt
    purposes: dict[str, str]
    roles: dict[str, Role]

    @model_validator(mode="after")
    def _knows_its_roles(self) -> Self:
        for code, role in self.roles.items():
            unknown = role.includes - self.roles.keys()
            if unknown:
                raise ValueError(f"{code} includes roles that are not there: {', '.join(sorted(unknown))}")
        return self

    @property
    def pages(self) -> frozenset[str]:
        """Every page that any role opens."""
        return frozenset(page for role in self.roles.values() for page in role.pages)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role held now: for a school, or for the trust where ``school`` is None."""

    role: str
    school: str | None = None
    staff_code: str | None = None


@functools.cache
def load_policy(path: Path = _FILE) -> Policy:
    """Read the policy. Raises ``pydantic.ValidationError`` on an unknown key, role, level or page."""
    return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def acting_role(grants: Iterable[Grant], *, policy: Policy | None = None) -> str | None:
    """The one role in which somebody with these grants acts, None where there is no grant or two conflict.

    Grants of one role add up. Of several roles one must include the others and hold all their schools (a headteacher
    who also teaches a class there); otherwise nothing is granted, never the wider of the two.
    """
    policy = policy or load_policy()
    held: dict[str, set[str | None]] = {}
    for grant in grants:
        held.setdefault(grant.role, set()).add(grant.school)
    if not held.keys() <= policy.roles.keys():
        return None
    return next((role for role in held if _covers(role, held=held, policy=policy)), None)


def _covers(role: str, *, held: dict[str, set[str | None]], policy: Policy) -> bool:
    includes = policy.roles[role].includes | {role}
    return all(other in includes and schools <= held[role] for other, schools in held.items())
