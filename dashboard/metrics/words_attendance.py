"""Attendance in words: how each metric is said. Never *better* or *worse*: more, less, and which sessions."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.words_rates import Phrase


def _sessions(missed: str) -> Phrase:
    """A rate of sessions: ``missed``."""
    return Phrase(
        share=f"{{group}} {missed.format(value='{value}')}",
        counted=f"{{pupils}} {missed.format(value='{k}').replace('of sessions', 'of {n} sessions')} between them",
        higher=f"{missed.format(value='more')} than {{others}}".replace("more of sessions", "more sessions"),
        lower=f"{missed.format(value='fewer')} than {{others}}".replace("fewer of sessions", "fewer sessions"),
        after="fewer",
    )  # fmt: skip


def _pupils(were: str) -> Phrase:
    """A share of pupils: ``persistently absent``."""
    return Phrase(
        share=f"{{value}} of {{group}} were {were}",
        counted=f"{{k}} of {{n}} {{group}} were {were}",
        more="more than {others}", fewer="less than {others}",
        higher=f"were {were} more often than {{others}}", lower=f"were {were} less often than {{others}}",
    )  # fmt: skip


_ON_TIME = Phrase(
    share="{group} were on time for {value} of their arrivals", counted="{pupils}: on time {k} of {n} times",
    fewer="less than {others}",
    higher="were on time more often than {others}", lower="were on time less often than {others}",
)  # fmt: skip
PHRASES: Mapping[str, Phrase] = {
    "overall_absence": _sessions("missed {value} of sessions"),
    "absence_gap": _sessions("missed {value} of sessions"),
    "authorised_absence": _sessions("missed {value} of sessions with a reason the school accepted"),
    "unauthorised_absence": _sessions("missed {value} of sessions without a reason the school accepted"),
    "absence_by_reason": _sessions("missed {value} of sessions for this reason"),
    "late_marks": _sessions("were late to {value} of sessions"),
    "punctuality": _ON_TIME,
    "punctuality_gap": _ON_TIME,
    "absence_change": Phrase(
        share="", counted="{pupils}, too few to speak of a change", rose="the absence of {group} rose",
        fell="the absence of {group} fell", unmoved="no clear change in the absence of {group}",
    ),
    "absence_change_same_pupils": Phrase(
        share="", counted="{pupils}, too few to speak of a change", rose="the absence of the same {group} rose",
        fell="the absence of the same {group} fell", unmoved="no clear change in the absence of the same {group}",
    ),
    "absence_gap_change": Phrase(
        share="", counted="{pupils}, too few to speak of a change",
        rose="{group} missed more sessions, measured against other pupils,",
        fell="{group} missed fewer sessions, measured against other pupils,",
        unmoved="no clear change in the absence of {group} against other pupils",
    ),
    "persistent_absence_gap_change": Phrase(
        share="", counted="{k} of {n} {group} were persistently absent",
        rose="more {group} were persistently absent, measured against other pupils,",
        fell="fewer {group} were persistently absent, measured against other pupils,",
        unmoved="no clear change in the persistent absence of {group} against other pupils",
    ),
    "persistent_absence": _pupils("persistently absent"),
    "persistent_absence_pupils": _pupils("persistently absent"),
    "persistent_absence_gap": _pupils("persistently absent"),
    "severe_absence": _pupils("severely absent"),
    "severe_absence_gap": _pupils("severely absent"),
    "persistent_absence_change": Phrase(
        share="", counted="{k} of {n} {group} were persistently absent", rose="persistent absence of {group} rose",
        fell="persistent absence of {group} fell", unmoved="no clear change in the persistent absence of {group}",
    ),
    "absence_distribution": Phrase(
        share="{value} of {group} are in this band", counted="{k} of {n} {group} are in this band"
    ),
}  # fmt: skip
