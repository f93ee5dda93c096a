"""The overview of the sample trust, read from what the server sends: each planted truth is named where it should be,
the figures are those of the files, every link leads on, and nobody's names go where they may not."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from dashboard.exports.reading import tables_of
from dashboard.metrics.roll import FLOWS
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.attendance_by_pandas import Registers, rate
from tests.traces.by_pandas import Trust
from tests.traces.conversations_by_pandas import Conversations
from tests.traces.outcomes_by_pandas import Outcomes
from tests.traces.reading import Page, look
from tests.traces.test_roll_by_pandas import AWAY, both_days, lines, moved

ROWAN_PARK, HAZEL_BANK, ELDER_BROOK, LARCH_STREET, BIRCH_LANE = "100001", "100002", "100003", "100004", "100008"
LINDEN, OAKMERE, ASHCOMBE, ASPEN_HOUSE = "100009", "100010", "100011", "100012"
PERIOD = "2025-26.spring"
COMPARED = ("year", "phase", "country")
CARDS = ("Progress", "Conversations", "Wider outcomes", "Attendance")
SERIES = {"subject": "mathematics", "scale": "age_standardised"}


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Trust:
    return Trust(sample_home / "sample-files")


@pytest.fixture(scope="module")
def overview(executive: Visitor) -> Page:
    return look(executive, "/overview")


def of(executive: Visitor, school: str) -> Page:
    return look(executive, f"/overview?place=school:{school}")


def test_each_planted_truth_is_named_and_nothing_else(overview: Page) -> None:
    """What is worse for SEND pupils first, the surest on top: by name, with what is said of it."""
    listed = takewhile(lambda words: not words.startswith("What was compared"), overview.card("Where to look"))
    looking = [words for words in listed if ": " in words]
    assert [words.partition(":")[0] for words in looking] == [
        "Rowan Park Primary", "Linden Academy", "Ashcombe Academy",
        "Oakmere Academy", "Birch Lane Primary", "Oakmere Academy",
    ]  # fmt: skip
    rowan, linden, ashcombe, oakmere, birch, more = looking
    assert "widened" in rowan
    assert "narrowed" in birch
    assert re.search(r"pupils with an EHC plan were persistently absent in spring term 2026, up from [\d.]+%", linden)
    assert "of SEND pupils came to a club in spring term 2026, up from" in oakmere
    assert "Set against the change among other pupils, that is a rise of " in oakmere
    assert "had a conversation in every term one was due" in ashcombe
    assert "had a conversation in every term one was due" in more
    assert overview.said[0].replace("**", "").startswith("Look first at Rowan Park Primary: ")


def test_a_schools_own_page_does_not_send_to_itself(executive: Visitor) -> None:
    assert of(executive, ROWAN_PARK).said[0].replace("**", "").startswith("Look first at this: The gap ")


def test_where_progress_is_no_clear_difference_nobody_is_told_that_it_is_shared(overview: Page) -> None:
    said = {line.section for line in overview.lines if line.section.startswith("Secondary schools: ")}
    assert said == {"Secondary schools: where pupils gain more than usual, no clear difference for SEND pupils"}


def test_figures_of_the_planted_truths_are_those_of_the_files(overview: Page, sample_home: Path) -> None:
    """Oakmere's SEND pupils in clubs, two years ago and now, counted from the files."""
    outcomes = Outcomes(sample_home / "sample-files")
    shares = []
    for period in ("2023-24.spring", PERIOD):
        rows = outcomes.attended(period)
        send = rows[(rows["School"] == OAKMERE) & rows["start"].isin(by_pandas.GROUPS["send"])]
        shares.append(100 * (send["count"] > 0).mean())
    said = next(words for words in overview.card("Where to look") if words.startswith("Oakmere"))
    assert f"{shares[1]:.1f}% of SEND pupils" in said
    assert f"up from {shares[0]:.1f}% in spring term 2024" in said


