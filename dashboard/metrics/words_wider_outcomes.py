"""Wider outcomes in words: how each metric is said."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.words_rates import Phrase


def _share(did: str) -> Phrase:
    """A share of pupils who did something: ``came to a club``."""
    return Phrase(
        share=f"{{value}} of {{group}} {did}", counted=f"{{k}} of {{n}} {{group}} {did}",
        more="more than {others}", fewer="less than {others}",
        higher=f"{did} more often than {{others}}", lower=f"{did} less often than {{others}}",
    )  # fmt: skip


def _rate(share: str, *, were: str) -> Phrase:
    """A number for each 100 pupils: ``{group} had {value} suspensions per 100 pupils``."""
    return Phrase(
        share=share, counted="only {pupils}, too few for a rate", more="more than {others}", fewer="less than {others}",
        higher=f"{were} more often than {{others}}", lower=f"{were} less often than {{others}}",
    )  # fmt: skip


def _moved(score: str, *, about: str, rise: str, fall: str) -> Phrase:
    """The change of a score from the first rating to the last; ``rise`` and ``fall`` say which way is better."""
    return Phrase(
        share=f"the mean change in {score} of {{group}} was {{value}} points",
        counted="only {pupils} could be compared, too few for an average",
        more=f"{rise} than that of {{others}}", fewer=f"{fall} than that of {{others}}",
        higher=f"fared {rise} for {about} than {{others}}", lower=f"fared {fall} for {about} than {{others}}",
        after=fall, signed=True, alone=(rise, fall, "no clear change"),
    )  # fmt: skip


PHRASES: Mapping[str, Phrase] = {
    "club_participation": _share("came to a club"),
    "club_gap": _share("came to a club"),
    "club_change_same_pupils": Phrase(
        share="", counted="{pupils}, too few to speak of a change",
        rose="the share of the same {group} in clubs rose", fell="the share of the same {group} in clubs fell",
        unmoved="no clear change in clubs for the same {group}",
    ),
    "club_gap_change": Phrase(
        share="", counted="{pupils}, too few to speak of a change",
        rose="more {group} came to a club, measured against other pupils,",
        fell="fewer {group} came to a club, measured against other pupils,",
        unmoved="no clear change in clubs for {group} against other pupils",
    ),
    "club_send_share": Phrase(
        share="{value} of those who came are {group}", counted="{k} of the {n} who came are {group}", whom="pupils"
    ),
    "regular_participation": _share("came regularly"),
    "sessions_per_pupil": Phrase(
        share="{group} came to {value} club sessions each", counted="only {pupils}, too few for an average",
        more="more than {others}", fewer="fewer than {others}", higher="came to more club sessions than {others}",
        lower="came to fewer club sessions than {others}", after="fewer",
    ),
    "bullying_incidents": _rate(
        "{group} were recorded as victims of bullying {value} times per 100 pupils",
        were="were recorded as victims of bullying",
    ),
    "bullying_perpetrators": _rate(
        "{group} were recorded as perpetrators of bullying {value} times per 100 pupils",
        were="were recorded as perpetrators of bullying",
    ),
    "bullied_pupils": _share("were recorded as victims of bullying at least once"),
    "bullying_pupils": _share("were recorded as perpetrators of bullying at least once"),
    "bullied_send_share": Phrase(
        share="of the pupils recorded as victims of bullying, {k} of {n} ({value}) are {group}",
        counted="of the pupils recorded as victims of bullying, {k} of {n} are {group}", whom="pupils",
    ),
    "bullying_send_share": Phrase(
        share="of the pupils recorded as perpetrators of bullying, {k} of {n} ({value}) are {group}",
        counted="of the pupils recorded as perpetrators of bullying, {k} of {n} are {group}", whom="pupils",
    ),
    "behaviour_incidents": _rate(
        "{group} had {value} behaviour incidents per 100 pupils", were="had behaviour incidents recorded"
    ),
    "suspension_rate": _rate("{group} had {value} suspensions per 100 pupils", were="were suspended"),
    "average_suspension": Phrase(
        share="a suspension of {group} took {value} sessions on average ({k} sessions, {n} suspensions)",
        counted="only {pupils} suspended, too few for an average",
        higher="were suspended for longer than {others}", lower="were suspended for less long than {others}",
        after="for less long",
    ),
    "suspensions_per_pupil_suspended": Phrase(
        share="{group} who were suspended at all had {value} suspensions each",
        counted="only {pupils} suspended, too few for an average",
        higher="had more suspensions each than {others}", lower="had fewer suspensions each than {others}",
        after="fewer each",
    ),
    "pupils_suspended": _share("were suspended at least once"),
    "permanent_exclusion_rate": _share("were permanently excluded"),
    "sessions_lost": _rate(
        "{group} lost {value} sessions per 100 pupils to suspension", were="lost sessions to suspension"
    ),
    "parents_evening_attendance": Phrase(
        share="for {value} of {group} a parent or carer came", counted="for {k} of {n} {group} a parent or carer came",
        more="more than for {others}", fewer="less than for {others}",
        higher="had a parent or carer there more often than {others}",
        lower="had a parent or carer there less often than {others}",
    ),
    "transition_information": Phrase(
        share="for {value} of {group} who joined, SEN information had been passed on by their first day",
        counted="for {k} of {n} {group} who joined, SEN information had been passed on by their first day",
    ),
    "relationships_change": _moved(
        "positive relationships", about="positive relationships", rise="better", fall="worse"
    ),
    "behaviour_change": _moved("behaviour problems", about="behaviour", rise="worse", fall="better"),
    "bullying_change": _moved("bullying", about="bullying", rise="worse", fall="better"),
}  # fmt: skip
