"""E4: advances: cash that officers account for, by how long it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reconciliation.documents import Advance
from reports.columns import SUM, Column, Live, Record, State, Value
from reports.sheets.source import Source, document_key
from reports.sheets.waiting import Place, unexplained, waiting
from reports.table import Figure, Table

# The last day overdue that each band holds; what is not due yet has a band of its own.
_BANDS: Final = {"not_due": 0, "overdue_30": 30, "overdue_60": 60, "overdue_90": 90}
_LONGER: Final = "overdue_over_90"
_OPEN: Final = "outstanding"

COLUMNS: Final = (
    Column(key="number", kind="text", width=14),
    Column(key="contract_no", kind="text", width=15),
    Column(key="unit", kind="text", width=20),
    Column(key="line", kind="text", width=22),
    Column(key="borrower", kind="text", width=19),
    Column(key="purpose", kind="text", width=24),
    Column(key="issued_on", kind="date", width=13),
    Column(key="due_on", kind="date", width=15),
    *(
        Column(key=key, kind="money", width=15, total=SUM)
        for key in ("amount", "cleared", "refunded", _OPEN, *_BANDS, _LONGER)
    ),
    Column(key="days_overdue", kind="number", width=10),
    Column(key="state", kind="state", width=18),
    Column(key="maker", kind="text", width=12),
    Column(key="approver", kind="text", width=12),
    Column(key="entry", kind="number", width=9),
    Column(key="leaf", kind="digest", width=19),
)


def advances(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; what the system has open are the buckets at the stage `advanced`, not the documents."""
    facts = source.facts
    rest = unexplained(facts, "advanced", facts.advances)
    records = [_record(source, one) for one in facts.advances]
    records += [_unexplained(source, place, held) for place, held in rest]
    return Table(
        ref="E4", columns=COLUMNS, records=records, system=_system(source), money=_OPEN, wanted=wanted
    )


def _system(source: Source) -> dict[str, Figure]:
    """What is open comes from the buckets; what is cleared and not due, from what is then left."""
    facts = source.facts
    lent = sum(one.amount for one in facts.advances)
    refunded = sum(one.refunded for one in facts.advances)
    held = sum(waiting(facts, "advanced").values())
    rest = sum(amount for _, amount in unexplained(facts, "advanced", facts.advances))
    late = dict.fromkeys((*_BANDS, _LONGER), 0)
    for one in facts.advances:
        late[_band(source, one)] += one.outstanding
    late["not_due"] = held - sum(amount for band, amount in late.items() if band != "not_due")
    cleared = lent - refunded - (held - rest)
    return {"amount": lent, "cleared": cleared, "refunded": refunded, _OPEN: held, **late}


def _days_overdue(source: Source, advance: Advance) -> int:
    return (source.statement.on - advance.due_on).days if advance.outstanding else 0


def _band(source: Source, advance: Advance) -> str:
    days = _days_overdue(source, advance)
    return next((band for band, last in _BANDS.items() if days <= last), _LONGER)


def _in_bands(band: str, still: Live) -> Iterator[Value]:
    """The open amount in its own band; the others stay blank."""
    return (still if one == band else None for one in (*_BANDS, _LONGER))


def _record(source: Source, advance: Advance) -> Record:
    refunded, still = advance.refunded, advance.outstanding
    days = _days_overdue(source, advance)
    values = (
        advance.number,
        advance.contract_no,
        source.unit(advance.unit),
        advance.line,
        advance.borrower,
        advance.purpose,
        advance.on,
        advance.due_on,
        advance.amount,
        advance.amount - refunded - still,
        refunded,
        Live("=ROUND({amount}-{cleared}-{refunded},2)", still),
        *_in_bands(_band(source, advance), Live("={outstanding}", still)),
        days if days > 0 else None,
        _state(source, advance),
        advance.maker,
        advance.approver,
        advance.seq,
        source.leaf(advance.seq),
    )
    return Record(values, document_key(advance.unit, advance.fiscal_year, advance.number))


def _state(source: Source, advance: Advance) -> State:
    if advance.outstanding <= 0:
        return source.state("overdrawn" if advance.outstanding else "advance_cleared")
    return source.state("advance_overdue" if _days_overdue(source, advance) > 0 else "advance_open")


def _unexplained(source: Source, place: Place, held: int) -> Record:
    """A bucket that holds something although its advance does not stand."""
    unit, line, number = place
    known: dict[str, Value] = {
        "number": number,
        "unit": source.unit(unit),
        "line": line,
        _OPEN: held,
        "not_due": Live("={outstanding}", held),
        "state": source.state("unexplained"),
    }
    return Record(tuple(known.get(column.key) for column in COLUMNS))
