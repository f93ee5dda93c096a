"""The twelve invented schools of Alder Vale Trust: phase, size, who leads Achievement for All, levels of SEND."""

from __future__ import annotations

from dataclasses import dataclass

TRUST = ("AVT", "Alder Vale Trust (sample)")
LA_CODE = "899"
"""No local authority has this code, so no unique pupil number made with it is a real child's."""


@dataclass(frozen=True, kw_only=True)
class School:
    """One invented school. ``intake`` is the seats a year group; ``support`` and ``plans`` shares of the roll.

    ``participation`` is the share of the AfA group that takes part in all three conversations of a completed year.
    ``feeds`` is the secondary most of its Year 6 moves to.
    """

    code: str
    name: str
    short: str
    phase: str
    intake: int
    lead: str
    person: str
    participation: float
    support: float = 0.145
    plans: float = 0.034
    feeds: str = ""
    level: float = 0.0
    """Points by which its pupils stand above the national mean."""

    @property
    def low(self) -> int:
        """The first year it teaches: 0 is Reception."""
        return {"primary": 0, "secondary": 7, "special": 2}[self.phase]

    @property
    def high(self) -> int:
        """The last year it teaches."""
        return 6 if self.phase == "primary" else 11

    @property
    def mainstream(self) -> bool:
        return self.phase != "special"


def _primary(code: str, *, name: str, short: str, intake: int, lead: str, person: str, participation: float,
             feeds: str, level: float = 0.0) -> School:  # fmt: skip
    return School(code=code, name=name, short=short, phase="primary", intake=intake, lead=lead, person=person,
                  participation=participation, feeds=feeds, level=level)  # fmt: skip


def _secondary(code: str, *, name: str, short: str, intake: int, lead: str, person: str, participation: float,
               plans: float = 0.031) -> School:  # fmt: skip
    return School(code=code, name=name, short=short, phase="secondary", intake=intake, lead=lead, person=person,
                  participation=participation, support=0.134, plans=plans)  # fmt: skip


HEAD, SENDCO, TEACHER = "headteacher", "senco", "class_teacher"
ROWAN_PARK = _primary("100001", name="Rowan Park Primary", short="RP", intake=60, lead=HEAD, person="Imogen Larkwell",
                      participation=0.57, feeds="100009", level=-2.0)  # fmt: skip
HAZEL_BANK = _primary("100002", name="Hazel Bank Primary", short="HB", intake=60, lead=SENDCO,
                      person="Teresa Quillmere", participation=0.33, feeds="100009", level=1.0)  # fmt: skip
ELDER_BROOK = _primary("100003", name="Elder Brook Primary", short="EB", intake=40, lead=HEAD,
                       person="Samuel Ashgrove", participation=0.54, feeds="100010")  # fmt: skip
LARCH_STREET = _primary("100004", name="Larch Street Primary", short="LS", intake=60, lead=TEACHER,
                        person="Nadia Wrenfold", participation=0.31, feeds="100010")  # fmt: skip
SORREL_WAY = _primary("100005", name="Sorrel Way Primary", short="SW", intake=60, lead=SENDCO,
                      person="Gareth Millthorn", participation=0.31, feeds="100010", level=-1.0)  # fmt: skip
JUNIPER_HILL = _primary("100006", name="Juniper Hill Primary", short="JH", intake=60, lead=TEACHER,
                        person="Oluchi Brackenby", participation=0.31, feeds="100011", level=0.5)  # fmt: skip
WILLOW_CROSS = _primary("100007", name="Willow Cross Primary", short="WC", intake=45, lead=HEAD,
                        person="Helen Stonecroft", participation=0.55, feeds="100011", level=1.5)  # fmt: skip
BIRCH_LANE = _primary("100008", name="Birch Lane Primary", short="BL", intake=75, lead=SENDCO,
                      person="Yusuf Fernley-Holt", participation=0.34, feeds="100009", level=-1.0)  # fmt: skip
LINDEN = _secondary("100009", name="Linden Academy", short="LA", intake=190, lead=SENDCO, person="Rosalind Thornmere",
                    participation=0.30, plans=0.046)  # fmt: skip
OAKMERE = _secondary("100010", name="Oakmere Academy", short="OA", intake=180, lead=HEAD, person="Desmond Hallowby",
                     participation=0.54)  # fmt: skip
ASHCOMBE = _secondary("100011", name="Ashcombe Academy", short="AC", intake=150, lead=TEACHER,
                      person="Priya Mosswick", participation=0.28)  # fmt: skip
ASPEN_HOUSE = School(code="100012", name="Aspen House School", short="AH", phase="special", intake=11,
                     lead="other_senior_leader", person="Callum Ottershaw", participation=0.45,
                     support=0.0, plans=1.0)  # fmt: skip

SCHOOLS: tuple[School, ...] = (
    ROWAN_PARK, HAZEL_BANK, ELDER_BROOK, LARCH_STREET, SORREL_WAY, JUNIPER_HILL, WILLOW_CROSS, BIRCH_LANE,
    LINDEN, OAKMERE, ASHCOMBE, ASPEN_HOUSE,
)  # fmt: skip
BY_CODE: dict[str, School] = {school.code: school for school in SCHOOLS}
MAINSTREAM: tuple[School, ...] = tuple(school for school in SCHOOLS if school.mainstream)
SMALL_ROLL, SMALL_SUPPORT, SMALL_PLANS = 280, 34, 6
"""Elder Brook in 2025/26: pupils on roll, on SEN support, with an EHC plan."""
