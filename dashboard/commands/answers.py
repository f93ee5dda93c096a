"""``afa answer`` and ``afa metrics``: the figures at the command line, for the operator: aggregates, never a pupil."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click
from rich.console import Console
from rich.table import Table

from dashboard.access.scope import Level, Scope
from dashboard.metrics.answer import Answer, Row
from dashboard.metrics.numbers import number
from dashboard.metrics.registry import metrics
from dashboard.reporting import absence, attainment, attendance, over_time, questions
from dashboard.reporting import register as send_register
from dashboard.reporting.ask import Ask, NotHere, asking
from dashboard.reporting.parts import with_results, year_parts
from dashboard.reporting.supply import strand_words, strands
from dashboard.reporting.supply_yearly import yearly_words
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from dashboard.settings import Settings
from data_loaders.store.engine import reader, schema_is_current
from data_loaders.vocabulary import GROUPS

OPERATOR = Scope(account_id=0, role="operator", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
"""Who the command line is: whoever runs the machine. All schools, no class and no pupil."""
BY = ("school", "year", "group", "scale", "term", "sen_provision")


def register(group: click.Group) -> None:
    """Add ``answer``, ``metrics`` and ``supply`` to the command."""
    group.add_command(answer)
    group.add_command(list_metrics)
    group.add_command(list_supply)


@click.command()
@click.argument("metric")
@click.option("--place", default="trust", show_default=True, help="trust, or school:CODE.")
@click.option("--subject", default="", help="A subject as the results name it, e.g. mathematics.")
@click.option("--scale", default="", help="A scale of the subject; without it every scale has a row of its own.")
@click.option("--period", default="", help="2025-26.spring, or 2025-26 for the year to date; without it the latest.")
@click.option("--compare", type=click.Choice(["year", "term"]), default="year", show_default=True)
@click.option("--group", type=click.Choice(sorted(GROUPS)), default="send", show_default=True)
@click.option("--by", type=click.Choice(BY), default=None, help="A row for each of these.")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
def answer(metric: str, *, by: str | None, shape: str, **chosen: str) -> None:
    """Say METRIC for a place, with its n and 95% interval. A gap is SEND pupils minus other pupils; a figure of one
    group is that of SEND pupils, or of --group. With --by sen_provision the whole is all pupils."""
    if metric not in metrics():
        raise click.ClickException(f"There is no metric {metric}. There are: {', '.join(metrics())}.")
    settings, selection = Settings.from_environment(os.environ), _selection(chosen)
    with _asking(settings) as ask:
        view = _view(ask, selection=selection, strand=metrics()[metric].strand)
        said = _asked(view, metric=metric, by=by, every_scale=not chosen["scale"])
    if shape == "json":
        click.echo(_as_json(said))
    else:
        Console().print(_as_table(said))
    for note in said.notes:  # beside JSON on the error output, so that the answer stays JSON alone
        click.echo(f"Note: {note}", err=shape == "json")


@contextmanager
def _asking(settings: Settings) -> Iterator[Ask]:
    if not schema_is_current(settings.database_url):
        raise click.ClickException("Nothing has been brought in yet. Begin with: afa import FILE --mapping NAME")
    with asking(reader(settings.database_url), scope=OPERATOR, as_at=settings.today()) as ask:
        yield ask


def _view(ask: Ask, *, selection: Selection, strand: str = "progress") -> View:
    """The view, or what is wrong with the choice: at the command line nothing that was asked for is left aside."""
    try:
        view = view_of(ask, selection=selection, strand=strand)
    except NotHere:
        raise click.ClickException(f"There is no {selection.place} here. Try --place trust --by school.") from None
    scales = sorted({scale for subject, scale, _ in view.scales if selection.subject in {"", subject}})
    for name, known in (("subject", list(view.subjects)), ("scale", scales)):
        asked = getattr(selection, name)
        if asked and known and asked not in known:
            raise click.ClickException(f"There is no {name} {asked} here. There is: {', '.join(known)}.")
    return view


def _selection(chosen: dict[str, str]) -> Selection:
    selection = Selection.from_query(chosen)
    unread = [name for name, given in chosen.items() if given and getattr(selection, name) != given]
    if unread:
        wrong = ", ".join(f"--{name} {chosen[name]}" for name in unread)
        raise click.ClickException(f"Not understood: {wrong}. See afa answer --help.")
    if selection.place_kind not in {"trust", "school"}:
        raise click.ClickException("The command line answers for the trust and its schools, not for classes or pupils.")
    return selection


_ITS_OWN = {"absence_by_reason": "reason", "absence_distribution": "band", "register_flows": "flow"}
"""What a row of these metrics is about, whatever else is asked."""


def _asked(view: View, *, metric: str, by: str | None, every_scale: bool) -> Answer:
    by = _ITS_OWN.get(metric, by)
    if by is None:
        return questions.value(view, metric=metric, every_scale=every_scale)
    if by == "term":
        return over_time.trend(view, metric=metric)
    if by == "year" and view.strand == "roll":
        raise click.ClickException(f"{metric} is told of the trust and of its schools, not of year groups.")
    if by == "year":
        return questions.by_part(view, metric=metric, parts=year_parts(view, held=_year_groups(view, metric=metric)))
    if by == "scale" and metric in attainment.QUESTIONS:
        raise click.ClickException(f"{metric} is the same whatever scale is chosen: ask for it without --by scale.")
    if by == "sen_provision" and metric not in attendance.OF_ONE_GROUP:
        told = ", ".join(attendance.OF_ONE_GROUP)
        raise click.ClickException(f"{metric} is not told by single provisions. These are: {told}.")
    asked: dict[str, Callable[..., Answer]] = {
        "school": questions.by_place, "group": questions.by_group, "scale": questions.by_scale,
        "sen_provision": questions.by_provision, "reason": absence.by_reason, "band": absence.by_band,
        "flow": send_register.by_flow,
    }  # fmt: skip
    return asked[by](view, metric=metric)


def _year_groups(view: View, *, metric: str) -> Counter[str]:
    if metric in attainment.QUESTIONS:
        return attainment.year_groups(view, metric=metric)
    return attendance.held(view) if view.strand == "attendance" else with_results(view)


def _as_json(said: Answer) -> str:
    shown = {
        "metric": said.metric, "place": said.place, "period": said.period,
        "group": said.group, "group_words": said.group_words, "other_words": said.other_words,
        "rows": [_plain(row) for row in said.rows], **({"whole": _plain(said.whole)} if said.whole else {}),
    }  # fmt: skip
    return json.dumps(shown, ensure_ascii=False, indent=2)


_TOLD = (
    "label", "numerator", "denominator", "n", "n_other", "value", "low", "high", "state", "reason",
    "group_value", "group_low", "group_high", "other_value", "other_low", "other_high",
)  # fmt: skip
"""What is told of a row as JSON. A difference has both its sides beside it."""


def _plain(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in _TOLD}


def _as_table(said: Answer) -> Table:
    rows = [*said.rows, *([said.whole] if said.whole else [])]
    who = said.group_words if all(row.n_other is None for row in rows) else f"{said.group_words} and {said.other_words}"
    name = metrics()[said.metric].name
    title = f"{name}: {said.place_words}, {who}, {said.period_words}, as at {date_of(said.as_at)}"
    table = Table(title=title, title_justify="left")
    first = "pupils on roll" if metrics()[said.metric].strand == "roll" else said.group_words
    for heading in ("", first, said.other_words, "part of whole", "value", "95% interval", "state", "why"):
        table.add_column(heading, justify="left" if heading in {"", "why"} else "right")
    for row in rows:
        between = (
            ""
            if row.low is None or row.high is None
            else f"{number(row.low, decimals=4)} to {number(row.high, decimals=4)}"
        )
        others = "" if row.n_other is None else str(row.n_other)
        shown = "" if row.value is None else number(row.value, decimals=4, sign=row.n_other is not None)
        table.add_row(row.label, str(row.n), others, _part(row), shown, between, row.state, row.reason)
    return table


def _part(row: Row) -> str:
    """``"23 of 5956"``: what the value is worked out from, where it is a part of a whole."""
    if row.numerator is None or row.denominator is None:
        return ""
    return f"{row.numerator:g} of {row.denominator:g}"


def date_of(day: date | None) -> str:
    """The as-at date as ``2026-03-20``."""
    return day.isoformat() if day else ""


@click.command(name="metrics")
def list_metrics() -> None:
    """List the metrics: the id and the question each answers."""
    for name, known in metrics().items():
        click.echo(f"{name:<32} {known.question}")


@click.command(name="supply")
@click.option("--place", default="trust", show_default=True, help="trust, or school:CODE.")
def list_supply(*, place: str) -> None:
    """Say which strands have been supplied, how old they are, who has not sent this term's and who never sent any."""
    settings = Settings.from_environment(os.environ)
    with _asking(settings) as ask:
        view = _view(ask, selection=_selection({"place": place}))
        for words in [*(strand_words(strand) for strand in strands(view)), *yearly_words(view)]:
            click.echo(words)
