"""Names first, figures last, and no guess."""

from __future__ import annotations

import pytest

from reconciliation.external import OurMovement, StatementLine, compare
from tests.reconciliation.external.statements import (
    MAPPING,
    RULES,
    a_line,
    a_statement,
    books,
    compared,
    day,
    open_items,
    ours,
    pairs,
)


def we(on: str, names: str, amount: int) -> OurMovement:
    return ours(f"{'2025' if on.startswith('1') else '2026'}-{on}", names, amount)


def they(on: str, reference: str, amount: int) -> StatementLine:
    return a_line(f"2026-{on}", reference, amount)


V1 = we("03-05", "V1", -100)


@pytest.mark.parametrize(
    ("left", "right", "matched", "left_open"),
    (
        # the number and the amount, however far apart the days
        ([we("10-05", "V1", -100)], [they("03-01", "V1", -100)], [("reference", "V1", "V1")], []),
        # the dika instead of the number; white space does not matter
        ([we("03-05", "V1|ฎ 1/2569", -100)], [they("03-06", "ฎ  1/2569", -100)],
         [("reference", "V1", "ฎ  1/2569")], []),
        # a line that names the voucher takes it before one that names its dika
        ([we("03-05", "V1|D", -5), we("03-05", "V2|D", -5)],
         [they("03-06", "D", -5), they("03-07", "V1", -5)],
         [("reference", "V1", "V1"), ("reference", "V2", "D")], []),
        # one payment of a dika that carries several vouchers: all of them or none
        ([we("03-05", "V1|D", -5), we("03-05", "V2|D", -7)], [they("03-06", "D", -12)],
         [("reference_sum", "V1 V2", "D")], []),
        ([we("03-05", "V1|D", -5), we("03-05", "V2|D", -7), we("03-05", "V3|D", -1)],
         [they("03-06", "D", -12)], [],
         [("ours", "V1", "amount_differs", -5), ("ours", "V2", "amount_differs", -7),
          ("ours", "V3", "amount_differs", -1), ("theirs", "D", "amount_differs", -12)]),
        # one voucher paid in two parts under its number
        ([we("03-05", "V1", -12)], [they("03-06", "V1", -5), they("03-07", "V1", -7)],
         [("reference_sum", "V1", "V1 V1")], []),
        # never several to several, though the sums agree
        ([we("03-05", "V1|D", -5), we("03-05", "V2|D", -7)],
         [they("03-06", "D", -4), they("03-06", "D", -8)], [],
         [("ours", "V1", "amount_differs", -5), ("ours", "V2", "amount_differs", -7),
          ("theirs", "D", "amount_differs", -8), ("theirs", "D", "amount_differs", -4)]),
        # the amount alone, near in time, and the only candidate on both sides
        ([V1], [they("03-10", "TRF77", -100)], [("amount", "V1", "TRF77")], []),
        ([we("03-04", "V1", -100)], [they("03-10", "TRF77", -100)], [],
         [("ours", "V1", "timing", -100), ("theirs", "TRF77", "timing", -100)]),
        ([V1, we("03-06", "V2", -100)], [they("03-07", "", -100)], [],
         [("ours", "V1", "ambiguous", -100), ("ours", "V2", "ambiguous", -100),
          ("theirs", "", "ambiguous", -100)]),
        ([V1], [they("03-06", "", -100), they("03-07", "", -100)], [],
         [("ours", "V1", "ambiguous", -100), ("theirs", "", "ambiguous", -100),
          ("theirs", "", "ambiguous", -100)]),
        # a name that says otherwise is never overruled by an amount
        ([V1, we("03-06", "V2", -90)], [they("03-06", "V2", -100)], [],
         [("ours", "V1", "ambiguous", -100), ("ours", "V2", "amount_differs", -90),
          ("theirs", "V2", "amount_differs", -100)]),
        # paid twice by them: the second is not taken for another voucher
        ([V1, we("03-06", "V2", -100)],
         [they("03-06", "V1", -100), they("03-07", "V1", -100)], [("reference", "V1", "V1")],
         [("ours", "V2", "ambiguous", -100), ("theirs", "V1", "amount_differs", -100)]),
        # equal in name and amount: one each, the earliest first
        ([V1, we("03-09", "V1", -100)], [they("03-06", "V1", -100)],
         [("reference", "V1", "V1")], [("ours", "V1", "amount_differs", -100)]),
        # a reversal goes by the name of what it reverses, and by its sign
        ([V1, we("03-09", "R1|V1", 100)],
         [they("03-06", "V1", -100), they("03-10", "V1", 100)],
         [("reference", "V1", "V1"), ("reference", "R1", "V1")], []),
    ),
)  # fmt: skip
def test_what_is_the_same_money(
    left: list[OurMovement],
    right: list[StatementLine],
    matched: list[tuple[str, str, str]],
    left_open: list[tuple[str, str, str, int]],
) -> None:
    result = compared(left, right)
    assert pairs(result) == matched
    assert open_items(result) == left_open
    assert result.holds


def test_what_was_on_its_way_at_the_opening_is_found_by_its_name_and_leaves_no_difference() -> None:
    known = books(
        ours("2025-12-30", "V1", -100), ours("2025-12-01", "T1", 500), ours("2026-01-10", "V2", -50)
    )
    statement = a_statement(
        a_line("2026-01-03", "V1", -100),
        a_line("2026-01-11", "V2", -50),
        opening=500,
        since=day("2026-01-01"),
    )
    result = compare(known, statement, MAPPING, RULES)
    assert pairs(result) == [("reference", "V2", "V2"), ("earlier", "V1", "V1")]
    assert [(one.opening_difference, one.difference) for one in result.comparisons] == [(0, 0)]
    assert open_items(result) == []


def test_an_opening_balance_of_theirs_that_is_not_ours_is_a_difference_of_its_own() -> None:
    known = books(ours("2025-12-01", "T1", 500))
    result = compare(known, a_statement(opening=480, since=day("2026-01-01")), MAPPING, RULES)
    comparison = result.comparisons[0]
    assert (comparison.opening_difference, comparison.difference, comparison.holds) == (-20, -20, True)
