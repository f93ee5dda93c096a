"""The sample trust: every planted truth is in its files, nothing is later than the day, and they are repeatable."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from data_loaders.code_lists import CODE_LISTS
from data_loaders.sample import AS_AT, write_sample
from data_loaders.sample.sign_ins import DOMAIN, sign_ins
from data_loaders.sample.truths import TRUTHS, Truth
from data_loaders.store.records import BY_NAME, Kind
from tests.unit.data_loaders.sample_files import Files, gap, newcombe, on, sessions, welch

Measures = dict[str, float]
SUBJECTS = ("mathematics", "reading")
YEARS = (2023, 2024, 2025)
CENSUS = {2023: "2024-01-18", 2024: "2025-01-16", 2025: "2026-01-15"}
TODAY = AS_AT.isoformat()
FREQUENT_SURNAMES = """
Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green
Hall Wood Jackson Clarke Khan Ahmed Ali Hussain Begum Singh Kaur Shah Hughes Edwards Hill Lewis Harris Cooper Turner
Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker Bennett Price
Griffiths Young Kelly Murphy Campbell Stewart Robertson Nowak Kowalski Okafor Mensah Chen Wong
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return Files(folder)


@pytest.fixture(scope="module", params=["2025-09-12", "2025-10-20"])
def autumn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Files]:
    folder = tmp_path_factory.mktemp("autumn")
    write_sample(folder, as_at=date.fromisoformat(request.param))
    return request.param, Files(folder)


def _at(files: Files, school: str) -> dict[tuple[str, str], pd.DataFrame]:
    """By subject and window, the gains of a school's pupils."""
    found = {(subject, name): rows for subject in SUBJECTS for name, rows in files.windows(subject).items()}
    return {key: rows[rows["School"] == school] for key, rows in found.items()}


def good_school_minus(files: Files, truth: Truth) -> list[Measures]:
    found = []
    for subject in SUBJECTS:
        windows = files.windows(subject)
        means = windows["2025_26"].groupby("School")["gain"].mean()
        measures: Measures = {"places_ahead_2025_26": float((means > means[truth.schools[0]]).sum())}
        for name in ("2024_25", "2025_26"):
            here = windows[name][windows[name]["School"] == truth.schools[0]]
            measures |= {f"gain_{name}": here["gain"].mean(), f"gap_{name}_high": gap(here)[2]}
        found.append(measures)
    return found


def distance_narrows(files: Files, truth: Truth) -> list[Measures]:
    rows = _at(files, truth.schools[0])
    return [
        {
            "gap_2024_25_low": gap(rows[subject, "2024_25"])[1],
            "gap_2025_26_low": gap(rows[subject, "2025_26"])[1],
            "year_on_year": gap(rows[subject, "year_on_year"])[0],
            "year_on_year_low": gap(rows[subject, "year_on_year"])[1],
        }
        for subject in SUBJECTS
    ]


def no_clear_change(files: Files, truth: Truth) -> list[Measures]:
    found = [gap(rows) for rows in _at(files, truth.schools[0]).values()]
    clear = sum(low > 0 or high < 0 for _, low, high in found)
    return [{"clear_windows": clear, "largest_gap": max(abs(value) for value, _, _ in found)}]


def trust_keeps_pace(files: Files, truth: Truth) -> list[Measures]:
    found = []
    for subject in SUBJECTS:
        windows = files.windows(subject)
        level = files.roll(TODAY).join(files.values(subject, "2025-26.spring").rename("value"), how="inner")
        mean = level.groupby("code")["value"].mean()
        found.append(
            {
                "gap_2024_25": gap(windows["2024_25"])[0],
                "gap_2025_26": gap(windows["2025_26"])[0],
                "clear_windows": sum(low > 0 or high < 0 for _, low, high in map(gap, windows.values())),
                "support_distance": mean["K"] - mean["N"],
                "plan_distance": mean["E"] - mean["N"],
            }
        )
    return found


