"""Lineup: whatever is missing, too much or different between two ordered lists is named."""

from __future__ import annotations

from itertools import islice

import pytest

from ledger.verification.lineup import Lineup, Row
from ledger.verification.report import Problems

A, B, C, D = (1, "a"), (2, "b"), (3, "c"), (4, "d")


def walked(expected: list[list[Row]], found: list[Row]) -> list[tuple[str, str, str]]:
    """(code, id, column) of what a walk of expected runs beside found rows names."""
    problems, rows = Problems(), iter(found)

    def fetch(count: int) -> list[Row]:
        return list(islice(rows, count))

    lineup = Lineup("bucket", ("id", "name"), ("id",), fetch, problems)
    for run in expected:
        lineup.expect(run)
    lineup.finish()
    return [(p.code, p.facts["id"], p.facts.get("column", "")) for p in problems.kept]


@pytest.mark.parametrize(
    ("found", "said"),
    (
        ([A, B, C, D], []),
        ([B, C, D], [("row_missing", "1", "")]),
        ([A, C, D], [("row_missing", "2", "")]),
        ([A, B, C], [("row_missing", "4", "")]),
        ([], [("row_missing", str(n), "") for n in (1, 2, 3, 4)]),
        ([(0, "z"), A, B, C, D], [("row_unexpected", "0", "")]),
        ([A, B, B, C, D], [("row_unexpected", "2", "")]),
        ([A, B, C, D, (5, "e"), (6, "f")], [("row_unexpected", "5", ""), ("row_unexpected", "6", "")]),
        ([A, (2, "x"), C, D], [("row_differs", "2", "name")]),
        ([A, B, (9, "c"), D], [("row_missing", "3", ""), ("row_missing", "4", ""),
                                         ("row_unexpected", "9", ""), ("row_unexpected", "4", "")]),
    ),
)  # fmt: skip
@pytest.mark.parametrize("runs", ([[A, B, C, D]], [[A], [B, C], [D]], [[], [A, B], [], [C, D]]), ids=len)
def test_every_difference_is_named_however_the_rows_arrive(
    runs: list[list[Row]], found: list[Row], said: list[tuple[str, str, str]]
) -> None:
    assert walked(runs, found) == said
