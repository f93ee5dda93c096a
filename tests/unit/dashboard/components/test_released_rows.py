"""Released figures as rows: marked as everywhere else, and what is kept from view gathered and never lost."""

from __future__ import annotations

from urllib.parse import unquote

from dash import html

from dashboard.components.released_rows import released_key, released_rows, unbroken
from dashboard.exports.reading import tables_of, text_of
from dashboard.figures.released_bars import SHARES, released_bar
from dashboard.figures.template import TOKENS
from dashboard.reporting.released_rows import ReleasedRow

SEND = ReleasedRow(label="SEND pupils", figure="about 20 of 40", bar=released_bar(50, axis=SHARES, few=True), few=True)
OTHERS = ReleasedRow(label="Other pupils", figure="none due", kind="other")
SUPPORT = ReleasedRow(
    label="SEN support", figure="not shown", beside="25%, about 10 of 40", kind="support", hidden=True
)
GIRLS = ReleasedRow(label="Girls", figure="not shown", beside="30%, about 30 of 100", hidden=True)


def drawn(*rows: ReleasedRow) -> html.Section:
    return html.Section(released_rows("Clubs", school="A", among="B", axis="0% to 100%", rows=rows), className="card")


def test_send_is_filled_and_others_are_hollow_as_in_every_chart() -> None:
    send, others, few = (
        unquote(each)
        for each in (
            released_bar(50, axis=SHARES),
            released_bar(50, axis=SHARES, kind="other"),
            released_bar(50, axis=SHARES, few=True),
        )
    )
    assert f'fill="{TOKENS["send"]}" stroke="{TOKENS["send"]}"' in send
    assert f'fill="{TOKENS["card"]}" stroke="{TOKENS["others"]}"' in others
    assert f'fill="url(#few)" stroke="{TOKENS["send"]}"' in few
    assert "pattern" not in send + others


def test_the_key_says_what_is_drawn_and_nothing_else() -> None:
    assert text_of(released_key([SEND, OTHERS, GIRLS], among="")) == (
        "SEND pupils striped: so few pupils that one or two more would move it far"
    )


def test_rows_kept_from_view_are_one_line_and_still_in_the_file() -> None:
    card = drawn(SEND, OTHERS, SUPPORT, GIRLS)
    assert "Not shown here, too few pupils or protected: SEN support, girls" in text_of(card)
    shown, hidden = tables_of([card])
    assert [row[0] for row in shown.rows] == ["SEND pupils", "Other pupils"]
    assert [(row[0], row[1], row[3]) for row in hidden.rows] == [
        ("SEN support", "not shown", "25%, about 10 of 40"), ("Girls", "not shown", "30%, about 30 of 100"),
    ]  # fmt: skip


def test_what_is_not_there_is_not_said_to_be_kept_from_view() -> None:
    """*None due* is another thing than *not shown*: it keeps its row."""
    (table,) = tables_of([drawn(SEND, OTHERS)])
    assert table.rows[1][:2] == ("Other pupils", "none due")


def test_where_nothing_is_shown_the_rows_say_so() -> None:
    (table,) = tables_of([drawn(SUPPORT, GIRLS)])
    assert [row[1] for row in table.rows] == ["not shown", "not shown"]


def test_no_line_is_broken_inside_a_figure() -> None:
    assert unbroken("55%, about 110 of 200") == "55%, about\u00a0110\u00a0of\u00a0200"
    assert unbroken("+0.2 (about 30 pupils)") == "+0.2 (about\u00a030\u00a0pupils)"
