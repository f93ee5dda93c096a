"""Bullying, behaviour, suspensions and exclusions by SEND with their cautions; parents' evenings; what was supplied."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.share_rows import is_alone, share_rows
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import count, interval, number, of
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import is_counted, is_counted_side, may_claim, prominence
from dashboard.metrics.telling import capital
from dashboard.metrics.words import sentence
from dashboard.pages import pieces
from dashboard.pages.attendance.wording import punctuality
from dashboard.reporting import questions
from dashboard.reporting import wider_outcomes as wider
from dashboard.reporting.view import View

RECORDED = ("bullying_incidents", "bullied_pupils", "bullying_perpetrators", "bullying_pupils", "behaviour_incidents")
AMONG = ("bullied_send_share", "bullying_send_share")
_SESSIONS = "sessions_lost"
"""What counts sessions, where the others count how often."""
EXCLUDED = ("suspension_rate", "pupils_suspended", "permanent_exclusion_rate", _SESSIONS)
_CULTURE = (
    "More records can mean better recording, and a culture in which pupils tell somebody: this is no league table, and "
    "schools are not compared. Each is a pupil's part in an incident as recorded, per 100 pupils on roll."
)
_CENSUS = (
    "Per 100 pupils on roll at the January census, by SEND status that day. Repeat suspensions count each, so a rate "
    "can exceed 100. The sessions lost are marks in registers, of pupils at schools that sent them, and also inside "
    "the absence rate; how long a suspension took is as recorded with it."
)


def cards(view: View) -> list[Component]:
    """The cards under the clubs."""
    return [
        _rates(view, names=RECORDED, title="Bullying and behaviour incidents", caption=_CULTURE, among=AMONG),
        _rates(
            view,
            names=EXCLUDED,
            title="Suspensions and permanent exclusions",
            caption=_CENSUS,
            among=tuple(_OF_SUSPENDED),
        ),
        html.Div([_evenings(view), _punctuality(view), *_supply(view)], className="cards"),
    ]


def _rates(
    view: View, *, names: tuple[str, ...], title: str, caption: str, among: tuple[str, ...]
) -> Component:  # fmt: skip
    """A row a measure: both sides for each 100 pupils, the difference, and how often and how many pupils it was;
    ``among`` those recorded in sentences over it."""
    answers = [questions.value(view, metric=name) for name in names]
    if all(answer.rows[0].value is None and not answer.rows[0].n for answer in answers):
        reasons = dict.fromkeys(capital(answer.rows[0].reason) for answer in answers)
        return card([html.P(f"{reason}.") for reason in reasons], title=title)
    group = capital(answers[0].group_words)
    counted = "times, or sessions," if _SESSIONS in names else "times"
    columns = (
        Column(heading="Recorded"), Column(heading=f"{group}, per 100", numeric=True),
        Column(heading="Other pupils, per 100", numeric=True), Column(heading="Difference, 95% interval", numeric=True),
        Column(heading=f"{group}: {counted} and pupils", numeric=True, sortable=False),
        Column(heading=f"Other pupils: {counted} and pupils", numeric=True, sortable=False),
    )  # fmt: skip
    rows = [_cells(view, answer=answer) for answer in answers]
    table = data_table(title, columns=columns, rows=rows, show_caption=False)
    clear = [html.P(sentence(answer)) for answer in answers if may_claim(answer.rows[0])]
    told = () if view.place.total else among
    lasted = [questions.value(view, metric=name) for name in told]
    below = pieces.under_several(view.ask, answers=[*answers, *lasted], title=title)
    said_of = _title(view, words=title, answer=answers[names.index(_HEADED[names][0])], did=_HEADED[names][1])
    said = html.P(caption, className="caption")
    # Of nobody recorded the table tells; of too few both sentences about those suspended are one.
    kept = [answer for answer in lasted if answer.rows[0].n or answer.metric not in AMONG]
    sentences = dict.fromkeys(_among(view, answer=answer) for answer in kept)
    return card([*clear, *map(html.P, sentences), said, table, below], title=said_of, width="wide")


_HEADED = {
    RECORDED: ("bullied_pupils", "recorded as victims of bullying"),
    EXCLUDED: ("pupils_suspended", "suspended"),
}
"""Which of its measures a card's title tells, and how."""


