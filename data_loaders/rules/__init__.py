"""What must be true of a row, one module a subject: each rule has a code, a severity and words that say what to do."""

from __future__ import annotations

from data_loaders.rules import (
    attendance,
    codes,
    conversations,
    identity,
    intervals,
    progress,
    published,
    wider_outcomes,
)
from data_loaders.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *intervals.RULES,
    *codes.RULES,
    *progress.RULES,
    *attendance.RULES,
    *conversations.RULES,
    *wider_outcomes.RULES,
    *published.RULES,
)
"""Every rule about rows, in the order in which they are asked."""
