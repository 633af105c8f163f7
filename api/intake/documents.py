"""Documents: rows of a table grouped into what is posted whole or not at all.

A document is one row, or all rows that share its group (an order, a voucher, a year of holidays).
One bad row refuses the whole document; it is reported once, at the row that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.intake.requests import Lines, Offence, request_of
from api.intake.sheet import Row
from api.intake.tables import CHANGE, CHANGES, Table
from ledger.entries import Request
from ledger.errors import BadValue, Refusal
from ledger.money import Money, parse_signed_money


@dataclass(frozen=True, slots=True)
class Document:
    """What one document of a folder asks, or why it cannot be asked; `row` is where to look.

    `follows`: made because of the row's own document (a release that was not listed), so that its
    refusal says nothing new when that one was refused. `recorded`: the book holds it already.
    """

    table: str
    rows: tuple[Row, ...]
    row: int
    number: str
    verb: str
    request: Request | None = None
    refusal: Refusal | None = None
    follows: bool = False
    recorded: bool = False

    @property
    def file(self) -> str:
        """The file's name."""
        return self.rows[0].file

    @property
    def unit(self) -> str:
        """The unit that the document's row names, or nothing."""
        return self.rows[0].cells.get("unit", "")

    @property
    def amount(self) -> Money | None:
        """What the document's rows say in `amount`, negative figures included; None when unreadable."""
        try:
            return Money(sum(parse_signed_money(row.cells["amount"]).minor for row in self.rows))
        except (KeyError, BadValue):
            return None

    @property
    def place(self) -> tuple[int, int]:
        """Where the document stands among those of its table."""
        return self.rows[0].place


def documents_of(table: Table, rows: Iterable[Row], lines: Lines) -> Iterator[Document]:
    """The documents of a table's rows, in the order of their first rows."""
    for form, group in _grouped(table, rows):
        yield _document(form, tuple(group), lines)


def _grouped(table: Table, rows: Iterable[Row]) -> Iterator[tuple[Table, list[Row]]]:
    """Rows by document; a change of purpose is a document of its own, of another verb."""
    groups: dict[tuple[str, ...], tuple[Table, list[Row]]] = {}
    for row in rows:
        changes = table.name == CHANGES.name and row.cells.get("kind") == CHANGE
        form = CHANGES if changes else table
        groups.setdefault(_group(form, row), (form, []))[1].append(row)
    yield from groups.values()


def _group(table: Table, row: Row) -> tuple[str, ...]:
    if table.parts is None:
        return ("alone", *map(str, row.place))
    if table.parts.group == ("year",):
        return (row.cells.get("date", "")[:4],)
    group = tuple(row.cells.get(column, "") for column in table.parts.group)
    return group if any(group) else ("alone", *map(str, row.place))


def _document(table: Table, rows: tuple[Row, ...], lines: Lines) -> Document:
    verb, first = table.command.verb, rows[0]
    try:
        request = request_of(table, rows, lines)
    except Offence as offence:
        number, refusal = offence.row.cells.get(table.naming, ""), _named(offence.refusal, table, rows)
        return Document(table.name, rows, offence.row.number, number, verb, refusal=refusal)
    return Document(table.name, rows, first.number, first.cells.get(table.naming, ""), verb, request)


def _named(refusal: Refusal, table: Table, rows: Sequence[Row]) -> Refusal:
    """The same refusal, speaking of columns rather than fields, and naming a document of many rows."""
    columns = {field: column for column, field in table.all_columns.items()}
    facts = dict(refusal.facts)
    if "field" in facts:
        facts["field"] = columns.get(facts["field"], facts["field"])
    if len(rows) > 1 and table.parts:
        facts["document"] = " ".join(filter(None, _group(table, rows[0])))
    return type(refusal)(**facts)
