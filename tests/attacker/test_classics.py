"""The classic attacks on hidden counts, each by itself, on what the governors of the sample trust are served."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.attacker.conftest import Attackers
from tests.attacker.reading import STRAND_PATHS, Said, bar_share, cells_of, mean_of, numbers, rows, tables, text
from tests.attacker.solving import HIDDEN_UNDER, NEAR, SIZES

pytestmark = pytest.mark.safety
WIDTH = 4
"""Pupils between the least and the greatest: less is as good as known."""
SHARE_FROM, MEAN_FROM = 50, 10
SPLITS = (("SEN support", "EHC plan"), ("Girls", "Boys"))
Known = dict[tuple[str, str], Said]


def held(figures: Iterable[Said]) -> Known:
    """The figures by measure and group."""
    return {(said.measure, said.group): said for said in figures}


def measures(known: Known) -> list[str]:
    return list(dict.fromkeys(measure for measure, _ in known if measure != SIZES))


def told(said: Said | None, name: str) -> tuple[int, int] | None:
    """Between which counts the k or n of a figure lies for whoever knows the rules; None where nothing is shown."""
    found = numbers(said) if said else None
    if not found or name not in found:
        return None
    return max(HIDDEN_UNDER, found[name] - NEAR), found[name] + NEAR


def less(whole: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
    """The whole less a part."""
    return max(0, whole[0] - part[1]), whole[1] - part[0]


def remainders(known: Known, *, splits: Iterable[tuple[str, str]] = SPLITS) -> dict[str, tuple[int, int]]:
    """What is left where a total and one of its two parts are shown and the other part is hidden."""
    found = {}
    for measure, pair, name in product(measures(known), splits, ("k", "n")):
        whole = told(known.get((measure, "SEND pupils")), name)
        parts = [told(known.get((measure, group)), name) for group in pair]
        for place, part in enumerate(parts):
            if whole and part and parts[1 - place] is None and (measure, pair[1 - place]) in known:
                found[f"{measure}, {pair[1 - place]}, {name}"] = less(whole, part)
    return found


def pinned(ranges: dict[str, tuple[int, int]]) -> list[str]:
    return [words for words, (low, high) in ranges.items() if high < HIDDEN_UNDER or high - low < WIDTH]


def test_classic_total_minus_visible(figures: list[Said], linden: list[Said]) -> None:
    for known in (held(figures), held(linden)):
        assert pinned(remainders(known)) == []
    said = {"SEND pupils": "about 15 of 20", "SEN support": "about 15 of 15", "EHC plan": "not shown"}
    planted = {("m", group): Said("m", group, figure) for group, figure in said.items()}
    assert pinned(remainders(planted)) == ["m, EHC plan, k"]


def test_classic_all_minus_boys(figures: list[Said], linden: list[Said]) -> None:
    """Girls are hidden and boys shown, or the other way round: what is left of all is no small number."""
    sexes = [SPLITS[1]]
    for known in (held(figures), held(linden)):
        assert pinned(remainders(known, splits=sexes)) == []
    assert remainders(held(figures), splits=sexes), "there is such a table here"


OTHERS = (
    "SELECT s.code, COUNT(*) FROM enrolment e JOIN school USING (school) JOIN sen_status s ON s.pupil_id = e.pupil_id "
    "WHERE school.phase = 'primary' AND e.school <> '100003' AND e.status IN ('C', 'M') AND s.from_date <= {day} "
    "AND COALESCE(s.to_date, '9') > {day} AND e.from_date <= {day} AND COALESCE(e.to_date, '9') > {day} GROUP BY 1"
)
"""What the department publishes of the other primaries: pupils by provision at the January census."""


def test_classic_trust_minus_other_schools(figures: list[Said], released_home: Path) -> None:
    """The schools of the phase together, less all that the others could have by their published sizes."""
    with closing(sqlite3.connect(released_home / "pupils.db")) as connection, connection:
        others = dict(connection.execute(OTHERS.format(day="'2026-01-15'")).fetchall())
    codes = {"SEN support": "K", "EHC plan": "E"}
    tried = 0
    for said in figures:
        beside = told(Said(said.measure, said.group, said.beside), "k")
        if said.group in codes and beside and numbers(said) is None:
            own = int(held(figures)[SIZES, said.group].figure)
            least = max(0, beside[0] - others[codes[said.group]])
            assert own - least >= min(own, WIDTH), said
            tried += 1
    assert tried >= 4


def test_classic_third_mean_from_two(figures: list[Said], linden: list[Said]) -> None:
    """A mean of all and of one part give the other part's: both parts are shown, or neither, and ten stand behind."""
    for known in (held(figures), held(linden)):
        means = {key: value for key, said in known.items() if (value := mean_of(said)) is not None}
        for (measure, _), pair in product(means, SPLITS):
            assert len([group for group in pair if (measure, group) in means]) in {0, 2}, measure
        assert all((numbers(known[key]) or {})["n"] >= MEAN_FROM for key in means)
        assert means


