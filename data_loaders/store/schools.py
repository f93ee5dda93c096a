"""Which schools are known already, and by which numbers: the URN, the LA and establishment number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data_loaders.store.tables import TABLES

_URN = re.compile(r"[1-9]\d{5}", re.ASCII)
_NUMBER = re.compile(r"(\d{3}) ?[/-]? ?(\d{4})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class School:
    """A school as it is stored, or as a file describes it: the code it goes by, and what else is known of it."""

    code: str
    name: str = ""
    own_urn: str = ""
    la_code: str = ""
    establishment_number: str = ""
    left: date | None = None

    @property
    def urn(self) -> str:
        """Its URN, where that is known: the one that is written, else its code where that is one."""
        return self.own_urn or (self.code if _URN.fullmatch(self.code) else "")

    @property
    def number(self) -> str:
        """Its LA and establishment number together, zeros at their head kept: 330 and 49 → ``3300049``; else its code
        where that is one (``330/0049`` too), else ``""``."""
        if self.la_code.isdecimal() and self.establishment_number.isdecimal():
            return f"{self.la_code:0>3}{self.establishment_number:0>4}"
        written = _NUMBER.fullmatch(self.code)
        return "".join(written.groups()) if written else ""

    @property
    def words(self) -> str:
        """``URN 123456, Ashgrove``."""
        return ", ".join(filter(None, (f"URN {self.code}" if self.urn == self.code else self.code, self.name)))


def read_schools(connection: sa.Connection) -> list[School]:
    """Every school, closed ones too, by code."""
    table = TABLES["school"].c
    names = (table.school, table.name, table.urn, table.la_code, table.establishment_number, table.left)
    return [
        School(
            code=code, name=name, own_urn=urn or "", la_code=la_code or "", establishment_number=number or "",
            left=left,
        )
        for code, name, urn, la_code, number, left in connection.execute(sa.select(*names).order_by(table.school))
    ]  # fmt: skip
