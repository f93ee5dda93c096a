"""Who has seen this child: every account that was shown it, how, and when first and last."""

from __future__ import annotations

from dash import html

from dashboard.access import audit, children, current, trail
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.pages.audit.words import NOBODY, TRAIL, roles, to_account, when
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import NotHere
from dashboard.selection import Selection

TITLE = "Who has seen this child"
_COLUMNS = (
    Column(heading="Account"),
    Column(heading="Role"),
    Column(heading="Own page", numeric=True),
    Column(heading="In a list", numeric=True),
    Column(heading="In a file", numeric=True),
    Column(heading="First (UTC)"),
    Column(heading="Last (UTC)"),
)


def drawn(selection: Selection) -> Drawn:
    """A row an account. Raises ``NotHere`` where no child has this token."""
    found = children.child_of(selection.place_id)
    if found is None:
        raise NotHere(selection.place)
    current.note(audit.Action.TRAIL_READ, place=selection.place)
    with current.access().accounts.reads.connect() as connection:
        lookers = trail.who_saw(connection, pupil_id=found.pupil_id)
    table = data_table(
        TITLE, columns=_COLUMNS, rows=[_cells(looker) for looker in lookers],
        links=[to_account(looker.account_id) for looker in lookers], show_caption=False,
    )  # fmt: skip
    shown = table if lookers else html.P("No account has been shown this child.")
    body = [html.P(_said(found), className="caption"), shown]
    return Drawn(title=TITLE, above=[TRAIL], body=[card(body, title=_heading(lookers), width="wide")])


def _heading(lookers: list[trail.Looker]) -> str:
    return f"{len(lookers)} account{'' if len(lookers) == 1 else 's'}"


def _said(child: children.Child) -> str:
    schools = " and ".join(f"school {code}" for code in child.schools) or "no school"
    return f"Pupil {child.pupil_id} in the records, of {schools}."


def _cells(looker: trail.Looker) -> list[Cell]:
    return [
        Cell(words=looker.name or NOBODY),
        Cell(words=roles(looker.roles)),
        *(Cell(words=str(count), sort=count) for count in (looker.pages, looker.lists, looker.files)),
        Cell(words=when(looker.first)),
        Cell(words=when(looker.last)),
    ]
