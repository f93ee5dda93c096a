"""Data quality: what is lacking in each school's records, how old they are, which rules they broke, what it costs."""

from __future__ import annotations

from dashboard.components.notice import notice
from dashboard.components.sentence import sentence
from dashboard.metrics.numbers import date_words, period_words
from dashboard.pages.drawn import Drawn
from dashboard.pages.quality.cards import school_cards
from dashboard.pages.quality.pupils import pupil_card
from dashboard.pages.quality.schools import schools_card, schools_sentence
from dashboard.pages.quality.wording import opening
from dashboard.reporting.ask import Ask
from dashboard.reporting.quality import Checked, checked, chosen
from dashboard.selection import Selection

PATH = "quality"
WORDS = "Data quality"


def page(selection: Selection, ask: Ask) -> Drawn:
    """The schools whose records the reader checks, or one of them."""
    school, found = chosen(ask, selection=selection), checked(ask)
    day = f"As at {date_words(ask.as_at)}"
    if not found:
        words = "Begin with the schools: afa setup brings them in from Get Information About Schools."
        return Drawn(title=WORDS, body=[notice("There is no school yet", words=words)], as_at=day)
    if school is None:
        return Drawn(title=WORDS, body=[sentence(schools_sentence(found)), schools_card(found)], as_at=day)
    one = next(each for each in found if each.school.code == school.code)
    return _one(one, ask=ask, day=day, above=len(found) > 1)


def _one(one: Checked, *, ask: Ask, day: str, above: bool) -> Drawn:
    listed, pupils = pupil_card(one, ask=ask)
    return Drawn(
        title=f"{WORDS}: {one.school.name}", as_at=day, shown=period_words(one.term).capitalize() if one.term else "",
        body=[sentence(opening(one)), *school_cards(one), *listed],
        above=[(f"/{PATH}", "All schools")] if above else (),
        place=f"school:{one.school.code}", pupil_ids=pupils,
    )  # fmt: skip
