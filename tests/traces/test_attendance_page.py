"""The attendance page as served: planted truths, and what every level says in September, October and March."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from tests.traces import attendance_by_pandas as by_pandas
from tests.traces.attendance_by_pandas import Registers
from tests.traces.by_pandas import GROUPS, OTHERS, newcombe
from tests.traces.reading import Page, numbers_in
from tests.traces.test_through_the_year import (
    ASPEN_HOUSE,
    DAYS,
    HAZEL_BANK,
    LINDEN,
    WORDS,
    Then,
    opened,
    then,
    told,
)

SORREL_WAY, ELDER_BROOK = "100005", "100003"
SCHOOLS = [f"1000{at:02}" for at in range(1, 12)]
LEVELS = ("trust", f"school:{HAZEL_BANK}", f"school:{LINDEN}", f"school:{ASPEN_HOUSE}", "class", "pupil")
__all__ = ["opened", "then"]
SEPTEMBER, OCTOBER, MARCH = DAYS


def at(then: Then, level: str, **chosen: str) -> Page:
    return then.page(then.address(level, **chosen).replace("/progress", "/attendance"))


@pytest.fixture(scope="module")
def march(opened: object) -> Then:
    return opened(MARCH)  # type: ignore[operator, no-any-return]


def test_persistent_absence_of_plans_at_linden_at_least_doubles(march: Then) -> None:
    """The planted truth, from the page: the year to date of three years, among pupils with an EHC plan."""
    page = at(march, LINDEN, period="2025-26")
    rows = page.table(holding="Pupils with an EHC plan").rows
    shares = [numbers_in(row["Rate and 95% interval"])[0] for row in rows]
    assert [next(iter(row.values())) for row in rows] == ["2023/24", "2024/25", "2025/26"]
    assert shares[-1] >= 2 * shares[0]
    assert re.search(r"\d+ of \d+", rows[-1]["Counted"])


def test_the_change_of_absence_at_linden_is_said_where_it_is_clear(march: Then) -> None:
    page = at(march, LINDEN, period="2025-26", group="plan")
    said = " ".join([*page.said, *page.card("Compared with")])
    assert "persistent absence of pupils with an EHC plan rose by" in said


def test_two_years_ago_is_chosen_where_registers_reach_back_so_far_and_then_told(march: Then) -> None:
    """The change against other pupils opens the page with both its ends, and the card compares with the same term."""
    page = at(march, LINDEN, period="2025-26.spring", group="plan", compare="two_years")
    assert page.options("compare") == ["year", "two_years", "term"]
    assert page.parts["compare"]["value"] == "two_years"
    assert "no clear change" not in " ".join(page.said)
    told = "(24.4%). That is up from 22.2% in spring term 2024; set against the change among other pupils, a rise of"
    assert any(told in each.replace("**", "") for each in page.said)
    assert [line for line in page.lines if line.section == "Compared with spring term 2024"]
    assert at(march, LINDEN, period="2024-25.spring").options("compare") == ["year", "term"]
    progress = march.page(f"/progress?place=school:{LINDEN}&compare=two_years")
    assert (progress.options("compare"), progress.parts["compare"]["value"]) == (["year", "term"], "year")


def test_sorrel_way_sent_no_registers(march: Then) -> None:
    trust = at(march, "trust")
    assert "registers not sent this term: Sorrel Way Primary" in trust.as_at
    assert trust.table(holding="Primary schools").row("Sorrel Way Primary")["Difference, percentage points"] == (
        "no registers for this period"
    )
    there = at(march, SORREL_WAY, period="2025-26.spring")
    assert "No registers for spring term 2026" in there.words
    assert at(march, SORREL_WAY).parts["period"]["value"] == "2025-26.autumn"


def test_the_headline_is_that_of_the_registers(march: Then) -> None:
    rows = Registers(march.home / "sample-files").enrolments("2025-26.spring")
    one, two = (by_pandas.rate(rows[rows["sen"].isin(codes)]).value for codes in (GROUPS["send"], OTHERS))
    said = at(march, "trust").said[0]
    assert f"SEND pupils missed {one:.1f}% of sessions, {one - two:.1f} percentage points more" in said
    assert f"({two:.1f}%; both rounded)" in said


def test_the_weeks_are_titled_by_the_year_and_by_the_term_that_the_page_says_first(march: Then) -> None:
    """Both periods in one clause: the sentence's own figure stands in the title beside that of all the weeks."""
    files = Registers(march.home / "sample-files")
    for period, year, term in (
        ("2025-26.spring", "since September", "this term"),
        ("2025-26.autumn", "since September", "in autumn term 2025"),
        ("2024-25.summer", "in 2024/25", "in summer term 2025"),
    ):
        page = at(march, "trust", period=period)
        title = next(line.section for line in page.lines if line.section.startswith("SEND pupils missed "))
        rows = files.enrolments(period)
        one, two = (f"{by_pandas.rate(rows[rows['sen'].isin(codes)]).value:.1f}%" for codes in (GROUPS["send"], OTHERS))
        assert re.fullmatch(
            rf"SEND pupils missed \S+% of sessions {year} and {one} {term}; other pupils \S+% and {two}", title
        )
        assert f"missed {one} of sessions" in page.said[0]
    whole = at(march, "trust", period="2025-26")
    rows = files.enrolments("2025-26")
    own = by_pandas.rate(rows[rows["sen"].isin(GROUPS["send"])]).value
    title = next(line.section for line in whole.lines if line.section.startswith("SEND pupils missed "))
    assert title.startswith(f"SEND pupils missed {own:.1f}% of sessions since September; other pupils ")