def test_conversations_that_differ_are_those_of_the_files(overview: Page, sample_home: Path) -> None:
    """Ashcombe's pupils with every conversation due, beside those of the two other secondary schools, counted from the
    files: autumn's, for spring is not over."""
    rows = Conversations(Trust(sample_home / "sample-files")).year(PERIOD[:7])
    due = rows[rows["in_autumn"] & (rows["School"] >= LINDEN) & (rows["School"] != ASPEN_HOUSE)]
    sides = [due.loc[due["School"] == ASHCOMBE, "counted_autumn"], due.loc[due["School"] != ASHCOMBE, "counted_autumn"]]
    own, there = (f"{100 * (side > 0).mean():.1f}% of {len(side)}" for side in sides)
    said = next(words for words in overview.card("Where to look") if words.startswith("Ashcombe"))
    assert said == (
        f"Ashcombe Academy: {own} pupils in the AfA group had a conversation in every term one was due. "
        f"In the trust's other secondary schools it is {there}."
    )


def test_effects_are_in_their_unit(overview: Page) -> None:
    """Beside each picture: shares in percentage points, results in points."""
    beside = re.findall(r'"alt":"([^"]*)","className":"finding-rail".*?"children":"([^"]*)"', overview.raw)
    units = [words.rpartition(" ")[2] for _, words in beside]
    assert units == ["points", "pp", "pp", "pp", "points", "pp"]
    for (spoken, _), unit in zip(beside, units, strict=True):
        assert (" percentage points, 95% interval" in spoken) is (unit == "pp"), spoken


def test_how_much_was_tried_is_said(overview: Page) -> None:
    caption = overview.card("Where to look")[0]
    tried = re.search(r"(\d+) comparisons were tried", caption)
    assert tried is not None
    assert int(tried[1]) >= 100


def test_each_finding_leads_to_a_page_that_shows_it(executive: Visitor, overview: Page) -> None:
    hrefs = [href for href, words in overview.links if words.endswith("→") and "school:" in href]
    assert hrefs
    for href in hrefs:
        page = look(executive, href)
        assert page.title.endswith(("Primary", "Academy"))


def test_the_page_a_finding_leads_to_opens_with_its_figures(executive: Visitor, overview: Page) -> None:
    """Every figure of every listed finding stands in the opening sentences of the page that its link leads to, and the
    comparison chosen there is the finding's."""
    found = findings_of(overview)
    assert len(found) == 6
    for words, href in found:
        page = look(executive, href)
        figures = re.findall(r"\d+\.\d%?", words)
        assert figures, words
        opening = " ".join(page.said).replace("**", "")
        assert not [each for each in figures if each not in opening], (words, opening)
        years = [int(each) for each in re.findall(r"spring term (\d{4})", words)]
        apart = max(years) - min(years) if len(years) > 1 else 1
        assert "compare" not in page.parts or page.parts["compare"]["value"] == {1: "year", 2: "two_years"}[apart]


def findings_of(page: Page) -> list[tuple[str, str]]:
    """The findings of the card, each with its words and where it leads."""
    listed = takewhile(lambda words: not words.startswith("What was compared"), page.card("Where to look"))
    words = [each for each in listed if ": " in each]
    hrefs = [href for href, said in page.links if " at " in said and said.endswith("→")]
    return list(zip(words, hrefs, strict=True))


def test_larch_street_shows_nothing(executive: Visitor) -> None:
    page = of(executive, LARCH_STREET)
    assert [words for words in page.card("Where to look") if "None of them shows more than chance would make" in words]


def test_good_school_minus_is_seen_in_its_picture(overview: Page) -> None:
    title = "Rowan Park Primary: pupils gain more than usual, SEND pupils"
    card = overview.card(title)
    assert card
    assert any("Good progress, not shared" in label for label in overview.labels)


def test_the_pictures_table_is_that_of_the_files(overview: Page, trust: Trust) -> None:
    rows = trust.counted(PERIOD, **SERIES).query("state == 'matched'")
    table = next(each for each in overview.tables if each.caption == "Primary schools")
    assert {row["School"] for row in table.rows} >= {"Rowan Park Primary", "Birch Lane Primary"}
    here = rows[rows["School"] == ROWAN_PARK]
    found = table.row("Rowan Park Primary")
    assert found["All pupils, n"] == f"{len(here):,}"
    assert found["All pupils, points"] == f"+{here['gain'].mean():.1f}"


