"""hledger journal: every entry that moves something, as a transaction hledger can add up itself.

Account names are bucket names exactly. Checked with hledger 1.25: a segment of a bucket name may
hold any visible character, also `;`, `"`, `(`, `=`, `@` and `|`, because the name starts with its
stage and holds no two spaces in a row; a quoted commodity may hold anything but `"` and `;`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.buckets import Bucket
from ledger.entries import Entry
from reports.exports.origin import Origin, one_line


def hledger_journal(entries: Iterable[Entry], origin: Origin) -> Iterator[str]:
    """Yield the journal in pieces of whole lines; `entries` begin at position 1, in order.

    Accounts and commodities are declared before their first use (`hledger check --strict` passes),
    and a last transaction asserts the balance of every bucket.
    """
    yield "".join(f"; {line}\n" for line in origin.heading())
    held: dict[Bucket, int] = {}
    declared: set[str] = set()
    latest = ""
    for entry in entries:
        if not entry.lines:
            continue
        yield _declarations(entry, declared) + _transaction(entry)
        held.update((line.bucket, line.balance_after) for line in entry.lines)
        latest = max(latest, entry.request.effective_on.isoformat())
    if held:
        yield f"\n{latest} closing balances\n"
        yield from (f"{_posting(bucket, 0)} = {_amount(held[bucket], bucket)}\n" for bucket in sorted(held))


def _declarations(entry: Entry, declared: set[str]) -> str:
    """Declare what this entry is the first to name."""
    commodities = [f'commodity 1. "{line.bucket.measure}"\n' for line in entry.lines]
    accounts = [f"account {line.bucket.name}\n" for line in entry.lines]
    fresh = [one for one in dict.fromkeys(commodities + accounts) if one not in declared]
    declared.update(fresh)
    return "".join(["\n" if fresh else "", *fresh])


def _transaction(entry: Entry) -> str:
    day = entry.request.effective_on.isoformat()
    head = f"\n{day} ({entry.seq}) {entry.kind}  ; actor:{one_line(entry.actor)}\n"
    return head + "".join(f"{_posting(line.bucket, line.amount)}\n" for line in entry.lines)


def _posting(bucket: Bucket, amount: int) -> str:
    return f"    {bucket.name}  {_amount(amount, bucket)}"


def _amount(amount: int, bucket: Bucket) -> str:
    return f'{amount} "{bucket.measure}"'