def test_reasons_hold_part_time_timetables_and_suspensions(march: Then) -> None:
    page = at(march, "trust", period="2025-26.autumn")
    caption = " ".join(page.card("Authorised"))
    assert "Part-time timetables are" in caption
    assert "suspensions are" in caption
    assert "Part-time timetable" in [row["Reason"] for row in page.table(holding="Reason").rows]


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_says_its_day_and_something_true(then: Then, level: str) -> None:
    page = at(then, level)
    assert page.as_at.startswith(f"As at {WORDS[then.day]}")
    assert page.said or "No registers" in page.words
    future = ("summer term 2026", "2026/27") if then.day == MARCH else ("spring term 2026", "summer term 2026")
    assert not [words for words in future if words in told(page)]
    assert "nan" not in page.words.lower().split()


@pytest.mark.parametrize("level", ["trust", f"school:{HAZEL_BANK}"])
def test_september_opens_on_the_last_completed_term_and_says_so(opened: object, level: str) -> None:
    page = at(opened(SEPTEMBER), level)  # type: ignore[operator]
    assert page.parts["period"]["value"] == "2024-25.summer"
    assert page.said[0] == "Autumn term 2025 has just begun: this is summer term 2025."
    now = at(opened(SEPTEMBER), level, period="2025-26.autumn")  # type: ignore[operator]
    assert "missed" in now.said[0]


@pytest.mark.parametrize("day", [SEPTEMBER, OCTOBER], ids=str)
@pytest.mark.parametrize("level", ["trust", f"school:{LINDEN}", "class"])
def test_no_persistent_absence_is_headlined_before_the_october_half_term(opened: object, day: date, level: str) -> None:
    page = at(opened(day), level, period="2025-26.autumn")  # type: ignore[operator]
    assert not [words for words in page.said if "persistent" in words or "a tenth" in words]
    assert "Provisional" in page.words or level == "class"


def test_a_class_is_its_pupils_and_never_a_gap(march: Then) -> None:
    page = at(march, "class")
    assert re.match(r"\d of 3 SEND pupils missed a tenth or more in spring term 2026\.", page.said[0])
    assert "percentage points" not in told(page)
    assert "against" not in " ".join(page.said)


def test_a_pupils_calendar_adds_up_to_the_sentence(march: Then) -> None:
    page = at(march, "pupil")
    absent, possible = (int(each) for each in numbers_in(page.said[0])[:2])
    tables = [table for table in page.tables if "a row a week" in table.caption]
    assert len(tables) == 2
    cells = [words for table in tables for row in table.rows for words in list(row.values())[1:]]
    codes = [words.split(" ")[0] for words in cells]
    assert sum(code in {"I", "M", "C", "C2", "E", "U", "O", "G"} for code in codes) == absent
    assert sum(code not in {"#", "D", "-"} for code in codes) == possible


def test_close_pupils_are_told_how_many_sessions_they_are_away(march: Then) -> None:
    page = at(march, LINDEN)
    lines = page.card("Close to 10%")
    near = [line for line in lines if "more session" in line]
    assert near
    for line in near:
        missed, possible, _, more = numbers_in(line.partition(":")[2])
        assert 10 * missed < possible
        assert 10 * (missed + more) >= possible + more
        assert 10 * (missed + more - 1) < possible + more - 1


def test_recovering_pupils_were_over_a_tenth_and_are_under(march: Then) -> None:
    lines = [line for line in at(march, LINDEN).card("Recovering") if " then, " in line]
    assert lines
    for line in lines:
        before, of_before, _, now, of_now, _ = numbers_in(line.partition(":")[2])
        assert 10 * before >= of_before
        assert 10 * now < of_now


