"""Identities: the equations that hold in every statement, each with its two sides.

Where one side comes from documents and the other from buckets, the two were folded apart. They are
printed with every report; one that fails makes the figures untrustworthy (E-BAL).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.buckets import SET_OF
from reconciliation.districts import OF_CELLS, SUMMED
from reconciliation.facts import Facts
from reconciliation.purse import Purse, purses
from reconciliation.statement import Cell, District, Identity

BOOK = "book"


def identities(
    facts: Facts, cells: Sequence[Cell], rows: Sequence[District], total: District
) -> tuple[Identity, ...]:
    """Every identity of a statement: of the book, of each unit, of each cell, of the total."""
    work = _work_balances(facts)
    money, paid = purses(facts), _paid(facts)
    return (
        *_of_book(facts),
        *(one for row in rows for one in _of_district(row, money[row.district], paid[row.district])),
        *(one for cell in cells for one in _of_cell(cell, work)),
        *_of_total(cells, rows, total),
    )


def _of_book(facts: Facts) -> Iterator[Identity]:
    """Each set balances to zero in each measure; what is on the way is issued less confirmed and recalled."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    on_the_way = 0
    for bucket, amount in facts.balances.items():
        sums[SET_OF[bucket.stage], bucket.measure] += amount
        on_the_way += amount if bucket.stage == "in_transit" else 0
    for (kind, measure), left in sorted(sums.items()):
        yield Identity(
            name="set_balances", subject=f"{kind}/{measure}", left=left, right=0, money=kind != "work"
        )
    on_the_way += sum(amount for (_, stage), amount in facts.held.items() if stage == "in_transit")
    issued = sum(leg.in_transit for leg in facts.transfers)
    yield Identity(name="in_transit", subject=BOOK, left=issued, right=on_the_way)


def _of_district(row: District, purse: Purse, paid: int) -> Iterator[Identity]:
    unit = row.district
    waiting = row.advances_open + row.commitments_open + row.reserved + purse.available
    yield Identity(name="allotment", subject=unit, left=row.allotment, right=row.disbursed + waiting)
    spent = row.direct + row.overhead + row.exempt
    yield Identity(name="disbursed_by_activity", subject=unit, left=paid, right=spent)
    yield Identity(name="disbursed_in_buckets", subject=unit, left=row.disbursed, right=purse.spent)
    supported = row.supported_all + row.unsupported_all + row.exempt
    yield Identity(name="disbursed_supported", subject=unit, left=row.disbursed, right=supported)


def _of_cell(cell: Cell, work: Mapping[tuple[str, str, str], int]) -> Iterator[Identity]:
    subject = f"{cell.district}/{cell.activity}"

    def same(name: str, left: int, right: int, *, money: bool = True) -> Identity:
        return Identity(name=name, subject=subject, left=left, right=right, money=money)

    yield same("spent_split", cell.direct, cell.supported + cell.unsupported)
    yield same("earned_split", cell.ev, cell.supported + cell.earned_unspent)
    parts = cell.unsup_pending + cell.unsup_rejected + cell.unsup_other
    yield same("unsupported_split", cell.unsupported, parts)
    variances = (cell.direct - cell.ev) + (cell.ev - cell.pv)
    yield same("variances", cell.direct - cell.pv, variances)
    decided = cell.qty_accepted + cell.qty_rejected + cell.qty_pending
    yield same("delivered_split", cell.qty_delivered, decided, money=False)
    for stage, quantity in (
        ("target", cell.plan_qty),
        ("delivered", cell.qty_pending),
        ("accepted", cell.qty_accepted),
        ("rejected", cell.qty_rejected_open),
    ):
        held = work.get((stage, cell.district, cell.activity), 0)
        yield same(f"{stage}_in_buckets", quantity, held, money=False)


def _of_total(cells: Sequence[Cell], rows: Sequence[District], total: District) -> Iterator[Identity]:
    """The total is the sum of the districts, and where cells have the column, of the cells."""
    for name in SUMMED:
        below: Iterable[Cell | District] = cells if name in OF_CELLS else rows
        sums = sum(getattr(one, name) for one in below)
        yield Identity(name="total", subject=name, left=getattr(total, name), right=sums)


def _paid(facts: Facts) -> Mapping[str, int]:
    """Unit -> its vouchers less reversals and recoveries, whatever they were for."""
    paid: defaultdict[str, int] = defaultdict(int)
    for voucher in facts.vouchers:
        if voucher.standing:
            paid[voucher.unit] += voucher.amount - sum(part.recovered for part in voucher.parts)
    return paid


def _work_balances(facts: Facts) -> Mapping[tuple[str, str, str], int]:
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for bucket, amount in facts.balances.items():
        if SET_OF[bucket.stage] == "work":
            sums[bucket.stage, bucket.unit, bucket.code] += amount
    return sums
