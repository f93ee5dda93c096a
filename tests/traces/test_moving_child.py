"""One child through files and schools: access follows the open enrolment, history the child, nobody counts twice.

From the files to what a reader of each school may see: the same queries that the pages ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dashboard.access.scope import Level, Names, Scope
from dashboard.queries import pupils
from dashboard.queries.running import Reader, asker_for
from data_loaders.report import Outcome
from data_loaders.store.engine import reader
from tests.unit.data_loaders.files import SMALL, load, rows, write

OLD, NEW = "100001", "100002"
MOVED = "Pupil,School,From,To,Year group,Enrolment status\n"
RESULTS = SMALL["assessment"] + "P1,reading,reading_age,2025-26.spring,test,99\n"


def scope(school: str) -> Scope:
    """A headteacher's."""
    return Scope(
        account_id=1, role="headteacher", schools=frozenset({school}), levels=frozenset(Level), trust_total=True,
        names=Names.NAMES, named_schools=None,
    )  # fmt: skip


def one(folder: Path, name: str, text: str) -> Sequence[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return [path]


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str) -> str:
    paths = write(tmp_path / "first", school=SMALL["school"] + f"{NEW},Birchwood,primary\n", assessment=RESULTS)
    assert load(paths, url=sqlite_url).outcome is Outcome.COMMITTED
    return sqlite_url


def seen(store: Reader, *, token: str, on: date) -> dict[str, list[str]]:
    """By school, the SEN provision and results that its head reads of the pupil on a day; a school not there reads
    nothing."""
    found = {}
    for school in (OLD, NEW):
        with asker_for(store, scope=scope(school)) as asker:
            child = pupils.pupil_of(asker, token=token, on=on)
            if child:
                history = [each.code for each in pupils.statuses(asker, whose=child, on=on)]
                found[school] = history + [f"{each.value:g}" for each in pupils.results(asker, whose=child, on=on)]
    return found


@pytest.mark.safety
@pytest.mark.parametrize("leaver", [None, "2026-01-05"], ids=["the old school is late", "both have said so"])
def test_access_follows_the_open_enrolment_and_history_the_child(leaver: str | None, url: str, tmp_path: Path) -> None:
    lines = f"P1,{NEW},2026-01-05,,4,C\n" + (f"P1,{OLD},2025-09-01,{leaver},4,C\n" if leaver else "")
    load(one(tmp_path / "moved", "enrolment", MOVED + lines), url=url)
    token = rows(url, "SELECT token FROM pupil WHERE pupil = 'P1'")["token"][0]
    store = reader(url)
    try:
        assert seen(store, token=token, on=date(2026, 1, 4)) == {OLD: ["K", "90", "99"]}
        assert seen(store, token=token, on=date(2026, 1, 5)) == {NEW: ["K", "90", "99"]}
    finally:
        store.dispose()
    facts = rows(url, "SELECT school, first_value, last_value FROM progress_fact JOIN pupil USING (pupil_id)"
                 " WHERE pupil = 'P1' AND period = '2025-26.spring'")  # fmt: skip
    assert facts.to_numpy().tolist() == [[NEW, 90.0, 99.0]]  # from the first result at the old school


def test_a_dual_registration_counts_once_at_the_main_school(url: str, tmp_path: Path) -> None:
    dual = MOVED + f"P1,{OLD},2025-09-01,,4,M\nP1,{NEW},2025-09-01,,4,S\n"
    load(one(tmp_path / "dual", "enrolment", dual), url=url)
    counted = rows(url, "SELECT school, sum(main) AS main, count(*) AS n FROM enrolment_fact JOIN pupil USING"
                   " (pupil_id) WHERE pupil = 'P1' AND period = '2025-26' GROUP BY school")  # fmt: skip
    assert counted.to_numpy().tolist() == [[OLD, 1, 1], [NEW, 0, 1]]
    assert rows(url, "SELECT school FROM progress_fact JOIN pupil USING (pupil_id) WHERE pupil = 'P1'"
                " AND period = '2025-26'")["school"].tolist() == [OLD]  # fmt: skip
    token = rows(url, "SELECT token FROM pupil WHERE pupil = 'P1'")["token"][0]
    store = reader(url)
    try:
        assert list(seen(store, token=token, on=date(2026, 1, 5))) == [OLD]
    finally:
        store.dispose()


def test_a_correction_restates_and_names_its_batch(url: str, tmp_path: Path) -> None:
    """The figure changes where it stood, and the rows say which batch said so; taken back it is as it was."""
    said = "SELECT last_value FROM progress_fact JOIN pupil USING (pupil_id) WHERE pupil = 'P1' AND period = '2025-26'"
    assert rows(url, said)["last_value"].tolist() == [99.0]
    report = load(one(tmp_path / "right", "assessment", RESULTS.replace("test,99", "test,97")), url=url)
    assert (report.batch_id, report.counts["assessment"].changed, report.counts["assessment"].unchanged) == (2, 1, 2)
    assert rows(url, said)["last_value"].tolist() == [97.0]
    by_batch = rows(url, "SELECT value, batch_id FROM assessment ORDER BY value")
    assert by_batch.to_numpy().tolist() == [[90, 1], [97, 2], [101, 1]]


def test_one_child_in_two_files_of_different_dates_is_one(url: str, tmp_path: Path) -> None:
    """A register of September and one of January about the same child: two provisions, each of its own days."""
    load(one(tmp_path / "later", "sen_status", "Pupil,From,SEN provision\nP1,2026-01-05,E\n"), url=url)
    load(one(tmp_path / "earlier", "sen_status", SMALL["sen_status"]), url=url)
    held = rows(url, "SELECT from_date, code FROM sen_status JOIN pupil USING (pupil_id) WHERE pupil = 'P1'"
                " ORDER BY from_date")  # fmt: skip
    assert held.to_numpy().tolist() == [["2025-09-01", "K"], ["2026-01-05", "E"]]
    frozen = rows(url, "SELECT period, sen_start FROM enrolment_fact JOIN pupil USING (pupil_id) WHERE pupil = 'P1'"
                  " AND period IN ('2025-26.autumn', '2025-26.spring') ORDER BY period")  # fmt: skip
    assert frozen["sen_start"].tolist()[0] == "K"
    assert len(rows(url, "SELECT * FROM pupil")) == 3
