"""Duplicates: vouchers that look like one bill paid twice.

Same vendor and same amount is what all of them share; what makes it more than that is a day close by,
or an invoice number one slip of the pen away. Vouchers that were reversed are settled and left out,
and a blank vendor is nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from ledger.documents import normalised_invoice
from reconciliation.documents import Voucher

DAYS_MAX: Final = 7


class Alike(NamedTuple):
    """Two vouchers or more, by day and position, and what they share.

    same_amount | within_days | similar_invoice
    """

    test: str
    vouchers: tuple[Voucher, ...]


def same_amount(vouchers: Iterable[Voucher]) -> Iterator[Alike]:
    """Same vendor and amount, whatever the day."""
    return (Alike("same_amount", tuple(group)) for group in _groups(vouchers))


def within_days(vouchers: Iterable[Voucher], days_max: int = DAYS_MAX) -> Iterator[Alike]:
    """Same vendor and amount, each posted within `days_max` days of the one before."""
    for group in _groups(vouchers):
        for run in _runs(group, timedelta(days=days_max)):
            if len(run) > 1:
                yield Alike("within_days", tuple(run))


def similar_invoice(vouchers: Iterable[Voucher]) -> Iterator[Alike]:
    """Same vendor and amount, invoice numbers that an edit of one character turns into each other.

    Invoices are compared in letters and digits alone; blank ones are like no other. Links chain: of
    1234, 1235 and 1255 the ends belong together through the middle.
    """
    for group in _groups(vouchers):
        billed: defaultdict[str, list[Voucher]] = defaultdict(list)
        for voucher in group:
            billed[normalised_invoice(voucher.invoice_no)].append(voucher)
        billed.pop("", None)
        for texts in clusters(billed):
            papers = [paper for text in texts for paper in billed[text]]
            if len(papers) > 1:
                yield Alike("similar_invoice", tuple(sorted(papers, key=_by_day)))


def clusters(texts: Collection[str]) -> list[list[str]]:
    """Texts that differ by one edit (insert, delete or replace one character) are together, sorted.

    >>> clusters(["1234", "1235", "9", "123"])
    [['123', '1234', '1235'], ['9']]
    """
    leader = {text: text for text in texts}
    for one, other in neighbours(texts):
        leader[_led(leader, one)] = _led(leader, other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for text in sorted(leader):
        groups[_led(leader, text)].append(text)
    return sorted(groups.values())


def neighbours(texts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Enough pairs one edit apart to connect all that are; near-linear in the number of texts."""
    known, patterns = set(texts), dict[tuple[str, str], str]()
    for text in sorted(known):
        for place in range(len(text)):
            before, after = text[:place], text[place + 1 :]
            if before + after in known:
                yield text, before + after
            yield text, patterns.setdefault((before, after), text)


def _led(leader: Mapping[str, str], text: str) -> str:
    while leader[text] != text:
        text = leader[text]
    return text


def _groups(vouchers: Iterable[Voucher]) -> list[list[Voucher]]:
    """Vouchers of one vendor and amount, two or more, by day and position."""
    groups: defaultdict[tuple[str, int], list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        if voucher.standing and voucher.vendor:
            groups[voucher.vendor, voucher.amount].append(voucher)
    return [sorted(group, key=_by_day) for _, group in sorted(groups.items()) if len(group) > 1]


def _runs(group: Sequence[Voucher], window: timedelta) -> Iterator[list[Voucher]]:
    run = [group[0]]
    for voucher in group[1:]:
        if voucher.on - run[-1].on > window:
            yield run
            run = []
        run.append(voucher)
    yield run


def _by_day(voucher: Voucher) -> tuple[object, ...]:
    return voucher.on, voucher.seq, voucher.number
