"""A correction is an import that restates what it corrects: the figures say which import changed them last."""

from __future__ import annotations

from pathlib import Path

from dashboard.access.scope import Level, Scope
from dashboard.components.provenance import provenance
from dashboard.reporting.ask import Ask, asking
from dashboard.reporting.questions import value
from dashboard.reporting.view import view_of
from dashboard.selection import Selection
from data_loaders.mapping import load_mapping
from data_loaders.pipeline import bring_in
from data_loaders.store.engine import reader
from data_loaders.store.importing import take_back
from tests.small_trust import AS_AT, SmallTrust, canary


def scope(*schools: str) -> Scope:
    levels = frozenset({Level.TRUST, Level.SCHOOL}) if not schools else frozenset({Level.SCHOOL})
    return Scope(account_id=1, role="x", schools=frozenset(schools) or None, levels=levels)


def correct(url: str, *, folder: Path) -> None:
    """Pupil 3 of school 100001 was on SEN support all along."""
    path = folder / "sen_status.csv"
    text = f"Pupil,From,SEN provision\nUPN{canary('100001', number=3)},2024-09-02,K\n"
    path.write_text(text, encoding="utf-8")
    bring_in([path], mapping=load_mapping("canonical"), database_url=url, brought_by="office")


def shown(ask: Ask, *, place: str) -> tuple[float | None, int | None]:
    """The gap at a place, and the import that last changed it."""
    view = view_of(ask, selection=Selection(place=place, subject="reading"), strand="progress")
    answer = value(view, metric="progress_gap")
    last = ask.last_change(answer.batches)
    return answer.rows[0].value, last.batch_id if last else None


def test_a_correction_restates_a_figure_and_is_named_under_it(small_trust: SmallTrust, tmp_path: Path) -> None:
    url, here = small_trust.settings.database_url, {"place": "school:100001"}
    with asking(reader(url), scope=scope("100001"), as_at=AS_AT) as ask:
        before, _ = shown(ask, **here)
    correct(url, folder=tmp_path)
    with asking(reader(url), scope=scope("100001"), as_at=AS_AT) as ask:
        after, last = shown(ask, **here)
    assert (after != before, last) == (True, 2)
    with asking(reader(url), scope=scope("100002"), as_at=AS_AT) as ask:
        assert shown(ask, place="school:100002")[1] is None  # another school's correction is no reader's of this one
    take_back(url, batch_id=2)
    with asking(reader(url), scope=scope("100001"), as_at=AS_AT) as ask:
        assert shown(ask, **here) == (before, None)


def test_the_words_name_the_import_and_its_day() -> None:
    said = str(provenance(as_at=AS_AT, batches=[], changed=(7, AS_AT)))
    assert "As at 20 March 2026. Last changed by import 7, brought in on 20 March 2026." in said
