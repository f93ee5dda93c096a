"""How governors' figures are checked: what the audit of each release found, and what it does not cover.

For whoever reads releases, for those whose school they are about, and for the data protection officer.
"""

from __future__ import annotations

from collections.abc import Collection

from dash import html
from dash.development.base_component import Component

from dashboard.access import current
from dashboard.components.chart_card import card
from dashboard.components.data_table import Cell, Column, data_table
from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import count, date_words
from dashboard.metrics.words_releases import label_words, rules_words
from dashboard.pages.drawn import Drawn
from dashboard.queries.releases import Released, certificates
from dashboard.reporting.ask import Ask
from dashboard.reporting.releases import KEPT_SAFE, certificate_words, doubt_words
from dashboard.selection import Selection

PATH = "certificate"
WORDS = "How figures are checked"


def page(_selection: Selection, _ask: Ask) -> Drawn:
    """Every newest release of the reader's schools with its certificate; of all schools for roles of the trust."""
    found = certificates(current.releases(), schools=_schools())
    if not found:
        return Drawn(title=WORDS, body=[notice("No figures have been released yet"), _method(), _not_covered()])
    rules = rules_words(found[0].rules)
    return Drawn(
        title=WORDS,
        body=[sentence(_headline(found)), _method(), _not_covered(), _counts(found), *map(_one, found)],
        as_at=f"Newest release of each place · {rules}",
    )


def _schools() -> Collection[str] | None:
    """The schools of the reader's grants; None, every school, where the grant is for the trust."""
    return None if current.person().rights.granted_for == "trust" else current.person().schools


def _headline(found: list[Released]) -> list[str]:
    exact = f"Nothing about a small group can be **proved** from governors' figures: {doubt_words(found)}."
    return [KEPT_SAFE, exact]


def _method() -> Component:
    said = (
        "A release is a closed list of tables, frozen on a day. Nothing in it answers to a filter.",
        "Small categories are joined, small counts are hidden, other counts are rounded, and one mark stands for "
        "whatever is hidden, for whichever reason.",
        "Each table is tried together with everything shown before it, in this release and in earlier ones, and with "
        "what the Department for Education publishes. Two answers that fit all of it, as far apart as can be found, "
        "are worked out for every small count. Where they lie too close, the table is cut down or withheld.",
        "Pupils are counted as on roll on a census day. A child who joins or leaves moves nothing until enough others "
        "have come or gone as well.",
    )
    return card([html.P(line) for line in said], title="What is checked")


NOT_COVERED = (
    "Guesses short of proof: a reader may still think something likely.",
    "A reader who already knows most of a group, as a member of staff or a parent may.",
    "Reasoning about why a figure was hidden. It is kept small: one mark for all reasons.",
    "Other documents: minutes, letters, newspapers, what pupils and parents say.",
    "A governor and a member of staff who put together what each of them knows.",
    "Live figures that a headteacher reads out in a meeting.",
)


def _not_covered() -> Component:
    return card([html.Ul([html.Li(line) for line in NOT_COVERED], className="facts")], title="What it does not cover")


def _counts(found: list[Released]) -> Component:
    headings = ("Shown", "In part", "Withheld", "Joined categories", "Small counts", "Sums solved", "Narrowest range")
    columns = [Column(heading="Release"), *(Column(heading=heading, numeric=True) for heading in headings)]
    rows = [[Cell(words=f"{release.words}, release {release.number}"), *_numbers(release)] for release in found]
    table = data_table("Certificates", columns=columns, rows=rows, show_caption=False)
    words = "Tables shown, shown in part and withheld; the narrowest range in pupils that is left of a small count."
    return card([html.P(words, className="caption"), table], title="The certificates in numbers", width="wide")


def _numbers(release: Released) -> list[Cell]:
    held = release.certificate
    names = ("shown", "partly", "withheld", "merged", "protected", "solved", "narrowest")
    found = [held.get(name, 0) for name in names]
    values = [len(value) if isinstance(value, (list, tuple)) else value for value in found]
    return [Cell(words=count(value), sort=value) for value in values]


def _one(release: Released) -> Component:
    joined = [label_words(label) for label in release.certificate["merged"]]
    said = [
        f"As at {date_words(release.as_at)}, built on {date_words(release.built_at.date())}; pupils on roll on "
        f"{date_words(release.census)}.",
        *certificate_words(release),
        *([f"Shown as one: {'; '.join(joined)}."] if joined else []),
    ]
    return card([html.P(line) for line in said], title=f"{release.words}: release {release.number}")
