"""A run on record: its steps, its state, and what makes it stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reconciliation.runs.comparison import compare
from reconciliation.runs.digests import Inputs
from reconciliation.runs.restatement import restated
from reconciliation.runs.run import Run, opening_run, runs, same_runs
from tests.reconciliation.builders import Book, funded, pay, survey

STEPS = ("prepared", "reviewed", "signed")


def recorded(book: Book, number: str = "RUN-1", on: str = "2026-01-31", **fields: Any) -> None:  # noqa: ANN401 - wire form
    said = {"position": len(book.entries), "rules_version": "1", "rules_digest": "aa", "output_digest": "bb"}
    book.post("2026-02-02", "record_run", number=number, on=on, **{"input_digest": "cc", **said, **fields})


def signed(book: Book, number: str = "RUN-1", on: str = "2026-01-31", through: int = 3) -> None:
    for step in STEPS[:through]:
        book.post("2026-02-03", "sign_off", run=number, step=step, on=on, output_digest="bb", made_by=step)


def run_of(book: Book, number: str = "RUN-1") -> Run:
    return next(run for run in runs(book.entries) if run.number == number)


def worked() -> Book:
    book = funded()
    survey(book, "2026-01-10", "LOT-1", 10)
    pay(book, "2026-01-20", "PV-1", "1000.00", delivery="LOT-1")
    return book


@pytest.mark.parametrize(
    ("through", "state"), ((0, "COMPLETED"), (1, "PREPARED"), (2, "REVIEWED"), (3, "SIGNED"))
)
def test_the_steps_taken_give_the_state(through: int, state: str) -> None:
    book = worked()
    recorded(book)
    signed(book, through=through)
    run = run_of(book)
    assert (run.state, [step.by for step in run.steps]) == (state, list(STEPS[:through]))


def test_a_correction_after_signing_makes_a_run_stale() -> None:
    book = worked()
    recorded(book)
    signed(book)
    later = book.post("2026-02-10", "reverse", number="RV-1", reverses="PV-1", unit="D1", reason="x")
    assert (run_of(book).state, run_of(book).touched_by) == ("STALE", later.seq)


@pytest.mark.parametrize(
    ("verb", "fields"),
    (
        ("query", {"number": "Q", "unit": "D1", "voucher": "PV-1", "text": "?"}),
        ("grant_role", {"holder": "x", "roles": ["auditor"], "from_on": "2025-10-01"}),
        ("record_report", {"kind": "workbook", "language": "th", "sha256": "aa" * 32}),
    ),
)
def test_what_changes_no_figure_leaves_a_run_standing(verb: str, fields: dict[str, Any]) -> None:
    book = worked()
    recorded(book)
    signed(book)
    book.post("2026-02-10", verb, **fields)
    assert run_of(book).state == "SIGNED"


def test_the_delta_is_the_period_restated_against_what_was_signed() -> None:
    book = worked()
    recorded(book)
    before = book.statement("2026-01-31")
    signed(book)
    pay(book, "2026-02-10", "PV-2", "70.00", original_on=before.on)
    again = Book.__new__(Book)
    again.entries = restated(book.entries, before.on, before.position)
    delta = {(one.kind, one.subject, one.field): (one.before, one.after) for one in compare(
        before, again.statement("2026-01-31")
    )}  # fmt: skip
    assert delta["cell", "D1/HH", "direct"] == (100_000, 107_000)
    assert delta["match", "PV-2", "status"][0] is None
    assert compare(before, book.statement("2026-01-31")) == ()


def test_a_run_opens_with_the_last_signed_run_of_an_earlier_day() -> None:
    book = worked()
    recorded(book, "RUN-1", "2025-12-31")
    signed(book, "RUN-1", "2025-12-31")
    recorded(book, "RUN-2", "2026-01-15")
    known = runs(book.entries)
    opening = opening_run(known, known[1].on)
    assert opening is not None
    assert opening.number == "RUN-1"
    assert opening_run(known, known[0].on) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    (
        ({}, "RUN-2"),
        ({"told": (("", "a"), ("RUN-2", "its own match"))}, "RUN-2"),
        ({"told": (("", "a"), ("RUN-1", "another's match"))}, ""),
        ({"told": (("", "a"), ("", "a person's match"))}, ""),
        ({"on": date(2026, 1, 30)}, ""),
        ({"rules_digest": "bb"}, ""),
    ),
)
def test_the_same_run_is_of_the_same_day_rules_and_input_but_what_it_posted(
    change: dict[str, Any], expected: str
) -> None:
    read = Inputs(date(2026, 1, 31), "aa", (("", "a"),))
    book = worked()
    recorded(book)
    recorded(book, "RUN-2", input_digest=read.digest())
    found = same_runs(runs(book.entries), replace(read, **change))
    assert " ".join(run.number for run in found) == expected
