"""Printed sheets as a reader has them in hand: where each word stands, and whether its ink is there to be read."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.fixtures import chromium

A4 = (595, 842)
"""The size of a sheet in points."""
TOP, BOTTOM = 17 / 25.4 * 72, 16 / 25.4 * 72
"""The margins of ``print.css`` in points: what heads and numbers a sheet stands in them, all else between them."""
DOTS, DARK = 108, 215
"""Dots an inch, and the shade below which a dot is ink: muted words are."""
SHEET = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')

Shades = np.ndarray[Any, np.dtype[np.uint8]]


class Word(NamedTuple):
    """A word and its box, in points from the upper left corner of its sheet."""

    left: float
    top: float
    right: float
    bottom: float
    said: str


class Sheet(NamedTuple):
    """A sheet: its size in points, its words, its shades by row and column."""

    size: tuple[int, int]
    words: list[Word]
    shades: Shades

    @property
    def text(self) -> str:
        """Its words in the order in which they are written."""
        return " ".join(word.said for word in self.words)


def read(file: Path) -> list[Sheet]:
    """The sheets of a printed file."""
    if not shutil.which("pdftotext"):
        chromium.install("poppler-utils")
    assert shutil.which("pdftotext"), "No pdftotext: apt-get install poppler-utils"
    told = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True).stdout
    drawn = subprocess.run(["pdftoppm", "-gray", "-r", str(DOTS), str(file)], capture_output=True, check=True).stdout
    sheets = []
    for width, height, body in SHEET.findall(told):
        words = [Word(*map(float, box), unescape(said)) for *box, said in WORD.findall(body)]
        shades, drawn = _first_picture(drawn)
        sheets.append(Sheet((round(float(width)), round(float(height))), words, shades))
    assert not drawn, "a picture for each sheet"
    return sheets


def _first_picture(drawn: bytes) -> tuple[Shades, bytes]:
    """The first of PGM pictures, and the others: its kind, its size, its brightest shade, then a byte for each dot."""
    kind, size, brightest, dots = drawn.split(b"\n", 3)
    assert (kind, brightest) == (b"P5", b"255")
    width, height = map(int, size.split())
    shades = np.frombuffer(dots, dtype=np.uint8, count=width * height).reshape(height, width)
    return shades, dots[width * height :]


def faults(sheets: list[Sheet]) -> list[str]:
    """What a reader would find: another paper, a blank sheet, words that are cut, covered or written over."""
    found = []
    for number, sheet in enumerate(sheets, start=1):
        size, edge = sheet.size, sheet.size[1] - BOTTOM
        found += [f"sheet {number} is {size}"] * (size != A4)
        found += [f"sheet {number} is blank"] * all(word.bottom < TOP or word.top > edge for word in sheet.words)
        cut = [
            word.said for word in sheet.words if word.top < edge < word.bottom or word.top < TOP - 3 < word.bottom - 3
        ]
        unseen = [word.said for word in sheet.words if not _is_seen(word, shades=sheet.shades)]
        found += [f"sheet {number}: {said!r} is not seen whole" for said in dict.fromkeys([*cut, *unseen])]
        found += [f"sheet {number}: {one!r} is written over {other!r}" for one, other in _over(sheet.words)]
    return found


def _is_seen(word: Word, *, shades: Shades) -> bool:
    """Whether there is ink in the upper and in the lower half of a word's letters; of a lone mark that is not asked."""
    if sum(map(str.isalnum, word.said)) < 2:
        return True
    top, bottom, left, right = (round(at * DOTS / 72) for at in (word.top, word.bottom, word.left, word.right))
    box = shades[max(top, 0) : bottom, max(left, 0) : right] < DARK
    half = len(box) // 2
    return bool(box[:half].any() and box[half:].any())


def _over(words: list[Word]) -> list[tuple[str, str]]:
    """Pairs of words whose boxes share more than a third of the lower one and two points across."""
    found = []
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if across > 2 and down > min(one.bottom - one.top, other.bottom - other.top) / 3:
                found.append((one.said, other.said))
    return found
