"""A statement foots, and says all that is wrong with it, or it is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadValue
from reconciliation.external import AccountBalance, ExternalStatement, StatementLine, faults, repeated
from tests.reconciliation.external.statements import ACCOUNT, ON, SINCE, a_line, a_statement

FULL = AccountBalance(account=ACCOUNT, opening=100, closing=130, row=9)


@pytest.mark.parametrize(
    ("accounts", "lines", "expected"),
    (
        ((FULL,), (a_line("2026-01-05", "A", 30, row=2),), []),
        ((FULL,), (a_line("2026-01-05", "A", 31, row=2),), [(9, "wrong_total")]),
        ((FULL, FULL), (a_line("2026-01-05", "A", 30, row=2),), []),
        (
            (FULL, AccountBalance(account=ACCOUNT, opening=100, closing=130, row=10)),
            (a_line("2026-01-05", "A", 30, row=2),),
            [(10, "rows_repeat")],
        ),
        ((FULL,), (a_line("2025-09-30", "A", 30, row=2),), [(2, "before_start")]),
        ((FULL,), (a_line("2026-04-01", "A", 30, row=2),), [(2, "after_cut_off")]),
        (
            (FULL,),
            (a_line("2026-01-05", "A", 30, row=2), a_line("2026-01-05", "B", 1, account="X", row=3)),
            [(3, "no_balance")],
        ),
        # A repeated line is an error where it breaks the total, and only noted where it does not.
        (
            (FULL,),
            (a_line("2026-01-05", "A", 30, row=2), a_line("2026-01-05", "A", 30, row=3)),
            [(3, "rows_repeat"), (9, "wrong_total")],
        ),
        (
            (FULL,),
            (a_line("2026-01-05", "A", 15, row=2), a_line("2026-01-05", "A", 15, row=3)),
            [],
        ),
    ),
)
def test_every_fault_is_found_with_its_row(
    accounts: tuple[AccountBalance, ...], lines: tuple[StatementLine, ...], expected: list[tuple[int, str]]
) -> None:
    found = faults(accounts, lines, SINCE, ON)
    assert [(fault.row, fault.refusal.facts["why"]) for fault in found] == expected


def test_a_statement_that_does_not_foot_cannot_be_made() -> None:
    with pytest.raises(BadValue) as refused:
        ExternalStatement(source="e-budget", currency="THB", since=SINCE, on=ON, accounts=(FULL,), lines=())
    assert refused.value.facts == {
        "field": "closing",
        "why": "wrong_total",
        "value": ACCOUNT,
        "should": "1.00",
        "stated": "1.30",
    }


def test_its_totals_are_those_of_its_accounts() -> None:
    statement = a_statement(
        a_line("2026-01-05", "A", 30), a_line("2026-01-05", "B", 5, account="D2/L"), opening=7
    )
    assert (statement.opening, statement.closing) == (14, 49)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(-1, 1)), max_size=12))
def test_repeated_lines_are_found_whatever_their_order(said: list[tuple[int, int, int]]) -> None:
    lines = [
        StatementLine(account=ACCOUNT, on=date(2026, 1, 1 + on), reference=str(name), amount=amount, row=row)
        for row, (on, name, amount) in enumerate(said, 2)
    ]
    groups = repeated(lines)
    assert repeated(reversed(lines)) == groups
    assert sorted(len(group) for group in groups) == sorted(n for n in map(said.count, set(said)) if n > 1)
    assert all(len({line.said for line in group}) == 1 for group in groups)
