"""The records of people and places: trust, schools, calendar, pupils, status, classes, who leads."""

from __future__ import annotations

from data_loaders.store.columns import Kind, Record, from_date, key, pupil, to_date, value

_SCHOOL = key("school", "School", words="URN, or the code the file uses")

PEOPLE_AND_PLACES = (
    Record(
        name="trust",
        title="Trust",
        columns=(key("trust", "Trust UID"), value("name", "Name", required=True)),
    ),
    Record(
        name="school",
        title="Schools",
        columns=(
            _SCHOOL,
            value("name", "Name", required=True),
            value("phase", "Phase", Kind.CODE, codes="phase", required=True),
            value("la_code", "LA code"),
            value("establishment_number", "Establishment number", words="Four digits; with the LA code, 330 and 2049"),
            value("urn", "URN", words="Where the school goes by another code here"),
            value("joined", "Joined the trust", Kind.DATE),
            value("left", "Left the trust", Kind.DATE),
            value("predecessor", "Predecessor URN"),
        ),
    ),
    Record(
        name="calendar",
        title="School calendar",
        columns=(
            _SCHOOL,
            key("date", "Date", Kind.DATE),
            key("session", "Session", Kind.CODE, codes="session"),
            value("open", "Open", Kind.BOOLEAN, required=True),
            value("half_term", "Half term", Kind.CODE, codes="half_term", required=True),
            value("term", "Term", Kind.TERM, required=True),
        ),
    ),
    Record(
        name="pupil",
        title="Pupils",
        numbered=True,
        token=True,
        columns=(
            pupil(),
            value("upn", "UPN", personal=True),
            value("former_upn", "Former UPN", personal=True),
            value("surname", "Surname", personal=True),
            value("forename", "Forename", personal=True),
            value("date_of_birth", "Date of birth", Kind.DATE, personal=True),
            value("sex", "Sex", Kind.CODE, codes="sex"),
            value("ethnicity", "Ethnicity", Kind.CODE, codes="ethnicity"),
            value("eal", "English as an additional language", Kind.BOOLEAN),
        ),
    ),
    Record(
        name="enrolment",
        title="Enrolments",
        numbered=True,
        columns=(
            pupil(),
            _SCHOOL,
            from_date("First day on roll"),
            to_date("First day no longer on roll; empty while on roll"),
            value(
                "year_group",
                "Year group",
                Kind.CODE,
                codes="year_group",
                required=True,
                words="The year group on the first day on roll; it moves up each 1 September",
            ),
            value(
                "status",
                "Enrolment status",
                Kind.CODE,
                codes="enrolment",
                required=True,
                words="C single, M main of a dual registration, S subsidiary, G guest",
            ),
            value("admission_number", "Admission number", personal=True, words="The school's own number for the pupil"),
        ),
    ),
    Record(
        name="characteristic",
        title="Characteristics",
        columns=(pupil(), key("kind", "Kind", Kind.CODE, codes="characteristic"), from_date(), to_date()),
    ),
    Record(
        name="sen_status",
        title="SEN provision",
        columns=(
            pupil(),
            from_date(),
            to_date(),
            value("code", "SEN provision", Kind.CODE, codes="sen", required=True),
            value("recorded_on", "Recorded on", Kind.DATE),
        ),
    ),
    Record(
        name="sen_need",
        title="SEN needs",
        columns=(
            pupil(),
            from_date(),
            key("rank", "Rank", Kind.INTEGER),
            to_date(),
            value("need", "Type of need", Kind.CODE, codes="need", required=True),
        ),
    ),
    Record(
        name="teaching_class",
        title="Classes",
        numbered=True,
        token=True,
        columns=(
            _SCHOOL,
            key("code", "Class code"),
            key("academic_year", "Academic year", Kind.TERM),
            value("kind", "Kind", Kind.CODE, codes="class_kind", required=True),
            value("name", "Class name", required=True),
            value("subject", "Subject", words="The subject of a teaching class; empty for a registration class"),
            value("staff_code", "Staff code"),
        ),
    ),
    Record(
        name="class_member",
        title="Class members",
        columns=(
            pupil(),
            _SCHOOL,
            key("code", "Class code"),
            key("academic_year", "Academic year", Kind.TERM),
            from_date(),
            to_date(),
        ),
    ),
    Record(
        name="afa_lead",
        title="Who leads Achievement for All",
        columns=(
            _SCHOOL,
            from_date(),
            to_date(),
            value("person", "Person", required=True),
            value("role", "Role", Kind.CODE, codes="lead_role", required=True),
        ),
    ),
)
