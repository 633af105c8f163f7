"""Examination: what a row and its body say against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.verification.examination import COLUMNS, examine
from tests.builders import BOOK
from tests.faults.burglary import other
from tests.ledger.verification.rows import Row, a_spent_book, altered, codes, named, rewritten, rows_of

ROWS = rows_of(a_spent_book().entries)
SPENT = next(row for row in ROWS if row[1] == "disburse")
REVERSED = next(row for row in ROWS if row[1] == "reverse")


def alone(row: Row) -> list[tuple[str, str]]:
    """What is said of one row by itself."""
    return named(examine(BOOK, [row], first=row[0]))


def test_rows_as_they_were_posted_have_no_problem() -> None:
    found = examine(BOOK, ROWS, 1, len(ROWS))
    assert named(found) == []
    assert found.count == len(ROWS)


@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_that_differs_from_the_body_is_named(column: str) -> None:
    if column == "body":
        assert alone(altered(SPENT, body=SPENT[10][:-1])) == [("body_unreadable", "JSONDecodeError")]
        return
    changed = altered(SPENT, **{column: other(SPENT[COLUMNS.index(column)])})
    assert ("row_differs", column) in alone(changed)


BODIES: tuple[tuple[str, Callable[[dict[str, Any]], object], str], ...] = (
    ("another book", lambda p: p.update(book="other"), "row_differs"),
    ("no sequence", lambda p: p.pop("seq"), "body_unreadable"),
    ("a list for a text", lambda p: p.update(kind=[]), "body_unreadable"),
    ("no request", lambda p: p.update(request=None), "body_unreadable"),
    ("no day", lambda p: p["request"].update(effective_on="2569-13-01"), "body_unreadable"),
    ("an unknown stage", lambda p: p["lines"][0].update(bucket="pocket:1032:L69"), "body_unreadable"),
    ("a bucket of five parts", lambda p: p["lines"][0].update(bucket="available:1:2:3:4"), "body_unreadable"),
    ("an amount in words", lambda p: p["lines"][0].update(amount="ten"), "body_unreadable"),
    ("half an entry", lambda p: p["lines"].pop(), "unbalanced"),
    ("below zero", lambda p: p["lines"][0].update(balance="-1"), "below_floor"),
    ("its own future", lambda p: p.update(refers_to="9999"), "reference_wrong"),
)


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_a_body_that_contradicts_itself_is_a_problem_and_no_crash(
    change: Callable[[dict[str, Any]], object], code: str
) -> None:
    assert code in {said for said, _ in alone(rewritten(SPENT, change))}


@pytest.mark.parametrize(
    "body",
    (b"", b"null", b"[]", b"{}", b"7", b"\xff", b'{"a":1', b"[" * 5000),
    ids=lambda body: repr(body[:8]),
)
def test_bytes_that_are_no_body_are_unreadable(body: bytes) -> None:
    assert "body_unreadable" in {said for said, _ in alone(altered(SPENT, body=body))}


def test_a_body_in_other_bytes_than_the_canonical_ones_is_named() -> None:
    spaced = altered(SPENT, body=SPENT[10].replace(b":", b": ", 1))
    assert ("body_not_canonical", "") in alone(spaced)


@pytest.mark.parametrize(
    ("kept", "extent", "code"),
    (
        (slice(1, None), {}, "row_missing"),
        (slice(0, -1), {"last": len(ROWS)}, "row_missing"),
        (slice(0, None), {"first": 2}, "row_unexpected"),
        (slice(0, None), {"last": len(ROWS)}, ""),
    ),
    ids=("first gone", "last gone", "one too early", "whole"),
)
def test_the_sequence_is_dense(kept: slice, extent: dict[str, int], code: str) -> None:
    assert codes(ROWS[kept], **extent) == ({code} if code else set())


def test_a_gap_is_said_once_with_its_ends() -> None:
    found = examine(BOOK, [*ROWS[:3], *ROWS[8:]])
    assert [dict(p.facts) for p in found.problems.kept] == [{"table": "entry", "seq": "4", "through": "8"}]


def test_problems_are_listed_up_to_a_hundred_and_then_counted() -> None:
    found = examine(BOOK, [altered(SPENT, unit="x")] * 101, first=SPENT[0])
    assert (len(found.problems.kept), found.problems.more) == (100, 101)
