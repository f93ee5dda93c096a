"""Progress inside a class: the pupils as marks among their classmates and in words, never a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import chart_card, graph, group_key
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.figures.strip import strip
from dashboard.metrics.marks import PupilMark
from dashboard.metrics.numbers import count, of, period_words
from dashboard.metrics.telling import listed, subject_title
from dashboard.metrics.words_counts import without_words
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.progress import wording
from dashboard.pages.progress.school_pupils import moved_words, pupil_table
from dashboard.queries.pupils import RollRow
from dashboard.reporting import pupils
from dashboard.reporting.places import class_words as class_words_of
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEND_CODES


def page(view: View) -> Drawn:
    """The page of a class: registration or teaching."""
    rows = pupils.class_roll(view)
    shown = frozenset(row.pupil_id for row in rows)
    if not rows:
        body: list[Component] = [notice("Nobody is in this class now", words="The class list of the school is empty.")]
        return wording.drawn(view, body=body)
    return wording.drawn(view, body=_body(view, rows=rows), pupil_ids=shown)


def _body(view: View, *, rows: list[RollRow]) -> list[Component]:
    said = sentence(class_words(view, rows=rows))
    links = [*pieces.name_links(view), *_other_classes(view)]
    table = pupil_table(view, rows=rows, title="The pupils of the class, SEND pupils first")
    return [said, *links, *([] if view.in_bands else [_strip_card(view, rows=rows)]), table]


def _other_classes(view: View) -> list[Component]:
    """For a teacher of several classes: the way to the others."""
    here = view.place.school_class
    if view.ask.scope.classes is None or here is None:
        return []
    others = [each for each in pupils.classes_in_scope(view) if each.class_id != here.class_id]
    links = [
        dcc.Link(class_words_of(each), href=view.ask.path + view.selection.query_at(f"class:{each.token}"))
        for each in others
    ]
    parts = [part for link in links for part in (link, " ")]
    return [html.P(["Your other classes: ", *parts], className="toolbar no-print")] if links else []


def class_words(view: View, *, rows: Sequence[RollRow]) -> list[str]:
    """What can truly be said of a handful of pupils: how many kept pace, how many have no result. No average."""
    send = [row for row in rows if pupils.counted_as(row) in SEND_CODES]
    subject = subject_title(view.selection.subject) if view.selection.subject else "This class"
    if not send:
        return [f"No pupil in this class is a SEND pupil; it has {count(len(rows), words='pupils')}."]
    size = f"The class has {count(len(send), words='SEND pupils')} among {count(len(rows), words='pupils')}."
    if not view.scales:
        period = view.selection.period
        return [f"No results for {period_words(period)} yet." if period else "No results have been supplied.", size]
    matched = [row for row in send if row.state == "matched"]
    without = without_words(row.state for row in send if row.state != "matched")
    told = _gained(view, matched=matched) if matched else "no SEND pupil here has two results to compare"
    return [
        f"{subject}: {'; '.join(part for part in (told, without) if part)}.",
        size,
    ]


def _gained(view: View, *, matched: Sequence[RollRow]) -> str:
    if view.in_bands:
        return _moved(matched)
    scale = view.ask.scales.get(view.selection.scale)
    expected = scale.expected_gain if scale else None
    gains = [(row.last_value or 0.0) - (row.first_value or 0.0) for row in matched]
    if expected is None:
        more = sum(gain > 0 for gain in gains)
        return f"{of(more, len(gains))} SEND pupils have a higher result than at the start"
    pupils_met = sum(bool(row.met_expectation) for row in matched)
    words = "kept pace with their age" if expected == 0 else "made at least the expected gain"
    return f"{of(pupils_met, len(gains))} SEND pupils {words}"


def _moved(matched: Sequence[RollRow]) -> str:
    """How many of a handful of pupils went to a higher band, stayed in theirs, or went to a lower one."""
    found = Counter(moved_words(row.first_value or 0.0, row.last_value or 0.0) for row in matched)
    return f"of {count(len(matched), words='SEND pupils')}, {listed([f'{n} {words}' for words, n in found.items()])}"


def _strip_card(view: View, *, rows: list[RollRow]) -> Component:
    marks = pupils.marks_of(view, roll=rows, rows=dict.fromkeys((row.class_id or 0 for row in rows), view.place.words))
    scale = view.ask.scales.get(view.selection.scale)
    if not marks:
        return notice("No results to show", words="No pupil of the class has a result in this period on this scale.")
    title = _title(marks)
    return chart_card(
        "progress-class",
        title=title,
        caption="Filled marks are SEND pupils. Follow a mark, or the pupil's row below, to the pupil's own page.",
        key=group_key(
            apart=True, unknown=any(mark.group == "unknown" for mark in marks), send=any(mark.send for mark in marks)
        ),
        picture=graph("progress-class", figure=strip(marks, apart=True, scale_words=scale.name if scale else "")),
        summary=" ".join(class_words(view, rows=rows)),
        under=wording.under_pupils(view, title=title),
        width="wide",
    )


ENOUGH = 10
"""Results a class must have before its middle result says anything."""


def _title(marks: Sequence[PupilMark]) -> str:
    """Where the SEND pupils' results lie in the class: how many under its middle result."""
    send = [mark.value for mark in marks if mark.send]
    if not send or len(marks) < ENOUGH:
        return "Each pupil's latest result among their classmates"
    middle = median(mark.value for mark in marks)
    under = of(sum(value < middle for value in send), len(send))
    return f"{under} SEND pupils' latest results are below the middle of the class"
