"""What people take away: a file, a picture of a chart, paper, the address. Nothing of it leaves the machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser import paper, steps

pytestmark = pytest.mark.browser

SHEET = {"width": 688, "height": 1000}
"""What is printed on of an A4 sheet, 182 mm wide, in pixels."""
WIDER = """() => [...document.querySelectorAll("#page .table")].filter(table => table.checkVisibility())
  .filter(table => table.scrollWidth > table.parentElement.clientWidth + 1)
  .map(table => table.caption.textContent)"""
"""The tables that are cut off at the right edge of their sheet."""


@pytest.fixture
def head(page: Any, sample_site: str, sample_home: Path) -> Any:
    """A headteacher's tab, on the progress page of the own school."""
    own = steps.at_own(sample_home, role="headteacher", page="progress")
    steps.sign_in(page, base=sample_site, home=sample_home, role="headteacher", path=own)
    return page


def save(page: Any, button: Any, *, folder: Path) -> Path:
    """Press a button that hands out a file, and keep it."""
    with page.expect_download() as coming:
        button.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_a_workbook_of_the_page_holds_its_tables_once_said_what_for(head: Any, tmp_path: Path) -> None:
    title = head.locator("#page-title").inner_text()
    pupils = head.locator("#page table", has=head.get_by_role("link")).last.locator("tbody th").all_inner_texts()
    head.locator(".take-away .export-button[data-shape=xlsx]").click()
    head.get_by_label("What for").fill("To go through with the year's teachers")
    file = save(head, head.get_by_role("button", name="Take the file"), folder=tmp_path)
    assert file.name == f"progress_{title.lower().replace(' ', '-')}_as-at-2026-03-20.xlsx"
    book = openpyxl.load_workbook(file)
    assert book["About"]["A1"].value == title
    held = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert set(pupils) <= held


def test_names_off_on_the_screen_are_off_in_the_file(head: Any, tmp_path: Path) -> None:
    name = head.locator("#page .pupil-name").first.inner_text()
    head.locator(".names-switch").first.click()
    file = save(head, head.locator(".take-away .export-button[data-shape=csv]"), folder=tmp_path)
    assert name not in file.read_text(encoding="utf-8-sig")


def test_one_figure_as_csv(head: Any, tmp_path: Path) -> None:
    figure = head.locator("figure[data-card='progress-trend']")
    figure.locator("summary", has_text="Take away").click()
    file = save(head, figure.locator(".export-button[data-shape=csv]"), folder=tmp_path)
    assert figure.locator(".card-title").inner_text() in file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("shape", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_picture_of_a_chart_is_made_in_the_browser(head: Any, tmp_path: Path, shape: str, begins: bytes) -> None:
    figure = head.locator("figure[data-card='progress-trend']")
    figure.locator("summary", has_text="Take away").click()
    head.seen.forget()
    file = save(head, figure.locator(f".picture-button[data-shape={shape}]"), folder=tmp_path)
    content = file.read_bytes()
    assert content.startswith(begins)
    assert len(content) > 5_000
    assert head.seen.callbacks == [], "the server is not asked for a picture"
    if shape == "svg":
        words = content.decode("utf-8")
        assert "As at 20 March 2026" in words
        assert "Sample data" in words


def open_all(page: Any) -> None:
    """Open every part of the page that says what may be taken away."""
    page.evaluate("document.querySelectorAll('details:has(.take-away-figure)').forEach(each => each.open = true)")


STRANDS = ["overview", "progress", "conversations", "wider_outcomes", "attendance"]
UNDRAWN = """() => [...document.querySelectorAll("#page .picture-button")].filter(button => button.checkVisibility())
  .filter(button => {
    const card = button.closest(".card"), holds = marks => card && card.querySelector(marks);
    const named = holds(".pupil-name") || button.dataset.shape === "svg";
    const rows = holds(".rail-picture, .rungs, .shared-plot") && !named;
    return !holds(".js-plotly-plot") && !rows;
  }).map(button => button.closest(".card").innerText)"""
"""The buttons for pictures that stand under what is no chart, or that would take pupils' names away."""


@pytest.mark.parametrize(
    ("role", "query"), [("trust_executive", ""), ("headteacher", "?place=school:100003"), ("class_teacher", "")]
)
def test_a_picture_is_offered_of_charts_and_of_rows_of_marks_alone(
    page: Any, sample_site: str, sample_home: Path, role: str, query: str
) -> None:
    """Whoever may take no file away is offered nothing under a figure that has no picture: no empty part opens."""
    steps.sign_in(page, base=sample_site, home=sample_home, role=role)
    for path in STRANDS:
        page.goto(f"{sample_site}/{path}{query}")
        steps.settle(page)
        open_all(page)
        assert page.evaluate(UNDRAWN) == [], path
        offers = page.locator(".take-away-figure:visible")
        assert offers.count() == offers.filter(has=page.locator("button:visible")).count(), path


def test_every_picture_that_is_offered_is_made(head: Any, sample_site: str, tmp_path: Path) -> None:
    head.goto(f"{sample_site}/attendance?place=school:100003")
    steps.settle(head)
    open_all(head)
    head.seen.forget()
    buttons = head.locator("#page .picture-button:visible")
    assert buttons.count() > 5
    for button in buttons.all():
        file = save(head, button, folder=tmp_path)
        assert re.fullmatch(r"achievement-for-all_[a-z0-9-]+\.(png|svg)", file.name)
        assert file.stat().st_size > 5_000
    assert head.seen.callbacks == [], "the server is not asked for a picture"


def size_of(picture: bytes) -> tuple[int, int]:
    """How wide and high a PNG is, in pixels."""
    assert picture.startswith(b"\x89PNG")
    return int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])


