"""The person of a request, its scope, and the note that must be made before anything is shown."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dashboard.access import audit, current
from dashboard.access.audit import Action
from tests.small_trust import AS_AT, SmallTrust, class_id

pytestmark = pytest.mark.safety


def cookie(small_trust: SmallTrust, role: str) -> dict[str, str]:
    return {"Cookie": f"afa={small_trust.client(role).get_cookie('afa').value}"}


def test_nobody_signed_in_has_no_scope(small_trust: SmallTrust) -> None:
    with small_trust.app.server.test_request_context("/progress"):
        for ask in (current.person, current.scope, current.landing):
            with pytest.raises(PermissionError, match="nobody is signed in"):
                ask()


def test_the_scope_of_a_request_is_that_of_its_cookie(small_trust: SmallTrust) -> None:
    with small_trust.app.server.test_request_context("/progress", headers=cookie(small_trust, "class_teacher")):
        assert current.person().username == "class_teacher"
        assert current.scope().classes == {class_id("100001", number=1)}
        assert current.scope() is current.scope()
        assert current.today() == AS_AT
        assert current.may_open("progress")
        assert not current.may_open("accounts")


def test_the_reader_cannot_write(small_trust: SmallTrust) -> None:
    with small_trust.app.server.app_context(), current.reader().connect() as connection:
        with pytest.raises(sa.exc.DatabaseError):
            connection.execute(sa.text("DELETE FROM pupil"))
        with pytest.raises(sa.exc.DatabaseError):
            connection.execute(sa.text("SELECT * FROM account"))


def test_L1_a_view_of_pupils_is_noted_with_who_they_were(small_trust: SmallTrust) -> None:
    with small_trust.app.server.test_request_context("/progress", headers=cookie(small_trust, "senco")):
        current.note(Action.PUPILS_SHOWN, place="school:100001", pupil_ids=[1, 2])
    opened = small_trust.opened()
    with opened.reads.connect() as connection:
        (entry,) = audit.entries(connection, pupil_id=2)
    opened.close()
    assert (entry.username, entry.place, entry.action) == ("senco", "school:100001", Action.PUPILS_SHOWN)


def test_L3_a_note_that_cannot_be_written_stops_the_view(small_trust: SmallTrust) -> None:
    with small_trust.app.server.test_request_context("/progress", headers=cookie(small_trust, "senco")):
        current.person()
        small_trust.app.server.extensions["afa"].accounts.close()
        (small_trust.settings.home / "accounts.db").unlink()
        with pytest.raises(sa.exc.DatabaseError):
            current.note(Action.PUPILS_SHOWN, place="school:100001", pupil_ids=[1, 2])
