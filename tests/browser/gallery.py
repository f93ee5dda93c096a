"""Every piece of the look on pages of made-up answers, served without a database: to be looked at and measured.

``python -m tests.browser.gallery FOLDER`` leaves pictures at three widths and on paper.
"""

from __future__ import annotations

import random
import sys
from datetime import date
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, html

from dashboard.components import ids
from dashboard.components.band import band
from dashboard.components.chart_card import card, chart_card, graph, group_key, under_chart
from dashboard.components.controls import Choice
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.definition import definition, definition_list
from dashboard.components.frame import frame, register
from dashboard.components.interval_rows import interval_rows
from dashboard.components.names import named, names_switch
from dashboard.components.notice import not_supplied, refused, tag
from dashboard.components.place_trail import heading
from dashboard.components.sentence import sentence
from dashboard.components.strip_rows import strip_rows
from dashboard.components.tabs import tabs
from dashboard.figures.empty import empty
from dashboard.figures.places import places
from dashboard.figures.spread import spread
from dashboard.figures.strip import strip
from dashboard.figures.trend import trend
from dashboard.metrics.answer import Answer, Row, State
from dashboard.metrics.marks import PupilMark, PupilResult, Reference, Spread
from dashboard.metrics.registry import metrics
from dashboard.selection import Selection
from tests.browser.gallery_strands import strands_page

STRANDS = "class:thefourstrands"
ASSETS = Path(__file__).resolve().parents[2] / "assets"
TERMS = (
    "2023-24.autumn", "2023-24.spring", "2023-24.summer", "2024-25.autumn", "2024-25.spring", "2024-25.summer",
    "2025-26.autumn", "2025-26.spring",
)  # fmt: skip
PAGES = (
    ("/overview", "Overview"), ("/progress", "Progress"), ("/conversations", "Conversations"),
    ("/wider_outcomes", "Wider outcomes"), ("/attendance", "Attendance"), ("/quality", "Data quality"),
    ("/definitions", "Definitions"), ("/evidence", "About the evidence"),
)  # fmt: skip
SCHOOLS = (
    ("Rowan Park Primary School", -2.6, 0.9, 48, 260),
    ("Hazel Bank Primary School", -1.3, 0.8, 52, 240),
    ("Elder Brook Primary School", -1.0, 1.2, 40, 240),
    ("Larch Street Primary School", -0.6, 1.9, 14, 190),
    ("St Wilfrid’s and All Saints Church of England Voluntary Aided Primary School", 1.4, 2.4, 8, 171),
    ("Sorrel Way Primary School", 0.0, 1.0, 4, 103),
    ("Linden Academy", -0.9, 0.4, 210, 1011),
    ("Thistle Lodge", 0.0, 0.0, 60, 0),
)


def answer(rows: tuple[Row, ...], **more: Any) -> Answer:
    """A made-up answer about the trust in spring 2026."""
    words = {"place_words": "Alder Vale Trust", "period_words": "spring term 2026", "unit": "points", "decimals": 1}
    said = {"metric": "progress_distance", "place": "trust", "period": "2025-26.spring", "as_at": date(2026, 3, 20)}
    return Answer(**{**said, **words, "scale_words": "Standardised score, mathematics", "rows": rows, **more})


def term_row(term: str, group: float, other: float, *, n: int = 44, half: float = 1.4) -> Row:
    """A term of two sides, with a link."""
    year, _, name = term.partition(".")
    return Row(
        label=f"{name} term {int(year[:4]) + (name != 'autumn')}", key=term, n=n, n_other=236, value=group - other,
        low=group - other - half, high=group - other + half, group_value=group, other_value=other,
        group_low=group - half, group_high=group + half, other_low=other - half / 2, other_high=other + half / 2,
        href=f"/progress?period={term}",
    )  # fmt: skip


def closing() -> Answer:
    """Eight terms in which the distance becomes smaller."""
    return answer(tuple(term_row(term, 95 + 0.6 * i, 103.4 + 0.2 * i) for i, term in enumerate(TERMS)))


