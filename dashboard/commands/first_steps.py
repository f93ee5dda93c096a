"""The steps of a trust's first hour: each says what is there already, and brings in what it is told as a batch."""

from __future__ import annotations

import getpass
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from dashboard.access import accounts, listing, store
from dashboard.access.accounts import AccountError
from dashboard.access.passwords import WeakPassword
from dashboard.commands.first_answers import (
    USUAL,
    Administrator,
    Answers,
    at_a_terminal,
    day_of,
    rows_of,
    term_dates_of,
)
from dashboard.reporting import readiness
from dashboard.reporting.readiness import Ready
from dashboard.settings import Settings
from data_loaders import gias_trusts, pipeline
from data_loaders.mapping import load_mapping
from data_loaders.report import Outcome, Report, plural
from data_loaders.store.importing import batches
from data_loaders.store.records import BY_NAME
from data_loaders.term_dates import HalfTerm, WrongDates, calendar_rows, checked_halves, usual
from data_loaders.vocabulary import LEAD_ROLES, academic_year

FILE = "afa setup"
STANDARDISED = "standardised"
_ALL = "all"


@dataclass(frozen=True, kw_only=True)
class First:
    """One run of the first hour: what was said, where things go, what the schools have (read anew for each step)."""

    answers: Answers
    settings: Settings
    today: date
    ready: Sequence[Ready]

    @property
    def asking(self) -> bool:
        """Whether somebody can be asked."""
        return at_a_terminal()

    def without(self, record: str) -> list[str]:
        """The codes of the schools that have nothing of a record."""
        return [one.school.code for one in self.ready if any(need.record == record for need in one.lacking)]


def schools(first: First) -> str:
    """The trust's schools, out of an extract of Get Information About Schools."""
    place = first.answers.gias
    if not place and first.ready:
        return f"{plural(len(first.ready), noun='school')} there already."
    if not place and first.asking:
        place = click.prompt("Where is the extract of Get Information About Schools (a file or folder)?", default="")
    if not place:
        return (
            "none yet. Say where the extract of Get Information About Schools is: afa setup --gias FOLDER --trust UID"
        )
    paths = _files(Path(place))
    uid = _trust(paths, first=first)
    report = pipeline.bring_in(
        paths, mapping=load_mapping(gias_trusts.MAPPING), database_url=first.settings.database_url,
        brought_by=getpass.getuser(), given={"trust": uid},
    )  # fmt: skip
    return _said(report)


def _files(place: Path) -> list[Path]:
    found = sorted(place.glob("*.csv")) if place.is_dir() else [place]
    if not found or not all(path.is_file() for path in found):
        raise click.ClickException(f"There is no CSV file at {place}.")
    return found


def _trust(paths: Sequence[Path], *, first: First) -> str:
    """The Group UID of the trust that is meant: by its UID or name, or by asking which."""
    known = gias_trusts.trusts_in(paths)
    words = first.answers.trust
    if not words and first.asking:
        words = click.prompt("Which trust is it, by its name or Group UID?")
    if words == _ALL:
        return words
    found = gias_trusts.called(words, trusts=known)
    if len(found) == 1:
        return found[0]
    near = "; ".join(f"{uid}: {known[uid]}" for uid in (found or sorted(known))[:10])
    what = f"More than one trust is called like “{words}”" if found else f"No trust of the files is called “{words}”"
    raise click.ClickException(f"{what}. Say which with --trust UID, or “all” for every school: {near}")


def terms(first: First) -> str:
    """The term dates of this school year: from a file, or England's usual ones where somebody confirms them."""
    year = first.answers.year or first.today.year - (first.today.month < 8)
    wanted = [one.school.code for one in first.ready] if first.answers.terms else first.without("calendar")
    if not first.ready:
        return "first the schools."
    if not wanted:
        return "there already for every school. Another year: afa setup --terms FILE --year 2026"
    halves = _halves(first, year=year)
    if halves is None:
        return f"none yet. Say with --terms usual (England's usual dates of {academic_year(year)}) or --terms FILE.csv"
    rows = [row for school in wanted for row in _calendar(school, halves=halves, closed=first.answers.closed)]
    return _recorded(rows, record="calendar", first=first)


def _calendar(school: str, *, halves: dict[str, tuple[HalfTerm, ...]], closed: Sequence[date]) -> list[dict[str, str]]:
    own = halves.get(school) or halves.get("")
    return calendar_rows(own, schools=[school], closed=closed) if own else []


def _halves(first: First, *, year: int) -> dict[str, tuple[HalfTerm, ...]] | None:
    said = first.answers.terms
    if said == USUAL:
        return {"": usual(year)}
    if said:
        return term_dates_of(Path(said), year=year)
    return {"": _asked_halves(usual(year), year=year)} if first.asking else None


