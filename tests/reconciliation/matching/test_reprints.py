"""Reprints: what stands in the journal keeps its rule and its papers."""

from __future__ import annotations

from fractions import Fraction

from reconciliation.matching.evidence import match
from reconciliation.matching.match import Matching, StandingMatch
from reconciliation.rule_set import default_rules
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, facts_of, printed


def run(standing: list[StandingMatch]) -> Matching:
    vouchers = [
        a_voucher("P1", a_part(5)),
        a_voucher("P2", a_part(5)),
        a_voucher("P3", [a_part(1), a_part(2, "L1")]),
    ]
    return match(facts_of(vouchers, [a_lot("L1", 5), a_lot("L2", 5)]), default_rules(), standing)


def by_hand(**fields: object) -> StandingMatch:
    said = {"seq": 9, "rule": "MANUAL", "kind": "1:1", "vouchers": ((1, 1),), "deliveries": ("L1",)}
    return StandingMatch(**(said | fields))  # type: ignore[arg-type] # a table of fields


def test_a_standing_match_takes_its_papers_out_of_the_search() -> None:
    found = run([by_hand()])
    assert printed(found) == [
        "MANUAL 1:1 CONFIRMED P1 > L1",
        "R3 1:1 CONFIRMED P2 > L2",
        "- none UNMATCHED P3 > ",
    ]
    assert [one.standing for one in found.matches] == [9, 0, 0]
    assert found.matches[2].reason == "delivery_matched"


def test_a_match_may_hold_one_line_of_a_voucher() -> None:
    found = run([by_hand(vouchers=((3, 1),))])
    assert [one.voucher_names for one in found.matches if one.unit][-2:] == [("P3#1",), ("P3#2",)]


def test_a_match_of_vouchers_that_are_not_there_is_left_out() -> None:
    found = run([by_hand(vouchers=((77, 1),), deliveries=("L7",))])
    assert all(not one.standing for one in found.matches)


def test_a_run_that_posted_what_it_confirmed_finds_the_same_again() -> None:
    facts = facts_of(
        [a_voucher("P1", a_part(5, "L1")), a_voucher("P2", a_part(9)), a_voucher("P3", a_part(1, "L4"))],
        [a_lot("L1", 5), a_lot("L2", 3), a_lot("L3", 6), a_lot("L4", 2)],
    )
    first = match(facts, default_rules())
    posted = [
        StandingMatch(
            seq=100 + no,
            rule=one.rule,
            kind=one.kind,
            vouchers=tuple((leg.seq, part) for leg in one.vouchers for part in leg.parts),
            deliveries=one.lot_numbers,
            alternatives=one.alternatives,
            lam=one.lam,
            reason=one.reason,
            referenced=one.referenced,
        )
        for no, one in enumerate(first.matches)
        if one.status == "CONFIRMED"
    ]
    second = match(facts, default_rules(), posted)
    assert (len(posted), second.digest) == (2, first.digest)
    assert posted[1].lam == Fraction(0)
