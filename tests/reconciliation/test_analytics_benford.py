"""Benford: asked only where nature sets the digits, and answered in whole millionths."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from reconciliation.analytics import Benford, NotApplicable, benford, free_amounts
from reconciliation.analytics.logarithms import first_two_digits
from tests.reconciliation.builders import funded, pay


def growing(count: int) -> list[int]:
    """Compound growth obeys the law: 1.7 % a step, from 10 baht over four orders of magnitude."""
    steps = [1000]
    while steps[-1] < 10_000_000:
        steps.append(steps[-1] * 1017 // 1000 + 1)
    return (steps * (count // len(steps) + 1))[:count]


def judged(amounts: Iterable[int]) -> Benford:
    result = benford(amounts)
    assert isinstance(result, Benford)
    return result


def test_what_grows_conforms() -> None:
    result = judged(growing(6000))
    assert result.conformity in {"close", "acceptable", "marginal"}
    assert sum(row.found for row in result.rows) == result.count == 6000


def test_what_was_made_up_evenly_does_not() -> None:
    result = judged(range(1000, 4_000_000, 1111))
    assert result.conformity == "none"


def test_the_deviation_is_the_mean_of_what_the_rows_differ_by() -> None:
    result = judged([100] * 2999 + [100_000])
    shares = first_two_digits()
    apart = abs(10**6 - shares[10]) + sum(share for digits, share in shares.items() if digits > 10)
    assert abs(result.deviation * 90 - apart) <= 45


def test_expected_shares_make_a_whole_and_fall() -> None:
    shares = list(first_two_digits().values())
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 41_393
    assert abs(sum(shares) - 10**6) <= 45


@pytest.mark.parametrize(
    ("amounts", "at_unit_rates", "answer"),
    (
        ([], 0, NotApplicable("too_few", 0, 3000)),
        ([5] * 2999, 0, NotApplicable("too_few", 2999, 3000)),
        ([5] * 2999, 1, NotApplicable("unit_rates", 2999, 3000)),
        ([5] * 2999 + [4999], 0, NotApplicable("narrow", 4999, 5000)),
        ([5] * 2999 + [0, -5], 0, NotApplicable("too_few", 2999, 3000)),
    ),
)
def test_where_it_does_not_hold_the_answer_is_why(
    amounts: list[int], at_unit_rates: int, answer: NotApplicable
) -> None:
    assert benford(amounts, at_unit_rates) == answer


def test_a_single_satang_begins_with_ten() -> None:
    rows = judged([1] * 2999 + [1000]).rows
    assert rows[0].found == 3000


def test_amounts_at_unit_rates_and_reversed_ones_are_left_out() -> None:
    book = funded()
    pay(book, "2026-01-20", "PV-1", "100.00")
    pay(book, "2026-01-20", "PV-2", "33.00", "RENT")
    pay(book, "2026-01-20", "PV-3", "44.00", "OH")
    book.post("2026-01-21", "reverse", number="R-1", reverses="PV-3", unit="D1", reason="ผิด")
    facts = book.statement().facts
    bases = {code: one.basis for code, one in facts.activities.items()}
    assert free_amounts(facts.vouchers, bases) == ((3300,), 1)
