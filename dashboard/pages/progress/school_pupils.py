"""A school's classes as strips of pupils, and its SEND pupils in one table. For readers with pupil access only."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, chart_card, group_key
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.names import named
from dashboard.components.strip_rows import strip_rows
from dashboard.metrics.numbers import count, number, period_words
from dashboard.metrics.telling import capital, subject_title
from dashboard.pages import pieces
from dashboard.pages.progress import wording
from dashboard.queries.places import SchoolClass
from dashboard.queries.pupils import RollRow
from dashboard.queries.terms import Scale
from dashboard.reporting import pupils
from dashboard.reporting.places import class_words
from dashboard.reporting.view import View
from data_loaders.vocabulary import SEN_CODES, SEND_CODES, YEAR_GROUPS, year_words

STATES = {
    "matched": "",
    "no_result": "no result this period",
    "joined_after": "joined after the first result",
    "no_first": "no earlier result",
    "other_scale": "on another scale",
    None: "not assessed on this scale",
}


def pupil_cards(view: View) -> tuple[list[Component], frozenset[int]]:
    """The cards with single pupils of a school's page, and the ids of the pupils they show by name or label."""
    rows = pupils.send_roll(view)
    shown = pupils.classes(view)
    cards = [
        *pieces.name_links(view),
        _classes_card(view, shown=shown),
        pupil_table(view, rows=rows, title=f"{count(len(rows), words='SEND pupils')} on roll"),
    ]
    return [each for each in cards if each is not None], frozenset(row.pupil_id for row in rows)


MANY = 16
"""More classes than this are a folded list: each class's own page has its pupils as marks."""


def _classes_card(view: View, *, shown: list[SchoolClass]) -> Component | None:
    """The classes, each leading to its page: few of them with their pupils as marks, many by name alone."""
    listed = [(class_words(each), _class_href(view, each=each)) for each in sorted(shown, key=lambda each: each.name)]
    if len(listed) > MANY or view.in_bands:
        return _names(listed) if listed else None
    return _strips(view, shown=shown, listed=listed)


def _strips(view: View, *, shown: list[SchoolClass], listed: list[tuple[str, str]]) -> Component | None:
    marks = pupils.class_marks(view, shown=shown)
    if not marks:
        return None
    known = {mark.row for mark in marks}
    title = "Where each class's SEND pupils stand among their classmates"
    return chart_card(
        "progress-classes",
        title=title,
        caption=[
            "Each mark is a pupil's latest result of the period. A class holds too few SEND pupils for an average.",
            *_without(listed, known=known),
        ],
        key=group_key(),
        picture=strip_rows(marks, rows=[each for each in listed if each[0] in known], caption=title),
        under=wording.under_pupils(view, title=title),
        width="wide",
    )


def _names(listed: list[tuple[str, str]]) -> Component:
    title = count(len(listed), words="classes")
    links = [href for _, href in listed]
    rows = [[words] for words, _ in listed]
    table = data_table(title, columns=(Column(heading="Class"),), rows=rows, links=links, show_caption=False)
    said = "The page of a class shows where each of its SEND pupils stands among the classmates."
    folded = html.Details([html.Summary("Show the classes"), table], className="fold")
    return card([html.P(said, className="caption"), folded], title=title, width="wide")


def _class_href(view: View, *, each: SchoolClass) -> str:
    return view.ask.path + view.selection.query_at(f"class:{each.token}")


def _without(listed: list[tuple[str, str]], *, known: set[str]) -> list[str | Component]:
    """The classes in which nobody has a result, as links."""
    links = [dcc.Link(words, href=href) for words, href in listed if words not in known]
    return [" Without results: ", *(part for link in links for part in (link, " "))] if links else []


