"""Scope: the entries of a book that are effective by one day, and what became of each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.buckets import Bucket
from ledger.entries import Entry
from reconciliation.documents import Reversal


@dataclass(frozen=True, slots=True)
class Scope:
    """Entries in journal order by kind; `referring` and `reversals` by the position they refer to.

    `recorded` is the whole journal up to its position, refusals and later days included.
    """

    on: date
    recorded: tuple[Entry, ...]
    registered: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    kinds: Mapping[str, tuple[Entry, ...]]
    referring: Mapping[int, tuple[Entry, ...]]
    reversals: Mapping[int, Reversal]
    balances: Mapping[Bucket, int]

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


def scope(entries: Iterable[Entry], on: date) -> Scope:
    """Keep what is effective by `on`; refusals testify to nothing that happened.

    Entries come in any order and are read in the journal's. An entry takes effect no earlier than
    the one it refers to: a correction dated before what it corrects corrects nothing before it.
    """
    recorded = sorted(entries, key=lambda entry: entry.seq)
    done = [entry for entry in recorded if not entry.refused]
    kept = _effective(done, on)
    kinds: defaultdict[str, list[Entry]] = defaultdict(list)
    referring: defaultdict[int, list[Entry]] = defaultdict(list)
    balances: defaultdict[Bucket, int] = defaultdict(int)
    for entry in kept:
        kinds[entry.kind].append(entry)
        if entry.refers_to:
            referring[entry.refers_to].append(entry)
        for bucket, amount, _ in entry.lines:
            balances[bucket] += amount
    return Scope(
        on=on,
        recorded=tuple(recorded),
        registered=tuple(entry for entry in done if entry.command.reference),
        entries=tuple(kept),
        kinds={kind: tuple(of_kind) for kind, of_kind in kinds.items()},
        referring={seq: tuple(later) for seq, later in referring.items()},
        reversals={entry.refers_to: _reversal(entry) for entry in kinds["reverse"]},
        balances=dict(balances),
    )


def _effective(entries: Iterable[Entry], on: date) -> list[Entry]:
    days: dict[int, date] = {}
    for entry in entries:
        days[entry.seq] = max(entry.request.effective_on, days.get(entry.refers_to, date.min))
    return [entry for entry in entries if days[entry.seq] <= on]


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
