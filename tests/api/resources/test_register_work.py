"""What a page costs does not grow with the book: the work of each reading is counted, not timed.

SQLite counts the instructions of its machine; PostgreSQL the rows that each step of a plan handed on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, text

from api.access.scope import Scope
from api.names import Names
from api.resources.register import Named, entries_after, entry_of, held, moved, papers_after
from api.wire import opaque
from ledger import queries
from ledger.documents import item_of
from ledger.tables import document
from tests.builders import BOOK, a_request, a_voucher
from tests.databases import SECRET
from tests.serving import Office

FEW, MORE = 240, 1440
PAGE = 20
GROWTH_MOST = 1.2
WHOLE, OWN = Scope(None), Scope(frozenset({"1032"}))
NAMES = Names(SECRET)
CURSOR = opaque("V-0040", "1032", "2569")

Reading = Callable[[Connection], object]

READINGS: dict[str, Reading] = {
    "vouchers": lambda c: papers_after(c, BOOK, "disburse", CURSOR, PAGE),
    "vouchers of a unit": lambda c: papers_after(
        c, BOOK, "disburse", CURSOR, PAGE, (document.c.unit.in_(["1032"]),)
    ),
    "one voucher": lambda c: papers_after(
        c, BOOK, "disburse", "", 1, (document.c.unit.in_(["1032"]), document.c.number == "V-0040")
    ),
    "transfers": lambda c: papers_after(c, BOOK, "transfer", "", PAGE),
    "entries": lambda c: entries_after(c, BOOK, WHOLE, 60, PAGE),
    "entries of a unit": lambda c: entries_after(c, BOOK, OWN, 60, PAGE),
    "entries of a rare kind": lambda c: entries_after(c, BOOK, WHOLE, 0, PAGE, kind="transfer"),
    "entries of a number": lambda c: entries_after(c, BOOK, WHOLE, 0, PAGE, number="V-0040"),
    "entries of a number and a unit": lambda c: entries_after(c, BOOK, OWN, 0, PAGE, number="V-0040"),
    "entry by its id": lambda c: entry_of(c, NAMES, BOOK, NAMES.name("spender", "V-0040")),
    "what buckets hold": lambda c: held(c, BOOK, ("exempt", "matched"), [_spent(n) for n in range(0, 40, 2)]),
    "what moved in buckets": lambda c: moved(c, BOOK, "exempt", [_spent(n) for n in range(0, 40, 2)]),
    "balances of a unit": lambda c: queries.balances(c, BOOK, unit="1032"),
}


def _spent(number: int) -> Named:
    return Named("1032", "L69", f"{item_of(f'V-{number:04}', 2569, 2569)}/1")


def test_no_reading_does_more_work_in_a_longer_book(each_office: Office) -> None:
    _spend(each_office, 0, FEW)
    few = _works(each_office)
    _spend(each_office, FEW, MORE)
    more = _works(each_office)
    grown = {name: (few[name], more[name]) for name in few if more[name] > few[name] * GROWTH_MOST}
    assert not grown


def test_work_is_counted(each_office: Office) -> None:
    _spend(each_office, 0, FEW)
    few = _works(each_office, {"all": lambda c: list(queries.bodies(c, BOOK))})
    _spend(each_office, FEW, MORE)
    more = _works(each_office, {"all": lambda c: list(queries.bodies(c, BOOK))})
    assert more["all"] > few["all"] * 3


def test_readings_find_what_they_ask_for(each_office: Office) -> None:
    _spend(each_office, 0, FEW)
    with each_office.engine.connect() as connection:
        empty = [name for name, ask in READINGS.items() if not ask(connection)]
    assert not empty


def _spend(office: Office, first: int, past: int) -> None:
    """Vouchers of two units in turn."""
    for actor, start, unit in (("spender", 0, "1032"), ("neighbour", 1, "1033")):
        numbers = [f"V-{number:04}" for number in range(first + start, past, 2)]
        asked = [
            a_request(a_voucher(number, {"activity": "EX", "amount": "0.25"}, unit=unit), number)
            for number in numbers
        ]
        assert not any(outcome.refusal for outcome in office.journal.post_all(asked, actor))


def _works(office: Office, readings: dict[str, Reading] | None = None) -> dict[str, int]:
    with office.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
            return {name: _rows(connection, ask) for name, ask in (readings or READINGS).items()}
        return {name: _instructions(connection, ask) for name, ask in (readings or READINGS).items()}


def _instructions(connection: Connection, ask: Reading) -> int:
    counted = [0]

    def count() -> None:
        counted[0] += 1

    driver: Any = connection.connection.dbapi_connection
    driver.set_progress_handler(count, 1)
    try:
        ask(connection)
    finally:
        driver.set_progress_handler(None, 1)
    return counted[0]


def _rows(connection: Connection, ask: Reading) -> int:
    with _heard(connection) as statements:
        ask(connection)
    plans = [
        connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).scalar_one()
        for sql, values in statements
    ]
    return sum(
        _handed_on(one["Plan"])
        for plan in plans
        for one in (json.loads(plan) if isinstance(plan, str) else plan)
    )


def _handed_on(plan: dict[str, Any]) -> int:
    """Rows of a step and of all below it, those it threw away included."""
    loops = plan["Actual Loops"]
    lost = sum(value for name, value in plan.items() if name.startswith("Rows Removed by"))
    return int(loops * (plan["Actual Rows"] + lost)) + sum(map(_handed_on, plan.get("Plans", ())))


@contextmanager
def _heard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent meanwhile, with their values."""
    heard: list[tuple[str, Any]] = []

    def hear(_c: object, _u: object, sql: str, values: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
        heard.append((sql, values))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(connection, "before_cursor_execute", hear)
