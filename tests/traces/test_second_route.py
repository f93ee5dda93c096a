"""Every metric of progress on the whole sample trust, twice: from the facts as the product does, and with pandas
straight from the files. Trust, schools and year groups; groups, subjects, scales and periods; value, interval and n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.metrics.answer import Row, State
from dashboard.reporting import progress, questions
from dashboard.reporting.ask import Ask
from dashboard.reporting.part import Part
from dashboard.reporting.view import View, view_of
from dashboard.reporting.year_on_year import membership
from dashboard.selection import Selection
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, OTHERS, Figure, Trust
from tests.traces.reading import look, numbers_in

SUBJECTS, SCALES = ("mathematics", "reading"), ("age_standardised", "gcse_points")
PERIODS = ("2024-25.autumn", "2024-25", "2025-26.autumn", "2025-26.spring", "2025-26")
"""An autumn's window begins in the summer before, a spring's in its autumn, a year's in its autumn too."""
TERMS = ("2023-24.summer", "2024-25.autumn", "2025-26.spring")
SERIES = [(subject, scale) for subject in SUBJECTS for scale in SCALES]
CLOSE = 1e-9
Place = tuple[str, str]
"""A school's code and a year group, either "" for all."""


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Trust:
    return Trust(sample_home / "sample-files")


def view(ask: Ask, *, place: Place = ("", ""), **chosen: str) -> View:
    """What an address means: the product's own way in."""
    at = f"school:{place[0]}" if place[0] else "trust"
    return view_of(ask, selection=Selection(place=at, **chosen))


def asked(ask: Ask, *, metric: str, place: Place, **chosen: str) -> Row:
    """The product's row for a place, or for one of its year groups."""
    shown = view(ask, place=place, **chosen)
    if not place[1]:
        return questions.value(shown, metric=metric).rows[0]
    return questions.row_of(shown, metric=metric, part=Part(school=place[0], year_groups=(place[1],)))


def places_of(rows: pd.DataFrame) -> list[Place]:
    """The trust, each of its schools in these rows, and each of their year groups."""
    schools = sorted(rows["School"].unique())
    groups = rows[["School", "year"]].drop_duplicates().sort_values(["School", "year"])
    return [("", ""), *((school, "") for school in schools), *map(tuple, groups.to_numpy())]


def at(rows: pd.DataFrame, place: Place) -> pd.DataFrame:
    """The pupils of a place."""
    school, year = place
    rows = rows[rows["School"] == school] if school else rows
    return rows[rows["year"] == year] if year else rows


