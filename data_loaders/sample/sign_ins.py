"""The people who may sign in to the sample trust, at least one for each role; accounts are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from data_loaders.sample.trust import ELDER_BROOK, HAZEL_BANK, LINDEN, SENDCO

DOMAIN = "alder-vale.example"
CLASS_TEACHER = f"{HAZEL_BANK.short}-2A"
"""The staff code of the class in which three pupils are SEND pupils."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """An invented person. ``school`` is empty for the whole trust, ``staff_code`` for all but teachers; ``also`` is a
    second role with its school and staff code, held apart from the first."""

    username: str
    name: str
    role: str
    school: str = ""
    staff_code: str = ""
    also: tuple[str, str, str] | None = None


def _person(
    name: str, *, role: str, school: str = "", staff_code: str = "", also: tuple[str, str, str] | None = None
) -> SignIn:
    username = f"{name.lower().replace(' ', '.')}@{DOMAIN}"
    return SignIn(username=username, name=name, role=role, school=school, staff_code=staff_code, also=also)


def sign_ins() -> tuple[SignIn, ...]:
    """Everyone, the trust executive first. Usernames look like e-mail addresses of a domain that cannot exist."""
    return (
        _person("Miriam Calderwick", role="trust_executive"),
        _person(ELDER_BROOK.person, role="headteacher", school=ELDER_BROOK.code),
        _person("Victor Umberdale", role="headteacher", school=LINDEN.code),
        _person(HAZEL_BANK.person, role=SENDCO, school=HAZEL_BANK.code),
        _person("Amadi Copperbeck", role="class_teacher", school=HAZEL_BANK.code, staff_code=CLASS_TEACHER),
        _person("Joan Fallowfield", role="governor", school=ELDER_BROOK.code),
        _person("Bertrand Quillhaven", role="governor", school=LINDEN.code),
        _person(
            "Nadia Thistlecombe",
            role="governor",
            school=LINDEN.code,
            also=("class_teacher", HAZEL_BANK.code, f"{HAZEL_BANK.short}-4A"),
        ),
        _person("Tomasz Linnetshaw", role="data_manager"),
        _person("Ruth Pebblecombe", role="data_protection_officer"),
        _person("Stellan Glenholt", role="administrator"),
    )
