"""A small picture as the address of an image: no request, nothing drawn by a script."""

from __future__ import annotations

from urllib.parse import quote

ENCODED = (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ('"', "%22"), (" ", "%20"))
"""What an address may not hold as it stands, of all that a picture is written with; the percent sign first."""


def image_address(svg: str) -> str:
    """``data:image/svg+xml,…`` of a picture, escaped as an address is."""
    if not svg.isascii():
        return f"data:image/svg+xml,{quote(svg)}"
    for mark, code in ENCODED:
        svg = svg.replace(mark, code)
    return f"data:image/svg+xml,{svg}"
