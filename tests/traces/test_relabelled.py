"""What the overview claims where there is nothing to find: the SEND status of the sample's pupils is dealt out anew
among the pupils of each school and year group, two hundred times, in memory; the overview is worked out from that.

Conversations know no pupils without SEND: between schools it is the school that is dealt out among the pupils of the
group in its phase, between years which of a pupil's two terms was the earlier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from dashboard.metrics.absentees import absentees, band_edges, fewest_sessions
from dashboard.metrics.cells import ProgressCell
from dashboard.metrics.cells_attendance import AbsenceCell, AbsenteeCell
from dashboard.metrics.cells_conversations import ConversationCell
from dashboard.metrics.cells_pairs import ABSENT, PRODUCTS, RateCell
from dashboard.metrics.cells_wider_outcomes import CountCell, PercentCell
from dashboard.metrics.findings import found
from dashboard.metrics.registry import metric
from dashboard.metrics.small_groups import prominence
from dashboard.metrics.words import title
from dashboard.queries import attendance as registers
from dashboard.queries import conversations as talks
from dashboard.queries import pairs as twice
from dashboard.queries import wider_outcomes as counted
from dashboard.queries.running import asker_for
from dashboard.reporting import conversations, looking, questions, wider_outcomes
from dashboard.reporting.ask import Ask
from dashboard.reporting.strands import STRANDS, overview_of
from dashboard.selection import Selection
from data_loaders.store.engine import reader
from data_loaders.store.tables import TABLES, enrolment_fact, progress_fact
from data_loaders.store.tables_wider_outcomes import wider_outcomes_fact
from data_loaders.vocabulary import term_before, year_before
from tests.fixtures.sample_trust import AS_AT
from tests.traces.asking import EVERY_SCHOOL

PERIOD = "2025-26.spring"
BEFORE = term_before(PERIOD)
"""The term that a school without registers this term is shown in."""
YEAR, TWO_YEARS = year_before(PERIOD), year_before(year_before(PERIOD))
TIMES = 200
MEASURES = ("absence", "persistent_absence", "clubs")
SAID_FIRST = {"attendance": "persistent_absence_gap", "wider_outcomes": "parents_evening_attendance"}
"""What a strand's own page says besides the headline of its card: the attendance page's second sentence, and the first
of parents' evenings."""
CODES = np.array(["N", "K", "E", ""])
STATUS = frozenset({"row", "cells", "pairs", "rates", "absence", "absentees", "club counts"})
"""What is read and depends on a pupil's status: it is worked out anew each time, and kept by nobody."""


class Relabelled(Ask):
    """An ask whose sums by SEND status are those of the labels dealt out last; the rest is the database's."""

    planted: dict[Hashable, Any]

    def once(self, *question: Hashable, read: Callable[[], Any]) -> Any:
        if question in self.planted:
            return self.planted[question]
        assert not self.planted or question[0] != "rates", f"a change of the true labels is no chance: {question}"
        return read() if question[0] in STATUS else super().once(*question, read=read)


