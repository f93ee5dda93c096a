"""The person of this request: who is signed in, what they may read, and the note made before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask, Request, current_app, g, request
from flask_login import LoginManager, current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from dashboard.access import audit, bodies, grants, sessions, store, volume
from dashboard.access.policy import load_policy
from dashboard.access.scope import Scope
from dashboard.access.sessions import OpenSession, Person
from dashboard.access.store import AccountsStore, utc_now
from dashboard.access.volume import Pace
from dashboard.settings import Settings
from data_loaders.store import engine
from data_loaders.store.tables import TABLES

NOT_PRESENTED = frozenset({"recording", "reveal"})
"""The pages about single pupils that a session which presents does not open."""
_KEPT = "afa"
_CALLBACKS = "/_dash-update-component"
_BY_ITSELF = frozenset({"/_reload-hash", "/_favicon.ico", "imports.status"})
_CLOCK = ".n_intervals"


@dataclass(frozen=True, kw_only=True)
class Access:
    """What the walls of one application stand on. ``pupils`` is the read-only engine of the pupil database,
    ``released`` that of the releases, ``pace`` the brake on each account's requests."""

    settings: Settings
    accounts: AccountsStore
    pupils: sa.Engine
    released: sa.Engine
    pace: Pace
    clock: Callable[[], datetime] = utc_now


def install(server: Flask, *, access: Access) -> None:
    """Let the server know the person of each request by the session that the cookie opens, and by nothing else."""
    server.extensions[_KEPT] = access
    login = LoginManager(server)
    login.session_protection = None  # the session is the server's own: there is nothing in the browser to protect
    login.request_loader(_person_of)
    login.user_loader(lambda _id: None)


def access() -> Access:
    """The walls of the application that is answering."""
    kept: Access = current_app.extensions[_KEPT]
    return kept


def cookie_name(settings: Settings) -> str:
    """What the session's cookie is called; ``__Host-`` has the browser insist on https and on this host alone."""
    return "__Host-afa" if settings.production else "afa"


def hand_over(answer: Response, *, token: str) -> Response:
    """The answer, with the token of a session for the browser to keep."""
    settings = access().settings
    answer.set_cookie(
        cookie_name(settings), token, path="/", httponly=True, samesite="Lax",
        secure=settings.production or request.is_secure,
    )  # fmt: skip
    return answer


def opened() -> OpenSession:
    """The session of this request. Raises ``PermissionError`` where nobody is signed in."""
    found: OpenSession | None = g.get("opened")
    if found is None:
        raise PermissionError("nobody is signed in")
    return found


def person() -> Person:
    """Who is signed in. Raises ``PermissionError`` where nobody is: then nothing may be read."""
    if not current_user.is_authenticated:
        raise PermissionError("nobody is signed in")
    found: Person = current_user._get_current_object()
    return found


def idle_minutes() -> int:
    """How long the session of this request lasts without another; 0 where nobody is signed in."""
    return person().idle_minutes if current_user.is_authenticated else 0


def scope() -> Scope:
    """What the person of this request may read, made once a request. Raises ``PermissionError`` without a person."""
    if "scope" not in g:
        own = grants.scope_for(person(), reader=reader(), today=today())
        g.scope = own.presented() if person().presenting else own
    made: Scope = g.scope
    return made


def reader() -> sa.Engine:
    """The read-only engine of the pupil database."""
    return access().pupils


def releases() -> sa.Engine:
    """The read-only engine of the releases: it reaches no pupil."""
    return access().released


def school_names() -> dict[str, str]:
    """Every school's name by its code: for those who give grants, and to say where a role is held."""
    school = TABLES["school"]
    with reader().connect() as connection:
        rows = connection.execute(sa.select(school.c.school, school.c.name).order_by(school.c.name))
        return {row.school: row.name for row in rows}


def trust_words() -> tuple[str, ...]:
    """The names of the trust and its schools: no password rests on them."""
    return names_of(reader())


def names_of(pupils: sa.Engine) -> tuple[str, ...]:
    """The names of the trust and its schools in a pupil database."""
    with pupils.connect() as connection:
        named = [connection.execute(sa.select(TABLES[table].c.name)).scalars() for table in ("trust", "school")]
        return tuple(name for names in named for name in names)


def today() -> date:
    """The as-at date of the figures."""
    return access().settings.today()


def may_open(page: str) -> bool:
    """Whether the person's role opens the page of this name (``progress``)."""
    shut = NOT_PRESENTED if person().presenting else frozenset()
    return page in person().rights.pages and page not in shut


def landing() -> str:
    """The address where the person of this request begins."""
    return grants.landing(person(), reader=reader(), today=today())


def note(
    action: audit.Action,
    *,
    place: str = "",
    pupil_ids: Iterable[int] = (),
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Note what this request does. Call it before showing pupils: where the row cannot be written, it raises.

    Raises ``TooManyRequests`` instead where it would show the page of one pupil too many in an hour.
    """
    walls, account_id, pupils = access(), person().account_id, list(pupil_ids)
    now, limits = walls.clock(), load_policy().volume
    with walls.accounts.writes.begin() as connection:
        own = bool(pupils) and place.startswith("pupil:")
        admitted = not own or volume.watch(connection, account_id=account_id, place=place, now=now, limits=limits)
        if admitted:
            audit.record(
                connection, action=action, at=now, account_id=account_id, place=place, pupil_ids=pupils, detail=detail,
            )  # fmt: skip
    if not admitted:
        raise TooManyRequests


def databases_answer() -> bool:
    """Whether both databases answer and have the current schema."""
    walls = access()
    try:
        return store.schema_is_current(walls.accounts.reads) and engine.schema_is_current(walls.settings.database_url)
    except (sa.exc.SQLAlchemyError, OSError):
        return False


def _person_of(request: Request) -> Person | None:
    walls = access()
    token = request.cookies.get(cookie_name(walls.settings))
    now = walls.clock()
    if not token or g.get("out_of_order"):  # while it is said that the databases do not answer, nobody is known
        return None
    with walls.accounts.reads.connect() as connection:
        opened = sessions.read(connection, token=token, now=now)
    if opened is not None and opened.stale and not _polls(request):
        with walls.accounts.writes.begin() as connection:
            sessions.see(connection, token=token, now=now)
    g.opened = opened
    return opened.person if opened is not None else None


def _polls(request: Request) -> bool:
    """Whether the browser asks by itself, by a clock or for its icon: that nobody is there does not keep a session."""
    if request.endpoint != _CALLBACKS:
        return request.endpoint in _BY_ITSELF
    body = bodies.read()
    changed = body.get("changedPropIds") if isinstance(body, dict) else None
    return isinstance(changed, list) and bool(changed) and all(str(name).endswith(_CLOCK) for name in changed)
