"""Unsupported shares: what part of each voucher no accepted output stands behind.

The arithmetic of RECONCILIATION.md brought down to vouchers: what a match found in excess is shared
over its vouchers, what a unit's overhead has above the cap over its overhead vouchers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from reconciliation.documents import Voucher
from reconciliation.sampling.population import VoucherKey, key_of

if TYPE_CHECKING:
    from reconciliation.matching.match import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What some vouchers bear together, in minor units.

    `amounts` is what each charged to the group less recoveries. `unsupported` is what of it is in
    excess: spend less earned, a confirmed tolerance difference included, all of it where nothing was
    matched. Below 0 (a part still to be paid) nothing is unsupported.
    """

    amounts: Mapping[VoucherKey, int]
    unsupported: int


def unsupported_shares(burdens: Iterable[Burden]) -> Mapping[VoucherKey, Fraction]:
    """Voucher -> its unsupported share, pro rata and exact; the shares of its parts add up.

    Without an amount to share by, nothing is shared: the excess stands in the statement alone.
    """
    shares: defaultdict[VoucherKey, Fraction] = defaultdict(Fraction)
    for burden in burdens:
        whole = sum(burden.amounts.values())
        for key, amount in burden.amounts.items() if whole > 0 else ():
            shares[key] += Fraction(max(0, burden.unsupported) * amount, whole)
    return {key: share for key, share in sorted(shares.items()) if share}


def match_burdens(matches: Iterable[Match]) -> Iterator[Burden]:
    """One burden per match, with its difference: all of an unmatched voucher, nothing of a netted one.

    A suggestion bears what its printed alternative leaves over: who doubts it enters another value.
    """
    for match in matches:
        legs = {VoucherKey(leg.number, match.unit, leg.fiscal_year): leg.amount for leg in match.vouchers}
        if match.status != "NETTED":
            yield Burden(amounts=legs, unsupported=match.difference)


def overhead_burdens(
    vouchers: Iterable[Voucher], overhead: frozenset[str], unsupported: Mapping[str, int]
) -> Iterator[Burden]:
    """One burden per unit: its `overhead_unsupported` on its standing overhead vouchers.

    `overhead` are the activities of that basis, `unsupported` unit -> minor units.
    """
    units: defaultdict[str, dict[VoucherKey, int]] = defaultdict(dict)
    for voucher in vouchers:
        amount = sum(part.amount - part.recovered for part in voucher.parts if part.activity in overhead)
        if voucher.standing and amount:
            units[voucher.unit][key_of(voucher)] = amount
    for unit, amounts in units.items():
        yield Burden(amounts=amounts, unsupported=unsupported.get(unit, 0))
