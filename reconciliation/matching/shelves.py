"""Shelves: the papers of one vendor in one unit, with what they ask of a cell or offer it.

What stands on a shelf follows from its own papers, how they are printed and what the names on them lead
to. An incremental run compares just that, and works out anew only the shelves that differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.answers import Answer, answer
from reconciliation.matching.batches import Batch, Prices, batches
from reconciliation.matching.claims import Claim, References, claims
from reconciliation.matching.memory import Memory
from reconciliation.matching.netting import by_reversal

Node = tuple[str, str]
"""(activity, vendor)"""


@dataclass(frozen=True, slots=True)
class Context:
    """What the shelves of one unit share: the book, how papers are printed, prices, what is known.

    `homes` leads from lots to their units.
    """

    facts: Facts
    names: Mapping[int, str]
    prices: Prices
    homes: Mapping[str, str]
    memory: Memory


class Asked(NamedTuple):
    """The claims of one shelf for one activity: what they name, and those whose reference names nothing."""

    claims: tuple[Claim, ...]
    cited: frozenset[str]
    lost: tuple[Claim, ...]


class Offered(NamedTuple):
    """The batches of one shelf, the vendor of each by its root, and the batches by what they earned."""

    batches: tuple[Batch, ...]
    vendors: Mapping[str, str]
    by_amount: Mapping[int, tuple[Batch, ...]]


class Paid(NamedTuple):
    """What the vouchers of a shelf ask for by activity, and those that were reversed."""

    asked: Mapping[str, Asked]
    netted: Answer


class Said(NamedTuple):
    """Positions of vouchers and of their reversals; their lines, and what each of these names."""

    seqs: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]


class Shelf(NamedTuple):
    """Vouchers of one vendor for the same activities, and what they say."""

    place: tuple[str, ...]
    vouchers: tuple[Voucher, ...]
    said: Said

    @property
    def vendor(self) -> str:
        """Whom they pay."""
        return self.place[0]


def shelves_of(vouchers: Iterable[Voucher], memory: Memory) -> list[Shelf]:
    """The vouchers of a unit by vendor and activities."""
    found: defaultdict[tuple[str, ...], list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        parts = voucher.parts
        activities = (parts[0].activity,) if len(parts) == 1 else tuple(part.activity for part in parts)
        found[voucher.vendor, *activities].append(voucher)
    return [_shelf(place, tuple(own), memory) for place, own in found.items()]


def _shelf(place: tuple[str, ...], vouchers: tuple[Voucher, ...], memory: Memory) -> Shelf:
    return Shelf(place, vouchers, memory.recall(("said", place), vouchers, lambda: _said(vouchers)))


def paid(shelf: Shelf, references: References, taken: frozenset[tuple[int, int]], context: Context) -> Paid:
    """What a shelf asks for; the lines `taken` are matched already."""
    vouchers, said, names = shelf.vouchers, shelf.said, context.names
    named = tuple(map(names.__getitem__, said.seqs))
    leads = tuple(map(references.leads.get, said.texts))
    asked = vouchers, named, leads, taken.intersection(said.lines) if taken else taken

    def work() -> Paid:
        own = replace(context.facts, vouchers=vouchers)
        found: defaultdict[str, list[Claim]] = defaultdict(list)
        for (_, activity), claim in claims(own, names, references, taken):
            found[activity].append(claim)
        return Paid(
            {activity: _asked(tuple(made)) for activity, made in found.items()},
            answer(by_reversal(own, names)),
        )

    return context.memory.recall(("paid", shelf.place), asked, work)


def _said(vouchers: Iterable[Voucher]) -> Said:
    vouchers = tuple(vouchers)
    reversals = [one.reversal.seq for one in vouchers if one.reversal]
    return Said(
        seqs=(*(one.seq for one in vouchers), *reversals),
        lines=tuple((one.seq, part.no) for one in vouchers for part in one.parts),
        texts=tuple(part.delivery for one in vouchers for part in one.parts),
    )


def _asked(made: tuple[Claim, ...]) -> Asked:
    cited = frozenset(claim.cited for claim in made if claim.cited)
    return Asked(made, cited, tuple(claim for claim in made if claim.lost))


def offered_shelves(
    lots: Iterable[Delivery], found: Mapping[str, str], context: Context
) -> Iterator[tuple[Node, Offered]]:
    """((activity, vendor), its batches) of some lots; `found` leads from each to the first of its chain."""
    lots = tuple(lots)
    vendors = {lot.number: lot.vendor for lot in lots} if any(lot.rework_of for lot in lots) else {}
    shelves: defaultdict[Node, list[Delivery]] = defaultdict(list)
    for lot in lots:
        vendor = vendors[found[lot.number]] if lot.rework_of else lot.vendor
        shelves[lot.activity, vendor].append(lot)
    for node, own in shelves.items():
        yield node, _offered(node, tuple(own), found, context)


def _offered(node: Node, lots: tuple[Delivery, ...], found: Mapping[str, str], context: Context) -> Offered:
    def work() -> Offered:
        made = tuple(batches(lots, found, context.prices, context.facts.on))
        amounts: defaultdict[int, list[Batch]] = defaultdict(list)
        for batch in made:
            amounts[batch.earned].append(batch)
        return Offered(
            made,
            {batch.root: batch.vendor for batch in made},
            {amount: tuple(own) for amount, own in amounts.items()},
        )

    # A chain of rework stands on one shelf, so that its lots say what its root is.
    return context.memory.recall(("offered", node), lots, work)