def special_without_scores(files: Files, truth: Truth) -> list[Measures]:
    stays = files["enrolment"][files["enrolment"]["School"] == truth.schools[0]]
    termly = files["assessment"].query("Scale in ('age_standardised', 'gcse_points')")
    results = termly.merge(stays, on="Pupil", suffixes=("", " of stay"))
    while_there = results[(results["Date"] >= results["From"]) & ~(results["Date"] >= results["To"])]
    roll = files.roll(TODAY)
    return [{"on_roll": (roll["School"] == truth.schools[0]).sum(), "results_while_there": len(while_there)}]


def classes_of_three_and_none(files: Files, truth: Truth) -> list[Measures]:
    members = on(files["class_member"], day=TODAY)
    members = members[(members["School"] == truth.schools[0]) & (members["Academic year"] == "2025-26")]
    send = members["Pupil"].map(files.code_on(TODAY)).isin(["K", "E"])
    size, some = members.groupby("Class code").size(), send.groupby(members["Class code"]).sum()
    return [
        {"pupils_in_2A": size["2A"], "pupils_in_5A": size["5A"], "send_in_2A": some["2A"], "send_in_5A": some["5A"]}
    ]


def _afa_group(files: Files, year: int) -> pd.DataFrame:
    """Pupils on roll all year and in the AfA group: as listed where a school lists one, else K or E on 1 September."""
    first, last = f"{year}-09-01", f"{year + 1}-09-01"
    rows = on(files["enrolment"], day=first)
    rows = rows[~(rows["To"] < last) & (rows["Enrolment status"] != "S")]
    rows = rows[rows["Pupil"].map(files.code_on(first)).isin(["K", "E"])]
    listed = on(files["characteristic"].query("Kind == 'afa_group'"), day=first)
    lists = rows["School"].isin(rows.loc[rows["Pupil"].isin(listed["Pupil"]), "School"])
    return rows[~lists | rows["Pupil"].isin(listed["Pupil"])]


def participation(files: Files, truth: Truth) -> list[Measures]:
    role = truth.name.removeprefix("participation_led_by_")
    leads = on(files["afa_lead"], day="2025-09-01")
    led = set(leads.loc[leads["Role"] == role, "School"]) & set(truth.schools)
    measures: Measures = {"schools": len(led)}
    talks = files["conversation"]
    talks = talks[(talks["Status"] == "held") & (talks["Parent or carer took part"] == "true")]
    for year in (2023, 2024):
        held = talks[talks["Held on"].between(f"{year}-09-01", f"{year + 1}-08-31")].groupby(["School", "Pupil"]).size()
        group = _afa_group(files, year)
        count = held.reindex(pd.MultiIndex.from_frame(group[["School", "Pupil"]])).fillna(0)
        share = (count >= 3).groupby(level="School").mean()
        measures[f"mean_{year}_{year - 1999}"] = share[sorted(led)].mean()
    return [measures]


def lead_changes(files: Files, truth: Truth) -> list[Measures]:
    rows = files["afa_lead"]
    here = rows[(rows["School"] == truth.schools[0]) & ~(rows["To"] <= "2025-09-01")]
    now = on(rows, day=TODAY)["Role"].value_counts()
    return [{
        "leads_in_2025_26": here["Role"].nunique(),
        "headteachers_now": now["headteacher"],
        "class_teachers_now": now["class_teacher"],
    }]  # fmt: skip


def listed_afa_group(files: Files, truth: Truth) -> list[Measures]:
    found = []
    for day in ("2023-10-02", "2024-10-01", TODAY):
        listed = on(files["characteristic"].query("Kind == 'afa_group'"), day=day)
        rows = files.roll(day).loc[listed["Pupil"]]
        started = rows.index.map(files.code_on(f"{day[:4]}-09-01" if day < "2026" else "2025-09-01"))
        new = rows["From"] > ("2025-09-01" if day > "2026" else f"{day[:4]}-09-01")
        found.append(
            {
                "listed": len(rows),
                "of_other_years": (~rows["year"].isin([7, 10])).sum(),
                "without_send": (~started.isin(["K", "E"]) & ~new).sum(),
                "elsewhere": (rows["School"] != truth.schools[0]).sum(),
            }
        )
    return found


