"""Evidence: the worked example, and what holds for every book."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.collect import collect
from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.evidence import Known, match
from reconciliation.matching.match import REASONS, RULES, STATUSES, Matching
from reconciliation.matching.rows import MATCH_COLUMNS, matches_rows
from reconciliation.rule_set import RuleSet, default_rules, read_rules
from reconciliation.work import standing_parts
from tests.reconciliation.builders import CUT_OFF, EXPECTED, PILOT, folder_book
from tests.reconciliation.matching.papers import a_lot, a_part, a_reversal, a_voucher, facts_of, only


@cache
def pilot() -> tuple[Facts, RuleSet]:
    return collect(folder_book(PILOT).entries, CUT_OFF), read_rules((PILOT / "rules.toml").read_text("utf-8"))


def csv_of(matching: Matching) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(MATCH_COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(matches_rows(matching))
    return text.getvalue()


def test_the_worked_example_comes_out_exactly() -> None:
    facts, rules = pilot()
    found = match(facts, rules)
    assert csv_of(found) == (EXPECTED / "matches.csv").read_text("utf-8")
    assert [lot.number for lot in found.unclaimed] == ["DN-1007-03"]
    assert [one.lam for one in found.matches if one.rule == "R4"] == [0, 0]


def test_another_rule_set_is_another_digest() -> None:
    facts, rules = pilot()
    assert match(facts, rules).digest != match(facts, default_rules()).digest


# ── every book ───────────────────────────────────────────────────────────────────────────────────

LOT_NUMBERS = [f"L{no}" for no in range(12)]
days = st.integers(0, 100).map(lambda offset: (date(2025, 12, 1) + timedelta(days=offset)).isoformat())
vendors = st.sampled_from(("V", "W", ""))
references = st.sampled_from(("", "", "L99", "L-1", *LOT_NUMBERS))
places = st.sampled_from((("D1", "HH"), ("D1", "HH"), ("D1", "KM"), ("D1", "RENT"), ("D2", "HH")))


@st.composite
def some_lots(draw: st.DrawFn) -> list[Delivery]:
    lots: list[Delivery] = []
    for number in LOT_NUMBERS[: draw(st.integers(0, 12))]:
        (unit, activity), rejected = draw(places), draw(st.integers(0, 2))
        earlier = [one for one in lots if (one.unit, one.activity) == (unit, activity)]
        decided = draw(st.one_of(days, st.just("")))
        quantity = draw(st.integers(1, 12)) + rejected
        lots.append(
            a_lot(
                number,
                quantity - rejected,
                decided,
                unit=unit,
                activity=activity,
                vendor=draw(vendors),
                quantity=quantity + draw(st.integers(0, 1)),
                rejected=rejected,
                unit_price=10_000,
                rework_of=draw(st.sampled_from(["", *(one.number for one in earlier)])),
            )
        )
    return lots


@st.composite
def some_vouchers(draw: st.DrawFn) -> list[Voucher]:
    vouchers: list[Voucher] = []
    for no in range(draw(st.integers(0, 12))):
        parts = [
            a_part(
                draw(st.integers(1, 20)), draw(references), draw(st.sampled_from(("HH", "KM", "RENT", "OH")))
            )
            for _ in range(draw(st.sampled_from((1, 1, 2, 3))))
        ]
        parts[0] = replace(parts[0], recovered=draw(st.sampled_from((0, 0, 0, 5_000, parts[0].amount))))
        reversal = draw(st.sampled_from((None, None, None, a_reversal(f"X{no}"))))
        number = draw(st.sampled_from((f"P{no}", f"P{no}", "P")))
        unit = draw(st.sampled_from(("D1", "D1", "D2")))
        vouchers.append(
            a_voucher(
                number,
                parts,
                draw(days),
                unit=unit,
                vendor=draw(vendors),
                reversal=reversal,
                fiscal_year=2569 + no if number == "P" else 2569,
            )
        )
    return vouchers


@given(some_vouchers(), some_lots(), st.randoms(use_true_random=False))
def test_the_order_of_the_journal_plays_no_part(
    vouchers: list[Voucher], lots: list[Delivery], chance: Random
) -> None:
    first = match(facts_of(vouchers, lots), default_rules())
    chance.shuffle(vouchers)
    chance.shuffle(lots)
    second = match(facts_of(vouchers, lots), default_rules())
    assert matches_rows(second) == matches_rows(first)
    assert second.digest == first.digest


@given(some_vouchers(), some_lots())
def test_every_direct_line_stands_in_one_match_and_every_lot_in_one_at_most(
    vouchers: list[Voucher], lots: list[Delivery]
) -> None:
    facts = facts_of(vouchers, lots)
    found = match(facts, default_rules())
    lines = [(leg.seq, part) for one in found.matches for leg in one.vouchers for part in leg.parts]
    direct = [
        (voucher.seq, part.no)
        for voucher in facts.vouchers
        for part in voucher.parts
        if part.activity != "OH"
    ]
    assert sorted(lines) == sorted(direct)
    held = [lot.number for one in found.matches if one.status != "SUGGESTED" for lot in one.deliveries]
    assert sorted([*held, *(lot.number for lot in found.unclaimed)]) == sorted(lot.number for lot in lots)
    for one in found.matches:
        assert one.rule in RULES
        assert one.status in STATUSES
        assert one.reason in REASONS


@given(some_vouchers(), some_lots())
def test_spending_less_worth_over_all_matches_is_that_of_the_documents(
    vouchers: list[Voucher], lots: list[Delivery]
) -> None:
    """The identity of cells, without the plan's cap: Σ(spend − earned) = AC − worth of all lots."""
    facts = facts_of(vouchers, lots)
    found = match(facts, default_rules())
    rated = [one for one in found.matches if one.activity != "RENT" and one.status != "NETTED"]
    gap = sum(one.spend - (0 if one.status == "SUGGESTED" else one.earned) for one in rated)
    spent = sum(
        part.amount - part.recovered for _, part in standing_parts(facts) if part.activity in {"HH", "KM"}
    )
    worth = sum(one.accepted * 10_000 for lot in lots if lot.activity != "RENT" for one in lot.decisions)
    open_worth = sum(lot.earned for lot in found.unclaimed)
    without_rate = sum(lot.accepted * 10_000 for lot in lots if lot.activity == "HH" and not _has_rate(lot))
    assert gap - open_worth == spent - worth + without_rate


