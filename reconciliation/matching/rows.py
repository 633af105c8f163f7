"""Rows: matches as printed in matches.csv, and the digest that names a whole matching."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from ledger.entries import canonical
from reconciliation.matching.match import Lot, Match, Matching
from reconciliation.rule_set import RuleSet

# Column -> money or text, in their order.
MATCH_COLUMNS: Final = {
    **dict.fromkeys(("rule", "kind", "vouchers", "deliveries"), "text"),
    **dict.fromkeys(("spend_satang", "earned_satang", "difference_satang"), "money"),
    "status": "text",
}
Row = dict[str, str | int]


def matches_rows(matching: Matching) -> list[Row]:
    """One row per match, with the columns of MATCH_COLUMNS, by first voucher."""
    return [_row(one) for one in matching.matches]


def _row(one: Match) -> Row:
    return {
        "rule": one.rule,
        "kind": one.kind,
        "vouchers": joined(one.voucher_names),
        "deliveries": joined(one.lot_numbers),
        "spend_satang": one.spend,
        "earned_satang": one.earned,
        "difference_satang": one.difference,
        "status": one.status,
    }


def joined(numbers: Iterable[str]) -> str:
    """Numbers in one cell, joined by a space; one that holds a space in double quotes.

    >>> joined(("PV-1", "ฎ 0001/2569"))
    'PV-1 "ฎ 0001/2569"'
    """
    return " ".join(f'"{one}"' if " " in one else one for one in numbers)


def digest(attested: Iterable[bytes]) -> bytes:
    """SHA-256 over what is attested of each match, then of each open lot."""
    return hashlib.sha256(b"".join(attested)).digest()


def attested_match(one: Match) -> bytes:
    """The canonical form of a match.

    Positions in the journal are left out, as is whether a match is posted: the documents decide.
    """
    return canonical(_attested(one))


def attested_lot(lot: Lot) -> bytes:
    """The canonical form of an open lot."""
    return canonical([lot.number, str(lot.earned)])


def joint(digests: Iterable[tuple[str, bytes]], rules: RuleSet) -> str:
    """SHA-256 in hexadecimal over the rule set's digest, then each unit with its own, by code."""
    hashed = hashlib.sha256(canonical(["matching", rules.digest]))
    for unit, own in digests:
        hashed.update(canonical([unit, own.hex()]))
    return hashed.hexdigest()


def _attested(one: Match) -> list[object]:
    return [
        *(one.rule, one.kind, one.status, one.reason, one.unit, one.activity),
        [[leg.name, *map(str, leg.parts), str(leg.amount)] for leg in one.vouchers],
        [[lot.number, str(lot.earned)] for lot in one.deliveries],
        *(one.reversal, str(one.spend), str(one.earned), str(one.pending), str(one.rejected)),
        *(str(one.alternatives), str(one.lam)),
    ]
