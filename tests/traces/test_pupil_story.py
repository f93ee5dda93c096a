"""One pupil's own story: from the bytes of the files to the lanes, the words and the facts since the last conversation.

Sam moved from Birch to Ash in January; Noor joined Ash yesterday; Kit is no SEND pupil; Cedar has sent nothing but its
roll. Everything is worked out on paper in the comments. Words that nobody, or not everybody, may read hold CANARY.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import accounts, audit, store
from dashboard.access.tables import audit_pupil
from dashboard.app import create_app
from dashboard.settings import Settings
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.report import Outcome
from tests.fixtures.visitor import Visitor
from tests.traces.reading import Page, look

AS_AT = date(2026, 3, 20)
PEOPLE: dict[str, dict[str, str]] = {
    "trust_executive": {},
    "headteacher": {"school": "100001"},
    "senco": {"school": "100003"},
    "class_teacher": {"school": "100001", "staff_code": "T1"},
}
"""The SENDCO is Cedar's; the class teacher has class 4A of Ash."""
ELSEWHERE = {"headteacher": {"school": "100002"}, "class_teacher": {"school": "100001", "staff_code": "T2"}}
"""The same roles where Sam is not theirs: the head of the school Sam left, the teacher of the class beside."""
HALVES = {
    "Aut1": ("2025-09-01", "2025-10-24", "autumn"),
    "Aut2": ("2025-11-03", "2025-12-19", "autumn"),
    "Spr1": ("2026-01-05", "2026-02-13", "spring"),
    "Spr2": ("2026-02-23", "2026-03-27", "spring"),
}
FILES = {
    "trust": ["Trust UID,Name", "TR1,Three Schools Trust"],
    "school": ["School,Name,Phase", "100001,Ash Primary,primary", "100002,Birch Primary,primary",
               "100003,Cedar Primary,primary"],
    "calendar": ["School,Date,Session,Open,Half term,Term", *(
        f"100001,{day},AM,yes,{half},2025-26.{term}" for half, (*days, term) in HALVES.items() for day in days)],
    "pupil": ["Pupil,Surname,Forename", "SAM,CANARYSAM,Sam", "NOOR,CANARYNOOR,Noor", "KIT,CANARYKIT,Kit",
              "CAL,CANARYCAL,Cal"],
    "enrolment": ["Pupil,School,From,To,Year group,Enrolment status", "SAM,100002,2024-09-02,2026-01-05,3,C",
                  "SAM,100001,2026-01-05,,4,C", "NOOR,100001,2026-03-19,,4,C", "KIT,100001,2025-09-01,,4,C",
                  "CAL,100003,2025-09-01,,4,C"],
    "sen_status": ["Pupil,From,To,SEN provision", "SAM,2024-09-02,2025-09-01,N", "SAM,2025-09-01,,K",
                   "KIT,2025-09-01,,N"],
    "sen_need": ["Pupil,From,Rank,Type of need", "SAM,2025-09-01,1,SLCN"],
    "teaching_class": ["School,Class code,Academic year,Kind,Class name,Staff code",
                       "100001,4A,2025-26,registration,4A,T1", "100001,4B,2025-26,registration,4B,T2"],
    "class_member": ["Pupil,School,Class code,Academic year,From", "SAM,100001,4A,2025-26,2026-01-05",
                     "NOOR,100001,4A,2025-26,2026-03-19", "KIT,100001,4B,2025-26,2025-09-01"],
    "scale": ["Scale,Name,Unit", "points,Test points,points", "phonics_mark,Phonics screening check,marks",
              "multiplication_mark,Multiplication tables check,marks"],
    "assessment": ["Pupil,Subject,Scale,Term,Kind,Date,Raw mark,Value",
                   "SAM,mathematics,points,2025-26.autumn,test,2025-12-02,,94",
                   "SAM,mathematics,points,2025-26.spring,test,2026-03-10,,97",
                   "KIT,mathematics,points,2025-26.spring,test,2026-03-10,,101",
                   "SAM,phonics,phonics_mark,2022-23.summer,test,,,29",
                   "SAM,phonics,phonics_mark,2021-22.summer,test,,A,",
                   "SAM,multiplication,multiplication_mark,2025-26.spring,test,2026-03-12,,21",
                   "CAL,phonics,phonics_mark,2022-23.summer,test,,,33"],
    "attendance": ["Pupil,School,From,Grain,Marks", "SAM,100002,2025-11-10,week,/ \\ / \\ I I / \\ / \\",
                   "SAM,100001,2026-02-23,week,/ \\ I \\ U \\ / \\ L \\",
                   "SAM,100001,2026-03-02,week,I I I I / \\ / \\ / \\",
                   "KIT,100001,2026-03-02,week,/ \\ / \\ / \\ / \\ / \\"],
    "conversation": ["Pupil,School,Scheduled,Term,Status,Held on,Parent or carer took part,Mode,Led by,Led by (role)",
                     "SAM,100002,2025-11-04,2025-26.autumn,declined,,,,,",
                     "SAM,100001,2026-02-24,2025-26.spring,held,2026-02-24,yes,in_person,CANARYSTAFF,senco",
                     "SAM,100001,2026-03-25,2025-26.spring,scheduled,,,,,"],
    "target": ["Pupil,School,Scheduled,Kind,Target,Met", "SAM,100001,2026-02-24,curricular,CANARYAIM read aloud,yes",
               "SAM,100001,2026-02-24,wider,CANARYAIM join a club,"],
    "activity": ["School,Club,Type", "100001,Choir,music"],
    "activity_session": ["Pupil,School,Club,From,Term,Sessions offered,Sessions attended",
                         "SAM,100001,Choir,2026-01-05,2025-26.spring,6,4",
                         "SAM,100001,Choir,2026-03-02,2025-26.spring,3,2"],
    "incident": ["Pupil,School,Date,Kind,Role", "SAM,100001,2026-03-03,bullying,victim"],
    "questionnaire": ["Pupil,School,Outcome rated,Date,Score,Lowest,Highest,Rated by (role)",
                      "SAM,100001,behaviour_problems,2026-01-20,2.5,1,5,class_teacher",
                      "SAM,100001,behaviour_problems,2026-03-05,2.0,1,5,class_teacher",
                      "SAM,100001,positive_relationships,2026-03-05,3.5,1,5,class_teacher"],
    "transition_information": ["Pupil,School,Academic year,SEN information received,Received on,From whom",
                               "SAM,100001,2025-26,yes,2026-02-26,previous_school"],
    "suspension": ["Pupil,School,From,Kind,Sessions,Reason", "SAM,100002,2025-11-20,SUSP,2,CANARYREASON"],
}  # fmt: skip
"""The files, by name: headings, then rows."""
FACTS = ("Sessions", "Results", "Questionnaires", "Clubs", "Incidents and suspensions", "SEN provision and need")
PASSED_ON = (
    "Joined Ash Primary on 5 January 2026: received from: previous school or nursery, on 26 February 2026, after the "
    "first day."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files written and brought in."""
    folder = tmp_path_factory.mktemp("story")
    for name, lines in FILES.items():
        (folder / f"{name}.csv").write_bytes("\n".join([*lines, ""]).encode())
    settings = settings_of(folder)
    report = bring_in(
        sorted(folder.glob("*.csv")), mapping=load_mapping("canonical"), database_url=settings.database_url,
        brought_by="office",
    )  # fmt: skip
    assert (report.outcome, report.findings) == (Outcome.COMMITTED, ())
    return folder


def settings_of(home: Path) -> Settings:
    return Settings.from_environment({"AFA_HOME": str(home), "AFA_AS_AT": AS_AT.isoformat()})


def app_for(home: Path, accounts_in: Path, *, people: dict[str, dict[str, str]]) -> Any:
    """The application with accounts of its own for these people."""
    accounts_in.mkdir()
    environ = {"AFA_ACCOUNTS_URL": f"sqlite:///{accounts_in / 'accounts.db'}", "AFA_HOME": str(home)}
    settings = Settings.from_environment({**environ, "AFA_AS_AT": AS_AT.isoformat(), "AFA_SECOND_FACTOR": "off"})
    store.migrate(settings.accounts_url)
    opened, told = store.open_accounts(settings.accounts_url), []
    with opened.writes.begin() as connection:
        for role, granted in people.items():
            person = {"role": role, "username": f"{role}@story.example", "password": secrets.token_urlsafe(16)}
            made = {"username": person["username"], "now": store.utc_now()}
            accounts.add(connection, name=role, password=person["password"], **made)
            accounts.give(connection, role=role, granted_by="test", **granted, **made)
            told.append(person)
    opened.close()
    (accounts_in / "sample-sign-ins.json").write_text(json.dumps(told), encoding="utf-8")
    return create_app(settings)


class Served:
    """The application, and a page of it as a role sees it."""

    def __init__(self, app: Any, *, folder: Path) -> None:
        self.app, self.folder = app, folder
        self._visitors: dict[str, Visitor] = {}

    def page(self, role: str, address: str) -> Page:
        if role not in self._visitors:
            self._visitors[role] = Visitor(self.app, home=self.folder)
            self._visitors[role].sign_in(role)
        return look(self._visitors[role], address)

    def close(self) -> None:
        walls = self.app.server.extensions["afa"]
        walls.accounts.close()
        walls.pupils.dispose()


@pytest.fixture(scope="module")
def here(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Served to the people whose pupils these are."""
    folder = tmp_path_factory.mktemp("people") / "here"
    served = Served(app_for(home, folder, people=PEOPLE), folder=folder)
    yield served
    served.close()


@pytest.fixture(scope="module")
def elsewhere(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Served to the same roles of another school and another class."""
    folder = tmp_path_factory.mktemp("people") / "elsewhere"
    served = Served(app_for(home, folder, people=ELSEWHERE), folder=folder)
    yield served
    served.close()


@pytest.fixture(scope="module")
def tokens(home: Path) -> dict[str, str]:
    """The address of each pupil's story, by forename."""
    return {row.forename: f"/overview?place=pupil:{row.token}" for row in pupils_in(home)}


@pytest.fixture(scope="module")
def ids(home: Path) -> dict[str, int]:
    """Each pupil's number in the database, by forename."""
    return {row.forename: row.pupil_id for row in pupils_in(home)}


def pupils_in(home: Path) -> list[Any]:
    """The rows of the pupils as brought in."""
    from data_loaders.store import engine
    from data_loaders.store.tables import TABLES

    reader = engine.reader(settings_of(home).database_url)
    with reader.connect() as connection:
        rows = connection.execute(TABLES["pupil"].select()).all()
    reader.dispose()
    return list(rows)


def lane(page: Page, name: str) -> dict[str, Any]:
    """The trace of a lane of the chart."""
    found: dict[str, Any] = next(each for each in page.figure("pupil-story")["data"] if each["name"] == name)
    return found


def in_words(page: Page) -> dict[str, str]:
    """What each lane says, by its name."""
    said = page.card("In words")
    return dict(zip(said[::2], said[1::2], strict=True))


def facts(page: Page) -> dict[str, str]:
    """The facts since the last conversation, by name; several lines of one apart."""
    found: dict[str, list[str]] = {}
    for line in page.card("Since the last conversation"):
        if line in FACTS:
            found[line] = []
        else:
            found[list(found)[-1]].append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def test_every_lane_stands_where_the_files_say(here: Served, tokens: dict[str, str]) -> None:
    page = here.page("headteacher", tokens["Sam"])
    assert page.title == "Sam CANARYSAM"
    assert (lane(page, "Mathematics")["x"], lane(page, "Mathematics")["y"]) == (["2025-12-02", "2026-03-10"], [94, 97])
    # School: Birch from where the axis begins, 1 September 2025, to 5 January: 126 days; Ash to the day after today.
    days = [length / 86_400_000 for length in lane(page, "School")["x"]]
    assert (lane(page, "School")["base"], days) == (["2025-09-01", "2026-01-05"], [126, 75])
    # Autumn 2: 2 of 10 sessions missed, at Birch. Spring 2: of 10 one I and one U, then four of ten I: 6 of 20.
    assert lane(page, "Sessions missed")["text"] == ["20%", "30%"]
    assert lane(page, "Sessions missed")["y"] == [20.0, 30.0]
    # Spring 2 lasts from 23 February to 27 March, drawn to today, the 20th: 25 days less 3.
    assert [lane(page, "Sessions missed")[name][1] for name in ("x", "width")] == ["2026-03-07", 22 * 86_400_000]
    # Conversations on 4 November (declined), 24 February (held) and 25 March (to come); one of two targets is met.
    talks = lane(page, "Conversations,<br>targets met")
    assert talks["x"] == ["2025-11-04", "2026-02-24", "2026-03-25"]
    assert talks["marker"]["symbol"] == ["circle", "circle", "circle-dot"]
    assert talks["text"] == ["", "1 of 2", ""]
    assert lane(page, "Club sessions")["y"] == [4, 2]
    # The tables check is in the window; phonics of 2023 is years before anything else and stretches no axis.
    assert (lane(page, "National tests")["x"], lane(page, "National tests")["text"]) == (["2026-03-12"], ["Tables"])
    assert lane(page, "Questionnaires")["x"] == ["2026-01-20", "2026-03-05"]
    assert set(lane(page, "Questionnaires")["marker"]["symbol"]) == {"cross"}, "no conversation's circle"
    passed_on = lane(page, "SEN information")
    assert (passed_on["x"], passed_on["hovertext"]) == (["2026-02-26"], [PASSED_ON])
    assert passed_on["marker"]["symbol"] == ["triangle-right"]
    assert "Filled pointer: SEN information passed on to the school; diamond: national tests" in page.words
    assert "hollow pointer" not in page.words, "only what is drawn is explained"
    events = lane(page, "Incidents,<br>suspensions")
    assert (events["x"], events["marker"]["symbol"]) == (["2026-03-03", "2025-11-20"], ["triangle-up", "square"])


def test_national_tests_stand_in_a_list_and_on_no_line(here: Served, tokens: dict[str, str]) -> None:
    page = here.page("headteacher", tokens["Sam"].replace("/overview", "/progress"))
    rows = page.table(holding="Assessment").rows
    told = [tuple(row.values()) for row in rows]
    assert told == [
        ("2025/26", "Multiplication tables check", "Multiplication", "21 marks"),
        ("2022/23", "Phonics screening check", "Phonics", "29 marks"),
        ("2021/22", "Phonics screening check", "Phonics", "No outcome: absent (A)"),
    ]
    assert [row["Term"] for row in page.table(holding="Mathematics, test points").rows] == [
        "Spring term 2026", "Autumn term 2025"]  # fmt: skip
    assert page.options("subject") == ["mathematics"]


def test_every_lane_is_said_in_words(here: Served, tokens: dict[str, str]) -> None:
    said = in_words(here.page("headteacher", tokens["Sam"]))
    assert said["School"] == (
        "Year 4 at Ash Primary, on roll since 5 January 2026. Before: Birch Primary from 2 September 2024."
    )
    assert said["SEN provision"] == (
        "SEN support since 1 September 2025, for speech, language and communication needs. Before: no SEN."
    )
    assert said["Results"].startswith("Mathematics: 97 points in spring term 2026")
    # 2 of 10 and 6 of 20: 8 of 30, 26.7%; one L and one U.
    assert said["Attendance"] == "Missed 8 of 30 possible sessions (26.7%) in 2025/26 to date. 2 late marks in 2025/26."
    assert said["Conversations"] == (
        "3 conversations were offered in 2025/26: declined by the parent or carer (4 November 2025); held with a "
        "parent or carer on 24 February 2026; offered for 25 March 2026, to come. 1 of 1 reviewed targets met, 1 open."
    )
    assert said["Clubs"] == "In 2025/26: Choir 6 of 9 sessions."
    assert said["SEN information"] == PASSED_ON
    assert said["National tests"] == (
        "Multiplication tables check in 2025/26: 21 marks. Phonics screening check in 2022/23: 29 marks. "
        "Phonics screening check in 2021/22: no outcome, absent (A)."
    )
    assert said["Questionnaires"] == (
        "In 2025/26: positive relationships 3.5 on 5 March 2026; behaviour problems 2.5 on 20 January 2026 and 2.0 on "
        "5 March 2026. Lower is better for behaviour problems and bullying, scale 1 to 5."
    )
    assert said["Incidents, suspensions"] == (
        "In 2025/26: suspension, 2 sessions on 20 November 2025; bullying, as victim on 3 March 2026."
    )


def test_the_table_behind_the_chart_holds_every_record(here: Served, tokens: dict[str, str]) -> None:
    table = here.page("headteacher", tokens["Sam"]).table(holding="What is recorded")
    # 2 enrolments and an end, 2 provisions, 1 need, 2 results, 2 half terms, 3 conversations, 2 club registers, an
    # incident and a suspension; 3 national tests, 2 days of questionnaires, information passed on once.
    assert len(table.rows) == 3 + 2 + 1 + 2 + 2 + 3 + 2 + 1 + 1 + 3 + 2 + 1
    assert table.row("12 March 2026")["What is recorded"] == "Multiplication tables check: 21 marks"
    assert [row["What is recorded"] for row in table.rows if row["Date"] == "Summer term 2022"] == [
        "Phonics screening check: no outcome, absent (A)"]  # fmt: skip
    assert table.row("5 March 2026")["What is recorded"] == (
        "Positive relationships 3.5, behaviour problems 2.0, scale 1 to 5, rated by: class teacher"
    )
    assert table.row("26 February 2026")["What is recorded"] == PASSED_ON
    assert table.row("10 March 2026")["What is recorded"] == "Mathematics, test points: 97"
    assert table.row("Spring 2, 2025/26")["What is recorded"] == "Missed 6 of 20 possible sessions (30.0%)"
    held = table.row("24 February 2026")["What is recorded"]
    assert held == (
        "Held with a parent or carer. Curricular: CANARYAIM read aloud (met). "
        "Personal or wider outcome: CANARYAIM join a club (open)"
    )


def test_since_the_last_conversation_there_are_facts(here: Served, tokens: dict[str, str]) -> None:
    page = here.page("headteacher", tokens["Sam"])
    told = facts(page)
    # Tuesday 24 February: of its week Wednesday to Friday remain, U \ / \ L \: one of six missed, U and L late. Then
    # four of ten: 5 of 16.
    assert told["Sessions"] == "Missed 5 of 16 possible sessions (31.3%), 2 late marks."
    assert told["Results"].splitlines() == [
        "Mathematics: 97 in spring term 2026; 94 in autumn term 2025 before.",
        "Multiplication tables check in 2025/26: 21 marks.",
    ]
    assert told["Questionnaires"].splitlines() == [
        "Positive relationships: 3.5 on 5 March 2026 (scale 1 to 5).",
        "Behaviour problems: 2.0 on 5 March 2026; 2.5 on 20 January 2026 before (scale 1 to 5).",
    ]
    assert told["Clubs"] == "Choir 2 of 3 sessions, in the registers begun since."
    assert told["Incidents and suspensions"] == "Bullying, as victim on 3 March 2026."
    assert told["SEN provision and need"] == PASSED_ON
    targets = page.card("What was agreed that day")
    assert targets[0] == "Held with a parent or carer, in person, led by the SENDCO."
    assert targets[1:] == [
        "Curricular", "CANARYAIM read aloud (met)", "Personal or wider outcome", "CANARYAIM join a club (open)",
        "The next is offered for 25 March 2026.",
    ]  # fmt: skip


def test_the_opening_says_why_the_pupil_stands_where_it_does(here: Served, tokens: dict[str, str]) -> None:
    """Of the five things that the school's list counts those that are so of Sam: at Ash 6 of 20 sessions, 30.0%."""
    for role in ("headteacher", "class_teacher"):
        assert here.page(role, tokens["Sam"]).said[1] == (
            "To talk about, 1 of 5: 6 of 20 sessions missed here this year (30.0%). "
            "Recorded this year: 1 incident and 1 suspension."
        )
    assert not any("To talk about" in each for each in here.page("headteacher", tokens["Kit"]).said), "no SEND pupil"


def test_the_words_of_targets_are_for_those_who_teach_the_child(here: Served, tokens: dict[str, str]) -> None:
    texts = {role: here.page(role, tokens["Sam"]).raw for role in ("headteacher", "class_teacher", "trust_executive")}
    assert {role: "CANARYAIM" in text for role, text in texts.items()} == {
        "headteacher": True, "class_teacher": True, "trust_executive": False,
    }  # fmt: skip
    executive = here.page("trust_executive", tokens["Sam"])
    assert executive.card("What was agreed that day")[1:5] == ["Curricular", "Met", "Personal or wider outcome", "Open"]
    assert executive.title.startswith("Pupil ")
    assert "CANARY" not in executive.raw


def test_no_other_page_tells_them_either(here: Served, tokens: dict[str, str]) -> None:
    for path in ("/conversations", "/progress", "/attendance", "/wider_outcomes"):
        address = tokens["Sam"].replace("/overview", path)
        assert "CANARY" not in here.page("trust_executive", address).raw, path
    talks = tokens["Sam"].replace("/overview", "/conversations")
    assert "CANARYAIM" in here.page("class_teacher", talks).raw


def test_no_reason_and_no_member_of_staff_is_told(here: Served, tokens: dict[str, str]) -> None:
    for role in PEOPLE:
        for address in tokens.values():
            raw = here.page(role, address).raw
            assert "CANARYREASON" not in raw
            assert "CANARYSTAFF" not in raw


def test_a_target_of_a_reader_who_may_not_read_it_is_found(
    here: Served, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary sings where the policy is set aside: the test above can fail."""
    from dashboard.access import grants

    made = grants.scope_for

    def generous(*given: Any, **named: Any) -> Any:
        from dataclasses import replace

        return replace(made(*given, **named), target_texts=True)

    monkeypatch.setattr(grants, "scope_for", generous)
    assert "CANARYAIM" in here.page("trust_executive", tokens["Sam"]).raw


def test_history_follows_the_child_and_access_the_open_enrolment(
    here: Served, elsewhere: Served, tokens: dict[str, str]
) -> None:
    assert "Birch Primary" in here.page("class_teacher", tokens["Sam"]).raw
    for role in ELSEWHERE:
        page = elsewhere.page(role, tokens["Sam"])
        assert page.title == "Not here"
        assert "CANARY" not in page.raw
    assert here.page("senco", tokens["Sam"]).title == "Not here"


def test_a_pupil_who_joined_yesterday(here: Served, tokens: dict[str, str]) -> None:
    page = here.page("headteacher", tokens["Noor"])
    said = in_words(page)
    assert said["School"] == "Year 4 at Ash Primary, on roll since 19 March 2026."
    assert said["SEN provision"] == "The SEN provision is not known."
    assert said["Attendance"] == "No session has been marked for this pupil."
    assert said["Conversations"] == "No conversation has been offered for this pupil yet."
    assert said["Clubs"] == "In no club in 2025/26."
    assert said["Questionnaires"] == "Not rated by a teacher."
    assert said["National tests"] == "None recorded."
    assert "SEN information" not in said, "Noor joined without SEN"
    assert page.said[-1] == "No conversation has been offered for this pupil yet."
    assert page.card("Since the last conversation") == [], "there was none"
    assert [row["What is recorded"] for row in page.table(holding="What is recorded").rows] == [
        "On roll at Ash Primary, Year 4"
    ]


def test_a_pupil_without_send(here: Served, tokens: dict[str, str]) -> None:
    said = in_words(here.page("headteacher", tokens["Kit"]))
    assert said["SEN provision"] == "No SEN since 1 September 2025."
    assert said["Attendance"] == "Missed none of 10 possible sessions in 2025/26 to date."
    assert said["Incidents, suspensions"] == "No incident recorded; suspensions: not supplied."


def test_not_supplied_is_not_none(here: Served, tokens: dict[str, str]) -> None:
    page = here.page("senco", tokens["Cal"])
    said = in_words(page)
    assert {said[name] for name in ("Results", "Attendance", "Conversations", "Clubs", "Incidents, suspensions")} == {
        "Not supplied by the school."
    }
    assert "pupil-story" not in page.raw, "lanes without a mark say no more than the words do"


def test_every_view_is_noted_with_the_pupil(here: Served, tokens: dict[str, str], ids: dict[str, int]) -> None:
    here.page("headteacher", tokens["Noor"])
    walls = here.app.server.extensions["afa"]
    with walls.accounts.reads.connect() as connection:
        latest = audit.entries(connection)[0]
        noted = connection.execute(audit_pupil.select().order_by(audit_pupil.c.audit_id.desc())).first()
    assert latest.action is audit.Action.PUPILS_SHOWN
    assert latest.place == tokens["Noor"].partition("place=")[2]
    assert noted is not None
    assert noted.pupil_id == ids["Noor"]


def test_a_name_can_be_hidden_everywhere_at_once(here: Served, tokens: dict[str, str]) -> None:
    raw = here.page("headteacher", tokens["Sam"]).raw
    assert "names-switch" in raw
    # Wherever the name is said, it is said in the span that the switch hides.
    said = re.findall(r'"children":"Sam CANARYSAM","className":"([^"]+)"', raw)
    assert raw.count("CANARYSAM") == len(said) > 0
    assert set(said) == {"pupil-name"}
