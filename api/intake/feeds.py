"""Feeds: the rows of an export, turned by a profile into rows of the intake's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

from api.intake.profiles import PLACEHOLDER, Condition, Feed, Named, Profile, Source
from api.intake.sheet import Row, Sheet, read_sheet
from api.intake.slug import Slugs
from api.intake.tables import BY_NAME, CHANGES, Table
from ledger.calendar import parse_date_any
from ledger.commands.fields import specs
from ledger.errors import BadValue, Refusal, Unusable

Fed = dict[str, list[Row]]
Scope = Mapping[str, str]

_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_ZERO: Final = re.compile(r"-?0*(\.0*)?")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_PARENTHESES: Final = re.compile(r"\(([0-9][0-9.,]*)\)")


def fed_by(profile: Profile, folder: Path) -> Fed:
    """Rows by table, from the profile's own rows and every file it names.

    Raises Unusable (missing_file, unreadable_file, missing_column). What is wrong with one row is
    that row's refusal.
    """
    fed: Fed = {}
    for number, (table, cells) in enumerate(profile.rows, 1):
        fed.setdefault(table, []).append(Row(profile.file, number, cells, None, (0, number)))
    slugs, place = Slugs(), 0
    for source in profile.sources:
        for sheet in _sheets(source, folder):
            place += 1
            _check_names(source, sheet)
            rows = (each for row in sheet.rows for each in _rows(source, row, slugs))
            for number, (table, row) in enumerate(rows):
                fed.setdefault(table, []).append(row._replace(place=(place, number)))
    return fed


def _sheets(source: Source, folder: Path) -> Iterator[Sheet]:
    paths = sorted(path for path in folder.iterdir() if fnmatchcase(path.name, source.file))
    if not paths:
        raise Unusable("missing_file", file=source.file)
    yield from (read_sheet(path, source.form) for path in paths)


def _check_names(source: Source, sheet: Sheet) -> None:
    """Refuse the file when the profile speaks of a column it does not have."""
    known = {*sheet.columns, *source.values}
    asked = [condition.column for condition in source.where]
    asked += [name for value in source.values.values() for name in PLACEHOLDER.findall(value.template)]
    for feed in source.feeds:
        asked += [condition.column for condition in feed.where if condition.column not in feed.each[0]]
        texts = [text for item in feed.each for text in item.values()]
        texts += feed.cells.values()
        asked += [n for text in texts for n in PLACEHOLDER.findall(text) if n not in feed.each[0]]
    for name in asked:
        if name not in known:
            raise Unusable("missing_column", file=sheet.file, field=name)


def _rows(source: Source, row: Row, slugs: Slugs) -> Iterator[tuple[str, Row]]:
    """What one row of the export feeds; one refusal where nothing of it can be used."""
    if not source.feeds:
        return
    first = source.feeds[0]
    if row.refusal:
        yield first.table, row
        return
    cells = {name: "" if cell in source.blank else cell for name, cell in row.cells.items()}
    try:
        if not passes(source.where, cells):
            return
        scope = with_values(source, cells, slugs)
    except Refusal as refusal:
        yield first.table, row._replace(cells=_name_of(first, cells), refusal=refusal)
        return
    if passes(source.where, scope):
        for feed in source.feeds:
            yield from ((feed.table, fed) for fed in _feed_rows(source, feed, row, scope))


def _name_of(feed: Feed, cells: Scope) -> dict[str, str]:
    """What the report calls a row that feeds nothing: its number, where the export itself holds it."""
    naming = BY_NAME[feed.table].naming
    template = feed.cells.get(naming, "")
    asked = PLACEHOLDER.findall(template)
    return {naming: filled(template, cells)} if asked and all(name in cells for name in asked) else {}


def passes(conditions: tuple[Condition, ...], scope: Scope) -> bool:
    """Whether a row meets every condition on the columns it has."""
    return all(c.holds(scope[c.column]) for c in conditions if c.column in scope)


def with_values(source: Source, cells: Scope, slugs: Slugs) -> Scope:
    """A row's cells and what the source works out of them."""
    scope = dict(cells)
    for name, value in source.values.items():
        scope[name] = _value(name, value, scope, slugs)
    return scope


def _value(name: str, value: Named, scope: Scope, slugs: Slugs) -> str:
    text = filled(value.template, scope)
    if value.function == "slug":
        return slugs.claim(text, name)
    if value.table is not None:
        if text not in value.table:
            raise BadValue(field=name, why="not_in_map", value=text)
        return value.table[text]
    return text


def filled(template: str, scope: Scope) -> str:
    """A template with its placeholders filled.

    >>> filled("{unit}/RENT", {"unit": "1032"})
    '1032/RENT'
    """
    return PLACEHOLDER.sub(lambda found: scope[found.group(1)], template)


def _feed_rows(source: Source, feed: Feed, row: Row, scope: Scope) -> Iterator[Row]:
    for item in feed.each:
        inner = {**scope, **{name: filled(text, scope) for name, text in item.items()}}
        if not passes(feed.where, inner):
            continue
        cells, refusal = _cells(source, feed, inner)
        if feed.nothing_if_zero and _ZERO.fullmatch(cells[feed.nothing_if_zero].replace(",", "")):
            continue
        yield Row(row.file, row.number, cells, refusal)


def _cells(source: Source, feed: Feed, scope: Scope) -> tuple[dict[str, str], Refusal | None]:
    """The cells in wire form; those that cannot be read stay as they are, beside the first refusal."""
    cells: dict[str, str] = {}
    trouble: Refusal | None = None
    for column, template in feed.cells.items():
        cells[column] = filled(template, scope)
        if cells[column] == template:  # a constant of the profile is in wire form already
            continue
        try:
            cells[column] = wire_of(source, kind_of(feed.table, column), column, cells[column])
        except Refusal as refusal:
            trouble = trouble or refusal
    return cells, trouble


@cache
def kind_of(table: str, column: str) -> str:
    """The kind of field that a column fills (`amount`, `day` …).

    >>> kind_of("vouchers", "posted_on"), kind_of("vouchers", "amount"), kind_of("vouchers", "unit")
    ('day', 'amount', 'code')
    """
    forms = (BY_NAME[table], CHANGES) if table == CHANGES.name else (BY_NAME[table],)
    return next(kind for form in forms for kind in _kinds(form, column))


def _kinds(table: Table, column: str) -> Iterator[str]:
    field = table.all_columns.get(column, "")
    if field in ("effective_on", "original_on"):
        yield "day"
    classes = (table.command, *((table.parts.kind,) if table.parts else ()))
    yield from (spec.kind for cls in classes for spec in specs(cls) if spec.name == field)
    if field:
        yield "text"


def wire_of(source: Source, kind: str, column: str, text: str) -> str:
    """An export's text as our own folders write it; a sign stays, to be refused where it must not be."""
    if kind not in ("amount", "sum", "quantity", "day"):
        return text
    plain = text.translate(_THAI_DIGITS) if source.thai_digits else text
    if kind == "day":
        return parse_date_any(plain, source.era, column).isoformat() if plain else ""
    for sign in source.strip:
        plain = plain.replace(sign, "")
    plain = _PARENTHESES.sub(r"-\1", plain.strip())
    return plain.replace(",", "") if kind == "quantity" and _GROUPED.fullmatch(plain) else plain