def sides(rows: pd.DataFrame, *, group: str, status: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The group's pupils, and those without SEND; pupils of unknown status are in neither."""
    return rows[rows[status].isin(GROUPS[group])], rows[rows[status].isin(OTHERS)]


def same(left: float | None, right: float) -> bool:
    """Equal to nine places; no value is NaN on the other route."""
    return bool(np.isnan(right)) if left is None else abs(left - right) <= CLOSE


def fault(row: Row, figure: Figure | None) -> str:
    """What differs between the product's row and the figure from the files, "" where nothing does."""
    if figure is None:
        told = row.value is None and row.state in {State.NOT_APPLICABLE, State.NOT_AVAILABLE} and row.reason
        return "" if told else f"a figure without both sides: {row}"
    pairs = ((row.value, figure.value), (row.low, figure.low), (row.high, figure.high))
    if (row.n, row.n_other or 0) != (figure.n, figure.n_other) or not all(same(*pair) for pair in pairs):
        return f"{row} is not {figure}"
    return ""


def mean_fault(row: Row, one: pd.Series, two: pd.Series) -> str:
    """A mean with its interval, and the other side's mean beside it."""
    found = fault(row, by_pandas.mean(one, n_other=len(two)) if len(one) else None)
    return found or ("" if same(row.other_value, two.mean()) else f"others: {row.other_value} is not {two.mean()}")


def reliable(row: Row, fewest: int) -> str:
    """Twenty pupils on the smaller side make a figure reliable; fewer are marked."""
    expected = State.OK if fewest >= 20 and row.low is not None else State.LOW_RELIABILITY
    return "" if row.value is None or row.state is expected else f"{row.state} with {fewest} on the smaller side"


Found = Iterable[tuple[object, str]]


def check(found: Found, *, least: int) -> None:
    """No comparison found a difference, and there were as many comparisons as there should be."""
    listed = list(found)
    assert len(listed) >= least, f"only {len(listed)} figures compared"
    differ = [f"{about}: {words}" for about, words in listed if words]
    assert not differ, f"{len(differ)} of {len(listed)} differ:\n" + "\n".join(differ[:20])


def gains_of(trust: Trust, *, period: str, subject: str, scale: str) -> pd.DataFrame:
    return trust.counted(period, subject=subject, scale=scale).query("state == 'matched'")


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gap(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            rows = gains_of(trust, period=period, subject=subject, scale=scale)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_gap", place=place, **chosen)
                    figure = by_pandas.welch(one["gain"], two["gain"]) if len(one) and len(two) else None
                    yield (place, chosen), fault(row, figure) or reliable(row, min(len(one), len(two)))

    check(compared(), least=400)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gain(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            rows = gains_of(trust, period=period, subject=subject, scale=scale)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_gain", place=place, **chosen)
                    yield (place, chosen), mean_fault(row, one["gain"], two["gain"])

    check(compared(), least=400)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gain_everyone(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            rows = gains_of(trust, period=period, subject=subject, scale=scale)
            for place in places_of(rows):
                gains = at(rows, place)["gain"]
                chosen = {"period": period, "subject": subject, "scale": scale}
                row = asked(ask, metric="progress_gain_everyone", place=place, **chosen)
                found = by_pandas.mean(gains, n_other=0) if len(gains) else None
                yield (place, chosen), fault(row, found)

    check(compared(), least=100)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_gain_per_term(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            rows = gains_of(trust, period=period, subject=subject, scale=scale)
            rows = rows[rows["terms"] >= 1].assign(pace=lambda held: held["gain"] / held["terms"])
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_gain_per_term", place=place, **chosen)
                    yield (place, chosen), mean_fault(row, one["pace"], two["pace"])

    check(compared(), least=400)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_share_matching_all(trust: Trust, ask: Ask, period: str) -> None:
    """Beside the average gain of all pupils of the phase in the trust, of known SEND status or not."""

    def compared() -> Found:
        for subject, scale in SERIES:
            rows = gains_of(trust, period=period, subject=subject, scale=scale)
            average = rows.groupby(rows["School"].map(trust.phases))["gain"].transform("mean")
            rows = rows.assign(reached=rows["gain"] >= average - 1e-9)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = (side["reached"] for side in sides(at(rows, place), group=group, status="sen_start"))
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_share_matching_all", place=place, **chosen)
                    if not len(one) or not len(two):
                        yield (place, chosen), fault(row, None)
                        continue
                    told = (row.numerator, row.group_value, row.other_value)
                    shares = (one.sum(), 100 * one.mean(), 100 * two.mean())
                    words = fault(row, by_pandas.newcombe(one, two)) or reliable(row, min(len(one), len(two)))
                    both = all(same(*pair) for pair in zip(told, shares, strict=True))
                    yield (place, chosen), words or ("" if both else f"{told} is not {shares}")

    check(compared(), least=400)


def who_began_alike(rows: pd.DataFrame, *, smallest: int = 30, fewest: int = 4) -> pd.Series:
    """The start group of each pupil, "" where there is none: first results in order within phase, year group and
    window, joined until there are thirty pupils, the rest at the top with the group before; four groups at least."""
    groups = pd.Series("", index=rows.index)
    for window, held in rows[rows["year"] != "X"].groupby(["phase", "year", "first_term", "last_term"]):
        ordered, begins = held.sort_values("first", kind="stable"), 0
        results = ordered["first"].to_numpy()
        number = 0
        for ends in range(1, len(results) + 1):
            whole = ends == len(results) or results[ends] != results[ends - 1]
            if whole and (ends - begins >= smallest or (ends == len(results) and number)):
                number += ends - begins >= smallest
                groups[ordered.index[begins:ends]] = f"{window} {number}"
                begins = ends
        if number < fewest:
            groups[held.index] = ""
    return groups


def beside_starts(trust: Trust, *, period: str, subject: str, scale: str) -> pd.DataFrame:
    """The matched pupils with what was added beside those who began alike, NaN where there are too few of them."""
    rows = gains_of(trust, period=period, subject=subject, scale=scale)
    rows = rows.assign(phase=rows["School"].map(trust.phases))
    rows = rows.assign(start=who_began_alike(rows))
    added = rows["last"] - rows.groupby("start")["last"].transform("mean")
    return rows.assign(added=added.where(rows["start"] != ""))


@pytest.mark.parametrize("period", PERIODS)
def test_progress_value_added(trust: Trust, ask: Ask, period: str) -> None:
    """Each pupil's last result minus the average of everybody of the phase and year group who began alike."""

    def compared() -> Found:
        for subject, scale in SERIES:
            rows = beside_starts(trust, period=period, subject=subject, scale=scale)
            assert rows.loc[rows["start"] != ""].groupby("start").size().min() >= 30
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_value_added", place=place, **chosen)
                    whole = one["added"].count() and two["added"].count()
                    figure = by_pandas.welch(one["added"].dropna(), two["added"].dropna()) if whole else None
                    words = fault(row, figure) or reliable(row, min(one["added"].count(), two["added"].count()))
                    told, covered = (row.numerator, row.denominator), (one["added"].count(), len(one))
                    yield (place, chosen), words or ("" if told == covered else f"covered {told} is not {covered}")

    check(compared(), least=400)


@pytest.mark.parametrize("school", ["", "100002", "100009"])
def test_value_added_on_the_served_page(trust: Trust, sample_app: Any, sample_home: Path, school: str) -> None:
    series = {"period": "2025-26.spring", "subject": "reading", "scale": "age_standardised"}
    rows = at(beside_starts(trust, **series), (school, "")).dropna(subset="added")
    one, two = (side["added"] for side in sides(rows, group="send", status="sen_start"))
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    place = f"school:{school}" if school else "trust"
    page = look(visitor, f"/progress?place={place}&" + "&".join(f"{key}={value}" for key, value in series.items()))
    shown = page.table(holding="Other pupils, average").row("Beside all who began alike, points")
    assert (shown["SEND pupils, n"], shown["Other pupils, n"]) == (f"{len(one):,}", f"{len(two):,}")
    assert numbers_in(shown["SEND pupils, average"]) == [pytest.approx(one.mean(), abs=0.051)]
    assert numbers_in(shown["Other pupils, average"]) == [pytest.approx(two.mean(), abs=0.051)]
    found = by_pandas.welch(one, two)
    clear = found.low > 0 or found.high < 0
    said = "SEND pupils ended" if clear else "no clear difference in where SEND pupils and other pupils who began alike"
    assert said in page.words


@pytest.mark.parametrize("period", PERIODS)
def test_progress_share_at_expected(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject in SUBJECTS:
            rows = gains_of(trust, period=period, subject=subject, scale="age_standardised")
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "scale": "age_standardised", "group": group}
                    row = asked(ask, metric="progress_share_at_expected", place=place, **chosen)
                    if not len(one) or not len(two):
                        yield (place, chosen), fault(row, None)
                        continue
                    counts = (one["met"].sum(), len(one)), (100 * one["met"].mean(), 100 * two["met"].mean())
                    told = (row.numerator, row.denominator), (row.group_value, row.other_value)
                    both = counts[0] == told[0] and all(same(*pair) for pair in zip(told[1], counts[1], strict=True))
                    words = fault(row, by_pandas.newcombe(one["met"], two["met"]))
                    yield (place, chosen), words or ("" if both else f"{told} is not {counts}")

    check(compared(), least=400)


def test_a_scale_without_an_expectation_has_no_share(ask: Ask) -> None:
    chosen = {"period": "2025-26.spring", "subject": "reading", "scale": "gcse_points"}
    row = asked(ask, metric="progress_share_at_expected", place=("", ""), **chosen)
    assert (row.value, row.state) == (None, State.NOT_APPLICABLE)


def latest_results(trust: Trust, *, period: str) -> Iterator[tuple[Place, dict[str, str], pd.Series, pd.Series]]:
    """Each subject, scale, place and group with both sides' results of the period's last term."""
    for subject, scale in SERIES:
        rows = trust.standing_in(trust.latest_term(period, subject=subject, scale=scale), subject=subject, scale=scale)
        for place in places_of(rows):
            for group in GROUPS:
                one, two = (side["last"] for side in sides(at(rows, place), group=group, status="sen_year"))
                yield place, {"period": period, "subject": subject, "scale": scale, "group": group}, one, two


@pytest.mark.parametrize("period", [*TERMS, "2024-25", "2025-26"])
def test_progress_distance(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for place, chosen, one, two in latest_results(trust, period=period):
            figure = by_pandas.welch(one, two) if len(one) and len(two) else None
            yield (place, chosen), fault(asked(ask, metric="progress_distance", place=place, **chosen), figure)

    check(compared(), least=400)


@pytest.mark.parametrize("period", [*TERMS, "2024-25", "2025-26"])
def test_progress_effect_size(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for place, chosen, one, two in latest_results(trust, period=period):
            spread = min(len(one), len(two)) > 1 and one.var(ddof=1) + two.var(ddof=1) > 0
            row = asked(ask, metric="progress_effect_size", place=place, **chosen)
            yield (place, chosen), fault(row, by_pandas.hedges(one, two) if spread else None)

    check(compared(), least=400)


@pytest.mark.parametrize("period", PERIODS)
def test_progress_standing_change(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject in SUBJECTS:
            rows = trust.standings(period, subject=subject)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_start")
                    chosen = {"period": period, "subject": subject, "group": group}
                    row = asked(ask, metric="progress_standing_change", place=place, **chosen)
                    covered = one["change"].count(), len(one)
                    words = mean_fault(row, one["change"].dropna(), two["change"].dropna())
                    told = row.numerator, row.denominator
                    yield (place, chosen), words or ("" if told == covered else f"covered {told} is not {covered}")

    check(compared(), least=200)


@pytest.mark.parametrize(
    ("period", "compare"),
    [
        *((period, "year") for period in ("2024-25.summer", "2025-26.autumn", "2025-26.spring", "2025-26")),
        ("2025-26.autumn", "term"),
        ("2025-26.spring", "term"),
    ],
)
def test_progress_change_same_pupils(trust: Trust, ask: Ask, period: str, compare: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            term = trust.latest_term(period, subject=subject, scale=scale)
            before = by_pandas.term_before(term) if compare == "term" else by_pandas.year_before(term)
            rows = trust.of_both(term, before=before, subject=subject, scale=scale)
            for place in places_of(rows):
                for group in GROUPS:
                    one, two = sides(at(rows, place), group=group, status="sen_year")
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group, "compare": compare}
                    row = asked(ask, metric="progress_change_same_pupils", place=place, **chosen)
                    if not len(one) or not len(two):
                        yield (place, chosen), fault(row, None)
                        continue
                    gains = [side["last"] - side["then"] for side in (one, two)]
                    ends = [one[end].mean() - two[end].mean() for end in ("last", "then")]
                    words = fault(row, by_pandas.welch(*gains))
                    dated = all(map(same, (row.group_value, row.other_value), ends))
                    yield (place, chosen), words or ("" if dated else f"{row} is not {ends}")

    check(compared(), least=250)


@pytest.mark.parametrize("period", ["2024-25.autumn", "2025-26.spring", "2025-26"])
def test_progress_change_year_groups(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            term = trust.latest_term(period, subject=subject, scale=scale)
            now, ago = (
                trust.standing_in(each, subject=subject, scale=scale) for each in (term, by_pandas.year_before(term))
            )
            for place in [place for place in places_of(now) if place[1]]:
                for group in GROUPS:
                    four = [sides(at(rows, place), group=group, status="sen_year") for rows in (now, ago)]
                    chosen = {"period": period, "subject": subject, "scale": scale, "group": group}
                    row = asked(ask, metric="progress_change_year_groups", place=place, **chosen)
                    values = [tuple(side["last"] for side in pair) for pair in four]
                    whole = all(len(side) for pair in values for side in pair)
                    yield (place, chosen), fault(row, by_pandas.disjoint(*values) if whole else None)

    check(compared(), least=200)


def test_pupils_of_two_years_are_never_called_different(trust: Trust, ask: Ask) -> None:
    """A school's Year 4 of now was its Year 3 of then: year groups together are not compared."""
    for school in ("", *trust.schools[:11]):
        chosen = {"period": "2025-26.spring", "subject": "reading", "scale": "age_standardised"}
        row = asked(ask, metric="progress_change_year_groups", place=(school, ""), **chosen)
        assert (row.value, row.state) == (None, State.NOT_APPLICABLE), school


@pytest.mark.parametrize("period", ["2023-24.spring", *PERIODS])
def test_coverage(trust: Trust, ask: Ask, period: str) -> None:
    def compared() -> Found:
        for subject, scale in SERIES:
            rows = trust.counted(period, subject=subject, scale=scale)
            for place in [place for place in places_of(rows) if not place[1]]:
                here = at(rows, place)
                states = here["state"].value_counts().to_dict()
                expected = states.pop("matched", 0), len(here), states, (here["sen_start"] == "").sum()
                shown = view(ask, place=place, period=period, subject=subject, scale=scale)
                found = progress.coverage(shown)
                reasons = {state: n for state, n in found.reasons.items() if n}
                told = found.matched, found.eligible, reasons, found.unknown_status
                yield (place, period, subject, scale), "" if told == expected else f"{told} is not {expected}"

    check(compared(), least=24)


@pytest.mark.parametrize(
    ("period", "compare"), [("2024-25.summer", "year"), ("2025-26.spring", "year"), ("2025-26.autumn", "term")]
)
def test_overlap_of_this_years_group_and_last_years(trust: Trust, ask: Ask, period: str, compare: str) -> None:
    before = by_pandas.term_before(period) if compare == "term" else by_pandas.year_before(period)

    def compared() -> Found:
        for subject, scale in SERIES:
            places = [("", "send"), ("", "plan"), ("", "support"), *((school, "send") for school in trust.schools[:11])]
            for school, group in places:
                series = {"subject": subject, "scale": scale}
                expected = trust.overlap(period, before=before, school=school, codes=GROUPS[group], **series)
                if not expected["now"]:
                    continue
                shown = view(ask, place=(school, ""), period=period, compare=compare, group=group, **series)
                told = asdict(membership(shown))
                parts = ("same", "identified", "no_result_then", "joined"), ("same", "came_off", "no_result", "left")
                sums = tuple(sum(told[part] for part in names) for names in parts) == (told["now"], told["before"])
                words = "" if told == expected else f"{told} is not {expected}"
                yield (school, group, period, subject, scale), words or ("" if sums else f"{told} does not add up")

    check(compared(), least=26)
