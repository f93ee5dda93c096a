"""One school's cards: what is lacking record by record, how old each is, which rules were broken, and over time."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, stack
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import count, date_words, of, period_words
from dashboard.pages.quality.wording import share_words
from dashboard.reporting.quality import Check, Checked, Fresh, held_back_over_time

_CARDS = (
    ("Who is on roll", ("pupil", "class_member")),
    ("SEN register", ("sen_status", "sen_need")),
    ("Results", ("assessment",)),
    ("Registers", ("attendance",)),
    ("Conversations, leads and dates", ("conversation", "afa_lead", "calendar")),
)
_YES_OR_NO = frozenset({"afa_lead", "calendar"})


def school_cards(one: Checked) -> list[Component]:
    """The cards of a school, each in its own place whatever is lacking."""
    cards = [
        _checks(title, checks=[each for each in one.checks if each.record in records]) for title, records in _CARDS
    ]
    found = [each for each in cards if each is not None]
    return [*found, _broken(one), _fresh(one.fresh), stack([_terms(one), _imports(one)])]


def _checks(title: str, *, checks: Sequence[Check]) -> Component | None:
    if not checks:
        return None
    columns = (
        Column(heading="What", sortable=False), Column(heading="Have it", numeric=True, sortable=False),
        Column(heading="Share", numeric=True, sortable=False),
        Column(heading="What the rest costs in figures", sortable=False),
    )  # fmt: skip
    rows = [_check(each) for each in checks]
    table = data_table(title, columns=columns, rows=rows, show_caption=False, class_name="worded")
    return card([table], title=title, width="wide")


def _check(each: Check) -> list[Cell]:
    if each.record in _YES_OR_NO:
        return [Cell(words=each.about), Cell(words="yes" if each.have else "no"), Cell(words=""), Cell(words=each.cost)]
    if each.record == "assessment" and not each.have and each.of == 1:
        return [Cell(words=each.about), Cell(words="none"), Cell(words=""), Cell(words=each.cost)]
    share = share_words(each.have, of=each.of)
    return [Cell(words=each.about), Cell(words=of(each.have, each.of)), Cell(words=share), Cell(words=each.cost)]


def _fresh(found: Sequence[Fresh]) -> Component:
    columns = (Column(heading="Record"), Column(heading="Last changed"), Column(heading="Import", numeric=True))
    rows = [
        [
            Cell(words=each.title),
            Cell(
                words=date_words(each.day) if each.day else "never sent",
                sort=each.day.isoformat() if each.day else None,
            ),
            Cell(words=str(each.batch_id) if each.batch_id else "none", sort=each.batch_id or 0),
        ]
        for each in found
    ]
    return card([data_table("How old each record is", columns=columns, rows=rows, show_caption=False)],
                title="How old each record is")  # fmt: skip


def _broken(one: Checked) -> Component:
    title = "Rules that its files broke"
    if not one.broken:
        words = "No line about this school broke a rule, in any import that counts lines by school."
        return card([html.P(words)], title=title, width="wide")
    columns = (
        Column(heading="What is wrong", sortable=False), Column(heading="Lines", numeric=True),
        Column(heading="Held back"), Column(heading="Import", numeric=True),
        Column(heading="What to do", sortable=False),
    )  # fmt: skip
    rows = [
        [
            Cell(words=f"{each.message[:1].upper()}{each.message[1:]}"), Cell(words=count(each.lines), sort=each.lines),
            Cell(words="yes" if each.severity == "error" else "no"),
            Cell(words=str(each.batch_id), sort=each.batch_id or 0), Cell(words=each.advice),
        ]
        for each in one.broken
    ]  # fmt: skip
    table = data_table(title, columns=columns, rows=rows, show_caption=False, class_name="worded")
    return card([table], title=title, width="wide")


def _terms(one: Checked) -> Component:
    """Term by term, the least complete subject, and the registers and conversations."""
    columns = tuple(
        Column(heading=words, numeric=place > 0, sortable=False)
        for place, words in enumerate(
            ("Term", "Results", "Weeks of registers", "Pupils with sessions", "Conversations")
        )
    )
    rows = [[Cell(words=period_words(term).capitalize()), *_shares(checks)] for term, checks in one.before]
    title = "Term by term"
    words = "The share of pupils, or of weeks. Of the subjects, the least complete."
    table = data_table(title, columns=columns, rows=rows, show_caption=False)
    return card([html.P(words, className="caption"), table], title=title)


def _shares(checks: Sequence[Check]) -> list[Cell]:
    results = [each for each in checks if each.record == "assessment"]
    rest = {each.about: each for each in checks if each.record != "assessment"}
    least = min(results, key=lambda each: each.share or 0, default=None)
    return [_share_cell(each) for each in (least, *rest.values())]


def _share_cell(each: Check | None) -> Cell:
    return Cell(words="none" if each is None or not each.of else share_words(each.have, of=each.of))


def _imports(one: Checked) -> Component:
    title = "Import by import"
    found = held_back_over_time(one)
    if not found:
        return card([html.P("No import held a line of this school back.")], title=title)
    columns = (
        Column(heading="Import", numeric=True), Column(heading="Day"), Column(heading="Lines held back", numeric=True),
        Column(heading="Worth checking", numeric=True),
    )  # fmt: skip
    rows = [
        [
            Cell(words=str(number), sort=number), Cell(words=date_words(day), sort=day.isoformat()),
            Cell(words=count(errors), sort=errors), Cell(words=count(warnings), sort=warnings),
        ]
        for number, day, errors, warnings in found
    ]  # fmt: skip
    return card([data_table(title, columns=columns, rows=rows, show_caption=False)], title=title)
