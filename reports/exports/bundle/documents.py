"""Documents: the registers of a statement's documents, one row per leg, receipt, voucher line or lot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from reconciliation.documents import Voucher
from reconciliation.facts import Facts
from reports.exports.guarded import Value

Row = Iterable[Value]


def _transfers(facts: Facts) -> Iterator[Row]:
    for leg in facts.transfers:
        yield (
            *(leg.seq, leg.number, leg.order_no, leg.letter_no, leg.letter_on, leg.kind, leg.line),
            *(leg.from_unit, leg.to_unit, leg.on, leg.amount, leg.confirmed, leg.recalled, leg.in_transit),
            *(leg.maker, leg.approver),
        )


def _receipts(facts: Facts) -> Iterator[Row]:
    for leg in facts.transfers:
        for one in leg.receipts:
            yield (one.seq, leg.seq, leg.number, leg.to_unit, one.on, one.amount, one.confirmed_by)


def _vouchers(facts: Facts) -> Iterator[Row]:
    for voucher in facts.vouchers:
        yield from _voucher(voucher)


def _voucher(one: Voucher) -> Iterator[Row]:
    back = one.reversal
    for part in one.parts:
        payment = (one.gross, one.withholding_tax, one.fine, one.retention, one.net)
        yield (
            *(one.seq, one.number, part.no, one.dika_no, one.unit, part.line, part.activity, one.vendor),
            *(part.source, part.drawn_from, one.invoice_no, one.document_on, one.on, one.paid_on),
            *(payment if part.no == 1 else (None,) * len(payment)),
            *(part.amount, part.disallowed, part.recovered, part.delivery, one.maker, one.approver),
            *((back.seq, back.number) if back else (None, "")),
        )


def _advances(facts: Facts) -> Iterator[Row]:
    for one in facts.advances:
        yield (
            *(one.seq, one.number, one.unit, one.line, one.borrower, one.contract_no, one.purpose, one.on),
            *(one.due_on, one.amount, one.refunded, one.cleared, one.outstanding),
        )


def _commitments(facts: Facts) -> Iterator[Row]:
    for one in facts.commitments:
        yield (
            *(one.seq, one.number, one.unit, one.line, one.activity, one.vendor, one.contract_no, one.on),
            *(one.due_on, one.quantity, one.unit_price, one.amount, one.outstanding),
        )


def _deliveries(facts: Facts) -> Iterator[Row]:
    earned: dict[tuple[str, str, str], int] = {}
    for bucket, amount in facts.balances.items():
        if bucket.stage in ("earned", "settled"):
            key = (bucket.unit, bucket.code, bucket.item)
            earned[key] = earned.get(key, 0) + amount
    for lot in facts.deliveries:
        yield (
            *(lot.seq, lot.number, lot.unit, lot.activity, lot.vendor, lot.on, lot.quantity, lot.rework_of),
            *(lot.commitment, lot.accepted, lot.rejected, lot.pending, lot.price_reduction),
            *(sum(one.fine for one in lot.decisions), earned.get((lot.unit, lot.activity, lot.number), 0)),
            lot.maker,
        )


def _decisions(facts: Facts) -> Iterator[Row]:
    for lot in facts.deliveries:
        for one in lot.decisions:
            yield (
                *(one.seq, lot.seq, lot.number, one.decided_on, one.accepted, one.rejected),
                *(one.price_reduction, one.fine, one.report_no, one.decided_by),
            )


# File -> its columns, those of them that are money, and its rows.
DOCUMENTS: Final[Mapping[str, tuple[str, str, Callable[[Facts], Iterable[Row]]]]] = {
    "transfers.csv": (
        (
            "entry number order_no letter_no letter_on kind line from_unit to_unit issued_on issued"
            " confirmed recalled in_transit made_by approved_by"
        ),
        "issued confirmed recalled in_transit",
        _transfers,
    ),
    "receipts.csv": (
        "entry transfer_entry transfer unit confirmed_on amount confirmed_by",
        "amount",
        _receipts,
    ),
    "vouchers.csv": (
        (
            "entry number part dika_no unit line activity vendor source drawn_from invoice_no document_on"
            " posted_on paid_on gross withholding_tax fine retention net amount disallowed recovered delivery"
            " made_by approved_by reversed_by_entry reversed_by"
        ),
        "gross withholding_tax fine retention net amount disallowed recovered",
        _vouchers,
    ),
    "advances.csv": (
        (
            "entry number unit line borrower contract_no purpose taken_on due_on amount refunded cleared"
            " outstanding"
        ),
        "amount refunded cleared outstanding",
        _advances,
    ),
    "commitments.csv": (
        (
            "entry number unit line activity vendor contract_no signed_on due_on quantity unit_price amount"
            " outstanding"
        ),
        "amount outstanding",
        _commitments,
    ),
    "deliveries.csv": (
        (
            "entry number unit activity vendor delivered_on quantity rework_of commitment accepted rejected"
            " pending price_reduction fine earned made_by"
        ),
        "price_reduction fine earned",
        _deliveries,
    ),
    "decisions.csv": (
        (
            "entry delivery_entry delivery decided_on accepted rejected price_reduction fine report_no"
            " decided_by"
        ),
        "price_reduction fine",
        _decisions,
    ),
}
