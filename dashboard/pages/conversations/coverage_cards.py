"""Who was reached: the ladder of the year, this term's pupils by what came of it, targets set and met."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, chart_card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.rung_rows import Bar, rung_rows, rung_table
from dashboard.metrics import words_talks as words
from dashboard.metrics.conversations import GROUP_WORDS
from dashboard.metrics.counted_conversations import Coverage, Ladder, ladder, targets
from dashboard.metrics.numbers import count, period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words import row_sentence
from dashboard.pages import pieces
from dashboard.reporting import conversations, questions
from dashboard.reporting.part import Part
from dashboard.reporting.view import View
from dashboard.reporting.wider_outcomes import begun

RUNGS = (("0", "None"), ("1", "One"), ("2", "Two"), ("3", "Three or more"))
HELD, NO_DAY = ("counted", "Held with a parent or carer"), ("none", "Not held, no day ahead")
DAYS = {
    "passed": ("passed", "Day passed, no outcome"),
    "ahead": ("set", "A day is set, still ahead"),
    "scheduled": ("set", "Offered a day, no outcome yet"),
}
"""The pieces of a term's bar for whom a day is set: how each is drawn, and its words."""
BESIDE = {"afa": "AfA group", "send": "Other SEND pupils", "others": "Other pupils"}


def ladder_card(view: View) -> Component:
    """The pupils of the year by how many conversations counted: the group, its two kinds, the years before."""
    year, over = conversations.year_of(view), conversations.is_over(view)
    found = _ladder(view, group=view.selection.group)
    bars = [_bar(f"{period_words(year)}{'' if over else ' so far'}", found=found), *_kinds(view), *_before(view)]
    title = words.ladder_title(found, year=year, over=over)
    answer = questions.value(view, metric="conversations_reach")
    return chart_card(
        "conversations-ladder",
        title=title,
        caption=_ladder_caption(view, over=over),
        picture=rung_rows(bars, kinds=RUNGS, heading="Whose", caption=title, cut_by="How many conversations"),
        under=pieces.under(
            view.ask, answer=conversations.in_words(view, answer=answer), title=title, heading="Place",
            others=_beside_reach(over=over),
            table=rung_table(bars, kinds=RUNGS, heading="Whose", caption=title),
        ),
    )  # fmt: skip


def _beside_reach(*, over: bool) -> tuple[str, ...]:
    """What is said beside the ladder: of a year that is over the average and every term's, else what was expected."""
    return ("conversations_per_pupil", "conversations_termly_complete") if over else ("conversations_pro_rata",)


def _ladder_caption(view: View, *, over: bool) -> str:
    """What is due by now, and how many a pupil has had on average."""
    answers = [
        conversations.in_words(view, answer=questions.value(view, metric=name)) for name in _beside_reach(over=over)
    ]
    said = [row_sentence(each.rows[0], answer=each) for each in answers if each.rows[0].value is not None]
    return " ".join(["Pupils of the AfA group by conversations held with a parent or carer, one a term.", *said])


def _ladder(view: View, *, group: str) -> Ladder:
    return ladder(conversations.cells(view, part=Part()), when=conversations.when_of(view), group=group)


def _bar(label: str, *, found: Ladder, href: str = "") -> Bar:
    return Bar(label=label, href=href, counts=tuple((str(rung), n) for rung, n in enumerate(found.counts)))


def _kinds(view: View) -> list[Bar]:
    if view.selection.group != "send":
        return []
    kinds = (("support", "SEN support"), ("plan", "EHC plan"))
    found = [(label, _ladder(view, group=group)) for group, label in kinds]
    return [_bar(f"{label} only", found=each) for label, each in found if each.n]


def _before(view: View) -> list[Bar]:
    """The completed years before this one, each leading to its own view."""
    year = conversations.year_of(view)
    if view.place.total:
        return []
    known = sorted({each.academic_year for each in conversations.years(view.ask) if each.conversations}, reverse=True)
    bars = []
    for before in (each for each in known if each < year):
        there = conversations.at_period(view, period=before)
        found = _ladder(there, group=view.selection.group)
        if found.n:
            bars.append(_bar(period_words(before), found=found, href=view.ask.path + there.selection.to_query()))
    return bars