def test_classic_mean_times_n(figures: list[Said], linden: list[Said]) -> None:
    """A mean to one decimal times a rounded number of pupils: the sum stays in doubt by more than one pupil's part."""
    for said in (*figures, *linden):
        value = mean_of(said)
        if value is not None:
            low, high = told(said, "n") or (0, 0)
            sums = [(value + off) * n for off in (-0.05, 0.05) for n in (low, high)]
            assert max(sums) - min(sums) >= 0.1 * low
            assert high - low >= WIDTH


def test_classic_need_by_sex_by_support_triangle(figures: list[Said]) -> None:
    """Sizes by support, by sex and by area of need taken together pin no combination that public counts do not."""
    known = held(figures)
    counted = [group for (measure, group), said in known.items() if measure == SIZES and numbers(said)]
    areas = [group for group in counted if group not in {*SPLITS[0], *SPLITS[1]}]
    assert len(areas) >= 2
    dims = (SPLITS[0], SPLITS[1], tuple(areas))
    atoms = list(product(*dims))
    told_rows = [(group, told(known[SIZES, group], "n")) for dim in dims for group in dim]
    public = {group: int(known[SIZES, group].figure) for group in SPLITS[0]}
    ranges = [(public[group], public[group]) if group in public else limits for group, limits in told_rows]
    matrix = np.array([[group in atom for atom in atoms] for group, _ in told_rows], dtype=float)

    def limits(aim: np.ndarray, *, upto: int) -> tuple[int, int]:
        """With the first so many statements: two are what the department publishes."""
        given = [each or (0, 10_000) for each in ranges[:upto]]
        low, high = (np.array(each, dtype=float) for each in zip(*given, strict=True))
        bounds, rules = Bounds(0, 400), LinearConstraint(matrix[:upto], low, high)
        ends = [milp(sign * aim, integrality=np.ones(len(atoms)), bounds=bounds, constraints=rules) for sign in (1, -1)]
        return round(ends[0].fun), round(-ends[1].fun)

    for chosen in product(*((None, *dim) for dim in dims)):
        aim = np.array([all(one in (None, other) for one, other in zip(chosen, atom, strict=True)) for atom in atoms])
        low, high = limits(aim.astype(float), upto=len(ranges))
        shown = [each for each in chosen if each]
        if len(shown) > 1:  # one category alone is a shown count
            before = limits(aim.astype(float), upto=2)
            assert (high >= HIDDEN_UNDER and high - low >= WIDTH) or high == before[1], chosen


def test_classic_percentage_with_small_denominator(figures: list[Said], linden: list[Said]) -> None:
    shares = [said for said in (*figures, *linden) if re.match(r"\d+%, ", said.figure)]
    assert shares
    assert all((numbers(said) or {})["n"] >= SHARE_FROM for said in shares)


def test_classic_nought_and_a_hundred_per_cent(figures: list[Said], linden: list[Said]) -> None:
    for said in (*figures, *linden):
        found = numbers(said)
        if found and "k" in found:
            assert found["k"] >= HIDDEN_UNDER, said
            assert found["n"] - found["k"] >= HIDDEN_UNDER - NEAR - 1, said