def test_schools_stand_phase_by_phase_and_say_who_leads(overview: Page) -> None:
    tables = [each for each in overview.tables if each.caption.endswith("schools, strand by strand")]
    assert [(table.caption.partition(" ")[0], len(table.rows)) for table in tables] == [
        ("Primary", 8), ("Secondary", 3), ("Special", 1),
    ]  # fmt: skip
    led = {str(next(iter(row.values()))): row["Led by"] for table in tables for row in table.rows}
    assert led["Birch Lane Primary"] == "SENDCO"
    assert "Headteacher" in led["Juniper Hill Primary"]
    assert {name for name, words in led.items() if "changed this year" in words} == {"Juniper Hill Primary"}


def test_card_of_the_schools_says_how_many_are_named_above(overview: Page, executive: Visitor) -> None:
    """As many as the findings name; of a school's own year groups the title stays what they are."""
    assert overview.card("5 of 12 schools are named under Where to look")
    assert of(executive, LARCH_STREET).card("Key stages") or of(executive, LARCH_STREET).card("Year groups")


def test_the_cards_figures_are_those_of_the_files(executive: Visitor, trust: Trust) -> None:
    rows = trust.counted(PERIOD, **SERIES).query("state == 'matched'")
    here = rows[rows["School"] == ROWAN_PARK]
    sides = [here.loc[here["sen_start"].isin(codes), "gain"] for codes in (by_pandas.GROUPS["send"], by_pandas.OTHERS)]
    gap = by_pandas.welch(*sides)
    page = of(executive, ROWAN_PARK)
    headline = f"SEND pupils gained {abs(gap.value):.1f} points less than other pupils"
    card = page.card(headline)
    assert f"{len(sides[0])} SEND pupils, {len(sides[1])} other pupils" in "\n".join(card)
    assert re.search(r"a change of \d\.\d points or more since autumn term 2025 would show", "\n".join(card))


def test_a_school_without_scores_says_so_and_lists_its_pupils(executive: Visitor) -> None:
    page = of(executive, ASPEN_HOUSE)
    table = page.table(holding="Conversation this term")
    assert len(table.rows) > 50
    assert not any("points" in words for words in page.card("Where to look")[1:])


def test_pupils_in_four_strands_are_those_of_the_files(executive: Visitor, trust: Trust) -> None:
    page = of(executive, ELDER_BROOK)
    table = page.table(holding="Conversation this term")
    assert len(table.rows) == 40
    assert all("pupil:" in link for link in table.links)
    assert {row["Pupil"].split()[0] for row in table.rows} == {"Pupil"}


def test_facts_count_the_rows_of_the_table(executive: Visitor) -> None:
    page = of(executive, ELDER_BROOK)
    rows = page.table(holding="Conversation this term").rows
    said = "\n".join(page.card("This term, pupil by pupil"))
    none = sum(row["Club sessions this term"] == "0" for row in rows)
    assert f"{none} of {len(rows)} SEND pupils have come to no club this term" in said
    overdue = sum(row["Conversation this term"].endswith("overdue") for row in rows)
    assert f"{overdue} of {len(rows)} SEND pupils are overdue" in said
    told = [re.match(r"(\d+) of (\d+) \(", row["Sessions missed this year"]) for row in rows]
    sessions = [(int(each[1]), int(each[2])) for each in told if each]
    enough = [missed * 10 >= possible for missed, possible in sessions if possible >= 20]
    words = f"{sum(enough)} of {len(enough)} SEND pupils have missed a tenth or more of their sessions this year"
    assert sum(enough) > 1
    assert words in said


def test_pupils_stand_by_how_much_there_is_to_talk_about(executive: Visitor) -> None:
    """The number is in each row, and is what the row's other cells and the counts above add up to."""
    page = of(executive, ELDER_BROOK)
    rows = page.table(holding="To talk about").rows
    told = [int(row["To talk about"].removesuffix(" of 5")) for row in rows]
    assert told == sorted(told, reverse=True)
    said = "\n".join(page.card("This term, pupil by pupil"))
    counted = [int(each) for each in re.findall(r"(\d+) of \d+ SEND pupils", said)]
    assert sum(told) == sum(counted)
    _, why, _, talk = look(executive, page.table(holding="To talk about").links[0]).said
    assert why.startswith(f"To talk about, {told[0]} of 5: "), "the pupil's own page says the same, thing by thing"
    assert len(re.split(", | and ", why.partition(": ")[2].partition(". ")[0])) == told[0]
    assert talk == "One conversation was offered in 2025/26: no parent or carer came on 17 November 2025."


