"""Bundles: the standing matches of one unit by the vendor they pay, with the papers they hold.

What a standing match is reprinted as follows from itself, its papers and how they are printed. As with
shelves, an incremental run reprints only the bundles that differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from reconciliation.documents import Delivery, Voucher
from reconciliation.matching.answers import Answer, answer
from reconciliation.matching.match import StandingMatch
from reconciliation.matching.reprints import reprinted
from reconciliation.matching.shelves import Context, Node
from reconciliation.matching.units import UnitPapers, printed

NOBODY: Final[Node] = ("", "")


def reprints(papers: UnitPapers, context: Context) -> Iterator[Answer]:
    """The standing matches of a unit as they are printed now."""
    if not papers.standing:
        return
    vouchers = {one.seq: one for one in papers.vouchers}
    bundles: defaultdict[Node, list[StandingMatch]] = defaultdict(list)
    for one in papers.standing:
        first = vouchers.get(one.vouchers[0][0]) if one.vouchers else None
        bundles[(first.parts[0].activity, first.vendor) if first else NOBODY].append(one)
    lots = {lot.number: lot for lot in papers.lots}
    for place, bundle in bundles.items():
        yield _bundle(place, tuple(bundle), vouchers, lots, context)


def _bundle(
    place: Node,
    bundle: tuple[StandingMatch, ...],
    vouchers: Mapping[int, Voucher],
    lots: Mapping[str, Delivery],
    context: Context,
) -> Answer:
    names, memory = context.names, context.memory
    seqs, numbers = memory.recall(("held", place), bundle, lambda: _held(bundle))
    paid = tuple(filter(None, map(vouchers.get, seqs)))
    held = tuple(filter(None, map(lots.get, numbers)))

    def work() -> Answer:
        own = replace(context.facts, vouchers=paid, deliveries=held)
        return answer(reprinted(own, names, context.prices, bundle))

    return memory.recall(("reprints", place), (bundle, paid, printed(paid, names), held), work)


def _held(bundle: Iterable[StandingMatch]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The positions of their vouchers and the numbers of their lots, each once."""
    seqs = dict.fromkeys(seq for one in bundle for seq, _ in one.vouchers)
    numbers = dict.fromkeys(number for one in bundle for number in one.deliveries)
    return tuple(seqs), tuple(numbers)
