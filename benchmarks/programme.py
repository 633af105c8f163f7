"""Programme: a generated book of districts that deliver, are judged and are paid, posted by the rules.

The papers are those of the matching tests' generator (tests/reconciliation/matching/generator.py): the
vouchers and lots of a region in the order of their days, taken over from another system. No database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.commands import Command
from ledger.commands.reference import ROLES
from ledger.entries import Entry, Request
from ledger.money import Money
from ledger.rules import State, judge
from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from tests.reconciliation.matching.generator import FIRST, ON, RATES, a_region

BOOK: Final = "bench"
ACTOR: Final = "me"
RECORDED: Final = "2026-11-01T05:00:00.000000Z"
CENTRE: Final = "C"
LINE: Final = "L"
DISTRICTS: Final = 50
MORE: Final = 100
PURSE: Final = "4000000000.00"
FUND: Final = "400000000000.00"

Wire = Mapping[str, Any]


class Step(NamedTuple):
    """One command of a day; `rank` puts what is paid for before what pays."""

    on: date
    rank: int
    wire: Wire


class Programme:
    """A book in memory: its entries so far, and the state that judges the next."""

    def __init__(self, vouchers: int, seed: int = 1) -> None:
        """So many vouchers and about as many lots in 50 districts."""
        self.entries: list[Entry] = []
        self._state = State(BOOK)
        facts = a_region(DISTRICTS, vouchers, seed).facts
        self._units = sorted(
            {paper.unit for paper in facts.deliveries} | {one.unit for one in facts.vouchers}
        )
        self.post(_beginning(facts, self._units))
        self.post(sorted(map(_of_year, _papers(facts)), key=_order))

    def post(self, steps: Iterable[Step]) -> None:
        """Carry out some steps; raises the first refusal."""
        for step in steps:
            command = Command.of_wire(step.wire)
            key = f"k{len(self.entries)}"
            maker = "" if step.rank == 0 else f"p{len(self.entries) % 40}"
            request = Request(
                key=key,
                effective_on=step.on,
                command=command,
                made_by=maker,
                taken_over=step.wire["verb"] != "open_book",
            )
            outcome = judge(self._state, request, ACTOR, RECORDED)
            if outcome.refusal is not None:
                raise outcome.refusal
            self.entries += outcome.entries

    def more(self) -> Iterator[Step]:
        """100 more entries on the last day: a voucher for each district, a lot accepted for every other."""
        for number, unit in enumerate(self._units):
            said = {"unit": unit, "vendor": f"V{number % 6}"}
            charge = {"line": LINE, "activity": "HH", "amount": f"{1000 + number}.50"}
            yield Step(ON, 4, {"verb": "disburse", "number": f"PV+{number}", **said, "lines": [charge]})
            if number % 2 == 0:
                lot = {"number": f"DN+{number}", **said, "activity": "HH", "quantity": 7 + number}
                yield Step(ON, 2, {"verb": "deliver", **lot})
                yield Step(ON, 3, {"verb": "decide", "delivery": lot["number"], "accepted": 7 + number})


def _of_year(step: Step) -> Step:
    """A step within the fiscal year of its line."""
    return step._replace(on=min(max(step.on, FIRST), ON))


def _order(step: Step) -> tuple[date, int]:
    return step.on, step.rank


def _beginning(facts: Facts, units: Iterable[str]) -> Iterator[Step]:
    units = tuple(units)
    asked: list[Wire] = [
        {"verb": "open_book", "id": BOOK, "name_th": "สมุดทดสอบ", "centre": CENTRE},
        {"verb": "grant_role", "holder": ACTOR, "roles": ROLES, "from_on": "2025-01-01"},
        *(_unit(code) for code in (CENTRE, *units)),
        {"verb": "open_line", "code": LINE, "fiscal_year": 2569, "name_th": LINE, "owner_unit": CENTRE},
        *(_activity(code, one.basis) for code, one in facts.activities.items()),
        *(
            {"verb": "set_rate", "activity": code, "rate": str(Money(rate)), "valid_from": FIRST.isoformat()}
            for code, rate in RATES.items()
        ),
        {"verb": "appropriate", "number": "AP", "line": LINE, "amount": FUND, "authority": "x"},
        {"verb": "release", "number": "RL", "line": LINE, "amount": FUND},
        {"verb": "transfer", "order_no": "O", "legs": [_leg(unit) for unit in units]},
        *({"verb": "confirm", "transfer": f"T{unit}", "amount": PURSE} for unit in units),
    ]
    return (Step(FIRST, 0, wire) for wire in asked)


def _unit(code: str) -> Wire:
    return {
        "verb": "register_unit",
        "code": code,
        "name_th": code,
        "parent": "" if code == CENTRE else CENTRE,
    }


def _activity(code: str, basis: str) -> Wire:
    return {"verb": "define_activity", "code": code, "name_th": code, "measure": code, "basis": basis}


def _leg(unit: str) -> Wire:
    return {"number": f"T{unit}", "line": LINE, "from_unit": CENTRE, "to_unit": unit, "amount": PURSE}


def _papers(facts: Facts) -> Iterator[Step]:
    for lot in facts.deliveries:
        yield from _of_lot(lot)
    for voucher in facts.vouchers:
        yield Step(voucher.on, 4, _of_voucher(voucher))


def _of_lot(lot: Delivery) -> Iterator[Step]:
    said = {"number": lot.number, "unit": lot.unit, "activity": lot.activity, "vendor": lot.vendor}
    wire: dict[str, Any] = {"verb": "deliver", **said, "quantity": lot.quantity}
    if lot.unit_price is not None:
        wire["commitment"] = f"PO-{lot.number}"
        amount = str(Money(lot.unit_price * lot.quantity))
        contract = {**said, "number": wire["commitment"], "amount": amount, "quantity": lot.quantity}
        price = str(Money(lot.unit_price))
        yield Step(lot.on, 1, {"verb": "commit", "line": LINE, "unit_price": price, **contract})
    yield Step(lot.on, 2, wire)
    yield Step(lot.on, 3, {"verb": "decide", "delivery": lot.number, "accepted": lot.quantity})


def _of_voucher(voucher: Voucher) -> Wire:
    lines = [
        {
            "line": LINE,
            "activity": part.activity,
            "amount": str(Money(part.amount)),
            "delivery": part.delivery,
        }
        for part in voucher.parts
    ]
    said = {"number": voucher.number, "unit": voucher.unit, "vendor": voucher.vendor}
    return {"verb": "disburse", **said, "invoice_no": f"INV-{voucher.number}", "lines": lines}
