"""Districts: one row of money and work per unit, and their total.

The sums of work come from the cells, the money from documents, and what waits (advances, contracts,
reserves) from the buckets. Only the ratios of the total are computed anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.commands import RegisterUnit
from ledger.money import ratio_text
from reconciliation.facts import Facts
from reconciliation.overhead import capped
from reconciliation.purse import Purse, purses
from reconciliation.rule_set import RuleSet
from reconciliation.statement import TOTAL, Cell, District
from reconciliation.value import overhead_of, reporting_units
from reconciliation.work import spending

OF_CELLS: Final = (
    *("bac", "pv", "ev", "direct", "supported", "unsupported", "earned_unspent", "unsup_pending"),
    *("unsup_rejected", "unsup_other", "undelivered", "cv", "sv", "eac_at_rate"),
)
SUMMED: Final = tuple(field.name for field in fields(District) if field.type == "int")


class Shared(NamedTuple):
    """What a unit spent outside its cells, the cap on overhead, and whether advances count as used."""

    overhead: int
    exempt: int
    percent: Fraction
    advance_counts: bool


def districts(facts: Facts, cells: Iterable[Cell], rules: RuleSet) -> tuple[District, ...]:
    """The rows of a book in the order of registration."""
    by_unit: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_unit[cell.district].append(cell)
    spent, money = spending(facts), purses(facts)
    return tuple(
        _district(
            facts.units[unit],
            _sums(by_unit[unit]),
            money[unit],
            Shared(
                overhead_of(facts, spent, unit, "overhead"),
                overhead_of(facts, spent, unit, "exempt"),
                rules.overhead_cap_percent,
                facts.advance_counts_as_used,
            ),
        )
        for unit in reporting_units(facts)
    )


def total(rows: Iterable[District]) -> District:
    """The sums of the rows; the ratios are those of the sums."""
    rows = tuple(rows)
    sums = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    named = District(
        district=TOTAL,
        name_en="Total",
        name_th="รวม",
        **sums,
        disbursed_rate="",
        used_rate="",
        cpi="",
        spi="",
    )
    return _with_ratios(named)


def _sums(cells: Iterable[Cell]) -> Mapping[str, int]:
    cells = tuple(cells)
    return {name: sum(getattr(cell, name) for cell in cells) for name in (*OF_CELLS, "overhead_alloc")}


def _district(named: RegisterUnit, work: Mapping[str, int], purse: Purse, shared: Shared) -> District:
    overhead, exempt, percent, advance_counts = shared
    cap = capped(max(0, work["ev"]), percent)
    borne = min(overhead, cap)
    disbursed = work["direct"] + overhead + exempt
    forecast = work["eac_at_rate"] + overhead + exempt + capped(work["undelivered"], percent)
    waiting = purse.advanced if advance_counts else 0
    return _with_ratios(
        District(
            district=named.code,
            name_en=named.name_en,
            name_th=named.name_th,
            transfers_in=purse.transfers_in,
            transfers_out=purse.transfers_out,
            returned=purse.returned,
            allotment=purse.allotment,
            disbursed=disbursed,
            advances_open=purse.advanced,
            commitments_open=purse.committed,
            used=disbursed + waiting + purse.committed,
            reserved=purse.reserved,
            available=purse.allotment - disbursed - purse.advanced - purse.committed - purse.reserved,
            disbursed_rate="",
            used_rate="",
            **{name: work[name] for name in OF_CELLS},
            overhead=overhead,
            overhead_cap=cap,
            overhead_supported=borne,
            overhead_unsupported=overhead - borne,
            overhead_unallocated=overhead - work["overhead_alloc"],
            supported_all=work["supported"] + borne,
            unsupported_all=work["unsupported"] + overhead - borne,
            forecast=forecast,
            forecast_gap=forecast - purse.allotment,
            cpi="",
            spi="",
            exempt=exempt,
        )
    )


def _with_ratios(row: District) -> District:
    return replace(
        row,
        disbursed_rate=ratio_text(row.disbursed, row.allotment),
        used_rate=ratio_text(row.used, row.allotment),
        cpi=ratio_text(row.ev, row.direct),
        spi=ratio_text(row.ev, row.pv),
    )
