"""E2: vouchers, one row per line of a voucher, and one for each reversal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciliation.documents import Part, Reversal, Voucher
from reconciliation.matching.match import Match
from reports.columns import SUM, Column, Live, Record, State, Value, satang_beside
from reports.sheets.source import Source, document_key
from reports.table import Table

_AMOUNT: Final = Column(key="amount", kind="money", width=12, total=SUM)

COLUMNS: Final = (
    Column(key="number", kind="text", width=13),
    Column(key="dika_no", kind="text", width=15),
    Column(key="unit", kind="text", width=20),
    Column(key="line", kind="text", width=22),
    Column(key="activity", kind="text", width=23),
    Column(key="vendor", kind="text", width=10),
    Column(key="drawn_on", kind="text", width=12),
    Column(key="invoice_no", kind="text", width=12),
    Column(key="document_on", kind="date", width=13),
    Column(key="posted_on", kind="date", width=13),
    Column(key="paid_on", kind="date", width=13),
    Column(key="gross", kind="money", width=12, total=SUM),
    Column(key="withholding_tax", kind="money", width=12, total=SUM),
    Column(key="fine", kind="money", width=12, total=SUM),
    Column(key="net", kind="money", width=12, total=SUM),
    _AMOUNT,
    satang_beside(_AMOUNT),
    Column(key="recovered", kind="money", width=12, total=SUM),
    Column(key="disbursed", kind="money", width=12, total=SUM),
    Column(key="delivery", kind="text", width=14),
    Column(key="match", kind="state", width=19, detail="E5"),
    Column(key="state", kind="state", width=17),
    Column(key="maker", kind="text", width=11),
    Column(key="approver", kind="text", width=11),
    Column(key="entry", kind="number", width=8),
    Column(key="leaf", kind="digest", width=19),
)
Matched = Mapping[tuple[int, int], Match]
_NET_OF_RECOVERIES: Final = "=ROUND({amount}-{recovered},2)"


def vouchers(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; what the system has disbursed comes from the districts' total."""
    standing = [voucher for voucher in source.facts.vouchers if voucher.standing]
    recovered = sum(part.recovered for voucher in standing for part in voucher.parts)
    disbursed = source.statement.total.disbursed
    payments = ("gross", "withholding_tax", "fine", "net")
    matched = _matched(source)
    return Table(
        ref="E2",
        columns=COLUMNS,
        records=(
            record for voucher in source.facts.vouchers for record in _records(source, voucher, matched)
        ),
        rows=sum(len(voucher.parts) * (2 if voucher.reversal else 1) for voucher in source.facts.vouchers),
        system={
            "amount": disbursed + recovered,
            "amount_satang": disbursed + recovered,
            "recovered": recovered,
            "disbursed": disbursed,
            **{name: sum(getattr(voucher, name) for voucher in standing) for name in payments},
        },
        money="disbursed",
        wanted=wanted,
    )


def _matched(source: Source) -> Matched:
    """(voucher's position, number of its line) -> the match it stands in."""
    found = source.statement.matching.matches
    return {(leg.seq, part): one for one in found for leg in one.vouchers for part in leg.parts}


def _records(source: Source, voucher: Voucher, matched: Matched) -> Iterator[Record]:
    """The lines of a voucher; what was paid stands once, beside the first of them."""
    key = document_key(voucher.unit, voucher.fiscal_year, voucher.number)
    for part in voucher.parts:
        yield Record(_line(source, voucher, part, matched.get((voucher.seq, part.no))), key)
    reversal = voucher.reversal
    if reversal is not None:
        for part in voucher.parts:
            yield Record(
                _mirror(source, voucher, part, reversal),
                document_key(voucher.unit, reversal.fiscal_year, reversal.number),
            )


def _line(source: Source, voucher: Voucher, part: Part, match: Match | None) -> tuple[Value, ...]:
    return (
        voucher.number,
        voucher.dika_no,
        source.unit(voucher.unit),
        part.line,
        source.activity(part.activity),
        voucher.vendor,
        part.source,
        voucher.invoice_no,
        voucher.document_on,
        voucher.on,
        voucher.paid_on,
        *_payment(voucher, 1 if part.no == 1 else 0),
        part.amount,
        part.amount,
        part.recovered,
        Live(_NET_OF_RECOVERIES, part.amount - part.recovered),
        part.delivery,
        source.match_state(match.status, match.rule) if match else None,
        _state(source, voucher, part),
        voucher.maker,
        voucher.approver,
        voucher.seq,
        source.leaf(voucher.seq),
    )


def _mirror(source: Source, voucher: Voucher, part: Part, reversal: Reversal) -> tuple[Value, ...]:
    """The reversal's row: the same amounts the other way round."""
    values = list(_line(source, voucher, part, None))
    at = {column.key: number for number, column in enumerate(COLUMNS)}
    mirrored: dict[str, Value] = {
        "number": reversal.number,
        "dika_no": "",
        "document_on": None,
        "posted_on": reversal.on,
        "paid_on": None,
        **dict(
            zip(
                ("gross", "withholding_tax", "fine", "net"),
                _payment(voucher, -1 if part.no == 1 else 0),
                strict=True,
            )
        ),
        "amount": -part.amount,
        "amount_satang": -part.amount,
        "recovered": -part.recovered,
        "disbursed": Live(_NET_OF_RECOVERIES, part.recovered - part.amount),
        "state": source.state("reversal", number=voucher.number),
        "maker": reversal.maker,
        "approver": reversal.approver,
        "entry": reversal.seq,
        "leaf": source.leaf(reversal.seq),
    }
    for key, value in mirrored.items():
        values[at[key]] = value
    return tuple(values)


def _payment(voucher: Voucher, sign: int) -> tuple[int | None, ...]:
    """Gross to net; blank where nothing is known."""
    facts = (voucher.gross, voucher.withholding_tax, voucher.fine, voucher.net)
    return tuple(sign * fact or None for fact in facts)


def _state(source: Source, voucher: Voucher, part: Part) -> State:
    if voucher.reversal is not None:
        return source.state("reversed", number=voucher.reversal.number)
    if part.disallowed > part.recovered:
        return source.state("disallowed")
    return source.state("recovered" if part.recovered else "standing")