def test_classic_sorting_order_reveals_size(figures: list[Said], linden: list[Said]) -> None:
    """Groups stand in one order, whichever is the larger, at every school and under every measure: those that are shown
    and, after all of them, those that are not, which tells no more than that they are not."""
    orders = [
        [said.group for said in known if said.measure == measure and (said.figure == "not shown") is hidden]
        for known in (figures, linden)
        for measure in [*measures(held(known)), SIZES]
        for hidden in (False, True)
    ]
    whole = ["SEND pupils", "Other pupils", "SEN support", "EHC plan", "Girls", "Boys"]
    assert sum(len(order) > 1 for order in orders) > 10
    for order in orders:
        assert [group for group in order if group in whole] == [group for group in whole if group in order]


def test_classic_bar_length(figures: list[Said], linden: list[Said]) -> None:
    """A bar is as long as the two shown counts make it, to a hundredth: nothing of the true share is in it."""
    bars = 0
    for said in (*figures, *linden):
        length, found = bar_share(said), numbers(said)
        assert (length is None) == (found is None or said.measure == SIZES), said
        if length is not None and found and "k" in found:
            assert length == pytest.approx(100 * found["k"] / found["n"], abs=0.05)
            bars += 1
    assert bars > 20


def test_F10_classic_export_and_screen(attackers: Attackers, everything: dict[str, str]) -> None:
    """Every row of every table is in the file as on the screen, and the file holds no other figure."""
    client = attackers.visitor("elder").client
    for path in STRAND_PATHS:
        answer = client.get(f"/export/csv/{path}")
        assert answer.status_code == 200
        file = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
        screen = list(rows(everything[f"/{path}"]))
        assert screen
        for said in screen:
            written = [[cell.lstrip("'") for cell in row[:2]] for row in file]  # no spreadsheet takes it for a formula
            assert [said.group, said.figure] in written, (path, said)
        counted = {found for row in file for cell in row for found in re.findall(r"about [\d,]+ of [\d,]+", cell)}
        seen = re.sub(r"\s+", " ", text_of(everything[f"/{path}"])).lower()
        assert {words for words in counted if words not in seen} == set()


def text_of(answer: str) -> str:
    """Every word of an answer."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            found.append(text(node))
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(json.loads(answer))
    lines = [part for parts in tables(answer) for part in parts if part.get("type") == "Tr"]
    return " ".join([*found, *(words for line in lines for words in cells_of(line))])


def test_classic_words_and_titles_hold_no_other_number(figures: list[Said], everything: dict[str, str]) -> None:
    """Every *about k of n* anywhere on the strands' pages, in titles and questions too, is made of figures in a
    table, the school's or the phase's: the same n, and k or what is left of it."""
    shown: set[tuple[int, int]] = set()
    for said in figures:
        for words in (said.figure, said.beside):
            found = numbers(Said(said.measure, said.group, words))
            if found and "k" in found:
                shown |= {(found["k"], found["n"]), (found["n"] - found["k"], found["n"])}
    for path in STRAND_PATHS:
        for k, n in re.findall(r"bout ([\d,]+) of ([\d,]+)", text_of(everything[f"/{path}"])):
            pair = (int(k.replace(",", "")), int(n.replace(",", "")))
            assert pair in shown or "offered" in text_of(everything[f"/{path}"]), (path, pair)


def test_classic_a_governor_of_two_schools(attackers: Attackers, figures: list[Said], linden: list[Said]) -> None:
    """Whoever governs two schools reads of each what its own governors read, and nothing of both together."""
    for code, alone in (("100003", figures), ("100009", linden)):
        queries = (f"?place=school:{code}",)
        seen = attackers.served("both", paths=STRAND_PATHS, queries=queries)
        found = {said for answer in seen.values() for said in rows(answer)}
        assert found
        assert found <= set(alone)


def test_classic_same_query_as_two_governors(attackers: Attackers, everything: dict[str, str]) -> None:
    """Two governors of one school are answered alike, byte by byte, but for the name above the page."""
    other = attackers.served("again", paths=STRAND_PATHS, queries=("", "?group=plan"))
    for address, answer in other.items():
        assert page_of(answer) == page_of(everything[address])


def page_of(answer: str) -> str:
    """The page itself and its heading, without the band that says who reads it."""
    body = json.loads(answer)["response"]
    return json.dumps({name: body[name] for name in ("page", "heading")}, sort_keys=True)