def pupil_table(view: View, *, rows: list[RollRow], title: str) -> Component:
    """A row a pupil with the results of the view, in the order given: sortable, each row leading to the pupil."""
    columns = (
        Column(heading="Pupil"),
        Column(heading="Year"),
        Column(heading="SEN provision today"),
        Column(heading="First result", numeric=not view.in_bands),
        Column(heading="Latest result", numeric=not view.in_bands),
        Column(heading="Movement") if view.in_bands else Column(heading="Gain", numeric=True),
        Column(heading="Note"),
    )
    if not view.scales:
        return _without_results(view, rows=rows, title=title)
    banded = view.ask.scales.get(view.selection.scale) if view.in_bands else None
    decimals = 0 if all((value or 0) % 1 == 0 for row in rows for value in (row.first_value, row.last_value)) else 1
    cells = [_banded(row, scale=banded) if banded else _cells(row, decimals=decimals) for row in rows]
    links = pupils.hrefs_of(view, rows=rows)
    table = data_table(title, columns=columns, rows=cells, links=links, show_caption=False)
    words = html.P(_results_words(view), className="caption")
    return card([words, *pieces.names_off(view), table], title=title, width="wide")


def _without_results(view: View, *, rows: list[RollRow], title: str) -> Component:
    """The pupils where there are no results at all, as in a special school: no empty columns."""
    columns = (Column(heading="Pupil"), Column(heading="Year"), Column(heading="SEN provision today"))
    cells = [
        [Cell(words=named(row.name), sort=row.name), year_cell(row.year_group), Cell(words=status_words(row))]
        for row in rows
    ]
    links = pupils.hrefs_of(view, rows=rows)
    table = data_table(title, columns=columns, rows=cells, links=links, show_caption=False)
    return card([*pieces.names_off(view), table], title=title, width="wide")


def _results_words(view: View) -> str:
    """Which two results a row holds."""
    shown = view.selection
    scale = view.ask.scales.get(shown.scale)
    period, year = period_words(shown.period), period_words(shown.period[:7])
    latest = f"in {period}" if "." in shown.period else f"of {period}"
    first = "the last of the year before" if shown.period.endswith(".autumn") else f"the first of {year}"
    what = "Whether a pupil moved is said" if view.in_bands else "A gain is shown"
    return (
        f"{subject_title(shown.subject)}, {scale.name if scale else shown.scale}. Latest result: the last {latest}; "
        f"first result: {first}. {what} where there are both."
    )


def _cells(row: RollRow, *, decimals: int) -> list[Cell]:
    gain = None if row.state != "matched" else (row.last_value or 0) - (row.first_value or 0)
    return [
        Cell(words=named(row.name), sort=row.name),
        year_cell(row.year_group),
        Cell(words=status_words(row)),
        value_cell(row.first_value, decimals=decimals),
        value_cell(row.last_value, decimals=decimals),
        value_cell(gain, decimals=decimals, sign=True),
        Cell(words=STATES[row.state]),
    ]


def _banded(row: RollRow, *, scale: Scale) -> list[Cell]:
    """The row of a pupil whose results are words in order: both bands, and whether the pupil moved."""
    first, last = row.first_value, row.last_value
    told = row.state == "matched" and first is not None and last is not None
    moved = capital(moved_words(first or 0.0, last or 0.0)) if told else ""
    ends = [Cell(words="" if each is None else scale.words_of(each), sort=each) for each in (first, last)]
    return [
        Cell(words=named(row.name), sort=row.name),
        year_cell(row.year_group),
        Cell(words=status_words(row)),
        *ends,
        Cell(words=moved),
        Cell(words=STATES[row.state]),
    ]


def moved_words(first: float, last: float) -> str:
    """How a pupil went from one band to another; a band is age-related, so who stays in it has kept pace."""
    return "kept pace" if last == first else "moved up" if last > first else "moved down"


def year_cell(year_group: str | None) -> Cell:
    """A year group in words, sorted from the youngest."""
    if year_group is None:
        return Cell(words="", sort=None)
    return Cell(words=year_words(year_group), sort=YEAR_GROUPS.index(year_group))


def value_cell(value: float | None, *, decimals: int, sign: bool = False) -> Cell:
    """A number, or nothing, which sorts last."""
    return Cell(words="" if value is None else number(value, decimals=decimals, sign=sign), sort=value)


def status_words(row: RollRow) -> str:
    """The SEN provision of the day, and how the pupil is counted where that is not the same."""
    today = SEN_CODES.get(row.status or "", "Not known")
    if row.counted is None or (row.counted in SEND_CODES) == (row.status in SEND_CODES):
        return today
    return f"{today} (counted as {SEN_CODES[row.counted]})"
