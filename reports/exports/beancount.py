"""beancount ledger: the same transactions, with account names and currencies beancount can read.

beancount wants an account's parts to start with a capital letter or digit and to hold letters,
digits and hyphens only, and a currency to be of capitals. So both are escaped, one to one:

    part of an account   ASCII letters and digits stay; `-` becomes `--`; any other character becomes
                         `-` and its code point in six hexadecimal digits; a part that would start
                         with anything but a digit or a capital other than X gets an X before it
    stage                the same; sources stand under Equity, all else under Assets
    currency             a-z become capitals; digits stay; any other character becomes `.` and six
                         hexadecimal digits; X before a start that is no capital or is X, and
                         before the words TRUE, FALSE and NULL

`unescape_account` and `unescape_currency` undo it; each `open` directive carries the bucket's own
name besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from ledger.buckets import Bucket
from ledger.entries import Entry
from reports.exports.origin import Origin, one_line

# Before any day of business the calendar accepts, since a late entry may be dated before earlier ones.
OPENED_ON: Final = "1900-01-01"
_ODD_IN_PART: Final = re.compile(r"[^A-Za-z0-9]")
_ODD_IN_CURRENCY: Final = re.compile(r"[^a-z0-9]")
_ESCAPE_IN_PART: Final = re.compile(r"-(?:(-)|([0-9A-F]{6}))")
_ESCAPE_IN_CURRENCY: Final = re.compile(r"\.([0-9A-F]{6})|(.)")
_KEYWORDS: Final = frozenset({"TRUE", "FALSE", "NULL"})


def beancount_ledger(entries: Iterable[Entry], origin: Origin) -> Iterator[str]:
    """Yield the ledger in pieces of whole lines; `entries` begin at position 1, in order.

    `balance` directives on the day after the last one state the balance of every bucket.
    """
    yield "".join(f"; {line}\n" for line in origin.heading())
    yield f'option "title" "{_quoted(origin.book)}"\n'
    yield f'option "operating_currency" "{currency(origin.money)}"\n'
    held: dict[Bucket, int] = {}
    opened: set[str] = set()
    latest = date.min
    for entry in entries:
        if not entry.lines:
            continue
        yield _openings(entry, opened) + _transaction(entry)
        held.update((line.bucket, line.balance_after) for line in entry.lines)
        latest = max(latest, entry.request.effective_on)
    if held:
        yield "\n"
        yield from _balances(held, latest + timedelta(days=1))


def account(bucket: Bucket) -> str:
    """The account of a bucket.

    >>> account(Bucket("in_transit", "1032", "2569-HOUSING", "TR 1", "satang"))
    'Assets:Xin-00005Ftransit:1032:2569--HOUSING:TR-0000201'
    """
    root = "Equity" if bucket.is_source else "Assets"
    return ":".join([root, *map(_part, bucket.name.split(":"))])


def unescape_account(name: str) -> str:
    """The bucket name of an account.

    >>> unescape_account("Assets:Xin-00005Ftransit:1032:2569--HOUSING:TR-0000201")
    'in_transit:1032:2569-HOUSING:TR 1'
    """
    return ":".join(map(_unescaped_part, name.split(":")[1:]))


def currency(measure: str) -> str:
    """The currency of a measure.

    >>> currency("satang"), currency("หลัง")
    ('SATANG', 'X.000E2B.000E25.000E31.000E07')
    """
    text = _ODD_IN_CURRENCY.sub(lambda found: f".{ord(found[0]):06X}", measure)
    return _marked(text.upper(), safe_start=text[:1].isalpha() and text.upper() not in _KEYWORDS)


def unescape_currency(text: str) -> str:
    """The measure of a currency.

    >>> unescape_currency("SATANG"), unescape_currency("X.000E2B.000E25.000E31.000E07")
    ('satang', 'หลัง')
    """
    found = _ESCAPE_IN_CURRENCY.findall(text.removeprefix("X"))
    return "".join(chr(int(code, 16)) if code else plain.lower() for code, plain in found)


def _part(text: str) -> str:
    escaped = _ODD_IN_PART.sub(lambda found: "--" if found[0] == "-" else f"-{ord(found[0]):06X}", text)
    return _marked(escaped, safe_start=escaped[:1].isupper() or escaped[:1].isdigit())


def _unescaped_part(text: str) -> str:
    plain = text.removeprefix("X")
    return _ESCAPE_IN_PART.sub(lambda found: found[1] or chr(int(found[2], 16)), plain)


def _marked(text: str, *, safe_start: bool) -> str:
    return text if safe_start and not text.startswith("X") else f"X{text}"


def _openings(entry: Entry, opened: set[str]) -> str:
    """Open the accounts this entry is the first to name."""
    named = {line.bucket.name: line.bucket for line in entry.lines if line.bucket.name not in opened}
    opened.update(named)
    return "".join(["\n" if named else "", *map(_opening, named.values())])


def _opening(bucket: Bucket) -> str:
    return f'{OPENED_ON} open {account(bucket)}\n  bucket: "{_quoted(bucket.name)}"\n'


def _transaction(entry: Entry) -> str:
    day = entry.request.effective_on.isoformat()
    head = f'\n{day} * "{entry.kind}"\n  seq: {entry.seq}\n  actor: "{_quoted(entry.actor)}"\n'
    return head + "".join(
        f"  {account(line.bucket)}  {_amount(line.bucket, line.amount)}\n" for line in entry.lines
    )


def _amount(bucket: Bucket, amount: int) -> str:
    return f"{amount} {currency(bucket.measure)}"


def _balances(held: dict[Bucket, int], on: date) -> Iterator[str]:
    for bucket in sorted(held):
        yield f"{on.isoformat()} balance {account(bucket)}  {_amount(bucket, held[bucket])}\n"


def _quoted(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')
