"""National tests and examinations in words: how each metric is said."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics import numbers
from dashboard.metrics.telling import Telling
from dashboard.metrics.words_rates import Phrase

SAME_START = "pupils in England with the same results at key stage 2"


def _share(did: str) -> Phrase:
    """A share of pupils who reached something: ``reached the expected standard in phonics``."""
    return Phrase(
        share=f"{{value}} of {{group}} {did}", counted=f"{{k}} of {{n}} {{group}} {did}", fewer="less than {others}",
        higher=f"{did} more often than {{others}}", lower=f"{did} less often than {{others}}",
    )  # fmt: skip


PHRASES: Mapping[str, Phrase] = {
    "good_development": _share("reached a good level of development"),
    "phonics_expected": _share("reached the expected standard in phonics"),
    "multiplication_full": _share("had full marks in the multiplication check"),
    "rwm_expected": _share("reached the expected standard in reading, writing and maths"),
    "rwm_higher": _share("reached the higher standard in reading, writing and maths"),
}
"""How the shares are said; the two averages of key stage 4 are said below."""


def attainment_8(told: Telling) -> str:
    """``Attainment 8 of SEND pupils is 15.3 points below that of other pupils``."""
    value = told.row.value or 0.0
    if told.claims:
        side = "above" if value > 0 else "below"
        return f"Attainment 8 of {told.group} is {told.amount(value)} {side} that of {told.others}"
    return f"no clear difference in Attainment 8 between {told.group} and {told.others}"


def progress_8(told: Telling) -> str:
    """``SEND pupils are 0.45 grades a subject below pupils in England with the same results at key stage 2``."""
    value = told.row.value or 0.0
    if told.claims:
        side = "above" if value > 0 else "below"
        return f"{told.group} are {told.amount(value)} a subject {side} {SAME_START}"
    return f"no clear difference between {told.group} and {SAME_START}"


def score(told: Telling) -> str:
    """``Progress 8 −0.45``, where it has not been said as a difference."""
    return "" if told.claims else f"Progress 8 {numbers.number(told.row.value or 0.0, decimals=2, sign=True)}"


TWO_WAYS: Mapping[str, tuple[str, str, str]] = {
    "attainment_8": ("are above {others} in Attainment 8", "are below {others} in Attainment 8", "below"),
    "progress_8": (f"are above {SAME_START}", f"are below {SAME_START}", "below"),
}
"""What is said of a place where the group does better, of one where it does worse, and of that one after the first."""
