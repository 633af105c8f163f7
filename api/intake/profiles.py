"""Import profiles: TOML that says which columns of any CSV feed which table of the intake.

A profile turns the rows of somebody's export into rows of the tables in `tables.py`; from there on
they are read like a folder of our own. `{name}` in a cell stands for a column of the export, one of
the source's `values`, or a name of the feed's `each`. The README shows every word of a profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.intake.book import BookFile, book_of
from api.intake.sheet import ENCODINGS, Form
from api.intake.tables import BY_NAME, known_columns
from api.intake.toml_file import read_toml
from ledger.calendar import Era
from ledger.errors import Unusable

PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
OPERATORS: Final[Mapping[str, Callable[[str, Any], bool]]] = {
    "equals": lambda cell, value: bool(cell == value),
    "not_equals": lambda cell, value: bool(cell != value),
    "in": lambda cell, value: cell in value,
    "starts_with": lambda cell, value: cell.startswith(value),
    "not_starts_with": lambda cell, value: not cell.startswith(value),
    "matches": lambda cell, value: re.fullmatch(value, cell) is not None,
    "blank": lambda cell, value: (not cell) is value,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A test on one column (or value) of a row; rows that fail it feed nothing."""

    column: str
    operator: str
    value: Any

    def holds(self, cell: str) -> bool:
        """Whether the cell passes."""
        return OPERATORS[self.operator](cell, self.value)


@dataclass(frozen=True, slots=True)
class Named:
    """A value computed once per row: a template, made a slug or looked up when the profile says so."""

    template: str
    function: str = ""
    table: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One table that a source's rows feed: a template per column, as often as `each` has items."""

    table: str
    cells: Mapping[str, str]
    where: tuple[Condition, ...] = ()
    nothing_if_zero: str = ""
    each: tuple[Mapping[str, str], ...] = ({},)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an export (`*` in its name: several), how it is written, and what it feeds."""

    file: str
    form: Form
    era: Era
    blank: frozenset[str]
    strip: tuple[str, ...]
    thai_digits: bool
    where: tuple[Condition, ...]
    values: Mapping[str, Named]
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a profile says; `rows` are rows which the export does not hold."""

    file: str
    book: BookFile | None
    shipped_holidays: bool
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    sources: tuple[Source, ...]


def read_profile(path: Path) -> Profile:
    """Read a profile; raises Unusable (missing_file, bad_toml, bad_profile, bad_book)."""
    tables = TomlTable(read_toml(path), path.name, "")
    book = tables.take("book", dict, None)
    profile = Profile(
        file=path.name,
        book=None if book is None else book_of(book, path.name),
        shipped_holidays=tables.take("shipped_holidays", bool, True),  # noqa: FBT003 - the default of a TOML flag
        rows=tuple(_fixed(table) for table in tables.several("row")),
        sources=tuple(source_of(table) for table in tables.several("source")),
    )
    tables.finish()
    return profile


class TomlTable:
    """One table of a profile, whose every name must be used; `at` says which it is."""

    def __init__(self, plain: Mapping[str, Any], file: str, at: str) -> None:
        self.plain, self.file, self.at = dict(plain), file, at

    def bad(self, name: str, why: str, value: object = "") -> Unusable:
        """What to raise about one name of this table."""
        return Unusable("bad_profile", file=self.file, field=f"{self.at}{name}", why=why, value=value)

    def take(self, name: str, kind: type[Any], *default: Any) -> Any:  # noqa: ANN401 - TOML
        """The value under a name, of a kind; a name without default must be there."""
        if name not in self.plain:
            if not default:
                raise self.bad(name, "missing")
            return default[0]
        value = self.plain.pop(name)
        if not isinstance(value, kind):
            raise self.bad(name, "wrong_kind", value)
        return value

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """A word of a closed list."""
        value = self.take(name, str, default)
        if value not in allowed:
            raise self.bad(name, "not_in_list", value)
        return str(value)

    def texts(self, name: str, value: object) -> dict[str, str]:
        """A table of texts."""
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise self.bad(name, "wrong_kind", value)
        return value

    def several(self, name: str) -> list[TomlTable]:
        """An array of tables."""
        items = self.take(name, list, [])
        if not all(isinstance(item, dict) for item in items):
            raise self.bad(name, "wrong_kind", items)
        return [TomlTable(item, self.file, f"{self.at}{name} {n}: ") for n, item in enumerate(items, 1)]

    def finish(self) -> None:
        """Refuse names nobody asked for: a misspelt one would change what is read."""
        for name in self.plain:
            raise self.bad(name, "unknown_field")


