"""Recording a week's conversations as a SENDCO would: by touch on a tablet, and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import axe, steps
from tests.fixtures.chromium import watch
from tests.recording_trust import HELD, Recorder, served, token
from tests.small_trust import PASSWORD, SmallTrust

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def trust(tmp_path: Path, sqlite_url: str) -> Iterator[SmallTrust]:
    yield from served(tmp_path / "home", url=sqlite_url)


@pytest.fixture
def tablet(browser: Any) -> Iterator[Any]:
    """A tab on a tablet that is touched."""
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="en-GB")
    tab = context.new_page()
    tab.seen = watch(tab)
    yield tab
    context.close()
    tab.seen.check()


def opened(page: Any, *, base: str, role: str = "senco", place: str = "school:100001") -> None:
    """The page of a place, signed in."""
    page.goto(f"{base}/recording?place={place}")
    steps.fill_in(page, username=role, password=PASSWORD)
    page.wait_for_url(lambda address: "/recording" in address)
    steps.settle(page)


def row(page: Any, number: int) -> Any:
    return page.locator(f'.record[data-pupil="{token(number)}"]')


def block(page: Any, number: int, *, slot: str) -> Any:
    """The fields of one conversation of a pupil, by the day it was offered for when the page was drawn."""
    return row(page, number).locator(f'.record-block[data-slot="{slot}"]')


def field(part: Any, name: str) -> Any:
    """One control by what it holds."""
    return part.locator(f'.record-field[data-name="{name}"] .record-control')


def saved(page: Any, *, button: str) -> str:
    """Touch the button that saves; what the live region says then."""
    page.get_by_role("button", name=button, exact=True).tap()
    steps.settle(page)
    return said(page)


def over_the_list(page: Any) -> list[str]:
    """What is left to do, in the page's first sentences and in the choice of rows."""
    choices = page.locator('[data-filter="show"] option').all_text_contents()
    return [page.locator(".sentence").inner_text().replace("\n\n", " "), *choices]


def said(page: Any) -> str:
    return str(page.locator(".record-status[role=status]").inner_text())


def test_three_conversations_are_recorded_by_touch(
    tablet: Any, serve: Callable[[Any], str], trust: SmallTrust, artefacts: Path
) -> None:
    opened(tablet, base=serve(trust.app))
    assert tablet.locator(".record:visible").count() == 2  # still to do: one overdue, one to be offered
    before = over_the_list(tablet)
    assert tablet.locator(".record:visible h2").first.inner_text() == "FIRSTCANARYASH2 CANARYASH2"
    new = block(tablet, 1, slot="")
    field(new, "status").select_option("held")
    assert field(new, "held").input_value() == "2026-03-20"  # today, until somebody says otherwise
    assert field(new, "led_by_role").input_value() == "senco"
    field(new, "parent_present").select_option("yes")
    field(new, "curricular").tap()
    tablet.keyboard.type("Read aloud to an adult four times a week")
    field(new, "wider").fill("Join <b>one</b> club")
    field(block(tablet, 2, slot="2026-03-03"), "status").select_option("parent_absent")
    row(tablet, 1).get_by_text("Targets from earlier").tap()
    field(block(tablet, 1, slot="2025-11-05"), "curricular_met").select_option("yes")
    tablet.screenshot(path=artefacts / "recording-filled-820.png")
    assert axe.violations(tablet) == []
    assert said(tablet) == "3 rows changed, not saved yet."
    tablet.seen.forget()
    assert saved(tablet, button="Save 3 rows") == "Saved 3 rows."
    assert tablet.seen.requests == ["POST /record"]
    assert "Held on 20 March 2026" in row(tablet, 1).inner_text()
    assert "Parent or carer did not come on 3 March 2026: offer another day" in row(tablet, 2).inner_text()
    assert tablet.locator(".record:visible").count() == 2  # what was saved stays in sight
    told = over_the_list(tablet)
    assert told != before
    tablet.reload()
    steps.settle(tablet)
    assert over_the_list(tablet) == told
    tablet.locator('[data-filter="show"] select').select_option("all")
    row(tablet, 1).get_by_role("link", name="Correct, or say whether targets were met").tap()
    steps.settle(tablet)
    row(tablet, 1).get_by_text("Correct what is recorded").tap()
    assert field(block(tablet, 1, slot="2026-03-20"), "wider").input_value() == ("Join <b>one</b> club")
    assert steps.look(tablet, name="recording", artefacts=artefacts) == []


def field_with_focus(page: Any) -> str:
    return str(
        page.evaluate(
            "(() => { const at = document.activeElement.closest('.record-field');"
            " return at ? at.querySelector('.control-label').innerText : ''; })()"
        )
    )


