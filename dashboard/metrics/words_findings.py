"""What *Where to look* says of a finding, without its place: sentences that can be read out at a meeting."""

from __future__ import annotations

from dataclasses import replace

from dashboard.metrics.findings import Finding, Tried
from dashboard.metrics.numbers import count, percentage, period_words
from dashboard.metrics.registry import metric
from dashboard.metrics.telling import Telling, capital, listed, subject_words, uncapital
from dashboard.metrics.words import PHRASES, title

CHANGE = "_change"
GAP_CHANGE = "_gap_change"
"""How the change of a difference is called, after the difference itself."""


def finding_words(finding: Finding) -> str:
    """The surest comparison with its figures, in one sentence or two; of results the subject, and in which others the
    same was found."""
    first = finding.first
    if first.answer.metric.endswith(GAP_CHANGE):
        return _moved(first)
    if first.there:
        return _share_beside(first) if first.row.n_other is None else _gap_beside(first)
    where = f" in {subject_words(first.answer.subject)}" if first.answer.subject else ""
    subjects = dict.fromkeys(each.answer.subject for each in finding.also if each.answer.subject)
    others = [subject_words(subject) for subject in subjects if subject != first.answer.subject]
    same = f"; the same is found in {listed(others)}" if others else ""
    return f"{title(first.answer)}{_dates(first)}{where}{same}."


def tried_words(tried: Tried) -> str:
    """One comparison on the page of its place, right after the sentence with the place's own figure: what that does not
    say."""
    if tried.answer.metric.endswith(GAP_CHANGE):
        return f"That is {_since(tried)}; set against the change among other pupils, {_against(tried)}."
    if tried.row.n_other is None and tried.there:
        return _there(tried)
    apart = tried.row.value or 0.0
    way = "greater" if apart > 0 else "smaller"
    what = uncapital(metric(tried.answer.metric).name)
    return f"The {what} is {Telling(tried.row, tried.answer).amount(apart)} {way} than in {tried.beside}."


def _moved(tried: Tried) -> str:
    """``"67.9% of SEND pupils came to a club in spring term 2026, up from 19.6% …"``: the group's own share, then how
    far it moved against other pupils: the two do not add up, for others moved as well."""
    row = tried.row
    phrase = PHRASES[tried.answer.metric.removesuffix(CHANGE)]
    said = phrase.share.format(value=percentage(row.group_value or 0.0), group=Telling(row, tried.answer).group)
    return (
        f"{capital(said)} in {period_words(row.last_period)}, {_since(tried)}. "
        f"Set against the change among other pupils, that is {_against(tried)}."
    )


def _since(tried: Tried) -> str:
    """``"up from 19.6% in spring term 2024"``, of the group's own share."""
    row = tried.row
    now, before = row.group_value or 0.0, row.other_value or 0.0
    alike = percentage(now) == percentage(before)
    way = "unchanged from" if alike else "up from" if now > before else "down from"
    return f"{way} {percentage(before)} in {period_words(row.first_period)}"


def _against(tried: Tried) -> str:
    """``"a rise of 47.7 percentage points"``, of the difference from other pupils."""
    moved = tried.row.value or 0.0
    return f"a {'rise' if moved > 0 else 'fall'} of {Telling(tried.row, tried.answer).amount(moved)}"


def _share_beside(tried: Tried) -> str:
    """``"45.8% of 48 pupils in the AfA group had …; in the trust's other secondary schools 70.3% of 327."``"""
    own = tried.own
    assert own is not None
    counted = replace(tried.answer, rows=(own,), group_words=count(own.n, words=tried.answer.group_words))
    return f"{title(counted)}. {_there(tried)}"


def _there(tried: Tried) -> str:
    there = tried.there
    assert there is not None
    return f"In {tried.beside} it is {percentage(there.value or 0.0)} of {count(there.n)}."


def _gap_beside(tried: Tried) -> str:
    """How the group stands to other pupils at the place; then how it does elsewhere."""
    own, there = tried.own, tried.there
    assert own is not None
    assert there is not None
    told = Telling(there, tried.answer)
    said = title(replace(tried.answer, rows=(own,)))
    return f"{said}. In {tried.beside} {told.group} are {told.side(there.value or 0.0)} other pupils."


def _dates(tried: Tried) -> str:
    """Between which terms a rate has changed: a change of the gap says it already."""
    row = tried.row
    changed = row.first_period and row.first_period != row.last_period and not tried.answer.subject
    return f", {Telling(row, tried.answer).when}" if changed else ""
