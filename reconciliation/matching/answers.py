"""Answers: the matches and open lots of some papers in their order, with what is attested of each.

Answers are joined without being looked at again: sorting needs the key alone, the digest the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from reconciliation.matching.match import Lot, Match
from reconciliation.matching.rows import attested_lot, attested_match

P = TypeVar("P", Match, Lot)


class Kept(NamedTuple, Generic[P]):
    """A match by its first voucher, or a lot by its number; `attested` is its canonical form."""

    key: str
    paper: P
    attested: bytes


class Answer(NamedTuple):
    """Matches by first voucher and open lots by number."""

    matches: tuple[Kept[Match], ...] = ()
    unclaimed: tuple[Kept[Lot], ...] = ()

    @property
    def attested(self) -> Iterator[bytes]:
        """What a digest is over."""
        return (one.attested for one in chain[Kept[Match] | Kept[Lot]](self.matches, self.unclaimed))


def answer(matches: Iterable[Match], unclaimed: Iterable[Lot] = ()) -> Answer:
    """What was found of some papers, in whatever order."""
    named = (Kept(min(leg.name for leg in one.vouchers), one, attested_match(one)) for one in matches)
    lots = (Kept(lot.number, lot, attested_lot(lot)) for lot in unclaimed)
    return Answer(tuple(_sorted(named)), tuple(_sorted(lots)))


def joined(answers: Iterable[Answer]) -> Answer:
    """Several answers as one; of two with one key, the earlier answer's comes first."""
    answers = tuple(answers)
    return Answer(
        tuple(_sorted(chain.from_iterable(one.matches for one in answers))),
        tuple(_sorted(chain.from_iterable(one.unclaimed for one in answers))),
    )


def _sorted(kept: Iterable[Kept[P]]) -> list[Kept[P]]:
    return sorted(kept, key=itemgetter(0))
