"""Every sentence of the sample trust, read from what the server sends: the words mean what they say, nothing is
unfinished, nobody is averaged who may not be, and each planted truth of progress can be found on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from scipy import stats

from data_loaders.sample.truths import BY_NAME
from data_loaders.store.engine import reader
from data_loaders.store.tables import TABLES
from tests.fixtures.visitor import Visitor
from tests.traces import by_pandas
from tests.traces.by_pandas import GROUPS, OTHERS, Figure, Trust
from tests.traces.reading import Line, Page, look, numbers_in

SCHOOLS = tuple(f"1000{number:02d}" for number in range(1, 13))
ROWAN_PARK, HAZEL_BANK, LARCH_STREET, BIRCH_LANE = "100001", "100002", "100004", "100008"
SECONDARIES, ASPEN_HOUSE = ("100009", "100010", "100011"), "100012"
SUBJECTS = ("mathematics", "reading")
OLDER = ("2025-26", "2025-26.autumn", "2024-25", "2024-25.summer", "2023-24.autumn")
WORDS = {"send": "SEND pupils", "support": "pupils on SEN support", "plan": "pupils with an EHC plan"}
TERM_WORDS = r"(?:autumn|spring|summer) term 20\d\d"


@pytest.fixture(scope="module")
def executive(sample_app: Any, sample_home: Path) -> Visitor:
    visitor = Visitor(sample_app, home=sample_home)
    visitor.sign_in("trust_executive")
    return visitor


@pytest.fixture(scope="module")
def trust(sample_home: Path) -> Trust:
    return Trust(sample_home / "sample-files")


@pytest.fixture(scope="module")
def tokens(sample_home: Path) -> pd.Series:
    """The address of every pupil's page, by the pupil's key in the files."""
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with engine.connect() as connection:
        pupil = TABLES["pupil"].c
        found = {row.pupil: row.token for row in connection.execute(sa.select(pupil.pupil, pupil.token))}
    engine.dispose()
    return pd.Series(found)


@pytest.fixture(scope="module")
def pages(executive: Visitor, trust: Trust, tokens: pd.Series) -> dict[str, Page]:
    """Some two hundred pages by address: trust, schools, classes, pupils; periods, groups, subjects, scales."""
    found = {address: look(executive, address) for address in (*_of_trust(), *_of_schools())}
    deeper = [link for address in map(_of, SCHOOLS) for link in _links(found[address])]
    deeper += [f"/progress?place=pupil:{tokens[pupil]}" for pupil in _pupils_of_note(trust)]
    return found | {address: look(executive, address) for address in deeper}


def _of(school: str, **chosen: str) -> str:
    return f"/progress?place=school:{school}" + "".join(f"&{name}={value}" for name, value in chosen.items())


def _of_trust() -> Iterator[str]:
    yield "/progress"
    for period, subject, group in product(("2025-26.spring", *OLDER), SUBJECTS, WORDS):
        yield f"/progress?period={period}&subject={subject}&group={group}"
    for period, group in product(("2025-26.spring", "2025-26.autumn", "2023-24"), WORDS):
        yield f"/progress?period={period}&group={group}&scale=gcse_points&compare=term"


def _of_schools() -> Iterator[str]:
    for school in SCHOOLS:
        yield _of(school)
        yield _of(school, subject="reading", group="support", compare="term")
        yield _of(school, group="plan", period="2025-26")
        yield _of(school, group="plan", period="2024-25.summer")
        yield _of(school, subject="reading", period="2024-25")
        yield _of(school, period="2023-24.autumn")
    for school in SECONDARIES:
        yield _of(school, scale="gcse_points")
        yield _of(school, scale="gcse_points", group="plan", period="2025-26.autumn")


def _links(page: Page) -> list[str]:
    """Three classes and three pupils of a school, and of Hazel Bank every class."""
    classes = [link for table in page.tables for link in table.links if "place=class:" in link]
    others = [link for link, _ in page.links if "place=class:" in link]
    pupils = [link for table in page.tables for link in table.links if "place=pupil:" in link]
    some = classes if page.title == "Hazel Bank Primary" else classes[:3]
    return [*some, *others[:1], *pupils[:2], *pupils[-1:]]


def _pupils_of_note(trust: Trust) -> list[str]:
    """One who moved between schools this year, one who joined, one of Reception, one of the special school."""
    stays = trust.stays.sort_values("From")
    now = stays.groupby("Pupil").tail(1).set_index("Pupil")
    now = now[(now["To"] > "2026-03-20") & (now["From"] <= "2026-03-20")]
    first = stays.groupby("Pupil")["From"].min()
    this_year = now[(now["From"] > "2025-09-10") & (now["School"] != ASPEN_HOUSE)]
    moved = this_year[first.reindex(this_year.index) < "2025-09-01"].index[0]
    joined = this_year[first.reindex(this_year.index) > "2025-09-10"].index[0]
    reception = now[(now["Year group"] == "R") & (now["From"] >= "2025-09-01")].index[0]
    return [moved, joined, reception, now[now["School"] == ASPEN_HOUSE].index[0]]


def spoken(page: Page) -> list[str]:
    """Everything a page says or reads out but figures to four decimals and the parameters of a definition, which stand
    as they are used: lines, labels, tables, words in charts."""
    cells = [words for table in page.tables for row in table.rows for words in (*row, *row.values())]
    lines = (line.text for line in page.lines if line.kind != "exact" and not _is_parameter(line))
    return [*lines, *page.labels, *cells, *(table.caption for table in page.tables),
            *(words for figure in page.figures.values() for words in _texts(figure))]  # fmt: skip


def _is_parameter(line: Line) -> bool:
    return line.kind == "definition" and re.fullmatch(r"[A-Z][a-z ]+: [\d.]+", line.text) is not None


def _texts(node: Any) -> Iterator[str]:
    """The words of a chart: annotations, hover texts, tick labels."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"text", "hovertext", "ticktext", "name"}:
                listed = value if isinstance(value, list) else [value]
                yield from (words for words in listed if isinstance(words, str))
            else:
                yield from _texts(value)
    elif isinstance(node, list):
        for child in node:
            yield from _texts(child)