def test_a_reader_of_one_school_sees_the_phase_together_and_no_other_school(march: Then) -> None:
    page = march.page("/attendance", role="senco")
    assert page.title.endswith("primary schools together")
    assert "Birch Lane" not in told(page)


RATE = "Rate and 95% interval"


def test_england_is_drawn_where_measure_period_phase_and_group_match_and_nowhere_else(march: Then) -> None:
    """England's autumn of 2024 by provision: beside the trust's same autumn, and beside no other term or phase."""
    page = at(march, "trust", period="2024-25.autumn")

    def rates(heading: str) -> dict[str, str]:
        """The rates of the rows that are drawn under a heading."""
        drawn = [table for table in page.tables if table.rows and {heading, RATE} <= table.rows[0].keys()]
        return {row[heading]: row[RATE] for row in drawn[0].rows}

    assert rates("Provision")["Pupils on SEN support"].endswith("England 10.1%")
    assert rates("Provision")["Pupils with an EHC plan"].endswith("England 13.1%")
    assert "England" not in " ".join(rates("Primary need").values())
    assert rates("Persistently absent")["Pupils with an EHC plan"].endswith("England 35.1%")
    dashed = "Dashed: England, the same group in the same period (an estimate, includes special schools)."
    assert page.words.count(dashed) == 3
    spring = at(march, "trust")
    over = next(table for table in spring.tables if table.caption == "Other pupils")
    assert not [row for row in over.rows if "England" in " ".join(row.values())]
    for elsewhere in (spring, at(march, LINDEN, period="2024-25.autumn")):
        assert "Dashed" not in elsewhere.words


def test_a_year_without_a_published_figure_is_a_hole(march: Then) -> None:
    """Of three autumns one has a figure: the others have no line."""
    page = at(march, "trust", period="2025-26.autumn")
    rows = next(table for table in page.tables if table.caption == "Other pupils").rows
    drawn = [("England 17.0%" in " ".join(row.values())) for row in rows]
    assert drawn == [False, True, False]


def test_unknown_periods_are_answered_in_words(march: Then) -> None:
    for period in ("2019-20", "2031-32.spring"):
        for level in LEVELS:
            assert at(march, level, period=period).as_at.startswith("As at ")


def test_every_half_term_counts_the_groups_of_january(march: Then) -> None:
    """One rule for the series, said in its caption: the pupils of each half term are those of the January census."""
    page = at(march, "trust")
    halves = Registers(march.home / "sample-files").half_terms("2025-26")
    table = next(table for table in page.tables if table.caption == "Half term by half term")
    keys = ["autumn.1", "autumn.2", "spring.1", "spring.2"]
    for row, key in zip(table.rows, keys, strict=True):
        rows = halves[(halves["half"] == f"2025-26.{key}") & halves["sen"].isin(GROUPS["send"])]
        assert numbers_in(row["Pupils"]) == [len(rows)], row
        assert numbers_in(row[RATE])[0] == pytest.approx(by_pandas.rate(rows).value, abs=0.051)
    caption = page.card("Half term by half term")[0]
    assert "that of the January census for every half term" in caption
    assert "each term" not in caption
    title = next(line.section for line in page.lines if line.section.startswith("Half term by half term"))
    rates = [numbers_in(row[RATE])[0] for row in table.rows]
    assert title == f"Half term by half term: SEND pupils missed {min(rates)}% to {max(rates)}% of sessions"


def counted_twice(files: Registers, *, kind: str, school: str) -> list[pd.Series]:
    """Whether each pupil of a kind of provision with twenty sessions was persistently absent two springs ago
    and is now: at a school, or at all that sent registers for both."""
    frames = [files.enrolments(period) for period in ("2023-24.spring", "2025-26.spring")]
    frames = [rows[rows["possible"] >= 20] for rows in frames]
    schools = {school} if school else set(frames[0]["School"]) & set(frames[1]["School"])
    return [rows.loc[rows["School"].isin(schools) & rows["sen"].isin(GROUPS[kind]), "persistent"] for rows in frames]


