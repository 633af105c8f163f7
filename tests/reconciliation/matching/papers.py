"""Papers: vouchers and lots made by hand, and the facts of a small book that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from reconciliation.collect import collect
from reconciliation.documents import Decision, Delivery, Part, Reversal, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.evidence import match
from reconciliation.matching.match import Match, Matching
from reconciliation.matching.rows import matches_rows
from reconciliation.rule_set import RuleSet, default_rules
from tests.reconciliation.builders import a_book

ON = date(2026, 3, 31)
RATE = 10_000


@cache
def empty_facts() -> Facts:
    """A book with units, activities (HH at 100.00, KM by contract, RENT at cost, OH) and no papers."""
    return collect(a_book().entries, ON)


def a_lot(number: str, accepted: int, decided: str = "2026-02-01", /, **fields: Any) -> Delivery:  # noqa: ANN401 - any field of a document
    """A lot of HH in D1 by V; decided on one day, or not at all where `decided` is empty."""
    rejected, less = fields.pop("rejected", 0), fields.pop("less", 0)
    quantity = fields.pop("quantity", accepted + rejected)
    verdict = Decision(
        seq=0, decided_on=date.fromisoformat(decided or "2026-02-01"), accepted=accepted, rejected=rejected,
        price_reduction=less, fine=0, report_no="", decided_by="", acting_for="",
    )  # fmt: skip
    said: dict[str, Any] = {
        "seq": 0, "number": number, "fiscal_year": 2569, "on": date(2026, 1, 1), "unit": "D1",
        "activity": "HH", "vendor": "V", "quantity": quantity, "rework_of": "", "commitment": "",
        "unit_price": None, "decisions": (verdict,) if decided else (), "reworked": 0,
    }  # fmt: skip
    return Delivery(**(said | fields))


def a_part(amount: int, delivery: str = "", activity: str = "HH", /, **fields: Any) -> Part:  # noqa: ANN401 - any field of a line
    """A line for HH; the amount in units of the rate (100.00), or in satang as `satang`."""
    satang = fields.pop("satang", amount * RATE)
    said: dict[str, Any] = {
        "no": 1, "line": "L", "activity": activity, "amount": satang, "source": "",
        "drawn_from": "available", "delivery": delivery,
    }  # fmt: skip
    return Part(**(said | fields))


def a_voucher(number: str, parts: Part | Sequence[Part], on: str = "2026-02-05", /, **fields: Any) -> Voucher:  # noqa: ANN401 - any field of a document
    """A voucher of D1 to V; `parts` are numbered here."""
    lines = (parts,) if isinstance(parts, Part) else tuple(parts)
    said: dict[str, Any] = {
        "seq": 0, "number": number, "fiscal_year": 2569, "on": date.fromisoformat(on), "unit": "D1",
        "vendor": "V", "dika_no": "", "invoice_no": "", "document_on": None, "paid_on": None, "gross": 0,
        "withholding_tax": 0, "fine": 0, "retention": 0, "net": 0, "reversal": None,
        "parts": tuple(replace(part, no=no) for no, part in enumerate(lines, 1)),
    }  # fmt: skip
    return Voucher(**(said | fields))


def a_reversal(number: str) -> Reversal:
    return Reversal(
        seq=0, number=number, fiscal_year=2569, on=date(2026, 2, 6), kind="disburse", target=0, reason="x"
    )


def facts_of(vouchers: Iterable[Voucher], lots: Iterable[Delivery]) -> Facts:
    """Facts with these papers, at positions of their own in the order given."""
    placed = tuple(_placed(one, seq) for seq, one in enumerate(vouchers, 1))
    base = len(placed) + 1
    return replace(
        empty_facts(),
        vouchers=placed,
        deliveries=tuple(replace(lot, seq=seq) for seq, lot in enumerate(lots, base)),
        reversals=tuple(one.reversal for one in placed if one.reversal),
    )


def _placed(one: Voucher, seq: int) -> Voucher:
    """The voucher at a position, and its reversal far behind it."""
    undone = replace(one.reversal, seq=seq + 1_000_000) if one.reversal else None
    return replace(one, seq=seq, reversal=undone)


def matching_of(
    vouchers: Iterable[Voucher], lots: Iterable[Delivery], rules: RuleSet | None = None
) -> Matching:
    return match(facts_of(vouchers, lots), rules or default_rules())


def only(vouchers: Iterable[Voucher], lots: Iterable[Delivery], rules: RuleSet | None = None) -> Match:
    """The one match that is expected."""
    (found,) = matching_of(vouchers, lots, rules).matches
    return found


def printed(matching: Matching) -> list[str]:
    """Rows as `rule kind status vouchers > deliveries`."""
    return [
        f"{row['rule']} {row['kind']} {row['status']} {row['vouchers']} > {row['deliveries']}"
        for row in matches_rows(matching)
    ]
