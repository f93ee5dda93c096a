"""Since the last conversation: facts only, each with its number; what is not known is said to be."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.chart_card import card
from dashboard.components.definition import definition_list
from dashboard.metrics.numbers import count, date_words, period_words
from dashboard.metrics.telling import capital, listed, subject_title, uncapital
from dashboard.pages.overview import story_events as events
from dashboard.pages.overview import story_national as national
from dashboard.pages.overview import story_rated as rated
from dashboard.pages.overview import story_words as words
from dashboard.queries.pupils_story import Target
from dashboard.reporting.story import Dated, Story, Talk
from data_loaders.code_lists import words_of
from data_loaders.vocabulary import SEN_CODES, term_order


def cards(story: Story) -> list[Component]:
    """What has changed since the last conversation, and its two targets; nothing where there was none."""
    last = story.last_held
    if last is None:
        return []
    since: list[tuple[str, str | Component]] = [
        ("Sessions", sessions(story, last=last)),
        ("Results", results(story, last=last)),
        ("Questionnaires", rated.since(story, last=last)),
        ("Clubs", clubs(story, last=last)),
        ("Incidents and suspensions", incidents(story, last=last)),
        ("SEN provision and need", support(story, last=last)),
    ]
    title = f"Since the last conversation, {date_words(last.day)}"
    return [card([definition_list(since)], title=title, width="two-thirds"), _targets_card(story, last=last)]


def sessions(story: Story, *, last: Talk) -> str:
    """Sessions missed of those possible after the day of the conversation, late marks with them."""
    found = story.missed_since(last.day)
    if found is None:
        return words.NOT_SUPPLIED if "attendance" not in story.sent else "No weekly register reaches beyond that day."
    late = f", {count(found.late)} late {'mark' if found.late == 1 else 'marks'}" if found.late else ""
    return f"Missed {words.missed_words(found)}{late}."


def results(story: Story, *, last: Talk) -> str | Component:
    """A line a subject and scale: each result after the conversation, and the last before it; then national tests."""
    after = [each for each in story.results if _is_after(each, last=last)]
    lines = [_series(name, after=after, story=story) for name in dict.fromkeys(map(_name, after))]
    lines += national.since(story, last=last)
    if not lines:
        return words.NOT_SUPPLIED if "assessment" not in story.sent else "None since."
    return html.Ul([html.Li(line) for line in lines])


def _is_after(each: Dated, *, last: Talk) -> bool:
    """By its day; a result without one only where its whole term comes later."""
    if each.result.date is not None:
        return each.result.date > last.day
    return term_order(each.result.term) > term_order(last.conversation.term)


Series = tuple[str, str, str]


def _name(each: Dated) -> Series:
    return each.result.subject, each.result.scale, each.result.kind


def _series(name: Series, *, after: Sequence[Dated], story: Story) -> str:
    """``Mathematics: 99 in autumn term 2025; 94 in summer term 2025 before.`` A subject with results on several scales
    has each named."""
    alike = [each for each in after if _name(each) == name]
    before = [each for each in story.results if _name(each) == name and each not in alike]
    said = listed([_result(each) for each in alike])
    earlier = f"; {_result(before[-1])} before" if before else ""
    several = len({each.result.scale for each in story.results if each.result.subject == name[0]}) > 1
    scale = f", {uncapital(alike[0].scale_words)}" if several else ""
    return f"{subject_title(name[0])}{scale}: {said}{earlier}."


def _result(each: Dated) -> str:
    return f"{each.words} in {period_words(each.result.term)}"


def clubs(story: Story, *, last: Talk) -> str:
    """Club sessions of the half terms (or days) that began after the conversation."""
    if "activity_session" not in story.sent and not story.clubs:
        return words.NOT_SUPPLIED
    said = words.club_words([each for each in story.clubs if each.from_date > last.day])
    if said:
        return f"{listed(said)}, in the registers begun since."
    begun = any(last.day < each.starts <= story.as_at for each in story.halves or story.terms)
    return "None in the half terms begun since." if begun else "No half term has begun since."


def incidents(story: Story, *, last: Talk) -> str:
    """Each incident and suspension after the conversation with its day."""
    happened = [(each.date, events.incident(each)) for each in story.incidents if each.date > last.day]
    happened += [(each.from_date, events.suspension(each)) for each in story.suspensions if each.from_date > last.day]
    if happened:
        return f"{capital('; '.join(f'{said} on {date_words(day)}' for day, said in sorted(happened)))}."
    return events.no_incident(story)


def support(story: Story, *, last: Talk) -> str:
    """Changes of provision and of need that began after the conversation, and SEN information passed on since."""
    changes = [
        (each.from_date, SEN_CODES.get(each.code, each.code)) for each in story.statuses if each.from_date > last.day
    ]
    changes += [
        (each.from_date, words_of(each.need, codes="need")) for each in story.needs if each.from_date > last.day
    ]
    said = [f"{name} from {date_words(day)}" for day, name in sorted(changes)]
    told = [f"{listed(said)}."] if said else []
    return " ".join([*told, *rated.passed_on_since(story, last=last)]) or "No change."


def _targets_card(story: Story, *, last: Talk) -> Component:
    """The last conversation's outcome and targets, and the next one."""
    lines: list[Component] = [html.P(f"{capital(words.outcome(last, as_at=story.as_at))}{_by(last)}.")]
    if last.targets:
        lines.append(definition_list([target_words(each) for each in last.targets]))
    else:
        lines.append(html.P("No target is recorded."))
    return card([*lines, *_to_come(story)], title="What was agreed that day", width="one-third")


def _by(talk: Talk) -> str:
    """``, in person, led by the class teacher``: the mode and the role, never who."""
    mode, role = talk.conversation.mode, talk.conversation.led_by_role
    said = [words_of(mode, codes="conversation_mode").lower()] if mode else []
    who = words_of(role, codes="lead_role") if role else ""
    said += [f"led by the {who if who.isupper() else who.lower()}"] if role else []
    return "".join(f", {each}" for each in said)


def target_words(each: Target) -> tuple[str, str]:
    """A target's kind, and its words where the reader reads them with what came of it."""
    came = {True: "met", False: "not met", None: "open"}[each.met]
    kind = words_of(each.kind, codes="target_kind")
    return kind, f"{each.text} ({came})" if each.text else capital(came)


def _to_come(story: Story) -> Sequence[Component]:
    ahead = [talk for talk in story.talks if talk.conversation.status == "scheduled" and talk.day >= story.as_at]
    return [html.P(f"The next is offered for {date_words(ahead[0].day)}.")] if ahead else []
