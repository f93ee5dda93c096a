"""The cards about clubs: SEN support and EHC plan apart, how much, by kind, and club by club with its places."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card, chart_card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.share_rows import share_rows, shares_words
from dashboard.metrics.numbers import count, interval, number, of, percentage
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import is_counted, is_counted_side
from dashboard.metrics.words import sentence, title
from dashboard.pages import pieces
from dashboard.reporting import clubs, questions
from dashboard.reporting.clubs import Club
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUP_WORDS


def apart(view: View) -> Component:
    """SEN support and EHC plan, each beside the other pupils."""
    answer = questions.by_group(view, metric="club_gap")
    words = "SEN support and EHC plan apart"
    picture = share_rows(answer, heading="Group", caption=words)
    return chart_card(
        "wider-outcomes-groups", title=words, caption=f"Came to a club in {answer.period_words}, beside other pupils.",
        picture=picture, under=pieces.under(view.ask, answer=answer, title=words, heading="Group"),
    )  # fmt: skip


def how_much(view: View) -> Component:
    """Regular participation and sessions a pupil, in sentences, with how they are worked out."""
    names = ["sessions_per_pupil"] if view.place.total else ["regular_participation", "sessions_per_pupil"]
    answers = [questions.value(view, metric=name) for name in names]
    words = "Coming regularly, and how often"
    least = metric("regular_participation").parameters["threshold_percent"]
    regular = f"Regular: at least {least:.0f}% of the sessions offered over a half term."
    lines = [html.P(sentence(answer)) for answer in answers]
    about = html.P(regular, className="caption")
    return card([*lines, about, pieces.under_several(view.ask, answers=answers, title=words)], title=words)


def cards(view: View, *, held: list[Club]) -> list[Component]:
    """By kind of club; of a school also club by club."""
    found = [_kinds(view)]
    return [*found, _table(view, held=held)] if held else found


def _kinds(view: View) -> Component:
    answer = clubs.by_kind(view)
    words = title(answer)
    return chart_card(
        "wider-outcomes-kinds",
        title=words,
        caption="Pupils who came to a club of that kind at least once, of all on roll; a pupil may be in several.",
        picture=share_rows(answer, heading="Kind of club", caption=words),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Kind of club"),
        width="wide",
    )  # fmt: skip


def _table(view: View, *, held: list[Club]) -> Component:
    columns = (
        Column(heading="Club"), Column(heading="Kind"), Column(heading="On the register now", numeric=True),
        Column(heading="Places left", numeric=True), Column(heading="SEND, of those who came", numeric=True),
        Column(heading="SEND and other pupils who came", numeric=True),
        Column(heading="Difference, 95% interval", numeric=True),
    )  # fmt: skip
    send, everybody = clubs.on_roll_share(view)
    share = f", {percentage(100 * send / everybody)}" if everybody else ""
    group = GROUP_WORDS[view.selection.group]
    caption = (
        f"On roll {of(send, everybody)} pupils are {group}{share}. Where they are fewer in a club, ask who is missing."
    )
    if any(club.over for club in held):
        caption += " Over: more pupils are on the register than the club is said to have places; see which is so."
    words = "Who is missing from which club, and which have places"
    table = data_table(words, columns=columns, rows=[_cells(club) for club in held], show_caption=False)
    shown = [club for club in held if club.came]
    answers = [
        questions.answer_of(view, metric="club_send_share", rows=[club.send_share for club in shown]),
        questions.answer_of(view, metric="club_gap", rows=[club.gap for club in shown]),
    ]
    below = pieces.under_several(view.ask, answers=answers, title=words)
    return card([html.P(caption, className="caption"), table, below], title=words, width="wide")


def _cells(club: Club) -> list[Cell]:
    row, told = club.gap, not is_counted(club.gap)
    apart = ""
    if told and row.value is not None and row.low is not None and row.high is not None:
        apart = f"{number(row.value, decimals=1, sign=True)} ({interval(row.low, row.high, decimals=1)})"
    came = (
        of(int(club.send_share.numerator or 0), int(club.send_share.denominator or 0)) if club.came else "nobody came"
    )
    return [
        Cell(words=club.name),
        Cell(words=clubs.kind_words(club.kind)),
        Cell(words=_register(club), sort=club.members_now),
        Cell(words=_places(club), sort=club.free),
        Cell(words=came, sort=club.send_share.value),
        Cell(words=shares_words(row), sort=None if is_counted_side(row) else row.group_value),
        Cell(words=apart, sort=row.value if told else None),
    ]


def _register(club: Club) -> str:
    if club.places is None:
        return count(club.members_now)
    if club.over:
        return f"{count(club.members_now)}, for {count(club.places, words='places')}"
    return of(club.members_now, club.places)


def _places(club: Club) -> str:
    if club.free is None:
        return "not known"
    return count(club.free) if club.free else f"full, {count(club.over)} over" if club.over else "full"
