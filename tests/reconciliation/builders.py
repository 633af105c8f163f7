"""Builders: small books in memory, posted by the real rules, and books read from a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from api.intake.folder import read_folder
from ledger.commands import Command, GrantRole, OpenBook
from ledger.commands.reference import ROLES
from ledger.entries import Entry, Request
from ledger.money import Money, format_money, parse_money, parse_signed_money
from ledger.rules import State, judge
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import RuleSet, default_rules, read_rules
from reconciliation.statement import Finding, Problem, Statement

PILOT = Path(__file__).parents[2] / "api" / "demo" / "data" / "pilot"
EXPECTED = Path(__file__).parents[1] / "data" / "pilot_expected"
CUT_OFF = date(2026, 3, 31)
OPENED = date(2025, 10, 1)
Row = tuple[str, str, int]
NOON = "2026-11-01T05:00:00.000000Z"


class Book:
    """A journal in memory; `post` says what a refusal was by raising it."""

    def __init__(self, opening: OpenBook, on: date = OPENED) -> None:
        self.entries: list[Entry] = []
        self.state = State(opening.id)
        self._keys = 0
        self.ask(Request(key="open", effective_on=on, command=opening))
        for holder in ("clerk", "second"):
            grant = GrantRole(holder=holder, roles=ROLES, from_on=date(2000, 1, 1))
            self.ask(Request(key=f"grant-{holder}", effective_on=on, command=grant))

    def ask(self, request: Request, actor: str = "clerk") -> tuple[Entry, ...]:
        outcome = judge(self.state, request, actor, NOON)
        if outcome.refusal is not None:
            self.entries.extend(outcome.entries)
            raise outcome.refusal
        self.entries.extend(outcome.entries)
        return outcome.entries

    def post(self, on: str, verb: str, /, **fields: object) -> Entry:
        """Post one command in wire form as taken over; the request's own fields may stand among them.

        `actor` and `taken_over` too.
        """
        actor, taken_over = str(fields.pop("actor", "clerk")), bool(fields.pop("taken_over", True))
        own: dict[str, Any] = {name: fields.pop(name) for name in tuple(fields) if name in Request.OWN}
        self._keys += 1
        request = Request(
            key=f"k{self._keys}",
            effective_on=date.fromisoformat(on),
            command=Command.of_wire({"verb": verb, **fields}),
            taken_over=taken_over,
            **own,
        )
        return self.ask(request, actor)[-1]

    def statement(
        self, on: str = "2026-03-31", rules: RuleSet | None = None, problems: tuple[Problem, ...] = ()
    ) -> Statement:
        return reconcile(
            self.entries, date.fromisoformat(on), rules or default_rules(), len(self.entries), "00", problems
        )

    def findings(self, code: str, on: str = "2026-03-31", rules: RuleSet | None = None) -> list[Finding]:
        return [one for one in self.statement(on, rules).findings if one.code == code]


def a_book(currency: str = "THB") -> Book:
    """Two districts below a centre, one line with 10 million released, four kinds of activities."""
    book = Book(OpenBook(id="b", name_th="ทดสอบ", currency=currency, centre="C"))
    for code, parent in (("C", ""), ("D1", "C"), ("D2", "C")):
        book.post("2025-10-01", "register_unit", code=code, name_th=f"หน่วย {code}", parent=parent)
    book.post("2025-10-01", "open_line", code="L", fiscal_year=2569, name_th="รายการ", owner_unit="C")
    for code, basis in (("HH", "unit_rate"), ("KM", "contract"), ("RENT", "actual_cost")):
        book.post("2025-10-01", "define_activity", code=code, name_th=code, measure=code.lower(), basis=basis)
    book.post("2025-10-01", "define_activity", code="OH", name_th="OH", basis="overhead")
    book.post("2025-10-01", "set_rate", activity="HH", rate="100.00", valid_from="2025-10-01")
    book.post("2025-10-01", "appropriate", number="A", line="L", amount="10000000.00", authority="ข้อบัญญัติ")
    book.post("2025-10-01", "release", number="R", line="L", amount="10000000.00")
    return book


def funded(amount: str = "1000000.00", unit: str = "D1", book: Book | None = None) -> Book:
    """A book whose district has received an allotment."""
    book = book or a_book()
    leg = {"number": f"T-{unit}", "line": "L", "from_unit": "C", "to_unit": unit, "amount": amount}
    book.post("2025-10-15", "transfer", legs=[leg])
    book.post("2025-10-16", "confirm", transfer=f"T-{unit}", amount=amount)
    return book


def pay(book: Book, on: str, number: str, amount: str, activity: str = "HH", /, **fields: object) -> Entry:
    """Post a voucher of one line; `source` and `delivery` go to the line."""
    line: dict[str, object] = {"line": "L", "activity": activity, "amount": amount}
    line |= {name: fields.pop(name) for name in ("source", "delivery") if name in fields}
    return book.post(on, "disburse", number=number, lines=[line], **{"unit": "D1", "vendor": "V", **fields})


def survey(
    book: Book, on: str, number: str, quantity: int, activity: str = "HH", /, **fields: object
) -> None:
    """Hand in a lot and have all of it accepted on the same day."""
    book.post(on, "deliver", number=number, activity=activity, quantity=quantity, **{"unit": "D1", **fields})
    book.post(on, "decide", delivery=number, accepted=quantity)


def plan(book: Book, quantity: int, activity: str = "HH", unit: str = "D1", due: str = "2026-03-31") -> None:
    """Set the plan of a cell for one due day."""
    book.post("2025-10-01", "set_target", unit=unit, activity=activity, due_on=due, quantity=quantity)


def satang(baht: str) -> int:
    return parse_money(baht).minor


def folder_book(folder: Path, profile: Path | None = None) -> Book:
    """A book with everything a folder asks for; a refused document raises."""
    intake = read_folder(folder, profile)
    assert intake.book is not None
    book = Book(intake.book.command, intake.opened_on or OPENED)
    for document in intake.documents:
        assert document.request is not None, document
        book.ask(document.request)
    return book


def pilot_statement(on: date = CUT_OFF) -> Statement:
    rules = read_rules((PILOT / "rules.toml").read_text("utf-8"))
    book = folder_book(PILOT)
    return reconcile(book.entries, on, rules, len(book.entries), "00")


def rows(found: Iterable[Finding]) -> list[Row]:
    return [(one.severity, one.subject, one.amount) for one in found]


def an_advance(book: Book, on: str, number: str, due_on: str = "2026-03-30", **fields: object) -> None:
    said = {"line": "L", "unit": "D1", "borrower": "E", "amount": "100.00", "due_on": due_on, **fields}
    book.post(on, "advance", number=number, **said)


def a_book_of_costs(costs: list[int]) -> Book:
    book = a_book()
    for number, cost in enumerate(costs):
        unit = f"U{number:02d}"
        book.post("2025-10-01", "register_unit", code=unit, name_th=unit, parent="C")
        funded("100.00", unit, book)
        survey(book, "2026-01-10", f"LOT-{unit}", 1, "RENT", unit=unit)
        pay(book, "2026-01-21", f"PV-{unit}", f"{cost}.00", "RENT", unit=unit)
    return book


def ruled(**parameters: object) -> RuleSet:
    """The default rule set with some parameters of its own."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in parameters.items()]
    return read_rules("\n".join(('version = "x"', 'valid_from = "2025-10-01"', *lines)))


