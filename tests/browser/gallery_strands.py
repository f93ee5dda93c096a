"""The pieces of the four strands on one page of made-up answers: cards, rows, pictures of schools, weeks, coverage."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import html

from dashboard.components.absence_rows import absence_rows
from dashboard.components.band_rows import band_rows
from dashboard.components.chart_card import card, chart_card, graph, group_key
from dashboard.components.finding_rows import Item, finding_rows
from dashboard.components.rate_rows import rate_rows
from dashboard.components.rung_rows import Bar, rung_rows
from dashboard.components.session_calendar import calendar_key, session_calendar
from dashboard.components.share_rows import share_rows
from dashboard.components.shared_picture import shared_picture
from dashboard.components.side_by_side import Held, side_by_side
from dashboard.components.strand_card import Block, End, strand_card
from dashboard.figures.coverage import LeadSpan, coverage
from dashboard.figures.rails import rail, rail_extent
from dashboard.figures.shared import School, picture
from dashboard.figures.sparks import pair, pair_extent, spark
from dashboard.figures.template import Figure
from dashboard.figures.timeline import Band, Lane, Point, Spot, Term, timeline
from dashboard.figures.timeline import Bar as Column
from dashboard.figures.week_lines import WeekLine, WeekPoint
from dashboard.figures.weeks import weeks
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.calendar import CalendarSession, CalendarWeek
from dashboard.metrics.marks import Reference

LONG = "St Wilfrid’s and All Saints Church of England Voluntary Aided Primary School"
Make = Any
"""How an answer is made up: rows and what is said of them."""
Schools = tuple[tuple[str, float, float, int, int], ...]
"""A school's name, gap, half interval, and pupils of both sides."""


def strands_page(*, answer: Make, closing: Answer, schools: Schools) -> list[Any]:
    """Every piece that the four strands draw with, on awkward figures and long names."""
    rates = answer(_rates(), metric="persistent_absence_gap", unit="percentage points")
    return [
        html.Div([_strand(closing), _empty_strand()], className="wide strand-cards"),
        card([finding_rows([_finding(schools)])], title="Where to look"),
        chart_card("rates", title="Absence beside England", caption="Dashed: England.", key=group_key(),
                   picture=absence_rows(rates, heading="Provision", caption="Provision", published=_england())),
        chart_card("bands", title="How absence is spread", caption="Two bars a band.", key=group_key(),
                   picture=band_rows(answer(_rates(), metric="absence_distribution"), heading="Missed",
                                     caption="How absence is spread")),
        chart_card("shares", title="Came to a club", caption="Both shares.", key=group_key(),
                   picture=share_rows(answer(_rates(), metric="club_gap"), heading="Group", caption="Came to a club")),
        chart_card("leads", title="Full participation by lead", caption="Dotted: the pilot.",
                   picture=rate_rows(_leads(), heading="School", caption="By lead", notes=("Headteacher", "SENDCO"),
                                     notes_heading="Lead now", references=[Reference(value=55, words="pilot 55%")])),
        chart_card("shared", title="Is good progress shared?", caption="Each mark is a school.",
                   picture=_schools(schools)),
        chart_card("weeks", title="Week by week", caption="By week of term.", key=group_key(),
                   picture=graph("weeks", figure=weeks(_lines())), summary="Absence climbs to each break."),
        chart_card("coverage", title="Who led", caption="A band a lead.", summary="From 50% to 71%.",
                   picture=graph("coverage", figure=coverage(answer(_terms(closing)), leads=LEADS))),
        card([_places(answer)], title="Schools", width="wide"),
        chart_card("rungs", title="How many conversations", caption="A bar a group.",
                   picture=rung_rows(BARS, kinds=KINDS, heading="Whose", caption="Conversations", cut_by="How many")),
        chart_card("story", title="The story so far", caption="Every strand on one axis.", width="wide",
                   picture=graph("story", figure=_story()), summary="Two results, one conversation."),
        card([calendar_key(_sessions()), session_calendar(_sessions(), caption="Sessions")], title="Every session"),
    ]  # fmt: skip