def test_the_years_are_titled_by_the_change_that_is_clear_and_by_no_other(march: Then) -> None:
    """Newcombe's interval of the change over two years, from the files: the kinds where it leaves out nought."""

    def titled(level: str) -> str:
        page = at(march, level, period="2025-26.spring")
        return next(line.section for line in page.lines if "in the spring term of each year" in line.text)

    files = Registers(march.home / "sample-files")
    for level in ("trust", f"school:{LINDEN}", f"school:{HAZEL_BANK}"):
        code, title = level.partition(":")[2], titled(level)
        for kind, words in (("support", "pupils on SEN support"), ("plan", "pupils with an EHC plan")):
            before, now = counted_twice(files, kind=kind, school=code)
            moved = newcombe(now, before)
            named = (
                f"{words} {100 * before.mean():.1f}% in spring term 2024, {100 * now.mean():.1f}% in spring term 2026"
            )
            clear = min(len(before), len(now)) >= 20 and (moved.low > 0 or moved.high < 0)
            assert (named in title) == clear, (level, kind, title)
    assert (
        "The title compares the schools with registers in both terms or years."
        in at(march, "trust", period="2025-26.spring").words
    )
    assert "compares the schools with" not in at(march, LINDEN, period="2025-26.spring").words
    assert titled("trust").startswith("Persistent absence: pupils with an EHC plan ")
    assert titled(f"school:{HAZEL_BANK}").startswith("No clear change in the persistent absence of ")


def test_the_bands_are_titled_by_their_tail_and_each_says_how_many_of_how_many(march: Then) -> None:
    files = Registers(march.home / "sample-files")
    for school in ("", HAZEL_BANK):
        page = at(march, f"school:{school}" if school else "trust")
        rows = files.enrolments("2025-26.spring")
        rows = rows[rows["sen"].isin(GROUPS["send"]) & (rows["possible"] >= 20)]
        rows = rows[rows["School"] == school] if school else rows
        tail, whole = int(rows["persistent"].sum()), len(rows)
        title = (
            f"{tail:,} of {whole:,} SEND pupils ({100 * tail / whole:.1f}%) missed a tenth of their sessions or more"
        )
        table = next(each for each in page.tables if each.caption == title)
        assert len(table.rows) == 11
        assert sum(numbers_in(row["Counted"])[0] for row in table.rows) == whole
        assert sum(numbers_in(row["Counted"])[0] for row in table.rows[2:]) == tail
        assert page.card(title).count("A count under 8 is of a small group: do not circulate it.") == 1
        behind = next(each for each in page.tables if "Missed" in each.rows[0] and each.caption != title)
        assert [row["Missed"] for row in behind.rows] == [row["Missed"] for row in table.rows]
        assert "95% interval" in behind.rows[0]


def test_both_kinds_of_provision_are_titled_each_with_its_figure_or_its_number(march: Then) -> None:
    """Of nine pupils or fewer the number alone, of fewer than twenty the figure with it; none is left out."""
    files = Registers(march.home / "sample-files")
    for school in ("", HAZEL_BANK, ELDER_BROOK):
        page = at(march, f"school:{school}" if school else "trust")
        rows = files.enrolments("2025-26.spring")
        rows = rows[rows["School"] == school] if school else rows
        told = []
        for kind, words in (("support", "pupils on SEN support"), ("plan", "pupils with an EHC plan")):
            mine = rows[rows["sen"].isin(GROUPS[kind])]
            share = f"{by_pandas.rate(mine).value:.1f}%"
            few = f"{share} ({len(mine)} pupils)" if len(mine) >= 10 else f"only {len(mine)} pupils"
            told.append(f"{words} {share if len(mine) >= 20 else few}")
        assert f"Sessions missed: {', '.join(told)}" in {line.section for line in page.lines}


def test_where_nobody_is_severely_absent_one_sentence_says_so_and_the_table_is_behind(march: Then) -> None:
    files, seen = Registers(march.home / "sample-files"), 0
    for school in SCHOOLS:
        rows = files.enrolments("2025-26.spring")
        rows = rows[rows["sen"].isin(GROUPS["send"]) & (rows["possible"] >= 20) & (rows["School"] == school)]
        if rows.empty or rows["severe"].any():
            continue
        seen += 1
        page = at(march, f"school:{school}")
        assert f"Nobody in any area of need was severely absent: 0 of {len(rows)} SEND pupils." in page.words
        tables = [each for each in page.tables if each.caption == "Severely absent, by primary need"]
        assert len(tables) == 1
        assert "Figure, %" in tables[0].rows[0]
    assert seen


