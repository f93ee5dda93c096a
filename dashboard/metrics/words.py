"""Answers in plain words. Every sentence can be read out at a meeting; *clear* always means that the interval leaves
out nought. Among many places the number of false claims is controlled, and how many were compared is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.metrics import (
    words_attainment,
    words_attendance,
    words_conversations,
    words_progress,
    words_rates,
    words_roll,
    words_wider_outcomes,
)
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.small_groups import may_claim, prominence
from dashboard.metrics.telling import Telling, capital, joined, listed, uncapital
from dashboard.metrics.uncertainty import benjamini_hochberg
from dashboard.metrics.words_rates import Phrase
from data_loaders.vocabulary import GROUPS

CHANGES = ("progress_change_same_pupils", "progress_change_year_groups")
PHRASES: Mapping[str, Phrase] = {
    **words_conversations.PHRASES,
    **words_wider_outcomes.PHRASES,
    **words_attendance.PHRASES,
    **words_roll.PHRASES,
    **words_attainment.PHRASES,
}
"""How each rate is said, by metric; the other metrics of progress have words of their own."""
NOUNS = {
    "school": ("school", "schools"),
    "year": ("year group", "year groups"),
    "band": ("key stage", "key stages"),
    "kind": ("kind of club", "kinds of club"),
}
AT = {"school": "at"}
"""What stands before a place's name, where it is not *in*."""
NAMED = 3
"""How many places a sentence names before it counts the rest."""


def sentence(answer: Answer) -> str:
    """The answer in one sentence; one a row where the rows are scales or groups; of terms, the last with a figure;
    of many places, what is clear among them."""
    kind = _kind(answer)
    if kind == "one":
        return row_sentence(answer.rows[0], answer=answer)
    if kind == "term":
        return row_sentence(_latest(answer), answer=answer)
    if kind == "group":
        return " ".join(row_sentence(row, answer=answer) for row in answer.rows)
    if kind == "scale":
        return " ".join(f"{row.label}: {uncapital(row_sentence(row, answer=answer))}" for row in answer.rows)
    return _among(answer) + "." if answer.rows else "No results for this period."


def title(answer: Answer) -> str:
    """The title of a chart: the answer with its figure, no full stop."""
    kind = _kind(answer)
    if kind == "one":
        return capital(_core(Telling(answer.rows[0], answer)))
    if kind == "term":
        row = _latest(answer)
        return f"{capital(_core(Telling(row, answer)))}, {row.label}"
    if kind in {"scale", "group"}:
        label = "{label}: " if kind == "scale" else ""
        told = (label.format(label=row.label) + _core(Telling(row, answer)) for row in answer.rows)
        return capital("; ".join(told))
    return _among(answer) if answer.rows else "No results for this period"


def row_sentence(row: Row, *, answer: Answer) -> str:
    """One row of an answer as a sentence, without its label."""
    told = Telling(row, answer)
    phrase = PHRASES.get(answer.metric)
    return words_rates.row_sentence(told, phrase=phrase) if phrase else words_progress.row_sentence(told)


def group_line(row: Row, *, answer: Answer) -> str:
    """One kind of SEND beside the other pupils, without subject and dates: those stand over the list."""
    told = Telling(row, answer)
    phrase = PHRASES.get(answer.metric)
    return words_rates.group_line(told, phrase=phrase) if phrase else words_progress.group_line(told)


def _core(told: Telling) -> str:
    phrase = PHRASES.get(told.answer.metric)
    return words_rates.core(told, phrase=phrase) if phrase else words_progress.core(told)


def when(answer: Answer) -> str:
    """Over a list of an answer's rows: ``"In mathematics from autumn term 2025 to spring term 2026"``."""
    told = Telling(next((row for row in answer.rows if row.first_period), answer.rows[0]), answer)
    return joined(told.where, told.when)


def headline(answers: Sequence[Answer]) -> tuple[str, ...]:
    """What a page says first: one string a subject and scale, then the standing across scales where it was asked.

    ``answers`` are answers of one row each: the distance, and any of the difference in gains, the changes and the
    share. A side of fewer than ten pupils is never a headline: then it is said that they are few.
    """
    across = [answer for answer in answers if answer.metric == "progress_standing_change"]
    inside = [answer for answer in answers if answer.rows and answer not in across]
    scales = list(dict.fromkeys((answer.subject, answer.scale) for answer in inside))
    told = (_scale_headline([a for a in inside if (a.subject, a.scale) == pair], scales=scales) for pair in scales)
    return (*told, *(sentence(answer) for answer in across))


def _scale_headline(answers: Sequence[Answer], *, scales: list[tuple[str, str]]) -> str:
    first = answers[0]
    several = sum(subject == first.subject for subject, _ in scales) > 1
    shown = [answer for answer in answers if answer.rows[0].value is not None and not _is_small(answer.rows[0])]
    small = [answer for answer in answers if _is_small(answer.rows[0])]
    counted = [answer for answer in small if answer.metric in words_progress.SHARES]
    told = shown or counted[:1] or small[:1] or [first]
    # The subject is named once; what follows is about the same pupils.
    said = [sentence(told[0]), *(sentence(replace(answer, subject="")) for answer in told[1:])]
    if several:
        said[0] = f"{capital(first.scale_words)}: {uncapital(said[0])}"
    return " ".join(said)