def touching() -> Answer:
    """Three terms in which the two sides lie on one another: the labels must still stand apart."""
    return answer(tuple(term_row(term, 100.1, 100.0, n=4 if "summer" in term else 44) for term in TERMS[3:7]))


def by_school() -> Answer:
    """A row a school: clear, unclear, hollow, few, none to compare."""
    return answer(tuple(_school(place, each) for place, each in enumerate(SCHOOLS)))


def _school(place: int, school: tuple[str, float, float, int, int]) -> Row:
    label, value, half, n, n_other = school
    said: dict[str, Any] = {"label": label, "key": f"school:{place}", "n": n, "n_other": n_other}
    href = f"/progress?place=school:{place}"
    if n <= 5:
        return Row(**said, href=href, state=State.LOW_RELIABILITY, reason=f"{n} SEND pupils: see the pupils themselves")
    if not n_other:
        return Row(**said, state=State.NOT_APPLICABLE, reason="no other pupils to compare")
    return Row(**said, href=href, value=value, low=value - half, high=value + half)


def classmates(*, names: tuple[str, ...] = ("3A", "3H", "4K", "4W", "5B", "5M")) -> list[PupilMark]:
    """Pupils of six classes; 3A has no SEND pupil."""
    chance = random.Random(7)
    marks = []
    for row in names:
        for number in range(28):
            kind = "other" if row == names[0] or number > 4 else ("support", "support", "plan")[number % 3]
            if number == 27:
                kind = "unknown"
            value = round(chance.gauss(95 if kind in {"support", "plan"} else 104, 9))
            token = f"pupil:token{row}{number:04d}"
            marks.append(
                PupilMark(
                    label=f"Pupil {number + 1}", value=value, group=kind, row=row, href=f"/progress?place={token}"
                )
            )
    return marks


def one_pupil() -> dict[str, Any]:
    """One pupil's results against the year group's."""
    values = (88.0, 91.0, None, 90.0, 93.0, 92.0, 97.0, 98.0)
    results = [PupilResult(term=t, term_words=t, value=value) for t, value in zip(TERMS, values, strict=True)]
    around = [
        Spread(term=term, term_words=term, n=58, low=78, quarter=94 + i * 0.3, middle=101, three_quarters=108, high=124)
        for i, term in enumerate(TERMS)
    ]
    return spread(results, year_group=around, label="Pupil 7", scale_words="Standardised score, mathematics")


def trust_page() -> list[Any]:
    """What a trust's progress page is made of."""
    parent = Reference(value=-1.2, words="Trust −1.2")
    meaning = definition(metrics()["progress_distance"])
    schools = by_school()
    table = data_table(
        "SEND and other pupils by term",
        columns=[Column(heading="Term"), Column(heading="SEND", numeric=True), Column(heading="Others", numeric=True)],
        rows=[
            [Cell(words=row.label, sort=row.key), f"{row.group_value:.1f}", f"{row.other_value:.1f}"]
            for row in closing().rows
        ],
        links=[row.href for row in closing().rows],
    )
    came = definition_list([("As at", "20 March 2026"), ("Files", "assessment.csv, brought in on 18 March 2026")])
    title = "SEND pupils have drawn 2.8 points nearer since autumn 2023; the distance is 5.6 points"
    return [
        sentence(
            "In mathematics SEND pupils’ average score is **99.2**, **5.6 points below** other pupils. "
            "Since autumn both groups, the same pupils, gained about half a point: **no clear change** in the distance."
        ),
        chart_card(
            "trend",
            title=title,
            caption="Average standardised score in mathematics, with 95% intervals. 44 SEND and 236 other pupils.",
            picture=graph("trend", figure=trend(closing(), reference=Reference(value=100, words="national mean"))),
            summary="SEND pupils rose from 95.0 to 99.2, others from 103.4 to 104.8, over eight terms.",
            key=group_key(),
            under=under_chart(title=title, table=table, worked_out=meaning, came_from=came),
            width="two-thirds",
        ),
        chart_card(
            "schools",
            title="The distance is clear in three schools, widest at Rowan Park",
            caption="SEND minus other pupils by school, with its 95% interval. Few pupils: sorted by name.",
            picture=interval_rows(schools, heading="School", caption="The distance by school", parent=parent),
            under=under_chart(title="The distance by school", worked_out=meaning),
            width="one-third",
        ),
        card([words_columns()], width="wide"),
        chart_card(
            "places",
            title="The same rows as a chart",
            caption="For rows that lead nowhere.",
            picture=graph("places", figure=places(answer(schools.rows[:4] + schools.rows[5:7]), parent=parent)),
            summary="Rowan Park −2.6 and so on.",
        ),
        chart_card(
            "touching",
            title="No clear distance since autumn 2024",
            caption="A case in which everything lies in one place.",
            picture=graph("touching", figure=trend(touching())),
            summary="Both sides near 100.",
            key=group_key(),
        ),
        not_supplied("Registers", who="Sorrel Way Primary School", next_step="Ask the school office for the export."),
    ]


