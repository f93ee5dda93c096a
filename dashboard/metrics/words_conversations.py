"""Conversations in words. The unit is pupils: a conversation is held about a pupil, with a parent or carer."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.words_rates import Phrase


def _about(words: str) -> Phrase:
    return Phrase(share=f"{words} about {{value}} of {{group}}", counted=f"{words} about {{k}} of {{n}} {{group}}")


PHRASES: Mapping[str, Phrase] = {
    "conversations_full_participation": _about("three conversations were held"),
    "conversations_termly_complete": _about("a conversation was held in every term"),
    "conversations_so_far": _about("a conversation was held in every term it was due"),
    "conversations_this_term": _about("this term's conversation has been held"),
    "conversations_change_same_pupils": Phrase(
        share="",
        counted="{pupils}, too few to speak of a change",
        rose="conversations were held about more of the same {group},",
        fell="conversations were held about fewer of the same {group},",
        unmoved="no clear change in conversations about the same {group}",
    ),
    "conversations_reach": _about("at least one conversation has been held"),
    "conversations_per_pupil": Phrase(
        share="{value} conversations have been held for each pupil in the group",
        counted="only {pupils}, with {k} conversations held so far",
    ),
    "conversations_pro_rata": Phrase(
        share="{value} of the conversations expected so far have been held",
        counted="{k} of {n} conversations expected so far have been held",
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
