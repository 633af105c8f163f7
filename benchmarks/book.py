"""Book: a generated book of districts that spend, made by the ordinary commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Engine

import migrations
from ledger.entries import Request
from ledger.posting import Journal

BOOK: Final = "bench"
ACTOR: Final = "me"
OTHER: Final = "you"  # whoever sends money does not confirm its arrival
LINE: Final = "2569-HOUSING-SURVEY"
UNITS: Final = tuple(str(1001 + n) for n in range(50))
HOT: Final = UNITS[0]
FIRST_DAY: Final = date(2025, 10, 1)
DAYS: Final = 365
LINES_OF_VOUCHER: Final = 19  # of a voucher in the books that are read; fewer entries build sooner

Wire = Mapping[str, Any]


def opened(engine: Engine) -> Journal:
    """A migrated database with a book in which every unit has money to spend."""
    migrations.upgrade(engine)
    journal = Journal(engine, BOOK)
    for outcome in [journal.post(request, actor) for request, actor in _beginning()]:
        if outcome.refusal is not None:
            raise outcome.refusal
    return journal


def _beginning() -> Iterator[tuple[Request, str]]:
    roles = ["finance_officer", "system_administrator", "district_finance", "budget_office"]
    asked: list[dict[str, Any]] = [
        {"verb": "open_book", "id": BOOK, "name_th": "สมุดทดสอบ", "centre": "DEPT"},
        {"verb": "grant_role", "holder": ACTOR, "roles": roles, "from_on": "2025-01-01"},
        {"verb": "grant_role", "holder": OTHER, "roles": roles, "from_on": "2025-01-01"},
        {"verb": "register_unit", "code": "DEPT", "name_th": "กรม"},
        *({"verb": "register_unit", "code": unit, "name_th": "เขต", "parent": "DEPT"} for unit in UNITS),
        {"verb": "open_line", "code": LINE, "fiscal_year": 2569, "name_th": "สำรวจ", "owner_unit": "DEPT"},
        {"verb": "define_activity", "code": "HH", "name_th": "x", "measure": "household", "basis": "exempt"},
        {"verb": "appropriate", "number": "AP", "line": LINE, "amount": "60000000000", "authority": "x"},
        {"verb": "release", "number": "RL", "line": LINE, "amount": "50000000000"},
        {"verb": "transfer", "order_no": "O", "legs": [_leg(unit) for unit in UNITS]},
        *({"verb": "confirm", "transfer": f"T{unit}", "amount": "1000000000"} for unit in UNITS),
    ]
    for number, wire in enumerate(asked):
        actor = OTHER if wire["verb"] == "confirm" else ACTOR
        plain = {"key": f"begin-{number}", "effective_on": FIRST_DAY.isoformat(), **wire}
        yield Request.of_wire(plain), actor


def _leg(unit: str) -> dict[str, str]:
    return {
        "number": f"T{unit}",
        "line": LINE,
        "from_unit": "DEPT",
        "to_unit": unit,
        "amount": "1000000000",
    }


def vouchers(first: int, count: int, *, unit: str = "", lines: int = 1) -> Iterator[Wire]:
    """Vouchers `first` …, of one unit or of each in turn, over the days of a fiscal year."""
    for number in range(first, first + count):
        day = FIRST_DAY + timedelta(days=number * 7 % DAYS)
        yield {
            "key": f"voucher-{number}",
            "effective_on": day.isoformat(),
            "verb": "disburse",
            "number": f"ฎ {number:07}/2569",
            "unit": unit or UNITS[number % len(UNITS)],
            "vendor": f"V{number % 500:03}",
            "invoice_no": f"INV-{number}",
            "lines": [
                {"line": LINE, "activity": "HH", "amount": f"{1 + number % 900}.{part:02}"}
                for part in range(lines)
            ],
        }


def requests(first: int, count: int, *, unit: str = "", lines: int = 1) -> list[Request]:
    """The same, read."""
    return [Request.of_wire(wire) for wire in vouchers(first, count, unit=unit, lines=lines)]