def test_a_picture_of_rows_says_which_groups_are_too_small_to_circulate(
    page: Any, sample_site: str, sample_home: Path, tmp_path: Path
) -> None:
    """The mark stands on lines of its own: without it the same picture is lower."""
    asked = "/attendance?place=school:100003"
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=asked)
    open_all(page)
    png = page.locator("figure[data-card='attendance-need'] .picture-button[data-shape=png]")
    marked = size_of(save(page, png, folder=tmp_path).read_bytes())
    page.evaluate("document.querySelector('.marks-few').remove()")
    bare = size_of(save(page, png, folder=tmp_path).read_bytes())
    assert marked[0] == bare[0] == 2_000
    assert marked[1] > bare[1] + 100


LENGTHEN = """card => {
  const table = card.querySelector("table.table"), body = table.tBodies[0];
  [...body.rows, ...body.rows].forEach(row => body.appendChild(row.cloneNode(true)));
  table.classList.add("begun", "work-list");
}"""
"""Three times the schools, of which the page then shows the first twelve: the sample has no list of marks so long."""


def test_a_picture_of_a_list_that_is_begun_holds_every_row(
    page: Any, sample_site: str, sample_home: Path, tmp_path: Path
) -> None:
    """Of many rows the page shows the first; the picture is as high as all of them."""
    asked = "/wider_outcomes"
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=asked)
    open_all(page)
    figure = page.locator("figure[data-card='wider-outcomes-schools']")
    figure.evaluate(LENGTHEN)
    rows = figure.locator(".interval-rows tbody tr")
    assert rows.count() > rows.filter(visible=True).count()
    png = save(page, figure.locator(".picture-button[data-shape=png]"), folder=tmp_path)
    assert size_of(png.read_bytes())[1] > 2 * 50 * rows.count()


def test_the_address_is_copied_or_shown(head: Any) -> None:
    head.locator(".copy-button").click()
    told = head.locator(".take-away .told")
    told.filter(has_text="Copied").or_(told.filter(has_text=head.url)).wait_for()


def test_a_class_teacher_is_offered_paper_and_address_alone(page: Any, sample_site: str, sample_home: Path) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="class_teacher")
    assert page.locator(".print-button").first.is_visible()
    assert page.locator(".export-button:visible").count() == 0


