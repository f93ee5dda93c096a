"""A mapping as the text of its TOML file."""

from __future__ import annotations

import json
from typing import Any

from data_loaders.mapping import Mapping


def toml_of(mapping: Mapping) -> str:
    """The text that is read back as the same mapping: what is said by default is left out."""
    said = mapping.model_dump(mode="json", exclude_defaults=True)
    plain = {name: value for name, value in said.items() if not _is_table(value)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name, value in said.items():
        if name not in plain:
            lines += _table(name, value=value)
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _table(name: str, *, value: Any) -> list[str]:
    one = isinstance(value, dict)
    lines: list[str] = []
    for table in [value] if one else value:
        lines += ["", f"[{name}]" if one else f"[[{name}]]"]
        lines += [f"{_key(key)} = {_value(item)}" for key, item in table.items() if item is not None]
    return lines


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items() if item is not None)
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)
