"""Conversations where there is little: a school that sent none, three pupils, nobody, who joined yesterday, two leads,
a total that rests on too few, a database without a pupil."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.access.scope import Level, Names, Scope
from dashboard.components.data_table import KIND
from dashboard.components.elements import held
from dashboard.pages import conversations as pages
from dashboard.pages.drawn import Drawn
from dashboard.queries import conversations as queries
from dashboard.queries.running import Unconfined, run
from dashboard.reporting import conversations, leads, pupils_conversations
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, view_of
from dashboard.selection import Selection
from data_loaders.store import engine
from data_loaders.store.tables_conversations import conversation_cell
from tests import small_trust
from tests.fixtures.tables import spelled_out
from tests.small_trust import AS_AT, class_place, pupil_id, pupil_place

ASH, BIRCH, CEDAR = "100001", "100002", "100003"
AUTUMN, SPRING = "2025-26.autumn", "2025-26.spring"
LEVELS = frozenset({Level.TRUST, Level.SCHOOL, Level.CLASS, Level.PUPIL})
EXECUTIVE = Scope(
    account_id=0, role="test", schools=None, levels=LEVELS, names=Names.NAMES, named_schools=None, target_texts=True
)  # fmt: skip
NEWCOMER = 900


def talk(school: str, number: int, day: date, term: str, status: str = "held", **more: Any) -> dict[str, Any]:
    row = {"pupil_id": pupil_id(school, number=number), "school": school, "scheduled": day, "term": term,
           "status": status, "held": None, "parent_present": None, "mode": None, "led_by": None,
           "led_by_role": None}  # fmt: skip
    return row | ({"held": day, "parent_present": True} if status == "held" else {}) | more


def records() -> dict[str, list[dict[str, Any]]]:
    """The small trust with conversations at Ash alone, of its three SEND pupils: 1 and 2 (support), 5 (a plan)."""
    held = small_trust.rows()
    yesterday = AS_AT - timedelta(days=1)
    person = {"pupil_id": NEWCOMER, "pupil": "UPNNEW", "upn": "UPNNEW", "surname": "Newcomer", "forename": "Nia",
              "date_of_birth": date(2016, 5, 1), "token": "tokennewcomer"}  # fmt: skip
    held["pupil"] = [*held["pupil"], person]
    held["enrolment"] = [*held["enrolment"], {"enrolment_id": NEWCOMER, "pupil_id": NEWCOMER, "school": ASH,
                         "from_date": yesterday, "year_group": "4", "status": "C",
                         "admission_number": small_trust.admission_number(ASH, number=NEWCOMER)}]  # fmt: skip
    held["sen_status"] = [*held["sen_status"], {"pupil_id": NEWCOMER, "from_date": yesterday, "code": "K"}]
    held["conversation"] = [
        talk(ASH, 1, date(2025, 11, 10), AUTUMN),
        talk(ASH, 1, date(2026, 3, 25), SPRING, "scheduled"),
        talk(ASH, 2, date(2025, 11, 11), AUTUMN, "declined"),
        talk(ASH, 2, date(2026, 2, 10), SPRING, "scheduled"),
        talk(ASH, 5, date(2025, 11, 12), AUTUMN, parent_present=False),
        talk(ASH, 5, date(2026, 2, 12), SPRING),
        talk(ASH, 3, date(2026, 2, 12), SPRING),
    ]
    held["target"] = [
        {"pupil_id": pupil_id(ASH, number=1), "school": ASH, "scheduled": date(2025, 11, 10), "kind": kind,
         "text": f"{kind} aim", "met": met}
        for kind, met in (("curricular", True), ("wider", None))
    ]  # fmt: skip
    held["afa_lead"] = [
        {"school": ASH, "from_date": date(2024, 9, 1), "to_date": date(2025, 2, 1), "person": "A", "role": "senco"},
        {"school": ASH, "from_date": date(2025, 2, 1), "to_date": None, "person": "B", "role": "headteacher"},
    ]
    return held


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('edges') / 'pupils.db'}"
    engine.migrate(url)
    writer = engine.writer(url)
    with writer.begin() as connection:
        small_trust.fill(connection, records=records())
    writer.dispose()
    return url


Asking = Callable[..., Ask]


@pytest.fixture
def asked(database: str) -> Iterator[Asking]:
    """A function: an ask on a day within a scope."""
    opened = engine.reader(database)
    held: list[Any] = []

    def ask(*, scope: Scope = EXECUTIVE, as_at: date = AS_AT) -> Ask:
        made = asking(opened, scope=scope, as_at=as_at, path="/conversations")
        held.append(made)
        return made.__enter__()

    yield ask
    for each in held:
        each.__exit__(None, None, None)
    opened.dispose()


def view(ask: Ask, place: str = f"school:{ASH}", **chosen: str) -> View:
    return view_of(ask, selection=Selection(place=place, **chosen), strand="conversations")


def drawn(ask: Ask, place: str, **chosen: str) -> Drawn:
    return pages.page(Selection(place=place, **chosen), ask)


def said(page: Drawn) -> str:
    """Every text of a page's body, one after the other."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            walk(held(spelled_out(node) if node["type"] == KIND else node))

    walk(json.loads(json.dumps(list(page.body), cls=PlotlyJSONEncoder)))
    return "\n".join(found)


