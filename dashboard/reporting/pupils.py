"""The questions about single pupils: a school's SEND pupils, a class's marks, one pupil's results and peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Protocol

from dashboard.metrics.marks import Group, PupilMark, PupilResult, Spread
from dashboard.metrics.numbers import period_words, plain
from dashboard.metrics.spread import spread_of
from dashboard.queries import places, pupils
from dashboard.queries.pupils import RollRow
from dashboard.queries.pupils_story import NationalResult, national_results
from dashboard.reporting.ask import Ask
from dashboard.reporting.places import class_words
from dashboard.reporting.view import View
from data_loaders.vocabulary import GROUPS, OTHERS, SEND_CODES, academic_year_of, term_order


def group_of(code: str | None) -> Group:
    """What a mark shows of a SEN provision code; a pupil without one is *unknown*, never *other*."""
    if code in GROUPS["support"]:
        return "support"
    if code in GROUPS["plan"]:
        return "plan"
    return "other" if code in OTHERS else "unknown"


def counted_as(row: RollRow) -> str | None:
    """The SEN provision a pupil is shown with: as frozen for the period, else as it stands on the day."""
    return row.level_status or row.status


def send_roll(view: View) -> list[RollRow]:
    """The SEND pupils on roll at the view's school today, by name, a row each, with their registration class.

    SEND by the register of the day or by the status frozen at the start of the window, so that nobody counted in a
    figure is missing from the list.
    """
    return sorted(_roll(view, send=True), key=in_order)


class Called(Protocol):
    """A pupil's row: it says what the pupil is called."""

    @property
    def name(self) -> str: ...


def in_order(row: Called) -> tuple[str, int]:
    """Sorts pupils by name; labels by their number, so that Pupil 9 comes before Pupil 10."""
    words, _, last = row.name.rpartition(" ")
    return (words, int(last)) if last.isdigit() else (row.name, 0)


class OnRegister(Protocol):
    """A pupil's row: it says the SEN provision of the day."""

    @property
    def status(self) -> str | None: ...


def is_send(row: OnRegister) -> bool:
    """Whether the pupil is a SEND pupil today, by the register: every list of single pupils goes by that."""
    return row.status in SEND_CODES


def _roll(view: View, *, class_id: int | None = None, send: bool = False) -> list[RollRow]:
    wanted = view.selection
    school = view.place.school
    if school is None:
        return []
    return pupils.roll(
        view.ask.asker, school=school.code, on=view.ask.as_at, period=wanted.period, subject=wanted.subject,
        scale=wanted.scale, class_id=class_id, send=send,
    )  # fmt: skip


def class_roll(view: View) -> list[RollRow]:
    """The pupils of the view's class today, SEND pupils first, then by name."""
    school_class = view.place.school_class
    if school_class is None:
        return []
    rows = _roll(view, class_id=school_class.class_id)
    return sorted(rows, key=lambda row: (not is_send(row), *in_order(row)))


def classes(view: View) -> list[places.SchoolClass]:
    """The classes whose progress the school's page shows: teaching classes of the subject where there are any."""
    found = classes_in_scope(view)
    taught = [each for each in found if each.kind == "teaching" and each.subject == view.selection.subject]
    return taught or [each for each in found if each.kind == "registration"]


def classes_in_scope(view: View) -> list[places.SchoolClass]:
    """This year's classes of the view's school that the reader may open, registration classes first."""
    if view.place.school is None:
        return []
    code, year = view.place.school.code, academic_year_of(view.ask.as_at)
    read = partial(places.classes, view.ask.asker, school_code=code, academic_year=year)
    return view.ask.once("classes", code, year, read=read)


def class_marks(view: View, *, shown: Sequence[places.SchoolClass]) -> list[PupilMark]:
    """Every pupil with a result as a mark in the row of each of these classes, without a name."""
    if not shown or view.place.school is None:
        return []
    wanted, names = view.selection, {each.class_id: class_words(each) for each in shown}
    found = pupils.class_results(
        view.ask.asker, school=view.place.school.code, on=view.ask.as_at, period=wanted.period, subject=wanted.subject,
        scale=wanted.scale, classes=names,
    )  # fmt: skip
    return [
        PupilMark(label="", value=each.value, group=group_of(each.status), row=names[each.class_id]) for each in found
    ]


