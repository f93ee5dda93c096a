"""Wider outcomes of a trust or a school: who takes part in clubs, where, in which, and what else is recorded."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard.access.scope import Level
from dashboard.components.chart_card import chart_card, graph, group_key, stack
from dashboard.components.elements import settled
from dashboard.components.interval_rows import interval_key, interval_rows, reference_to
from dashboard.components.notice import not_supplied, notice
from dashboard.components.sentence import sentence, strong
from dashboard.components.share_rows import is_alone, share_rows
from dashboard.figures.trend import trend as trend_figure
from dashboard.metrics.answer import Answer
from dashboard.metrics.numbers import period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words import sentence as sentence_of
from dashboard.metrics.words import title
from dashboard.pages import pieces
from dashboard.pages.drawn import Drawn
from dashboard.pages.wider_outcomes import clubs, conduct, lists, questionnaires, transition, wording
from dashboard.reporting import clubs as reporting
from dashboard.reporting import over_time, questions, wider_pupils
from dashboard.reporting import wider_outcomes as wider
from dashboard.reporting.clubs import Club
from dashboard.reporting.part import Part
from dashboard.reporting.parts import year_parts
from dashboard.reporting.view import View
from data_loaders.vocabulary import PHASES


def page(view: View) -> Drawn:
    """The page of a trust, of a phase together, or of a school."""
    if not wider.begun(view, period=view.selection.period):
        return pieces.drawn(view, body=[_not_begun(view), pieces.supply_card(view)])
    supplied = _supplied(view)
    held = reporting.clubs(view) if supplied else []
    body = [*(_clubs(view, held=held) if supplied else [_no_registers(view)]), *conduct.cards(view)]
    body += _of_the_year(view)
    if view.place.kind == "school" and view.ask.scope.may_read(Level.PUPIL):
        send = wider_pupils.send_roll(view)
        cards, shown = lists.pupil_cards(view, send=send, held=held)
        joined, asked_for = transition.pupil_cards(view, send=send)
        cards = cards or (pieces.name_links(view) if joined else [])
        return pieces.drawn(view, body=[*body, *pieces.class_links(view), *cards, *joined], pupil_ids=shown | asked_for)
    return pieces.drawn(view, body=body)


def _of_the_year(view: View) -> list[Component]:
    """The cards of the academic year, sums that belong to no child: drawn once for a scope and state of the data."""
    question = (view.selection, view.place.address, view.place.total, view.ask.path, view.ask.as_at)
    drawn: list[Component] = view.ask.once(
        "cards of the year", *question, read=lambda: settled([*questionnaires.cards(view), *transition.cards(view)])
    )
    return drawn


def _not_begun(view: View) -> Component:
    period = view.selection.period
    words = "Choose an earlier period above." if period else "There is no term yet at this place."
    what = f"{capital(period_words(period))} has not begun" if period else "Nothing has been supplied yet"
    return notice(what, words=words)


def _supplied(view: View) -> bool:
    return bool(wider.counts_at(view, measure=wider.CLUBS, part=Part()))


def _no_registers(view: View) -> Component:
    """Instead of clubs: none at all, or none for this period."""
    if view.periods:
        words = "No club register has been sent for this period, so nobody can be said to be in a club or in none."
        return notice(f"No club registers for {period_words(view.selection.period)}", words=words)
    who = view.place.words if view.place.kind == "school" else ""
    return not_supplied("Club registers", who=who, next_step="The template for club registers has a row a pupil.")


def _clubs(view: View, *, held: list[Club]) -> list[Component]:
    gap = questions.value(view, metric="club_gap")
    trend, where = _trend_card(view), _where(view, gap=gap)
    said = sentence(strong(each) for each in wording.said(view, gap=gap))
    head: list[Component] = [said, *pieces.notes_card(gap)]
    if view.place.total:
        return [*head, stack([trend]), stack([clubs.how_much(view), pieces.supply_card(view)])]
    years = _years_card(view)
    beside = [clubs.apart(view), clubs.how_much(view)]
    if view.place.kind == "trust":
        columns = [stack([trend, years, *beside[1:]]), stack([where, *beside[:1]])]
    elif is_alone(gap.rows[0]):
        columns = [stack([trend]), stack([years, *beside[1:]])]
    else:
        columns = [stack([trend, years]), stack([where, *beside])]
    return [*head, *columns, *clubs.cards(view, held=held)]


def _trend_card(view: View) -> Component:
    answer = over_time.trend(view, metric="club_gap")
    words = title(answer)
    drawn = replace(answer, unit="%", scale_words="% of pupils on roll who came to a club")
    return chart_card(
        "wider-outcomes-trend",
        title=words,
        caption="Pupils who came to at least one club session in each term, of all on roll, with 95% bands. "
        "SEND status is that at the start of each term; the line breaks each September.",
        key=group_key(group_words=capital(answer.group_words), group=answer.group),
        picture=graph("wider-outcomes-trend", figure=trend_figure(drawn, from_nought=True)),
        summary=sentence_of(answer),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Term"),
    )


def _years_card(view: View) -> Component:
    answer = over_time.by_year(view, metric="club_gap")
    words = wording.years_title(answer)
    return chart_card(
        "wider-outcomes-years",
        title=words,
        caption="Pupils who came to at least one club session in the year. SEND status is that of 1 September, or on "
        "joining. Under the shares, the difference with its 95% interval.",
        picture=share_rows(answer, heading="Year", caption=words),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Year"),
    )


def _where(view: View, *, gap: Answer) -> Component:
    if view.place.kind == "trust":
        return _schools_card(view, gap=gap)
    answer = questions.by_part(view, metric="club_gap", parts=year_parts(view, held=wider.year_groups(view)))
    words = title(answer)
    return chart_card(
        "wider-outcomes-parts",
        title=words,
        caption=f"Share of {gap.group_words} in a club minus share of others, with 95% intervals, youngest first.",
        picture=interval_rows(
            answer, heading="Pupils", caption=words, parent=reference_to(gap, words="this school")
        ),
        under=pieces.under(view.ask, answer=answer, title=words, heading="Pupils"),
    )  # fmt: skip


def _schools_card(view: View, *, gap: Answer) -> Component:
    """The schools, phase by phase on one scale, in order of name; a school without registers says so."""
    answer = questions.by_place(view, metric="club_gap")
    parent = reference_to(gap, words="the trust")
    words = title(answer)
    schools = view.ask.schools
    phases = [phase for phase in PHASES if any(school.phase == phase for school in schools.values())]
    tables: list[Component] = [
        html.Div(
            interval_rows(
                answer, heading=f"{PHASES[phase]} schools", caption=PHASES[phase], parent=parent, key=False,
                rows=[row for row in answer.rows if schools[row.key.partition(":")[2]].phase == phase],
            ),
            className="phase",
        )
        for phase in phases
    ]  # fmt: skip
    return chart_card(
        "wider-outcomes-schools",
        title=words,
        caption=f"Share of {gap.group_words} in a club minus share of other pupils by school, with 95% intervals, in "
        "order of name.",
        picture=html.Div([interval_key(parent, rows=answer.rows), *tables]),
        under=pieces.under(view.ask, answer=answer, title=words, heading="School"),
    )
