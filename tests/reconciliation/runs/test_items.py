"""Open items: states, and opening + new - cleared = closing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.commands import Propose
from ledger.commands.reference import ROLES
from ledger.entries import content_hash
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import default_rules
from reconciliation.runs.dialogue import dialogue
from reconciliation.runs.items import Item, open_items, roll_forward, with_states
from reconciliation.runs.lifecycle import Lifecycle, lifecycles
from tests.reconciliation.builders import Book, funded, pay
from tests.reconciliation.programmes import carried_out, programmes

CUT = "2026-02-28"


def unpaid_work() -> Book:
    """A voucher for which nothing was handed in: E-SPEND-NOOUT, and UNMATCHED."""
    book = funded()
    pay(book, "2026-02-20", "PV-1", "1000.00")
    return book


def states(book: Book, on: str = CUT, opening: tuple[Item, ...] = ()) -> dict[str, str]:
    found = with_states(book.statement(on), dialogue(book.entries), opening)
    return {f"{item.kind} {item.status}": item.state for item in found}


def finding(book: Book, on: str = CUT) -> str:
    return next(one.fingerprint for one in book.statement(on).findings if one.code == "E-SPEND-NOOUT")


def waived(book: Book, **fields: Any) -> None:  # noqa: ANN401 - wire form
    inner = {"verb": "waive", "number": "W", "code": "E-SPEND-NOOUT", "cap": "1000.00",
             "expires_on": "2026-09-30", "reason": "x", **fields}  # fmt: skip
    asked = book.post("2026-03-01", "propose", number="P", command=inner).command
    assert isinstance(asked, Propose)
    book.post("2025-10-01", "grant_role", holder="third", roles=list(ROLES), from_on="2025-10-01")
    for person in ("second", "third"):
        digest = content_hash(asked.command)
        book.post("2026-03-01", "approve", proposal="P", content_hash=digest, actor=person, taken_over=False)


def test_an_unmatched_voucher_waits_inside_its_window_and_is_open_after() -> None:
    book = unpaid_work()
    assert states(book)["voucher UNMATCHED"] == "WAITING"
    assert states(book, "2026-06-30")["voucher UNMATCHED"] == "OPEN"


def test_an_item_is_disputed_while_its_query_waits_for_an_answer() -> None:
    book = unpaid_work()
    book.post("2026-03-01", "query", number="Q1", unit="D1", voucher="PV-1", text="?")
    book.post("2026-03-01", "query", number="Q2", unit="D1", finding=finding(book), text="?")
    assert (states(book)["voucher UNMATCHED"], states(book)["finding E-SPEND-NOOUT"]) == (
        "DISPUTED",
        "DISPUTED",
    )
    book.post("2026-03-02", "reply", unit="D1", query="Q1", text="!")
    book.post("2026-03-02", "give_opinion", query="Q2", opinion="accepted", text="ok")
    assert (states(book)["voucher UNMATCHED"], states(book)["finding E-SPEND-NOOUT"]) == ("WAITING", "OPEN")


def test_an_item_of_a_signed_run_is_carried() -> None:
    book = unpaid_work()
    opening = open_items(book.statement(CUT))
    assert set(states(book, "2026-03-31", opening).values()) == {"CARRIED"}


def lifecycle(book: Book, on: str = CUT, *earlier: str) -> Lifecycle:
    statement = book.statement(on)
    known = lifecycles(statement, dialogue(book.entries), [book.statement(day) for day in earlier])
    return next(one for one in known if one.finding.code == "E-SPEND-NOOUT")


def test_a_finding_keeps_its_age_and_owner_from_run_to_run() -> None:
    found = lifecycle(unpaid_work(), "2026-04-30", "2026-03-31", CUT)
    assert (found.first_seen, found.age_days, found.owner) == (date(2026, 2, 28), 61, "D1")


def test_a_finding_keeps_what_was_said_about_it() -> None:
    book = unpaid_work()
    assert not lifecycle(book).settled
    book.post("2026-03-01", "query", number="Q", unit="D1", finding=finding(book), text="?")
    book.post("2026-03-02", "reply", unit="D1", finding=finding(book), text="direct")
    assert not lifecycle(book).settled
    book.post("2026-03-02", "reply", unit="D1", query="Q", text="answer")
    book.post("2026-03-03", "give_opinion", query="Q", opinion="not_accepted", text="no")
    found = lifecycle(book, "2026-04-30")
    assert [one.text for one in found.replies] == ["direct", "answer"]
    assert [one.opinion for one in found.opinions] == ["not_accepted"]
    assert found.settled


@pytest.mark.parametrize(
    ("fields", "state"),
    (
        ({}, "WAIVED"),
        ({"unit": "D1"}, "WAIVED"),
        ({"unit": "D2"}, "OPEN"),
        ({"code": "E-SPLIT"}, "OPEN"),
        ({"cap": "999.99"}, "OPEN"),
        ({"expires_on": "2026-03-01"}, "WAIVED"),
    ),
)
def test_a_waiver_has_a_scope_and_a_cap(fields: dict[str, Any], state: str) -> None:
    book = unpaid_work()
    waived(book, **fields)
    assert states(book)["finding E-SPEND-NOOUT"] == state


def test_a_waiver_ends() -> None:
    book = unpaid_work()
    waived(book, expires_on="2026-03-31")
    assert states(book, "2026-03-31")["finding E-SPEND-NOOUT"] == "WAIVED"
    assert states(book, "2026-04-30")["finding E-SPEND-NOOUT"] == "OPEN"
    (known,) = dialogue(book.entries).waivers
    assert len(set(known.approvers)) == 2


@given(programmes, st.integers(0, 200), st.integers(0, 200))
def test_opening_and_new_less_cleared_is_closing(chosen: Any, first: int, second: int) -> None:  # noqa: ANN401 - steps
    entries = carried_out(chosen).book.entries
    days = (date.fromordinal(date(2025, 10, 21).toordinal() + days) for days in sorted((first, second)))
    opening, closing = (
        open_items(reconcile(entries, day, default_rules(), len(entries), "")) for day in days
    )
    rolled = roll_forward(opening, closing)
    assert all(row.holds for row in rolled)
    assert sum(row.closing for row in rolled) == len({item.key for item in closing}) == len(closing)
