"""What a gap in the records costs, in words a school office understands."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.numbers import count

_FIELDS: dict[str, tuple[str, str, str]] = {
    "upn": ("UPN", "{n} have no UPN", "a file that knows pupils by UPN alone passes them over"),
    "date_of_birth": (
        "Date of birth",
        "{n} have no date of birth",
        "a file with names and no UPN cannot be matched to them for certain",
    ),
    "sex": ("Sex", "{n} have no sex recorded", "no table by sex can place them"),
    "classed": (
        "Registration class",
        "{n} are in no class",
        "they are on no class page, and no class teacher sees them",
    ),
    "provision": (
        "SEN provision",
        "{n} have no SEN provision recorded, not even “none”",
        "they count neither with SEND pupils nor with other pupils",
    ),
    "need": ("Type of need", "{n} have no type of need", "no table by need can place them"),
    "sessions": ("Sessions", "{n} have no session this term", "they are in no absence rate"),
    "talked": (
        "Conversation",
        "{n} of the AfA group have no conversation recorded this term",
        "they count as not offered one",
    ),
}
"""By field: what the column is called, what is so of the pupils without it, and what follows."""
_LOST = {
    "no_result": "{n} without a {term} result",
    "other_scale": "{n} assessed on another scale",
    "joined_after": "{n} who joined after the first result",
    "no_first": "{n} without an earlier result to compare with",
    "unknown": "{n} whose SEN provision is not known",
}
_NONE = "Nothing."
_ALONE = (
    ("they are", "the pupil is"),
    ("they count", "the pupil counts"),
    ("sees them", "sees the pupil"),
    ("passes them", "passes the pupil"),
    ("to them", "to the pupil"),
    ("place them", "place the pupil"),
)
"""What is said of several pupils, and of one."""


def cost_of(field: str, *, lacking: int) -> tuple[str, str]:
    """What a field is called, and what it costs that so many lack it."""
    if field == "lead":
        words = "Until it is recorded who leads, the school is in no comparison by lead."
        return "Who leads", words if lacking else _NONE
    if field == "dates":
        words = "England's usual dates stand in: weeks and half terms may be a week out."
        return "Dates of this term", words if lacking else _NONE
    if field == "weeks":
        words = f"{count(lacking)} {'week is' if lacking == 1 else 'weeks are'} not in the absence rates."
        return "Weeks of registers", words if lacking else _NONE
    about, so, follows = _FIELDS[field]
    said = so.format(n=count(lacking, words="pupils"))
    said = said.replace("pupil have", "pupil has").replace("pupil are", "pupil is") if lacking == 1 else said
    return about, f"{said}: {_alone(follows) if lacking == 1 else follows}." if lacking else _NONE


def _alone(words: str) -> str:
    """What follows for one pupil: ``they are in no absence rate`` → ``the pupil is in no absence rate``."""
    for many, one in _ALONE:
        words = words.replace(many, one)
    return words


def results_cost(lost: Mapping[str, int], *, term: str) -> str:
    """``44 pupils cannot be counted in the gap: 40 without a spring term 2026 result, 4 assessed on another scale.``

    ``lost`` is by state how many pupils are in no gap.
    """
    if not lost:
        return _NONE
    said = ", ".join(_LOST[state].format(n=count(lost[state]), term=term) for state in _LOST if lost.get(state))
    return f"{count(sum(lost.values()), words='pupils')} cannot be counted in the gap: {said}."


def no_results(term: str) -> str:
    """Where a school has sent no result of a term."""
    return f"No result of the {term} has come: there is no gap to show."
