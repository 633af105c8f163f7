"""Netting: R0, a voucher that was reversed, and its reversal: together they paid nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciliation.facts import Facts
from reconciliation.matching.claims import direct_parts, leg_of
from reconciliation.matching.match import Match


def by_reversal(facts: Facts, names: Mapping[int, str]) -> Iterator[Match]:
    """One match per reversed voucher with a direct line, whole; the cell is its first such line's."""
    for voucher in facts.vouchers:
        direct = direct_parts(voucher, facts) if voucher.reversal else ()
        if voucher.reversal and direct:
            yield Match(
                rule="R0",
                kind="net",
                status="NETTED",
                unit=voucher.unit,
                activity=direct[0].activity,
                vouchers=(leg_of(voucher, direct, names[voucher.seq], whole=True),),
                reason="reversed",
                reversal=names[voucher.reversal.seq],
                reversal_seq=voucher.reversal.seq,
            )
