"""Spelling: R5, a reference that names no delivery but is one sign away from one of the same amount.

References are compared by their letters and digits alone, in one width and case, Thai digits as
Arabic ones. Candidates are the open lots of the cell whose batch earned what the voucher asks for;
the best is the nearest in spelling, then in days, then by number. It is never more than a suggestion.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.snapshot import Snapshot, option
from reconciliation.rule_set import RuleSet

BEST = 3


class Spelt(NamedTuple):
    """One candidate: how many signs and days away, and which."""

    distance: int
    days: int
    root: str
    batch: Batch


def by_spelling(left: Snapshot, _rules: RuleSet) -> Iterator[Match]:
    """One suggestion per open claim whose lost reference is nearly one that exists."""
    lost = [claim for claim in left.claims if claim.lost]
    earned = _by_amount(left) if lost else {}
    for claim in lost:
        found = sorted(near(claim, earned.get(claim.amount, ())), key=lambda one: one[:3])
        if found:
            yield left.matched(
                "R5",
                "SUGGESTED",
                (claim,),
                (found[0].batch,),
                "near_reference",
                alternatives=len(found),
                best=tuple(option((claim,), (one.batch,)) for one in found[:BEST]),
            )


def _by_amount(left: Snapshot) -> Mapping[int, Sequence[Batch]]:
    found: defaultdict[int, list[Batch]] = defaultdict(list)
    for batch in left.unclaimed():
        found[batch.earned].append(batch)
    return found


def near(claim: Claim, batches: Sequence[Batch]) -> Iterator[Spelt]:
    """The batches one of whose lots is at most one sign away from what a claim names."""
    said = plain(claim.lost)
    for batch in batches:
        signs = min(distance(said, plain(lot.number)) for lot in batch.lots)
        if signs <= 1:
            days = abs(claim.day - batch.day) if batch.day is not None else 0
            yield Spelt(signs, days, batch.root, batch)


def plain(number: str) -> str:
    """The letters and digits of a number, in one width and case.

    >>> plain("dn-1032/01"), plain("ฎ ๑๒/2569")
    ('DN103201', 'ฎ122569')
    """
    text = unicodedata.normalize("NFKC", number).upper()
    kept = (sign for sign in text if sign.isalnum() or unicodedata.category(sign).startswith("M"))
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in kept)


def distance(one: str, other: str) -> int:
    """How many signs must be put in, left out or replaced, 2 for two or more.

    >>> [distance("DN01", other) for other in ("DN01", "DN1", "DN001", "DN02", "DN10")]
    [0, 1, 1, 1, 2]
    """
    if one == other:
        return 0
    short, long = sorted((one, other), key=len)
    same = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    skip = 1 if len(short) == len(long) else 0
    return 1 if short[same + skip :] == long[same + 1 :] else 2
