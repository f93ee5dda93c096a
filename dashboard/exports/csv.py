"""A page's tables as one CSV: what the file is about first, then each table under its caption."""

from __future__ import annotations

import csv
import io

from dashboard.exports.document import Document, headings_of, plain, safe
from dashboard.exports.reading import Number, Value

MIMETYPE = "text/csv"
_MARK = "\ufeff"
"""Without it the usual spreadsheet program takes accents and the true minus for something else."""


def as_csv(document: Document) -> bytes:
    """The file's bytes: UTF-8 with a byte-order mark, lines ended as RFC 4180 has it."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow([safe(document.title)])
    rows.writerows([safe(words), safe(said)] for words, said in document.about)
    rows.writerows([safe(sentence)] for sentence in document.said)
    for table in document.tables:
        caption = table.caption if table.caption != table.title else ""
        rows.writerow([])
        rows.writerow([safe(words) for words in (table.title, caption) if words])
        rows.writerow([safe(heading) for heading in headings_of(table)])
        rows.writerows([_cell(value) for value in row] for row in table.rows)
    return (_MARK + written.getvalue()).encode("utf-8")


def _cell(value: Value) -> str:
    return plain(value) if isinstance(value, Number) else safe(value)
