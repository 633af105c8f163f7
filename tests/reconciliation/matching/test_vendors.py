"""Vendors: what R3 and R4 do not confirm in a crowd, and do where there is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reconciliation.documents import Delivery, Voucher
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, printed

FIRST = date(2026, 1, 1)
CROWD = 12

Paid = tuple[str, int, int, str]  # number, amount in units of the rate, day, reference
Earned = tuple[str, int, int]  # number, amount in units of the rate, day


def day(offset: int) -> str:
    return (FIRST + timedelta(days=offset)).isoformat()


def paid(number: str, amount: int, on: int = 0, reference: str = "") -> Paid:
    return number, amount, on, reference


def earned(number: str, amount: int, on: int = 0) -> Earned:
    return number, amount, on


def book(vouchers: list[Paid], lots: list[Earned], count: int) -> tuple[list[Voucher], list[Delivery]]:
    """The papers, and as many lots of the vendor more, too large for any sum, as make `count`."""
    made = [a_lot(number, amount, day(on)) for number, amount, on in lots]
    others = [a_lot(f"M{no:02d}", 1_000_000 + no, day(0)) for no in range(count - len(lots))]
    asked = [a_voucher(number, a_part(amount, named), day(on)) for number, amount, on, named in vouchers]
    return asked, [*made, *others]


CASES = {
    "an instalment of another lot": (
        [paid("P1", 5), paid("P2", 7_000)],
        [earned("L1", 5), earned("L2", 7_005)],
        "R3 1:1 {} P1 > L1",
    ),
    "a lot of another bundle": (
        [paid("P1", 5), paid("P2", 7_005)],
        [earned("L1", 5), earned("L2", 7_000)],
        "R3 1:1 {} P1 > L1",
    ),
    "instalments whose references are lost": (
        [paid("P1", 7_005), paid("P2", 7_000, 0, "X7"), paid("P3", 5, 0, "X8")],
        [earned("L1", 7_005)],
        "R3 1:1 {} P1 > L1",
    ),
    "a sum just outside the window of sums": (
        [paid("P1", 7_005), paid("P2", 7_005, 50)],
        [earned("L1", 7_000), earned("L2", 5)],
        "R4 1:n {} P1 > L1 L2",
    ),
    "a voucher that R3 only suggests for another lot": (
        [paid("P1", 9_000), paid("P2", 9_000), paid("P3", 5), paid("P4", 2_005), paid("P5", 7_000)],
        [earned("L1", 9_005), earned("L2", 9_000)],
        "R4 n:1 {} P4 P5 > L1",
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("count", "status"), ((CROWD, "CONFIRMED"), (CROWD + 1, "SUGGESTED")))
def test_in_a_crowd_nothing_is_confirmed_that_has_another_answer(case: str, count: int, status: str) -> None:
    vouchers, lots, expected = CASES[case]
    assert expected.format(status) in printed(matching_of(*book(vouchers, lots, count)))


@pytest.mark.parametrize(
    ("equal", "status"),
    ((0, "CONFIRMED"), (1, "SUGGESTED")),
)
@pytest.mark.parametrize(
    ("vouchers", "lots", "row"),
    (
        ([paid("P1", 5)], [earned("L1", 5)], "R3 1:1 {} P1 > L1"),
        ([paid("P1", 7_005)], [earned("L1", 7_000), earned("L2", 5)], "R4 1:n {} P1 > L1 L2"),
    ),
)
def test_in_a_crowd_whose_amounts_repeat_an_equal_amount_is_chance(
    equal: int, status: str, vouchers: list[Paid], lots: list[Earned], row: str
) -> None:
    """One pair of equal lots among thirteen is more than one in a hundred of the 78 pairs."""
    twins = [earned(f"N{no}", 600_000, 90) for no in range(1 + equal)]
    found = matching_of(*book(vouchers, [*lots, *twins], CROWD + 1))
    assert row.format(status) in printed(found)
    assert (found.matches[0].reason == "chance") is bool(equal)


def test_a_dozen_lots_that_repeat_are_no_crowd() -> None:
    lots = [earned("L1", 5), *(earned(f"N{no}", 600_000, 90) for no in range(CROWD - 1))]
    assert "R3 1:1 CONFIRMED P1 > L1" in printed(matching_of(*book([paid("P1", 5)], lots, CROWD)))


def test_one_pair_of_equal_lots_in_a_hundred_is_no_habit() -> None:
    """Fifteen lots are 105 pairs, fourteen 91."""
    lots = [earned("L1", 5), earned("N1", 600_000, 90), earned("N2", 600_000, 90)]
    for count, status in ((14, "SUGGESTED"), (15, "CONFIRMED")):
        rows = printed(matching_of(*book([paid("P1", 5)], lots, count)))
        assert f"R3 1:1 {status} P1 > L1" in rows


@pytest.mark.parametrize(("count", "status"), ((24, "CONFIRMED"), (25, "SUGGESTED")))
def test_in_a_crowd_a_sum_is_in_doubt_when_the_wider_window_cannot_be_searched(
    count: int, status: str
) -> None:
    asked, lots = book([paid("P1", 7_005, 50)], [earned("L1", 7_000, 50), earned("L2", 5, 50)], count)
    assert f"R4 1:n {status} P1 > L1 L2" in printed(matching_of(asked, lots))


@pytest.mark.parametrize(("ones", "status"), ((11, "CONFIRMED"), (14, "SUGGESTED")))
def test_in_a_crowd_nothing_is_confirmed_beside_more_sums_than_anyone_reads(ones: int, status: str) -> None:
    """Six of eleven make 462 sums, six of fourteen 3,003."""
    vouchers = [paid("P", 9_000), *(paid(f"Q{no:02d}", 1) for no in range(ones))]
    found = matching_of(*book(vouchers, [earned("L1", 6), earned("L2", 9_000)], 2))
    assert f"R3 1:1 {status} P > L2" in printed(found)
