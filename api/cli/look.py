"""Look: balances, one entry, and the history of a unit, a document or an actor."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

import click
from rich.table import Table

from api.cli.desk import Desk
from api.cli.options import DAY, common
from ledger import queries
from ledger.checkpoints import StoredTree
from ledger.entries import Entry
from ledger.errors import BadValue, UnknownEntry
from ledger.money import MINOR_UNITS, Money, format_money
from ledger.seal import leaf_hash

_MONEY: Final = frozenset(MINOR_UNITS.values())


@click.command()
@click.option("--unit", help="only this unit")
@click.option("--stage", help="only this stage, such as available")
@click.option("--as-of", type=click.IntRange(min=0), help="as it stood at this position")
@click.option("--on", type=DAY, help="what happened up to this day of business")
@click.option("--items", is_flag=True, help="each document's bucket, instead of the sum")
@common
def balance(  # noqa: PLR0913 - each option narrows the question
    desk: Desk, *, unit: str | None, stage: str | None, as_of: int | None, on: date | None, items: bool
) -> None:
    """What every bucket holds: integers of its measure (satang for baht)."""
    head = desk.head()
    if as_of is not None and as_of > head.size:
        raise BadValue(field="as_of", why="beyond_head", value=as_of, limit=head.size)
    with desk.engine.connect() as connection:
        rows = queries.balances(
            connection, desk.book, unit=unit, stage=stage, as_of=as_of, on=on, items=items
        )
    size = head.size if as_of is None else as_of
    root = head.root if as_of is None else _root_at(desk, as_of)
    _show_balances(desk, rows)
    desk.answer({"size": size, "root": root.hex(), "balances": [_plain(row, items=items) for row in rows]})


def _root_at(desk: Desk, size: int) -> bytes:
    with desk.engine.connect() as connection:
        return StoredTree(connection, desk.book).root_at(size)


def _plain(row: queries.Balance, *, items: bool) -> dict[str, Any]:
    plain = row._asdict()
    if not items:
        del plain["item"]
    return plain


def _show_balances(desk: Desk, rows: list[queries.Balance]) -> None:
    if desk.json:
        return
    with desk.engine.connect() as connection:
        currency = next(row.currency for row in queries.books(connection) if row.book == desk.book)
    table = Table("stage", "unit", "code", "item", "measure")
    table.add_column("balance", justify="right")
    for row in rows:
        shown, measure = f"{row.balance:,}", row.measure
        if row.measure in _MONEY:
            shown, measure = format_money(Money(row.balance)), currency
        table.add_row(row.stage, row.unit, row.code, row.item, measure, shown)
    desk.out.print(table)


@click.command()
@click.argument("seq", type=click.IntRange(min=1))
@common
def show(desk: Desk, seq: int) -> None:
    """One entry: its attested body and its leaf."""
    with desk.engine.connect() as connection:
        body = next(queries.bodies(connection, desk.book, seq, seq), None)
    if body is None:
        raise UnknownEntry(seq=seq)
    plain = {"seq": seq, "leaf": leaf_hash(body).hex(), "body": json.loads(body)}
    desk.say(json.dumps(plain, ensure_ascii=False, indent=2))
    desk.answer(plain)


@click.command()
@click.option("--unit", help="entries this unit took part in")
@click.option("--document", help="entries that made or refer to this document number")
@click.option("--actor", help="entries this actor asked for")
@common
def history(desk: Desk, *, unit: str | None, document: str | None, actor: str | None) -> None:
    """The entries of a unit, a document or an actor, oldest first."""
    with desk.engine.connect() as connection:
        found = list(queries.history(connection, desk.book, unit=unit, document_no=document, actor=actor))
    for entry in found:
        line = _brief(entry)
        desk.say(
            f"{line['seq']:>8}  {line['effective_on']}  {line['kind']:<20} {line['actor']}  {line['unit']}"
        )
    desk.answer({"entries": [_brief(entry) for entry in found]})


def _brief(entry: Entry) -> dict[str, Any]:
    brief = {
        "seq": entry.seq,
        "kind": entry.kind,
        "effective_on": entry.request.effective_on.isoformat(),
        "recorded_at": entry.recorded_at,
        "actor": entry.actor,
        "unit": entry.unit,
        "key": entry.request.key,
        "lines": [
            {"bucket": line.bucket.name, "measure": line.bucket.measure, "amount": line.amount}
            for line in entry.lines
        ],
    }
    if entry.refusal:
        brief["refusal"] = {"code": entry.refusal[0], "facts": dict(entry.refusal[1])}
    return brief


COMMANDS: Final = (balance, show, history)
