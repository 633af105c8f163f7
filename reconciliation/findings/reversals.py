"""Reversals: a pair that cancels out, and one that does not."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.money import Money
from reconciliation.documents import Mirror, Reversal, Voucher
from reconciliation.findings.subjects import names_of
from reconciliation.statement import Finding, Statement, Term


def orphans(statement: Statement) -> Iterator[Finding]:
    """E-ORPHAN-REV: a reversal without target, that undoes something else, or a second one.

    The subject is the reversal's number, or its position where it has none; the amount what it moved.
    """
    for mirror in statement.facts.mirrors:
        why = _wrong(mirror)
        if why:
            unit = mirror.unit or statement.book.centre
            name = mirror.number or f"#{mirror.seq}"
            yield Finding(
                code="E-ORPHAN-REV",
                severity="CRIT",
                subjects=(name,),
                amount=mirror.amount,
                unit=unit,
                owner=unit,
                keys=(f"{unit}/{mirror.fiscal_year}/{name}",),
                entries=(mirror.seq,),
                facts={
                    "unit": unit,
                    "amount": Money(mirror.amount),
                    "why": Term(why),
                    "target": f"#{mirror.target}",
                },
            )


def _wrong(mirror: Mirror) -> str:
    if not mirror.found:
        return "no_target"
    if not mirror.first:
        return "reversed_twice"
    return "" if mirror.equal else "unequal"


def pairs(statement: Statement) -> Iterator[Finding]:
    """E-REV-PAIR: a voucher and the document that took it back; the voucher's amount."""
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        if voucher.reversal is not None:
            yield _pair(voucher, voucher.reversal, names[voucher.seq, voucher.number])


def _pair(voucher: Voucher, back: Reversal, name: str) -> Finding:
    numbers = [(name, voucher.number)]
    if back.number:
        same = back.number == voucher.number
        numbers.append((f"{name}#{back.seq}" if same else back.number, back.number))
    unit, year = voucher.unit, voucher.fiscal_year
    return Finding(
        code="E-REV-PAIR",
        severity="INFO",
        subjects=tuple(sorted(printed for printed, _ in numbers)),
        amount=voucher.amount,
        unit=unit,
        owner=unit,
        keys=tuple(sorted({f"{unit}/{year}/{number}" for _, number in numbers})),
        entries=(voucher.seq, back.seq),
        facts={
            "unit": unit,
            "amount": Money(voucher.amount),
            "voucher": name,
            "on": voucher.on,
            "reversed_on": back.on,
            "reason": back.reason or "–",
        },
    )