def marks_of(view: View, *, roll: Iterable[RollRow], rows: dict[int, str]) -> list[PupilMark]:
    """Marks at the pupils' last results, each leading to its pupil; without a result, no mark."""
    held = list(roll)
    return [
        PupilMark(
            label=row.name, value=row.last_value, group=group_of(counted_as(row)),
            row=rows.get(row.class_id or 0, ""), href=href,
        )
        for row, href in zip(held, hrefs_of(view, rows=held), strict=True)
        if row.last_value is not None
    ]  # fmt: skip


def hrefs_of(view: View, *, rows: Iterable[RollRow]) -> list[str]:
    """The addresses of pupils' pages, from the view they are followed from: written once, each with its own token."""
    before, after = (view.ask.path + view.selection.query_at("pupil:TOKEN")).split("TOKEN")
    return [f"{before}{row.token}{after}" for row in rows]


def pupil_results(view: View) -> list[pupils.Result]:
    """Every result of the view's pupil, oldest first."""
    return pupils.results(view.ask.asker, whose=view.place.pupil, on=view.ask.as_at) if view.place.pupil else []


def pupil_national(view: View) -> list[NationalResult]:
    """The pupil's national tests and examinations, the latest first."""
    whose = view.place.pupil
    return national_results(view.ask.asker, whose=whose, on=view.ask.as_at) if whose else []


def result_words(ask: Ask, *, scale: str, value: float) -> str:
    """A pupil's own result as it is said: the band it is, or the number."""
    known = ask.scales.get(scale)
    return known.words_of(value) if known else plain(value)


def pupil_history(view: View) -> list[pupils.Status]:
    """The history of the pupil's SEN provision."""
    return pupils.statuses(view.ask.asker, whose=view.place.pupil, on=view.ask.as_at) if view.place.pupil else []


def pupil_line(view: View, *, results: Sequence[pupils.Result]) -> list[PupilResult]:
    """The pupil's results on the view's subject and scale, a row a term from the first to the last there is."""
    wanted = view.selection
    held = {each.term: each.value for each in results if (each.subject, each.scale) == (wanted.subject, wanted.scale)}
    known = sorted({*held, *_terms_between(view, held=held)}, key=term_order)
    return [PupilResult(term=term, term_words=period_words(term), value=held.get(term)) for term in known]


def _terms_between(view: View, *, held: Iterable[str]) -> list[str]:
    places_in_time = [term_order(term) for term in held]
    terms = [term for term in view.periods if "." in term]
    if not places_in_time:
        return []
    return [term for term in terms if min(places_in_time) <= term_order(term) <= max(places_in_time)]


def year_group_spread(view: View) -> list[Spread]:
    """How the pupil's year group lies in each term, oldest first: for a class teacher, the pupils they teach. Of
    bands, words in order, nothing is said of the middle."""
    whose, wanted = view.place.pupil, view.selection
    if whose is None or view.in_bands:
        return []
    asked: dict[str, Any] = {"whose": whose, "subject": wanted.subject, "scale": wanted.scale, "on": view.ask.as_at}
    years = pupils.years_of(view.ask.asker, **asked)
    question = ("year group", years, wanted.subject, wanted.scale, view.ask.as_at)
    return view.ask.once(*question, read=lambda: _spreads(pupils.peer_results(view.ask.asker, **asked)))


def _spreads(found: Iterable[pupils.PeerResult]) -> list[Spread]:
    by_term: defaultdict[str, list[float]] = defaultdict(list)
    for each in found:
        by_term[each.period].append(each.value)
    spreads = [
        spread_of(values, term=term) for term, values in sorted(by_term.items(), key=lambda pair: term_order(pair[0]))
    ]
    return [spread for spread in spreads if spread is not None]