def test_a_school_that_sent_none_says_so_and_leaves_the_denominators(asked: Asking) -> None:
    ask = asked()
    words = said(drawn(ask, f"school:{BIRCH}"))
    assert "No conversations for any period" in words
    assert "Conversations: not supplied." in words
    assert {cell.school for cell in conversations.cells(view(ask, "trust"), part=Part())} == {ASH}
    trust = said(drawn(ask, "trust"))
    assert "no conversations have been supplied for this year" in trust


def test_three_pupils_are_counted_and_never_averaged(asked: Asking) -> None:
    words = said(drawn(asked(), f"school:{ASH}"))
    assert "1 of 3 pupils in the AfA group" in words
    assert "33.3%" not in words.split("How this is worked out")[0]


def test_the_list_puts_the_day_that_passed_first(asked: Asking) -> None:
    tasks = pupils_conversations.tasks(view(asked()))
    assert [(task.why, task.day, task.missed) for task in tasks] == [
        ("ask", date(2026, 2, 10), ("autumn",)),
        ("week", date(2026, 3, 25), ()),
        ("overdue", None, ("autumn",)),
    ]
    assert [task.waiting for task in tasks] == [True, True, False]


def test_the_lead_the_bar_and_the_list_tell_the_same_days(asked: Asking) -> None:
    """Pupil 1's day is ahead, pupil 2's has passed without an outcome, pupil 5's was held; 2 and 5 missed autumn's."""
    words = said(drawn(asked(), f"school:{ASH}"))
    days = "2 to come (1 whose day has passed without an outcome and 1 with a day set)"
    assert words.count(f": {days}.") == 1
    assert f"Spring term 2026: held for 1 of 3 pupils, {days}" in words
    assert "Of the 2 without one: day passed without an outcome 1, a day set 1." in words
    assert {"Day passed, no outcome", "A day is set, still ahead", "Not held, no day ahead"} <= set(words.splitlines())
    assert "This week's list: 3 pupils" in words
    assert (
        "2 pupils are without this term's conversation: 1 needs an outcome (the day has passed) and 1 has a day this "
        "week.\n2 pupils are overdue from a term that has ended; 1 of them is also without this term's conversation."
    ) in words
    assert (
        "as at 20 March 2026: those whose day has passed without an outcome, then those with a day this week, then "
        "those who are overdue (a term has ended without one)."
    ) in words


def test_who_joined_yesterday_has_nothing_due(asked: Asking) -> None:
    ask = asked()
    assert NEWCOMER not in {task.pupil.pupil_id for task in pupils_conversations.tasks(view(ask))}
    words = said(drawn(ask, "pupil:tokennewcomer"))
    assert "No conversation is due yet: the first belongs to the summer term. None has ever been held" in words
    assert "No conversation has been recorded for this pupil." in words


