"""The records of the strands: results, registers, conversations, wider outcomes, and published figures beside them."""

from __future__ import annotations

from data_loaders.store.columns import Kind, Record, from_date, key, pupil, value

_SCHOOL = key("school", "School", words="URN, or the code the file uses")
_COUNT = (0.0, None)

PROGRESS = (
    Record(
        name="scale",
        title="Scales",
        columns=(
            key("scale", "Scale"),
            value("name", "Name", required=True),
            value("unit", "Unit", required=True, words="points, marks, months: the word after a number"),
            value("lowest", "Lowest", Kind.NUMBER),
            value("highest", "Highest", Kind.NUMBER),
            value("mean", "National mean", Kind.NUMBER),
            value("sd", "National standard deviation", Kind.NUMBER, limits=_COUNT),
            value(
                "expected_gain",
                "Expected gain a year",
                Kind.NUMBER,
                words="Empty where nobody has set one; 0 keeps pace on an age-standardised scale",
            ),
            value("expectation_source", "Who set the expectation"),
            value(
                "bands",
                "Bands",
                words="Words instead of numbers, the lowest first: Below; Working towards=WTS; At=EXS; Above=GDS",
            ),
            value("expected_band", "Expected band", words="Of bands the lowest that is expected: At"),
        ),
    ),
    Record(
        name="assessment",
        title="Results",
        columns=(
            pupil(),
            key("subject", "Subject"),
            key("scale", "Scale"),
            key("term", "Term", Kind.TERM),
            key("kind", "Kind", Kind.CODE, codes="assessment_kind"),
            value("date", "Date", Kind.DATE),
            value("raw", "Raw mark", words="As awarded, EXS or 7; alone on a national scale: no outcome, A absent"),
            value(
                "value",
                "Value",
                Kind.NUMBER,
                heading_required=True,
                banded=True,
                words="Of bands the word; may be empty on a national scale alone",
            ),
            value("publisher", "Publisher"),
        ),
    ),
)

ATTENDANCE = (
    Record(
        name="attendance",
        title="Registers",
        columns=(
            pupil(),
            _SCHOOL,
            from_date("Monday of the week, or first day of the term or period"),
            key("grain", "Grain", Kind.CODE, codes="attendance_grain"),
            value(
                "marks", "Marks", words="A week: the codes from Monday morning to Friday afternoon, one space between"
            ),
            value("counts", "Counts by code", words="A term: code:count, one space between, I:3 U:1"),
            value("possible", "Possible sessions", Kind.INTEGER, limits=_COUNT),
            value("attended", "Attended", Kind.INTEGER, limits=_COUNT),
            value("authorised", "Authorised absence", Kind.INTEGER, limits=_COUNT),
            value("unauthorised", "Unauthorised absence", Kind.INTEGER, limits=_COUNT),
            value("late", "Late marks", Kind.INTEGER, limits=_COUNT),
        ),
    ),
)

CONVERSATIONS = (
    Record(
        name="conversation",
        title="Structured conversations",
        columns=(
            pupil(),
            _SCHOOL,
            key("scheduled", "Scheduled", Kind.DATE, words="The day it was offered for; else the day it was held"),
            value("term", "Term", Kind.TERM, required=True),
            value("status", "Status", Kind.CODE, codes="conversation_status", required=True),
            value("held", "Held on", Kind.DATE),
            value("parent_present", "Parent or carer took part", Kind.BOOLEAN),
            value("mode", "Mode", Kind.CODE, codes="conversation_mode"),
            value("led_by", "Led by"),
            value("led_by_role", "Led by (role)", Kind.CODE, codes="lead_role"),
        ),
    ),
    Record(
        name="target",
        title="Targets",
        columns=(
            pupil(),
            _SCHOOL,
            key("scheduled", "Scheduled", Kind.DATE),
            key("kind", "Kind", Kind.CODE, codes="target_kind"),
            value("text", "Target", personal=True),
            value("met", "Met", Kind.BOOLEAN, words="Empty while open"),
        ),
    ),
    Record(
        name="parents_evening",
        title="Parents' evenings",
        columns=(
            pupil(),
            _SCHOOL,
            key("date", "Date", Kind.DATE),
            value("attended", "Parent or carer came", Kind.BOOLEAN, required=True),
        ),
    ),
)

