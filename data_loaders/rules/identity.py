"""Rules about who a pupil is: the shape of a unique pupil number and its check letter, the date of birth.

Source: DfE, Unique pupil numbers (UPNs): a guide for schools and local authorities.
"""

from __future__ import annotations

import pandas as pd
from stdnum.gb import upn as numbers

from data_loaders.report import Severity
from data_loaders.rules.rule import Known, Rule, days, each, none_broken, where
from data_loaders.rules.values import CORRECT, UPN


def check_letter(upn: str) -> str:
    """The first letter a UPN should have, from the twelve characters after it, weighted 2 to 13, modulo 23.

    The letter alone is asked of ``stdnum``: its list of local authorities ends before those made since 2019, whose
    UPNs are right all the same.
    """
    letter: str = numbers.calc_check_digit(upn[1:].upper())
    return letter


def _fault(upn: str) -> str:
    if not UPN.fullmatch(upn):
        return "this is not the shape of a UPN"
    return "" if check_letter(upn) == upn[0].upper() else "the UPN's check letter does not fit its digits"


def upn_faults(rows: pd.DataFrame) -> pd.Series:
    """UPNs of another shape, or whose check letter is wrong."""
    return each(rows["upn"], say=_fault)


def former_upn_faults(rows: pd.DataFrame) -> pd.Series:
    """The same of former UPNs."""
    return each(rows["former_upn"], say=_fault)


def born_after_joining(rows: pd.DataFrame, *, known: Known) -> pd.Series:
    """A date of birth on or after the first day on roll, where the same call brings the enrolments."""
    enrolments = known.frames.get("enrolment")
    if enrolments is None or enrolments.empty:
        return none_broken()
    firsts = pd.Series(days(enrolments["from_date"])).groupby(enrolments["pupil"].to_numpy()).min()
    joined = rows["pupil"].map(firsts).to_numpy()
    return where(
        rows, broken=days(rows["date_of_birth"]) >= joined, message="the pupil is born after the first day on roll"
    )


_UPN_ADVICE = "It comes in as it is; check it in the school's system"

RULES = (
    Rule(
        code="pupil.upn", record="pupil", column="upn", severity=Severity.WARNING, needs=("upn",), check=upn_faults,
        advice=_UPN_ADVICE,
    ),
    Rule(
        code="pupil.former_upn", record="pupil", column="former_upn", severity=Severity.WARNING, needs=("former_upn",),
        check=former_upn_faults, advice=_UPN_ADVICE,
    ),
    Rule(
        code="pupil.born_after_joining", record="pupil", column="date_of_birth", severity=Severity.ERROR,
        needs=("pupil", "date_of_birth"), check=born_after_joining, advice=CORRECT, knows=True,
    ),
)  # fmt: skip
