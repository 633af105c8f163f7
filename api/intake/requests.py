"""Requests: the rows of one document read into what the journal is asked, under a key of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from api.intake.sheet import Row
from api.intake.tables import CHANGES, LISTS, Table
from ledger.calendar import first_day, fiscal_year, parse_date
from ledger.commands import Command, Disburse, MovePurpose, OpenLine, Transfer
from ledger.commands.fields import check, specs
from ledger.entries import Evidence, Request
from ledger.errors import BadValue, Refusal

T = TypeVar("T")

# What every row of a document may say differently: each row's own remark and paper are kept.
ROW_FIELDS: Final = frozenset({"remark", "evidence", "digest"})
PERSONS: Final[tuple[str, ...]] = ("made_by", "approved_by", "acting_for")
_PENDING: Final = "import"


@dataclass(frozen=True, slots=True)
class Lines:
    """The budget lines that documents may name, and the first day of the earliest one's year.

    `fallback` serves a folder without any line: the first day of its earliest document's year.
    """

    by_code: Mapping[str, OpenLine]
    fallback: date | None = None

    @property
    def earliest(self) -> date | None:
        """The first day of the earliest line's fiscal year."""
        years = [line.fiscal_year for line in self.by_code.values()]
        return first_day(min(years)) if years else self.fallback

    def year(self, command: Command) -> int:
        """The document fiscal year by the (first) line a command names; 0 when it names none."""
        named = (self.by_code.get(code) for code in lines_of(command))
        return next((line.fiscal_year for line in named if line), 0)


def lines_of(command: Command) -> Iterator[str]:
    """The codes of the budget lines that a command names, in order."""
    if isinstance(command, Transfer):
        yield from (leg.line for leg in command.legs)
    elif isinstance(command, Disburse):
        yield from (line.line for line in command.lines)
    elif isinstance(command, MovePurpose):
        yield from (command.from_line, command.to_line)
    elif line := getattr(command, "line", ""):
        yield str(line)


class Offence(Exception):  # noqa: N818 - carries a refusal, which is an answer, and the row it is about
    """One row of a document is refused, and the document with it."""

    def __init__(self, row: Row, refusal: Refusal) -> None:
        self.row, self.refusal = row, refusal


def request_of(table: Table, rows: Sequence[Row], lines: Lines) -> Request:
    """The request that the rows of one document make; raises Offence naming the row."""
    first = rows[0]
    for row in rows:
        if row.refusal:
            raise Offence(row, row.refusal)
        _at(row, _agrees, table, first)
    parts = [_at(row, _part, table) for row in rows] if table.parts else []
    command = _at(first, _command, table, parts)
    if isinstance(command, MovePurpose):
        _at(first, _by_owner, lines, command)
    papers = tuple(dict.fromkeys(paper for row in rows for paper in _at(row, _papers)))
    return _at(first, _asked, table, rows, command, papers, lines)


def _at(row: Row, read: Callable[..., T], *rest: object) -> T:
    """Read something of a row, so that a refusal knows its row."""
    try:
        return read(row, *rest)
    except Refusal as refusal:
        raise Offence(row, refusal) from None


def _agrees(row: Row, table: Table, first: Row) -> None:
    """Refuse a row that states otherwise what belongs to the whole document, or a remark of its own."""
    check(row.cells.get("remark", ""), "text", "remark", optional=True)
    if isinstance(table.day, str) and row.cells.get(table.day):
        parse_date(row.cells[table.day], field=table.day)  # that it is no day says more than that it differs
    for column, field in table.columns.items():
        if field not in ROW_FIELDS and row.cells.get(column, "") != first.cells.get(column, ""):
            value, other = row.cells.get(column, ""), first.cells.get(column, "")
            raise BadValue(field=field, why="rows_disagree", value=value, other=other, other_row=first.number)
    if table.name == CHANGES.name and table.parts and row.cells.get("to_line"):
        raise BadValue(field="to_line", why="unexpected", value=row.cells["to_line"])


