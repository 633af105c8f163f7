"""Books: our side of an external reconciliation, one signed movement per document, unit and line.

Which stages make up an account is the statement's business: a system that prints what is left means
`available`, one that prints payments means `expended`, `matched`, `exempt` and `disallowed`. What
moves between two stages of an account moves nothing in it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from ledger.buckets import Bucket
from ledger.commands import OpenBook, OpenLine, RegisterUnit, Transfer
from ledger.entries import Entry
from reconciliation.external.statement import Place
from reconciliation.scope import Scope, scope

# The fields of commands by which offices refer to a document; the document's own number first.
_NAMES: Final = ("number", "transfer", "voucher", "advance", "commitment", "carry", "dika_no", "order_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class OurMovement:
    """What one document did to a place: `references` are all names it goes by, its own number first."""

    place: Place
    on: date
    seq: int
    verb: str
    references: tuple[str, ...]
    amount: int

    @property
    def number(self) -> str:
        """Its own number, or that of the document it is about."""
        return self.references[0] if self.references else ""

    @property
    def order(self) -> tuple[date, int, str]:
        """By day, then by position."""
        return self.on, self.seq, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class OurBooks:
    """Our movements by the cut-off, the balances folded apart from them, and what the book knows."""

    on: date
    currency: str
    movements: tuple[OurMovement, ...]
    balances: Mapping[Place, int]
    units: frozenset[str]
    lines: frozenset[str]

    def as_of(self, on: date) -> OurBooks:
        """The same books at an earlier day, its balances added up from the movements."""
        movements = tuple(one for one in self.movements if one.on <= on)
        balances: defaultdict[Place, int] = defaultdict(int)
        for one in movements:
            balances[one.place] += one.amount
        return replace(self, on=on, movements=movements, balances=dict(balances))


def our_books(entries: Iterable[Entry], on: date, stages: Collection[str]) -> OurBooks:
    """What some stages hold by a day, and how it came about; ValueError when no book is opened."""
    within = scope(entries, on)
    commands = [entry.command for entry in within.registered]
    opened = [command for command in commands if isinstance(command, OpenBook)]
    if not opened:
        raise ValueError("the entries open no book")
    return OurBooks(
        on=on,
        currency=opened[0].currency,
        movements=tuple(sorted(_movements(within, stages), key=lambda one: one.order)),
        balances=_balances(within.balances, stages),
        units=frozenset(command.code for command in commands if isinstance(command, RegisterUnit)),
        lines=frozenset(command.code for command in commands if isinstance(command, OpenLine)),
    )


def plain(reference: str) -> str:
    """A reference as it is compared: one Unicode form, white space made even.

    >>> plain(" ฎ  0001/2569 ")
    'ฎ 0001/2569'
    """
    return " ".join(unicodedata.normalize("NFC", reference).split())


def _balances(held: Mapping[Bucket, int], stages: Collection[str]) -> Mapping[Place, int]:
    sums: defaultdict[Place, int] = defaultdict(int)
    for bucket, amount in held.items():
        if bucket.stage in stages:
            sums[Place(bucket.unit, bucket.code)] += amount
    return dict(sums)


def _movements(within: Scope, stages: Collection[str]) -> Iterator[OurMovement]:
    known: dict[int, Entry] = {}
    days: dict[int, date] = {}
    for entry in within.entries:
        known[entry.seq] = entry
        # As in scope.py: nothing takes effect before what it is about.
        days[entry.seq] = max(entry.request.effective_on, days.get(entry.refers_to, date.min))
        for place, share in _shares(entry, stages):
            yield OurMovement(
                place=place,
                on=days[entry.seq],
                seq=entry.seq,
                verb=entry.kind,
                references=share.names or _references(entry, known),
                amount=share.amount,
            )


class _Share(NamedTuple):
    amount: int
    names: tuple[str, ...] = ()


def _shares(entry: Entry, stages: Collection[str]) -> Iterator[tuple[Place, _Share]]:
    """What an entry moved in or out of each place; an order of several transfers leg by leg."""
    sums: defaultdict[Place, int] = defaultdict(int)
    for bucket, amount, _ in entry.lines:
        if bucket.stage in stages:
            sums[Place(bucket.unit, bucket.code)] += amount
    for place, amount in sums.items():
        legs = _legs(entry, place)
        if len(legs) > 1 and sum(leg.amount for leg in legs) == amount:
            yield from ((place, leg) for leg in legs)
        elif amount:
            yield place, _Share(amount)


def _legs(entry: Entry, place: Place) -> list[_Share]:
    command = entry.command
    if not isinstance(command, Transfer):
        return []
    order = (plain(command.order_no),) if command.order_no else ()
    return [
        _Share(-leg.amount.minor, (plain(leg.number), *order))
        for leg in command.legs
        if (leg.from_unit, leg.line) == place
    ]


def _references(entry: Entry, known: Mapping[int, Entry]) -> tuple[str, ...]:
    """Its own names, then those of the document it is about (a reversal goes by its target's too)."""
    names = [*_names(entry), *(_names(known[entry.refers_to]) if entry.refers_to in known else ())]
    return tuple(dict.fromkeys(plain(name) for name in names if name))


def _names(entry: Entry) -> list[str]:
    command = entry.command
    names = [str(getattr(command, name, "")) for name in _NAMES]
    if isinstance(command, Transfer):
        names = [*(leg.number for leg in command.legs), *names]
    return names
