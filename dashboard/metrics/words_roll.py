"""The SEND register in words: how each metric is said."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.metrics.words_rates import Phrase

PHRASES: Mapping[str, Phrase] = {
    "send_prevalence": Phrase(
        share="{value} of pupils on roll are {group}", counted="{k} of {n} pupils on roll are {group}", whom="pupils",
    ),
    "register_flows": Phrase(
        share="{value} of pupils on roll are counted in this row",
        counted="{k} of {n} pupils on roll are counted in this row", whom="pupils",
    ),
}  # fmt: skip
