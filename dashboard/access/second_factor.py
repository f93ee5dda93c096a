"""The second factor: codes of an authenticator app, each usable once, and recovery codes for when it is lost.

The app's secret rests sealed. A code holds for its own half-minute and the one on either side, for clocks differ.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyotp
import segno
import sqlalchemy as sa
from pyotp.utils import strings_equal

from dashboard.access import tables
from dashboard.access.sealing import seal, unseal

ISSUER = "Achievement for All"
RECOVERY_CODES = 10
_OFFER_LASTS = timedelta(minutes=15)
_STEP = 30
_SKEW = (0, -1, 1)
_factor, _recovery = tables.second_factor, tables.recovery_code


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A new secret that is nobody's until a code proves that an app holds it; ``sealed`` travels with the form."""

    secret: str
    sealed: str
    picture: str

    @property
    def spelled(self) -> str:
        """The secret as it is typed into an app: in groups of four."""
        return " ".join(re.findall(".{4}", self.secret))


def offer(account_id: int, *, username: str, key: str, now: datetime) -> Offer:
    """A secret of 160 random bits for an account, with the picture that an app reads (an image as an address)."""
    secret = pyotp.random_base32(32)
    return _offer(secret, username=username, sealed=seal(f"{account_id}:{secret}", key=key, now=now))


def offered_again(account_id: int, *, username: str, sealed: str, key: str, now: datetime) -> Offer | None:
    """The offer that a form brings back, as it was made; None where it is not this account's or is 15 minutes old."""
    secret = _opened(sealed, account_id=account_id, key=key, now=now, lasts=_OFFER_LASTS)
    return _offer(secret, username=username, sealed=sealed) if secret else None


def _offer(secret: str, *, username: str, sealed: str) -> Offer:
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    drawn = segno.make(address, error="m", micro=False)
    picture: str = drawn.svg_data_uri(scale=5, border=3, dark="#1B1F24", light="#FFFFFF")
    return Offer(secret=secret, sealed=sealed, picture=picture)


def enrol(
    connection: sa.Connection, *, account_id: int, sealed: str, code: str, key: str, now: datetime
) -> tuple[str, ...]:
    """Make an offered secret the account's second factor where the code proves it; ten new recovery codes.

    Empty where the offer has run out or the code is not right.
    """
    secret = _opened(sealed, account_id=account_id, key=key, now=now, lasts=_OFFER_LASTS)
    step = _step_of(code, secret=secret, now=now) if secret else None
    if secret is None or step is None:
        return ()
    reset(connection, account_id=account_id)
    kept = seal(f"{account_id}:{secret}", key=key, now=now)
    row = {"account_id": account_id, "sealed": kept, "last_step": step, "enrolled_at": now}
    connection.execute(sa.insert(_factor).values(row))
    return new_recovery_codes(connection, account_id=account_id)


def is_enrolled(connection: sa.Connection, *, account_id: int) -> bool:
    """Whether the account has a second factor."""
    held = sa.select(_factor.c.account_id).where(_factor.c.account_id == account_id)
    return connection.execute(held).first() is not None


def accepts(connection: sa.Connection, *, account_id: int, code: str, key: str, now: datetime) -> bool:
    """Whether a code of the app or a recovery code is right now. It is used up with that, and so is every older one."""
    return _is_of_the_app(connection, account_id=account_id, code=code, key=key, now=now) or _recovers(
        connection, account_id=account_id, code=code
    )


def new_recovery_codes(connection: sa.Connection, *, account_id: int) -> tuple[str, ...]:
    """Ten codes of 80 random bits, each for one use; the ones before work no more."""
    connection.execute(sa.delete(_recovery).where(_recovery.c.account_id == account_id))
    codes = tuple(base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    rows = [{"code_hash": _hash(code, account_id=account_id), "account_id": account_id} for code in codes]
    connection.execute(sa.insert(_recovery), rows)
    return tuple("-".join(re.findall(".{4}", code)) for code in codes)


def codes_left(connection: sa.Connection, *, account_id: int) -> int:
    """How many recovery codes the account has not used."""
    mine = sa.select(sa.func.count()).select_from(_recovery).where(_recovery.c.account_id == account_id)
    return int(connection.execute(mine).scalar_one())


def reset(connection: sa.Connection, *, account_id: int) -> None:
    """Take the second factor and its recovery codes away."""
    connection.execute(sa.delete(_recovery).where(_recovery.c.account_id == account_id))
    connection.execute(sa.delete(_factor).where(_factor.c.account_id == account_id))


def _is_of_the_app(connection: sa.Connection, *, account_id: int, code: str, key: str, now: datetime) -> bool:
    row = connection.execute(sa.select(_factor).where(_factor.c.account_id == account_id)).first()
    secret = _opened(row.sealed, account_id=account_id, key=key, now=now) if row else None
    step = _step_of(code, secret=secret, now=now) if secret else None
    if step is None:
        return False
    newer = (_factor.c.account_id == account_id) & (_factor.c.last_step < step)
    return connection.execute(sa.update(_factor).where(newer).values(last_step=step)).rowcount == 1


def _recovers(connection: sa.Connection, *, account_id: int, code: str) -> bool:
    written = re.sub(r"[\s-]", "", code).lower()
    mine = (_recovery.c.account_id == account_id) & (_recovery.c.code_hash == _hash(written, account_id=account_id))
    return connection.execute(sa.delete(_recovery).where(mine)).rowcount == 1


def _hash(code: str, *, account_id: int) -> str:
    """A code of 80 random bits cannot be guessed from its hash, however fast that is made."""
    return hashlib.sha256(f"{account_id}:{code}".encode()).hexdigest()


def _opened(sealed: str, *, account_id: int, key: str, now: datetime, lasts: timedelta | None = None) -> str | None:
    """The secret within, where it was sealed for this account."""
    whose, _, secret = (unseal(sealed, key=key, now=now, lasts=lasts) or "").partition(":")
    return secret if whose == str(account_id) else None


def _step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """The half-minute whose code this is, of now and the two beside it; None where it is of none."""
    written, here = re.sub(r"\s", "", code), int(now.replace(tzinfo=UTC).timestamp()) // _STEP
    right = [here + skew for skew in _SKEW if strings_equal(written, pyotp.TOTP(secret).at((here + skew) * _STEP))]
    return max(right, default=None)
