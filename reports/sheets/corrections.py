"""C4: corrections and late entries: what was taken back and why, and papers recorded long after their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Final, NamedTuple

from reconciliation.documents import Document, Voucher
from reconciliation.facts import Facts
from reports.columns import Column, Record
from reports.sheets.source import Source, document_key
from reports.table import Table

COLUMNS: Final = (
    Column(key="correction", kind="state", width=20),
    Column(key="number", kind="text", width=18),
    Column(key="entry_kind", kind="text", width=24),
    Column(key="unit", kind="text", width=24),
    Column(key="corrected_amount", kind="money", width=16),
    Column(key="document_on", kind="date", width=14),
    Column(key="recorded_on", kind="date", width=14),
    Column(key="days_late", kind="number", width=10),
    Column(key="corrects", kind="number", width=11),
    Column(key="correction_reason", kind="text", width=34),
    Column(key="maker", kind="text", width=14),
    Column(key="approver", kind="text", width=14),
    Column(key="entry", kind="number", width=9),
)


class Paper(NamedTuple):
    """A document with the verb that made it, its unit, its amount (None: no money) and its own day."""

    document: Document
    verb: str
    unit: str
    amount: int | None
    dated: date | None


def corrections(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, in journal order."""
    found = chain(_reversals(source), _late(source))
    records = [record for _, record in sorted(found, key=lambda pair: pair[0])]
    return Table(ref="C4", columns=COLUMNS, records=records, wanted=wanted)


def _reversals(source: Source) -> Iterator[tuple[int, Record]]:
    moved = {one.seq: one for one in source.facts.mirrors}
    for one in source.facts.reversals:
        unit, amount = moved[one.seq].unit, moved[one.seq].amount
        values = (
            source.state("corrects"),
            one.number,
            source.kind(one.kind),
            source.unit(unit),
            amount,
            None,
            one.on,
            None,
            one.target,
            one.reason,
            one.maker,
            one.approver,
            one.seq,
        )
        yield one.seq, Record(values, document_key(unit, one.fiscal_year, one.number))


def _late(source: Source) -> Iterator[tuple[int, Record]]:
    """Papers that say they are about an earlier day, and vouchers posted beyond the days allowed."""
    allowed = timedelta(days=source.statement.rules.posting_days_max)
    for paper in _papers(source.facts):
        document, dated = paper.document, paper.document.original_on or paper.dated
        if document.original_on or (dated and document.on - dated > allowed):
            yield document.seq, _late_record(source, paper, dated or document.on)


def _late_record(source: Source, paper: Paper, dated: date) -> Record:
    document = paper.document
    return Record(
        (
            source.state("backdated" if document.original_on else "late"),
            document.number,
            source.kind(paper.verb),
            source.unit(paper.unit),
            paper.amount,
            dated,
            document.on,
            (document.on - dated).days,
            None,
            None,
            document.maker,
            document.approver,
            document.seq,
        )
    )


def _papers(facts: Facts) -> Iterator[Paper]:
    for leg in facts.transfers:
        yield Paper(leg, "transfer", leg.to_unit, leg.amount, None)
    for contract in facts.commitments:
        yield Paper(contract, "commit", contract.unit, contract.amount, None)
    for loan in facts.advances:
        yield Paper(loan, "advance", loan.unit, loan.amount, None)
    for carry in facts.carries:
        yield Paper(carry, "carry_forward", carry.unit, carry.amount, None)
    for lot in facts.deliveries:
        yield Paper(lot, "deliver", lot.unit, None, None)
    for voucher in facts.vouchers:
        yield _voucher(voucher)


def _voucher(voucher: Voucher) -> Paper:
    return Paper(voucher, "disburse", voucher.unit, voucher.amount, voucher.document_on)