KINDS = (("0", "None"), ("1", "One"), ("2", "Two"), ("3", "Three or more"))
BARS = (
    Bar(label="Pupils on SEN support", counts=(("0", 172), ("1", 334), ("2", 471), ("3", 0)), href="/conversations"),
    Bar(label=LONG, counts=(("0", 1), ("1", 0), ("2", 250), ("3", 392))),
    Bar(label="Nobody yet", counts=(("0", 0), ("1", 0), ("2", 0), ("3", 0))),
)


def _story() -> Figure:
    """Lanes with everything that a lane may hold, a long name, and a day to look back to among the numbers."""
    autumn, spring = date(2025, 9, 1), date(2026, 1, 5)
    over = Column(starts=autumn, ends=date(2025, 10, 24), value=16, words="16%", said="16%")
    lanes = (
        Lane(name="School", height=24, bands=(Band(starts=autumn, ends=date(2026, 9, 1), words=LONG, said=LONG),)),
        Lane(name="SEN provision", height=24, bands=(
            Band(starts=autumn, ends=spring, words="SEN support", said="SEN support", look="support"),
            Band(starts=spring, ends=date(2026, 9, 1), words="EHC plan", said="EHC plan", look="plan"))),
        Lane(name="Mathematics", height=110, points=(
            Point(day=date(2025, 12, 3), value=93, words="93", said="93", around=(90, 110)),
            Point(day=date(2026, 3, 11), value=101, words="101", said="101"))),
        Lane(name="Sessions missed", height=70, bars=(over,), most=16),
        Lane(name="Conversations, targets met", height=50, spots=(
            Spot(day=date(2025, 10, 1), of="done", said="held", words="0 of 2"),
            Spot(day=date(2026, 2, 2), of="missed", said="declined"))),
        Lane(name="Incidents", height=34, nothing="none recorded"),
    )  # fmt: skip
    terms = (
        Term(starts=autumn, ends=date(2025, 12, 19), words="Aut", year="2025/26"),
        Term(starts=spring, ends=date(2026, 3, 27), words="Spr"),
    )
    return timeline(lanes, terms=terms, until=date(2026, 3, 20), line=(date(2025, 10, 1), "last conversation"))


def _sessions() -> list[CalendarWeek]:
    """A week of every kind of session."""
    kinds = [("/", "present"), ("L", "late"), ("V", "activity"), ("I", "authorised"), ("O", "unauthorised"),
             ("#", "closed"), ("", "none")]  # fmt: skip
    week = [CalendarSession(kind=kinds[at % 7][1], code=kinds[at % 7][0], what="what it means", when="a session")
            for at in range(10)]  # fmt: skip
    return [CalendarWeek(monday=date(2025, 9, day), term="2025-26.autumn", sessions=tuple(week)) for day in (1, 8)]


LEADS = (
    LeadSpan(start=-0.4, end=3.4, words="Headteacher"),
    LeadSpan(start=3.4, end=7.4, words="Other senior leader"),
)


def _strand(closing: Answer) -> html.Section:
    blocks = [
        Block(heading="The same pupils", lines=[("Since autumn term 2025", "The gap narrowed by 2.8 points")]),
        Block(heading="Last year’s group", lines=[("Spring term 2025", "SEND 90.8, others 103.1")],
              note="31 of this year’s 40 SEND pupils with a result were also in last year’s 38"),
        Block(heading="The trust’s primary schools", lines=[("Not shown", "it takes three others of the phase")]),
    ]  # fmt: skip
    return strand_card(
        name="Progress", about="in mathematics, age-standardised score, spring term 2026", href="/progress",
        headline="No clear difference in progress between SEND pupils and other pupils", link="Progress",
        picture=spark(closing), spoken="Trend.", blocks=blocks,
        ends=[End(kind="other", words="104.8"), End(kind="send", words="99.2")],
        counted="40 SEND pupils, 236 other pupils · 95% interval −1.8 to 2.3",
    )  # fmt: skip


def _empty_strand() -> html.Section:
    return strand_card(name="Clubs", about="spring term 2026", headline="No club registers for this period",
                       href="/wider_outcomes", link="Wider outcomes")  # fmt: skip