def tab_to_field(page: Any, label: str, *, most: int = 60) -> None:
    """Press Tab until the control under this label has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if field_with_focus(page) == label:
            return
    raise AssertionError(f"{label!r} cannot be reached with the Tab key")


def test_a_conversation_is_recorded_by_the_keyboard_alone(
    page: Any, serve: Callable[[Any], str], trust: SmallTrust
) -> None:
    opened(page, base=serve(trust.app), role="class_teacher", place="class:tokenclass0101")
    tab_to_field(page, "What came of it")
    page.keyboard.type("H")
    tab_to_field(page, "Parent or carer took part")
    page.keyboard.type("Y")
    tab_to_field(page, "Curricular target")
    page.keyboard.type("Learn five new words each week")
    tab_to_field(page, "Wider-outcome target")
    page.keyboard.type("Ask for help before becoming upset")
    steps.tab_to(page, "Save 1 row")
    page.keyboard.press("Enter")
    steps.settle(page)
    assert said(page) == "Saved 1 row."
    assert page.evaluate("document.activeElement.className").find("record-save") >= 0
    now = Recorder(trust).blocks()[token(2), "2026-03-03"]
    assert (now["status"], now["held"], now["parent_present"]) == ("held", "2026-03-03", "yes")
    assert (now["led_by_role"], now["led_by"]) == ("class_teacher", "T1")
    assert axe.violations(page) == []


def test_a_refused_row_takes_the_focus_and_says_why(page: Any, serve: Callable[[Any], str], trust: SmallTrust) -> None:
    opened(page, base=serve(trust.app))
    Recorder(trust).save({**Recorder(trust).blocks()[token(2), "2026-03-03"], "status": "declined"})
    field(block(page, 2, slot="2026-03-03"), "status").select_option("cancelled")
    new = block(page, 1, slot="")
    field(new, "status").select_option("held")
    page.get_by_role("button", name="Save 2 rows").click()
    steps.settle(page)
    assert said(page) == "Not saved: 2 rows. What to do stands beside."
    assert "Not saved. Say whether a parent or carer took part." in new.inner_text()
    assert "Not saved. Somebody else has recorded something here" in row(page, 2).inner_text()
    assert field_with_focus(page) == "What came of it"
    assert axe.violations(page) == []


def test_what_is_not_saved_is_not_left_unasked(page: Any, serve: Callable[[Any], str], trust: SmallTrust) -> None:
    opened(page, base=serve(trust.app))
    field(block(page, 2, slot="2026-03-03"), "status").select_option("cancelled")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("link", name="Definitions").click()
    assert asked == ["1 row changed and not saved. Leave without saving?"]
    assert "/recording" in page.url
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Definitions").click()
    steps.settle(page)
    assert "/definitions" in page.url


def test_a_session_that_ends_takes_nothing_away(page: Any, serve: Callable[[Any], str], trust: SmallTrust) -> None:
    base = serve(trust.app)
    opened(page, base=base)
    field(block(page, 2, slot="2026-03-03"), "status").select_option("declined")
    trust.clock.on(minutes=25)
    page.seen.forgive("401")
    page.get_by_role("button", name="Save 1 row").click()
    steps.settle(page)
    assert said(page).startswith("Not saved: your session has ended. Sign in again in another tab")
    other = page.context.new_page()
    other.goto(f"{base}/sign-in")
    steps.fill_in(other, username="senco", password=PASSWORD)
    other.wait_for_url(lambda address: "/sign-in" not in address)
    page.get_by_role("button", name="Save 1 row").click()
    steps.settle(page)
    assert said(page) == "Saved 1 row."


def test_without_a_connection_it_says_so_and_keeps_what_was_written(
    page: Any, serve: Callable[[Any], str], trust: SmallTrust
) -> None:
    opened(page, base=serve(trust.app))
    field(block(page, 2, slot="2026-03-03"), "status").select_option("declined")
    page.seen.forgive("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save 1 row").click()
    steps.settle(page)
    assert said(page) == "Not saved: there is no connection. What you wrote is still here; save again in a moment."
    page.context.set_offline(False)
    page.get_by_role("button", name="Save 1 row").click()
    steps.settle(page)
    assert said(page) == "Saved 1 row."


def test_a_row_of_one_place_never_stays_in_another(page: Any, serve: Callable[[Any], str], trust: SmallTrust) -> None:
    recorder = Recorder(trust)
    recorder.save({**recorder.blocks()[token(1), ""], **HELD})
    opened(page, base=serve(trust.app), place="class:tokenclass0101")
    field(block(page, 2, slot="2026-03-03"), "status").select_option("declined")
    page.get_by_role("button", name="Save 1 row").click()
    steps.settle(page)
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Ash Primary").click()
    steps.settle(page)
    page.locator('[data-filter="show"] select').select_option("all")
    assert page.locator(".record:visible").count() == 3
    assert page.locator(".record-block").count() == 0  # nothing is left to be done, for nobody
    assert page.locator(".record-changed").count() == 0
    assert not page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage)).some(k => k !== 'names')")


def test_what_was_saved_is_taken_back(tablet: Any, serve: Callable[[Any], str], trust: SmallTrust) -> None:
    """Saved, taken back by the link beside the button, and the row is as it was before."""
    opened(tablet, base=serve(trust.app))
    link = tablet.locator(".record-back")
    assert not link.is_visible()
    before = block(tablet, 2, slot="2026-03-03").evaluate("each => each.outerHTML")
    field(block(tablet, 2, slot="2026-03-03"), "status").select_option("declined")
    saved(tablet, button="Save 1 row")
    link.tap()
    tablet.get_by_role("heading", name="Take back what was saved").wait_for()
    assert axe.violations(tablet) == []
    tablet.get_by_role("button", name="Take it back").tap()
    tablet.get_by_role("heading", name="Taken back").wait_for()
    tablet.get_by_role("link", name="Back to the list").tap()
    tablet.wait_for_url("**/recording*")
    steps.settle(tablet)
    assert block(tablet, 2, slot="2026-03-03").evaluate("each => each.outerHTML") == before
    assert not tablet.locator(".record-back").is_visible()