def test_every_sheet_of_paper_says_what_it_shows(head: Any, artefacts: Path) -> None:
    """Title, view and day head each sheet after the first, which has them as its heading; each is numbered."""
    title = head.locator("#page-title").inner_text()
    sheets = steps.sheets(head, file=artefacts / "take-away.pdf")
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet
        assert "20 March 2026" in sheet
        assert title in sheet
        assert "pring term 2026" in sheet
        assert "Progress · " in sheet
    assert "What these figures mean" in sheets[-1]
    assert "Over whom" in sheets[-1]


BROKEN = ["/wider_outcomes?place=school:100010&period=2025-26", "/progress", "/conversations?place=school:100010"]
"""Pages on which a list or a card of tables goes on over the edge of a sheet, with a card after it."""


@pytest.mark.parametrize("asked", BROKEN)
def test_no_row_is_covered_and_no_heading_cut_where_a_card_goes_on_over_the_sheet(
    page: Any, sample_site: str, sample_home: Path, tmp_path: Path, asked: str
) -> None:
    steps.sign_in(page, base=sample_site, home=sample_home, role="trust_executive", path=asked)
    sheets = steps.printed(page, file=tmp_path / "broken.pdf")
    assert len(sheets) > 1
    assert paper.faults(sheets) == []


def test_what_is_wrong_with_a_sheet_is_found(page: Any, tmp_path: Path) -> None:
    """A word that another card covers by half, one cut by the edge of its sheet, one over another, a blank sheet."""
    words = {"Covered": 50, "Whole": 100, "Under": 150, "Over": 155}
    page.set_content(
        "<style>@page { size: A4; margin: 17mm 14mm 16mm }"
        "p { position: absolute; left: 0; margin: 0; line-height: 20px }"
        "div { height: 1px } .over { top: 57px; width: 99px; height: 20px; background: #fff }</style>"
        + "".join(f"<p style='top:{top}px'>{word}</p>" for word, top in words.items())
        + "<p class='over'></p><div style='break-after: page'></div><div></div>"
    )
    assert paper.faults(steps.printed(page, file=tmp_path / "faults.pdf")) == [
        "sheet 1: 'Covered' is not seen whole",
        "sheet 1: 'Under' is written over 'Over'",
        "sheet 2 is blank",
    ]


def on_a_sheet(page: Any, *, base: str, home: Path, asked: str) -> None:
    """The page as an executive prints it, in a window as wide as the sheet."""
    steps.sign_in(page, base=base, home=home, role="trust_executive", path=asked)
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    steps.settle(page)


PICTURES = """() => [...document.querySelectorAll("#page img:is(.spark, .rail-picture, .pair-picture)")]
  .filter(image => image.checkVisibility()).filter(image => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    const [across, down] = [canvas.width, canvas.height] = [image.clientWidth, image.clientHeight];
    pen.drawImage(image, 0, 0, across, down);
    const marks = row => pen.getImageData(0, row, across, 1).data.filter((shade, at) => at % 4 === 3 && shade).length;
    return [0, down - 1].some(row => marks(row) > 6);
  }).map(image => image.alt)"""
"""The small pictures whose marks reach the upper or lower edge: an upright line has one dot there, a cut mark many."""


@pytest.mark.parametrize("asked", ["/overview?place=school:100002", "/progress?place=school:100003"])
def test_no_mark_of_a_small_picture_is_cut_on_paper(page: Any, sample_site: str, sample_home: Path, asked: str) -> None:
    on_a_sheet(page, base=sample_site, home=sample_home, asked=asked)
    assert page.locator("#page img:is(.spark, .rail-picture):visible").count() > 3
    assert page.evaluate(PICTURES) == []


@pytest.mark.parametrize("school", ["100003", "100012"])
@pytest.mark.parametrize("path", ["overview", "conversations", "wider_outcomes", "attendance"])
def test_no_table_is_wider_than_its_sheet(
    page: Any, sample_site: str, sample_home: Path, path: str, school: str
) -> None:
    asked = f"/{path}?place=school:{school}"
    on_a_sheet(page, base=sample_site, home=sample_home, asked=asked)
    assert page.locator("#page .table:visible").count() > 0
    assert page.evaluate(WIDER) == []