def _title(view: View, *, words: str, answer: Answer, did: str) -> str:
    """``Suspensions and permanent exclusions: 62 of 1,064 SEND pupils suspended, 75 of 4,795 other pupils``: how many
    of how many, no claim. Without a figure the words alone."""
    row = answer.rows[0]
    one, two = wider.times(view, metric=answer.metric)
    if one is None or (row.value is None and not is_alone(row)):
        return words
    beside = f", {of(two.pupils, two.n)} {answer.other_words}" if two and two.n else ""
    return f"{words}: {of(one.pupils, one.n)} {answer.group_words} {did}{beside}"


_OF_SUSPENDED = {
    "average_suspension": "One of other pupils took {value} ({k} sessions, {n} suspensions).",
    "suspensions_per_pupil_suspended": "Other pupils who were suspended had {value}.",
}
"""What is told of those suspended, and how other pupils' figure is said."""


def _among(view: View, *, answer: Answer) -> str:
    """How long a suspension of the group was on average or how many each had, and the same of other pupils."""
    row = answer.rows[0]
    told = answer.metric in _OF_SUSPENDED and row.other_value is not None and prominence(row) != "words"
    value, two = number(row.other_value or 0.0, decimals=answer.decimals), wider.suspended(view)[1]
    parts = {"value": value, "k": count(int(two.part)), "n": count(int(two.whole))}
    return sentence(answer) + (f" {_OF_SUSPENDED[answer.metric].format(**parts)}" if told else "")


def _cells(view: View, *, answer: Answer) -> list[Cell]:
    row, known = answer.rows[0], metric(answer.metric)
    told = is_alone(row) or (row.value is not None and not is_counted(row))
    one, two = wider.times(view, metric=answer.metric)
    why = row.reason if row.value is None else "too few pupils for a rate"
    what = "sessions" if answer.metric == _SESSIONS else "times"
    apart = ""
    if told and row.value is not None and row.low is not None and row.high is not None:
        within = interval(row.low, row.high, decimals=answer.decimals)
        apart = f"{number(row.value, decimals=answer.decimals, sign=True)} ({within})"
    return [
        Cell(words=known.name),
        _side(None if is_counted_side(row) else row.group_value, decimals=answer.decimals, why=why),
        _side(None if is_counted_side(row, others=True) else row.other_value, decimals=answer.decimals),
        Cell(words=apart or (row.reason if told else ""), sort=row.value if told else None),
        Cell(words=_times(one, what=what)),
        Cell(words=_times(two, what=what)),
    ]


def _side(value: float | None, *, decimals: int, why: str = "") -> Cell:
    if value is None:
        return Cell(words=html.Span(why, className="reason") if why else "", sort=None)
    return Cell(words=number(value, decimals=decimals), sort=value)


def _times(found: wider.Times | None, *, what: str) -> str:
    """``"12 times, 7 of 420 pupils"``, ``"292 sessions, 62 of 991 pupils"``: those over whom the rate is made, who
    are fewer where a school sent no registers."""
    if found is None:
        return ""
    if not found.total:
        return f"none of {count(found.n, words='pupils')}"
    one = what.removesuffix("s") if found.total == 1 else what
    return f"{count(found.total, words=one)}, {of(found.pupils, found.n)} pupils"


def _evenings(view: View) -> Component:
    answer = questions.value(view, metric="parents_evening_attendance")
    title = "Parents' evenings"
    row = answer.rows[0]
    if row.value is None and not is_alone(row):
        return card([html.P(f"{capital(row.reason)}.")], title=title)
    groups = questions.by_group(view, metric="parents_evening_attendance")
    table = share_rows(groups, heading="Group", caption=title)
    words = "Of the pupils invited, those for whom a parent or carer came. The unit is the pupil, not the family."
    under = pieces.under_table(view.ask, answer=answer, title=title)
    return card([html.P(sentence(answer)), html.P(words, className="caption"), table, under], title=title)


def _punctuality(view: View) -> Component:
    """Punctuality belongs to attendance; it is shown here beside what else tells of a pupil's day."""
    gap, alone = (questions.value(view, metric=name) for name in ("punctuality_gap", "punctuality"))
    answer = alone if gap.rows[0].value is None else gap
    under = pieces.under_table(view.ask, answer=answer, title="Punctuality")
    told, *behind = punctuality(view) or [sentence(answer)]
    return card([html.P(told), *(html.P(each, className="caption") for each in behind), under], title="Punctuality")


def _supply(view: View) -> list[Component]:
    return [] if view.place.total else [pieces.supply_card(view)]