def lines_of(page: Page) -> list[Line]:
    """The lines about this trust: all but the definitions, which speak of any."""
    return [line for line in page.lines if line.kind not in {"definition", "exact"}]


def sentences(words: str) -> list[str]:
    return re.split(r"(?<=[.!?]) (?=[A-Z0-9])", words)


def everything(pages: dict[str, Page]) -> Iterator[tuple[str, str]]:
    for address, page in pages.items():
        for line in lines_of(page):
            for sentence in sentences(line.text):
                yield address, sentence


def rounded(value: float) -> str:
    return str(Decimal(repr(round(abs(float(value)), 9))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


UNFINISHED = re.compile(
    r"\bnan\b|\bNaN\b|\bNone\b(?! of the)|\bnull\b|undefined|\binf\b|Infinity|[{}]|\S  \S|"
    r"[−-]0(?:\.0+)?(?![\d.])|\+0(?:\.0+)?(?![\d.])|\d\.\d{3}|datetime|<[A-Z]|gcse|_points|age_standardised|"
    r"(?<![\d.,])(?<!of )1 (?:points|pupils|marks|schools|others)\b"
)
"""Not a number, a code's own words, minus nought, an unrounded number, two spaces, a plural of one."""


def test_nothing_unfinished_is_shown(pages: dict[str, Page]) -> None:
    assert len(pages) > 190
    found = {(address, words) for address, page in pages.items() for words in spoken(page) if UNFINISHED.search(words)}
    assert not found, sorted(found)[:10]


def test_every_page_says_the_day_it_is_for(pages: dict[str, Page]) -> None:
    assert {page.as_at[:19] for page in pages.values()} == {"As at 20 March 2026"}


def test_a_page_says_results_are_missing_only_where_they_are(pages: dict[str, Page]) -> None:
    """Spring 2026 has results in every mainstream school: looking back at an older term is no want of results."""
    mainstream = {address: page for address, page in pages.items() if ASPEN_HOUSE not in address}
    wrong = [address for address, page in mainstream.items() if "No results yet" in page.as_at]
    assert not wrong, wrong[:5]


def test_a_change_names_what_it_is_compared_with(pages: dict[str, Page]) -> None:
    """Last term's pupils are not called last year's; where nothing came before, it is not this period that is empty."""
    told = 0
    for address, page in pages.items():
        for words in page.card("Compared with"):
            told += "are the same pupils" in words
            assert ("last term's" if "compare=term" in address else "last year's") in words or "Of last" not in words
            assert "no results for this period" not in words, (address, words)
    assert told > 60


def test_a_year_that_is_over_is_not_to_date(pages: dict[str, Page]) -> None:
    labels = {option["label"] for page in pages.values() for option in page.parts["period"]["options"]}
    assert {"2025/26, year to date", "2024/25", "2023/24", "Spring term 2026"} <= labels


def test_all_is_said_only_of_all(pages: dict[str, Page]) -> None:
    """A page on which somebody has no result does not say that there are results for 100%."""
    for address, page in pages.items():
        counted = " ".join(page.card("Who is counted"))
        assert "results for 100%" not in page.as_at or "no result this period" not in counted, address


def test_figures_in_words_say_whose_they_are(pages: dict[str, Page]) -> None:
    """Under the chart of the schools the figures are one school's, and it is named."""
    said = [line.text for line in pages["/progress"].lines if line.text.startswith("With the figures of this view: ")]
    assert len(said) == 2
    assert said[0].startswith("With the figures of this view: In mathematics SEND pupils are")
    assert re.match(
        r"With the figures of this view: [A-Z][a-z]+ [A-Z][a-z]+ (Primary|Academy): In mathematics", said[1]
    )


DATED = re.compile(rf"from {TERM_WORDS} to {TERM_WORDS}")
CHANGE = re.compile(
    r"no clear change in the gap between|[tT]he gap (?:between .+ and other pupils )?(?:narrowed|widened)"
)
GAINED = re.compile(
    r"gained (?:[\d.]+ \w+ |[\d.]+ )?(?:more|less) than other pupils|gained [\d.]+ \w+ on average|made at least"
)


def wording_fault(sentence: str) -> str:
    """What the definitions do not allow of a sentence: *gap* is a distance, *narrowed* and *widened* its change with
    both dates and whose, *gained* is more or less than others."""
    words = sentence.lower()
    if re.search(r"\bgaps?\b|narrow|widen", words):
        if not CHANGE.search(sentence):
            return "gap, narrowed or widened of something else than the distance"
        if not DATED.search(sentence):
            return "a change of the gap without its two dates"
        if not re.search(r"for the same pupils|for different pupils, this year's and last year's", sentence):
            return "a change of the gap that does not say whether the pupils are the same"
    if "gained" in words and not GAINED.search(sentence):
        return "gained without more or less than others"
    return ""


@pytest.mark.parametrize(
    "sentence",
    [
        "The gap is 9.1 points.",
        "The gap narrowed by 2.0 points for the same pupils.",
        "The gap between SEND pupils and other pupils widened from spring term 2025 to spring term 2026.",
        "Progress widened from spring term 2025 to spring term 2026 for the same pupils.",
        "SEND pupils gained a lot.",
    ],
)
def test_the_rule_finds_what_it_should(sentence: str) -> None:
    assert wording_fault(sentence)


def test_gap_narrowed_widened_and_gained_are_used_as_defined(pages: dict[str, Page]) -> None:
    found = [(address, sentence) for address, sentence in everything(pages)]
    assert sum("gap" in sentence for _, sentence in found) > 80
    assert sum("gained" in sentence for _, sentence in found) > 30
    wrong = [(wording_fault(sentence), address, sentence) for address, sentence in found if wording_fault(sentence)]
    assert not wrong, wrong[:10]


def test_definitions_keep_the_word_gap_for_the_distance(executive: Visitor) -> None:
    page = look(executive, "/definitions")
    about, named = "", {}
    names = {"The gap", "Change of the gap, the same pupils", "Change of the gap, this year's pupils and last year's"}
    known = {"Difference in progress", "Average gain", "Share making expected progress", "Change of standing", *names}
    for line in page.lines:
        about = line.text if line.text in known else about
        named.setdefault(about, []).append(line.text)
    assert known <= set(named)
    said = [words for about in known - names for words in named[about]]
    assert not [words for words in said if re.search(r"\bgap\b|narrowed|widened", words)]


@pytest.mark.parametrize("place", ["", *SCHOOLS[:11]])
@pytest.mark.parametrize(("period", "subject"), [("2025-26.spring", "mathematics"), ("2024-25", "reading")])
def test_claims_are_those_of_the_files(executive: Visitor, trust: Trust, place: str, period: str, subject: str) -> None:
    """What is said of gains and of the change of the gap is what the files' pupils allow, with the same figures."""
    at = f"school:{place}" if place else "trust"
    page = look(executive, f"/progress?place={at}&period={period}&subject={subject}")
    rows = trust.counted(period, subject=subject, scale="age_standardised").query("state == 'matched'")
    one, two = _sides(rows, place=place, group="send", status="sen_start")
    assert gain_words(by_pandas.welch(one["gain"], two["gain"])) in " ".join(page.said)
    term = trust.latest_term(period, subject=subject, scale="age_standardised")
    series = {"subject": subject, "scale": "age_standardised"}
    pairs = trust.of_both(term, before=by_pandas.year_before(term), **series)
    one, two = _sides(pairs, place=place, group="send", status="sen_year")
    change = by_pandas.welch(one["last"] - one["then"], two["last"] - two["then"])
    said = page.card("Compared with")[0]
    assert change_words(change, before=one["then"].mean() - two["then"].mean()) in said
    assert f"{one['last'].mean() - two['last'].mean():.1f}"[1:] + " points below after" in said


def _sides(rows: pd.DataFrame, *, place: str, group: str, status: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    here = rows[rows["School"] == place] if place else rows
    return here[here[status].isin(GROUPS[group])], here[here[status].isin(OTHERS)]


def gain_words(figure: Figure) -> str:
    """What may be said of a difference in gains."""
    if figure.low <= 0 <= figure.high:
        return "no clear difference in progress between SEND pupils and other pupils"
    way = "more" if figure.value > 0 else "less"
    return f"SEND pupils gained {rounded(figure.value)} points {way} than other pupils"


def change_words(figure: Figure, *, before: float) -> str:
    """What may be said of a change of the gap of pupils who were behind."""
    assert before < 0
    if figure.low <= 0 <= figure.high:
        return "no clear change in the gap between SEND pupils and other pupils"
    way = "narrowed" if figure.value > 0 else "widened"
    return f"the gap between SEND pupils and other pupils {way} by {rounded(figure.value)} points"


@pytest.mark.parametrize(("subject", "group"), [*product(SUBJECTS, ["send"]), ("mathematics", "plan")])
def test_schools_are_named_only_where_many_tests_allow(
    executive: Visitor, trust: Trust, subject: str, group: str
) -> None:
    """Of all schools compared, at most one in twenty of those named may be named by chance (Benjamini and Hochberg)."""
    page = look(executive, f"/progress?period=2025-26.spring&subject={subject}&group={group}")
    rows = trust.counted("2025-26.spring", subject=subject, scale="age_standardised").query("state == 'matched'")
    tests = {}
    for school in rows["School"].unique():
        one, two = _sides(rows, place=school, group=group, status="sen_start")
        if min(len(one), len(two)) >= 10:
            tests[school] = stats.ttest_ind(one["gain"], two["gain"], equal_var=False)
    ranked = sorted(tests, key=lambda school: tests[school].pvalue)
    last = max((n for n, school in enumerate(ranked, 1) if tests[school].pvalue <= 0.05 * n / len(ranked)), default=0)
    names = trust._file("school").set_index("School")["Name"]
    said = next(line.text for line in page.lines if line.kind == "H2" and "schools compared" in line.text)
    assert f"{len(tests)} schools compared" in said
    assert {name for name in names if name in said} == {names[school] for school in ranked[:last]}
    more = re.search(r"gained more than other pupils at (.*?)(?: and less at|$)", said)
    less = re.search(r"(?:gained less than other pupils|and less) at (.*)", said)
    for school in ranked[:last]:
        way = more if tests[school].statistic > 0 else less
        assert way is not None
        assert names[school] in way[1]


FIGURES = ("Difference", "95% interval")


def few(row: dict[str, str]) -> bool:
    """Whether a row of a table counts five pupils or fewer on a side."""
    counts = [int(words.replace(",", "")) for heading, words in row.items() if heading.endswith(", n") and words]
    both = row.get("SEND and other pupils") or row.get("EHC plan and other pupils") or ""
    counts += [int(n) for n in numbers_in(both)[:2]]
    return bool(counts) and min(counts) <= 5


def test_no_table_or_chart_averages_five_pupils_or_fewer(pages: dict[str, Page]) -> None:
    small = 0
    for address, page in pages.items():
        for row in (row for table in page.tables for row in table.rows if few(row)):
            small += 1
            shown = [
                words
                for heading, words in row.items()
                if heading in FIGURES or heading.endswith(", points") or heading.startswith("Value and")
            ]
            assert not any(re.search(r"\d\.\d", words) for words in shown), (address, row)
        for words in (words for figure in page.figures.values() for words in _texts(figure)):
            counted = re.search(r"([\d,]+) pupils", words)
            assert counted is None or int(counted[1].replace(",", "")) > 5, (address, words)
    assert small > 20


@pytest.mark.parametrize("school", SCHOOLS[:11])
def test_no_sentence_averages_five_pupils_or_fewer(pages: dict[str, Page], trust: Trust, school: str) -> None:
    """Pupils with an EHC plan are few in every school: the sentence says how few, or the pupils are counted."""
    page = pages[_of(school, group="plan", period="2024-25.summer")]
    rows = trust.counted("2024-25.summer", subject="mathematics", scale="age_standardised").query("state == 'matched'")
    one, two = _sides(rows, place=school, group="plan", status="sen_start")
    n = min(len(one), len(two))
    said = next(line for line in page.card("SEN support and EHC plan apart") if line.startswith("Pupils with an EHC"))
    assert ("on average" in said) == (n >= 10)
    assert ("too few for an average" in said) == (n <= 5)
    assert ("too few to say more" in said) == (6 <= n <= 9)
    if n < 20:
        assert f"{n} pupils with an EHC plan" in said


def test_a_class_has_no_gap_and_no_average(pages: dict[str, Page]) -> None:
    classes = {address: page for address, page in pages.items() if "place=class:" in address}
    assert len(classes) > 40
    for address, page in classes.items():
        said = " ".join(line.text for line in lines_of(page))
        assert not re.search(r"\bgap\b|\baverage\b|points below|points above|narrowed|widened|gained", said), address
        assert page.said, address


def test_a_pupil_is_told_by_results_not_by_averages(pages: dict[str, Page]) -> None:
    pupils = {address: page for address, page in pages.items() if "place=pupil:" in address}
    assert len(pupils) > 30
    for address, page in pupils.items():
        said = " ".join(line.text for line in lines_of(page))
        assert not re.search(r"\bgap\b|\baverage\b|narrowed|widened|gained", said), address
        assert re.fullmatch(r"Pupil \d+", page.title), address


def test_a_pupils_page_speaks_of_the_period_it_shows(executive: Visitor, pages: dict[str, Page]) -> None:
    """Looking back at the summer, a pupil's page does not tell of the spring after it."""
    told = 0
    for address in [address for address in pages if "place=pupil:" in address][:12]:
        page = look(executive, re.sub(r"&period=[^&]*", "", address) + "&period=2024-25.summer")
        assert not re.search("20(25|26)/2|autumn term 2025|spring term 2026", " ".join(page.said)), page.said
        told += "summer term 2025" in page.said[0]
    assert told >= 6


# What is planted, found where a reader would find it.


def test_good_school_minus_is_found(pages: dict[str, Page]) -> None:
    """Rowan Park gains more than any other school, and its SEND pupils are left behind: on its page and the trust's."""
    assert BY_NAME["good_school_minus"].schools == (ROWAN_PARK,)
    said = pages[_of(ROWAN_PARK)].said[0]
    assert re.search(r"SEND pupils gained 2\.\d points less than other pupils", said)
    table = pages["/progress"].table(holding="School")
    gains = {}
    for row in table.rows:
        if row["SEND pupils, points"]:
            n, others = (numbers_in(row[side])[0] for side in ("SEND pupils, n", "Other pupils, n"))
            one, two = (numbers_in(row[side])[0] for side in ("SEND pupils, points", "Other pupils, points"))
            gains[row["School"]] = (n * one + others * two) / (n + others)
    assert max(gains, key=gains.__getitem__) == "Rowan Park Primary"
    assert gains["Rowan Park Primary"] > 2


@pytest.mark.parametrize("subject", SUBJECTS)
def test_distance_narrows_is_found(executive: Visitor, subject: str) -> None:
    assert BY_NAME["distance_narrows"].schools == (BIRCH_LANE,)
    page = look(executive, _of(BIRCH_LANE, subject=subject))
    assert re.search(
        r"narrowed by [34]\.\d points from spring term 2025 to spring term 2026 for the same pupils",
        page.card("Compared with spring term 2025")[0],
    )
    assert "SEND pupils gained" in page.said[0]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("period", ["2024-25", "2025-26", "2025-26.spring"])
def test_no_clear_change_is_found(executive: Visitor, subject: str, period: str) -> None:
    assert BY_NAME["no_clear_change"].schools == (LARCH_STREET,)
    page = look(executive, _of(LARCH_STREET, subject=subject, period=period))
    assert "There is no clear difference in progress" in page.said[0]
    assert "there is no clear change in the gap" in page.card("Compared with")[0]


@pytest.mark.parametrize(("group", "truth"), [("support", "support_distance"), ("plan", "plan_distance")])
def test_trust_keeps_pace_is_found(pages: dict[str, Page], group: str, truth: str) -> None:
    """The trust's SEND pupils keep pace at a wide distance, wider with an EHC plan."""
    page = pages[f"/progress?period=2025-26.spring&subject=mathematics&group={group}"]
    low, high = BY_NAME["trust_keeps_pace"].expected[truth]
    below = re.search(rf"{WORDS[group]} are ([\d.]+) points below other pupils in spring term 2026", page.said[0])
    assert below is not None
    assert low <= -float(below[1]) <= high
    assert "no clear difference in progress" in page.said[0]


def test_special_school_without_scores_is_found(pages: dict[str, Page]) -> None:
    assert BY_NAME["special_without_scores"].schools == (ASPEN_HOUSE,)
    assert "Pupils here have no scores" in pages[_of(ASPEN_HOUSE)].words
    row = pages["/progress"].table(holding="Special schools").row("Aspen House School")
    assert "pupils here have no scores" in row.values()


def test_classes_of_three_and_of_none_are_found(executive: Visitor, pages: dict[str, Page]) -> None:
    """Hazel Bank: class 2A has three SEND pupils, told in words; class 5A has none."""
    assert BY_NAME["classes_of_three_and_none"].schools == (HAZEL_BANK,)
    table = pages[_of(HAZEL_BANK)].table(holding="Class")
    links = dict(zip((row["Class"] for row in table.rows), table.links, strict=True))
    three, none = (look(executive, links[name]) for name in ("Class 2A", "Class 5A"))
    said = re.fullmatch(
        r"Mathematics: \d of (\d) SEND pupils kept pace with their age"
        r"(; .*)?\.",
        three.said[0],
    )
    assert said is not None
    assert int(said[1]) + sum(int(n) for n in re.findall(r"\d+", said[2] or "")) == 3
    assert re.fullmatch(r"The class has 3 SEND pupils among (2[5-9]|3[01]) pupils\.", three.said[1])
    assert re.fullmatch(r"No pupil in this class is a SEND pupil; it has (2[5-9]|3[01]) pupils\.", none.said[0])
