"""Progress in words. *Gap* is the distance between two groups on one date; *narrowed* and *widened* are its change,
with both dates and whether the pupils are the same; gains are *gained more* or *less*. Claims need an interval that
leaves out nought and ten pupils on each side; otherwise it is *no clear difference* or *no clear change*."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.metrics import numbers, words_attainment
from dashboard.metrics.answer import Row
from dashboard.metrics.small_groups import HOLLOW_TO, prominence
from dashboard.metrics.telling import Telling, capital, joined
from dashboard.metrics.words_counts import size_words

SAME = "for the same pupils"
DIFFERENT = "for different pupils, this year's and last year's"
EXPECTED = "made at least the expected gain"
MATCHING = "made at least the average gain of all pupils of their phase"
ALIKE = "who began alike"
SHARES = {
    "progress_share_at_expected": EXPECTED,
    "progress_share_matching_all": MATCHING,
    "progress_band_expected": "are in the expected band or above",
    "progress_band_up": "ended in a higher band than they began",
    "progress_band_kept": "kept pace in the band in which they began",
    "progress_band_down": "ended in a lower band than they began",
}
"""What is counted of pupils, by the metric that says the share of whom."""


def _gap(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    if told.claims:
        more = "more" if row.value > 0 else "less"
        return f"{told.group} gained {told.amount(row.value)} {more} than {told.others}"
    return f"no clear difference in progress between {told.group} and {told.others}"


def _gain(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    if told.claims:
        return f"{told.group} {'gained' if row.value > 0 else 'fell by'} {told.amount(row.value)} on average"
    return f"no clear change in the average result of {told.group}"


def _everyone(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    if told.claims:
        return f"all pupils {'gained' if row.value > 0 else 'fell by'} {told.amount(row.value)} on average"
    return "no clear change in the average result of all pupils"


def _distance(told: Telling) -> str:
    assert told.row.value is not None
    if told.claims:
        side = "above" if told.row.value > 0 else "below"
        return f"{told.group} are {told.amount(told.row.value)} {side} {told.others}"
    return f"no clear difference between {told.group} and {told.others}"


def _effect_size(told: Telling) -> str:
    if told.claims:
        return f"{told.group} are {told.side(told.row.value or 0.0)} {told.others}"
    return f"no clear difference between {told.group} and {told.others} beside how far pupils lie apart"


def _size(told: Telling) -> str:
    """A claim has its figure and is set beside the pupils' own spread; what is not clear is only told."""
    value = told.row.value or 0.0
    return size_words(value) if told.claims else numbers.points(value, unit=told.unit, decimals=2, sign=True)


