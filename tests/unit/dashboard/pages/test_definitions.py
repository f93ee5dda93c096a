"""Every measure has its card, under its strand, and a link that leads to it; so has the way from a figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.access.policy import load_policy
from dashboard.components import ids
from dashboard.exports.reading import text_of
from dashboard.metrics.registry import SUBJECTS, metrics
from dashboard.pages import BY_PATH
from dashboard.pages import definitions as page

BODY = page.page(None, None).body  # type: ignore[arg-type]


def everything(node: Any) -> Iterator[Any]:
    """A part of the page and all within it."""
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from everything(each)
    elif hasattr(node, "_prop_names"):
        yield node
        yield from everything(getattr(node, "children", None))


PARTS = list(everything(list(BODY)))


def test_every_measure_has_a_card_and_a_link_to_it() -> None:
    cards = {part.id for part in PARTS if getattr(part, "id", "")}
    links = {part.href.removeprefix("#") for part in PARTS if str(getattr(part, "href", "")).startswith("#")}
    wanted = {ids.definition(name) for name in metrics()}
    assert wanted == links
    assert cards == wanted | {ids.definition(strand) for strand in SUBJECTS}


def test_ids_stand_once() -> None:
    found = [part.id for part in PARTS if getattr(part, "id", "")]
    assert len(found) == len(set(found))


def test_a_measure_stands_under_its_strand() -> None:
    order = [part.id for part in BODY if getattr(part, "id", "")]
    strands = list(SUBJECTS)
    for name, known in metrics().items():
        before = order[: order.index(ids.definition(name))]
        heads = [strand for strand in strands if ids.definition(strand) in before]
        assert heads[-1] == known.strand, name


def test_every_word_of_a_definition_can_be_opened() -> None:
    said = " ".join(text_of(part) for part in BODY)
    for known in metrics().values():
        for words in (known.question, known.numerator, known.denominator, *known.caveats, known.checked_by):
            assert " ".join(words.split()) in said


def test_whoever_reads_definitions_reads_the_evidence_and_the_pages_are_there() -> None:
    assert {"definitions", "evidence"} <= BY_PATH.keys()
    for role in load_policy().roles.values():
        assert {"definitions", "evidence"} <= set(role.pages)