def _asked_halves(proposed: tuple[HalfTerm, ...], *, year: int) -> tuple[HalfTerm, ...]:
    """England's usual dates where they are confirmed, else what is typed, half term by half term."""
    click.echo(f"England's usual dates of {academic_year(year)}, as a proposal:")
    for half in proposed:
        click.echo(f"  {half.words}: {half.first} to {half.last}")
    if click.confirm("Are these the dates of your schools?", default=False):
        return proposed
    days = [
        [day_of(click.prompt(f"{half.words}, {words}", default=day.isoformat()), place=half.words)
         for words, day in (("first day", half.first), ("last day", half.last))]
        for half in proposed
    ]  # fmt: skip
    try:
        return checked_halves(year, spans=[(begins, ends) for begins, ends in days])
    except WrongDates as wrong:
        raise click.ClickException(f"{wrong}. Begin again with: afa setup") from None


def scales(first: First, *, there: int) -> str:
    """The scales that results are on, with what is expected of a year."""
    said = first.answers.scales
    if not said and there:
        return f"{plural(there, noun='scale')} there already."
    if not said and first.asking and click.confirm("Are results age-standardised scores (mean 100)?", default=True):
        said = STANDARDISED
    if not said:
        return "none yet. Say with --scales standardised, or --scales FILE.csv with the headings of the sheet Scales"
    rows = [readiness.STANDARDISED] if said == STANDARDISED else rows_of(Path(said))
    return _recorded(rows, record="scale", first=first)


def leads(first: First) -> str:
    """Who leads Achievement for All at each school."""
    missing = first.without("afa_lead")
    said = [
        {"School": one.school, "From": one.from_date.isoformat(), "Person": one.person, "Role": one.role}
        for one in first.answers.leads
    ]
    if not said and missing and first.asking:
        said = [row for school in missing for row in _asked_lead(school, first=first)]
    if said:
        return _recorded(said, record="afa_lead", first=first)
    if not first.ready:
        return "first the schools."
    return f"not known at {plural(len(missing), noun='school')}." if missing else "known at every school."


def _asked_lead(school: str, *, first: First) -> list[dict[str, str]]:
    person = click.prompt(f"Who leads at {school}? (Empty: later.)", default="", show_default=False)
    if not person:
        return []
    role = click.prompt("In what role?", type=click.Choice(list(LEAD_ROLES)))
    since = click.prompt("From what day?", default=f"{first.today.year - (first.today.month < 8)}-09-01")
    return [{"School": school, "From": since, "Person": person, "Role": role}]


def group(first: First) -> str:
    """The AfA group: from a filled-in spreadsheet, once pupils are there."""
    if first.answers.group:
        report = pipeline.bring_in(
            [Path(first.answers.group)], mapping=load_mapping("prefilled"), brought_by=getpass.getuser(),
            database_url=first.settings.database_url,
        )  # fmt: skip
        return _said(report)
    missing = first.without("characteristic")
    if first.ready and not missing:
        return "listed by every school."
    return "not listed: until it is, the group is every pupil with SEN support or an EHC plan."


def administrator(first: First) -> str:
    """The first administrator. There is no default account: a password is asked twice, or made and shown once."""
    store.migrate(first.settings.accounts_url)
    opened = store.open_accounts(first.settings.accounts_url)
    try:
        with opened.writes.begin() as connection:
            now = store.utc_now()
            known = [line.username for line in listing.listed(connection, today=now.date())]
            if known:
                return f"{plural(len(known), noun='account')} there already."
            who = first.answers.administrator or (_asked_administrator() if first.asking else None)
            if who is None:
                return "none yet. Say with --administrator USERNAME --name NAME"
            password, shown = _password(first)
            accounts.add(connection, username=who.username, name=who.name, password=password, now=now)
            by = f"os:{getpass.getuser()}"
            accounts.give(connection, username=who.username, role="administrator", now=now, granted_by=by)
            return f"{who.username} added.{shown}"
    except (AccountError, WeakPassword) as refused:
        raise click.ClickException(str(refused)) from None
    finally:
        opened.close()


def _asked_administrator() -> Administrator:
    return Administrator(username=click.prompt("The administrator's username"), name=click.prompt("Their name"))


def _password(first: First) -> tuple[str, str]:
    """A password and what is said of it: asked twice at a terminal, else made here and shown this once."""
    if first.asking:
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return given, ""
    made = secrets.token_urlsafe(16)
    return made, f" The password, shown this once: {made}"


def _recorded(rows: Iterable[dict[str, str]], *, record: str, first: First) -> str:
    """Rows as one batch, by the rules of the product's own sheet."""
    url = first.settings.database_url
    standing = [batch.batch_id for batch in batches(url) if batch.outcome == "committed"]
    report = pipeline.record(
        list(rows), file=FILE, sheet=BY_NAME[record].title, mapping=load_mapping("canonical"), database_url=url,
        brought_by=getpass.getuser(), standing=standing, noted=lambda _batch: None,
    )  # fmt: skip
    return _said(report)


def _said(report: Report) -> str:
    """The first lines of a report; all of it where something is at fault."""
    text = report.as_text()
    if report.outcome is Outcome.REJECTED:
        raise click.ClickException(text)
    return text if report.lines_held_back else "\n".join(text.split("\n\n")[0].splitlines())