def _is_small(row: Row) -> bool:
    return row.value is not None and prominence(row) in {"words", "hollow"}


def _kind(answer: Answer) -> str:
    """What the rows are: ``one`` row about the place itself, or a row a term, scale, group or place."""
    if not answer.rows:
        return "places"
    key = answer.rows[0].key
    if len(answer.rows) == 1 and key in {"", answer.place}:
        return "one"
    if key[:4].isdigit():
        return "term"
    return "group" if key in GROUPS else "scale" if key.startswith("scale:") else "places"


def _latest(answer: Answer) -> Row:
    return next((row for row in reversed(answer.rows) if row.value is not None), answer.rows[-1])


@dataclass(frozen=True, kw_only=True)
class Found:
    """Which of many rows stand: those where the group's figure is clearly higher than others', and clearly lower, of
    ``compared``. Whether higher is better is for the metric's definition to say."""

    higher: tuple[Row, ...]
    lower: tuple[Row, ...]
    compared: int


def clear_rows(rows: Iterable[Row], *, rate: float = 0.05) -> Found:
    """The rows that may be called different when at most ``rate`` of those named may be so by chance. Rows with fewer
    than ten pupils on a side are not compared."""
    compared = [row for row in rows if row.p is not None and prominence(row) in {"low", "normal"}]
    stands = benjamini_hochberg([row.p or 0.0 for row in compared], rate=rate)
    standing = [row for row, stand in zip(compared, stands, strict=True) if stand]
    return Found(
        higher=tuple(row for row in standing if (row.value or 0.0) > 0),
        lower=tuple(row for row in standing if (row.value or 0.0) < 0),
        compared=len(compared),
    )


def _among(answer: Answer) -> str:
    found = clear_rows(answer.rows)
    one, many = NOUNS.get(answer.rows[0].key.partition(":")[0], ("place", "places"))
    if not found.compared:
        two = "pupils on both sides" if answer.metric in PHRASES else "two results"
        enough = "ten pupils on both sides" if any(row.value is not None for row in answer.rows) else two
        return f"None of the {many} has {enough} to compare"
    parts = [f"{words} {_which(rows, compared=found.compared)}" for words, rows in _ways(answer, found=found) if rows]
    if parts:
        tried = f"of {found.compared} {many if found.compared > 1 else one} compared,"
        return joined(tried, listed(parts), _dates(answer))
    what = "change" if answer.metric in _CHANGES else "difference"
    tried = f"any of the {found.compared} {many} compared" if found.compared > 1 else f"the one {one} with enough in it"
    return f"{joined(f'no clear {what} in {tried}', _dates(answer))}{_by_themselves(answer.rows)}"


def _by_themselves(rows: Iterable[Row]) -> str:
    """Why a row whose own interval excludes nought is not named, among rows of which none stands."""
    alone = [row.label for row in rows if may_claim(row)]
    if not alone:
        return ""
    which = listed(alone) if len(alone) <= NAMED else f"{len(alone)} of them"
    return f"; looked at alone, {which} would show one, as one in twenty does by chance"


def _dates(answer: Answer) -> str:
    """Between which dates, and whether the pupils are the same: a change of the gap never goes without."""
    row = next((row for row in answer.rows if row.first_period), None)
    if answer.metric not in CHANGES or row is None:
        return ""
    return f"{Telling(row, answer).when}, {words_progress.WHO[answer.metric]}"


def _which(rows: Sequence[Row], *, compared: int) -> str:
    """``"at Birch Lane Primary"``, ``"in Year 4 and Year 6"``; of more than three their number, ``"in all 5"``."""
    at = AT.get(rows[0].key.partition(":")[0], "in")
    if len(rows) <= NAMED:
        return f"{at} {listed([row.label for row in rows])}"
    return f"{at} {'all ' if len(rows) == compared else ''}{len(rows)}"


def _ways(answer: Answer, *, found: Found) -> list[tuple[str, Sequence[Row]]]:
    """What is said of the rows that stand, each way with its rows; the group is named once."""
    if answer.metric in CHANGES:
        rows = (*found.higher, *found.lower)
        return [(words, [row for row in rows if words_progress.movement(row) == way]) for way, words in _MOVED.items()]
    higher, lower, after = _two_ways(answer)
    told = [(higher, found.higher), (after if found.higher else lower, found.lower)]
    standing = [(words, rows) for words, rows in told if rows]
    return [(f"{answer.group_words} {words}" if at == 0 else words, rows) for at, (words, rows) in enumerate(standing)]


def _two_ways(answer: Answer) -> tuple[str, str, str]:
    phrase = PHRASES.get(answer.metric)
    if phrase:
        return words_rates.two_ways(Telling(answer.rows[0], answer), phrase=phrase)
    higher, lower, after = (each.format(others=answer.other_words) for each in words_progress.TWO_WAYS[answer.metric])
    return higher, lower, after


_CHANGES = (*CHANGES, "progress_gain", "progress_gain_per_term", "progress_gain_ratio", "progress_gain_sub_levels",
            "progress_standing_change")  # fmt: skip
_MOVED = {"narrowed": "the gap narrowed", "widened": "the gap widened", "crossed": "the two groups changed places"}
