"""Text kept sealed: encrypted with a key made from the secret key. The database alone gives none of it away."""

from __future__ import annotations

import base64
import functools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal(text: str, *, key: str, now: datetime) -> str:
    """The text encrypted and signed (Fernet), with the time it was sealed; different every time."""
    sealed: bytes = _fernet(key).encrypt_at_time(text.encode(), _seconds(now))
    return sealed.decode()


def unseal(sealed: str, *, key: str, now: datetime, lasts: timedelta | None = None) -> str | None:
    """The text that was sealed; None where it was changed, sealed with another key, or longer ago than it lasts."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - loaded with the first second factor

    span = None if lasts is None else int(lasts.total_seconds())
    try:
        if span is None:
            text: bytes = _fernet(key).decrypt(sealed.encode())
        else:
            text = _fernet(key).decrypt_at_time(sealed.encode(), ttl=span, current_time=_seconds(now))
    except InvalidToken:
        return None
    return text.decode()


@functools.cache
def _fernet(key: str) -> Fernet:
    """Fernet under a key of its own, derived from the secret key by HKDF."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - loaded with the first second factor
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"afa second factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _seconds(now: datetime) -> int:
    return int(now.replace(tzinfo=UTC).timestamp())