WIDER_OUTCOMES = (
    Record(
        name="activity",
        title="Clubs",
        columns=(
            _SCHOOL,
            key("activity", "Club"),
            value("kind", "Type", Kind.CODE, codes="activity_kind", required=True),
            value("places", "Places", Kind.INTEGER, limits=_COUNT),
        ),
    ),
    Record(
        name="activity_session",
        title="Club registers",
        columns=(
            pupil(),
            _SCHOOL,
            key("activity", "Club"),
            from_date("The day, or the first day of the half term the counts are for"),
            value("term", "Term", Kind.TERM, required=True),
            value(
                "offered",
                "Sessions offered",
                Kind.INTEGER,
                limits=_COUNT,
                words="Empty where a file says only yes or no",
            ),
            value("attended", "Sessions attended", Kind.INTEGER, limits=_COUNT, required=True),
        ),
    ),
    Record(
        name="incident",
        title="Incidents",
        columns=(
            pupil(),
            _SCHOOL,
            key("date", "Date", Kind.DATE),
            key("kind", "Kind", Kind.CODE, codes="incident_kind"),
            key("role", "Role", Kind.CODE, codes="incident_role"),
        ),
    ),
    Record(
        name="suspension",
        title="Suspensions and exclusions",
        columns=(
            pupil(),
            _SCHOOL,
            from_date(),
            key("kind", "Kind", Kind.CODE, codes="exclusion_kind"),
            value("sessions", "Sessions", Kind.INTEGER, limits=(0, 90)),
            value("reason", "Reason"),
        ),
    ),
    Record(
        name="questionnaire",
        title="Questionnaires",
        columns=(
            pupil(),
            _SCHOOL,
            key("outcome", "Outcome rated", Kind.CODE, codes="rated_outcome"),
            key("date", "Date", Kind.DATE),
            value("score", "Score", Kind.NUMBER, required=True, words="One number: the mean or the sum of the items"),
            value("lowest", "Lowest", Kind.NUMBER, required=True, words="The lowest score there can be"),
            value("highest", "Highest", Kind.NUMBER, required=True, words="The highest score there can be"),
            value("rated_by_role", "Rated by (role)", Kind.CODE, codes="lead_role"),
        ),
    ),
    Record(
        name="transition_information",
        title="Information passed on",
        columns=(
            pupil(),
            key("school", "School", words="The school that the pupil joined: its URN, or the code the file uses"),
            key("academic_year", "Academic year", Kind.TERM, words="In which the pupil joined: 2025-26"),
            value("received", "SEN information received", Kind.BOOLEAN, required=True, words="A row for no, too"),
            value("received_on", "Received on", Kind.DATE, words="The day it came; empty where none has"),
            value("from_whom", "From whom", Kind.CODE, codes="information_source"),
        ),
    ),
    Record(
        name="survey_answer",
        title="Survey answers",
        columns=(
            _SCHOOL,
            key("survey", "Survey"),
            key("question", "Question"),
            key("date", "Date", Kind.DATE),
            value("answer", "Answer", required=True),
        ),
    ),
)

COMPARISONS = (
    Record(
        name="benchmark",
        title="Published figures",
        columns=(
            key("measure", "Measure", Kind.CODE, codes="published_measure"),
            key("group", "Group", Kind.CODE, codes="published_group"),
            key("phase", "Phase", Kind.CODE, codes="published_phase", words="The schools it is about; all together"),
            key("geography", "Geography", words="England, or the region or local authority by name"),
            key("period", "Period", words="An academic year, 2024-25, or a term of it, 2024-25.autumn"),
            value("value", "Value", Kind.NUMBER, words="Empty where a symbol stands in its place"),
            value("status", "Status symbol", Kind.CODE, codes="published_status"),
            value("source", "Source", required=True),
            value("as_of", "As of", Kind.DATE),
            value("special_schools", "Includes special schools", Kind.BOOLEAN),
        ),
    ),
    Record(
        name="prior_group",
        title="Prior attainment groups",
        columns=(
            key("academic_year", "Academic year", Kind.TERM),
            key("lowest", "Lowest", Kind.NUMBER, words="Average of the KS2 scaled scores in reading and mathematics"),
            value("highest", "Highest", Kind.NUMBER, required=True, words="Still in the group"),
            value(
                "expected",
                "Mean Attainment 8",
                Kind.NUMBER,
                required=True,
                limits=(0, 90),
                words="Of all England's pupils of the group in that year",
            ),
            value("source", "Source", required=True),
        ),
    ),
)
