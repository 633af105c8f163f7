"""F3: the document request list: the papers an auditor asks for of each voucher in the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from reconciliation.documents import Commitment, Delivery, Voucher
from reconciliation.sampling import NotDrawn, key_of
from reports.columns import Column, Record
from reports.sheets.sample import drawn
from reports.sheets.source import Source, document_key
from reports.table import Table

COLUMNS: Final = (
    Column(key="no", kind="number", width=7),
    Column(key="voucher", kind="text", width=20, detail="D2"),
    Column(key="unit", kind="text", width=24),
    Column(key="paper", kind="text", width=28),
    Column(key="paper_number", kind="text", width=26),
    Column(key="paper_on", kind="date", width=15),
    Column(key="paper_digest", kind="digest", width=68),
    Column(key="kept_where", kind="text", width=30, given=True),
    Column(key="received", kind="code", width=12, given=True),
)


class Paper(NamedTuple):
    """One paper asked for: what it is (a text `papers`), its number, its day and its digest."""

    what: str
    number: str
    on: date | None
    digest: str = ""


def requests(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; empty where there is no sample."""
    return Table(ref="F3", columns=COLUMNS, records=list(_records(source)), wanted=wanted)


def _records(source: Source) -> Iterator[Record]:
    found = drawn(source)
    if isinstance(found, NotDrawn):
        return
    known = {key_of(voucher): voucher for voucher in source.facts.vouchers}
    lots = {lot.number: lot for lot in source.facts.deliveries}
    contracts = {(one.unit, one.number): one for one in source.facts.commitments}
    no = 0
    for hit in found.sample.items:
        voucher = known[hit.item.key]
        for paper in _papers(voucher, lots, contracts):
            no += 1
            yield Record(
                (
                    no,
                    hit.item.name,
                    source.unit(voucher.unit),
                    source.words(f"papers.{paper.what}"),
                    paper.number,
                    paper.on,
                    paper.digest,
                    None,
                    None,
                ),
                document_key(voucher.unit, voucher.fiscal_year, voucher.number),
            )


def _papers(
    voucher: Voucher, lots: Mapping[str, Delivery], contracts: Mapping[tuple[str, str], Commitment]
) -> Iterator[Paper]:
    """The voucher and its bill, the contract it draws on, the deliveries it cites and their reports."""
    yield Paper("voucher", voucher.dika_no or voucher.number, voucher.on)
    if voucher.invoice_no:
        yield Paper("invoice", voucher.invoice_no, voucher.document_on)
    yield from (Paper("evidence", voucher.number, voucher.on, digest) for digest in voucher.evidence)
    for number in dict.fromkeys(part.source for part in voucher.parts if part.source):
        contract = contracts.get((voucher.unit, number))
        yield Paper("contract", number, contract.on if contract else None)
    for number in dict.fromkeys(part.delivery for part in voucher.parts if part.delivery):
        yield from _delivery(number, lots.get(number))


def _delivery(number: str, lot: Delivery | None) -> Iterator[Paper]:
    yield Paper("delivery", number, lot.on if lot else None)
    if lot is None:
        return
    yield from (Paper("evidence", lot.number, lot.on, digest) for digest in lot.evidence)
    for decision in lot.decisions:
        yield Paper("report", decision.report_no or lot.number, decision.decided_on)
        for digest in decision.evidence:
            yield Paper("evidence", decision.report_no or lot.number, decision.decided_on, digest)
