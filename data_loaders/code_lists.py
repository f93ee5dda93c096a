"""The closed lists a canonical column may name in ``Column.codes``: code → words, and the last day of withdrawn codes.

Register codes have dates of their own and live in ``attendance_codes.py``. Source, where the list is national: DfE
Common Basic Data Set (CBDS), May 2026. The other lists (clubs, incidents, conversations) are this product's.
"""

from __future__ import annotations

from datetime import date

from data_loaders.vocabulary import LEAD_ROLES, PHASES, SEN_CODES, YEAR_GROUPS, year_words

ETHNICITIES: dict[str, str] = {
    "WBRI": "White: British",
    "WIRI": "White: Irish",
    "WIRT": "White: Irish Traveller",
    "WROM": "White: Gypsy or Roma",
    "WOTH": "White: any other background",
    "MWBC": "Mixed: White and Black Caribbean",
    "MWBA": "Mixed: White and Black African",
    "MWAS": "Mixed: White and Asian",
    "MOTH": "Mixed: any other background",
    "ABRI": "Asian: British",
    "AWEL": "Asian: Welsh",
    "AIND": "Asian: Indian",
    "APKN": "Asian: Pakistani",
    "ABAN": "Asian: Bangladeshi",
    "AOTH": "Asian: any other background",
    "BBRI": "Black: British",
    "BWEL": "Black: Welsh",
    "BCRB": "Black: Caribbean",
    "BAFR": "Black: African",
    "BOTH": "Black: any other background",
    "CHNE": "Chinese",
    "OOTH": "Any other ethnic group",
    "REFU": "Refused",
    "NOBT": "Not yet obtained",
}
NEEDS: dict[str, str] = {
    "SLCN": "Speech, language and communication needs",
    "ASD": "Autistic spectrum disorder",
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "DS": "Down syndrome",
    "OTH": "Other difficulty or disability",
    "NSA": "SEN support, no specialist assessment of type of need",
    "BESD": "Behaviour, emotional and social difficulties (to 2013/14)",
}
ENROLMENTS: dict[str, str] = {
    "C": "Single registration at this school",
    "M": "Main of a dual registration",
    "S": "Subsidiary of a dual registration",
    "G": "Guest, registered elsewhere",
    "F": "At a further education college",
    "O": "At another provider",
    "P": "Previously registered",
}
CHARACTERISTICS: dict[str, str] = {
    "afa_group": "In the Achievement for All group",
    "free_meals": "Eligible for free school meals",
    "ever_free_meals": "Eligible for free school meals in the last six years",
    "pupil_premium": "Pupil premium",
    "looked_after": "Looked after",
    "previously_looked_after": "Previously looked after",
    "service_child": "Service child",
    "young_carer": "Young carer",
    "disability": "Disability",
}

CODE_LISTS: dict[str, dict[str, str]] = {
    "phase": PHASES,
    "session": {"AM": "Morning", "PM": "Afternoon"},
    "half_term": {
        "Aut1": "Autumn 1",
        "Aut2": "Autumn 2",
        "Spr1": "Spring 1",
        "Spr2": "Spring 2",
        "Sum1": "Summer 1",
        "Sum2": "Summer 2",
    },
    "sex": {"F": "Female", "M": "Male", "U": "Not known"},
    "ethnicity": ETHNICITIES,
    "year_group": {year: year_words(year) for year in YEAR_GROUPS},
    "enrolment": ENROLMENTS,
    "characteristic": CHARACTERISTICS,
    "sen": SEN_CODES,
    "need": NEEDS,
    "class_kind": {"registration": "Registration class", "teaching": "Teaching class"},
    "lead_role": LEAD_ROLES,
    "assessment_kind": {"test": "Test", "teacher": "Teacher assessment"},
    "attendance_grain": {"week": "A week of marks", "term": "A term's counts by code", "year": "A year's totals"},
    "conversation_status": {
        "scheduled": "Offered, to come",
        "held": "Held",
        "parent_absent": "Parent or carer did not come",
        "cancelled": "Cancelled by the school",
        "declined": "Declined by the parent or carer",
    },
    "conversation_mode": {"in_person": "In person", "phone": "By phone", "video": "By video"},
    "target_kind": {"curricular": "Curricular", "wider": "Personal or wider outcome"},
    "activity_kind": {
        "sport": "Sport",
        "music": "Music",
        "arts": "Arts and drama",
        "academic": "Academic",
        "outdoor": "Outdoor",
        "breakfast": "Breakfast club",
        "lunchtime": "Lunchtime club",
        "other": "Other",
    },
    "incident_kind": {
        "bullying": "Bullying",
        "racist": "Racist incident",
        "disability": "Disability discrimination",
        "discrimination": "Other discrimination",
        "behaviour": "Behaviour",
        "other": "Other",
    },
    "incident_role": {"victim": "Victim", "perpetrator": "Perpetrator", "witness": "Witness"},
    "exclusion_kind": {"SUSP": "Suspension", "PERM": "Permanent exclusion", "LNCH": "Lunchtime exclusion"},
}
"""Every list by the name a column gives it; the order is the order in which a page or a drop-down shows it."""

WITHDRAWN: dict[str, dict[str, date]] = {
    "sen": {"S": date(2018, 12, 31), "P": date(2015, 8, 31), "A": date(2015, 8, 31)},
    "need": {"BESD": date(2014, 8, 31)},
}
"""The last day on which a code was in use. A later use is read as it stands and reported as a warning."""


def words_of(code: str, *, codes: str) -> str:
    """What a code means: ``words_of("K", codes="sen")`` → ``"SEN support"``; the code itself where it is unknown.

    Raises ``KeyError`` where there is no list of that name.
    """
    return CODE_LISTS[codes].get(code, code)
