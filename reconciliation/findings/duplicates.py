"""Duplicates: one bill that may have been paid twice. A voucher that was reversed is settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ledger.documents import normalised_invoice
from reconciliation.analytics.duplicates import neighbours
from reconciliation.documents import Voucher
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement

Citing = tuple[str, str, int]
"""(vendor, delivery, amount)"""


def same_delivery(statement: Statement) -> Iterator[Finding]:
    """E-DUP: same vendor, amount and delivery reference; one voucher's amount.

    The amount is what the voucher charges to that reference. A blank vendor equals another blank one
    here, because the reference already ties the two together.
    """
    names = names_of(statement.facts.vouchers)
    for (vendor, delivery, amount), papers in _citing(statement.facts.vouchers).items():
        if len(papers) > 1:
            yield about_papers(
                "E-DUP",
                "HIGH",
                papers,
                names,
                amount,
                vendor=vendor or "–",
                delivery=delivery,
                count=len(papers),
            )


def _citing(vouchers: Iterable[Voucher]) -> Mapping[Citing, list[Voucher]]:
    """What is cited for how much -> standing vouchers."""
    citing: defaultdict[Citing, list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        charged: defaultdict[str, int] = defaultdict(int)
        for part in voucher.parts if voucher.standing else ():
            charged[part.delivery] += part.amount
        for delivery, amount in charged.items():
            if delivery:
                citing[voucher.vendor, delivery, amount].append(voucher)
    return citing


def alike(statement: Statement) -> Iterator[Finding]:
    """E-DUP-FUZZY: same vendor and amount, within a few days or with nearly equal invoice numbers.

    What hangs together is one finding; one voucher's amount. Left out are pairs that are E-DUP already,
    and pairs both of which are matched with accepted work of their own.
    """
    vouchers = [one for one in statement.facts.vouchers if one.standing and one.vendor]
    names, proven, told = names_of(statement.facts.vouchers), _proven(statement), _told(vouchers)
    for (vendor, amount), group in _by_amount(vouchers):
        links = [link for link in _links(group, statement.rules.duplicate_window_days) if not proven >= link]
        for papers in _joined(group, links):
            if not set.intersection(*(told[one.seq] for one in papers)):
                first, last = min(one.on for one in papers), max(one.on for one in papers)
                yield about_papers(
                    "E-DUP-FUZZY",
                    "MED",
                    papers,
                    names,
                    amount,
                    vendor=vendor,
                    count=len(papers),
                    first_on=first,
                    last_on=last,
                )


def _by_amount(vouchers: Iterable[Voucher]) -> Iterator[tuple[tuple[str, int], list[Voucher]]]:
    """(vendor, amount) and its vouchers, where there are two or more."""
    groups: defaultdict[tuple[str, int], list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        groups[voucher.vendor, voucher.amount].append(voucher)
    return (pair for pair in groups.items() if len(pair[1]) > 1)


def _told(vouchers: Iterable[Voucher]) -> Mapping[int, set[Citing]]:
    """Voucher -> what it shares with another as E-DUP."""
    told: defaultdict[int, set[Citing]] = defaultdict(set)
    for shared, group in _citing(vouchers).items():
        for voucher in group if len(group) > 1 else ():
            told[voucher.seq].add(shared)
    return told


def _proven(statement: Statement) -> frozenset[int]:
    """Vouchers whose match with accepted work is confirmed; that of a cell on actual cost proves none."""
    return frozenset(
        leg.seq
        for match in statement.matching.matches
        if match.status == "CONFIRMED" and match.rule != "RC"
        for leg in match.vouchers
    )


def _links(group: list[Voucher], days: int) -> Iterator[frozenset[int]]:
    """Pairs of vouchers of one vendor and amount that lie close together, in days or in invoices."""
    by_day = sorted(group, key=lambda one: (one.on, one.seq))
    for one, other in pairwise(by_day):
        if (other.on - one.on).days <= days:
            yield frozenset({one.seq, other.seq})
    billed: defaultdict[str, list[Voucher]] = defaultdict(list)
    for voucher in by_day:
        billed[normalised_invoice(voucher.invoice_no)].append(voucher)
    billed.pop("", None)
    for papers in billed.values():
        yield from (frozenset({one.seq, other.seq}) for one, other in pairwise(papers))
    for text, near in neighbours(billed):
        if text != near:
            yield frozenset({billed[text][0].seq, billed[near][0].seq})


def _joined(group: list[Voucher], links: Iterable[frozenset[int]]) -> list[list[Voucher]]:
    """The vouchers that links tie together, two or more each."""
    leader: dict[int, int] = {voucher.seq: voucher.seq for voucher in group}
    for link in links:
        one, other = (_led(leader, seq) for seq in sorted(link))
        leader[other] = one
    tied: defaultdict[int, list[Voucher]] = defaultdict(list)
    for voucher in group:
        tied[_led(leader, voucher.seq)].append(voucher)
    return [papers for papers in tied.values() if len(papers) > 1]


def _led(leader: dict[int, int], seq: int) -> int:
    while leader[seq] != seq:
        leader[seq] = leader[leader[seq]]
        seq = leader[seq]
    return seq
