"""The closed lists a canonical column may name in ``Column.codes``: code → words, and the last day of withdrawn codes.

Register codes have dates of their own and live in ``attendance_codes.py``. Source, where the list is national: DfE
Common Basic Data Set (CBDS), May 2026. The other lists (clubs, incidents, questionnaires) are this product's.
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
PUBLISHED_MEASURES: dict[str, str] = {
    "absence": "Overall absence, % of possible sessions",
    "authorised_absence": "Authorised absence, % of possible sessions",
    "unauthorised_absence": "Unauthorised absence, % of possible sessions",
    "late": "Late marks, % of possible sessions",
    "persistent_absence": "Persistent absence (10% or more of own sessions), % of enrolments",
    "severe_absence": "Severe absence (50% or more of own sessions), % of enrolments",
    "sen_share": "Pupils with SEN, % of pupils",
    "rwm_expected": "Expected standard in reading, writing and maths at KS2, % of pupils",
    "reading_expected": "Expected standard in reading at KS2, % of pupils",
    "writing_expected": "Expected standard in writing at KS2, % of pupils",
    "maths_expected": "Expected standard in maths at KS2, % of pupils",
    "reading_progress": "Progress in reading, KS1 to KS2, points",
    "writing_progress": "Progress in writing, KS1 to KS2, points",
    "maths_progress": "Progress in maths, KS1 to KS2, points",
    "phonics": "Expected standard of phonics in Year 1, % of pupils",
    "good_development": "Good level of development at five, % of children",
    "times_tables_full": "Full marks in the multiplication check, % of pupils",
    "attainment_8": "Attainment 8, points",
    "progress_8": "Progress 8, grades",
    "english_maths_5": "Grade 5 or more in English and maths, % of pupils",
    "suspensions": "Suspensions per 100 pupils",
    "suspended_pupils": "Pupils suspended once or more, % of pupils",
    "permanent_exclusions": "Permanent exclusions per 100 pupils",
    "pupils": "Pupils on roll",
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
    "published_measure": PUBLISHED_MEASURES,
    "published_group": {
        "all": "All pupils",
        "no_sen": "Pupils without SEN",
        "send": "Pupils with SEN",
        "support": "Pupils on SEN support",
        "plan": "Pupils with an EHC plan",
    },
    "published_phase": {"all": "All schools", **{code: words for code, words in PHASES.items() if code != "unknown"}},
    "published_status": {
        "c": "Suppressed: too few",
        "z": "Not applicable",
        "x": "Not available",
        "low": "Rounds to nought, and is not nought",
        "u": "Low reliability",
        "provisional": "Provisional",
        "estimate": "An estimate",
        "revised": "Revised",
    },
    "rated_outcome": {
        "positive_relationships": "Positive relationships",
        "behaviour_problems": "Behaviour problems",
        "bullying": "Bullying",
    },
    "information_source": {
        "previous_school": "Previous school or nursery",
        "local_authority": "Local authority",
        "family": "Parent or carer",
        "other": "Other",
    },
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