class Pupils:
    """The facts as columns of numbers, one row a pupil and school; sums by school and label are one ``bincount``."""

    def __init__(self, connection: sa.Connection) -> None:
        self.progress = self._progress(connection)
        self.counts = self._enrolments(connection)
        self.outcomes = self._outcomes(connection)
        keys = pd.concat([frame[["pupil_id", "school", "cohort", "label"]] for frame in (self.counts, self.progress)])
        people = keys.drop_duplicates("pupil_id").sort_values("pupil_id")
        self.ids = people["pupil_id"].to_numpy()
        self.strata = people.groupby(["school", "cohort"]).ngroup().to_numpy()
        self.order = np.argsort(self.strata, kind="stable")
        self.labels = np.searchsorted(["", "E", "K", "N"], people["label"])
        self.schools = np.array(sorted(keys["school"].unique()))
        kinds = people.assign(send=people["label"].isin(["E", "K"])).groupby("school")["send"].agg(["min", "max"])
        self.mixed = frozenset(kinds.index[~kinds["min"] & kinds["max"]])

    @staticmethod
    def _progress(connection: sa.Connection) -> pd.DataFrame:
        wanted, scale = progress_fact.c, TABLES["scale"].c
        statement = sa.select(progress_fact).where(wanted.period.in_((PERIOD, YEAR)))
        statement = statement.where(wanted.scale.not_in(sa.select(scale.scale).where(scale.bands.is_not(None))))
        rows = pd.DataFrame(connection.execute(statement).mappings().all())
        return rows.assign(cohort=rows["year_group"], label=rows["sen_year"].fillna(""))

    @staticmethod
    def _enrolments(connection: sa.Connection) -> pd.DataFrame:
        wanted = enrolment_fact.c
        statement = sa.select(enrolment_fact).where(wanted.main, wanted.period.in_((PERIOD, BEFORE, YEAR, TWO_YEARS)))
        rows = pd.DataFrame(connection.execute(statement).mappings().all()).sort_values("period", ascending=False)
        return rows.assign(cohort=rows["year_group"], label=rows["sen_start"].fillna(""))

    @staticmethod
    def _outcomes(connection: sa.Connection) -> pd.DataFrame:
        statement = sa.select(wider_outcomes_fact).where(wider_outcomes_fact.c.period == PERIOD)
        return pd.DataFrame(connection.execute(statement).mappings().all())

    def dealt(self, random: np.random.Generator) -> np.ndarray:
        """The labels, each stratum's shuffled among its pupils."""
        shuffled = self.order[np.lexsort((random.random(len(self.order)), self.strata[self.order]))]
        labels = np.empty_like(self.labels)
        labels[self.order] = self.labels[shuffled]
        return labels

    def of(self, rows: pd.DataFrame, labels: np.ndarray) -> np.ndarray:
        """The label of each row's pupil, as a place in ``CODES``."""
        codes = np.array([3, 2, 1, 0])
        return codes[labels[np.searchsorted(self.ids, rows["pupil_id"])]]


