from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data_loaders.store.comparing import DuplicateKeyError
from data_loaders.store.records import RECORDS
from data_loaders.store.tables import TABLES, before_image
from data_loaders.store.writing import Counts, UnknownPupil, merge
from tests.unit.data_loaders.store.invented import PUPILS, bring, dump, frames, rows_of_every_record

PUPIL = TABLES["pupil"]


def test_every_record_is_written_as_it_was_given(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        _, [counts] = bring(connection, rows)
        pupils = {row.pupil_id: row.pupil for row in connection.execute(sa.select(PUPIL))}
        for record in RECORDS:
            assert counts[record.name] == Counts(read=3, new=3)
            stored = [dict(row) for row in connection.execute(sa.select(TABLES[record.name])).mappings()]
            assert {row["batch_id"] for row in stored} == {1}
            for row in stored:
                row.setdefault("pupil", pupils.get(row.get("pupil_id", 0)))
            said = [{name: row[name] for name in record.names} for row in stored]
            assert sorted(said, key=repr) == sorted(rows[record.name], key=repr), record.name


def test_counts_and_what_was_before(store: sa.Engine) -> None:
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
        second = rows_of_every_record(turn=0)
        second["pupil"][1]["surname"] = "Sørensen"
        second["pupil"].append({**second["pupil"][0], "pupil": "new"})
        batch_id, [counts] = bring(connection, second)
        assert counts["pupil"] == Counts(read=4, new=1, changed=1, unchanged=2)
        [image] = connection.execute(sa.select(before_image)).mappings()
        assert (image["batch_id"], image["record"], image["sequence"]) == (batch_id, "pupil", 1)
        assert image["row"]["surname"] == "surname 1 0"
        assert image["row"]["date_of_birth"] == "2025-09-02"
        assert image["row"]["eal"] is False


def test_numbers_and_tokens_survive_a_change(store: sa.Engine) -> None:
    chosen = sa.select(PUPIL.c.pupil, PUPIL.c.pupil_id, PUPIL.c.token).order_by(PUPIL.c.pupil)
    with store.begin() as connection:
        bring(connection, rows_of_every_record(turn=0))
        before = connection.execute(chosen).all()
        bring(connection, rows_of_every_record(turn=1))
        assert connection.execute(chosen).all() == before
        assert len({row.token for row in before}) == 3
        assert all(len(row.token) == 16 for row in before)


def test_only_the_rows_that_differ_carry_the_new_batch(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        bring(connection, rows)
        rows["assessment"][2]["value"] = 99.5
        bring(connection, rows)
        table = TABLES["assessment"]
        carried = connection.execute(sa.select(table.c.value, table.c.batch_id).order_by(table.c.batch_id)).all()
        assert [row.batch_id for row in carried] == [1, 1, 2]
        assert carried[-1].value == 99.5


def test_an_empty_value_replaces_a_stored_one_but_an_absent_column_does_not(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        bring(connection, rows)
        frame = frames(rows)["pupil"].drop(columns=["forename"]).assign(surname=None)
        counts = merge(connection, frames={"pupil": frame}, batch_id=2)
        assert counts["pupil"].changed == 2, "one surname was empty before"
        names = connection.execute(sa.select(PUPIL.c.surname, PUPIL.c.forename).order_by(PUPIL.c.pupil_id)).all()
        assert names == [(None, "forename 0 0"), (None, "forename 1 0"), (None, None)]


def test_pandas_and_numpy_values_are_taken_as_what_they_are(store: sa.Engine) -> None:
    pupil = pd.DataFrame(
        {
            "pupil": pd.Series(["a", "b"], dtype="str"),
            "surname": pd.Series(["Ng", None], dtype="str"),
            "date_of_birth": pd.Series([pd.Timestamp("2014-02-03"), pd.NaT]),
            "eal": pd.Series([True, None], dtype="boolean"),
        }
    )
    attendance = pd.DataFrame(
        {
            "pupil": ["a", "b"],
            "school": np.array(["100001", "100001"]),
            "from_date": [date(2026, 1, 5), date(2026, 1, 5)],
            "grain": ["week", "week"],
            "possible": np.array([10, 10]),
            "attended": [9.0, np.nan],
            "late": pd.Series([1, None], dtype="Int64"),
        }
    )
    with store.begin() as connection:
        given = {"attendance": attendance, "pupil": pupil}
        counts = merge(connection, frames=given, batch_id=1)
        assert counts == {"pupil": Counts(read=2, new=2), "attendance": Counts(read=2, new=2)}
        named = sa.select(PUPIL.c.pupil, PUPIL.c.surname, PUPIL.c.date_of_birth, PUPIL.c.eal).order_by(PUPIL.c.pupil)
        assert connection.execute(named).all() == [("a", "Ng", date(2014, 2, 3), True), ("b", None, None, None)]
        register = TABLES["attendance"]
        marks = sa.select(register.c.possible, register.c.attended, register.c.late).order_by(register.c.pupil_id)
        assert connection.execute(marks).all() == [(10, 9, 1), (10, None, None)]
        again = merge(connection, frames=given, batch_id=2)
        assert again["pupil"].unchanged == again["attendance"].unchanged == 2


def test_a_pupil_may_be_stored_already(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        bring(connection, {"pupil": rows["pupil"]})
        _, [counts] = bring(connection, {"assessment": rows["assessment"]})
        assert counts["assessment"].new == 3


def test_unknown_pupils_are_named_to_the_caller_and_not_in_the_message(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    with store.begin() as connection:
        before = dump(connection)
        with pytest.raises(UnknownPupil, match="sen_status: 2 pupils are neither in the file nor in the store") as said:
            merge(connection, frames=frames({"pupil": rows["pupil"][:1], "sen_status": rows["sen_status"]}), batch_id=1)
        assert set(said.value.keys) == set(PUPILS[1:3])
        assert not any(key in str(said.value) for key in PUPILS)
        connection.rollback()
    with store.connect() as connection:
        assert dump(connection) == before


def test_one_key_twice_is_refused(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    rows["school"].append({**rows["school"][0], "name": "Another"})
    with store.connect() as connection, pytest.raises(DuplicateKeyError, match="1 rows repeat a key of school"):
        merge(connection, frames=frames({"school": rows["school"]}), batch_id=1)


def test_what_is_no_record_or_has_no_key_is_refused(store: sa.Engine) -> None:
    with store.connect() as connection:
        with pytest.raises(KeyError, match="not records: shoes"):
            merge(connection, frames={"shoes": pd.DataFrame()}, batch_id=1)
        with pytest.raises(KeyError, match="school: no column school"):
            merge(connection, frames={"school": pd.DataFrame({"name": ["a"]})}, batch_id=1)


def test_empty_frames_write_nothing(store: sa.Engine) -> None:
    with store.begin() as connection:
        before = dump(connection)
        _, [counts] = bring(connection, {record.name: [] for record in RECORDS})
        assert set(counts.values()) == {Counts()}
        assert dump(connection) == before


def test_a_required_value_that_is_missing_is_refused_by_the_database(store: sa.Engine) -> None:
    with store.connect() as connection, pytest.raises(Exception, match=r"(?i)not.null"):
        merge(
            connection,
            frames={"school": pd.DataFrame({"school": ["1"], "name": [None], "phase": ["primary"]})},
            batch_id=1,
        )


def test_many_texts_in_a_key_are_still_compared(store: sa.Engine) -> None:
    schools = pd.DataFrame({"school": [str(n) for n in range(500)], "name": "Invented", "phase": "primary"})
    with store.begin() as connection:
        merge(connection, frames={"school": schools}, batch_id=1)
        counts = merge(connection, frames={"school": schools.sample(frac=1).assign(phase="secondary")}, batch_id=2)
        assert counts["school"] == Counts(read=500, changed=500)