def words_columns() -> html.Div:
    """Who is counted, apart, is it large."""
    parts = (
        ("Who is counted", "280 of 304 pupils have a result in both terms. 14 joined after autumn, 6 have none."),
        ("SEN support and EHC plan", "SEN support 6.8 points below others (38 pupils). EHC plan: 6 pupils."),
        ("Is 5.6 large?", "About half a standard deviation. The smallest change the trust could show is about 0.3."),
    )
    columns = [html.Section([html.H2(title, className="card-title"), html.P(words)]) for title, words in parts]
    return html.Div(columns, className="card-columns")


def school_page() -> list[Any]:
    """What a school's and a class's page are made of: pupils."""
    marks = classmates()
    rows = [[Cell(words=named(f"Aleksandra Brzęczyszczykiewicz {n}"), sort=n), "Year 4", "4K", "SEN support",
             Cell(words=f"{90 + n}", sort=90 + n) if n % 3 else Cell(words=tag("no result"), sort=None),
             Cell(words=f"{n - 4:+d}".replace("-", "−"), sort=n - 4)] for n in range(9)]  # fmt: skip
    columns = [Column(heading="Pupil"), *(Column(heading=words) for words in ("Year", "Class", "SEND"))]
    columns += [Column(heading="Latest score", numeric=True), Column(heading="Gain", numeric=True)]
    return [
        sentence("3 of 4 SEND pupils of 4K **kept pace** with their classmates; 1 has no result."),
        chart_card(
            "strip",
            title="Where the SEND pupils of 4K stand among their classmates",
            caption="Each mark is a pupil.",
            picture=graph(
                "strip",
                figure=strip(
                    marks[28:84],
                    rows=["3H", "4K"],
                    apart=True,
                    reference=Reference(value=100, words="national mean"),
                    scale_words="Standardised score",
                ),
            ),
            summary="3 SEND pupils of 4K lie below the middle of the class, 1 above.",
            key=group_key(apart=True, unknown=True),
        ),
        chart_card(
            "classes",
            title="Every class has SEND pupils but 3A",
            caption="Each mark is a pupil.",
            picture=strip_rows(marks, rows=[(row, f"/progress?place=class:classis{row}") for row in ("3A", "3H", "4K")],
                               caption="SEND pupils among classmates"),
            key=group_key(),
        ),
        chart_card("pupil", title="Pupil 7 is at 98, in the middle half of the year group for the second term running",
                   picture=graph("pupil", figure=one_pupil()), summary="From 88 to 98.", width="wide"),
        html.Div([names_switch(), html.Button("Print this page", type="button", className="button print-button")],
                 className="toolbar no-print"),
        card([data_table("SEND pupils of Hazel Bank Primary School", columns=columns, rows=rows,
                         links=[f"/progress?place=pupil:token{n:04d}" for n in range(9)])],
             title="Nine SEND pupils", width="wide"),
        chart_card("none", title="No results for this term yet",
                   picture=graph("none", figure=empty("No results have been supplied for this term.")),
                   summary="Nothing to draw."),
        refused(),
    ]  # fmt: skip


