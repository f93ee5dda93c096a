"""A small picture as the address of an image: no request, nothing drawn by a script."""

from __future__ import annotations

from urllib.parse import quote

_ESCAPED = {code: quote(chr(code)) for code in range(128)}


def image_address(svg: str) -> str:
    """``data:image/svg+xml,…`` of a picture, escaped as an address is."""
    escaped = svg.translate(_ESCAPED) if svg.isascii() else quote(svg)
    return f"data:image/svg+xml,{escaped}"