def summed(rows: pd.DataFrame, labels: np.ndarray, *, schools: np.ndarray, columns: list[str]) -> Iterator[list[Any]]:
    """School, label, pupils and the sums of the columns: a row for each school and label."""
    at = np.searchsorted(schools, rows["school"]) * len(CODES) + labels
    size = len(schools) * len(CODES)
    counts = np.bincount(at, minlength=size)
    sums = [np.bincount(at, weights=rows[column], minlength=size) for column in columns]
    for place in np.flatnonzero(counts):
        yield [str(schools[place // len(CODES)]), str(CODES[place % len(CODES)]), int(counts[place]),
               *(float(each[place]) for each in sums)]  # fmt: skip


class Deal:
    """From a dealing of labels to the cells that the product would read, question by question."""

    def __init__(self, pupils: Pupils, *, ask: Relabelled) -> None:
        self.pupils = pupils
        self.other_counts = wider_outcomes._held(counted.counts(ask.asker, period=PERIOD))
        self.gains = self._gains()
        self.pairs = self._pairs()
        measured = [(measure, before) for measure in MEASURES for before in (YEAR, TWO_YEARS)]
        self.twice = {(measure, before): self._twice(measure, before=before) for measure, before in measured}
        self.absence = {period: self._once("absence", period=period) for period in (PERIOD, BEFORE)}
        self.clubs = self._once("clubs", period=PERIOD)
        self.persistent = {period: self._mixed(self._of("persistent_absence", period)) for period in (PERIOD, BEFORE)}
        self.outcomes = {name: self._mixed(rows) for name, rows in self._counted(pupils.outcomes).items()}
        self.talks = self._talks(ask)
        self.again = twice.conversations(ask.asker, term=BEFORE, before=year_before(BEFORE))
        self.ask = ask

    @staticmethod
    def _counted(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Pupils of whom something is counted, with 1 where it is so of them."""
        invited, regular = rows[rows["evenings_invited"] > 0], rows[rows["club_percent"].notna()]
        on_roll = rows[rows["january_roll"].astype(bool) & rows["suspensions"].notna()]
        least = metric("regular_participation").parameters["threshold_percent"]
        return {
            "evenings": invited.assign(a=(invited["evenings_attended"] > 0).astype(float)),
            "regular": regular.assign(a=(regular["club_percent"] >= least).astype(float)),
            "suspensions": on_roll.assign(a=(on_roll["suspensions"] > 0).astype(float)),
        }

    def _gains(self) -> dict[tuple[str, str], pd.DataFrame]:
        rows = self.pupils.progress
        rows = rows[(rows["period"] == PERIOD) & (rows["state"] == "matched")]
        return dict(iter(self._products(rows, first="first_value").groupby(["subject", "scale"])))

    def _pairs(self) -> dict[tuple[str, str], pd.DataFrame]:
        rows = self.pupils.progress
        now, then = rows[rows["period"] == PERIOD], rows[rows["period"] == YEAR]
        both = now.merge(then[["pupil_id", "subject", "scale", "last_value"]], on=["pupil_id", "subject", "scale"],
                         suffixes=("", "_then"))  # fmt: skip
        both = both[both["last_value"].notna() & both["last_value_then"].notna()]
        return dict(iter(self._products(both, first="last_value_then").groupby(["subject", "scale"])))

    @staticmethod
    def _products(rows: pd.DataFrame, *, first: str) -> pd.DataFrame:
        one, two = rows[first].astype(float), rows["last_value"].astype(float)
        return rows.assign(one=one, two=two, one2=one * one, two2=two * two, both=one * two)

    def _of(self, measure: str, period: str) -> pd.DataFrame:
        rows = self.pupils.counts[self.pupils.counts["period"] == period]
        columns = {"clubs": ["activity_attended"]}.get(measure, ["sessions_possible", "sessions_attended"])
        rows = rows.dropna(subset=columns).groupby(["pupil_id", "school"], as_index=False)[columns].sum()
        if measure == "clubs":
            return rows.assign(a=(rows["activity_attended"] > 0).astype(float), p=1.0)
        missed, possible = rows["sessions_possible"] - rows["sessions_attended"], rows["sessions_possible"]
        if measure == "absence":
            return rows.assign(a=missed.astype(float), p=possible.astype(float)).query("p > 0")
        kept = rows.assign(a=(10 * missed >= possible).astype(float), p=1.0)
        return kept[possible >= fewest_sessions()]

    def _once(self, measure: str, *, period: str) -> pd.DataFrame:
        rows = self._of(measure, period)
        return rows.assign(aa=rows["a"] ** 2, pp=rows["p"] ** 2, ap=rows["a"] * rows["p"])

    def _mixed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of schools where a label can move. Everybody at a special school has SEND, whoever is dealt what:
        beside other schools' pupils they are a difference that is there, and no claim made of chance."""
        return rows[rows["school"].isin(self.pupils.mixed) & np.isin(rows["pupil_id"], self.pupils.ids)]

    def _twice(self, measure: str, *, before: str) -> pd.DataFrame:
        key = ["pupil_id", "school"]
        now, then = (self._of(measure, period).set_index(key)[["a", "p"]] for period in (PERIOD, before))
        rows = now.add_suffix("1").join(then.add_suffix("0"), how="outer").fillna(0.0).reset_index()
        rows = rows[np.isin(rows["pupil_id"], self.pupils.ids)]
        products = {name: rows[name[:2]] * rows[name[2:]] for name in PRODUCTS}
        return rows.assign(**products, there=2 * (rows["p1"] > 0) + (rows["p0"] > 0))

    def planted(self, labels: np.ndarray, *, random: np.random.Generator) -> dict[Hashable, Any]:
        """Every question whose answer rests on the labels, with what it is answered; conversations are dealt anew."""
        answers: dict[Hashable, Any] = {("cells", PERIOD): {
            pair: self._progress_cells(rows, labels, pair=pair) for pair, rows in self.gains.items()
        }}  # fmt: skip
        for pair, rows in self.pairs.items():
            answers["pairs", PERIOD, YEAR, *pair] = self._progress_cells(rows, labels, pair=pair)
        for (measure, before), rows in self.twice.items():
            answers["rates", measure, PERIOD, before, False] = self._rate_cells(rows, labels)
        for period in (PERIOD, BEFORE):
            answers["absence", period, False] = self._absence_cells(labels, period=period)
            answers["absentees", period, False] = self._absentee_cells(labels, period=period)
        answers["club counts",] = wider_outcomes._held(self._club_cells(labels))
        counts = [each for name in ("evenings", "suspensions") for each in self._count_cells(labels, measure=name)]
        answers["counts", PERIOD] = {**self.other_counts, **wider_outcomes._held(counts)}
        answers["club percents", PERIOD] = self._percent_cells(labels)
        told = conversations._by_school(self.ask, year=PERIOD[:7], found=self._talk_cells(random))
        answers["conversations", PERIOD[:7]] = told
        answers["rates", "conversations", BEFORE, year_before(BEFORE), False] = self._talks_again(random)
        return answers

    def _progress_cells(self, rows: pd.DataFrame, labels: np.ndarray, *, pair: tuple[str, str]) -> list[ProgressCell]:
        columns = ["one", "two", "one2", "two2", "both"]
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=columns)
        return [ProgressCell(school, PERIOD, *pair, "", code, "matched", YEAR, PERIOD, n, *sums)
                for school, code, n, *sums in told]  # fmt: skip

    def _rate_cells(self, rows: pd.DataFrame, labels: np.ndarray) -> list[RateCell]:
        cells = []
        for there, part in rows.groupby("there"):
            columns = ["a1", "p1", "a0", "p0", *PRODUCTS]
            told = summed(part, self.pupils.of(part, labels), schools=self.pupils.schools, columns=columns)
            cells += [RateCell(school, "", code if there != 2 else ABSENT, code if there != 1 else ABSENT, n, *sums)
                      for school, code, n, *sums in told]  # fmt: skip
        return cells

    def _absence_cells(self, labels: np.ndarray, *, period: str) -> list[AbsenceCell]:
        rows, columns = self.absence[period], ["p", "pp", "a", "aa", "ap"]
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=columns)
        rest = [None] * 12
        return [AbsenceCell(school, "", code, "", n, 0, *map(int, sums), *rest) for school, code, n, *sums in told]

    def _absentee_cells(self, labels: np.ndarray, *, period: str) -> list[AbsenteeCell]:
        """Persistent absence alone is dealt out: of severe absence and of the bands these cells know nothing."""
        rows, nothing = self.persistent[period], (0, (0,) * len(band_edges()))
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=["a"])
        return [AbsenteeCell(school, "", code, "", n, 0, int(missed), *nothing) for school, code, n, missed in told]

    def _count_cells(self, labels: np.ndarray, *, measure: str) -> list[CountCell]:
        rows = self.outcomes[measure]
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=["a"])
        return [CountCell(school, PERIOD, measure, "", code, n, int(so), int(so), int(so))
                for school, code, n, so in told]  # fmt: skip

    def _percent_cells(self, labels: np.ndarray) -> list[PercentCell]:
        """Who came regularly to everything offered, the others to nothing."""
        rows = self.outcomes["regular"]
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=["a"])
        return [PercentCell(school, PERIOD, "", code, *so)
                for school, code, n, came in told for so in ((100, int(came)), (0, n - int(came)))]  # fmt: skip

    @staticmethod
    def _talks(ask: Relabelled) -> list[ConversationCell]:
        """Each pupil of the group in a cell of their own: their terms and how many conversations of each counted."""
        plain = {"year_group": "", "class_id": 0, "n": 1, **dict.fromkeys(ConversationCell._fields[12:], 0)}
        found = [cell for cell in talks.cells(ask.asker, year=PERIOD[:7]) if any(cell.inside)]
        return [cell._replace(**plain) for cell in found for _ in range(cell.n)]

    def _talk_cells(self, random: np.random.Generator) -> list[ConversationCell]:
        """The pupils of the group, each at a school dealt out among those of the phase."""
        schools = np.array([cell.school for cell in self.talks])
        phases = np.array([self.ask.schools[school].phase for school in schools])
        for phase in np.unique(phases):
            schools[phases == phase] = random.permutation(schools[phases == phase])
        dealt = Counter(cell._replace(school=str(school)) for cell, school in zip(self.talks, schools, strict=True))
        return [cell._replace(n=n) for cell, n in dealt.items()]

    def _talks_again(self, random: np.random.Generator) -> list[RateCell]:
        """Of pupils with a conversation in one of the two terms it is dealt out in which."""
        return [self._dealt_again(cell, random=random) if cell.p1a0 or cell.a1p0 else cell for cell in self.again]

    @staticmethod
    def _dealt_again(cell: RateCell, *, random: np.random.Generator) -> RateCell:
        either = int(cell.a1 + cell.a0 - 2 * cell.a1a0)
        late = float(random.binomial(either, 0.5))
        now, then = cell.a1a0 + late, cell.a1a0 + either - late
        return cell._replace(a1=now, a0=then, a1a1=now, a1p1=now, a0a0=then, a0p0=then, a1p0=now, p1a0=then)

    def _club_cells(self, labels: np.ndarray) -> list[CountCell]:
        rows = self.clubs
        told = summed(rows, self.pupils.of(rows, labels), schools=self.pupils.schools, columns=["a"])
        return [CountCell(school, PERIOD, "club_sessions", "", code, n, int(came), int(came), int(came))
                for school, code, n, came in told]  # fmt: skip