def test_a_class_shows_who_was_talked_about_outside_the_group_too(asked: Asking) -> None:
    words = said(drawn(asked(), class_place(ASH, number=1)))
    assert "The class has 2 pupils of the AfA group among 4." in words
    assert "Was set for 10 February 2026: no outcome" in words
    assert "Declined: overdue" in words
    assert "a conversation has been recorded for 1." in words
    nobody = said(drawn(asked(), class_place(BIRCH, number=2)))
    assert "The class has 1 pupils" not in nobody


def test_a_pupils_page_holds_the_two_targets(asked: Asking) -> None:
    page = drawn(asked(), pupil_place(ASH, number=1))
    words = said(page)
    assert "Curricular target: curricular aim (met)" in words
    assert "Wider target: wider aim (open)" in words
    assert "Spring term 2026: a day is set, 25 March 2026" in words
    assert page.pupil_ids == {pupil_id(ASH, number=1)}


def test_a_day_that_has_passed_is_not_called_set(asked: Asking) -> None:
    words = said(drawn(asked(), pupil_place(ASH, number=2)))
    assert "Was set for 10 February 2026: no outcome" in words
    assert "Spring term 2026: was set for 10 February 2026, no outcome" in words
    assert "Nobody has said yet what came of it." in words
    assert "a day is set" not in words


def test_two_leads_of_a_year_are_a_change(asked: Asking) -> None:
    ask = asked()
    held = leads.leads_of(ask, school=ASH, year="2024-25")
    assert [lead.role for lead in held] == ["senco", "headteacher"]
    found = leads.lead_now(view(ask), school=ASH)
    assert found is not None
    assert found.role == "headteacher"
    assert leads.by_lead(view(ask)) is None  # no completed year has a conversation


def test_before_the_first_conversation_of_a_term_a_page_looks_ahead(asked: Asking) -> None:
    ask = asked(as_at=date(2025, 9, 12))
    words = said(drawn(ask, class_place(ASH, number=1)))
    assert "The autumn term's conversation has been held for" in words
    assert conversations.when_of(view(ask, period=AUTUMN))[ASH] == (0, 1)


def test_a_total_that_rests_on_too_few_schools_is_not_shown(asked: Asking) -> None:
    scope = Scope(account_id=0, role="headteacher", schools=frozenset({ASH}), levels=LEVELS - {Level.TRUST},
                  trust_total=True, names=Names.NAMES, named_schools=None)  # fmt: skip
    ask = asked(scope=scope)
    assert conversations.cells(view(ask, "trust"), part=Part()) == []
    assert "No total for spring term 2026" in said(drawn(ask, "trust"))
    assert {cell.school for cell in queries.cells(ask.asker, year="2025-26")} == {ASH}
    assert {each.school for each in queries.leads(ask.asker)} == {ASH}
    assert {each.school for each in queries.years(ask.asker)} == {ASH}


def test_a_reader_without_pupils_is_refused_them(asked: Asking) -> None:
    scope = Scope(account_id=0, role="test", schools=None, levels=frozenset({Level.TRUST, Level.SCHOOL}))
    ask = asked(scope=scope)
    with pytest.raises(PermissionError):
        pupils_conversations.waiting(view(ask))
    words = said(drawn(ask, f"school:{ASH}"))
    assert "This week's list" not in words
    assert "CANARY" not in words
    import sqlalchemy as sa

    with pytest.raises(Unconfined):
        run(ask.asker, statement=sa.select(conversation_cell.c.n))


def test_a_database_without_a_pupil_has_a_page(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pupils.db'}"
    engine.migrate(url)
    opened = engine.reader(url)
    with asking(opened, scope=EXECUTIVE, as_at=AS_AT, path="/conversations") as ask:
        assert "No conversations for any period" in said(drawn(ask, "trust"))
    opened.dispose()
