"""What each lane of a pupil's story says in words: facts with their numbers, and *not supplied* apart from *none*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.metrics.numbers import count, date_words, of, percentage, period_words
from dashboard.metrics.registers import Missed, added
from dashboard.metrics.telling import capital, listed, uncapital
from dashboard.queries.pupils_story import Club, Target
from dashboard.reporting.story import Story, Talk
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import SEN_CODES, academic_year_of, year_words

NOT_SUPPLIED = "Not supplied by the school."
NOT_OFFERED = "No conversation has been offered for this pupil yet."


def school(story: Story) -> str:
    """Where the pupil is, since when, where registered besides, and where before."""
    if not story.stays:
        return "No enrolment that counts."
    now = story.stays[-1]
    where = f"{year_words(story.year_group)} at" if story.year_group != "X" else "At"
    words = f"{where} {now.name}, on roll since {date_words(now.from_date)}."
    also = [f"{stay.name} since {date_words(stay.from_date)}" for stay in story.also]
    words += f" Dual registered: also at {listed(also)}; counted here alone." if also else ""
    before = [f"{stay.name} from {date_words(stay.from_date)}" for stay in story.stays[:-1]]
    return f"{words} Before: {listed(before)}." if before else words


def support(story: Story) -> str:
    """The SEN provision of the day with its first day, the needs, and how often the provision has changed."""
    now = next((each for each in reversed(story.statuses) if _open(each.to_date, day=story.as_at)), None)
    if now is None:
        return "The SEN provision is not known."
    words = f"{SEN_CODES.get(now.code, now.code)} since {date_words(now.from_date)}"
    needs = [each for each in story.needs if _open(each.to_date, day=story.as_at)]
    said = [need(each.need) for each in sorted(needs, key=lambda each: each.rank)]
    before = [SEN_CODES.get(each.code, each.code) for each in story.statuses if each.from_date < now.from_date]
    history = f" Before: {listed([uncapital(each) for each in before])}." if before else ""
    return f"{words}{f', for {listed(said)}' if said else ''}.{history}"


def need(code: str) -> str:
    """A type of need inside a sentence; a syndrome keeps the name of its doctor."""
    said = words_of(code, codes="need")
    return said if code == "DS" else uncapital(said)


def _open(to_date: date | None, *, day: date) -> bool:
    return to_date is None or to_date > day


def missed_words(sessions: Missed) -> str:
    """``12 of 198 possible sessions (6.1%)``; what is not known is said to be."""
    if sessions.missed is None:
        return "an unknown number of sessions"
    if sessions.possible is None:
        return f"{count(sessions.missed)} sessions; how many were possible is not known"
    if sessions.possible == 0:
        return "no session: none was possible"
    if not sessions.missed:
        return f"none of {count(sessions.possible)} possible sessions"
    share = percentage(100 * sessions.missed / sessions.possible)
    return f"{of(sessions.missed, sessions.possible)} possible sessions ({share})"


def attendance(story: Story) -> str:
    """What was missed this academic year and in the one before, late marks of this year."""
    if not story.missed:
        return NOT_SUPPLIED if "attendance" not in story.sent else "No session has been marked for this pupil."
    by_year: dict[str, list[Missed]] = {}
    for each in story.missed:
        by_year.setdefault(each.window.term[:7], []).append(each.sessions)
    latest = sorted(by_year, reverse=True)[:2]
    parts = [f"{missed_words(added(by_year[year]))} in {_year(story, year=year)}" for year in latest]
    late = added(by_year[latest[0]]).late
    lateness = f" {count(late)} late {'mark' if late == 1 else 'marks'} in {period_words(latest[0])}." if late else ""
    return f"Missed {', '.join(parts)}.{lateness}"


def _year(story: Story, *, year: str) -> str:
    return f"{period_words(year)} to date" if year == story.year else period_words(year)


HELD = {
    True: "held with a parent or carer",
    False: "held without a parent or carer",
    None: "held, not known with whom",
}
MISSED = {
    "parent_absent": "no parent or carer came",
    "declined": "declined by the parent or carer",
    "cancelled": "cancelled by the school",
}


def outcome(talk: Talk, *, as_at: date) -> str:
    """What came of one conversation: ``held with a parent or carer``, ``declined by the parent or carer``."""
    said = talk.conversation
    if talk.held:
        return HELD[said.parent_present]
    if said.status == "scheduled":
        return "offered, to come" if said.scheduled >= as_at else "offered, nothing recorded since"
    return MISSED.get(said.status, said.status)


def conversations(story: Story) -> str:
    """What came of each of this academic year and of the one before, and how many targets were met."""
    if not story.talks:
        return NOT_SUPPLIED if "conversation" not in story.sent else NOT_OFFERED
    years = sorted({academic_year_of(talk.day) for talk in story.talks}, reverse=True)[:2]
    offered = [_offered(story, year=year) for year in years]
    return " ".join([*offered, *_targets([each for talk in story.talks for each in talk.targets])])


def _offered(story: Story, *, year: str) -> str:
    """``One conversation was offered in 2025/26: no parent or carer came on 17 November 2025.``"""
    talks = [talk for talk in story.talks if academic_year_of(talk.day) == year]
    many = "One conversation was" if len(talks) == 1 else f"{count(len(talks), words='conversations')} were"
    came = "; ".join(_came(talk, as_at=story.as_at) for talk in talks)
    return f"{many} offered in {period_words(year)}: {came}."


def _came(talk: Talk, *, as_at: date) -> str:
    """What came of one conversation, with its day: the one it was held on, else the one it was offered for."""
    said, day = outcome(talk, as_at=as_at), date_words(talk.day)
    if talk.conversation.status == "scheduled":
        return said.replace("offered", f"offered for {day}", 1)
    return f"{said} on {day}" if talk.held or talk.conversation.status == "parent_absent" else f"{said} ({day})"


def _targets(targets: Sequence[Target]) -> list[str]:
    closed = [each for each in targets if each.met is not None]
    left = f"{len(targets) - len(closed)} open" if len(closed) < len(targets) else ""
    met = f"{of(sum(1 for each in closed if each.met), len(closed))} reviewed targets met" if closed else ""
    return [f"{capital(', '.join(part for part in (met, left) if part))}."] if targets else []


def club_words(rows: Sequence[Club]) -> list[str]:
    """``Choir 15 of 18 sessions``, club by club, those never attended left out."""
    found = []
    for name in dict.fromkeys(row.activity for row in rows):
        held = [row for row in rows if row.activity == name]
        attended = sum(row.attended for row in held)
        offers = [row.offered for row in held if row.offered is not None]
        known = len(offers) == len(held)
        sessions = f"{of(attended, sum(offers))} sessions" if known else count(attended, words="sessions")
        found += [f"{name} {sessions}"] if attended else []
    return found


def clubs(story: Story) -> str:
    """The clubs of this academic year with their sessions, and those of the year before by name."""
    if not story.clubs and "activity_session" not in story.sent:
        return NOT_SUPPLIED
    this_year = [row for row in story.clubs if row.term.startswith(story.year)]
    said, when = club_words(this_year), period_words(story.year)
    if said:
        now = f"In {when}: {listed(said)}."
    else:
        known = bool(this_year) or story.sent_in("wider_outcomes", year=story.year)
        now = f"In no club in {when}." if known else f"No club register has been supplied for {when}."
    before = club_words([row for row in story.clubs if not row.term.startswith(story.year)])
    return f"{now} Before: {listed(before)}." if before else now
