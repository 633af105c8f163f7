"""Words: what templates and marked copies say, and how the reader knows its own words again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from api.uploads.definitions import Definition
from ledger.texts import LANGUAGES, fill, table

SUBJECT: Final = "uploads"


def word(key: str, language: str, **facts: object) -> str:
    """A text of the subject `uploads`, by its dotted key."""
    found: Any = table(SUBJECT, language)
    for part in key.split("."):
        found = found[part]
    return fill(str(found), {name: str(value) for name, value in facts.items()})


def label(column: str, name: str, language: str) -> str:
    """What people call a column of a table (some columns are called differently in different tables)."""
    texts = table(SUBJECT, language)
    return str(texts["columns_of"].get(name, {}).get(column) or texts["columns"].get(column, column))


def how_to_write(definition: Definition, language: str) -> str:
    """How a cell of a column is filled in."""
    said = word(f"kinds.{definition.kind}", language)
    if definition.many:
        said = word("several", language, how=said)
    need = "required" if definition.required else "optional"
    return word(need, language, how=said)


def is_label_row(name: str, cells: Mapping[str, str]) -> bool:
    """Whether a row is the one with labels that a template puts below the names of its columns."""
    filled = {column: text for column, text in cells.items() if text}
    return any(
        len(filled) > 1 and all(text == label(column, name, language) for column, text in filled.items())
        for language in LANGUAGES
    )


@cache
def _each(key: str) -> frozenset[str]:
    return frozenset(word(key, language) for language in LANGUAGES)


def is_aside(title: str) -> bool:
    """Whether a sheet of this title is one that templates and marked copies bring along."""
    return title in _each("sheets.instructions") | _each("sheets.lists")


def is_remark(column: str) -> bool:
    """Whether a column is the one in which a marked copy says what is wrong."""
    return column in _each("wrong")