@pytest.mark.parametrize("kind", ["persistent", "severe"])
@pytest.mark.parametrize("school", ["", HAZEL_BANK])
def test_persistent_and_severe_absence_stand_by_primary_need(march: Then, kind: str, school: str) -> None:
    """Each area of need: how many of how many, the rate beside it; of nine pupils or fewer no rate and no mark."""
    page = at(march, f"school:{school}" if school else "trust")
    rows = Registers(march.home / "sample-files").enrolments("2025-26.spring")
    rows = rows[rows["sen"].isin(GROUPS["send"]) & (rows["possible"] >= 20)]
    rows = rows[rows["School"] == school] if school else rows
    table = next(each for each in page.tables if each.caption == f"{kind.capitalize()}ly absent, by primary need")
    few = 0
    for area, needs in by_pandas.AREAS.items():
        mine = rows.loc[rows["need"].isin(needs), kind]
        row = table.row(area)
        assert numbers_in(row["Counted"]) == [mine.sum(), len(mine)]
        if len(mine) > 9:
            assert numbers_in(row[RATE])[0] == pytest.approx(100 * mine.mean(), abs=0.051)
        else:
            few += 1
            assert "%" not in " ".join(list(row.values())[1:]), row
            assert f"{mine.sum()} of {len(mine)}" in list(row.values())[1]
    assert bool(few) == bool(school), "a school has an area of nine pupils or fewer, the trust has none"


@pytest.mark.parametrize("school", ["", LINDEN])
def test_the_title_of_absence_by_need_is_the_range_of_the_needs_with_enough_pupils(march: Then, school: str) -> None:
    page = at(march, f"school:{school}" if school else "trust")
    rows = Registers(march.home / "sample-files").enrolments("2025-26.spring")
    rows = rows[rows["sen"].isin(GROUPS["send"]) & (rows["possible"] >= 20)]
    rows = rows[rows["School"] == school] if school else rows
    needs = [rows.loc[rows["need"].isin(needs), "persistent"] for needs in by_pandas.AREAS.values()]
    shares = [100 * mine.mean() for mine in needs if len(mine) >= 20]
    sections = (line.section for line in page.lines)
    title = next(each for each in sections if each.startswith("Persistent absence by broad area of need"))
    assert numbers_in(title) == pytest.approx([min(shares), max(shares)], abs=0.051)


def test_what_the_card_of_persistent_absence_says_is_worked_out_first(march: Then) -> None:
    for place in ("trust", f"school:{LINDEN}"):
        page = at(march, place)
        title = next(line.section for line in page.lines if "were persistently absent, " in line.section)
        worked = [line for line in page.card(title) if line.startswith("Worked out with the numbers of this view")]
        own = numbers_in(title)[0]
        k, n, times, found = numbers_in(worked[0])[:4]
        assert times == 100
        assert found == pytest.approx(100 * k / n, abs=1e-4)
        assert round(found, 1) == own
        assert f"SEND pupils, n {n:,.0f}" in worked[0]


def test_england_stands_beside_a_term_only_with_what_does_not_match(march: Then) -> None:
    """The card of what has changed shows England's figure of the same period and group, or says that there is none."""
    for place in ("trust", f"school:{HAZEL_BANK}"):
        lines = at(march, place).card("Compared with")
        told = [line for line in lines if "figure for England" in line or "Source:" in line]
        assert len(told) == 2
        for line, who in zip(told, ("Pupils with SEN", "Pupils without SEN"), strict=True):
            none = f"{who}: there is no published figure for England of the same measure, phase and group in"
            assert line.startswith(f"{none} spring term 2026."), line
        assert not [line for line in lines if "all pupils" in line]
    same = at(march, "trust", period="2024-25.autumn", group="support").card("Compared with")
    assert [line for line in same if line.startswith("England, pupils on SEN support, autumn term 2024: 10.1%")]


def test_punctuality_stands_beside_that_of_other_pupils(march: Then) -> None:
    rows = Registers(march.home / "sample-files").enrolments("2025-26.spring")
    rows = rows.assign(on_time=rows["arrived"] - rows["late"])
    one, two = (rows[rows["sen"].isin(codes)] for codes in (GROUPS["send"], OTHERS))
    gap = by_pandas.rate_gap(one, two, part="on_time", whole="arrived")
    rates = [by_pandas.rate(each, part="on_time", whole="arrived").value for each in (one, two)]
    attendance = at(march, "trust").card("Compared with")
    wider = march.page("/wider_outcomes?period=2025-26.spring").card("Punctuality")
    for lines in (attendance, wider):
        said = next(line for line in lines if "SEND pupils were on time for" in line)
        assert f"{rates[0]:.1f}%" in said
        assert f"({rates[1]:.1f}%)" in said
        behind = next(line for line in lines if " other pupils; difference " in line)
        n, n_other, value, low, high, late = numbers_in(behind.replace(" to ", " "))
        assert (n, n_other, late) == (len(one), len(two), one["late"].sum())
        for shown, own in zip((value, low, high), (gap.value, gap.low, gap.high), strict=True):
            assert shown == pytest.approx(own, abs=0.051)