@pytest.fixture(scope="module")
def ask(sample_home: Path) -> Iterator[Relabelled]:
    engine = reader(f"sqlite:///{sample_home / 'pupils.db'}")
    with asker_for(engine, scope=EVERY_SCHOOL) as asker:
        ask = Relabelled(asker=asker, as_at=AS_AT, path="/overview")
        ask.planted = {}
        yield ask
    engine.dispose()


@pytest.fixture(scope="module")
def pupils(ask: Relabelled) -> Pupils:
    return Pupils(ask.asker.connection)


def test_the_true_labels_find_what_is_planted(ask: Relabelled) -> None:
    """The same road with the database's own sums: it can find something."""
    ask.planted = {}
    named = {each.first.place for each in found(looking.tried(overview_of(ask, selection=Selection()))).listed}
    planted = {"Rowan Park Primary", "Birch Lane Primary", "Linden Academy", "Oakmere Academy", "Ashcombe Academy"}
    assert planted <= named


def test_where_there_is_nothing_to_find_little_is_claimed(ask: Relabelled, pupils: Pupils) -> None:
    """At most 7% of headline sentences claim a difference, of the cards together and of each that a page says besides;
    at most 10% of trust overviews list anything."""
    ask.planted = {}
    places = ["trust", *(f"school:{code}" for code in ask.schools)]
    overviews = {place: overview_of(ask, selection=Selection(place=place)) for place in places}
    deal, random = Deal(pupils, ask=ask), np.random.default_rng(20260320)
    tally: Counter[tuple[str, bool]] = Counter()
    listed = 0
    for _ in range(TIMES):
        ask.planted = deal.planted(pupils.dealt(random), random=random)
        listed += bool(found(looking.tried(overviews["trust"])).listed)
        for overview in overviews.values():
            asked = [("cards", strand.path, strand.headline) for strand in STRANDS]
            asked += [(name, path, name) for path, name in SAID_FIRST.items()]
            for kind, path, name in asked:
                answer = questions.value(overview.views[path], metric=name)
                row = answer.rows[0]
                if row.p is not None and prominence(row) in {"low", "normal"}:
                    tally[kind, "no clear" not in title(answer).lower()] += 1
    print(f"\n{dict(tally)}; {listed} of {TIMES} overviews list something")
    for kind, fewest in {"cards": 30, **dict.fromkeys(SAID_FIRST.values(), 8)}.items():
        claimed, said = tally[kind, True], tally[kind, True] + tally[kind, False]
        assert said > TIMES * fewest, kind
        assert claimed <= 0.07 * said, f"{kind}: {claimed} of {said}"
    assert listed <= 0.10 * TIMES