def _finding(schools: Schools) -> Item:
    row = Row(label=LONG, n=40, n_other=200, value=schools[0][1], low=-4.4, high=-0.8)
    return Item(
        place=LONG, words="The gap between SEND pupils and other pupils widened by 4.3 points.", href="/progress",
        link=f"Progress at {LONG}", picture=rail(row, ends=rail_extent([row])), spoken="−2.6", figure="−2.6 points",
    )  # fmt: skip


def _rates() -> tuple[Row, ...]:
    said = {"n_other": 236, "other_value": 17.1, "other_low": 16.0, "other_high": 18.2}
    return (
        Row(label="Pupils on SEN support", key="support", n=745, value=10.8, group_value=27.9, group_low=24.8,
            group_high=31.2, numerator=208, denominator=745, low=7.4, high=14.2, **said),
        Row(label="Pupils with an EHC plan", key="plan", n=8, value=19.8, group_value=36.9, group_low=13.7,
            group_high=69.4, numerator=3, denominator=8, low=2.0, high=44.0, **said),
    )  # fmt: skip


def _england() -> dict[str, Reference]:
    return {
        "support": Reference(value=29.0, words="England 29.0%, an estimate"),
        "plan": Reference(value=75.0, words="England 75.0%, includes special schools"),
    }


def _leads() -> tuple[Row, ...]:
    return (
        Row(label=LONG, key="school:1", href="/conversations", n=40, value=54.1, low=38.4, high=69.0, numerator=20,
            denominator=37),
        Row(label="Linden Academy", key="school:2", n=8, value=50.0, low=21.5, high=78.5, numerator=4, denominator=8),
    )  # fmt: skip


def _schools(schools: Schools) -> html.Div:
    made = [
        School(everyone=Row(label=label, n=n + n_other, value=0.4 + gap / 3),
               gap=Row(label=label, key=label, href="/progress", n=n, n_other=n_other, value=gap, low=gap - half,
                       high=gap + half))
        for label, gap, half, n, n_other in schools if n > 5 and n_other
    ]  # fmt: skip
    return shared_picture(
        picture(made, usual=0.3), across="Average gain of all pupils, points", spoken="Seven schools.",
        upright="Gain of SEND pupils minus other pupils’, points",
    )  # fmt: skip


def _lines() -> tuple[WeekLine, ...]:
    return tuple(WeekLine(kind=kind, label=label, points=_points(base)) for kind, label, base in
                 (("now", "SEND", 9.0), ("then", "Year before", 8.8), ("others", "Others", 5.0)))  # fmt: skip


def _points(base: float) -> tuple[WeekPoint, ...]:
    return tuple(
        WeekPoint(season=season, number=number, half=1 + (number > 6), value=base + 0.2 * number,
                  low=base + 0.2 * number - 1, high=base + 0.2 * number + 1, n=60, hollow=number == 12, said="a week")
        for season, last in (("autumn", 14), ("spring", 12)) for number in range(1, last)
    )  # fmt: skip


def _terms(closing: Answer) -> tuple[Row, ...]:
    return tuple(
        Row(label=row.label, key=row.key, n=40, value=50.0 + 3 * place, low=40.0 + 3 * place, high=60.0 + 3 * place,
            numerator=20 + place, denominator=40)
        for place, row in enumerate(closing.rows)
    )  # fmt: skip


def _places(answer: Make) -> html.Div:
    rows = answer(_rates()).rows
    held = [
        Held(words="27.9%", others="17.1%", picture=pair(row, ends=pair_extent(rows)), spoken="27.9%",
             pupils="745 and 236", sort=row.value, grey=grey)
        for row, grey in zip(rows, ("", "registers for 3 of 10 weeks"), strict=True)
    ]  # fmt: skip
    grey, none = held[1], Held(words="no registers for this period")
    columns = ["Gain in mathematics, points", "Conversations held when due", "Came to a club", "Sessions missed"]
    table = [(LONG, "/overview", [held[0], grey, held[0], none]), ("Linden Academy", "/overview", [grey, *held, none])]
    return side_by_side("Schools", heading="School", strands=columns, rows=table)