def _takes_part(files: Files, school: str, year: int) -> pd.DataFrame:
    first, last = f"{year}-09-01", f"{year + 1}-09-01"
    rows = files.roll_between(first, last)
    rows = rows[rows["School"] == school]
    sessions_of = files["activity_session"]
    went = sessions_of[
        sessions_of["From"].between(first, last, inclusive="left") & (sessions_of["Sessions attended"] > 0)
    ]
    took = rows["Pupil"].isin(went.loc[went["School"] == school, "Pupil"])
    return rows.assign(took=took, send=rows["code"].isin(["K", "E"]))


def clubs_20_to_70(files: Files, truth: Truth) -> list[Measures]:
    years = {year: _takes_part(files, truth.schools[0], year) for year in YEARS}
    send = {year: rows.loc[rows["send"], "took"] for year, rows in years.items()}
    others = {year: rows.loc[~rows["send"], "took"].mean() for year, rows in years.items()}
    rise = newcombe(send[2025].sum(), len(send[2025]), send[2023].sum(), len(send[2023]))
    shares = {f"send_{year}_{year - 1999}": rows.mean() for year, rows in send.items()}
    return [{**shares, "rise_low": rise[1], "others_change": others[2025] - others[2023]}]


def absence_of_plans_doubles(files: Files, truth: Truth) -> list[Measures]:
    weeks = files["attendance"].query("School == @truth.schools[0]")
    weeks = weeks.join(sessions(weeks["Marks"]))
    found: dict[int, tuple[int, int]] = {}
    for year in YEARS:
        rows = weeks[weeks["From"].between(f"{year}-08-25", f"{year + 1}-08-20")]
        rows = rows[rows["Pupil"].map(files.code_on(CENSUS[year])) == "E"]
        roll = files.roll(CENSUS[year])
        rows = rows[rows["Pupil"].isin(roll[roll["School"] == truth.schools[0]].index)]
        total = rows.groupby("Pupil")[["possible", "absent"]].sum()
        found[year] = int((10 * total["absent"] >= total["possible"]).sum()), len(total)
    ratio = (found[2025][0] / found[2025][1]) / (found[2023][0] / found[2023][1])
    rise = newcombe(*found[2025], *found[2023])
    return [{"fewest_plans": min(total for _, total in found.values()), "ratio": ratio, "rise_low": rise[1]}]


def registers_not_supplied(files: Files, truth: Truth) -> list[Measures]:
    rows = files["attendance"]
    here = rows[rows["School"] == truth.schools[0]]
    first = files["calendar"].query("Term == '2025-26.spring'")["Date"].min()
    last_term = here[here["From"].between("2025-09-01", "2025-12-31")]
    return [{
        "weeks_this_term": here.loc[here["From"] >= first, "From"].nunique(),
        "weeks_last_term": last_term["From"].nunique(),
        "others_this_term": rows.loc[rows["From"] >= first, "School"].nunique(),
    }]  # fmt: skip


def small_primary(files: Files, truth: Truth) -> list[Measures]:
    found = []
    for day in ("2025-09-12", "2025-10-20", CENSUS[2025], TODAY):
        roll = files.roll(day)
        codes = roll.loc[roll["School"] == truth.schools[0], "code"]
        found.append({"on_roll": len(codes), "send": codes.isin(["K", "E"]).sum(), "plans": (codes == "E").sum()})
    return found


