"""Bytes to text: which encoding a file is in, never guessed in silence."""

from __future__ import annotations

import codecs
import unicodedata

from data_loaders.sources.sheet import Read

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHOWN = 5


def text_of(content: bytes, *, read: Read, encoding: str = "auto") -> str | None:
    """The text of a file, or None where it cannot be read (``read`` then says why).

    ``auto``: the byte-order mark where there is one, else strict UTF-8, else Windows-1252 with a note naming the first
    values read so. Characters are composed (NFC), so that ``é`` is the same however it was typed.
    """
    named = encoding if encoding != "auto" else next((name for mark, name in _MARKS if content.startswith(mark)), "")
    text = _strict(content, read=read, encoding=named) if named else _unmarked(content, read=read)
    if text is None:
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        read.refuse(
            "nul", message="the file holds NUL characters: it is damaged or not text", advice=_SAVE_AGAIN, lines=(line,)
        )
        return None
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_SAVE_AGAIN = "Export it again from the school's system, or save it as “CSV UTF-8”"


def _strict(content: bytes, *, read: Read, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        read.refuse("encoding", message=f"the file is not {_title(encoding)} text", advice=_SAVE_AGAIN, lines=(line,))
    except LookupError:
        read.refuse(
            "encoding", message=f"the mapping names an unknown encoding, {encoding}", advice="Correct the mapping"
        )
    return None


def _unmarked(content: bytes, *, read: Read) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(content, read=read, encoding="cp1252") if b"\0" not in content else content.decode("latin-1")
    if text is not None and "\0" not in text:
        shown = ", ".join(f"“{word}”" for word in _changed(text))
        read.note("windows_1252", message=f"not UTF-8, so read as Windows-1252; check how these read: {shown}")
    return text


def _changed(text: str) -> list[str]:
    words = (word for word in text.replace('"', " ").replace(",", " ").replace(";", " ").split() if not word.isascii())
    return list(dict.fromkeys(word[:30] for word in words))[:_SHOWN]


def _title(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "UTF-8 or Windows-1252"}.get(encoding, encoding)