def term_card(view: View) -> Component:
    """The view's term: the group's pupils by what came of it; offered, held and declined beside the other pupils'."""
    beside = ("afa",) if view.place.total else tuple(BESIDE)
    found = {who: conversations.term_coverage(view, who=who) for who in beside}
    group, term = found["afa"], conversations.term_of(view)
    answer = conversations.in_words(view, answer=questions.value(conversations.at_period(view, period=term),
                                                    metric="conversations_this_term"))  # fmt: skip
    late = "missed" if conversations.is_over(view) else "overdue"
    title = words.term_title(group, term=term, late=late)
    bar = Bar(label=capital(GROUP_WORDS[view.selection.group]), counts=_term_counts(group))
    kinds = _term_kinds(group, late=late.capitalize())
    picture = rung_rows([bar], kinds=kinds, heading="Whose", caption=title, cut_by="This term")
    return chart_card(
        "conversations-term",
        title=title,
        caption=words.reasons(group),
        picture=html.Div([picture, _beside(found, late=late.capitalize())]),
        under=pieces.under(view.ask, answer=answer, title=title, heading="Place") if begun(view, period=term) else [],
    )


def _term_counts(found: Coverage) -> tuple[tuple[str, int], ...]:
    """The pupils of the term by piece of the bar: what is overdue where the term has ended, to come where it lasts."""
    days = [(DAYS[day][0], n) for day, n in found.days.items()]
    none = found.to_come - sum(found.days.values())
    return ("counted", found.had), ("missed", found.overdue), *days, ("none", none)


def _term_kinds(found: Coverage, *, late: str) -> tuple[tuple[str, str], ...]:
    missed = [("missed", late)] if found.overdue else []
    to_come = [*(DAYS[day] for day in found.days), NO_DAY]
    return (HELD, *missed, *(to_come if found.to_come or not found.overdue else []))


def _beside(found: dict[str, Coverage], *, late: str) -> Component:
    """Offered, held and declined side by side, in conversations, for the group and for the pupils outside it. What is
    to come stands there while the term lasts, what is overdue once it has ended."""
    group = found["afa"]
    waiting = [*(["To come"] if group.to_come or not group.overdue else []), *([late] if group.overdue else [])]
    columns = ("Pupils", "Offered", "Held", "With a parent or carer", "Declined", *waiting)
    rows = [
        [Cell(words=BESIDE[who]), *(Cell(words="–" if n is None else count(n), sort=n) for n in numbers)]
        for who, each in found.items()
        if each.n and (numbers := _numbers(each, waiting=waiting, due=who == "afa"))
    ]
    headings = (Column(heading="Whose"), *(Column(heading=each, numeric=True) for each in columns))
    return data_table("Conversations of the term, and pupils", columns=headings, rows=rows)


def _numbers(found: Coverage, *, waiting: list[str], due: bool) -> list[int | None]:
    """Of pupils outside the group nothing is to come or overdue: none is due."""
    left = [(found.to_come if heading == "To come" else found.overdue) if due else None for heading in waiting]
    return [found.n, found.offered, found.held, found.counted, found.declined, *left]


def targets_card(view: View) -> Component:
    """Targets set and met by kind, and how many conversations ended with both."""
    cells, when = conversations.cells(view, part=Part()), conversations.when_of(view)
    found = targets(cells, when=when, group=view.selection.group)
    lines = [words.targets_words(kind, found=each) for kind, each in found.items()]
    answers = [conversations.in_words(view, answer=questions.value(view, metric=metric)) for metric in _TARGETS]
    said = [row_sentence(each.rows[0], answer=each) for each in answers if each.rows[0].value is not None]
    under = pieces.under_table(view.ask, answer=answers[0], title="Targets set and met")
    title = words.targets_title(found, year=conversations.year_of(view))
    return card([html.P(each) for each in (*lines, *said)] + [under], title=title)


_TARGETS = ("conversations_target_completeness", "conversations_targets_met")
