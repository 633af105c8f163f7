"""Claims: which lines of a voucher are one leg, what it asks for, and how it is printed."""

from __future__ import annotations

from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, printed


def test_lines_for_one_activity_and_delivery_are_one_leg() -> None:
    parts = [a_part(2, "L1"), a_part(3, "L1")]
    assert printed(matching_of([a_voucher("P1", parts)], [a_lot("L1", 5)])) == ["R1 1:1 CONFIRMED P1 > L1"]


def test_a_line_that_names_nothing_follows_the_only_delivery_its_voucher_names() -> None:
    parts = [a_part(2), a_part(3, "L1")]
    found = matching_of([a_voucher("P1", parts)], [a_lot("L1", 5)])
    assert printed(found) == ["R1 1:1 CONFIRMED P1 > L1"]
    assert found.matches[0].vouchers[0].parts == (1, 2)


def test_lines_for_different_deliveries_are_legs_of_their_own() -> None:
    parts = [a_part(2, "L1"), a_part(3, "L2"), a_part(4)]
    lots = [a_lot("L1", 2), a_lot("L2", 3), a_lot("L3", 4)]
    assert printed(matching_of([a_voucher("P1", parts)], lots)) == [
        "R1 1:1 CONFIRMED P1#1 > L1",
        "R1 1:1 CONFIRMED P1#2 > L2",
        "R3 1:1 CONFIRMED P1#3 > L3",
    ]


def test_lines_for_different_activities_are_matched_where_they_belong() -> None:
    parts = [a_part(2, "L1"), a_part(0, "L2", "KM", satang=700)]
    lots = [a_lot("L1", 2), a_lot("L2", 7, activity="KM", unit_price=100)]
    assert printed(matching_of([a_voucher("P1", parts)], lots)) == [
        "R1 1:1 CONFIRMED P1#1 > L1",
        "R1 1:1 CONFIRMED P1#2 > L2",
    ]


def test_overhead_is_no_part_of_the_evidence() -> None:
    parts = [a_part(9, "", "OH"), a_part(2, "L1")]
    assert printed(matching_of([a_voucher("P1", parts)], [a_lot("L1", 2)])) == ["R1 1:1 CONFIRMED P1 > L1"]
    assert printed(matching_of([a_voucher("P1", parts[0])], [])) == []


def test_what_was_recovered_is_not_asked_for() -> None:
    part = a_part(7, "L1", disallowed=30_000, recovered=20_000)
    assert matching_of([a_voucher("P1", part)], [a_lot("L1", 5)]).matches[0].rule == "R1"


def test_a_voucher_recovered_in_full_asks_for_nothing() -> None:
    part = a_part(5, "L1", disallowed=50_000, recovered=50_000)
    found = matching_of([a_voucher("P1", part), a_voucher("P2", a_part(5, "L1"))], [a_lot("L1", 5)])
    assert printed(found) == ["- none UNMATCHED P1 > ", "R1 1:1 CONFIRMED P2 > L1"]
    assert (found.matches[0].reason, found.matches[0].spend) == ("recovered", 0)


def test_ambiguous_numbers_name_their_unit_and_then_their_year() -> None:
    vouchers = [
        a_voucher("P1", a_part(1)),
        a_voucher("P1", a_part(2), fiscal_year=2570),
        a_voucher("P1", a_part(3), unit="D2"),
        a_voucher("ฎ 1/2569", a_part(4)),
    ]
    names = [
        one.split(" > ")[0].removeprefix("- none UNMATCHED ") for one in printed(matching_of(vouchers, []))
    ]
    assert names == ["D1/P1@2569", "D1/P1@2570", "D2/P1", '"ฎ 1/2569"']
