"""The headline figure of each strand for each school, in the fewest words: what an import moves, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.metrics.answer import Answer
from dashboard.metrics.words import title
from dashboard.metrics.words_brief import brief_sides
from dashboard.queries.running import Asker
from dashboard.reporting.ask import Ask
from dashboard.reporting.overview import headline
from dashboard.reporting.strands import STRANDS, overview_of
from dashboard.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One strand's figure at one school: ``figure`` is it in words with its period, ``n`` how many pupils it counts."""

    school: str
    school_words: str
    strand: str
    words: str
    figure: str
    n: int


def headlines(asker: Asker, *, as_at: date) -> list[Headline]:
    """A headline for each school in scope and strand, of the latest period there is of each."""
    ask = Ask(asker=asker, as_at=as_at)
    return [each for code in ask.schools for each in _of_school(ask, code=code)]


def _of_school(ask: Ask, *, code: str) -> Iterator[Headline]:
    overview = overview_of(ask, selection=Selection(place=f"school:{code}"))
    for strand in STRANDS:
        answer = headline(overview.views[strand.path], strand=strand)
        row = answer.rows[0]
        yield Headline(
            school=code, school_words=ask.schools[code].name, strand=strand.words, words=title(answer),
            figure=_figure(answer), n=(row.n or 0) + (row.n_other or 0),
        )  # fmt: skip


def _figure(answer: Answer) -> str:
    period = f" ({answer.period_words})" if answer.period_words else ""
    return f"{brief_sides(answer)}{period}"
