"""What a layout asks of whoever brings files in, as fields of a form: lists where the answers are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dashboard.access import current
from dashboard.callbacks.imports.rooms import jobs, own_schools, posted
from data_loaders.jobs import Job
from data_loaders.mapping import Mapping
from data_loaders.store import looking
from data_loaders.vocabulary import academic_year_of

_TERMS = ("autumn", "spring", "summer")
_SUBJECTS = ("reading", "writing", "mathematics", "english", "science", "grammar", "phonics", "spelling")
_YEARS = 3


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question: its name, its words, the answers offered (value and words; none: any text), the one chosen."""

    name: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""

    @property
    def kind(self) -> str:
        """The kind of the form's field, where no answers are offered."""
        return "date" if self.name == "date" else "text"


def fields_of(mapping: Mapping, *, job: Job) -> list[Field]:
    """A field for everything a layout asks."""
    return [_field(name, words=words, job=job) for name, words in mapping.asks.items()]


def _field(name: str, *, words: str, job: Job) -> Field:
    choices = _trust_choices(job) if name == "trust" else choices_for(name)
    chosen = posted(f"given-{name}") or job.given.get(name, "")
    return Field(
        name=name, words=_question(words, offered=bool(choices) or name == "date"), choices=choices, chosen=chosen
    )


def _question(words: str, *, offered: bool) -> str:
    """A mapping's question with a capital; how to write the answer is left out where the answers are offered."""
    short = words.partition(", as ")[0].partition(", by its ")[0].partition(": test or")[0] if offered else words
    return short[:1].upper() + short[1:]


def given_from(mapping: Mapping) -> dict[str, str]:
    """What was answered, by name; what a layout does not ask is not listened to."""
    answered = {name: posted(f"given-{name}") for name in mapping.asks}
    return {name: value for name, value in answered.items() if value}


def choices_for(name: str) -> tuple[tuple[str, str], ...]:
    """The answers there are to a question by this name."""
    known = {
        "school": school_choices, "term": _term_choices, "year": _year_choices, "scale": _scale_choices,
        "subject": _subject_choices,
    }  # fmt: skip
    if name == "kind":
        return (("test", "A test"), ("teacher", "Teachers’ own judgement"))
    return tuple(known[name]()) if name in known else ()


def _trust_choices(job: Job) -> tuple[tuple[str, str], ...]:
    """The trusts that the files name, by name; none where they name none, and its Group UID is written."""
    found = jobs().kept(job.number, part="trusts")
    every = (("all", "Every school of the files"),) if found else ()
    return (*sorted(found.items(), key=lambda one: one[1].casefold()), *every)


def school_choices() -> list[tuple[str, str]]:
    """The schools the person may bring files in for, by name."""
    allowed, named = own_schools(), looking.school_names(current.access().settings.database_url)
    found = [(code, words) for code, words in named.items() if allowed is None or code in allowed]
    unnamed = [(code, code) for code in sorted((allowed or frozenset()) - named.keys())]
    return [*found, *unnamed]


def _scale_choices() -> list[tuple[str, str]]:
    return list(looking.scale_names(current.access().settings.database_url).items())


def _subject_choices() -> list[tuple[str, str]]:
    stored = looking.subjects(current.access().settings.database_url)
    return [(code, code.capitalize()) for code in sorted({*_SUBJECTS, *stored})]


def _years() -> list[str]:
    today = current.today()
    return list(dict.fromkeys(academic_year_of(today - timedelta(days=365 * back)) for back in range(_YEARS)))


def _year_choices() -> list[tuple[str, str]]:
    return [(year, year) for year in _years()]


def _term_choices() -> list[tuple[str, str]]:
    return [(f"{year}.{term}", f"{term.capitalize()} term {year}") for year in _years() for term in reversed(_TERMS)]
