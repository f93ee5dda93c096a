"""Every school whose records the reader checks, a row each."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.metrics.numbers import count
from dashboard.pages.quality.wording import day_words, share_words
from dashboard.reporting.quality import Check, Checked
from dashboard.selection import Selection

_SHARES = (
    ("SEN provision", "sen_status"),
    ("Class", "class_member"),
    ("Results this term", "assessment"),
    ("Weeks of registers", "attendance"),
    ("Conversations", "conversation"),
)


def schools_sentence(found: Sequence[Checked]) -> list[str]:
    """How many schools lack something, and how many lines are held back."""
    short = sum(any(each.lacking for each in one.checks) for one in found)
    held = sum(one.held_back for one in found)
    said = [f"**{short} of {count(len(found), words='schools')}** lack something that a figure rests on."]
    return [*said, f"**{held:,}** {'line' if held == 1 else 'lines'} of their files are held back."] if held else said


def schools_card(found: Sequence[Checked]) -> Component:
    """The table of schools; a school's name opens its own page."""
    columns = (
        Column(heading="School"), Column(heading="Pupils on roll", numeric=True),
        *(Column(heading=words, numeric=True) for words, _ in _SHARES),
        Column(heading="Lines held back", numeric=True), Column(heading="Last change", class_name="day"),
    )  # fmt: skip
    links = [f"/quality{Selection(place=f'school:{one.school.code}').to_query()}" for one in found]
    table = data_table("Schools", columns=columns, rows=[_cells(one) for one in found], links=links, show_caption=False)
    return card([table], title="How complete the records of each school are", width="wide")


def _cells(one: Checked) -> list[Cell]:
    return [
        Cell(words=one.school.name),
        Cell(words=count(one.pupils), sort=one.pupils),
        *(_share([each for each in one.checks if each.record == record]) for _, record in _SHARES),
        Cell(words=count(one.held_back), sort=one.held_back),
        Cell(words=day_words(one), sort=one.newest.isoformat() if one.newest else "0"),
    ]


def _share(checks: Sequence[Check]) -> Cell:
    """The least complete of a record's checks: the one that costs most."""
    shares = [each for each in checks if each.share is not None]
    if not shares:
        return Cell(words="none sent", sort=-1)
    least = min(shares, key=lambda each: each.share or 0)
    return Cell(words=share_words(least.have, of=least.of), sort=least.share or 0)