def _fixed(table: TomlTable) -> tuple[str, Mapping[str, str]]:
    name, cells = _cells(table)
    table.finish()
    return name, cells


def _cells(table: TomlTable) -> tuple[str, Mapping[str, str]]:
    """The name of a table of the intake, and texts for its columns, none needed one missing."""
    name = table.take("table", str)
    if name not in BY_NAME:
        raise table.bad("table", "not_in_list", name)
    cells = table.texts("cells", table.take("cells", dict))
    for column in cells:
        if column not in known_columns(name):
            raise table.bad(f"cells.{column}", "unknown_field")
    for column in BY_NAME[name].needed:
        if column not in cells:
            raise table.bad(f"cells.{column}", "missing")
    return name, cells


def source_of(table: TomlTable) -> Source:
    """How one file is read; raises Unusable (bad_profile)."""
    form = Form(
        encoding=table.one_of("encoding", ENCODINGS, "utf-8"),
        delimiter=table.one_of("delimiter", (",", ";", "\t", "|"), ","),
        header_row=max(1, table.take("header_row", int, 1)),
    )
    file = table.take("file", str)
    if "/" in file or "\\" in file:
        raise table.bad("file", "not_a_name", file)
    source = Source(
        file=file,
        form=form,
        era="be" if table.one_of("era", ("ce", "be"), "ce") == "be" else "ce",
        blank=frozenset(_list(table, "blank")),
        strip=tuple(_list(table, "strip")),
        thai_digits=table.take("thai_digits", bool, False),  # noqa: FBT003 - the default of a TOML flag
        where=conditions_of(table),
        values={name: _named(table, name, value) for name, value in table.take("values", dict, {}).items()},
        feeds=tuple(_feed(feed) for feed in table.several("feed")),
    )
    table.finish()
    return source


def _list(table: TomlTable, name: str) -> list[str]:
    items = table.take(name, list, [])
    if not all(isinstance(item, str) and item for item in items):
        raise table.bad(name, "wrong_kind", items)
    return list(items)


def _named(table: TomlTable, name: str, value: object) -> Named:
    """`"{a}"`, `{ slug = "{a}" }` or `{ map = "{a}", to = { x = "1" } }`."""
    at = f"values.{name}"
    if isinstance(value, str):
        return Named(value)
    match value:
        case {"slug": str(template), **rest} if not rest:
            return Named(template, "slug")
        case {"map": str(template), "to": to, **rest} if not rest:
            return Named(template, "map", table.texts(at, to))
    raise table.bad(at, "wrong_kind", value)


def _feed(table: TomlTable) -> Feed:
    name, cells = _cells(table)
    each = [table.texts("each", item) for item in table.take("each", list, [{}])]
    if not each or any(item.keys() != each[0].keys() for item in each):
        raise table.bad("each", "wrong_kind")
    feed = Feed(
        table=name,
        cells=cells,
        where=conditions_of(table),
        nothing_if_zero=table.take("nothing_if_zero", str, ""),
        each=tuple(each),
    )
    if feed.nothing_if_zero and feed.nothing_if_zero not in cells:
        raise table.bad("nothing_if_zero", "not_in_list", feed.nothing_if_zero)
    table.finish()
    return feed


def conditions_of(table: TomlTable) -> tuple[Condition, ...]:
    """Which rows are meant; raises Unusable (bad_profile)."""
    return tuple(_condition(part) for part in table.several("where"))


def _condition(table: TomlTable) -> Condition:
    column = table.take("column", str)
    asked = [name for name in OPERATORS if name in table.plain]
    if len(asked) != 1:
        raise table.bad("where", "one_operator", " ".join(asked))
    operator = asked[0]
    value = table.take(operator, {"blank": bool, "in": list}.get(operator, str))
    if operator == "matches" and not _is_pattern(value):
        raise table.bad(operator, "not_a_pattern", value)
    table.finish()
    return Condition(column, operator, value)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