def a_contract(book: Book, on: str, number: str = "PO", amount: str = "1000.00", **fields: object) -> Entry:
    return book.post(on, "commit", number=number, amount=amount, **{"line": "L", "unit": "D1", **fields})


def a_lot(book: Book, on: str, number: str, quantity: int, activity: str = "HH", /, **fields: object) -> None:
    """Hand in a lot that nobody decides on."""
    said = {"unit": "D1", "vendor": "V", **fields}
    book.post(on, "deliver", number=number, activity=activity, quantity=quantity, **said)


def decided(book: Book, on: str, number: str, accepted: int, rejected: int = 0, **fields: object) -> None:
    book.post(on, "decide", delivery=number, accepted=accepted, rejected=rejected, **fields)


def hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def stated(book: Book, on: str, *lines: tuple[str, str, str], **said: object) -> Entry:
    """Record what a source says of D1 and the line L: (day, reference, amount) of each movement.

    `opening`, `since`, `source` and other fields of the verb may be said; `posted` is the day of recording.
    """
    opening = parse_signed_money(said.pop("opening", "0.00"))
    posted = str(said.pop("posted", on))
    closing = opening + sum((parse_signed_money(amount) for _, _, amount in lines), Money(0))
    account = {
        "account": "1",
        "unit": "D1",
        "line": "L",
        "opening": plain(opening),
        "closing": plain(closing),
    }
    told = [{"account": "1", "on": day, "reference": name, "amount": amount} for day, name, amount in lines]
    asked: dict[str, object] = {
        "source": "bank",
        "currency": "THB",
        "since": "2025-10-01",
        "on": on,
        "stages": ["available"],
        "match_days": 5,
        "window_days": 30,
        "file_sha256": hashed(on),
        "accounts": [account],
        **({"lines": told} if told else {}),
        **said,
    }
    return book.post(posted, "record_statement", **asked)


def plain(money: Money) -> str:
    return format_money(money).replace(",", "")