def _share(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    what = SHARES[told.answer.metric]
    if told.claims:
        return f"{told.group} {what} {'more' if row.value > 0 else 'less'} often than {told.others}"
    return f"no clear difference in how often {told.group} and {told.others} {what}"


def _added(told: Telling) -> str:
    assert told.row.value is not None
    if told.claims:
        side = "above" if told.row.value > 0 else "below"
        return f"{told.group} ended {told.amount(told.row.value)} {side} {told.others} {ALIKE}"
    return f"no clear difference in where {told.group} and {told.others} {ALIKE} ended"


def _standing(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    if told.claims:
        return f"{told.group} moved {'up' if row.value > 0 else 'down'} among their year group in the trust"
    return f"no clear change in where {told.group} stand among their year group in the trust"


def movement(row: Row) -> str:
    """``narrowed``, ``widened`` or ``crossed`` (the group was on one side of the others and is on the other), judged
    by the distances at both dates; whether it may be said is for ``may_claim``."""
    now, before = row.group_value, row.other_value
    assert now is not None
    assert before is not None
    if now * before < 0:
        return "crossed"
    return "narrowed" if abs(now) < abs(before) else "widened"


def _change(told: Telling) -> str:
    row = told.row
    assert row.value is not None
    if not told.claims:
        return f"no clear change in the gap between {told.group} and {told.others}"
    if movement(row) == "crossed":
        now, before = row.group_value or 0.0, row.other_value or 0.0
        return f"{told.group} went from {told.side(before)} to {told.side(now)} {told.others}"
    return f"the gap between {told.group} and {told.others} {movement(row)} by {told.amount(row.value)}"


def _two_means(told: Telling, *, sign: bool) -> str:
    one, two = told.row.group_value, told.row.other_value
    if one is None or two is None:
        return ""
    first = numbers.points(one, unit=told.unit, decimals=told.answer.decimals, sign=sign)
    return f"on average {first} against {told.number(two, sign=sign)}{_rounded(told)}"


def _two_shares(told: Telling) -> str:
    one, two = told.row.group_value, told.row.other_value
    assert one is not None
    assert two is not None
    apart = f", {told.amount(told.row.value or 0.0)} apart" if told.claims else ""
    return f"{numbers.percentage(one)} against {numbers.percentage(two)}{_rounded(told)}{apart}"


def _rounded(told: Telling) -> str:
    return " (both rounded)" if told.is_rounded else ""


def _two_dates(told: Telling) -> str:
    now, before = told.row.group_value, told.row.other_value
    if now is None or before is None or (told.claims and movement(told.row) == "crossed"):
        return ""
    ends = [told.side(end).removesuffix(" with") for end in (before, now)]
    return f"{ends[0]} before, {ends[1]} after"


def _moved(told: Telling) -> str:
    return _on_average(told) + _not_covered(told, why="are in year groups too small to stand in")


def _beside_starts(told: Telling) -> str:
    one, two = told.row.group_value, told.row.other_value
    assert one is not None
    assert two is not None
    sides = f"{told.number(one, sign=True)} against {told.number(two, sign=True)} beside all who began alike"
    return sides + _not_covered(told, why="have too few to be held against")


def _not_covered(told: Telling, *, why: str) -> str:
    covered, of = int(told.row.numerator or 0), int(told.row.denominator or 0)
    return f"; {of - covered} of {of} {why}" if covered < of else ""


def _on_average(told: Telling) -> str:
    return (
        f"{numbers.points(told.row.value or 0.0, unit=told.unit, decimals=told.answer.decimals, sign=True)} on average"
    )


Tell = Callable[[Telling], str]
_CORE: dict[str, Tell] = {
    "progress_gap": _gap,
    "progress_gain": _gain,
    "progress_gain_per_term": _gain,
    "progress_gain_ratio": _gain,
    "progress_gain_sub_levels": _gain,
    "progress_gain_everyone": _everyone,
    "progress_distance": _distance,
    "progress_effect_size": _effect_size,
    **dict.fromkeys(SHARES, _share),
    "progress_value_added": _added,
    "progress_standing_change": _standing,
    "progress_change_same_pupils": _change,
    "progress_change_year_groups": _change,
    "attainment_8": words_attainment.attainment_8,
    "progress_8": words_attainment.progress_8,
}
_DETAIL: dict[str, Tell] = {
    "progress_gap": lambda told: _two_means(told, sign=True),
    "progress_gain": lambda told: "" if told.claims else _on_average(told),
    "progress_gain_per_term": lambda told: "" if told.claims else _on_average(told),
    "progress_gain_ratio": lambda told: "" if told.claims else _on_average(told),
    "progress_gain_sub_levels": lambda told: "" if told.claims else _on_average(told),
    "progress_gain_everyone": lambda told: "" if told.claims else _on_average(told),
    "progress_distance": lambda told: _two_means(told, sign=False),
    "progress_effect_size": _size,
    **dict.fromkeys(SHARES, _two_shares),
    "progress_value_added": _beside_starts,
    "progress_standing_change": _moved,
    "progress_change_same_pupils": _two_dates,
    "progress_change_year_groups": _two_dates,
    "attainment_8": lambda told: _two_means(told, sign=False),
    "progress_8": words_attainment.score,
}
_FIGURED = frozenset(
    name
    for name in _CORE
    if name.startswith(("progress_gap", "progress_gain", "progress_distance", "attainment_8", "progress_8"))
)
"""Metrics whose claim already holds its figure."""
GAINS = ("progress_gap", "progress_gain", "progress_gain_per_term", "progress_gain_ratio", "progress_gain_sub_levels",
         "progress_value_added")  # fmt: skip
"""Metrics whose two sides are gains: shown with their sign."""
WHO = {"progress_change_same_pupils": SAME, "progress_change_year_groups": DIFFERENT}
"""Whether the pupils of a change are the same."""
TWO_WAYS: dict[str, tuple[str, str, str]] = {
    "progress_gap": ("gained more than {others}", "gained less than {others}", "less"),
    "progress_gain": ("gained on average", "fell back on average", "fell back"),
    "progress_gain_per_term": ("gained on average", "fell back on average", "fell back"),
    "progress_gain_ratio": ("gained on average", "fell back on average", "fell back"),
    "progress_gain_sub_levels": ("gained on average", "fell back on average", "fell back"),
    "progress_gain_everyone": ("gained on average", "fell back on average", "fell back"),
    "progress_distance": ("are above {others}", "are below {others}", "below"),
    "progress_effect_size": ("are above {others}", "are below {others}", "below"),
    **{
        name: (f"{what} more often than {{others}}", f"{what} less often than {{others}}", "less often")
        for name, what in SHARES.items()
    },
    "progress_value_added": (f"ended above {{others}} {ALIKE}", f"ended below {{others}} {ALIKE}", "below"),
    "progress_standing_change": ("moved up among their year group", "moved down among their year group", "down"),
    **words_attainment.TWO_WAYS,
}  # fmt: skip
"""What is said of a place where the group does better, of one where it does worse, and of that one after the first."""


def core(told: Telling) -> str:
    """The finding in few words, with its figure: what a chart's title says."""
    if told.row.value is None:
        return told.row.reason
    few = _counted(told) or told.too_few()
    if few:
        return few
    found = _CORE[told.answer.metric](told)
    if told.answer.metric in WHO:  # a change of the gap never goes without its dates and its pupils
        return " ".join(part for part in (found, told.when, WHO[told.answer.metric]) if part)
    detail = "" if told.claims and told.answer.metric in _FIGURED else _DETAIL[told.answer.metric](told)
    return f"{found}: {detail}" if detail else found


def _counted(told: Telling) -> str:
    """Nine pupils or fewer are counted in words: *3 of 4 SEND pupils made at least the expected gain*."""
    row = told.row
    what = SHARES.get(told.answer.metric)
    if what is None or row.n > HOLLOW_TO or row.numerator is None:
        return ""
    return f"{numbers.of(int(row.numerator), row.n)} {told.group} {what}"


def group_line(told: Telling) -> str:
    """What is said of one kind of SEND beside the other pupils, in a list whose heading names subject and dates."""
    if told.row.value is None:
        return f"no figure, {told.row.reason}."
    if told.too_few():
        return f"{told.too_few()}."
    finding = _gap(told).removeprefix(f"{told.group} ") if told.claims else f"no clear difference from {told.others}"
    caution = f" {capital(told.few())}: read with care." if prominence(told.row) == "low" else ""
    return f"{finding}, {_two_means(told, sign=True)} ({numbers.count(told.row.n, words='pupils')}).{caution}"


def row_sentence(told: Telling) -> str:
    """The row as a sentence for a meeting: where, what, when, with the figures of both sides and a caution."""
    row, metric = told.row, told.answer.metric
    if row.value is None:
        return joined("no figure", told.where, told.when) + f": {row.reason}."
    if _counted(told):
        return joined(told.where, _counted(told), told.when) + "."
    if told.too_few():
        return capital(": ".join(part for part in (joined(told.where, told.when), told.too_few()) if part)) + "."
    there = "" if told.claims else "there is"
    found = joined(told.where, there, _CORE[metric](told), told.when, WHO.get(metric, ""))
    detail = _DETAIL[metric](told)
    caution = f" {capital(told.few())}: read with care." if prominence(row) == "low" else ""
    return found + (f": {detail}." if detail else ".") + caution
