"""National tests and examinations in words: how each metric is said."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics import numbers
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.telling import Telling
from dashboard.metrics.words_rates import Phrase

SAME_START = "pupils in England with the same results at key stage 2"
AVERAGE = "average"


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


def progress_8_band(row: Row) -> str:
    """The department's word for a Progress 8 whose interval lies on one side of nought or holds it: ``well below
    average``; ``""`` for fewer than ten pupils, or without a figure."""
    if row.value is None or row.low is None or row.high is None or prominence(row) not in {"low", "normal"}:
        return ""
    if row.low <= 0 <= row.high:
        return AVERAGE
    well = "well " if abs(row.value) >= metric("progress_8").parameters["well_from"] else ""
    return f"{well}{'above' if row.value > 0 else 'below'} average"


def band_words(answer: Answer) -> str:
    """What the department's bands would call a Progress 8, and that they are made for all pupils of a school; ``""``
    where there is no band."""
    band = progress_8_band(answer.rows[0])
    if not band:
        return ""
    score = numbers.number(answer.rows[0].value or 0.0, decimals=answer.decimals, sign=True)
    why = ", as its interval holds nought" if band == AVERAGE else ""
    return (
        f"By the department's bands the Progress 8 of {answer.group_words} here, {score}, would be called {band}{why}. "
        "The school's own band is of all its Year 11 pupils. In February 2026 the department proposed to stop drawing "
        "the bands by intervals."
    )


TWO_WAYS: Mapping[str, tuple[str, str, str]] = {
    "attainment_8": ("are above {others} in Attainment 8", "are below {others} in Attainment 8", "below"),
    "progress_8": (f"are above {SAME_START}", f"are below {SAME_START}", "below"),
}
"""What is said of a place where the group does better, of one where it does worse, and of that one after the first."""
