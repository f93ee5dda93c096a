"""The strands of the overview: of each, which metrics are its headline, its trend and its change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.reporting.ask import Ask
from dashboard.reporting.beside import OWN, chosen, comparisons
from dashboard.reporting.view import View, opening, view_of
from dashboard.selection import Selection
from data_loaders.vocabulary import STRANDS as SUPPLIED
from data_loaders.vocabulary import term_order


@dataclass(frozen=True, kw_only=True)
class Strand:
    """One strand. ``path`` is its page, ``column`` what a table of places calls its figure, ``drawn`` what its trend is
    of. ``headline`` has the group and other pupils as its two sides, as ``trend`` has in each term. ``change`` is the
    same pupils' change since an earlier term. ``supplied`` is what the strand rests on, ``measure`` the published
    figure, ``beside`` a second figure under the headline, ``alone`` the figure of the group where there are no other
    pupils to set it beside. ``termly``: trend and change are of terms alone, a whole year has none.
    """

    path: str
    words: str
    link: str
    column: str
    drawn: str
    headline: str
    trend: str
    change: str
    supplied: str
    measure: str = ""
    beside: str = ""
    alone: str = ""
    termly: bool = False


STRANDS: tuple[Strand, ...] = (
    Strand(
        path="progress",
        words="Progress",
        link="Progress",
        column="Gain",
        drawn="average result",
        headline="progress_gap",
        beside="progress_distance",
        trend="progress_distance",
        change="progress_change_same_pupils",
        supplied="results",
    ),
    Strand(
        path="conversations",
        words="Structured conversations",
        link="Conversations",
        column="Conversations held when due",
        drawn="the term's conversation held",
        headline="conversations_so_far",
        beside="conversations_this_term",
        trend="conversations_this_term",
        change="conversations_change_same_pupils",
        supplied="conversations",
        termly=True,
    ),
    Strand(
        path="wider_outcomes",
        words="Clubs",
        link="Wider outcomes",
        column="Came to a club",
        drawn="came to a club",
        headline="club_gap",
        trend="club_gap",
        change="club_change_same_pupils",
        supplied="club registers",
        alone="club_participation",
    ),
    Strand(
        path="attendance",
        words="Absence",
        link="Attendance",
        column="Sessions missed",
        drawn="sessions missed",
        headline="absence_gap",
        trend="absence_gap",
        change="absence_change_same_pupils",
        supplied="registers",
        alone="overall_absence",
        measure="absence",
    ),
)
"""The strands in the order of their cards and columns."""


def told(strand: Strand, *, view: View) -> Strand:
    """The strand as it is told in the view: where results are bands, by the share in the expected band or above."""
    if not view.in_bands:
        return strand
    share = "progress_band_expected"
    return replace(
        strand,
        headline=share,
        beside="",
        trend=share,
        column="In the expected band or above",
        drawn="in the expected band or above",
    )


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A place and period seen from every strand: each strand's own view is of its latest period up to the one shown.

    ``view`` holds the place, the period and the controls' choices; ``compare`` is what the cards are set beside, of
    the ``comparisons`` that the reader may choose. The strands' views do not depend on it.
    """

    view: View
    views: Mapping[str, View]
    comparisons: tuple[str, ...] = ()

    @property
    def compare(self) -> str:
        """The comparison chosen."""
        return self.view.selection.compare

    @property
    def key(self) -> tuple[object, ...]:
        """What its figures depend on, besides what the reader may read and the imports that stand."""
        return (replace(self.view.selection, compare=OWN), self.view.ask.as_at)


def overview_of(ask: Ask, *, selection: Selection) -> Overview:
    """The overview that a selection means. Raises ``NotHere`` for a place that is not the reader's."""
    plain = replace(selection, compare=OWN)
    latest = {path: view_of(ask, selection=_of(plain), strand=path) for path in SUPPLIED}
    periods = sorted({each for view in latest.values() for each in view.periods}, key=term_order, reverse=True)
    shown = selection.period or _opening(latest["attendance"], periods=periods)
    views = {strand.path: _upto(latest[strand.path], shown=shown, selection=plain) for strand in STRANDS}
    base = _shown(views["progress"], shown=shown, periods=tuple(periods), compare=selection.compare)
    return Overview(view=_shown_beside(base), views=views, comparisons=comparisons(base))


def _opening(view: View, *, periods: Sequence[str]) -> str:
    """The latest term of any strand; in September, of a trust or a school, the last that is completed."""
    newest = next((each for each in periods if "." in each), "")
    whole = replace(view, selection=replace(view.selection, period=newest), periods=tuple(periods))
    return opening(whole).selection.period


def _of(selection: Selection, *, period: str = "") -> Selection:
    return replace(selection, period=period)


def _upto(view: View, *, shown: str, selection: Selection) -> View:
    """The strand's view of its latest period that is not after the one shown."""
    terms = [each for each in view.periods if ("." in each) == ("." in shown)] if shown else []
    held = next((each for each in terms if term_order(each) <= term_order(shown)), shown)
    if held == view.selection.period:
        return view
    return view_of(view.ask, selection=_of(selection, period=held), strand=view.strand)


def _shown(view: View, *, shown: str, periods: tuple[str, ...], compare: str) -> View:
    return replace(view, selection=replace(view.selection, period=shown, compare=compare), periods=periods)


def _shown_beside(view: View) -> View:
    return replace(view, selection=replace(view.selection, compare=chosen(view)))
