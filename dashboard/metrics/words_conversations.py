"""Conversations in words. The unit is pupils: a conversation is held for a pupil, with a parent or carer. Never *about
so many pupils*, which reads as *roughly so many*."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.words_rates import Phrase


def _held(words: str) -> Phrase:
    return Phrase(share=f"{words} for {{value}} of {{group}}", counted=f"{words} for {{k}} of {{n}} {{group}}")


PHRASES: Mapping[str, Phrase] = {
    "conversations_full_participation": _held("three conversations were held"),
    "conversations_termly_complete": _held("a conversation was held in every term"),
    "conversations_so_far": Phrase(
        share="{value} of {group} had a conversation in every term one was due",
        counted="{k} of {n} {group} had a conversation in every term one was due",
    ),
    "conversations_this_term": _held("this term's conversation has been held"),
    "conversations_change_same_pupils": Phrase(
        share="",
        counted="{pupils}, too few to speak of a change",
        rose="conversations were held for more of the same {group},",
        fell="conversations were held for fewer of the same {group},",
        unmoved="no clear change in conversations for the same {group}",
    ),
    "conversations_reach": _held("at least one conversation has been held"),
    "conversations_per_pupil": Phrase(
        share="{value} conversations have been held for each pupil in the group",
        counted="only {pupils}, with {k} conversations held so far",
    ),
    "conversations_pro_rata": Phrase(
        share="counted by conversation and not by pupil, {value} of those expected in ended terms have been held",
        counted="{k} of {n} conversations expected in ended terms have been held",
    ),
    "conversations_target_completeness": Phrase(
        share="{value} of conversations ended with one curricular and one wider target",
        counted="{k} of {n} conversations ended with one curricular and one wider target",
    ),
    "conversations_targets_met": Phrase(
        share="{value} of the targets that have been closed were met", counted="{k} of {n} closed targets were met"
    ),
    "conversations_parent_relationships": Phrase(
        share="{value} of schools call their relationship with parents excellent",
        counted="{k} of {n} schools call their relationship with parents excellent",
    ),
}
"""How each rate of the strand is said."""
