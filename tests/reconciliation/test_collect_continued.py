"""Continued: an incremental reading is the reading of everything, whatever came in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.commands import Propose
from ledger.entries import Entry, content_hash
from reconciliation.collect import Collection, collected, continued
from reconciliation.matching.evidence import Known, match
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import judged, reconcile
from reconciliation.rule_set import default_rules
from reconciliation.runs.digests import output_digest
from reconciliation.scope import Scope
from tests.reconciliation.builders import CUT_OFF, PILOT, a_lot, decided, folder_book, funded, pay, ruled
from tests.reconciliation.programmes import FIRST, carried_out, programmes
from tests.reconciliation.test_value_under_matches import DAY, matched_at_will, tolerant

cut_offs = st.integers(0, 300).map(lambda offset: FIRST + timedelta(days=offset))


def same(found: Collection, expected: Collection) -> None:
    """Say which field differs, if any."""
    for field in fields(Scope):
        assert getattr(found.within, field.name) == getattr(expected.within, field.name), field.name
    for field in fields(expected.facts):
        assert getattr(found.facts, field.name) == getattr(expected.facts, field.name), field.name
    assert found.standing == expected.standing


@given(programmes, cut_offs, st.lists(st.integers(0, 400), max_size=4))
def test_what_is_continued_is_what_is_read_at_once(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date, cuts: list[int]
) -> None:
    entries = carried_out(chosen).book.entries
    known: Known = {}
    parts = pieces(entries, cuts)
    found = collected(parts[0], on)
    match(found.facts, default_rules(), found.standing, known)
    for part in parts[1:]:
        found = continued(found, part)
        incremental = match(found.facts, default_rules(), found.standing, known)
        assert incremental == match(found.facts, default_rules(), found.standing)
    same(found, collected(entries, on))


def pieces(entries: list[Entry], cuts: list[int]) -> list[list[Entry]]:
    """A journal in pieces, the book opened in the first."""
    ends = sorted({min(len(entries), 1 + cut) for cut in cuts} | {len(entries)})
    return [entries[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(programmes, st.lists(st.integers(0, 9), min_size=20, max_size=20), st.integers(0, 60))
def test_matches_posted_and_taken_back_are_continued(
    chosen: list[tuple[str, Mapping[str, Any]]], picks: list[int], cut: int
) -> None:
    book = carried_out(chosen).book
    tolerant(book)
    made = matched_at_will(book, DAY, picks)
    for entry in made[::2]:
        number = entry.command.canonical()["number"]
        book.post(DAY.isoformat(), "unmatch", match=number, reason="x", actor="second")
    known: Known = {}
    start = len(book.entries) - cut
    before = collected(book.entries[:start], DAY)
    match(before.facts, default_rules(), before.standing, known)
    after = continued(before, book.entries[start:])
    same(after, collected(book.entries, DAY))
    again = match(after.facts, default_rules(), after.standing, known)
    assert again == match(after.facts, default_rules(), after.standing)


def test_another_rule_set_is_matched_anew() -> None:
    book = folder_book(PILOT)
    known: Known = {}
    read = collected(book.entries, CUT_OFF)
    first = judged(read, default_rules(), 0, "", known=known)
    other = ruled(group_tolerance="0.00", lambda_max="0.0001")
    assert judged(read, other, 0, "", known=known) == judged(read, other, 0, "")
    assert judged(read, default_rules(), 0, "", known=known) == first


def test_a_statement_of_a_continued_book_is_that_of_the_whole() -> None:
    book = folder_book(PILOT)
    known: Known = {}
    found = collected(book.entries[:150], CUT_OFF)
    for start in range(150, len(book.entries), 25):
        judged(found, default_rules(), start, "", known=known)
        found = continued(found, book.entries[start : start + 25])
    size, standing = len(book.entries), standing_matches(book.entries, CUT_OFF)
    whole = reconcile(book.entries, CUT_OFF, default_rules(), size, "00", standing=standing)
    made = judged(found, default_rules(), size, "00", known=known)
    assert made == whole
    assert output_digest(made) == output_digest(whole)


def test_documents_that_nothing_new_is_about_stay_the_same_objects() -> None:
    book = funded()
    for number in ("P1", "P2"):
        pay(book, "2026-01-10", number, "10.00")
        a_lot(book, "2026-01-10", f"L{number}", 3)
    before = collected(book.entries, CUT_OFF)
    decided(book, "2026-01-11", "LP1", 3)
    pay(book, "2026-01-12", "P3", "5.00")
    later = book.entries[len(before.within.recorded) :]
    after = continued(before, later)
    first, second, _ = after.facts.vouchers
    assert (first, second) == before.facts.vouchers
    assert first is before.facts.vouchers[0]
    one, other = after.facts.deliveries
    assert one.accepted == 3
    assert other is before.facts.deliveries[1]


def test_an_approval_taken_back_later_is_no_approval_of_what_was_posted() -> None:
    book = funded()
    lines = [{"line": "L", "activity": "HH", "amount": "10.00"}]
    inner = {"verb": "disburse", "number": "P1", "unit": "D1", "lines": lines}
    asked = book.post("2026-01-10", "propose", number="Q1", command=inner).command
    assert isinstance(asked, Propose)
    book.post(
        "2026-01-10", "approve", proposal="Q1", content_hash=content_hash(asked.command), actor="second"
    )
    approval = next(entry for entry in book.entries if entry.kind == "approve")
    other = book.post("2026-01-11", "retain", number="R1", line="L", amount="1.00")
    undone = replace(book.post("2026-01-12", "reverse", seq=other.seq, reason="x"), refers_to=approval.seq)
    before = collected(book.entries[:-1], CUT_OFF)
    assert before.facts.vouchers[0].approver == "second"
    after = continued(before, [undone])
    assert after.facts.vouchers[0].approver == ""
    same(after, collected([*book.entries[:-1], undone], CUT_OFF))


def test_rework_that_comes_in_later_is_counted_with_the_lot_it_is_of() -> None:
    book = funded()
    a_lot(book, "2026-01-10", "L1", 5)
    decided(book, "2026-01-11", "L1", 2, 3)
    before = collected(book.entries, CUT_OFF)
    a_lot(book, "2026-01-12", "L2", 3, rework_of="L1")
    after = continued(before, book.entries[len(before.within.recorded) :])
    assert [lot.reworked for lot in before.facts.deliveries] == [0]
    assert [lot.reworked for lot in after.facts.deliveries] == [3, 0]