def _has_rate(lot: Delivery) -> bool:
    return all(one.decided_on >= date(2025, 10, 1) for one in lot.decisions)


@given(some_vouchers(), some_lots())
def test_what_is_known_is_not_asked_again(vouchers: list[Voucher], lots: list[Delivery]) -> None:
    known: Known = {}
    facts = facts_of(vouchers, lots)
    first = match(facts, default_rules(), known=known)
    before = {unit: one.answer for unit, one in known.items()}
    assert match(facts, default_rules(), known=known) == first
    assert all(known[unit].answer is answer for unit, answer in before.items())
    more = facts_of([*vouchers, a_voucher("Q", a_part(3))], [*lots, a_lot("M", 3)])
    assert match(more, default_rules(), known=known) == match(more, default_rules())


def test_a_new_rate_makes_a_known_cell_new() -> None:
    known: Known = {}
    facts = facts_of([a_voucher("P1", a_part(5, "L1"))], [a_lot("L1", 5)])
    assert match(facts, default_rules(), known=known).matches[0].rule == "R1"
    assert match(replace(facts, rates=()), default_rules(), known=known).matches[0].rule == "R6"


def test_a_lot_without_a_rate_earned_nothing() -> None:
    found = only([a_voucher("P1", a_part(5, "L1"))], [a_lot("L1", 5, "2025-09-01")])
    assert (found.status, found.earned) == ("REJECTED_OUTPUT", 0)
