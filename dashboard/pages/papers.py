"""For committee papers: the trust's schools side by side, from releases alone, with the release of each figure."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.differences_releases import difference_words
from dashboard.metrics.numbers import date_words, period_words
from dashboard.metrics.telling import capital
from dashboard.metrics.words_releases import figure, noun_words, rules_words, sides
from dashboard.pages.drawn import Drawn
from dashboard.queries.releases import Released, newest
from dashboard.reporting.ask import Ask
from dashboard.reporting.releases import View, totals_of
from dashboard.selection import Selection

PATH = "papers"
WORDS = "For committee papers"


def page(_selection: Selection, ask: Ask) -> Drawn:
    """Every school's newest release and every phase's, a table a measure. Nothing of it is live."""
    found = newest(current.releases(), schools=ask.schools)
    if not found:
        none = "Committee papers take their figures from releases: rounded, checked and frozen. Live figures stay here."
        return Drawn(title=WORDS, body=[notice("No figures have been released yet", words=none)])
    said = (
        "These figures may leave the trust's own hands: they are **rounded, checked and frozen**. Live figures on the "
        "other pages may not: a small group in them can be a child."
    )
    tables = [_measure(stem, found=found) for stem in _stems(found)]
    return Drawn(
        title=WORDS, body=[sentence(said), _releases(found), *tables],
        as_at=f"Newest release of each place · {rules_words(found[0].rules)}",
    )  # fmt: skip


def _stems(found: Sequence[Released]) -> list[str]:
    return list(dict.fromkeys(_stem(view) for release in found for view in totals_of(release.views)))


def _stem(view: View) -> str:
    return str(view["key"]).partition("@")[0]


def _releases(found: Sequence[Released]) -> Component:
    """Which release each figure is from: a paper says so."""
    columns = [Column(heading=heading) for heading in ("Place", "Release", "Term", "Pupils on roll on", "As at")]
    rows = [
        [
            Cell(words=each.words), Cell(words=str(each.number), sort=each.number), Cell(words=period_words(each.term)),
            Cell(words=date_words(each.census), sort=each.census.isoformat()),
            Cell(words=date_words(each.as_at), sort=each.as_at.isoformat()),
        ]
        for each in found
    ]  # fmt: skip
    table = data_table("Releases", columns=columns, rows=rows, show_caption=False)
    return card([table], title="The releases", width="wide")


def _measure(stem: str, *, found: Sequence[Released]) -> Component:
    held = [(release, view) for release in found for view in totals_of(release.views) if _stem(view) == stem]
    columns = [Column(heading=heading) for heading in ("Place", "SEND pupils", "Other pupils", "Difference")]
    title = capital(noun_words(held[0][1]))
    table = data_table(
        title, columns=columns, rows=[_row(release, view=view) for release, view in held], show_caption=False
    )
    words = html.P(f"Pupils who {held[0][1]['words']}." if held[0][1]["kind"] == "counts" else "", className="caption")
    return card([words, table], title=title, width="wide")


def _row(release: Released, *, view: View) -> list[Cell]:
    """A place's figure of a measure: SEND and other pupils, and the difference where it can be said."""
    lines = {line["key"]: line for line in view["lines"]}
    told = [figure(lines[key], view=view, rules=release.rules) for key in ("send", "others")]
    send, others = sides(view)
    apart = difference_words(view, rules=release.rules) if send and others else ""
    return [Cell(words=words) for words in (release.words, *told, apart)]
