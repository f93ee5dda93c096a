from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_loaders.store import facts
from data_loaders.store.batches import (
    NotTheLastBatch,
    UndoReport,
    find_same,
    finish_batch,
    list_batches,
    new_batch,
    undo,
)
from data_loaders.store.reach import known_keys, touched_schools
from data_loaders.store.records import BY_NAME, RECORDS
from data_loaders.store.writing import Counts, merge
from tests.unit.data_loaders.store.invented import PUPILS, Rows, bring, dump, frames, no_facts, rows_of_every_record

FILES = [{"name": "pupil.csv", "sha256": "ab" * 32, "bytes": 120}]


def test_a_batch_says_what_it_was(store: sa.Engine) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    with store.begin() as connection:
        batch_id = new_batch(connection, mapping="canonical", files=FILES, sha256="ab" * 32, brought_by="Ada")
        counts = {"pupil": Counts(read=3, new=2, held_back=1)}
        finish_batch(
            connection, batch_id=batch_id, counts=counts, notes=["a proxy"], report=[{"code": "P1", "line": 4}]
        )
    with store.connect() as connection:
        [batch] = list_batches(connection)
    assert (batch.batch_id, batch.mapping, batch.files, batch.sha256) == (1, "canonical", FILES, "ab" * 32)
    assert (batch.brought_by, batch.outcome) == ("Ada", "committed")
    assert batch.counts == {"pupil": {"read": 3, "new": 2, "changed": 0, "unchanged": 0, "held_back": 1}}
    assert (batch.notes, batch.report) == (["a proxy"], [{"code": "P1", "line": 4}])
    assert batch.finished_at is not None
    assert now - timedelta(seconds=1) <= batch.started_at <= batch.finished_at <= now + timedelta(minutes=1)


def test_finishing_a_batch_that_is_not_there_is_refused(store: sa.Engine) -> None:
    with store.connect() as connection, pytest.raises(LookupError, match="there is no batch 9"):
        finish_batch(connection, batch_id=9, counts={})


def test_the_same_files_by_the_same_mapping_are_found_until_undone(store: sa.Engine) -> None:
    with store.begin() as connection:
        new_batch(connection, mapping="canonical", files=FILES, sha256="ab" * 32, brought_by="Ada")
        found = find_same(connection, sha256="ab" * 32, mapping="canonical")
        assert found is not None
        assert found.batch_id == 1
        assert find_same(connection, sha256="ab" * 32, mapping="another") is None
        assert find_same(connection, sha256="cd" * 32, mapping="canonical") is None
        undo(connection, batch_id=1, rebuild=no_facts)
        assert find_same(connection, sha256="ab" * 32, mapping="canonical") is None
        assert new_batch(connection, mapping="canonical", files=FILES, sha256="ab" * 32, brought_by="Ada") == 2
        assert [(batch.batch_id, batch.outcome) for batch in list_batches(connection)] == [
            (2, "committed"),
            (1, "undone"),
        ]


def test_two_imports_of_one_file_at_the_same_instant_make_one_batch(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)

    def bring_in(_: int) -> str:
        with store.begin() as connection:
            if find_same(connection, sha256="0" * 64, mapping="invented"):
                return "already brought in"
            bring(connection, rows)
            return "brought in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(bring_in, range(4))) == ["already brought in"] * 3 + ["brought in"]
    with store.connect() as connection:
        assert len(list_batches(connection)) == 1


def test_two_different_imports_at_once_get_numbers_of_their_own(store: sa.Engine) -> None:
    every = rows_of_every_record(turn=0)
    parts: list[Rows] = [{"pupil": [row]} for row in every["pupil"]]

    def bring_in(part: Rows) -> int:
        with store.begin() as connection:
            return bring(connection, part)[0]

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(bring_in, parts)) == [1, 2, 3]
    with store.connect() as connection:
        assert known_keys(connection, record_name="pupil") == set(PUPILS[:3])


