"""Pupils who by name and date of birth are another child than the one known under their UPN: two swapped, most likely.

They are held back, so that no child gets another's results by a slip, until somebody says that the file is right. Then
the name and date of birth follow the UPN; what is held under the UPN stays with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from data_loaders.conversion import LINE, SHEET
from data_loaders.held import Rows
from data_loaders.identity import MOST_ASKED, name_key
from data_loaders.report import Asked, Severity
from data_loaders.rules.values import CORRECT
from data_loaders.store.roll import Roll

SWAPPED = "the UPNs of two children look swapped: each has the name and date of birth of the other"
OTHER_CHILD = "by name and date of birth this is another child than the one known under the UPN"
SAID = "the name and date of birth of another child than the one known under the UPN, said to be right"
DOUBTED = frozenset({SWAPPED, OTHER_CHILD})
"""Why a line may be asked about here; every other reason is about whom a line means."""
_ADVICE = f"{CORRECT}; where the file is right, say so with --pupil FILE:LINE=UPN"
_NEEDED = ("pupil", "surname", "forename", "date_of_birth")
_Child = tuple[str, object]


def hold_other_children(rows: Rows, *, roll: Callable[[], Roll], answers: Mapping[str, str]) -> None:
    """Hold back and ask about pupils who are another child, but for the lines that ``answers`` say are right."""
    frame = rows.frames.get("pupil")
    if frame is None or not set(_NEEDED) <= set(frame.columns):
        return
    known = _known(roll())
    others = frame[_are_others(frame, known=known)]
    if not len(others):
        return
    said = np.array([_is_said(rows, row=row, answers=answers) for row in others.to_dict("records")], dtype=bool)
    if said.any():
        words = pd.Series(SAID, index=others.index[said], dtype=object)
        rows.say(
            words, severity=Severity.WARNING, rule="identity.said", record="pupil", column="", advice="It comes in"
        )
    if not said.all():
        _hold(rows, others=others[np.logical_not(said)], known=known)


def _known(roll: Roll) -> dict[str, _Child]:
    """Each pupil's name and date of birth by key, where both are known."""
    columns = roll.pupils[list(_NEEDED)].itertuples(index=False, name=None)
    found = {pupil: (name_key(forename or "", surname or ""), born) for pupil, surname, forename, born in columns}
    return {pupil: child for pupil, child in found.items() if all(child)}


def _are_others(rows: pd.DataFrame, *, known: Mapping[str, _Child]) -> np.ndarray:
    """Which rows have neither the name nor the date of birth of the pupil known under their key."""
    columns = [rows[name] for name in _NEEDED]
    return np.array(
        [
            bool(surname and forename and born and pupil in known)
            and known[pupil][0] != name_key(forename, surname)
            and known[pupil][1] != born
            for pupil, surname, forename, born in zip(*columns, strict=True)
        ],
        dtype=bool,
    )


def _is_said(rows: Rows, *, row: Mapping[Hashable, Any], answers: Mapping[str, str]) -> bool:
    said = answers.get(f"{rows.sheets[int(str(row[SHEET]))].file}:{row[LINE]}")
    return bool(said) and said in (row["pupil"], row.get("upn"))


def _hold(rows: Rows, *, others: pd.DataFrame, known: Mapping[str, _Child]) -> None:
    lines = others.to_dict("records")
    claimed = {(name_key(row["forename"], row["surname"]), row["date_of_birth"]): row for row in lines}
    partners = [claimed.get(known[row["pupil"]]) for row in lines]
    both = list(zip(lines, partners, strict=True))
    pairs = [other is not None and known.get(other["pupil"]) == _child(row) for row, other in both]
    for mask, rule, reason in (
        (np.array(pairs), "swapped", SWAPPED),
        (np.logical_not(pairs), "other_child", OTHER_CHILD),
    ):
        if mask.any():
            words = pd.Series(reason, index=others.index[mask], dtype=object)
            rows.say(words, severity=Severity.ERROR, rule=f"identity.{rule}", record="pupil", column="", advice=_ADVICE)
    for (row, other), pair in islice(zip(both, pairs, strict=True), MOST_ASKED):
        children = sorted(_said_of(one) for one in (row, other) if one and (pair or one is row))
        rows.asked.append(
            Asked(
                file=rows.sheets[row[SHEET]].file, line=int(row[LINE]), reason=SWAPPED if pair else OTHER_CHILD,
                says=" and ".join(children), pupils=((row["pupil"], _said_of(row)),),
            )
        )  # fmt: skip
    rows.hold_rows(others)
    rows.drop_held()


def _child(row: Mapping[Hashable, Any]) -> _Child:
    return name_key(str(row["forename"]), str(row["surname"])), row["date_of_birth"]


def _said_of(row: Mapping[Hashable, Any]) -> str:
    return f"{row['forename']} {row['surname']}, born {row['date_of_birth']}"
