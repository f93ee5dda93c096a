"""A mapping in words, for ``afa mappings NAME``."""

from __future__ import annotations

from datetime import date

from data_loaders.mapping import Mapping
from data_loaders.mapping_parts import Source, Sources
from data_loaders.store.records import BY_NAME


def explained(mapping: Mapping) -> str:
    """What a mapping reads, from which columns, and what it asks, in words."""
    lines = [f"{mapping.name}: {mapping.title}", "", mapping.about.strip(), "", _form_words(mapping), ""]
    for made in mapping.records:
        where = f" (from {' or '.join(made.sheets)})" if made.sheets else ""
        lines.append(f"{BY_NAME[made.record].title}{where}")
        for sources in made.variants:
            lines += _sources_words(made.record, mapping=mapping, sources=sources)
    if mapping.asks:
        lines += ["", "Asked each time:", *(_ask_words(name, words=words) for name, words in mapping.asks.items())]
    if mapping.same:
        lines += ["", "The same column under other names:"]
        lines += [f"  {name}: {', '.join(others)}" for name, others in mapping.same.items()]
    if mapping.all_notes:
        lines += ["", "Shown with every figure:", *(f"  {note}" for note in mapping.all_notes)]
    return "\n".join(lines)


def _ask_words(name: str, *, words: str) -> str:
    return f"  {words}: --school …" if name == "school" else f"  {words}: --given {name}=…"


def _sources_words(record: str, *, mapping: Mapping, sources: Sources) -> list[str]:
    return [f"  {_source_words(name, record=record, mapping=mapping, said=said)}" for name, said in sources.items()]


def _form_words(mapping: Mapping) -> str:
    form = {"csv": "CSV", "workbook": "a workbook", "xml": "XML", "any": "CSV or a workbook"}[mapping.format]
    columns = {"\t": "a tab"}.get(mapping.delimiter, mapping.delimiter)
    dates = " or ".join(f"{date(2026, 3, 20):{said}}" for said in (*mapping.date_formats, "%Y-%m-%d"))
    columns = "" if mapping.format == "xml" else f" CSV columns separated by {columns} ;"
    return f"Read from {form};{columns} dates as {dates}; numbers as 98{mapping.decimal}5."


def _source_words(name: str, *, record: str, mapping: Mapping, said: Source) -> str:
    column = BY_NAME[record].column(name)
    where = f"always {said.constant}" if said.constant else f"column {' or '.join(said.headings)}"
    codes = ", ".join(f"{file} is {ours}" for file, ours in said.codes.items())
    nothing = ", ".join((*mapping.missing, *said.missing))
    more = [codes, f"nothing known where it is {nothing}" if nothing and said.column else ""]
    if said.column and said.absent == "ignored":
        more.append("may be missing" + (f": {said.absent_words}" if said.absent_words else ""))
    return "; ".join(part for part in (f"{column.heading}: {where}", *more) if part)
