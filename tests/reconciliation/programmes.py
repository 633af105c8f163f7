"""Programmes: random books, each step also kept as a plain row for a second implementation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from ledger.commands import OpenBook
from ledger.entries import Entry, content_hash
from ledger.errors import Refusal
from tests.reconciliation.builders import Book

FIRST = date(2025, 10, 1)
UNITS = ("C", "D1", "D2", "D3")
DISTRICTS = UNITS[1:]
RATED = ("HH", "PAR")
ACTIVITIES = {
    "HH": "unit_rate",
    "KM": "contract",
    "OH": "overhead",
    "PAR": "unit_rate",
    "RENT": "actual_cost",
    "ROOM": "actual_cost",
    "XX": "exempt",
}
CEILING = "300.00"

days = st.integers(0, 200).map(lambda offset: FIRST + timedelta(days=offset))
units = st.sampled_from(DISTRICTS)
counted = st.sampled_from(("HH", "PAR", "KM", "RENT", "ROOM"))
amounts = st.integers(1, 9_000)
quantities = st.integers(1, 20)
picks = st.integers(0, 40)


def step(verb: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Mapping[str, Any]]]:
    return st.tuples(st.just(verb), st.fixed_dictionaries({"on": days, **fields}))


steps = st.one_of(
    step("transfer", from_unit=st.sampled_from(UNITS), to_unit=st.sampled_from(UNITS), amount=amounts),
    step("confirm", pick=picks, amount=amounts),
    step("recall", pick=picks),
    step("retain", amount=amounts),
    step("retain_back", amount=amounts),
    step("set_rate", activity=st.sampled_from(RATED), unit=st.sampled_from(("", *DISTRICTS)), amount=amounts),
    step("set_target", unit=units, activity=counted, due=days, quantity=st.integers(0, 30)),
    step("commit", unit=units, activity=counted, amount=amounts, quantity=quantities, price=amounts),
    step("release_commitment", pick=picks, amount=st.integers(0, 60_000)),
    step("advance", unit=units, amount=amounts, borrower=st.sampled_from(("E1", "E2"))),
    step("refund", pick=picks, amount=amounts),
    step("deliver", unit=units, activity=counted, quantity=quantities, pick=picks),
    step("rework", pick=picks, quantity=quantities),
    step("decide", pick=picks, accepted=st.integers(0, 20), rejected=st.integers(0, 9), less=amounts),
    step("decide", pick=picks, accepted=quantities, rejected=st.just(0), less=st.just(0)),
    step(
        "disburse", unit=st.sampled_from(UNITS), activity=st.sampled_from(tuple(ACTIVITIES)), amount=amounts
    ),
    step("disburse", unit=units, activity=counted, amount=amounts, pick=picks),
    step("disallow", pick=picks, amount=amounts),
    step("recover", pick=picks, amount=amounts),
    step("carry_forward", unit=units, amount=amounts),
    step("lapse", unit=units, stage=st.sampled_from(("available", "released")), amount=amounts),
    step("propose", unit=units, amount=amounts),
    step("approve", pick=picks),
    step("reverse", pick=st.integers(0, 200)),
)
programmes = st.lists(steps, min_size=10, max_size=60)

# What a programme begins with, so that most steps find something to work on.
PRELUDE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("retain", {"amount": 50_000}),
    *(("transfer", {"from_unit": "C", "to_unit": unit, "amount": 90_000}) for unit in DISTRICTS),
    *(("confirm", {"pick": leg, "amount": 80_000}) for leg in range(3)),
    *(
        (verb, {"unit": unit, **said})
        for unit in DISTRICTS
        for verb, said in (
            ("set_target", {"activity": "HH", "due": FIRST + timedelta(days=90), "quantity": 25}),
            ("set_target", {"activity": "KM", "due": FIRST + timedelta(days=190), "quantity": 9}),
            ("commit", {"activity": "KM", "amount": 9_000, "quantity": 12, "price": 700}),
            ("advance", {"amount": 5_000, "borrower": "E1"}),
            ("deliver", {"activity": "HH", "quantity": 20, "pick": 0}),
            ("deliver", {"activity": "KM", "quantity": 9, "pick": DISTRICTS.index(unit)}),
            ("deliver", {"activity": "ROOM", "quantity": 5, "pick": 0}),
            ("disburse", {"activity": "HH", "amount": 9_000}),
            ("propose", {"amount": 700}),
        )
    ),
    *(("decide", {"pick": lot, "accepted": 3, "rejected": 4, "less": 0}) for lot in range(9)),
    *(("disallow", {"pick": voucher, "amount": 600}) for voucher in range(3)),
)


def baht(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


@dataclass
class Programme:
    """A book under construction, and one row per standing document in plain values."""

    book: Book
    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[str, list[str]] = field(default_factory=dict)

    def number(self, verb: str) -> str:
        known = self.numbers.setdefault(verb, [])
        return f"{verb}-{len(known) + 1}"

    def pick(self, verb: str, pick: int) -> str:
        known = self.numbers.get(verb, [])
        return known[pick % len(known)] if known else "none"

    def post(self, on: date, verb: str, row: dict[str, Any], /, **fields: Any) -> None:  # noqa: ANN401 - wire form
        """Post and keep the row; a refusal is an answer like any other."""
        try:
            entry = self.book.post(on.isoformat(), verb, **fields)
        except Refusal:
            return
        if "number" in row and verb != "approve":
            self.numbers.setdefault(verb, []).append(row["number"])
        self.rows.append({"verb": verb, "seq": entry.seq, "on": on, "entry": entry, **row})

    def days(self) -> dict[int, date]:
        """Position -> day an entry takes effect: not before the one it refers to."""
        taken: dict[int, date] = {}
        for entry in self.book.entries:
            own = entry.request.effective_on
            taken[entry.seq] = max(own, taken.get(entry.refers_to, own))
        return taken

    def standing(self, on: date, *verbs: str) -> list[dict[str, Any]]:
        """Rows of some verbs effective by a day and not reversed by it."""
        taken = self.days()
        undone = {
            e.refers_to
            for e in self.book.entries
            if e.kind == "reverse" and not e.refused and taken[e.seq] <= on
        }
        return [
            row
            for row in self.rows
            if row["verb"] in verbs and taken[row["seq"]] <= on and row["seq"] not in undone
        ]


def opened() -> Programme:
    book = Book(OpenBook(id="p", name_th="ทดสอบ", currency="THB", centre="C"))
    for unit in UNITS:
        parent = "" if unit == "C" else "C"
        book.post("2025-10-01", "register_unit", code=unit, name_th=unit, parent=parent)
    book.post("2025-10-01", "open_line", code="L", fiscal_year=2569, name_th="L", owner_unit="C")
    for code, basis in ACTIVITIES.items():
        ceiling = CEILING if code == "ROOM" else "0.00"
        book.post(
            "2025-10-01",
            "define_activity",
            code=code,
            name_th=code,
            measure=code,
            basis=basis,
            ceiling=ceiling,
        )
    book.post("2025-10-01", "appropriate", number="A", line="L", amount="5000.00", authority="x")
    book.post("2025-10-01", "release", number="R", line="L", amount="4000.00")
    programme = Programme(book)
    for code, rate in (("HH", 1234), ("PAR", 4225)):
        row = {"activity": code, "unit": "", "rate": rate, "valid_from": FIRST}
        programme.post(FIRST, "set_rate", row, activity=code, rate=baht(rate), valid_from="2025-10-01")
    return programme


def carried_out(chosen: list[tuple[str, Mapping[str, Any]]]) -> Programme:
    programme = opened()
    for verb, said in PRELUDE:
        DO[verb](programme, FIRST + timedelta(days=20), **said)
    for verb, said in chosen:
        DO[verb](programme, **said)
    return programme


def _transfer(p: Programme, on: date, *, from_unit: str, to_unit: str, amount: int) -> None:
    number = p.number("transfer")
    leg = {"number": number, "line": "L", "from_unit": from_unit, "to_unit": to_unit, "amount": baht(amount)}
    row = {"number": number, "from": from_unit, "to": to_unit, "amount": amount}
    p.post(on, "transfer", row, legs=[leg])


def _confirm(p: Programme, on: date, *, pick: int, amount: int) -> None:
    number = p.pick("transfer", pick)
    p.post(on, "confirm", {"transfer": number, "amount": amount}, transfer=number, amount=baht(amount))


def _recall(p: Programme, on: date, *, pick: int) -> None:
    number = p.pick("transfer", pick)
    p.post(on, "recall", {"transfer": number}, transfer=number)


def _retain(p: Programme, on: date, *, amount: int) -> None:
    number = p.number("retain")
    p.post(on, "retain", {"number": number, "amount": amount}, number=number, line="L", amount=baht(amount))


def _retain_back(p: Programme, on: date, *, amount: int) -> None:
    number = p.number("retain_back")
    row = {"number": number, "amount": -amount}
    p.post(on, "retain_back", row, number=number, line="L", amount=baht(amount))


def _set_rate(p: Programme, on: date, *, activity: str, unit: str, amount: int) -> None:
    row = {"activity": activity, "unit": unit, "rate": amount, "valid_from": on}
    p.post(on, "set_rate", row, activity=activity, unit=unit, rate=baht(amount), valid_from=on.isoformat())


def _set_target(p: Programme, on: date, *, unit: str, activity: str, due: date, quantity: int) -> None:
    row = {"unit": unit, "activity": activity, "due": due, "quantity": quantity}
    p.post(on, "set_target", row, unit=unit, activity=activity, due_on=due.isoformat(), quantity=quantity)


def _commit(
    p: Programme, on: date, *, unit: str, activity: str, amount: int, quantity: int, price: int
) -> None:
    number = p.number("commit")
    row = {"number": number, "unit": unit, "activity": activity, "quantity": quantity, "price": price}
    p.post(
        on, "commit", row, number=number, line="L", unit=unit, activity=activity, vendor="V",
        amount=baht(amount), quantity=quantity, unit_price=baht(price),
    )  # fmt: skip


def _release_commitment(p: Programme, on: date, *, pick: int, amount: int) -> None:
    number = p.pick("commit", pick)
    p.post(on, "release_commitment", {}, commitment=number, amount=baht(amount))


def _advance(p: Programme, on: date, *, unit: str, amount: int, borrower: str) -> None:
    number = p.number("advance")
    due = (on + timedelta(days=30)).isoformat()
    row = {"number": number, "unit": unit}
    p.post(
        on,
        "advance",
        row,
        number=number,
        line="L",
        unit=unit,
        borrower=borrower,
        amount=baht(amount),
        due_on=due,
    )


def _refund(p: Programme, on: date, *, pick: int, amount: int) -> None:
    p.post(on, "refund", {}, advance=p.pick("advance", pick), amount=baht(amount))


def _deliver(p: Programme, on: date, *, unit: str, activity: str, quantity: int, pick: int) -> None:
    number, commitment = p.number("deliver"), ""
    if activity == "KM":
        commitment = p.pick("commit", pick).replace("none", "")
    row = {
        "number": number, "unit": unit, "activity": activity, "quantity": quantity,
        "rework_of": "", "commitment": commitment,
    }  # fmt: skip
    p.post(
        on,
        "deliver",
        row,
        number=number,
        unit=unit,
        activity=activity,
        quantity=quantity,
        commitment=commitment,
    )


def _rework(p: Programme, on: date, *, pick: int, quantity: int) -> None:
    old = p.pick("deliver", pick)
    lot = next((row for row in p.rows if row["verb"] == "deliver" and row["number"] == old), None)
    if lot is None:
        return
    row = {**{k: lot[k] for k in ("unit", "activity", "commitment")}, "quantity": quantity, "rework_of": old}
    row["number"] = p.number("deliver")
    p.post(on, "deliver", row, **row)


def _decide(p: Programme, on: date, *, pick: int, accepted: int, rejected: int, less: int) -> None:
    lot = p.pick("deliver", pick)
    row = {"delivery": lot, "accepted": accepted, "rejected": rejected, "less": less}
    p.post(on, "decide", row, delivery=lot, accepted=accepted, rejected=rejected, price_reduction=baht(less))


def _disburse(p: Programme, on: date, *, unit: str, activity: str, amount: int, pick: int = 0) -> None:
    number = p.number("disburse")
    source = ("", p.pick("commit", pick), p.pick("advance", pick))[pick % 3].replace("none", "")
    lines = [
        {"line": "L", "activity": activity, "amount": baht(amount), "source": source},
        {"line": "L", "activity": "OH", "amount": baht(1 + amount // 7)},
    ]
    row = {"number": number, "unit": unit, "parts": ((activity, amount), ("OH", 1 + amount // 7))}
    p.post(on, "disburse", row, number=number, unit=unit, vendor="V", lines=lines)


def _disallow(p: Programme, on: date, *, pick: int, amount: int) -> None:
    number = p.pick("disburse", pick)
    p.post(on, "disallow", {}, voucher=number, part=1 + pick % 2, amount=baht(amount), reason="x")


def _recover(p: Programme, on: date, *, pick: int, amount: int) -> None:
    number, part = p.pick("disburse", pick), 1 + pick % 2
    row = {"voucher": number, "part": part, "amount": amount}
    p.post(on, "recover", row, voucher=number, part=part, amount=baht(amount))


def _carry(p: Programme, on: date, *, unit: str, amount: int) -> None:
    number = p.number("carry_forward")
    p.post(
        on, "carry_forward", {"number": number}, number=number, line="L", unit=unit, amount=baht(amount),
        approval_no="x", end_on="2027-03-31",
    )  # fmt: skip


def _lapse(p: Programme, on: date, *, unit: str, stage: str, amount: int) -> None:
    unit = "C" if stage == "released" else unit
    p.post(on, "lapse", {}, line="L", unit=unit, stage=stage, amount=baht(amount))


def _propose(p: Programme, on: date, *, unit: str, amount: int) -> None:
    number = p.number("propose")
    lines = [{"line": "L", "activity": "HH", "amount": baht(amount)}]
    inner = {"verb": "disburse", "number": f"by-{number}", "unit": unit, "lines": lines}
    p.post(on, "propose", {"number": number, "unit": unit, "amount": amount}, number=number, command=inner)


def _approve(p: Programme, on: date, *, pick: int) -> None:
    """Approve as another person, or reject."""
    number = p.pick("propose", pick)
    asked = next((row for row in p.rows if row["verb"] == "propose" and row["number"] == number), None)
    if asked is None or pick % 3 == 0:
        p.post(on, "reject", {}, proposal=number, reason="x")
        return
    digest = content_hash(asked["entry"].command.command)
    row = {"verb": "disburse", "number": f"by-{number}", "unit": asked["unit"]}
    row["parts"] = (("HH", asked["amount"]),)
    p.post(on, "approve", row, proposal=number, content_hash=digest, actor="second")


def _reverse(p: Programme, on: date, *, pick: int) -> None:
    entries: list[Entry] = p.book.entries
    p.post(on, "reverse", {}, seq=entries[pick % len(entries)].seq, reason="x")


DO: Mapping[str, Callable[..., None]] = {
    "transfer": _transfer, "confirm": _confirm, "recall": _recall, "retain": _retain,
    "retain_back": _retain_back, "set_rate": _set_rate, "set_target": _set_target, "commit": _commit,
    "release_commitment": _release_commitment, "advance": _advance, "refund": _refund,
    "deliver": _deliver, "rework": _rework, "decide": _decide, "disburse": _disburse,
    "disallow": _disallow, "recover": _recover, "carry_forward": _carry, "lapse": _lapse,
    "propose": _propose, "approve": _approve, "reverse": _reverse,
}  # fmt: skip
