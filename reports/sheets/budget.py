"""B3: budget and actual, one row per budget line, as IPSAS 24 compares them: explained by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Final

from ledger.money import ratio_text
from reconciliation.facts import Facts
from reconciliation.purse import OWN_STAGES, SPENT_STAGES, purses
from reconciliation.work import standing_parts
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Table

_DETAIL: Final = {"disbursed": "E2", "commitments_open": "F4", "advances_open": "E4", "carried": "F5"}
_RATES: Final = {"disbursed_rate": "disbursed", "used_rate": "used"}
_RATE: Final = '=IF({{revised}}=0,"",{{{part}}}/{{revised}})'
# Stages of which only the buckets tell what is there now.
_WAITING: Final = {
    "committed": "commitments_open",
    "advanced": "advances_open",
    "carried": "carried",
    "remitted": "lapsed",
}
# Stages that hold what nobody has used yet.
_LEFT: Final = ("approved", "released", "reserved", "in_transit", "available")
_HANDED_OUT: Final = (*SPENT_STAGES, *OWN_STAGES, "remitted", "lapsed")


@dataclass(slots=True)
class Figures:
    """The figures of one line, or of all, in minor units."""

    original: int = 0
    changed: int = 0
    revised: int = 0
    released: int = 0
    allotted: int = 0
    commitments_open: int = 0
    advances_open: int = 0
    disbursed: int = 0
    used: int = 0
    carried: int = 0
    lapsed: int = 0
    remaining: int = 0


COLUMNS: Final = (
    Column(key="line", kind="text", width=44),
    Column(key="fiscal_year", kind="number", width=12),
    *(
        Column(key=key, kind="money", width=17, total=SUM, detail=_DETAIL.get(key, ""))
        for key in Figures.__slots__
    ),
    *(
        Column(key=key, kind="percent", width=12, total=_RATE.format(part=part))
        for key, part in _RATES.items()
    ),
    Column(key="explanation", kind="text", width=34, given=True),
)


def budget(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; its rows come from the documents of each line, the system's totals from the buckets.

    A budget line runs through many units, so a statement of some of them has no row.
    """
    whole = not source.statement.units
    lines, total = (_by_line(source), _from_buckets(source.facts)) if whole else ({}, Figures())
    spent = {rate: getattr(total, part) for rate, part in _RATES.items()}
    return Table(
        ref="B3",
        columns=COLUMNS,
        records=[_record(source, code, figures) for code, figures in lines.items()],
        system={**asdict(total), **{rate: ratio_text(part, total.revised) for rate, part in spent.items()}},
        live={rate: _ratio(part, total.revised) for rate, part in spent.items()},
        money="used",
        wanted=wanted,
    )


def _ratio(part: int, whole: int) -> Fraction | str:
    return Fraction(part, whole) if whole else ""


def _record(source: Source, code: str, figures: Figures) -> Record:
    used = "+{advances_open}" if source.facts.advance_counts_as_used else ""
    values: dict[str, Value] = {
        **asdict(figures),
        "line": source.line(code),
        "fiscal_year": source.facts.lines[code].fiscal_year,
        "revised": Live("=ROUND({original}+{changed},2)", figures.revised),
        "used": Live(f"=ROUND({{disbursed}}+{{commitments_open}}{used},2)", figures.used),
        "remaining": Live("=ROUND({revised}-{used}-{carried}-{lapsed},2)", figures.remaining),
        **{
            rate: Live(_RATE.format(part=part), _ratio(getattr(figures, part), figures.revised))
            for rate, part in _RATES.items()
        },
    }
    return Record(tuple(values.get(column.key) for column in COLUMNS))


def _by_line(source: Source) -> Mapping[str, Figures]:
    """Line -> its figures: from documents, and from its buckets where only they tell what is there now."""
    facts = source.facts
    lines = {code: Figures() for code in facts.lines}
    _appropriated(source, lines)
    _handed_out(facts, lines)
    for _, part in standing_parts(facts):
        lines[part.line].disbursed += part.amount - part.recovered
    for one in facts.lapses:
        lines[one.line].lapsed += one.amount
    for bucket, amount in facts.balances.items():
        if (key := _WAITING.get(bucket.stage)) is not None:
            figures = lines[bucket.code]
            setattr(figures, key, getattr(figures, key) + amount)
    for figures in lines.values():
        figures.revised = figures.original + figures.changed
        figures.used = _used(facts, figures)
        figures.remaining = figures.revised - figures.used - figures.carried - figures.lapsed
    return lines


def _used(facts: Facts, figures: Figures) -> int:
    counted = figures.advances_open if facts.advance_counts_as_used else 0
    return figures.disbursed + figures.commitments_open + counted


def _appropriated(source: Source, lines: Mapping[str, Figures]) -> None:
    """From the ordinance to what was released; money moved after its release counts as released there."""
    moves = (row for row in source.journal if row.kind == "move_purpose" and row.lines)
    late = {row.seq for row in moves if row.lines[0].bucket.stage == "released"}
    for move in source.facts.budget:
        line = lines[move.line]
        if move.verb == "appropriate":
            line.original += move.amount
        elif move.verb in {"withdraw", "move_purpose"}:
            line.changed += move.amount
        if move.verb in {"release", "hold_release"} or move.seq in late:
            line.released += move.amount


def _handed_out(facts: Facts, lines: Mapping[str, Figures]) -> None:
    """What reached units and was kept by the centre for itself, less what went back or is on the way."""
    for kept in facts.retentions:
        lines[kept.line].allotted += kept.amount
    for leg in facts.transfers:
        line = lines[leg.line]
        line.allotted += sum(receipt.amount for receipt in leg.receipts if receipt.stage == "available")
        line.allotted -= leg.amount - leg.recalled if leg.stage == "available" else 0


def _from_buckets(facts: Facts) -> Figures:
    """The totals another way: from where the money is now, back to where it came from."""
    at, held, lapsed = _stages(facts), _held(facts), Counter[str]()
    for one in facts.lapses:
        lapsed[one.stage] += one.amount
    money = purses(facts).values()
    total = Figures(
        revised=-at["appropriation"],
        changed=sum(move.amount for move in facts.budget if move.verb == "withdraw"),
        commitments_open=sum(purse.committed for purse in money),
        advances_open=sum(purse.advanced for purse in money),
        disbursed=sum(purse.spent for purse in money),
        carried=sum(purse.carried for purse in money),
        lapsed=at["lapsed"] + at["remitted"],
    )
    total.original = total.revised - total.changed
    total.released = total.revised - at["approved"] - held["approved"] - lapsed["approved"]
    total.allotted = sum(at[stage] for stage in _HANDED_OUT) - lapsed["approved"] - lapsed["released"]
    total.allotted += sum(held[stage] for stage in (*SPENT_STAGES, *OWN_STAGES))
    total.used = _used(facts, total)
    left = [*_LEFT, *(() if facts.advance_counts_as_used else ("advanced",))]
    total.remaining = sum(at[stage] for stage in left) - sum(held[stage] for stage in SPENT_STAGES)
    return total


def _stages(facts: Facts) -> Counter[str]:
    """Stage -> all that is there."""
    at: Counter[str] = Counter()
    for bucket, amount in facts.balances.items():
        at[bucket.stage] += amount
    return at


def _held(facts: Facts) -> Counter[str]:
    """Stage -> what open proposals hold that waited there before."""
    held: Counter[str] = Counter()
    for (_, stage), amount in facts.held.items():
        held[stage] += amount
    return held
