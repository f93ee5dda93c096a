"""``afa release``: the figures that governors may see, built, audited and frozen; and what has been released."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import click

from dashboard.access import noting
from dashboard.access.audit import Action
from dashboard.access.store import utc_now
from dashboard.commands.answers import OPERATOR
from dashboard.commands.files import in_plain_words
from dashboard.queries import census as reading
from dashboard.queries.places import School
from dashboard.releases import store
from dashboard.releases.making import Making, Restated, census_on
from dashboard.releases.rules import load_rules
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.supply import strand_words, strands
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from dashboard.settings import Settings
from data_loaders.code_lists import words_of
from data_loaders.store.engine import reader, writer
from data_loaders.vocabulary import LEAD_ROLES, PHASES, term_order

_STRANDS = {
    "Results": "progress", "Registers": "attendance", "Conversations": "conversations",
    "Club registers": "wider_outcomes",
}  # fmt: skip
"""Which strand each kind of file is for."""


def register(group: click.Group) -> None:
    """Add ``release``."""
    group.add_command(release)


@click.group()
def release() -> None:
    """Figures for governors and reports: built when asked, audited, frozen."""


@release.command()
@click.option("--school", "codes", multiple=True, help="The URN or code of a school; without it every school.")
@click.option("--by", default="", help="Who builds it; without it, the user of this machine.")
def build(codes: tuple[str, ...], *, by: str) -> None:
    """Build a release of each school, and of each phase of which the trust has four schools or more."""
    with in_plain_words():
        for said in build_releases(Settings.from_environment(), codes=codes, by=by or getpass.getuser()):
            click.echo(said)


def build_releases(settings: Settings, *, codes: Sequence[str] = (), by: str) -> list[str]:
    """A release of each of these schools (of all where none is named) and of their phases; what came of each.

    Raises ``click.ClickException`` for a school that is not there.
    """
    store.migrate(settings.releases_url)
    with asking(reader(settings.database_url), scope=OPERATOR, as_at=settings.today()) as ask:
        unknown = sorted(set(codes) - ask.schools.keys())
        if unknown:
            raise click.ClickException(f"There is no school {', '.join(unknown)} here. See afa answer --by school.")
        chosen = [school for code, school in ask.schools.items() if code in codes or not codes]
        abouts = [about for about in (*_of_schools(ask, schools=chosen), *_of_phases(ask, schools=chosen)) if about]
        told = [_build(ask, about=about, settings=settings, by=by) for about in abouts]
    return told or ["There is no census to build from yet: the first is that of the first Thursday of October."]


def _of_schools(ask: Ask, *, schools: Sequence[School]) -> list[store.Subject | None]:
    return [
        _about(ask, place=f"school:{school.code}", words=school.name, phase=school.phase, codes=(school.code,))
        for school in schools
    ]


def _of_phases(ask: Ask, *, schools: Sequence[School]) -> list[store.Subject | None]:
    """The phases with at least three schools besides any one of them."""
    found = []
    for phase in dict.fromkeys(school.phase for school in schools):
        codes = tuple(school.code for school in ask.schools.values() if school.phase == phase)
        if len(codes) > load_rules().other_schools:
            words = f"{ask.trust_name}: {PHASES.get(phase, phase).lower()} schools together"
            found.append(_about(ask, place=f"phase:{phase}", words=words, phase=phase, codes=codes))
    return found


def _about(ask: Ask, *, place: str, words: str, phase: str, codes: tuple[str, ...]) -> store.Subject | None:
    begun = [dates.term for dates in ask.term_dates if dates.starts <= ask.as_at and dates.school in {*codes, ""}]
    term = max(begun, key=term_order, default="")
    census = census_on(ask.as_at, term=term) if term else None
    if census is None:
        return None
    return store.Subject(
        place=place, words=words, phase=phase, schools=codes, term=term, census=census, as_at=ask.as_at
    )


def _build(ask: Ask, *, about: store.Subject, settings: Settings, by: str) -> str:
    engine = writer(settings.releases_url)
    try:
        with engine.begin() as connection:
            earlier = store.last_of(connection, place=about.place)
            making = Making(asker=ask.asker, about=about, rules=load_rules(), earlier=earlier)
            built = making.made()
            kept = replace(about, census=making.census)  # whose pupils are counted: frozen while few come or go
            number = store.keep(
                connection, about=kept, built=built, categories=making.categories, facts=_facts(ask, about=kept),
                rules=load_rules(), now=utc_now(), by=by,
            )  # fmt: skip
            noting.note(
                settings.accounts_url, action=Action.RELEASES_BUILT, by=by, place=about.place,
                detail={"release": number},
            )  # fmt: skip
    except Restated as stands:
        return f"{about.words}: {stands}."
    finally:
        engine.dispose()
    found = built.certificate
    return (
        f"{about.words}: release {number}; {found.shown} views shown, {found.partly} of them in part, {found.withheld} "
        f"withheld; narrowest range {found.narrowest} pupils over {found.protected} protected counts."
    )


def _facts(ask: Ask, *, about: store.Subject) -> list[dict[str, str]]:
    """What is said of a school rather than of its children: who leads, its clubs, what it has sent."""
    if len(about.schools) > 1:
        return []
    code = about.schools[0]
    roles = reading.lead_of(ask.asker, school=code, on=ask.as_at)
    lead = " and the ".join(LEAD_ROLES.get(role, role).lower() for role in roles).replace("sendco", "SENDCO")
    day, year = about.census, about.term.partition(".")[0]
    due = [row for row in reading.pupils_at(ask.asker, day=day, term=about.term, year=year, schools=[code])
           if row.in_group and row.offered is not None]  # fmt: skip
    view = view_of(ask, selection=Selection(place=about.place))
    said = [
        ("", f"Achievement for All is led by the {lead}." if lead else "Nobody is recorded as leading it here."),
        ("conversations", _offered(offered=sum(bool(row.offered) for row in due), due=len(due))),
        ("wider_outcomes", _clubs(reading.clubs_of(ask.asker, schools=[code]))),
        *((_STRANDS[strand.name], strand_words(strand)) for strand in strands(view)),
    ]
    return [{"strand": strand, "words": words} for strand, words in said]


def _offered(*, offered: int, due: int) -> str:
    """What the school did: to how many of those due it offered a conversation, both rounded."""
    rules = load_rules().counts
    if not due:
        return "No structured conversations have been recorded this term."
    if min(offered, due) < rules.hide_below:
        return "To how many SEND pupils a structured conversation was offered this term is not shown: too few."
    rounded = rules.rounded
    return (
        f"A structured conversation was offered this term for about {rounded(offered)} of {rounded(due)} SEND pupils."
    )


def _clubs(clubs: Sequence[reading.Club]) -> str:
    if not clubs:
        return "No club is recorded."
    kinds = Counter(words_of(club.kind, codes="activity_kind").lower() for club in clubs)
    places = sum(club.places or 0 for club in clubs)
    room = f", with {places} places where they are recorded" if places else ""
    return f"{len(clubs)} clubs{room}: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}."
