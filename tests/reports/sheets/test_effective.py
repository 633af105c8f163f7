"""Which of the journal's rows count at a cut-off, and how they are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.effective import effective, told
from tests.reconciliation.builders import funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets import footing


@given(programmes, days)
def test_the_rows_that_count_add_up_to_the_facts(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    source = footing.told(book, book.statement(on.isoformat()))
    sums: Counter[object] = Counter()
    for _, row in effective(source):
        for bucket, amount, _ in row.lines:
            sums[bucket] += amount
    assert sums == Counter(source.facts.balances)


def test_a_reversal_says_what_it_takes_back() -> None:
    book = funded()
    entry = pay(book, "2025-12-05", "P", "70.00")
    book.post("2025-12-06", "reverse", seq=entry.seq, reason="x")
    source = footing.told(book, book.statement())
    kinds = {row.seq: row.kind for row in source.journal}
    assert [told(source, row, kinds) for row in source.journal[-2:]] == [
        "disbursement",
        "reversal: disbursement",
    ]
