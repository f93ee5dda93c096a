"""What a card is set beside, in words: last year's group with the overlap, the trust's schools, England."""

from __future__ import annotations

from dashboard.components.controls import Choice
from dashboard.components.strand_card import Block
from dashboard.metrics.answer import Answer, State
from dashboard.metrics.telling import capital
from dashboard.metrics.words_brief import brief_sides
from dashboard.metrics.words_counts import counted_twice_words
from dashboard.pages.progress.sizes import overlap_words
from dashboard.reporting.beside import COUNTRY, OWN, PHASE, National, phase_words
from dashboard.reporting.overview import Card
from dashboard.reporting.strands import Overview


def choice(overview: Overview) -> Choice:
    """The control: what the cards may be set beside, in the reader's reach."""
    words = {
        OWN: "Own last year",
        PHASE: capital(phase_words(overview.view)) if PHASE in overview.comparisons else "",
        COUNTRY: "England, same group",
    }
    return Choice(options=[(each, words[each]) for each in overview.comparisons], value=overview.compare)


def blocks(card: Card) -> list[Block]:
    """Last year's group with its overlap, then the comparison chosen."""
    return [_last_year(card), _phase(card), _country(card)]


def sentences(card: Card) -> list[str]:
    """The same at length: who is in both groups, and where a published figure comes from or why there is none."""
    said = []
    if card.now is not None and card.then is not None:
        told = f"{_when(card.now)}: {brief_sides(card.now)}; {_when(card.then)}: {brief_sides(card.then)}."
        said.append(f"This year's group and last year's are different pupils in part. {told}")
    if card.group is not None:
        scored = card.strand.path == "progress"
        said.append(
            overlap_words(card.group, group=card.answer.group) if scored else counted_twice_words(**_ways(card))
        )
        said += [MOVED] if card.answer.place == "trust" and not scored else []
    return [*said, *_country_words(card.country)]


MOVED = "Whoever has moved between the trust's schools is the same pupil, counted once here."


def _last_year(card: Card) -> Block:
    """How last year's group stood, who are other pupils in part: said beside this year's, never tested."""
    if card.then is None:
        return NOTHING
    line = (_when(card.then), brief_sides(card.then))
    return Block(heading=f"Last year’s group, {card.strand.drawn}", lines=[line], note=_overlap(card))


def _overlap(card: Card) -> str:
    group = card.group
    if group is None:
        return ""
    verb = "was" if group.same == 1 else "were"
    return f"{group.same:,} of this year’s {group.now:,} {_who(card)} {verb} also in last year’s {group.before:,}"


def _who(card: Card) -> str:
    if card.strand.path == "progress":
        return f"{card.answer.group_words} with a result"
    return "pupils in the AfA group" if card.strand.path == "conversations" else card.answer.group_words


def _ways(card: Card) -> dict[str, int]:
    group = card.group
    if group is None:
        return {}
    return {
        "now": group.now, "same": group.same, "away_now": group.left, "out_now": group.came_off,
        "away_then": group.joined, "out_then": group.identified,
    }  # fmt: skip


def _when(answer: Answer) -> str:
    return capital(answer.rows[0].label)


def _phase(card: Card) -> Block:
    if card.phase is None:
        return NOTHING
    row = card.phase.rows[0]
    if row.value is None and card.phase.place == "trust" and row.state is State.NOT_AVAILABLE:
        return Block(heading=capital(row.label), lines=[("Not shown", TOO_FEW_SCHOOLS)])
    return Block(heading=capital(row.label), lines=[(capital(card.answer.period_words), brief_sides(card.phase))])


TOO_FEW_SCHOOLS = "it takes three other schools of the phase, so that none can be told apart"


def _country(card: Card) -> Block:
    """England beside it: of the same period, else the newest with its year, else that there is none."""
    found = card.country
    if found is None:
        return NOTHING
    if found.figure is None:
        return Block(heading="England", lines=[("Not shown", NONE_HELD)])
    about, _, figure = found.figure.label.removeprefix("England, ").partition(": ")
    return Block(heading=f"England, {found.figure.who}", lines=[(capital(about), figure)])


NONE_HELD = "no figure is held of the same measure, phase and group"
NOTHING = Block(lines=[])


def _country_words(found: National | None) -> list[str]:
    if found is None:
        return []
    newest = f"The newest there is: {found.figure.caption}" if found.figure and found.why else ""
    exact = found.figure.caption if found.figure and not found.why else ""
    return [" ".join(part for part in (found.why, newest, exact) if part)]