def movement(files: Files, truth: Truth) -> list[Measures]:
    rows = files["enrolment"].sort_values(["Pupil", "From"])
    rows = rows[rows["Enrolment status"] != "S"]
    came = rows["Pupil"].eq(rows["Pupil"].shift())
    mid_year = (rows["From"] > "2023-09-01") & ~rows["From"].str.endswith("-09-01")
    last = ~rows["Pupil"].eq(rows["Pupil"].shift(-1))
    special = rows["School"].eq("100012")
    return [{
        "movers": (came & mid_year).sum(),
        "joiners": (~came & mid_year).sum(),
        "leavers": (last & rows["To"].notna() & ~rows["To"].str.endswith("-09-01", na=False)).sum(),
        "to_the_special_school": (came & special).sum(),
    }]  # fmt: skip


def status_changes(files: Files, truth: Truth) -> list[Measures]:
    rows = files["sen_status"].sort_values(["Pupil", "From"])
    before = rows["SEN provision"].shift().where(rows["Pupil"].eq(rows["Pupil"].shift()))
    change = (before + "_to_" + rows["SEN provision"]).dropna()
    mid_year = ~rows.loc[change.index, "From"].str.endswith("-09-01")
    counts = change.value_counts().to_dict()
    return [{**counts, **{f"{name}_mid_year": n for name, n in change[mid_year].value_counts().items()}}]


def dual_registration(files: Files, truth: Truth) -> list[Measures]:
    rows = on(files["enrolment"], day=TODAY)
    both = rows[rows["Enrolment status"] == "S"].merge(rows[rows["Enrolment status"] == "M"], on="Pupil")
    both = both[(both["School_y"] == truth.schools[0]) & (both["School_x"] == truth.schools[1])]
    marks = files["attendance"].query("From == '2025-09-15' and School == @truth.schools[0]")
    away = marks[marks["Marks"].str.split(" ").map(lambda week: "D" in week)]
    return [{"pupils": len(both), "marked_elsewhere": away["Pupil"].isin(both["Pupil"]).sum()}]