def test_a_head_reads_names_and_an_executive_does_not(sample_app: Any, sample_home: Path) -> None:
    head = Visitor(sample_app, home=sample_home)
    head.sign_in("headteacher")
    page = look(head, "/")
    names = [row["Pupil"] for row in page.table(holding="Conversation this term").rows]
    assert names
    assert not [name for name in names if re.fullmatch(r"Pupil \d+", name)]


def test_class_has_pupils_and_no_gap(executive: Visitor) -> None:
    school = look(executive, f"/progress?place=school:{HAZEL_BANK}")
    links = {words: href for href, words in school.links if "class:" in href}
    links |= {next(iter(row.values())): link for table in school.tables
              for row, link in zip(table.rows, table.links, strict=True) if "class:" in link}  # fmt: skip
    three = look(executive, links["Class 2A"].replace("/progress", "/overview"))
    none = look(executive, links["Class 5A"].replace("/progress", "/overview"))
    assert "3 of " in three.said[0]
    assert "None of the " in none.said[0]
    for page in (three, none):
        assert len(page.table(holding="Conversation this term").rows) > 20
        assert "difference" not in page.words
        assert "on average" not in page.words


@pytest.fixture(scope="module")
def clubs(sample_home: Path) -> Outcomes:
    return Outcomes(sample_home / "sample-files")


def send_of(rows: Any) -> set[str]:
    return set(rows.loc[rows["start"].isin(by_pandas.GROUPS["send"]), "Pupil"])


def test_this_years_group_and_last_years_with_their_overlap(executive: Visitor, clubs: Outcomes) -> None:
    """Of clubs and of absence: how last year's group stood, and how many of this year's were in it, counted in the
    files."""
    groups = []
    for period in ("2024-25.spring", PERIOD):
        rows = clubs.attended(period)
        groups.append(send_of(rows[rows["School"] == OAKMERE]))
    then, now = groups
    said = f"{len(now & then)} of this year’s {len(now)} SEND pupils were also in last year’s {len(then)}"
    rows = clubs.attended("2024-25.spring")
    before = rows[(rows["School"] == OAKMERE) & rows["Pupil"].isin(then)]
    page = of(executive, OAKMERE)
    card = "\n".join(page.card("67.9% of SEND pupils came to a club"))
    assert said in card
    assert f"SEND {100 * (before['count'] > 0).mean():.1f}%, others" in card
    assert "Last year’s group" in card
    assert page.words.count("of this year’s") == 4


def test_a_chosen_group_is_told_as_itself_and_few_are_counted(executive: Visitor, trust: Trust) -> None:
    """The cards of pupils with EHC plans are about them: who was there last year, and no average without its few."""
    page = look(executive, "/overview?group=plan")
    held = trust.overlap(PERIOD, before="2024-25.spring", codes=("E", "S"), **SERIES)
    said = f"{held['same']} of this year’s {held['now']} pupils with an EHC plan with a result were also in last year’s"
    assert f"{said} {held['before']}" in page.words
    few = look(executive, f"/overview?place=school:{ELDER_BROOK}&group=plan")
    then = trust.overlap(PERIOD, before="2024-25.spring", school=ELDER_BROOK, codes=("E", "S"), **SERIES)["before"]
    assert 5 < then < 10
    assert re.search(rf"Spring term 2025\s+EHC plan [\d.]+ \({then} pupils\), others", few.words)
    assert "would show" not in few.words.partition("Structured conversations")[0]
    assert "ten pupils with an EHC plan and ten other pupils could be compared in" in few.words


def test_no_card_promises_a_change_of_nought(executive: Visitor, clubs: Outcomes) -> None:
    """Where nobody of the same pupils changed there is no spread, and no smallest change to name."""
    pages = [of(executive, school) for school in primary_schools(clubs)]
    assert any("or more since" in page.words for page in pages)
    assert not [page.words for page in pages if "a change of 0.0" in page.words]


