"""The SEND register this year: who was on it in September, who came and went, who is on it now; school by school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.data_table import PUPILS, Cell, Column, data_table
from dashboard.metrics.answer import Row
from dashboard.metrics.numbers import count, date_words, percentage
from dashboard.metrics.roll import CAME, FLOWS, UNSURE, WENT
from dashboard.metrics.small_groups import counted_words
from dashboard.metrics.words import title as title_of
from dashboard.pages import pieces
from dashboard.releases.rules import load_rules
from dashboard.reporting.register import Register, SchoolRegister, by_school, moved, register
from dashboard.reporting.view import View
from data_loaders.school_year import first_of_september

_SHORT: Mapping[str, str] = {
    "start": "At the start", "identified": "Newly identified", "arrived": "Arrived with SEND",
    "found": "Status not known at the start", "removed": "Removed", "left": "Left school",
    "lost": "Status no longer known", "now": "At the end", "escalated": "To an EHC plan", "eased": "To SEN support",
}  # fmt: skip
_CAUTION = (
    "Only the first and the last day are compared. Whoever moved between two of our schools left the one and arrived "
    "at the other; in the trust's figures they stayed."
)


def register_card(view: View) -> list[Component]:
    """One card for a trust or a school; nothing for a phase together, or where nobody was on roll."""
    if view.place.total or not view.selection.period:
        return []
    now, before = register(view), register(view, years_ago=1)
    if not now.counts:
        return []
    title = title_of(now.prevalence)
    about = html.P(f"The SEND register {_when(view)}.", className="caption")
    schools = by_school(view) if view.place.kind == "trust" else []
    under = pieces.under_several(view.ask, answers=[now.prevalence, now.flows], title=title)
    told = [html.P(moved_words(now, n=moved(now, schools=schools)))] if len(schools) > 1 else []
    said = [about, html.P(adds_up(now)), *told, html.P(_CAUTION, className="caption")]
    folded = [_schools(schools, title=title)] if schools else []
    return [card([*said, _lines(now, before=before), *folded, under], title=title, width="wide")]


def _when(view: View) -> str:
    year = view.selection.period[:7]
    ends = first_of_september(int(year[:4]) + 1)
    return "this year" if view.ask.as_at < ends else f"in {year.replace('-', '/')}"


def adds_up(found: Register) -> str:
    """``1,054 on 1 September 2025 + 23 newly identified + 12 arrived with SEND − 7 removed from the register − 18 left
    school = 1,064 on 20 March 2026.``"""
    counts = found.counts
    came = "".join(f" + {_counted(name, counts=counts)}" for name in CAME if _is_told(name, counts=counts))
    went = "".join(f" − {_counted(name, counts=counts)}" for name in WENT if _is_told(name, counts=counts))
    first, last = date_words(found.first), date_words(found.last)
    return f"{count(counts['start'])} on {first}{came}{went} = {count(counts['now'])} on {last}."


def moved_words(found: Register, *, n: int) -> str:
    """``3 SEND pupils on roll on 20 March 2026 were at another of our schools on 1 September 2025.``"""
    first, last = date_words(found.first), date_words(found.last)
    who = count(n, words="SEND pupils") if n else "No SEND pupil"
    return f"{who} on roll on {last} {'was' if n < 2 else 'were'} at another of our schools on {first}."


def _counted(name: str, *, counts: Mapping[str, int]) -> str:
    words = FLOWS[name].words
    return f"{count(counts[name])} {words[:1].lower()}{words[1:]}"


def _is_told(name: str, *, counts: Mapping[str, int]) -> bool:
    """The lines of those whose status is not known are told where there is anybody in them."""
    return name not in UNSURE or bool(counts.get(name))


def _lines(now: Register, *, before: Register) -> Component:
    """A row a line: this year, and the whole year before where anybody was on roll then."""
    windows = [each for each in (now, before) if each.counts]
    names = [name for name in FLOWS if any(_is_told(name, counts=each.counts) for each in windows)]
    rows: list[list[Cell | str]] = [
        [FLOWS[name].words, *(_pupils(each.counts[name]) for each in windows)] for name in names
    ]
    rows.append(["Pupils on roll at the end, status known", *(_on_roll(_row(each)) for each in windows)])
    rows.append(["Share of them on the register", *(_share(_row(each)) for each in windows)])
    heads = [_numbers(f"{date_words(each.first)} to {date_words(each.last)}") for each in windows]
    columns = [Column(heading="SEND pupils", sortable=False), *heads]
    return data_table("The register", columns=columns, rows=rows, show_caption=False)


def _schools(schools: Iterable[SchoolRegister], *, title: str) -> Component:
    """A row a school, folded: most of its numbers are of few pupils, which is said once over them all."""
    listed = list(schools)
    names = [name for name in FLOWS if any(_is_told(name, counts=each.counts) for each in listed)]
    heads = [*(_SHORT[name] for name in names), "On roll, status known", "Share"]
    columns = [Column(heading="School"), *(Column(heading=words, numeric=True) for words in heads)]
    rows: list[list[Cell | str]] = [
        [each.part.label, *(_pupils(each.counts[name]) for name in names), _on_roll(each.prevalence),
         _share(each.prevalence)]
        for each in listed
    ]  # fmt: skip
    links = [each.part.href for each in listed]
    table = data_table("School by school", columns=columns, rows=rows, links=links, show_caption=False)
    few = f"A number under {load_rules().hide_below} is of a small group: do not circulate it."
    summary = html.Summary(["School by school", html.Span(f": {title}", className="visually-hidden")])
    return html.Details([summary, html.P(few, className="caption"), table], className="fold")


def _row(found: Register) -> Row:
    return found.prevalence.rows[0]


def _numbers(heading: str) -> Column:
    return Column(heading=heading, numeric=True, sortable=False, class_name=PUPILS)


def _pupils(n: int) -> Cell:
    return Cell(words=count(n), sort=n)


def _on_roll(row: Row) -> Cell:
    return _pupils(int(row.denominator or 0))


def _share(row: Row) -> Cell:
    if row.value is None:
        return Cell(words=row.reason, sort=None)
    return Cell(words=counted_words(row) or percentage(row.value), sort=row.value)