MEASURED: dict[str, Callable[[Files, Truth], list[Measures]]] = {
    **{f"participation_led_by_{role}": participation for role in ("headteacher", "senco", "class_teacher")},
    **{
        function.__name__: function
        for function in (
            good_school_minus, distance_narrows, no_clear_change, trust_keeps_pace, special_without_scores,
            classes_of_three_and_none, lead_changes, listed_afa_group, clubs_20_to_70, absence_of_plans_doubles,
            registers_not_supplied, small_primary, movement, status_changes, dual_registration,
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.name)
def test_the_planted_truth_is_in_the_files(truth: Truth, files: Files) -> None:
    for measures in MEASURED[truth.name](files, truth):
        unseen = [
            f"{name}: {measures.get(name)} is not within {bounds}"
            for name, bounds in truth.expected.items()
            if not bounds[0] <= measures.get(name, float("nan")) <= bounds[1]
        ]
        assert not unseen


def test_every_truth_is_proved_from_files_that_exist(files: Files) -> None:
    assert {truth.name for truth in TRUTHS} == set(MEASURED)
    assert all((files.folder / f"{name}.csv").exists() for truth in TRUTHS for name in truth.files)


def test_no_school_tells_a_story_that_was_not_planted(files: Files) -> None:
    """Over two subjects, four windows and nine schools, chance would make about four clear differences."""
    planted = {"100001", "100008"}
    found = []
    for subject in SUBJECTS:
        for name, rows in files.windows(subject).items():
            for school in sorted(set(rows["School"]) - planted - {"100012"}):
                value, low, high = gap(rows[rows["School"] == school])
                found.append((low > 0 or high < 0, abs(value), (subject, name, school)))
    assert len(found) == 72
    assert [where for clear, value, where in found if clear or value > 1.2] == []


def test_gcse_points_stand_beside_the_tests_in_years_10_and_11_only(files: Files) -> None:
    for term, day in (("2024-25.spring", "2025-03-17"), ("2025-26.spring", TODAY)):
        roll = files.roll(day)
        for subject, scale in product(SUBJECTS, ("age_standardised", "gcse_points")):
            years = roll.loc[roll.index.intersection(files.values(subject, term, scale).index), "year"]
            assert set(years) == (set(range(1, 12)) if scale == "age_standardised" else {10, 11})
            assert files.values(subject, term, scale).between(*((55, 145) if "age" in scale else (0, 9))).all()


def test_absence_and_attainment_stand_at_national_levels(files: Files) -> None:
    weeks = files["attendance"].query("From >= '2024-09-01' and From < '2025-08-01'")
    weeks = weeks.join(sessions(weeks["Marks"]))
    kinds = weeks["School"].map(files["school"].set_index("School")["Phase"])
    total = weeks.groupby([kinds, weeks["Pupil"].map(files.code_on(CENSUS[2024]))])[["possible", "absent"]].sum()
    rate = 100 * total["absent"] / total["possible"]
    expected = {
        ("primary", "N"): 4.4, ("primary", "K"): 7.2, ("primary", "E"): 8.8,
        ("secondary", "N"): 7.0, ("secondary", "K"): 12.0, ("secondary", "E"): 13.0, ("special", "E"): 13.0,
    }  # fmt: skip
    for key, level in expected.items():
        assert rate[key] == pytest.approx(level, abs=1.3), key


def test_national_assessments_stand_near_englands_levels(files: Files) -> None:
    """Two summers together, shares of the pupils with a row; England's of 2025 (definitions.md, section 9)."""
    rows = files["assessment"].query("Term in ('2023-24.summer', '2024-25.summer')")
    codes = {f"{year}-{year - 1999:02d}.summer": files.code_on(CENSUS[year]) for year in (2023, 2024)}
    code = pd.Series(
        [codes[term].get(pupil) for term, pupil in zip(rows["Term"], rows["Pupil"], strict=True)], index=rows.index
    )
    passes = {"good_development": 1, "phonics_mark": 32, "multiplication_mark": 25, "ks2_scaled_score": 100}
    found = {
        (scale, group): 100 * (rows.loc[(rows["Scale"] == scale) & (code == group), "Value"] >= least).mean()
        for scale, least in passes.items()
        for group in "NKE"
    }
    expected = {
        ("good_development", "N"): 76, ("good_development", "K"): 26, ("good_development", "E"): 4,
        ("phonics_mark", "N"): 88, ("phonics_mark", "K"): 52, ("phonics_mark", "E"): 20,
        ("multiplication_mark", "N"): 42, ("multiplication_mark", "K"): 19, ("multiplication_mark", "E"): 9,
        ("ks2_scaled_score", "N"): 83, ("ks2_scaled_score", "K"): 41, ("ks2_scaled_score", "E"): 15,
    }  # fmt: skip
    for key, level in expected.items():
        assert found[key] == pytest.approx(level, abs=12), key
    assert rows.query("Scale in @passes and Value.isna()")["Raw mark"].isin(["A", "B"]).all()
    assert set(files["prior_group"]["Academic year"]) == {"2023-24"}
    assert files["prior_group"]["Source"].str.startswith("Invented").all()


def test_the_trust_has_its_size_and_shape(files: Files) -> None:
    roll = files.roll(CENSUS[2025])
    assert 5700 <= len(roll) <= 6200
    assert files["school"]["Phase"].value_counts().to_dict() == {"primary": 8, "secondary": 3, "special": 1}
    mainstream = roll[roll["School"] != "100012"]
    assert mainstream["code"].eq("K").mean() == pytest.approx(0.135, abs=0.015)
    assert mainstream["code"].eq("E").mean() == pytest.approx(0.037, abs=0.008)
    assert len(files["attendance"]) > 550_000


def test_numbers_of_pupils_are_well_formed_unique_and_nobodys(files: Files) -> None:
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    upns = files["pupil"]["UPN"]
    assert upns.is_unique
    for upn in upns:
        assert re.fullmatch(r"[A-HJ-NP-RT-Z]899\d{9}", upn)
        assert letters[sum(int(digit) * weight for weight, digit in enumerate(upn[1:], 2)) % 23] == upn[0]


def test_names_are_invented(files: Files) -> None:
    surnames = set(files["pupil"]["Surname"])
    assert len(surnames) > 400
    assert not surnames & set(FREQUENT_SURNAMES.split())
    staff = {person.name for person in sign_ins()} | set(files["afa_lead"]["Person"])
    assert not staff & set(files["pupil"]["Forename"] + " " + files["pupil"]["Surname"])


def test_the_files_speak_the_canonical_language(files: Files) -> None:
    for path in sorted(files.folder.glob("*.csv")):
        record, table = BY_NAME[path.stem], files[path.stem]
        headings = {column.heading: column for column in record.columns}
        assert set(table.columns) <= set(headings), path.name
        assert not table.duplicated([column.heading for column in record.columns if column.key]).any(), path.name
        for heading in table:
            column = headings[heading]
            assert table[heading].notna().all() or not column.required, (path.name, heading)
            if column.kind is Kind.CODE:
                assert set(table[heading].dropna()) <= set(CODE_LISTS[column.codes]), (path.name, heading)
            if column.kind is Kind.BOOLEAN:
                assert set(table[heading].dropna()) <= {"true", "false"}, (path.name, heading)


def test_what_points_at_something_finds_it(files: Files) -> None:
    pupils, schools = set(files["pupil"]["Pupil"]), set(files["school"]["School"])
    for path in files.folder.glob("*.csv"):
        table = files[path.stem]
        assert "Pupil" not in table or set(table["Pupil"]) <= pupils
        assert "School" not in table or set(table["School"]) <= schools
    classes = files["teaching_class"].set_index(["School", "Class code", "Academic year"]).index
    members = files["class_member"].set_index(["School", "Class code", "Academic year"]).index
    assert set(members) == set(classes)


def test_everybody_on_roll_is_in_one_registration_class(files: Files) -> None:
    kinds = files["teaching_class"].set_index(["School", "Class code", "Academic year"])["Kind"]
    members = on(files["class_member"], day=TODAY).query("`Academic year` == '2025-26'")
    keys = pd.MultiIndex.from_frame(members[["School", "Class code", "Academic year"]])
    registered = members[(kinds.loc[keys] == "registration").to_numpy()]
    assert sorted(registered["Pupil"]) == sorted(files.roll(TODAY).index)
    assert registered.groupby(["School", "Class code"]).size().max() <= 32


PLANNED = {"calendar": {"Date"}, "conversation": {"Scheduled"}}


def _latest(files: Files) -> list[tuple[str, str, str]]:
    """Every column of days, and its latest."""
    found = []
    for path in sorted(files.folder.glob("*.csv")):
        for column in BY_NAME[path.stem].columns:
            if column.kind is Kind.DATE and column.heading in files[path.stem]:
                days = files[path.stem][column.heading].dropna()
                found += [(path.stem, column.heading, days.max())] if len(days) else []
    return found


def test_nothing_is_later_than_the_day_but_what_is_planned(files: Files, autumn: tuple[str, Files]) -> None:
    for day, held in ((TODAY, files), autumn):
        late = [(name, heading) for name, heading, last in _latest(held) if last > day]
        assert all(heading in PLANNED.get(name, set()) for name, heading in late), late
        to_come = held["conversation"][held["conversation"]["Scheduled"] > day]
        assert set(to_come["Status"]) <= {"scheduled"}
        assert to_come["Held on"].isna().all()
        assert held["attendance"]["From"].max() > str(pd.Timestamp(day) - pd.Timedelta(days=14))[:10]


def test_in_september_and_october_there_are_registers_and_no_results_yet(autumn: tuple[str, Files]) -> None:
    day, held = autumn
    assert held["assessment"]["Term"].max() == "2024-25.summer"
    weeks = held["attendance"].query("From >= '2025-09-01'")
    assert weeks["From"].nunique() == {"2025-09-12": 2, "2025-10-20": 7}[day]
    assert set(weeks["School"]) == set(held["school"]["School"])
    assert set(held["teaching_class"]["Academic year"]) == {"2023-24", "2024-25", "2025-26"}


def test_an_earlier_day_sees_less_of_the_same_world(files: Files, autumn: tuple[str, Files]) -> None:
    _, held = autumn
    for name in ("pupil", "assessment", "attendance", "activity_session", "incident", "suspension", "parents_evening"):
        # A half term under way has more club sessions by now.
        earlier = held[name].query("Term < '2025-26'") if name == "activity_session" else held[name]
        assert len(earlier) < len(files[name])
        assert len(earlier.merge(files[name].drop_duplicates(), how="inner")) == len(earlier), name


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes(files: Files, tmp_path: Path) -> None:
    program = "from data_loaders.sample import write_sample; from pathlib import Path; import sys"
    other_order = {"0": "1"}.get(os.environ.get("PYTHONHASHSEED", ""), "0")
    subprocess.run(
        [sys.executable, "-c", f"{program}; write_sample(Path(sys.argv[1]))", str(tmp_path)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": other_order},
    )
    assert _digests(tmp_path) == _digests(files.folder)


def test_another_seed_is_another_trust_of_the_same_shape(files: Files, tmp_path: Path) -> None:
    write_sample(tmp_path, as_at=date(2023, 12, 20), seed=7)
    other = Files(tmp_path)
    assert set(other["school"]["School"]) == set(files["school"]["School"])
    assert set(other["pupil"]["Surname"] + other["pupil"]["Date of birth"]) != set(
        files["pupil"]["Surname"] + files["pupil"]["Date of birth"]
    )


@pytest.mark.parametrize("day", [date(2023, 8, 31), date(2026, 9, 1)])
def test_a_day_outside_the_three_years_is_refused(day: date, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 September 2023 to 31 August 2026"):
        write_sample(tmp_path, as_at=day)


def test_somebody_may_sign_in_for_every_role(files: Files) -> None:
    people = sign_ins()
    assert {person.role for person in people} == {
        "trust_executive", "headteacher", "senco", "class_teacher", "governor", "data_manager",
        "data_protection_officer", "administrator",
    }  # fmt: skip
    assert len({person.username for person in people}) == len(people)
    assert all(person.username.endswith(f"@{DOMAIN}") for person in people)
    assert {person.school for person in people} <= set(files["school"]["School"]) | {""}
    teacher = next(person for person in people if person.role == "class_teacher")
    classes = files["teaching_class"]
    taught = classes[(classes["Staff code"] == teacher.staff_code) & (classes["Academic year"] == "2025-26")]
    assert list(taught["Class code"]) == ["2A"]


def test_welch_is_the_textbook_one() -> None:
    one, other = pd.Series([1.0, 2.0, 4.0, 7.0]), pd.Series([0.0, 1.0, 1.0, 2.0, 3.0])
    value, low, high = welch(one, other)
    assert value == pytest.approx(2.1)
    assert (low, high) == pytest.approx((-1.8645, 6.0645), abs=0.05)


def test_it_comes_in_whole_without_a_single_finding(sample_home: Path, files: Files) -> None:
    with closing(sqlite3.connect(f"file:{sample_home / 'pupils.db'}?mode=ro", uri=True)) as database:
        ((outcome, counts, report),) = database.execute(
            "select outcome, counts, report from import_batch where brought_by = 'sample'"
        ).fetchall()
    assert (outcome, json.loads(report)) == ("committed", [])
    for name, count in json.loads(counts).items():
        rows = len(files[name]) if (files.folder / f"{name}.csv").exists() else 0
        assert (count["new"], count["held_back"]) == (rows, 0), name