def test_a_deal_keeps_every_stratum(pupils: Pupils) -> None:
    """Only who has the label changes: each school's year group holds as many of each."""
    dealt = pupils.dealt(np.random.default_rng(1))
    assert not (dealt == pupils.labels).all()
    for stratum in range(pupils.strata.max() + 1):
        inside = pupils.strata == stratum
        assert sorted(dealt[inside]) == sorted(pupils.labels[inside])


def test_the_cells_of_a_deal_hold_the_pupils_of_the_product(ask: Relabelled, pupils: Pupils) -> None:
    """With nobody's label moved, the cells are as many pupils as the product's own."""
    ask.planted = {}
    cells = ask.cells(PERIOD)
    deal = Deal(pupils, ask=ask)
    made = deal.planted(pupils.labels, random=np.random.default_rng(1))
    for pair, rows in made["cells", PERIOD].items():
        own = [cell for cell in cells[pair] if cell.state == "matched"]
        assert sum(cell.n for cell in rows) == sum(cell.n for cell in own)
        assert sum(cell.gain.total for cell in rows) == pytest.approx(sum(cell.gain.total for cell in own))
    assert len(pupils.mixed) == len(pupils.schools) - 1, "but for the special school"
    for period in (PERIOD, BEFORE):
        held = absentees(registers.spread(ask.asker, period=period))
        for name in ("n", "persistent"):
            own = sum(getattr(cell, name) for cell in held if cell.school in pupils.mixed)
            assert sum(getattr(cell, name) for cell in made["absentees", period, False]) == own
    counts = wider_outcomes._held(counted.counts(ask.asker, period=PERIOD))
    for measure, school in product(("evenings", "suspensions"), sorted(pupils.mixed)):
        one, two = (
            [sum(getattr(cell, name) for cell in held[PERIOD, measure][school].cells) for name in ("n", "pupils")]
            for held in (made["counts", PERIOD], counts)
        )
        assert one == two, (measure, school)
    regular = [cell for cell in counted.percents(ask.asker, period=PERIOD) if cell.school in pupils.mixed]
    for least in (0, 50):
        one, two = (sum(cell.n for cell in held if cell.percent >= least)
                    for held in (made["club percents", PERIOD], regular))  # fmt: skip
        assert one == two, least


def test_conversations_are_dealt_out_and_none_is_lost(ask: Relabelled, pupils: Pupils) -> None:
    """Every school keeps the number of its pupils, and every phase that of its conversations; over two years as many
    were held in either."""
    ask.planted = {}
    deal, random = Deal(pupils, ask=ask), np.random.default_rng(1)
    dealt = deal._talk_cells(random)

    def by_school(cell: ConversationCell) -> Hashable:
        return cell.school

    def by_phase(cell: ConversationCell) -> Hashable:
        return ask.schools[cell.school].phase, cell.inside, cell.counted

    for told in (by_school, by_phase):
        one, two = (Counter(told(cell) for cell in held for _ in range(cell.n)) for held in (dealt, deal.talks))
        assert one == two
    again = deal._talks_again(random)
    assert again != deal.again
    assert sum(cell.a1 + cell.a0 for cell in again) == sum(cell.a1 + cell.a0 for cell in deal.again)
