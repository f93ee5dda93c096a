"""Attendance inside a class: the pupils themselves, in words and as marks, never a gap and never an average."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import chart_card, graph, group_key, under_chart
from dashboard.components.definition import definition
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.figures.strip import strip
from dashboard.metrics.numbers import count, of, period_words
from dashboard.metrics.registry import metric
from dashboard.pages import pieces
from dashboard.pages.attendance import lists, wording
from dashboard.pages.drawn import Drawn
from dashboard.queries.pupils_attendance import Attender
from dashboard.reporting import absence
from dashboard.reporting import pupils_attendance as pupils
from dashboard.reporting.places import class_words
from dashboard.reporting.pupils import classes_in_scope, is_send
from dashboard.reporting.questions import answer_of
from dashboard.reporting.view import View


def page(view: View) -> Drawn:
    """The page of a class: registration or teaching."""
    if not view.selection.period:
        nothing = notice("No registers", words="No register has been supplied for this school.")
        return wording.drawn(view, body=[nothing])
    rows = pupils.class_attenders(view)
    if not rows:
        body: list[Component] = [notice("Nobody is in this class now", words="The class list of the school is empty.")]
        return wording.drawn(view, body=body)
    send = [row for row in rows if is_send(row)]
    body = [
        sentence(said(view, rows=rows)), *pieces.name_links(view), *_other_classes(view), *_strip_card(view, rows=rows),
        *([lists.close_card(view, rows=send)] if send else []),
        lists.pupil_table(view, rows=rows, title="The pupils of the class, SEND pupils first"),
    ]  # fmt: skip
    return wording.drawn(view, body=body, pupil_ids=frozenset(row.pupil_id for row in rows))


def said(view: View, *, rows: Sequence[Attender]) -> list[str]:
    """What can truly be said of a handful of pupils: how many missed a tenth, how many have no register."""
    send, term = [row for row in rows if is_send(row)], pupils.shown_term(view)
    if not send:
        return [f"No pupil in this class is a SEND pupil; it has {count(len(rows), words='pupils')}."]
    size = f"The class has {count(len(send), words='SEND pupils')} among {count(len(rows), words='pupils')}."
    with_marks = [row.sessions[term] for row in send if term in row.sessions]
    if not with_marks:
        return [f"No registers for the class in {period_words(term)}.", size]
    if absence.is_early(view):
        missed = sum(each.absent > 0 for each in with_marks)
        return [f"{of(missed, len(with_marks))} SEND pupils missed a session in {period_words(term)} so far.", size]
    tenth = sum(pupils.persistent(each) for each in with_marks)
    without = len(send) - len(with_marks)
    rest = f"; {without} {'has' if without == 1 else 'have'} no register" if without else ""
    return [f"{of(tenth, len(with_marks))} SEND pupils missed a tenth or more in {period_words(term)}{rest}.", size]


def _other_classes(view: View) -> list[Component]:
    """For a teacher of several classes: the way to the others."""
    here = view.place.school_class
    if view.ask.scope.classes is None or here is None:
        return []
    others = [each for each in classes_in_scope(view) if each.class_id != here.class_id]
    links = [
        dcc.Link(class_words(each), href=view.ask.path + view.selection.query_at(f"class:{each.token}"))
        for each in others
    ]
    parts = [part for link in links for part in (link, " ")]
    return [html.P(["Your other classes: ", *parts], className="toolbar no-print")] if links else []


def _strip_card(view: View, *, rows: Sequence[Attender]) -> list[Component]:
    marks = pupils.marks_of(view, rows=rows)
    if not marks:
        return []
    title = f"Each pupil's share of sessions missed in {period_words(pupils.shown_term(view))}"
    answer = answer_of(view, metric="persistent_absence", rows=())
    about = html.Div(
        [html.P("Each pupil's own share is drawn as it is: nothing is averaged."), definition(metric(answer.metric))]
    )
    key = group_key(
        apart=True, unknown=any(mark.group == "unknown" for mark in marks), send=any(mark.send for mark in marks)
    )
    return [
        chart_card(
            "attendance-class",
            title=title,
            caption="Filled marks are SEND pupils. Follow a mark, or the pupil's row below, to the pupil's own page.",
            key=key,
            picture=graph("attendance-class", figure=strip(marks, apart=True, scale_words="% of sessions missed")),
            summary=" ".join(said(view, rows=rows)),
            under=under_chart(title=title, worked_out=about, came_from=pieces.came_from(view.ask, answer=answer)),
            width="wide",
        )
    ]
