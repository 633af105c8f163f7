"""Matches: spending that no delivery answers for, or another one, or several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ledger.commands.reference import COUNTED_BASES
from reconciliation.documents import Delivery, Part, Voucher
from reconciliation.facts import Facts
from reconciliation.findings.groups import beyond_tolerance, sums
from reconciliation.findings.legs import about_legs, parts_of, vouchers_by_seq
from reconciliation.findings.subjects import Names, about_papers, names_of
from reconciliation.statement import Finding, Statement


class Unmatched(NamedTuple):
    """What of one voucher no match holds: the lines, and why (the first reason)."""

    voucher: Voucher
    parts: tuple[Part, ...]
    reason: str

    @property
    def amount(self) -> int:
        """What was charged; what was claimed back since is E-RECEIVABLE's, and in the match."""
        return sum(part.amount for part in self.parts)


def without_output(statement: Statement) -> Iterator[Finding]:
    """E-SPEND-NOOUT: a direct voucher without a leg, whose reference and whose cell name no delivery."""
    names = names_of(statement.facts.vouchers)
    for one in _unmatched(statement, idle=True):
        yield _about("E-SPEND-NOOUT", names, one)


def unmatched(statement: Statement) -> Iterator[Finding]:
    """E-NO-MATCH: a direct voucher that no rule matched, though there are deliveries it may be for."""
    names = names_of(statement.facts.vouchers)
    for one in _unmatched(statement, idle=False):
        yield _about("E-NO-MATCH", names, one)


def _about(code: str, names: Names, one: Unmatched) -> Finding:
    activities = " ".join(sorted({part.activity for part in one.parts}))
    cited = ", ".join(sorted({part.delivery for part in one.parts if part.delivery})) or "–"
    facts = {"activity": activities, "vendor": one.voucher.vendor or "–", "delivery": cited}
    return about_papers(code, "HIGH", (one.voucher,), names, one.amount, on=one.voucher.on, **facts)


def _unmatched(statement: Statement, *, idle: bool) -> Iterator[Unmatched]:
    """Vouchers with unmatched lines for which there is no delivery at all (`idle`), or may be one.

    What was paid back in full is spent no more.
    """
    facts = statement.facts
    known, lots = vouchers_by_seq(facts), frozenset(lot.number for lot in facts.deliveries)
    busy = frozenset((lot.unit, lot.activity) for lot in facts.deliveries)
    lines: defaultdict[int, list[Part]] = defaultdict(list)
    reasons: dict[int, str] = {}
    for match in statement.matching.matches:
        for leg in match.vouchers if match.status == "UNMATCHED" and match.reason != "recovered" else ():
            voucher = known[leg.seq]
            for part in parts_of(leg, voucher):
                if ((voucher.unit, part.activity) in busy or part.delivery in lots) is not idle:
                    lines[leg.seq].append(part)
                    reasons.setdefault(leg.seq, match.reason)
    return (Unmatched(known[seq], tuple(parts), reasons[seq]) for seq, parts in lines.items())


def other_delivery(statement: Statement) -> Iterator[Finding]:
    """E-REF-DIFF: the cited delivery is of another unit, activity or vendor; what cites it.

    Only lines that need an output are asked, and a vendor that one of the papers leaves blank differs
    from nobody.
    """
    lots = {lot.number: lot for lot in statement.facts.deliveries}
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        for number, parts in _citing(statement.facts, voucher).items():
            lot = lots.get(number)
            amount = sum(part.amount for part in parts if lot and _differs(voucher, part, lot))
            if lot and amount:
                yield about_papers(
                    "E-REF-DIFF",
                    "HIGH",
                    (voucher,),
                    names,
                    amount,
                    delivery=number,
                    paid_for=_place(voucher.unit, parts[0].activity, voucher.vendor),
                    delivered=_place(lot.unit, lot.activity, lot.vendor),
                )


def _citing(facts: Facts, voucher: Voucher) -> dict[str, list[Part]]:
    """Delivery -> the direct lines that cite it."""
    citing: defaultdict[str, list[Part]] = defaultdict(list)
    for part in voucher.parts:
        if part.delivery and facts.basis(part.activity) in COUNTED_BASES:
            citing[part.delivery].append(part)
    return citing


def _differs(voucher: Voucher, part: Part, lot: Delivery) -> bool:
    vendors = voucher.vendor and lot.vendor and voucher.vendor != lot.vendor
    return bool(vendors) or (voucher.unit, part.activity) != (lot.unit, lot.activity)


def _place(unit: str, activity: str, vendor: str) -> str:
    return " · ".join((unit, activity, vendor or "–"))


def within_tolerance(statement: Statement) -> Iterator[Finding]:
    """E-TOL: confirmed with a difference; the absolute difference.

    A cell on actual cost has none of its own, nor has what exceeds the tolerance since (a lot decided
    on again).
    """
    for match in statement.matching.matches:
        confirmed = match.status == "CONFIRMED" and match.rule != "RC"
        if confirmed and match.difference and not beyond_tolerance(statement, match):
            amount = abs(match.difference)
            yield about_legs("E-TOL", "INFO", match, match.vouchers, amount, **sums(match))


def undecided(statement: Statement) -> Iterator[Finding]:
    """E-AMBIG: a suggestion with several answers that nobody has decided for days; what was spent.

    Days count from the posting of the last of its vouchers: only then could anybody decide.
    """
    known, days_max = vouchers_by_seq(statement.facts), statement.rules.ambiguous_days_max
    for match in statement.matching.matches:
        if match.status == "SUGGESTED" and match.alternatives > 1:
            last = max(known[leg.seq].on for leg in match.vouchers)
            if (days := (statement.on - last).days) > days_max:
                answers = " / ".join(", ".join(one.deliveries) for one in match.best)
                yield about_legs(
                    "E-AMBIG", "LOW", match, match.vouchers, match.spend,
                    count=match.alternatives, days=days, answers=answers,
                )  # fmt: skip
