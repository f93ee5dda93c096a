"""Invented pupils as a table, and the cells that the database would make of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.metrics.cells import LevelCell, ProgressCell

KEY = ["school", "period", "subject", "scale", "year_group", "sen_start", "state", "first_term", "last_term"]
LEVEL_KEY = ["school", "term", "subject", "scale", "year_group", "sen_year"]


def invented(n: int = 400, *, seed: int = 1) -> pd.DataFrame:
    """``n`` matched pupils of three schools and three year groups, on two scales; a tenth have no known status."""
    random = np.random.default_rng(seed)
    status = random.choice(["N", "K", "E", ""], n, p=[0.6, 0.2, 0.1, 0.1])
    first = random.normal(100, 12, n) - 7 * np.isin(status, ["K", "E"])
    last = first + random.normal(1, 5, n) + np.where(status == "K", 1.3, 0)
    frame = pd.DataFrame(
        {
            "school": random.choice(["1", "2", "3"], n), "year_group": random.choice(["4", "5", "10"], n),
            "sen_start": status, "first": first.round(1), "last": last.round(1),
        }
    )  # fmt: skip
    frame["scale"] = np.where(frame.year_group == "10", "gcse", "standard")
    return frame.assign(
        period="2025-26.spring", subject="mathematics", state="matched", first_term="2025-26.autumn",
        last_term="2025-26.spring", met=frame["last"] - frame["first"] >= 0,
    )  # fmt: skip


def progress_cells(pupils: pd.DataFrame) -> list[ProgressCell]:
    """The sums of the pupils, a cell for each combination of the key."""
    worked = pupils.assign(
        n=1, sum_first=pupils["first"], sum_last=pupils["last"], sum_first_squared=pupils["first"] ** 2,
        sum_last_squared=pupils["last"] ** 2, sum_product=pupils["first"] * pupils["last"], met_expectation=pupils.met,
    )  # fmt: skip
    summed = worked.groupby(KEY, as_index=False)[list(ProgressCell._fields[9:])].sum()
    return [ProgressCell(*row) for row in summed[list(ProgressCell._fields)].itertuples(index=False)]


def level_cells(pupils: pd.DataFrame, *, of: str, term: str = "") -> list[LevelCell]:
    """The sums of the pupils' ``first`` or ``last`` values in the term of that end."""
    worked = pupils.assign(
        term=term or pupils[f"{of}_term"], sen_year=pupils.sen_start, n=1, sum_value=pupils[of],
        sum_squared=pupils[of] ** 2,
    )  # fmt: skip
    summed = worked.groupby(LEVEL_KEY, as_index=False)[list(LevelCell._fields[6:])].sum()
    return [LevelCell(*row) for row in summed[list(LevelCell._fields)].itertuples(index=False)]


def sums_cell(status: str, n: int, mean: float, sd: float, **said: str) -> LevelCell:
    """A cell of ``n`` pupils with that mean and sample standard deviation."""
    told = {"term": "2025-26.spring", "year_group": "6", **said}
    return LevelCell("1", told["term"], "reading", "scaled", told["year_group"], status, n, n * mean,
                     (n - 1) * sd**2 + n * mean**2)  # fmt: skip
