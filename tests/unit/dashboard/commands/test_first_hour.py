"""A trust's first hour: each step says what is there, can be run again, and ends with the files still needed."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dashboard.access import listing, sign_in, store
from dashboard.commands import files, first_hour
from dashboard.settings import Settings
from data_loaders import gias_trusts
from tests.unit.data_loaders.files import rows

TERMS = (
    "Half term,From,To\nAut1,03/09/2025,24/10/2025\nAut2,03/11/2025,19/12/2025\nSpr1,05/01/2026,13/02/2026\n"
    "Spr2,23/02/2026,27/03/2026\nSum1,13/04/2026,22/05/2026\nSum2,01/06/2026,21/07/2026\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AFA_AS_AT", "2025-10-01")
    monkeypatch.delenv("AFA_DATABASE_URL", raising=False)
    return tmp_path / "home"


def afa(*words: object) -> Result:
    group = click.Group()
    for module in (files, first_hour):
        module.register(group)
    return CliRunner().invoke(group, [str(word) for word in words])


def url(home: Path) -> str:
    return f"sqlite:///{home / 'pupils.db'}"


def test_the_first_hour_by_an_answers_file_and_again(home: Path, shared: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(TERMS, encoding="utf-8")
    answers = tmp_path / "answers.toml"
    answers.write_text(
        f'gias = "{shared / "data" / "trust-60-schools"}"\ntrust = "trust name 1"\nyear = 2025\n'
        f'terms = "{tmp_path / "terms.csv"}"\nclosed = [2025-09-03]\nscales = "standardised"\n'
        'leads = [{ school = "130000", person = "Ada Ash", role = "headteacher", from = 2025-09-01 }]\n'
        'administrator = { username = "boss", name = "Bo Ss" }\n',
        encoding="utf-8",
    )
    result = afa("setup", "--answers", answers)
    assert result.exit_code == 0, result.output
    words = result.output
    assert "Schools: 1 read, 1 new" in words
    assert "School calendar: " in words
    assert "Who leads Achievement for All: 1 read, 1 new" in words
    assert "boss added. The password, shown this once: " in words
    assert "  Registers: afa import FILE --mapping register_marks --school 130000" in words
    assert "  Conversations: afa template conversations --school 130000" in words
    assert "  Term dates: " not in words.partition("Still needed:")[2]
    days = rows(url(home), "select date, min(open) as open from calendar group by date order by date")
    assert days.iloc[0].tolist() == ["2025-09-03", 0]
    assert len(rows(url(home), "select * from import_batch")) == 4
    again = afa("setup")
    assert "Schools: 1 school there already." in again.output
    assert "Term dates: there already for every school." in again.output
    assert "Scales: 1 scale there already." in again.output
    assert "Who leads: known at every school." in again.output
    assert "Administrator: 1 account there already." in again.output
    assert len(rows(url(home), "select * from import_batch")) == 4
    assert afa("undo", 4).exit_code == 0
    assert "Who leads: not known at 1 school." in afa("setup").output


def test_with_nothing_said_it_says_what_to_say(home: Path) -> None:
    result = afa("setup")
    assert result.exit_code == 0, result.output
    assert "Schools: none yet. Say where the extract" in result.output
    assert "Administrator: none yet. Say with --administrator USERNAME --name NAME" in result.output
    assert "Begin with the schools" in result.output


@pytest.mark.safety
def test_A8_there_is_no_default_account_and_the_first_password_is_shown_once(home: Path) -> None:
    assert afa("setup").exit_code == 0
    opened = store.open_accounts(Settings.from_environment().accounts_url)
    with opened.reads.connect() as connection:
        assert listing.listed(connection, today=store.utc_now().date()) == []
    opened.close()
    first = afa("setup", "--administrator", "boss", "--name", "Bo").output
    assert first.count("shown this once") == 1
    assert "shown this once" not in afa("setup", "--administrator", "boss", "--name", "Bo").output
    assert sign_in.register


def test_a_trust_is_found_by_its_name_in_the_big_file(shared: Path) -> None:
    known = gias_trusts.trusts_in(sorted((shared / "data" / "gias").glob("*.csv")))
    assert known["2044"] == "ABBEY ACADEMIES TRUST"
    assert gias_trusts.called("abbey academies trust", trusts=known) == ["2044"]
    assert set(gias_trusts.called("abbey", trusts=known)) == {"2044", "2046"}
    assert gias_trusts.called("2046", trusts=known) == ["2046"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trust", "nobody"), "No trust of the files is called “nobody”"),
        (("--trust", "trust name"), "More than one trust is called like “trust name”"),
    ],
)
def test_a_trust_that_is_not_meant_for_certain_is_asked_for(
    home: Path, shared: Path, words: tuple[str, ...], said: str
) -> None:
    result = afa("setup", "--gias", shared / "data" / "trust-60-schools", *words)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Half term,From,To\nAut9,2025-09-01,2025-10-24\n", "line 2: “Half term” is one of Aut1"),
        ("Half term,From,To\nAut1,soon,2025-10-24\n", "line 2, column “From”: “soon” is not a date"),
        ("Half term,From,To\nAut1,2025-09-01,2025-10-24\n", "a year has six half terms, and 1 are given"),
    ],
)
def test_term_dates_that_cannot_be_read_are_said(
    home: Path, shared: Path, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(text, encoding="utf-8")
    gias = shared / "data" / "trust-60-schools"
    result = afa("setup", "--gias", gias, "--trust", "trust name 1", "--terms", path)
    assert result.exit_code == 1
    assert said in result.output


def test_answers_that_are_not_understood_are_named(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text('trusts = "2044"\n', encoding="utf-8")
    result = afa("setup", "--answers", path)
    assert result.exit_code == 1
    assert "trusts: Extra inputs are not permitted" in result.output