def test_undo_of_every_record_is_exact(store: sa.Engine) -> None:
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
        before = dump(connection)
        more = rows_of_every_record(turn=1)
        more["school"].append({**more["school"][0], "school": "new"})
        batch_id, [counts] = bring(connection, more)
        assert counts["attendance"].changed == 3
        assert dump(connection) != before
        report = undo(connection, batch_id=batch_id, rebuild=no_facts)
        assert dump(connection) == before
    changed = {name: count.changed for name, count in counts.items() if count.changed}
    assert report == UndoReport(batch_id=2, removed={"school": 1}, restored=changed, schools=None)


def test_undo_of_the_first_batch_leaves_nothing(store: sa.Engine) -> None:
    with store.begin() as connection:
        before = dump(connection)
        bring(connection, rows_of_every_record(turn=0))
        report = undo(connection, batch_id=1, rebuild=no_facts)
        assert dump(connection) == before
        assert report.removed == {record.name: 3 for record in RECORDS}
        assert report.restored == {}


def test_undo_goes_backwards_one_at_a_time(store: sa.Engine) -> None:
    with store.begin() as connection:
        states = [dump(connection)]
        for turn in range(3):
            bring(connection, rows_of_every_record(turn=turn))
            states.append(dump(connection))
        for batch_id in (3, 2, 1):
            undo(connection, batch_id=batch_id, rebuild=no_facts)
            assert dump(connection) == states[batch_id - 1]


@pytest.mark.parametrize(
    ("batch_id", "words"),
    [
        (1, "batch 1 cannot be taken back before those that rest on it: batch 2 changed .*"),
        (3, "batch 3 has been taken back already"),
        (9, "there is no batch 9"),
    ],
)
def test_a_batch_that_others_rest_on_cannot_be_undone(store: sa.Engine, batch_id: int, words: str) -> None:
    with store.begin() as connection:
        for turn in range(3):
            bring(connection, rows_of_every_record(turn=turn))
        undo(connection, batch_id=3, rebuild=no_facts)
        before = dump(connection, without=())
        with pytest.raises(NotTheLastBatch, match=f"^{words}$"):
            undo(connection, batch_id=batch_id, rebuild=no_facts)
        assert dump(connection, without=()) == before


def test_undo_rebuilds_the_facts_of_the_schools_once_the_rows_are_back(store: sa.Engine) -> None:
    seen: list[tuple[set[str] | None, set[str]]] = []

    def look(connection: sa.Connection, *, schools: set[str] | None) -> None:
        seen.append((schools, known_keys(connection, record_name="school")))

    every = rows_of_every_record(turn=0)
    with store.begin() as connection:
        bring(connection, {name: every[name] for name in ("pupil", "enrolment")})
        bring(connection, {"school": every["school"], "assessment": every["assessment"][:1]})
        undo(connection, batch_id=2, rebuild=look)
    assert seen == [({"school 0 0", "school 1 0", "school 2 0"}, set())]


def test_touched_schools_are_those_of_the_rows_and_of_their_pupils(store: sa.Engine) -> None:
    every = rows_of_every_record(turn=0)
    stays, moves, _ = every["enrolment"]
    moved = {**moves, "school": "the other school"}
    with store.begin() as connection:
        bring(connection, {"pupil": every["pupil"], "enrolment": [stays, moves, moved], "scale": every["scale"]})
        assert touched_schools(connection, batch_id=1) is None, "a scale holds wherever it is used"
        result, _ = bring(connection, {"assessment": every["assessment"][1:2]})
        assert touched_schools(connection, batch_id=result) == {"school 1 0", "the other school"}
        closed, _ = bring(connection, {"calendar": every["calendar"][2:]})
        assert touched_schools(connection, batch_id=closed) == {"school 2 0"}
        renamed, _ = bring(connection, {"pupil": [{**every["pupil"][0], "surname": "New"}], "trust": every["trust"]})
        assert touched_schools(connection, batch_id=renamed) == set()
        groups, _ = bring(connection, {"prior_group": rows_of_every_record(turn=5)["prior_group"][:1]})
        assert touched_schools(connection, batch_id=groups) is None, "a prior group is expected of everybody's pupils"
        assert touched_schools(connection, batch_id=99) == set()