def test_what_was_compared_is_listed_and_adds_up(overview: Page) -> None:
    words = "\n".join(overview.card("Where to look"))
    tried = re.search(r"(\d+) comparisons were tried", words)
    assert tried
    counts = [int(n) for n in re.findall(r"^[A-Z][A-Za-z ,']+: (\d+)$", words, flags=re.MULTILINE)]
    assert sum(counts) == int(tried.group(1))
    groups = ("SEND pupils", "pupils on SEN support", "pupils with an EHC plan")
    assert all(f"Change of the difference in persistent absence, {group}: " in words for group in groups)
    assert "Difference in persistent absence, SEND pupils: " in words
    for name in ("Parents' evenings", "Pupils suspended", "Taking part regularly"):
        assert f"{name}, SEND pupils: " in words
    for name in ("Conversations held when due", "Change in conversations, the same pupils"):
        assert f"{name}, pupils in the AfA group: " in words
    assert "own pages" not in words


def primary_schools(clubs: Outcomes) -> list[str]:
    return [code for code in clubs.schools if code <= BIRCH_LANE]


def test_beside_the_schools_of_the_phase(executive: Visitor, clubs: Outcomes, sample_home: Path) -> None:
    """Each card is set beside the primary schools together, and beside no other school."""
    page = look(executive, f"/overview?place=school:{ROWAN_PARK}&compare=phase")
    assert page.options("compare") == ["year", "phase", "country"]
    rows = clubs.attended(PERIOD)
    rows = rows[rows["School"].isin(primary_schools(clubs))]
    send, others = (rows[rows["start"].isin(codes)] for codes in (by_pandas.GROUPS["send"], by_pandas.OTHERS))
    shares = [100 * (side["count"] > 0).mean() for side in (send, others)]
    assert f"SEND {shares[0]:.1f}%, others {shares[1]:.1f}%" in "\n".join(page.card("50.7% of SEND pupils came to"))
    sessions = Registers(sample_home / "sample-files").enrolments(PERIOD)
    sessions = sessions[sessions["School"].isin(primary_schools(clubs))]
    sides = [rate(sessions[sessions["sen"].isin(codes)]) for codes in (by_pandas.GROUPS["send"], by_pandas.OTHERS)]
    assert f"SEND {sides[0].value:.1f}%, others {sides[1].value:.1f}%" in "\n".join(page.card("SEND pupils missed"))


def test_a_head_compares_with_the_phase_where_none_is_told_apart(sample_app: Any, sample_home: Path) -> None:
    """The head of one of eight primaries sees them together; a class teacher sees no total and has no such choice."""
    head = Visitor(sample_app, home=sample_home)
    head.sign_in("headteacher")
    page = look(head, f"/overview?place=school:{ELDER_BROOK}&compare=phase")
    assert page.options("compare") == ["year", "phase", "country"]
    assert page.parts["compare"]["value"] == "phase"
    assert page.words.count("The trust's primary schools\n") == 4
    assert "Not shown" not in page.words
    teacher = Visitor(sample_app, home=sample_home)
    teacher.sign_in("class_teacher")
    assert look(teacher, "/").options("compare") == []


def test_beside_england_with_its_year_or_in_words(executive: Visitor) -> None:
    page = look(executive, "/overview?compare=country")
    assert page.options("compare") == ["year", "country"]
    absence = "\n".join(page.card("SEND pupils missed"))
    assert "England, pupils with SEN\n2022/23\n10.7% (includes special schools, over two years old)" in absence
    assert "no published figure for England of the same measure, phase and group in spring term 2026" in absence
    gain = "\n".join(page.card("No clear difference in progress"))
    assert "Not shown\nno figure is held of the same measure, phase and group" in gain
    autumn = look(executive, "/overview?compare=country&period=2024-25.autumn&group=support")
    assert "2024/25, autumn" not in autumn.words
    assert "Autumn term 2024\n10.1% (an estimate, includes special schools)" in autumn.words


