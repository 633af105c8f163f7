"""Value: what each unit × activity planned, earned and spent, judged by arithmetic alone.

Pure integer arithmetic over documents, by the table "Value" of the design. The cells stand in the
order of registration: every unit that has a parent (and a centre that holds money of its own) ×
every rated activity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.money import divide_half_up, ratio_text
from reconciliation.facts import Facts
from reconciliation.overhead import share_overhead
from reconciliation.statement import Cell
from reconciliation.work import CellKey, Work, spending, works
from reconciliation.worth import Rates, Worth, worth


def cells(facts: Facts) -> tuple[Cell, ...]:
    """All cells of a book at its cut-off."""
    work, rates, spent = works(facts), Rates(facts.rates), spending(facts)
    found: list[Cell] = []
    for unit in reporting_units(facts):
        own = {activity.code: work[unit, activity.code] for activity in facts.rated}
        found += _row(own, rates, overhead_of(facts, spent, unit, "overhead"))
    return tuple(found)


def reporting_units(facts: Facts) -> tuple[str, ...]:
    """The units that have a row: those with a parent, and a centre that has money or papers of its own."""
    return tuple(code for code, unit in facts.units.items() if unit.parent or _holds_money(facts, code))


def _holds_money(facts: Facts, unit: str) -> bool:
    kept = sum(one.amount for one in facts.retentions if one.unit == unit)
    reached = any(
        leg.to_unit == unit and receipt.stage == "available"
        for leg in facts.transfers
        for receipt in leg.receipts
    )
    return kept != 0 or reached or _has_papers(facts, unit)


def _has_papers(facts: Facts, unit: str) -> bool:
    """Whether it spent or delivered something, though its money takes effect after the cut-off."""
    spent = any(voucher.unit == unit for voucher in facts.vouchers)
    return spent or any(lot.unit == unit for lot in facts.deliveries)


def overhead_of(facts: Facts, spent: Mapping[CellKey, int], unit: str, basis: str) -> int:
    """What a unit spent on activities of a basis without cells: XO (overhead) or XE (exempt)."""
    return sum(spent[unit, code] for code, one in facts.activities.items() if one.basis == basis)


def _row(own: Mapping[str, Work], rates: Rates, overhead: int) -> Iterator[Cell]:
    """The cells of one unit: overhead is shared over all of them before any is whole."""
    worths = {code: worth(work, rates) for code, work in own.items()}
    shares, _ = share_overhead(overhead, {code: one.ev for code, one in worths.items()})
    return (_cell(work, worths[code], shares[code]) for code, work in own.items())


def _cell(work: Work, worth: Worth, share: int) -> Cell:
    spent, earned = work.spent, worth.ev
    supported = max(0, min(spent, earned))
    unsupported = spent - supported
    pending = min(unsupported, worth.pending)
    rejected = min(unsupported - pending, worth.rejected_open)
    return Cell(
        district=work.unit,
        activity=work.activity.code,
        plan_qty=work.planned,
        plan_qty_to_date=work.planned_to_date,
        rate=worth.rate,
        qty_delivered=work.delivered,
        qty_accepted=work.accepted,
        qty_rejected=work.rejected,
        qty_rework=work.rework,
        qty_rejected_open=work.rejected - work.rework,
        qty_pending=work.pending,
        price_reduction=work.price_reduction,
        bac=worth.bac,
        pv=worth.pv,
        ev=earned,
        direct=spent,
        supported=supported,
        unsupported=unsupported,
        earned_unspent=earned - supported,
        unsup_pending=pending,
        unsup_rejected=rejected,
        unsup_other=unsupported - pending - rejected,
        undelivered=worth.bac - earned,
        cv=earned - spent,
        sv=earned - worth.pv,
        overhead_alloc=share,
        full_cost=spent + share,
        unit_cost_direct=_per_unit(spent, work.accepted),
        unit_cost_full=_per_unit(spent + share, work.accepted),
        cpi=ratio_text(earned, spent),
        spi=ratio_text(earned, worth.pv),
        eac_at_rate=spent + worth.bac - earned,
        eac_cpi=_eac_cpi(spent, worth),
    )


def _per_unit(cost: int, accepted: int) -> int | None:
    """Half up to the minor unit; blank when nothing was accepted."""
    return divide_half_up(cost, accepted) if accepted > 0 else None


def _eac_cpi(spent: int, worth: Worth) -> int | None:
    """What it will cost if the rest goes as it went so far; blank unless earned and spent."""
    if worth.ev <= 0 or spent <= 0:
        return None
    # AC + (BAC - EV) × AC / EV, rounded as a whole: what is below zero in it must not turn a half down.
    return divide_half_up(worth.bac * spent, worth.ev)