def _filled(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    """The cells that say something, by field."""
    return {field: row.cells[column] for column, field in columns.items() if row.cells.get(column)}


def _part(row: Row, table: Table) -> Mapping[str, Any]:
    """One part in wire form, read once so that what is wrong with it is found at its row."""
    if table.parts is None:
        return {}
    plain = _filled(row, table.parts.columns)
    table.parts.kind.read(plain)
    return plain


def _command(row: Row, table: Table, parts: Sequence[Mapping[str, Any]]) -> Command:
    names = {spec.name for spec in specs(table.command)}
    plain = {field: cell for field, cell in _filled(row, table.columns).items() if field in names}
    for field in LISTS & plain.keys():
        plain[field] = [code.strip() for code in plain[field].split("|") if code.strip()]
    if table.parts:
        plain[table.parts.field] = parts
        if table.parts.group == ("year",):
            plain["year"] = row.cells["date"][:4]
    if table is CHANGES:
        plain.setdefault("authority", row.cells.get("letter_no", ""))
    return table.command.read(plain)


def _by_owner(row: Row, lines: Lines, command: MovePurpose) -> None:
    """Refuse a change of purpose that a row places elsewhere than with the line's owner."""
    line = lines.by_code.get(command.from_line)
    for column in ("from", "to"):
        unit = row.cells.get(column, "")
        if line and unit and unit != line.owner_unit:
            raise BadValue(field=column, why="not_the_owner", value=unit, owner=line.owner_unit)


def _day(row: Row, table: Table, command: Command, lines: Lines) -> date:
    if isinstance(table.day, str):
        return parse_date(row.cells.get(table.day, ""), field=table.day)
    day = table.day(command) if table.day else lines.earliest
    if day is None:
        raise BadValue(field="date", why="no_budget_line")
    return day


def _asked(  # noqa: PLR0913, PLR0917 - all that surrounds a command
    row: Row,
    table: Table,
    rows: Sequence[Row],
    command: Command,
    papers: tuple[Evidence, ...],
    lines: Lines,
) -> Request:
    request = Request(
        key=_PENDING,
        effective_on=_day(row, table, command, lines),
        command=command,
        taken_over=True,
        evidence=papers,
        **_surroundings(row, table, rows),
    )
    return replace(request, key=identity(request, lines))


def _papers(row: Row) -> tuple[Evidence, ...]:
    paper = _filled(row, {"evidence": "name", "evidence_digest": "digest"})
    try:
        return (Evidence.read(paper),) if paper else ()
    except BadValue as refusal:
        field = "evidence" if refusal.facts["field"] == "name" else "digest"
        raise BadValue(**{**refusal.facts, "field": field}) from None


def _surroundings(row: Row, table: Table, rows: Sequence[Row]) -> dict[str, Any]:
    """Persons, the day of the fact, and the remarks of all rows."""
    names = {spec.name for spec in specs(table.command)}
    said = _filled(row, table.columns)
    own: dict[str, Any] = {name: said[name] for name in PERSONS if name in said and name not in names}
    if "original_on" in said:
        own["original_on"] = parse_date(said["original_on"], field="original_on")
    remarks = dict.fromkeys(each.cells["remark"] for each in rows if each.cells.get("remark"))
    return {**own, "remark": "; ".join(remarks)}


def identity(request: Request, lines: Lines) -> str:
    """The idempotency key of a document: what it is, never where it stands.

    A document without a number is known by all it says; the folder counts equal ones.
    """
    command = request.command
    number = getattr(command, "number", "")
    if isinstance(command, Transfer):
        number = command.order_no or command.legs[0].number
    if not number:
        return f"import:{command.verb}:{request.digest()}"
    year = getattr(command, "document_fiscal_year", 0) or lines.year(command)
    unit = getattr(command, "unit", "")
    return f"import:{command.verb}:{unit}:{year or fiscal_year(request.effective_on)}:{number}"
