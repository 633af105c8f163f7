"""Scope: the entries of a book that are effective by one day, and what became of each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final, TypeVar

from ledger.buckets import Bucket
from ledger.entries import Entry
from reconciliation.documents import Movement, Reversal

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Stages whose buckets tell the story of one document.
FOLLOWED: Final = frozenset({"committed", "advanced"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Entries in journal order by kind; `referring`, `reversals`, `proposed` by the position they refer to.

    `recorded` is the whole journal up to its position, refusals and later days included; `days` says of
    each of its entries but the refused on which day it takes effect. `held` is, per unit and stage, what
    open proposals hold that waited there before; `moved` are the movements of contracts and advances.
    """

    on: date
    recorded: tuple[Entry, ...] = ()
    registered: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = ()
    days: Mapping[int, date]
    kinds: Mapping[str, tuple[Entry, ...]]
    referring: Mapping[int, tuple[Entry, ...]]
    proposed: Mapping[int, tuple[Entry, ...]]
    reversals: Mapping[int, Reversal]
    balances: Mapping[Bucket, int]
    held: Mapping[tuple[str, str], int]
    moved: Mapping[Bucket, tuple[Movement, ...]]

    def standing(self, *kinds: str) -> Iterator[Entry]:
        """Entries of some kinds that were not reversed, kind by kind."""
        return (e for kind in kinds for e in self.kinds.get(kind, ()) if e.seq not in self.reversals)

    def about(self, seq: int, *kinds: str) -> Iterator[Entry]:
        """Entries of some kinds that refer to a position and were not reversed, in journal order."""
        known = self.referring.get(seq, ())
        return (e for e in known if e.kind in kinds and e.seq not in self.reversals)

    def balance(self, bucket: Bucket) -> int:
        """What a bucket holds at the cut-off."""
        return self.balances.get(bucket, 0)

    def at(self, seq: int) -> Entry | None:
        """The recorded entry at a position."""
        place = bisect_left(self.recorded, seq, key=attrgetter("seq"))
        found = self.recorded[place] if place < len(self.recorded) else None
        return found if found and found.seq == seq else None

    def effective(self, entry: Entry) -> bool:
        """Whether one of its recorded entries took effect by the cut-off."""
        return not entry.refused and self.days[entry.seq] <= self.on


def scope(entries: Iterable[Entry], on: date) -> Scope:
    """Keep what is effective by `on`; refusals testify to nothing that happened.

    Entries come in any order and are read in the journal's. An entry takes effect no earlier than
    the one it refers to: a correction dated before what it corrects corrects nothing before it.
    """
    nothing = Scope(
        on=on, days={}, kinds={}, referring={}, proposed={}, reversals={}, balances={}, held={}, moved={}
    )
    return extended(nothing, sorted(entries, key=lambda entry: entry.seq))


def extended(before: Scope, later: Iterable[Entry]) -> Scope:
    """A scope with the entries recorded after its own, in their order; `before` stays what it is."""
    later = tuple(later)
    days = dict(before.days)
    done = [entry for entry in later if not entry.refused]
    for entry in done:
        days[entry.seq] = max(entry.request.effective_on, days.get(entry.refers_to, date.min))
    kept = [entry for entry in done if days[entry.seq] <= before.on]
    reversing = {entry.refers_to: _reversal(entry) for entry in kept if entry.kind == "reverse"}
    return Scope(
        on=before.on,
        recorded=before.recorded + later,
        registered=before.registered + tuple(entry for entry in done if entry.command.reference),
        entries=before.entries + tuple(kept),
        days=days,
        kinds=_longer(before.kinds, ((entry.kind, entry) for entry in kept)),
        referring=_longer(before.referring, ((one.refers_to, one) for one in kept if one.refers_to)),
        proposed=_longer(before.proposed, ((one.proposal, one) for one in kept if one.proposal)),
        reversals={**before.reversals, **reversing},
        balances=_balances(before.balances, kept),
        held=_held(before.held, kept),
        moved=_longer(before.moved, _movements(kept)),
    )


def _longer(before: Mapping[K, tuple[V, ...]], later: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    """Lists by key with more at their ends."""
    more: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in later:
        more[key].append(value)
    return {**before, **{key: before.get(key, ()) + tuple(values) for key, values in more.items()}}


def _balances(before: Mapping[Bucket, int], kept: Iterable[Entry]) -> Mapping[Bucket, int]:
    balances = defaultdict(int, before)
    for entry in kept:
        for bucket, amount, _ in entry.lines:
            balances[bucket] += amount
    return dict(balances)


def _held(before: Mapping[tuple[str, str], int], kept: Iterable[Entry]) -> Mapping[tuple[str, str], int]:
    held = defaultdict(int, before)
    for entry in kept:
        if any(line.bucket.stage == "reserved" for line in entry.lines):
            for bucket, amount, _ in entry.lines:
                if bucket.stage != "reserved":
                    held[bucket.unit, bucket.stage] -= amount
    return dict(held)


def _movements(kept: Iterable[Entry]) -> Iterator[tuple[Bucket, Movement]]:
    for entry in kept:
        for bucket, amount, _ in entry.lines:
            if bucket.stage in FOLLOWED:
                on = entry.request.effective_on
                undoes = entry.refers_to if entry.kind == "reverse" else 0
                yield bucket, Movement(on=on, seq=entry.seq, amount=amount, verb=entry.kind, undoes=undoes)


def _reversal(entry: Entry) -> Reversal:
    command = entry.command
    return Reversal(
        seq=entry.seq,
        number=getattr(command, "number", ""),
        fiscal_year=entry.document_year,
        on=entry.request.effective_on,
        maker=entry.person,
        approvers=(entry.request.approved_by,) if entry.request.approved_by else (),
        acting_for=entry.request.acting_for,
        kind=getattr(command, "kind", "") or "disburse",
        target=entry.refers_to,
        reason=getattr(command, "reason", ""),
    )