def create_gallery() -> Dash:
    """A Dash application of the frame and three made-up pages, drawn by one callback as the dashboard's are."""
    app = Dash("dashboard", assets_folder=str(ASSETS), suppress_callback_exceptions=True, enable_mcp=False)
    app.index_string = app.index_string.replace("<html>", '<html lang="en-GB">')
    app.layout = frame()
    register(app)
    outputs = [Output(ids.BAND, "children"), Output(ids.HEADING, "children"), Output(ids.TABS, "children")]
    for name in ids.CONTROLS:
        outputs += [Output(name, "options"), Output(name, "value"), Output(ids.field(name), "hidden")]
    outputs += [Output(ids.SHOWN, "data"), Output(ids.PAGE, "children")]
    app.callback(outputs, Input(ids.URL, "pathname"), Input(ids.URL, "search"))(draw)
    return app


def draw(pathname: str, search: str | None) -> list[Any]:
    """The page of an address."""
    selection = Selection.from_query(search or "")
    is_trust = selection.place_kind == "trust"
    name = "Alder Vale Trust" if is_trust else "Hazel Bank Primary School"
    choices = _choices(selection)
    head = heading(
        name,
        above=[] if is_trust else [("/progress", "Alder Vale Trust")],
        as_at="As at 20 March 2026 · spring results for 96% of pupils · 1 school has not sent registers: Sorrel Way",
        shown=" · ".join(choice.words() for choice in choices.values() if choice.words()),
    )
    controls = [part for choice in choices.values() for part in (choice.as_options(), choice.value, choice.hidden)]
    return [
        band(trust="Alder Vale Trust", person="Amina Executive", role="Trust executive", sample=True),
        head,
        tabs(PAGES, here=pathname, beside={"Definitions", "About the evidence"}),
        *controls,
        {key: choice.value for key, choice in choices.items()},
        _body(selection),
    ]


def _body(selection: Selection) -> list[Any]:
    """The page of the trust, of the pieces of the four strands, or of a school."""
    if selection.place == STRANDS:
        return strands_page(answer=answer, closing=closing(), schools=SCHOOLS)
    return trust_page() if selection.place_kind == "trust" else school_page()


def _choices(selection: Selection) -> dict[str, Choice]:
    periods = [
        ("2025-26.spring", "Spring term 2026"),
        ("2025-26.autumn", "Autumn term 2025"),
        ("2025-26", "2025/26 so far"),
    ]
    subjects = [("mathematics", "Mathematics"), ("reading", "Reading")]
    return {
        ids.PERIOD: Choice(options=periods, value=selection.period or "2025-26.spring"),
        ids.COMPARE: Choice(options=[("year", "A year ago"), ("term", "Last term")], value=selection.compare),
        ids.GROUP: Choice(
            options=[("send", "All SEND"), ("support", "SEN support"), ("plan", "EHC plan")], value=selection.group
        ),
        ids.SUBJECT: Choice(options=subjects, value=selection.subject or "mathematics"),
        ids.SCALE: Choice(options=[("standardised", "Standardised score")], value="standardised"),
    }


def picture_all(folder: Path) -> None:
    """Pictures of the gallery at three widths and on paper."""
    import threading

    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    from tests.browser import axe, steps
    from tests.fixtures.chromium import ARGUMENTS, on_this_machine

    server = make_server("127.0.0.1", 0, create_gallery().server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=on_this_machine(), args=list(ARGUMENTS))
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        for name, path in (
            ("trust", "/progress"),
            ("school", "/progress?place=school:1"),
            ("strands", f"/overview?place={STRANDS}"),
        ):
            for width in (1440, 820, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"http://127.0.0.1:{server.server_port}{path}")
                page.wait_for_selector("#page .main-svg")
                steps.settle(page)
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                print(name, width, steps.overflow(page), axe.violations(page))
            page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
        chromium.close()
    server.shutdown()


if __name__ == "__main__":
    picture_all(Path(sys.argv[1]))