def test_known_keys_are_as_a_file_says_them(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        assert known_keys(connection, record_name="pupil") == set()
        merge(connection, frames=frames(rows), batch_id=1)
        assert known_keys(connection, record_name="pupil") == set(PUPILS[:3])
        assert known_keys(connection, record_name="school") == {"school 0 0", "school 1 0", "school 2 0"}
        for record in RECORDS:
            said = {tuple(row[name] for name in record.key) for row in rows[record.name]}
            keys = known_keys(connection, record_name=record.name)
            assert keys == ({key[0] for key in said} if len(record.key) == 1 else said), record.name
        assert (PUPILS[0], "school 0 0", date(2025, 9, 1)) in known_keys(connection, record_name="enrolment")


def test_undo_brings_the_facts_back_too(store: sa.Engine) -> None:
    with store.begin() as connection:
        for rows in (_year_of_two_schools(), {"scale": [_scale(expected=6.0)]}):
            before = dump(connection)
            batch_id, _ = bring(connection, rows)
            facts.rebuild(connection, schools=touched_schools(connection, batch_id=batch_id))
            after = dump(connection)
            assert after["progress_fact"] != before["progress_fact"]
            undo(connection, batch_id=batch_id)
            assert dump(connection) == before
            bring(connection, rows)
            facts.rebuild(connection, schools=None)
        _, [counts] = bring(connection, {"assessment": [_result("a", "2025-26.spring", 40.0)]})
        assert counts["assessment"].changed == 1
        before = dump(connection, without=("import_batch", "before_image", "assessment"))
        facts.rebuild(connection, schools={"100001"})
        assert dump(connection, without=("import_batch", "before_image", "assessment")) != before
        undo(connection, batch_id=5)
        assert dump(connection, without=("import_batch", "before_image", "assessment")) == before


def _year_of_two_schools() -> Rows:
    """Two pupils in two schools with a result in autumn and in spring, one of them with SEN support."""
    on_roll = {"from_date": date(2024, 9, 1), "to_date": None}
    results = [
        _result(pupil, term, mark)
        for pupil, marks in {"a": (10.0, 14.0), "b": (11.0, 16.0)}.items()
        for term, mark in zip(("2025-26.autumn", "2025-26.spring"), marks, strict=True)
    ]
    columns = [name for name in BY_NAME["pupil"].names if name != "pupil"]
    return {
        "pupil": [{"pupil": pupil, **dict.fromkeys(columns)} for pupil in "ab"],
        "enrolment": [
            {
                **dict.fromkeys(BY_NAME["enrolment"].names),
                "pupil": pupil,
                "school": school,
                "year_group": "3",
                "status": "C",
                **on_roll,
            }
            for pupil, school in (("a", "100001"), ("b", "100002"))
        ],
        "sen_status": [{"pupil": "a", "code": "K", "recorded_on": None, **on_roll}],
        "scale": [_scale(expected=None)],
        "assessment": results,
    }


def _scale(*, expected: float | None) -> dict[str, object]:
    limits = {"lowest": 0.0, "highest": 60.0, "mean": None, "sd": None}
    named = {"scale": "points", "name": "Points", "unit": "points"}
    return {**named, **limits, "expected_gain": expected, "expectation_source": None, "bands": None,
            "expected_band": None}  # fmt: skip


def _result(pupil: str, term: str, mark: float) -> dict[str, object]:
    said = {"pupil": pupil, "subject": "mathematics", "scale": "points", "term": term, "kind": "test"}
    return {**said, "date": None, "raw": None, "value": mark, "publisher": None}
