"""Registers: every CSV file that the entries decide, made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from reports.verifier.bundle import Bundle, compare
from reports.verifier.entries import Book, Fact, attested, stage_of
from reports.verifier.said import Place, Plain, Row

REGISTERS = {
    "transfers.csv": "entry number order_no letter_no letter_on kind line from_unit to_unit issued_on issued"
    " confirmed recalled in_transit made_by approved_by",
    "receipts.csv": "entry transfer_entry transfer unit confirmed_on amount confirmed_by",
    "vouchers.csv": "entry number part dika_no unit line activity vendor source drawn_from invoice_no"
    " document_on posted_on paid_on gross withholding_tax fine retention net amount disallowed recovered"
    " delivery made_by approved_by reversed_by_entry reversed_by",
    "advances.csv": "entry number unit line borrower contract_no purpose taken_on due_on amount refunded"
    " cleared outstanding",
    "commitments.csv": "entry number unit line activity vendor contract_no signed_on due_on quantity"
    " unit_price amount outstanding",
    "deliveries.csv": "entry number unit activity vendor delivered_on quantity rework_of commitment accepted"
    " rejected pending price_reduction fine earned made_by",
    "decisions.csv": "entry delivery_entry delivery decided_on accepted rejected price_reduction fine"
    " report_no decided_by",
    "balances.csv": "bucket measure balance balance_at_cut_off",
    "journal.csv": "entry kind recorded_at effective_on actor unit document_year number refers_to proposal"
    " refused lines leaf",
    "movements.csv": "entry no bucket measure amount balance",
}  # fmt: skip


def transfer_rows(book: Book) -> Iterator[Row]:
    """Each leg of each standing order."""
    for order in book.standing("transfer"):
        for leg in order.command["legs"]:
            amount = int(leg["amount"])
            confirmed = sum(int(one.command["amount"]) for one in receipts_of(book, order, leg))
            recalled = -sum(
                one.gained("in_transit")
                for one in book.about(order.seq, "recall")
                if one.command["transfer"] == leg["number"]
            )
            yield [
                *(order.seq, leg["number"], order.text("order_no"), leg.get("letter_no", "")),
                *(leg.get("letter_on", ""), leg.get("kind", "allotting"), leg["line"], leg["from_unit"]),
                *(leg["to_unit"], order.on, amount, confirmed, recalled, amount - confirmed - recalled),
                *(order.person, book.approver(order)),
            ]


def receipts_of(book: Book, order: Fact, leg: Plain) -> list[Fact]:
    """The standing receipts of one leg of an order."""
    return [one for one in book.about(order.seq, "confirm") if one.command["transfer"] == leg["number"]]


def receipt_rows(book: Book) -> Iterator[Row]:
    """Each receipt of each leg."""
    for order in book.standing("transfer"):
        for leg in order.command["legs"]:
            for one in receipts_of(book, order, leg):
                amount = int(one.command["amount"])
                yield [one.seq, order.seq, leg["number"], leg["to_unit"], one.on, amount, one.person]


PAYMENT = ("gross", "withholding_tax", "fine", "retention", "net")


def claimed_back(book: Book, voucher: Fact, part: int, verb: str) -> int:
    """What was disallowed (or recovered) of one line of a voucher."""
    about = book.about(voucher.seq, verb)
    return sum(int(one.command["amount"]) for one in about if int(one.command.get("part", "1")) == part)


def _drawn_from(voucher: Fact, line: Plain) -> str:
    source = line.get("source", "")
    for moved in voucher.lines if source else ():
        stage, _, code, *item = moved["bucket"].split(":")
        numbers = (*item, *(one.partition("@")[0] for one in item))
        if stage in {"committed", "advanced", "carried"} and code == line["line"] and source in numbers:
            return str(stage)
    return "available"


def voucher_rows(book: Book) -> Iterator[Row]:
    """Each line of each voucher; payment facts beside the first; a reversed one names its reversal."""
    for one in book.kinds["disburse"]:
        back = book.reversals.get(one.seq)
        for part, line in enumerate(one.command["lines"], 1):
            yield [
                *(one.seq, one.text("number"), part, one.text("dika_no"), one.text("unit"), line["line"]),
                *(line["activity"], one.text("vendor"), line.get("source", ""), _drawn_from(one, line)),
                *(one.text("invoice_no"), one.text("document_on"), one.on, one.text("paid_on")),
                *(one.number(name) if part == 1 else None for name in PAYMENT),
                int(line["amount"]),
                *(claimed_back(book, one, part, verb) for verb in ("disallow", "recover")),
                *(line.get("delivery", ""), one.person, book.approver(one)),
                *((back.seq, back.text("number")) if back else (None, "")),
            ]


def _own(fact: Fact, stage: str) -> list[Place]:
    return [(line["bucket"], line["measure"]) for line in fact.lines if stage_of(line["bucket"]) == stage]


def advance_rows(book: Book) -> Iterator[Row]:
    """Each standing advance."""
    for one in book.standing("advance"):
        places = _own(one, "advanced")
        amount, rest = one.number("amount"), sum(book.at_cut[place] for place in places)
        refunded = sum(book.refunds[bucket] for bucket, _ in places)
        yield [
            *(one.seq, *map(one.text, ("number", "unit", "line", "borrower", "contract_no", "purpose"))),
            *(one.on, one.text("due_on"), amount, refunded, amount - refunded - rest, rest),
        ]


def commitment_rows(book: Book) -> Iterator[Row]:
    """Each standing contract or order."""
    for one in book.standing("commit"):
        rest = sum(book.at_cut[place] for place in _own(one, "committed"))
        yield [
            *(one.seq, *map(one.text, ("number", "unit", "line", "activity", "vendor", "contract_no"))),
            *(one.on, one.text("due_on"), *map(one.number, ("quantity", "unit_price", "amount")), rest),
        ]


DECIDED = ("accepted", "rejected", "price_reduction", "fine")


def delivery_rows(book: Book) -> Iterator[Row]:
    """Each standing lot with what its decisions came to."""
    earned: dict[tuple[str, ...], int] = defaultdict(int)
    for (bucket, _), amount in book.at_cut.items():
        if stage_of(bucket) in {"earned", "settled"}:
            earned[tuple(bucket.split(":")[1:])] += amount
    for one in book.standing("deliver"):
        verdicts = book.about(one.seq, "decide")
        accepted, rejected, less, fine = (sum(v.number(name) for v in verdicts) for name in DECIDED)
        yield [
            *(one.seq, *map(one.text, ("number", "unit", "activity", "vendor")), one.on),
            *(one.number("quantity"), one.text("rework_of"), one.text("commitment"), accepted, rejected),
            *(one.number("quantity") - accepted - rejected, less, fine),
            *(earned[one.text("unit"), one.text("activity"), one.text("number")], one.person),
        ]


def decision_rows(book: Book) -> Iterator[Row]:
    """Each standing decision on a standing lot."""
    for lot in book.standing("deliver"):
        for one in book.about(lot.seq, "decide"):
            figures = map(one.number, DECIDED)
            yield [one.seq, lot.seq, lot.text("number"), one.on, *figures, one.text("report_no"), one.person]


def balance_rows(book: Book) -> Iterator[Row]:
    """Every bucket, by its parts."""
    for place in sorted(book.held, key=lambda one: ((one[0] + ":").split(":")[:4], one[1])):
        yield [*place, book.held[place], book.at_cut.get(place, 0)]


def journal_row(seq: int, body: Plain, leaf: bytes) -> Row:
    """One entry."""
    asked = body["request"]
    return [
        *(seq, body["kind"], body["recorded_at"], asked["effective_on"], body["actor"], body.get("unit", "")),
        *(int(body.get("document_year", "0")) or None, asked["command"].get("number", "")),
        *(int(body.get(name, "0")) or None for name in ("refers_to", "proposal")),
        *(body.get("refusal", {}).get("code", ""), len(body.get("lines", ())), leaf.hex()),
    ]


def movement_rows(seq: int, body: Plain) -> Iterator[Row]:
    """The lines of one entry."""
    for no, line in enumerate(body.get("lines", ()), 1):
        yield [seq, no, line["bucket"], line["measure"], int(line["amount"]), int(line["balance"])]


def check_registers(bundle: Bundle, book: Book) -> None:
    """Every register that the entries decide, row by row. Raises Wrong."""
    for name, rows in (
        ("transfers.csv", transfer_rows),
        ("receipts.csv", receipt_rows),
        ("vouchers.csv", voucher_rows),
        ("advances.csv", advance_rows),
        ("commitments.csv", commitment_rows),
        ("deliveries.csv", delivery_rows),
        ("decisions.csv", decision_rows),
        ("balances.csv", balance_rows),
    ):
        compare(bundle, name, REGISTERS[name], rows(book))
    told = attested(bundle)
    compare(bundle, "journal.csv", REGISTERS["journal.csv"], (journal_row(*one) for one in told))
    moved = chain.from_iterable(movement_rows(seq, body) for seq, body, _ in attested(bundle))
    compare(bundle, "movements.csv", REGISTERS["movements.csv"], moved)