def test_a_comparison_of_the_overview_is_a_year_ago_elsewhere(executive: Visitor) -> None:
    """The cards say so where they lead; England stands under the figures of their pages too."""
    asked = f"/overview?place=school:{ROWAN_PARK}&compare="
    plain, phase, country = ([words for _, words in look(executive, asked + each).links] for each in COMPARED)
    assert [f"{name}, without this comparison →" in phase for name in CARDS] == [True] * len(CARDS)
    assert all(f"{name} →" in words for words in (plain, country) for name in CARDS)
    page = look(executive, f"/progress?place=school:{ROWAN_PARK}&compare=phase")
    assert page.parts["compare"]["value"] == "year"
    assert [line.text for line in page.lines].count("Compared with spring term 2025") == 1


def test_the_register_is_that_of_the_files_and_adds_up(executive: Visitor, overview: Page, trust: Trust) -> None:
    """At the trust and at a school: this year so far beside the year before, and at the trust school by school."""
    windows = {
        "2025-26": "1 September 2025 to 20 March 2026", "2024-25": "1 September 2024 to 31 August 2025",
    }  # fmt: skip
    for school, page in (("", overview), (OAKMERE, of(executive, OAKMERE))):
        table = page.table(holding=windows["2025-26"])
        for period, heading in windows.items():
            rows = both_days(trust, period=period, school=school)
            told = lines(rows)
            shown = {row["SEND pupils"]: row[heading] for row in table.rows}
            for name in ("start", "identified", "arrived", "removed", "left", "now", "escalated", "eased"):
                assert shown[FLOWS[name].words] == f"{told[name]:,}", (school, period, name)
            assert shown["Share of them on the register"] == f"{100 * told['now'] / (rows['after'] != AWAY).sum():.1f}%"
        now = lines(both_days(trust, period="2025-26", school=school))
        added = (
            f"{now['start']:,} on 1 September 2025 + {now['identified']} newly identified + {now['arrived']} arrived "
            f"with SEND − {now['removed']} removed from the register − {now['left']} left school = {now['now']:,} on "
            "20 March 2026."
        )
        share = table.row("Share of them on the register")[windows["2025-26"]]
        card = page.card(f"{share} of pupils on roll are SEND pupils")
        assert card[0] == "The SEND register this year."
        assert added in card
        between = (
            f"{moved(trust, period='2025-26')} SEND pupils on roll on 20 March 2026 were at another of our schools on "
            "1 September 2025."
        )
        assert (between in card) == (not school)
    by_school = overview.table(holding="To an EHC plan")
    assert len(by_school.rows) == len(trust.schools)
    here = lines(both_days(trust, period="2025-26", school=OAKMERE))
    assert by_school.row("Oakmere Academy")["At the end"] == f"{here['now']:,}"


def test_the_file_of_the_overview_holds_the_register_and_its_schools(executive: Visitor) -> None:
    answer = executive.draw("/overview").get_json()["response"]["page"]["children"]
    held = [(table.caption, len(table.rows)) for table in tables_of(answer) if "are SEND pupils" in table.title]
    assert held == [("The register", 10), ("School by school", 12)]  # eight lines, the roll and the share


def test_a_total_of_the_phase_has_no_register(sample_app: Any, sample_home: Path) -> None:
    head = Visitor(sample_app, home=sample_home)
    head.sign_in("headteacher")
    assert head.draw("/overview?place=trust").status_code == 200
    assert "The SEND register" not in look(head, "/overview?place=trust").words
    assert "The SEND register this year." in look(head, "/").words


@pytest.mark.parametrize("path", ["overview", "wider_outcomes", "attendance"])
def test_a_schools_page_leads_to_its_classes(executive: Visitor, path: str) -> None:
    page = look(executive, f"/{path}?place=school:{ELDER_BROOK}")
    line = next(line.text for line in page.lines if line.text.startswith("Pupils class by class: "))
    classes = [(words, href) for href, words in page.links if words in line and "place=class:" in href]
    assert len(classes) > 5
    words, href = classes[0]
    assert href.startswith(f"/{path}?")
    assert look(executive, href).title == words
    assert "Pupils class by class" not in look(executive, f"/{path}").words
