"""About the evidence: what the pilot found, what the trial found, and how far either goes. For everybody."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.sentence import sentence
from dashboard.metrics.evidence import Published, evidence
from dashboard.pages.drawn import Drawn
from dashboard.reporting.ask import Ask
from dashboard.selection import Selection

PATH = "evidence"
WORDS = "About the evidence"


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """The same for every reader: it holds no figure of the trust."""
    said = [
        "Schools in the pilot reported gains. A later trial, in which schools were chosen by lot, found **two months "
        "less** progress. So this dashboard shows what happens here and promises nothing.",
    ]
    body = [sentence(said), _pilot(), _trial(), *_tables(), _reading(), _sources()]
    return Drawn(title=WORDS, body=body)


def _pilot() -> html.Section:
    return _words(
        "What the pilot found, 2009 to 2011",
        "About 450 schools of ten local authorities took part (one source counts 454), with about 28,000 "
        "pupils who had "
        "a statement or were at School Action or School Action Plus. They began with Years 1, 5, 7 and 10.",
        "Pupils in Years 5 and 10 were reported to have gained more in English and mathematics than other pupils "
        "nationally in the first year. Where the headteacher led, more parents took part in all three conversations.",
        "A study of 4,758 pupils in 323 of the schools found fewer problems of behaviour, better "
        "relationships and less "
        "bullying, as teachers rated them, than in comparison schools. The schools had not been chosen by lot.",
        "Gains that schools report of themselves, without schools that might have done as well anyway, are a reason to "
        "look closer. They are not proof.",
    )


def _trial() -> html.Section:
    return _words(
        "What the trial found, 2016 to 2018, reported in 2020",
        "134 primary schools were divided by lot: some took up Achievement for All, the others carried on as before.",
        "At key stage 2 the pupils of schools that took it up had made **two months less** progress in "
        "reading and "
        "in mathematics. The pupils it was meant for had made two and three months less.",
        "The trial has the highest rating for security that its funder gives. It tried the programme as it "
        "was then run "
        "in primary schools; it says nothing of secondary schools, nor of one part of the programme by itself.",
        "The two findings differ in years, in schools and in method. A trial by lot is the stronger method.",
    )


def _tables() -> list[Component]:
    figures = evidence().figures
    now, apart = ([each for each in figures if bool(each.kept_apart) is old] for old in (False, True))
    words = (
        "Persistent absence meant missing about 20% of sessions in those years; since 2015/16 it means 10%. The same "
        "school would show a far higher figure today, so these never stand on a chart beside today's."
    )
    return [
        _table("Figures of the pilot, as they were published", figures=now),
        _table("Persistent absence, by a definition that no longer holds", figures=apart, words=words),
    ]


def _table(title: str, *, figures: Sequence[Published], words: str = "") -> html.Section:
    columns = (
        Column(heading="What", sortable=False),
        Column(heading="Before", numeric=True, sortable=False),
        Column(heading="After", numeric=True, sortable=False),
        Column(heading="A figure of", sortable=False),
        Column(heading="Years", sortable=False),
        Column(heading="What to know", sortable=False),
    )
    rows = [_cells(figure) for figure in figures]
    caption = [html.P(words, className="caption")] if words else []
    table = data_table(title, columns=columns, rows=rows, show_caption=False, class_name="evidence-table")
    return card([*caption, table], title=title, width="wide")


def _cells(figure: Published) -> list[Cell]:
    said = f"{figure.note} Source: {_short(figure.source)}."
    words = (figure.what, figure.before or "", figure.after, figure.about, figure.years, said)
    return [Cell(words=each) for each in words]


def _short(source: str) -> str:
    """The first words of a source, as the list beneath has it whole."""
    return evidence().sources[source].split(",")[0].split(":")[0]


def _reading() -> html.Section:
    return _words(
        "How the dashboard uses them",
        "Beside a chart a figure of the pilot is a labelled mark, never a target and never a line to be above.",
        "That heads who led reached more parents is an association: the schools chose who led, and schools whose head "
        "leads may differ in much else.",
        "What your own trust shows stands with its numbers of pupils and its intervals, and can say that there is no "
        "clear difference, or that something is worse.",
        link=("/definitions", "What each measure means"),
    )


def _sources() -> html.Section:
    listed = html.Ul([html.Li(words) for words in evidence().sources.values()], className="sources")
    return card([listed], title="Sources", width="half")


def _words(title: str, *paragraphs: str, link: tuple[str, str] | None = None) -> html.Section:
    said: list[Component] = [html.P(_strong(words)) for words in paragraphs]
    if link is not None:
        said.append(html.P(dcc.Link(link[1], href=link[0])))
    return card(said, title=title, width="half")


def _strong(words: str) -> list[str | html.Strong]:
    parts = words.split("**")
    return [html.Strong(part) if place % 2 else part for place, part in enumerate(parts) if part]
