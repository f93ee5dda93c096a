from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from data_loaders.store.comparing import DuplicateKeyError, differs, match, near
from data_loaders.store.rows import Columns, array, length, read
from data_loaders.store.tables import TABLES
from tests.unit.data_loaders.store.invented import bring, rows_of_every_record

STORED: Columns = {"school": array(["a", "a", "b"]), "rank": array([1, 2, 1]), "name": array(["x", None, "z"])}


def test_rows_are_matched_by_the_whole_key() -> None:
    incoming: Columns = {"school": array(["b", "c", "a", "b"]), "rank": array([1, 1, 2, 2])}
    assert match(incoming, stored=STORED, key=["school", "rank"]).tolist() == [2, -1, 1, -1]


def test_nothing_matches_an_empty_store() -> None:
    nothing: Columns = {name: array([]) for name in STORED}
    assert match(STORED, stored=nothing, key=["school", "rank"]).tolist() == [-1, -1, -1]


def test_a_key_twice_among_the_incoming_is_refused() -> None:
    with pytest.raises(DuplicateKeyError, match="1 rows repeat a key of school"):
        match(STORED, stored=STORED, key=["school"])


def test_missing_is_the_same_as_missing_and_unlike_anything_else() -> None:
    incoming: Columns = {"name": array(["x", "x", None, None, "new"])}
    positions = array([0, 1, 1, 2, -1]).astype(int)
    differing = differs(incoming, stored=STORED, positions=positions, names=["name"])
    assert differing.tolist() == [False, True, False, True, False]


def test_only_the_rows_near_the_incoming_ones_are_read(store: sa.Engine) -> None:
    rows = rows_of_every_record(turn=0)
    first = rows["attendance"][0]
    rows["attendance"] = [{**first, "from_date": date(2025, 9, 1) + timedelta(weeks=week)} for week in range(30)]
    incoming: Columns = {
        "pupil_id": array([1, 2]),
        "school": array([first["school"]] * 2),
        "from_date": array(["2025-09-08", "2025-09-15"]),
        "grain": array([first["grain"]] * 2),
    }
    with store.begin() as connection:
        bring(connection, rows)
        key = list(incoming)
        stored = read(connection, statement=near(TABLES["attendance"], incoming=incoming, key=key))
        assert sorted(stored["from_date"]) == ["2025-09-08", "2025-09-15"]
        assert match(incoming, stored=stored, key=key).tolist() in ([0, -1], [1, -1])
        none: Columns = {name: values[:0] for name, values in incoming.items()}
        assert length(read(connection, statement=near(TABLES["attendance"], incoming=none, key=key))) == 0
