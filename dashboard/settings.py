"""The settings, read once from the environment and frozen. Nothing else in the dashboard reads the environment."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_YES = frozenset({"1", "true", "yes", "on"})
_SECRET_LENGTH = 32
_WHOLE = 100
_TELL_TALES = ("DASH_DEBUG", "FLASK_DEBUG", "DASH_HOT_RELOAD", "DASH_UI")
"""What switches on developers' tools, whoever reads it."""


_KNOWN = re.compile(r"change.?me|change.?this|secret.?key|not.?secure|your.?secret|password|example|default|insecure")
"""Words of keys that stand in instructions and are left as they are."""


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it and says what to write."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are and how the dashboard runs. Urls are SQLAlchemy's; ``postgresql://`` is PostgreSQL.

    ``as_at`` is the day the figures are for, None for today. ``sample`` says that the invented trust is being served,
    which every page says too. ``production`` turns on what only https can keep: the ``__Host-`` cookie and HSTS.
    ``proxies`` counts the reverse proxies in front, whose forwarded addresses are believed; nobody else's are.
    ``complete_percent`` is the share of pupils with results, or of weeks with registers, under which a school's figures
    are greyed in a table of schools. ``second_factor`` false asks for codes only of those who have set up an app.
    ``upload_megabytes`` is the most that the import page takes at a time; ``import_megabytes`` and ``import_seconds``
    are what the program that reads the files may use.
    """

    home: Path
    database_url: str
    accounts_url: str
    releases_url: str
    as_at: date | None = None
    sample: bool = False
    production: bool = False
    proxies: int = 0
    complete_percent: int = 80
    second_factor: bool = True
    upload_megabytes: int = 100
    import_megabytes: int = 2000
    import_seconds: int = 900
    given_secret: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read ``AFA_HOME``, ``AFA_DATABASE_URL``, ``AFA_ACCOUNTS_URL``, ``AFA_RELEASES_URL``, ``AFA_AS_AT``,
        ``AFA_SAMPLE``, ``AFA_PRODUCTION``, ``AFA_PROXIES``, ``AFA_COMPLETE_PERCENT``, ``AFA_SECOND_FACTOR``,
        ``AFA_UPLOAD_MB``, ``AFA_IMPORT_MB``, ``AFA_IMPORT_SECONDS`` and ``AFA_SECRET_KEY``.

        A ``sample.json`` in the home says that the sample trust is kept there and the day it is as at. Raises
        ``SettingsError`` naming the variable that cannot be read.
        """
        production = _production(environ)
        home = Path(environ.get("AFA_HOME") or Path.home() / ".afa").expanduser().absolute()
        sample = _sample(home)
        return cls(
            home=home,
            database_url=environ.get("AFA_DATABASE_URL") or f"sqlite:///{home / 'pupils.db'}",
            accounts_url=environ.get("AFA_ACCOUNTS_URL") or f"sqlite:///{home / 'accounts.db'}",
            releases_url=environ.get("AFA_RELEASES_URL") or f"sqlite:///{home / 'releases.db'}",
            as_at=_day(environ.get("AFA_AS_AT") or sample.get("as_at", "")),
            sample=bool(sample) or _yes(environ, name="AFA_SAMPLE"),
            production=production,
            proxies=_proxies(environ.get("AFA_PROXIES") or "0"),
            complete_percent=_percent(environ.get("AFA_COMPLETE_PERCENT") or "80"),
            second_factor=_wants_factor(environ.get("AFA_SECOND_FACTOR", ""), sample=bool(sample)),
            upload_megabytes=_count(environ, name="AFA_UPLOAD_MB", otherwise="100"),
            import_megabytes=_count(environ, name="AFA_IMPORT_MB", otherwise="2000"),
            import_seconds=_count(environ, name="AFA_IMPORT_SECONDS", otherwise="900"),
            given_secret=_secret(environ.get("AFA_SECRET_KEY", "")),
        )

    def today(self) -> date:
        """The as-at date: the one that was set, else today's."""
        return self.as_at or date.today()  # noqa: DTZ011 - a school's day is the machine's local day

    @property
    def sample_file(self) -> Path:
        """Where it is noted that the home holds the sample trust, and the day it is as at."""
        return self.home / "sample.json"

    @property
    def secret_key(self) -> str:
        """The key that signs what a browser keeps: ``AFA_SECRET_KEY``, else one made once for this home (0600)."""
        return self.given_secret or _kept_secret(self.home / "secret-key")


def _sample(home: Path) -> dict[str, str]:
    path = home / "sample.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _yes(environ: Mapping[str, str], *, name: str) -> bool:
    return environ.get(name, "").strip().lower() in _YES


def _production(environ: Mapping[str, str]) -> bool:
    """Whether this is for others than oneself; then what sends tracebacks to browsers may not be switched on."""
    production = _yes(environ, name="AFA_PRODUCTION")
    told = [name for name in _TELL_TALES if _yes(environ, name=name)]
    if production and told:
        raise SettingsError(
            f"{' and '.join(told)} is on and so is AFA_PRODUCTION: take it away, it shows errors to all"
        )
    return production


def _wants_factor(text: str, *, sample: bool) -> bool:
    """On unless it is turned off; off where the home holds the sample, whose sign-ins are nobody's."""
    said = text.strip().lower() or ("off" if sample else "on")
    if said not in {"on", "off"}:
        raise SettingsError(f"AFA_SECOND_FACTOR is {text!r}: write on, or off where the trust has decided so")
    return said == "on"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"AFA_AS_AT is {text!r}: write a day as 2026-03-20") from None


def _count(environ: Mapping[str, str], *, name: str, otherwise: str) -> int:
    text = environ.get(name) or otherwise
    if not text.isdigit() or int(text) == 0:
        raise SettingsError(f"{name} is {text!r}: write a whole number above nought")
    return int(text)


def _proxies(text: str) -> int:
    if not text.isdigit():
        raise SettingsError(f"AFA_PROXIES is {text!r}: write the number of reverse proxies in front, 0 for none")
    return int(text)


def _percent(text: str) -> int:
    if not text.isdigit() or int(text) > _WHOLE:
        raise SettingsError(f"AFA_COMPLETE_PERCENT is {text!r}: write a whole number from 0 to 100")
    return int(text)


def _secret(text: str) -> str:
    if text and (len(text) < _SECRET_LENGTH or len(set(text)) < _SECRET_LENGTH // 4 or _KNOWN.search(text.lower())):
        raise SettingsError("AFA_SECRET_KEY is too easily guessed: give at least 32 random characters, or none")
    return text


def _kept_secret(path: Path) -> str:
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another worker was first: its key is the key
            os.link(draft, path)
        draft.unlink()
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"others may read {path}, the key of every session: chmod 600 {path}")
    return path.read_text(encoding="utf-8")
