"""The roles as data: ``policy.toml`` read strictly, and in which roles an account may act."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, PositiveInt, model_validator

from dashboard.access.scope import Level, Names

_FILE = Path(__file__).with_name("policy.toml")
_STRICT = ConfigDict(extra="forbid", frozen=True)
_IDLE_WITH_PUPILS = 20
_NEARLY_OVER = timedelta(days=60)


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
    presents: bool = False
    trust_total: bool = False
    exports: Literal["nothing", "figures", "pupils"] = "nothing"
    released: bool = False
    checks: bool = False
    brings_in: bool = False
    subject_access: bool = False
    approves_erasure: bool = False
    includes: frozenset[str] = frozenset()
    never_with: frozenset[str] = frozenset()
    second_factor: bool = False
    yearly: bool = False
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
            "a role that sees pupils needs a second factor": sees_pupils and not self.second_factor,
            "a role of releases reads nothing else": self.released and self.reads != "nothing",
            "only labels can be revealed": self.reveals and self.names is not Names.LABELS,
            "a role that sees pupils is idle 20 minutes at most": sees_pupils and self.idle_minutes > _IDLE_WITH_PUPILS,
        }
        for reason, holds in wrong.items():
            if holds:
                raise ValueError(f"{self.title}: {reason}")
        return self


class Volume(BaseModel):
    """How much one account may ask for, and what counts as unusual; the reasons stand in ``policy.toml``."""

    model_config = _STRICT

    burst: PositiveInt
    requests_a_second: PositiveInt
    pupils_alert: PositiveInt
    pupils_stop: PositiveInt
    over_usual: PositiveInt
    refusals_alert: PositiveInt
    night_from: PositiveInt
    night_to: PositiveInt


class Policy(BaseModel):
    """Every role, the purposes for which names may be revealed, and how long a session and a reveal last."""

    model_config = _STRICT

    absolute_hours: PositiveInt
    parallel_sessions: PositiveInt
    reveal_minutes: PositiveInt
    reason_length: PositiveInt
    export_rows: PositiveInt
    confirm_minutes: PositiveInt
    invitation_hours: PositiveInt
    year_ends: str
    presenting_minutes: PositiveInt
    volume: Volume
    purposes: dict[str, str]
    roles: dict[str, Role]

    @model_validator(mode="after")
    def _knows_its_roles(self) -> Self:
        for code, role in self.roles.items():
            unknown = (role.includes | role.never_with) - self.roles.keys()
            if unknown:
                raise ValueError(f"{code} names roles that are not there: {', '.join(sorted(unknown))}")
        date.fromisoformat(f"2001-{self.year_ends}")
        return self

    def year_end(self, day: date) -> date:
        """The first day no longer of a day's governors' year; of the next one, where that is nearly over."""
        this, following = (
            date.fromisoformat(f"{year}-{self.year_ends}") + timedelta(days=1) for year in (day.year, day.year + 1)
        )
        return this if this - day >= _NEARLY_OVER else following

    @property
    def pages(self) -> frozenset[str]:
        """Every page that any role opens."""
        return frozenset(page for role in self.roles.values() for page in role.pages)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role held now: for a school, or for the trust where ``school`` is None; who gave it, why, and its days."""

    role: str
    school: str | None = None
    staff_code: str | None = None
    grant_id: int = field(default=0, compare=False)
    from_date: date | None = field(default=None, compare=False)
    to_date: date | None = field(default=None, compare=False)
    granted_by: str = field(default="", compare=False)
    why: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Acting:
    """A role in which somebody may act, with the grants that add up to it."""

    role: str
    grants: tuple[Grant, ...]


@functools.cache
def load_policy(path: Path = _FILE) -> Policy:
    """Read the policy. Raises ``pydantic.ValidationError`` on an unknown key, role, level or page."""
    return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def ways_to_act(grants: Iterable[Grant], *, policy: Policy | None = None) -> tuple[Acting, ...]:
    """The roles in which somebody with these grants may act, one at a time; none where two may never meet.

    Grants of one role add up, and so do those of a role that it includes, at its own schools (a headteacher who also
    teaches a class there). Everything else is held apart: a governor who is also staff acts as one or as the other,
    never as both together.
    """
    policy, held = policy or load_policy(), tuple(grants)
    if not {grant.role for grant in held} <= policy.roles.keys() or never_together(held, policy=policy):
        return ()
    roles = dict.fromkeys(grant.role for grant in held)
    ways = [Acting(role=role, grants=_adding_up(role, held=held, policy=policy)) for role in roles]
    return tuple(way for way in ways if not any(set(way.grants) < set(other.grants) for other in ways))


def never_together(grants: Iterable[Grant], *, policy: Policy | None = None) -> frozenset[str]:
    """The roles among these grants that nobody may hold beside another of them."""
    policy = policy or load_policy()
    held = {grant.role for grant in grants} & policy.roles.keys()
    pairs = [{role, other} for role in held for other in policy.roles[role].never_with & held]
    return frozenset().union(*pairs)


def _adding_up(role: str, *, held: tuple[Grant, ...], policy: Policy) -> tuple[Grant, ...]:
    schools, includes = {grant.school for grant in held if grant.role == role}, policy.roles[role].includes
    return tuple(
        grant for grant in held if grant.role == role or (grant.role in includes and grant.school in schools)
    )  # fmt: skip
